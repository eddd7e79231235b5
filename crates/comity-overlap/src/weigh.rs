//! What a comparison weighs, in bits of log2 odds, field by field, for two questions: are these the same thing (or
//! the same money), and do these aim at the same thing.
//!
//! Levels weigh log2(m / u) after Fellegi and Sunter: u is measured on random pairs of the same records, m is fitted by EM
//! over counted patterns from a first guess that keeps its say. Words, codes and parties weigh by their rarity.

use comity_link::{
    em::{self, LevelProbabilities},
    pattern::{LEVELS, Pattern, PatternCounts},
};

use crate::{
    columns::{Columns, part},
    compare::{Comparison, Edition, Money, Nearness, Rarities, Themes, compare},
};

/// What is asked about a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// One activity, or one sum of money passed on.
    Identity,
    /// Different activities with one aim.
    Aim,
    /// Different activities that need one asset or one spot: only that, and when, counts.
    Use,
}

/// The fields of [`Bits`], in order.
pub const FIELDS: usize = 10;
#[allow(missing_docs)]
pub mod field {
    pub const TITLE: usize = 0;
    pub const TEXT: usize = 1;
    pub const CODE: usize = 2;
    pub const PARTY: usize = 3;
    pub const PLACE: usize = 4;
    pub const TIME: usize = 5;
    pub const THEME: usize = 6;
    pub const MONEY: usize = 7;
    pub const ASSET: usize = 8;
    pub const MEANING: usize = 9;
}

/// Bits of every field; the prior is not in it.
pub type Bits = [f32; FIELDS];

/// The levels of the fields that are compared by level.
const LEVELLED: [(usize, usize); 4] =
    [(field::PLACE, 6), (field::TIME, 7), (field::THEME, 4), (field::MONEY, 5)];

/// First guess of how matches agree: nearness, timing, themes, money, from "not known" up.
const GUESS: [[f64; LEVELS]; 4] = [
    [0.0, 0.03, 0.35, 0.12, 0.15, 0.35, 0.0, 0.0],
    [0.0, 0.04, 0.03, 0.33, 0.2, 0.2, 0.2, 0.0],
    [0.0, 0.2, 0.3, 0.5, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.3, 0.35, 0.2, 0.15, 0.0, 0.0, 0.0],
];

/// How activities with one aim agree. Their money may be anything.
const AIM: [[f64; LEVELS]; 4] = [
    [0.0, 0.01, 0.14, 0.15, 0.25, 0.45, 0.0, 0.0],
    [0.0, 0.01, 0.04, 0.5, 0.2, 0.15, 0.1, 0.0],
    [0.0, 0.02, 0.23, 0.75, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.5, 0.3, 0.1, 0.1, 0.0, 0.0, 0.0],
];

/// Random pairs that u is measured on.
const RANDOM_PAIRS: u32 = 40_000;
/// Pairs that the first guess of m counts as.
const FAITH: f64 = 400.0;
/// No level weighs more than this either way, however rarely it was seen.
const MOST_BITS: f64 = 9.0;

/// The weights of a run.
#[derive(Clone, Debug)]
pub struct Weights {
    /// log2 odds before anything is compared.
    pub prior: f32,
    identity: [[f32; LEVELS]; 4],
    aim: [[f32; LEVELS]; 4],
    place_rarity: f32,
    theme_rarity: f32,
    rarest: f32,
}

fn level(comparison: &Comparison, at: usize) -> usize {
    match at {
        0 => comparison.nearness as usize,
        1 => comparison.timing as usize,
        2 => comparison.themes as usize,
        _ => comparison.money as usize,
    }
}

