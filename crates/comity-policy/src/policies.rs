//! Asking Cedar: may this viewer do this to records of this class, under these circumstances?
//!
//! Policies are a value that never changes; other policies are another value with another version. So answers can be
//! remembered for as long as the value lives, and nobody can forget to throw them away.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
};

use cedar_policy::{
    AuthorizationError, Authorizer, Context, Decision, Entities, Entity, EntityUid, Request, Schema,
};
use comity_core::{Day, Viewer};
use compact_str::CompactString;

use crate::{
    action::{Action, NodeAction, RecordAction},
    class::{AccessClass, Circumstances, ClassId},
    denial::Denial,
    entities::Vocabulary,
    load::{Loaded, PolicyError, PolicyFile, SCHEMA, load, shipped},
    permit::{ClassFilter, NodePermit, Permit},
    slices::Slices,
};

/// A set of policies that passed every check.
#[derive(Debug)]
pub struct Policies {
    slices: Slices,
    reasons: std::collections::BTreeMap<CompactString, String>,
    version: CompactString,
    files: Vec<PolicyFile>,
    vocabulary: Vocabulary,
    authorizer: Authorizer,
    remembered: RwLock<Remembered>,
}

/// What Cedar said.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ruling {
    allowed: bool,
    /// A policy could not be worked out: then nothing is allowed, whatever the others say.
    broken: bool,
    /// Who said so, in order.
    policies: Vec<CompactString>,
}

/// What is asked beside viewer and class.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Ask {
    action: RecordAction,
    circumstances: Circumstances,
}

type OfClass = HashMap<AccessClass, HashMap<Ask, Arc<Ruling>>>;

/// Rulings by viewer, class and question; emptied when it has grown too large.
#[derive(Debug, Default)]
struct Remembered {
    rulings: HashMap<Viewer, OfClass>,
    count: usize,
}

/// Some 60 MB at worst.
const MOST_REMEMBERED: usize = 100_000;

impl Policies {
    /// The policies that ship with the program.
    ///
    /// # Errors
    /// Never, or the program was built wrong; a test says so.
    pub fn shipped() -> Result<Policies, PolicyError> {
        Policies::load(shipped())
    }

    /// Checks policies. All of them hold, or none.
    ///
    /// # Errors
    /// Every problem that was found, with its place.
    pub fn load(files: Vec<PolicyFile>) -> Result<Policies, PolicyError> {
        let schema = schema()?;
        let Loaded { set, reasons, version } = load(&files, &schema)?;
        let vocabulary = Vocabulary::new()?;
        Ok(Policies {
            slices: Slices::of(&set, &vocabulary)?,
            reasons,
            version,
            files,
            vocabulary,
            authorizer: Authorizer::new(),
            remembered: RwLock::default(),
        })
    }

    /// The version: 32 hex digits that stand for the texts and the schema.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The texts.
    pub fn files(&self) -> &[PolicyFile] {
        &self.files
    }

    /// The sentence of a policy.
    pub fn reason(&self, policy: &str) -> Option<&str> {
        self.reasons.get(policy).map(String::as_str)
    }

    /// May the viewer do this to records of the class?
    ///
    /// # Errors
    /// The denial.
    pub fn may(
        &self,
        viewer: &Viewer,
        action: RecordAction,
        class: &AccessClass,
        circumstances: &Circumstances,
    ) -> Result<Permit, Denial> {
        let ruling = self.ruling(viewer, action, class, circumstances);
        if ruling.allowed {
            return Ok(Permit {
                user: viewer.user.clone(),
                action,
                class: class.clone(),
                circumstances: circumstances.clone(),
                policies: ruling.policies.clone(),
                version: self.version.clone(),
            });
        }
        let known = match action {
            RecordAction::See => false,
            // there is no record yet: the viewer describes one
            RecordAction::Create => true,
            _ => self.allows(viewer, RecordAction::See, class, circumstances),
        };
        Err(self.denial(Action::Record(action), viewer, &ruling, known))
    }

    /// Whether [`Policies::may`] says yes, without the reasons.
    pub fn allows(
        &self,
        viewer: &Viewer,
        action: RecordAction,
        class: &AccessClass,
        circumstances: &Circumstances,
    ) -> bool {
        self.ruling(viewer, action, class, circumstances).allowed
    }

    /// The classes in which the viewer may do this: what SQL filters by.
    pub fn permitted_classes<'c>(
        &self,
        viewer: &Viewer,
        action: RecordAction,
        circumstances: &Circumstances,
        classes: impl IntoIterator<Item = (ClassId, &'c AccessClass)>,
    ) -> ClassFilter {
        let (ids, classes): (Vec<ClassId>, Vec<&AccessClass>) = classes.into_iter().unzip();
        let rulings = self.rulings(viewer, action, circumstances, &classes);
        let mut ids: Vec<ClassId> =
            ids.into_iter().zip(rulings).filter(|(_, ruling)| ruling.allowed).map(|(id, _)| id).collect();
        ids.sort_unstable();
        ids.dedup();
        ClassFilter {
            user: viewer.user.clone(),
            action,
            today: circumstances.today,
            ids,
            version: self.version.clone(),
        }
    }

