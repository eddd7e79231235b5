//! Expectation maximisation over counted patterns: how matches agree (m) and how many pairs of each group match.
//!
//! Fellegi and Sunter, "A Theory for Record Linkage" (1969), with the latent-class EM of Winkler (1988). The
//! probabilities of agreement among non-matches (u) are known before and stay fixed, which keeps the
//! two classes from changing places. A group's own fields say nothing within the group where its blocking rule demands that
//! they agree; where the rule demands only that something agrees (a token of a text), how much agrees still tells.

mod kin;
mod rivals;
mod tables;

use crate::pattern::{LEVELS, Pattern};

pub use kin::Kin;
use kin::inherit;
pub use rivals::Rivals;
pub(crate) use rivals::UNMATCHED;
use tables::PairTable;

/// Probabilities of the levels of one field. Index = level; index 0 is not used.
pub type LevelProbabilities = [f64; LEVELS];

/// What the EM starts from.
#[derive(Debug, Clone)]
pub struct Start {
    /// Probability of each level among matches, per field: the first guess.
    pub m: Vec<LevelProbabilities>,
    /// Probability of each level among pairs that do not match, per field.
    pub u: Vec<LevelProbabilities>,
    /// Per group: the fields (bit = field) that its rule demands, left out in this group.
    pub demanded: Vec<u32>,
    /// Per group: the fields (bit = field) in which its rule demands that something agrees: their levels count as given
    /// that they are not 1.
    pub partly: Vec<u32>,
    /// Kinds of kin to look for, at their first guess.
    pub kin: Vec<Kin>,
    /// Where a record matches at most one other: the pairs themselves.
    pub rivals: Option<Rivals>,
}

/// Probability of any agreement: of the levels from 2 up.
pub fn some_agreement(of: &LevelProbabilities) -> f64 {
    of[2..].iter().sum()
}

/// What the EM found.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Probability of each level among matches, per field.
    pub m: Vec<LevelProbabilities>,
    /// Share of matches among the pairs of each group.
    pub matches: Vec<f64>,
    /// The kinds of kin that were looked for.
    pub kin: Vec<Kin>,
    /// Share of each kind of kin among the pairs of each group: by group, then by kind.
    pub relatives: Vec<Vec<f64>>,
    /// Pairs of all groups that were compared in each field, weighted by how surely they match. Little here means
    /// that m was hardly learned.
    pub seen: Vec<f64>,
    /// Rounds until nothing moved any more.
    pub rounds: u32,
}

/// Most rounds before the EM gives up waiting for the last digits.
const ROUNDS: u32 = 100;
/// Largest change of a probability at which the EM rests.
const STILL: f64 = 1e-3;
/// What every level gets on top of its counts, as if so many pairs had been seen at the first guess.
const FAITH: f64 = 4.0;

