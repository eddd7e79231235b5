//! Pairs of a rule: keys, a sketch that drops records alone with theirs, sorted blocks, and a budget for each block.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::Rule;
use crate::block::atoms::{Atom, KEYS, mix};
use crate::prepare::Comparison;

/// Keys of every record under one rule, `width` each, 0 for none.
#[derive(Debug, Clone)]
pub struct RuleKeys {
    keys: Vec<u32>,
    width: usize,
}

/// Records that are worked on together: their keys stay in the processor's cache.
const CHUNK: usize = 4096;

impl RuleKeys {
    /// The keys of all records.
    pub fn new(rule: &Rule, atoms: &[Atom], comparison: &Comparison) -> Self {
        let width = if rule.0.iter().any(|a| atoms[*a].many()) { KEYS } else { 1 };
        let mut keys = vec![0_u32; comparison.rows.len() * width];
        keys.par_chunks_mut(width * CHUNK).enumerate().for_each(|(chunk, keys)| {
            for (at, slots) in keys.chunks_mut(width).enumerate() {
                let record = u32::try_from(chunk * CHUNK + at).unwrap_or(u32::MAX);
                keys_of(rule, atoms, comparison, record, slots);
            }
        });
        Self { keys, width }
    }
}

/// Keys of every record under all rules, a row a record: whether an earlier rule finds a pair is asked of two rows.
#[derive(Debug)]
pub struct KeyRows {
    keys: Vec<u32>,
    stride: usize,
    /// Where each rule's keys stand in a row.
    spans: Vec<(usize, usize)>,
}

impl KeyRows {
    /// Lays the keys of all rules side by side.
    pub fn new(rules: &[RuleKeys]) -> Self {
        let mut spans = Vec::with_capacity(rules.len());
        let mut stride = 0;
        for rule in rules {
            spans.push((stride, stride + rule.width));
            stride += rule.width;
        }
        let records = rules.first().map_or(0, |r| r.keys.len() / r.width);
        let mut keys = vec![0_u32; records * stride];
        keys.par_chunks_mut((stride * CHUNK).max(1)).enumerate().for_each(|(chunk, rows)| {
            for (rule, (start, end)) in rules.iter().zip(&spans) {
                let of_chunk = rule.keys[chunk * CHUNK * rule.width..].chunks(rule.width);
                for (row, of) in rows.chunks_mut(stride).zip(of_chunk) {
                    row[*start..*end].copy_from_slice(of);
                }
            }
        });
        Self { keys, stride, spans }
    }

    fn row(&self, record: u32) -> &[u32] {
        &self.keys[record as usize * self.stride..(record as usize + 1) * self.stride]
    }

    /// Reads a record's keys, so that they are near when they are needed.
    #[inline]
    pub fn touch(&self, record: u32) -> u32 {
        self.row(record).first().copied().unwrap_or(0)
    }

    /// True when one of the first `rules` rules finds the pair.
    #[inline]
    pub fn found_before(&self, rules: usize, a: u32, b: u32) -> bool {
        let (x, y) = (self.row(a), self.row(b));
        self.spans[..rules].iter().any(|(start, end)| {
            if end - start == 1 {
                return x[*start] != 0 && x[*start] == y[*start];
            }
            let (x, y) = (&x[*start..*end], &y[*start..*end]);
            x.iter().any(|k| *k != 0 && y.contains(k))
        })
    }
}

/// The keys of one record: the atoms' keys mixed; one for each key of an atom that has several.
pub fn keys_of(rule: &Rule, atoms: &[Atom], comparison: &Comparison, record: u32, slots: &mut [u32]) {
    let mut base = 0x51_7C_C1_B7_u32;
    let mut many = None;
    for atom in &rule.0 {
        let atom = &atoms[*atom];
        if atom.many() {
            many = Some(atom);
            continue;
        }
        let mut key = 0;
        atom.keys(comparison, record, |k| key = k);
        if key == 0 {
            return;
        }
        base = mix(base, key);
    }
    match many {
        None => slots[0] = base.max(1),
        Some(atom) => {
            let mut n = 0;
            atom.keys(comparison, record, |k| {
                if let Some(slot) = slots.get_mut(n) {
                    *slot = mix(base, k).max(1);
                    n += 1;
                }
            });
        }
    }
}

/// What a rule's blocks may cost, and how large blocks are divided.
#[derive(Debug, Clone, Copy)]
pub struct BlockBudget {
    /// Blocks up to so many records are compared in full.
    pub whole: usize,
    /// In a larger block each record meets so many neighbours in the order of each dividing atom.
    pub neighbours: usize,
}

