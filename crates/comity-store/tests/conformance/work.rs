//! What desks and the node keep beside records: views, filings, policies, reference files, requests that come twice.

use comity_core::{DeskId, Seat, UserHandle, UserRole};
use comity_policy::Policies;
use comity_store::import::Options;
use comity_store::user::{NewUser, User};
use comity_store::{Asker, Error, Filing, Kept, NewJob, Repeat, Store};

use crate::both;
use crate::stage::{NOON, asker, file, import, label, lines, officer, person, record};

/// A desk officer of a party.
pub async fn user(store: &Store, handle: &str, party: &str) -> (User, Asker<'static>) {
    let new = NewUser {
        handle: UserHandle::new(handle).unwrap(),
        name: String::new(),
        roles: [UserRole::DeskOfficer].into(),
        seat: Some(Seat::of_party(party.into()).at(DeskId::new("Borders").unwrap())),
        language: String::new(),
    };
    let user = store.make_user(&person(party, &[UserRole::Operator]), &new, NOON).await.unwrap();
    let viewer = user.viewer([].into());
    (user, asker(viewer))
}

/// Something in every table of work, about this record and finding of the OSCE.
pub async fn fill(store: &Store, record: comity_store::Uuid, finding: comity_store::Uuid) {
    let (_, amir) = user(store, "amir", "osce").await;
    store.keep_view(&amir, None, ("Вода", "q=water"), true, NOON).await.unwrap();
    store.keep_scenario(&amir, ("Если", "admit tm sco"), NOON).await.unwrap();
    store.claim_key(&amir, "k", b"hash", NOON.plus_seconds(9), NOON).await.unwrap();
    let nato = person("nato", &[UserRole::DeskOfficer]);
    let visible = store.visible(&nato).await.unwrap();
    store.seen_by(&nato, &visible, &[record], NOON).await.unwrap();
    crate::desks::fill(store, finding).await;
    let filing = Filing { superior: String::new(), reason: "граница".into() };
    store.file_plan(&officer("osce"), record, &filing, NOON).await.unwrap();
    let held = store.policies_in_force().await.unwrap();
    store
        .change_policies(&officer("osce"), &held, &Policies::shipped().unwrap(), "пора", NOON)
        .await
        .unwrap();
    crate::reference::fill(store).await;
}

