//! For each action the policies that can say something about it. Cedar works through every policy that it is given, and most speak of other
//! actions: those would cost most of an answer and change nothing, since a policy whose scope names no such action neither holds nor fails.

use std::collections::HashMap;

use cedar_policy::{ActionConstraint, PolicySet};

use crate::{
    action::{Action, NodeAction, RecordAction},
    entities::Vocabulary,
    load::PolicyError,
};

/// Policies by action.
#[derive(Debug)]
pub(crate) struct Slices(HashMap<&'static str, PolicySet>);

impl Slices {
    /// Sorts policies by what they speak of.
    pub(crate) fn of(set: &PolicySet, vocabulary: &Vocabulary) -> Result<Slices, PolicyError> {
        let actions = RecordAction::all().map(Action::Record).chain(NodeAction::all().map(Action::Node));
        let mut slices = HashMap::new();
        for action in actions {
            let uid = vocabulary.action(action);
            // the schema has no groups of actions: to be in one of several is to be one of them
            let speaks = |constraint: ActionConstraint| match constraint {
                ActionConstraint::Any => true,
                ActionConstraint::Eq(one) => one == uid,
                ActionConstraint::In(several) => several.contains(&uid),
            };
            let policies = set.policies().filter(|policy| speaks(policy.action_constraint())).cloned();
            let slice = PolicySet::from_policies(policies);
            slices.insert(action.as_str(), slice.map_err(|error| PolicyError::Schema(error.to_string()))?);
        }
        Ok(Slices(slices))
    }

    /// Those that speak of an action.
    pub(crate) fn for_action(&self, action: Action) -> Option<&PolicySet> {
        self.0.get(action.as_str())
    }
}
