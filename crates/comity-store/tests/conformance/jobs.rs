//! Jobs with leases.

use comity_store::{NewJob, Store, Time};

use crate::both;
use crate::stage::NOON;

async fn enqueue(store: &Store, payload: &str, due_at: Time) {
    let job = NewJob { queue: "find".into(), payload: payload.into(), due_at };
    store.run_tx("test", async |tx| tx.enqueue(&job, NOON).await.map(|_| ())).await.unwrap();
}

both! {
    async fn a_job_is_taken_once_until_its_lease_ends(store: &Store) {
        enqueue(store, "later", NOON.plus_seconds(50)).await;
        enqueue(store, "now", NOON).await;
        let first = store.take_job("find", 10, NOON).await.unwrap().unwrap();
        assert_eq!((first.payload.as_str(), first.attempts), ("now", 1));
        assert_eq!(store.take_job("find", 10, NOON).await.unwrap(), None);
        assert!(store.hold_job(&first, 20, NOON.plus_seconds(5)).await.unwrap());
        assert_eq!(store.take_job("find", 10, NOON.plus_seconds(20)).await.unwrap(), None);
        // its holder is gone: another takes it, and the first may not end it any more
        let second = store.take_job("find", 10, NOON.plus_seconds(25)).await.unwrap().unwrap();
        assert_eq!((second.id, second.attempts), (first.id, 2));
        assert!(!store.finish_job(&first).await.unwrap());
        assert!(!store.hold_job(&first, 20, NOON).await.unwrap());
        assert!(store.fail_job(&second, "no disk", Some(NOON.plus_seconds(30))).await.unwrap());
        let third = store.take_job("find", 10, NOON.plus_seconds(30)).await.unwrap().unwrap();
        assert!(store.finish_job(&third).await.unwrap());
        let last = store.take_job("find", 10, NOON.plus_seconds(99)).await.unwrap().unwrap();
        assert_eq!(last.payload, "later");
    }

    async fn jobs_wait_for_no_clock_that_was_set_back(store: &Store) {
        let yesterday = NOON.plus_seconds(-86_400);
        enqueue(store, "abandoned", NOON).await;
        store.take_job("find", 10, NOON).await.unwrap().unwrap();
        enqueue(store, "waiting", NOON).await;
        let taken = async || store.take_job("find", 10, yesterday).await.unwrap().map(|job| job.payload);
        assert_eq!(taken().await.as_deref(), Some("abandoned"));
        assert_eq!(taken().await.as_deref(), Some("waiting"));
        assert_eq!(taken().await, None);
    }

    async fn what_waits_is_counted_by_queue_and_state(store: &Store) {
        enqueue(store, "one", NOON).await;
        enqueue(store, "two", NOON).await;
        let taken = store.take_job("find", 10, NOON).await.unwrap().unwrap();
        let figures = store.figures().await.unwrap();
        let jobs = |state: &str, count| ("find".to_owned(), state.to_owned(), count);
        assert_eq!(figures.jobs, [jobs("taken", 1), jobs("waiting", 1)]);
        assert_eq!(figures.changes["job: take"].committed, 1);
        assert!(figures.connections.iter().all(|(_, open, idle)| open >= idle), "{:?}", figures.connections);
        store.finish_job(&taken).await.unwrap();
        assert_eq!(store.figures().await.unwrap().jobs, [jobs("waiting", 1)]);
    }

    async fn a_job_of_a_change_that_failed_was_never_there(store: &Store) {
        let job = NewJob { queue: "find".into(), payload: "x".into(), due_at: NOON };
        let failed: Result<(), _> = store
            .run_tx("test", async |tx| {
                tx.enqueue(&job, NOON).await?;
                Err(comity_store::Error::Refused { reason: "this".into() })
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(store.take_job("find", 10, NOON).await.unwrap(), None);
        assert_eq!(store.counts().all()["test"].failed, 1);
    }
}
