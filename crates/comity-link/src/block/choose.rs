//! Chooses blocking rules: greedily, those that bring the most new matches for the fewest pairs.
//!
//! Which matches a rule would find is judged on simulated matches: for every field the way in which some confident
//! match agrees in it, taken from a match that was not found through that field.

use crate::block::Rule;
use crate::block::atoms::Atom;
use crate::block::pairs::keys_of;
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
}

impl Default for RuleBudget {
    fn default() -> Self {
        Self { rules: 16, pairs_per_record: 14.0, pairs_per_match: 250.0 }
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

const TABLE_OF_COST: u32 = 120_000;

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
    let mut open = vec![u64::MAX; words];
    if let Some(last) = open.last_mut()
        && simulated.matches % 64 != 0
    {
        *last = (1 << (simulated.matches % 64)) - 1;
    }
    let mut out: Vec<Chosen> = Vec::new();
    let mut spent = 0.0;
    while out.len() < budget.rules {
        let best = candidates
            .iter()
            .enumerate()
            .map(|(at, c)| {
                let new: u32 = c.finds.iter().zip(&open).map(|(f, o)| (f & o).count_ones()).sum();
                let gain = f64::from(new) / simulated.matches.max(1) as f64;
                (gain * total / (c.pairs + 0.15 * records), gain, at)
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(&a.2)));
        let Some((_, gain, at)) = best else { break };
        if gain < 0.0005 {
            break;
        }
        if !candidates[at].measured {
            let real = cost(&candidates[at].rule, atoms, comparison, all_pairs);
            candidates[at].pairs = real.max(gain * total);
            candidates[at].measured = true;
            continue;
        }
        let picked = candidates.swap_remove(at);
        if spent + picked.pairs > budget.pairs_per_record * records
            || picked.pairs > budget.pairs_per_match * gain * total
        {
            continue; // too dear: the next one may be cheaper
        }
        spent += picked.pairs;
        for (o, f) in open.iter_mut().zip(&picked.finds) {
            *o &= !f;
        }
        out.push(Chosen { rule: picked.rule, pairs: picked.pairs, gain });
    }
    out
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
    let most = 8.0 * records;
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

/// Pairs that a rule makes, counted on a part of the records and scaled up.
fn cost(rule: &Rule, atoms: &[Atom], comparison: &Comparison, all_pairs: f64) -> f64 {
    let records = u32::try_from(comparison.rows.len()).unwrap_or(u32::MAX);
    let step = records.div_ceil(TABLE_OF_COST).max(1);
    let mut keys: Vec<u32> = Vec::new();
    let mut slots = [0_u32; crate::block::atoms::KEYS];
    let mut seen = 0.0_f64;
    for record in (0..records).step_by(step as usize) {
        slots.fill(0);
        keys_of(rule, atoms, comparison, record, &mut slots);
        keys.extend(slots.iter().filter(|k| **k != 0));
        seen += 1.0;
    }
    keys.sort_unstable();
    let pairs: f64 =
        keys.chunk_by(|a, b| a == b).map(|c| c.len() as f64 * (c.len() as f64 - 1.0) / 2.0).sum();
    pairs * all_pairs / (seen * (seen - 1.0) / 2.0).max(1.0)
}
