//! The findings on central-asia-2006, read as the program reads them: what a reader of the domain expects to see.

#![allow(clippy::unwrap_used)] // a failure here is the finding

use comity_core::{
    At, DateKind, Day, Finding, FindingKind, PartyRef, Place, Precision, Record, Says, Snapshot, StatedDate,
    Text, Theme,
};
use comity_overlap::{By, Checker, Engine, Findings, Options, Scratch, Stated, find, silent};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");

fn snapshot() -> Snapshot {
    let mut out = Snapshot::default();
    let folder = std::fs::read_dir(format!("{DATA}/central-asia-2006")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "csv")) {
        read(file, &mut out);
    }
    out
}

fn read(file: &std::path::Path, out: &mut Snapshot) {
    let name = file.file_name().unwrap().to_string_lossy();
    let options = comity_formats::open::Options::default();
    comity_formats::open::read(&name, std::fs::File::open(file).unwrap(), &options, out);
}

fn findings(snapshot: &Snapshot) -> Findings {
    let options = Options { on: Day::parse("2006-06-01"), ..Options::default() };
    find(snapshot, &Stated, &options, &silent)
}

#[test]
fn what_a_desk_sees() {
    let snapshot = snapshot();
    let lines: Vec<String> = findings(&snapshot)
        .findings
        .iter()
        .map(|finding| {
            format!("{:5.2} {:5.2} {:10} {}", finding.urgency, finding.weight, finding.kind, finding.sentence)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_bases_stand_against_the_declaration() {
    let snapshot = snapshot();
    let found = findings(&snapshot);
    let hit = found.findings.iter().find(|f| f.kind == FindingKind::Conflict).unwrap();
    assert_eq!(hit.records[0].id, "oef-bases");
    assert!(hit.parties.iter().any(|party| party.as_str() == "sco"));
}

#[test]
fn instruments_say_nothing_about_the_long_texts_of_another_field() {
    let mut snapshot = snapshot();
    read(format!("{DATA}/iati/central-asia-afghanistan.xml.zst").as_ref(), &mut snapshot);
    let found = findings(&snapshot);
    let by_instrument = found.findings.iter().filter(|f| matches!(f.gist, Says::InstrumentGist { .. }));
    let mut met: Vec<&str> = by_instrument.map(|f| f.records[0].id.as_str()).collect();
    met.sort_unstable();
    assert_eq!(met, ["oef-bases", "sco-rats-exchange"]);
}

#[test]
fn missing_ties_name_their_bridges_and_objections() {
    let snapshot = snapshot();
    let found = findings(&snapshot);
    let pair = |a: &str, b: &str| {
        found.findings.iter().find(|f| {
            f.kind == FindingKind::Untied && f.parties.iter().all(|party| [a, b].contains(&party.as_str()))
        })
    };
    let hit = pair("nato", "csto").unwrap();
    assert!(hit.needs.iter().any(|need| need == "need-heroin-transit"));
    assert!(hit.ways.iter().any(
        |way| matches!(way, Says::BridgeProposal { proposal, .. } if proposal == "p-nato-csto-contacts")
    ));
    let hit = pair("nato", "sco").unwrap();
    assert!(
        hit.ways
            .iter()
            .any(|way| matches!(way, Says::BridgeRule { instrument, .. } if instrument == "sco-guest-rule"))
    );
    assert!(
        hit.ways
            .iter()
            .any(|way| matches!(way, Says::ObjectedBy { parties, .. } if parties.contains(&"cn".into())))
    );
    assert!(pair("sco", "csto").is_none(), "they cooperate since 2005");
    assert!(pair("nato", "nrc").is_none(), "a member of its own council");
}

#[test]
fn a_series_is_one_finding() {
    let snapshot = snapshot();
    let found = findings(&snapshot);
    let kanal: Vec<_> = found
        .findings
        .iter()
        .filter(|f| {
            f.kind == FindingKind::Part && f.records.iter().any(|record| record.id.starts_with("csto-kanal"))
        })
        .collect();
    assert_eq!(kanal.len(), 1);
    assert_eq!(kanal[0].records.len(), 3);
}

#[test]
fn evidence_adds_up_and_no_institution_is_alerted_to_itself() {
    let snapshot = snapshot();
    let engine = Engine::prepare(&snapshot, &Stated, &Options::default(), &silent);
    for finding in engine.find().findings {
        let sum: f64 = finding.evidence.iter().map(|line| line.weight).sum();
        assert!((sum - finding.weight).abs() < 1e-9, "{}", finding.sentence);
        if matches!(finding.kind, FindingKind::Same | FindingKind::Overlap | FindingKind::Chain) {
            let house = |at: usize| engine.columns().view(finding.indices[at]).house;
            assert_ne!(house(0), house(1), "{}", finding.sentence);
        }
    }
}

#[test]
fn the_order_of_the_records_and_the_threads_change_nothing() {
    let snapshot = snapshot();
    let read = |snapshot: &Snapshot, threads| {
        let options = Options { on: Day::parse("2006-06-01"), threads, ..Options::default() };
        let found = find(snapshot, &Stated, &options, &silent).findings;
        let mut lines: Vec<String> = found
            .iter()
            .map(|finding| {
                let mut records: Vec<&str> =
                    finding.records.iter().map(|record| record.id.as_str()).collect();
                records.sort_unstable();
                format!("{} {:.2} {records:?} {:?}", finding.kind, finding.weight, finding.needs)
            })
            .collect();
        lines.sort();
        lines
    };
    let first = read(&snapshot, 1);
    assert_eq!(first, read(&snapshot, 2));
    let mut turned = snapshot.clone();
    turned.records.reverse();
    assert_eq!(first, read(&turned, 2));
}

#[test]
fn a_total_says_what_it_leaves_out() {
    let snapshot = snapshot();
    let engine = Engine::prepare(&snapshot, &Stated, &Options::default(), &silent);
    let totals = engine.totals(By::Country);
    assert_eq!(totals.all.counted.to_string(), "66000000");
    let sum: comity_core::Decimal = totals.lines.iter().map(|line| line.counted).sum();
    assert_eq!(sum, totals.all.counted);
}

#[test]
fn a_plan_meets_the_instruments_in_force() {
    let snapshot = snapshot();
    let options = Options { on: Day::parse("2006-06-01"), ..Options::default() };
    let checker = Checker::prepare(&snapshot, &Stated, &options, &silent);
    let bases = snapshot.records.iter().find(|record| record.id == "oef-bases").unwrap();
    let mut planned = bases.clone();
    planned.id = "new".into();
    let ruled = |planned: &Record| {
        let answer = checker.check(planned, None, &mut Scratch::default());
        let by = |finding: &Finding| matches!(finding.gist, Says::InstrumentGist { .. });
        assert_eq!(answer.findings.iter().any(by), answer.with_conflict);
        answer.with_conflict
    };
    assert!(ruled(&planned));
    planned.titles[0].value = "A course for customs officers".into();
    planned.descriptions.clear();
    planned.themes.clear();
    planned.kind = comity_core::ActivityKind::Training;
    assert!(!ruled(&planned));
}

#[test]
fn stretches_of_one_line_complete_each_other() {
    let reference = comity_formats::reference::Library::packed().load();
    let at = |id: &str, by: &str, title: &str, border: &str| {
        let text = |value: &str| Text::plain(value, At::default());
        let day = |kind, day| StatedDate {
            kind,
            day: Day::parse(day).unwrap(),
            precision: Precision::Day,
            at: At::default(),
        };
        Record {
            id: id.into(),
            reporter: PartyRef { names: vec![text(by)], ..PartyRef::default() },
            kind: comity_core::ActivityKind::Project,
            titles: vec![text(title)],
            dates: vec![day(DateKind::PlannedStart, "2006-01-01"), day(DateKind::PlannedEnd, "2006-12-31")],
            places: vec![Place { names: vec![text(border)], ..Place::default() }],
            themes: vec![Theme {
                vocabulary: "security".into(),
                code: "border-security".into(),
                ..Theme::default()
            }],
            ..Record::default()
        }
    };
    let snapshot = Snapshot {
        records: vec![
            at("a", "Alpha", "Border posts renewed", "Tajik-Afghan border"),
            at("b", "Bravo", "Patrols equipped", "Kyrgyz-Tajik border"),
        ],
        ..Snapshot::default()
    };
    let engine = Engine::prepare(&snapshot, &reference, &Options::default(), &silent);
    let explained = engine.explain(0, 1);
    assert_eq!(explained.kind, Some(FindingKind::Complement));
    let says = explained.evidence.iter().any(|line| matches!(line.says, Says::NeighbouringStretch { .. }));
    assert!(says);
}
