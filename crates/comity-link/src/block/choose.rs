//! Chooses blocking rules: greedily, those that bring the most new matches for the fewest pairs.
//!
//! Which matches a rule would find is judged on simulated matches: for every field the way in which some confident
//! match agrees in it, taken from a match that was not found through that field.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::block::Rule;
use rayon::prelude::*;

use crate::block::atoms::{Atom, KEYS, mix};
use crate::prepare::Comparison;

/// What blocking may cost.
#[derive(Debug, Clone, Copy)]
pub struct RuleBudget {
    /// At most so many rules.
    pub rules: usize,
    /// At most so many candidate pairs a record, all rules together.
    pub pairs_per_record: f64,
    /// A rule must bring at least one new match in so many pairs.
    pub pairs_per_match: f64,
    /// The first so many pairs are free of these limits: small tables are compared generously.
    pub free: f64,
}

impl Default for RuleBudget {
    fn default() -> Self {
        Self { rules: 20, pairs_per_record: 14.0, pairs_per_match: 250.0, free: 200_000.0 }
    }
}

/// Simulated matches: for each atom a bit a match, set where the match agrees in the atom.
#[derive(Debug, Clone)]
pub struct Simulated {
    /// Bits by atom, 64 matches a word.
    pub agree: Vec<Vec<u64>>,
    /// How many matches there are.
    pub matches: usize,
}

/// A chosen rule and what it was chosen for.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The rule.
    pub rule: Rule,
    /// Pairs it is expected to make.
    pub pairs: f64,
    /// Share of all matches that it finds first.
    pub gain: f64,
}

/// Records that a rule's cost is counted on.
const COUNTED_ON: u32 = 8_000;

/// Chooses rules for a table with `total` matches.
pub fn choose(
    comparison: &Comparison,
    atoms: &[Atom],
    simulated: &Simulated,
    total: f64,
    budget: &RuleBudget,
) -> Vec<Chosen> {
    let records = comparison.rows.len() as f64;
    let all_pairs = records * (records - 1.0) / 2.0;
    let mut candidates = candidates(comparison, atoms, simulated, all_pairs, records);
    let words = simulated.matches.div_ceil(64);
    // matches that no rule finds yet, and those that only one finds: a second way in is a safeguard against errors
    // that come together, which the simulation knows nothing of
    let (mut never, mut once) = (vec![u64::MAX; words], vec![u64::MAX; words]);
    let worth = |finds: &[u64], never: &[u64], once: &[u64]| {
        let count = |open: &[u64]| finds.iter().zip(open).map(|(f, o)| (f & o).count_ones()).sum::<u32>();
        let (first, second) = (f64::from(count(never)), f64::from(count(once)));
        ((first + SECOND * second) / simulated.matches.max(1) as f64, first / simulated.matches.max(1) as f64)
    };
    let counted = Counted::new(atoms, comparison);
    let mut tally = Tally::default();
    let mut out: Vec<Chosen> = Vec::new();
    let mut spent = 0.0;
    // lazily greedy: what a candidate is worth only falls, so the best by its old worth is looked at first
    let mut queue: BinaryHeap<(Score, Reverse<usize>)> = candidates
        .iter()
        .enumerate()
        .map(|(at, c)| {
            (Score(worth(&c.finds, &never, &once).0 * total / (c.pairs + 0.15 * records)), Reverse(at))
        })
        .collect();
    while let Some((_, Reverse(at))) = queue.pop() {
        if out.len() >= budget.rules {
            break;
        }
        let (value, gain) = worth(&candidates[at].finds, &never, &once);
        if value < LEAST {
            continue;
        }
        let candidate = &mut candidates[at];
        let before = candidate.pairs;
        if !candidate.measured {
            candidate.pairs = counted.cost(&candidate.rule, atoms, all_pairs, &mut tally).max(gain * total);
            candidate.measured = true;
        }
        let score = value * total / (candidate.pairs.max(before * 0.1) + 0.15 * records);
        if queue.peek().is_some_and(|(next, _)| next.0 > score) {
            queue.push((Score(score), Reverse(at)));
            continue;
        }
        if spent + candidate.pairs > budget.pairs_per_record * records
            || candidate.pairs > budget.pairs_per_match * value * total
        {
            continue; // too dear: the next one may be cheaper
        }
        spent += candidate.pairs;
        for ((n, o), f) in never.iter_mut().zip(&mut once).zip(&candidate.finds) {
            *o &= !(f & !*n);
            *n &= !f;
        }
        out.push(Chosen { rule: candidate.rule.clone(), pairs: candidate.pairs, gain });
    }
    // simulated matches are put together from sure ones; in a small table it costs nothing to ask every part by itself
    // for those that are not
    let mut singles: Vec<Chosen> = (0..atoms.len())
        .map(|at| Rule(vec![at]))
        .filter(|rule| !out.iter().any(|c| c.rule.0 == rule.0))
        .map(|rule| Chosen { pairs: counted.cost(&rule, atoms, all_pairs, &mut tally), rule, gain: 0.0 })
        .collect();
    singles.sort_by(|a, b| a.pairs.total_cmp(&b.pairs).then_with(|| a.rule.0.cmp(&b.rule.0)));
    for single in singles.into_iter().filter(|s| s.pairs > 0.0) {
        spent += single.pairs;
        if spent > budget.free || out.len() >= budget.rules {
            break;
        }
        out.push(single);
    }
    out
}

