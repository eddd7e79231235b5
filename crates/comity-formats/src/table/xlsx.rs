//! Rows of the sheets of a workbook. Cells stream: a million blank rows below the data cost nothing.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Dimensions, Reader, Xlsx, XlsxCellReader};
use comity_core::{At, Loss};

use super::row::{Row, Rows};
use crate::{Error, Out};

/// Rows and columns that a spreadsheet can have.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 16_384;

/// An open workbook.
pub struct Workbook<'a> {
    book: Xlsx<Cursor<&'a [u8]>>,
}

impl<'a> Workbook<'a> {
    /// Opens the whole bytes of a file.
    pub fn open(bytes: &'a [u8], file: &str) -> Result<Self, Error> {
        let book = sound(file, 0, || Xlsx::new(Cursor::new(bytes)))?;
        Ok(Workbook { book })
    }

    /// The names of its sheets, in order; charts and macros are none.
    pub fn sheets(&self) -> Vec<String> {
        let is_sheet = |sheet: &&calamine::Sheet| sheet.typ == calamine::SheetType::WorkSheet;
        self.book.sheets_metadata().iter().filter(is_sheet).map(|sheet| sheet.name.clone()).collect()
    }

    pub(crate) fn rows(&mut self, sheet: &str, file: &str) -> Result<SheetRows<'_, 'a>, Error> {
        // merged areas only widen a header: a sheet whose areas can't be read is read without
        let merged = sound(file, 0, || self.book.merge_cells_by_sheet_name(sheet)).unwrap_or_default();
        let cells = sound(file, 0, || self.book.worksheet_cells_reader(sheet))?;
        Ok(SheetRows { cells, merged, ahead: None, ended: false, row: 0 })
    }
}

/// What the library says. Where it panics (it adds and multiplies what a damaged sheet says without checking), the sheet is
/// damaged.
fn sound<T>(file: &str, row: u32, read: impl FnOnce() -> Result<T, calamine::XlsxError>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|e| damage(file, row, &e.to_string())),
        Err(_) => Err(damage(file, row, "a value in it is impossible")),
    }
}

fn damage(file: &str, row: u32, what: &str) -> Error {
    Error::Damaged {
        file: file.to_owned(),
        at: At::new(row, 0),
        reason: format!("not readable as a workbook: {what}"),
        way_out: "open it in a spreadsheet program and save it as .xlsx or .csv".to_owned(),
    }
}

/// Rows of one sheet.
pub(crate) struct SheetRows<'b, 'a> {
    cells: XlsxCellReader<'b, Cursor<&'a [u8]>>,
    merged: Vec<Dimensions>,
    ahead: Option<(u32, u32, String)>,
    ended: bool,
    /// The row that was read last, from 1.
    row: u32,
}

impl SheetRows<'_, '_> {
    /// The next cell that holds something, with its row and column from 0.
    fn cell(&mut self, out: &mut Out<'_>) -> Result<Option<(u32, u32, String)>, Error> {
        if let Some(cell) = self.ahead.take() {
            return Ok(Some(cell));
        }
        while !self.ended {
            match sound(out.name(), self.row.saturating_add(1), || self.cells.next_cell()) {
                Ok(Some(cell)) => {
                    let (row, column) = cell.get_position();
                    let at = At::new(row.saturating_add(1), column.saturating_add(1));
                    let text = text(cell.get_value(), at, out);
                    if text.is_empty() {
                        continue;
                    }
                    if row < ROWS && column < COLUMNS {
                        self.row = at.line;
                        return Ok(Some((row, column, text)));
                    }
                    let reason = "a cell beyond the last row or column that a spreadsheet has";
                    out.problem(Loss::Value, at, "", "", reason, "save the workbook again");
                }
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            }
        }
        Ok(None)
    }
}

impl Rows for SheetRows<'_, '_> {
    fn next(&mut self, row: &mut Row, out: &mut Out<'_>) -> Result<bool, Error> {
        row.clear();
        let Some((number, column, text)) = self.cell(out)? else { return Ok(false) };
        row.number = number.saturating_add(1);
        let mut next = Some((column, text));
        while let Some((column, text)) = next.take() {
            while row.len() < column as usize {
                row.push("");
            }
            // a cell that stands twice in a damaged sheet: the first one counts
            if row.len() == column as usize {
                row.push(&text);
            }
            match self.cell(out)? {
                Some((same, column, text)) if same == number => next = Some((column, text)),
                other => self.ahead = other,
            }
        }
        // a cell merged downwards stands for each of its rows only in a header; in data it would invent values,
        // so only the width of a merged row is told
        let wide =
            self.merged.iter().filter(|area| area.start.0 == number).map(|area| area.end.1 as usize).max();
        while wide.is_some_and(|last| row.len() <= last && last < COLUMNS as usize) {
            row.push("");
        }
        Ok(true)
    }
}

/// A value as text: days as 2021-03-31, numbers without a needless `.0`.
fn text(value: &DataRef<'_>, at: At, out: &mut Out<'_>) -> String {
    match Data::from(value.clone()) {
        Data::Empty => String::new(),
        Data::String(text) => text,
        Data::Int(n) => n.to_string(),
        Data::Float(n) => n.to_string(),
        Data::Bool(yes) => if yes { "yes" } else { "no" }.to_owned(),
        Data::DateTime(day) if day.is_duration() => day.as_f64().to_string(),
        Data::DateTime(day) => {
            let (year, month, date, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{date:02}")
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Error(error) => {
            let reason = format!("the cell holds the spreadsheet error `{error}`");
            out.problem(Loss::Value, at, "", "", reason, "mend the formula and save the workbook again");
            String::new()
        }
    }
}
