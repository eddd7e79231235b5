//! Missing ties with every way to make them, and what would change if ties, members and instruments were otherwise: over all that the viewer may see.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use comity_core::{Day, Finding, Snapshot};
use comity_council::{Grounds, Missing, Nothing, Scenario, Supposed, Ties};
use comity_overlap::{Checker, Relations};
use comity_store::Uuid;

use crate::checkers::{Prepared, Wanted};
use crate::desk::Desk;
use crate::error::Error;

/// Missing ties on a day, and scenarios beside each other.
#[derive(Clone, Debug)]
pub struct TiesWeighed {
    /// The heaviest first.
    pub missing: Arc<Vec<Missing>>,
    /// What each scenario would change, or which of its changes (from 0) meets nothing and why.
    pub scenarios: Vec<Result<Scenario, (usize, Nothing)>>,
    /// Records that findings of the scenarios are about, by their numbers there.
    records: BTreeMap<u32, Uuid>,
}

impl TiesWeighed {
    /// The record that a finding of a scenario is about.
    pub fn record(&self, finding: &Finding) -> Option<Uuid> {
        finding.indices.first().and_then(|index| self.records.get(index)).copied()
    }
}

/// How often columns are asked for that are being prepared.
const TRIES: usize = 20;

impl Desk<'_> {
    /// Weighs ties on a day, as they are and as they might be.
    ///
    /// # Errors
    /// [`Error::Changed`] where records change faster than they are read; when the database can't be read.
    pub async fn weigh_ties(&self, on: Day, scenarios: Vec<Vec<Supposed>>) -> Result<TiesWeighed, Error> {
        let node = self.node;
        let in_force = node.in_force();
        let wanted =
            Wanted { store: &node.store, in_force: &in_force, visible: &self.visible, today: node.today() };
        let mut found = None;
        for _ in 0..TRIES {
            let (prepared, whole) = node.checkers.get(&wanted).await?;
            if whole {
                found = Some(prepared);
                break;
            }
        }
        // what was prepared before may hold what was hidden since
        let prepared = found.ok_or(Error::Changed { what: "the records" })?;
        let weighed = tokio::task::spawn_blocking(move || {
            let mut weighed = prepared.ready.with_dependent(|(snapshot, _), checker| {
                weigh(&prepared.ties, snapshot, checker, on, &scenarios)
            });
            let told = weighed.scenarios.iter().flatten();
            let told = told.flat_map(|scenario| scenario.ruled.first.iter().chain(&scenario.freed.first));
            let numbers = told.filter_map(|finding| finding.indices.first());
            weighed.records = numbers
                .filter_map(|number| Some((*number, prepared.handles.get(*number as usize)?.record)))
                .collect();
            weighed
        });
        weighed.await.map_err(|error| Error::BrokeOff { doing: "weighing ties", reason: error.to_string() })
    }
}

/// What is read of ties once for all who ask.
#[derive(Default)]
pub(crate) struct TiesRead {
    grounds: OnceLock<Arc<Grounds>>,
    /// By day, what was read last at the end.
    missing: Mutex<Vec<(Day, Arc<Vec<Missing>>)>>,
}

/// Days whose missing ties are kept.
const DAYS: usize = 4;

impl TiesRead {
    /// The missing ties of a day.
    fn missing(&self, on: Day, read: impl FnOnce() -> Vec<Missing>) -> Arc<Vec<Missing>> {
        let days = || self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = days().iter().find(|(day, _)| *day == on) {
            return known.clone();
        }
        let found = Arc::new(read());
        let mut days = days();
        days.push((on, found.clone()));
        let over = days.len().saturating_sub(DAYS);
        days.drain(..over);
        found
    }
}

impl Prepared {
    /// Reads of ties what was read of them before.
    pub(crate) fn read_ties_as(&self, before: &Prepared) {
        let days = before.ties.missing.lock().unwrap_or_else(PoisonError::into_inner);
        let days: Vec<Day> = days.iter().map(|(day, _)| *day).collect();
        self.ready.with_dependent(|(snapshot, _), checker| {
            for day in days {
                weigh(&self.ties, snapshot, checker, day, &[]);
            }
        });
    }
}

fn weigh(
    read: &TiesRead,
    snapshot: &Snapshot,
    checker: &Checker<'_>,
    on: Day,
    scenarios: &[Vec<Supposed>],
) -> TiesWeighed {
    let grounds = read.grounds.get_or_init(|| Arc::new(Grounds::of(checker.engine(), snapshot)));
    let ties = Ties::beside(checker, grounds.clone());
    let relations = Relations::of(snapshot);
    let missing = read.missing(on, || ties.missing(relations, on));
    let scenarios = scenarios.iter().map(|changes| ties.what_if(&missing, relations, changes, on));
    TiesWeighed { scenarios: scenarios.collect(), missing, records: BTreeMap::new() }
}
