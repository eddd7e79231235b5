//! The work of desks on findings: in whose hands they are and until when, offers, outcomes, answers taken back.

use std::collections::BTreeSet;

use comity_core::{Day, DeskId, FindingKind, Seat, UserHandle, UserRole, Viewer};
use comity_store::read::{FindingSeen, Queue, WholeFinding};
use comity_store::{Answer, Asker, Error, Outcome, Store, Time, Uuid};

use crate::both;
use crate::stage::{
    NOON, all, asker, file, finding, import, keep_one, lines, officer, person, record, viewer,
};

fn later(seconds: i64) -> Time {
    NOON.plus_seconds(seconds)
}

/// Another person at a party.
fn named(handle: &str, party: &str) -> Asker<'static> {
    let user = UserHandle::new(handle).unwrap();
    asker(Viewer { user, ..viewer(party, &[UserRole::DeskOfficer]) })
}

/// One at a desk of a party.
fn at(desk: &Seat) -> Asker<'static> {
    asker(Viewer { seat: Some(desk.clone()), ..viewer(desk.party.as_str(), &[UserRole::DeskOfficer]) })
}

/// The OSCE and NATO have a record each, and a finding is about both.
async fn two(store: &Store) -> Uuid {
    import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
    import(store, "nato", file("plan.csv", vec![record("B", "two", 2)])).await;
    keep_one(store, NOON).await
}

async fn whole(store: &Store, id: Uuid) -> WholeFinding {
    let queue = Queue { ids: Some(vec![id]), ..Queue::default() };
    match store.findings(&all(store).await, &queue, 1).await.unwrap().remove(0) {
        FindingSeen::Whole(whole) => *whole,
        other => panic!("{other:?}"),
    }
}

/// Something in every table of this work, about a finding of the OSCE's, and about one more that concerns NATO, too.
pub async fn fill(store: &Store, known: Uuid) {
    let osce = officer("osce");
    store.take_finding(&osce, known, None, NOON).await.unwrap();
    let desk = Seat::of_party("osce".into()).at(DeskId::new("Вода").unwrap());
    store.offer_finding(&osce, known, &desk, "не наше", NOON).await.unwrap();
    store.set_days(&osce, "lead-days", 45, NOON).await.unwrap();
    let seen = store.snapshot(&all(store).await).await.unwrap();
    let at = |id: &str| (0u32..).zip(&seen.snapshot.records).find(|(_, one)| one.id == id).unwrap().0;
    let needs = vec!["нужда".into()];
    let found = [comity_core::Finding { needs, ..finding(FindingKind::Conflict, &[at("B"), at("C")], 9.0) }];
    store.keep_findings(&found, &seen.handles, NOON).await.unwrap();
    crate::routes::fill(store).await;
    crate::councils::fill(store).await;
    let FindingSeen::Whole(one) =
        store.findings(&all(store).await, &Queue::default(), 1).await.unwrap().remove(0)
    else {
        panic!()
    };
    store.conclude(&osce, one.id, Outcome::Jointly, "вместе", NOON).await.unwrap();
    store.ask(&osce, one.id, ("nato", "когда?"), NOON).await.unwrap();
}

