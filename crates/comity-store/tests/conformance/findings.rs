//! The queue of findings.

use comity_core::{DeskId, Evidence, Field, Finding, FindingKind, Says, Seat};
use comity_store::Answer;
use comity_store::read::{AsSeen, FindingSeen, InHands, Lesson, Queue};

use crate::both;
use crate::stage::{NOON, all, file, finding, import, keep_one, lines, officer, record};

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
        let second = ask(Queue { after: Some(first[1].2), ..Queue::default() }).await;
        assert_eq!(second.iter().map(|one| (one.0.as_str(), one.1)).collect::<Vec<_>>(), [("untied", 2500), ("same", 1000)]);
        let third = lines(store).await[2].id;
        let about = ask(Queue { record: Some(third), owner: Some("osce".into()), ..Queue::default() }).await;
        assert_eq!(about.len(), 2);
        let same = ask(Queue { kinds: vec![FindingKind::Same], ..Queue::default() }).await;
        assert!(same.iter().all(|one| one.0 == "same"));
    }
    async fn a_finding_met_again_is_about_the_versions_of_its_records_now(store: &Store) {
        let plan = |title: &str| file("plan.csv", vec![record("A", title, 2), record("B", "two", 3), record("C", "three", 4)]);
        import(store, "osce", plan("one")).await;
        let keep = async || {
            let seen = store.snapshot(&all(store).await).await.unwrap();
            let found = [finding(FindingKind::Same, &[0, 1], 5.0), finding(FindingKind::Same, &[1, 2], 4.0)];
            let kept = store.keep_findings(&found, &seen.handles, NOON).await.unwrap();
            let shown = store.findings(&all(store).await, &Queue::default(), 9).await.unwrap();
            let versions = shown.into_iter().map(|one| match one {
                FindingSeen::Whole(whole) => whole.records.iter().map(|handle| handle.version).collect::<Vec<_>>(),
                other => panic!("{other:?}"),
            });
            (kept.new, kept.again, versions.collect::<Vec<_>>())
        };
        assert_eq!(keep().await, (2, 0, vec![vec![1, 1], vec![1, 1]]));
        assert_eq!(keep().await, (0, 2, vec![vec![1, 1], vec![1, 1]]));
        import(store, "osce", plan("another")).await;
        assert_eq!(keep().await, (0, 2, vec![vec![2, 1], vec![1, 1]]));
    }
    async fn what_findings_were_found_from_is_known_until_others_are_kept(store: &Store) {
        keep_one(store, NOON).await;
        assert_eq!(store.search_basis().await.unwrap(), None);
        for basis in ["the first", "the second"] {
            store.set_search_basis(basis).await.unwrap();
            assert_eq!(store.search_basis().await.unwrap().as_deref(), Some(basis));
        }
        store.keep_findings(&[], &[], NOON).await.unwrap();
        assert_eq!(store.search_basis().await.unwrap(), None);
    }
    async fn what_a_party_taught_moves_the_order_and_pages_meet_each_finding_once(store: &Store) {
        let records = (0..14u32).map(|n| record(&format!("R{n:02}"), "x", n + 2)).collect();
        import(store, "osce", file("plan.csv", records)).await;
        import(store, "nato", file("plan.csv", vec![record("N", "x", 2)])).await;
        let seen = store.snapshot(&all(store).await).await.unwrap();
        let nato = (0u32..).zip(&seen.snapshot.records).find(|(_, one)| one.id == "N").unwrap().0;
        let evidence = |field, weight| Evidence { field, says: Says::Prior { one_in: 2 }, weight };
        let found: Vec<Finding> = (0..14u32)
            .map(|n| Finding {
                evidence: match n % 3 {
                    0 => vec![evidence(Field::Place, 1.0), evidence(Field::Prior, -9.0)],
                    1 => vec![evidence(Field::Place, 1.0), evidence(Field::Title, -1.0)],
                    _ => vec![evidence(Field::Theme, 1.0)],
                },
                ..finding(FindingKind::Overlap, &[if n == nato { 14 } else { n }, nato], f64::from(n / 2))
            })
            .collect();
        store.keep_findings(&found, &seen.handles, NOON).await.unwrap();
        let visible = all(store).await;
        let whole = |seen: FindingSeen| match seen { FindingSeen::Whole(whole) => *whole, other => panic!("{other:?}") };
        let every: Vec<_> = store.findings(&visible, &Queue::default(), 99).await.unwrap().into_iter().map(whole).collect();
        assert_eq!(every.len(), 14);
        let place = |pattern: &str| every.iter().filter(|one| one.pattern == pattern).map(|one| one.id).collect::<Vec<_>>();
        let (placed, themed) = (place("overlap +place"), place("overlap +theme"));
        assert_eq!((placed.len(), place("overlap +place -title").len(), themed.len()), (5, 5, 4));

        let (osce, other) = (officer("osce"), officer("nato"));
        store.verdict(&osce, placed[0], Answer::Confirm, "", NOON).await.unwrap();
        store.verdict(&osce, placed[0], Answer::Reject, "", NOON.plus_seconds(1)).await.unwrap();
        store.verdict(&osce, placed[1], Answer::Reject, "", NOON).await.unwrap();
        store.verdict(&osce, themed[0], Answer::Confirm, "", NOON).await.unwrap();
        store.verdict(&osce, themed[1], Answer::Unsure, "", NOON).await.unwrap();
        store.verdict(&other, themed[2], Answer::Confirm, "", NOON).await.unwrap();
        let lesson = |pattern: &str, confirmed, rejected| Lesson { pattern: pattern.into(), confirmed, rejected };
        let taught = store.lessons(&osce).await.unwrap();
        assert_eq!(taught, [lesson("overlap +place", 0, 2), lesson("overlap +theme", 1, 0)], "only the own party's newest");
        store.retract_verdict(&osce, placed[0], NOON.plus_seconds(2)).await.unwrap();
        store.retract_verdict(&osce, placed[0], NOON.plus_seconds(3)).await.unwrap();
        assert_eq!(store.lessons(&osce).await.unwrap()[0], lesson("overlap +place", 0, 1));

        let shifts = vec![("overlap +place".to_owned(), -2500), ("overlap +theme".to_owned(), 1100)];
        let open: Vec<_> = store.findings(&visible, &Queue::default(), 99).await.unwrap().into_iter().map(whole).collect();
        let shift = |pattern: &str| shifts.iter().find(|(moved, _)| moved == pattern).map_or(0, |(_, shift)| *shift);
        let mut naive: Vec<_> = open.iter().map(|one| (one.urgency + shift(&one.pattern), one.id)).collect();
        naive.sort_by(|one, other| other.cmp(one));
        let mut paged = Vec::new();
        let mut queue = Queue { shifts: shifts.clone(), ..Queue::default() };
        loop {
            let page = store.findings(&visible, &queue, 3).await.unwrap();
            paged.extend(page.iter().map(FindingSeen::id));
            if page.len() < 3 { break; }
            queue.after = paged.last().copied();
        }
        assert_eq!(paged, naive.iter().map(|(_, id)| *id).collect::<Vec<_>>());
        for kinds in [vec![FindingKind::Overlap], vec![FindingKind::Overlap, FindingKind::Same]] {
            let queue = Queue { kinds, shifts: shifts.clone(), ..Queue::default() };
            let page = store.findings(&visible, &queue, 99).await.unwrap();
            assert_eq!(page.iter().map(FindingSeen::id).collect::<Vec<_>>(), paged, "asked by kind the order is the same");
        }
        let same = Queue { kinds: vec![FindingKind::Same], shifts: shifts.clone(), ..Queue::default() };
        assert_eq!(store.findings(&visible, &same, 99).await.unwrap(), []);
        let gone = Queue { after: Some(comity_store::Uuid::nil()), ..Queue::default() };
        assert!(matches!(store.findings(&visible, &gone, 3).await, Err(comity_store::Error::Missing { .. })));

        // by desk and day
        store.take_finding(&osce, paged[0], Some(NOON.plus_seconds(86_400)), NOON).await.unwrap();
        let seat = Seat::of_party("osce".into()).at(DeskId::new("Borders").unwrap()).in_organ("osce-cpc".into());
        let with = async |desk: &Seat, due_before| {
            let queue = Queue { hands: Some(InHands::Of(desk.clone())), due_before, ..Queue::default() };
            store.findings(&visible, &queue, 9).await.unwrap().iter().map(FindingSeen::id).collect::<Vec<_>>()
        };
        assert_eq!(with(&seat, None).await, [paged[0]]);
        assert_eq!(with(&seat, Some(NOON)).await, Vec::<comity_store::Uuid>::new());
        assert_eq!(with(&seat, Some(NOON.plus_seconds(90_000))).await, [paged[0]]);
        assert_eq!(with(&Seat::of_party("nato".into()), None).await, Vec::<comity_store::Uuid>::new());
        // what no desk has is everyone's, and no desk's own
        let alone = Queue { hands: Some(InHands::Desk(seat)), ..Queue::default() };
        assert_eq!(store.findings(&visible, &alone, 9).await.unwrap(), []);
        let nowhere = Queue { hands: Some(InHands::Desk(Seat::of_party("osce".into()))), ..Queue::default() };
        assert_eq!(store.findings(&visible, &nowhere, 9).await.unwrap().len(), 1);
        let besides = |who: &str| Queue { not_in_hands: Some(InHands::Of(Seat::of_party(who.into()))), shifts: shifts.clone(), ..Queue::default() };
        let others = store.findings(&visible, &besides("osce"), 99).await.unwrap();
        assert_eq!(others.iter().map(FindingSeen::id).collect::<Vec<_>>(), paged[1..]);
        assert_eq!(store.findings(&visible, &besides("nato"), 99).await.unwrap().len(), paged.len());
    }
    async fn a_desk_with_much_in_hand_reads_the_same_order(store: &Store) {
        let records = (0..60u32).map(|n| record(&format!("R{n:02}"), "x", n + 2)).collect();
        import(store, "osce", file("plan.csv", records)).await;
        let seen = store.snapshot(&all(store).await).await.unwrap();
        let kinds = [FindingKind::Conflict, FindingKind::Conflict, FindingKind::Conflict, FindingKind::Overlap];
        let pairs = (0..60u32).flat_map(|one| (one + 1..60).map(move |other| [one, other]));
        let found: Vec<Finding> = pairs
            .zip(0u32..)
            .map(|(pair, n)| Finding {
                evidence: vec![Evidence { field: if n % 5 < 2 { Field::Place } else { Field::Theme }, says: Says::Prior { one_in: 2 }, weight: 1.0 }],
                ..finding(kinds[n as usize % 4], &pair, f64::from(n * 37 % 101))
            })
            .collect();
        store.keep_findings(&found, &seen.handles, NOON).await.unwrap();
        let visible = all(store).await;
        let shifts = vec![("conflict +place".to_owned(), -30_500), ("overlap +theme".to_owned(), 9000)];
        let whole = |seen: FindingSeen| match seen { FindingSeen::Whole(whole) => *whole, other => panic!("{other:?}") };
        let all: Vec<_> = store.findings(&visible, &Queue::default(), 9999).await.unwrap().into_iter().map(whole).collect();
        let shift = |pattern: &str| shifts.iter().find(|(moved, _)| moved == pattern).map_or(0, |(_, shift)| *shift);
        let mut naive: Vec<_> =
            all.iter().filter(|one| one.kind == "conflict").map(|one| (one.urgency + shift(&one.pattern), one.id)).collect();
        naive.sort_by(|one, other| other.cmp(one));
        assert!(naive.len() > 1000, "{}", naive.len());
        let hands = Some(InHands::Of(Seat::of_party("osce".into())));
        let mut queue = Queue { hands, shifts: shifts.clone(), ..Queue::default() };
        let mut paged = Vec::new();
        loop {
            let page = store.findings(&visible, &queue, 300).await.unwrap();
            paged.extend(page.iter().map(FindingSeen::id));
            if page.len() < 300 { break; }
            queue.after = paged.last().copied();
        }
        assert_eq!(paged, naive.iter().map(|(_, id)| *id).collect::<Vec<_>>());
    }
    async fn of_two_who_saw_the_same_only_one_answers(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "x", 2), record("B", "x", 3)])).await;
        let id = keep_one(store, NOON).await;
        let visible = all(store).await;
        let osce = officer("osce");
        // both looked before either answered
        let unanswered = |now: &FindingSeen| matches!(now, FindingSeen::Whole(whole) if whole.verdicts.is_empty());
        let seen = AsSeen { visible: &visible, is_it: &unanswered };
        let answer = async |reason: &'static str| store.verdict_on(&osce, id, (Answer::Confirm, reason), Some(&seen), NOON).await;
        let (one, other) = tokio::join!(answer("one"), answer("other"));
        let lost: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
        assert!(matches!(lost.as_slice(), [comity_store::Error::Changed { .. }]), "{lost:?}");
        let queue = Queue { ids: Some(vec![id]), ..Queue::default() };
        let FindingSeen::Whole(whole) = store.findings(&visible, &queue, 1).await.unwrap().remove(0) else { panic!("hidden") };
        assert_eq!(whole.verdicts.len(), 1);
    }
}
