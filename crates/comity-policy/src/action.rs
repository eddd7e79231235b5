//! What a user may want to do: to a record, or at the node.

use serde::{Deserialize, Serialize};

/// Something that one does to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordAction {
    /// Read it.
    See,
    /// Have it counted in a number.
    Count,
    /// Find it by its words.
    Search,
    /// Learn from a finding that it exists, and whom to call.
    Pointer,
    /// Take it along in a file.
    Export,
    /// Send it to a party.
    Disclose,
    /// Put it in.
    Create,
    /// Change its values.
    Edit,
    /// Set its label.
    Label,
    /// Answer a finding about it.
    Verdict,
    /// Write down what becomes of its activity.
    Decide,
    /// Take it back, here and wherever it went.
    Withdraw,
    /// Remove its contents for good.
    Erase,
}

impl RecordAction {
    /// Every action with its word and how it reads behind "may".
    pub const WORDS: [(RecordAction, &'static str, &'static str); 13] = [
        (RecordAction::See, "see", "see the record"),
        (RecordAction::Count, "count", "count the record"),
        (RecordAction::Search, "search", "find the record"),
        (RecordAction::Pointer, "pointer", "be pointed to the record"),
        (RecordAction::Export, "export", "export the record"),
        (RecordAction::Disclose, "disclose", "disclose the record"),
        (RecordAction::Create, "create", "put in such a record"),
        (RecordAction::Edit, "edit", "edit the record"),
        (RecordAction::Label, "label", "set the record's label"),
        (RecordAction::Verdict, "verdict", "answer findings about the record"),
        (RecordAction::Decide, "decide", "decide what becomes of the record's activity"),
        (RecordAction::Withdraw, "withdraw", "withdraw the record"),
        (RecordAction::Erase, "erase", "erase the record"),
    ];

    /// Every action.
    pub fn all() -> impl Iterator<Item = RecordAction> {
        Self::WORDS.into_iter().map(|(action, ..)| action)
    }

    fn words(self) -> (&'static str, &'static str) {
        Self::WORDS
            .iter()
            .find(|(action, ..)| *action == self)
            .map_or(("see", "see the record"), |(_, word, phrase)| (word, phrase))
    }

    /// The word, as policies write it: `Action::"see"`.
    pub fn as_str(self) -> &'static str {
        self.words().0
    }

    /// How it reads behind "may".
    pub fn phrase(self) -> &'static str {
        self.words().1
    }
}

/// Something that one does at the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeAction {
    /// Keep the council's agenda.
    KeepAgenda,
    /// Speak for one's party in a council: propose, take positions, vote.
    SpeakInCouncil,
    /// Make and change groups.
    ManageGroups,
    /// Make and change users, desks and tokens.
    ManageUsers,
    /// Change the policies.
    AdministerPolicy,
    /// Read, verify and export the ledger.
    ReadLedger,
    /// Load places, themes and boundary files.
    LoadReference,
    /// Back up and restore.
    BackUp,
    /// See metrics, jobs and problems.
    Watch,
}

impl NodeAction {
    /// Every action with its word and how it reads behind "may".
    pub const WORDS: [(NodeAction, &'static str, &'static str); 9] = [
        (NodeAction::KeepAgenda, "keep-agenda", "keep the agenda"),
        (NodeAction::SpeakInCouncil, "speak-in-council", "speak for the party in a council"),
        (NodeAction::ManageGroups, "manage-groups", "change groups"),
        (NodeAction::ManageUsers, "manage-users", "change users, desks and tokens"),
        (NodeAction::AdministerPolicy, "administer-policy", "change the policies"),
        (NodeAction::ReadLedger, "read-ledger", "read the ledger"),
        (NodeAction::LoadReference, "load-reference", "load reference files"),
        (NodeAction::BackUp, "back-up", "back up and restore"),
        (NodeAction::Watch, "watch", "watch the node"),
    ];

    /// Every action.
    pub fn all() -> impl Iterator<Item = NodeAction> {
        Self::WORDS.into_iter().map(|(action, ..)| action)
    }

    fn words(self) -> (&'static str, &'static str) {
        Self::WORDS
            .iter()
            .find(|(action, ..)| *action == self)
            .map_or(("watch", "watch the node"), |(_, word, phrase)| (word, phrase))
    }

    /// The word, as policies write it.
    pub fn as_str(self) -> &'static str {
        self.words().0
    }

    /// How it reads behind "may".
    pub fn phrase(self) -> &'static str {
        self.words().1
    }
}

/// Either kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Action {
    /// To a record.
    Record(RecordAction),
    /// At the node.
    Node(NodeAction),
}

impl Action {
    /// The word, as policies write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Record(action) => action.as_str(),
            Action::Node(action) => action.as_str(),
        }
    }

    /// How it reads behind "may".
    pub fn phrase(self) -> &'static str {
        match self {
            Action::Record(action) => action.phrase(),
            Action::Node(action) => action.phrase(),
        }
    }
}
