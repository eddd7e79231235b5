//! What was released stays readable: one file for each version of the format, with every kind of event in it.
//!
//! These files are never written anew. A new kind goes into a new file beside them.

#![allow(clippy::unwrap_used)] // a failure is the finding

use comity_core::{DeskId, GroupId, PartyId, Purpose, Tlp, UserRole};
use comity_ledger::{
    event::{
        Act, Answer, Change, DecidedBy, Event, Extent, Handing, Kept, LoginMethod, OutcomeWord, RecordChange,
        RecordVersion,
    },
    *,
};

fn key(name: &str, kind: KeyKind, seed: u8) -> SignerKey {
    SignerKey::from_seed(KeyName::new(name).unwrap(), kind, &[seed; 32])
}

fn moment(second: i64) -> Moment {
    Moment::new(jiff::Timestamp::from_second(1_780_000_000 + second).unwrap())
}

fn content(word: &str) -> Commitment {
    Opening::new(Of::Content, [9; 32], word).commit()
}

/// One event of each kind that an application may append.
fn every_kind() -> Vec<Event> {
    let of = RecordVersion { record: "01890a5d-ac96-774b-bcce-b302099a8057".into(), version: 2 };
    let reason = Some(Opening::new(Of::Reason, [8; 32], "Один и тот же проект, 同一项目").commit());
    let party = || PartyId::from("sco-rats");
    vec![
        Event::Login { method: LoginMethod::Passkey, granted: true },
        Event::UserChanged {
            user: Opening::new(Of::User, [7; 32], "amir").commit(),
            change: Change::Created,
            roles: vec![UserRole::DeskOfficer, UserRole::LegalOfficer],
            party: Some(party()),
        },
        Event::HouseholdChanged {
            what: Kept::Group,
            id: "contact-group".into(),
            change: Change::Altered,
            content: Some(content("group")),
        },
        Event::Imported {
            import: "import-1".into(),
            party: party(),
            content: content("file"),
            created: 10,
            changed: 2,
            unchanged: 3,
            vanished: 1,
            problems: 0,
        },
        Event::RecordChanged {
            of: of.clone(),
            owner: party(),
            change: RecordChange::Edited,
            content: Some(content("record")),
        },
        Event::LabelChanged { of: of.clone(), tlp: Tlp::AmberStrict, label: content("label") },
        Event::Verdict {
            finding: "finding-1".into(),
            records: vec![of.clone(), of.clone()],
            answer: Answer::Confirm,
            reason,
        },
        Event::DossierChanged { dossier: "dossier-1".into(), records: vec![of.clone()], reason: None },
        Event::Outcome { finding: "finding-1".into(), outcome: OutcomeWord::Jointly, reason },
        Event::Handed {
            finding: "finding-1".into(),
            party: "nato".into(),
            desk: Some(DeskId::new("Ständige \"Vertretung\"\\").unwrap()),
            handing: Handing::Offered,
        },
        Event::Filed { of: of.clone(), late: true, waived: false, reason },
        Event::Disclosed {
            of,
            to: "osce".into(),
            group: Some(GroupId::new("contact-group").unwrap()),
            extent: Extent::Pointer,
            tlp: Tlp::Green,
            purpose: Some(Purpose::Deconfliction),
            policy: "disclose.audience".into(),
            content: content("pointer"),
        },
        Event::Exported { format: "jsonl".into(), records: 3, content: content("export") },
        Event::PolicyChanged { before: "a1".into(), after: "b2".into(), content: content("policies") },
    ]
}

/// The kinds that came with the work on findings.
fn kinds_of_work() -> Vec<Event> {
    let of = RecordVersion { record: "01890a5d-ac96-774b-bcce-b302099a8057".into(), version: 2 };
    let reason = Some(Opening::new(Of::Reason, [8; 32], "мост закрыт").commit());
    vec![
        Event::FindingWorked {
            finding: "finding-1".into(),
            act: Act::Proposed,
            about: Some("outcome-1".into()),
            due: None,
            reason,
        },
        Event::FindingWorked {
            finding: "finding-1".into(),
            act: Act::Due,
            about: None,
            due: comity_core::Day::parse("2026-04-01"),
            reason: None,
        },
        Event::FilingWithdrawn { of, reason },
    ]
}

/// The kind that came with policies that are changed at the node.
fn kinds_of_policy() -> Vec<Event> {
    let reason = Some(Opening::new(Of::Reason, [8; 32], "решение совета").commit());
    let decided = |reason| Event::PolicyDecided {
        before: "a1".into(),
        after: "b2".into(),
        reason,
        content: content("policies"),
    };
    vec![decided(reason), decided(None)]
}

