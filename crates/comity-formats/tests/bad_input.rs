//! Inputs that are not what they should be: each gets one located problem and a way out, in bounded memory.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::io::{Read, repeat};

use comity_core::Snapshot;
use comity_formats::open::{Options, read};

fn said(input: impl Read) -> Vec<String> {
    let mut snapshot = Snapshot::default();
    read("in", input, &Options::default(), &mut snapshot);
    snapshot.problems.iter().map(|p| format!("{:?} {}", p.loss, p.reason)).collect()
}

#[test]
fn what_is_nothing_or_unknown_is_said() {
    assert_eq!(said(&b""[..]), ["File the file is empty"]);
    assert_eq!(said(&b"<html><body>"[..]).len(), 1);
    assert_eq!(
        said(&[1u8, 2, 3, 4, 5, 6, 7, 8][..]),
        ["File no known format: it looks like binary data, not like text"]
    );
    assert_eq!(said(&b"\x28\xb5\x2f\xfd"[..]).len(), 1);
}

#[test]
fn an_endless_line_is_refused() {
    let endless = (&b"name,place\n"[..]).chain(repeat(b'x').take(1 << 30));
    let mut snapshot = Snapshot::default();
    read("in", endless, &Options::default(), &mut snapshot);
    let said: Vec<_> = snapshot.problems.iter().map(|p| (p.loss, p.line, p.reason.as_str())).collect();
    assert!(said.iter().any(|(_, line, reason)| *line == Some(2) && reason.contains("bytes")), "{said:?}");
}

#[test]
fn a_bomb_is_refused() {
    let bomb =
        zstd::encode_all((&b"name,place\n"[..]).chain(repeat(b'\n').take(300 << 20)), 1).expect("memory");
    assert_eq!(said(bomb.as_slice()).last().map(|s| s.contains("as a bomb does")), Some(true));
}
