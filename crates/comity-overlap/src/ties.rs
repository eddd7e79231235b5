//! Missing ties: two parties that work on the same needs and have no tie through which to talk, and who could bridge.
//!
//! A tie is anything that is in force on the day between the two, or between organs of theirs, in either direction,
//! unless it is curtailed. Sitting in one forum, or having members in common, is a bridge and no tie. Ties are only
//! missing where ties are told: without a table of ties nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{
    CompactString, Day, Field, Finding, FindingKind, Instrument, PartyId, PartyKind, Position, Proposal,
    Says, Snapshot, Stance, Tie,
};
use comity_link::text::tokens;
use rustc_hash::FxHashMap;

use crate::{
    engine::Engine,
    evidence::push,
    finding::{Draft, draft},
    need,
    parties::{Parties, PartyNo},
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

/// Records of each side that a finding shows for a need.
const LATEST: usize = 3;

/// What stands between the parties: the part of a snapshot that can change without any record changing.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Relations<'s> {
    pub ties: &'s [Tie],
    pub instruments: &'s [Instrument],
    pub proposals: &'s [Proposal],
    pub positions: &'s [Position],
}

impl<'s> Relations<'s> {
    /// Those of a snapshot.
    pub fn of(snapshot: &'s Snapshot) -> Self {
        Relations {
            ties: &snapshot.ties,
            instruments: &snapshot.instruments,
            proposals: &snapshot.proposals,
            positions: &snapshot.positions,
        }
    }
}

/// The relations as they are on a day, between houses: an organ's ties are its institution's.
pub struct Network<'s> {
    /// The day.
    pub on: Day,
    /// All that they were made of.
    pub relations: Relations<'s>,
    beside: BTreeMap<PartyNo, BTreeMap<PartyNo, Vec<&'s Tie>>>,
    /// Instruments in force that open a door to others, with the houses that they bind.
    doors: Vec<(&'s Instrument, BTreeSet<PartyNo>)>,
    /// Proposals by the houses that they would tie.
    proposed: BTreeMap<(PartyNo, PartyNo), Vec<&'s Proposal>>,
}

impl<'s> Network<'s> {
    /// Draws it.
    pub fn of(parties: &Parties, relations: Relations<'s>, on: Day) -> Network<'s> {
        let mut known: FxHashMap<&'s str, Option<PartyNo>> = FxHashMap::default();
        let mut house = |id: &'s PartyId| {
            let id = id.as_str();
            *known.entry(id).or_insert_with(|| parties.find_word(id).map(|party| parties.house(party)))
        };
        let mut network =
            Network { on, relations, beside: BTreeMap::new(), doors: Vec::new(), proposed: BTreeMap::new() };
        for tie in relations.ties.iter().filter(|tie| in_force(tie, on)) {
            if let (Some(from), Some(to)) = (house(&tie.from), house(&tie.to)) {
                network.beside.entry(from).or_default().entry(to).or_default().push(tie);
                if from != to {
                    network.beside.entry(to).or_default().entry(from).or_default().push(tie);
                }
            }
        }
        for instrument in relations.instruments {
            if instrument.period.holds(on) && opens_a_door(instrument) {
                let binds = instrument.parties.iter().filter_map(&mut house).collect();
                network.doors.push((instrument, binds));
            }
        }
        for proposal in relations.proposals {
            let ends = [&proposal.would_tie_from, &proposal.would_tie_to];
            if let [Some(a), Some(b)] = ends.map(|end| end.as_ref().and_then(&mut house)) {
                network.proposed.entry((a.min(b), a.max(b))).or_default().push(proposal);
            }
        }
        network
    }

    /// The ties in force between two houses, in either direction.
    pub fn between(&self, a: PartyNo, b: PartyNo) -> &[&'s Tie] {
        self.beside.get(&a).and_then(|others| others.get(&b)).map_or(&[], Vec::as_slice)
    }

