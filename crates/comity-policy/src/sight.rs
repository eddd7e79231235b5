//! What of a finding a viewer sees: a finding must tell nothing that its records may not.

use comity_core::Viewer;

use crate::{
    action::RecordAction,
    class::{AccessClass, Circumstances},
    policies::Policies,
};

/// What a viewer sees of one record of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sight {
    /// The record.
    Whole,
    /// That there is one, and whom to call: the owner's seat, nothing else.
    Pointer,
}

impl Policies {
    /// What the viewer sees of each record of a finding, in their order; `None` where the finding isn't shown at all.
    ///
    /// A finding is shown when the viewer sees one of its records whole and of each other at least a pointer. One
    /// record without even that hides the whole finding: a finding with a hole in it tells that there is something.
    pub fn sights(
        &self,
        viewer: &Viewer,
        records: &[&AccessClass],
        circumstances: &Circumstances,
    ) -> Option<Vec<Sight>> {
        let sights: Vec<Sight> = records
            .iter()
            .map(|class| {
                let may = |action| self.allows(viewer, action, class, circumstances);
                match () {
                    () if may(RecordAction::See) => Some(Sight::Whole),
                    () if may(RecordAction::Pointer) => Some(Sight::Pointer),
                    () => None,
                }
            })
            .collect::<Option<_>>()?;
        sights.contains(&Sight::Whole).then_some(sights)
    }
}
