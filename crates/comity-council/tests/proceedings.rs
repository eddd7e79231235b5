//! Random acts of a council, and what holds after each of them.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // a failure is the finding

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Rule, Stance, Tlp};
use comity_council::proceedings::{
    Act, By, Capacity, Change, Council, Draft, Errand, Form, Notice, Paper, Refused, Sight, Stage, Topic,
    Vote,
};
use proptest::prelude::*;

fn parties() -> impl Strategy<Value = PartyId> {
    (0..6_u8).prop_map(|number| PartyId::from(format!("q{number}").as_str()))
}

fn proposals() -> impl Strategy<Value = CompactString> {
    (0..2_u8).prop_map(|number| format!("p{number}").into())
}

fn meetings() -> impl Strategy<Value = CompactString> {
    (0..2_u8).prop_map(|number| format!("m{number}").into())
}

fn labels() -> impl Strategy<Value = Tlp> {
    prop_oneof![Just(Tlp::Clear), Just(Tlp::Green), Just(Tlp::Amber), Just(Tlp::Red)]
}

fn capacities() -> impl Strategy<Value = Capacity> {
    prop_oneof![
        4 => Just(Capacity::Member),
        1 => Just(Capacity::Observer),
        1 => Just(Capacity::Partner),
        2 => Just(Capacity::Guest)
    ]
}

/// Who comes: most members as such, others now and then; seldom somebody claims to be a member.
fn present() -> impl Strategy<Value = BTreeMap<PartyId, Capacity>> {
    let member = || proptest::option::weighted(0.85, Just(Capacity::Member));
    let other = |claim: f64| {
        let others = prop_oneof![Just(Capacity::Observer), Just(Capacity::Partner), Just(Capacity::Guest)];
        (proptest::option::weighted(0.6, others), proptest::bool::weighted(claim))
            .prop_map(|(capacity, claims)| if claims { Some(Capacity::Member) } else { capacity })
    };
    (member(), member(), member(), member(), other(0.02), other(0.05)).prop_map(|(a, b, c, d, e, f)| {
        let all = [a, b, c, d, e, f].into_iter().enumerate();
        all.filter_map(|(number, capacity)| Some((format!("q{number}").as_str().into(), capacity?))).collect()
    })
}

fn stances() -> impl Strategy<Value = Stance> {
    prop_oneof![
        6 => Just(Stance::Support),
        1 => Just(Stance::Oppose),
        1 => Just(Stance::Abstain),
        1 => Just(Stance::Undecided),
    ]
}

fn draft(by: Option<PartyId>, rule: Rule, label: Tlp) -> Draft {
    let errand = Errand { what: "write it down".to_owned(), owner: "q0".into(), days: 30 };
    Draft {
        title: "A liaison office".to_owned(),
        text: "One office, two desks.".to_owned(),
        by,
        rule: Some(rule),
        label,
        from: None,
        change: Change::Nothing,
        errands: vec![errand],
    }
}

fn notice(form: Form) -> Notice {
    Notice { title: "Meeting".to_owned(), form, on: Day(1), until: Day(1), place: String::new() }
}

fn proposing() -> impl Strategy<Value = Act> {
    let rules = prop_oneof![Just(Rule::Consensus), Just(Rule::Unanimity), Just(Rule::Majority)];
    let conditions = prop_oneof![
        3 => proposals().prop_map(|id| id.to_string()),
        1 => (parties(), proposals()).prop_map(|(party, id)| format!("{party}@{id}")),
        1 => proposals().prop_map(|id| format!("not {id}")),
        1 => Just("p9 or".to_owned())
    ];
    prop_oneof![
        3 => (proposals(), proptest::option::of(parties()), rules, labels())
            .prop_map(|(proposal, by, rule, label)| Act::Propose { proposal, draft: draft(by, rule, label) }),
        1 => proposals().prop_map(|proposal| Act::Amend { proposal, title: "Another".to_owned(), text: String::new() }),
        1 => proposals().prop_map(|proposal| Act::Withdraw { proposal }),
        1 => (proposals(), proposals()).prop_map(|(a, b)| Act::Exclude { a, b }),
        4 => (parties(), proposals(), stances(), any::<bool>()).prop_map(|(party, proposal, stance, draft)| {
            Act::Position { party, proposal, stance, condition: "".into(), words: String::new(), draft }
        }),
        3 => (parties(), proposals(), conditions, any::<bool>()).prop_map(|(party, proposal, condition, draft)| {
            let (stance, condition, words) = (Stance::Conditional, condition.into(), String::new());
            Act::Position { party, proposal, stance, condition, words, draft }
        }),
    ]
}

