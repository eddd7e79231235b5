//! Dossiers: every value with who said it.

use comity_core::Tlp;
use comity_store::Answer;

use crate::both;
use crate::stage::{NOON, all, file, import, import_as, import_at, keep_one, label, lines, officer, record};

both! {
    async fn what_persons_hold_to_be_one_stands_side_by_side(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "Border course", 2)])).await;
        // later, so that it comes behind in the snapshot
        let theirs = file("plan.csv", vec![record("B", "Course for border guards", 7)]);
        import_at(store, "nato", theirs, NOON.plus_seconds(1)).await;
        import_as(store, &officer("eu"), file("plan.csv", vec![record("C", "Border course", 2)]), &label(Tlp::Amber, false), NOON.plus_seconds(2)).await;
        let ids: Vec<_> = lines(store).await.iter().map(|line| line.id).collect();
        let osce = store.visible(&officer("osce")).await.unwrap();
        assert_eq!(store.dossier(&osce, ids[0]).await.unwrap().records.len(), 1);
        let id = keep_one(store, NOON).await;
        store.verdict(&officer("osce"), id, Answer::Confirm, "", NOON).await.unwrap();
        store.link(&officer("eu"), &all(store).await, (ids[2], ids[0]), "same", "", NOON).await.unwrap();

        let dossier = store.dossier(&osce, ids[0]).await.unwrap();
        let who: Vec<_> = dossier.records.iter().map(|(line, _)| line.class.party().to_owned()).collect();
        assert_eq!(who, ["osce", "nato"], "what one may not see is in no dossier of one's own");
        let stated = |field: &str| -> Vec<_> {
            let of = dossier.values.iter().filter(|stated| stated.field == field);
            of.map(|stated| (stated.value.to_string(), stated.by.clone())).collect()
        };
        assert_eq!(stated("titles").len(), 2);
        assert_eq!(stated("amounts").len(), 1, "the same sum is one value");
        assert_eq!(stated("amounts")[0].1, [0, 1], "stated by both");
        assert_eq!(dossier.records[1].1.line, 7);
        assert_eq!(store.dossier(&all(store).await, ids[0]).await.unwrap().records.len(), 3);

        // a later verdict takes it apart again
        store.verdict(&officer("nato"), id, Answer::Reject, "another one", NOON.plus_seconds(5)).await.unwrap();
        assert_eq!(store.dossier(&osce, ids[0]).await.unwrap().records.len(), 1);
    }
    async fn the_verdict_written_last_stands_also_when_the_clock_was_set_back(store: &Store) {
        let records = vec![record("A", "Border course", 2), record("B", "Course for border guards", 3)];
        import(store, "osce", file("plan.csv", records)).await;
        let id = keep_one(store, NOON).await;
        let osce = officer("osce");
        store.verdict(&osce, id, Answer::Reject, "", NOON).await.unwrap();
        store.verdict(&osce, id, Answer::Confirm, "", NOON.plus_seconds(-86_400)).await.unwrap();
        let first = lines(store).await[0].id;
        assert_eq!(store.dossier(&all(store).await, first).await.unwrap().records.len(), 2);
    }
}
