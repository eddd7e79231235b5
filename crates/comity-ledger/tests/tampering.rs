//! Whoever changes, drops, moves, repeats or swaps anything in an export is found out, and the first wrong entry is named.

#![allow(clippy::unwrap_used)] // a failure is the finding

use comity_core::Tlp;
use comity_ledger::{
    event::{Answer, Event, LoginMethod, RecordVersion},
    *,
};
use proptest::prelude::*;

fn key(seed: u8) -> SignerKey {
    SignerKey::from_seed(KeyName::new("node.example/comity").unwrap(), KeyKind::Note, &[seed; 32])
}

fn moment(second: i64) -> Moment {
    Moment::new(jiff::Timestamp::from_second(1_780_000_000 + second).unwrap())
}

fn event(n: u64) -> Event {
    let of = RecordVersion { record: format!("record-{}", n % 5).into(), version: n };
    match n % 3 {
        0 => Event::Login { method: LoginMethod::Token, granted: true },
        1 => {
            Event::LabelChanged { of, tlp: Tlp::Red, label: Opening::new(Of::Content, [1; 32], "x").commit() }
        }
        _ => Event::Verdict { finding: "f".into(), records: vec![of], answer: Answer::Reject, reason: None },
    }
}

/// A log of `entries` entries, a checkpoint after each of `stops` and at the end; the end mark may be left out.
fn export(entries: u64, stops: &[u64], seed: u8) -> Vec<String> {
    let (key, witness) = (key(seed), KeyName::new("partner.example/witness").unwrap());
    let witness = SignerKey::from_seed(witness, KeyKind::Cosignature, &[9; 32]);
    let (mut exporter, header) = Exporter::begin(key.verifier().name().clone()).unwrap();
    let (mut writer, first) = Writer::open(&key, moment(0)).unwrap();
    let mut lines = vec![header, exporter.entry(&first.line)];
    for n in 1..=entries {
        if stops.contains(&n) || n == entries {
            let mut checkpoint = writer.checkpoint().unwrap();
            checkpoint.cosign(&witness, moment(0).timestamp()).unwrap();
            lines.push(exporter.checkpoint(&checkpoint).unwrap());
        }
        if n < entries {
            let appended = writer.append(moment(n as i64), Actor::Node, event(n)).unwrap();
            lines.push(exporter.entry(&appended.line));
        }
    }
    lines.push(exporter.end(&key, moment(999)).unwrap());
    lines
}

fn verify(bytes: &[u8], trust: Trust) -> Result<Report, Fault> {
    let mut verifier = Verifier::new(trust);
    verifier.push(bytes)?;
    verifier.finish()
}

fn fault(lines: &[String]) -> Fault {
    verify(lines.concat().as_bytes(), Trust::default()).unwrap_err()
}

fn entry_lines(lines: &[String]) -> Vec<usize> {
    (0..lines.len()).filter(|at| lines[*at].starts_with("{\"entry\"")).collect()
}

