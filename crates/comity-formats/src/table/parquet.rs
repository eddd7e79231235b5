//! Rows of a Parquet file: row group by row group, a batch of columns at a time.

use arrow_array::RecordBatch;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use bytes::Bytes;
use comity_core::At;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::row::{Row, Rows};
use crate::{Error, Out};

/// Rows decoded at a time.
const BATCH: usize = 8192;

/// Rows of a Parquet file; the names of its columns are the first.
pub(crate) struct Columns {
    reader: ParquetRecordBatchReader,
    names: Option<Vec<String>>,
    batch: Option<RecordBatch>,
    at: usize,
    row: u32,
}

impl Columns {
    /// Rows of a whole file.
    pub(crate) fn new(bytes: Vec<u8>, file: &str) -> Result<Self, Error> {
        let damaged = |e: parquet::errors::ParquetError| damage(file, 0, &e.to_string());
        let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).map_err(damaged)?;
        let names = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        let reader = builder.with_batch_size(BATCH).build().map_err(damaged)?;
        Ok(Columns { reader, names: Some(names), batch: None, at: 0, row: 0 })
    }
}

fn damage(file: &str, row: u32, what: &str) -> Error {
    Error::Damaged {
        file: file.to_owned(),
        at: At::new(row, 0),
        reason: format!("not readable as Parquet: {what}"),
        way_out: "write the file again, with plain columns and zstd, snappy or no compression".to_owned(),
    }
}

impl Rows for Columns {
    fn next(&mut self, row: &mut Row, out: &mut Out<'_>) -> Result<bool, Error> {
        loop {
            row.clear();
            self.row = self.row.saturating_add(1);
            row.number = self.row;
            if let Some(names) = self.names.take() {
                names.iter().for_each(|name| row.push(name));
                return Ok(true);
            }
            while self.batch.as_ref().is_none_or(|batch| self.at >= batch.num_rows()) {
                match self.reader.next() {
                    None => return Ok(false),
                    Some(Err(e)) => return Err(damage(out.name(), self.row, &e.to_string())),
                    Some(Ok(batch)) => (self.batch, self.at) = (Some(batch), 0),
                }
            }
            let Some(batch) = &self.batch else { return Ok(false) };
            for column in batch.columns() {
                fill(row, column.as_ref(), self.at);
            }
            self.at += 1;
            if !row.is_blank() {
                return Ok(true);
            }
        }
    }
}

/// Writes one value as text; nothing where it is null or has no text.
fn fill(row: &mut Row, column: &dyn arrow_array::Array, at: usize) {
    use arrow_array::cast::AsArray;
    if column.is_null(at) {
        return row.push("");
    }
    if let Some(texts) = column.as_string_opt::<i32>() {
        return row.push(texts.value(at));
    }
    if let Some(texts) = column.as_string_opt::<i64>() {
        return row.push(texts.value(at));
    }
    if let Some(texts) = column.as_string_view_opt() {
        return row.push(texts.value(at));
    }
    let options = FormatOptions::default();
    match ArrayFormatter::try_new(column, &options) {
        Ok(formatter) => row.push_with(|text| {
            use std::fmt::Write as _;
            let _ = write!(text, "{}", formatter.value(at));
        }),
        Err(_) => row.push(""),
    }
}
