//! What a comparison weighs, in bits of log2 odds, field by field, for three questions: are these the same thing (or
//! the same money), do these aim at the same thing, do these need one asset.
//!
//! Levels weigh log2(m / u) after Fellegi and Sunter (see `learn`). Words, codes and parties weigh by their rarity; how
//! far their formulas hold is learned by level too, as far as there are pairs to learn from.

mod learn;
mod levels;

use comity_link::pattern::LEVELS;

use crate::compare::{Comparison, Edition, Money, Nearness, Themes};
use levels::{ASSET, BY_LEVEL, LEVELLED, PARTY, TITLE, TITLE_LEVELS, level, names_reporter, slot};

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

/// The weights of a run.
#[derive(Clone, Debug)]
pub struct Weights {
    /// log2 odds before anything is compared.
    pub prior: f32,
    identity: [[f32; LEVELS]; LEVELLED.len()],
    aim: [[f32; LEVELS]; BY_LEVEL],
    /// How far the learned levels replace the formulas, 0 to 1.
    trust: [f32; LEVELLED.len()],
    place_rarity: f32,
    theme_rarity: f32,
    rarest: f32,
}

/// How often another edition or phase of a programme has inherited a field's value: all but its time, money and unit.
const INHERITED: f32 = 0.9;
/// The fields that editions inherit.
const HEIRLOOMS: [usize; 6] =
    [field::TITLE, field::MEANING, field::TEXT, field::PARTY, field::PLACE, field::THEME];

impl Weights {
    /// Bits of every field.
    pub fn bits(&self, comparison: &Comparison, question: Question) -> Bits {
        let mut out = [0.0; FIELDS];
        if question == Question::Use {
            if comparison.asset.is_some() {
                out[field::ASSET] = 2.0 * self.rarest;
            } else {
                out[field::PLACE] = self.aim[levels::PLACE][comparison.nearness as usize]
                    + 0.6 * (comparison.place_rarity - self.place_rarity).clamp(-6.0, 8.0);
            }
            out[field::TIME] = self.aim[levels::TIME][comparison.timing as usize];
            return out;
        }
        let by_level: &[[f32; LEVELS]] =
            if question == Question::Identity { &self.identity[..BY_LEVEL] } else { &self.aim };
        for (at, weights) in by_level.iter().enumerate() {
            *slot(&mut out, at) = weights[level(comparison, 0.0, at)];
        }
        if comparison.nearness >= Nearness::Country {
            out[field::PLACE] += 0.6 * (comparison.place_rarity - self.place_rarity).clamp(-6.0, 8.0);
        }
        if comparison.themes >= Themes::Wide {
            out[field::THEME] += 0.5 * (comparison.theme_rarity - self.theme_rarity).clamp(-4.0, 6.0);
        }
        out[field::TEXT] = text(comparison);
        out[field::CODE] = comparison.code.map_or(0.0, |(_, rarity)| code(rarity, self.rarest));
        if question == Question::Identity {
            self.identity_bits(comparison, &mut out);
        } else {
            self.aim_bits(comparison, &mut out);
        }
        out[field::MEANING] = meaning(comparison, out[field::TITLE]);
        out
    }

    fn identity_bits(&self, comparison: &Comparison, out: &mut Bits) {
        let title = self.title_formula(comparison);
        let at = level(comparison, title, TITLE);
        let beyond = 0.55 * (title - TITLE_LEVELS[TITLE_LEVELS.len() - 1]).max(0.0);
        out[field::TITLE] =
            self.learned(TITLE, at, title, beyond).min(1.1 * self.rarest) - number(comparison);
        let parties = (0.4 * comparison.shared_parties).min(7.0);
        let formula = if level(comparison, title, PARTY) == 1 { -1.0 } else { parties };
        out[field::PARTY] = self.learned(PARTY, level(comparison, title, PARTY), formula, 0.0);
        if names_reporter(comparison) {
            out[field::PARTY] += named(comparison);
        }
        let asset = level(comparison, title, ASSET);
        let formula = [0.0, -2.0, 0.7 * self.rarest][asset.min(2)];
        out[field::ASSET] = self.learned(ASSET, asset, formula, 0.0);
        if comparison.money == Money::Same {
            out[field::MONEY] = out[field::MONEY].min(0.6 * self.rarest);
        }
    }

