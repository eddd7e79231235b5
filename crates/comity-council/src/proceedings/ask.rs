//! The question of which proposals can pass together, as the positions stand.

use std::cell::Cell;

use comity_core::{CompactString, PartyId, Stance};

use super::{Council, Matter, Refused, Taken};
use crate::{
    condition::{Condition, Named},
    question::{Ask, Held, Question},
};

/// Between the party and the proposal of another's acceptance: `ru@p-a`.
const OF: char = '@';
/// How many proposals all conditions may name together, those of others' acceptances written out.
const WRITTEN_OUT: usize = 20_000;

impl Council {
    /// Refuses a condition that can't be read, names no proposal that is there, or turns another party's acceptance into its contrary:
    /// two that each wait for the other's refusal could never be told.
    pub(super) fn readable(&self, text: &str) -> Result<(), Refused> {
        let condition = Condition::parse(text)
            .map_err(|error| Refused::Condition(format!("{error}: {}", error.way_out)))?;
        let mut unknown = None;
        condition.each(&mut |named: &Named| {
            let proposal = split(&named.id).map_or(named.id.as_str(), |(_, proposal)| proposal);
            if !self.matters.contains_key(proposal) && unknown.is_none() {
                unknown = Some(CompactString::from(proposal));
            }
        });
        if let Some(unknown) = unknown {
            return Err(Refused::NoProposal(unknown));
        }
        if turned(&condition, true) {
            let reason = "`not` stands before another party's acceptance: name a proposal there";
            return Err(Refused::Condition(reason.to_owned()));
        }
        Ok(())
    }

    /// What the solver is asked: all proposals that can still be decided, with the positions that `reader` may know. `name` says how a party
    /// is shown.
    ///
    /// A condition on a proposal that is decided is true, on one that was withdrawn false. `ru@p-a` is true where `ru` supports `p-a`, and
    /// stands for the condition of `ru` where that is conditional; two that wait for each other both accept.
    pub fn question(&self, reader: Option<&PartyId>, name: impl Fn(&PartyId) -> CompactString) -> Question {
        self.written_out(reader, name).0
    }

    /// Refuses positions whose conditions lead through too many others' to be written out.
    pub(super) fn followable(&self, party: &PartyId) -> Result<(), Refused> {
        let followed =
            [None, Some(party)].iter().all(|reader| self.written_out(*reader, |id| id.0.clone()).1);
        if followed {
            return Ok(());
        }
        let reason = "it leads through too many conditions of others: name proposals instead of acceptances";
        Err(Refused::Condition(reason.to_owned()))
    }

    /// The question, and whether all conditions in it are whole.
    fn written_out(
        &self,
        reader: Option<&PartyId>,
        name: impl Fn(&PartyId) -> CompactString,
    ) -> (Question, bool) {
        let open: Vec<(&CompactString, &Matter)> =
            self.matters.iter().filter(|(_, matter)| matter.is_open()).collect();
        let mut parties: Vec<&PartyId> = open
            .iter()
            .flat_map(|(_, matter)| {
                matter.held(reader).into_keys().chain(matter.draft.by.as_ref()).collect::<Vec<_>>()
            })
            .collect();
        parties.sort_unstable();
        parties.dedup();
        let known = Known { council: self, reader, open: &open, left: Cell::new(WRITTEN_OUT) };
        let number =
            |party: &PartyId| parties.binary_search(&party).ok().and_then(|at| u32::try_from(at).ok());
        let asks = open.iter().map(|(id, matter)| {
            let held = matter.held(reader).into_iter().filter_map(|(party, taken)| {
                let (stance, condition) = known.meant(taken, &mut vec![(party, id)]);
                Some(Held { party: number(party)?, stance, condition, says: known.says(taken) })
            });
            let by = matter.draft.by.as_ref().and_then(number);
            Ask { id: (*id).clone(), rule: matter.rule, by, held: held.collect() }
        });
        let asks: Vec<Ask> = asks.collect();
        let excluded = self.exclusions.iter().filter_map(|(a, b)| Some((known.number(a)?, known.number(b)?)));
        let mut exclusions: Vec<(u32, u32)> = excluded.map(|(a, b)| (a.min(b), a.max(b))).collect();
        exclusions.sort_unstable();
        let whole = known.left.get() > 0;
        let names = parties.iter().map(|party| name(party)).collect();
        let parties = parties.iter().map(|party| (*party).clone()).collect();
        (Question { asks, names, parties, exclusions }, whole)
    }
}

