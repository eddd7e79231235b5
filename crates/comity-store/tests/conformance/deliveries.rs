//! Files on their way to an import: kept in pieces, read, decided on, stopped, swept.

use comity_core::{Tlp, UserRole};
use comity_store::delivery::QUEUE;
use comity_store::{ColumnChoice, DeliveryState as State, Error, Sent, Store, Uuid};

use crate::both;
use crate::stage::{NOON, label, officer, person};

/// A delivery, and what a column was said to mean.
pub async fn fill(store: &Store) {
    sent(store).await;
    let columns = [("Nom".to_owned(), "title".to_owned())].into();
    store.choose_columns(&officer("osce"), "0a", &columns, NOON).await.unwrap();
}

async fn sent(store: &Store) -> Uuid {
    let sent =
        Sent { files: vec![("plan.csv".into(), 9), ("more.csv".into(), 3)], label: None, straight: false };
    let osce = officer("osce");
    let id = store.begin_delivery(&osce, &sent, NOON).await.unwrap();
    for (n, part, bytes) in [(0, 0, "title\n"), (0, 1, "one"), (1, 0, "two")] {
        store.add_piece(id, n, part, bytes.as_bytes()).await.unwrap();
    }
    store.deliver(&osce, id, NOON).await.unwrap();
    id
}

async fn state(store: &Store, id: Uuid) -> State {
    store.delivery(&officer("osce"), id).await.unwrap().state
}

