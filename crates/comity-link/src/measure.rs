//! Comparisons: from two records to the level at which they agree in one field.
//!
//! A measure is prepared once over the distinct values of its columns. What the pair loop needs of a record then
//! stands in one row of words ([`Rows`]), so that comparing touches one cache line a record.

pub mod code;
pub mod date;
pub mod folded;
pub mod name;
pub mod number;
pub mod place;
pub mod tokens;

use std::sync::Arc;

use crate::pattern::LEVELS;

/// The names of the levels of a measure; index = level. An empty name is a level that can't occur.
pub type LevelNames = [&'static str; LEVELS];

/// The highest level: equal in every respect.
pub const EXACT: u8 = 7;
/// The level of two values that have nothing in common.
pub const DIFFERS: u8 = 1;

/// What the pair loop reads of every record, a row of `width` words each.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    words: Vec<u32>,
    width: usize,
}

impl Rows {
    /// Lays columns of words side by side. The columns must be equally long.
    pub fn new(records: usize, columns: &[Vec<u32>]) -> Self {
        let width = columns.len();
        let mut words = vec![0_u32; records * width];
        for (at, column) in columns.iter().enumerate() {
            for (record, word) in column.iter().enumerate() {
                words[record * width + at] = *word;
            }
        }
        Self { words, width }
    }

    /// The words of a record.
    pub fn get(&self, record: u32) -> &[u32] {
        let at = record as usize * self.width;
        &self.words[at..at + self.width]
    }

    /// Reads a record's row, so that it is near when it is needed.
    #[inline]
    pub fn touch(&self, record: u32) -> u32 {
        self.words[record as usize * self.width]
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.words.len().checked_div(self.width).unwrap_or(0)
    }

    /// True when there is no record.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// How one field is compared.
#[derive(Debug, Clone)]
pub enum Measure {
    /// Names: exact, a typo, alike, the beginning of the other.
    Name(Arc<name::Names>),
    /// Dates: exact, a typo, to the coarser precision, near, the same day of another year.
    Date,
    /// Codes: exact, an edit, two edits, the same beginning.
    Code(code::Codes),
    /// Numbers: relative difference.
    Number,
    /// Equal or not.
    Category,
    /// Delimited sets and free text: shared rarity.
    Tokens(tokens::Tokens),
    /// Points and the names of places.
    Place(place::Places),
}

impl Measure {
    /// How many words of a row this measure reads.
    pub fn width(&self) -> usize {
        match self {
            Self::Date => 2,
            Self::Place(_) => 3,
            _ => 1,
        }
    }

    /// What the levels say.
    pub fn level_names(&self) -> LevelNames {
        match self {
            Self::Name(_) => name::LEVEL_NAMES,
            Self::Date => date::LEVEL_NAMES,
            Self::Code(_) => code::LEVEL_NAMES,
            Self::Number => number::LEVEL_NAMES,
            Self::Category => ["nothing to compare", "differs", "", "", "", "", "", "exact"],
            Self::Tokens(t) => t.level_names(),
            Self::Place(_) => place::LEVEL_NAMES,
        }
    }

    /// The level that tells relatives (phases, yearly editions) apart; 0 where there is none.
    pub fn telling(&self) -> u8 {
        match self {
            Self::Date => date::OTHER_YEAR,
            Self::Tokens(t) if !t.items => tokens::OTHER_NUMBER,
            _ => 0,
        }
    }

    /// Reads what comparing a value needs beside its word, so that it is near when it is needed.
    #[inline]
    pub fn touch(&self, word: u32) -> u32 {
        match self {
            Self::Name(names) => names.touch(word),
            Self::Code(codes) => codes.folded.touch(word),
            _ => 0,
        }
    }

    /// The level of two records, given the words of this field of each.
    #[inline]
    pub fn level(&self, a: &[u32], b: &[u32]) -> u8 {
        match self {
            Self::Place(places) => places.level(a, b),
            _ if a[0] == 0 || b[0] == 0 => 0,
            Self::Date => date::level(a, b),
            _ if a[0] == b[0] => EXACT,
            Self::Name(names) => names.level(a[0], b[0]),
            Self::Code(codes) => codes.level(a[0], b[0]),
            Self::Number => number::level(a[0], b[0]),
            Self::Category => DIFFERS,
            Self::Tokens(tokens) => tokens.level(a[0], b[0], &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_the_words_of_one_record() {
        let rows = Rows::new(2, &[vec![1, 2], vec![3, 4]]);
        assert_eq!((rows.get(0), rows.get(1), rows.len()), (&[1, 3][..], &[2, 4][..], 2));
    }

    #[test]
    fn a_missing_value_is_no_disagreement() {
        assert_eq!(Measure::Category.level(&[0], &[3]), 0);
        assert_eq!(Measure::Category.level(&[2], &[3]), DIFFERS);
        assert_eq!(Measure::Category.level(&[3], &[3]), EXACT);
    }
}