fn meeting_acts() -> impl Strategy<Value = Act> {
    let forms =
        prop_oneof![3 => Just(Form::Formal), 1 => Just(Form::Informal), 1 => Just(Form::Correspondence)];
    let topics = prop_oneof![
        4 => proposals().prop_map(Topic::Proposal),
        1 => (0..4_usize).prop_map(Topic::Task),
        1 => labels().prop_map(|label| Topic::Words { title: "Any other business".to_owned(), label })
    ];
    let guests = || proptest::collection::btree_set(parties(), 0..2);
    prop_oneof![
        2 => (meetings(), forms, present()).prop_map(|(meeting, form, invited)| Act::Call { meeting, notice: notice(form), invited }),
        1 => meetings().prop_map(|meeting| Act::CallOff { meeting, words: "nobody can come".to_owned() }),
        6 => (meetings(), topics, guests()).prop_map(|(meeting, topic, guests)| Act::Table { meeting, topic, guests }),
        1 => (meetings(), 0..4_u32).prop_map(|(meeting, item)| Act::Strike { meeting, item }),
        1 => (meetings(), 0..4_u32, 0..5_usize).prop_map(|(meeting, item, at)| Act::Place { meeting, item, at }),
        1 => (meetings(), 0..4_u32, labels(), proptest::option::of(parties())).prop_map(|(meeting, item, label, by)| {
            let paper = Paper { title: "Note".to_owned(), text: String::new(), label, by };
            Act::Lay { meeting, item, paper }
        }),
        4 => (meetings(), present()).prop_map(|(meeting, present)| Act::Open { meeting, present }),
        1 => (parties(), proptest::option::of(capacities())).prop_map(|(party, capacity)| Act::Attend { party, capacity }),
        1 => (0..4_u32).prop_map(|item| Act::Minute { item, words: "was discussed".to_owned() }),
        1 => Just(Act::Close),
    ]
}

fn deciding() -> impl Strategy<Value = Act> {
    let days = (0..30_i32).prop_map(Day);
    prop_oneof![
        10 => (parties(), proposals(), stances()).prop_map(|(party, proposal, stance)| Act::Vote { party, proposal, stance, words: String::new() }),
        8 => proposals().prop_map(|proposal| Act::Count { proposal }),
        2 => (proposals(), days.clone()).prop_map(|(proposal, last)| Act::Silence { proposal, last }),
        1 => (proposals(), days.clone()).prop_map(|(proposal, last)| Act::Extend { proposal, last }),
        1 => (parties(), proposals()).prop_map(|(party, proposal)| Act::Break { party, proposal, words: String::new() }),
        2 => Just(Act::Lapse),
        1 => (parties(), 0..4_usize).prop_map(|(party, decision)| Act::Reserve { party, decision, words: "noted".to_owned() }),
        1 => (0..4_usize).prop_map(|decision| Act::Enact { decision, made: "r1".into() }),
        1 => (0..4_usize, any::<bool>()).prop_map(|(task, done)| Act::Report { task, done, words: "begun".to_owned() }),
        1 => (parties(), days).prop_map(|(owner, due)| Act::Assign { decision: None, what: "call".to_owned(), owner, due }),
        1 => (parties(), proptest::option::of(capacities())).prop_map(|(party, capacity)| Act::Seat { party, capacity }),
    ]
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![2 => proposing(), 4 => meeting_acts(), 5 => deciding()]
}

