//! Text with its language.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::origin::At;

/// A language subtag of BCP 47 (two or three letters, lower case); empty when the source names none.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Lang([u8; 3]);

impl Lang {
    /// Not stated by the source.
    pub const UNKNOWN: Lang = Lang([0; 3]);

    /// The primary subtag of a BCP 47 tag: `EN`, `en-GB` and `en_US` are all `en`; anything else is unknown.
    pub fn parse(tag: &str) -> Lang {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().as_bytes();
        let mut out = [0; 3];
        if !(2..=3).contains(&primary.len()) || !primary.iter().all(u8::is_ascii_alphabetic) {
            return Lang::UNKNOWN;
        }
        for (to, from) in out.iter_mut().zip(primary) {
            *to = from.to_ascii_lowercase();
        }
        Lang(out)
    }

    /// The subtag, `""` when unknown.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(3);
        std::str::from_utf8(self.0.get(..end).unwrap_or_default()).unwrap_or_default()
    }

    /// Whether the source named no language.
    pub fn is_unknown(&self) -> bool {
        *self == Lang::UNKNOWN
    }
}

impl std::fmt::Debug for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lang({})", self.as_str())
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> String {
        lang.as_str().to_owned()
    }
}

impl From<String> for Lang {
    fn from(tag: String) -> Lang {
        Lang::parse(&tag)
    }
}

/// A text as written, its language and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The words, white space at the ends removed, otherwise untouched.
    pub value: CompactString,
    /// Language as the source says it, not guessed.
    #[serde(default, skip_serializing_if = "Lang::is_unknown")]
    pub lang: Lang,
    /// Where it was read.
    pub at: At,
}

impl Text {
    /// A text in an unstated language.
    pub fn plain(value: impl AsRef<str>, at: At) -> Self {
        Text { value: CompactString::from(value.as_ref().trim()), lang: Lang::UNKNOWN, at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primary_subtag_is_taken_in_any_case() {
        for (tag, want) in
            [("EN", "en"), ("en-GB", "en"), ("fr_FR", "fr"), ("kaz", "kaz"), ("", ""), ("x", ""), ("12", "")]
        {
            assert_eq!(Lang::parse(tag).as_str(), want, "{tag}");
        }
    }
}