#[test]
fn faults_say_what_is_wrong_and_where() {
    let lines = export(6, &[3], 1);
    let entries = entry_lines(&lines);
    let mut said = Vec::new();
    let mut say = |what: &str, lines: &[String]| said.push(format!("{what}\n  {}", fault(lines)));
    let with = |at: usize, line: String| {
        let mut lines = lines.clone();
        lines[at] = line;
        lines
    };
    let without = |at: usize| {
        let mut lines = lines.clone();
        lines.remove(at);
        lines
    };
    let third = entries[2];
    say("a word changed", &with(third, lines[third].replace("record-2", "record-3")));
    say("a blank added", &with(third, lines[third].replace("\"at\":", "\"at\": ")));
    say("an entry dropped", &without(third));
    let mut swapped = lines.clone();
    swapped.swap(entries[1], entries[2]);
    say("two entries moved", &swapped);
    let sig = |line: &str| line[line.rfind("\"sig\"").unwrap()..].to_owned();
    let other = lines[third].replace(&sig(&lines[third]), &sig(&lines[entries[1]]));
    say("a signature of another entry", &with(third, other));
    say("an entry of another node", &with(third, export(6, &[3], 2)[third].clone()));
    say("the first entry dropped", &without(entries[0]));
    say("a checkpoint moved", &{
        let mut lines = lines.clone();
        let checkpoint = lines.remove(entries[2] + 1);
        lines.insert(entries[1] + 1, checkpoint);
        lines
    });
    say("the end cut off", &lines[..lines.len() - 1]);
    say("the last entry cut off", &[&lines[..lines.len() - 3], &lines[lines.len() - 1..]].concat());
    say("something added", &[&lines[..], &["{}\n".to_owned()]].concat());
    say("no ledger", &["hello\n".to_owned()]);
    say("nothing", &[]);
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn history_that_was_written_anew_by_the_node_itself_is_found_by_a_checkpoint_seen_earlier() {
    let key = key(1);
    let log = |answer: Answer, entries: u64| {
        let (mut writer, first) = Writer::open(&key, moment(0)).unwrap();
        let (mut exporter, mut file) = Exporter::begin(key.verifier().name().clone()).unwrap();
        file += &exporter.entry(&first.line);
        for n in 1..entries {
            let event = Event::Verdict { finding: "f".into(), records: Vec::new(), answer, reason: None };
            file += &exporter.entry(&writer.append(moment(n as i64), Actor::Node, event).unwrap().line);
        }
        let checkpoint = writer.checkpoint().unwrap();
        file += &exporter.checkpoint(&checkpoint).unwrap();
        (file + &exporter.end(&key, moment(99)).unwrap(), checkpoint)
    };
    let (_, seen) = log(Answer::Confirm, 3);
    let check = |file: &str| {
        let trust = Trust { earlier: vec![seen.clone()], ..Trust::default() };
        verify(file.as_bytes(), trust).map(|report| report.earlier).map_err(|fault| fault.why)
    };
    assert_eq!(check(&log(Answer::Confirm, 5).0), Ok(1));
    assert_eq!(check(&log(Answer::Reject, 5).0), Err(Why::Rewritten(3)));
    assert_eq!(check(&log(Answer::Confirm, 2).0), Err(Why::Shorter { earlier: 3, now: 2 }));
    let trusted = Trust { key: Some(super_key().verifier()), ..Trust::default() };
    assert!(matches!(
        verify(log(Answer::Confirm, 2).0.as_bytes(), trusted).unwrap_err().why,
        Why::OtherKey { .. }
    ));
}

fn super_key() -> SignerKey {
    key(77)
}

#[test]
fn a_store_is_checked_against_the_edge_that_it_keeps() {
    let key = key(1);
    let (mut writer, first) = Writer::open(&key, moment(0)).unwrap();
    let second = writer.append(moment(1), Actor::Node, event(1)).unwrap();
    let chain = || {
        let mut chain = Chain::new(key.verifier().name().clone(), Trust::default());
        chain.entry(first.line.as_bytes()).unwrap();
        chain.entry(second.line.as_bytes()).unwrap();
        chain
    };
    assert!(chain().finish(Some(writer.frontier())).is_ok());
    assert_eq!(chain().finish(Some(&Frontier::new())), Err(Why::Edge));
}

#[test]
fn what_must_not_be_written_is_refused() {
    let key = key(1);
    let mut fresh = Writer::resume(&key, Frontier::new()).unwrap();
    assert_eq!(fresh.append(moment(0), Actor::Node, event(0)), Err(Error::Opening));
    let (mut writer, _) = Writer::open(&key, moment(0)).unwrap();
    let before = writer.frontier().clone();
    let opened = Event::LogOpened { key: key.verifier().to_string() };
    assert_eq!(writer.append(moment(0), Actor::Node, opened), Err(Error::Opening));
    let big = Event::Exported {
        format: "csv".into(),
        records: 1 << 53 | 1,
        content: Opening::new(Of::Content, [0; 32], "").commit(),
    };
    assert_eq!(writer.append(moment(0), Actor::Node, big), Err(Error::NotExact("exported")));
    let of = RecordVersion { record: "x".repeat(1 << 20).into(), version: 1 };
    let long = Event::DossierChanged { dossier: "d".into(), records: vec![of], reason: None };
    assert!(matches!(writer.append(moment(0), Actor::Node, long), Err(Error::TooLong { .. })));
    assert_eq!(*writer.frontier(), before);
    let stranger = SignerKey::from_seed(KeyName::new("other.example").unwrap(), KeyKind::Note, &[2; 32]);
    assert!(matches!(writer.change_key(&stranger, moment(0), Actor::Node), Err(Error::OtherLog(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_byte_that_is_changed_dropped_or_added_is_found(
        entries in 1u64..12, stop in 1u64..12, at in any::<prop::sample::Index>(), with in 1u8..=255, how in 0..3,
    ) {
        let mut bytes = export(entries, &[stop], 1).concat().into_bytes();
        prop_assert!(verify(&bytes, Trust::default()).is_ok());
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] ^= with,
            1 => { bytes.remove(at); }
            _ => bytes.insert(at, with),
        }
        prop_assert!(verify(&bytes, Trust::default()).is_err());
    }

    #[test]
    fn any_entry_that_is_dropped_moved_or_repeated_is_named(
        entries in 3u64..12, stop in 1u64..12, one in any::<prop::sample::Index>(), two in any::<prop::sample::Index>(),
    ) {
        let lines = export(entries, &[stop], 1);
        let places = entry_lines(&lines);
        let (one, two) = (one.index(places.len()), two.index(places.len()));
        let mut dropped = lines.clone();
        dropped.remove(places[one]);
        prop_assert_eq!(fault(&dropped).entry, Some(one as u64));
        let mut repeated = lines.clone();
        repeated.insert(places[one] + 1, lines[places[one]].clone());
        prop_assert_eq!(fault(&repeated).entry, Some(one as u64 + 1));
        if one != two {
            let mut swapped = lines.clone();
            swapped.swap(places[one], places[two]);
            prop_assert_eq!(fault(&swapped).entry, Some(one.min(two) as u64));
            let sig = |line: &str| line[line.rfind("\"sig\"").unwrap()..].to_owned();
            let mut signed = lines.clone();
            let other = sig(&lines[places[two]]);
            signed[places[one]] = lines[places[one]].replace(&sig(&lines[places[one]]), &other);
            prop_assert_eq!(fault(&signed).entry, Some(one as u64));
        }
    }

    #[test]
    fn a_file_that_was_cut_anywhere_is_found(entries in 1u64..8, stop in 1u64..8, at in any::<prop::sample::Index>()) {
        let bytes = export(entries, &[stop], 1).concat().into_bytes();
        prop_assert!(verify(&bytes[..at.index(bytes.len())], Trust::default()).is_err());
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[{}\":,a-z0-9\\\\\n]{0,200}") {
        prop_assert!(verify(&bytes, Trust::default()).is_err());
        let header = &export(1, &[], 1)[0];
        let file = [header, text.as_str(), "\n"].concat();
        prop_assert!(verify(file.as_bytes(), Trust::default()).is_err());
    }
}
