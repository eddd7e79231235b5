//! Rows as CSV and as a workbook.

use std::{borrow::Cow, io::Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::{
    WriteError,
    rows::{Cell, Kind, Rows},
};

/// A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
pub fn harmless(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

pub(super) fn csv(table: &Rows, sink: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let mut csv = csv::Writer::from_writer(&mut *sink);
    csv.write_record(table.columns.iter().map(|(name, _)| name))?;
    csv.flush()?;
    drop(csv);
    csv_rows(table, sink)
}

/// Rows without their header, to go on with a table that was begun.
pub(super) fn csv_rows(table: &Rows, sink: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let mut csv = csv::Writer::from_writer(sink);
    for row in &table.rows {
        csv.write_record(row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text).into_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Empty => String::new(),
        }))?;
    }
    csv.flush()?;
    Ok(())
}

/// Characters that a cell of XLSX holds.
const CELL: usize = 32_767;

/// A sheet a table: header frozen and filterable, columns as wide as what stands in them, days as days.
pub(super) fn xlsx(sheets: &[(&str, Rows)], sink: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let mut workbook = Workbook::new();
    // the clock has no part in the bytes
    let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&never));
    let bold = Format::new().set_bold();
    let day_format = Format::new().set_num_format("yyyy-mm-dd");
    for (name, table) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name)?;
        for (column, (name, kind)) in (0u16..).zip(&table.columns) {
            sheet.write_string_with_format(0, column, *name, &bold)?;
            sheet.set_column_width(column, width(table, usize::from(column), *kind))?;
        }
        for (number, row) in (1u32..).zip(&table.rows) {
            for (column, cell) in (0u16..).zip(row) {
                match cell {
                    Cell::Text(text) => {
                        let fits: String = harmless(text).chars().take(CELL).collect();
                        sheet.write_string(number, column, fits)?;
                    }
                    Cell::Number(value) if value.is_finite() => {
                        sheet.write_number(number, column, *value)?;
                    }
                    Cell::Day(day) => {
                        let (year, month, of_month) = day.ymd();
                        // a sheet's calendar begins in 1900
                        let date = u16::try_from(year)
                            .ok()
                            .zip(u8::try_from(month).ok().zip(u8::try_from(of_month).ok()));
                        match date.and_then(|(y, (m, d))| ExcelDateTime::from_ymd(y, m, d).ok()) {
                            Some(date) => {
                                sheet.write_datetime_with_format(number, column, &date, &day_format)?
                            }
                            None => sheet.write_string(number, column, day.to_string())?,
                        };
                    }
                    Cell::Number(_) | Cell::Empty => {}
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
        sheet.autofilter(0, 0, last_row, last_column)?;
    }
    let bytes = workbook.save_to_buffer()?;
    sink.write_all(&bytes)?;
    Ok(())
}

/// As wide as the longest of the first rows, within what a screen bears.
fn width(table: &Rows, column: usize, kind: Kind) -> f64 {
    let header = table.columns.get(column).map_or(0, |(name, _)| name.len() + 3);
    let cells = table.rows.iter().take(200).filter_map(|row| match row.get(column) {
        Some(Cell::Text(text)) => Some(text.chars().count()),
        _ => None,
    });
    let longest = if kind == Kind::Text { cells.max().unwrap_or(0) } else { 11 };
    longest.max(header).min(60) as f64
}
