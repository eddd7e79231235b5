//! Reads tables (CSV, XLSX or Parquet, plain or packed with zstd) and says how their columns were understood, how many
//! rows became records, and how fast: `cargo run --release --example read_table -- FILE..`.

#![allow(clippy::print_stdout, reason = "the example's output")]

use std::{io::BufReader, time::Instant};

use comity_core::{Item, SourceId};
use comity_formats::{
    Limits, Out,
    table::{Mapping, Workbook, read_csv, read_parquet, read_sheet},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mapping = Mapping::default();
    for file in std::env::args().skip(1) {
        let begun = Instant::now();
        let mut problems = 0u64;
        let mut sink = |item: Item| problems += u64::from(matches!(item, Item::Problem(_)));
        let mut out = Out::new(SourceId(0), file.as_str(), &mut sink);
        let counts = match file.trim_end_matches(".zst").rsplit('.').next() {
            Some("parquet") => read_parquet(std::fs::read(&file)?, &mapping, &mut out)?,
            Some("xlsx") => {
                let bytes = std::fs::read(&file)?;
                let mut book = Workbook::open(&bytes, &file)?;
                let first = book.sheets().into_iter().next().unwrap_or_default();
                read_sheet(&mut book, &first, &mapping, &mut out)?
            }
            _ if file.ends_with(".zst") => {
                let mut input = BufReader::new(zstd::Decoder::new(std::fs::File::open(&file)?)?);
                read_csv(&mut input, &mapping, &Limits::default(), &mut out)?
            }
            _ => {
                let mut input = BufReader::new(std::fs::File::open(&file)?);
                read_csv(&mut input, &mapping, &Limits::default(), &mut out)?
            }
        };
        let seconds = begun.elapsed().as_secs_f64();
        for line in &out.mapping {
            println!("  {line}");
        }
        let rate = counts.rows as f64 / seconds;
        println!("{file}: {counts:?}, {problems} problems, {seconds:.2} s, {rate:.0} rows a second");
    }
    Ok(())
}
