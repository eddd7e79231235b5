//! Meetings: when and how, who is asked and who is there, what is on the agenda.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Stance, Tlp};
use serde::{Deserialize, Serialize};

/// In what capacity a party sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// Sees, speaks, votes.
    Member,
    /// Sees what may go to the community, speaks, does not vote.
    Observer,
    /// As an observer.
    Partner,
    /// Sees the items opened to it, and nothing else.
    Guest,
}

impl Capacity {
    /// All of them.
    pub const ALL: [Capacity; 4] = [Capacity::Member, Capacity::Observer, Capacity::Partner, Capacity::Guest];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Capacity::Member => "member",
            Capacity::Observer => "observer",
            Capacity::Partner => "partner",
            Capacity::Guest => "guest",
        }
    }

    /// Whether what bears this label may be seen without being opened to one.
    pub fn sees(self, label: Tlp) -> bool {
        match self {
            Capacity::Member => true,
            Capacity::Observer | Capacity::Partner => matches!(label, Tlp::Clear | Tlp::Green),
            Capacity::Guest => false,
        }
    }
}

/// How a meeting is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Decides.
    Formal,
    /// Talks, decides nothing.
    Informal,
    /// Decides without sitting together.
    Correspondence,
}

impl Form {
    /// All of them.
    pub const ALL: [Form; 3] = [Form::Formal, Form::Informal, Form::Correspondence];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Formal => "formal",
            Form::Informal => "informal",
            Form::Correspondence => "correspondence",
        }
    }
}

/// When, where and how a meeting is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What it is called.
    pub title: String,
    /// How it is held.
    pub form: Form,
    /// The first day.
    pub on: Day,
    /// The last day.
    pub until: Day,
    /// Where, and at what hour.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// What an item is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// A proposal.
    Proposal(CompactString),
    /// A finding, by its id at the node.
    Finding {
        /// Which.
        finding: CompactString,
        /// What it is called on the agenda.
        title: String,
        /// How far the item travels.
        label: Tlp,
    },
    /// A task that is due, by its number.
    Task(usize),
    /// Anything else.
    Words {
        /// What it is called on the agenda.
        title: String,
        /// How far the item travels.
        label: Tlp,
    },
}

/// A paper before a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// What it is called.
    pub title: String,
    /// What it says.
    pub text: String,
    /// How far it travels; never further than its item.
    pub label: Tlp,
    /// Who laid it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PartyId>,
}

/// An item of an agenda.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its number, which it keeps wherever it is moved.
    pub number: u32,
    /// What it is about.
    pub topic: Topic,
    /// Whom it is opened to.
    pub guests: BTreeSet<PartyId>,
    /// Papers.
    pub papers: Vec<Paper>,
    /// What was said, in the order of time.
    pub minutes: Vec<String>,
}

/// How far a meeting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// It was called.
    Ahead,
    /// It is being held.
    Open,
    /// It has ended.
    Over,
    /// It was called off.
    CalledOff,
}

impl Stage {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Ahead => "ahead",
            Stage::Open => "open",
            Stage::Over => "over",
            Stage::CalledOff => "called-off",
        }
    }
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Vote {
    /// Support, oppose or abstain.
    pub stance: Stance,
    /// An explanation.
    pub words: String,
}

/// Votes on a proposal, by who cast them.
pub type Votes = BTreeMap<PartyId, Vote>;

/// A count of votes and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counted {
    /// On what.
    pub proposal: CompactString,
    /// The votes.
    pub votes: Votes,
    /// Members who were there.
    pub present: usize,
    /// The number of the decision; none where it did not pass.
    pub decision: Option<usize>,
}

/// A meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// When, where and how.
    pub notice: Notice,
    /// How often the notice was changed.
    pub moved: u32,
    /// When it was called or last changed.
    pub changed: Day,
    /// Who is asked, and as what.
    pub invited: BTreeMap<PartyId, Capacity>,
    /// How far it is.
    pub stage: Stage,
    /// Why it was called off.
    pub words: String,
    /// Who is there now; at the end, who was last there.
    pub present: BTreeMap<PartyId, Capacity>,
    /// Whoever was there at any time.
    pub attended: BTreeMap<PartyId, Capacity>,
    /// The agenda, in its order.
    pub items: Vec<Item>,
    /// Votes cast and not yet counted.
    pub votes: BTreeMap<CompactString, Votes>,
    /// Counts, in the order of time.
    pub counts: Vec<Counted>,
    /// When it began.
    pub began: Option<Day>,
    /// When it ended.
    pub ended: Option<Day>,
}

impl Meeting {
    pub(super) fn new(notice: Notice, invited: BTreeMap<PartyId, Capacity>, on: Day) -> Meeting {
        Meeting {
            notice,
            moved: 0,
            changed: on,
            invited,
            stage: Stage::Ahead,
            words: String::new(),
            present: BTreeMap::new(),
            attended: BTreeMap::new(),
            items: Vec::new(),
            votes: BTreeMap::new(),
            counts: Vec::new(),
            began: None,
            ended: None,
        }
    }

    /// In what capacity a party sits, or is asked to.
    pub fn capacity(&self, party: &PartyId) -> Option<Capacity> {
        let there = if self.stage == Stage::Open { self.present.get(party) } else { None };
        there.or_else(|| self.attended.get(party)).or_else(|| self.invited.get(party)).copied()
    }

    /// The item with a proposal.
    pub fn item_of(&self, proposal: &str) -> Option<&Item> {
        self.items.iter().find(|item| matches!(&item.topic, Topic::Proposal(id) if id == proposal))
    }

    /// Members who are there.
    pub fn members_present(&self) -> usize {
        self.present.values().filter(|capacity| **capacity == Capacity::Member).count()
    }

    pub(super) fn item_mut(&mut self, number: u32) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.number == number)
    }
}
