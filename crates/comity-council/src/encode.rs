//! A part of a question as clauses.
//!
//! Each proposal is a literal: it stands in the set. Under rules with a veto, every position that may refuse adds one
//! clause. Where votes are counted, a totalizer counts the conditions that hold, and changes of position are a chain: a
//! second one only after a first.
//! Conditions are only ever needed true, so only that direction of them is written (Plaisted and Greenbaum 1986).

use comity_core::Stance;
use rustc_hash::FxHashMap;

use crate::{
    condition::Condition,
    error::Error,
    question::{Ask, Question},
    sat::{Bound, Count, Lit, Sat},
};

/// A part as clauses, with the literals that stand for its proposals.
pub(crate) struct Encoding<'q> {
    pub sat: Sat,
    part: &'q [u32],
    passes: FxHashMap<u32, Lit>,
    /// Positions that may change, where they may at all.
    pub moves: Vec<Move>,
}

/// On which proposals positions may change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Movable {
    /// On none.
    Nowhere,
    /// On one.
    On(u32),
    /// On all.
    Everywhere,
}

/// A change of position on a proposal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    /// On which proposal.
    pub ask: u32,
    /// Whose.
    pub who: Who,
    /// It happens.
    pub lit: Lit,
}

/// Who changes position.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The one with this place among the positions held on the proposal accepts.
    Held(usize),
    /// One more of those who refuse accepts. Where votes are counted it is all the same which, so they aren't told apart
    /// here: the solver would try them all.
    Refusing,
    /// One of those who aren't counted accepts.
    Uncounted,
}

impl<'q> Encoding<'q> {
    /// Some proposals of a question, those that their conditions name among them.
    pub fn new(question: &'q Question, part: &'q [u32], movable: Movable) -> Result<Self, Error> {
        let mut sat = Sat::default();
        // looking for large sets the solver should try to take everything in, looking for small changes nothing
        let eager = movable == Movable::Nowhere;
        let passes = part.iter().map(|ask| (*ask, if eager { sat.eager_lit() } else { sat.lit() })).collect();
        let mut encoding = Encoding { sat, part, passes, moves: Vec::new() };
        for (a, b) in &question.exclusions {
            if let (Some(a), Some(b)) = (encoding.passes.get(a), encoding.passes.get(b)) {
                encoding.sat.clause(&[!*a, !*b])?;
            }
        }
        for number in part {
            if let Some(ask) = question.asks.get(*number as usize) {
                let movable = movable == Movable::Everywhere || movable == Movable::On(*number);
                encoding.constrain(*number, ask, movable)?;
            }
        }
        Ok(encoding)
    }

    /// The literal of a proposal of this part.
    pub fn passes(&self, ask: u32) -> Result<Lit, Error> {
        self.passes.get(&ask).copied().ok_or_else(|| Error::Solver {
            reason: format!("proposal {ask} is not of the part that it is looked for in"),
        })
    }

    /// The literals of several proposals of this part.
    pub fn all_pass(&self, asks: &[u32]) -> Result<Vec<Lit>, Error> {
        asks.iter().map(|ask| self.passes(*ask)).collect()
    }

    /// The set of the last solution.
    pub fn set(&self) -> Vec<u32> {
        let passes = |ask: &&u32| self.passes.get(ask).is_some_and(|lit| self.sat.is_true(*lit));
        self.part.iter().filter(passes).copied().collect()
    }

    /// A literal under which at least one proposal outside a set passes; `None` where nothing is outside.
    pub fn more_than(&mut self, set: &[u32]) -> Result<Option<Lit>, Error> {
        let outside: Vec<u32> = self.part.iter().filter(|ask| !set.contains(ask)).copied().collect();
        if outside.is_empty() {
            return Ok(None);
        }
        let more = self.sat.lit();
        let mut clause = self.all_pass(&outside)?;
        clause.push(!more);
        self.sat.clause(&clause)?;
        Ok(Some(more))
    }

    fn constrain(&mut self, number: u32, ask: &Ask, movable: bool) -> Result<(), Error> {
        let pass = self.passes(number)?;
        if !ask.rule.has_veto() {
            return self.counted(number, pass, ask, movable);
        }
        for (at, held) in ask.held.iter().enumerate() {
            let refuses = match held.stance {
                Stance::Support | Stance::Undecided => false,
                Stance::Abstain => ask.rule.abstaining_refuses(),
                Stance::Oppose | Stance::Conditional => true,
            };
            if !refuses {
                continue;
            }
            let mut clause = vec![!pass];
            if let Some(condition) = &held.condition {
                clause.push(self.holds(condition, true)?);
            }
            if movable {
                clause.push(self.moves(number, Who::Held(at)));
            }
            self.sat.clause(&clause)?;
        }
        Ok(())
    }

    fn moves(&mut self, ask: u32, who: Who) -> Lit {
        let lit = self.sat.lit();
        self.moves.push(Move { ask, who, lit });
        lit
    }

    /// Votes are counted: conditions that hold and refusals that change make up what support lacks.
    fn counted(&mut self, number: u32, pass: Lit, ask: &Ask, movable: bool) -> Result<(), Error> {
        let with = |stance: Stance| ask.held.iter().filter(|held| held.stance == stance).count();
        let supporting = with(Stance::Support);
        let conditions = ask.held.iter().filter_map(|held| held.condition.as_ref());
        let conditions =
            conditions.map(|condition| self.holds(condition, true)).collect::<Result<Vec<Lit>, Error>>()?;
        let open = conditions.len() + with(Stance::Oppose);
        let Some(lacking) = (0..=open).find(|more| ask.rule.passes(supporting + more, open - more)) else {
            // nobody accepts or refuses: the first to accept carries it
            let uncounted = with(Stance::Abstain) + with(Stance::Undecided);
            let mut clause = vec![!pass];
            if movable && uncounted > 0 {
                clause.push(self.moves(number, Who::Uncounted));
            }
            return self.sat.clause(&clause);
        };
        let mut holding = Count::of(&conditions);
        let mut before: Option<Lit> = None;
        for changed in 1..=lacking {
            // so many refusals change, or so many conditions hold that fewer need to
            let mut clause = vec![!pass];
            match holding.at_least(&mut self.sat, lacking - changed + 1)? {
                Bound::Always => continue,
                Bound::Never => {}
                Bound::When(lit) => clause.push(lit),
            }
            if movable {
                let one_more = self.moves(number, Who::Refusing);
                if let Some(before) = before.replace(one_more) {
                    self.sat.clause(&[!one_more, before])?;
                }
                clause.push(one_more);
            }
            self.sat.clause(&clause)?;
            if !movable {
                break; // the first asks for the most
            }
        }
        Ok(())
    }

    /// A literal that is true only where the condition is (or, for `wanted` false, isn't) true of the set.
    pub fn holds(&mut self, condition: &Condition<u32>, wanted: bool) -> Result<Lit, Error> {
        let (parts, all) = match condition {
            Condition::Passes(ask) => {
                let passes = self.passes(*ask)?;
                return Ok(if wanted { passes } else { !passes });
            }
            Condition::Not(inner) => return self.holds(inner, !wanted),
            Condition::And(parts) => (parts, wanted),
            Condition::Or(parts) => (parts, !wanted),
        };
        let lits = parts.iter().map(|part| self.holds(part, wanted)).collect::<Result<Vec<Lit>, Error>>()?;
        let holds = self.sat.lit();
        if all {
            for lit in lits {
                self.sat.clause(&[!holds, lit])?;
            }
        } else {
            self.sat.clause(&[lits.as_slice(), &[!holds]].concat())?;
        }
        Ok(holds)
    }
}