    /// The houses that one is tied to, with the ties.
    pub fn around(&self, house: PartyNo) -> impl Iterator<Item = (PartyNo, &[&'s Tie])> {
        self.beside.get(&house).into_iter().flatten().map(|(other, ties)| (*other, ties.as_slice()))
    }

    /// Rules in force that open a door to others and bind one of two houses.
    pub fn doors(&self, a: PartyNo, b: PartyNo) -> impl Iterator<Item = &'s Instrument> {
        let binds = move |(_, houses): &&(&'s Instrument, BTreeSet<PartyNo>)| {
            houses.contains(&a) || houses.contains(&b)
        };
        self.doors.iter().filter(binds).map(|(instrument, _)| *instrument)
    }

    /// Proposals that would tie two houses.
    pub fn proposed(&self, a: PartyNo, b: PartyNo) -> &[&'s Proposal] {
        self.proposed.get(&(a.min(b), a.max(b))).map_or(&[], Vec::as_slice)
    }
}

/// Whether a tie holds on a day: a curtailed one doesn't.
pub fn in_force(tie: &Tie, on: Day) -> bool {
    let kind = tie.kind.as_str();
    tie.period.holds(on) && !kind.contains("curtail") && !kind.contains("suspend")
}

/// Whether an instrument speaks of how others come in: as guests, observers, partners, by contacts.
pub fn opens_a_door(instrument: &Instrument) -> bool {
    let words = tokens(&format!("{} {}", instrument.title.value, instrument.obligation.value));
    words.iter().any(|word| OPENS.contains(&word.as_str()))
}

/// What each house does about the needs; states are left out, they are who the institutions are made of.
#[derive(Clone, Debug, Default)]
pub struct Stakes(BTreeMap<PartyNo, Stake>);

/// What a party does about the needs.
#[derive(Clone, Debug, Default)]
pub struct Stake {
    /// Needs that it states, by their numbers in the snapshot.
    pub states: BTreeSet<u32>,
    /// Needs that records of it answer, with the records: the latest begun first, by identifier where days are equal.
    pub works: BTreeMap<u32, Vec<u32>>,
}

impl Stakes {
    /// The houses that state a need or work on one.
    pub fn houses(&self) -> impl Iterator<Item = (PartyNo, &Stake)> {
        self.0.iter().map(|(house, stake)| (*house, stake))
    }

    /// What one of them does.
    pub fn of(&self, house: PartyNo) -> Option<&Stake> {
        self.0.get(&house)
    }
}

/// Pairs of parties with shared needs and no tie; where `touching` is given only pairs with one of these houses.
pub(crate) fn untied(
    engine: &Engine,
    stakes: &Stakes,
    network: &Network<'_>,
    touching: Option<&BTreeSet<PartyNo>>,
) -> Vec<Draft> {
    let parties: Vec<PartyNo> = stakes.0.keys().copied().collect();
    let asked = |a, b| touching.is_none_or(|houses| houses.contains(a) || houses.contains(b));
    let mut out = Vec::new();
    for (at, a) in parties.iter().enumerate() {
        for b in parties[at + 1..].iter().filter(|b| asked(a, *b)) {
            if network.between(*a, *b).is_empty() && !one_inside_the_other(engine, *a, *b) {
                out.extend(missing(engine, stakes, network, *a, *b));
            }
        }
    }
    out
}

impl Engine<'_> {
    /// What each house does about the needs.
    pub fn stakes(&self) -> Stakes {
        stakes(self)
    }

    /// The findings of missing ties under some relations, the heaviest first; none where no tie is told of. Where `touching` is given only
    /// those of pairs with one of these houses.
    pub fn untied(
        &self,
        stakes: &Stakes,
        network: &Network<'_>,
        touching: Option<&BTreeSet<PartyNo>>,
    ) -> Vec<Finding> {
        if network.relations.ties.is_empty() {
            return Vec::new();
        }
        let drafts = untied(self, stakes, network, touching);
        let mut out: Vec<Finding> =
            drafts.into_iter().map(|draft| crate::finding::finish(self, draft)).collect();
        out.sort_by(|one, other| {
            other.weight.total_cmp(&one.weight).then_with(|| one.parties.cmp(&other.parties))
        });
        out
    }
}

