//! "With or without conflict?" against all that the viewer may see. Preparing the columns takes about a second in ten thousand records,
//! an answer some milliseconds: what was prepared is kept until something changes.

use std::sync::{Arc, Mutex, PoisonError};

use comity_core::reference::Reference;
use comity_core::{Day, Snapshot, Viewer};
use comity_overlap::{Checker, Options, Scratch, silent};
use comity_store::read::{Handle, Seen};
use comity_store::{Time, Uuid};
use self_cell::self_cell;

use crate::desk::Desk;
use crate::error::Error;
use crate::planned::Planned;
use crate::told::Told;

type Known = (Snapshot, Arc<Reference>);

self_cell!(
    struct Ready {
        owner: Known,
        #[not_covariant]
        dependent: Checker,
    }
);

struct Prepared {
    viewer: Viewer,
    today: Day,
    revision: u64,
    at: Time,
    ready: Ready,
    handles: Vec<Handle>,
}

/// What was prepared, newest last.
#[derive(Default)]
pub(crate) struct Checkers(Mutex<Vec<Arc<Prepared>>>);

/// Viewers for whom columns are kept at once.
const KEPT: usize = 6;
/// A command may have changed the database beside the server: after a minute everything is prepared anew.
const MINUTE: i64 = 60_000_000;

/// An answer.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Whether it can't go ahead as planned.
    pub with_conflict: bool,
    /// Conflicts first: what each says, its kind's word, and the record that it is about.
    pub findings: Vec<(comity_core::FindingKind, Told, Option<Uuid>)>,
    /// Against how many activities it was checked.
    pub against: usize,
}

impl Desk<'_> {
    /// Checks a planned activity.
    ///
    /// # Errors
    /// [`Error::Input`] when the plan can't be understood; when the database can't be read.
    pub async fn check(&self, planned: &Planned) -> Result<Checked, Error> {
        let record = planned.record().map_err(|reason| Error::Input { field: "plan", reason })?;
        let (prepared, radius) = (self.prepared().await?, planned.radius);
        let checked = tokio::task::spawn_blocking(move || {
            let answer = prepared
                .ready
                .with_dependent(|_, checker| checker.check(&record, radius, &mut Scratch::default()));
            let record =
                |index: Option<&u32>| prepared.handles.get(*index? as usize).map(|handle| handle.record);
            Checked {
                with_conflict: answer.with_conflict,
                findings: answer
                    .findings
                    .iter()
                    .map(|finding| (finding.kind, Told::from(finding), record(finding.indices.first())))
                    .collect(),
                against: prepared.handles.len(),
            }
        });
        checked.await.map_err(|error| Error::BrokeOff { doing: "the check", reason: error.to_string() })
    }

    async fn prepared(&self) -> Result<Arc<Prepared>, Error> {
        let (now, today, revision) = (self.node.now(), self.node.today(), self.node.revision());
        let fits = |kept: &Arc<Prepared>| {
            kept.viewer == self.viewer
                && kept.today == today
                && kept.revision == revision
                && now.0 - kept.at.0 < MINUTE
        };
        let known = {
            let kept = self.node.checkers.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().find(|kept| fits(kept)).cloned()
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let Seen { snapshot, handles } = self.node.store.snapshot(&self.visible).await?;
        let reference = self.node.reference.clone();
        let ready = tokio::task::spawn_blocking(move || {
            Ready::new((snapshot, reference), |(snapshot, reference)| {
                Checker::prepare(snapshot, reference.as_ref(), &Options::default(), &silent)
            })
        });
        let ready =
            ready.await.map_err(|error| Error::BrokeOff { doing: "the check", reason: error.to_string() })?;
        let prepared =
            Arc::new(Prepared { viewer: self.viewer.clone(), today, revision, at: now, ready, handles });
        let mut kept = self.node.checkers.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.viewer != self.viewer);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(prepared.clone());
        Ok(prepared)
    }
}
