//! Joint work by examples and by random acts: what is promised twice, counted once, seen by whom, and left behind.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a failure is the finding

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Day, Decimal, PartyId, Tlp};
use comity_council::joint::ready::{self, Holding};
use comity_council::joint::series::{self, Part, Series};
use comity_council::joint::work::{self, Begin, Role, Sight, Workspace};
use comity_council::joint::{Machine, Refused};
use proptest::prelude::*;

fn party(name: &str) -> PartyId {
    PartyId::from(name)
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn done<M: Machine>(machine: &mut M, acts: impl IntoIterator<Item = M::Act>) {
    for act in acts {
        let before = format!("{:?}", M::word(&act));
        machine.act(&act, Day(100)).unwrap_or_else(|refused| panic!("{before}: {refused}"));
    }
}

/// A drill led by csto; cis and sco joined, nato observes, eu was asked and is silent.
fn drill() -> Workspace {
    let mut work = Workspace::default();
    let partners = [party("cis"), party("sco"), party("eu")].into();
    let begin = Begin { title: "Joint border drill".into(), ..Begin::of(party("csto"), partners) };
    let joins = |name: &str| work::Act::Answer { party: party(name), joins: true, words: String::new() };
    done(
        &mut work,
        [
            work::Act::Begin(begin),
            work::Act::Ask { party: party("nato"), role: Role::Observer },
            joins("cis"),
            joins("sco"),
            joins("nato"),
            work::Act::Plan { what: "Field hospital".into(), cost: Some(Decimal::from(100)) },
            work::Act::Plan { what: "Umpires".into(), cost: None },
        ],
    );
    work
}

fn pledge(name: &str, line: usize, money: i64, through: Option<&str>) -> work::Act {
    work::Act::Pledge {
        party: party(name),
        line,
        words: "gives".into(),
        money: Some(Decimal::from(money)),
        through: through.map(party),
    }
}

#[test]
fn money_is_counted_once_and_open_again_when_its_giver_leaves() {
    let mut work = drill();
    let deliver = |share, money| work::Act::Deliver {
        party: party("cis"),
        share,
        money: Some(Decimal::from(money)),
        words: String::new(),
    };
    done(&mut work, [pledge("cis", 1, 60, Some("sco")), pledge("sco", 1, 40, None), deliver(1, 25)]);
    assert_eq!(work.funds(1).pledged, Decimal::from(100));
    assert_eq!((work.funds(1).open, work.funds(1).delivered), (Decimal::ZERO, Decimal::from(25)));
    assert_eq!(work.act(&deliver(1, 36), Day(101)), Err(Refused::OverDelivered));
    assert_eq!(work.act(&work::Act::Drop { line: 1 }, Day(101)), Err(Refused::Delivered));
    // the lead can't just go
    let leave = |name: &str| work::Act::Leave { party: party(name), words: "no means".into() };
    assert_eq!(work.act(&leave("csto"), Day(101)), Err(Refused::Leads(party("csto"))));
    done(&mut work, [leave("cis")]);
    let funds = work.funds(1);
    assert_eq!(
        (funds.pledged, funds.open),
        (Decimal::from(65), Decimal::from(35)),
        "25 were delivered and stay"
    );
    // what it sees stays as it was
    done(&mut work, [pledge("sco", 1, 35, None)]);
    let theirs = work.view(Some(&party("cis"))).expect("it saw it");
    assert_eq!((theirs.sight, theirs.shares.len()), (Sight::Past, 2));
    assert_eq!(work.act(&pledge("cis", 1, 1, None), Day(102)), Err(Refused::NoPartner(party("cis"))));
    // asked again and declining it still sees what it saw
    let ask = work::Act::Ask { party: party("cis"), role: Role::Partner };
    let answer = |joins| work::Act::Answer { party: party("cis"), joins, words: String::new() };
    done(&mut work, [ask.clone()]);
    assert_eq!(work.sight(Some(&party("cis"))), Some(Sight::Plan), "what it has to decide on");
    done(&mut work, [answer(false)]);
    assert_eq!(work.sight(Some(&party("cis"))), Some(Sight::Past));
    done(&mut work, [ask, answer(true)]);
    assert_eq!(work.view(Some(&party("cis"))).expect("a partner").shares.len(), 3);
}

#[test]
fn each_sees_what_is_theirs_to_see() {
    let mut work = drill();
    let only = [party("sco")].into();
    let note =
        |only| work::Act::Note { party: party("csto"), title: "Rules".into(), text: "…".into(), only };
    let report = |name: &str, value: i64| work::Act::Report {
        party: party(name),
        period: "2006".into(),
        figure: "posts".into(),
        value: Decimal::from(value),
        within: None,
    };
    done(&mut work, [note(BTreeSet::new()), note(only), report("csto", 3), report("sco", 4)]);
    let view = |work: &Workspace, name: &str| work.view(Some(&party(name)));
    assert_eq!(view(&work, "sco").expect("a partner").notes.len(), 2);
    assert_eq!(view(&work, "cis").expect("a partner").notes.len(), 1);
    let nato = view(&work, "nato").expect("an observer");
    assert!(nato.notes.is_empty() && nato.lines.is_empty() && nato.reporting.is_empty());
    let eu = view(&work, "eu").expect("asked");
    assert_eq!((eu.sight, eu.lines.len(), eu.shares.len()), (Sight::Plan, 2, 0));
    assert_eq!(view(&work, "osce"), None);
    assert_eq!(work.view(None), None);
    done(&mut work, [work::Act::Publish { period: "2006".into(), words: String::new() }]);
    let nato = view(&work, "nato").expect("an observer");
    assert_eq!(nato.published[0].figures[0].total, Decimal::from(7));
    assert!(nato.published[0].figures[0].rows.is_empty(), "who said what is the partners'");
    assert_eq!(work.act(&report("csto", 9), Day(102)), Err(Refused::Closed("2006".into())));
    done(&mut work, [work::Act::Reopen { period: "2006".into() }, report("csto", 9)]);
    assert_eq!(work.counted("2006")[0].total, Decimal::from(13));
    assert_eq!(view(&work, "sco").expect("a partner").published.len(), 1, "what was given stays on record");
}

#[test]
fn an_observer_becomes_a_partner_where_it_sits() {
    let mut work = drill();
    let ask = |role| work::Act::Ask { party: party("nato"), role };
    let answer = |joins| work::Act::Answer { party: party("nato"), joins, words: String::new() };
    let sight = |work: &Workspace| work.sight(Some(&party("nato")));
    assert_eq!(work.act(&ask(Role::Observer), Day(101)), Err(Refused::Partner(party("nato"))));
    done(&mut work, [ask(Role::Partner)]);
    assert_eq!(work.act(&ask(Role::Partner), Day(101)), Err(Refused::Asked(party("nato"))));
    assert_eq!(sight(&work), Some(Sight::Plan), "what it has to decide on");
    let seen_by = |name: &str| work.view(Some(&party(name))).expect("seen").partners[&party("nato")].raised;
    assert_eq!((seen_by("nato"), seen_by("cis")), (Some(Day(100)), Some(Day(100))));
    assert_eq!(seen_by("eu"), None, "whom else the lead asks is the partners' matter");
    assert_eq!(work.act(&pledge("nato", 1, 1, None), Day(101)), Err(Refused::NoPartner(party("nato"))));
    done(&mut work, [answer(false)]);
    assert_eq!(sight(&work), Some(Sight::Outline), "it goes on observing");
    done(&mut work, [ask(Role::Partner), answer(true), pledge("nato", 1, 1, None)]);
    assert_eq!(sight(&work), Some(Sight::Whole));
}

/// Figures of one period: who says how much, and within whose.
fn figures() -> impl Strategy<Value = Vec<(u8, i64, Option<u8>)>> {
    proptest::collection::vec((0..4_u8, 0..1000_i64, proptest::option::of(0..4_u8)), 1..12)
}

/// What is counted by the rule's words: everybody's figure but those that somebody else's who said one holds.
fn counted_by_words(said: &BTreeMap<u8, (i64, Option<u8>)>) -> i64 {
    said.values()
        .filter(|(_, within)| within.is_none_or(|within| !said.contains_key(&within)))
        .map(|(value, _)| value)
        .sum()
}

proptest! {
    #[test]
    fn figures_are_counted_once(said in figures()) {
        let mut work = Workspace::default();
        let names: Vec<PartyId> = (0..4).map(|n| party(&format!("q{n}"))).collect();
        let partners = names[1..].iter().cloned().collect();
        work.act(&work::Act::Begin(Begin { title: "x".into(), ..Begin::of(names[0].clone(), partners) }), Day(0)).expect("begun");
        for name in &names[1..] {
            work.act(&work::Act::Answer { party: name.clone(), joins: true, words: String::new() }, Day(0)).expect("joined");
        }
        let mut held: BTreeMap<u8, (i64, Option<u8>)> = BTreeMap::new();
        for (who, value, within) in said {
            let act = work::Act::Report {
                party: names[usize::from(who)].clone(),
                period: "2006".into(),
                figure: "posts".into(),
                value: Decimal::from(value),
                within: within.map(|within| names[usize::from(within)].clone()),
            };
            // a circle is one that following `within` from the new figure comes back to it
            let mut next = held.clone();
            next.insert(who, (value, within));
            let mut at = within;
            let mut steps = 0;
            while let Some(party) = at {
                steps += 1;
                if party == who || steps > 8 { break; }
                at = next.get(&party).and_then(|(_, within)| *within);
            }
            let circle = at.is_some();
            match work.act(&act, Day(1)) {
                Ok(()) => {
                    prop_assert!(!circle);
                    held = next;
                }
                Err(refused) => {
                    prop_assert_eq!(refused, Refused::Circle);
                    prop_assert!(circle);
                }
            }
            if !held.is_empty() {
                let counted = &work.counted("2006")[0];
                prop_assert_eq!(counted.total, Decimal::from(counted_by_words(&held)));
                prop_assert_eq!(counted.said, held.values().map(|(value, _)| Decimal::from(*value)).sum::<Decimal>());
                // nothing is lost: what isn't counted leads to something that is
                prop_assert!(counted.rows.iter().any(|(_, counts)| *counts));
            }
        }
    }

    #[test]
    fn what_is_promised_twice_is_found_day_by_day(
        quantity in 1..4_u32,
        (start, length) in (0..10_i32, proptest::option::of(0..20_i32)),
        promises in proptest::collection::vec((1..3_u32, 0..30_i32, 0..8_i32, any::<bool>()), 0..8),
    ) {
        let mut held = Holding::default();
        let end = length.map(|length| Day(start + length));
        let terms = ready::Terms { quantity, readiness: 5, start: Day(start), end, place: String::new() };
        held.act(&ready::Act::Hold {
            holder: party("csto"), title: "Helicopters".into(), sort: ready::Sort::Equipment, unit: String::new(),
            label: Tlp::Amber, earmarked: None, terms,
        }, Day(0)).expect("held");
        for (number, (quantity, from, length, released)) in (1..).zip(&promises) {
            held.act(&ready::Act::Promise {
                to: party("cis"), what: "drill".into(), quantity: *quantity, start: Day(*from), end: Day(from + length), label: Tlp::Amber,
            }, Day(0)).expect("promised");
            if *released {
                held.act(&ready::Act::Release { promise: number, words: String::new() }, Day(0)).expect("released");
            }
        }
        let clashes = held.clashes();
        for at in -2..45 {
            let covering: BTreeSet<usize> = (1..).zip(&promises)
                .filter(|(_, (_, from, length, released))| !released && *from <= at && at <= from + length)
                .map(|(number, _)| number).collect();
            let promised: u64 = covering.iter().map(|number| u64::from(promises[number - 1].0)).sum();
            let there = at >= start && end.is_none_or(|end| Day(at) <= end);
            let held = if there { quantity } else { 0 };
            let clash: Vec<_> = clashes.iter().filter(|one| one.start <= Day(at) && Day(at) <= one.end).collect();
            if promised > u64::from(held) {
                prop_assert_eq!(clash.len(), 1, "day {}", at);
                prop_assert_eq!((clash[0].promised, clash[0].held, &clash[0].promises), (promised, held, &covering));
            } else {
                prop_assert!(clash.is_empty(), "day {}", at);
            }
        }
        // as few as can be: neighbours differ
        for pair in clashes.windows(2) {
            prop_assert!(pair[0].end.0 + 1 < pair[1].start.0 || pair[0].promises != pair[1].promises || pair[0].held != pair[1].held);
        }
    }
}

#[test]
fn what_is_held_goes_from_hand_to_hand_with_its_promises() {
    let mut held = Holding::default();
    let terms = ready::Terms {
        quantity: 2,
        readiness: 10,
        start: day("2006-01-01"),
        end: None,
        place: "Kant".into(),
    };
    let promise = |to: &str, label| ready::Act::Promise {
        to: party(to),
        what: "flood relief".into(),
        quantity: 2,
        start: day("2006-05-01"),
        end: day("2006-05-31"),
        label,
    };
    let offer = ready::Act::Offer { to: party("ru"), words: String::new() };
    let answer =
        |name: &str, takes| ready::Act::Answer { party: party(name), takes, words: "no crews".into() };
    done(
        &mut held,
        [
            ready::Act::Hold {
                holder: party("kg"),
                title: "Rescue helicopters".into(),
                sort: ready::Sort::Equipment,
                unit: "helicopters".into(),
                label: Tlp::Amber,
                earmarked: Some(party("csto")),
                terms,
            },
            promise("un", Tlp::Amber),
            promise("osce", Tlp::Amber),
        ],
    );
    let un = held.view(Some(&party("un"))).expect("promised");
    assert_eq!(un.clashes.len(), 1, "it is told that more is promised than is held");
    assert_eq!(un.promises.iter().filter(|one| one.whole.is_none()).count(), 1, "not to whom");
    let named = format!("{:?}", un.promises);
    assert!(!named.contains("osce"), "{named}");
    assert!(
        held.view(Some(&party("csto"))).expect("earmarked").clashes.is_empty(),
        "it sees neither promise"
    );
    assert_eq!(held.view(Some(&party("nato"))), None);
    done(&mut held, [offer.clone()]);
    assert_eq!(held.act(&answer("un", true), Day(1)), Err(Refused::NotOffered(party("un"))));
    assert_eq!(
        held.view(Some(&party("ru"))).expect("offered").promises.len(),
        2,
        "they would be its to keep"
    );
    done(&mut held, [answer("ru", false)]);
    assert_eq!(held.holder(), Some(&party("kg")));
    assert_eq!(held.view(Some(&party("ru"))), None);
    done(&mut held, [offer, answer("ru", true)]);
    assert_eq!((held.holder(), held.keeper()), (Some(&party("ru")), Some(&party("ru"))));
    let before = held.view(Some(&party("kg"))).expect("it held it");
    assert!(!before.holds && before.promises.iter().all(|one| one.whole.is_none()));
}

#[test]
fn lessons_are_taken_up_later_and_read_by_who_took_part() {
    let mut series = Series::default();
    let edition = |name: &str, start: &str, parts: &[(&str, Part)]| series::Act::Edition {
        edition: name.into(),
        held: series::Held {
            start: day(start),
            end: day(start),
            place: String::new(),
            words: String::new(),
            record: None,
        },
        parts: parts.iter().map(|(name, part)| (party(name), *part)).collect(),
    };
    let learn = |name: &str, edition: &str| series::Act::Learn {
        party: party(name),
        edition: edition.into(),
        words: "One radio net".into(),
    };
    let take_up =
        |edition: &str| series::Act::TakeUp { lesson: 1, edition: edition.into(), words: String::new() };
    done(
        &mut series,
        [
            series::Act::Begin {
                keeper: party("csto"),
                title: "Rubezh".into(),
                text: String::new(),
                sort: series::Sort::Exercise,
                label: Tlp::Green,
            },
            edition("2005", "2005-04-02", &[("kz", Part::Host), ("cn", Part::Observer)]),
            edition("2004", "2004-08-03", &[("kz", Part::Participant)]),
            learn("kz", "2004"),
        ],
    );
    assert_eq!(series.act(&learn("uz", "2004"), Day(1)), Err(Refused::NoPartner(party("uz"))));
    assert_eq!(series.act(&take_up("2004"), Day(1)), Err(Refused::NotLater));
    assert_eq!(series.act(&take_up("2006"), Day(1)), Err(Refused::NoEdition("2006".into())));
    done(&mut series, [take_up("2005")]);
    let names =
        |view: &series::View| view.editions.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
    let cn = series.view(Some(&party("cn"))).expect("it looked on");
    assert_eq!((names(&cn), cn.lessons.len()), (vec!["2004".to_owned(), "2005".to_owned()], 1));
    let nato = series.view(Some(&party("nato"))).expect("it travels");
    assert!(nato.lessons.is_empty());
}

/// Acts in a joint activity, as they come.
fn any_act() -> impl Strategy<Value = work::Act> {
    let who = || (0..4_u8).prop_map(|n| party(&format!("q{n}")));
    let money = || (-1..50_i64).prop_map(|n| Some(Decimal::from(n)));
    prop_oneof![
        (who(), any::<bool>()).prop_map(|(party, observes)| work::Act::Ask {
            party,
            role: if observes { Role::Observer } else { Role::Partner }
        }),
        (who(), any::<bool>()).prop_map(|(party, joins)| work::Act::Answer {
            party,
            joins,
            words: String::new()
        }),
        who().prop_map(|party| work::Act::Leave { party, words: "x".into() }),
        who().prop_map(|party| work::Act::Lead { party }),
        money().prop_map(|cost| work::Act::Plan { what: "line".into(), cost }),
        (0..4_usize).prop_map(|line| work::Act::Drop { line }),
        (who(), 0..4_usize, money(), proptest::option::of(who())).prop_map(
            |(party, line, money, through)| {
                work::Act::Pledge { party, line, words: "x".into(), money, through }
            }
        ),
        (who(), 0..6_usize).prop_map(|(party, share)| work::Act::TakeBack { party, share }),
        (who(), 0..6_usize, money()).prop_map(|(party, share, money)| {
            work::Act::Deliver { party, share, money, words: "x".into() }
        }),
        (who(), 0..3_u8).prop_map(|(party, n)| work::Act::Lay { party, record: format!("r{n}").into() }),
        (who(), who()).prop_map(|(party, one)| {
            work::Act::Note { party, title: "n".into(), text: String::new(), only: [one].into() }
        }),
    ]
}

proptest! {
    #[test]
    fn joint_activities_keep_their_rules(acts in proptest::collection::vec(any_act(), 0..60)) {
        let mut work = Workspace::default();
        let begin = Begin { title: "x".into(), ..Begin::of(party("q0"), [party("q1"), party("q2")].into()) };
        work.act(&work::Act::Begin(begin), Day(0)).expect("begun");
        let all: Vec<PartyId> = (0..4).map(|n| party(&format!("q{n}"))).collect();
        for (at, act) in (1..).zip(acts) {
            let before = work.clone();
            let delivered = before.all_funds().delivered;
            let seen: Vec<_> = all.iter().map(|one| before.view(Some(one))).collect();
            if work.act(&act, Day(at)).is_err() {
                prop_assert_eq!(&work, &before, "what is refused changes nothing");
                continue;
            }
            // what was delivered is never lost
            prop_assert!(work.all_funds().delivered >= delivered);
            let lead = work.keeper().expect("a lead").clone();
            for (one, seen) in all.iter().zip(seen) {
                let now = work.view(Some(one));
                // who left sees nothing of what came after
                if seen.as_ref().is_some_and(|seen| seen.sight == Sight::Past)
                    && now.as_ref().is_some_and(|now| now.sight == Sight::Past)
                {
                    prop_assert_eq!(&seen, &now);
                }
                // a paper for one is read by that one and who wrote it
                if let Some(now) = &now {
                    for note in &now.notes {
                        prop_assert!(note.only.contains(one) || note.party == *one);
                    }
                    if now.sight <= Sight::Plan {
                        prop_assert!(now.shares.is_empty() && now.laid.is_empty());
                    }
                }
            }
            let view = work.view(Some(&lead)).expect("who leads sees it");
            prop_assert_eq!(view.sight, Sight::Whole, "who leads is a partner");
            // a record lies there once, and is its party's while that is a partner
            let mut lying = BTreeSet::new();
            for laid in work.dossier() {
                prop_assert!(lying.insert(laid.record.clone()));
                prop_assert!(view.partners[&laid.party].is_in());
            }
            for (_, share) in &view.shares {
                prop_assert!(share.paid() <= share.money);
                prop_assert!(share.lapsed.is_some() || view.partners[&share.party].is_in());
            }
            // acts that were kept make the same again
            let json = serde_json::to_string(&act).expect("JSON");
            prop_assert_eq!(&serde_json::from_str::<work::Act>(&json).expect("read again"), &act);
        }
    }
}
