//! What persons make stays, whatever is imported.

use comity_core::{FindingKind, Label, UserRole};
use comity_store::read::{FindingSeen, Queue};
use comity_store::{Answer, Error, Outcome, State};

use crate::both;
use crate::stage::{NOON, all, file, finding, import, import_at, keep_one, lines, officer, person, record};

both! {
    async fn a_verdict_stays_when_its_records_change(store: &Store) {
        let read = |title: &str| file("plan.csv", vec![record("A", title, 2), record("B", "two", 3)]);
        import(store, "osce", read("one")).await;
        let id = keep_one(store, NOON).await;
        store.verdict(&officer("osce"), id, Answer::Confirm, "we asked them", NOON).await.unwrap();
        store.conclude(&officer("osce"), id, Outcome::Jointly, "in June", NOON).await.unwrap();
        import_at(store, "osce", read("uno"), NOON.plus_seconds(60)).await;
        // the engine runs again and finds it again
        let seen = store.snapshot(&all(store).await).await.unwrap();
        let found = [finding(FindingKind::Same, &[1, 0], 4.0)];
        let kept = store.keep_findings(&found, &seen.handles, NOON.plus_seconds(90)).await.unwrap();
        assert_eq!((kept.new, kept.again, kept.gone), (0, 1, 0));
        let queue = Queue { status: "answered".into(), ..Queue::default() };
        let shown = store.findings(&all(store).await, &queue, 10).await.unwrap();
        let FindingSeen::Whole(whole) = &shown[0] else { panic!("{shown:?}") };
        assert_eq!(whole.id, id);
        assert_eq!((whole.verdicts[0].answer.as_str(), whole.verdicts[0].reason.as_str()), ("confirm", "we asked them"));
        assert_eq!(whole.outcomes[0].what, "jointly");
        assert_eq!(whole.records.iter().map(|handle| handle.version).max(), Some(2), "it now speaks of the new version");
        // the engine runs once more and finds nothing
        let kept = store.keep_findings(&[], &[], NOON.plus_seconds(95)).await.unwrap();
        assert_eq!((kept.new, kept.again, kept.gone), (0, 0, 1));
        let queue = Queue { status: "gone".into(), ..Queue::default() };
        let shown = store.findings(&all(store).await, &queue, 10).await.unwrap();
        let FindingSeen::Whole(whole) = &shown[0] else { panic!("{shown:?}") };
        assert_eq!(whole.verdicts.len(), 1, "what was said about it is still there");
    }

    async fn a_label_set_by_a_person_and_a_withdrawal_outlive_imports(store: &Store) {
        let read = |title: &str| file("plan.csv", vec![record("A", title, 2), record("B", title, 3)]);
        import(store, "osce", read("one")).await;
        let ids: Vec<_> = lines(store).await.iter().map(|line| line.id).collect();
        store.relabel(&officer("osce"), ids[0], &Label::own(), "a name is in it", NOON).await.unwrap();
        store.withdraw(&officer("osce"), ids[1], "people are in danger", NOON).await.unwrap();
        let report = import_at(store, "osce", read("uno"), NOON.plus_seconds(60)).await;
        assert_eq!((report.changed, report.refused.len(), report.refused[0].records), (1, 1, 1));
        assert!(report.refused[0].reason.contains("withdrawn"), "{:?}", report.refused);
        let after = lines(store).await;
        assert_eq!(after[0].class.label, Label::own());
        assert_eq!((after[0].version, after[0].class.state), (2, State::Current));
        assert_eq!((after[1].version, after[1].class.state), (1, State::Withdrawn));
        let full = store.record(&all(store).await, ids[1]).await.unwrap();
        assert_eq!((full.events[0].what.as_str(), full.events[0].reason.as_str()), ("withdrawn", "people are in danger"));
        store.reinstate(&officer("osce"), ids[1], "they are safe", NOON.plus_seconds(99)).await.unwrap();
        assert_eq!(lines(store).await[1].class.state, State::Current);
    }

    async fn links_are_made_between_records_that_one_sees_and_ended_by_who_made_them(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        import(store, "nato", file("plan.csv", vec![record("B", "two", 2)])).await;
        let visible = all(store).await;
        let ids: Vec<_> = lines(store).await.iter().map(|line| line.id).collect();
        let ends = (ids[0], ids[1]);
        let link = store.link(&officer("nato"), &visible, ends, "same", "one exercise", NOON).await.unwrap();
        let refused = store.link(&officer("eu"), &visible, ends, "same", "", NOON).await.unwrap_err();
        assert!(matches!(refused, Error::Refused { .. }), "{refused}");
        assert!(store.end_link(&officer("osce"), link, NOON).await.is_err());
        store.end_link(&officer("nato"), link, NOON).await.unwrap();
        assert!(store.end_link(&officer("nato"), link, NOON).await.is_err(), "it has ended already");
    }

    async fn who_is_not_concerned_answers_no_finding_and_changes_no_record(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)])).await;
        let id = keep_one(store, NOON).await;
        let eu = officer("eu");
        let refused = store.verdict(&eu, id, Answer::Reject, "", NOON).await.unwrap_err();
        assert!(matches!(refused, Error::Missing { what: "finding", .. }), "{refused}");
        let record = lines(store).await[0].id;
        let refused = store.withdraw(&eu, record, "", NOON).await.unwrap_err();
        assert!(matches!(refused, Error::Missing { what: "record", .. }), "{refused}");
    }

    async fn a_role_that_may_not_is_denied(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)])).await;
        let id = keep_one(store, NOON).await;
        let first = lines(store).await[0].id;
        let analyst = person("osce", &[UserRole::Analyst]);
        let desk = person("osce", &[UserRole::DeskOfficer]);
        let refused = [
            store.verdict(&analyst, id, Answer::Reject, "", NOON).await.unwrap_err(),
            store.conclude(&analyst, id, Outcome::Cancel, "no money", NOON).await.unwrap_err(),
            store.withdraw(&analyst, first, "", NOON).await.unwrap_err(),
            store.relabel(&desk, first, &Label::own(), "", NOON).await.unwrap_err(),
        ];
        for error in refused {
            assert!(matches!(error, Error::Denied { .. }), "{error}");
        }
        assert_eq!(lines(store).await[0].class.state, State::Current);
    }

    async fn a_text_with_nul_is_refused_and_nothing_is_written(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)])).await;
        let id = keep_one(store, NOON).await;
        let refused = store.verdict(&officer("osce"), id, Answer::Reject, "a\0b", NOON).await.unwrap_err();
        assert!(matches!(refused, Error::Nul { .. }), "{refused}");
        let shown = store.findings(&all(store).await, &Queue::default(), 10).await.unwrap();
        let FindingSeen::Whole(whole) = &shown[0] else { panic!("{shown:?}") };
        assert!(whole.verdicts.is_empty());
    }
}
