//! "With or without conflict?" against all that the viewer may see.

use std::collections::BTreeSet;

use comity_core::FindingKind;
use comity_overlap::Scratch;
use comity_store::Uuid;

use crate::checkers::Wanted;
use crate::desk::Desk;
use crate::error::Error;
use crate::planned::Planned;
use crate::told::Told;

/// An answer.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Whether it can't go ahead as planned.
    pub with_conflict: bool,
    /// Conflicts first: what each says, its kind's word, and the record that it is about.
    pub findings: Vec<(FindingKind, Told, Option<Uuid>)>,
    /// Against how many activities it was checked.
    pub against: usize,
    /// Whether records that were put in or changed a moment ago are still being read, and so may be missing here.
    pub behind: bool,
}

impl Desk<'_> {
    /// Checks a planned activity.
    ///
    /// # Errors
    /// [`Error::Input`] when the plan can't be understood; when the database can't be read.
    pub async fn check(&self, planned: &Planned) -> Result<Checked, Error> {
        let node = self.node;
        let record = planned.record().map_err(|reason| Error::Input { field: "plan", reason })?;
        let in_force = node.in_force();
        let wanted =
            Wanted { store: &node.store, in_force: &in_force, visible: &self.visible, today: node.today() };
        let (prepared, whole) = node.checkers.get(&wanted).await?;
        let radius = planned.radius;
        let checked = tokio::task::spawn_blocking(move || {
            let answer = prepared
                .ready
                .with_dependent(|_, checker| checker.check(&record, radius, &mut Scratch::default()));
            let of = |index: &u32| prepared.handles.get(*index as usize).map(|handle| handle.record);
            let told = answer.findings.iter().map(|finding| {
                let records: Vec<Uuid> = finding.indices.iter().filter_map(of).collect();
                (finding.kind, Told::from(finding), records)
            });
            (told.collect::<Vec<_>>(), prepared.handles.len())
        });
        let (mut told, against) = checked
            .await
            .map_err(|error| Error::BrokeOff { doing: "the check", reason: error.to_string() })?;
        if !whole {
            // what was prepared may hold a record that was hidden or withdrawn since
            let all: BTreeSet<Uuid> = told.iter().flat_map(|(.., records)| records.iter().copied()).collect();
            let seen = node.store.still_seen(&self.visible, all.into_iter().collect()).await?;
            told.retain(|(.., records)| records.iter().all(|record| seen.contains(record)));
        }
        Ok(Checked {
            with_conflict: told.first().is_some_and(|(kind, ..)| *kind == FindingKind::Conflict),
            findings: told
                .into_iter()
                .map(|(kind, told, records)| (kind, told, records.first().copied()))
                .collect(),
            against,
            behind: !whole,
        })
    }
}
