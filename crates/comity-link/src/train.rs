//! Training without labels: u from chance, m and the prior from pairs that selective rules find, blocking rules from
//! how confident matches agree.

use rayon::prelude::*;

use crate::block::Rule;
use crate::block::atoms::{Atom, KEYS, atoms, mix};
use crate::block::choose::{Chosen, RuleBudget, Simulated, choose};
use crate::block::pairs::keys_of;
use crate::chance::{self, Random};
use crate::em::{self, Kin, LevelProbabilities, Start};
use crate::measure::{EXACT, Measure};
use crate::pattern::{LEVELS, Pattern, PatternCounts};
use crate::prepare::{Comparison, Prepared};
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

struct Found {
    pairs: Vec<(u32, u32, Pattern)>,
    /// All pairs of the rule, estimated.
    all: f64,
    demanded: u32,
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
    let all_pairs = pairs_in_all(comparison);
    let mut start = Start {
        m: first,
        u: u.clone(),
        demanded,
        kin: if std::env::var("NOKIN").is_err() { kin_guesses(comparison) } else { vec![] },
    };
    let mut fit = em::fit(&start, &counts);
    loop {
        let real: Vec<Kin> = start
            .kin
            .iter()
            .zip(&fit.kin)
            .filter(|(_, found)| is_kin(found, &fit.m, &u))
            .map(|(_, found)| found.clone())
            .collect();
        if std::env::var("DEBUG").is_ok() {
            for k in &fit.kin {
                eprintln!(
                    "fit {} kin {:.2?} telling {:.2?} {}",
                    fit.rounds,
                    k.inherited,
                    k.telling,
                    is_kin(k, &fit.m, &u)
                );
            }
        }
        if real.len() == start.kin.len() {
            break;
        }
        start.kin = real;
        fit = em::fit(&start, &counts);
    }
    let mut simulated = simulate(comparison, &atoms, &found, &fit, &u, sampling.seed);
    let mut matches = total(&rules, &found, &fit, &simulated);
    for _ in 0..2 {
        // random pairs hold matches too: in a small table with many matches they are much of what agrees
        let raw = chance::chances(comparison, &random);
        u = without_matches(&raw, &fit.m, matches / all_pairs);
        start.u = u.clone();
        fit = em::fit(&start, &counts);
        simulated = simulate(comparison, &atoms, &found, &fit, &u, sampling.seed);
        matches = total(&rules, &found, &fit, &simulated);
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
    if std::env::var("DEBUG").is_ok() {
        for (r, (f, (x, y))) in rules.iter().zip(found.iter().zip(fit.matches.iter().zip(&fit.relatives))) {
            let n: Vec<String> =
                r.0.iter()
                    .map(|a| format!("{}:{}", comparison.fields[atoms[*a].field].field.name, atoms[*a].part))
                    .collect();
            eprintln!(
                "train {} pairs {} sampled {} matches {:.3} kin {:.3?}",
                n.join("+"),
                f.all,
                f.pairs.len(),
                x,
                y
            );
        }
        eprintln!("patterns {} kin totals {:?}", counts.len(), kin_totals);
    }
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

/// Selective rules over as many different fields as possible.
fn training_rules(comparison: &Comparison, atoms: &[Atom], most: usize) -> Vec<Rule> {
    let records = comparison.rows.len() as f64;
    let all = pairs_in_all(comparison);
    let whole: Vec<usize> =
        (0..atoms.len()).filter(|a| matches!(atoms[*a].part, "exact" | "token")).collect();
    let tied = |a: usize, b: usize| {
        let (f, g) = (atoms[a].field, atoms[b].field);
        f == g || comparison.implies.contains(&(f, g)) || comparison.implies.contains(&(g, f))
    };
    let mut sets: Vec<(Vec<usize>, f64)> = whole.iter().map(|a| (vec![*a], atoms[*a].chance)).collect();
    let mut candidates: Vec<(Vec<usize>, f64)> = Vec::new();
    for _ in 0..3 {
        candidates.extend(sets.iter().filter(|(_, c)| *c * all <= 0.7 * records).cloned());
        let mut wider = Vec::new();
        for (set, c) in sets.iter().filter(|(_, c)| *c * all > 0.05 * records) {
            let last = set.last().copied().unwrap_or(0);
            for a in whole.iter().filter(|a| **a > last) {
                let lists = atoms[*a].many() && set.iter().any(|s| atoms[*s].many());
                if lists || set.iter().any(|s| tied(*s, *a)) {
                    continue;
                }
                let mut more = set.clone();
                more.push(*a);
                wider.push((more, c * atoms[*a].chance));
            }
        }
        sets = wider;
    }
    if candidates.is_empty() {
        // a small or plain table: what there is, the most selective first
        let mut all_of_them: Vec<(Vec<usize>, f64)> =
            whole.iter().map(|a| (vec![*a], atoms[*a].chance)).collect();
        all_of_them.sort_by(|a, b| a.1.total_cmp(&b.1));
        candidates = all_of_them.into_iter().take(3).collect();
    }
    let mut used = vec![0_u32; comparison.fields.len()];
    let mut out = Vec::new();
    while out.len() < most && !candidates.is_empty() {
        let filled = |set: &[usize]| set.iter().map(|a| atoms[*a].filled).product::<f64>();
        let best = candidates
            .iter()
            .enumerate()
            .min_by(|(_, (a, ca)), (_, (b, cb))| {
                let load = |set: &[usize]| {
                    let most = set.iter().map(|x| used[atoms[*x].field]).max().unwrap_or(0);
                    // a rule that hardly any record has keys for teaches little
                    f64::from(most) + f64::from(set.iter().map(|x| used[atoms[*x].field]).sum::<u32>()) * 0.3
                        - filled(set)
                };
                load(a).total_cmp(&load(b)).then(ca.total_cmp(cb)).then_with(|| a.cmp(b))
            })
            .map(|(at, _)| at);
        let Some(at) = best else { break };
        let (set, _) = candidates.swap_remove(at);
        for a in &set {
            used[atoms[*a].field] += 1;
        }
        out.push(Rule(set));
    }
    out
}

/// A sample of a rule's pairs: whole blocks, chosen by a hash of their key.
fn find(rule: &Rule, atoms: &[Atom], comparison: &Comparison, sampling: &Sampling) -> Found {
    let records = u32::try_from(comparison.rows.len()).unwrap_or(u32::MAX);
    let expected = pairs_in_all(comparison) * rule.0.iter().map(|a| atoms[*a].chance).product::<f64>()
        + 0.7 * f64::from(records);
    let share = ((expected / sampling.rule_pairs as f64) as u32).max(1);
    // records are sampled by the key of the atom with the most keys: both of a pair are in or out
    let widest = rule
        .0
        .iter()
        .filter(|a| !atoms[**a].many())
        .min_by(|a, b| atoms[**a].chance.total_cmp(&atoms[**b].chance));
    let mut keyed: Vec<(u32, u32)> = Vec::new();
    let mut slots = [0_u32; KEYS];
    let drawn = |key: u32| (mix(key, 0x2545_F491) >> 3).is_multiple_of(share);
    for record in 0..records {
        if let Some(atom) = widest {
            let mut chosen = false;
            atoms[*atom].keys(comparison, record, |k| chosen = drawn(k));
            if !chosen {
                continue;
            }
        }
        slots.fill(0);
        keys_of(rule, atoms, comparison, record, &mut slots);
        for key in slots.iter().filter(|k| **k != 0 && (widest.is_some() || drawn(**k))) {
            keyed.push((*key, record));
        }
    }
    keyed.sort_unstable();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        for (i, a) in block.iter().enumerate() {
            for b in block[i + 1..].iter().take(20) {
                if comparison.allowed(a.1, b.1) {
                    pairs.push((a.1, b.1));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let all = pairs.len() as f64 * f64::from(share);
    let step = pairs.len().div_ceil(2 * sampling.rule_pairs).max(1);
    let pairs = pairs.into_iter().step_by(step).map(|(a, b)| (a, b, comparison.pattern(a, b))).collect();
    let demanded = rule.0.iter().fold(0, |mask, a| mask | 1 << atoms[*a].field);
    Found { pairs, all, demanded }
}

/// The kinds of kin that are looked for, at a first guess: editions and phases, which a telling level gives away; the
/// same matter elsewhere (texts, sets and categories agree); another matter at the same place; relatives of any sort.
fn kin_guesses(comparison: &Comparison) -> Vec<Kin> {
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
    vec![
        guess(&|f| if f.measure.telling() > 0 { 0.15 } else { 0.8 }, 0.5),
        guess(&|f| if matter(f) { 0.8 } else { 0.15 }, 0.05),
        guess(&|f| if place(f) { 0.8 } else { 0.15 }, 0.05),
        guess(&|_| 0.5, 0.05),
    ]
}

/// Kin share some fields nearly always and others as seldom as strangers; what agrees a little everywhere is a match
/// that was written badly.
fn is_kin(kin: &Kin, m: &[LevelProbabilities], u: &[LevelProbabilities]) -> bool {
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

const SIMULATED: usize = 4096;
/// Pairs of a rule that are surer than this are taken for matches.
const SURE: f64 = 0.95;
const SURE_PAIRS: usize = 3_000;

/// Puts matches together field by field from sure matches that were not found through that field.
fn simulate(
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
            let weights = Weights::new(Vec::new(), fit.m.clone(), u.to_vec(), 0.5).with_kin(odds);
            let of: Vec<(u32, u32)> = f
                .pairs
                .iter()
                .filter(|(_, _, p)| {
                    let open = p.without(f.demanded);
                    let bits: Vec<f64> =
                        ratio.iter().enumerate().map(|(field, r)| r[open.get(field)]).collect();
                    let sum = bits.iter().sum::<f64>() - weights.kinship(open, &bits);
                    em::probability(sum + (share / strangers).log2()) > SURE
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
            .filter(|(f, _)| !tied(f.demanded))
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
fn total(rules: &[Rule], found: &[Found], fit: &em::Fit, simulated: &Simulated) -> f64 {
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
    estimates.get(estimates.len() / 2).copied().unwrap_or(1.0).max(1.0)
}

/// Each kind of kin in the whole table, like [`total`]: kin agree in an atom as matches do where they inherited the
/// field, as strangers do elsewhere.
fn total_kin(
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
