//! What is done in councils, in its order, by whom it may be.

use comity_core::{PartyId, UserRole};
use comity_ledger::event::DecidedBy;
use comity_store::{ActsOf, Asker, Decree, Doing, Error, Store};

use crate::both;
use crate::log::with_key;
use crate::stage::{NOON, officer, person};

fn secretariat() -> Asker<'static> {
    person("osce", &[UserRole::Secretariat])
}

fn doing(word: &'static str, party: Option<&str>) -> Doing {
    let act = format!("{{\"act\":\"{word}\",\"words\":\"слово 词\"}}");
    Doing { act, word, party: party.map(PartyId::from), decrees: Vec::new(), keeper: None }
}

/// A council with two acts.
pub async fn fill(store: &Store) {
    let id = store.begin_acts(&secretariat(), ActsOf::Council, &doing("found", None), NOON).await.unwrap();
    store
        .act(&secretariat(), (ActsOf::Council, id, 1), |_| Ok(vec![doing("position", Some("nato"))]), NOON)
        .await
        .unwrap();
}

both! {
    async fn acts_come_in_their_order_and_parties_speak_for_themselves(store: &Store) {
        let founded = doing("found", None);
        let denied = store.begin_acts(&officer("nato"), ActsOf::Council, &founded, NOON).await;
        assert!(matches!(denied, Err(Error::Denied { .. })), "{denied:?}");
        let id = store.begin_acts(&secretariat(), ActsOf::Council, &founded, NOON).await.unwrap();
        let position = || Ok(vec![doing("position", Some("nato"))]);
        // the desk of the party, and the secretariat for a letter of it
        store.act(&officer("nato"), (ActsOf::Council, id, 0), |before| {
            assert_eq!(before.len(), 1);
            position()
        }, NOON).await.unwrap();
        store.act(&secretariat(), (ActsOf::Council, id, 1), |before| {
            assert_eq!((before.len(), before[0].party.as_str(), before[0].number), (1, "nato", 2));
            position()
        }, NOON).await.unwrap();
        let other = store.act(&officer("csto"), (ActsOf::Council, id, 3), |_| position(), NOON).await;
        assert!(matches!(other, Err(Error::Refused { .. })), "{other:?}");
        let keeps = store.act(&officer("nato"), (ActsOf::Council, id, 3), |_| Ok(vec![doing("close", None)]), NOON).await;
        assert!(matches!(keeps, Err(Error::Refused { .. })), "{keeps:?}");
        // another secretariat keeps other councils
        let stranger = person("nato", &[UserRole::Secretariat]);
        let keeps = store.act(&stranger, (ActsOf::Council, id, 3), |_| Ok(vec![doing("close", None)]), NOON).await;
        assert!(matches!(keeps, Err(Error::Refused { .. })), "{keeps:?}");
        let refused = || Err(Error::Refused { reason: "no".to_owned() });
        assert!(store.act(&secretariat(), (ActsOf::Council, id, 3), |_| refused(), NOON).await.is_err());
        let kept = store.kept_as_acts(ActsOf::Council).await.unwrap();
        assert_eq!((kept.len(), kept[0].id, kept[0].party.as_str(), kept[0].acts), (1, id, "osce", 3));
        assert_eq!(store.acts_of(ActsOf::Council, id, 0).await.unwrap()[0].act, founded.act);
    }

    async fn joint_work_is_begun_by_desks_and_goes_to_another_keeper(store: &Store) {
        let logged = with_key(store).await;
        let store = &logged;
        let hold = || doing("hold", Some("nato"));
        let foreign = store.begin_acts(&officer("csto"), ActsOf::Ready, &hold(), NOON).await;
        assert!(matches!(foreign, Err(Error::Refused { .. })), "{foreign:?}");
        let id = store.begin_acts(&officer("nato"), ActsOf::Ready, &hold(), NOON).await.unwrap();
        // each sort is by itself
        let council = store.acts_of(ActsOf::Council, id, 0).await;
        assert!(matches!(council, Err(Error::Missing { .. })), "{council:?}");
        assert_eq!(store.kept_as_acts(ActsOf::Work).await.unwrap(), []);
        let taken = || Ok(vec![Doing { keeper: Some("csto".into()), ..doing("answer", Some("csto")) }]);
        store.act(&officer("csto"), (ActsOf::Ready, id, 1), |_| taken(), NOON).await.unwrap();
        let kept = store.kept_as_acts(ActsOf::Ready).await.unwrap();
        assert_eq!((kept.len(), kept[0].party.as_str(), kept[0].acts), (1, "csto", 2));
        let auditor = person("osce", &[UserRole::Auditor]);
        let look = comity_store::Look { thing: Some(id.to_string()), ..comity_store::Look::default() };
        let entries = store.entries(&auditor, &look, 9).await.unwrap();
        let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds, ["joint-acted", "joint-acted"]);
    }

    async fn what_is_decided_stands_in_the_log(store: &Store) {
        let logged = with_key(store).await;
        let store = &logged;
        let id = store.begin_acts(&secretariat(), ActsOf::Council, &doing("found", None), NOON).await.unwrap();
        let decree = Decree { number: 1, proposal: "p-1".to_owned(), by: DecidedBy::Silence, text: "text".to_owned() };
        let lapse = || Ok(vec![Doing { decrees: vec![decree.clone()], ..doing("lapse", None) }]);
        store.act_alone((ActsOf::Council, id, 1), |_| lapse(), NOON).await.unwrap();
        let auditor = person("osce", &[UserRole::Auditor]);
        let look = comity_store::Look { thing: Some(id.to_string()), ..comity_store::Look::default() };
        let entries = store.entries(&auditor, &look, 9).await.unwrap();
        let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds, ["decided", "council-acted", "council-acted"]);
        assert!(entries[0].by_node && !entries[2].by_node);
        // nothing to do, nothing written
        store.act_alone((ActsOf::Council, id, 2), |_| Ok(Vec::new()), NOON).await.unwrap();
        assert_eq!(store.acts_of(ActsOf::Council, id, 2).await.unwrap(), []);
    }
}
