//! What entries are found by: the hands that did them, the users, records, findings, imports, councils and joint work that they are about, the parties to whom
//! something was disclosed. An index beside the log, made of what the signed lines say; an audit holds it to them.

use std::collections::BTreeSet;

use comity_ledger::event::RecordVersion;
use comity_ledger::{Actor, Event};

use crate::schema::table;
use crate::tx::Tx;
use crate::value::Value;

/// What something is to an entry, with its value: a commitment for users, an id or a party as it stands in the entry.
pub(super) type Subject = (&'static str, String);

/// Who did it.
pub(super) const BY: &str = "by";
/// The user that it is about.
pub(super) const USER: &str = "user";
/// A record, finding, import, council or joint work that it is about.
pub(super) const THINGS: [&str; 5] = ["record", "finding", "import", "council", "joint"];
/// The party, or organ of one, to whom it was disclosed.
pub(super) const TO: &str = "to";

/// What an entry is found by. A new kind of event has to say it here.
pub(super) fn subjects(by: &Actor, event: &Event) -> BTreeSet<Subject> {
    let [record, finding, import, council, joint] = THINGS;
    let mut found = BTreeSet::new();
    let mut add = |what, value: &dyn std::fmt::Display| {
        found.insert((what, value.to_string()));
    };
    if let Actor::User(hand) = by {
        add(BY, hand);
    }
    match event {
        Event::LogOpened { .. }
        | Event::KeyChanged { .. }
        | Event::Login { .. }
        | Event::HouseholdChanged { .. }
        | Event::Exported { .. }
        | Event::PolicyChanged { .. }
        | Event::PolicyDecided { .. } => {}
        Event::CouncilActed { council: id, .. } | Event::Decided { council: id, .. } => add(council, id),
        Event::JointActed { joint: id, .. } => add(joint, id),
        Event::UserChanged { user, .. } => add(USER, user),
        Event::Imported { import: id, .. } => add(import, id),
        Event::RecordChanged { of, .. }
        | Event::LabelChanged { of, .. }
        | Event::Filed { of, .. }
        | Event::FilingWithdrawn { of, .. } => add(record, &of.record),
        Event::Verdict { finding: id, records, .. } => {
            add(finding, id);
            records.iter().for_each(|RecordVersion { record: id, .. }| add(record, id));
        }
        Event::DossierChanged { records, .. } => {
            records.iter().for_each(|RecordVersion { record: id, .. }| add(record, id));
        }
        Event::Outcome { finding: id, .. }
        | Event::Handed { finding: id, .. }
        | Event::FindingWorked { finding: id, .. } => add(finding, id),
        Event::Disclosed { of, to, .. } => {
            add(record, &of.record);
            add(TO, to);
        }
    }
    found
}

/// The same of a line that was read back; none where a later version wrote it.
pub(super) fn subjects_of_line(line: &str) -> Option<BTreeSet<Subject>> {
    #[derive(serde::Deserialize)]
    struct Line {
        entry: Entry,
    }
    #[derive(serde::Deserialize)]
    struct Entry {
        by: Actor,
        event: Event,
    }
    let Line { entry } = serde_json::from_str(line).ok()?;
    Some(subjects(&entry.by, &entry.event))
}

/// The word of a column as ours; an empty one for what is none.
pub(super) fn what(word: &str) -> &'static str {
    let [record, finding, import, council, joint] = THINGS;
    [BY, USER, record, finding, import, council, joint, TO]
        .into_iter()
        .find(|known| *known == word)
        .unwrap_or_default()
}

impl Tx {
    /// Keeps what entries are found by.
    pub(super) async fn keep_subjects(
        &mut self,
        entries: impl IntoIterator<Item = (u64, BTreeSet<Subject>)>,
    ) -> Result<(), crate::error::Error> {
        let rows: Vec<Vec<Value>> = entries
            .into_iter()
            .flat_map(|(seq, subjects)| {
                subjects.into_iter().map(move |(what, value)| vec![seq.into(), what.into(), value.into()])
            })
            .collect();
        self.insert(table::ledger_subject, rows).await
    }
}

#[cfg(test)]
mod tests {
    use comity_core::{PartyId, Tlp};
    use comity_ledger::event::{
        Act, Answer, Change, Extent, Handing, LoginMethod, OutcomeWord, RecordChange,
    };
    use comity_ledger::{Commitment, KeyKind, KeyName, Moment, Of, Opening, SignerKey, Writer};

    use super::*;
    use crate::{Opener, Store, Url};

    fn committed(of: Of, text: &str) -> Commitment {
        Opening::new(of, [3; 32], text).commit()
    }

