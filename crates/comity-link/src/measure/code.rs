//! Codes: exact, an edit, two edits, the same beginning.

use rapidfuzz::distance::osa;

use crate::measure::folded::Folded;
use crate::measure::{DIFFERS, LevelNames};
use crate::table::Column;
use crate::text::fold;

/// What the levels of a code say.
pub const LEVEL_NAMES: LevelNames = [
    "nothing to compare",
    "differs",
    "",
    "half of it is the same",
    "the same beginning",
    "two characters differ",
    "one character differs or two are swapped",
    "exact",
];

/// Codes of one column.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// The codes, folded to their letters and digits (and the mark of an address).
    pub folded: Folded,
}

impl Codes {
    /// Takes a column in and gives the id of each of its records' codes; 0 for a missing one.
    pub fn add(&mut self, column: &Column) -> Vec<u32> {
        self.folded.add(column, |code, out| {
            if code.is_ascii() {
                let kept = code.bytes().filter(|b| b.is_ascii_alphanumeric() || *b == b'@');
                kept.for_each(|b| out.push(char::from(b.to_ascii_lowercase())));
            } else {
                out.extend(fold(code).chars().filter(|c| c.is_alphanumeric() || *c == '@'));
            }
        })
    }

    /// The level of two codes that are not equal.
    pub fn level(&self, a: u32, b: u32) -> u8 {
        let (x, y) = (self.folded.get(a).as_bytes(), self.folded.get(b).as_bytes());
        let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
        let before = x.iter().zip(y).take_while(|(p, q)| p == q).count();
        let after = x.iter().rev().zip(y.iter().rev()).take_while(|(p, q)| p == q).count();
        let rest = long.len().saturating_sub(before + after);
        // what stands between the common beginning and end bounds the edits
        if long.len() >= 4 && long.len() - short.len() <= 2 && rest <= 6 {
            let most = if long.len() >= 7 { 2 } else { 1 };
            let args = osa::Args::default().score_cutoff(most);
            match osa::distance_with_args(x.iter().copied(), y.iter().copied(), &args) {
                Some(0 | 1) => return 6,
                Some(_) => return 5,
                None => {}
            }
        }
        // an address of mail that kept its name and changed its house counts as the same beginning
        let named = x.get(before.saturating_sub(1)) == Some(&b'@') && before > 3;
        if (before * 2 >= long.len() && before >= 2) || named {
            4
        } else if (before + after) * 2 >= long.len() && long.len() >= 6 && before >= 2 {
            3
        } else {
            DIFFERS
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::column;

    fn of(a: &str, b: &str) -> u8 {
        let mut codes = Codes::default();
        let ids = codes.add(&column(&[a, b]));
        if ids[0] == ids[1] { 7 } else { codes.level(ids[0], ids[1]) }
    }

    #[test]
    fn levels_say_how_two_codes_agree() {
        assert_eq!(of("TQ13 8DF", "tq138df"), 7);
        assert_eq!(of("1804974", "1804947"), 6);
        assert_eq!(of("1804974", "180497"), 6);
        assert_eq!(of("1804974", "1904374"), 5);
        assert_eq!(of("tq13 8df", "tq13 9xy"), 4);
        assert_eq!(of("j.smith12@mail.org", "j.smith12@letter.info"), 4);
        assert_eq!(of("AST-000123", "REF-777"), 1);
    }
}
