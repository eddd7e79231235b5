//! CSV and its kin: comma, semicolon, tab or bar between the cells, found by content.

use std::io::BufRead;

use comity_core::{At, Loss};

use super::row::{Row, Rows};
use crate::{Error, Out};

/// Bytes looked at for the separator.
const LOOK: usize = 32 << 10;

/// Rows of a delimited text.
pub(crate) struct Delimited<R> {
    csv: csv::Reader<R>,
    record: csv::ByteRecord,
    row: u32,
    longest: usize,
}

impl<'r> Delimited<std::io::Chain<std::io::Cursor<Vec<u8>>, &'r mut dyn BufRead>> {
    /// Rows of `input`; no cell may be longer than `longest` bytes.
    pub(crate) fn new(input: &'r mut dyn BufRead, longest: usize, file: &str) -> Result<Self, Error> {
        let mut look = Vec::new();
        let broken = |e| Error::io(file, e);
        std::io::Read::read_to_end(&mut std::io::Read::take(&mut *input, LOOK as u64), &mut look)
            .map_err(broken)?;
        if look.starts_with(b"\xef\xbb\xbf") {
            look.drain(..3);
        }
        let separator = separator(&look);
        // Excel's own line that names the separator is no row
        if let Some(rest) = look.strip_prefix(b"sep=").and_then(|rest| memchr::memchr(b'\n', rest)) {
            look.drain(..rest + 5);
        }
        let csv = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(256 << 10)
            .from_reader(std::io::Read::chain(std::io::Cursor::new(look), input));
        Ok(Delimited { csv, record: csv::ByteRecord::new(), row: 0, longest })
    }
}

impl<R: std::io::Read> Rows for Delimited<R> {
    fn next(&mut self, row: &mut Row, out: &mut Out<'_>) -> Result<bool, Error> {
        loop {
            let from = self.csv.position().line();
            let more = self.csv.read_byte_record(&mut self.record).map_err(|e| match e.into_kind() {
                csv::ErrorKind::Io(e) => Error::io(out.name(), e),
                other => Error::Damaged {
                    file: out.name().to_owned(),
                    at: At::new(self.row, 0),
                    reason: format!("the table can't be read on: {other:?}"),
                    way_out: "export the table again".to_owned(),
                },
            })?;
            if !more {
                return Ok(false);
            }
            // a spreadsheet counts blank lines, which the library passes over, and not the breaks inside cells
            let lines = self.csv.position().line().saturating_sub(from);
            let inside = memchr::memchr_iter(b'\n', self.record.as_slice()).count() as u64;
            let blank = lines.saturating_sub(inside + 1);
            self.row = self.row.saturating_add(1).saturating_add(u32::try_from(blank).unwrap_or(0));
            row.clear();
            row.number = self.row;
            if self.fill(row, out) && !row.is_blank() {
                return Ok(true);
            }
        }
    }
}

impl<R: std::io::Read> Delimited<R> {
    /// Copies the record into the row; `false` where a cell is too long to be one.
    fn fill(&self, row: &mut Row, out: &mut Out<'_>) -> bool {
        let mut wrong = None;
        for (index, cell) in self.record.iter().enumerate() {
            let at = At::new(self.row, u32::try_from(index + 1).unwrap_or(u32::MAX));
            if cell.len() > self.longest {
                let reason = format!(
                    "a cell of {} bytes; a quote is opened here and perhaps never closed",
                    cell.len()
                );
                out.problem(
                    Loss::Record,
                    at,
                    "",
                    "",
                    reason,
                    "close the quote, or raise the limit if the cell is honest",
                );
                return false;
            }
            match std::str::from_utf8(cell) {
                Ok(text) => row.push(text),
                Err(_) => {
                    wrong.get_or_insert(at);
                    row.push(&String::from_utf8_lossy(cell));
                }
            }
        }
        if let Some(at) = wrong {
            let reason = "bytes that are no UTF-8 stand as \u{fffd}";
            out.problem(Loss::Nothing, at, "", "", reason, "save the table as UTF-8");
        }
        true
    }
}

/// The separator that stands equally often in most lines: the one with the largest agreement between lines.
fn separator(look: &[u8]) -> u8 {
    if let Some(named) = look.strip_prefix(b"sep=").and_then(<[u8]>::first) {
        return *named;
    }
    let mut best = (b',', 0);
    for candidate in *b",;\t|" {
        let mut counts: Vec<usize> = Vec::new();
        let (mut count, mut quoted) = (0, false);
        for byte in look {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => {
                    counts.push(count);
                    count = 0;
                }
                b if *b == candidate && !quoted => count += 1,
                _ => {}
            }
        }
        if counts.is_empty() {
            counts.push(count);
        }
        counts.sort_unstable();
        // the usual count, times how many lines have it
        let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
        let agreeing = counts.iter().filter(|count| **count == usual).count();
        let score = usual * 100 * agreeing / counts.len();
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use comity_core::{Item, SourceId};

    use super::*;

    fn rows(bytes: &[u8]) -> (Vec<(u32, Vec<String>)>, Vec<Item>) {
        let mut items = Vec::new();
        let mut sink = |item: Item| items.push(item);
        let mut out = Out::new(SourceId(0), "a.csv", &mut sink);
        let mut input = bytes;
        let mut reader = Delimited::new(&mut input, 1000, "a.csv").expect("opens");
        let (mut row, mut found) = (Row::default(), Vec::new());
        while reader.next(&mut row, &mut out).expect("reads") {
            found.push((row.number, row.cells().map(str::to_owned).collect()));
        }
        (found, items)
    }

    #[test]
    fn the_separator_is_found_by_content() {
        for text in ["a,b;x,c\n1,2,3\n", "a;b;c\n1,5;2;3\n", "a\tb,x\tc\n1\t2\t3\n", "a|b|c\n1|2|3\n"] {
            assert!(rows(text.as_bytes()).0.iter().all(|(_, cells)| cells.len() == 3), "{text}");
        }
        assert_eq!(rows(b"sep=;\na;b\n").0[0].1, ["a", "b"]);
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "\"two", "lines\",2", "", "", "x,3", "y,4"].join(end);
            let numbers: Vec<u32> = rows(text.as_bytes()).0.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, [1, 2, 5, 6], "{end:?}");
        }
    }

    #[test]
    fn a_mark_at_the_start_and_wrong_bytes_do_no_harm() {
        let (found, items) = rows(b"\xef\xbb\xbfname,b\nS\xe3o,2\n");
        assert_eq!(found[0].1[0], "name");
        assert_eq!(found[1].1[0], "S\u{fffd}o");
        assert!(matches!(&items[..], [Item::Problem(p)] if p.line == Some(2) && p.column == Some(1)));
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_row() {
        let text = format!("a,b\n\"x{}", "y,z\n".repeat(500));
        let (found, items) = rows(text.as_bytes());
        assert_eq!(found.len(), 1);
        assert!(matches!(&items[..], [Item::Problem(p)] if p.loss == Loss::Record && p.line == Some(2)));
    }
}
