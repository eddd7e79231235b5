//! Random acts of a council, and what holds after each of them.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // a failure is the finding

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Rule, Stance, Tlp};
use comity_council::proceedings::{Act, By, Capacity, Council, Form, Refused};
use proptest::prelude::*;

fn parties() -> impl Strategy<Value = PartyId> {
    (0..6_u8).prop_map(|number| PartyId::from(format!("q{number}").as_str()))
}

fn proposals() -> impl Strategy<Value = CompactString> {
    (0..3_u8).prop_map(|number| format!("p{number}").into())
}

fn stances() -> impl Strategy<Value = Stance> {
    prop_oneof![
        4 => Just(Stance::Support),
        1 => Just(Stance::Oppose),
        1 => Just(Stance::Abstain),
        1 => Just(Stance::Undecided),
    ]
}

fn acts() -> impl Strategy<Value = Act> {
    let rules = prop_oneof![Just(Rule::Consensus), Just(Rule::Unanimity), Just(Rule::Majority)];
    let labels = prop_oneof![Just(Tlp::Clear), Just(Tlp::Green), Just(Tlp::Amber), Just(Tlp::Red)];
    let capacities = prop_oneof![4 => Just(Capacity::Member), 1 => Just(Capacity::Observer), 1 => Just(Capacity::Partner), 2 => Just(Capacity::Guest)];
    let forms =
        prop_oneof![3 => Just(Form::Formal), 1 => Just(Form::Informal), 1 => Just(Form::Correspondence)];
    let days = (0..30_i32).prop_map(Day);
    prop_oneof![
        2 => (proposals(), rules, labels).prop_map(|(proposal, rule, label)| Act::Propose { proposal, rule, label }),
        3 => (parties(), proposals(), stances()).prop_map(|(party, proposal, stance)| Act::Position { party, proposal, stance }),
        2 => (forms, proptest::collection::btree_map(parties(), capacities, 0..7)).prop_map(|(form, present)| Act::Open { form, present }),
        3 => (proposals(), proptest::collection::btree_set(parties(), 0..2)).prop_map(|(proposal, guests)| Act::Table { proposal, guests }),
        8 => (parties(), proposals(), stances()).prop_map(|(party, proposal, stance)| Act::Vote { party, proposal, stance }),
        3 => proposals().prop_map(|proposal| Act::Count { proposal }),
        1 => Just(Act::Close),
        2 => (proposals(), days.clone()).prop_map(|(proposal, last)| Act::Silence { proposal, last }),
        1 => (proposals(), days).prop_map(|(proposal, last)| Act::Extend { proposal, last }),
        1 => (parties(), proposals()).prop_map(|(party, proposal)| Act::Break { party, proposal }),
        2 => Just(Act::Lapse),
        1 => (parties(), 0..4_usize).prop_map(|(party, decision)| Act::Reserve { party, decision, words: "noted".to_owned() }),
    ]
}

/// Members are q0 to q3; q4 and q5 are others.
fn council() -> Council {
    Council::new((0..4).map(|number| PartyId::from(format!("q{number}").as_str())).collect(), 3)
}

