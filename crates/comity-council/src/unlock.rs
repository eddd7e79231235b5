//! The smallest changes of position that would let more pass.
//!
//! A change turns one party's position on one proposal into acceptance (or, where that is enough, into abstaining). For
//! each proposal that stands in no package, and for each package that something could be added to, the solver finds the
//! least number of changes and proves that fewer don't do.

use comity_core::{CompactString, Rule, Stance};

use crate::{
    answer::{Change, Limits, Unlock},
    encode::{Encoding, Movable, Move, Who},
    error::Error,
    question::{Ask, Question},
    sat::{Bound, Count, Lit},
    say,
};

/// Proposals on which positions may change, and the count of those that do.
struct Moves<'q> {
    encoding: Encoding<'q>,
    changed: Count,
}

/// A smallest way: which changes, and what passes then.
struct Way {
    moves: Vec<Move>,
    set: Vec<u32>,
}

/// A changed position: the proposal, and the position's place among those held on it.
type Changed = (u32, usize);

/// Choices of who changes that are tried, where votes are counted, before the list of ways is closed.
const TRIED: usize = 1_000;

/// What would unlock more in one part.
pub(crate) struct Unlocking<'q> {
    question: &'q Question,
    part: &'q [u32],
    limits: Limits,
    /// Positions on all proposals of the part, made when first needed: it is large.
    everywhere: Option<Moves<'q>>,
    /// What was found.
    pub found: Vec<Unlock>,
}

impl<'q> Unlocking<'q> {
    /// Nothing looked for yet.
    pub fn new(question: &'q Question, part: &'q [u32], limits: Limits) -> Self {
        Unlocking { question, part, limits, everywhere: None, found: Vec::new() }
    }

    fn everywhere(&mut self) -> Result<&mut Moves<'q>, Error> {
        let moves = match self.everywhere.take() {
            Some(moves) => moves,
            None => Moves::of(Encoding::new(self.question, self.part, Movable::Everywhere)?),
        };
        Ok(self.everywhere.insert(moves))
    }

    /// The smallest changes under which a blocked proposal passes. Some are needed on the proposal itself whatever else
    /// changes; where that many there are enough, all smallest ways lie there, and the other positions need not be looked
    /// at. `encoding` is of what bears on it, and lets the positions on it change.
    pub fn for_blocked(&mut self, encoding: Encoding<'_>, number: u32, ask: &Ask) -> Result<(), Error> {
        let fewest = fewest(ask);
        let mut own = Moves::of(encoding);
        let goal = [own.encoding.passes(number)?];
        let bound = own.changed.at_most(&mut own.encoding.sat, fewest)?;
        let assumed = assumed(&goal, &bound);
        let ways = if fewest > 0 && own.encoding.sat.solve(&assumed)? {
            own.others_like(own.way(), &assumed, self.limits.ways)?
        } else {
            let ways = self.limits.ways;
            let everywhere = self.everywhere()?;
            let goal = [everywhere.encoding.passes(number)?];
            everywhere.smallest(&goal, fewest + 1, ways)?
        };
        let mut tell = |way: &Way, changed: &[Changed]| {
            self.found.push(told(self.question, way, changed, vec![number], &[]));
        };
        match ways.as_slice() {
            [only] => only.choices(self.question, self.limits.ways).iter().for_each(|one| tell(only, one)),
            ways => ways.iter().for_each(|way| {
                way.choices(self.question, 1).iter().for_each(|one| tell(way, one));
            }),
        }
        Ok(())
    }

    /// The smallest changes under which something could be added to a package of the part.
    pub fn for_larger(&mut self, set: &[u32]) -> Result<(), Error> {
        let (question, ways) = (self.question, self.limits.ways);
        let moves = self.everywhere()?;
        let Some(more) = moves.encoding.more_than(set)? else { return Ok(()) };
        let mut goal = moves.encoding.all_pass(set)?;
        goal.push(more);
        let ways = moves.smallest(&goal, 1, ways)?;
        moves.encoding.sat.clause(&[!more])?;
        for way in ways {
            let added: Vec<u32> = way.set.iter().filter(|ask| !set.contains(ask)).copied().collect();
            let Some(changed) = way.choices(question, 1).pop() else { continue };
            let unlock = told(question, &way, &changed, added, set);
            let known =
                |other: &Unlock| other.proposals == unlock.proposals && other.changes == unlock.changes;
            if !self.found.iter().any(known) {
                self.found.push(unlock);
            }
        }
        Ok(())
    }
}

