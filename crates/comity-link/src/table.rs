//! A table as columns of value ids: every distinct value is kept once, a record is a row of small numbers.

mod build;
mod strings;
mod whole;

use std::borrow::Cow;

use arrow_array::RecordBatch;

pub use build::TableBuilder;
pub use strings::Strings;

use crate::error::LinkError;

/// The id of a missing value (null or empty).
pub const MISSING: u32 = 0;

/// One column: a value id per record, and what the ids stand for.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name in the table.
    pub name: String,
    /// Value id per record; [`MISSING`] where there is none.
    pub ids: Vec<u32>,
    /// The distinct values.
    pub values: Values,
}

/// The distinct values of a column by id; id 0 is the missing value.
#[derive(Debug, Clone)]
pub enum Values {
    /// Texts, as they are in the table.
    Texts(Strings),
    /// Floating-point numbers; they become text only where somebody reads them.
    Numbers(Vec<f64>),
    /// Whole numbers, likewise.
    Whole(Vec<i64>),
}

impl Values {
    /// How many values there are, the missing one included.
    pub fn len(&self) -> usize {
        match self {
            Self::Texts(t) => t.len(),
            Self::Numbers(n) => n.len(),
            Self::Whole(n) => n.len(),
        }
    }

    /// Never: the missing value is always there. Present because `len` is.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// A value as text; empty for the missing one.
    pub fn text(&self, id: u32) -> Cow<'_, str> {
        match self {
            Self::Texts(t) => Cow::Borrowed(t.get(id)),
            Self::Numbers(n) if id != MISSING => {
                n.get(id as usize).map_or(Cow::Borrowed(""), |n| Cow::Owned(n.to_string()))
            }
            Self::Whole(n) if id != MISSING => {
                n.get(id as usize).map_or(Cow::Borrowed(""), |n| Cow::Owned(n.to_string()))
            }
            Self::Numbers(_) | Self::Whole(_) => Cow::Borrowed(""),
        }
    }

    /// A value as a number; None where it is none.
    pub fn number(&self, id: u32) -> Option<f64> {
        match self {
            Self::Texts(t) => crate::kind::number(t.get(id)),
            Self::Numbers(n) if id != MISSING => n.get(id as usize).copied(),
            Self::Whole(n) if id != MISSING => n.get(id as usize).map(|n| *n as f64),
            Self::Numbers(_) | Self::Whole(_) => None,
        }
    }

    /// All values as texts by id.
    pub fn texts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|id| self.text(id))
    }

    /// All values as numbers by id.
    pub fn numbers(&self) -> impl Iterator<Item = Option<f64>> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|id| self.number(id))
    }
}

impl Column {
    /// The value of a record, empty when missing.
    pub fn value(&self, record: usize) -> Cow<'_, str> {
        self.ids.get(record).map_or(Cow::Borrowed(""), |id| self.values.text(*id))
    }

    /// How many records have each value; index = id.
    pub fn counts(&self) -> Vec<u32> {
        let mut out = vec![0_u32; self.values.len()];
        for id in &self.ids {
            out[*id as usize] += 1;
        }
        out
    }
}

/// A table of records. Built by [`TableBuilder`].
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The columns, in the order of the input.
    pub columns: Vec<Column>,
    /// How many records there are.
    pub records: usize,
    /// Columns of a type that says nothing comparable (binary, structs), by name.
    pub unread: Vec<String>,
}

impl Table {
    /// The table of some batches of one schema.
    pub fn from_batches<'b>(batches: impl IntoIterator<Item = &'b RecordBatch>) -> Result<Self, LinkError> {
        let mut builder = TableBuilder::default();
        for batch in batches {
            builder.push(batch)?;
        }
        Ok(builder.finish())
    }

    /// Where a column stands.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// A column by its name, or an error that lists the names there are.
    pub fn column(&self, name: &str) -> Result<usize, LinkError> {
        self.position(name).ok_or_else(|| LinkError::NoColumn {
            column: name.to_owned(),
            have: self.columns.iter().map(|c| format!("`{}`", c.name)).collect::<Vec<_>>().join(", "),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A column of texts for tests; its name is `c`.
    pub(crate) fn column(values: &[&str]) -> Column {
        let mut texts = Strings::default();
        let ids = values.iter().map(|v| texts.intern(v).unwrap()).collect();
        Column { name: "c".into(), ids, values: Values::Texts(texts) }
    }
}