fn is_member(party: &PartyId) -> bool {
    party.as_str() < "q4"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_must_hold_holds_after_every_act(acts in proptest::collection::vec((acts(), 0..2_i32), 1..60)) {
        let mut council = council();
        let mut today = Day(0);
        for (act, days) in acts {
            today = today.plus(days);
            let before = council.clone();
            let done = council.act(act.clone(), today);
            if done.is_err() {
                prop_assert_eq!(&council, &before, "what is refused changes nothing");
                continue;
            }
            for (proposal, matter) in before.matters() {
                let now = &council.matters()[proposal];
                prop_assert!(now.positions.starts_with(&matter.positions), "no position is lost");
                let votes = |council: &Council| {
                    council.meeting().and_then(|meeting| meeting.votes.get(proposal)).map_or(0, BTreeMap::len)
                };
                let gone = votes(&before).saturating_sub(votes(&council));
                prop_assert!(now.positions.len() >= matter.positions.len() + gone, "no vote is lost");
                prop_assert!(matter.decision.is_none() || now == matter, "what is decided stays");
            }
            for (at, decision) in council.decisions().iter().enumerate() {
                prop_assert_eq!(decision.number, at + 1);
                prop_assert!(before.decisions().get(at).is_none_or(|old| old.by == decision.by));
                match &decision.by {
                    By::Votes { votes, present } => {
                        prop_assert!(*present >= 3, "no decision without quorum");
                        prop_assert!(votes.keys().all(is_member), "nobody else votes");
                        prop_assert!(votes.values().any(|stance| *stance == Stance::Support));
                        let rule = council.matters()[&decision.proposal].rule;
                        let refused = votes.values().any(|stance| *stance == Stance::Oppose);
                        prop_assert!(!rule.has_veto() || !refused);
                    }
                    By::Silence { last } => prop_assert!(*last < decision.on, "silence lasts its last day"),
                }
            }
            if let Some(meeting) = council.meeting() {
                let sits = |party: &PartyId| meeting.present.get(party) == Some(&Capacity::Member);
                let voters = meeting.votes.values().flat_map(BTreeMap::keys);
                prop_assert!(voters.into_iter().all(|party| sits(party) && is_member(party)), "no vote by a guest");
                for (party, capacity) in &meeting.present {
                    for proposal in council.agenda(party) {
                        let opened = meeting.agenda[proposal].contains(party);
                        let label = council.matters()[proposal].label;
                        let allowed = match capacity {
                            Capacity::Member => true,
                            Capacity::Observer | Capacity::Partner => matches!(label, Tlp::Clear | Tlp::Green),
                            Capacity::Guest => false,
                        };
                        prop_assert!(opened || allowed, "nothing is seen above one's label");
                    }
                }
                prop_assert!(council.agenda(&"q9".into()).is_empty(), "who isn't there sees nothing");
            }
        }
    }
}

#[test]
fn a_text_passes_by_silence_unless_it_is_broken_in_time() {
    let mut council = council();
    let propose = |id: &str| Act::Propose { proposal: id.into(), rule: Rule::Silence, label: Tlp::Green };
    for id in ["kept", "broken"] {
        council.act(propose(id), Day(0)).expect("proposed");
        council.act(Act::Silence { proposal: id.into(), last: Day(5) }, Day(0)).expect("under silence");
    }
    council.act(Act::Extend { proposal: "kept".into(), last: Day(7) }, Day(2)).expect("extended");
    council
        .act(Act::Break { party: "q1".into(), proposal: "broken".into() }, Day(5))
        .expect("broken on the last day");
    assert_eq!(council.act(Act::Lapse, Day(7)), Ok(vec![]));
    assert_eq!(council.act(Act::Lapse, Day(8)), Ok(vec![1]));
    let late = council.act(Act::Break { party: "q1".into(), proposal: "kept".into() }, Day(8));
    assert_eq!(late, Err(Refused::Decided("kept".into())));
    assert_eq!(council.matters()["broken"].positions, [(Day(5), "q1".into(), Stance::Oppose)]);
}

#[test]
fn a_guest_sees_its_part_and_does_not_vote() {
    let mut council = council();
    for id in ["a", "b"] {
        council
            .act(Act::Propose { proposal: id.into(), rule: Rule::Majority, label: Tlp::Amber }, Day(0))
            .expect("made");
    }
    let mut present: BTreeMap<PartyId, Capacity> =
        ["q0", "q1", "q2"].map(|member| (member.into(), Capacity::Member)).into();
    present.insert("q5".into(), Capacity::Guest);
    council.act(Act::Open { form: Form::Formal, present }, Day(0)).expect("opened");
    let guests: BTreeSet<PartyId> = [PartyId::from("q5")].into();
    council.act(Act::Table { proposal: "a".into(), guests }, Day(0)).expect("tabled");
    council.act(Act::Table { proposal: "b".into(), guests: BTreeSet::new() }, Day(0)).expect("tabled");
    assert_eq!((council.agenda(&"q5".into()).len(), council.agenda(&"q0".into()).len()), (1, 2));
    let vote = |party: &str| Act::Vote { party: party.into(), proposal: "a".into(), stance: Stance::Support };
    assert_eq!(council.act(vote("q5"), Day(0)), Err(Refused::NoVote("q5".into())));
    council.act(vote("q0"), Day(0)).expect("a member votes");
    assert_eq!(council.act(Act::Count { proposal: "a".into() }, Day(0)), Ok(vec![1]));
}