/// What finding a match a second time is worth, the first time being 1.
const SECOND: f64 = 0.1;
/// Rules that are worth less than this share of the matches are not made.
const LEAST: f64 = 0.0003;

/// A number in a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Score(f64);

impl Eq for Score {}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

struct Candidate {
    rule: Rule,
    pairs: f64,
    measured: bool,
    finds: Vec<u64>,
}

/// Conjunctions of up to three atoms of different fields that make few enough pairs. A conjunction that is cheap
/// already is not narrowed further.
fn candidates(
    comparison: &Comparison,
    atoms: &[Atom],
    simulated: &Simulated,
    all_pairs: f64,
    records: f64,
) -> Vec<Candidate> {
    let most = (8.0 * records).max(100_000.0);
    let cheap = 0.05 * records;
    let mut out = Vec::new();
    let mut grow = |rule: Vec<usize>,
                    chance: f64,
                    finds: Vec<u64>,
                    next: &mut Vec<(Vec<usize>, f64, Vec<u64>)>| {
        let pairs = all_pairs * chance;
        if pairs <= most {
            out.push(Candidate { rule: Rule(rule.clone()), pairs, measured: false, finds: finds.clone() });
        }
        if pairs > cheap && rule.len() < 3 {
            next.push((rule, chance, finds));
        }
    };
    let mut level = Vec::new();
    for (at, atom) in atoms.iter().enumerate() {
        grow(vec![at], atom.chance, simulated.agree[at].clone(), &mut level);
    }
    while !level.is_empty() {
        let mut next = Vec::new();
        for (rule, chance, finds) in level {
            let last = rule.last().copied().unwrap_or(0);
            for (at, atom) in atoms.iter().enumerate().skip(last + 1) {
                let same_field = rule.iter().any(|r| atoms[*r].field == atom.field);
                let two_lists = atom.many() && rule.iter().any(|r| atoms[*r].many());
                let idle = rule.iter().any(|r| {
                    let (f, g) = (atoms[*r].field, atom.field);
                    comparison.implies.contains(&(f, g)) || comparison.implies.contains(&(g, f))
                });
                if same_field || two_lists || idle {
                    continue;
                }
                let both: Vec<u64> = finds.iter().zip(&simulated.agree[at]).map(|(a, b)| a & b).collect();
                let mut wider = rule.clone();
                wider.push(at);
                grow(wider, chance * atom.chance, both, &mut next);
            }
        }
        level = next;
    }
    out
}

