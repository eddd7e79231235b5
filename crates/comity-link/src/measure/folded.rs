//! Distinct folded values of one or more columns under shared ids: a value is the same wherever it stands.

use crate::table::{Column, Strings};

/// Folded values with ids; id 0 is the missing one.
#[derive(Debug, Clone, Default)]
pub struct Folded(Strings);

impl Folded {
    /// Takes a column in and gives the id of each of its records' values; 0 for a missing one. `fold` writes the
    /// folded form of a value to the end of an empty string.
    pub fn add(&mut self, column: &Column, fold: impl Fn(&str, &mut String)) -> Vec<u32> {
        let mut folded = String::new();
        let id_of: Vec<u32> = column
            .values
            .texts()
            .map(|v| {
                folded.clear();
                fold(&v, &mut folded);
                self.0.intern(&folded).unwrap_or(0)
            })
            .collect();
        column.ids.iter().map(|id| id_of[*id as usize]).collect()
    }

    /// The folded value of an id.
    pub fn get(&self, id: u32) -> &str {
        self.0.get(id)
    }

    /// Reads a value, so that it is near when it is needed.
    #[inline]
    pub fn touch(&self, id: u32) -> u32 {
        self.get(id).as_bytes().first().copied().map_or(0, u32::from)
    }

    /// How many values there are, the missing one included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is no value but the missing one.
    pub fn is_empty(&self) -> bool {
        self.0.len() <= 1
    }
}
