//! Missing ties: two parties that work on the same needs and have no tie through which to talk, and who could bridge.
//!
//! A tie is anything that is in force on the day between the two, or between organs of theirs, in either direction,
//! unless it is curtailed. Sitting in one forum, or having members in common, is a bridge and no tie. Ties are only
//! missing where ties are told: without a table of ties nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Field, FindingKind, PartyKind, Says, Stance, Tie};
use comity_link::text::tokens;

use crate::{
    engine::Engine,
    evidence::push,
    finding::{Draft, draft},
    need,
    parties::PartyNo,
};

/// Words by which a rule opens a door to others.
const OPENS: [&str; 14] = [
    "guest",
    "guests",
    "invite",
    "invites",
    "inviting",
    "observer",
    "observers",
    "contacts",
    "partner",
    "partners",
    "liaison",
    "invited",
    "associate",
    "dialogue",
];

/// What a party does about the needs.
#[derive(Default)]
struct Stake {
    states: BTreeSet<u32>,
    works: BTreeMap<u32, Vec<u32>>, // need -> records
}

/// Pairs of parties with shared needs and no tie.
pub(crate) fn untied(engine: &Engine) -> Vec<Draft> {
    if !engine.options.wants(FindingKind::Untied) || engine.snapshot.ties.is_empty() {
        return Vec::new();
    }
    let stakes = stakes(engine);
    let parties: Vec<PartyNo> = stakes.keys().copied().collect();
    let mut out = Vec::new();
    for (at, a) in parties.iter().enumerate() {
        for b in &parties[at + 1..] {
            if !tied(engine, *a, *b) && !one_inside_the_other(engine, *a, *b) {
                out.extend(missing(engine, &stakes, *a, *b));
            }
        }
    }
    out
}

fn stakes(engine: &Engine) -> BTreeMap<PartyNo, Stake> {
    let mut out: BTreeMap<PartyNo, Stake> = BTreeMap::new();
    let counts = |party: PartyNo| {
        engine
            .parties
            .get(party)
            .is_some_and(|resolved| resolved.listed.is_some() && resolved.kind != PartyKind::State)
    };
    for need in need::needs(engine) {
        let Some(stated) = engine.snapshot.needs.get(need.number as usize) else { continue };
        for party in stated.stated_by.iter().filter_map(|id| engine.parties.find_word(id.as_str())) {
            let house = engine.parties.house(party);
            if counts(house) {
                out.entry(house).or_default().states.insert(need.number);
            }
        }
        for record in need.records {
            let house = engine.columns.view(record).house;
            if counts(house) {
                out.entry(house).or_default().works.entry(need.number).or_default().push(record);
            }
        }
    }
    out
}

/// The house of a party by its id.
fn house(engine: &Engine, id: &comity_core::PartyId) -> Option<PartyNo> {
    engine.parties.find_word(id.as_str()).map(|party| engine.parties.house(party))
}

fn in_force<'e>(engine: &'e Engine) -> impl Iterator<Item = &'e Tie> {
    engine.snapshot.ties.iter().filter(|tie| {
        tie.period.holds(engine.on)
            && !tie.kind.as_str().contains("curtail")
            && !tie.kind.as_str().contains("suspend")
    })
}

fn tied(engine: &Engine, a: PartyNo, b: PartyNo) -> bool {
    in_force(engine).any(|tie| {
        let ends = (house(engine, &tie.from), house(engine, &tie.to));
        ends == (Some(a), Some(b)) || ends == (Some(b), Some(a))
    })
}

/// An organ and its institution, a coalition and its own force: both have one house.
fn one_inside_the_other(engine: &Engine, a: PartyNo, b: PartyNo) -> bool {
    engine.parties.house(a) == engine.parties.house(b)
}

fn missing(engine: &Engine, stakes: &BTreeMap<PartyNo, Stake>, a: PartyNo, b: PartyNo) -> Option<Draft> {
    let (one, other) = (stakes.get(&a)?, stakes.get(&b)?);
    let mut evidence = Vec::new();
    let (mut shared, mut records, mut place) = (Vec::new(), Vec::new(), None);
    for (number, need) in (0_u32..).zip(&engine.snapshot.needs) {
        let by =
            |stake: &Stake| (stake.states.contains(&number), stake.works.get(&number).map_or(0, Vec::len));
        let ((states_a, works_a), (states_b, works_b)) = (by(one), by(other));
        if (!states_a && works_a == 0) || (!states_b && works_b == 0) {
            continue;
        }
        let said = if states_a && states_b { 2.0 } else { 0.7 };
        push(&mut evidence, Field::Need, Says::SharedNeed { need: need.title.value.clone() }, said);
        shared.push(need.id.clone());
        if works_a > 0 && works_b > 0 {
            let name =
                need.places.first().and_then(|place| place.names.first()).map(|name| name.value.clone());
            let activities = (works_a + works_b) as u32;
            let both = ((works_a.min(works_b) as f32) + 1.0).log2();
            push(
                &mut evidence,
                Field::Place,
                Says::CoPresent { place: name.clone().unwrap_or_default(), activities },
                both,
            );
            for stake in [one, other] {
                records.extend(latest(engine, stake.works.get(&number)));
            }
            place = place.or(name);
        } else if place.is_none() {
            place = need.places.first().and_then(|place| place.names.first()).map(|name| name.value.clone());
        }
    }
    if shared.is_empty() {
        return None;
    }
    let (left, right) = (engine.parties.id(a), engine.parties.id(b));
    push(
        &mut evidence,
        Field::Tie,
        Says::NoTie { left: engine.parties.short(a), right: engine.parties.short(b), on: engine.on },
        1.0,
    );
    let ways = bridges(engine, a, b);
    weigh_bridges(&mut evidence, &ways);
    let prior = -(stakes.len() as f32).log2();
    if evidence.iter().map(|line| line.weight).sum::<f64>() + f64::from(prior) <= 0.0 {
        return None;
    }
    push(&mut evidence, Field::Prior, crate::evidence::prior(prior), prior);
    records.sort_unstable();
    records.dedup();
    let (left_name, right_name) = (engine.parties.short(a), engine.parties.short(b));
    let gist = Says::UntiedGist {
        left: left_name,
        right: right_name,
        needs: titles(engine, &shared),
        on: engine.on,
    };
    let mut draft = draft(FindingKind::Untied, gist, records, crate::evidence::finish(evidence));
    draft.ways = ways;
    draft.parties = vec![left, right];
    draft.needs = shared;
    draft.place = place.map(Into::into);
    draft.period = Some(comity_core::Period { start: Some(engine.on), ..comity_core::Period::default() });
    draft.groups = Vec::new();
    Some(draft)
}