    /// May the viewer do this at the node?
    ///
    /// # Errors
    /// The denial.
    pub fn may_at_node(&self, viewer: &Viewer, action: NodeAction, today: Day) -> Result<NodePermit, Denial> {
        let principal = self.vocabulary.viewer(viewer);
        let node = self.vocabulary.node();
        let uids = (principal.uid(), node.uid());
        let asked = Action::Node(action);
        let ruling = self
            .vocabulary
            .context(&Circumstances::on(today))
            .and_then(|context| {
                let entities = entities([principal, node])?;
                Ok(self.ask(&entities, uids.0, asked, uids.1, context))
            })
            .unwrap_or_else(|error| unanswered(&error));
        if ruling.allowed {
            let user = viewer.user.clone();
            return Ok(NodePermit {
                user,
                action,
                today,
                policies: ruling.policies,
                version: self.version.clone(),
            });
        }
        Err(self.denial(asked, viewer, &ruling, true))
    }

    fn denial(&self, action: Action, viewer: &Viewer, ruling: &Ruling, known: bool) -> Denial {
        let policies = ruling.policies.clone();
        if ruling.broken {
            return Denial::broken(action, viewer, policies);
        }
        match policies.first().and_then(|first| self.reason(first)) {
            Some(reason) => Denial::forbidden(action, viewer, policies.clone(), reason, known),
            None => Denial::no_permit(action, viewer, known),
        }
    }

    fn ruling(
        &self,
        viewer: &Viewer,
        action: RecordAction,
        class: &AccessClass,
        circumstances: &Circumstances,
    ) -> Arc<Ruling> {
        self.rulings(viewer, action, circumstances, &[class])
            .pop()
            .unwrap_or_else(|| Arc::new(unanswered(&PolicyError::Schema("no answer".to_owned()))))
    }

    /// One ruling for each class, remembered or asked for.
    fn rulings(
        &self,
        viewer: &Viewer,
        action: RecordAction,
        circumstances: &Circumstances,
        classes: &[&AccessClass],
    ) -> Vec<Arc<Ruling>> {
        let ask = Ask { action, circumstances: circumstances.clone() };
        let known: Vec<Option<Arc<Ruling>>> = {
            let remembered = self.remembered.read().unwrap_or_else(PoisonError::into_inner);
            let of_viewer = remembered.rulings.get(viewer);
            classes.iter().map(|class| of_viewer?.get(*class)?.get(&ask).cloned()).collect()
        };
        let missing: Vec<&AccessClass> = classes
            .iter()
            .zip(&known)
            .filter(|(_, ruling)| ruling.is_none())
            .map(|(class, _)| *class)
            .collect::<HashSet<_>>()
            .into_iter()
            .collect();
        if missing.is_empty() {
            return known.into_iter().flatten().collect();
        }
        let fresh: HashMap<&AccessClass, Arc<Ruling>> = missing
            .iter()
            .copied()
            .zip(self.ask_about(viewer, action, circumstances, &missing).into_iter().map(Arc::new))
            .collect();
        self.remember(viewer, &ask, &fresh);
        classes
            .iter()
            .zip(known)
            .filter_map(|(class, ruling)| ruling.or_else(|| fresh.get(*class).cloned()))
            .collect()
    }

    fn remember(&self, viewer: &Viewer, ask: &Ask, fresh: &HashMap<&AccessClass, Arc<Ruling>>) {
        let mut remembered = self.remembered.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.count + fresh.len() > MOST_REMEMBERED {
            *remembered = Remembered::default();
        }
        remembered.count += fresh.len();
        let of_viewer = remembered.rulings.entry(viewer.clone()).or_default();
        for (class, ruling) in fresh {
            of_viewer.entry((*class).clone()).or_default().insert(ask.clone(), ruling.clone());
        }
    }

