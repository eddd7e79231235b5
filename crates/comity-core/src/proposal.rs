//! Proposals before a council, the positions of parties on them, and which proposals rule each other out.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{
    origin::{At, SourceId},
    party::{PartyId, TieKind},
    period::Day,
    text::Text,
};

/// Something that could be decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its id in the source.
    pub id: CompactString,
    /// What it proposes.
    pub title: Text,
    /// By whom, where said.
    pub proposed_by: Option<PartyId>,
    /// When.
    pub date: Option<Day>,
    /// The tie it would make, from.
    pub would_tie_from: Option<PartyId>,
    /// The tie it would make, to.
    pub would_tie_to: Option<PartyId>,
    /// The kind of that tie.
    pub tie_kind: TieKind,
    /// The rule by which it is decided, as written; empty where the source names none.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub rule: CompactString,
    /// Where it was read.
    pub source: SourceId,
    /// Line.
    pub at: At,
}

/// Two proposals of which at most one can pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exclusion {
    /// One.
    pub a: CompactString,
    /// The other.
    pub b: CompactString,
    /// Where it was read.
    pub source: SourceId,
    /// Line.
    pub at: At,
}

/// Where a party stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// For it.
    Support,
    /// Against it.
    Oppose,
    /// Neither.
    Abstain,
    /// Not yet known.
    Undecided,
    /// For it when the condition holds.
    Conditional,
}

impl Stance {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Stance::Support => "support",
            Stance::Oppose => "oppose",
            Stance::Abstain => "abstain",
            Stance::Undecided => "undecided",
            Stance::Conditional => "conditional",
        }
    }
}

/// The position of one party on one proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Whose.
    pub party: PartyId,
    /// On what.
    pub proposal: CompactString,
    /// Which.
    pub stance: Stance,
    /// The condition, as written (a proposal's id or an expression over several).
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub condition: CompactString,
    /// Where it was read.
    pub source: SourceId,
    /// Line.
    pub at: At,
}
