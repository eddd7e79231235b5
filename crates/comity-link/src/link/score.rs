//! Weighs pairs: one of them, or every candidate of every rule once.

use rayon::prelude::*;

use crate::block::Rule;
use crate::block::atoms::Atom;
use crate::block::pairs::{KeyRows, RuleKeys, blocks, pairs_of_block};
use crate::cluster::Edge;
use crate::link::{Options, RuleReport};
use crate::measure::EXACT;
use crate::pattern::MAX_FIELDS;
use crate::prepare::Comparison;
use crate::train::Trained;
use crate::weight::{Waterfall, Weights};

/// Pairs below so many bits are no match whatever the fine points say.
const NEAR: f64 = -4.0;

/// Weighs pairs.
#[derive(Debug, Clone, Copy)]
pub struct Scorer<'l> {
    /// The records.
    pub comparison: &'l Comparison,
    /// The weights.
    pub weights: &'l Weights,
}

impl Scorer<'_> {
    /// Log2 odds that two records match; negative infinity for a pair that may not be made.
    pub fn weight(&self, a: u32, b: u32) -> f32 {
        if !self.comparison.allowed(a, b) {
            return f32::NEG_INFINITY;
        }
        let pattern = self.comparison.pattern(a, b);
        let fields = self.comparison.fields.len();
        let mut bits = [0.0_f64; MAX_FIELDS];
        let mut sum = self.weights.before();
        for (field, bits) in bits.iter_mut().enumerate().take(fields) {
            let level = pattern.get(field);
            *bits = self.weights.bits(field, level);
            if level == usize::from(EXACT) {
                *bits += self.comparison.rarity(field, a);
            }
            sum += *bits;
        }
        // most pairs are far from a match: where between two levels they stand and whether they are kin does not matter
        if sum > NEAR {
            for (field, bits) in bits.iter_mut().enumerate().take(fields) {
                let level = pattern.get(field);
                if (2..=5).contains(&level) {
                    let between = self.comparison.worth(field, pattern, a, b, &self.weights.table()[field]);
                    sum += between - *bits;
                    *bits = between;
                }
            }
            sum -= self.weights.kinship(pattern, &bits[..fields]);
        }
        sum as f32
    }

    /// Why a pair has its weight.
    pub fn explain(&self, a: u32, b: u32) -> Waterfall {
        let pattern = self.comparison.pattern(a, b);
        let rarity: Vec<f64> = (0..self.comparison.fields.len())
            .map(|f| match pattern.get(f) {
                level if level == usize::from(EXACT) => self.comparison.rarity(f, a),
                level => {
                    let of_level = &self.weights.table()[f];
                    self.comparison.worth(f, pattern, a, b, of_level) - of_level[level]
                }
            })
            .collect();
        self.weights.explain(pattern, &rarity)
    }
}

pub(super) struct Scored {
    pub(super) edges: Vec<Edge>,
    pub(super) rules: Vec<RuleReport>,
    pub(super) histogram: Vec<(i32, u64)>,
}

/// Weights are counted from minus to plus so many bits.
const COUNTED_BITS: i32 = 100;

/// Weighs every candidate pair of every rule once; keeps those that are more likely a match than not.
pub(super) fn score(scorer: &Scorer<'_>, trained: &Trained, options: &Options) -> Scored {
    let comparison = scorer.comparison;
    let keys: Vec<RuleKeys> =
        trained.rules.iter().map(|c| RuleKeys::new(&c.rule, &trained.atoms, comparison)).collect();
    let earlier = KeyRows::new(&keys);
    let mut edges = Vec::new();
    let mut reports = Vec::new();
    let mut counts = vec![0_u64; 2 * COUNTED_BITS as usize + 1];
    let mut entries = Vec::new();
    for (number, (chosen, keys)) in trained.rules.iter().zip(keys).enumerate() {
        blocks(&keys, &mut entries);
        drop(keys);
        let by = dividers(&chosen.rule, trained);
        let runs: Vec<&[u64]> = runs(&entries);
        let done: Vec<RunDone> = runs
            .par_iter()
            .map(|run| {
                let mut done =
                    RunDone { kept: Vec::new(), compared: 0, left_out: 0, counts: vec![0; counts.len()] };
                let mut block: Vec<u32> = Vec::new();
                let mut waiting: Vec<(u32, u32)> = Vec::with_capacity(TOGETHER);
                for same_key in run.chunk_by(|a, b| a >> 32 == b >> 32).filter(|c| c.len() > 1) {
                    block.clear();
                    block.extend(same_key.iter().map(|e| (e & 0xFFFF_FFFF) as u32));
                    done.left_out += pairs_of_block(&block, &by, comparison, &options.block, &mut |a, b| {
                        waiting.push((a, b));
                        if waiting.len() == TOGETHER {
                            done.weigh(&mut waiting, scorer, &earlier, number);
                        }
                    });
                }
                done.weigh(&mut waiting, scorer, &earlier, number);
                done
            })
            .collect();
        let mut report =
            RuleReport { rule: in_words(&chosen.rule, trained), pairs: 0, left_out: 0, gain: chosen.gain };
        for run in done {
            edges.extend(run.kept);
            report.pairs += run.compared;
            report.left_out += run.left_out;
            for (sum, n) in counts.iter_mut().zip(run.counts) {
                *sum += n;
            }
        }
        reports.push(report);
    }
    edges.par_sort_unstable_by_key(|e| (e.left, e.right));
    edges.dedup_by_key(|e| (e.left, e.right));
    let histogram = (-COUNTED_BITS..=COUNTED_BITS).zip(counts).filter(|(_, n)| *n > 0).collect();
    Scored { edges, rules: reports, histogram }
}