    /// Asks Cedar about each class, the viewer and the circumstances being put into its terms once.
    fn ask_about(
        &self,
        viewer: &Viewer,
        action: RecordAction,
        circumstances: &Circumstances,
        classes: &[&AccessClass],
    ) -> Vec<Ruling> {
        let principal = self.vocabulary.viewer(viewer);
        let user = principal.uid();
        let prepared = self.vocabulary.context(circumstances).and_then(|context| {
            let mut all = vec![principal];
            all.extend(
                circumstances.recipient.as_ref().map(|recipient| self.vocabulary.recipient(recipient)),
            );
            for (number, class) in classes.iter().enumerate() {
                all.push(self.vocabulary.record(class, number)?);
            }
            Ok((entities(all)?, context))
        });
        let (entities, context) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return classes.iter().map(|_| unanswered(&error)).collect(),
        };
        let answer = |number: usize| {
            let record = self.vocabulary.record_uid(number);
            self.ask(&entities, user.clone(), Action::Record(action), record, context.clone())
        };
        (0..classes.len()).map(answer).collect()
    }

    fn ask(
        &self,
        entities: &Entities,
        principal: EntityUid,
        action: Action,
        resource: EntityUid,
        context: Context,
    ) -> Ruling {
        let Some(policies) = self.slices.for_action(action) else {
            return unanswered(&PolicyError::Schema(format!("there is no action `{}`", action.as_str())));
        };
        let request = match Request::new(principal, self.vocabulary.action(action), resource, context, None) {
            Ok(request) => request,
            Err(error) => return unanswered(&PolicyError::Schema(error.to_string())),
        };
        let response = self.authorizer.is_authorized(&request, policies, entities);
        let diagnostics = response.diagnostics();
        // Cedar leaves out a policy that it can't work out; a forbid that is left out would open what it closes
        let broken: Vec<CompactString> = diagnostics
            .errors()
            .map(|AuthorizationError::PolicyEvaluationError(error)| {
                AsRef::<str>::as_ref(error.policy_id()).into()
            })
            .collect();
        let mut policies = if broken.is_empty() {
            diagnostics.reason().map(|id| AsRef::<str>::as_ref(id).into()).collect()
        } else {
            broken.clone()
        };
        policies.sort_unstable();
        let allowed = response.decision() == Decision::Allow && broken.is_empty();
        Ruling { allowed, broken: !broken.is_empty(), policies }
    }
}

fn entities(all: impl IntoIterator<Item = Entity>) -> Result<Entities, PolicyError> {
    // a test builds every kind of record against the schema; here the check would cost more than the answer
    Entities::from_entities(all, None).map_err(|error| PolicyError::Schema(error.to_string()))
}

fn unanswered(error: &PolicyError) -> Ruling {
    Ruling { allowed: false, broken: true, policies: vec![error.to_string().into()] }
}

pub(crate) fn schema() -> Result<Schema, PolicyError> {
    match Schema::from_cedarschema_str(SCHEMA) {
        Ok((schema, warnings)) => {
            drop(warnings);
            Ok(schema)
        }
        Err(error) => Err(PolicyError::Schema(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{Relation, TODAY, kinds};
    use comity_core::UserRole;

    #[test]
    fn every_kind_of_record_and_viewer_conforms_to_the_schema() {
        let (schema, words) = (schema().unwrap(), Vocabulary::new().unwrap());
        let recipient = crate::class::Recipient {
            seat: Relation::Group.viewer(UserRole::Guest).unwrap().seat.unwrap(),
            groups: Relation::Group.viewer(UserRole::Guest).unwrap().groups,
        };
        for (number, kind) in kinds().unwrap().into_iter().enumerate() {
            for (relation, _) in Relation::WORDS {
                let viewer = words.viewer(&relation.viewer(UserRole::WORDS[number % 7].0).unwrap());
                let record = words.record(&kind.class, number).unwrap();
                let (user, resource) = (viewer.uid(), record.uid());
                let all = [viewer, record, words.node(), words.recipient(&recipient)];
                Entities::from_entities(all, Some(&schema)).unwrap();
                let circumstances =
                    Circumstances { recipient: Some(recipient.clone()), ..kind.circumstances.clone() };
                for action in RecordAction::all() {
                    let action = words.action(Action::Record(action));
                    let context = words.context(&circumstances).unwrap();
                    Request::new(user.clone(), action, resource.clone(), context, Some(&schema)).unwrap();
                }
            }
            for action in NodeAction::all() {
                let user = words.viewer(&Relation::Other.viewer(UserRole::Guest).unwrap()).uid();
                let action = words.action(Action::Node(action));
                let context = words.context(&Circumstances::on(TODAY)).unwrap();
                Request::new(user, action, words.node().uid(), context, Some(&schema)).unwrap();
            }
        }
    }

    #[test]
    fn a_policy_that_can_not_be_worked_out_permits_nothing() {
        let mut files = shipped();
        // strict validation knows the types, not that a sum overflows
        files.push(PolicyFile {
            name: "overflow.cedar".into(),
            text: "@id(\"overflow\") @reason(\"never\") forbid (principal, action == Action::\"see\", resource)\n\
                   when { context.today + 9223372036854775807 < 0 };"
                .into(),
        });
        let policies = Policies::load(files).unwrap();
        let viewer = Relation::OwnDesk.viewer(UserRole::DeskOfficer).unwrap();
        let clear = &kinds().unwrap()[0];
        let denial =
            policies.may(&viewer, RecordAction::See, &clear.class, &clear.circumstances).unwrap_err();
        assert_eq!(denial.sentence().key, "denied.broken");
        assert_eq!(denial.policies(), ["overflow"]);
        assert!(policies.allows(&viewer, RecordAction::Edit, &clear.class, &clear.circumstances));
    }
}
