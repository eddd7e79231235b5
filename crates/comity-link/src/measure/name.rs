//! Names: exact, a typo, alike, the beginning of the other.

use rapidfuzz::distance::{jaro_winkler, osa};

use crate::measure::folded::Folded;
use crate::measure::{DIFFERS, LevelNames};
use crate::table::Column;
use crate::text::normalise;

/// What the levels of a name say.
pub const LEVEL_NAMES: LevelNames = [
    "nothing to compare",
    "differs",
    "stands in the other column",
    "a little alike",
    "one is the beginning of the other, or they share a word",
    "alike",
    "one letter differs",
    "exact",
];

/// The level of two names that changed columns (first and last name swapped).
pub const SWAPPED: u8 = 2;

/// Names of one or more columns, so that a name is the same wherever it stands.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The names, folded and in Latin letters.
    pub folded: Folded,
    /// Which letters a name has, a bit each: names without common letters are not alike.
    letters: Vec<u32>,
}

impl Names {
    /// Takes a column in and gives the id of each of its records' names; 0 for a missing one.
    pub fn add(&mut self, column: &Column) -> Vec<u32> {
        let ids = self.folded.add(column, |name, out| out.push_str(&crate::script::latin(&normalise(name))));
        let known = u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
        let all = u32::try_from(self.folded.len()).unwrap_or(u32::MAX);
        self.letters.extend((known..all).map(|id| letters(self.folded.get(id))));
        ids
    }

    /// Reads a name's letters, so that they are near when they are needed.
    #[inline]
    pub fn touch(&self, id: u32) -> u32 {
        self.letters[id as usize]
    }

    /// The level of two names that are not equal.
    pub fn level(&self, a: u32, b: u32) -> u8 {
        let (la, lb) = (self.letters[a as usize], self.letters[b as usize]);
        let several = (la | lb) & SEVERAL_WORDS != 0;
        let (la, lb) = (la & !SEVERAL_WORDS, lb & !SEVERAL_WORDS);
        let (common, all) = ((la & lb).count_ones(), (la | lb).count_ones());
        let part = la & lb == la || la & lb == lb; // a beginning has no letter of its own
        if common * 2 < all && !part && !several {
            return DIFFERS; // most pairs: the names themselves need not be read
        }
        let (x, y) = (self.folded.get(a).as_bytes(), self.folded.get(b).as_bytes());
        let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
        if long.starts_with(short)
            && (short.len() >= 3 || long.get(1) != Some(&b' '))
            && short.len() < long.len()
        {
            // one letter more is a typo; a name cut short is something else
            return if long.len() - short.len() == 1 && short.len() >= 4 { 6 } else { 4 };
        }
        // half of the letters in common is the least for anything below
        if common * 2 < all {
            return if shares_word(x, y) { 4 } else { DIFFERS };
        }
        let edits = if long.len() >= 9 { 2 } else { 1 };
        if short.len() >= 3
            && long.len() - short.len() <= edits
            && osa::distance_with_args(
                x.iter().copied(),
                y.iter().copied(),
                &osa::Args::default().score_cutoff(edits),
            )
            .is_some()
        {
            return 6;
        }
        let alike = jaro_winkler::similarity(x.iter().copied(), y.iter().copied());
        if alike >= 0.92 {
            5
        } else if shares_word(x, y) {
            4
        } else if alike >= 0.8 {
            3
        } else {
            DIFFERS
        }
    }
}

/// The bit of a name of several words.
const SEVERAL_WORDS: u32 = 1 << 31;

fn letters(name: &str) -> u32 {
    name.bytes().fold(0, |bits, b| {
        bits | match b {
            b'a'..=b'z' => 1 << (b - b'a'),
            b'0'..=b'9' => 1 << 26,
            b' ' => SEVERAL_WORDS,
            other => 1 << (27 + other % 4), // other scripts share a few bits
        }
    })
}

/// True when two names of several words have a word of four letters or more in common.
fn shares_word(a: &[u8], b: &[u8]) -> bool {
    if !a.contains(&b' ') && !b.contains(&b' ') {
        return false;
    }
    a.split(|c| *c == b' ').filter(|w| w.len() >= 4).any(|w| b.split(|c| *c == b' ').any(|v| v == w))
}

/// A key that survives most typos: the first letter and the consonants after it, doubles and vowels dropped, four at
/// most (after Soundex, with letters for numbers so that fewer names collide).
pub fn skeleton(folded: &str) -> String {
    let mut out = String::with_capacity(4);
    let mut last = ' ';
    for c in folded.chars().filter(|c| c.is_alphanumeric()) {
        let class = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' => ' ',
            'b' | 'p' => 'b',
            'f' | 'v' => 'f',
            'c' | 'k' | 'q' | 'g' | 'j' => 'k',
            's' | 'z' | 'x' => 's',
            'd' | 't' => 't',
            'm' | 'n' => 'n',
            other => other,
        };
        if out.is_empty() {
            out.push(c);
        } else if class != ' ' && class != last {
            out.push(class);
        }
        last = class;
        if out.chars().count() == 4 {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::column;

    fn of(a: &str, b: &str) -> u8 {
        let mut names = Names::default();
        let ids = names.add(&column(&[a, b]));
        if ids[0] == ids[1] { 7 } else { names.level(ids[0], ids[1]) }
    }

    #[test]
    fn levels_say_how_two_names_agree() {
        assert_eq!(of("José", "jose"), 7);
        assert_eq!(of("roland", "rpland"), 6);
        assert_eq!(of("bishkek", "bishkeke"), 6);
        assert_eq!(of("thomas", "tom"), 3);
        assert_eq!(of("valentine", "val"), 4);
        assert_eq!(of("george", "g"), 4);
        assert_eq!(of("new castleton", "castleton"), 4);
        assert_eq!(of("margarita", "margreta"), 6);
        assert_eq!(of("michelle", "michaela"), 3);
        assert_eq!(of("abigail", "abigale"), 5);
        assert_eq!(of("smith", "jones"), 1);
    }

    #[test]
    fn a_skeleton_survives_vowels_and_doubles() {
        assert_eq!(skeleton("mccarthy"), skeleton("macarthy"));
        assert_eq!(skeleton("philips"), skeleton("phillips"));
        assert_ne!(skeleton("smith"), skeleton("jones"));
    }
}