/// At least so many positions on the proposal itself must change, whatever else does: every condition may turn out true.
fn fewest(ask: &Ask) -> usize {
    let with = |stance: Stance| ask.held.iter().filter(|held| held.stance == stance).count();
    let (opposing, abstaining) = (with(Stance::Oppose), with(Stance::Abstain));
    let accepting = with(Stance::Support) + with(Stance::Conditional);
    match ask.rule {
        Rule::Unanimity => opposing + abstaining,
        Rule::Consensus | Rule::Silence => opposing,
        Rule::Majority | Rule::Qualified(_) => {
            let joining = abstaining + with(Stance::Undecided);
            // who opposes and comes over helps more than who joins
            let passes = |changed: &usize| {
                let over = (*changed).min(opposing);
                let joined = changed - over;
                ask.rule.passes(accepting + over + joined, opposing - over)
            };
            (0..=opposing + joining).find(passes).unwrap_or(0)
        }
    }
}

impl<'q> Moves<'q> {
    fn of(encoding: Encoding<'q>) -> Self {
        let lits: Vec<Lit> = encoding.moves.iter().map(|one| one.lit).collect();
        Moves { encoding, changed: Count::of(&lits) }
    }

    /// The smallest sets of changes under which a goal is reached, at most `ways`; none where no changes reach it. Fewer
    /// than `least` are known not to do.
    fn smallest(&mut self, goal: &[Lit], least: usize, ways: usize) -> Result<Vec<Way>, Error> {
        if !self.encoding.sat.solve(goal)? {
            return Ok(Vec::new());
        }
        let mut best = self.way();
        for most in least..best.moves.len() {
            let bound = self.changed.at_most(&mut self.encoding.sat, most)?;
            if self.encoding.sat.solve(&assumed(goal, &bound))? {
                best = self.way();
                break;
            }
        }
        let bound = self.changed.at_most(&mut self.encoding.sat, best.moves.len())?;
        self.others_like(best, &assumed(goal, &bound), ways)
    }

    /// A way and others under the same assumptions, which allow none with fewer changes.
    fn others_like(&mut self, first: Way, assumed: &[Lit], ways: usize) -> Result<Vec<Way>, Error> {
        let others = self.encoding.sat.lit();
        let assumed = [assumed, &[others]].concat();
        let mut out = vec![first];
        while out.len() < ways {
            let Some(last) = out.last() else { break };
            let mut clause: Vec<Lit> = last.moves.iter().map(|one| !one.lit).collect();
            clause.push(!others);
            self.encoding.sat.clause(&clause)?;
            if !self.encoding.sat.solve(&assumed)? {
                break;
            }
            out.push(self.way());
        }
        self.encoding.sat.clause(&[!others])?;
        Ok(out)
    }

    /// The last solution.
    fn way(&self) -> Way {
        let changed = |one: &&Move| self.encoding.sat.is_true(one.lit);
        Way { moves: self.encoding.moves.iter().filter(changed).copied().collect(), set: self.encoding.set() }
    }
}

fn assumed(goal: &[Lit], bound: &Bound) -> Vec<Lit> {
    let mut out = goal.to_vec();
    if let Bound::When(lit) = bound {
        out.push(*lit);
    }
    out
}

impl Way {
    /// Who changes, in so many ways: where votes are counted, any of those who refuse will do.
    fn choices(&self, question: &Question, most: usize) -> Vec<Vec<Changed>> {
        let in_set = |ask: &u32| self.set.binary_search(ask).is_ok();
        let mut fixed = Vec::new();
        let mut counts: Vec<(u32, usize)> = Vec::new();
        for one in &self.moves {
            match (one.who, counts.iter_mut().find(|(ask, _)| *ask == one.ask)) {
                (Who::Held(at), _) => fixed.push((one.ask, at)),
                (Who::Refusing | Who::Uncounted, Some((_, count))) => *count += 1,
                (Who::Refusing | Who::Uncounted, None) => counts.push((one.ask, 1)),
            }
        }
        let mut out = vec![fixed];
        for (at, (number, count)) in counts.iter().enumerate() {
            let Some(ask) = question.asks.get(*number as usize) else { continue };
            let most = if at == 0 { most } else { 1 };
            let chosen = voters(ask, *count, most, &in_set);
            out = out
                .iter()
                .flat_map(|fixed| {
                    chosen.iter().map(|held| with_voters(fixed, *number, held)).collect::<Vec<_>>()
                })
                .collect();
        }
        out
    }
}