/// Runs the EM over counted patterns `(group, pattern, pairs)`.
pub fn fit(start: &Start, counts: &[(u16, Pattern, u64)]) -> Fit {
    let fields = start.m.len();
    let groups = start.demanded.len();
    let mut m = start.m.clone();
    let telling: Vec<usize> =
        (0..fields).map(|f| start.kin.iter().map(|k| usize::from(k.level[f])).max().unwrap_or(0)).collect();
    let mut kin = start.kin.clone();
    let mut matches = vec![0.3_f64; groups];
    let mut relatives = vec![vec![0.15_f64; kin.len()]; groups];
    let mut seen = vec![0.0; fields];
    let (open, place) = open_counts(start, counts);
    let rivals = start.rivals.as_ref().map(|r| Rivals {
        pairs: r.pairs.iter().map(|(at, claims)| (place[*at as usize], *claims)).collect(),
        claims: r.claims,
        crowd: r.crowd.clone(),
    });
    let classes = 1 + kin.len();
    let (mut odds, mut settled) = (vec![0.0_f64; open.len()], vec![0.0_f64; open.len()]);
    let mut rounds = 0;
    while rounds < ROUNDS {
        rounds += 1;
        let ratio = likelihood_ratios(&m, &start.u);
        let mut tables = vec![PairTable::new(&ratio)];
        for k in &kin {
            let ratios: Vec<LevelProbabilities> =
                (0..fields).map(|f| k.ratios(f, &ratio[f], &start.u[f])).collect();
            tables.push(PairTable::new(&ratios));
        }
        // what is given in a group is no evidence in it: the chance of the given is taken out of each class
        let given: Vec<Vec<f64>> =
            start.partly.iter().map(|fields| given(*fields, &m, &kin, &start.u)).collect();
        let weigh = |group: u16, pattern: Pattern, weighed: &mut [f64]| {
            let g = usize::from(group);
            let mut strangers = 1.0;
            for (class, w) in weighed.iter_mut().enumerate() {
                let share = if class == 0 { matches[g] } else { relatives[g][class - 1] };
                strangers -= share;
                *w = share * tables[class].product(pattern) * given[g][class];
            }
            strangers.max(1e-9)
        };
        let mut weighed = vec![0.0_f64; classes];
        if let Some(rivals) = &rivals {
            for ((group, pattern, _), odds) in open.iter().zip(&mut odds) {
                let g = usize::from(*group);
                let strangers = weigh(*group, *pattern, &mut weighed);
                // against having no match at all, which is rarer than that one pair of many is none
                let alone = (1.0 - matches[g] * rivals.crowd[g]).max(strangers.min(UNMATCHED));
                *odds = weighed[0] / (alone * (strangers + weighed[1..].iter().sum::<f64>()));
            }
            settled = rivals.settle(&odds);
        }
        let mut sums = vec![PairTable::zero(fields); classes];
        let mut partial = vec![[0.0_f64; LEVELS]; fields];
        let mut found = vec![vec![0.0_f64; 1 + classes]; groups]; // all, matches, kin
        for ((group, pattern, n), settled) in open.iter().zip(&settled) {
            let g = usize::from(*group);
            let strangers = weigh(*group, *pattern, &mut weighed);
            let scale = n / (strangers + weighed.iter().sum::<f64>());
            weighed.iter_mut().for_each(|w| *w *= scale);
            if rivals.is_some() {
                weighed[0] = *settled;
            }
            found[g][0] += n;
            let partly = start.partly.get(g).copied().unwrap_or(0);
            for ((slot, w), sums) in found[g][1..].iter_mut().zip(&weighed).zip(&mut sums) {
                *slot += w;
                sums.add(pattern.without(partly), *w);
            }
            for field in (0..fields).filter(|f| partly & (1 << f) != 0) {
                partial[field][pattern.get(field)] += weighed[0];
            }
        }
        let kin_hits: Vec<Vec<LevelProbabilities>> = sums[1..].iter().map(|s| s.by_level(fields)).collect();
        let hits = sums[0].by_level(fields);
        let mut moved = 0.0_f64;
        for g in 0..groups {
            let all = found[g][0];
            if all > 0.0 {
                let next = (found[g][1] / all).clamp(1e-6, 1.0 - 1e-6);
                moved = moved.max((next - matches[g]).abs());
                matches[g] = next;
                for (share, n) in relatives[g].iter_mut().zip(&found[g][2..]) {
                    *share = (n / all).clamp(0.0, 1.0 - 1e-6);
                }
            }
        }
        for (k, hits) in kin.iter_mut().zip(&kin_hits) {
            for field in 0..fields {
                moved = moved.max(inherit(k, field, &hits[field], &ratio[field], &start.u[field]));
            }
        }
        for field in 0..fields {
            seen[field] = hits[field][1..].iter().sum::<f64>() + partial[field][2..].iter().sum::<f64>();
            let next = learned(&hits[field], &partial[field], &start.m[field]);
            for level in 1..LEVELS {
                moved = moved.max((next[level] - m[field][level]).abs());
            }
            m[field] = next;
            rein(&mut m[field], telling[field]);
        }
        if moved < STILL {
            break;
        }
    }
    Fit { m, matches, kin, relatives, seen, rounds }
}

