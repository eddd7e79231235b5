//! IATI files as they are, whole and broken: what is read, and what is said about the rest.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use comity_core::{
    AmountKind, DateKind, Item, LinkKind, Loss, PlaceLevel, Precision, Problem, Record, Snapshot,
};
use comity_formats::{
    Limits,
    open::{Counts, Options, read},
};
use proptest::prelude::*;

fn read_bytes(bytes: &[u8]) -> (Snapshot, Counts) {
    let mut snapshot = Snapshot::default();
    let counts = read("a.xml", bytes, &Options::default(), &mut snapshot);
    (snapshot, counts)
}

fn said(problems: &[Problem]) -> Vec<String> {
    let place = |n: Option<u32>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    problems
        .iter()
        .map(|p| {
            let (line, column) = (place(p.line), place(p.column));
            format!(
                "{line}:{column} {:?} {} [{}] {}; {}",
                p.loss, p.element, p.identifier, p.reason, p.way_out
            )
        })
        .collect()
}

fn activity(inside: &str) -> String {
    format!(
        "<iati-activities version='2.03'>\n<iati-activity default-currency='EUR'>\n\
         <iati-identifier>A-1</iati-identifier>\n{inside}\n</iati-activity>\n\
         <iati-activity><iati-identifier>A-2</iati-identifier></iati-activity>\n</iati-activities>"
    )
}

/// Reads one activity with `inside` in it; the next activity must be read whatever happens.
fn problems(inside: &str) -> Vec<String> {
    let (snapshot, counts) = read_bytes(activity(inside).as_bytes());
    assert_eq!(snapshot.records.last().map(|record| record.id.as_str()), Some("A-2"));
    assert_eq!(counts.records + counts.skipped, 2);
    said(&snapshot.problems)
}

fn first(inside: &str) -> Record {
    read_bytes(activity(inside).as_bytes()).0.records.swap_remove(0)
}

#[test]
fn real_activities_of_each_version() {
    for version in ["1.01", "2.01", "2.02", "2.03"] {
        let path = format!("{}/tests/data/iati/v{version}.xml", env!("CARGO_MANIFEST_DIR"));
        let (snapshot, counts) = read_bytes(&std::fs::read(path).expect("shipped"));
        assert_eq!(counts.skipped, 0);
        assert_eq!(snapshot.sources[0].format, format!("IATI {version}"));
        insta::assert_json_snapshot!(format!("v{version}"), (&snapshot.records, said(&snapshot.problems)));
    }
}

#[test]
fn not_well_formed_activities_are_located() {
    insta::assert_debug_snapshot!(
        [
            "<title><narrative>Health & education</narrative></title>",
            "<title><narrative>children < 5 years</narrative></title>",
            "<title><narrative>Sant&eacute;</narrative></title>",
            "<title><narrative>Health</title>",
            "<title><narrative>Health</narrative>",
            "<sector code='11110></sector>",
            "</iati-activity>\n<iati-activity><iati-identifier>A-1b</iati-identifier><title>",
        ]
        .map(|inside| match inside.starts_with("</iati") {
            false => problems(inside),
            true => said(&read_bytes(activity(inside).as_bytes()).0.problems),
        })
    );
}

#[test]
fn values_that_cannot_be_read_are_located_and_kept() {
    insta::assert_debug_snapshot!(
        [
            "<activity-date type='1' iso-date='2021-02-30'/>",
            "<activity-date type='1' iso-date='01/02/2020'/>",
            "<activity-date type='9' iso-date='2020-01-01'/>",
            "<budget><value currency='EUR'>1,234,567.00</value></budget>",
            "<budget><value currency='EUR'>a lot</value></budget>",
            "<budget><value currency='euro'>5</value></budget>",
            "<sector code='11110' percentage='60'/><sector code='11120' percentage='30'/>",
            "<sector code='11110' percentage='160'/>",
            "<sector code='abc'/>",
            "<sector vocabulary='77' code='x'/>",
            "<recipient-country code='Kenya'/>",
            "<participating-org role='8' ref='X'/>",
            "<location><point><pos>0 0</pos></point></location>",
            "<location><name><narrative>X</narrative></name><point><pos>120.5 41</pos></point></location>",
            "<related-activity type='1' ref=''/>",
            "<iati-identifier>A-3</iati-identifier>",
        ]
        .map(problems)
    );
}

#[test]
fn a_missing_identifier_is_made() {
    let (snapshot, _) =
        read_bytes(b"<iati-activities><iati-activity>\n<title>x</title></iati-activity></iati-activities>");
    assert_eq!(snapshot.records[0].id, "a.xml#1:18");
    assert_eq!(snapshot.problems[0].loss, Loss::Nothing);
}

