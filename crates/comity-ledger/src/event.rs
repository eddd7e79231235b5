//! What the ledger tells: one kind of event for everything that changed, was decided, shown or sent.
//!
//! These are the words of a file format. A kind that was released is never changed: a field that must be added makes a new
//! kind beside the old one, and `tests/golden` keeps the bytes of every kind. Contents, names and reasons stand in an
//! event only as [`Commitment`]s.

use comity_core::{Day, DeskId, GroupId, PartyId, Purpose, Tlp, UserRole};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::commit::Commitment;

/// One version of one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordVersion {
    /// Id of the record in the store.
    pub record: CompactString,
    /// Its version, from 1.
    pub version: u64,
}

/// How a user showed who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum LoginMethod {
    Passkey,
    Password,
    Oidc,
    Token,
    /// The one-time link of the first start or of a reset.
    Link,
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordChange {
    /// It is new.
    Created,
    /// It has a new version.
    Edited,
    /// Its source no longer has it.
    Vanished,
    /// Its source has it again.
    Returned,
    /// Its owner withdrew it: every receiver must do the same.
    Withdrawn,
    /// Its contents are gone, the mark that it was stays.
    Erased,
}

/// What became of a user, desk, group, token, setting, reference file or choice of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Change {
    Created,
    Altered,
    Disabled,
    Enabled,
    /// Its contents are gone, the mark that it was stays.
    Erased,
}

/// What of the node's own household was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Kept {
    Desk,
    Group,
    Token,
    Setting,
    Places,
    Themes,
    Boundaries,
    SavedView,
    Partner,
    /// What a party's columns of one shape mean.
    Columns,
    /// Changes of ties that might be.
    Scenario,
}

/// A person's answer to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Answer {
    Confirm,
    Reject,
    Unsure,
    /// An earlier answer is taken back.
    Retract,
}

/// What the parties do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum OutcomeWord {
    Proceed,
    Jointly,
    Delay,
    Cancel,
    MergeRecords,
    DivideWork,
    NoAction,
}

/// How a finding changed hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Handing {
    Offered,
    Accepted,
    Refused,
    /// Read and noted, which is no approval.
    Acknowledged,
}

/// How the work on a finding went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// An outcome was proposed that holds when the others have agreed.
    Proposed,
    /// A party agreed to it.
    Agreed,
    /// A party declined it.
    Declined,
    /// An outcome or a proposal was taken back by its party.
    Retracted,
    /// The day until when it is worked on was set.
    Due,
    /// An offer to another desk was taken back.
    OfferWithdrawn,
    /// A party was asked about it.
    Asked,
    /// A question about it was answered.
    Answered,
}

/// How a council came to a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum DecidedBy {
    Votes,
    /// Nobody broke the silence.
    Silence,
}

/// How much was shown to a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// The record.
    Record,
    /// That there is one, and whom to call.
    Pointer,
}

