//! What was given to whom is written down with what was given.

use comity_core::{Day, Label, Purpose, Seat, UserRole};
use comity_policy::{Circumstances, Recipient};
use comity_store::{Account, Asker, Error, Given, Look, Opener};

use crate::both;
use crate::stage::{NOON, all, asker_under, file, import, import_as, lines, officer, person, record, viewer};

/// A desk officer of the OSCE who wants to send something to a party.
fn sender(to: &str) -> Asker<'static> {
    let circumstances = Circumstances {
        recipient: Some(Recipient { seat: Seat::of_party(to.into()), groups: [].into() }),
        purpose: Some(Purpose::Coordination),
        ..Circumstances::on(Day::parse("2006-06-15").unwrap())
    };
    asker_under(viewer("osce", &[UserRole::DeskOfficer]), circumstances)
}

both! {
    async fn a_release_is_written_down_in_the_transaction_that_gives_the_contents(store: &Store) {
        let key = comity_ledger::SignerKey::from_seed(
            comity_ledger::KeyName::new("node.example/log").unwrap(), comity_ledger::KeyKind::Note, &[7; 32],
        );
        let logged = comity_store::Store::open(store.url(), Opener::Command).await.unwrap().with_log(key).await.unwrap();
        let store = &logged;
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        import_as(store, &officer("osce"), file("own.csv", vec![record("R", "ours", 2)]), &Label::own(), NOON).await;
        let found = lines(store).await;
        let (open, ours) = (found[0].id, found[1].id);
        let visible = store.visible(&sender("nato")).await.unwrap();
        let given = store.disclose(&sender("nato"), &visible, &[open], None, NOON).await.unwrap();
        match &given[..] {
            [(handle, Account::Activity(record))] => assert_eq!((handle.record, record.label()), (open, "one")),
            other => panic!("{other:?}"),
        }
        // all go or none
        let denied = store.disclose(&sender("nato"), &visible, &[open, ours], None, NOON).await.unwrap_err();
        assert!(matches!(denied, Error::Denied { .. }), "{denied}");
        let nowhere = store.disclose(&officer("osce"), &visible, &[open], None, NOON).await.unwrap_err();
        assert!(matches!(nowhere, Error::Refused { .. }), "{nowhere}");
        let of = Given { of: Some(open), to: Some("nato".into()), before: None };
        let told = store.disclosures(&officer("osce"), &of, 9).await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].to.as_str(), told[0].extent.as_str(), told[0].purpose.as_str()), ("nato", "record", "coordination"));
        assert_eq!((told[0].tlp.as_str(), told[0].party.as_str(), told[0].of.version), ("TLP:GREEN", "osce", 1));
        assert!(told[0].policy.contains("disclose"), "{}", told[0].policy);
        let earlier = Given { before: Some(told[0].id), ..of };
        assert_eq!(store.disclosures(&officer("osce"), &earlier, 9).await.unwrap(), []);
        store.exported(&officer("osce"), "csv", 1, "{\"filter\":\"\"}", NOON).await.unwrap();
        let only = Look { kinds: vec!["disclosed".into(), "exported".into()], ..Look::default() };
        let entries = store.entries(&officer("osce"), &only, 9).await.unwrap();
        assert_eq!((entries.len(), entries[1].event["to"].as_str(), entries[0].event["records"].as_u64()), (2, Some("nato"), Some(1)));
        logged.close().await;
    }

    async fn what_another_party_sees_here_is_written_down_once_a_version(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)])).await;
        let ids: Vec<_> = lines(store).await.iter().map(|line| line.id).collect();
        let nato = person("nato", &[UserRole::DeskOfficer]);
        let visible = store.visible(&nato).await.unwrap();
        store.seen_by(&nato, &visible, &ids, NOON).await.unwrap();
        store.seen_by(&nato, &visible, &ids, NOON).await.unwrap();
        let own = officer("osce");
        store.seen_by(&own, &all(store).await, &ids, NOON).await.unwrap();
        let told = store.disclosures(&own, &Given::default(), 9).await.unwrap();
        assert_eq!(told.len(), 2, "each once, and one's own is no disclosure");
        import(store, "osce", file("plan.csv", vec![record("A", "uno", 2), record("B", "two", 3)])).await;
        store.seen_by(&nato, &visible, &ids, NOON.plus_seconds(1)).await.unwrap();
        let told = store.disclosures(&own, &Given::default(), 9).await.unwrap();
        assert_eq!((told.len(), told[0].of.version), (3, 2), "the new version");
        // whose records these are not, and who reads no log, is told nothing
        assert_eq!(store.disclosures(&nato, &Given::default(), 9).await.unwrap(), []);
        let auditor = person("eu", &[UserRole::Auditor]);
        assert_eq!(store.disclosures(&auditor, &Given::default(), 2).await.unwrap().len(), 2);
    }
}
