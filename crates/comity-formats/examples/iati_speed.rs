//! CPU time, throughput and peak memory of reading an IATI file into records: `iati_speed FILE.xml [RUNS]`.
#![allow(clippy::print_stdout)]

use std::{error::Error, fs, io::BufReader};

use comity_core::{Item, SourceId};
use comity_formats::{Out, iati, open::Options};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name a plain IATI XML file")?;
    let runs: u32 = arguments.next().map_or(Ok(3), |runs| runs.parse())?;
    let megabytes = fs::metadata(&path)?.len() as f64 / 1e6;
    for _ in 0..runs {
        let before = cpu_seconds()?;
        let mut items: Vec<Item> = Vec::new();
        let mut keep = |item| items.push(item);
        let mut out = Out::new(SourceId(0), path.as_str(), &mut keep);
        let mut input = BufReader::with_capacity(1 << 18, fs::File::open(&path)?);
        iati::read(&mut input, &Options::default(), &mut out)?;
        let (records, skipped) = (out.records, out.skipped);
        let seconds = cpu_seconds()? - before;
        println!(
            "{records} records, {skipped} skipped, {} items: {megabytes:.1} MB in {seconds:.2} CPU s, {:.0} MB/s, peak {}",
            items.len(),
            megabytes / seconds,
            peak()?
        );
    }
    Ok(())
}

/// User and system time of this process, in hundredths of a second as Linux counts them.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 =
        after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum();
    Ok(ticks / 100.0)
}

fn peak() -> Result<String, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line.unwrap_or_default().trim().to_owned())
}
