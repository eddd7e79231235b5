//! What is written, as people and other programs read it.

use comity_core::{
    DateKind, Day, Evidence, Field, Finding, FindingKind, Item, Period, Place, Point, Precision, RecordRef,
    Says, Source, SourceId, StatedDate, Text,
};
use proptest::prelude::*;

use super::*;
use crate::open::Options;

fn finding() -> Finding {
    Finding {
        kind: FindingKind::Overlap,
        weight: 3.25,
        probability: 0.9,
        urgency: 2.0,
        sentence: "=two operations, one border".into(),
        gist: Says::SameTitle,
        records: vec![
            RecordRef { id: "a".into(), reporter: "csto".into(), source: "a.csv:2".into() },
            RecordRef { id: "b".into(), reporter: "nato".into(), source: "a.csv:3".into() },
        ],
        indices: vec![0, 1],
        pairs: Vec::new(),
        parties: vec!["csto".into(), "nato".into()],
        needs: vec![],
        place: Some("Tajik-Afghan border".into()),
        period: Some(Period::inclusive(Day(13_000), Day(13_010))),
        themes: vec!["counter-narcotics".into()],
        money: None,
        ways: vec![],
        evidence: vec![
            Evidence { field: Field::Title, says: Says::SameTitle, weight: 4.25 },
            Evidence { field: Field::Period, says: Says::SameDates, weight: -1.0 },
        ],
    }
}

fn record(id: &str, title: &str, start: i32, days: i32, lat: f64) -> Record {
    let date = |kind, day| StatedDate { kind, day, precision: Precision::Day, at: Default::default() };
    Record {
        id: id.into(),
        titles: vec![Text::plain(title, Default::default())],
        dates: vec![
            date(DateKind::PlannedStart, Day(start)),
            date(DateKind::PlannedEnd, Day(start.saturating_add(days))),
        ],
        places: vec![Place { point: Point::new(lat, 68.5), ..Place::default() }],
        ..Record::default()
    }
}

fn snapshot() -> Snapshot {
    Snapshot {
        sources: vec![Source { name: "a.csv".into(), ..Source::default() }],
        records: vec![
            record("a", "Kanal-2005; \"Channel\"", 13_000, 10, 37.5),
            record("b", "@Помощь пограничникам, граница", 13_005, 0, 38.5),
            Record { id: "c".into(), ..Record::default() },
        ],
        ..Snapshot::default()
    }
}

fn written(format: OutFormat, findings: bool) -> (Vec<u8>, Written) {
    let mut bytes = Vec::new();
    let done = match findings {
        true => write_findings(&[finding()], &snapshot(), format, &mut bytes),
        false => write_records(&snapshot(), format, &mut bytes),
    };
    (bytes, done.unwrap())
}

#[test]
fn texts_are_as_people_read_them() {
    for findings in [true, false] {
        for format in [OutFormat::JsonLines, OutFormat::Csv, OutFormat::GeoJson, OutFormat::ICalendar] {
            let (bytes, _) = written(format, findings);
            let what = if findings { "findings" } else { "records" };
            let text = String::from_utf8(bytes).unwrap().replace('\r', "");
            insta::assert_snapshot!(format!("{what}_{format:?}"), text);
        }
    }
}

#[test]
fn what_has_no_place_or_day_is_counted() {
    assert_eq!(written(OutFormat::GeoJson, false).1, Written { written: 2, left_out: 1 });
    assert_eq!(written(OutFormat::ICalendar, false).1, Written { written: 2, left_out: 1 });
    assert_eq!(written(OutFormat::Csv, false).1, Written { written: 3, left_out: 0 });
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for (format, word) in OutFormat::WORDS {
        assert_eq!(written(format, true), written(format, true), "{word}");
        assert_eq!(written(format, false), written(format, false), "{word}");
        assert_eq!(word.parse(), Ok(format));
    }
}

#[test]
fn binary_formats_are_what_they_say() {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    let file = tempfile_of(&written(OutFormat::Parquet, false).0);
    let reader = SerializedFileReader::new(file).unwrap();
    assert_eq!(reader.metadata().file_metadata().num_rows(), 3);
    let row = reader.get_row_iter(None).unwrap().nth(1).unwrap().unwrap().to_string();
    assert!(row.contains("@Помощь пограничникам") && row.contains("38.5"), "{row}");
    assert!(written(OutFormat::Xlsx, true).0.starts_with(b"PK"));
}

fn tempfile_of(bytes: &[u8]) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[test]
fn lines_of_a_calendar_are_folded_between_characters() {
    let (bytes, _) = written(OutFormat::ICalendar, true);
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 76));
}

fn back(bytes: &[u8]) -> Vec<Record> {
    let mut snapshot = Snapshot::default();
    let mut sink = |item: Item| snapshot.add(item);
    let mut out = crate::Out::new(SourceId(0), "r.jsonl", &mut sink);
    crate::jsonl::read(&mut &bytes[..], &Options::default(), &mut out).unwrap();
    assert_eq!(snapshot.problems, []);
    snapshot.records
}

proptest! {
    #[test]
    fn records_come_back_from_json_lines(
        id in ".{1,12}", title in ".{0,30}", start in -300_000i32..300_000, days in 0i32..5_000, lat in -89.0f64..89.0,
    ) {
        let mut snapshot = Snapshot { records: vec![record(&id, &title, start, days, lat)], ..Snapshot::default() };
        let mut bytes = Vec::new();
        write_records(&snapshot, OutFormat::JsonLines, &mut bytes).unwrap();
        snapshot.records[0].at = comity_core::At::new(1, 1);
        prop_assert_eq!(back(&bytes), snapshot.records);
    }
}
