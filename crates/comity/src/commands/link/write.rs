//! Pairs and groups into files, CSV or Parquet by the ending.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch};
use comity_link::cluster::Edge;
use miette::{IntoDiagnostic, Result, WrapErr};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::{ids::Ids, probability_of};

/// Rows of one batch.
const BATCH: usize = 65_536;

fn create(path: &Path) -> Result<File> {
    File::create(path)
        .into_diagnostic()
        .wrap_err_with(|| format!("can't write {}; does its folder exist?", path.display()))
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet"))
}

/// A field of CSV, quoted where it has to be.
fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

fn parquet(path: &Path, batches: impl Iterator<Item = Result<RecordBatch>>) -> Result<()> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_dictionary_enabled(false) // ids and weights hardly recur
        .build();
    let mut writer: Option<ArrowWriter<File>> = None;
    for batch in batches {
        let batch = batch?;
        if writer.is_none() {
            let made = ArrowWriter::try_new(create(path)?, batch.schema(), Some(properties.clone()));
            writer = Some(made.into_diagnostic()?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch).into_diagnostic()?;
        }
    }
    if let Some(writer) = writer {
        writer.close().into_diagnostic()?;
    }
    Ok(())
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    RecordBatch::try_from_iter(columns).into_diagnostic()
}

/// Parts of a slice, one empty part for an empty slice: a file always has its header.
fn parts<T>(all: &[T]) -> impl Iterator<Item = &[T]> {
    let none = all.is_empty().then_some(all);
    all.chunks(BATCH).chain(none)
}

/// The id of a record as a field of CSV.
fn field(record: u32, ids: Ids) -> String {
    quoted(&ids.text(record)).into_owned()
}

/// Writes pairs: id_l, id_r, match_weight, match_probability.
pub(super) fn pairs(path: &Path, pairs: &[Edge], ids: Ids) -> Result<()> {
    if is_parquet(path) {
        return parquet(
            path,
            parts(pairs).map(|part| {
                let numbers = |of: &dyn Fn(&Edge) -> f64| {
                    Arc::new(part.iter().map(|e| Some(of(e))).collect::<Float64Array>()) as ArrayRef
                };
                batch(vec![
                    ("id_l", ids.column(part.iter().map(|e| e.left))),
                    ("id_r", ids.column(part.iter().map(|e| e.right))),
                    ("match_weight", numbers(&|e| f64::from(e.weight))),
                    ("match_probability", numbers(&|e| probability_of(e.weight))),
                ])
            }),
        );
    }
    let mut out = BufWriter::with_capacity(1 << 20, create(path)?);
    writeln!(out, "id_l,id_r,match_weight,match_probability").into_diagnostic()?;
    for e in pairs {
        let (l, r) = (field(e.left, ids), field(e.right, ids));
        writeln!(out, "{l},{r},{:.4},{:.6}", e.weight, probability_of(e.weight)).into_diagnostic()?;
    }
    out.flush().into_diagnostic()
}

/// Writes groups: every record with the id of its group's first record.
pub(super) fn clusters(path: &Path, of: &[u32], ids: Ids) -> Result<()> {
    let rows: Vec<(u32, u32)> = (0_u32..).zip(of.iter().copied()).collect();
    if is_parquet(path) {
        return parquet(
            path,
            parts(&rows).map(|part| {
                let records = ids.column(part.iter().map(|row| row.0));
                batch(vec![("unique_id", records), ("cluster_id", ids.column(part.iter().map(|row| row.1)))])
            }),
        );
    }
    let mut out = BufWriter::with_capacity(1 << 20, create(path)?);
    writeln!(out, "unique_id,cluster_id").into_diagnostic()?;
    for (record, group) in rows {
        writeln!(out, "{},{}", field(record, ids), field(group, ids)).into_diagnostic()?;
    }
    out.flush().into_diagnostic()
}

#[cfg(test)]
mod tests {
    use arrow_array::StringArray;
    use comity_link::table::TableBuilder;

    use super::*;

    #[test]
    fn pairs_are_written_with_a_header_even_if_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.csv");
        pairs(&path, &[], Ids(None)).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "id_l,id_r,match_weight,match_probability\n");
        let ids: ArrayRef = Arc::new(StringArray::from(vec!["a,0", "a,1"]));
        let mut table = TableBuilder::default();
        table.push(&batch(vec![("unique_id", ids)]).unwrap()).unwrap();
        let table = table.finish();
        pairs(&path, &[Edge { left: 0, right: 1, weight: 10.0 }], Ids(table.columns.first())).unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().ends_with("\"a,0\",\"a,1\",10.0000,0.999024\n"));
        let path = folder.path().join("p.parquet");
        pairs(&path, &[], Ids(None)).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > 100);
    }
}