/// m of a field from the pairs that were open to any level, and from those that agree in something anyhow: the latter
/// teach only how the agreement divides among the levels from 2 up.
fn learned(
    open: &LevelProbabilities,
    partial: &LevelProbabilities,
    first: &LevelProbabilities,
) -> LevelProbabilities {
    let compared = open[1..].iter().sum::<f64>() + FAITH;
    let differ = if first[1] > 0.0 { (open[1] + FAITH * first[1]) / compared } else { 0.0 };
    let mut out = [0.0; LEVELS];
    for level in (2..LEVELS).filter(|l| first[*l] > 0.0) {
        out[level] = open[level] + partial[level] + FAITH * first[level];
    }
    let scale = (1.0 - differ) / some_agreement(&out).max(f64::MIN_POSITIVE);
    out.iter_mut().for_each(|p| *p *= scale);
    out[1] = differ;
    out
}

/// For matches and each kind of kin, how much less the given fields say: the chance that strangers agree in them at
/// all by the chance that this class does.
pub(crate) fn given(
    fields: u32,
    m: &[LevelProbabilities],
    kin: &[Kin],
    u: &[LevelProbabilities],
) -> Vec<f64> {
    let mut out = vec![1.0; 1 + kin.len()];
    for field in (0..m.len()).filter(|f| fields & (1 << f) != 0) {
        let (as_match, as_stranger) = (some_agreement(&m[field]), some_agreement(&u[field]));
        out[0] *= as_stranger / as_match.max(1e-6);
        for (out, kin) in out[1..].iter_mut().zip(kin) {
            let (a, b) = (kin.inherited[field], kin.telling[field]);
            *out *= as_stranger / (a * as_match + b + (1.0 - a - b) * as_stranger).max(1e-6);
        }
    }
    out
}

/// The counts as they are open to the EM: demanded fields left out, equal patterns of a group counted together.
/// Gives the place of each count among them as well.
fn open_counts(start: &Start, counts: &[(u16, Pattern, u64)]) -> (Vec<(u16, Pattern, f64)>, Vec<u32>) {
    let open = |(g, p, _): &(u16, Pattern, u64)| {
        let g = usize::from(*g);
        let open = p.without(start.demanded.get(g).copied().unwrap_or(0));
        // below any agreement that can be told: what the rule found is too little of the text
        open.without(open.differing(start.partly.get(g).copied().unwrap_or(0)))
    };
    let mut order: Vec<(u16, Pattern, usize)> =
        counts.iter().enumerate().map(|(at, c)| (c.0, open(c), at)).collect();
    order.retain(|(g, ..)| usize::from(*g) < start.demanded.len());
    order.sort_unstable();
    let mut out: Vec<(u16, Pattern, f64)> = Vec::new();
    let mut place = vec![0; counts.len()];
    for (g, p, at) in order {
        match out.last_mut() {
            Some(last) if (last.0, last.1) == (g, p) => last.2 += counts[at].2 as f64,
            _ => out.push((g, p, counts[at].2 as f64)),
        }
        place[at] = u32::try_from(out.len() - 1).unwrap_or(u32::MAX);
    }
    (out, place)
}

/// A level that exists to tell relatives apart is rare among matches: without this the EM may take the relatives for
/// matches where they are many.
fn rein(m: &mut LevelProbabilities, telling: usize) {
    const MOST: f64 = 0.03;
    if telling > 0 && m[telling] > MOST {
        let rest = 1.0 - m[telling];
        m[telling] = MOST;
        for level in (1..LEVELS).filter(|l| *l != telling) {
            m[level] *= (1.0 - MOST) / rest;
        }
    }
}

/// m/u of every level; 1 for level 0 and for levels that can't occur.
fn likelihood_ratios(m: &[LevelProbabilities], u: &[LevelProbabilities]) -> Vec<LevelProbabilities> {
    log_ratios(m, u).into_iter().map(|bits| bits.map(f64::exp2)).collect()
}

/// Probability of a match from the share of matches and the summed log2 ratio.
pub fn posterior(share: f64, bits: f64) -> f64 {
    probability(bits + (share / (1.0 - share)).log2())
}

/// Probability from log2 odds.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// Log2 odds from a probability.
pub fn log_odds(probability: f64) -> f64 {
    let p = probability.clamp(1e-15, 1.0 - 1e-15);
    (p / (1.0 - p)).log2()
}

