//! Simulated matches: what rules are judged on before any rule was run.

use rayon::prelude::*;

use crate::block::Rule;
use crate::block::atoms::Atom;
use crate::block::choose::Simulated;
use crate::chance::Random;
use crate::em::{self, LevelProbabilities};
use crate::prepare::Comparison;
use crate::train::sample::Found;
use crate::weight::Weights;

const SIMULATED: usize = 4096;

/// Pairs of a rule that are surer than this are taken for matches.
const SURE: f64 = 0.95;

const SURE_PAIRS: usize = 3_000;

/// Puts matches together field by field from sure matches that were not found through that field.
pub(super) fn simulate(
    comparison: &Comparison,
    atoms: &[Atom],
    found: &[Found],
    fit: &em::Fit,
    u: &[LevelProbabilities],
    seed: u64,
) -> Simulated {
    let ratio = em::log_ratios(&fit.m, u);
    let sure: Vec<Vec<(u32, u32)>> = found
        .iter()
        .zip(fit.matches.iter().zip(&fit.relatives))
        .map(|(f, (share, kin))| {
            let strangers = (1.0 - share - kin.iter().sum::<f64>()).max(1e-9);
            let odds = fit.kin.iter().cloned().zip(kin.iter().map(|k| k / strangers)).collect();
            let given = em::given(f.partly, &fit.m, &[], u)[0].log2();
            let weights = Weights::new(Vec::new(), fit.m.clone(), u.to_vec(), 0.5).with_kin(odds);
            let of: Vec<(u32, u32)> = f
                .pairs
                .iter()
                .filter(|(_, _, p)| {
                    let open = p.without(f.demanded);
                    let open = open.without(open.differing(f.partly));
                    let bits: Vec<f64> =
                        ratio.iter().enumerate().map(|(field, r)| r[open.get(field)]).collect();
                    let sum = bits.iter().sum::<f64>() - weights.kinship(open, &bits);
                    em::probability(sum + given + (share / strangers).log2()) > SURE
                })
                .map(|(a, b, _)| (*a, *b))
                .collect();
            let step = of.len().div_ceil(SURE_PAIRS).max(1);
            of.into_iter().step_by(step).collect()
        })
        .collect();
    let words = SIMULATED / 64;
    let mut agree = vec![vec![0_u64; words]; atoms.len()];
    agree.par_iter_mut().enumerate().for_each(|(at, bits)| {
        let atom = &atoms[at];
        let tied = |demanded: u32| {
            demanded & (1 << atom.field) != 0
                || comparison.implies.iter().any(|(a, b)| {
                    (*b == atom.field && demanded & (1 << *a) != 0)
                        || (*a == atom.field && demanded & (1 << *b) != 0)
                })
        };
        let pool: Vec<(u32, u32)> = found
            .iter()
            .zip(&sure)
            .filter(|(f, _)| !tied(f.demanded | f.partly))
            .flat_map(|(_, s)| s.iter().copied())
            .collect();
        if pool.is_empty() {
            return;
        }
        // atoms of one field are drawn together: the same numbers for each of them
        let mut random = Random::new(seed ^ (0xA70_u64 << 32) ^ atom.field as u64);
        for m in 0..SIMULATED {
            let (a, b) = pool[random.below(u32::try_from(pool.len()).unwrap_or(1)) as usize];
            if atom.shared(comparison, a, b) {
                bits[m / 64] |= 1 << (m % 64);
            }
        }
    });
    Simulated { agree, matches: SIMULATED }
}

/// Matches in the whole table: what each rule found, by the share of simulated matches that it finds; the median.
pub(super) fn total(rules: &[Rule], found: &[Found], fit: &em::Fit, simulated: &Simulated) -> f64 {
    let mut estimates: Vec<f64> = rules
        .iter()
        .zip(found)
        .zip(&fit.matches)
        .filter_map(|((rule, f), share)| {
            let words = simulated.matches / 64;
            let hit: u32 = (0..words)
                .map(|w| rule.0.iter().fold(u64::MAX, |bits, a| bits & simulated.agree[*a][w]).count_ones())
                .sum();
            let recall = f64::from(hit) / simulated.matches as f64;
            (recall > 0.02 && !f.pairs.is_empty()).then(|| f.all * share / recall)
        })
        .collect();
    estimates.sort_by(f64::total_cmp);
    let median = estimates.get(estimates.len() / 2).copied().unwrap_or(1.0);
    // there are at least as many as any one rule found
    found
        .iter()
        .zip(&fit.matches)
        .filter(|(f, _)| f.whole)
        .map(|(f, s)| f.all * s)
        .fold(median.max(1.0), f64::max)
}