/// What the blocks of one run gave.
struct RunDone {
    kept: Vec<Edge>,
    compared: u64,
    left_out: u64,
    counts: Vec<u64>,
}

/// Pairs that are weighed together.
const TOGETHER: usize = 64;

impl RunDone {
    /// Weighs the pairs that wait, those aside that an earlier rule found. What they read lies all over the memory: it is
    /// asked for first for all of them, so that the waits overlap, and weighed when it is there.
    fn weigh(&mut self, waiting: &mut Vec<(u32, u32)>, scorer: &Scorer<'_>, earlier: &KeyRows, rules: usize) {
        let comparison = scorer.comparison;
        let mut touched = 0;
        for (a, b) in waiting.iter() {
            touched ^= earlier.touch(*a) ^ earlier.touch(*b);
        }
        waiting.retain(|(a, b)| comparison.allowed(*a, *b) && !earlier.found_before(rules, *a, *b));
        for (a, b) in waiting.iter() {
            touched ^= comparison.rows.touch(*a) ^ comparison.rows.touch(*b);
        }
        for field in &comparison.fields {
            for (a, b) in waiting.iter() {
                let (x, y) = (comparison.rows.get(*a)[field.offset], comparison.rows.get(*b)[field.offset]);
                if x != y {
                    touched ^= field.measure.touch(x) ^ field.measure.touch(y);
                }
            }
        }
        std::hint::black_box(touched);
        for (a, b) in waiting.drain(..) {
            self.compared += 1;
            let weight = scorer.weight(a, b);
            let bin = (weight.floor() as i32).clamp(-COUNTED_BITS, COUNTED_BITS) + COUNTED_BITS;
            self.counts[bin.unsigned_abs() as usize] += 1;
            if weight >= 0.0 {
                self.kept.push(Edge { left: a.min(b), right: a.max(b), weight });
            }
        }
    }
}

/// Parts of the sorted entries that end where a block ends.
fn runs(entries: &[u64]) -> Vec<&[u64]> {
    let size = (entries.len() / 256).max(512);
    let mut out = Vec::new();
    let mut start = 0;
    while start < entries.len() {
        let mut end = (start + size).min(entries.len());
        while end < entries.len() && entries[end] >> 32 == entries[end - 1] >> 32 {
            end += 1;
        }
        out.push(&entries[start..end]);
        start = end;
    }
    out
}

/// The atoms that divide a block over the budget: one of each other field, the most selective first.
fn dividers<'t>(rule: &Rule, trained: &'t Trained) -> Vec<&'t Atom> {
    let own: Vec<usize> = rule.0.iter().map(|a| trained.atoms[*a].field).collect();
    let mut by: Vec<&Atom> = trained
        .atoms
        .iter()
        .filter(|a| !own.contains(&a.field) && a.part == "exact" && a.filled > 0.5)
        .collect();
    by.sort_by(|a, b| a.chance.total_cmp(&b.chance));
    by.truncate(3);
    by
}

fn in_words(rule: &Rule, trained: &Trained) -> String {
    let part = |a: &usize| {
        let atom = &trained.atoms[*a];
        let name = trained.weights.fields.get(atom.field).map_or("", |f| f.name.as_str());
        if atom.part == "exact" { name.to_owned() } else { format!("{name}:{}", atom.part) }
    };
    rule.0.iter().map(part).collect::<Vec<_>>().join(" + ")
}
