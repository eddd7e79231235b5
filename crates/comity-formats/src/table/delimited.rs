//! CSV and its kin: comma, semicolon, tab or bar between the cells, found by content.

use std::io::{BufRead, Cursor, Read};

use comity_core::{At, Loss};

use super::row::{Row, Rows};
use crate::{Error, Out, error::Refusal};

/// Bytes looked at for the separator.
const LOOK: usize = 32 << 10;

/// Rows of a delimited text.
pub(crate) struct Delimited<'r> {
    csv: csv::Reader<Guarded<'r>>,
    separator: u8,
    record: csv::ByteRecord,
    row: u32,
    longest: usize,
}

impl<'r> Delimited<'r> {
    /// Rows of `input`; no row may be longer than `longest` bytes.
    pub(crate) fn new(input: &'r mut dyn BufRead, longest: usize, file: &str) -> Result<Self, Error> {
        let mut look = Vec::new();
        let broken = |e| Error::io(file, e);
        (&mut *input).take(LOOK as u64).read_to_end(&mut look).map_err(broken)?;
        if look.starts_with(b"\xef\xbb\xbf") {
            look.drain(..3);
        }
        let separator = separator(&look);
        // Excel's own line that names the separator is no row
        if let Some(rest) = look.strip_prefix(b"sep=").and_then(|rest| memchr::memchr(b'\n', rest)) {
            look.drain(..rest + 5);
        }
        let csv = reader(separator, Guarded::new(look, Some(input), longest));
        Ok(Delimited { csv, separator, record: csv::ByteRecord::new(), row: 0, longest })
    }

    /// Forgets the row that was begun and goes on with `ahead`, then with the rest of the input.
    fn restart(&mut self, ahead: Vec<u8>) {
        let old = self.csv.get_mut();
        self.csv = reader(self.separator, Guarded::new(ahead, old.input.take(), old.most));
    }

    /// A quote that is never closed swallows the rest of the input: the row is lost, the lines that it swallowed are not.
    fn swallowed(&mut self, out: &mut Out<'_>) -> bool {
        let input = self.csv.get_ref();
        let last = self.record.len().saturating_sub(1);
        let cell = self.record.get(last).unwrap_or_default();
        if !(input.ended && input.odd_quotes && input.last != b'"') {
            return false;
        }
        let Some(end) = memchr::memchr(b'\n', cell) else {
            let at = At::new(self.row, u32::try_from(last + 1).unwrap_or(u32::MAX));
            let reason = "the file ends inside a quoted cell";
            out.problem(Loss::Mended, at, "", "", reason, "get the file again: it may be cut off");
            return false;
        };
        let ahead = cell.get(end + 1..).unwrap_or_default().to_vec();
        let lines = memchr::memchr_iter(b'\n', &ahead).count() + usize::from(!ahead.ends_with(b"\n"));
        let at = At::new(self.row, u32::try_from(last + 1).unwrap_or(u32::MAX));
        let reason =
            format!("a quote is opened here and never closed; the {lines} lines after it are read as rows");
        out.problem(Loss::Record, at, "", "", reason, "close the quote");
        self.restart(ahead);
        true
    }
}

impl Rows for Delimited<'_> {
    fn next(&mut self, row: &mut Row, out: &mut Out<'_>) -> Result<bool, Error> {
        loop {
            self.csv.get_mut().given = 0;
            let from = self.csv.position().line();
            let more = match self.csv.read_byte_record(&mut self.record).map_err(csv::Error::into_kind) {
                Ok(more) => more,
                Err(csv::ErrorKind::Io(_)) if self.csv.get_ref().is_full() => {
                    let (at, most) = (At::new(self.row.saturating_add(1), 0), self.csv.get_ref().most);
                    let reason = format!(
                        "the row is longer than {most} bytes; a quote may be opened in it and never closed"
                    );
                    let way_out = "close the quote, or raise the limit if the row is honest";
                    out.problem(Loss::Record, at, "", "", reason, way_out);
                    let ahead = self.csv.get_mut().behind_line().map_err(|e| Error::io(out.name(), e))?;
                    self.restart(ahead);
                    self.row = self.row.saturating_add(1);
                    continue;
                }
                Err(csv::ErrorKind::Io(e)) => return Err(Error::io(out.name(), e)),
                Err(other) => {
                    return Err(Error::Damaged {
                        file: out.name().to_owned(),
                        at: At::new(self.row, 0),
                        reason: format!("the table can't be read on: {other:?}"),
                        way_out: "export the table again".to_owned(),
                    });
                }
            };
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
            if !self.swallowed(out) && self.fill(row, out) && !row.is_blank() {
                return Ok(true);
            }
        }
    }
}

