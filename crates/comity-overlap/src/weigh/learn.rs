//! Learning how matches agree, without labels: u on random pairs, m by EM over counted patterns of selective groups.
//!
//! A group holds the pairs that two strong fields, or one very strong one, make likely: what those fields demand says
//! nothing within it and is left out there. No group demands title and place alone: yearly editions and phases share both,
//! and would teach that the time of one activity may be any.

use comity_link::{
    em::{self, LevelProbabilities, Start},
    pattern::{LEVELS, PatternCounts},
};

use super::{
    Weights, code,
    levels::{self, AIM, ASSET, BY_LEVEL, GUESS, LEVELLED, MONEY, PARTY, PLACE, TIME, TITLE},
};
use crate::{
    columns::Columns,
    compare::{Comparison, Money, Nearness, Rarities, Themes, Timing, compare},
};

/// Random pairs that u is measured on.
const RANDOM_PAIRS: u32 = 40_000;
/// Pairs that the first guess of m, and the formulas, count as.
const FAITH: f64 = 400.0;
/// No level weighs more than this either way, however rarely it was seen.
const MOST_BITS: f64 = 9.0;
/// Bits of a shared code that make a group.
const STRONG_CODE: f32 = 6.0;

/// Fields that say nothing about one aim, or chose the pairs that teach it.
const NOT_AIM: u32 = 1 << TIME | 1 << MONEY | 1 << PARTY | 1 << TITLE | 1 << ASSET;

/// The groups: the fields that each demands, as bits.
const DEMANDS: [u32; 6] = [
    1 << PLACE | 1 << TIME,
    1 << TITLE | 1 << TIME,
    1 << PARTY | 1 << TIME,
    1 << MONEY | 1 << TIME,
    1 << ASSET,
    0, // a shared code, which is no levelled field
];

