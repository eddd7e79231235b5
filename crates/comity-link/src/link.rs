//! The whole way: a table and a model in, pairs and clusters with reasons out.

use rayon::prelude::*;

use crate::block::Rule;
use crate::block::choose::{Chosen, RuleBudget};
use crate::block::pairs::{BlockBudget, KeyRows, RuleKeys, blocks, pairs_of_block};
use crate::cluster::{self, Clusters, Edge, Joining};
use crate::em;
use crate::error::LinkError;
use crate::measure::EXACT;
use crate::model::{Model, WrittenRule};
use crate::pattern::MAX_FIELDS;
use crate::prepare::{Comparison, prepare};
use crate::table::{MISSING, Table};
use crate::train::{Sampling, Trained, train};
use crate::weight::{Waterfall, Weights};

/// What a linkage may be told. The defaults serve every table.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Pairs at or above this probability are given out.
    pub threshold: f64,
    /// How training samples.
    pub sampling: Sampling,
    /// What the candidates may cost.
    pub budget: RuleBudget,
    /// What a block may cost.
    pub block: BlockBudget,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threshold: 0.9,
            sampling: Sampling::default(),
            budget: RuleBudget::default(),
            block: BlockBudget::default(),
        }
    }
}

/// What one blocking rule did.
#[derive(Debug, Clone)]
pub struct RuleReport {
    /// The rule in words: `surname + born (year)`.
    pub rule: String,
    /// Pairs that it found first.
    pub pairs: u64,
    /// Pairs that the budget left out.
    pub left_out: u64,
    /// Share of the matches that it was expected to find first.
    pub gain: f64,
}

/// A finished linkage.
#[derive(Debug)]
pub struct Linkage {
    /// The records as they were compared.
    pub comparison: Comparison,
    /// What was learned.
    pub trained: Trained,
    /// Pairs inside the groups, by record: those found at or above the threshold that nothing contradicts, and those
    /// that they imply.
    pub pairs: Vec<Edge>,
    /// Groups of records.
    pub clusters: Clusters,
    /// What each blocking rule did.
    pub rules: Vec<RuleReport>,
    /// Candidate pairs by weight rounded down to whole bits, in order.
    pub histogram: Vec<(i32, u64)>,
}

/// Links the records of a table.
pub fn link(table: &Table, model: &Model, options: &Options) -> Result<Linkage, LinkError> {
    check_ids(table, model)?;
    let comparison = prepare(table, model)?;
    let mut trained = train(&comparison, &options.sampling, &options.budget);
    if !model.rules.is_empty() {
        trained.rules = written_rules(table, model, &trained)?;
    }
    let scorer = Scorer { comparison: &comparison, weights: &trained.weights };
    let Scored { edges, rules, histogram } = score(&scorer, &trained, options);
    let records = u32::try_from(table.records).unwrap_or(u32::MAX);
    let joining = Joining { least: em::log_odds(options.threshold) as f32, ..Joining::default() };
    let clusters = cluster::cluster(records, &edges, &joining, |a, b| scorer.weight(a, b));
    let pairs = cluster::coherent_pairs(&clusters.of, &edges, LARGE_GROUP, |a, b| scorer.weight(a, b));
    Ok(Linkage { pairs, clusters, rules, histogram, trained, comparison })
}

/// The rules of a model file. What they gain was not judged: it is told as 0.
fn written_rules(table: &Table, model: &Model, trained: &Trained) -> Result<Vec<Chosen>, LinkError> {
    let atom = |(column, part): &(usize, String)| {
        let of_column = |at: &usize| model.fields[trained.atoms[*at].field].compare.column() == *column;
        let atoms: Vec<usize> = (0..trained.atoms.len()).filter(of_column).collect();
        atoms.iter().copied().find(|at| trained.atoms[*at].part == part).ok_or_else(|| LinkError::NoPart {
            column: table.columns[*column].name.clone(),
            part: part.clone(),
            have: atoms
                .iter()
                .map(|at| format!("`{}`", trained.atoms[*at].part))
                .collect::<Vec<_>>()
                .join(", "),
        })
    };
    let rule = |written: &WrittenRule| {
        let atoms = written.parts.iter().map(atom).collect::<Result<Vec<_>, _>>()?;
        Ok(Chosen { rule: Rule(atoms), pairs: 0.0, gain: 0.0 })
    };
    model.rules.iter().map(rule).collect()
}

