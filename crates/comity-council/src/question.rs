//! What the solver is asked: proposals with their rules, who holds what position on them, and which exclude each other.

use std::collections::BTreeMap;

use comity_core::{At, CompactString, Loss, PartyId, Position, Problem, Rule, Snapshot, SourceId, Stance};
use rustc_hash::FxHashMap;

use crate::condition::{Condition, Named};

/// A question: everything in it refers to proposals and parties by their numbers.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The proposals, in the order of the source.
    pub asks: Vec<Ask>,
    /// Those who hold a position or made a proposal, by id.
    pub parties: Vec<PartyId>,
    /// Names to show, by party; the id where nothing better is known.
    pub names: Vec<CompactString>,
    /// Pairs of proposals of which at most one passes; the smaller number stands first.
    pub exclusions: Vec<(u32, u32)>,
}

/// A proposal.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Its id.
    pub id: CompactString,
    /// By which rule it is decided.
    pub rule: Rule,
    /// Who made it.
    pub by: Option<u32>,
    /// The positions on it, in the order of the parties.
    pub held: Vec<Held>,
}

/// A position.
#[derive(Clone, Debug)]
pub struct Held {
    /// Whose.
    pub party: u32,
    /// Which.
    pub stance: Stance,
    /// On what it depends; only of conditional ones.
    pub condition: Option<Condition<u32>>,
    /// How the condition is told, where not by the ids of the proposals in it.
    pub says: Option<CompactString>,
}

impl Held {
    /// What it is, given a set: accepted, refused, or neither.
    pub(crate) fn accepts(&self, rule: Rule, passes: &impl Fn(&u32) -> bool) -> Option<bool> {
        match (self.stance, &self.condition) {
            (Stance::Support, _) => Some(true),
            (Stance::Oppose, _) => Some(false),
            (Stance::Abstain, _) => rule.abstaining_refuses().then_some(false),
            (Stance::Undecided, _) => None,
            (Stance::Conditional, condition) => Some(condition.as_ref().is_some_and(|c| c.holds(passes))),
        }
    }
}

impl Question {
    /// Makes a question of what was read. `rule`, where given, holds for every proposal; without it each proposal has
    /// the rule of its own, and those without one are decided by consensus.
    ///
    /// # Errors
    /// Everything that stands in the way, each with file and line: a proposal that is named and isn't there, a condition
    /// that can't be read or is missing, two positions of one party on one proposal, a rule that is none.
    pub fn of(snapshot: &Snapshot, rule: Option<Rule>) -> Result<Question, Vec<Problem>> {
        let mut reader = Reader::new(snapshot);
        let mut question = Question::default();
        let mut parties: BTreeMap<&PartyId, u32> = BTreeMap::new();
        let makers = snapshot.proposals.iter().filter_map(|proposal| proposal.proposed_by.as_ref());
        for party in snapshot.positions.iter().map(|position| &position.party).chain(makers) {
            parties.entry(party).or_insert(0);
        }
        for (number, (party, at)) in (0..).zip(&mut parties) {
            *at = number;
            question.parties.push((*party).clone());
        }
        question.names = question.parties.iter().map(|party| shown(snapshot, party)).collect();
        for proposal in &snapshot.proposals {
            let own = match (rule, proposal.rule.as_str()) {
                (Some(rule), _) => rule,
                (None, "") => Rule::default(),
                (None, written) => written.parse().unwrap_or_else(|reason| {
                    reader.wrong(
                        (proposal.source, proposal.at),
                        "rule",
                        &proposal.id,
                        reason,
                        "correct it, or leave it out",
                    );
                    Rule::default()
                }),
            };
            let by = proposal.proposed_by.as_ref().and_then(|party| parties.get(party).copied());
            question.asks.push(Ask { id: proposal.id.clone(), rule: own, by, held: Vec::new() });
        }
        let mut held: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for position in &snapshot.positions {
            let place = (position.source, position.at);
            let who = position.party.as_str();
            let Some(proposal) = reader.proposal(&position.proposal, "proposal", who, place) else {
                continue;
            };
            let party = parties.get(&position.party).copied().unwrap_or_default();
            if let Some(line) = held.insert((party, proposal), position.at.line) {
                let reason =
                    format!("{who} has a position on `{}` in line {line} already", position.proposal);
                reader.wrong(place, "party", who, reason, "keep the one that holds now");
            }
            let condition = reader.condition(position);
            if let Some(ask) = question.asks.get_mut(proposal as usize) {
                ask.held.push(Held { party, stance: position.stance, condition, says: None });
            }
        }
        for exclusion in &snapshot.exclusions {
            let place = (exclusion.source, exclusion.at);
            let ends = [("a", &exclusion.a), ("b", &exclusion.b)]
                .map(|(column, id)| reader.proposal(id, column, "", place));
            if let [Some(a), Some(b)] = ends {
                if a == b {
                    let reason = format!("`{}` excludes itself", exclusion.a);
                    reader.wrong(
                        place,
                        "b",
                        &exclusion.a,
                        reason,
                        "name another proposal, or leave the line out",
                    );
                }
                question.exclusions.push((a.min(b), a.max(b)));
            }
        }
        question.exclusions.sort_unstable();
        question.exclusions.dedup();
        question.asks.iter_mut().for_each(|ask| ask.held.sort_by_key(|held| held.party));
        if reader.problems.is_empty() { Ok(question) } else { Err(reader.problems) }
    }
}

