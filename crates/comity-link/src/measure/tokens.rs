//! Sets of items and free texts: how much rarity two of them share.

use crate::measure::{DIFFERS, EXACT, LevelNames};
use crate::tokens::TokenSets;

/// What the levels of a set say.
pub const SET_LEVEL_NAMES: LevelNames = [
    "nothing to compare",
    "nothing in common",
    "something in common",
    "a quarter in common, by rarity",
    "half in common, by rarity",
    "one holds the other",
    "most in common, by rarity",
    "the same items",
];

/// What the levels of a text say.
pub const TEXT_LEVEL_NAMES: LevelNames = [
    "nothing to compare",
    "nothing in common",
    "few words in common",
    "some words in common, by rarity",
    "half of the words in common, by rarity",
    "most words in common, by rarity",
    "the same but for a number or year",
    "the same words",
];

/// The level that tells phases and editions apart in a free text.
pub const OTHER_NUMBER: u8 = 6;

/// Token sets of one column, by value id.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The sets; index = value id.
    pub sets: TokenSets,
    /// Rarity of each token in bits.
    pub rarity: Vec<f32>,
    /// True for tokens that are numbers ("2", "2021", "iii").
    pub numeric: Vec<bool>,
    /// True for lists of items, false for free text.
    pub items: bool,
}

impl Tokens {
    /// Prepares sets for comparison.
    pub fn new(sets: TokenSets, items: bool) -> Self {
        let rarity = sets.rarities();
        let numeric = (0..u32::try_from(sets.vocabulary()).unwrap_or(u32::MAX))
            .map(|t| is_number(sets.word(t)))
            .collect();
        Self { sets, rarity, numeric, items }
    }

    /// What the levels say.
    pub fn level_names(&self) -> LevelNames {
        if self.items { SET_LEVEL_NAMES } else { TEXT_LEVEL_NAMES }
    }

    /// The level of two values. `said` are tokens (sorted) that another field of both records says already: they
    /// count neither as shared nor as missing.
    pub fn level(&self, a: u32, b: u32, said: &[u32]) -> u8 {
        let (x, y) = (self.sets.get(a as usize), self.sets.get(b as usize));
        let mut both = 0.0_f32;
        let (mut left, mut right) = (0.0_f32, 0.0_f32);
        let (mut words_left, mut words_both) = (0_u32, 0_u32);
        let mut numbers = 0_u32;
        let (mut i, mut j) = (0, 0);
        loop {
            let (p, q) = (x.get(i).copied().unwrap_or(u32::MAX), y.get(j).copied().unwrap_or(u32::MAX));
            let token = p.min(q);
            if token == u32::MAX {
                break;
            }
            i += usize::from(p <= q);
            j += usize::from(q <= p);
            if said.contains(&token) {
                continue;
            }
            let bits = self.rarity[token as usize];
            let numeric = self.numeric[token as usize];
            if p == q {
                both += bits;
                words_both += 1;
            } else {
                if p < q {
                    left += bits;
                } else {
                    right += bits;
                }
                numbers += u32::from(numeric);
                words_left += u32::from(!numeric);
            }
        }
        let all = both + left + right;
        if words_left == 0 && words_both > 0 {
            return if numbers == 0 { EXACT } else { OTHER_NUMBER };
        }
        if words_both == 0 && all <= 0.0 {
            return 0;
        }
        let jaccard = both / all.max(f32::MIN_POSITIVE);
        if self.items {
            return match jaccard {
                j if j >= 0.7 => 6,
                _ if both > 0.0 && both >= 0.99 * (both + left.min(right)) => 5,
                j if j >= 0.45 => 4,
                j if j >= 0.2 => 3,
                j if j > 0.0 => 2,
                _ => DIFFERS,
            };
        }
        match jaccard {
            j if j >= 0.65 => 5,
            j if j >= 0.4 => 4,
            j if j >= 0.2 => 3,
            j if j >= 0.06 => 2,
            _ => DIFFERS,
        }
    }
}

fn is_number(word: &str) -> bool {
    !word.is_empty()
        && (word.bytes().all(|b| b.is_ascii_digit())
            || matches!(word, "i" | "ii" | "iii" | "iv" | "v" | "vi" | "vii" | "viii" | "ix" | "x"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &str, b: &str) -> u8 {
        let texts = [a, b, "one other text", "rural programme", "water in spring"];
        let tokens = Tokens::new(TokenSets::of_texts(texts), false);
        tokens.level(0, 1, &[])
    }

    #[test]
    fn levels_say_how_much_two_texts_share() {
        assert_eq!(of("Measles campaign, Osh", "osh: measles campaign"), 7);
        assert_eq!(of("Rural roads phase 2", "Rural roads phase 3 2021"), 6);
        assert_eq!(of("Rural roads", "Solar plant"), 1);
        assert!((3..=5).contains(&of("Rural roads repair", "Rural roads study")));
    }

    #[test]
    fn what_another_field_says_is_not_counted_again() {
        let tokens = Tokens::new(TokenSets::of_texts(["roads Osh", "dams Osh", "x"]), false);
        let osh = (0..tokens.sets.vocabulary() as u32).find(|t| tokens.sets.word(*t) == "osh").unwrap();
        assert!(tokens.level(0, 1, &[]) > 1);
        assert_eq!(tokens.level(0, 1, &[osh]), 1);
    }
}
