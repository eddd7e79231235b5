//! The whole way: a table and a model in, pairs and clusters with reasons out.

mod score;

use crate::block::Rule;
use crate::block::choose::{Chosen, RuleBudget};
use crate::block::pairs::BlockBudget;
use crate::cluster::{self, Clusters, Edge, Joining};
use crate::em;
use crate::error::LinkError;
use crate::model::{Model, WrittenRule};
use crate::prepare::{Comparison, prepare};
use crate::table::{MISSING, Table};
use crate::train::{Sampling, Trained, train};

pub use score::Scorer;
use score::{Scored, score};

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

/// The pairs that were kept, by their records: what was weighed once is not weighed again.
struct KnownPairs<'e> {
    edges: &'e [Edge],
    /// Where the pairs of each left record start.
    starts: Vec<u32>,
}

impl<'e> KnownPairs<'e> {
    /// The edges must be sorted by left, then right record.
    fn new(edges: &'e [Edge], records: usize) -> Self {
        let mut starts = vec![0_u32; records + 1];
        for e in edges {
            starts[e.left as usize + 1] += 1;
        }
        for record in 0..records {
            starts[record + 1] += starts[record];
        }
        Self { edges, starts }
    }

    fn weight(&self, a: u32, b: u32) -> Option<f32> {
        let (left, right) = (a.min(b) as usize, a.max(b));
        let of_left = &self.edges[self.starts[left] as usize..self.starts[left + 1] as usize];
        // a handful, mostly
        of_left.iter().find(|e| e.right >= right).filter(|e| e.right == right).map(|e| e.weight)
    }
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
    let known = KnownPairs::new(&edges, table.records);
    let weigh = |a: u32, b: u32| known.weight(a, b).unwrap_or_else(|| scorer.weight(a, b));
    let clusters = cluster::cluster(records, &edges, &joining, weigh);
    let pairs = cluster::coherent_pairs(&clusters.of, &edges, LARGE_GROUP, weigh);
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
