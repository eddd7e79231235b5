//! Kin: relatives that share much, and how the EM learns what they inherit.

use crate::em::{FAITH, LevelProbabilities};
use crate::pattern::LEVELS;

/// Pairs that share much without being one thing: phases, yearly editions, sister cities, households. In each field
/// kin agree as matches do (they inherited the value), or at the level that tells relatives apart ("same day of another
/// year", "same but for a number"), or as strangers do.
#[derive(Debug, Clone, PartialEq)]
pub struct Kin {
    /// Per field: how often they agree as matches do.
    pub inherited: Vec<f64>,
    /// Per field: how often they agree at the telling level.
    pub telling: Vec<f64>,
    /// Per field: the telling level; 0 where the field has none.
    pub level: Vec<u8>,
}

impl Kin {
    /// Likelihood of each level among kin against strangers, given that among matches against strangers.
    pub fn ratios(
        &self,
        field: usize,
        ratio: &LevelProbabilities,
        u: &LevelProbabilities,
    ) -> LevelProbabilities {
        let (a, b) = (self.inherited[field], self.telling[field]);
        let mut out = [1.0; LEVELS];
        for level in 1..LEVELS {
            out[level] = a * ratio[level] + 1.0 - a - b;
        }
        let telling = usize::from(self.level[field]);
        if telling > 0 && u[telling] > 0.0 {
            out[telling] += b / u[telling];
        }
        out
    }
}

/// One field of one kind of kin learns from the kin at each level; gives how far it moved.
pub(super) fn inherit(
    kin: &mut Kin,
    field: usize,
    hits: &LevelProbabilities,
    ratio: &LevelProbabilities,
    u: &LevelProbabilities,
) -> f64 {
    let all = kin.ratios(field, ratio, u);
    let (a, b) = (kin.inherited[field], kin.telling[field]);
    let telling = usize::from(kin.level[field]);
    let (mut as_matches, mut told, mut compared) = (0.0, 0.0, 0.0);
    for level in 1..LEVELS {
        compared += hits[level];
        as_matches += hits[level] * a * ratio[level] / all[level];
        if level == telling && u[level] > 0.0 {
            told += hits[level] * b / u[level] / all[level];
        }
    }
    let next = ((as_matches + FAITH * a) / (compared + FAITH)).clamp(0.001, 0.998);
    let next_told =
        if telling == 0 { 0.0 } else { ((told + FAITH * b) / (compared + FAITH)).clamp(0.0, 0.999 - next) };
    kin.inherited[field] = next;
    kin.telling[field] = next_told;
    (next - a).abs().max((next_told - b).abs())
}
