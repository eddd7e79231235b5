//! Nobody sees, counts, searches, or infers what they may not see.

use comity_core::Tlp;
use comity_store::read::{Filter, FindingSeen, InHands, Queue, Sort};
use comity_store::{Error, Facet, State};

use crate::both;
use crate::stage::{NOON, count, file, import, import_as, keep_one, label, lines, officer, person, record};

both! {
    async fn a_hidden_record_is_not_listed_counted_searched_drawn_or_opened(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "border course", 2)])).await;
        let amber = label(Tlp::Amber, false);
        let secret = file("plan.csv", vec![record("B", "border secret", 2)]);
        import_as(store, &officer("nato"), secret, &amber, NOON).await;
        let hidden = lines(store).await.into_iter().find(|line| line.own_id == "B").unwrap().id;
        let visible = store.visible(&officer("osce")).await.unwrap();
        for text in ["", "border ", "secret", "bord"] {
            let filter = Filter { text: text.into(), states: State::ALL.to_vec(), ..Filter::default() };
            let expected = u64::from(text != "secret");
            assert_eq!(count(store, &visible, &filter).await, expected, "{text}");
            for sort in [Sort::Relevance, Sort::Start, Sort::Title, Sort::Changed] {
                let page = store.list(&visible, &filter, sort, None, 10).await.unwrap();
                assert!(page.lines.iter().all(|line| line.class.party() == "osce"), "{text} {sort:?}");
            }
        }
        let world = comity_store::read::Area { south: -90_000_000, west: -180_000_000, north: 90_000_000, east: 180_000_000 };
        let bins = store.map(&visible, &Filter::default(), world, 3).await.unwrap();
        assert_eq!(bins.iter().map(|bin| bin.records).sum::<u64>(), 1);
        let kinds = store.overview(&visible, &Filter::default(), &[Facet::Kind], 5).await.unwrap().facets.remove(0).1;
        assert_eq!(kinds[0].records, 1);
        assert_eq!(store.snapshot(&visible).await.unwrap().snapshot.records.len(), 1);
        let there = store.record(&visible, hidden).await.unwrap_err().to_string();
        let nowhere = comity_store::Uuid::from_u128(7);
        let not_there = store.record(&visible, nowhere).await.unwrap_err().to_string();
        assert_eq!(there.replace(&hidden.to_string(), ""), not_there.replace(&nowhere.to_string(), ""));
    }

    async fn what_was_prepared_a_moment_ago_shows_no_record_that_is_hidden_since(store: &Store) {
        import_as(store, &officer("nato"), file("plan.csv", vec![record("B", "two", 2)]), &label(Tlp::Green, false), NOON).await;
        let visible = store.visible(&officer("osce")).await.unwrap();
        let seen = store.snapshot(&visible).await.unwrap();
        let records = vec![seen.handles[0].record, comity_store::Uuid::from_u128(7)];
        assert_eq!(store.generation().await.unwrap(), seen.generation, "nothing changed since");
        assert_eq!(store.still_seen(&visible, records.clone()).await.unwrap(), [records[0]].into());
        store.relabel(&officer("nato"), records[0], &label(Tlp::Amber, false), "", NOON).await.unwrap();
        assert!(store.generation().await.unwrap() > seen.generation);
        let visible = store.visible(&officer("osce")).await.unwrap();
        assert_eq!(store.still_seen(&visible, records).await.unwrap(), [].into());
    }

    async fn a_class_made_after_the_question_is_not_seen(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        let visible = store.visible(&officer("osce")).await.unwrap();
        import(store, "nato", file("plan.csv", vec![record("B", "two", 2)])).await;
        assert_eq!(count(store, &visible, &Filter::default()).await, 1);
    }

    async fn a_finding_over_a_hidden_record_is_pointed_to_only_where_its_owner_allows(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        let theirs = || file("plan.csv", vec![record("B", "two", 2)]);
        import_as(store, &officer("nato"), theirs(), &label(Tlp::Amber, false), NOON).await;
        let id = keep_one(store, NOON).await;
        let asked = |kinds: Vec<comity_core::FindingKind>| Queue { kinds, ..Queue::default() };
        let hidden = store.visible(&officer("osce")).await.unwrap();
        assert_eq!(store.findings(&hidden, &asked(vec![]), 10).await.unwrap(), []);
        let record = lines(store).await[1].id;
        store.relabel(&officer("nato"), record, &label(Tlp::Amber, true), "let them call", NOON).await.unwrap();
        let pointed = store.visible(&officer("osce")).await.unwrap();
        let shown = store.findings(&pointed, &asked(vec![]), 10).await.unwrap();
        match &shown[..] {
            [FindingSeen::Pointer { id: shown, records, call }] => {
                assert_eq!((*shown, records.len(), call[0].party.as_str()), (id, 1, "nato"));
            }
            other => panic!("{other:?}"),
        }
        let by_kind = store.findings(&pointed, &asked(vec![comity_core::FindingKind::Same]), 10).await.unwrap();
        assert_eq!(by_kind, [], "asked by kind, a pointer would say its kind");
        store.take_finding(&officer("osce"), id, None, NOON).await.unwrap();
        let hands = InHands::Of(comity_core::Seat::of_party("osce".into()));
        let in_hand = Queue { hands: Some(hands.clone()), ..Queue::default() };
        assert_eq!(store.findings(&pointed, &in_hand, 10).await.unwrap(), [], "asked by desk, too");
        let besides = Queue { not_in_hands: Some(hands), ..Queue::default() };
        assert_eq!(store.findings(&pointed, &besides, 10).await.unwrap(), shown, "nor is it missing beside them");
        let all = store.visible(&officer("nato")).await.unwrap();
        assert_eq!(store.findings(&all, &besides, 10).await.unwrap(), [], "for who sees it, it is in those hands");
        let nobody = store.visible(&person("osce", &[])).await.unwrap();
        assert_eq!(store.findings(&nobody, &asked(vec![]), 10).await.unwrap(), []);
        assert!(matches!(store.record(&nobody, id).await, Err(Error::Missing { .. })));
    }

    async fn a_finding_without_records_is_for_who_sees_all(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        let untied = crate::stage::finding(comity_core::FindingKind::Untied, &[], 1.0);
        store.keep_findings(&[untied], &[], NOON).await.unwrap();
        let visible = store.visible(&officer("osce")).await.unwrap();
        assert_eq!(store.findings(&visible, &Queue::default(), 10).await.unwrap().len(), 1);
        let secret = file("plan.csv", vec![record("B", "two", 2)]);
        import_as(store, &officer("nato"), secret, &label(Tlp::Amber, true), NOON).await;
        for visible in [visible, store.visible(&officer("osce")).await.unwrap()] {
            assert_eq!(store.findings(&visible, &Queue::default(), 10).await.unwrap(), []);
        }
    }

    async fn who_sits_nowhere_or_may_not_create_imports_nothing(store: &Store) {
        let label = label(Tlp::Green, true);
        let options = comity_store::import::Options { label: &label, relabel: false, source: None, now: NOON, progress: &|_, _| {} };
        let guest = person("osce", &[comity_core::UserRole::Guest]);
        let read = file("plan.csv", vec![record("A", "one", 2)]);
        let refused = store.import(&guest, read, &Default::default(), &options).await.unwrap_err();
        assert!(matches!(refused, Error::Denied { .. }), "{refused}");
        assert_eq!(lines(store).await, []);
    }
}
