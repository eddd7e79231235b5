//! What stands in the page before any script runs, or without one: the first findings with their evidence.

use std::fmt::Write;

use comity_core::Finding;

use super::ReportMeta;

/// How many findings the still page shows.
const SHOWN: usize = 50;
/// How many pieces of evidence stand below each, and how light one must be to be left out, bits.
const EVIDENCE: usize = 6;
const LIGHT: f64 = 0.05;

/// Escapes for HTML text and for attribute values in double quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

/// The heading and the first findings as HTML.
pub fn page(findings: &[&Finding], records: usize, meta: ReportMeta<'_>) -> String {
    let mut out = String::new();
    // writing to a string can't fail
    let _ = writeln!(
        out,
        "<h1>{}</h1>\n<p>{} findings from {records} records, as of {}. First those to look at first.</p>\n<ol>",
        escape(meta.title),
        findings.len(),
        meta.on
    );
    for finding in findings.iter().take(SHOWN) {
        let _ = writeln!(
            out,
            "<li class=\"k-{kind}\"><p><b>{kind}</b> {sentence}</p><ul>",
            kind = finding.kind.as_str(),
            sentence = escape(&finding.sentence)
        );
        for evidence in finding.evidence.iter().filter(|one| one.weight.abs() >= LIGHT).take(EVIDENCE) {
            let _ = writeln!(
                out,
                "<li>{} <small>{:+.1} bits</small></li>",
                escape(&evidence.says.to_string()),
                evidence.weight
            );
        }
        let sources: Vec<String> = finding
            .records
            .iter()
            .take(4)
            .map(|record| escape(&format!("{} ({})", record.id, record.source)))
            .collect();
        let _ = writeln!(out, "</ul><p><small>{}</small></p></li>", sources.join(" · "));
    }
    out.push_str("</ol>\n");
    if findings.len() > SHOWN {
        let _ = writeln!(out, "<p>The other {} findings need the page’s script.</p>", findings.len() - SHOWN);
    }
    let _ = writeln!(
        out,
        "<p><small>Made by comity {}: {}</small></p>",
        escape(meta.version),
        escape(meta.command)
    );
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_escapes_the_escape() {
        assert_eq!(
            super::escape(r#"</script><img src=x onerror="a('b')">&"#),
            "&lt;/script&gt;&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;"
        );
    }
}
