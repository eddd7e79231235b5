//! What is done in a council, and why it may be refused.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Rule, Stance};
use serde::{Deserialize, Serialize};

use super::{
    matter::Draft,
    sitting::{Capacity, Notice, Paper, Topic},
};

/// One thing that is done. In JSON the field `act` names it; what was written once is read for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// The council comes into being: the first act, and never again.
    Found {
        /// What it is called.
        title: String,
        /// How many members must be there to decide, at least one.
        quorum: usize,
        /// How it decides where a proposal has no rule of its own.
        rule: Rule,
        /// Who belongs to it: members, and observers and partners who are always asked in.
        seats: BTreeMap<PartyId, Capacity>,
    },
    /// A party takes another seat, or none any more.
    Seat {
        /// Whose.
        party: PartyId,
        /// Which; none to leave.
        capacity: Option<Capacity>,
    },
    /// Other rules hold for what is decided from now on.
    Rules {
        /// How many members must be there.
        quorum: usize,
        /// How it decides.
        rule: Rule,
    },
    /// A proposal is made.
    Propose {
        /// Its id.
        proposal: CompactString,
        /// What it says.
        draft: Draft,
    },
    /// Its text is changed; positions stand, taken on the text before.
    Amend {
        /// Which.
        proposal: CompactString,
        /// The title from now on.
        title: String,
        /// The text from now on.
        text: String,
    },
    /// It is taken back.
    Withdraw {
        /// Which.
        proposal: CompactString,
    },
    /// Two proposals rule each other out.
    Exclude {
        /// One.
        a: CompactString,
        /// The other.
        b: CompactString,
    },
    /// A party takes a position.
    Position {
        /// Whose.
        party: PartyId,
        /// On what.
        proposal: CompactString,
        /// Which.
        stance: Stance,
        /// On what a conditional one depends: `p-a and not p-b`, or `ru@p-a` for another party's acceptance.
        #[serde(default, skip_serializing_if = "CompactString::is_empty")]
        condition: CompactString,
        /// A reservation, an explanation, or the change of text that a conditional position asks for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
        /// Whether only the party itself sees it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        draft: bool,
    },
    /// A meeting is called.
    Call {
        /// Its id.
        meeting: CompactString,
        /// When, where and how.
        notice: Notice,
        /// Who is asked, and as what.
        invited: BTreeMap<PartyId, Capacity>,
    },
    /// A meeting that has not begun is moved, or others are asked.
    Move {
        /// Which.
        meeting: CompactString,
        /// When, where and how from now on.
        notice: Notice,
        /// Who is asked from now on.
        invited: BTreeMap<PartyId, Capacity>,
    },
    /// A meeting that has not begun is called off.
    CallOff {
        /// Which.
        meeting: CompactString,
        /// Why.
        words: String,
    },
    /// Something is put on the agenda.
    Table {
        /// Of which meeting.
        meeting: CompactString,
        /// What.
        topic: Topic,
        /// Who may see it beyond those whose capacity lets them.
        guests: BTreeSet<PartyId>,
    },
    /// An item leaves the agenda of a meeting that has not begun.
    Strike {
        /// Of which meeting.
        meeting: CompactString,
        /// Its number.
        item: u32,
    },
    /// An item moves to another place of the agenda.
    Place {
        /// Of which meeting.
        meeting: CompactString,
        /// Its number.
        item: u32,
        /// Its place from 1.
        at: usize,
    },
    /// A paper is laid before the meeting.
    Lay {
        /// Which meeting.
        meeting: CompactString,
        /// Under which item.
        item: u32,
        /// The paper.
        paper: Paper,
    },
    /// A meeting begins, with those who are there.
    Open {
        /// Which.
        meeting: CompactString,
        /// Who is there, and as what. Only members of the council sit as members.
        present: BTreeMap<PartyId, Capacity>,
    },
    /// Somebody comes late, or leaves.
    Attend {
        /// Who.
        party: PartyId,
        /// As what; none who leaves.
        capacity: Option<Capacity>,
    },
    /// What was said on an item.
    Minute {
        /// Which.
        item: u32,
        /// What.
        words: String,
    },
    /// A vote is cast; a second one takes the place of the first until votes are counted.
    Vote {
        /// Who votes.
        party: PartyId,
        /// On what.
        proposal: CompactString,
        /// Support, oppose or abstain.
        stance: Stance,
        /// An explanation.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// The votes on a proposal are counted.
    Count {
        /// Which.
        proposal: CompactString,
    },
    /// The meeting ends.
    Close,
    /// A proposal passes on the day after `last` unless a member breaks the silence.
    Silence {
        /// Which.
        proposal: CompactString,
        /// The last day on which silence can be broken.
        last: Day,
    },
    /// A silence lasts longer.
    Extend {
        /// Of which proposal.
        proposal: CompactString,
        /// The new last day; later than the old one.
        last: Day,
    },
    /// A member breaks the silence.
    Break {
        /// Who.
        party: PartyId,
        /// On which proposal.
        proposal: CompactString,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// Silences whose last day has gone by become decisions.
    Lapse,
    /// A member's reservation or explanation to a decision.
    Reserve {
        /// Whose.
        party: PartyId,
        /// To which decision, by number.
        decision: usize,
        /// In words.
        words: String,
    },
    /// What a decision changes was done.
    Enact {
        /// Which decision.
        decision: usize,
        /// The record or outcome that came of it.
        made: CompactString,
    },
    /// Somebody is given something to do.
    Assign {
        /// By which decision, where it was one.
        decision: Option<usize>,
        /// What.
        what: String,
        /// Who does it.
        owner: PartyId,
        /// Until when.
        due: Day,
    },
    /// How far a task is.
    Report {
        /// Which, by number.
        task: usize,
        /// Whether it is done.
        done: bool,
        /// What was done, or stands in the way.
        words: String,
    },
    /// A task gets another day.
    Postpone {
        /// Which, by number.
        task: usize,
        /// Until when.
        due: Day,
        /// Why.
        words: String,
    },
}

impl Act {
    /// The word, as in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Act::Found { .. } => "found",
            Act::Seat { .. } => "seat",
            Act::Rules { .. } => "rules",
            Act::Propose { .. } => "propose",
            Act::Amend { .. } => "amend",
            Act::Withdraw { .. } => "withdraw",
            Act::Exclude { .. } => "exclude",
            Act::Position { .. } => "position",
            Act::Call { .. } => "call",
            Act::Move { .. } => "move",
            Act::CallOff { .. } => "call-off",
            Act::Table { .. } => "table",
            Act::Strike { .. } => "strike",
            Act::Place { .. } => "place",
            Act::Lay { .. } => "lay",
            Act::Open { .. } => "open",
            Act::Attend { .. } => "attend",
            Act::Minute { .. } => "minute",
            Act::Vote { .. } => "vote",
            Act::Count { .. } => "count",
            Act::Close => "close",
            Act::Silence { .. } => "silence",
            Act::Extend { .. } => "extend",
            Act::Break { .. } => "break",
            Act::Lapse => "lapse",
            Act::Reserve { .. } => "reserve",
            Act::Enact { .. } => "enact",
            Act::Assign { .. } => "assign",
            Act::Report { .. } => "report",
            Act::Postpone { .. } => "postpone",
        }
    }
}