both! {
    async fn a_finding_is_taken_and_acknowledged(store: &Store) {
        let id = two(store).await;
        let (osce, nato, eu) = (officer("osce"), officer("nato"), officer("eu"));
        let due = Some(later(86_400));
        store.take_finding(&osce, id, due, NOON).await.unwrap();
        assert!(matches!(store.take_finding(&eu, id, due, NOON).await, Err(Error::Missing { .. })));
        let in_hand = store.in_hand(&osce, 9).await.unwrap();
        assert_eq!((in_hand.len(), in_hand[0].finding, in_hand[0].due_at, in_hand[0].by_rule), (1, id, due, false));
        assert_eq!(store.in_hand(&nato, 9).await.unwrap(), []);
        store.acknowledge_finding(&nato, id, "read", later(1)).await.unwrap();
        store.acknowledge_finding(&osce, id, "", later(2)).await.unwrap();
        let states = async || {
            let hands = store.hands(&nato, id).await.unwrap();
            hands.into_iter().map(|hands| (hands.seat.party.to_string(), hands.state)).collect::<Vec<_>>()
        };
        let said = |nato: &str, osce: &str| [("nato".to_owned(), nato.to_owned()), ("osce".to_owned(), osce.to_owned())];
        assert_eq!(states().await, said("acknowledged", "taken"), "to note it takes nothing from who works on it");
        store.take_finding(&nato, id, None, later(3)).await.unwrap();
        assert_eq!(states().await, said("taken", "taken"));
        let day = Day::parse("2006-07-01").unwrap();
        assert!(matches!(store.set_due(&nato, id, (day, ""), later(4)).await, Err(Error::Refused { .. })));
        store.set_due(&nato, id, (day, "the minister travels"), later(4)).await.unwrap();
        assert_eq!(store.in_hand(&nato, 9).await.unwrap()[0].due_at.unwrap().day(), day);
        let history = store.handed(&osce, id).await.unwrap();
        let told: Vec<(&str, &str)> = history.iter().map(|one| (one.what.as_str(), one.note.as_str())).collect();
        let expected = [("due", "the minister travels"), ("taken", ""), ("acknowledged", ""), ("acknowledged", "read"), ("taken", "")];
        assert_eq!(told, expected);
        assert!(matches!(store.handed(&eu, id).await, Err(Error::Missing { .. })));
        assert!(matches!(store.hands(&eu, id).await, Err(Error::Missing { .. })));
    }

    async fn an_offer_is_accepted_refused_or_taken_back(store: &Store) {
        let id = two(store).await;
        let (osce, nato) = (officer("osce"), officer("nato"));
        let due = Some(later(86_400));
        store.take_finding(&osce, id, due, NOON).await.unwrap();
        assert!(matches!(store.answer_offer(&nato, id, true, "", NOON).await, Err(Error::Missing { .. })));
        let desk = Seat::of_party("nato".into()).at(DeskId::new("Partnerships").unwrap());
        let other = Seat::of_party("nato".into()).at(DeskId::new("Planning").unwrap());
        assert!(matches!(store.offer_finding(&osce, id, &desk, "", later(1)).await, Err(Error::Refused { .. })));
        store.offer_finding(&osce, id, &desk, "not ours", later(1)).await.unwrap();
        let twice = store.offer_finding(&osce, id, &other, "not ours", later(1)).await;
        assert!(matches!(twice, Err(Error::Refused { .. })));
        let blind = store.offer_finding(&nato, id, &Seat::of_party("eu".into()), "x", NOON).await.unwrap_err();
        assert!(matches!(blind, Error::Refused { .. }), "{blind}");
        assert_eq!(store.in_hand(&osce, 9).await.unwrap().len(), 1, "it stays until it is accepted");
        assert_eq!(store.offered(&nato).await.unwrap()[0].to, desk);
        assert_eq!(store.offered(&at(&other)).await.unwrap(), [], "another desk isn't asked");
        assert!(matches!(store.answer_offer(&at(&other), id, true, "", NOON).await, Err(Error::Missing { .. })));
        assert!(matches!(store.answer_offer(&nato, id, false, "", NOON).await, Err(Error::Refused { .. })));
        store.answer_offer(&at(&desk), id, false, "nor ours", later(2)).await.unwrap();
        assert_eq!(store.in_hand(&osce, 9).await.unwrap().len(), 1);
        store.offer_finding(&osce, id, &desk, "look again", later(3)).await.unwrap();
        store.take_offer_back(&osce, id, later(4)).await.unwrap();
        assert!(matches!(store.take_offer_back(&osce, id, later(4)).await, Err(Error::Missing { .. })));
        store.offer_finding(&osce, id, &desk, "please", later(5)).await.unwrap();
        assert_eq!(store.offers(&osce, id).await.unwrap().len(), 1);
        store.answer_offer(&nato, id, true, "we do", later(6)).await.unwrap();
        assert_eq!(store.in_hand(&osce, 9).await.unwrap(), [], "it was handed on");
        let taken = store.in_hand(&nato, 9).await.unwrap();
        assert_eq!((&taken[0].seat, taken[0].due_at), (&desk, due), "the clock went on");
        let history = store.handed(&osce, id).await.unwrap();
        let told: Vec<&str> = history.iter().rev().map(|one| one.what.as_str()).collect();
        assert_eq!(told, ["taken", "offered", "refused", "offered", "withdrawn", "offered", "accepted"]);
    }

    async fn a_conflict_has_desks_and_a_day_by_rule(store: &Store) {
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2)])).await;
        import(store, "nato", file("plan.csv", vec![record("B", "two", 2)])).await;
        let handles = store.snapshot(&all(store).await).await.unwrap().handles;
        let keep = async |days: i64| {
            let found = [finding(FindingKind::Conflict, &[0, 1], 9.0)];
            store.keep_findings(&found, &handles, later(days * 86_400)).await.unwrap()
        };
        // found 60 days before both begin on 15 June 2006
        keep(-60).await;
        let due = async |who: &str| store.in_hand(&officer(who), 9).await.unwrap()[0].due_at.unwrap().day().to_string();
        assert_eq!(due("osce").await, "2006-06-01");
        let hands = store.in_hand(&officer("nato"), 9).await.unwrap();
        assert_eq!((hands[0].state.as_str(), hands[0].by_rule, hands[0].person.as_str()), ("open", true, ""));
        let osce = officer("osce");
        assert!(matches!(store.set_days(&named("amir", "osce"), "clock-days", 7, NOON).await, Err(Error::Denied { .. })));
        assert!(matches!(store.set_days(&osce, "clock-days", 999, NOON).await, Err(Error::Refused { .. })));
        assert!(matches!(store.set_days(&osce, "mood", 9, NOON).await, Err(Error::Refused { .. })));
        store.set_days(&osce, "clock-days", 21, NOON).await.unwrap();
        assert_eq!((store.days("clock-days").await.unwrap(), store.days("lead-days").await.unwrap()), (21, 30));
        let id = hands[0].finding;
        store.set_due(&osce, id, (Day::parse("2006-05-02").unwrap(), "the hall must be booked"), NOON).await.unwrap();
        keep(-30).await;
        assert_eq!((due("nato").await.as_str(), due("osce").await.as_str()), ("2006-05-25", "2006-05-02"), "a person's day stays");
    }

    async fn what_binds_others_holds_when_they_agree(store: &Store) {
        let id = two(store).await;
        let (osce, nato, eu) = (officer("osce"), officer("nato"), officer("eu"));
        assert!(matches!(store.conclude(&osce, id, Outcome::Jointly, "", NOON).await, Err(Error::Refused { .. })));
        assert!(matches!(store.conclude(&eu, id, Outcome::Jointly, "x", NOON).await, Err(Error::Missing { .. })));
        let jointly = store.conclude(&osce, id, Outcome::Jointly, "one course in May", later(1)).await.unwrap();
        let state = async || whole(store, id).await.outcomes.into_iter().map(|one| one.state).collect::<Vec<_>>();
        assert_eq!((state().await, whole(store, id).await.status), (vec!["proposed".to_owned()], "open".to_owned()));
        assert_eq!(store.proposed(&nato).await.unwrap(), [(jointly, id)]);
        assert_eq!(store.proposed(&osce).await.unwrap(), []);
        assert!(matches!(store.conclude(&nato, id, Outcome::Delay, "x", NOON).await, Err(Error::Refused { .. })), "one waits");
        assert!(matches!(store.answer_outcome(&osce, jointly, true, "", NOON).await, Err(Error::Missing { .. })));
        assert!(matches!(store.answer_outcome(&nato, jointly, false, "", NOON).await, Err(Error::Refused { .. })));
        store.answer_outcome(&nato, jointly, false, "May is too late", later(2)).await.unwrap();
        assert_eq!(state().await, ["declined"]);
        let again = store.conclude(&osce, id, Outcome::Jointly, "in April then", later(3)).await.unwrap();
        store.answer_outcome(&nato, again, true, "", later(4)).await.unwrap();
        let seen = whole(store, id).await;
        assert_eq!((seen.status.as_str(), seen.outcomes[0].state.as_str()), ("answered", "holds"));
        assert_eq!(seen.outcomes[0].answers[0].answer, "agreed");
        assert!(matches!(store.retract_outcome(&nato, again, "", NOON).await, Err(Error::Missing { .. })));
        assert!(matches!(store.retract_outcome(&named("zoe", "osce"), again, "", NOON).await, Err(Error::Missing { .. })));
        store.retract_outcome(&osce, again, "the hall burnt", later(5)).await.unwrap();
        assert_eq!((state().await[0].as_str(), whole(store, id).await.status.as_str()), ("retracted", "open"));
    }

    async fn who_proceeds_settles_only_its_own_side(store: &Store) {
        let id = two(store).await;
        let (osce, nato) = (officer("osce"), officer("nato"));
        store.take_finding(&osce, id, None, NOON).await.unwrap();
        store.take_finding(&nato, id, None, NOON).await.unwrap();
        store.conclude(&osce, id, Outcome::Proceed, "paid already", later(1)).await.unwrap();
        assert_eq!(whole(store, id).await.status, "open");
        assert_eq!(store.in_hand(&osce, 9).await.unwrap(), []);
        assert_eq!(store.in_hand(&nato, 9).await.unwrap().len(), 1);
        store.conclude(&nato, id, Outcome::Proceed, "so are we", later(2)).await.unwrap();
        assert_eq!(whole(store, id).await.status, "answered");
        store.conclude(&nato, id, Outcome::Delay, "after all", later(3)).await.unwrap();
        let states: Vec<String> = whole(store, id).await.outcomes.into_iter().map(|one| one.state).collect();
        assert_eq!(states, ["holds", "replaced", "holds"]);
    }

    async fn records_that_are_merged_stand_in_one_dossier(store: &Store) {
        let id = two(store).await;
        let (osce, nato) = (officer("osce"), officer("nato"));
        let first = lines(store).await[0].id;
        let merge = store.conclude(&osce, id, Outcome::Merge, "one course", later(1)).await.unwrap();
        assert_eq!(store.dossier(&all(store).await, first).await.unwrap().records.len(), 1, "proposed is not held");
        store.answer_outcome(&nato, merge, true, "", later(2)).await.unwrap();
        assert_eq!(store.dossier(&all(store).await, first).await.unwrap().records.len(), 2);
        store.retract_outcome(&osce, merge, "", later(3)).await.unwrap();
        assert_eq!(store.dossier(&all(store).await, first).await.unwrap().records.len(), 1);
        let handles = store.snapshot(&all(store).await).await.unwrap().handles;
        store.keep_findings(&[finding(FindingKind::Conflict, &[0, 1], 9.0)], &handles, NOON).await.unwrap();
        let FindingSeen::Whole(conflict) = store.findings(&all(store).await, &Queue::default(), 1).await.unwrap().remove(0) else { panic!() };
        assert!(matches!(store.conclude(&osce, conflict.id, Outcome::Merge, "x", NOON).await, Err(Error::Refused { .. })));
    }

    async fn answers_are_given_at_once_and_taken_back(store: &Store) {
        let id = two(store).await;
        let (osce, nato) = (named("amir", "osce"), named("jan", "nato"));
        let every = BTreeSet::from([id]);
        assert!(matches!(store.verdicts(&osce, &every, Answer::Reject, "", NOON).await, Err(Error::Refused { .. })));
        assert!(matches!(store.verdicts(&officer("eu"), &every, Answer::Reject, "x", NOON).await, Err(Error::Missing { .. })));
        let batch = store.verdicts(&osce, &every, Answer::Reject, "all noise", NOON).await.unwrap();
        assert_eq!(whole(store, id).await.status, "answered");
        assert_eq!(store.answered_since(NOON, "jan", 9).await.unwrap(), [id]);
        assert_eq!(store.answered_since(NOON, "amir", 9).await.unwrap(), Vec::<Uuid>::new());
        assert!(matches!(store.retract_batch(&nato, batch, NOON).await, Err(Error::Missing { .. })));
        assert_eq!(store.retract_batch(&osce, batch, later(1)).await.unwrap(), 1);
        assert!(matches!(store.retract_batch(&osce, batch, NOON).await, Err(Error::Missing { .. })));
        let seen = whole(store, id).await;
        assert_eq!((seen.status.as_str(), seen.verdicts[0].retracted_at, seen.verdicts[0].batch), ("open", Some(later(1)), Some(batch)));
        // what someone else said before holds again
        store.verdict(&nato, id, Answer::Confirm, "", later(2)).await.unwrap();
        store.verdict(&osce, id, Answer::Unsure, "", later(3)).await.unwrap();
        assert_eq!(whole(store, id).await.status, "open");
        store.retract_verdict(&osce, id, later(4)).await.unwrap();
        assert_eq!(whole(store, id).await.status, "answered");
        assert!(matches!(store.retract_verdict(&osce, id, later(4)).await, Err(Error::Missing { .. })));
        let new = Queue { since: Some(NOON), status: "answered".into(), ..Queue::default() };
        assert_eq!(store.findings(&all(store).await, &new, 9).await.unwrap().len(), 1);
        assert!(matches!(store.verdict(&person("osce", &[UserRole::Guest]), id, Answer::Confirm, "", NOON).await, Err(Error::Denied { .. })));
    }

    async fn a_question_is_answered_by_who_was_asked(store: &Store) {
        let id = two(store).await;
        let (osce, nato, eu) = (officer("osce"), officer("nato"), officer("eu"));
        for (who, to, words) in [(&osce, "nato", ""), (&osce, "osce", "x"), (&osce, "eu", "x")] {
            assert!(matches!(store.ask(who, id, (to, words), NOON).await, Err(Error::Refused { .. })), "{to}");
        }
        assert!(matches!(store.ask(&eu, id, ("nato", "x"), NOON).await, Err(Error::Missing { .. })));
        let asked = store.ask(&osce, id, ("nato", "who pays for the hall?"), NOON).await.unwrap();
        assert_eq!(store.asked(&nato).await.unwrap()[0].text, "who pays for the hall?");
        assert!(matches!(store.answer_question(&osce, asked, "x", NOON).await, Err(Error::Missing { .. })));
        assert!(matches!(store.answer_question(&nato, asked, "", NOON).await, Err(Error::Refused { .. })));
        store.answer_question(&nato, asked, "we do", later(1)).await.unwrap();
        assert_eq!(store.asked(&nato).await.unwrap(), []);
        assert_eq!(store.questions(&osce, id).await.unwrap()[0].answer, "we do");
        assert!(matches!(store.questions(&eu, id).await, Err(Error::Missing { .. })));
    }

    async fn what_a_person_keeps_apart_stays_apart_whatever_is_found(store: &Store) {
        let id = two(store).await;
        import(store, "osce", file("more.csv", vec![record("C", "three", 2)])).await;
        let (osce, nato, eu) = (officer("osce"), officer("nato"), officer("eu"));
        let ids: Vec<Uuid> = lines(store).await.iter().map(|line| line.id).collect();
        let visible = all(store).await;
        let together = async || store.dossier(&visible, ids[0]).await.unwrap().records.len();
        store.verdict(&nato, id, Answer::Confirm, "", NOON).await.unwrap();
        assert_eq!(together().await, 2);
        assert!(matches!(store.link(&osce, &visible, (ids[0], ids[0]), "apart", "x", NOON).await, Err(Error::Refused { .. })));
        let apart = store.link(&osce, &visible, (ids[1], ids[0]), "apart", "two courses", later(1)).await.unwrap();
        assert_eq!(together().await, 1, "it holds against what was confirmed");
        import(store, "osce", file("plan.csv", vec![record("A", "uno", 2)])).await;
        let seen = store.snapshot(&all(store).await).await.unwrap();
        let at = |id: &str| (0u32..).zip(&seen.snapshot.records).find(|(_, one)| one.id == id).unwrap().0;
        store.keep_findings(&[finding(FindingKind::Same, &[at("A"), at("B")], 5.0)], &seen.handles, later(2)).await.unwrap();
        assert_eq!(together().await, 1);
        // by way of a third it stays outside, too
        store.link(&osce, &visible, (ids[0], ids[2]), "same", "one course", later(3)).await.unwrap();
        store.link(&nato, &visible, (ids[2], ids[1]), "same", "one course", later(3)).await.unwrap();
        assert_eq!(together().await, 2);
        let links = store.links(&visible, ids[0]).await.unwrap();
        let told: Vec<_> = links.iter().map(|link| (link.kind.as_str(), link.other, link.reason.as_str())).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&("apart", ids[1], "two courses")) && told.contains(&("same", ids[2], "one course")), "{told:?}");
        let nobody = store.visible(&person("eu", &[])).await.unwrap();
        assert!(matches!(store.links(&nobody, ids[0]).await, Err(Error::Missing { .. })));
        assert!(matches!(store.end_link(&eu, apart, later(4)).await, Err(Error::Missing { .. })));
        // what the party says of the two anew replaces what it said
        store.link(&osce, &visible, (ids[0], ids[1]), "same", "one after all", later(5)).await.unwrap();
        assert_eq!(together().await, 3);
        assert!(matches!(store.end_link(&osce, apart, later(6)).await, Err(Error::Missing { .. })), "it has ended");
        assert_eq!(store.named(&visible, "C").await.unwrap(), Some(ids[2]));
        assert_eq!(store.named(&nobody, "C").await.unwrap(), None);
    }
}
