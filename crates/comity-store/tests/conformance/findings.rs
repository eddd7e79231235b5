//! The queue of findings.

use comity_core::FindingKind;
use comity_store::read::{FindingSeen, Queue};

use crate::both;
use crate::stage::{NOON, all, file, finding, import, lines, record};

both! {
    async fn the_most_urgent_come_first_page_by_page(store: &Store) {
        let records = (0..4u32).map(|n| record(&format!("R{n}"), "x", n + 2)).collect();
        import(store, "osce", file("plan.csv", records)).await;
        let seen = store.snapshot(&all(store).await).await.unwrap();
        let untied = comity_core::Finding { parties: vec!["osce".into(), "csto".into()], ..finding(FindingKind::Untied, &[], 2.5) };
        let found = [
            finding(FindingKind::Same, &[0, 1], 1.0),
            finding(FindingKind::Conflict, &[1, 2], 9.0),
            finding(FindingKind::Same, &[2, 3], 4.0),
            untied,
        ];
        let kept = store.keep_findings(&found, &seen.handles, NOON).await.unwrap();
        assert_eq!(kept.new, 4);
        let visible = all(store).await;
        let ask = async |queue: Queue| -> Vec<(String, i64, comity_store::Uuid)> {
            let shown = store.findings(&visible, &queue, 2).await.unwrap();
            shown.into_iter().map(|one| match one {
                FindingSeen::Whole(whole) => (whole.kind, whole.urgency, whole.id),
                other => panic!("{other:?}"),
            }).collect()
        };
        let first = ask(Queue::default()).await;
        assert_eq!(first.iter().map(|one| (one.0.as_str(), one.1)).collect::<Vec<_>>(), [("conflict", 9000), ("same", 4000)]);
        let second = ask(Queue { after: Some((first[1].1, first[1].2)), ..Queue::default() }).await;
        assert_eq!(second.iter().map(|one| (one.0.as_str(), one.1)).collect::<Vec<_>>(), [("untied", 2500), ("same", 1000)]);
        let third = lines(store).await[2].id;
        let about = ask(Queue { record: Some(third), owner: Some("osce".into()), ..Queue::default() }).await;
        assert_eq!(about.len(), 2);
        let same = ask(Queue { kinds: vec![FindingKind::Same], ..Queue::default() }).await;
        assert!(same.iter().all(|one| one.0 == "same"));
    }
}
