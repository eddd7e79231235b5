//! One row of a table as text, and where rows come from. Cells share one buffer: reading a million rows makes no
//! strings.

use crate::{Error, Out};

/// The cells of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    text: String,
    ends: Vec<usize>,
    /// Row in the table, from 1, blank rows counted.
    pub(crate) number: u32,
}

impl Row {
    /// Empties the row for the next one.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.number = 0;
    }

    /// Adds a cell.
    pub(crate) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Adds a cell that is written by `write`.
    pub(crate) fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// Number of cells, empty ones counted.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell without white space at its ends; empty where the row has none.
    pub(crate) fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        match (start, self.ends.get(index)) {
            (Some(start), Some(end)) => self.text.get(start..*end).unwrap_or_default().trim(),
            _ => "",
        }
    }

    /// The cells in order.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Number of cells that hold something.
    pub(crate) fn filled(&self) -> usize {
        self.cells().filter(|cell| !cell.is_empty()).count()
    }

    /// Whether no cell holds anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Columns up to the last one that holds something.
    pub(crate) fn width(&self) -> usize {
        (0..self.len()).rev().find(|index| !self.get(*index).is_empty()).map_or(0, |last| last + 1)
    }

    /// Everything that the row says, for telling copies: text and cell borders, not the row's number.
    pub(crate) fn same_as(&self, other: &Row) -> bool {
        self.text == other.text && self.ends == other.ends
    }

    /// A hash of what [`Row::same_as`] compares, the same in every run.
    pub(crate) fn hash(&self) -> u64 {
        use std::hash::{DefaultHasher, Hasher};
        let mut hasher = DefaultHasher::new();
        hasher.write(self.text.as_bytes());
        for end in &self.ends {
            hasher.write_u32(u32::try_from(*end).unwrap_or(u32::MAX));
        }
        hasher.finish()
    }
}

/// Where rows come from.
pub(crate) trait Rows {
    /// Reads the next row that isn't blank into `row`; `false` at the end. What can't be read is reported to `out`.
    fn next(&mut self, row: &mut Row, out: &mut Out<'_>) -> Result<bool, Error>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_trimmed_and_missing_ones_are_empty() {
        let mut row = Row::default();
        for cell in [" a ", "", "c"] {
            row.push(cell);
        }
        assert_eq!(row.cells().collect::<Vec<_>>(), ["a", "", "c"]);
        assert_eq!((row.get(7), row.width(), row.filled()), ("", 3, 2));
    }

    #[test]
    fn borders_tell_rows_of_one_text_apart() {
        let (mut one, mut two) = (Row::default(), Row::default());
        one.push("ab");
        one.push("");
        two.push("a");
        two.push("b");
        assert!(!one.same_as(&two));
        assert_ne!(one.hash(), two.hash());
    }
}
