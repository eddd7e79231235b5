//! Real samples of every format, damaged at random with a fixed seed, given to the opener and to every reader: reading them never
//! panics, never loses a record without saying so, never says without end, and never depends on how the bytes arrive. The
//! targets in `fuzz/` do the same without end and led by coverage.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use comity_core::{Item, Loss, Snapshot, SourceId, gazetteer::Gazetteer};
use comity_formats::reference::boundaries;
use comity_formats::{
    Error, Limits, Out, central_asia, fts, geojson, iati, ical, jsonl,
    open::{Options, read},
    table,
    write::{OutFormat, write_records},
};

/// Enough for every kind of damage to meet every format, in some seconds.
const DAMAGES: u64 = 40;

/// Large samples are cut: damage near the beginning is what finds faults.
const CUT: usize = 40_000;

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

/// Every shipped sample, the same records in every format that we write, and one packed in each way.
fn all_samples() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["tests/data", "../../data/central-asia-2006"] {
        samples(&root.join(folder), &mut paths);
    }
    let mut all: Vec<(String, Vec<u8>)> = paths
        .iter()
        .map(|path| (path.display().to_string(), std::fs::read(path).expect("readable")))
        .map(|(name, bytes)| (name, bytes.get(..bytes.len().min(CUT)).unwrap_or_default().to_vec()))
        .collect();
    let activities = std::fs::read(root.join("tests/data/iati/v2.03.xml")).expect("shipped");
    let mut snapshot = Snapshot::default();
    read("sample", activities.as_slice(), &Options::default(), &mut snapshot);
    for (format, word) in OutFormat::WORDS {
        let mut bytes = Vec::new();
        write_records(&snapshot, format, &mut bytes).expect("memory");
        all.push((format!("records.{word}"), bytes));
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&activities).expect("memory");
    all.push(("sample.xml.gz".into(), gzip.finish().expect("memory")));
    all.push(("sample.xml.zst".into(), zstd::encode_all(&activities[..], 1).expect("memory")));
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(activities.len() as u64);
    header.set_cksum();
    archive.append_data(&mut header, "a.xml", &activities[..]).expect("memory");
    all.push(("sample.tar".into(), archive.into_inner().expect("memory")));
    all
}

fn options() -> Options {
    Options {
        limits: Limits { unpacked: 64 << 20, value: 1 << 20, ..Limits::default() },
        ..Options::default()
    }
}

#[test]
fn damaged_samples_are_read_or_explained() {
    let all = all_samples();
    assert!(all.len() > 30);
    for (name, whole) in &all {
        for seed in 0..DAMAGES {
            let mut bytes = whole.clone();
            damage(&mut bytes, &mut Seeded(seed.wrapping_mul(0x1234_5678_9abc_def1)));
            let mut snapshot = Snapshot::default();
            let counts = read("sample", bytes.as_slice(), &options(), &mut snapshot);
            let place = format!("{name} with seed {seed}");
            assert_eq!(counts.records, snapshot.records.len() as u64, "{place}");
            let lost = snapshot.problems.iter().filter(|problem| problem.loss == Loss::Record).count();
            assert_eq!(counts.skipped, lost as u64, "{place}");
            assert!(!snapshot.sources.is_empty() || !snapshot.problems.is_empty(), "{place}");
            let said = snapshot.problems.iter().map(|problem| problem.reason.len()).sum::<usize>();
            assert!(said <= (bytes.len() + 1000) * 400, "{place}: {said} bytes of problems");
            let explained = |p: &comity_core::Problem| !p.reason.is_empty() && !p.way_out.is_empty();
            assert!(snapshot.problems.iter().all(explained), "{place}");
        }
    }
}

