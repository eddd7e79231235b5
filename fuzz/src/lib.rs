//! What every target checks: reading ends, and what is counted is what came out.

use std::io::BufReader;

use comity_core::{Item, Loss, Snapshot, SourceId};
use comity_formats::{
    Error, Limits, Out,
    open::{self, Options},
};

/// Small limits, so that the fuzzer reaches them.
pub fn options() -> Options {
    let limits = Limits { unpacked: 32 << 20, value: 1 << 16, ..Limits::default() };
    Options { limits, ..Options::default() }
}

/// Reads bytes as text through one reader.
pub fn text(
    bytes: &[u8],
    read: impl FnOnce(&mut dyn std::io::BufRead, &Options, &mut Out<'_>) -> Result<(), Error>,
) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (mut records, mut lost) = (0, 0);
    let mut count = |item: Item| match item {
        Item::Record(_) => records += 1,
        Item::Problem(problem) => lost += u64::from(problem.loss == Loss::Record),
        _ => {}
    };
    let mut out = Out::new(SourceId(0), "fuzz", &mut count);
    // an error is an answer
    let _ = read(&mut BufReader::with_capacity(64, text.as_bytes()), &options(), &mut out);
    let counted = (out.records, out.skipped);
    assert_eq!(counted, (records, lost));
}

/// Reads bytes of any kind.
pub fn any(bytes: &[u8]) {
    let mut snapshot = Snapshot::default();
    let counts = open::read("fuzz", bytes, &options(), &mut snapshot);
    assert_eq!(counts.records, snapshot.records.len() as u64);
}
