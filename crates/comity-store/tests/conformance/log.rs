//! The log is written in the transaction of what it tells of, and checks without any node.

use std::collections::BTreeSet;

use comity_core::UserRole;
use comity_core::reference::Reference;
use comity_ledger::{KeyKind, KeyName, SignerKey, Trust, Verifier};
use comity_store::{Answer, Error, Look, Opener, Outcome, Store};

use sqlx::{Connection as _, Executor as _};

use crate::both;
use crate::stage::{NOON, all, file, import_at, keep_one, lines, officer, person, record};

pub fn key() -> SignerKey {
    SignerKey::from_seed(KeyName::new("node.example/log").unwrap(), KeyKind::Note, &[7; 32])
}

/// Changes rows behind the store's back.
pub async fn behind(store: &Store, statement: &'static str) {
    match store.url() {
        comity_store::Url::Sqlite(path) => {
            let mut connection =
                sqlx::SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
            connection.execute(statement).await.unwrap();
        }
        comity_store::Url::Postgres(url) => {
            let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
            connection.execute(statement).await.unwrap();
        }
    }
}

/// The same database with the node's key.
pub async fn with_key(store: &Store) -> Store {
    Store::open(store.url(), Opener::Command).await.unwrap().with_log(key()).await.unwrap()
}

/// The export of a log, as bytes.
async fn exported(store: &Store) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    store.export_log(&officer("osce"), file.reopen().unwrap(), NOON).await.unwrap();
    std::fs::read(file.path()).unwrap()
}

