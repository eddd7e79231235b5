//! Rivals: pairs that exclude each other, in the EM and when pairs are weighed.

/// Pairs that exclude each other because they share a record.
#[derive(Debug, Clone, Default)]
pub struct Rivals {
    /// Of each pair the place of its group and pattern among the counts, and the claims that it makes: one on each of
    /// its two records. Pairs that make the same claim are rivals.
    pub pairs: Vec<(u32, [u32; 2])>,
    /// How many claims there are.
    pub claims: usize,
    /// Rivals that a record has on average, by group: pairs a claim.
    pub crowd: Vec<f64>,
}

/// The least share of the records that is held to match nothing: certainty would take the first partner that comes.
pub(crate) const UNMATCHED: f64 = 0.1;

impl Rivals {
    /// The odds of all pairs that make each claim, given the odds of every pattern.
    pub(crate) fn sums(&self, odds: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.claims];
        for (at, claims) in &self.pairs {
            for claim in claims {
                sums[*claim as usize] += odds[*at as usize];
            }
        }
        sums
    }

    /// By pattern, the summed probability of its pairs, given the odds of every pattern: a pair's odds stand against
    /// those of all its rivals. The first order of the exact sum over one-to-one assignments, which is beyond counting.
    pub(super) fn settle(&self, odds: &[f64]) -> Vec<f64> {
        let sums = self.sums(odds);
        let mut out = vec![0.0; odds.len()];
        for (at, [a, b]) in &self.pairs {
            let own = odds[*at as usize];
            out[*at as usize] += own / (1.0 + sums[*a as usize] + sums[*b as usize] - own);
        }
        out
    }
}
