//! Themes as records state them: a code of some vocabulary, or words.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{origin::At, text::Text};

/// One theme that a record states.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// Vocabulary of `code`: `dac5`, `dac3`, `cofog`, `cluster` (humanitarian), `sdg-goal`, `security`, `reporting-org`,
    /// `iati:N` for other IATI vocabularies, empty for plain words.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub vocabulary: CompactString,
    /// The code, as written; empty where only words are given.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub code: CompactString,
    /// Words, in the languages of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Text>,
    /// Share of the activity, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<f32>,
    /// Where it was read.
    pub at: At,
}
