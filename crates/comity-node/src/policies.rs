//! The policies at a desk: those in force, all that were, what others would change, and putting them in force.

mod sight;

use std::sync::Arc;

use comity_policy::{
    Difference, NodeAction, Policies, PolicyError, PolicyFile, PolicyProblem, Table, TextDifference, shipped,
    text_differences,
};
use comity_store::{InForce, PolicySet, Time, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

pub use sight::SightChange;

/// Policies as they are read.
#[derive(Clone, Debug)]
pub struct PoliciesSeen {
    /// When they were put in force; none of the shipped ones, where nobody put them in force.
    pub put: Option<PutInForce>,
    /// What stands for their texts and for what policies may speak of.
    pub version: String,
    /// Whether they are those that ship with this program.
    pub as_shipped: bool,
    /// File by file.
    pub files: Vec<PolicyFile>,
}

/// One line of the history of policies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct PutInForce {
    pub id: Uuid,
    pub version: String,
    pub at: Time,
    pub person: String,
    pub reason: String,
    /// Whether they hold now.
    pub in_force: bool,
}

/// Which policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichPolicies {
    /// Those that hold now.
    InForce,
    /// Those that ship with the program.
    Shipped,
    /// Those that were put in force once.
    Put(Uuid),
}

/// What would happen if these policies held.
#[derive(Clone, Debug)]
pub struct PolicyPreview {
    /// As they would stand: by name, without empty ones.
    pub files: Vec<PolicyFile>,
    /// The version that they would have; none where they can't hold.
    pub version: Option<String>,
    /// Why they can't hold.
    pub problems: Vec<PolicyProblem>,
    /// What differs in the texts.
    pub texts: Vec<TextDifference>,
    /// Whose access would change, by the golden table.
    pub differences: Vec<Difference>,
    /// What those who may come in would see of the records that are here.
    pub sight: Vec<SightChange>,
    /// What somebody who may come in may do at the node now, and nobody could any more.
    pub orphaned: Vec<NodeAction>,
    /// Whether the viewer could no longer change the policies.
    pub shuts_viewer_out: bool,
    /// Whether they are refused because nobody could change the policies any more. The shipped ones are never refused.
    pub locks_out: bool,
}

/// What someone saw who puts policies in force.
#[derive(Clone, Copy, Debug)]
pub struct PoliciesDecided<'a> {
    /// Which held then, as [`PutInForce::id`]; none where nobody had put any in force.
    pub before: Option<Uuid>,
    /// Why they put others in force.
    pub reason: &'a str,
}

/// A reason has no more characters.
const LONGEST_REASON: usize = 2000;