both! {
    async fn every_change_is_an_entry_and_the_chain_holds(store: &Store) {
        let logged = with_key(store).await;
        let osce = officer("osce");
        let read = |title: &str| file("plan.csv", vec![record("A", title, 2), record("B", "two", 3)]);
        import_at(&logged, "osce", read("one"), NOON).await;
        let report = import_at(&logged, "osce", read("uno"), NOON.plus_seconds(1)).await;
        let id = keep_one(&logged, NOON).await;
        logged.verdict(&osce, id, Answer::Confirm, "we asked", NOON).await.unwrap();
        logged.conclude(&osce, id, Outcome::Jointly, "in May", NOON).await.unwrap();
        let ids: Vec<_> = lines(&logged).await.iter().map(|line| line.id).collect();
        let link = logged.link(&osce, &all(&logged).await, (ids[0], ids[1]), "part", "", NOON).await.unwrap();
        logged.end_link(&osce, link, NOON).await.unwrap();
        logged.relabel(&osce, ids[0], &comity_core::Label::own(), "", NOON).await.unwrap();
        logged.withdraw(&osce, ids[0], "", NOON).await.unwrap();
        logged.reinstate(&osce, ids[0], "", NOON).await.unwrap();
        logged.undo(&osce, report.import, &Reference::default(), NOON.plus_seconds(2)).await.unwrap();

        let mut log = logged.entries(&osce, &Look::default(), 100).await.unwrap();
        log.reverse();
        let kinds: Vec<&str> = log.iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds, [
            "log-opened", "imported", "imported", "verdict", "outcome", "dossier-changed", "dossier-changed", "label-changed",
            "record-changed", "record-changed", "imported",
        ]);
        let verdict = &log[3];
        assert_eq!((verdict.person.as_deref(), verdict.reason.as_deref()), (Some("officer-7"), Some("we asked")));
        let only = Look { kinds: vec!["verdict".into()], before: Some(9), ..Look::default() };
        assert_eq!(logged.entries(&osce, &only, 9).await.unwrap(), std::slice::from_ref(verdict));
        let guest = person("osce", &[UserRole::Guest]);
        assert!(matches!(logged.entries(&guest, &only, 9).await, Err(Error::Denied { .. })));
        let text = String::from_utf8(exported(&logged).await).unwrap();
        assert!(!text.contains("officer-7") && !text.contains("we asked"), "names and reasons stand in no entry");
        let audit = logged.audit_log(Trust::default()).await.unwrap();
        assert_eq!((audit.report.head.size, audit.imports, audit.erased_imports), (12, 3, 0));
        let by = |line: &str| line.split("\"by\":").nth(1).map(|rest| rest.chars().take(60).collect::<String>());
        let hands: BTreeSet<_> = text.lines().filter(|line| !line.contains("log-opened")).filter_map(by).collect();
        assert_eq!(hands.len(), 1, "what one hand did can be followed");

        // without the key nothing is changed any more
        let refused = store.withdraw(&osce, ids[1], "", NOON).await.unwrap_err();
        assert!(matches!(refused, Error::Keyless), "{refused}");
        assert_eq!(lines(store).await[1].class.state, comity_store::State::Current);
        logged.close().await;
    }

    async fn what_is_changed_behind_the_logs_back_is_found(store: &Store) {
        let logged = with_key(store).await;
        let osce = officer("osce");
        let read = |title: &str| file("plan.csv", vec![record("A", title, 2), record("B", "two", 3)]);
        import_at(&logged, "osce", read("one"), NOON).await;
        let early = logged.checkpoint(NOON).await.unwrap();
        assert_eq!(logged.checkpoint(NOON.plus_seconds(9)).await.unwrap(), early, "nothing was added: it is the same one");
        let id = keep_one(&logged, NOON).await;
        logged.verdict(&osce, id, Answer::Confirm, "we asked", NOON).await.unwrap();
        import_at(&logged, "osce", read("uno"), NOON.plus_seconds(1)).await;
        logged.checkpoint(NOON).await.unwrap();
        let trust = || Trust { key: Some(key().verifier()), earlier: vec![early.clone()], cosigners: Vec::new() };
        let audit = logged.audit_log(trust()).await.unwrap();
        assert_eq!((audit.report.checkpoints, audit.report.earlier, audit.imports), (2, 1, 2));
        assert_eq!(audit.openings, 4, "one user, one reason, two contents");

        // each is done, found, and made good again
        let harms = [
            ("update ledger_entry set line = replace(line, 'confirm', 'reject ') where seq = 2", "update ledger_entry set line = replace(line, 'reject ', 'confirm') where seq = 2", "entry 2"),
            ("update ledger_entry set seq = 99 where seq = 3", "update ledger_entry set seq = 3 where seq = 99", "entry 3"),
            ("update ledger_entry set leaf = (select leaf from ledger_entry where seq = 0) where seq = 1", "update ledger_entry set leaf = (select hash from ledger_node where level = 0 and n = 1) where seq = 1", "entry 1"),
            ("update ledger_node set n = 7 where level = 1 and n = 0", "update ledger_node set n = 0 where level = 1 and n = 7", "node"),
            ("update checkpoint set size = 3 where size = 2", "update checkpoint set size = 2 where size = 3", "checkpoint"),
            ("update ledger_opening set of_what = 'content' where of_what = 'reason'", "update ledger_opening set of_what = 'reason' where commitment in (select commitment from ledger_opening where length(value) = 8)", "commitment"),
            ("update ledger_subject set value = 'nobody' where seq = 1 and what = 'by'", "update ledger_subject set value = (select value from ledger_subject where seq = 2 and what = 'by') where seq = 1 and what = 'by'", "found by"),
            ("insert into ledger_subject (seq, what, value) values (1, 'to', 'eu')", "delete from ledger_subject where what = 'to'", "found by"),
            ("update record_version set content = (select content from record_version where version = 2) where version = 1", "", "isn't what was written"),
            ("update record_version set hash = (select hash from record_version where version = 2) where version = 1", "", "aren't those"),
        ];
        for (harm, mend, told) in harms {
            behind(&logged, harm).await;
            let error = logged.audit_log(trust()).await.unwrap_err();
            assert!(matches!(error, Error::Log { .. } | Error::Tampered { .. }), "{harm}: {error}");
            assert!(error.to_string().contains(told), "{harm}: {error}");
            if !mend.is_empty() {
                behind(&logged, mend).await;
                logged.audit_log(trust()).await.unwrap_or_else(|error| panic!("{mend}: {error}"));
            }
        }
        logged.close().await;
    }

    async fn an_export_is_checked_by_who_has_no_database(store: &Store) {
        let logged = with_key(store).await;
        import_at(&logged, "osce", file("plan.csv", vec![record("A", "one", 2)]), NOON).await;
        logged.checkpoint(NOON).await.unwrap();
        import_at(&logged, "osce", file("plan.csv", vec![record("A", "uno", 2)]), NOON).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let out = std::fs::File::create(&path).unwrap();
        let exported = logged.export_log(&officer("osce"), out, NOON).await.unwrap();
        assert_eq!(exported.entries, 3);
        let bytes = std::fs::read(&path).unwrap();
        let check = |bytes: &[u8]| {
            let mut verifier = Verifier::new(Trust { key: Some(key().verifier()), ..Trust::default() });
            verifier.push(bytes)?;
            verifier.finish()
        };
        let report = check(&bytes).unwrap();
        assert_eq!((report.head.size, report.checkpoints), (3, 2));
        assert!(check(&bytes[..bytes.len() - 1]).is_err());
        let last = logged.entries(&officer("osce"), &Look::default(), 1).await.unwrap();
        assert_eq!((last[0].seq, last[0].kind.as_str()), (3, "exported"), "the export is an entry itself");
        let guest = person("osce", &[UserRole::Guest]);
        let denied = logged.export_log(&guest, Vec::new(), NOON).await.unwrap_err();
        assert!(matches!(denied, Error::Denied { .. }), "{denied}");
        logged.close().await;
    }

    async fn a_log_takes_no_other_key(store: &Store) {
        assert!(matches!(store.audit_log(Trust::default()).await, Err(Error::Unlogged)));
        assert!(matches!(store.open_log(NOON).await, Err(Error::Keyless)));
        let logged = with_key(store).await;
        assert!(logged.open_log(NOON).await.unwrap());
        assert!(!logged.open_log(NOON).await.unwrap(), "it is open");
        assert_eq!(store.log_public_key().await.unwrap(), Some(key().verifier()));
        let other = SignerKey::from_seed(KeyName::new("node.example/log").unwrap(), KeyKind::Note, &[8; 32]);
        let again = Store::open(store.url(), Opener::Command).await.unwrap();
        assert!(matches!(again.with_log(other).await.map(|_| ()), Err(Error::OtherKey { .. })));
        logged.close().await;
    }
}
