//! What is in files of any format: `read_any FILE..` prints records, losses and problems by source.
#![allow(clippy::print_stdout)]

use std::{error::Error, fs::File};

use comity_formats::open::{Options, read_all};

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let read = read_all([(path.as_str(), File::open(&path)?)], &Options::default());
        let snapshot = &read.snapshot;
        let formats: std::collections::BTreeSet<&str> =
            snapshot.sources.iter().map(|source| source.format.as_str()).collect();
        println!(
            "{path}: {} sources {formats:?}, {} read, {} skipped, {} copies, {} duplicates, {} kept, {} problems",
            snapshot.sources.len(),
            read.counts.records,
            read.counts.skipped,
            read.copies,
            read.duplicates,
            snapshot.records.len(),
            snapshot.problems.len()
        );
        let mut kinds = std::collections::BTreeMap::<(String, &str), (u32, &str)>::new();
        for problem in &snapshot.problems {
            let shape: String = problem.reason.chars().filter(|c| !c.is_ascii_digit()).collect();
            let shape = shape.split('`').step_by(2).collect::<Vec<_>>().join("`..`");
            kinds.entry((shape, problem.element.as_str())).or_insert((0, problem.reason.as_str())).0 += 1;
        }
        for ((_, element), (count, example)) in kinds.into_iter().take(30) {
            println!("  {count:6} {element}: {example}");
        }
    }
    Ok(())
}
