//! Near neighbours among many embeddings: cells around seeded centres, the nearest few cells looked through exactly.
//!
//! Building costs `n` times `sqrt(n)` cosines, a search the same divided by `n` plus the probed cells. A search finds most of what brute
//! force finds, never something else: the cosines are exact, only the cells are guessed. No randomness: centres start
//! at evenly spaced embeddings, so the same embeddings give the same index on any number of threads.

use rayon::prelude::*;

use crate::words::embedding::{Embedding, cosine, dot};
use crate::words::format::DIMS;

/// How often centres move to the mean of their cell.
const ROUNDS: usize = 2;
/// Embeddings a centre learns from, on average: more would only cost time.
const SAMPLE: usize = 48;
/// The part of the cells that a search looks through is one in `PROBE_PART`, at least [`PROBE_LEAST`] cells.
const PROBE_PART: usize = 40;
const PROBE_LEAST: usize = 12;

/// Embeddings sorted into cells.
#[derive(Debug)]
pub struct NearIndex<'e> {
    embeddings: &'e [Embedding],
    centres: Vec<[i8; DIMS]>,
    /// Where each cell starts in `members`; one entry more than cells.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl<'e> NearIndex<'e> {
    /// Sorts embeddings into about `sqrt(n)` cells. Numbers of neighbours are places in `embeddings`, of which the first 2^32 are used.
    #[must_use]
    pub fn build(embeddings: &'e [Embedding]) -> Self {
        let embeddings = embeddings.get(..u32::MAX as usize).unwrap_or(embeddings);
        let cells = embeddings.len().isqrt().max(1);
        let every = |count: usize| {
            let step = (embeddings.len() / count.max(1)).max(1);
            embeddings.iter().step_by(step).take(count)
        };
        let mut centres: Vec<[i8; DIMS]> = every(cells).map(|e| e.values).collect();
        let sample: Vec<&Embedding> = every(cells * SAMPLE).collect();
        for _ in 0..ROUNDS {
            let homes: Vec<usize> = sample.par_iter().map(|e| nearest(&centres, &e.values)).collect();
            move_centres(&mut centres, &sample, &homes);
        }
        let homes: Vec<usize> = embeddings.par_iter().map(|e| nearest(&centres, &e.values)).collect();
        let mut starts = vec![0_u32; centres.len() + 1];
        for home in &homes {
            if let Some(count) = starts.get_mut(home + 1) {
                *count += 1;
            }
        }
        for cell in 1..starts.len() {
            starts[cell] += starts[cell - 1];
        }
        let mut members: Vec<u32> = (0..embeddings.len() as u32).collect();
        // stable: inside a cell by number
        members.sort_by_key(|at| homes.get(*at as usize).copied().unwrap_or_default());
        NearIndex { embeddings, centres, starts, members }
    }

    /// The `k` nearest embeddings to a query with their cosines, best first, equal ones by number. The query itself, when
    /// it is one of them, is among the answers.
    #[must_use]
    pub fn candidates(&self, query: &Embedding, k: usize) -> Vec<(u32, f32)> {
        let mut cells: Vec<(i32, usize)> = self
            .centres
            .iter()
            .enumerate()
            .map(|(cell, centre)| (dot(centre, &query.values), cell))
            .collect();
        let probes = (cells.len() / PROBE_PART).max(PROBE_LEAST).min(cells.len());
        if probes == 0 || k == 0 {
            return Vec::new();
        }
        let by_nearness = |a: &(i32, usize), b: &(i32, usize)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        cells.select_nth_unstable_by(probes - 1, by_nearness);
        let mut found: Vec<(u32, f32)> = Vec::new();
        for (_, cell) in cells.iter().take(probes) {
            for at in self.cell(*cell) {
                if let Some(other) = self.embeddings.get(*at as usize) {
                    found.push((*at, cosine(query, other)));
                }
            }
        }
        let best = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > k {
            found.select_nth_unstable_by(k - 1, best);
            found.truncate(k);
        }
        found.sort_unstable_by(best);
        found
    }

    fn cell(&self, cell: usize) -> &[u32] {
        let bound = |at: usize| self.starts.get(at).copied().unwrap_or_default() as usize;
        self.members.get(bound(cell)..bound(cell + 1)).unwrap_or_default()
    }
}

/// The centre with the largest product; the first of equals. Centres have about one length, so this is the cosine's order.
fn nearest(centres: &[[i8; DIMS]], values: &[i8; DIMS]) -> usize {
    let mut best = (i32::MIN, 0);
    for (cell, centre) in centres.iter().enumerate() {
        let near = dot(centre, values);
        if near > best.0 {
            best = (near, cell);
        }
    }
    best.1
}

/// Moves each centre to the mean direction of its embeddings, scaled to one length so that no cell draws by size; an empty
/// cell stays where it is.
fn move_centres(centres: &mut [[i8; DIMS]], sample: &[&Embedding], homes: &[usize]) {
    let mut sums = vec![[0.0_f32; DIMS]; centres.len()];
    for (embedding, home) in sample.iter().zip(homes) {
        let Some(sum) = sums.get_mut(*home) else { continue };
        for (to, value) in sum.iter_mut().zip(&embedding.values) {
            *to += f32::from(*value) * embedding.inverse;
        }
    }
    for (centre, sum) in centres.iter_mut().zip(&sums) {
        let length = sum.iter().map(|v| v * v).sum::<f32>().sqrt();
        if length > 0.0 {
            for (to, value) in centre.iter_mut().zip(sum) {
                // a direction's numbers are near 1/14: 450 keeps them inside i8, and clips the few larger ones
                *to = (value / length * 450.0).round().clamp(-127.0, 127.0) as i8;
            }
        }
    }
}
