//! What desks and the node keep beside records: views, hands, filings, policies, reference files, requests that come twice.

use comity_core::{DeskId, Seat, UserHandle, UserRole};
use comity_policy::{Policies, PolicyFile};
use comity_store::import::Options;
use comity_store::read::Queue;
use comity_store::user::{NewUser, User};
use comity_store::{Asker, Error, Filing, NewJob, ReferenceFile, Repeat, Store};

use crate::both;
use crate::stage::{NOON, all, asker, file, import, keep_one, label, lines, officer, person, record};

async fn user(store: &Store, handle: &str, party: &str) -> (User, Asker<'static>) {
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
    store.claim_key(&amir, "k", b"hash", NOON.plus_seconds(9), NOON).await.unwrap();
    let nato = person("nato", &[UserRole::DeskOfficer]);
    let visible = store.visible(&nato).await.unwrap();
    store.seen_by(&nato, &visible, &[record], NOON).await.unwrap();
    store.take_finding(&officer("osce"), finding, None, NOON).await.unwrap();
    let filing = Filing { late: true, superior: String::new(), reason: "граница".into() };
    store.file_plan(&officer("osce"), record, &filing, NOON).await.unwrap();
    let shipped = Policies::shipped().unwrap();
    store.change_policies(&officer("osce"), &shipped, &shipped, NOON).await.unwrap();
    let file = ReferenceFile {
        name: "p".into(),
        part: "places".into(),
        source: String::new(),
        content: vec![0, 255],
    };
    store.keep_reference(&person("osce", &[UserRole::Operator]), &file, NOON).await.unwrap();
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
        store.answered(&amir, "k1", Some((201, b"made"))).await.unwrap();
        assert_eq!(claim(&amir, b"one", NOON).await, Repeat::Done { status: 201, answer: b"made".to_vec() });
        assert_eq!(claim(&amir, b"two", NOON).await, Repeat::Another);
        assert_eq!(claim(&zoe, b"two", NOON).await, Repeat::Do, "a key is its user's own");
        assert_eq!(claim(&amir, b"two", until).await, Repeat::Do, "it has ended");
    }

    async fn a_finding_is_taken_offered_accepted_and_acknowledged(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        import(store, "nato", file("plan.csv", vec![record("B", "two", 2)])).await;
        let id = keep_one(store, NOON).await;
        let (osce, nato, eu) = (officer("osce"), officer("nato"), officer("eu"));
        let due = Some(NOON.plus_seconds(86_400));
        store.take_finding(&osce, id, due, NOON).await.unwrap();
        assert!(matches!(store.take_finding(&eu, id, due, NOON).await, Err(Error::Missing { .. })));
        let in_hand = store.in_hand(&osce, &["taken", "offered"]).await.unwrap();
        assert_eq!((in_hand.len(), in_hand[0].finding, in_hand[0].due_at), (1, id, due));
        assert!(matches!(store.answer_offer(&nato, id, true, "", NOON).await, Err(Error::Missing { .. })));

        let desk = Seat::of_party("nato".into()).at(DeskId::new("Partnerships").unwrap());
        store.offer_finding(&osce, id, &desk, ("not ours", due), NOON.plus_seconds(1)).await.unwrap();
        let blind = store.offer_finding(&osce, id, &Seat::of_party("eu".into()), ("", None), NOON).await.unwrap_err();
        assert!(matches!(blind, Error::Refused { .. }), "{blind}");
        assert_eq!(store.in_hand(&osce, &["taken"]).await.unwrap(), []);
        assert_eq!(store.in_hand(&nato, &["offered"]).await.unwrap()[0].seat, desk);
        store.acknowledge_finding(&nato, id, "read", NOON.plus_seconds(2)).await.unwrap();
        assert_eq!(store.in_hand(&nato, &["offered"]).await.unwrap().len(), 1, "to note it is not to take it");
        store.answer_offer(&nato, id, true, "we do", NOON.plus_seconds(3)).await.unwrap();
        assert_eq!(store.in_hand(&nato, &["taken"]).await.unwrap()[0].seat, desk);
        store.offer_finding(&nato, id, &Seat::of_party("osce".into()), ("yours", None), NOON.plus_seconds(4)).await.unwrap();
        store.answer_offer(&osce, id, false, "no", NOON.plus_seconds(5)).await.unwrap();
        assert_eq!(store.in_hand(&osce, &["refused"]).await.unwrap().len(), 1);
        let hands = store.hands(&osce, id).await.unwrap();
        let told: Vec<(&str, &str)> = hands.iter().map(|hand| (hand.what.as_str(), hand.note.as_str())).collect();
        assert_eq!(told, [("refused", "no"), ("offered", "yours"), ("accepted", "we do"), ("acknowledged", "read"), ("offered", "not ours"), ("taken", "")]);
        assert!(matches!(store.hands(&eu, id).await, Err(Error::Missing { .. })));
        // by their ids findings are read whatever their status
        let queue = Queue { ids: Some(vec![id]), ..Queue::default() };
        assert_eq!(store.findings(&all(store).await, &queue, 9).await.unwrap().len(), 1);
        let none = Queue { ids: Some(vec![]), ..Queue::default() };
        assert_eq!(store.findings(&all(store).await, &none, 9).await.unwrap(), []);
    }

    async fn a_late_plan_needs_a_reason(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        let id = lines(store).await[0].id;
        let late = |reason: &str, superior: &str| Filing { late: true, superior: superior.into(), reason: reason.into() };
        let osce = officer("osce");
        assert!(matches!(store.file_plan(&osce, id, &late(" ", ""), NOON).await, Err(Error::Refused { .. })));
        store.file_plan(&osce, id, &late("the border closed", ""), NOON).await.unwrap();
        store.file_plan(&osce, id, &late("an emergency", "Head of Mission"), NOON.plus_seconds(1)).await.unwrap();
        assert!(matches!(store.file_plan(&officer("eu"), id, &late("x", ""), NOON).await, Err(Error::Missing { .. })));
        let visible = store.visible(&osce).await.unwrap();
        let filed = store.filings(&visible, id).await.unwrap();
        assert_eq!((filed.len(), filed[0].filing.superior.as_str(), filed[0].of.version), (2, "Head of Mission", 1));
        let nobody = store.visible(&person("eu", &[])).await.unwrap();
        assert!(matches!(store.filings(&nobody, id).await, Err(Error::Missing { .. })));
    }

    async fn policies_in_force_are_kept_with_all_before(store: &Store) {
        let shipped = Policies::shipped().unwrap();
        assert_eq!(store.policy_sets(9).await.unwrap(), []);
        let mut files: Vec<PolicyFile> = shipped.files().to_vec();
        files[0].text.push_str("\n// changed\n");
        let changed = Policies::load(files.clone()).unwrap();
        let desk = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.change_policies(&desk, &shipped, &changed, NOON).await, Err(Error::Denied { .. })));
        store.change_policies(&officer("osce"), &shipped, &changed, NOON).await.unwrap();
        store.change_policies(&officer("osce"), &changed, &shipped, NOON.plus_seconds(1)).await.unwrap();
        let sets = store.policy_sets(9).await.unwrap();
        assert_eq!(sets.iter().map(|set| set.version.as_str()).collect::<Vec<_>>(), [shipped.version(), changed.version()]);
        assert_eq!(sets[1].files, files);
    }

    async fn a_reference_file_is_kept_replaced_and_removed(store: &Store) {
        let operator = person("osce", &[UserRole::Operator]);
        let places = |content: &[u8]| ReferenceFile {
            name: "places.csv".into(),
            part: "places".into(),
            source: "the survey of 2005".into(),
            content: content.to_vec(),
        };
        store.keep_reference(&operator, &places(b"id,name"), NOON).await.unwrap();
        store.keep_reference(&operator, &places(&[0, 255]), NOON).await.unwrap();
        assert_eq!(store.reference_files().await.unwrap(), [places(&[0, 255])]);
        let other = ReferenceFile { part: "jokes".into(), ..places(b"") };
        assert!(matches!(store.keep_reference(&operator, &other, NOON).await, Err(Error::Refused { .. })));
        let desk = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.remove_reference(&desk, "places.csv", NOON).await, Err(Error::Denied { .. })));
        assert!(store.remove_reference(&operator, "places.csv", NOON).await.unwrap());
        assert!(!store.remove_reference(&operator, "places.csv", NOON).await.unwrap());
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
