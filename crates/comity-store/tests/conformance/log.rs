//! The log is written in the transaction of what it tells of, and checks without any node.

use comity_core::reference::Reference;
use comity_ledger::{Chain, KeyKind, KeyName, SignerKey, Trust};
use comity_store::{Answer, Error, Opener, Outcome, Store};

use crate::both;
use crate::stage::{NOON, all, file, import_at, keep_one, lines, officer, record};

fn key() -> SignerKey {
    SignerKey::from_seed(KeyName::new("node.example/log").unwrap(), KeyKind::Note, &[7; 32])
}

/// The same database with the node's key.
async fn with_key(store: &Store) -> Store {
    Store::open(store.url(), Opener::Command).await.unwrap().with_log(key())
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
        logged.outcome(&osce, id, Outcome::Jointly, "", NOON).await.unwrap();
        let ids: Vec<_> = lines(&logged).await.iter().map(|line| line.id).collect();
        let link = logged.link(&osce, &all(&logged).await, (ids[0], ids[1]), "part", "", NOON).await.unwrap();
        logged.end_link(&osce, link, NOON).await.unwrap();
        logged.relabel(&osce, ids[0], &comity_core::Label::own(), "", NOON).await.unwrap();
        logged.withdraw(&osce, ids[0], "", NOON).await.unwrap();
        logged.reinstate(&osce, ids[0], "", NOON).await.unwrap();
        logged.undo(&osce, report.import, &Reference::default(), NOON.plus_seconds(2)).await.unwrap();

        let log = logged.log_lines(0, 100).await.unwrap();
        let kinds: Vec<String> = log.iter().map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["entry"]["event"]["kind"].as_str().unwrap_or("?").to_owned()
        }).collect();
        assert_eq!(kinds, [
            "log-opened", "imported", "imported", "verdict", "outcome", "dossier-changed", "dossier-changed", "label-changed",
            "record-changed", "record-changed", "imported",
        ]);
        assert!(!log.concat().contains("officer-7") && !log.concat().contains("we asked"), "names and reasons stand in no entry");
        let edge = logged.log_edge().await.unwrap().unwrap();
        let check = |lines: &[String]| {
            let mut chain = Chain::new(key().verifier().name().clone(), Trust::default());
            lines.iter().try_for_each(|line| chain.entry(line.as_bytes())).and_then(|()| chain.finish(Some(&edge)).map(|_| ()))
        };
        check(&log).unwrap();
        assert!(check(&log[..10]).is_err(), "a dropped entry is found");
        assert_eq!(logged.erase_user("officer-7").await.unwrap(), 10);
        check(&logged.log_lines(0, 100).await.unwrap()).unwrap();

        // without the key nothing is changed any more
        let refused = store.withdraw(&osce, ids[1], "", NOON).await.unwrap_err();
        assert!(matches!(refused, Error::Refused { .. }), "{refused}");
        assert_eq!(lines(store).await[1].class.state, comity_store::State::Current);
        logged.close().await;
    }
}
