//! A linkage model: which columns are compared how. Written by a person in TOML, or inferred from the columns.

mod auto;
mod file;

pub use auto::infer;
pub use file::read as read_model;

use crate::kind::Kind;

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What is compared, in the table's words.
    pub name: String,
    /// How.
    pub compare: Compare,
}

/// How a field is compared, and where its values stand (positions of columns).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compare {
    /// One column of a kind that stands alone.
    Column {
        /// Where.
        column: usize,
        /// What it holds.
        kind: Kind,
    },
    /// A place: a name, a point, or both.
    Place {
        /// The column of names, if there is one.
        name: Option<usize>,
        /// Latitude and longitude.
        point: (usize, usize),
    },
}

impl Compare {
    /// The first column, that of the name where a place has one.
    pub fn column(&self) -> usize {
        match self {
            Self::Column { column, .. } => *column,
            Self::Place { name, point } => name.unwrap_or(point.0),
        }
    }
}

/// A blocking rule as a person writes it: columns that must agree, each perhaps by a part only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenRule {
    /// Column position and the part (`exact`, `begin`, `sound`, `year`, `month`, ...).
    pub parts: Vec<(usize, String)>,
}

/// What is linked how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Model {
    /// The column of record ids; none means that records are numbered.
    pub id: Option<usize>,
    /// The column that names the table a record came from; pairs are made across tables only.
    pub source: Option<usize>,
    /// The comparisons.
    pub fields: Vec<Field>,
    /// Blocking rules; empty means that they are chosen from the data.
    pub rules: Vec<WrittenRule>,
    /// Columns that are not compared, with the reason in words.
    pub left_out: Vec<(String, String)>,
}
