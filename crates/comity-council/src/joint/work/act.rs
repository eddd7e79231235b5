//! What is done in a joint activity.

use std::collections::BTreeSet;

use comity_core::{CompactString, Currency, Day, Decimal, PartyId, Tlp};
use serde::{Deserialize, Serialize};

use crate::proceedings::Origin;

/// As what a party takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Takes shares, lays records, reports.
    Partner,
    /// Sees the calendar and what was published.
    Observer,
}

impl Role {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Partner => "partner",
            Role::Observer => "observer",
        }
    }
}

/// How a joint activity begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// Who leads it.
    pub lead: PartyId,
    /// What it is called.
    pub title: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// How far it travels: `TLP:CLEAR` and `TLP:GREEN` let everybody at the node see what observers see.
    pub label: Tlp,
    /// The currency of all its money.
    #[serde(default)]
    pub currency: Currency,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Day>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Day>,
    /// Who is asked to join.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub partners: BTreeSet<PartyId>,
    /// What it came of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
}

impl Begin {
    /// One of a lead and the partners who are asked, without a name, under `TLP:AMBER`.
    pub fn of(lead: PartyId, partners: BTreeSet<PartyId>) -> Begin {
        Begin {
            lead,
            title: String::new(),
            text: String::new(),
            label: Tlp::Amber,
            currency: Currency::parse("EUR"),
            start: None,
            end: None,
            partners,
            from: None,
        }
    }
}

/// One thing that is done. In JSON the field `act` names it; what was written once is read for ever. Where no party is named, who leads does it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are those of what the acts make
pub enum Act {
    /// The first act, and never again.
    Begin(Begin),
    /// It is called and described anew.
    Describe {
        title: String,
        #[serde(default)]
        text: String,
        #[serde(default)]
        start: Option<Day>,
        #[serde(default)]
        end: Option<Day>,
    },
    /// A party is asked to join.
    Ask { party: PartyId, role: Role },
    /// It joins or declines.
    Answer {
        party: PartyId,
        joins: bool,
        #[serde(default)]
        words: String,
    },
    /// A partner leaves: what it pledged and did not deliver is open again, and its records leave the dossier.
    Leave { party: PartyId, words: String },
    /// Another partner leads.
    Lead { party: PartyId },
    /// A part of the work that somebody has to take.
    Plan {
        what: String,
        #[serde(default)]
        cost: Option<Decimal>,
    },
    /// It isn't needed any more.
    Drop { line: usize },
    /// A partner takes a share of a line.
    Pledge {
        party: PartyId,
        line: usize,
        #[serde(default)]
        words: String,
        #[serde(default)]
        money: Option<Decimal>,
        #[serde(default)]
        through: Option<PartyId>,
    },
    /// It takes back what it did not deliver.
    TakeBack { party: PartyId, share: usize },
    /// It delivers, whole or in part.
    Deliver {
        party: PartyId,
        share: usize,
        #[serde(default)]
        money: Option<Decimal>,
        #[serde(default)]
        words: String,
    },
    /// A partner lays a record of its own into the common dossier.
    Lay { party: PartyId, record: CompactString },
    /// It takes it out again.
    TakeOut { party: PartyId, record: CompactString },
    /// A partner writes a paper, for all partners or some.
    Note {
        party: PartyId,
        title: String,
        #[serde(default)]
        text: String,
        #[serde(default)]
        only: BTreeSet<PartyId>,
    },
    /// Something is put into the calendar.
    Date {
        what: String,
        start: Day,
        end: Day,
        #[serde(default)]
        place: String,
    },
    /// It is moved.
    Move {
        date: usize,
        start: Day,
        end: Day,
        #[serde(default)]
        place: String,
    },
    /// It is called off.
    CallOff { date: usize },
    /// A partner reports a figure of a period; the last one of a period counts.
    Report {
        party: PartyId,
        period: CompactString,
        figure: CompactString,
        value: Decimal,
        #[serde(default)]
        within: Option<PartyId>,
    },
    /// What was reported for a period is added up and stands.
    Publish {
        period: CompactString,
        #[serde(default)]
        words: String,
    },
    /// It is put right: figures can be reported anew; the report that was given stays on record.
    Reopen { period: CompactString },
    /// The joint activity ends.
    End {
        #[serde(default)]
        words: String,
    },
}

impl Act {
    /// The word of the act.
    pub fn word(&self) -> &'static str {
        match self {
            Act::Begin(_) => "begin",
            Act::Describe { .. } => "describe",
            Act::Ask { .. } => "ask",
            Act::Answer { .. } => "answer",
            Act::Leave { .. } => "leave",
            Act::Lead { .. } => "lead",
            Act::Plan { .. } => "plan",
            Act::Drop { .. } => "drop",
            Act::Pledge { .. } => "pledge",
            Act::TakeBack { .. } => "take-back",
            Act::Deliver { .. } => "deliver",
            Act::Lay { .. } => "lay",
            Act::TakeOut { .. } => "take-out",
            Act::Note { .. } => "note",
            Act::Date { .. } => "date",
            Act::Move { .. } => "move",
            Act::CallOff { .. } => "call-off",
            Act::Report { .. } => "report",
            Act::Publish { .. } => "publish",
            Act::Reopen { .. } => "reopen",
            Act::End { .. } => "end",
        }
    }

    /// The party whose act it is; none where it is the lead's.
    pub fn party(&self) -> Option<&PartyId> {
        match self {
            Act::Begin(begin) => Some(&begin.lead),
            Act::Answer { party, .. }
            | Act::Leave { party, .. }
            | Act::Pledge { party, .. }
            | Act::TakeBack { party, .. }
            | Act::Deliver { party, .. }
            | Act::Lay { party, .. }
            | Act::TakeOut { party, .. }
            | Act::Note { party, .. }
            | Act::Report { party, .. } => Some(party),
            _ => None,
        }
    }
}
