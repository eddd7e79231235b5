//! What is done in a council, and why it may be refused.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Rule, Stance, Tlp};

/// In what capacity a party sits in a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// How a meeting is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Decides.
    Formal,
    /// Talks, decides nothing.
    Informal,
    /// Decides without sitting together.
    Correspondence,
}

/// One thing that is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A proposal is made; its label says how far it travels.
    Propose {
        /// Its id.
        proposal: CompactString,
        /// How it is decided.
        rule: Rule,
        /// How far it travels.
        label: Tlp,
    },
    /// A party takes a position.
    Position {
        /// Whose.
        party: PartyId,
        /// On what.
        proposal: CompactString,
        /// Which.
        stance: Stance,
    },
    /// A meeting begins, with those who are there.
    Open {
        /// How it is held.
        form: Form,
        /// Who is there, and as what. Only members of the council can sit as members.
        present: BTreeMap<PartyId, Capacity>,
    },
    /// A proposal is put on the agenda of the meeting, opened to some guests.
    Table {
        /// Which.
        proposal: CompactString,
        /// Who may see it beyond those whose capacity lets them.
        guests: BTreeSet<PartyId>,
    },
    /// A vote is cast; a second one takes the place of the first until votes are counted.
    Vote {
        /// Who votes.
        party: PartyId,
        /// On what.
        proposal: CompactString,
        /// Support, oppose or abstain.
        stance: Stance,
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
}

/// Why an act is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum Refused {
    #[error("there is a proposal `{0}` already")]
    KnownProposal(CompactString),
    #[error("there is no proposal `{0}`")]
    NoProposal(CompactString),
    #[error("`{0}` is decided already")]
    Decided(CompactString),
    #[error("`{0}` is under silence: break it or let it lapse first")]
    UnderSilence(CompactString),
    #[error("`{0}` is not under silence")]
    NotUnderSilence(CompactString),
    #[error("the silence on `{0}` has lapsed")]
    Lapsed(CompactString),
    #[error("a silence ends later than it ends now")]
    NotLater,
    #[error("no meeting is open")]
    NoMeeting,
    #[error("a meeting is open already")]
    MeetingOpen,
    #[error("an informal meeting decides nothing")]
    Informal,
    #[error("`{0}` is not on the agenda")]
    NotTabled(CompactString),
    #[error("{0} is no member and does not vote")]
    NoVote(PartyId),
    #[error("a vote is support, oppose or abstain")]
    NoSuchVote,
    #[error("{present} of {members} members are there, {quorum} are needed")]
    NoQuorum { present: usize, members: usize, quorum: usize },
    #[error("there is no decision {0}")]
    NoDecision(usize),
}
