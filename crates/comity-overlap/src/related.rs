//! For every record the best records of other reporters, whatever they are to each other.

use rayon::prelude::*;

use crate::{engine::Engine, pairs::Pair};

/// A related record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Related {
    /// Its number in the snapshot.
    pub record: u32,
    /// Bits, prior included.
    pub weight: f32,
}

/// The `k` best for every record, best first, ties by number.
pub(crate) fn related(engine: &Engine, pairs: &[Pair], k: usize) -> Vec<Vec<Related>> {
    let mut out: Vec<Vec<Related>> = vec![Vec::new(); engine.columns().len()];
    for pair in pairs.iter().filter(|pair| !pair.comparison.one_house) {
        let weight = pair.related;
        for (from, to) in [(pair.left, pair.right), (pair.right, pair.left)] {
            if let Some(list) = out.get_mut(from as usize) {
                list.push(Related { record: to, weight });
            }
        }
    }
    out.par_iter_mut().for_each(|list| {
        list.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then(a.record.cmp(&b.record)));
        list.truncate(k);
    });
    out
}