/// Party and proposal of another's acceptance.
fn split(id: &str) -> Option<(&str, &str)> {
    id.split_once(OF).filter(|(party, proposal)| !party.is_empty() && !proposal.is_empty())
}

/// Whether somewhere the contrary of an acceptance is meant.
fn turned(condition: &Condition<Named>, upright: bool) -> bool {
    match condition {
        Condition::Passes(named) => !upright && split(&named.id).is_some(),
        Condition::Not(inner) => turned(inner, !upright),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(|part| turned(part, upright)),
    }
}

/// True of every set.
fn always() -> Condition<u32> {
    Condition::And(Vec::new())
}

/// True of no set.
fn never() -> Condition<u32> {
    Condition::Or(Vec::new())
}

struct Known<'c> {
    council: &'c Council,
    reader: Option<&'c PartyId>,
    open: &'c [(&'c CompactString, &'c Matter)],
    /// How many more names may be written out.
    left: Cell<usize>,
}

impl<'c> Known<'c> {
    fn number(&self, proposal: &str) -> Option<u32> {
        let at = self.open.binary_search_by(|(id, _)| id.as_str().cmp(proposal)).ok()?;
        u32::try_from(at).ok()
    }

    /// What a position is to the solver. `above` are the acceptances that are being looked at.
    fn meant(
        &self,
        taken: &'c Taken,
        above: &mut Vec<(&'c PartyId, &'c str)>,
    ) -> (Stance, Option<Condition<u32>>) {
        if taken.stance != Stance::Conditional {
            return (taken.stance, None);
        }
        // asks for another text: not met as long as the party says so
        let Ok(condition) = Condition::parse(&taken.condition) else { return (taken.stance, Some(never())) };
        (taken.stance, Some(self.numbered(&condition, above)))
    }

    fn numbered(
        &self,
        condition: &Condition<Named>,
        above: &mut Vec<(&'c PartyId, &'c str)>,
    ) -> Condition<u32> {
        let mut all = |parts: &[Condition<Named>]| -> Vec<Condition<u32>> {
            parts.iter().map(|part| self.numbered(part, above)).collect()
        };
        match condition {
            Condition::Passes(_) if self.left.get() == 0 => never(),
            Condition::Passes(named) => {
                self.left.set(self.left.get() - 1);
                match split(&named.id) {
                    Some((party, proposal)) => self.accepts(party, proposal, above),
                    None => self.passes(&named.id),
                }
            }
            Condition::Not(inner) => Condition::Not(Box::new(self.numbered(inner, above))),
            Condition::And(parts) => Condition::And(all(parts)),
            Condition::Or(parts) => Condition::Or(all(parts)),
        }
    }

    fn passes(&self, proposal: &str) -> Condition<u32> {
        let decided = self.council.matters.get(proposal).is_some_and(|matter| matter.decision.is_some());
        match self.number(proposal) {
            Some(number) => Condition::Passes(number),
            None if decided => always(),
            None => never(),
        }
    }

    /// Whether another party accepts a proposal.
    fn accepts(
        &self,
        party: &str,
        proposal: &str,
        above: &mut Vec<(&'c PartyId, &'c str)>,
    ) -> Condition<u32> {
        if above.iter().any(|(other, on)| other.as_str() == party && *on == proposal) {
            return always();
        }
        let matter = self.council.matters.get_key_value(proposal);
        let held = matter.and_then(|(id, matter)| {
            let (party, taken) =
                matter.held(self.reader).into_iter().find(|(held, _)| held.as_str() == party)?;
            Some((id, party, taken))
        });
        let Some((id, party, taken)) = held else { return never() };
        above.push((party, id));
        let (stance, condition) = self.meant(taken, above);
        above.pop();
        match (stance, condition) {
            (Stance::Support, _) => always(),
            (Stance::Conditional, Some(condition)) => condition,
            _ => never(),
        }
    }

    /// How a condition is told, where it isn't the expression that the solver has.
    fn says(&self, taken: &Taken) -> Option<CompactString> {
        (taken.stance == Stance::Conditional).then(|| match taken.condition.trim() {
            "" => format!("the text is changed: {}", taken.words.trim()).into(),
            condition => condition.into(),
        })
    }
}
