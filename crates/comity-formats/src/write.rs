//! Out: records and findings as JSON Lines, CSV, Parquet, XLSX, GeoJSON and iCalendar. Same input, same bytes.
//!
//! JSON Lines lose nothing and are read back by [`crate::jsonl`]. Findings for machines (JSON Lines, CSV, Parquet) come pair
//! by pair where they are about pairs of records: lines of one rank are one finding. The tables (CSV, Parquet, XLSX) have one row a record or
//! finding, lists joined by `; `; XLSX has the evidence on a sheet of its own. In CSV and XLSX a text that a spreadsheet
//! would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) gets an apostrophe in front.
//! What a council gives out: papers ([`write_paper`]), invitations and calendars ([`write_invitation`], [`write_calendar`]), votes ([`write_votes`]).

mod geojson;
mod ical;
mod labelled;
mod paper;
mod parquet;
mod rows;
mod tables;
mod votes;

pub use ical::{Invitation, When, write_calendar, write_invitation};
pub use labelled::{Labelled, LabelledFile};
pub use paper::{Block, Column, Fonts, Level, Paper, PaperFormat, Table, write_paper};
pub use tables::harmless;
pub use votes::{Vote, write_votes};

use std::io::Write;

use comity_core::{Finding, Record, Snapshot};

/// How to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutFormat {
    /// One JSON object a line.
    JsonLines,
    /// Comma-separated, UTF-8, a header row.
    Csv,
    /// Apache Parquet, zstd.
    Parquet,
    /// A workbook.
    Xlsx,
    /// RFC 7946: records at their points, findings as lines between their records.
    GeoJson,
    /// RFC 5545: what has a first day.
    ICalendar,
}

impl OutFormat {
    /// Every format with its word, which is also the usual ending of its files.
    pub const WORDS: [(OutFormat, &'static str); 6] = [
        (OutFormat::JsonLines, "jsonl"),
        (OutFormat::Csv, "csv"),
        (OutFormat::Parquet, "parquet"),
        (OutFormat::Xlsx, "xlsx"),
        (OutFormat::GeoJson, "geojson"),
        (OutFormat::ICalendar, "ics"),
    ];
}

impl std::str::FromStr for OutFormat {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        let known = || Self::WORDS.map(|(_, word)| word).join(", ");
        Self::WORDS
            .into_iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(word.trim()))
            .map(|(format, _)| format)
            .ok_or_else(|| format!("`{word}` is no format to write: use {}", known()))
    }
}

/// What was written, and what the format has no room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Records or findings written.
    pub written: u64,
    /// Left out: without a place (GeoJSON) or without a first day (iCalendar).
    pub left_out: u64,
}

/// Why writing stopped.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk or the pipe.
    #[error("the output can't be written: {0}: check that there is room, and leave to write")]
    Io(#[from] std::io::Error),
    /// JSON.
    #[error("the output can't be written as JSON: {0}: report this, with the input")]
    Json(#[from] serde_json::Error),
    /// CSV.
    #[error("the output can't be written as CSV: {0}: check that there is room, and leave to write")]
    Csv(#[from] csv::Error),
    /// XLSX, which holds 1,048,576 rows a sheet at most.
    #[error("the output can't be written as XLSX: {0}: write csv or parquet where a sheet is too small")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// Parquet.
    #[error("the output can't be written as Parquet: {0}: report this, with the input")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// DOCX.
    #[error("the output can't be written as DOCX: {0}: report this, with the input")]
    Docx(#[from] zip::result::ZipError),
    /// PDF.
    #[error("the output can't be written as PDF: {0}: write docx or html, and report this")]
    Pdf(String),
    /// PDF, where no font has a character.
    #[error(
        "no font here has the characters {0}: install fonts that have them (Debian: fonts-noto-core, and fonts-noto-cjk for \
         Chinese), or write docx or html"
    )]
    Fonts(paper::Lacking),
}

/// Writes the findings in their order. `snapshot` is what they were found in: maps need its points.
///
/// # Errors
/// When the sink fails, or the format has no room for so many.
pub fn write_findings(
    findings: &[Finding],
    snapshot: &Snapshot,
    format: OutFormat,
    sink: &mut (dyn Write + Send),
) -> Result<Written, WriteError> {
    let all = Written { written: findings.len() as u64, left_out: 0 };
    match format {
        OutFormat::JsonLines => {
            for (rank, told) in (1_u32..).zip(findings) {
                json_lines(told.by_pair().map(|told| Line { rank, told }), sink)?;
            }
            Ok(all)
        }
        OutFormat::Csv => tables::csv(&rows::of_pairs(findings), sink).map(|()| all),
        OutFormat::Parquet => parquet::write(&rows::of_pairs(findings), sink).map(|()| all),
        OutFormat::Xlsx => {
            let sheets =
                [("Findings", rows::of_findings(findings)), ("Evidence", rows::of_evidence(findings))];
            tables::xlsx(&sheets, sink).map(|()| all)
        }
        OutFormat::GeoJson => geojson::findings(findings, snapshot, sink),
        OutFormat::ICalendar => ical::findings(findings, sink),
    }
}

/// A line of findings: the rank is that of the finding, from 1, the most urgent first.
#[derive(serde::Serialize)]
struct Line {
    rank: u32,
    #[serde(flatten)]
    told: Finding,
}

/// Writes the snapshot's records in their order.
///
/// # Errors
/// When the sink fails, or the format has no room for so many.
pub fn write_records(
    snapshot: &Snapshot,
    format: OutFormat,
    sink: &mut (dyn Write + Send),
) -> Result<Written, WriteError> {
    let records: &[Record] = &snapshot.records;
    let all = Written { written: records.len() as u64, left_out: 0 };
    match format {
        OutFormat::JsonLines => json_lines(records, sink).map(|()| all),
        OutFormat::Csv => tables::csv(&rows::of_records(snapshot), sink).map(|()| all),
        OutFormat::Parquet => parquet::write(&rows::of_records(snapshot), sink).map(|()| all),
        OutFormat::Xlsx => tables::xlsx(&[("Records", rows::of_records(snapshot))], sink).map(|()| all),
        OutFormat::GeoJson => geojson::records(records, sink),
        OutFormat::ICalendar => ical::records(records, sink),
    }
}

fn json_lines<T: serde::Serialize>(
    items: impl IntoIterator<Item = T>,
    sink: &mut (dyn Write + Send),
) -> Result<(), WriteError> {
    for item in items {
        serde_json::to_writer(&mut *sink, &item)?;
        sink.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
