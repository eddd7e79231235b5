//! Kin: the kinds that are looked for, which of them are real, and how many there are.

use crate::block::Rule;
use crate::block::atoms::Atom;
use crate::block::choose::Simulated;
use crate::em::{self, Kin, LevelProbabilities};
use crate::measure::Measure;
use crate::pattern::LEVELS;
use crate::prepare::{Comparison, Prepared};
use crate::train::sample::Found;

/// With fewer fields kin can't be told from matches and strangers.
const FEWEST_FIELDS: usize = 7;

/// The kinds of kin that are looked for, at a first guess: editions and phases, which a telling level gives away; the
/// same matter elsewhere (texts, sets and categories agree); another matter at the same place; relatives of any sort.
pub(super) fn kin_guesses(comparison: &Comparison) -> Vec<Kin> {
    let guess = |inherited: &dyn Fn(&Prepared) -> f64, telling: f64| {
        let level: Vec<u8> = comparison.fields.iter().map(|f| f.measure.telling()).collect();
        Kin {
            inherited: comparison.fields.iter().map(inherited).collect(),
            telling: level.iter().map(|l| if *l > 0 { telling } else { 0.0 }).collect(),
            level,
        }
    };
    let matter = |f: &Prepared| matches!(f.measure, Measure::Tokens(_) | Measure::Category);
    let place = |f: &Prepared| matches!(f.measure, Measure::Place(_) | Measure::Name(_));
    // a latent class takes three open fields to be told from another, and a rule closes two
    if comparison.fields.len() < FEWEST_FIELDS {
        return Vec::new();
    }
    vec![
        guess(&|f| if f.measure.telling() > 0 { 0.15 } else { 0.8 }, 0.5),
        guess(&|f| if matter(f) { 0.8 } else { 0.15 }, 0.05),
        guess(&|f| if place(f) { 0.8 } else { 0.15 }, 0.05),
        guess(&|_| 0.5, 0.05),
    ]
}

/// Kin share some fields nearly always and others as seldom as strangers; what agrees a little everywhere is a match
/// that was written badly.
pub(super) fn is_kin(kin: &Kin, m: &[LevelProbabilities], u: &[LevelProbabilities]) -> bool {
    let says: Vec<f64> = m
        .iter()
        .zip(u)
        .map(|(m, u)| {
            (1..LEVELS)
                .filter(|l| m[*l] > 0.0 && u[*l] > 0.0)
                .map(|l| m[l] * (m[l] / u[l]).log2())
                .sum::<f64>()
                .max(0.0)
        })
        .collect();
    let all: f64 = says.iter().sum();
    let part = |holds: &dyn Fn(f64) -> bool| -> f64 {
        says.iter().zip(&kin.inherited).filter(|(_, a)| holds(**a)).map(|(s, _)| s).sum()
    };
    part(&|a| a < 0.25) >= 0.35 * all && part(&|a| a > 0.6) >= 0.05 * all
}

/// Each kind of kin in the whole table, like [`total`]: kin agree in an atom as matches do where they inherited the
/// field, as strangers do elsewhere.
pub(super) fn total_kin(
    rules: &[Rule],
    found: &[Found],
    fit: &em::Fit,
    simulated: &Simulated,
    atoms: &[Atom],
) -> Vec<f64> {
    let agree = |kin: &Kin, at: usize| {
        let hit: u32 = simulated.agree[at].iter().map(|w| w.count_ones()).sum();
        let a = kin.inherited.get(atoms[at].field).copied().unwrap_or(0.0);
        a * f64::from(hit) / simulated.matches as f64 + (1.0 - a) * atoms[at].chance
    };
    let of = |k: usize| {
        let mut estimates: Vec<f64> = rules
            .iter()
            .zip(found)
            .zip(&fit.relatives)
            .filter_map(|((rule, f), shares)| {
                let recall: f64 = rule.0.iter().map(|a| agree(&fit.kin[k], *a)).product();
                (recall > 0.02 && !f.pairs.is_empty()).then(|| f.all * shares[k] / recall)
            })
            .collect();
        estimates.sort_by(f64::total_cmp);
        estimates.get(estimates.len() / 2).copied().unwrap_or(0.0)
    };
    (0..fit.kin.len()).map(of).collect()
}
