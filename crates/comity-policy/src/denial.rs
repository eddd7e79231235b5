//! A no: which policy said it, and a sentence that a lawyer reads. What of it the viewer may hear is another matter.

use std::collections::BTreeMap;

use comity_core::{UserRole, Viewer};
use compact_str::CompactString;
use serde::Serialize;

use crate::action::{Action, RecordAction};

/// A sentence with the key and the arguments by which pages say it in other languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// `denied.` and the id of the policy, or one of `denied.no-permit`, `denied.broken`, `denied.absent`.
    pub key: CompactString,
    /// Arguments by name: `action` and `roles` are words of ours.
    pub args: BTreeMap<&'static str, CompactString>,
    /// The same in English.
    pub english: String,
}

/// Why a viewer may not do something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .sentence.english)]
pub struct Denial {
    action: Action,
    policies: Vec<CompactString>,
    sentence: Sentence,
    /// Whether the viewer knows of the record anyway.
    known: bool,
}

impl Denial {
    /// A forbid policy said no. Several may have; the first by name speaks.
    pub(crate) fn forbidden(
        action: Action,
        viewer: &Viewer,
        policies: Vec<CompactString>,
        reason: &str,
        known: bool,
    ) -> Denial {
        let key = policies.first().map_or_else(CompactString::default, CompactString::clone);
        let sentence = Sentence {
            key: format!("denied.{key}").into(),
            args: args(action, viewer),
            english: format!("{} may not {}: {reason}", roles(viewer), action.phrase()),
        };
        Denial { action, policies, sentence, known }
    }

    /// No permit policy said yes.
    pub(crate) fn no_permit(action: Action, viewer: &Viewer, known: bool) -> Denial {
        let sentence = Sentence {
            key: "denied.no-permit".into(),
            args: args(action, viewer),
            english: format!("no policy lets {} {}", roles(viewer), action.phrase()),
        };
        Denial { action, policies: Vec::new(), sentence, known }
    }

    /// A policy could not be worked out, so nothing is permitted.
    pub(crate) fn broken(action: Action, viewer: &Viewer, policies: Vec<CompactString>) -> Denial {
        let sentence = Sentence {
            key: "denied.broken".into(),
            args: args(action, viewer),
            english: format!(
                "a policy could not be worked out ({}), so nothing is permitted: a legal officer mends it",
                policies.join(", ")
            ),
        };
        Denial { action, policies, sentence, known: false }
    }

    /// What was asked for.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The ids of the policies that said no, in order; none where no permit said yes. For lawyers and logs.
    pub fn policies(&self) -> &[CompactString] {
        &self.policies
    }

    /// The whole reason. For lawyers and logs: it may tell of a record that the viewer doesn't know of.
    pub fn sentence(&self) -> &Sentence {
        &self.sentence
    }

    /// What the viewer is told. Of a record that they may not see they learn nothing, not even that it exists: the same
    /// sentence stands for all of them and for records that never were.
    pub fn shown(&self) -> Sentence {
        match self.action {
            Action::Record(action) if !self.known => absent(action),
            _ => self.sentence.clone(),
        }
    }

    /// Whether the viewer may know that there is such a record; where not, a server answers as if there were none.
    pub fn is_known(&self) -> bool {
        self.known
    }
}

/// What a viewer is told of a record that doesn't exist, or that they may not know of.
pub fn absent(action: RecordAction) -> Sentence {
    Sentence {
        key: "denied.absent".into(),
        args: [("action", action.as_str().into())].into(),
        english: "there is no such record".to_owned(),
    }
}

fn args(action: Action, viewer: &Viewer) -> BTreeMap<&'static str, CompactString> {
    let roles = viewer.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
    [("action", action.as_str().into()), ("roles", roles.into())].into()
}

fn roles(viewer: &Viewer) -> String {
    let words: Vec<&str> = viewer
        .roles
        .iter()
        .map(|role| match role {
            UserRole::DeskOfficer => "a desk officer",
            UserRole::Secretariat => "the secretariat",
            UserRole::LegalOfficer => "a legal officer",
            UserRole::Analyst => "an analyst",
            UserRole::Operator => "an operator",
            UserRole::Auditor => "an auditor",
            UserRole::Guest => "a guest",
        })
        .collect();
    if words.is_empty() { "a user without a role".to_owned() } else { words.join(" and ") }
}
