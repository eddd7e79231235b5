//! Where a value was read: every value of a record can be traced to a line or a cell.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::TableRead;

/// Index of a [`Source`] in [`crate::Snapshot::sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A place inside a source, counted from 1; 0 means "not known".
///
/// In text formats `line` and `column` are the line and the byte column; in tables they are the row and the
/// column of the cell, the header row counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct At {
    /// Line or row, from 1.
    pub line: u32,
    /// Byte column or cell column, from 1.
    pub column: u32,
}

impl At {
    /// A position from its line (row) and column.
    pub fn new(line: u32, column: u32) -> Self {
        At { line, column }
    }
}

/// One file, or one sheet or archive member of a file, that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The name as the user gave it; a member stands behind `!` (`flows.tar.zst!212071.json`, `3w.xlsx!Data`).
    pub name: String,
    /// The format that was recognised, for people: "IATI 2.03", "HXL table", "FTS flows".
    pub format: String,
    /// Dataset, where the format names one.
    pub dataset: Option<CompactString>,
    /// How the columns of a table were understood, one line each, for people; empty for other formats.
    pub mapping: Vec<String>,
    /// What the columns of a table were taken for; none for formats whose fields have fixed names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableRead>,
}
