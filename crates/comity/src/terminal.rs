//! What people read on a terminal: findings as sentences with their evidence, colours only where they are seen.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comity_core::{Evidence, Finding, FindingKind};

/// Columns of the running text when the terminal doesn't say.
const WIDTH: usize = 100;
/// Columns before the text of a finding: rank and kind.
const INDENT: usize = 16;

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// The colour of a kind. Colour never stands alone: the word stands beside it.
fn style(kind: FindingKind) -> Style {
    let colour = match kind {
        FindingKind::Same => AnsiColor::Blue,
        FindingKind::Chain => AnsiColor::Cyan,
        FindingKind::Part => AnsiColor::BrightBlue,
        FindingKind::Overlap => AnsiColor::Yellow,
        FindingKind::Conflict => AnsiColor::Red,
        FindingKind::Complement => AnsiColor::Green,
        FindingKind::Gap | FindingKind::Untied => AnsiColor::Magenta,
    };
    colour.on_default().bold()
}

/// Columns to write in: the terminal's, within reason.
pub fn width() -> usize {
    textwrap_width(std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()))
}

fn textwrap_width(columns: Option<usize>) -> usize {
    columns.unwrap_or(WIDTH).clamp(60, 140)
}

/// Writes one finding: the sentence first, then its strongest evidence, then where the records stand.
pub fn finding(out: &mut String, rank: usize, finding: &Finding, lines_of_evidence: usize, width: usize) {
    let kind = style(finding.kind);
    let body = width.saturating_sub(INDENT);
    let sentence = textwrap::wrap(&finding.sentence, body);
    for (number, line) in sentence.iter().enumerate() {
        if number == 0 {
            let _ =
                writeln!(out, "{rank:>3}  {kind}{:<10}{kind:#} {BOLD}{line}{BOLD:#}", finding.kind.as_str());
        } else {
            let _ = writeln!(out, "{:INDENT$}{BOLD}{line}{BOLD:#}", "");
        }
    }
    for evidence in finding.evidence.iter().take(lines_of_evidence) {
        for line in evidence_lines(evidence, body) {
            let _ = writeln!(out, "{:INDENT$}{line}", "");
        }
    }
    for way in finding.ways.iter().take(2) {
        for (number, line) in textwrap::wrap(&way.to_string(), body.saturating_sub(3)).iter().enumerate() {
            let mark = if number == 0 { "\u{2192}" } else { " " };
            let _ = writeln!(out, "{:INDENT$}{mark}  {line}", "");
        }
    }
    for record in finding.records.iter().take(2) {
        let _ = writeln!(out, "{:INDENT$}{DIM}{}  {}{DIM:#}", "", record.id, record.source);
    }
    if let Some(more @ 1..) = finding.records.len().checked_sub(2) {
        let _ = writeln!(out, "{:INDENT$}{DIM}and {more} more{DIM:#}", "");
    }
}

/// Writes all the evidence, a line a field, the weight in front.
pub fn waterfall(out: &mut String, evidence: &[Evidence], width: usize) {
    for line in evidence.iter().flat_map(|evidence| evidence_lines(evidence, width)) {
        let _ = writeln!(out, " {line}");
    }
}

/// A weight with its sign, then the words, wrapped under themselves.
fn evidence_lines(evidence: &Evidence, width: usize) -> Vec<String> {
    let words = evidence.says.to_string();
    let wrapped = textwrap::wrap(&words, width.saturating_sub(7));
    let lines = wrapped.iter().enumerate().map(|(number, line)| {
        if number == 0 { format!("{:>+5.1}  {line}", evidence.weight) } else { format!("{:7}{line}", "") }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_core::{Field, RecordRef, Says};

    #[test]
    fn a_finding_reads_sentence_first() {
        let gist = Says::NoTie { left: "nato".into(), right: "csto".into(), on: comity_core::Day(13_300) };
        let sample = Finding {
            kind: FindingKind::Untied,
            weight: 4.25,
            probability: Finding::probability_of(4.25),
            urgency: 1.0,
            sentence: "nato and csto work on the same need, at the same border, and have no tie through which to talk about it".into(),
            gist,
            records: vec![RecordRef { id: "csto-kanal-2005".into(), reporter: "csto".into(), source: "activities.csv:15".into() }],
            indices: vec![0],
            pairs: Vec::new(),
            parties: vec!["nato".into(), "csto".into()],
            needs: vec!["need-heroin-transit".into()],
            place: None,
            period: None,
            themes: vec![],
            money: None,
            ways: vec![Says::BridgeRule { instrument: "sco-guest-rule".into(), title: "guests".into() }],
            evidence: vec![Evidence { field: Field::Need, says: Says::SharedNeed { need: "heroin".into() }, weight: 4.25 }],
        };
        let mut text = String::new();
        finding(&mut text, 1, &sample, 3, 80);
        insta::assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }
}
