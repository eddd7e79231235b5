//! What is done in a series.

use std::collections::BTreeMap;

use comity_core::{CompactString, Decimal, PartyId, Tlp};
use serde::{Deserialize, Serialize};

use super::Held;

/// What comes again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// An exercise.
    #[default]
    Exercise,
    /// A joint operation.
    Operation,
    /// A training.
    Training,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 3] = [Sort::Exercise, Sort::Operation, Sort::Training];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Exercise => "exercise",
            Sort::Operation => "operation",
            Sort::Training => "training",
        }
    }
}

/// As what a party takes part in an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// On its ground, or under its lead.
    Host,
    /// With its own.
    Participant,
    /// Looks on.
    Observer,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 3] = [Part::Host, Part::Participant, Part::Observer];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Host => "host",
            Part::Participant => "participant",
            Part::Observer => "observer",
        }
    }
}

/// One thing that is done. In JSON the field `act` names it; what was written once is read for ever. Where no party is named, the keeper does it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are those of what the acts make
pub enum Act {
    /// The first act, and never again.
    Begin {
        keeper: PartyId,
        title: String,
        #[serde(default)]
        text: String,
        sort: Sort,
        /// How far it travels: `TLP:CLEAR` and `TLP:GREEN` let everybody at the node see it, else who took part.
        label: Tlp,
    },
    /// An edition: `2006`.
    Edition {
        edition: CompactString,
        held: Held,
        #[serde(default)]
        parts: BTreeMap<PartyId, Part>,
    },
    /// It is put right.
    Change { edition: CompactString, held: Held },
    /// It is called off.
    CallOff {
        edition: CompactString,
        #[serde(default)]
        words: String,
    },
    /// A party takes part as something, or not at all.
    TakePart { party: PartyId, edition: CompactString, part: Option<Part> },
    /// What came of it, in a figure.
    Result {
        edition: CompactString,
        figure: CompactString,
        value: Decimal,
        #[serde(default)]
        unit: String,
    },
    /// What a party learned of it.
    Learn { party: PartyId, edition: CompactString, words: String },
    /// It was taken up in a later edition.
    TakeUp {
        lesson: usize,
        edition: CompactString,
        #[serde(default)]
        words: String,
    },
    /// It comes no more.
    End {
        #[serde(default)]
        words: String,
    },
}

impl Act {
    /// The word of the act.
    pub fn word(&self) -> &'static str {
        match self {
            Act::Begin { .. } => "begin",
            Act::Edition { .. } => "edition",
            Act::Change { .. } => "change",
            Act::CallOff { .. } => "call-off",
            Act::TakePart { .. } => "take-part",
            Act::Result { .. } => "result",
            Act::Learn { .. } => "learn",
            Act::TakeUp { .. } => "take-up",
            Act::End { .. } => "end",
        }
    }
}