impl Weights {
    /// Measures u, then fits m on the candidate pairs of different reporters.
    pub fn learn<'c>(
        columns: &Columns,
        rarities: &Rarities,
        compared: impl Iterator<Item = &'c Comparison>,
    ) -> Weights {
        let records = columns.len().max(1) as u32;
        let rarest = (records as f32).log2();
        let prior = -(f64::from(records).log2()) - 1.0;
        let mut weights = Weights {
            prior: prior as f32,
            identity: [[0.0; LEVELS]; LEVELLED.len()],
            aim: [[0.0; LEVELS]; BY_LEVEL],
            trust: [0.0; LEVELLED.len()],
            place_rarity: 0.0,
            theme_rarity: 0.0,
            rarest,
        };
        let u = weights.measure_chance(columns, rarities, records);
        let ratios = |m: &[LevelProbabilities]| -> Vec<[f32; LEVELS]> {
            let clamped = |bits: f64| bits.clamp(-MOST_BITS, MOST_BITS) as f32;
            em::log_ratios(m, &u).into_iter().map(|bits| bits.map(clamped)).collect()
        };
        let (together, apart) = weights.count(compared);
        let start = |m: &[LevelProbabilities], demanded: &[u32]| Start {
            m: m.to_vec(),
            u: u[..m.len()].to_vec(),
            demanded: demanded.to_vec(),
            partly: vec![0; demanded.len()],
            kin: Vec::new(),
            rivals: None,
        };
        let fit = em::fit(&start(&GUESS, &DEMANDS), &together.sorted());
        for (at, bits) in ratios(&mixed(&GUESS, &fit)).into_iter().enumerate() {
            weights.identity[at] = bits;
            weights.trust[at] = (fit.seen[at] / (fit.seen[at] + FAITH)) as f32;
        }
        let fit = em::fit(&start(&AIM, &[1 << TIME]), &apart.sorted());
        for (out, bits) in weights.aim.iter_mut().zip(ratios(&mixed(&AIM, &fit))) {
            *out = bits;
        }
        weights
    }

    /// u by level, and the usual rarity of places and themes that agree by chance.
    fn measure_chance(
        &mut self,
        columns: &Columns,
        rarities: &Rarities,
        records: u32,
    ) -> Vec<LevelProbabilities> {
        let mut counts = [[0.33_f64; LEVELS]; LEVELLED.len()];
        let (mut place, mut theme) = ((0.0_f64, 0.01_f64), (0.0_f64, 0.01_f64));
        for (a, b) in sample(records) {
            let (left, right) = (columns.view(a), columns.view(b));
            if a == b || left.house == right.house {
                continue;
            }
            let comparison = compare(columns, rarities, &left, &right);
            let title = self.title_formula(&comparison);
            for (at, counts) in counts.iter_mut().enumerate() {
                counts[levels::level(&comparison, title, at)] += 1.0;
            }
            if comparison.nearness >= Nearness::Country {
                place = (place.0 + f64::from(comparison.place_rarity), place.1 + 1.0);
            }
            if comparison.themes >= Themes::Wide {
                theme = (theme.0 + f64::from(comparison.theme_rarity), theme.1 + 1.0);
            }
        }
        self.place_rarity = (place.0 / place.1) as f32;
        self.theme_rarity = (theme.0 / theme.1) as f32;
        let shares = |(counts, (_, levels)): (&[f64; LEVELS], (usize, usize))| {
            let all: f64 = counts[1..levels].iter().sum();
            let mut u = [0.0; LEVELS];
            for level in 1..levels {
                u[level] = counts[level] / all;
            }
            u
        };
        counts.iter().zip(LEVELLED).map(shares).collect()
    }

    /// Counts the patterns that teach identity, by group, and those that teach what one aim is: pairs that are named alike
    /// and share days, but begin too far apart to be one activity.
    fn count<'c>(&self, compared: impl Iterator<Item = &'c Comparison>) -> (PatternCounts, PatternCounts) {
        let (mut together, mut apart) = (PatternCounts::default(), PatternCounts::default());
        for comparison in compared.filter(|comparison| !comparison.one_house) {
            let title = self.title_formula(comparison);
            let pattern = levels::pattern(comparison, title);
            let timed = comparison.timing >= Timing::Close;
            let alike = pattern.get(TITLE) >= 5;
            let holds = [
                timed && comparison.nearness >= Nearness::Near,
                timed && alike,
                timed && pattern.get(PARTY) >= 4,
                timed && comparison.money == Money::Same,
                comparison.asset.is_some(),
                comparison.code.is_some_and(|(_, rarity)| code(rarity, self.rarest) >= STRONG_CODE),
            ];
            for (group, holds) in (0_u16..).zip(holds) {
                if holds {
                    together.add(group, pattern.without(DEMANDS[usize::from(group)]));
                }
            }
            if alike && comparison.timing == Timing::Shared {
                apart.add(0, pattern.without(NOT_AIM));
            }
        }
        (together, apart)
    }
}

/// m as the first guess and the fit say it together.
fn mixed(guess: &[LevelProbabilities], fit: &em::Fit) -> Vec<LevelProbabilities> {
    let mix = |((guess, m), seen): ((&LevelProbabilities, &LevelProbabilities), &f64)| {
        let mut mixed = [0.0; LEVELS];
        for level in 1..LEVELS {
            mixed[level] = (guess[level] * FAITH + m[level] * seen) / (FAITH + seen);
        }
        mixed
    };
    guess.iter().zip(&fit.m).zip(&fit.seen).map(mix).collect()
}

/// A small generator of random numbers (SplitMix64).
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Pairs that u is measured on: all of them where they are few, so that the order of the records changes nothing; else
/// a seeded sample.
fn sample(records: u32) -> Vec<(u32, u32)> {
    let all = u64::from(records) * u64::from(records.saturating_sub(1)) / 2;
    if all <= u64::from(RANDOM_PAIRS) {
        return (0..records).flat_map(|a| (a + 1..records).map(move |b| (a, b))).collect();
    }
    let mut state = 20_260_612;
    (0..RANDOM_PAIRS)
        .map(|_| {
            let draw = random(&mut state);
            let of = |half: u64| ((half * u64::from(records)) >> 32) as u32;
            (of(draw >> 32), of(draw & 0xFFFF_FFFF))
        })
        .collect()
}
