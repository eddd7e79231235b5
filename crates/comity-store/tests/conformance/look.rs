//! Entries of the log are found by what they name.

use comity_core::{Seat, UserRole, Viewer};
use comity_store::{Answer, Look};

use crate::both;
use crate::log::with_key;
use crate::stage::{NOON, asker, file, import_at, keep_one, lines, officer, person, record, viewer};
use crate::work::user;

both! {
    async fn entries_are_found_by_person_thing_party_kind_and_day(store: &Store) {
        let logged = with_key(store).await;
        let store = &logged;
        let day = |days: i64| NOON.plus_seconds(days * 86_400);
        let report = import_at(store, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)]), NOON).await;
        let finding = keep_one(store, NOON).await;
        let (user, amir) = user(store, "Amir", "osce").await;
        store.verdict(&amir, finding, Answer::Confirm, "", day(1)).await.unwrap();
        let (a, b) = {
            let found = lines(store).await;
            (found[0].id, found[1].id)
        };
        let seat = Seat::of_party("nato".into()).in_organ("nato-ims".into());
        let nato = asker(Viewer { seat: Some(seat), ..viewer("nato", &[UserRole::DeskOfficer]) });
        let visible = store.visible(&nato).await.unwrap();
        store.seen_by(&nato, &visible, &[a], day(2)).await.unwrap();

        let osce = officer("osce");
        let found = async |look: Look| -> Vec<String> {
            let entries = store.entries(&osce, &look, 9).await.unwrap();
            entries.into_iter().map(|entry| entry.kind).collect()
        };
        let all = ["disclosed", "verdict", "user-changed", "imported", "log-opened"];
        assert_eq!(found(Look::default()).await, all);
        let of = |person: &str| Look { person: Some(person.into()), ..Look::default() };
        for handle in ["Amir", "aMIR"] {
            assert_eq!(found(of(handle)).await, ["verdict", "user-changed"], "by them and about them");
        }
        assert_eq!(found(of("officer-7")).await, ["disclosed", "user-changed", "imported"]);
        assert_eq!(found(of("nobody")).await, [""; 0]);
        let about = |id: comity_store::Uuid| Look { thing: Some(id.to_string()), ..Look::default() };
        assert_eq!(found(about(a)).await, ["disclosed", "verdict"]);
        assert_eq!(found(about(b)).await, ["verdict"]);
        assert_eq!(found(about(finding)).await, ["verdict"]);
        assert_eq!(found(about(report.import)).await, ["imported"]);
        assert_eq!(found(about(user.id)).await, [""; 0], "the log knows no user by id");
        let to = |party: &str| Look { to: Some(party.into()), ..Look::default() };
        assert_eq!(found(to("nato")).await, ["disclosed"], "an organ's disclosures are its party's, too");
        assert_eq!(found(to("nato-ims")).await, ["disclosed"]);
        assert_eq!(found(to("osce")).await, [""; 0]);
        let kinds = Look { kinds: vec!["imported".into(), "verdict".into()], ..Look::default() };
        assert_eq!(found(kinds.clone()).await, ["verdict", "imported"]);
        let (first, last) = (NOON.day().plus(1), NOON.day().plus(1));
        let between = Look { first: Some(first), last: Some(last), ..Look::default() };
        assert_eq!(found(between.clone()).await, ["verdict"]);
        assert_eq!(found(Look { last: None, ..between.clone() }).await, ["disclosed", "verdict"]);
        assert_eq!(found(Look { first: None, ..between.clone() }).await, all[1..]);
        // all of it applies
        assert_eq!(found(Look { to: Some("nato".into()), ..between }).await, [""; 0]);
        assert_eq!(found(Look { person: Some("amir".into()), before: Some(3), ..kinds }).await, [""; 0]);

        crate::users::first(store).await;
        store.erase_user(&person("osce", &[UserRole::Operator]), user.id, day(3)).await.unwrap();
        assert_eq!(found(of("Amir")).await, [""; 0], "nothing leads to who was erased");
        store.audit_log(comity_ledger::Trust::default()).await.unwrap();
        logged.close().await;
    }
}