fn pattern(comparison: &Comparison) -> Pattern {
    (0..LEVELLED.len()).fold(Pattern::default(), |pattern, at| pattern.with(at, level(comparison, at) as u8))
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

impl Weights {
    /// Measures u, then fits m on the candidate pairs of different reporters.
    pub fn learn(columns: &Columns, rarities: &Rarities, compared: &[Comparison]) -> Weights {
        let records = columns.len().max(1) as u32;
        let mut counts = [[0.33_f64; LEVELS]; 4];
        let (mut place, mut theme) = ((0.0_f64, 0.01_f64), (0.0_f64, 0.01_f64));
        for (a, b) in sample(records) {
            let (left, right) = (columns.view(a), columns.view(b));
            if a == b || left.house == right.house {
                continue;
            }
            let comparison = compare(columns, rarities, &left, &right);
            for (at, counts) in counts.iter_mut().enumerate() {
                counts[level(&comparison, at)] += 1.0;
            }
            if comparison.nearness >= Nearness::Country {
                place = (place.0 + f64::from(comparison.place_rarity), place.1 + 1.0);
            }
            if comparison.themes >= Themes::Wide {
                theme = (theme.0 + f64::from(comparison.theme_rarity), theme.1 + 1.0);
            }
        }
        let u: Vec<LevelProbabilities> = counts
            .iter()
            .zip(LEVELLED)
            .map(|(counts, (_, levels))| {
                let all: f64 = counts[1..levels].iter().sum();
                let mut u = [0.0; LEVELS];
                for level in 1..levels {
                    u[level] = counts[level] / all;
                }
                u
            })
            .collect();
        let bits = |m: &[LevelProbabilities]| {
            let mut out = [[0.0_f32; LEVELS]; 4];
            for (out, bits) in out.iter_mut().zip(em::log_ratios(m, &u)) {
                *out = bits.map(|bits| bits.clamp(-MOST_BITS, MOST_BITS) as f32);
            }
            out
        };
        let guess = GUESS.to_vec();
        let prior = -(f64::from(records).log2()) - 1.0;
        let mut weights = Weights {
            prior: prior as f32,
            identity: bits(&guess),
            aim: bits(&AIM),
            place_rarity: (place.0 / place.1) as f32,
            theme_rarity: (theme.0 / theme.1) as f32,
            rarest: (records as f32).log2(),
        };
        weights.identity = bits(&weights.fit(&guess, compared));
        weights
    }

    /// m from the candidates: each pair counts as far as its words, codes and parties, which are not fitted, already
    /// say that it matches. One round over counted patterns; the first guess keeps the say of [`FAITH`] pairs.
    fn fit(&self, guess: &[LevelProbabilities], compared: &[Comparison]) -> Vec<LevelProbabilities> {
        let mut counts = PatternCounts::default();
        for comparison in compared.iter().filter(|comparison| !comparison.one_house) {
            let bits = self.bits(comparison, Question::Identity);
            let unfitted = bits[field::TITLE] + bits[field::CODE] + bits[field::PARTY];
            let sure = self.prior + unfitted + bits[field::TEXT];
            if sure > 0.0 {
                counts.add(u16::from(sure > 4.0), pattern(comparison));
            }
        }
        let mut m: Vec<LevelProbabilities> = guess.to_vec();
        for (at, m) in m.iter_mut().enumerate() {
            let mut seen = guess[at].map(|share| share * FAITH);
            for (group, pattern, pairs) in counts.sorted() {
                if group == 1 && pattern.get(at) > 0 {
                    seen[pattern.get(at)] += pairs as f64;
                }
            }
            let all: f64 = seen.iter().sum();
            *m = seen.map(|seen| seen / all);
        }
        m
    }

    /// Bits of every field.
    pub fn bits(&self, comparison: &Comparison, question: Question) -> Bits {
        let levels = if question == Question::Identity { &self.identity } else { &self.aim };
        let mut out = [0.0; FIELDS];
        if question == Question::Use {
            if comparison.asset.is_some() {
                out[field::ASSET] = 2.0 * self.rarest;
            } else {
                out[field::PLACE] = levels[0][level(comparison, 0)]
                    + 0.6 * (comparison.place_rarity - self.place_rarity).clamp(-6.0, 8.0);
            }
            out[field::TIME] = levels[1][level(comparison, 1)];
            return out;
        }
        for (at, (field, _)) in LEVELLED.into_iter().enumerate() {
            out[field] = levels[at][level(comparison, at)];
        }
        if comparison.nearness >= Nearness::Country {
            out[field::PLACE] += 0.6 * (comparison.place_rarity - self.place_rarity).clamp(-6.0, 8.0);
        }
        if comparison.themes >= Themes::Wide {
            out[field::THEME] += 0.5 * (comparison.theme_rarity - self.theme_rarity).clamp(-4.0, 6.0);
        }
        out[field::TITLE] = self.title(comparison, question);
        out[field::MEANING] = meaning(comparison, out[field::TITLE]);
        out[field::TEXT] = text(comparison);
        out[field::CODE] = comparison.code.map_or(0.0, |(_, rarity)| code(rarity, self.rarest));
        out[field::PARTY] = party(comparison, question);
        if comparison.asset.is_some() {
            out[field::ASSET] = 0.7 * self.rarest;
        }
        if question == Question::Aim {
            if comparison.title.both <= 0.0 && comparison.meaning < FAR_MEANING {
                out[field::TITLE] -= 3.0;
            }
            out[field::MONEY] = 0.0;
            out[field::CODE] *= 0.3;
        } else if comparison.money == Money::Same {
            out[field::MONEY] = out[field::MONEY].min(0.6 * self.rarest);
        }
        out
    }

    fn title(&self, comparison: &Comparison, question: Question) -> f32 {
        let words = comparison.title;
        if words.both + words.left <= 0.0 || words.both + words.right <= 0.0 {
            return 0.0;
        }
        let alike = 0.5 * words.jaccard() + 0.5 * words.containment();
        let shared = 0.55 * words.both * (0.25 + 0.75 * alike);
        let differs = if question == Question::Identity { 2.5 } else { 1.0 };
        let number =
            if comparison.edition == Edition::Differs && question == Question::Identity { 4.0 } else { 0.0 };
        shared.min(1.1 * self.rarest) - differs * (1.0 - alike) - number
    }

    /// Log2 odds: the prior and the sum of the fields.
    pub fn weigh(&self, bits: &Bits) -> f32 {
        self.prior + bits.iter().sum::<f32>()
    }
}

/// Standard deviations below which two titles have nothing to do with each other, and above which they mean the same.
const FAR_MEANING: f32 = 2.0;
const NEAR_MEANING: f32 = 6.0;

/// What a shared meaning says beyond shared words: by chance two deviations are common and six very rare.
fn meaning(comparison: &Comparison, title: f32) -> f32 {
    let bits = 8.0 * ((comparison.meaning - FAR_MEANING) / (NEAR_MEANING - FAR_MEANING)).clamp(0.0, 1.0);
    (bits - title.max(0.0)).max(0.0)
}

fn text(comparison: &Comparison) -> f32 {
    let words = comparison.text;
    if words.both <= 0.0 {
        return 0.0;
    }
    (0.25 * words.both * (0.3 + 0.7 * words.containment())).min(9.0)
}

fn code(rarity: f32, rarest: f32) -> f32 {
    // a code that stands in two records weighs all, one that stands in every fiftieth nothing
    (1.1 * (rarity - 5.5)).clamp(0.0, rarest)
}

fn party(comparison: &Comparison, question: Question) -> f32 {
    let shared = (0.4 * comparison.shared_parties).min(7.0);
    let both = comparison.left_in_right != 0 && comparison.right_in_left != 0;
    let either = comparison.left_in_right != 0 || comparison.right_in_left != 0;
    let named = match (both, either) {
        (true, _) => 3.5 + 0.5 * comparison.named_rarity,
        (false, true) => 1.5 + 0.5 * comparison.named_rarity,
        _ => 0.0,
    };
    let watched = (comparison.left_in_right | comparison.right_in_left) & !part::WATCHES == 0;
    match question {
        Question::Identity if either && !watched => shared + named,
        Question::Identity if comparison.shared_count == 0 => -1.0,
        Question::Identity => shared,
        Question::Use => 0.0,
        Question::Aim => 0.5 * shared,
    }
}
