//! The Traffic Light Protocol, version 2.0 of FIRST (2022): five words that say how far a record may travel.

use serde::{Deserialize, Serialize};

/// A level of TLP 2.0. The order is that of restriction: `Clear` travels furthest, `Red` not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Tlp {
    /// No limit on disclosure.
    Clear,
    /// The community: all parties that coordinate here.
    Green,
    /// The audience, its organs included, and whom onward release names.
    Amber,
    /// The audience alone.
    AmberStrict,
    /// The named audience alone; nothing goes on from there.
    Red,
}

/// A word that is no level of TLP 2.0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlpError {
    /// A word of TLP 1.0 that 2.0 replaced.
    #[error("`{0}` is a word of TLP 1.0: write TLP:CLEAR")]
    First(String),
    /// Any other word.
    #[error("`{0}` is no level of TLP 2.0: write CLEAR, GREEN, AMBER, AMBER+STRICT or RED")]
    Unknown(String),
}

impl Tlp {
    /// Every level, the widest first.
    pub const ALL: [Tlp; 5] = [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red];

    /// The level as FIRST writes it: `TLP:AMBER+STRICT`.
    pub fn as_str(self) -> &'static str {
        match self {
            Tlp::Clear => "TLP:CLEAR",
            Tlp::Green => "TLP:GREEN",
            Tlp::Amber => "TLP:AMBER",
            Tlp::AmberStrict => "TLP:AMBER+STRICT",
            Tlp::Red => "TLP:RED",
        }
    }

    /// The level without its prefix: `AMBER+STRICT`.
    pub fn word(self) -> &'static str {
        self.as_str().trim_start_matches("TLP:")
    }

    /// Id of the STIX 2.1 marking definition, as OASIS publishes it in cti-stix-common-objects.
    pub fn marking_id(self) -> &'static str {
        match self {
            Tlp::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            Tlp::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Tlp::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Tlp::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
            Tlp::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
        }
    }

    /// The level of a published marking id.
    pub fn of_marking(id: &str) -> Option<Tlp> {
        Tlp::ALL.into_iter().find(|tlp| tlp.marking_id() == id)
    }

    /// Reads a level in any case, with or without `TLP:`.
    pub fn parse(text: &str) -> Result<Tlp, TlpError> {
        let upper = text.trim().to_ascii_uppercase();
        let word = upper.strip_prefix("TLP:").unwrap_or(&upper);
        if word == "WHITE" {
            return Err(TlpError::First(text.to_owned()));
        }
        Tlp::ALL.into_iter().find(|tlp| tlp.word() == word).ok_or_else(|| TlpError::Unknown(text.to_owned()))
    }
}

impl std::fmt::Display for Tlp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Tlp {
    type Err = TlpError;
    fn from_str(text: &str) -> Result<Tlp, TlpError> {
        Tlp::parse(text)
    }
}

impl From<Tlp> for String {
    fn from(tlp: Tlp) -> String {
        tlp.as_str().to_owned()
    }
}

impl TryFrom<String> for Tlp {
    type Error = TlpError;
    fn try_from(text: String) -> Result<Tlp, TlpError> {
        Tlp::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_are_the_published_ones() {
        let published: serde_json::Value =
            serde_json::from_str(include_str!("../tests/data/tlp2-markings.json")).unwrap();
        let published: Vec<(&str, &str)> = published["objects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|object| (object["name"].as_str().unwrap(), object["id"].as_str().unwrap()))
            .collect();
        let ours: Vec<(&str, &str)> =
            Tlp::ALL.into_iter().map(|tlp| (tlp.as_str(), tlp.marking_id())).collect();
        assert_eq!(ours, published);
    }

    #[test]
    fn levels_read_back_in_any_case_and_by_their_id() {
        for tlp in Tlp::ALL {
            assert_eq!(Tlp::parse(tlp.as_str()), Ok(tlp));
            assert_eq!(Tlp::parse(&tlp.word().to_lowercase()), Ok(tlp));
            assert_eq!(Tlp::of_marking(tlp.marking_id()), Some(tlp));
        }
    }

    #[test]
    fn the_order_is_that_of_restriction() {
        assert!(Tlp::ALL.is_sorted());
        assert!(Tlp::AmberStrict > Tlp::Amber && Tlp::Red > Tlp::AmberStrict);
    }

    #[test]
    fn other_words_are_refused_with_the_way_out() {
        assert_eq!(
            Tlp::parse("tlp:white").unwrap_err().to_string(),
            "`tlp:white` is a word of TLP 1.0: write TLP:CLEAR"
        );
        for text in ["", "TLP:", "amber strict", "TLP:TLP:RED", "orange"] {
            assert_eq!(Tlp::parse(text), Err(TlpError::Unknown(text.to_owned())));
        }
    }
}