impl Desk<'_> {
    /// Whether the viewer may read the policies: who may change them, and who reads the log.
    pub fn reads_policies(&self) -> bool {
        self.may(NodeAction::AdministerPolicy) || self.may(NodeAction::ReadLedger)
    }

    fn permit_reading_policies(&self) -> Result<(), Error> {
        if self.may(NodeAction::ReadLedger) { Ok(()) } else { self.permit(NodeAction::AdministerPolicy) }
    }

    /// Policies with their texts.
    ///
    /// # Errors
    /// To whom policies don't let read them; where there are none of this id; when the database can't be read.
    pub async fn policies(&self, which: WhichPolicies) -> Result<PoliciesSeen, Error> {
        self.permit_reading_policies()?;
        let id = match which {
            WhichPolicies::InForce => self.in_force.set,
            WhichPolicies::Shipped => None,
            WhichPolicies::Put(id) => Some(id),
        };
        let ours = Policies::shipped()?;
        Ok(match id {
            None => PoliciesSeen {
                put: None,
                version: ours.version().to_owned(),
                as_shipped: true,
                files: shipped(),
            },
            Some(id) => {
                let set = self.node.store.policy_set(id).await?;
                PoliciesSeen {
                    version: set.version.clone(),
                    as_shipped: set.files == ours.files(),
                    files: set.files.clone(),
                    put: Some(self.put(set)),
                }
            }
        })
    }

    /// Who put which policies in force when and why, the newest first.
    ///
    /// # Errors
    /// To whom policies don't let read them; when the database can't be read.
    pub async fn policy_history(&self, before: Option<Uuid>, size: u32) -> Result<Vec<PutInForce>, Error> {
        self.permit_reading_policies()?;
        let sets = self.node.store.policy_sets(before, size).await?;
        Ok(sets.into_iter().map(|set| self.put(set)).collect())
    }

    fn put(&self, set: PolicySet) -> PutInForce {
        PutInForce {
            in_force: self.in_force.set == Some(set.id),
            id: set.id,
            version: set.version,
            at: set.made_at,
            person: set.person,
            reason: set.reason,
        }
    }

    /// What differs in the texts of two.
    ///
    /// # Errors
    /// Those of [`Desk::policies`].
    pub async fn policy_texts_differ(
        &self,
        before: WhichPolicies,
        after: WhichPolicies,
    ) -> Result<Vec<TextDifference>, Error> {
        Ok(text_differences(&self.policies(before).await?.files, &self.policies(after).await?.files))
    }

    /// What would happen if these texts were the policies. Nothing is changed.
    ///
    /// # Errors
    /// To whom policies don't let change them; when the database can't be read. What is wrong with the texts is part of the answer.
    pub async fn preview_policies(&self, files: Vec<PolicyFile>) -> Result<PolicyPreview, Error> {
        self.permit(NodeAction::AdministerPolicy)?;
        let files = tidied(files);
        let before = self.in_force.clone();
        let mut preview = PolicyPreview {
            texts: text_differences(before.policies.files(), &files),
            files: files.clone(),
            version: None,
            problems: Vec::new(),
            differences: Vec::new(),
            sight: Vec::new(),
            orphaned: Vec::new(),
            shuts_viewer_out: false,
            locks_out: false,
        };
        let after = match Policies::load(files) {
            Ok(after) => Arc::new(after),
            Err(PolicyError::Problems(problems)) => {
                preview.problems = problems;
                return Ok(preview);
            }
            Err(error) => return Err(error.into()),
        };
        preview.version = Some(after.version().to_owned());
        let (asker, today) = (self.asker(), self.node.today());
        let viewers = self.node.store.viewers(&asker).await?;
        let classes = self.node.store.records_by_class(&asker).await?;
        let anyone = |policies: &Policies, action| {
            viewers.iter().any(|viewer| policies.may_at_node(viewer, action, today).is_ok())
        };
        preview.orphaned = NodeAction::all()
            .filter(|action| anyone(&before.policies, *action) && !anyone(&after, *action))
            .collect();
        let administers = |policies: &Policies| {
            policies.may_at_node(&self.viewer, NodeAction::AdministerPolicy, today).is_ok()
        };
        preview.shuts_viewer_out = !administers(&after);
        let shipped = after.version() == Policies::shipped()?.version();
        preview.locks_out =
            preview.shuts_viewer_out && !shipped && !anyone(&after, NodeAction::AdministerPolicy);
        // who may read the log is told to whom records were given, whatever groups explain it
        let known = match self.may(NodeAction::ReadLedger) {
            true => None,
            false => Some(self.node.store.groups(&asker).await?),
        };
        let own = self.viewer.seat.clone();
        let compared = tokio::task::spawn_blocking(move || {
            let table = |policies: &Policies| {
                Table::of(policies).map_err(|error| Error::BrokeOff {
                    doing: "the table of access",
                    reason: error.to_string(),
                })
            };
            // each takes a second: one beside the other
            let (held, others) = std::thread::scope(|scope| {
                let held = scope.spawn(|| table(&before.policies));
                let others = table(&after);
                (held.join(), others)
            });
            let held = held.map_err(|_| Error::BrokeOff {
                doing: "the table of access",
                reason: "its thread panicked".to_owned(),
            })?;
            let differences = held?.differences_to(&others?);
            let before: &InForce = &before;
            let sets = sight::Sets { before: &before.policies, after: &after, today };
            let known = known.as_deref().map(|groups| sight::Known { groups, own: own.as_ref() });
            Ok::<_, Error>((differences, sight::changes(&sets, &viewers, known.as_ref(), &classes)))
        });
        let broke_off = |error: tokio::task::JoinError| Error::BrokeOff {
            doing: "the comparison of policies",
            reason: error.to_string(),
        };
        (preview.differences, preview.sight) = compared.await.map_err(broke_off)??;
        Ok(preview)
    }

    /// The version that policies of these texts would have; none where they can't hold.
    pub fn policies_version(&self, files: Vec<PolicyFile>) -> Option<String> {
        Policies::load(tidied(files)).ok().map(|policies| policies.version().to_owned())
    }

    /// Puts these texts in force, for every desk from its next request on.
    ///
    /// # Errors
    /// By policies; [`Error::Policies`] with every problem in the texts; [`Error::Input`] without a reason or where nothing differs;
    /// [`Error::Changed`] where other policies hold by now; where nobody could change them any more.
    pub async fn put_policies(
        &self,
        files: Vec<PolicyFile>,
        decided: PoliciesDecided<'_>,
    ) -> Result<(), Error> {
        self.permit(NodeAction::AdministerPolicy)?;
        let input = |field, reason: &str| Error::Input { field, reason: reason.to_owned() };
        let reason = decided.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(input("reason", "say in 1 to 2000 characters why these policies are put in force"));
        }
        if decided.before != self.in_force.set {
            return Err(Error::Changed { what: "the policies" });
        }
        let after = Policies::load(tidied(files))?;
        if after.files() == self.in_force.policies.files() {
            return Err(input("files", "these policies are in force already: change something, or leave it"));
        }
        let (store, asker) = (&self.node.store, self.asker());
        done(store.change_policies(&asker, &self.in_force, &after, reason, self.node.now()))?;
        Ok(())
    }
}

/// Files as they are kept: in the order of their names, lines ended as everywhere, those without a text left out.
fn tidied(files: Vec<PolicyFile>) -> Vec<PolicyFile> {
    let mut files: Vec<PolicyFile> = files
        .into_iter()
        .filter(|file| !file.text.trim().is_empty())
        .map(|file| PolicyFile { name: file.name.trim().to_owned(), text: file.text.replace("\r\n", "\n") })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}