    fn aim_bits(&self, comparison: &Comparison, out: &mut Bits) {
        let words = comparison.title.shared;
        if words.both + words.left > 0.0 && words.both + words.right > 0.0 {
            out[field::TITLE] = self.met(comparison) - missed(comparison, 1.0);
        }
        if words.both <= 0.0 && comparison.meaning < FAR_MEANING {
            out[field::TITLE] -= 3.0;
        }
        out[field::PARTY] = 0.5 * (0.4 * comparison.shared_parties).min(7.0);
        if comparison.asset.is_some() {
            out[field::ASSET] = 0.7 * self.rarest;
        }
        out[field::MONEY] = 0.0;
        out[field::CODE] *= 0.3;
    }

    /// A formula's bits, replaced by the learned weight of its level as far as there was something to learn from.
    fn learned(&self, at: usize, level: usize, formula: f32, beyond: f32) -> f32 {
        if level == 0 {
            return formula;
        }
        let trust = self.trust[at];
        trust * (self.identity[at][level] + beyond) + (1.0 - trust) * formula
    }

    /// What the words of two titles say about identity before their levels are learned; 0 where one says nothing.
    fn title_formula(&self, comparison: &Comparison) -> f32 {
        let words = comparison.title.shared;
        if words.both + words.left <= 0.0 || words.both + words.right <= 0.0 {
            return 0.0;
        }
        self.met(comparison) - missed(comparison, 2.5)
    }

    /// What the words that titles share say for one thing.
    fn met(&self, comparison: &Comparison) -> f32 {
        let words = comparison.title.shared;
        let alike = 0.5 * words.jaccard() + 0.5 * words.containment();
        (0.55 * words.both * (0.25 + 0.75 * alike)).min(1.1 * self.rarest)
    }

    /// What speaks for another edition or phase of the same programme instead of one activity, in bits below 0: the odds
    /// that such a pair would look like this one, against the odds of identity and of chance.
    pub fn edition(&self, bits: &Bits) -> f32 {
        let inherits = |bits: f32| (INHERITED * bits.exp2() + 1.0 - INHERITED).log2();
        let odds = self.prior + HEIRLOOMS.iter().map(|field| inherits(bits[*field])).sum::<f32>();
        -(1.0 + odds.exp2()).log2()
    }

    /// Whether there was so much to learn from that titles are weighed by what was learned.
    pub fn taught(&self) -> bool {
        self.trust[TITLE] >= 0.95
    }

    /// Log2 odds: the prior and the sum of the fields.
    pub fn weigh(&self, bits: &Bits) -> f32 {
        self.prior + bits.iter().sum::<f32>()
    }
}

/// What the words that nothing meets say against one thing: by their known reliability, else by how much they are.
fn missed(comparison: &Comparison, unknown: f32) -> f32 {
    let title = &comparison.title;
    let alike = 0.5 * title.shared.jaccard() + 0.5 * title.shared.containment();
    title.known * title.missed + (1.0 - title.known) * unknown * (1.0 - alike)
}

/// The same name but for a number is another edition.
fn number(comparison: &Comparison) -> f32 {
    if comparison.edition == Edition::Differs { 4.0 } else { 0.0 }
}

/// Standard deviations below which two titles have nothing to do with each other, and above which they mean the same.
const FAR_MEANING: f32 = 2.0;
const NEAR_MEANING: f32 = 6.0;

/// What a shared meaning says beyond shared words: by chance two deviations are common and six very rare. The shipped
/// table yields to what the records themselves taught.
fn meaning(comparison: &Comparison, title: f32) -> f32 {
    let bits = 8.0 * ((comparison.meaning - FAR_MEANING) / (NEAR_MEANING - FAR_MEANING)).clamp(0.0, 1.0);
    (1.0 - comparison.title.known) * (bits - title.max(0.0)).max(0.0)
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

/// A reporter that the other record names: more when each names the other, more when it is seldom named.
fn named(comparison: &Comparison) -> f32 {
    let both = comparison.left_in_right != 0 && comparison.right_in_left != 0;
    (if both { 3.5 } else { 1.5 }) + 0.5 * comparison.named_rarity
}