/// Members are q0 to q3, q4 observes, q5 is a stranger. Three make a quorum.
fn council() -> Council {
    let mut seats: BTreeMap<PartyId, Capacity> =
        (0..4).map(|number| (PartyId::from(format!("q{number}").as_str()), Capacity::Member)).collect();
    seats.insert("q4".into(), Capacity::Observer);
    let title = "Council".to_owned();
    let mut council = Council::default();
    council.act(Act::Found { title, quorum: 3, rule: Rule::Consensus, seats }, Day(0)).expect("founded");
    council
}

fn is_member(party: &PartyId) -> bool {
    party.as_str() < "q4"
}

fn uncounted(council: &Council, proposal: &str) -> usize {
    let open = council.open_meeting();
    open.and_then(|(_, meeting)| meeting.votes.get(proposal)).map_or(0, BTreeMap::len)
}

/// What nobody may lose and nobody may gain by an act that was done.
fn nothing_lost(before: &Council, council: &Council) -> Result<(), TestCaseError> {
    for (proposal, matter) in before.matters() {
        let now = &council.matters()[proposal];
        prop_assert!(now.positions.starts_with(&matter.positions), "no position is lost");
        prop_assert!(now.wordings.starts_with(&matter.wordings), "no text is lost");
        let gone = uncounted(before, proposal).saturating_sub(uncounted(council, proposal));
        prop_assert!(now.positions.len() >= matter.positions.len() + gone, "no vote is lost");
        prop_assert!(matter.decision.is_none() || now == matter, "what is decided stays");
    }
    for (old, new) in before.decisions().iter().zip(council.decisions()) {
        prop_assert!(new.reservations.starts_with(&old.reservations), "no reservation is lost");
        prop_assert_eq!((&old.by, old.on, old.wording), (&new.by, new.on, new.wording));
    }
    for (old, new) in before.tasks().iter().zip(council.tasks()) {
        prop_assert!(new.reports.starts_with(&old.reports), "no report is lost");
    }
    Ok(())
}

fn decisions_hold(council: &Council) -> Result<(), TestCaseError> {
    for (at, decision) in council.decisions().iter().enumerate() {
        prop_assert_eq!(decision.number, at + 1);
        let matter = &council.matters()[&decision.proposal];
        prop_assert_eq!(matter.decision, Some(decision.number));
        prop_assert!(matter.withdrawn.is_none());
        match &decision.by {
            By::Votes { votes, present, .. } => {
                prop_assert!(*present >= council.quorum(), "no decision without quorum");
                prop_assert!(votes.keys().all(is_member), "nobody else votes");
                prop_assert!(votes.values().any(|vote| vote.stance == Stance::Support));
                let refused = votes.values().any(|vote| vote.stance == Stance::Oppose);
                prop_assert!(!matter.rule.has_veto() || !refused);
            }
            By::Silence { last } => prop_assert!(*last < decision.on, "silence lasts its last day"),
        }
        let due = council.tasks().iter().filter(|task| task.decision == Some(decision.number));
        prop_assert!(due.count() >= 1, "its errands are tasks");
    }
    Ok(())
}