/// log2(m/u) of every level; 0 for level 0 and for levels that can't occur.
pub fn log_ratios(m: &[LevelProbabilities], u: &[LevelProbabilities]) -> Vec<LevelProbabilities> {
    m.iter()
        .zip(u)
        .map(|(m, u)| {
            let mut out = [0.0; LEVELS];
            for level in 1..LEVELS {
                if m[level] > 0.0 && u[level] > 0.0 {
                    out[level] = (m[level] / u[level]).log2();
                }
            }
            out
        })
        .collect()
}

/// The summed weight of a pattern.
pub fn sum(weights: &[LevelProbabilities], pattern: Pattern) -> f64 {
    weights.iter().enumerate().map(|(field, w)| w[pattern.get(field)]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::PatternCounts;

    /// Pairs drawn from known m and u by a small linear congruential generator.
    fn drawn(m: &[[f64; 2]], u: &[[f64; 2]], share: f64, n: u32) -> Vec<Pattern> {
        let mut seed = 42_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 11) as f64 / (1_u64 << 53) as f64
        };
        (0..n)
            .map(|_| {
                let of = if next() < share { m } else { u };
                of.iter().enumerate().fold(Pattern::default(), |p, (field, agree)| {
                    p.with(field, if next() < agree[1] { 2 } else { 1 })
                })
            })
            .collect()
    }

    fn levels(of: &[[f64; 2]]) -> Vec<LevelProbabilities> {
        of.iter().map(|x| [0.0, x[0], x[1], 0.0, 0.0, 0.0, 0.0, 0.0]).collect()
    }

    const M: [[f64; 2]; 4] = [[0.1, 0.9], [0.2, 0.8], [0.05, 0.95], [0.3, 0.7]];
    const U: [[f64; 2]; 4] = [[0.95, 0.05], [0.9, 0.1], [0.99, 0.01], [0.8, 0.2]];

    #[test]
    fn it_finds_what_the_pairs_were_drawn_from() {
        let mut counts = PatternCounts::default();
        for p in drawn(&M, &U, 0.1, 60_000) {
            counts.add(0, p);
        }
        let guess = vec![[0.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]; 4];
        let fit = fit(
            &Start {
                m: guess,
                u: levels(&U),
                demanded: vec![0],
                partly: vec![0],
                kin: Vec::new(),
                rivals: None,
            },
            &counts.sorted(),
        );
        assert!((fit.matches[0] - 0.1).abs() < 0.01, "{:?}", fit.matches);
        for (found, drawn) in fit.m.iter().zip(&M) {
            assert!((found[2] - drawn[1]).abs() < 0.03, "{found:?} {drawn:?}");
        }
    }

    /// The oracle: the same EM, one pair at a time.
    #[test]
    fn counting_patterns_changes_nothing() {
        let pairs = drawn(&M, &U, 0.3, 3_000);
        let mut counts = PatternCounts::default();
        for p in &pairs {
            counts.add(0, *p);
        }
        let one_by_one: Vec<_> = pairs.iter().map(|p| (0_u16, *p, 1_u64)).collect();
        let start = Start {
            m: levels(&[[0.4, 0.6]; 4]),
            u: levels(&U),
            demanded: vec![0],
            partly: vec![0],
            kin: Vec::new(),
            rivals: None,
        };
        let (a, b) = (fit(&start, &counts.sorted()), fit(&start, &one_by_one));
        for (x, y) in a.m.iter().zip(&b.m) {
            assert!((x[2] - y[2]).abs() < 1e-9);
        }
        assert_eq!(a.rounds, b.rounds);
    }

    #[test]
    fn a_demanded_field_says_nothing_in_its_group() {
        let counts = [
            (0_u16, Pattern::default().with(0, 2).with(1, 1), 10),
            (0, Pattern::default().with(0, 2).with(1, 2), 10),
        ];
        let start = Start {
            m: levels(&M[..2]),
            u: levels(&U[..2]),
            demanded: vec![1],
            partly: vec![0],
            kin: Vec::new(),
            rivals: None,
        };
        let fit = fit(&start, &counts);
        assert_eq!(fit.seen[0], 0.0);
        assert!((fit.m[0][2] - 0.9).abs() < 1e-9);
    }
}