impl Question {
    /// The same, where parties are called by their ids.
    pub(crate) fn by_id(mut self) -> Question {
        self.names = self.parties.iter().map(|party| party.0.clone()).collect();
        self
    }
}

impl Ask {
    /// How many accept and refuse it, given a set.
    pub(crate) fn votes(&self, in_set: &impl Fn(&u32) -> bool) -> (usize, usize) {
        let votes = self.held.iter().filter_map(|held| held.accepts(self.rule, in_set));
        votes.fold((0, 0), |(yes, no), accepts| if accepts { (yes + 1, no) } else { (yes, no + 1) })
    }
}

/// The shortest alias in Latin capitals, else the name, else the id.
fn shown(snapshot: &Snapshot, party: &PartyId) -> CompactString {
    let Some(known) = snapshot.parties.iter().find(|known| known.id == *party) else {
        return party.0.clone();
    };
    known.short().clone()
}

struct Reader<'s> {
    snapshot: &'s Snapshot,
    numbers: FxHashMap<&'s str, u32>,
    problems: Vec<Problem>,
}

impl<'s> Reader<'s> {
    fn new(snapshot: &'s Snapshot) -> Self {
        let mut reader = Reader { snapshot, numbers: FxHashMap::default(), problems: Vec::new() };
        for (number, proposal) in (0..).zip(&snapshot.proposals) {
            if reader.numbers.insert(proposal.id.as_str(), number).is_some() {
                let place = (proposal.source, proposal.at);
                let reason = format!("the id `{}` is another proposal's already", proposal.id);
                reader.wrong(place, "id", &proposal.id, reason, "give every proposal an id of its own");
            }
        }
        reader
    }

    fn proposal(&mut self, id: &str, column: &str, row: &str, place: (SourceId, At)) -> Option<u32> {
        let found = self.numbers.get(id).copied();
        if found.is_none() {
            let reason = format!("no proposal has the id `{id}`");
            self.wrong(place, column, row, reason, "add it to the table of proposals, or correct the id");
        }
        found
    }

    fn condition(&mut self, position: &Position) -> Option<Condition<u32>> {
        let place = (position.source, position.at);
        let who = position.party.as_str();
        let wrong =
            |reader: &mut Self, reason: String, way: &str| reader.wrong(place, "condition", who, reason, way);
        match (position.stance, position.condition.as_str()) {
            (Stance::Conditional, "") => {
                wrong(
                    self,
                    "a conditional position has no condition".to_owned(),
                    "write one, as `p-a and not p-b`",
                );
                None
            }
            (Stance::Conditional, text) => match Condition::parse(text) {
                Ok(condition) => self.numbered(&condition, position),
                Err(error) => {
                    wrong(self, format!("`{text}`: {error}"), error.way_out);
                    None
                }
            },
            (_, "") => None,
            (stance, text) => {
                let reason =
                    format!("`{text}` stands as the condition of a position that is `{}`", stance.as_str());
                wrong(self, reason, "make the stance `conditional`, or take the condition out");
                None
            }
        }
    }

    fn numbered(&mut self, condition: &Condition<Named>, position: &Position) -> Option<Condition<u32>> {
        let number = &mut |named: &Named| self.numbers.get(named.id.as_str()).copied().ok_or(named.clone());
        match condition.named(number) {
            Ok(condition) => Some(condition),
            Err(named) => {
                let reason = format!(
                    "no proposal has the id `{}` at character {} of the condition",
                    named.id, named.at
                );
                let way = "add it to the table of proposals, or correct the condition";
                self.wrong((position.source, position.at), "condition", position.party.as_str(), reason, way);
                None
            }
        }
    }

    fn wrong(
        &mut self,
        (source, at): (SourceId, At),
        column: &str,
        row: &str,
        reason: String,
        way_out: &str,
    ) {
        let file = self.snapshot.sources.get(source.0 as usize);
        self.problems.push(Problem {
            file: file.map(|source| source.name.clone()).unwrap_or_default(),
            line: (at.line > 0).then_some(at.line),
            column: None,
            element: column.into(),
            identifier: row.into(),
            reason,
            way_out: way_out.to_owned(),
            loss: Loss::Record,
        });
    }
}