/// Somebody already asks for the tie: it is missed. Many members in common: they do meet, if not at one table.
fn weigh_bridges(evidence: &mut Vec<comity_core::Evidence>, ways: &[Says]) {
    let members = ways.iter().filter(|way| matches!(way, Says::BridgeMember { .. })).count();
    if let Some(first) = ways.iter().find(|way| matches!(way, Says::BridgeMember { .. })) {
        push(evidence, Field::Tie, first.clone(), -0.6 * (1.0 + members as f32).log2());
    }
    if let Some(proposal) = ways.iter().find(|way| matches!(way, Says::BridgeProposal { .. })) {
        push(evidence, Field::Tie, proposal.clone(), 2.0);
    }
}

/// The three records that begin last, by identifier where days are equal.
fn latest(engine: &Engine, records: Option<&Vec<u32>>) -> Vec<u32> {
    let mut out: Vec<u32> = records.cloned().unwrap_or_default();
    let id = |record: u32| engine.snapshot.records.get(record as usize).map_or("", |read| read.id.as_str());
    out.sort_by(|a, b| {
        let start = |record: u32| engine.columns.view(record).start;
        start(*b).cmp(&start(*a)).then_with(|| id(*a).cmp(id(*b)))
    });
    out.truncate(3);
    out
}

fn titles(engine: &Engine, needs: &[CompactString]) -> Vec<CompactString> {
    let of = |id: &CompactString| engine.snapshot.needs.iter().find(|need| need.id == *id);
    needs.iter().filter_map(of).map(|need| need.title.value.clone()).collect()
}

/// Who and what could bridge: forums and states tied to both, rules that open a door, proposals made and objections.
fn bridges(engine: &Engine, a: PartyNo, b: PartyNo) -> Vec<Says> {
    let mut out = Vec::new();
    let mut with: BTreeMap<PartyNo, (BTreeSet<CompactString>, BTreeSet<CompactString>)> = BTreeMap::new();
    for tie in in_force(engine) {
        let (Some(from), Some(to)) = (house(engine, &tie.from), house(engine, &tie.to)) else { continue };
        for (end, other) in [(from, to), (to, from)] {
            let said = CompactString::from(format!("{} {} {}", tie.from, tie.kind.as_str(), tie.to));
            if other == a {
                with.entry(end).or_default().0.insert(said.clone());
            }
            if other == b {
                with.entry(end).or_default().1.insert(said);
            }
        }
    }
    let first = |ties: &BTreeSet<CompactString>| ties.iter().next().cloned().unwrap_or_default();
    for (party, (left, right)) in &with {
        if *party != a && *party != b && !left.is_empty() && !right.is_empty() {
            let (party, name) = (engine.parties.id(*party), engine.parties.short(*party));
            out.push(Says::BridgeMember { party, name, left_tie: first(left), right_tie: first(right) });
        }
    }
    for instrument in &engine.snapshot.instruments {
        let binds =
            instrument.parties.iter().any(|party| house(engine, party).is_some_and(|p| p == a || p == b));
        let words = tokens(&format!("{} {}", instrument.title.value, instrument.obligation.value));
        if binds
            && instrument.period.holds(engine.on)
            && words.iter().any(|word| OPENS.contains(&word.as_str()))
        {
            out.push(Says::BridgeRule {
                instrument: instrument.id.clone(),
                title: instrument.title.value.clone(),
            });
        }
    }
    for proposal in &engine.snapshot.proposals {
        let end =
            |party: &Option<comity_core::PartyId>| party.as_ref().and_then(|party| house(engine, party));
        let ends = (end(&proposal.would_tie_from), end(&proposal.would_tie_to));
        if ends != (Some(a), Some(b)) && ends != (Some(b), Some(a)) {
            continue;
        }
        out.push(Says::BridgeProposal { proposal: proposal.id.clone(), title: proposal.title.value.clone() });
        let against = engine
            .snapshot
            .positions
            .iter()
            .filter(|p| p.proposal == proposal.id && p.stance == Stance::Oppose);
        let parties: Vec<CompactString> = against.map(|position| position.party.0.clone()).collect();
        if !parties.is_empty() {
            out.push(Says::ObjectedBy { parties, proposal: proposal.id.clone() });
        }
    }
    out
}
