//! Training without labels: u from chance, m and the prior from pairs that selective rules find, blocking rules from
//! how confident matches agree.

mod kin;
mod sample;
mod simulate;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::block::atoms::{Atom, atoms};
use crate::block::choose::{Chosen, RuleBudget, choose};
use crate::chance;
use crate::em::{self, Kin, LevelProbabilities, Rivals, Start};
use crate::measure::EXACT;
use crate::pattern::{LEVELS, Pattern, PatternCounts};
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
    let mut first = first_guess(comparison);
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
    let rivals = comparison.sources.as_ref().map(|sources| rivals(&found, &counts, sources));
    if let Some(sources) = &comparison.sources {
        let best = best_partners(comparison, &found, sources, &u);
        let share = best.iter().map(|(_, n)| n).sum::<f64>() / all_pairs;
        first = levels_of(&best, &first);
        u = without_matches(&u, &first, share);
    }
    let mut start = Start { m: first, u: u.clone(), demanded, partly, kin: kin_guesses(comparison), rivals };
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
    let most = most_matches(comparison);
    let mut matches = total(&rules, &found, &fit, &simulated).min(most);
    // random pairs hold matches too: in a small table with many matches they are much of what agrees
    let raw = chance::chances(comparison, &random);
    u = without_matches(&raw, &fit.m, matches / all_pairs);
    if matches / all_pairs > 1e-4 {
        // the fewer matches are left in u the more are found: until it settles
        for _ in 0..SETTLING {
            let before = matches;
            start.u = u.clone();
            start.m = fit.m.clone();
            fit = em::fit(&start, &counts);
            simulated = simulate(comparison, &atoms, &found, &fit, &u, sampling.seed);
            matches = total(&rules, &found, &fit, &simulated).min(most);
            u = without_matches(&raw, &fit.m, matches / all_pairs);
            if (matches - before).abs() < 0.005 * before {
                break;
            }
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
    let unmatched = (1.0 - matches / most).max(em::UNMATCHED);
    let weights = Weights::new(fields, fit.m, u, prior).with_kin(kin).with_sole(unmatched);
    Trained { weights, atoms, rules: chosen, matches, recall, rounds: fit.rounds }
}

/// Between tables a record matches at most one record of each other table: the pairs that were found, and what they
/// claim within their rule.
fn rivals(found: &[Found], counts: &[(u16, Pattern, u64)], sources: &[u32]) -> Rivals {
    let mut claims: FxHashMap<(u16, u32, u32), u32> = FxHashMap::default();
    let (mut pairs, mut crowd) = (Vec::new(), Vec::new());
    for (group, f) in (0_u16..).zip(found) {
        let before = claims.len();
        for (a, b, pattern) in &f.pairs {
            let Ok(at) = counts.binary_search_by_key(&(group, *pattern), |c| (c.0, c.1)) else { continue };
            let mut claim = |record: u32, other: u32| {
                let next = u32::try_from(claims.len()).unwrap_or(u32::MAX);
                *claims.entry((group, record, sources[other as usize])).or_insert(next)
            };
            let of = [claim(*a, *b), claim(*b, *a)];
            pairs.push((u32::try_from(at).unwrap_or(u32::MAX), of));
        }
        crowd.push(2.0 * f.pairs.len() as f64 / (claims.len() - before).max(1) as f64);
    }
    Rivals { pairs, claims: claims.len(), crowd }
}

/// The pairs that are the best partner for both of their records, by how seldom strangers agree as much, and how many
/// partners share that place: 1, 1/2, ...: a first guess at the matches where a record has one at most.
fn best_partners(
    comparison: &Comparison,
    found: &[Found],
    sources: &[u32],
    u: &[LevelProbabilities],
) -> Vec<(Pattern, f64)> {
    // bits by which a level and everything above it is seldom among strangers
    let seldom: Vec<LevelProbabilities> = u
        .iter()
        .map(|u| {
            let mut out = [0.0; LEVELS];
            for level in 2..LEVELS {
                out[level] = -u[level..].iter().sum::<f64>().max(1e-9).log2();
            }
            out
        })
        .collect();
    let mut pairs: Vec<(u32, u32, Pattern)> = found.iter().flat_map(|f| f.pairs.iter().copied()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut best: FxHashMap<(u32, u32), (f64, f64)> = FxHashMap::default();
    let claims = |a: u32, b: u32| [(a, sources[b as usize]), (b, sources[a as usize])];
    let scores: Vec<f64> = pairs
        .iter()
        .map(|(a, b, p)| seldom.iter().enumerate().map(|(f, of)| comparison.worth(f, *p, *a, *b, of)).sum())
        .collect();
    for ((a, b, _), score) in pairs.iter().zip(&scores) {
        let score = *score;
        for claim in claims(*a, *b) {
            let (most, n) = best.entry(claim).or_insert((score, 0.0));
            if score > *most {
                (*most, *n) = (score, 1.0);
            } else if score == *most {
                *n += 1.0;
            }
        }
    }
    let shared = |a: u32, b: u32, pattern: Pattern, score: f64| {
        let mut most = 1.0_f64;
        for claim in claims(a, b) {
            let (best, n) = best.get(&claim).copied()?;
            if best != score {
                return None;
            }
            most = most.max(n);
        }
        Some((pattern, 1.0 / most))
    };
    pairs.iter().zip(&scores).filter_map(|((a, b, p), score)| shared(*a, *b, *p, *score)).collect()
}

/// How often each level stands among weighted pairs, on top of a guess that counts as much as [`GUESS`] pairs.
fn levels_of(pairs: &[(Pattern, f64)], guess: &[LevelProbabilities]) -> Vec<LevelProbabilities> {
    const GUESS: f64 = 20.0;
    let of = |(field, guess): (usize, &LevelProbabilities)| {
        let mut out = guess.map(|g| g * GUESS);
        for (pattern, n) in pairs.iter().filter(|(p, _)| p.get(field) > 0) {
            out[pattern.get(field)] += n;
        }
        let sum: f64 = out.iter().sum();
        out.map(|n| n / sum)
    };
    guess.iter().enumerate().map(of).collect()
}

/// Matches at most, where a record matches at most one of each other table.
fn most_matches(comparison: &Comparison) -> f64 {
    let Some(sources) = &comparison.sources else { return f64::INFINITY };
    let mut counts = vec![0_u32; sources.iter().copied().max().unwrap_or(0) as usize + 1];
    for s in sources {
        counts[*s as usize] += 1;
    }
    let mut out = 0.0;
    for (at, a) in counts.iter().enumerate() {
        out += counts[at + 1..].iter().map(|b| f64::from(*a.min(b))).sum::<f64>();
    }
    out.max(1.0)
}

/// Rounds in which u and the matches are fitted to each other, at most.
const SETTLING: usize = 20;

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
