//! Pairs and groups into files, CSV or Parquet by the ending.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringBuilder};
use comity_link::cluster::Edge;
use miette::{IntoDiagnostic, Result, WrapErr};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::probability_of;

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

/// Adds the id of a record to a text.
pub(super) type WriteId<'w> = &'w dyn Fn(u32, &mut dyn std::fmt::Write);

/// A column of record ids.
fn ids(records: impl Iterator<Item = u32>, id: WriteId<'_>) -> ArrayRef {
    let mut column = StringBuilder::with_capacity(BATCH, BATCH * 8);
    for record in records {
        id(record, &mut column);
        column.append_value(""); // ends what was written
    }
    Arc::new(column.finish())
}

/// The id of a record as a field of CSV.
fn field(record: u32, id: WriteId<'_>) -> String {
    let mut text = String::new();
    id(record, &mut text);
    match quoted(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(quoted) => quoted,
    }
}

/// Writes pairs: id_l, id_r, match_weight, match_probability.
pub(super) fn pairs(path: &Path, pairs: &[Edge], id: WriteId<'_>) -> Result<()> {
    if is_parquet(path) {
        return parquet(
            path,
            parts(pairs).map(|part| {
                let ids = |of: &dyn Fn(&Edge) -> u32| ids(part.iter().map(of), id);
                let numbers = |of: &dyn Fn(&Edge) -> f64| {
                    Arc::new(part.iter().map(|e| Some(of(e))).collect::<Float64Array>()) as ArrayRef
                };
                batch(vec![
                    ("id_l", ids(&|e| e.left)),
                    ("id_r", ids(&|e| e.right)),
                    ("match_weight", numbers(&|e| f64::from(e.weight))),
                    ("match_probability", numbers(&|e| probability_of(e.weight))),
                ])
            }),
        );
    }
    let mut out = BufWriter::with_capacity(1 << 20, create(path)?);
    writeln!(out, "id_l,id_r,match_weight,match_probability").into_diagnostic()?;
    for e in pairs {
        let (l, r) = (field(e.left, id), field(e.right, id));
        writeln!(out, "{l},{r},{:.4},{:.6}", e.weight, probability_of(e.weight)).into_diagnostic()?;
    }
    out.flush().into_diagnostic()
}

/// Writes groups: every record with the id of its group's first record.
pub(super) fn clusters(path: &Path, of: &[u32], id: WriteId<'_>) -> Result<()> {
    let rows: Vec<(u32, u32)> = (0_u32..).zip(of.iter().copied()).collect();
    if is_parquet(path) {
        return parquet(
            path,
            parts(&rows).map(|part| {
                let ids = |of: &dyn Fn(&(u32, u32)) -> u32| ids(part.iter().map(of), id);
                batch(vec![("unique_id", ids(&|r| r.0)), ("cluster_id", ids(&|r| r.1))])
            }),
        );
    }
    let mut out = BufWriter::with_capacity(1 << 20, create(path)?);
    writeln!(out, "unique_id,cluster_id").into_diagnostic()?;
    for (record, group) in rows {
        writeln!(out, "{},{}", field(record, id), field(group, id)).into_diagnostic()?;
    }
    out.flush().into_diagnostic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_written_with_a_header_even_if_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.csv");
        pairs(&path, &[], &|r, out| write!(out, "{r}").unwrap()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "id_l,id_r,match_weight,match_probability\n");
        pairs(&path, &[Edge { left: 0, right: 1, weight: 10.0 }], &|r, out| write!(out, "a,{r}").unwrap())
            .unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().ends_with("\"a,0\",\"a,1\",10.0000,0.999024\n"));
        let path = folder.path().join("p.parquet");
        pairs(&path, &[], &|r, out| write!(out, "{r}").unwrap()).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > 100);
    }
}