/// Every record needs an id of its own, within its source: a pair must name its records.
fn check_ids(table: &Table, model: &Model) -> Result<(), LinkError> {
    let Some(ids) = model.id.and_then(|at| table.columns.get(at)) else { return Ok(()) };
    let source = |record: usize| model.source.map_or(0, |s| table.columns[s].ids[record]);
    let name = || ids.name.clone();
    let mut first: Vec<u32> = vec![u32::MAX; ids.values.len()];
    let mut again: rustc_hash::FxHashMap<(u32, u32), usize> = rustc_hash::FxHashMap::default();
    for (record, id) in ids.ids.iter().enumerate() {
        if *id == MISSING {
            return Err(LinkError::MissingId { row: record + 1, column: name() });
        }
        let before = first[*id as usize];
        if before == u32::MAX {
            first[*id as usize] = u32::try_from(record).unwrap_or(u32::MAX);
            continue;
        }
        let same = (source(before as usize) == source(record)).then_some(before as usize);
        if let Some(first) = same.or_else(|| again.insert((*id, source(record)), record)) {
            let id = ids.values.text(*id).into_owned();
            return Err(LinkError::DuplicateId { id, first: first + 1, second: record + 1, column: name() });
        }
    }
    Ok(())
}

/// Groups beyond this size give out only the pairs that were found.
const LARGE_GROUP: usize = 300;

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
        let mut sum = em::log_odds(self.weights.prior);
        for (field, bits) in bits.iter_mut().enumerate().take(fields) {
            let level = pattern.get(field);
            *bits = self.weights.bits(field, level);
            if level == usize::from(EXACT) {
                *bits += self.comparison.rarity(field, a);
            }
            sum += *bits;
        }
        // most pairs are far from a match: whether they are kin does not matter then
        if sum > -4.0 {
            sum -= self.weights.kinship(pattern, &bits[..fields]);
        }
        sum as f32
    }

    /// Why a pair has its weight.
    pub fn explain(&self, a: u32, b: u32) -> Waterfall {
        let pattern = self.comparison.pattern(a, b);
        let rarity: Vec<f64> = (0..self.comparison.fields.len())
            .map(|f| if pattern.get(f) == usize::from(EXACT) { self.comparison.rarity(f, a) } else { 0.0 })
            .collect();
        self.weights.explain(pattern, &rarity)
    }
}

struct Scored {
    edges: Vec<Edge>,
    rules: Vec<RuleReport>,
    histogram: Vec<(i32, u64)>,
}

/// Weights are counted from minus to plus so many bits.
const COUNTED_BITS: i32 = 100;

/// Weighs every candidate pair of every rule once; keeps those that are more likely a match than not.
fn score(scorer: &Scorer<'_>, trained: &Trained, options: &Options) -> Scored {
    let comparison = scorer.comparison;
    let keys: Vec<RuleKeys> =
        trained.rules.iter().map(|c| RuleKeys::new(&c.rule, &trained.atoms, comparison)).collect();
    let earlier = KeyRows::new(&keys);
    let mut edges = Vec::new();
    let mut reports = Vec::new();
    let mut counts = vec![0_u64; 2 * COUNTED_BITS as usize + 1];
    for (number, (chosen, keys)) in trained.rules.iter().zip(keys).enumerate() {
        let entries = blocks(&keys);
        drop(keys);
        let by = dividers(&chosen.rule, trained);
        let runs: Vec<&[u64]> = runs(&entries);
        let done: Vec<RunDone> = runs
            .par_iter()
            .map(|run| {
                let mut done =
                    RunDone { kept: Vec::new(), compared: 0, left_out: 0, counts: vec![0; counts.len()] };
                let mut block: Vec<u32> = Vec::new();
                for same_key in run.chunk_by(|a, b| a >> 32 == b >> 32).filter(|c| c.len() > 1) {
                    block.clear();
                    block.extend(same_key.iter().map(|e| (e & 0xFFFF_FFFF) as u32));
                    done.left_out += pairs_of_block(&block, &by, comparison, &options.block, &mut |a, b| {
                        if !comparison.allowed(a, b) || earlier.found_before(number, a, b) {
                            return;
                        }
                        done.compared += 1;
                        let weight = scorer.weight(a, b);
                        let bin = (weight.floor() as i32).clamp(-COUNTED_BITS, COUNTED_BITS) + COUNTED_BITS;
                        done.counts[bin.unsigned_abs() as usize] += 1;
                        if weight >= 0.0 {
                            done.kept.push(Edge { left: a.min(b), right: a.max(b), weight });
                        }
                    });
                }
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
fn dividers<'t>(rule: &Rule, trained: &'t Trained) -> Vec<&'t crate::block::atoms::Atom> {
    let own: Vec<usize> = rule.0.iter().map(|a| trained.atoms[*a].field).collect();
    let mut by: Vec<&crate::block::atoms::Atom> = trained
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