/// The kinds that came with councils.
fn kinds_of_councils() -> Vec<Event> {
    let acted = |party| Event::CouncilActed {
        council: "council-1".into(),
        number: 2,
        act: "propose".into(),
        party,
        content: content("{}"),
    };
    let decided = |by| Event::Decided {
        council: "council-1".into(),
        number: 1,
        proposal: "p-контакты".into(),
        by,
        content: content("text"),
    };
    vec![acted(Some("sco-rats".into())), acted(None), decided(DecidedBy::Votes), decided(DecidedBy::Silence)]
}

/// The kind that came with joint work.
fn kinds_of_joint_work() -> Vec<Event> {
    let acted = |of: &str, act: &str| Event::JointActed {
        of: of.into(),
        joint: "joint-1".into(),
        number: 3,
        act: act.into(),
        party: Some("csto".into()),
        content: content("{}"),
    };
    vec![acted("work", "pledge"), acted("ready", "promise"), acted("series", "edition")]
}

fn written(events: Vec<Event>) -> (String, Vec<Checkpoint>) {
    let (old, new) =
        (key("node.example/comity", KeyKind::Note, 1), key("node.example/comity", KeyKind::Note, 2));
    let witness = key("partner.example/witness", KeyKind::Cosignature, 3);
    let user = Actor::User(Opening::new(Of::User, [7; 32], "amir").commit());
    let (mut exporter, mut file) = Exporter::begin(KeyName::new("node.example/comity").unwrap()).unwrap();
    let (mut writer, first) = Writer::open(&old, moment(0)).unwrap();
    file += &exporter.entry(&first.line);
    for (second, event) in events.into_iter().enumerate() {
        let appended = writer.append(moment(second as i64), user, event).unwrap();
        file += &exporter.entry(&appended.line);
    }
    let middle = writer.checkpoint().unwrap();
    file += &exporter.checkpoint(&middle).unwrap();
    let (mut writer, changed) = writer.change_key(&new, moment(30), Actor::Node).unwrap();
    file += &exporter.entry(&changed.line);
    let event = Event::Login { method: LoginMethod::Password, granted: false };
    file += &exporter.entry(&writer.append(moment(29), Actor::Node, event).unwrap().line);
    let mut last = writer.checkpoint().unwrap();
    last.cosign(&witness, moment(40).timestamp()).unwrap();
    file += &exporter.checkpoint(&last).unwrap();
    file += &exporter.end(&new, moment(50)).unwrap();
    (file, vec![middle, last])
}

#[test]
fn version_1_reads_and_is_still_written_byte_for_byte() {
    let (first, work) = (include_str!("golden/v1.jsonl"), include_str!("golden/v1-work.jsonl"));
    let policy = include_str!("golden/v1-policy.jsonl");
    let councils = include_str!("golden/v1-council.jsonl");
    let joint = include_str!("golden/v1-joint.jsonl");
    assert_eq!(written(kinds_of_joint_work()).0, joint);
    assert_eq!(written(every_kind()).0, first);
    assert_eq!(written(kinds_of_work()).0, work);
    assert_eq!(written(kinds_of_policy()).0, policy);
    assert_eq!(written(kinds_of_councils()).0, councils);
    for kind in Event::KINDS {
        let example = format!(r#""kind":"{kind}""#);
        assert!(
            [first, work, policy, councils, joint].iter().any(|file| file.contains(&example)),
            "{kind} has no example"
        );
    }
}

#[test]
fn an_auditor_reads_what_holds() {
    let (file, checkpoints) = written(every_kind());
    let trust = Trust {
        key: Some(key("node.example/comity", KeyKind::Note, 1).verifier()),
        earlier: checkpoints,
        cosigners: vec![
            key("partner.example/witness", KeyKind::Cosignature, 3).verifier(),
            key("other.example/witness", KeyKind::Cosignature, 4).verifier(),
        ],
    };
    let mut verifier = Verifier::new(trust);
    // pieces of any length
    for piece in file.as_bytes().chunks(7) {
        verifier.push(piece).unwrap();
    }
    insta::assert_debug_snapshot!(verifier.finish().unwrap());
}

#[test]
fn a_name_that_was_erased_leaves_a_log_that_holds() {
    let (file, _) = written(every_kind());
    let opening = Opening::new(Of::User, [7; 32], "amir");
    assert!(file.contains(&opening.commit().to_string()));
    assert!(!file.contains("amir"));
    // to erase is to forget the opening; the file is what it was
    drop(opening);
    let mut verifier = Verifier::new(Trust::default());
    verifier.push(file.as_bytes()).unwrap();
    assert!(verifier.finish().is_ok());
}

/// Writes the golden file of a version that isn't released yet: `cargo test -p comity-ledger --test golden -- --ignored`.
#[test]
#[ignore = "a released file is never written anew"]
fn write() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/v1-council.jsonl");
    std::fs::write(path, written(kinds_of_councils()).0).unwrap();
}