/// What each may see, written a second time from the rules in docs/council.md.
fn nobody_sees_too_much(council: &Council) -> Result<(), TestCaseError> {
    let everyone: Vec<PartyId> = (0..7).map(|number| PartyId::from(format!("q{number}").as_str())).collect();
    for party in &everyone {
        let seat = council.seats().get(party);
        let member = seat == Some(&Capacity::Member);
        for (id, matter) in council.matters() {
            let label = matter.draft.label;
            let wide = matches!(label, Tlp::Clear | Tlp::Green);
            let whole = member || matter.draft.by.as_ref() == Some(party) || (seat.is_some() && wide);
            let sight = council.sight(Some(party), id);
            prop_assert_eq!(sight == Sight::Whole, whole);
            if sight == Sight::Text && label != Tlp::Clear {
                let opened = council.meetings().values().any(|meeting| {
                    let there = meeting.invited.contains_key(party) || meeting.attended.contains_key(party);
                    meeting.stage != Stage::CalledOff
                        && there
                        && meeting.item_of(id).is_some_and(|item| item.guests.contains(party) || wide)
                });
                prop_assert!(opened, "nothing is seen above one's label");
            }
            let drafts = matter.held(Some(party)).into_values().filter(|taken| taken.draft);
            prop_assert!(drafts.into_iter().all(|taken| taken.party == *party), "a draft is one's own");
        }
        for meeting in council.meetings().values() {
            let capacity = meeting.attended.get(party).or(meeting.invited.get(party));
            let seen = council.agenda(Some(party), meeting);
            prop_assert!(member || capacity.is_some() || seen.is_empty(), "who isn't there sees nothing");
            for item in seen {
                let label = council.label_of(&item.topic);
                let wide = matches!(label, Tlp::Clear | Tlp::Green);
                let may = member || item.guests.contains(party) || wide;
                prop_assert!(may, "nothing on an agenda above one's label");
                let guest = capacity == Some(&Capacity::Guest) && !member && meeting.stage != Stage::Open;
                prop_assert!(!guest || item.guests.contains(party), "a guest sees its part");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_must_hold_holds_after_every_act(acts in proptest::collection::vec((acts(), 0..2_i32), 1..80)) {
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
            let written = serde_json::to_string(&act).expect("an act is written");
            prop_assert_eq!(serde_json::from_str::<Act>(&written).expect("and read"), act);
            nothing_lost(&before, &council)?;
            decisions_hold(&council)?;
            nobody_sees_too_much(&council)?;
            if let Some((_, meeting)) = council.open_meeting() {
                let voters: BTreeSet<&PartyId> = meeting.votes.values().flat_map(BTreeMap::keys).collect();
                prop_assert!(voters.into_iter().all(|party| meeting.attended.get(party) == Some(&Capacity::Member)), "no vote by a guest");
            }
        }
    }
}

fn done(council: &mut Council, act: Act, on: i32) -> Vec<usize> {
    council.act(act, Day(on)).expect("done")
}

fn propose(id: &str, rule: Rule, label: Tlp) -> Act {
    Act::Propose { proposal: id.into(), draft: draft(None, rule, label) }
}

#[test]
fn whoever_voted_was_there_as_a_member() {
    let mut council = council();
    done(&mut council, propose("p", Rule::Consensus, Tlp::Green), 0);
    done(
        &mut council,
        Act::Call { meeting: "m".into(), notice: notice(Form::Formal), invited: BTreeMap::new() },
        0,
    );
    done(
        &mut council,
        Act::Table { meeting: "m".into(), topic: Topic::Proposal("p".into()), guests: BTreeSet::new() },
        0,
    );
    let present = [("q0", Capacity::Member), ("q1", Capacity::Member), ("q2", Capacity::Member)];
    let present = present.into_iter().map(|(party, capacity)| (PartyId::from(party), capacity)).collect();
    done(&mut council, Act::Open { meeting: "m".into(), present }, 1);
    let vote =
        Act::Vote { party: "q2".into(), proposal: "p".into(), stance: Stance::Support, words: String::new() };
    done(&mut council, vote, 1);
    done(&mut council, Act::Attend { party: "q2".into(), capacity: Some(Capacity::Observer) }, 1);
    let (_, meeting) = council.open_meeting().expect("open");
    assert_eq!(meeting.attended.get(&PartyId::from("q2")), Some(&Capacity::Member));
    assert_eq!(meeting.present.get(&PartyId::from("q2")), Some(&Capacity::Observer));
}

#[test]
fn a_text_passes_by_silence_unless_it_is_broken_in_time() {
    let mut council = council();
    for id in ["kept", "broken"] {
        done(&mut council, propose(id, Rule::Silence, Tlp::Green), 0);
        done(&mut council, Act::Silence { proposal: id.into(), last: Day(5) }, 0);
    }
    let amended = Act::Amend { proposal: "kept".into(), title: "x".to_owned(), text: String::new() };
    assert_eq!(council.act(amended, Day(1)), Err(Refused::UnderSilence("kept".into())));
    done(&mut council, Act::Extend { proposal: "kept".into(), last: Day(7) }, 2);
    let words = "the text names no office".to_owned();
    done(&mut council, Act::Break { party: "q1".into(), proposal: "broken".into(), words }, 5);
    assert_eq!(council.act(Act::Lapse, Day(7)), Ok(vec![]));
    // noticed late, decided on the day after the last
    assert_eq!(council.act(Act::Lapse, Day(10)), Ok(vec![1]));
    assert_eq!(council.decisions()[0].on, Day(8));
    assert_eq!((council.tasks()[0].due, council.tasks()[0].decision), (Day(38), Some(1)));
    let late = Act::Break { party: "q1".into(), proposal: "kept".into(), words: String::new() };
    assert_eq!(council.act(late, Day(10)), Err(Refused::Decided("kept".into())));
    let broken = &council.matters()["broken"].positions[0];
    assert_eq!((broken.stance, broken.words.as_str()), (Stance::Oppose, "the text names no office"));
}

#[test]
fn a_guest_sees_its_part_and_does_not_vote() {
    let mut council = council();
    for id in ["a", "b"] {
        done(&mut council, propose(id, Rule::Majority, Tlp::Amber), 0);
    }
    let mut present: BTreeMap<PartyId, Capacity> =
        ["q0", "q1", "q2"].map(|member| (member.into(), Capacity::Member)).into();
    present.insert("q5".into(), Capacity::Guest);
    let meeting = CompactString::from("m1");
    done(
        &mut council,
        Act::Call { meeting: meeting.clone(), notice: notice(Form::Formal), invited: present.clone() },
        0,
    );
    let guests: BTreeSet<PartyId> = [PartyId::from("q5")].into();
    done(
        &mut council,
        Act::Table { meeting: meeting.clone(), topic: Topic::Proposal("a".into()), guests },
        0,
    );
    done(
        &mut council,
        Act::Table { meeting: meeting.clone(), topic: Topic::Proposal("b".into()), guests: BTreeSet::new() },
        0,
    );
    let seen =
        |council: &Council, party: &str| council.agenda(Some(&party.into()), &council.meetings()["m1"]).len();
    assert_eq!((seen(&council, "q5"), seen(&council, "q0"), seen(&council, "q9")), (1, 2, 0));
    let sight = |council: &Council, party: &str, id: &str| council.sight(Some(&party.into()), id);
    assert_eq!((sight(&council, "q5", "a"), sight(&council, "q5", "b")), (Sight::Text, Sight::Nothing));
    done(&mut council, Act::Open { meeting, present }, 1);
    let vote = |party: &str| Act::Vote {
        party: party.into(),
        proposal: "a".into(),
        stance: Stance::Support,
        words: String::new(),
    };
    assert_eq!(council.act(vote("q5"), Day(1)), Err(Refused::NoVote("q5".into())));
    done(&mut council, vote("q0"), 1);
    assert_eq!(council.act(Act::Count { proposal: "a".into() }, Day(1)), Ok(vec![1]));
    let By::Votes { votes, .. } = &council.decisions()[0].by else { panic!("by votes") };
    assert_eq!(votes[&PartyId::from("q0")], Vote { stance: Stance::Support, words: String::new() });
}

#[test]
fn two_that_wait_for_each_other_accept_and_a_text_that_is_asked_for_does_not() {
    let mut council = council();
    for id in ["a", "b", "c"] {
        done(&mut council, propose(id, Rule::Consensus, Tlp::Amber), 0);
    }
    let take = |party: &str, proposal: &str, condition: &str, words: &str| Act::Position {
        party: party.into(),
        proposal: proposal.into(),
        stance: Stance::Conditional,
        condition: condition.into(),
        words: words.to_owned(),
        draft: false,
    };
    done(&mut council, take("q0", "a", "q1@a", ""), 1);
    done(&mut council, take("q1", "a", "q0@a and b", ""), 1);
    done(&mut council, take("q2", "c", "", "name the office"), 1);
    let packages = |council: &Council| {
        let question = council.question(None, |party| party.0.clone());
        question.packages(comity_council::Limits::default()).expect("solved")
    };
    let found = packages(&council);
    assert_eq!(found.packages[0].proposals, ["a", "b"]);
    assert_eq!(
        found.blocked[0].why,
        "q2 accepts it only if the text is changed: name the office, which is true of nothing that could pass with it."
    );
    assert!(matches!(council.act(take("q3", "a", "not q1@a", ""), Day(1)), Err(Refused::Condition(_))));
    assert_eq!(council.act(take("q3", "a", "zz", ""), Day(1)), Err(Refused::NoProposal("zz".into())));
    assert_eq!(council.act(take("q3", "a", "", ""), Day(1)), Err(Refused::NoCondition));
    // a draft counts for who wrote it alone
    let draft = Act::Position {
        party: "q3".into(),
        proposal: "b".into(),
        stance: Stance::Oppose,
        condition: "".into(),
        words: String::new(),
        draft: true,
    };
    done(&mut council, draft, 2);
    assert_eq!(packages(&council).packages[0].proposals, ["a", "b"]);
    let own = council.question(Some(&"q3".into()), |party| party.0.clone());
    let own = own.packages(comity_council::Limits::default()).expect("solved");
    assert!(own.packages.iter().all(|package| package.proposals.is_empty()));
}

#[test]
fn conditions_that_lead_through_everyones_are_refused_in_time() {
    let parties: Vec<String> = (0..30).map(|number| format!("x{number}")).collect();
    let seats = parties.iter().map(|party| (PartyId::from(party.as_str()), Capacity::Member)).collect();
    let mut council = Council::default();
    let found = Act::Found { title: "Thirty".to_owned(), quorum: 1, rule: Rule::Consensus, seats };
    done(&mut council, found, 0);
    done(&mut council, propose("a", Rule::Consensus, Tlp::Amber), 0);
    let refused = parties.iter().find_map(|party| {
        let others: Vec<String> =
            parties.iter().filter(|other| *other != party).map(|other| format!("{other}@a")).collect();
        let condition = others.join(" and ").into();
        let (stance, words) = (Stance::Conditional, String::new());
        let act = Act::Position {
            party: party.as_str().into(),
            proposal: "a".into(),
            stance,
            condition,
            words,
            draft: false,
        };
        council.act(act, Day(0)).err()
    });
    assert!(matches!(refused, Some(Refused::Condition(_))), "{refused:?}");
}

#[test]
fn random_acts_reach_what_they_are_about() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut voted, mut silent, mut counted, mut papers) = (0, 0, 0, 0);
    for _ in 0..400 {
        let all = proptest::collection::vec((acts(), 0..2_i32), 60..80);
        let all = all.new_tree(&mut runner).expect("acts").current();
        let mut council = council();
        let mut today = Day(0);
        for (act, days) in all {
            today = today.plus(days);
            let _ = council.act(act, today);
        }
        voted += council.decisions().iter().filter(|one| matches!(one.by, By::Votes { .. })).count();
        silent += council.decisions().iter().filter(|one| matches!(one.by, By::Silence { .. })).count();
        counted += council.meetings().values().map(|meeting| meeting.counts.len()).sum::<usize>();
        let items = council.meetings().values().flat_map(|meeting| &meeting.items);
        papers += items.map(|item| item.papers.len()).sum::<usize>();
    }
    assert!(
        voted > 5 && silent > 10 && counted > voted && papers > 10,
        "{voted} {silent} {counted} {papers}"
    );
}
