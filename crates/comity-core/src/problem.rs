//! What could not be read: located, with the reason and the way out.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// What was lost by a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// Nothing: the value was read, but it looks wrong.
    Nothing,
    /// Nothing, but the input breaks its own rules and was read by what it must mean: a wrong encoding, a bare `&`, an
    /// identifier used twice, latitude and longitude exchanged.
    Mended,
    /// One value; the record stands without it.
    Value,
    /// One record.
    Record,
    /// The rest of the file.
    File,
}

/// One thing that could not be read, or looks wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// File (and sheet or archive member) as the user named it.
    pub file: String,
    /// Line or row, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Element, attribute or column name.
    #[serde(skip_serializing_if = "CompactString::is_empty", default)]
    pub element: CompactString,
    /// Identifier of the record, where known.
    #[serde(skip_serializing_if = "CompactString::is_empty", default)]
    pub identifier: CompactString,
    /// What is wrong: lower case, no period, user input in backticks.
    pub reason: String,
    /// What the user can do.
    pub way_out: String,
    /// What it cost.
    pub loss: Loss,
}
