//! Rivals: between tables a record has one match at most, so that pairs stand against each other.

use rustc_hash::FxHashMap;

use crate::cluster::Edge;

/// The strongest pairs of each record.
#[derive(Debug, Clone)]
pub struct Rivalry {
    /// Odds of the strongest and of the second pair of a record with the records of one other source, by record and
    /// source.
    claims: FxHashMap<(u32, u32), [f64; 2]>,
    sources: Vec<u32>,
    /// Probability that a record has no match at all.
    unmatched: f64,
}

impl Rivalry {
    /// Weighs every pair against its strongest rivals. That a record has no match is `unmatched` as likely as that it has
    /// one: the fewer such records, the surer the best partner.
    pub fn settle(edges: &mut [Edge], sources: &[u32], unmatched: f64) -> Self {
        let mut rivalry = Self { claims: FxHashMap::default(), sources: sources.to_vec(), unmatched };
        for e in edges.iter() {
            let odds = rivalry.odds(f64::from(e.weight));
            for (record, other) in [(e.left, e.right), (e.right, e.left)] {
                let claim = rivalry.claims.entry((record, sources[other as usize])).or_default();
                if odds > claim[0] {
                    *claim = [odds, claim[0]];
                } else {
                    claim[1] = claim[1].max(odds);
                }
            }
        }
        for e in edges {
            e.weight += rivalry.bits(e.left, e.right, f64::from(e.weight)) as f32;
        }
        rivalry
    }

    fn odds(&self, weight: f64) -> f64 {
        weight.exp2() / self.unmatched
    }

    /// What a pair gains because few records have no match, less what it loses to its strongest rivals, in bits; given
    /// what it weighs by itself. The many weak ones are left to the prior, which holds them already.
    pub fn bits(&self, a: u32, b: u32, weight: f64) -> f64 {
        if weight == f64::NEG_INFINITY {
            return 0.0;
        }
        // a weight goes through 32 bits on its way
        let own = self.odds(weight) * (1.0 + 1e-6);
        let rival = |record: u32, other: u32| {
            let [first, second] =
                self.claims.get(&(record, self.sources[other as usize])).copied().unwrap_or_default();
            if first > own { first } else { second }
        };
        -self.unmatched.log2() - (1.0 + rival(a, b) + rival(b, a)).log2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_stands_against_its_rivals() {
        let mut edges = [(0, 2, 10.0), (1, 2, 5.0), (1, 3, 6.0)].map(|(left, right, weight)| Edge {
            left,
            right,
            weight,
        });
        let rivalry = Rivalry::settle(&mut edges, &[1, 1, 2, 2], 0.5);
        // one bit gained; lost to 2 * 2^5, to 2 * 2^10 and 2 * 2^6, to 2 * 2^5
        let expected = [11.0 - 65_f32.log2(), 6.0 - 2177_f32.log2(), 7.0 - 65_f32.log2()];
        for (e, expected) in edges.iter().zip(expected) {
            assert!((e.weight - expected).abs() < 1e-3, "{e:?} {expected}");
        }
        assert!((rivalry.bits(0, 3, -20.0) - (1.0 - (1.0_f64 + 2048.0 + 128.0).log2())).abs() < 1e-3);
    }
}