both! {
    async fn a_delivery_is_read_decided_on_and_ends(store: &Store) {
        let osce = officer("osce");
        let id = sent(store).await;
        assert_eq!(store.take_job(QUEUE, 60, NOON).await.unwrap().unwrap().payload, id.to_string());
        assert_eq!(store.sender(id).await.unwrap().as_deref(), Some("officer-7"));
        let known = store.delivery(&osce, id).await.unwrap();
        assert_eq!(known.files, [("plan.csv".to_owned(), 9), ("more.csv".to_owned(), 3)]);
        let piece = store.piece(&osce, id, 0, 1).await.unwrap();
        assert_eq!((piece.as_deref(), store.piece(&osce, id, 0, 2).await.unwrap()), (Some(b"one".as_slice()), None));

        assert!(store.take_up(&osce, id, State::Reading, None, NOON).await.unwrap());
        assert!(store.take_up(&osce, id, State::Reading, None, NOON).await.unwrap(), "and again, after an end in between");
        assert!(store.note_progress(id, "reading", (5, 12), NOON).await.unwrap());
        let known = store.delivery(&osce, id).await.unwrap();
        assert_eq!((known.state, known.done, known.of_all), (State::Reading, 5, 12));
        store.was_read(&osce, id, b"{}", NOON).await.unwrap();
        store.read_again(&osce, id, NOON).await.unwrap();
        assert!(store.take_up(&osce, id, State::Reading, None, NOON).await.unwrap());
        store.was_read(&osce, id, b"[1]", NOON).await.unwrap();
        assert_eq!(store.delivery(&osce, id).await.unwrap().outcome.as_deref(), Some(b"[1]".as_slice()));
        assert_eq!(store.deliveries(&osce, 9).await.unwrap().len(), 1);

        let green = label(Tlp::Green, true);
        store.decide(&osce, id, Some(&green), NOON).await.unwrap();
        assert!(matches!(store.decide(&osce, id, None, NOON).await, Err(Error::Refused { .. })), "once");
        let import = Uuid::from_u128(7);
        assert!(store.take_up(&osce, id, State::Applying, Some(import), NOON).await.unwrap());
        assert!(!store.is_applied(import).await.unwrap());
        store.end_delivery(id, Ok(b"{}"), NOON).await.unwrap();
        let known = store.delivery(&osce, id).await.unwrap();
        assert_eq!((known.state, known.import, known.label), (State::Applied, Some(import), Some(green)));
        assert_eq!(store.piece(&osce, id, 0, 0).await.unwrap(), None, "the bytes are gone");
        assert!(!store.take_up(&osce, id, State::Applying, None, NOON).await.unwrap());
        assert!(store.deliveries(&osce, 9).await.unwrap().is_empty());
    }

    async fn a_delivery_is_its_persons_alone(store: &Store) {
        let id = sent(store).await;
        let other = officer("nato");
        assert!(matches!(store.delivery(&other, id).await, Err(Error::Missing { .. })));
        assert!(matches!(store.decide(&other, id, None, NOON).await, Err(Error::Missing { .. })));
        assert!(matches!(store.stop_delivery(&other, id, NOON).await, Err(Error::Missing { .. })));
        let guest = person("osce", &[UserRole::Guest]);
        assert!(matches!(store.begin_delivery(&guest, &Sent::default(), NOON).await, Err(Error::Denied { .. })));
        assert_eq!(store.sender(Uuid::nil()).await.unwrap(), None);
    }

    async fn a_delivery_stops_fails_or_is_forgotten(store: &Store) {
        let osce = officer("osce");
        let stopped = sent(store).await;
        store.take_up(&osce, stopped, State::Reading, None, NOON).await.unwrap();
        store.stop_delivery(&osce, stopped, NOON).await.unwrap();
        assert!(!store.note_progress(stopped, "reading", (9, 12), NOON).await.unwrap(), "who reads it hears of it");
        assert!(matches!(store.was_read(&osce, stopped, b"{}", NOON).await, Err(Error::Refused { .. })));
        store.end_delivery(stopped, Err("no matter"), NOON).await.unwrap();
        assert_eq!(state(store, stopped).await, State::Stopped);
        assert!(matches!(store.stop_delivery(&osce, stopped, NOON).await, Err(Error::Refused { .. })));

        let failed = sent(store).await;
        store.end_delivery(failed, Err("no disk"), NOON).await.unwrap();
        let known = store.delivery(&osce, failed).await.unwrap();
        assert_eq!((known.state, known.error.as_str()), (State::Failed, "no disk"));

        let left = sent(store).await;
        store.take_up(&osce, left, State::Reading, None, NOON).await.unwrap();
        store.was_read(&osce, left, b"{}", NOON).await.unwrap();
        assert_eq!(store.sweep_deliveries(NOON, NOON).await.unwrap(), 0, "not yet");
        assert_eq!(store.sweep_deliveries(NOON.plus_seconds(1), NOON).await.unwrap(), 1);
        assert_eq!(state(store, left).await, State::Stopped);
    }

    async fn what_columns_mean_is_remembered_for_a_party(store: &Store) {
        let osce = officer("osce");
        let said = |field: &str| std::collections::BTreeMap::from([("Nom".to_owned(), field.to_owned())]);
        assert!(store.chosen_columns(&osce).await.unwrap().is_empty());
        store.choose_columns(&osce, "0a", &said("title"), NOON).await.unwrap();
        store.choose_columns(&osce, "0b", &said("place"), NOON).await.unwrap();
        store.choose_columns(&osce, "0a", &said("description"), NOON).await.unwrap();
        let chosen = store.chosen_columns(&osce).await.unwrap();
        let choice = |field| ColumnChoice { columns: said(field), person: "officer-7".to_owned(), at: NOON };
        assert_eq!(chosen, [("0a".to_owned(), choice("description")), ("0b".to_owned(), choice("place"))].into());
        // nothing said: the reader decides again
        store.choose_columns(&osce, "0b", &Default::default(), NOON).await.unwrap();
        assert_eq!(store.chosen_columns(&osce).await.unwrap().len(), 1);
        assert!(store.chosen_columns(&officer("nato")).await.unwrap().is_empty());
        let guest = person("osce", &[UserRole::Guest]);
        assert!(matches!(store.choose_columns(&guest, "0a", &said("id"), NOON).await, Err(Error::Denied { .. })));
    }
}
