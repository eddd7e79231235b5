//! The report: one HTML file that opens offline, with the records and the findings in it. The page itself is built
//! from `web/` and embedded; this side only fills it.

mod columns;
mod dictionary;
mod lines;
mod names;
#[cfg(test)]
mod sample;
mod still;

use std::io::{self, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use comity_core::{Day, Finding, Snapshot, reference::Reference};
use flate2::{Compression, write::ZlibEncoder};

/// The built page, with marks where the report's own parts go.
const PAGE: &str = include_str!("../assets/report.html");

/// What the report says of itself.
#[derive(Clone, Copy, Debug)]
pub struct ReportMeta<'a> {
    /// Heading of the page.
    pub title: &'a str,
    /// The day on which the findings hold.
    pub on: Day,
    /// The command that makes the report again.
    pub command: &'a str,
    /// Version of the program.
    pub version: &'a str,
}

/// Writes the report. Findings are ranked by urgency, equal ones stay in the order given. The reference data names what
/// the records don't; codes that it doesn't know are shown as they are.
///
/// Record texts come from strangers: they stand in the page only escaped, or compressed and in base64, from where the
/// page reads them as text. The same input gives the same bytes.
pub fn write(
    snapshot: &Snapshot,
    findings: &[Finding],
    reference: &Reference,
    meta: ReportMeta<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut ranked: Vec<&Finding> = findings.iter().collect();
    ranked.sort_by(|a, b| b.urgency.total_cmp(&a.urgency));

    let columns = columns::build(snapshot, &ranked, meta, reference);
    let lines = lines::build(snapshot, &ranked, &columns.dictionary)?;

    let mut rest = PAGE;
    while let Some((before, mark, after)) = next_mark(rest) {
        out.write_all(before.as_bytes())?;
        match mark {
            "title" => out.write_all(still::escape(meta.title).as_bytes())?,
            "still" => out.write_all(still::page(&ranked, snapshot.records.len(), meta).as_bytes())?,
            "columns" => out.write_all(packed(&serde_json::to_vec(&columns)?)?.as_bytes())?,
            "lines" => out.write_all(packed(&lines)?.as_bytes())?,
            _ => {}
        }
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

const MARK: (&str, &str) = ("[[comity:", "]]");

/// Text before the next mark, the mark's name, text after it.
fn next_mark(page: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = page.split_once(MARK.0)?;
    let (name, after) = rest.split_once(MARK.1)?;
    Some((before, name, after))
}

/// zlib (RFC 1950), then base64: what the browser's `DecompressionStream("deflate")` reads. No `<` can occur in it.
fn packed(bytes: &[u8]) -> io::Result<String> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(6));
    encoder.write_all(bytes)?;
    Ok(STANDARD.encode(encoder.finish()?))
}

#[cfg(test)]
mod tests;