both! {
    async fn a_view_is_kept_shared_and_removed(store: &Store) {
        let (_, amir) = user(store, "amir", "osce").await;
        let (_, zoe) = user(store, "zoe", "osce").await;
        let (_, stranger) = user(store, "jan", "nato").await;
        let own = store.keep_view(&amir, None, ("Water", "q=water"), false, NOON).await.unwrap();
        assert_eq!(store.views(&zoe).await.unwrap(), []);
        assert!(matches!(store.view(&zoe, own).await, Err(Error::Missing { .. })));
        store.keep_view(&amir, Some(own), ("Water", "q=вода"), true, NOON.plus_seconds(1)).await.unwrap();
        let shared = store.view(&zoe, own).await.unwrap();
        assert_eq!((shared.content.as_str(), shared.shared, shared.own), ("q=вода", true, false));
        assert!(matches!(store.view(&stranger, own).await, Err(Error::Missing { .. })));
        assert!(matches!(store.keep_view(&zoe, Some(own), ("", ""), true, NOON).await, Err(Error::Missing { .. })));
        assert!(matches!(store.remove_view(&zoe, own, NOON).await, Err(Error::Missing { .. })));
        store.remove_view(&amir, own, NOON).await.unwrap();
        assert_eq!(store.views(&amir).await.unwrap(), []);
    }

    async fn a_scenario_is_kept_for_the_party_and_its_keeper_changes_it(store: &Store) {
        let (_, amir) = user(store, "amir", "osce").await;
        let (_, zoe) = user(store, "zoe", "osce").await;
        let (_, stranger) = user(store, "jan", "nato").await;
        let kept = store.keep_scenario(&amir, ("Admitted", "admit tm sco"), NOON).await.unwrap();
        let again = store.keep_scenario(&amir, ("Admitted", "admit tm sco\nsign tm x"), NOON).await.unwrap();
        assert_eq!(kept, again, "one's own of the same name is replaced");
        let other = store.keep_scenario(&zoe, ("Admitted", "end-tie uz us"), NOON).await.unwrap();
        let seen = store.scenarios(&zoe).await.unwrap();
        let contents: Vec<(&str, bool)> = seen.iter().map(|one| (one.content.as_str(), one.own)).collect();
        assert_eq!(contents, [("admit tm sco\nsign tm x", false), ("end-tie uz us", true)]);
        assert_eq!(store.scenarios(&stranger).await.unwrap(), []);
        for asker in [&zoe, &stranger] {
            assert!(matches!(store.rename_scenario(asker, kept, "Mine", NOON).await, Err(Error::Missing { .. })));
            assert!(matches!(store.remove_scenario(asker, kept, NOON).await, Err(Error::Missing { .. })));
        }
        store.keep_scenario(&amir, ("Other", "sign kz x"), NOON).await.unwrap();
        assert!(!store.rename_scenario(&amir, kept, "Other", NOON).await.unwrap(), "two don't have one name");
        assert!(store.rename_scenario(&amir, kept, "Принять", NOON.plus_seconds(1)).await.unwrap());
        store.remove_scenario(&zoe, other, NOON).await.unwrap();
        let names: Vec<String> = store.scenarios(&zoe).await.unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Other", "Принять"]);
    }

    async fn a_request_that_comes_twice_is_done_once(store: &Store) {
        let (_, amir) = user(store, "amir", "osce").await;
        let (_, zoe) = user(store, "zoe", "osce").await;
        let until = NOON.plus_seconds(60);
        let claim = async |who: &Asker<'_>, hash: &[u8], now| {
            store.claim_key(who, "k1", hash, NOON.plus_seconds(60), now).await.unwrap()
        };
        assert_eq!(claim(&amir, b"one", NOON).await, Repeat::Do);
        assert_eq!(claim(&amir, b"one", NOON).await, Repeat::Doing);
        store.answered(&amir, "k1", None).await.unwrap();
        assert_eq!(claim(&amir, b"one", NOON).await, Repeat::Do, "it was given up");
        let made = Kept { status: 201, location: "/made/1".into(), answer: b"made".to_vec() };
        store.answered(&amir, "k1", Some(&made)).await.unwrap();
        assert_eq!(claim(&amir, b"one", NOON).await, Repeat::Done(made));
        assert_eq!(claim(&amir, b"two", NOON).await, Repeat::Another);
        assert_eq!(claim(&zoe, b"two", NOON).await, Repeat::Do, "a key is its user's own");
        assert_eq!(claim(&amir, b"two", until).await, Repeat::Do, "it has ended");
    }

    async fn a_late_plan_needs_a_reason(store: &Store) {
        use comity_core::{Day, Status};
        // A begins in 31 days, B in 29, C no-one knows when
        let plan = |id: &str, day: Option<&str>| {
            let mut plan = record(id, id, 2);
            plan.status = Status::Planned;
            match day.and_then(Day::parse) {
                Some(day) => plan.dates[0].day = day,
                None => plan.dates.clear(),
            }
            plan
        };
        let plans = vec![plan("A", Some("2006-07-16")), plan("B", Some("2006-07-14")), plan("C", None)];
        import(store, "osce", file("plan.csv", plans)).await;
        let ids: Vec<_> = lines(store).await.iter().map(|line| line.id).collect();
        let osce = officer("osce");
        let visible = store.visible(&osce).await.unwrap();
        let today = NOON.day();
        let unfiled = async || {
            let due = store.unfiled(&osce, &visible, (today, 14), 9).await.unwrap();
            due.into_iter().map(|one| (one.title, one.due.to_string())).collect::<Vec<_>>()
        };
        let due = |title: &str, day: &str| (title.to_owned(), day.to_owned());
        assert_eq!(unfiled().await, [due("B", "2006-06-14"), due("A", "2006-06-16")]);
        let filing = |reason: &str, superior: &str| Filing { superior: superior.into(), reason: reason.into() };
        assert!(!store.file_plan(&osce, ids[0], &filing("", ""), NOON).await.unwrap());
        for (id, filed) in [(ids[0], filing("again", "")), (ids[1], filing("", "")), (ids[2], filing("x", ""))] {
            assert!(matches!(store.file_plan(&osce, id, &filed, NOON).await, Err(Error::Refused { .. })), "{filed:?}");
        }
        assert!(matches!(store.file_plan(&officer("eu"), ids[1], &filing("x", ""), NOON).await, Err(Error::Missing { .. })));
        user(store, "head", "osce").await;
        user(store, "stranger", "eu").await;
        for (reason, superior) in [("flood", "nobody"), ("flood", "stranger"), ("flood", osce.person()), ("", "head")] {
            let refused = store.file_plan(&osce, ids[1], &filing(reason, superior), NOON).await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{superior}");
        }
        assert!(store.file_plan(&osce, ids[1], &filing("flood", "head"), NOON.plus_seconds(1)).await.unwrap());
        assert_eq!(unfiled().await, []);
        let filed = store.filings(&osce, &visible, None, 9).await.unwrap();
        let told: Vec<_> = filed.iter().map(|one| (one.title.as_deref(), one.late, one.filing.superior.as_str(), one.lead_days)).collect();
        assert_eq!(told, [(Some("B"), true, "head", 30), (Some("A"), false, "", 30)]);
        assert_eq!(store.filings(&osce, &visible, Some(filed[0].id), 9).await.unwrap().len(), 1);
        assert_eq!(store.filings(&officer("eu"), &visible, None, 9).await.unwrap(), []);
        assert_eq!(store.own_record(&osce, "B").await.unwrap(), Some(ids[1]));
        assert_eq!(store.own_record(&officer("eu"), "B").await.unwrap(), None);

        assert!(matches!(store.withdraw_filing(&osce, filed[1].id, "", NOON).await, Err(Error::Refused { .. })));
        assert!(matches!(store.withdraw_filing(&officer("eu"), filed[1].id, "x", NOON).await, Err(Error::Missing { .. })));
        store.withdraw_filing(&osce, filed[1].id, "no money", NOON.plus_seconds(2)).await.unwrap();
        assert!(matches!(store.withdraw_filing(&osce, filed[1].id, "x", NOON).await, Err(Error::Missing { .. })));
        let visible = store.visible(&osce).await.unwrap();
        let filed = store.filings(&osce, &visible, None, 9).await.unwrap();
        let told = (filed[1].title.clone(), filed[1].withdrawn.as_ref().map(|(_, _, why)| why.as_str()));
        assert_eq!(told, (None, Some("no money")), "nobody sees what was withdrawn");
    }

    async fn a_preview_says_what_the_import_does(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)])).await;
        let read = || file("plan.csv", vec![record("A", "uno", 2), record("C", "three", 3), record("D", "four", 4)]);
        let label = label(comity_core::Tlp::Green, true);
        let options = Options { label: &label, relabel: false, source: None, now: NOON.plus_seconds(5), progress: &|_, _| {} };
        let osce = officer("osce");
        let before = lines(store).await;
        let preview = store.preview_import(&osce, read(), &Default::default(), &options, 1).await.unwrap();
        assert_eq!(lines(store).await, before, "nothing was written");
        assert_eq!((preview.created.len(), preview.created[0].title.as_str(), preview.created[0].line), (1, "three", 3));
        assert_eq!((preview.changed[0].own_id.as_str(), preview.changed[0].record.is_some()), ("A", true));
        assert_eq!(preview.vanished[0].own_id, "B");
        let mut report = store.import(&osce, read(), &Default::default(), &options).await.unwrap();
        report.import = preview.report.import;
        assert_eq!(preview.report, report);
        let guest = person("osce", &[UserRole::Guest]);
        assert!(matches!(store.preview_import(&guest, read(), &Default::default(), &options, 1).await, Err(Error::Denied { .. })));

        let made = store.imports(&osce, None, 9).await.unwrap();
        assert_eq!((made.len(), made[0].created, made[0].state.as_str()), (2, 2, "applied"));
        assert_eq!(made[0].files, ["/somewhere/plan.csv"]);
        assert_eq!(store.imports(&osce, Some(made[0].id), 9).await.unwrap().len(), 1);
        assert_eq!(store.import_problems(&osce, made[0].id).await.unwrap(), []);
        assert_eq!(store.imports(&officer("nato"), None, 9).await.unwrap(), []);
        assert!(matches!(store.import_problems(&officer("nato"), made[0].id).await, Err(Error::Missing { .. })));
    }

    async fn jobs_are_seen_by_who_keeps_the_node(store: &Store) {
        let job = NewJob { queue: "find".into(), payload: "{}".into(), due_at: NOON };
        store.run_tx("test", async |tx| tx.enqueue(&job, NOON).await.map(|_| ())).await.unwrap();
        let operator = person("osce", &[UserRole::Operator]);
        let seen = store.jobs(&operator, 9).await.unwrap();
        assert_eq!((seen.len(), seen[0].queue.as_str(), seen[0].state.as_str()), (1, "find", "waiting"));
        assert!(matches!(store.jobs(&officer("osce"), 9).await, Err(Error::Denied { .. })));
    }
}
