//! What is done with something held ready.

use comity_core::{Day, PartyId, Tlp};
use serde::{Deserialize, Serialize};

use super::Terms;

/// What is held ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// A unit.
    Force,
    /// People of a craft, counted and never named.
    Experts,
    /// Things.
    #[default]
    Equipment,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 3] = [Sort::Force, Sort::Experts, Sort::Equipment];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Force => "force",
            Sort::Experts => "experts",
            Sort::Equipment => "equipment",
        }
    }
}

/// One thing that is done. In JSON the field `act` names it; what was written once is read for ever. Where no party is named, the holder does it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are those of what the acts make
pub enum Act {
    /// The first act, and never again.
    Hold {
        holder: PartyId,
        title: String,
        sort: Sort,
        /// In what it is counted: `teams`, `helicopters`.
        #[serde(default)]
        unit: String,
        /// How far it travels: `TLP:CLEAR` and `TLP:GREEN` let everybody at the node see what is held.
        label: Tlp,
        #[serde(default)]
        earmarked: Option<PartyId>,
        terms: Terms,
    },
    /// More or less of it, sooner or later, elsewhere.
    Change {
        terms: Terms,
        #[serde(default)]
        words: String,
    },
    /// It is promised to somebody.
    Promise { to: PartyId, what: String, quantity: u32, start: Day, end: Day, label: Tlp },
    /// A promise is released.
    Release {
        promise: usize,
        #[serde(default)]
        words: String,
    },
    /// It is offered to another party, which would hold it from then on.
    Offer {
        to: PartyId,
        #[serde(default)]
        words: String,
    },
    /// The offer is taken back.
    Retract,
    /// The other party takes it, or doesn't.
    Answer {
        party: PartyId,
        takes: bool,
        #[serde(default)]
        words: String,
    },
    /// It isn't held ready any more.
    End {
        #[serde(default)]
        words: String,
    },
}

impl Act {
    /// The word of the act.
    pub fn word(&self) -> &'static str {
        match self {
            Act::Hold { .. } => "hold",
            Act::Change { .. } => "change",
            Act::Promise { .. } => "promise",
            Act::Release { .. } => "release",
            Act::Offer { .. } => "offer",
            Act::Retract => "retract",
            Act::Answer { .. } => "answer",
            Act::End { .. } => "end",
        }
    }
}