/// Why an act is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum Refused {
    #[error("the council was founded already")]
    Founded,
    #[error("a council begins by being founded")]
    NotFounded,
    #[error("a council needs a member; its quorum is at least 1 and at most the number of members")]
    BadCharter,
    #[error("guests are asked to a meeting, they have no seat in the council")]
    GuestSeat,
    #[error("the {0} is missing")]
    Missing(&'static str),
    #[error("there is a proposal `{0}` already")]
    KnownProposal(CompactString),
    #[error("there is no proposal `{0}`")]
    NoProposal(CompactString),
    #[error("`{0}` is decided already")]
    Decided(CompactString),
    #[error("`{0}` was withdrawn")]
    Withdrawn(CompactString),
    #[error("a proposal does not rule itself out")]
    ExcludesItself,
    #[error("the condition can't be read: {0}")]
    Condition(String),
    #[error(
        "a position has a condition only where it is conditional, and a conditional one needs a condition or the words that it asks for"
    )]
    NoCondition,
    #[error("`{0}` is under silence: break it or let it lapse first")]
    UnderSilence(CompactString),
    #[error("`{0}` is not under silence")]
    NotUnderSilence(CompactString),
    #[error("the silence on `{0}` has lapsed")]
    Lapsed(CompactString),
    #[error("a silence ends later than it ends now")]
    NotLater,
    #[error("there is a meeting `{0}` already")]
    KnownMeeting(CompactString),
    #[error("there is no meeting `{0}`")]
    NoSuchMeeting(CompactString),
    #[error("the meeting `{0}` is not ahead any more")]
    NotAhead(CompactString),
    #[error("no meeting is open")]
    NoMeeting,
    #[error("a meeting is open already: close it first")]
    MeetingOpen,
    #[error("the meeting has ended: its agenda stays as it was")]
    Over,
    #[error("an informal meeting decides nothing")]
    Informal,
    #[error("`{0}` is not on the agenda")]
    NotTabled(CompactString),
    #[error("it is on the agenda already")]
    Tabled,
    #[error("the agenda has no item {0}")]
    NoItem(u32),
    #[error("{0} is no member of the council")]
    NotMember(PartyId),
    #[error("{0} is no member and does not vote")]
    NoVote(PartyId),
    #[error("a vote is support, oppose or abstain")]
    NoSuchVote,
    #[error("{present} of {members} members are there, {quorum} are needed")]
    NoQuorum { present: usize, members: usize, quorum: usize },
    #[error("there is no decision {0}")]
    NoDecision(usize),
    #[error("decision {0} was carried out already")]
    Enacted(usize),
    #[error("there is no task {0}")]
    NoTask(usize),
    #[error("task {0} is done")]
    TaskDone(usize),
}

