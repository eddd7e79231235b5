//! Candidate pairs: which records are worth comparing. Each record asks through its keys; a key is worth its rarity,
//! and a record is compared with the best few. Cost grows with the records, not with their pairs.

use rayon::prelude::*;

use crate::{
    columns::{Columns, View},
    keys,
};

/// What the candidates may cost.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// A key that stands in more records than this finds none.
    pub block: usize,
    /// A record is compared with at most so many others that it asked for.
    pub partners: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { block: 96, partners: 64 }
    }
}

/// Which records hold which key.
#[derive(Clone, Debug, Default)]
pub struct Index {
    keys: Vec<u64>,
    starts: Vec<u32>,
    records: Vec<u32>,
    // where the keys begin whose first 16 bits are at least so much
    lanes: Vec<u32>,
    all: usize,
}

const LANE_BITS: u32 = 16;
/// What a strong key counts against a common one.
const STRONG_WORTH: f32 = 5.0;

impl Index {
    /// Indexes all records. Keys of a single record are kept when `alone` is set: a planned activity may ask for them.
    pub fn build(columns: &Columns, alone: bool) -> Index {
        let mut pairs: Vec<(u64, u32)> = (0..columns.len() as u32)
            .into_par_iter()
            .flat_map_iter(|record| {
                keys::keys(columns, &columns.view(record), false).into_iter().map(move |key| (key, record))
            })
            .collect();
        pairs.par_sort_unstable();
        let mut out = Index { all: columns.len(), ..Index::default() };
        for block in pairs.chunk_by(|a, b| a.0 == b.0) {
            if block.len() > 1 || alone {
                out.keys.push(block[0].0);
                out.starts.push(out.records.len() as u32);
                out.records.extend(block.iter().map(|(_, record)| *record));
            }
        }
        out.starts.push(out.records.len() as u32);
        let lanes = 1_u64 << LANE_BITS;
        out.lanes = (0..=lanes)
            .map(|lane| {
                let from = if lane == lanes {
                    out.keys.len()
                } else {
                    out.keys.partition_point(|key| key >> (64 - LANE_BITS) < lane)
                };
                from as u32
            })
            .collect();
        out
    }

    /// The records that hold a key.
    pub fn get(&self, key: u64) -> &[u32] {
        let lane = (key >> (64 - LANE_BITS)) as usize;
        let (from, to) = (self.lanes[lane] as usize, self.lanes[lane + 1] as usize);
        match self.keys[from..to].binary_search(&key) {
            Ok(at) => &self.records[self.starts[from + at] as usize..self.starts[from + at + 1] as usize],
            Err(_) => &[],
        }
    }

    /// The records worth comparing with one, best first, and whether the budget left some out.
    pub fn ask(&self, columns: &Columns, view: &View, budget: &Budget, scratch: &mut Scratch) -> Vec<u32> {
        scratch.score.resize(self.all, 0.0);
        let all = self.all.max(2) as f32;
        for key in keys::keys(columns, view, true) {
            let block = self.get(key);
            if block.is_empty() || block.len() > budget.block {
                continue;
            }
            let weight = if key & keys::STRONG == 0 { 1.0 } else { STRONG_WORTH };
            let worth = weight * (all / block.len() as f32).log2().max(0.1);
            for record in block {
                let score = &mut scratch.score[*record as usize];
                if *score == 0.0 {
                    scratch.touched.push(*record);
                }
                *score += worth;
            }
        }
        let score = &scratch.score;
        let by_worth = |a: &u32, b: &u32| score[*b as usize].total_cmp(&score[*a as usize]).then(a.cmp(b));
        if scratch.touched.len() > budget.partners {
            scratch.touched.select_nth_unstable_by(budget.partners, by_worth);
        }
        let mut out = scratch.touched[..scratch.touched.len().min(budget.partners)].to_vec();
        out.sort_unstable_by(by_worth);
        for record in scratch.touched.drain(..) {
            scratch.score[record as usize] = 0.0;
        }
        out
    }
}

/// Working memory of [`Index::ask`], one a thread.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    score: Vec<f32>,
    touched: Vec<u32>,
}

/// All candidate pairs `(left, right)` with left < right, each once, in order.
pub fn pairs(columns: &Columns, index: &Index, budget: &Budget) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = (0..columns.len() as u32)
        .into_par_iter()
        .map_init(Scratch::default, |scratch, record| {
            let view = columns.view(record);
            // the record itself is always found: one more than asked for
            let budget = Budget { partners: budget.partners + 1, ..*budget };
            let found = index.ask(columns, &view, &budget, scratch);
            found
                .into_iter()
                .filter(|other| *other != record)
                .map(|other| (record.min(other), record.max(other)))
                .collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect();
    out.par_sort_unstable();
    out.dedup();
    out
}