fn with_voters(fixed: &[Changed], ask: u32, held: &[usize]) -> Vec<Changed> {
    fixed.iter().copied().chain(held.iter().map(|at| (ask, *at))).collect()
}

/// Choices of `count` voters who carry a proposal if they accept: those who refuse before those who aren't counted.
fn voters(ask: &Ask, count: usize, most: usize, in_set: &impl Fn(&u32) -> bool) -> Vec<Vec<usize>> {
    let votes: Vec<(usize, Option<bool>)> =
        ask.held.iter().map(|held| held.accepts(ask.rule, in_set)).enumerate().collect();
    let of = |wanted: Option<bool>| votes.iter().filter(move |(_, vote)| *vote == wanted).map(|(at, _)| *at);
    let refusing = of(Some(false)).count();
    let candidates: Vec<usize> = of(Some(false)).chain(of(None)).collect();
    let mut chosen: Vec<usize> = (0..count).collect();
    let mut out = Vec::new();
    for _ in 0..TRIED {
        let over = chosen.iter().filter(|at| **at < refusing).count();
        if ask.rule.passes(of(Some(true)).count() + count, refusing - over) {
            out.push(chosen.iter().filter_map(|at| candidates.get(*at).copied()).collect());
        }
        // the next choice in order: the last place that can go on does, those behind it follow
        let free = |place: &usize| chosen.get(*place).is_some_and(|at| at + count - place < candidates.len());
        let Some(place) = (0..count).rev().find(free).filter(|_| out.len() < most) else { break };
        let from = chosen.get(place).copied().unwrap_or_default() + 1;
        for (further, at) in chosen.iter_mut().skip(place).enumerate() {
            *at = from + further;
        }
    }
    out
}

fn told(question: &Question, way: &Way, changed: &[Changed], proposals: Vec<u32>, with: &[u32]) -> Unlock {
    let ids = |asks: &[u32]| -> Vec<CompactString> { asks.iter().map(|ask| question.id(*ask)).collect() };
    let in_set = |ask: &u32| way.set.binary_search(ask).is_ok();
    let mut changes = Vec::new();
    let mut says = Vec::new();
    for (number, at) in changed {
        let Some(ask) = question.asks.get(*number as usize) else { continue };
        let Some(held) = ask.held.get(*at) else { continue };
        let Some(party) = question.parties.get(held.party as usize) else { continue };
        let moved: Vec<usize> = changed.iter().filter(|(ask, _)| ask == number).map(|(_, at)| *at).collect();
        let to = least_change(ask, &moved, held.stance, &in_set);
        says.push((question.name(held.party), ask.id.clone(), to));
        changes.push(Change { party: party.clone(), proposal: ask.id.clone(), from: held.stance, to });
    }
    let (proposals, with) = (ids(&proposals), ids(with));
    let says = say::unlock(&says, &proposals, &with);
    Unlock { proposals, with, changes, says }
}

/// Abstaining where that is enough, else support.
fn least_change(ask: &Ask, moved: &[usize], from: Stance, in_set: &impl Fn(&u32) -> bool) -> Stance {
    let counted_now = !matches!(from, Stance::Abstain | Stance::Undecided);
    let others = (0..).zip(&ask.held).filter(|(at, _)| !moved.contains(at));
    let votes = others.filter_map(|(_, held)| held.accepts(ask.rule, in_set));
    let (accepting, refusing) =
        votes.fold((0, 0), |(yes, no), accepts| if accepts { (yes + 1, no) } else { (yes, no + 1) });
    let enough = ask.rule.passes(accepting, refusing);
    if counted_now && enough && !ask.rule.abstaining_refuses() { Stance::Abstain } else { Stance::Support }
}