    /// One event of each kind that names something, and some that name nothing.
    fn events() -> Vec<Event> {
        let of = |record: &str| RecordVersion { record: record.into(), version: 2 };
        let (content, party) = (committed(Of::Content, "x"), PartyId::from("sco-rats"));
        vec![
            Event::Login { method: LoginMethod::Passkey, granted: true },
            Event::UserChanged {
                user: committed(Of::User, "amir"),
                change: Change::Created,
                roles: Vec::new(),
                party: Some(party.clone()),
            },
            Event::Imported {
                import: "import-1".into(),
                party: party.clone(),
                content,
                created: 1,
                changed: 0,
                unchanged: 0,
                vanished: 0,
                problems: 0,
            },
            Event::RecordChanged {
                of: of("r-1"),
                owner: party.clone(),
                change: RecordChange::Edited,
                content: None,
            },
            Event::LabelChanged { of: of("r-1"), tlp: Tlp::Green, label: content },
            Event::Verdict {
                finding: "f-1".into(),
                records: vec![of("r-1"), of("r-2"), of("r-1")],
                answer: Answer::Confirm,
                reason: None,
            },
            Event::DossierChanged { dossier: "d-1".into(), records: vec![of("r-3")], reason: None },
            Event::DossierChanged { dossier: "d-1".into(), records: Vec::new(), reason: None },
            Event::Outcome { finding: "f-2".into(), outcome: OutcomeWord::Jointly, reason: None },
            Event::Handed {
                finding: "f-2".into(),
                party: party.clone(),
                desk: None,
                handing: Handing::Offered,
            },
            Event::FindingWorked {
                finding: "f-3".into(),
                act: Act::Asked,
                about: None,
                due: None,
                reason: None,
            },
            Event::Filed { of: of("r-4"), late: false, waived: false, reason: None },
            Event::FilingWithdrawn { of: of("r-4"), reason: None },
            Event::Disclosed {
                of: of("r-5"),
                to: "осетия \"юг\"".into(),
                group: None,
                extent: Extent::Record,
                tlp: Tlp::Green,
                purpose: None,
                policy: "see-community".into(),
                content,
            },
            Event::Exported { format: "csv".into(), records: 3, content },
            Event::PolicyChanged { before: "a".into(), after: "b".into(), content },
        ]
    }

    /// What the migration finds in the lines of an older log is what is kept of new ones.
    async fn an_older_log_is_found_by_the_same(store: Store) {
        crate::migrate::run_the_first(store.pool(), 9).await;
        let key = SignerKey::from_seed(KeyName::new("node.example").unwrap(), KeyKind::Note, &[1; 32]);
        let at = Moment::new(jiff::Timestamp::from_second(1_780_000_000).unwrap());
        let (mut writer, first) = Writer::open(&key, at).unwrap();
        let (mut lines, mut kept) = (vec![("log-opened", first)], BTreeSet::new());
        for (number, event) in events().into_iter().enumerate() {
            let by = match number % 3 {
                0 => Actor::Node,
                _ => Actor::User(committed(Of::User, "zoe")),
            };
            let (kind, subjects) = (event.kind(), subjects(&by, &event));
            let line = writer.append(at, by, event).unwrap();
            kept.extend(subjects.into_iter().map(|(what, value)| (line.seq, what.to_owned(), value)));
            lines.push((kind, line));
        }
        let rows = lines.iter().map(|(kind, line)| {
            let hash = line.leaf.0.to_vec();
            vec![
                line.seq.into(),
                (*kind).into(),
                line.line.as_str().into(),
                hash.into(),
                crate::Time(0).into(),
            ]
        });
        let rows: Vec<Vec<Value>> = rows.collect();
        store.run_tx("test", async |tx| tx.insert(table::ledger_entry, rows.clone()).await).await.unwrap();
        assert_eq!(store.migrate().await.unwrap(), crate::migrate::STEPS.len() - 9);
        let mut query = crate::sql::Query::default();
        query.push("select seq, what, value from ledger_subject");
        let found = store.read().await.unwrap().rows_of("subjects", query).await.unwrap();
        let found: BTreeSet<(u64, String, String)> = found
            .iter()
            .map(|row| {
                let seq: i64 = row.get(0).unwrap();
                (seq.unsigned_abs(), row.get(1).unwrap(), row.get(2).unwrap())
            })
            .collect();
        assert_eq!(found, kept);
        assert!(lines.iter().all(|(_, line)| subjects_of_line(&line.line).is_some()));
        store.close().await;
    }

    fn waited(work: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    }

    #[test]
    fn an_older_log_in_sqlite_is_found_by_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let url = Url::Sqlite(folder.path().join("old.db"));
        waited(async {
            an_older_log_is_found_by_the_same(Store::connect(&url, Opener::Command).await.unwrap()).await
        });
    }

    #[test]
    fn an_older_log_in_postgres_is_found_by_the_same() {
        let database = comity_testkit::database();
        let url = database.url.parse().unwrap();
        waited(async {
            an_older_log_is_found_by_the_same(Store::connect(&url, Opener::Command).await.unwrap()).await
        });
    }
}
