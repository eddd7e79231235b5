//! A calendar as desks export it, one that went wrong, and our own read back.

use comity_core::{Item, Snapshot, SourceId};

use super::*;

fn load(text: &[u8]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let mut sink = |item: Item| snapshot.add(item);
    let mut out = Out::new(SourceId(0), "plan.ics", &mut sink);
    read(&mut &text[..], &Options::default(), &mut out).unwrap();
    snapshot
}

const PLAN: &str = include_str!("../../tests/data/ical/plan.ics");

#[test]
fn a_plan_is_read_without_its_persons() {
    let snapshot = load(PLAN.as_bytes());
    assert_eq!(snapshot.records.len(), 3);
    insta::assert_json_snapshot!("plan", (&snapshot.records, &snapshot.problems));
    let all = serde_json::to_string(&snapshot).unwrap();
    assert!(!all.contains("example.org") && !all.contains("Jane"), "{all}");
}

#[test]
fn last_days_are_inside_and_midnight_is_not() {
    let snapshot = load(PLAN.as_bytes());
    let period = |index: usize| {
        let period = snapshot.records[index].period();
        (period.start.unwrap().to_string(), period.end.map(|end| end.to_string()))
    };
    assert_eq!(period(0), ("2026-05-04".into(), Some("2026-05-09".into())));
    assert_eq!(period(1), ("2026-01-07".into(), Some("2026-07-01".into())));
    assert_eq!(period(2), ("2026-06-01".into(), Some("2026-06-03".into())));
}

#[test]
fn institutions_are_told_from_persons() {
    for (name, is) in
        [("OSCE", true), ("CSTO Secretariat", true), ("Jane Smith", false), ("", false), ("a@b.org", false)]
    {
        assert_eq!(is_institution(name), is, "{name}");
    }
}

#[test]
fn what_is_wrong_is_located_and_the_rest_goes_on() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nno colon here\r\nDTSTART:20210230\r\nGEO:99;400\r\nEND:VEVENT\r\n\
        BEGIN:VJOURNAL\r\nEND:VJOURNAL\r\nBEGIN:VEVENT\r\nUID:b\r\n";
    let snapshot = load(text.as_bytes());
    let places: Vec<_> =
        snapshot.problems.iter().map(|p| (p.line.unwrap(), p.element.as_str(), p.loss)).collect();
    let want = [
        (4, "", Loss::Value),
        (5, "DTSTART", Loss::Value),
        (6, "GEO", Loss::Value),
        (8, "VJOURNAL", Loss::Nothing),
        (10, "VEVENT", Loss::Record),
    ];
    assert_eq!(places, want);
    assert_eq!(snapshot.records.len(), 1);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        load(&bytes);
        load(&[&b"BEGIN:VEVENT\nDTSTART:"[..], &bytes, b"\nEND:VEVENT\n"].concat());
    }
}