fn stakes(engine: &Engine) -> Stakes {
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
    let begins = |record: u32| std::cmp::Reverse(engine.columns.view(record).start);
    let id = |record: u32| engine.snapshot.records.get(record as usize).map_or("", |read| read.id.as_str());
    for records in out.values_mut().flat_map(|stake| stake.works.values_mut()) {
        records.sort_by(|a, b| begins(*a).cmp(&begins(*b)).then_with(|| id(*a).cmp(id(*b))));
    }
    Stakes(out)
}

/// An organ and its institution, a coalition and its own force: both have one house.
fn one_inside_the_other(engine: &Engine, a: PartyNo, b: PartyNo) -> bool {
    engine.parties.house(a) == engine.parties.house(b)
}

fn missing(engine: &Engine, stakes: &Stakes, network: &Network<'_>, a: PartyNo, b: PartyNo) -> Option<Draft> {
    let (one, other) = (stakes.of(a)?, stakes.of(b)?);
    let on = network.on;
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
                records.extend(stake.works.get(&number).into_iter().flatten().take(LATEST));
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
        Says::NoTie { left: engine.parties.short(a), right: engine.parties.short(b), on },
        1.0,
    );
    let ways = bridges(engine, network, a, b);
    weigh_bridges(&mut evidence, &ways);
    let prior = -(stakes.0.len() as f32).log2();
    if evidence.iter().map(|line| line.weight).sum::<f64>() + f64::from(prior) <= 0.0 {
        return None;
    }
    push(&mut evidence, Field::Prior, crate::evidence::prior(prior), prior);
    records.sort_unstable();
    records.dedup();
    let (left_name, right_name) = (engine.parties.short(a), engine.parties.short(b));
    let gist = Says::UntiedGist { left: left_name, right: right_name, needs: titles(engine, &shared), on };
    let mut draft = draft(FindingKind::Untied, gist, records, crate::evidence::finish(evidence));
    draft.ways = ways;
    draft.parties = vec![left, right];
    draft.needs = shared;
    draft.place = place.map(Into::into);
    draft.period = Some(comity_core::Period { start: Some(on), ..comity_core::Period::default() });
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

fn titles(engine: &Engine, needs: &[CompactString]) -> Vec<CompactString> {
    let of = |id: &CompactString| engine.snapshot.needs.iter().find(|need| need.id == *id);
    needs.iter().filter_map(of).map(|need| need.title.value.clone()).collect()
}

/// Who and what could bridge: forums and states tied to both, rules that open a door, proposals made and objections.
fn bridges(engine: &Engine, network: &Network<'_>, a: PartyNo, b: PartyNo) -> Vec<Says> {
    let mut out = Vec::new();
    let said = |tie: &&Tie| CompactString::from(format!("{} {} {}", tie.from, tie.kind.as_str(), tie.to));
    let first = |ties: &[&Tie]| ties.iter().map(said).min().unwrap_or_default();
    for (party, left) in network.around(a) {
        let right = network.between(party, b);
        if party != a && party != b && !right.is_empty() {
            let (left_tie, right_tie) = (first(left), first(right));
            let (party, name) = (engine.parties.id(party), engine.parties.short(party));
            out.push(Says::BridgeMember { party, name, left_tie, right_tie });
        }
    }
    for instrument in network.doors(a, b) {
        out.push(Says::BridgeRule {
            instrument: instrument.id.clone(),
            title: instrument.title.value.clone(),
        });
    }
    for proposal in network.proposed(a, b) {
        out.push(Says::BridgeProposal { proposal: proposal.id.clone(), title: proposal.title.value.clone() });
        let positions = network.relations.positions.iter();
        let against = positions.filter(|p| p.proposal == proposal.id && p.stance == Stance::Oppose);
        let parties: Vec<CompactString> = against.map(|position| position.party.0.clone()).collect();
        if !parties.is_empty() {
            out.push(Says::ObjectedBy { parties, proposal: proposal.id.clone() });
        }
    }
    out
}