impl Delimited<'_> {
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
            out.problem(Loss::Mended, at, "", "", reason, "save the table as UTF-8");
        }
        true
    }
}

/// The input behind the bytes that were read ahead. It refuses to feed one row without end.
struct Guarded<'r> {
    ahead: Cursor<Vec<u8>>,
    input: Option<&'r mut dyn BufRead>,
    /// Bytes given since the row began.
    given: usize,
    most: usize,
    /// Whether an odd number of quotes was given so far.
    odd_quotes: bool,
    last: u8,
    ended: bool,
}

impl<'r> Guarded<'r> {
    fn new(ahead: Vec<u8>, input: Option<&'r mut dyn BufRead>, most: usize) -> Self {
        Guarded { ahead: Cursor::new(ahead), input, given: 0, most, odd_quotes: false, last: 0, ended: false }
    }

    fn is_full(&self) -> bool {
        self.given > self.most
    }

    /// Passes over the rest of the line, and gives back what was read ahead behind it.
    fn behind_line(&mut self) -> std::io::Result<Vec<u8>> {
        let mut ahead = Vec::new();
        self.ahead.read_to_end(&mut ahead)?;
        if let Some(end) = memchr::memchr(b'\n', &ahead) {
            ahead.drain(..=end);
            return Ok(ahead);
        }
        let Some(input) = &mut self.input else { return Ok(Vec::new()) };
        loop {
            let bytes = input.fill_buf()?;
            let end = memchr::memchr(b'\n', bytes);
            let ended = end.is_some() || bytes.is_empty();
            let length = end.map_or(bytes.len(), |end| end + 1);
            input.consume(length);
            if ended {
                return Ok(Vec::new());
            }
        }
    }
}

impl Read for Guarded<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.is_full() {
            return Err(Refusal::Limit(At::default(), "the row is too long".to_owned()).into());
        }
        let mut read = self.ahead.read(into)?;
        if let (0, Some(input)) = (read, &mut self.input) {
            read = input.read(into)?;
        }
        let bytes = into.get(..read).unwrap_or_default();
        self.last = bytes.last().copied().unwrap_or(self.last);
        let quotes = memchr::memchr_iter(b'"', bytes).count();
        self.odd_quotes ^= quotes % 2 == 1;
        // blank lines are passed over inside one call, however many there are
        if bytes.iter().any(|byte| !matches!(byte, b'\n' | b'\r')) {
            self.given = self.given.saturating_add(read);
        }
        self.ended = read == 0 && !into.is_empty();
        Ok(read)
    }
}

fn reader(separator: u8, input: Guarded<'_>) -> csv::Reader<Guarded<'_>> {
    csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(256 << 10)
        .from_reader(input)
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
    fn a_quote_that_is_never_closed_costs_its_row_alone() {
        let text = format!("a,b\n\"x{}", "y,z\n".repeat(500));
        let (found, items) = rows(text.as_bytes());
        assert_eq!((found.len(), found.last().map(|row| row.0)), (500, Some(501)));
        let [Item::Problem(problem)] = &items[..] else { panic!("one problem") };
        assert_eq!((problem.loss, problem.line, problem.column), (Loss::Record, Some(2), Some(1)));
    }

    #[test]
    fn a_row_without_end_costs_itself_alone() {
        let text = format!("a,b\n1,{}\n2,x\n\"{}\n3,y\n", "x".repeat(1 << 20), "z".repeat(1 << 20));
        let (found, items) = rows(text.as_bytes());
        let ids: Vec<_> = found.iter().map(|(number, cells)| (*number, cells[0].as_str())).collect();
        assert_eq!(ids, [(1, "a"), (3, "2"), (5, "3")]);
        let lines: Vec<_> = items
            .iter()
            .map(|item| match item {
                Item::Problem(problem) => (problem.loss, problem.line),
                other => panic!("a problem, not {other:?}"),
            })
            .collect();
        assert_eq!(lines, [(Loss::Record, Some(2)), (Loss::Record, Some(4))]);
    }

    #[test]
    fn any_number_of_blank_lines_is_no_row() {
        let text = format!("a,b\n{}1,2\n", "\n".repeat(2 << 20));
        let (found, items) = rows(text.as_bytes());
        assert_eq!((found.len(), items.len()), (2, 0));
        assert_eq!(found[1].0, (2 << 20) + 2);
    }

    #[test]
    fn a_cell_of_several_lines_at_the_end_is_no_open_quote() {
        let (found, items) = rows(b"a,b\n1,\"two\nlines\"");
        assert_eq!((found.len(), items.len()), (2, 0));
        assert_eq!(found[1].1[1], "two\nlines");
    }
}
