//! Tables from files: Parquet by its magic number, anything else as delimited text.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use comity_link::table::{Table, TableBuilder};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Encoding;
use parquet::file::metadata::ParquetMetaData;

/// A table, and what could not be read of it.
pub(super) struct Read {
    /// The records.
    pub(super) table: Table,
    /// What was left out, a line each.
    pub(super) problems: Vec<String>,
}

/// Reads a table.
pub(super) fn table(path: &Path) -> Result<Read> {
    let mut file = File::open(path).into_diagnostic().wrap_err_with(|| super::unreadable(path))?;
    let mut magic = [0_u8; 4];
    let parquet = file.read_exact(&mut magic).is_ok() && &magic == b"PAR1";
    file.rewind().into_diagnostic()?;
    if parquet { parquet_table(file, path) } else { text_table(file, path) }
}

fn parquet_table(file: File, path: &Path) -> Result<Read> {
    let wrong = || format!("{} is not a whole Parquet file; write it again", path.display());
    let plain =
        ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).into_diagnostic().wrap_err_with(wrong)?;
    let fields: Vec<Field> = plain
        .schema()
        .fields()
        .iter()
        .map(|f| match f.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                Field::new(f.name(), text_as(plain.metadata(), f.name()), true)
            }
            other => Field::new(f.name(), other.clone(), true),
        })
        .collect();
    let options =
        ArrowReaderOptions::new().with_schema(Schema::new(fields).into()).with_skip_arrow_metadata(true);
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
        .and_then(|b| b.with_batch_size(65_536).build())
        .into_diagnostic()
        .wrap_err_with(wrong)?;
    let mut builder = TableBuilder::default();
    for batch in reader {
        let batch = batch.into_diagnostic().wrap_err_with(wrong)?;
        builder.push(&batch).map_err(|e| miette!("{}: {e}", path.display()))?;
    }
    Ok(Read { table: builder.finish(), problems: Vec::new() })
}

/// Text stays in the dictionary that the file holds, so that a value is looked at once and not once a record; where the
/// dictionary became too large for the writer, text is read as it is.
fn text_as(file: &ParquetMetaData, column: &str) -> DataType {
    let coded = file.row_groups().iter().all(|group| {
        let column = group.columns().iter().find(|c| c.column_path().parts() == [column]);
        // a file that does not say how its pages are coded is most often coded by dictionary
        column.is_none_or(|c| {
            c.page_encoding_stats_mask()
                .is_none_or(|m| m.is_only(Encoding::RLE_DICTIONARY) || m.is_only(Encoding::PLAIN_DICTIONARY))
        })
    });
    if coded {
        DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into())
    } else {
        DataType::Utf8View
    }
}

/// How many rows of text become one batch.
const BATCH: usize = 16_384;
/// Bad lines that are told one by one.
const TOLD: usize = 5;

fn text_table(file: File, path: &Path) -> Result<Read> {
    let mut start = Vec::new();
    BufReader::new(&file).take(64 * 1024).read_to_end(&mut start).into_diagnostic()?;
    let bom = if start.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    (&file).seek(std::io::SeekFrom::Start(bom)).into_diagnostic()?;
    let head = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t', b'|']
        .into_iter()
        .max_by_key(|d| (head.iter().filter(|b| *b == d).count(), *d == b','))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(BufReader::with_capacity(1 << 20, file));
    let names: Vec<String> = reader
        .headers()
        .into_diagnostic()
        .wrap_err_with(|| format!("{}, line 1: no header in UTF-8", path.display()))?
        .iter()
        .map(|n| n.trim().to_owned())
        .collect();
    if names.iter().all(String::is_empty) {
        return Err(miette!("{} is empty; the first line names the columns", path.display()));
    }
    let mut columns: Vec<StringBuilder> = names.iter().map(|_| StringBuilder::new()).collect();
    let mut builder = TableBuilder::default();
    let (mut rows, mut bad, mut problems) = (0, 0_u64, Vec::new());
    let mut record = csv::ByteRecord::new();
    loop {
        let reason = match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) if record.len() != names.len() => {
                Some(format!("{} fields where the header has {}", record.len(), names.len()))
            }
            Ok(true) => record
                .iter()
                .position(|f| std::str::from_utf8(f).is_err())
                .map(|at| format!("column `{}` is not UTF-8; save the file as UTF-8", names[at])),
            Err(e) => return Err(miette!("{}: {e}", path.display())),
        };
        if let Some(reason) = reason {
            bad += 1;
            if problems.len() < TOLD {
                let line = record.position().map_or(0, csv::Position::line);
                problems.push(format!("{}, line {line}: left out, {reason}", path.display()));
            }
            continue;
        }
        for (field, column) in record.iter().zip(&mut columns) {
            column.append_option(std::str::from_utf8(field).ok().filter(|f| !f.is_empty()));
        }
        rows += 1;
        if rows == BATCH {
            push(&mut builder, &names, &mut columns, path)?;
            rows = 0;
        }
    }
    push(&mut builder, &names, &mut columns, path)?;
    if bad > TOLD as u64 {
        problems.push(format!("{}: {bad} lines were left out in all", path.display()));
    }
    Ok(Read { table: builder.finish(), problems })
}

fn push(
    builder: &mut TableBuilder,
    names: &[String],
    columns: &mut [StringBuilder],
    path: &Path,
) -> Result<()> {
    let arrays = names.iter().zip(columns).map(|(n, c)| (n.as_str(), Arc::new(c.finish()) as ArrayRef, true));
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).into_diagnostic()?;
    builder.push(&batch).map_err(|e| miette!("{}: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn read(bytes: &[u8]) -> Read {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        table(file.path()).unwrap()
    }

    #[test]
    fn text_is_read_whatever_its_delimiter() {
        for text in ["a,b\n1,x\n2,y\n", "\u{feff}a;b\n1;x\n2;y\n", "a\tb\n1\tx\n2\ty\n"] {
            let read = read(text.as_bytes());
            assert_eq!(read.table.records, 2, "{text}");
            assert_eq!((read.table.columns[0].name.as_str(), &*read.table.columns[1].value(1)), ("a", "y"));
        }
    }

    #[test]
    fn a_bad_line_is_told_and_the_rest_is_read() {
        let read = read(b"a,b\n1,x\n2\n3,\xff\n4,z\n");
        assert_eq!(read.table.records, 2);
        assert_eq!(read.problems.len(), 2);
        assert!(
            read.problems[0].ends_with("line 3: left out, 1 fields where the header has 2"),
            "{:?}",
            read.problems
        );
        assert!(read.problems[1].contains("line 4"));
    }
}
