//! Undo of an import.

use comity_core::reference::Reference;
use comity_store::{Error, State};

use crate::both;
use crate::stage::{NOON, all, file, import, import_at, lines, officer, record};

both! {
    async fn an_undone_import_leaves_everything_as_it_was(store: &Store) {
        let first = file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3), record("C", "three", 4)]);
        import(store, "osce", first).await;
        let before = lines(store).await;
        let second = file("plan.csv", vec![record("A", "uno", 2), record("B", "two", 3), record("D", "four", 4)]);
        let report = import_at(store, "osce", second, NOON.plus_seconds(60)).await;
        assert_eq!((report.created, report.changed, report.vanished), (1, 1, 1));
        let reference = Reference::default();
        let later = NOON.plus_seconds(120);
        let undone = store.undo(&officer("osce"), report.import, &reference, later).await.unwrap();
        assert_eq!((undone.made, undone.changed, undone.restored, undone.left_alone.len()), (1, 1, 1, 0));
        let after = lines(store).await;
        let said = |lines: &[comity_store::read::Summary]| -> Vec<_> {
            lines.iter().map(|line| (line.id, line.title.clone(), line.class.clone())).collect()
        };
        assert_eq!(said(&after[..3]), said(&before));
        assert_eq!((after[3].title.as_str(), after[3].class.state), ("four", State::Undone));
        let full = store.record(&all(store).await, after[0].id).await.unwrap();
        let changes: Vec<_> = full.versions.iter().map(|version| version.change.as_str()).collect();
        assert_eq!(changes, ["undone", "changed", "created"], "nothing that was said is lost");
        // found by what it says now, and no longer by what it said in between
        let filter = |text: &str| comity_store::read::Filter { text: text.into(), ..Default::default() };
        let visible = all(store).await;
        assert_eq!(store.list(&visible, &filter("one "), Default::default(), None, 9).await.unwrap().lines.len(), 1);
        assert_eq!(store.list(&visible, &filter("uno "), Default::default(), None, 9).await.unwrap().lines.len(), 0);
        // once is enough, and others' imports are not there
        let again = store.undo(&officer("osce"), report.import, &reference, later).await.unwrap_err();
        assert!(matches!(again, Error::Refused { .. }), "{again}");
        let theirs = store.undo(&officer("nato"), undone.import, &reference, later).await.unwrap_err();
        assert!(matches!(theirs, Error::Missing { .. }), "{theirs}");
    }

    async fn what_was_changed_since_is_left_alone(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        let report = import_at(store, "osce", file("plan.csv", vec![record("A", "two", 2)]), NOON.plus_seconds(1)).await;
        import_at(store, "osce", file("plan.csv", vec![record("A", "three", 2)]), NOON.plus_seconds(2)).await;
        let undone = store.undo(&officer("osce"), report.import, &Reference::default(), NOON.plus_seconds(3)).await.unwrap();
        assert_eq!((undone.changed, undone.left_alone.len()), (0, 1));
        assert_eq!(lines(store).await[0].title, "three");
    }
}