/// What happened. In JSON the field `kind` names the variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// The log begins: the first entry, and never again.
    LogOpened {
        /// The node's public key, as [`crate::key::VerifierKey`] writes it.
        key: String,
    },
    /// Entries and checkpoints after this one are signed by another key.
    KeyChanged {
        /// The new public key, of the same name.
        key: String,
    },
    /// Someone showed, or failed to show, who they are.
    Login {
        /// How.
        method: LoginMethod,
        /// Whether they got in.
        granted: bool,
    },
    /// A user was made, changed, disabled or erased.
    UserChanged {
        /// Whose name this commits to.
        user: Commitment,
        /// What became of them.
        change: Change,
        /// Roles after the change.
        roles: Vec<UserRole>,
        /// Party after the change.
        party: Option<PartyId>,
    },
    /// Desks, groups, tokens, settings, reference files.
    HouseholdChanged {
        /// What.
        what: Kept,
        /// Which, by its id in the store.
        id: CompactString,
        /// What became of it.
        change: Change,
        /// Its contents after the change.
        content: Option<Commitment>,
    },
    /// Files were read into the store.
    Imported {
        /// Id of the import.
        import: CompactString,
        /// Whose records they are.
        party: PartyId,
        /// The files, one after the other.
        content: Commitment,
        /// New records.
        created: u64,
        /// Records with a new version.
        changed: u64,
        /// Records as they were.
        unchanged: u64,
        /// Records that the source no longer has.
        vanished: u64,
        /// What could not be read.
        problems: u64,
    },
    /// A record was made or changed, by whatever way.
    RecordChanged {
        /// Which, after the change.
        of: RecordVersion,
        /// Whose it is.
        owner: PartyId,
        /// What became of it.
        change: RecordChange,
        /// Its contents after the change; none when they are gone.
        content: Option<Commitment>,
    },
    /// A label was set.
    LabelChanged {
        /// Which record, at which version.
        of: RecordVersion,
        /// The level after the change.
        tlp: Tlp,
        /// The whole label after the change.
        label: Commitment,
    },
    /// A person answered a finding.
    Verdict {
        /// Id of the finding.
        finding: CompactString,
        /// The records that it is about.
        records: Vec<RecordVersion>,
        /// The answer.
        answer: Answer,
        /// Why.
        reason: Option<Commitment>,
    },
    /// Records were put into one dossier, or taken apart.
    DossierChanged {
        /// Id of the dossier.
        dossier: CompactString,
        /// The records that it holds after the change.
        records: Vec<RecordVersion>,
        /// Why.
        reason: Option<Commitment>,
    },
    /// What the parties do about a finding.
    Outcome {
        /// Id of the finding.
        finding: CompactString,
        /// What.
        outcome: OutcomeWord,
        /// Why.
        reason: Option<Commitment>,
    },
    /// A finding changed hands.
    Handed {
        /// Id of the finding.
        finding: CompactString,
        /// To the desk of which party.
        party: PartyId,
        /// Which desk.
        desk: Option<DeskId>,
        /// How.
        handing: Handing,
    },
    /// The work on a finding went on.
    FindingWorked {
        /// Id of the finding.
        finding: CompactString,
        /// How.
        act: Act,
        /// Id of the outcome, offer or question that it is about.
        about: Option<CompactString>,
        /// The day that was set.
        due: Option<Day>,
        /// Why, or the words of question and answer.
        reason: Option<Commitment>,
    },
    /// A planned activity was filed, or a rule about it waived.
    Filed {
        /// Which record.
        of: RecordVersion,
        /// Whether it came after its lead time.
        late: bool,
        /// Whether a superior waived the check.
        waived: bool,
        /// Why it came late or was waived, and who agreed.
        reason: Option<Commitment>,
    },
    /// A filing was withdrawn.
    FilingWithdrawn {
        /// Which record it filed.
        of: RecordVersion,
        /// Why.
        reason: Option<Commitment>,
    },
    /// One record was shown to one party.
    Disclosed {
        /// Which record, at which version.
        of: RecordVersion,
        /// To whom.
        to: PartyId,
        /// Through which group, where it was one.
        group: Option<GroupId>,
        /// How much of it.
        extent: Extent,
        /// The level under which it went out.
        tlp: Tlp,
        /// What for.
        purpose: Option<Purpose>,
        /// The policy that allowed it.
        policy: CompactString,
        /// The bytes that went out.
        content: Commitment,
    },
    /// A file was made out of what a user may see.
    Exported {
        /// The format, by its name in the program.
        format: CompactString,
        /// How many records went into it.
        records: u64,
        /// The bytes of the file.
        content: Commitment,
    },
    /// Other policies hold from here on.
    PolicyChanged {
        /// Version before, as comity-policy computes it.
        before: CompactString,
        /// Version after.
        after: CompactString,
        /// The text of all policies after.
        content: Commitment,
    },
    /// Other policies hold from here on, and why.
    PolicyDecided {
        /// Version before, as comity-policy computes it.
        before: CompactString,
        /// Version after.
        after: CompactString,
        /// Why.
        reason: Option<Commitment>,
        /// The text of all policies after.
        content: Commitment,
    },
    /// Something was done in a council.
    CouncilActed {
        /// Id of the council.
        council: CompactString,
        /// Which of its acts, from 1.
        number: u64,
        /// What was done, in a word: `propose`, `vote`, `close`..
        act: CompactString,
        /// For which party; none where the secretariat did it.
        party: Option<PartyId>,
        /// The act with all that belongs to it.
        content: Commitment,
    },
    /// Something was done in joint work.
    JointActed {
        /// What it is: `work`, `ready` or `series`.
        of: CompactString,
        /// Its id.
        joint: CompactString,
        /// Which of its acts, from 1.
        number: u64,
        /// What was done, in a word: `pledge`, `promise`, `edition`..
        act: CompactString,
        /// For which party.
        party: Option<PartyId>,
        /// The act with all that belongs to it.
        content: Commitment,
    },
    /// A council decided.
    Decided {
        /// Id of the council.
        council: CompactString,
        /// The number of the decision, from 1.
        number: u64,
        /// Id of the proposal in the council.
        proposal: CompactString,
        /// How.
        by: DecidedBy,
        /// The title and text that were decided.
        content: Commitment,
    },
}

impl Event {
    /// The words of all kinds that this version knows.
    pub const KINDS: [&'static str; 22] = [
        "log-opened",
        "key-changed",
        "login",
        "user-changed",
        "household-changed",
        "imported",
        "record-changed",
        "label-changed",
        "verdict",
        "dossier-changed",
        "outcome",
        "handed",
        "finding-worked",
        "filed",
        "filing-withdrawn",
        "disclosed",
        "exported",
        "policy-changed",
        "policy-decided",
        "council-acted",
        "joint-acted",
        "decided",
    ];

    /// The word of the kind: `record-changed`.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::LogOpened { .. } => "log-opened",
            Event::KeyChanged { .. } => "key-changed",
            Event::Login { .. } => "login",
            Event::UserChanged { .. } => "user-changed",
            Event::HouseholdChanged { .. } => "household-changed",
            Event::Imported { .. } => "imported",
            Event::RecordChanged { .. } => "record-changed",
            Event::LabelChanged { .. } => "label-changed",
            Event::Verdict { .. } => "verdict",
            Event::DossierChanged { .. } => "dossier-changed",
            Event::Outcome { .. } => "outcome",
            Event::Handed { .. } => "handed",
            Event::FindingWorked { .. } => "finding-worked",
            Event::Filed { .. } => "filed",
            Event::FilingWithdrawn { .. } => "filing-withdrawn",
            Event::Disclosed { .. } => "disclosed",
            Event::Exported { .. } => "exported",
            Event::PolicyChanged { .. } => "policy-changed",
            Event::PolicyDecided { .. } => "policy-decided",
            Event::CouncilActed { .. } => "council-acted",
            Event::JointActed { .. } => "joint-acted",
            Event::Decided { .. } => "decided",
        }
    }
}
