//! Import: new versions, nothing twice, nothing lost.

use std::future::Future as _;

use comity_store::Account;
use comity_store::import::Options;
use comity_store::read::{Filter, Sort};

use crate::both;
use crate::stage::{NOON, all, count, file, import, import_at, label, lines, officer, record};

/// Created, changed, unchanged, vanished, returned.
fn counts(report: &comity_store::import::Report) -> [u64; 5] {
    [report.created, report.changed, report.unchanged, report.vanished, report.returned]
}

both! {
    async fn a_file_is_read_back_as_it_came(store: &Store) {
        let records = vec![record("A", "Border guards course", 2), record("B", "Учения на границе", 3)];
        let report = import(store, "osce", file("plan.csv", records.clone())).await;
        assert_eq!(counts(&report), [2, 0, 0, 0, 0]);
        let visible = all(store).await;
        let page = store.list(&visible, &Filter::default(), Sort::Title, None, 10).await.unwrap();
        let titles: Vec<_> = page.lines.iter().map(|line| line.title.as_str()).collect();
        assert_eq!(titles, ["Border guards course", "Учения на границе"]);
        let full = store.record(&visible, page.lines[1].id).await.unwrap();
        assert_eq!(full.versions[0].account, Account::Activity(Box::new(records[1].clone())));
        assert_eq!((full.versions[0].source.as_str(), full.versions[0].line), ("plan.csv", 3));
        let seen = store.snapshot(&visible).await.unwrap();
        assert_eq!(seen.snapshot.records, records);
    }

    async fn the_same_again_changes_nothing(store: &Store) {
        let read = || file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)]);
        import(store, "osce", read()).await;
        let again = import(store, "osce", read()).await;
        assert_eq!(counts(&again), [0, 0, 2, 0, 0]);
        // a line put in above moves all places and changes no record
        let moved = file("plan.csv", vec![record("A", "one", 12), record("B", "two", 13)]);
        assert_eq!(counts(&import(store, "osce", moved).await), [0, 0, 2, 0, 0]);
    }

    async fn what_changed_gets_a_version_and_what_is_gone_is_marked(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)])).await;
        let report = import(store, "osce", file("plan.csv", vec![record("A", "uno", 2)])).await;
        assert_eq!(counts(&report), [0, 1, 0, 1, 0]);
        let visible = all(store).await;
        let page = store.list(&visible, &Filter::default(), Sort::Title, None, 10).await.unwrap();
        assert_eq!(page.lines.len(), 1, "what vanished is not among the current ones");
        let full = store.record(&visible, page.lines[0].id).await.unwrap();
        let said: Vec<_> = full.versions.iter().map(|version| (version.version, version.change.as_str())).collect();
        assert_eq!(said, [(2, "changed"), (1, "created")]);
        let gone = Filter { states: vec![comity_store::State::Vanished], ..Filter::default() };
        let page = store.list(&visible, &gone, Sort::Title, None, 10).await.unwrap();
        assert_eq!(page.lines[0].title, "two");
        let full = store.record(&visible, page.lines[0].id).await.unwrap();
        assert_eq!(full.events[0].what, "vanished");
        // and it comes back
        let both = file("plan.csv", vec![record("A", "uno", 2), record("B", "two", 3)]);
        assert_eq!(counts(&import(store, "osce", both).await), [0, 0, 2, 0, 1]);
        assert_eq!(count(store, &visible, &Filter::default()).await, 2);
    }

    async fn another_party_or_source_says_nothing_about_mine(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        let theirs = import(store, "nato", file("plan.csv", vec![record("A", "theirs", 2)])).await;
        assert_eq!(counts(&theirs), [1, 0, 0, 0, 0]);
        let other = import(store, "osce", file("more.csv", vec![record("C", "three", 2)])).await;
        assert_eq!(counts(&other), [1, 0, 0, 0, 0]);
    }

    async fn a_record_that_moves_to_another_file_vanishes_with_that_one(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        assert_eq!(counts(&import(store, "osce", file("more.csv", vec![record("A", "one", 9)])).await), [0, 0, 1, 0, 0]);
        assert_eq!(counts(&import(store, "osce", file("plan.csv", vec![])).await), [0, 0, 0, 0, 0]);
        assert_eq!(counts(&import(store, "osce", file("more.csv", vec![])).await), [0, 0, 0, 1, 0]);
    }

    async fn what_an_import_that_died_left_is_seen_by_nobody_and_cleared(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("R0", "before", 2)])).await;
        let read = || file("plan.csv", (0..1500u32).map(|n| record(&format!("R{n}"), "after", n + 2)).collect());
        let staged = std::sync::atomic::AtomicUsize::new(0);
        let progress = |done: usize, _: usize| staged.store(done, std::sync::atomic::Ordering::Relaxed);
        let label = label(comity_core::Tlp::Green, true);
        let options = Options { label: &label, relabel: false, source: None, now: NOON, progress: &progress };
        let (asker, reference) = (officer("osce"), Default::default());
        {
            // dropped when its first thousand records are staged
            let mut dying = Box::pin(store.import(&asker, read(), &reference, &options));
            std::future::poll_fn(|context| {
                let polled = dying.as_mut().poll(context);
                assert!(polled.is_pending(), "it ended before it could die");
                match staged.load(std::sync::atomic::Ordering::Relaxed) {
                    0 => std::task::Poll::Pending,
                    _ => std::task::Poll::Ready(()),
                }
            })
            .await;
        }
        let seen = lines(store).await;
        assert_eq!((seen.len(), seen[0].title.as_str()), (1, "before"));
        let again = import_at(store, "osce", read(), NOON.plus_seconds(1)).await;
        assert_eq!(counts(&again), [1499, 1, 0, 0, 0]);
        assert_eq!(store.check().await.unwrap(), [""; 0]);
        let rows = store.row_counts().await.unwrap();
        assert!(rows.contains(&("record", 1500)) && rows.contains(&("staged", 0)), "{rows:?}");
        assert!(rows.contains(&("record_point", 1500)), "what it was found by is gone: {rows:?}");
    }
}