#[test]
fn a_cut_file_keeps_what_came_before() {
    let text = activity("");
    let cut = text.find("A-2</").expect("second");
    let (snapshot, counts) = read_bytes(&text.as_bytes()[..cut + 5]);
    assert_eq!((counts.records, counts.skipped), (1, 1));
    assert_eq!(
        said(&snapshot.problems),
        ["6:1 Record iati-activity [A-2] the activity is not closed before the file ends; \
          get the file again: it may be cut off, or the end tag is missing"]
    );
}

#[test]
fn entities_are_never_expanded() {
    let bomb = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>\n<iati-activity>\
                <iati-identifier>A</iati-identifier><title>&b;</title></iati-activity>";
    let (snapshot, _) = read_bytes(bomb.as_bytes());
    assert_eq!(snapshot.records[0].label(), "&b;");
    assert_eq!(snapshot.problems.len(), 2);
}

#[test]
fn contact_data_is_not_kept() {
    let record = first(
        "<contact-info><person-name><narrative>Somebody</narrative></person-name><email>a@b.example</email>\
         <telephone>123</telephone></contact-info>",
    );
    let kept: Vec<_> = record.kept.iter().map(|kept| (kept.name.as_str(), kept.value.as_str())).collect();
    assert_eq!(kept, [("contact-info", "")]);
}

#[test]
fn what_is_not_understood_is_kept_in_place() {
    let record = first("<x:budget xmlns:x='urn:x' x:code='1'>text<x:part/></x:budget>");
    let kept: Vec<_> = record.kept.iter().map(|k| (k.name.as_str(), k.value.as_str(), k.at.line)).collect();
    assert_eq!(kept, [("x:budget", "xmlns:x=\"urn:x\" x:code=\"1\" text", 4)]);
}

#[test]
fn transactions_name_both_sides_and_their_records() {
    let record = first(
        "<transaction ref='T1' humanitarian='1'><transaction-type code='3'/><transaction-date iso-date='2020-05-01'/>\
         <value value-date='2020-05-02'>10.50</value><provider-org ref='P' provider-activity-id='P-9'>\
         <narrative>Giver</narrative></provider-org><receiver-org ref='R' receiver-activity-id='R-9'/>\
         <sector code='11110'/><recipient-country code='TJ'/></transaction>",
    );
    let amount = &record.amounts[0];
    assert_eq!(amount.kind, AmountKind::Disbursement);
    assert_eq!((amount.value.to_string().as_str(), amount.currency.as_str()), ("10.50", "EUR"));
    assert_eq!(amount.provider.as_ref().map(|side| side.label()), Some("Giver"));
    let links: Vec<_> = record.links.iter().map(|link| (link.kind, link.to.as_str())).collect();
    assert_eq!(links, [(LinkKind::ProviderActivity, "P-9"), (LinkKind::ReceiverActivity, "R-9")]);
    assert_eq!(record.places[0].level, PlaceLevel::Country);
    assert_eq!(record.themes[0].vocabulary, "dac5");
}

#[test]
fn dates_of_a_month_keep_their_precision() {
    let record = first("<activity-date type='2' iso-date='2020-05'/>");
    let date = record.date(DateKind::ActualStart).expect("stated");
    assert_eq!((date.day.to_string().as_str(), date.precision), ("2020-05-01", Precision::Month));
}

#[test]
fn an_activity_beyond_the_limit_is_skipped_in_bounded_memory() {
    let text = activity(&format!("<title>{}</title>", "x".repeat(3 << 20)));
    let options = Options { limits: Limits { value: 1 << 18, ..Limits::default() }, ..Options::default() };
    let mut snapshot = Snapshot::default();
    let counts = read("a.xml", text.as_bytes(), &options, &mut snapshot);
    assert_eq!((counts.records, counts.skipped), (1, 1));
    assert_eq!(snapshot.problems[0].reason, "the activity is larger than 1 MB");
}

/// Gives at most a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl std::io::Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let next = self.0.len().min(self.1).min(into.len());
        let (now, later) = self.0.split_at(next);
        into[..next].copy_from_slice(now);
        self.0 = later;
        Ok(next)
    }
}

fn items(bytes: &[u8], chunk: usize) -> Vec<Item> {
    let mut items = Vec::new();
    let mut keep = |item| items.push(item);
    let mut out = comity_formats::Out::new(comity_core::SourceId(0), "a.xml", &mut keep);
    let mut input = std::io::BufReader::with_capacity(chunk, Drops(bytes, chunk));
    comity_formats::iati::read(&mut input, &Options::default(), &mut out).expect("memory doesn't fail");
    items
}

proptest! {
    #[test]
    fn chunks_make_no_difference(chunk in 1usize..500, cut in 0usize..12_000) {
        let path = format!("{}/tests/data/iati/v2.03.xml", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).expect("shipped");
        let bytes = &bytes[..cut.min(bytes.len())];
        prop_assert_eq!(items(bytes, chunk), items(bytes, 1 << 20));
    }

    #[test]
    fn any_activity_ends(inside in "[<>/&;'\"= a-z!\\[\\]-]{0,120}") {
        read_bytes(activity(&inside).as_bytes());
    }
}
