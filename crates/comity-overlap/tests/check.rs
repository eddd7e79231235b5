//! Planned activities against what is known, candidates against the naive way, and pairs from both sides.

#![allow(clippy::unwrap_used)] // a failure here is the finding

use comity_core::{
    ActivityKind, At, CompactString, DateKind, Day, FindingKind, PartyRef, Place, PlaceLevel, Point,
    Precision, Record, Snapshot, StatedDate, Text, Theme,
};
use comity_overlap::{Checker, Engine, Options, Scratch, Stated, silent};
use proptest::prelude::*;

fn text(value: &str) -> Text {
    Text::plain(value, At::default())
}

fn record(id: &str, by: &str, title: &str, start: &str, end: &str) -> Record {
    let date = |kind, day| StatedDate {
        kind,
        day: Day::parse(day).unwrap(),
        precision: Precision::Day,
        at: At::default(),
    };
    Record {
        id: id.into(),
        reporter: PartyRef { names: vec![text(by)], ..PartyRef::default() },
        kind: ActivityKind::Exercise,
        titles: vec![text(title)],
        dates: vec![date(DateKind::PlannedStart, start), date(DateKind::PlannedEnd, end)],
        places: vec![
            Place {
                level: PlaceLevel::Country,
                vocabulary: "iso2".into(),
                code: "TJ".into(),
                ..Place::default()
            },
            Place {
                level: PlaceLevel::Named,
                names: vec![text("Khorog")],
                point: Point::new(37.49, 71.55),
                ..Place::default()
            },
        ],
        themes: vec![Theme {
            vocabulary: "security".into(),
            code: "border-security".into(),
            ..Theme::default()
        }],
        ..Record::default()
    }
}

fn with_asset(mut record: Record, asset: &str) -> Record {
    record.assets = vec![text(asset)];
    record
}

fn snapshot(records: Vec<Record>) -> Snapshot {
    Snapshot { records, ..Snapshot::default() }
}

#[test]
fn a_unit_that_is_taken_is_a_conflict() {
    let known = snapshot(vec![
        with_asset(
            record("a", "Alpha", "Mountain rescue drill", "2006-05-01", "2006-05-20"),
            "12th Engineer Battalion",
        ),
        record("b", "Bravo", "Customs course", "2001-01-01", "2001-02-01"),
    ]);
    let checker = Checker::prepare(&known, &Stated, &Options::default(), &silent);
    let planned = |start, end| {
        let mut planned = with_asset(
            record("new", "Charlie", "Bridge building in the south", start, end),
            "12th engineer battalion",
        );
        planned.places.truncate(1);
        planned
    };
    let mut scratch = Scratch::default();
    let answer = checker.check(&planned("2006-05-10", "2006-06-10"), None, &mut scratch);
    assert!(answer.with_conflict);
    assert_eq!(
        (answer.findings[0].kind, answer.findings[0].records[0].id.as_str()),
        (FindingKind::Conflict, "a")
    );
    assert!(!checker.check(&planned("2006-06-10", "2006-06-20"), None, &mut scratch).with_conflict);
}

#[test]
fn an_exercise_near_an_exercise_is_a_conflict_only_at_the_time() {
    let known = snapshot(vec![record("a", "Alpha", "Field exercise", "2006-05-01", "2006-05-10")]);
    let checker = Checker::prepare(&known, &Stated, &Options::default(), &silent);
    let mut scratch = Scratch::default();
    let near = record("new", "Bravo", "Staff manoeuvre", "2006-05-05", "2006-05-07");
    assert!(checker.check(&near, None, &mut scratch).with_conflict);
    let later = record("new", "Bravo", "Staff manoeuvre", "2006-08-05", "2006-08-07");
    assert!(!checker.check(&later, None, &mut scratch).with_conflict);
}

#[test]
fn the_parts_of_one_programme_raise_no_alert() {
    let titles = ["Health programme north", "Health programme south", "Health programme east"];
    let kinds = |whole: &str| -> Vec<FindingKind> {
        let records = titles
            .iter()
            .enumerate()
            .map(|(at, title)| record(&format!("{whole}{at}"), "Alpha", title, "2006-01-01", "2006-12-31"));
        let whole = record("A", "Alpha", "All that Alpha does", "2000-01-01", "2009-12-31");
        let known = snapshot(records.chain([whole]).collect());
        let found = Engine::prepare(&known, &Stated, &Options::default(), &silent).find();
        found.findings.iter().map(|finding| finding.kind).collect()
    };
    assert!(kinds("A-").is_empty());
    // the same titles beside each other, not under one whole
    assert_eq!(kinds("B"), vec![FindingKind::Overlap; 3]);
}

#[test]
fn a_generic_title_in_two_countries_is_not_one_activity() {
    let mut other = record("b", "Bravo", "COVID-19 response", "2020-03-01", "2020-12-31");
    other.places = vec![Place {
        level: PlaceLevel::Country,
        vocabulary: "iso2".into(),
        code: "PE".into(),
        ..Place::default()
    }];
    let known = snapshot(vec![record("a", "Alpha", "COVID-19 response", "2020-03-01", "2020-12-31"), other]);
    let engine = Engine::prepare(&known, &Stated, &Options::default(), &silent);
    assert!(engine.find().findings.iter().all(|finding| finding.kind != FindingKind::Same));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_pair_is_the_same_from_both_sides(
        days in prop::collection::vec((0i32..400, 1i32..60, 0usize..6, 0usize..4), 2..10),
    ) {
        let titles = ["Rural roads", "Border guard training", "Joint border exercise", "Measles campaign", "Rural roads 2", "Учения на границе"];
        let by = ["Alpha", "Bravo", "Charlie", "Delta"];
        let records: Vec<Record> = days.iter().enumerate().map(|(at, (start, length, title, who))| {
            let day = |n: i32| Day(13_000 + n).to_string();
            record(&CompactString::from(format!("r{at}")), by[*who], titles[*title], &day(*start), &day(start + length))
        }).collect();
        let turned: Vec<Record> = records.iter().rev().cloned().collect();
        let (known, back) = (snapshot(records), snapshot(turned));
        let options = Options::default();
        let (one, other) = (Engine::prepare(&known, &Stated, &options, &silent), Engine::prepare(&back, &Stated, &options, &silent));
        let last = days.len() as u32 - 1;
        for a in 0..last {
            let (x, y) = (one.explain(a, a + 1), other.explain(last - a, last - a - 1));
            prop_assert_eq!(x.kind, y.kind);
            prop_assert!((x.weight - y.weight).abs() < 0.25, "{} {}", x.weight, y.weight);
            let sum: f64 = x.evidence.iter().map(|line| line.weight).sum();
            prop_assert!((sum - x.weight).abs() < 1e-9);
        }
        // the naive way: every pair compared; what the index finds is among them, and the strongest is never missed
        let found: Vec<(u32, u32)> = one.pairs().iter().map(|pair| (pair.left, pair.right)).collect();
        for a in 0..=last {
            for b in a + 1..=last {
                let explained = one.explain(a, b);
                let alert = explained.kind.is_some();
                prop_assert!(!alert || found.contains(&(a, b)), "{} {} {:?}", a, b, explained.kind);
            }
        }
    }
}