impl Default for BlockBudget {
    fn default() -> Self {
        Self { whole: 48, neighbours: 6 }
    }
}

/// Records in blocks: `(key, record)` sorted, blocks of one record left out. `entries` is written over: one allocation
/// serves all rules.
pub fn blocks(keys: &RuleKeys, entries: &mut Vec<u64>) {
    let records = keys.keys.len() / keys.width;
    // two bits a slot: none, one, more
    let slots = (records * keys.width * 4).next_power_of_two().max(64);
    let mask = u32::try_from(slots - 1).unwrap_or(u32::MAX);
    let mut once = vec![0_u64; slots / 64];
    let mut more = vec![0_u64; slots / 64];
    for key in keys.keys.iter().filter(|k| **k != 0) {
        let slot = key & mask;
        let (word, bit) = ((slot / 64) as usize, 1_u64 << (slot % 64));
        more[word] |= once[word] & bit;
        once[word] |= bit;
    }
    entries.clear();
    for (at, key) in keys.keys.iter().enumerate().filter(|(_, k)| **k != 0) {
        let slot = key & mask;
        if more[(slot / 64) as usize] & (1 << (slot % 64)) != 0 {
            entries.push(u64::from(*key) << 32 | (at / keys.width) as u64);
        }
    }
    entries.par_sort_unstable();
}

/// Brings records of different sources next to each other, each source in its order: records stand by source in a table,
/// and neighbours of one source make no pair.
fn mix_sources(part: &mut [(u32, u32)], sources: &[u32]) {
    let mut of_source: FxHashMap<u32, u64> = FxHashMap::default();
    for (_, record) in part.iter() {
        *of_source.entry(sources[*record as usize]).or_insert(0) += 1;
    }
    let mut before: FxHashMap<u32, u64> = FxHashMap::default();
    let mut placed: Vec<(u64, (u32, u32))> = part
        .iter()
        .map(|entry| {
            let source = sources[entry.1 as usize];
            let rank = before.entry(source).or_insert(0);
            *rank += 1;
            ((*rank << 32) / of_source[&source], *entry)
        })
        .collect();
    placed.sort_unstable();
    for (slot, (_, entry)) in part.iter_mut().zip(placed) {
        *slot = entry;
    }
}

/// Calls `each` with the pairs of one block. A block over the budget is divided by each atom of `by` in turn; what is
/// still too large is compared among neighbours. Gives the number of pairs left out.
pub fn pairs_of_block(
    block: &[u32],
    by: &[&Atom],
    comparison: &Comparison,
    budget: &BlockBudget,
    each: &mut impl FnMut(u32, u32),
) -> u64 {
    let all = block.len() as u64 * (block.len() as u64 - 1) / 2;
    if block.len() <= budget.whole {
        for (i, a) in block.iter().enumerate() {
            for b in &block[i + 1..] {
                each(*a, *b);
            }
        }
        return 0;
    }
    let mut made = 0;
    let mut met: FxHashSet<(u32, u32)> = FxHashSet::default();
    let mut once = |a: u32, b: u32, each: &mut dyn FnMut(u32, u32)| {
        if met.insert((a.min(b), a.max(b))) {
            made += 1;
            each(a, b);
        }
    };
    for atom in by {
        let mut keyed: Vec<(u32, u32)> = Vec::with_capacity(block.len());
        for record in block {
            atom.keys(comparison, *record, |k| keyed.push((k, *record)));
        }
        keyed.sort_unstable();
        for part in keyed.chunk_by_mut(|a, b| a.0 == b.0) {
            let reach = if part.len() <= budget.whole { part.len() } else { budget.neighbours };
            if let Some(sources) = comparison.sources.as_ref().filter(|_| reach < part.len()) {
                mix_sources(part, sources);
            }
            for (i, a) in part.iter().enumerate() {
                for b in part[i + 1..].iter().take(reach) {
                    once(a.1, b.1, each);
                }
            }
        }
    }
    all.saturating_sub(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_of_different_sources() {
        let mut part: Vec<(u32, u32)> = (0..9).map(|r| (7, r)).collect();
        mix_sources(&mut part, &[1, 1, 1, 2, 2, 2, 2, 2, 2]);
        let records: Vec<u32> = part.iter().map(|p| p.1).collect();
        assert_eq!(records, [3, 0, 4, 5, 1, 6, 7, 2, 8]);
    }
}
