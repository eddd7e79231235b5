//! The pairs that training learns from: selective rules over as many fields as possible, and a sample of each.

use crate::block::Rule;
use crate::block::atoms::{Atom, KEYS, mix};
use crate::block::pairs::keys_of;
use crate::pattern::Pattern;
use crate::prepare::Comparison;
use crate::train::{Sampling, pairs_in_all};

/// Pairs of one training rule.
pub(super) struct Found {
    /// The sampled pairs.
    pub(super) pairs: Vec<(u32, u32, Pattern)>,
    /// All pairs of the rule, estimated.
    pub(super) all: f64,
    /// True when the pairs are all that the rule has.
    pub(super) whole: bool,
    /// The fields (bit = field) that the rule demands to be equal.
    pub(super) demanded: u32,
    /// The fields (bit = field) in which the rule demands a token in common.
    pub(super) partly: u32,
}

/// A latent class takes three open fields to be told from another.
const ENOUGH: usize = 3;

/// Selective rules over as many different fields as possible.
pub(super) fn training_rules(comparison: &Comparison, atoms: &[Atom], most: usize) -> Vec<Rule> {
    let records = comparison.rows.len() as f64;
    let all = pairs_in_all(comparison);
    let whole: Vec<usize> =
        (0..atoms.len()).filter(|a| matches!(atoms[*a].part, "exact" | "token")).collect();
    let tied = |a: usize, b: usize| {
        let (f, g) = (atoms[a].field, atoms[b].field);
        f == g || comparison.implies.contains(&(f, g)) || comparison.implies.contains(&(g, f))
    };
    let mut sets: Vec<(Vec<usize>, f64)> = whole.iter().map(|a| (vec![*a], atoms[*a].chance)).collect();
    let mut candidates: Vec<(Vec<usize>, f64)> = Vec::new();
    for _ in 0..3 {
        candidates.extend(sets.iter().filter(|(_, c)| *c * all <= 0.7 * records).cloned());
        let mut wider = Vec::new();
        for (set, c) in sets.iter().filter(|(_, c)| *c * all > 0.05 * records) {
            let last = set.last().copied().unwrap_or(0);
            for a in whole.iter().filter(|a| **a > last) {
                let lists = atoms[*a].many() && set.iter().any(|s| atoms[*s].many());
                if lists || set.iter().any(|s| tied(*s, *a)) {
                    continue;
                }
                let mut more = set.clone();
                more.push(*a);
                wider.push((more, c * atoms[*a].chance));
            }
        }
        sets = wider;
    }
    if candidates.is_empty() {
        // a small or plain table: what there is, the most selective first
        let mut all_of_them: Vec<(Vec<usize>, f64)> =
            whole.iter().map(|a| (vec![*a], atoms[*a].chance)).collect();
        all_of_them.sort_by(|a, b| a.1.total_cmp(&b.1));
        candidates = all_of_them.into_iter().take(3).collect();
    }
    // text says most through its rare tokens: such a rule is always worth a sample
    for atom in whole.iter().filter(|a| atoms[**a].many() && atoms[**a].chance * all <= 40.0 * records) {
        if !candidates.iter().any(|(set, _)| set[..] == [*atom]) {
            candidates.push((vec![*atom], atoms[*atom].chance));
        }
    }
    let mut used = vec![0_u32; comparison.fields.len()];
    let mut out = Vec::new();
    while out.len() < most && !candidates.is_empty() {
        let filled = |set: &[usize]| set.iter().map(|a| atoms[*a].filled).product::<f64>();
        let best = candidates
            .iter()
            .enumerate()
            .min_by(|(_, (a, ca)), (_, (b, cb))| {
                let load = |set: &[usize]| {
                    let most = set.iter().map(|x| used[atoms[*x].field]).max().unwrap_or(0);
                    // a rule that hardly any record has keys for teaches little
                    f64::from(most) + f64::from(set.iter().map(|x| used[atoms[*x].field]).sum::<u32>()) * 0.3
                        - filled(set)
                };
                load(a).total_cmp(&load(b)).then(ca.total_cmp(cb)).then_with(|| a.cmp(b))
            })
            .map(|(at, _)| at);
        let Some(at) = best else { break };
        let (set, _) = candidates.swap_remove(at);
        for a in &set {
            used[atoms[*a].field] += 1;
        }
        out.push(Rule(set));
    }
    out
}

/// A sample of a rule's pairs: whole blocks, chosen by a hash of their key.
pub(super) fn find(rule: &Rule, atoms: &[Atom], comparison: &Comparison, sampling: &Sampling) -> Found {
    let records = u32::try_from(comparison.rows.len()).unwrap_or(u32::MAX);
    let expected = pairs_in_all(comparison) * rule.0.iter().map(|a| atoms[*a].chance).product::<f64>()
        + 0.7 * f64::from(records);
    // rivals must be seen together: two small tables are not sampled
    let small = comparison.sources.is_some() && expected <= 8.0 * sampling.rule_pairs as f64;
    let share = if small { 1 } else { ((expected / sampling.rule_pairs as f64) as u32).max(1) };
    // records are sampled by the key of the atom with the most keys: both of a pair are in or out
    let widest = rule
        .0
        .iter()
        .filter(|a| !atoms[**a].many())
        .min_by(|a, b| atoms[**a].chance.total_cmp(&atoms[**b].chance));
    let mut keyed: Vec<(u32, u32)> = Vec::new();
    let mut slots = [0_u32; KEYS];
    let drawn = |key: u32| (mix(key, 0x2545_F491) >> 3).is_multiple_of(share);
    for record in 0..records {
        if let Some(atom) = widest {
            let mut chosen = false;
            atoms[*atom].keys(comparison, record, |k| chosen = drawn(k));
            if !chosen {
                continue;
            }
        }
        slots.fill(0);
        keys_of(rule, atoms, comparison, record, &mut slots);
        for key in slots.iter().filter(|k| **k != 0 && (widest.is_some() || drawn(**k))) {
            keyed.push((*key, record));
        }
    }
    keyed.sort_unstable();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        for (i, a) in block.iter().enumerate() {
            let others = block[i + 1..].iter().filter(|b| comparison.allowed(a.1, b.1));
            pairs.extend(others.take(20).map(|b| (a.1, b.1)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let all = pairs.len() as f64 * f64::from(share);
    let most = if small { pairs.len() } else { 2 * sampling.rule_pairs };
    let step = pairs.len().div_ceil(most.max(1)).max(1);
    let whole = share == 1 && step == 1;
    let pairs = pairs.into_iter().step_by(step).map(|(a, b)| (a, b, comparison.pattern(a, b))).collect();
    let fields = |many: bool| {
        rule.0.iter().filter(|a| atoms[**a].many() == many).fold(0_u32, |mask, a| mask | 1 << atoms[*a].field)
    };
    let (equal, token) = (fields(false), fields(true));
    // among a few fields the EM can't do without what the rest of a text says; where there are others, they tell more
    // surely than the same text twice
    if comparison.fields.len() - (equal | token).count_ones() as usize >= ENOUGH {
        return Found { pairs, all, whole, demanded: equal | token, partly: 0 };
    }
    Found { pairs, all, whole, demanded: equal, partly: token }
}
