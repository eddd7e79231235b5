//! Tables over two fields at a time: what the EM looks up for every pattern.

use crate::em::LevelProbabilities;
use crate::pattern::{LEVELS, Pattern};

/// A number for each two levels of two neighbouring fields: half as many look-ups a pattern as by single fields.
#[derive(Debug, Clone)]
pub(super) struct PairTable(Vec<[f64; LEVELS * LEVELS]>);

impl PairTable {
    pub(super) fn zero(fields: usize) -> Self {
        Self(vec![[0.0; LEVELS * LEVELS]; fields.div_ceil(2)])
    }

    /// Products of two fields' numbers.
    pub(super) fn new(of: &[LevelProbabilities]) -> Self {
        let mut out = Self::zero(of.len());
        for (table, two) in out.0.iter_mut().zip(of.chunks(2)) {
            for (at, slot) in table.iter_mut().enumerate() {
                *slot = two[0][at % LEVELS] * two.get(1).map_or(1.0, |second| second[at / LEVELS]);
            }
        }
        out
    }

    fn places(pattern: Pattern) -> impl Iterator<Item = usize> {
        (0..).step_by(6).map(move |shift: u32| (pattern.0 >> shift) as usize % (LEVELS * LEVELS))
    }

    pub(super) fn product(&self, pattern: Pattern) -> f64 {
        self.0.iter().zip(Self::places(pattern)).map(|(table, at)| table[at]).product()
    }

    pub(super) fn add(&mut self, pattern: Pattern, n: f64) {
        for (table, at) in self.0.iter_mut().zip(Self::places(pattern)) {
            table[at] += n;
        }
    }

    /// What was added, by field and level.
    pub(super) fn by_level(&self, fields: usize) -> Vec<LevelProbabilities> {
        let mut out = vec![[0.0; LEVELS]; fields];
        for (table, two) in self.0.iter().zip(out.chunks_mut(2)) {
            for (at, n) in table.iter().enumerate() {
                two[0][at % LEVELS] += n;
                if let Some(second) = two.get_mut(1) {
                    second[at / LEVELS] += n;
                }
            }
        }
        out
    }
}
