//! Links a Parquet table: `cargo run --release -p comity-link --example link -- RECORDS.parquet PAIRS.csv [CLUSTERS.csv]`.
#![allow(clippy::print_stderr)]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write as _};

use arrow::datatypes::{DataType, Field, Schema};
use comity_link::{em, link, model, table};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [records, pairs, rest @ ..] = &args[..] else {
        return Err("usage: RECORDS.parquet PAIRS.csv [CLUSTERS.csv]".into());
    };
    let t0 = std::time::Instant::now();
    let file = File::open(records)?;
    let plain = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    // text stays as the dictionary that the file holds
    let fields: Vec<Field> = plain
        .schema()
        .fields()
        .iter()
        .map(|f| match f.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Field::new(
                f.name(),
                DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into()),
                true,
            ),
            other => Field::new(f.name(), other.clone(), true),
        })
        .collect();
    let options =
        ArrowReaderOptions::new().with_schema(Schema::new(fields).into()).with_skip_arrow_metadata(true);
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?
        .with_batch_size(65_536)
        .build()?;
    let mut builder = table::TableBuilder::default();
    for batch in reader {
        builder.push(&batch?)?;
    }
    let table = builder.finish();
    eprintln!("read {} records in {:?}", table.records, t0.elapsed());
    let model = model::infer(&table);
    for f in &model.fields {
        eprintln!("  compare {} as {:?}", f.name, f.compare);
    }
    for (c, why) in &model.left_out {
        eprintln!("  leave out {c}: {why}");
    }
    eprintln!("model at {:?}", t0.elapsed());
    let done = link::link(&table, &model, &link::Options::default())?;
    eprintln!("linked at {:?}", t0.elapsed());
    let w = &done.trained.weights;
    eprintln!(
        "prior 1 in {:.0}, matches {:.0}, recall {:.4}, rounds {}",
        1.0 / w.prior,
        done.trained.matches,
        done.trained.recall,
        done.trained.rounds
    );
    for (k, p) in &w.kin {
        eprintln!("kin {p:.3e} of pairs, inherited {:.2?} telling {:.2?}", k.inherited, k.telling);
    }
    eprintln!("implies {:?} swaps {:?}", done.comparison.implies, done.comparison.swaps);
    for (f, field) in w.fields.iter().enumerate() {
        eprintln!(
            "{} (same by chance {:.2e}, filled {:.2})",
            field.name, done.comparison.fields[f].same_by_chance, done.comparison.fields[f].filled
        );
        for (l, name) in field.levels.iter().enumerate().skip(1) {
            if !name.is_empty() {
                eprintln!("    {l} m {:.5} u {:.2e} bits {:6.2} {name}", w.m[f][l], w.u[f][l], w.bits(f, l));
            }
        }
    }
    for r in &done.rules {
        eprintln!("rule {} gain {:.4} pairs {} left out {}", r.rule, r.gain, r.pairs, r.left_out);
    }
    eprintln!("pairs {} candidates {}", done.pairs.len(), done.rules.iter().map(|r| r.pairs).sum::<u64>());
    let id =
        |r: u32| model.id.map_or_else(|| r.to_string(), |c| table.columns[c].value(r as usize).into_owned());
    let mut out = BufWriter::new(File::create(pairs)?);
    writeln!(out, "id_l,id_r,match_weight,match_probability")?;
    for e in &done.pairs {
        writeln!(
            out,
            "{},{},{:.4},{:.6}",
            id(e.left),
            id(e.right),
            e.weight,
            em::probability(f64::from(e.weight))
        )?;
    }
    if let Some(path) = rest.first() {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "id_l,id_r")?;
        for group in comity_link::cluster::members(&done.clusters.of) {
            for (i, a) in group.iter().enumerate() {
                for b in &group[i + 1..] {
                    writeln!(out, "{},{}", id(*a), id(*b))?;
                }
            }
        }
    }
    eprintln!("done at {:?}", t0.elapsed());
    Ok(())
}