/// The keys of evenly spread records under every atom: what the cost of rules is counted on.
struct Counted {
    /// By atom: [`KEYS`] a record for an atom of lists, one for any other; 0 where no other record has the key.
    keys: Vec<Vec<u32>>,
    /// By atom: the records that have a key which another record has too. A rule finds no pair outside those of its
    /// scarcest atom.
    sharing: Vec<Vec<u32>>,
    records: usize,
}

impl Counted {
    fn new(atoms: &[Atom], comparison: &Comparison) -> Self {
        let all = u32::try_from(comparison.rows.len()).unwrap_or(u32::MAX);
        let step = all.div_ceil(COUNTED_ON).max(1) as usize;
        let of = |atom: &Atom| {
            let width = if atom.many() { KEYS } else { 1 };
            let mut keys = Vec::with_capacity(COUNTED_ON as usize * width);
            for record in (0..all).step_by(step) {
                let start = keys.len();
                atom.keys(comparison, record, |k| {
                    if keys.len() < start + width {
                        keys.push(k);
                    }
                });
                keys.resize(start + width, 0);
            }
            let mut tally = Tally::default();
            tally.clear(keys.len());
            for key in keys.iter().filter(|k| **k != 0) {
                tally.add(*key);
            }
            for key in &mut keys {
                if *key != 0 && tally.of(*key) < 2 {
                    *key = 0;
                }
            }
            let sharing =
                (0_u32..).zip(keys.chunks(width)).filter(|(_, k)| k.iter().any(|k| *k != 0)).map(|(r, _)| r);
            let sharing = sharing.collect();
            (keys, sharing)
        };
        let (keys, sharing) = atoms.par_iter().map(of).unzip();
        Self { keys, sharing, records: (0..all).step_by(step).len() }
    }

    /// Pairs that a rule makes, scaled up to the whole table.
    fn cost(&self, rule: &Rule, atoms: &[Atom], all_pairs: f64, tally: &mut Tally) -> f64 {
        let list = rule.0.iter().find(|a| atoms[**a].many());
        let plain: Vec<&[u32]> =
            rule.0.iter().filter(|a| !atoms[**a].many()).map(|a| &self.keys[*a][..]).collect();
        let scarcest = rule.0.iter().map(|a| &self.sharing[*a]).min_by_key(|s| s.len());
        let asked = scarcest.map_or(&[][..], |s| s);
        tally.clear(asked.len() * if list.is_some() { KEYS } else { 1 });
        let mut pairs = 0_u64;
        'records: for record in asked {
            let record = *record as usize;
            let mut base = 1;
            for keys in &plain {
                if keys[record] == 0 {
                    continue 'records;
                }
                base = mix(base, keys[record]);
            }
            match list {
                None => pairs += u64::from(tally.add(base)),
                Some(atom) => {
                    for key in
                        self.keys[*atom][record * KEYS..(record + 1) * KEYS].iter().filter(|k| **k != 0)
                    {
                        pairs += u64::from(tally.add(mix(base, *key)));
                    }
                }
            }
        }
        let seen = self.records as f64;
        pairs as f64 * all_pairs / (seen * (seen - 1.0) / 2.0).max(1.0)
    }
}

/// How often each key was seen: open addressing in one allocation that serves many counts.
#[derive(Debug, Default)]
struct Tally {
    /// Key and count; a count of 0 is a free slot.
    slots: Vec<(u32, u32)>,
    shift: u32,
}

impl Tally {
    /// Forgets everything and makes room for so many keys.
    fn clear(&mut self, keys: usize) {
        let bits = (keys * 2).next_power_of_two().trailing_zeros().max(6);
        self.shift = 64 - bits;
        self.slots.clear();
        self.slots.resize(1 << bits, (0, 0));
    }

    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize;
        while self.slots[at].1 != 0 && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }

    /// Counts a key; gives how often it was seen before.
    fn add(&mut self, key: u32) -> u32 {
        let at = self.slot(key);
        let before = self.slots[at].1;
        self.slots[at] = (key, before + 1);
        before
    }

    /// How often a key was seen.
    fn of(&self, key: u32) -> u32 {
        self.slots[self.slot(key)].1
    }
}
