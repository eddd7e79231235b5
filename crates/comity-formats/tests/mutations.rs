//! Real samples of every format, damaged at random with a fixed seed: reading them never panics, never loses a record
//! without saying so, and never says without end. The fuzz targets in `fuzz/` do the same without end.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::path::{Path, PathBuf};

use comity_core::{Loss, Snapshot};
use comity_formats::{
    Limits,
    open::{Options, read},
};

/// Enough for every kind of damage to meet every format, in a few seconds.
const DAMAGES: u64 = 60;

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }
}

fn samples(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("shipped").map(|e| e.expect("readable").path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => samples(&path, into),
            false if path.extension().is_some_and(|ending| ending == "md") => {}
            false => into.push(path),
        }
    }
}

fn damage(bytes: &mut Vec<u8>, seeded: &mut Seeded) {
    let hints: [&[u8]; 12] = [
        b"<",
        b">",
        b"&",
        b"\"",
        b"'",
        b"\0",
        b"\n",
        b"\xff",
        b"<iati-activity>",
        b"]]>",
        b",,,,\"",
        b"{[{[",
    ];
    for _ in 0..=seeded.below(4) {
        let at = seeded.below(bytes.len());
        let to = at + seeded.below((bytes.len() - at).min(2000));
        match seeded.below(6) {
            0 => bytes.truncate(at),
            1 => bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << (at % 8)),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let piece = bytes.get(at..to).unwrap_or_default().to_vec();
                let place = seeded.below(bytes.len());
                bytes.splice(place..place, piece);
            }
            _ => {
                let hint = hints[seeded.below(hints.len())];
                bytes.splice(at..at, hint.iter().copied());
            }
        }
    }
}

#[test]
fn damaged_samples_are_read_or_explained() {
    let mut paths = Vec::new();
    samples(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"), &mut paths);
    assert!(!paths.is_empty());
    let limits = Limits { unpacked: 64 << 20, value: 1 << 20, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    for path in paths {
        let whole = std::fs::read(&path).expect("readable");
        // large samples are cut: damage near the beginning is what finds faults
        let whole = whole.get(..whole.len().min(60_000)).unwrap_or_default();
        for seed in 0..DAMAGES {
            let mut bytes = whole.to_vec();
            damage(&mut bytes, &mut Seeded(seed.wrapping_mul(0x1234_5678_9abc_def1)));
            let mut snapshot = Snapshot::default();
            let counts = read("sample", bytes.as_slice(), &options, &mut snapshot);
            let place = format!("{} with seed {seed}", path.display());
            assert_eq!(counts.records, snapshot.records.len() as u64, "{place}");
            let lost = snapshot.problems.iter().filter(|problem| problem.loss == Loss::Record).count();
            assert_eq!(counts.skipped, lost as u64, "{place}");
            assert!(!snapshot.sources.is_empty() || !snapshot.problems.is_empty(), "{place}");
            let said = snapshot.problems.iter().map(|problem| problem.reason.len()).sum::<usize>();
            assert!(said <= (bytes.len() + 1000) * 400, "{place}: {said} bytes of problems");
            assert!(
                snapshot.problems.iter().all(|p| !p.reason.is_empty() && !p.way_out.is_empty()),
                "{place}"
            );
        }
    }
}
