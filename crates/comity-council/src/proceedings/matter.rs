//! Proposals: what they say, what they would change, and the positions of parties on them.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Rule, Stance, TieKind, Tlp};
use serde::{Deserialize, Serialize};

/// A proposal as it is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What it proposes, in a line.
    pub title: String,
    /// Its text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Who made it; the secretariat where nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PartyId>,
    /// How it is decided; as the council does where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// How far it travels.
    pub label: Tlp,
    /// What it came of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
    /// What it would change.
    #[serde(default)]
    pub change: Change,
    /// What there is to do once it is decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errands: Vec<Errand>,
}

/// What a proposal came of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A finding, a missing tie or a gap among them: its id at the node.
    Finding(CompactString),
    /// A record that states it: its id at the node.
    Record(CompactString),
}

/// What a proposal would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// Nothing but what its text says.
    #[default]
    Nothing,
    /// A tie is made.
    Tie {
        /// From.
        from: PartyId,
        /// To.
        to: PartyId,
        /// Its kind.
        kind: TieKind,
    },
    /// Something is done jointly.
    Joint {
        /// By whom.
        with: BTreeSet<PartyId>,
    },
    /// Work is divided.
    Divide {
        /// Between whom.
        between: BTreeSet<PartyId>,
    },
    /// Something is paid for.
    Fund {
        /// By whom.
        by: PartyId,
        /// How much, as it is written.
        amount: String,
    },
    /// A record is put right by its owner.
    Correct {
        /// Which, by its id at the node.
        record: CompactString,
    },
}

/// Something to do once a proposal is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errand {
    /// What.
    pub what: String,
    /// Who does it.
    pub owner: PartyId,
    /// Within how many days of the decision.
    pub days: u16,
}

/// A text of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// Since when.
    pub on: Day,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
}

/// A position, as it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// When.
    pub on: Day,
    /// Whose.
    pub party: PartyId,
    /// Which.
    pub stance: Stance,
    /// On what it depends, where it is conditional.
    pub condition: CompactString,
    /// A reservation, an explanation, or the change of text that is asked for.
    pub words: String,
    /// Whether only the party itself sees it.
    pub draft: bool,
    /// On which text it was taken, from 1.
    pub wording: usize,
}

/// A proposal with all that became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// As it was made; the title and text that hold are the last of [`Matter::wordings`].
    pub draft: Draft,
    /// How it is decided.
    pub rule: Rule,
    /// Its texts, in the order of time; the last holds.
    pub wordings: Vec<Wording>,
    /// Every position, in the order of time; the last of a party holds.
    pub positions: Vec<Taken>,
    /// The last day of a silence that runs.
    pub silence: Option<Day>,
    /// When it was taken back.
    pub withdrawn: Option<Day>,
    /// The number of the decision on it.
    pub decision: Option<usize>,
}

impl Matter {
    pub(super) fn new(draft: Draft, rule: Rule, on: Day) -> Matter {
        let wording = Wording { on, title: draft.title.clone(), text: draft.text.clone() };
        Matter {
            rule,
            wordings: vec![wording],
            draft,
            positions: Vec::new(),
            silence: None,
            withdrawn: None,
            decision: None,
        }
    }

    /// The title that holds.
    pub fn title(&self) -> &str {
        self.wordings.last().map_or("", |wording| &wording.title)
    }

    /// The text that holds.
    pub fn text(&self) -> &str {
        self.wordings.last().map_or("", |wording| &wording.text)
    }

    /// Whether it can still be decided.
    pub fn is_open(&self) -> bool {
        self.decision.is_none() && self.withdrawn.is_none()
    }

    /// Whether a condition names another party's acceptance.
    pub(super) fn names_acceptances(&self) -> bool {
        self.positions.iter().any(|taken| taken.condition.contains('@'))
    }

    /// The position of each party that holds, as `reader` sees them: drafts are the party's own.
    pub fn held(&self, reader: Option<&PartyId>) -> BTreeMap<&PartyId, &Taken> {
        let seen = self.positions.iter().filter(|taken| !taken.draft || reader == Some(&taken.party));
        seen.map(|taken| (&taken.party, taken)).collect()
    }
}
