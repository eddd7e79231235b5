//! Training without labels: u from chance, m and the prior from pairs that selective rules find, blocking rules from
//! how confident matches agree.

mod kin;
mod sample;
mod simulate;

use rayon::prelude::*;

use crate::block::atoms::{Atom, atoms};
use crate::block::choose::{Chosen, RuleBudget, choose};
use crate::chance;
use crate::em::{self, Kin, LevelProbabilities, Start};
use crate::measure::EXACT;
use crate::pattern::{LEVELS, PatternCounts};
use crate::prepare::Comparison;
use crate::train::kin::{is_kin, kin_guesses, total_kin};
use crate::train::sample::{Found, find, training_rules};
use crate::train::simulate::{simulate, total};
use crate::weight::{FieldLevels, Weights};

/// How training samples.
#[derive(Debug, Clone, Copy)]
pub struct Sampling {
    /// Random pairs that u is counted on.
    pub random_pairs: usize,
    /// Pairs of each training rule.
    pub rule_pairs: usize,
    /// Training rules at most.
    pub rules: usize,
    /// Seed of all sampling.
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { random_pairs: 60_000, rule_pairs: 7_000, rules: 10, seed: 1 }
    }
}

/// What training found.
#[derive(Debug, Clone)]
pub struct Trained {
    /// m, u, prior and weights.
    pub weights: Weights,
    /// The parts that rules are made of.
    pub atoms: Vec<Atom>,
    /// The blocking rules for all pairs.
    pub rules: Vec<Chosen>,
    /// Matches expected in the whole table.
    pub matches: f64,
    /// Share of the matches that the rules are expected to find.
    pub recall: f64,
    /// Rounds of the last EM.
    pub rounds: u32,
}

/// Learns everything from the records themselves.
pub fn train(comparison: &Comparison, sampling: &Sampling, budget: &RuleBudget) -> Trained {
    let atoms = atoms(comparison);
    let random = chance::random_patterns(comparison, sampling.random_pairs, sampling.seed);
    let mut u = chance::chances(comparison, &random);
    let first = first_guess(comparison);
    let rules = training_rules(comparison, &atoms, sampling.rules);
    let found: Vec<Found> = rules.par_iter().map(|r| find(r, &atoms, comparison, sampling)).collect();
    let mut counts = PatternCounts::default();
    for (group, f) in (0_u16..).zip(&found) {
        for (_, _, pattern) in &f.pairs {
            counts.add(group, *pattern);
        }
    }
    let counts = counts.sorted();
    let demanded: Vec<u32> = found.iter().map(|f| f.demanded).collect();
    let partly: Vec<u32> = found.iter().map(|f| f.partly).collect();
    let all_pairs = pairs_in_all(comparison);
    let mut start = Start { m: first, u: u.clone(), demanded, partly, kin: kin_guesses(comparison) };
    let mut fit = em::fit(&start, &counts);
    loop {
        let real: Vec<Kin> = start
            .kin
            .iter()
            .zip(&fit.kin)
            .filter(|(_, found)| is_kin(found, &fit.m, &u))
            .map(|(_, found)| found.clone())
            .collect();
        if real.len() == start.kin.len() {
            break;
        }
        // from the first guess again: what was no kin had taken its share of the matches
        start.kin = real;
        fit = em::fit(&start, &counts);
    }
    let mut simulated = simulate(comparison, &atoms, &found, &fit, &u, sampling.seed);
    let mut matches = total(&rules, &found, &fit, &simulated);
    // random pairs hold matches too: in a small table with many matches they are much of what agrees
    let raw = chance::chances(comparison, &random);
    u = without_matches(&raw, &fit.m, matches / all_pairs);
    if matches / all_pairs > 1e-4 {
        for _ in 0..2 {
            start.u = u.clone();
            start.m = fit.m.clone();
            fit = em::fit(&start, &counts);
            simulated = simulate(comparison, &atoms, &found, &fit, &u, sampling.seed);
            matches = total(&rules, &found, &fit, &simulated);
            u = without_matches(&raw, &fit.m, matches / all_pairs);
        }
    }
    let chosen = choose(comparison, &atoms, &simulated, matches, budget);
    let recall = chosen.iter().map(|c| c.gain).sum();
    let fields = comparison
        .fields
        .iter()
        .map(|f| FieldLevels {
            name: f.field.name.clone(),
            levels: f.measure.level_names().map(str::to_owned).into(),
        })
        .collect();
    let prior = (matches / all_pairs).clamp(1e-12, 0.5);
    let kin_totals = total_kin(&rules, &found, &fit, &simulated, &atoms);
    let kin = fit.kin.iter().cloned().zip(kin_totals.iter().map(|t| t / all_pairs)).collect();
    let weights = Weights::new(fields, fit.m, u, prior).with_kin(kin);
    Trained { weights, atoms, rules: chosen, matches, recall, rounds: fit.rounds }
}

/// How many pairs could be made at all.
pub fn pairs_in_all(comparison: &Comparison) -> f64 {
    let n = comparison.rows.len() as f64;
    match &comparison.sources {
        None => n * (n - 1.0) / 2.0,
        Some(sources) => {
            let mut counts = vec![0_u32; sources.iter().copied().max().unwrap_or(0) as usize + 1];
            for s in sources {
                counts[*s as usize] += 1;
            }
            (n * n - counts.iter().map(|c| f64::from(*c) * f64::from(*c)).sum::<f64>()) / 2.0
        }
    }
}

/// Matches mostly agree: the higher the level, the more of them.
fn first_guess(comparison: &Comparison) -> Vec<LevelProbabilities> {
    comparison
        .fields
        .iter()
        .map(|f| {
            let names = f.measure.level_names();
            let between = names[2..usize::from(EXACT)].iter().filter(|n| !n.is_empty()).count();
            let mut m = [0.0; LEVELS];
            for level in 2..usize::from(EXACT) {
                if !names[level].is_empty() {
                    m[level] = 0.3 / between as f64;
                }
            }
            m[1] = 0.1;
            if f.measure.telling() > 0 {
                m[usize::from(f.measure.telling())] = 0.01;
            }
            m[usize::from(EXACT)] = if between == 0 { 0.9 } else { 0.6 };
            m
        })
        .collect()
}

fn without_matches(
    raw: &[LevelProbabilities],
    m: &[LevelProbabilities],
    share: f64,
) -> Vec<LevelProbabilities> {
    raw.iter()
        .zip(m)
        .map(|(raw, m)| {
            let mut u = [0.0; LEVELS];
            for level in 1..LEVELS {
                if raw[level] > 0.0 {
                    // at least a fiftieth stays: the share of matches is an estimate itself
                    u[level] = ((raw[level] - share * m[level]) / (1.0 - share)).max(raw[level] / 50.0);
                }
            }
            let sum: f64 = u.iter().sum();
            u.map(|x| x / sum)
        })
        .collect()
}