#[test]
fn workbooks_damaged_inside_their_zip_are_read_or_explained() {
    let (_, book) = all_samples().into_iter().find(|(name, _)| name.ends_with("records.xlsx")).expect("made");
    for seed in 0..4 * DAMAGES {
        let mut seeded = Seeded(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut parts = zip::ZipArchive::new(std::io::Cursor::new(&book)).expect("a zip file");
        let chosen = seeded.below(parts.len());
        let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for index in 0..parts.len() {
            let mut part = parts.by_index(index).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).expect("memory");
            if index == chosen || name.ends_with("sheet1.xml") && seed % 2 == 0 {
                damage(&mut bytes, &mut seeded);
            }
            packer.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
            packer.write_all(&bytes).expect("memory");
        }
        let bytes = packer.finish().expect("memory").into_inner();
        let mut snapshot = Snapshot::default();
        let counts = read("a.xlsx", bytes.as_slice(), &options(), &mut snapshot);
        assert_eq!(counts.records, snapshot.records.len() as u64, "seed {seed}");
    }
}

#[test]
fn damaged_boundaries_are_read_or_explained() {
    let ring = "[[67,36.7],[75,36.7],[75,41],[67,41],[67,36.7]]";
    let feature = |properties: &str, kind: &str, at: String| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{{properties}}},\"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{at}}}}}"
        )
    };
    let features = [
        feature("\"iso_a2\":\"TJ\",\"name\":\"x\"", "Polygon", format!("[{ring}]")),
        feature("\"name\":\"y\"", "MultiPolygon", format!("[[{ring}],[{ring}]]")),
        feature("\"place\":\"iso2:TJ\"", "MultiLineString", format!("[{ring}]")),
    ];
    let whole = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","));
    let places = Gazetteer::default();
    let read = |bytes: &[u8]| boundaries::read("sample", bytes, &places);
    assert_eq!(read(whole.as_bytes()).outlines.len(), 2, "the third names no place and has no name");
    for seed in 0..10 * DAMAGES {
        let mut bytes = whole.clone().into_bytes();
        damage(&mut bytes, &mut Seeded(seed.wrapping_mul(0x1234_5678_9abc_def1)));
        let read = read(&bytes);
        assert!(!read.outlines.is_empty() || !read.problems.is_empty(), "seed {seed}");
        assert!(
            read.problems.iter().all(|one| !one.reason.is_empty() && !one.way_out.is_empty()),
            "seed {seed}"
        );
        let drawn = read.outlines.iter().flat_map(|one| one.lines.iter().flatten());
        assert!(
            drawn.into_iter().all(|point| point.lat.abs() <= 90.0 && point.lon.abs() <= 180.0),
            "seed {seed}"
        );
    }
}

type Reader = fn(&mut dyn BufRead, &Options, &mut Out<'_>) -> Result<(), Error>;

const READERS: [(&str, Reader); 7] = [
    ("iati", iati::read),
    ("table", |input, options, out| {
        table::read_csv(input, &options.mapping, &options.limits, out).map(|_| ())
    }),
    ("fts", fts::read),
    ("geojson", geojson::read),
    ("ical", ical::read),
    ("jsonl", jsonl::read),
    ("central asia", central_asia::read),
];

fn items(reader: Reader, text: &str, chunk: usize) -> (Vec<Item>, bool) {
    let mut items = Vec::new();
    let mut keep = |item| items.push(item);
    let mut out = Out::new(SourceId(0), "sample", &mut keep);
    let failed = reader(&mut BufReader::with_capacity(chunk, text.as_bytes()), &options(), &mut out).is_err();
    let counted = (out.records, out.skipped);
    let records = items.iter().filter(|item| matches!(item, Item::Record(_))).count() as u64;
    let lost =
        items.iter().filter(|item| matches!(item, Item::Problem(p) if p.loss == Loss::Record)).count() as u64;
    assert_eq!(counted, (records, lost));
    (items, failed)
}

#[test]
fn every_reader_stands_damaged_samples_of_every_format_in_any_portions() {
    for (name, whole) in all_samples() {
        let Ok(whole) = String::from_utf8(whole) else { continue };
        let whole: String = whole.chars().take(6_000).collect();
        for seed in 0..6 {
            let mut bytes = whole.clone().into_bytes();
            damage(&mut bytes, &mut Seeded(seed * 0x9e37_79b9));
            let text = String::from_utf8_lossy(&bytes);
            for (reader, read) in READERS {
                let portions = items(read, &text, 7);
                assert!(portions == items(read, &text, 1 << 16), "{reader} on {name} with seed {seed}");
            }
        }
    }
}
