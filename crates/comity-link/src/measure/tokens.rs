//! Sets of items and free texts: how much rarity two of them share.

use crate::measure::{DIFFERS, EXACT, LevelNames};
use crate::pattern::LEVELS;
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

/// A word that stands in two texts only names one thing, or is a slip that both have: in either case they belong together.
const SINGULAR: u32 = 2;

/// The level that tells phases and editions apart in a free text.
pub const OTHER_NUMBER: u8 = 6;

/// Token sets of one column, by value id.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The sets; index = value id.
    pub sets: TokenSets,
    /// Rarity of each token in bits.
    pub rarity: Vec<f32>,
    /// True for tokens that stand in two texts at most and are no short numbers.
    pub singular: Vec<bool>,
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
        let singular = (0..u32::try_from(sets.vocabulary()).unwrap_or(u32::MAX))
            .map(|t| {
                let word = sets.word(t);
                sets.frequency(t) <= SINGULAR && (word.len() >= 4 || !is_number(word))
            })
            .collect();
        Self { sets, rarity, singular, numeric, items }
    }

    /// What the levels say.
    pub fn level_names(&self) -> LevelNames {
        if self.items { SET_LEVEL_NAMES } else { TEXT_LEVEL_NAMES }
    }

    /// The level of two values. `said` are tokens (sorted) that another field of both records says already: they
    /// count neither as shared nor as missing.
    pub fn level(&self, a: u32, b: u32, said: &[u32]) -> u8 {
        let found = self.meet(a, b, said);
        if found.words_left == 0 && found.words_both > 0 {
            return if found.numbers == 0 { EXACT } else { OTHER_NUMBER };
        }
        let all = found.both + found.left + found.right;
        if found.words_both == 0 && all <= 0.0 {
            return 0;
        }
        if self.items {
            return match found.both / all.max(f32::MIN_POSITIVE) {
                j if j >= 0.7 => 6,
                _ if found.both > 0.0 && found.both >= 0.99 * (found.both + found.left.min(found.right)) => 5,
                j if j >= 0.45 => 4,
                j if j >= 0.2 => 3,
                j if j > 0.0 => 2,
                _ => DIFFERS,
            };
        }
        match found.likeness() {
            l if l >= MOST => 5,
            l if l >= HALF => 4,
            l if l >= SOME => 3,
            l if l >= FEW => 2,
            _ => DIFFERS,
        }
    }

    /// A number between those of the levels of two texts: the levels 2 to 5 are steps of one likeness, on which a pair
    /// stands nearer to one neighbour or the other.
    pub fn between(&self, a: u32, b: u32, said: &[u32], of_level: &[f64; LEVELS]) -> f64 {
        const MIDDLES: [f32; 4] =
            [0.5 * (FEW + SOME), 0.5 * (SOME + HALF), 0.5 * (HALF + MOST), 0.5 * (MOST + 1.0)];
        let found = self.meet(a, b, said);
        let likeness = found.likeness();
        if found.singular && likeness >= HALF {
            return of_level[if likeness >= MOST { 5 } else { 4 }];
        }
        let above = MIDDLES.iter().position(|m| likeness < *m);
        match above {
            Some(0) => of_level[2],
            None => of_level[5],
            Some(above) => {
                let (low, high) = (MIDDLES[above - 1], MIDDLES[above]);
                let part = f64::from((likeness - low) / (high - low));
                of_level[above + 1] * (1.0 - part) + of_level[above + 2] * part
            }
        }
    }

    /// Calls `each` with every token that two values share.
    pub fn shared(&self, a: u32, b: u32, mut each: impl FnMut(u32)) {
        let (x, y) = (self.sets.get(a as usize), self.sets.get(b as usize));
        let (mut i, mut j) = (0, 0);
        while let (Some(p), Some(q)) = (x.get(i), y.get(j)) {
            if p == q {
                each(*p);
            }
            i += usize::from(p <= q);
            j += usize::from(q <= p);
        }
    }

    fn meet(&self, a: u32, b: u32, said: &[u32]) -> Meeting {
        let (x, y) = (self.sets.get(a as usize), self.sets.get(b as usize));
        let mut out = Meeting::default();
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
                out.both += bits;
                out.words_both += 1;
                out.singular |= self.singular[token as usize];
            } else {
                if p < q {
                    out.left += bits;
                } else {
                    out.right += bits;
                }
                out.numbers += u32::from(numeric);
                out.words_left += u32::from(!numeric);
            }
        }
        out
    }
}

/// What two sets have in common and what each has alone, by rarity in bits.
#[derive(Debug, Default)]
struct Meeting {
    both: f32,
    left: f32,
    right: f32,
    /// Tokens in both.
    words_both: u32,
    /// Tokens in one, numbers aside.
    words_left: u32,
    /// Numbers in one.
    numbers: u32,
    /// True when a singular token is in both.
    singular: bool,
}

/// From which likeness on two texts share few, some, half and most of their words.
const FEW: f32 = 0.06;
const SOME: f32 = 0.2;
const HALF: f32 = 0.4;
const MOST: f32 = 0.65;

impl Meeting {
    /// Shared rarity by all rarity. A word that hardly any other text has (a model number, a name) names the thing
    /// whatever else is said about it: with one, few words in common count as half of them, and some as most.
    fn likeness(&self) -> f32 {
        let jaccard = self.both / (self.both + self.left + self.right).max(f32::MIN_POSITIVE);
        match jaccard {
            j if !self.singular => j,
            j if j >= SOME => MOST + (1.0 - MOST) * (j - SOME) / (1.0 - SOME),
            j if j >= FEW => HALF + (MOST - HALF) * (j - FEW) / (SOME - FEW),
            j => j,
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
    fn a_word_that_two_texts_only_have_says_more_than_its_share() {
        let others = ["kavor black camera", "telmax black camera, strap", "kavor camera, silver"];
        let texts = |code: &'static str| {
            ["kavor KV4711 camera black", code].into_iter().chain(others).collect::<Vec<_>>()
        };
        let level = |of: Vec<&str>| Tokens::new(TokenSets::of_texts(of), false).level(0, 1, &[]);
        let with = level(texts("zoom KV4711 strap"));
        let without = level(texts("zoom KV4799 strap"));
        assert!(with >= 4 && without <= 2, "{with} {without}");
        // a short number is no name
        assert!(level(vec!["roads phase 12", "water study 12", "water", "roads"]) <= 3);
    }

    #[test]
    fn what_another_field_says_is_not_counted_again() {
        let tokens = Tokens::new(TokenSets::of_texts(["roads Osh", "dams Osh", "x"]), false);
        let osh = (0..tokens.sets.vocabulary() as u32).find(|t| tokens.sets.word(*t) == "osh").unwrap();
        assert!(tokens.level(0, 1, &[]) > 1);
        assert_eq!(tokens.level(0, 1, &[osh]), 1);
    }
}