impl Refused {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Refused::Founded => "founded",
            Refused::NotFounded => "not-founded",
            Refused::BadCharter => "bad-charter",
            Refused::GuestSeat => "guest-seat",
            Refused::Missing(_) => "missing",
            Refused::KnownProposal(_) => "known-proposal",
            Refused::NoProposal(_) => "no-proposal",
            Refused::Decided(_) => "decided",
            Refused::Withdrawn(_) => "withdrawn",
            Refused::ExcludesItself => "excludes-itself",
            Refused::Condition(_) => "condition",
            Refused::NoCondition => "no-condition",
            Refused::UnderSilence(_) => "under-silence",
            Refused::NotUnderSilence(_) => "not-under-silence",
            Refused::Lapsed(_) => "lapsed",
            Refused::NotLater => "not-later",
            Refused::KnownMeeting(_) => "known-meeting",
            Refused::NoSuchMeeting(_) => "no-such-meeting",
            Refused::NotAhead(_) => "not-ahead",
            Refused::NoMeeting => "no-meeting",
            Refused::MeetingOpen => "meeting-open",
            Refused::Over => "over",
            Refused::Informal => "informal",
            Refused::NotTabled(_) => "not-tabled",
            Refused::Tabled => "tabled",
            Refused::NoItem(_) => "no-item",
            Refused::NotMember(_) => "not-member",
            Refused::NoVote(_) => "no-vote",
            Refused::NoSuchVote => "no-such-vote",
            Refused::NoQuorum { .. } => "no-quorum",
            Refused::NoDecision(_) => "no-decision",
            Refused::Enacted(_) => "enacted",
            Refused::NoTask(_) => "no-task",
            Refused::TaskDone(_) => "task-done",
        }
    }
}
