//! Tables to records: OCHA 3W sheets with or without HXL tags, and any other CSV, workbook or Parquet file.
//!
//! The first rows decide what each column means (by what a person said of it, a tag, the words of the header in five languages,
//! and always by the contents); the plan stands in [`Source::mapping`](comity_core::Source::mapping) for people to
//! read, and in [`Source::table`](comity_core::Source::table) to be corrected. Rows then stream into records. Whatever is not understood is kept, copies are counted, contact
//! data of persons is never read.

use std::io::BufRead;

use crate::{Error, Limits, Out};

mod cells;
mod choice;
mod dates;
mod delimited;
mod field;
mod headers;
mod hxl;
mod layout;
mod mapping;
mod parquet;
mod parties;
mod plan;
mod record;
mod row;
mod sample;
mod stream;
mod tally;
mod xlsx;

pub use choice::{Choices, Columns, Wrong, WrongColumn, contradictions};
pub use field::{Meaning, meanings};
pub use mapping::Mapping;
pub use stream::Counts;
pub use xlsx::Workbook;

/// Reads CSV, or the same with semicolons, tabs or bars. Bytes that are no UTF-8 are reported, not refused.
pub fn read_csv(
    input: &mut dyn BufRead,
    mapping: &Mapping,
    limits: &Limits,
    out: &mut Out<'_>,
) -> Result<Counts, Error> {
    let file = out.name().to_owned();
    let mut rows = delimited::Delimited::new(input, limits.value, &file)?;
    stream::read(&mut rows, mapping, out)
}

/// Reads a Parquet file, one row group after the other.
pub fn read_parquet(bytes: Vec<u8>, mapping: &Mapping, out: &mut Out<'_>) -> Result<Counts, Error> {
    let mut rows = parquet::Columns::new(bytes, out.name())?;
    stream::read(&mut rows, mapping, out)
}

/// Reads one sheet of a workbook.
pub fn read_sheet(
    book: &mut Workbook<'_>,
    sheet: &str,
    mapping: &Mapping,
    out: &mut Out<'_>,
) -> Result<Counts, Error> {
    let file = out.name().to_owned();
    let mut rows = book.rows(sheet, &file)?;
    stream::read(&mut rows, mapping, out)
}
