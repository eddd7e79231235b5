//! u: how often pairs that do not match agree by chance. Exact agreement in closed form, the rest from random pairs.

use crate::em::LevelProbabilities;
use crate::measure::{EXACT, Measure};
use crate::pattern::{LEVELS, Pattern, PatternCounts};
use crate::prepare::Comparison;

/// A small generator of random numbers (SplitMix64): the same numbers on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is below 2^32.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        u32::try_from((u64::from(end) * (self.next() >> 32)) >> 32).unwrap_or(0)
    }
}

/// Tables with at most so many pairs are counted whole: there the matches, which u must be rid of, are so large a part
/// of what agrees that chance in their number would be taken for chance agreement.
const ALL: u64 = 2_500_000;

/// Patterns of random pairs, or of all pairs of a small table, counted.
pub(crate) fn random_patterns(comparison: &Comparison, pairs: usize, seed: u64) -> Vec<(Pattern, u64)> {
    let records = u32::try_from(comparison.rows.len()).unwrap_or(u32::MAX);
    let mut counts = PatternCounts::default();
    if u64::from(records) * u64::from(records.saturating_sub(1)) / 2 <= ALL {
        for a in 0..records {
            for b in (a + 1..records).filter(|b| comparison.allowed(a, *b)) {
                counts.add(0, comparison.pattern(a, b));
            }
        }
    } else {
        let mut random = Random::new(seed);
        let (mut found, mut tries) = (0, 0);
        while found < pairs && tries < 8 * pairs {
            tries += 1;
            let (a, b) = (random.below(records), random.below(records));
            if comparison.allowed(a, b) {
                counts.add(0, comparison.pattern(a, b));
                found += 1;
            }
        }
    }
    counts.sorted().into_iter().map(|(_, pattern, n)| (pattern, n)).collect()
}

/// u of every level of every field.
pub(crate) fn chances(comparison: &Comparison, patterns: &[(Pattern, u64)]) -> Vec<LevelProbabilities> {
    comparison
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let names = field.measure.level_names();
            let mut counts = [0_u64; LEVELS];
            for (p, n) in patterns {
                counts[p.get(at)] += n;
            }
            let compared: u64 = counts[1..].iter().sum();
            // what was never seen among the random pairs is as if seen a third of a time
            let mut u = [0.0; LEVELS];
            for level in 1..LEVELS {
                if !names[level].is_empty() {
                    u[level] = (counts[level] as f64).max(0.33) / (compared as f64).max(1.0);
                }
            }
            let closed =
                !matches!(&field.measure, Measure::Tokens(_) | Measure::Place(_)) || !field.share.is_empty();
            if closed && field.same_by_chance > 0.0 {
                u[usize::from(EXACT)] = field.same_by_chance;
            }
            let sum: f64 = u.iter().sum();
            u.map(|x| x / sum)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_numbers() {
        // SplitMix64 with seed 0, Steele, Lea and Flood (2014)
        let mut r = Random::new(0);
        assert_eq!(r.next(), 0xE220_A839_7B1D_CDAF);
        assert!((0..100).all(|_| r.below(7) < 7));
    }
}
