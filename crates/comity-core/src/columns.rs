//! What the columns of a table were taken for, and why: shown to people, who may know better.

use serde::{Deserialize, Serialize};

/// Why a column is taken to mean what it does; the order is from weak to strong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grounds {
    /// It isn't understood.
    #[default]
    Nothing,
    /// Its cells look so.
    Contents,
    /// The words of its header say so.
    Header,
    /// Its tag says so.
    Tag,
    /// A person said so of the columns of this shape.
    Choice,
    /// The mapping file says so.
    Mapping,
}

impl Grounds {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Grounds::Nothing => "nothing",
            Grounds::Contents => "contents",
            Grounds::Header => "header",
            Grounds::Tag => "tag",
            Grounds::Choice => "choice",
            Grounds::Mapping => "mapping",
        }
    }

    /// Whether a person said it: the reader doesn't know better.
    pub fn is_said(self) -> bool {
        self >= Grounds::Choice
    }
}

/// A column as its reader took it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRead {
    /// Its header, else its tag, else its letter. Of several with one name the later ones carry a number: no two of a table are the same.
    pub name: String,
    /// The word of the field that it was taken for: `start date`, `implementer acronym`, `kept`.
    pub field: String,
    /// Why.
    pub grounds: Grounds,
    /// Its tag, where it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tag: String,
    /// Cells that hold something.
    pub filled: u64,
    /// Its first different values, at most three, shortened; none of columns that tell of persons, and no address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<String>,
}

/// A table as its reader took it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRead {
    /// The same for all tables that have columns of the same names, in whatever order: 32 hexadecimal digits.
    pub shape: String,
    /// Its columns from left to right.
    pub columns: Vec<ColumnRead>,
}

impl TableRead {
    /// Whether what a person said of its shape decided about any column.
    pub fn is_as_said(&self) -> bool {
        self.columns.iter().any(|column| column.grounds == Grounds::Choice)
    }
}
