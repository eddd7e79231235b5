//! What a text means as 192 small numbers, and how near two of them are.

use crate::script::Script;
use crate::words::format::DIMS;

/// A text's place in the table's space: the direction of its mean vector in i8, and the script it is written in.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding {
    pub(super) values: [i8; DIMS],
    /// One over the length of `values`.
    pub(super) inverse: f32,
    pub(super) script: Script,
    pub(super) words: u16,
}

impl Embedding {
    /// Scales a sum of word vectors to i8; `None` when the sum has no direction.
    pub(super) fn from_sum(sum: &[f32; DIMS], script: Script, words: u16) -> Option<Self> {
        let largest = sum.iter().fold(0.0_f32, |m, v| m.max(v.abs()));
        if !(largest.is_normal() && largest < f32::MAX / 128.0) {
            return None;
        }
        let scale = 127.0 / largest;
        let mut values = [0_i8; DIMS];
        for (to, from) in values.iter_mut().zip(sum) {
            *to = (from * scale).round() as i8;
        }
        let squares: i32 = values.iter().map(|v| i32::from(*v) * i32::from(*v)).sum();
        Some(Embedding { values, inverse: 1.0 / (squares as f32).sqrt(), script, words })
    }

    /// The direction, not of unit length: [`cosine`] divides by the lengths.
    #[must_use]
    pub fn values(&self) -> &[i8; DIMS] {
        &self.values
    }

    /// The script of most of the text.
    #[must_use]
    pub fn script(&self) -> Script {
        self.script
    }

    /// How many of the text's words the table knew, by themselves or by a stem: below two, a cosine says little.
    #[must_use]
    pub fn words(&self) -> u16 {
        self.words
    }
}

/// Cosine of two embeddings, -1 to 1; the same bits on every machine, because the products are summed as integers.
#[must_use]
pub fn cosine(a: &Embedding, b: &Embedding) -> f32 {
    dot(&a.values, &b.values) as f32 * (a.inverse * b.inverse)
}

/// At most 192 * 127 * 127: no overflow.
pub(super) fn dot(a: &[i8; DIMS], b: &[i8; DIMS]) -> i32 {
    a.iter().zip(b).map(|(x, y)| i32::from(i16::from(*x) * i16::from(*y))).sum()
}

/// How cosines of unrelated texts are spread for two scripts: the yardstick of a cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    /// Mean cosine of random pairs.
    pub mean: f32,
    /// Standard deviation of the same.
    pub deviation: f32,
}

impl Default for Similarity {
    /// What independent directions in [`DIMS`] dimensions would give.
    fn default() -> Self {
        Similarity { mean: 0.0, deviation: 0.072 }
    }
}

impl Similarity {
    /// How many standard deviations a cosine lies above that of unrelated texts. By chance 3 is passed by about one pair
    /// in two hundred (word overlap makes the tail heavy), 6 by very few.
    #[must_use]
    pub fn standardised(&self, cosine: f32) -> f32 {
        (cosine - self.mean) / self.deviation
    }
}
