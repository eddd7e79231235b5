//! What checks are answered from: the columns over all that viewers with the same rights may see. Preparing them takes about a second in
//! ten thousand records, so they are kept, shared, and prepared anew beside the questions when records have changed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use comity_core::{Day, Snapshot};
use comity_overlap::{Checker, Options, silent};
use comity_store::read::{Handle, Seen};
use comity_store::{Store, Visible};
use self_cell::self_cell;
use tokio::sync::watch;

use crate::error::Error;
use crate::in_force::ReferenceInForce;
use crate::ties::TiesRead;

type Known = (Snapshot, Arc<ReferenceInForce>);

self_cell!(
    pub(crate) struct Ready {
        owner: Known,
        #[not_covariant]
        dependent: Checker,
    }
);

/// Columns over the records of some classes.
pub(crate) struct Prepared {
    pub ready: Ready,
    /// Beside the records in them.
    pub handles: Vec<Handle>,
    /// What ties are weighed by, and the missing ones of a few days: read once.
    pub ties: TiesRead,
    generation: i64,
    today: Day,
    /// By which reference data.
    in_force: Arc<ReferenceInForce>,
}

/// How preparing ended last; nothing before the first time.
type Outcome = Option<Result<Arc<Prepared>, String>>;

/// One set of classes, the least recently asked for first.
struct Slot {
    classes: Vec<i64>,
    /// What the first who asked may see: of what is current the same as all who come to this slot.
    visible: Visible,
    asked: Instant,
    at_work: bool,
    outcome: watch::Sender<Outcome>,
}

/// What is kept.
#[derive(Default)]
pub(crate) struct Checkers(Mutex<Vec<Slot>>);

/// Records in all that is kept; what was asked for last is kept whatever it holds.
const MOST_RECORDS: usize = 400_000;
/// What was asked for so lately is prepared anew before the next question.
const LATELY: Duration = Duration::from_secs(3600);
/// How long a question waits for records that have just changed before it is answered without them.
const PATIENCE: Duration = Duration::from_millis(1500);

/// A question: who asks, of what time.
pub(crate) struct Wanted<'n> {
    pub store: &'n Arc<Store>,
    pub in_force: &'n Arc<ReferenceInForce>,
    pub visible: &'n Visible,
    pub today: Day,
}

impl Checkers {
    /// The columns for a viewer, and whether they hold all that there is now.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn get(self: &Arc<Self>, wanted: &Wanted<'_>) -> Result<(Arc<Prepared>, bool), Error> {
        let generation = wanted.store.generation().await?;
        let fits = |prepared: &Prepared| {
            prepared.generation >= generation
                && prepared.today == wanted.today
                && Arc::ptr_eq(&prepared.in_force, wanted.in_force)
        };
        let (mut outcome, known, begin) = self.slot(wanted.visible, &fits);
        if let Some(known) = known.as_ref().filter(|known| fits(known)) {
            return Ok((known.clone(), true));
        }
        if begin {
            tokio::spawn(self.clone().prepare(
                wanted.store.clone(),
                wanted.in_force.clone(),
                wanted.visible.clone(),
                wanted.today,
            ));
        }
        let ended = async {
            let ended = outcome.changed().await.map_err(|error| error.to_string()).and_then(|()| {
                outcome.borrow().clone().unwrap_or_else(|| Err("nothing was prepared".to_owned()))
            });
            ended.map_err(|reason| Error::BrokeOff { doing: "preparing the check", reason })
        };
        let prepared = match known {
            None => ended.await?,
            Some(known) => match tokio::time::timeout(PATIENCE, ended).await {
                Ok(prepared) => prepared?,
                Err(_) => known,
            },
        };
        let whole = fits(&prepared);
        Ok((prepared, whole))
    }

    /// What there is for some classes, and whether it is for the asker to have it prepared anew. Their slot is now the last.
    fn slot(
        &self,
        visible: &Visible,
        fits: &dyn Fn(&Prepared) -> bool,
    ) -> (watch::Receiver<Outcome>, Option<Arc<Prepared>>, bool) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let classes = visible.current();
        let at = slots.iter().position(|slot| slot.classes == classes);
        let mut slot = at.map(|at| slots.remove(at)).unwrap_or_else(|| Slot {
            classes,
            visible: visible.clone(),
            asked: Instant::now(),
            at_work: false,
            outcome: watch::Sender::new(None),
        });
        slot.asked = Instant::now();
        // subscribed under the lock: how the work that is under way ends can't be missed
        let mut outcome = slot.outcome.subscribe();
        let known = outcome.borrow_and_update().clone().and_then(Result::ok);
        let begin = !slot.at_work && !known.as_deref().is_some_and(fits);
        slot.at_work |= begin;
        slots.push(slot);
        (outcome, known, begin)
    }

    /// Prepares what was asked for lately by other records than those of a generation, one after the other, and of ties what was read of them.
    pub(crate) async fn renew(
        self: Arc<Self>,
        store: Arc<Store>,
        in_force: Arc<ReferenceInForce>,
        today: Day,
        generation: i64,
    ) {
        while let Some((visible, before)) = self.outdated(generation) {
            self.clone().prepare(store.clone(), in_force.clone(), visible.clone(), today).await;
            let Some(now) = self.known(&visible) else { continue };
            let read = tokio::task::spawn_blocking(move || now.read_ties_as(&before));
            if let Err(error) = read.await {
                tracing::error!(%error, "ties can't be read again");
            }
        }
    }

    /// Of what was asked for lately and is as of before a generation, the last, which is now at work.
    fn outdated(&self, generation: i64) -> Option<(Visible, Arc<Prepared>)> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.iter_mut().rev().find_map(|slot| {
            let known = slot.known().filter(|known| known.generation < generation)?;
            if slot.at_work || slot.asked.elapsed() > LATELY {
                return None;
            }
            slot.at_work = true;
            Some((slot.visible.clone(), known))
        })
    }

    fn known(&self, visible: &Visible) -> Option<Arc<Prepared>> {
        let slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.iter().find(|slot| slot.classes == visible.current()).and_then(Slot::known)
    }

    async fn prepare(
        self: Arc<Self>,
        store: Arc<Store>,
        in_force: Arc<ReferenceInForce>,
        visible: Visible,
        today: Day,
    ) {
        let begun = Instant::now();
        let outcome = match store.snapshot(&visible).await {
            Err(error) => Err(error.to_string()),
            Ok(Seen { snapshot, handles, generation }) => {
                let read = begun.elapsed();
                let known = (snapshot, in_force.clone());
                let ready = tokio::task::spawn_blocking(move || {
                    Ready::new(known, |(snapshot, in_force)| {
                        Checker::prepare(snapshot, &in_force.reference, &Options::default(), &silent)
                    })
                });
                let prepared = |ready| {
                    let (read, whole) = (read.as_millis(), begun.elapsed().as_millis());
                    tracing::info!(records = handles.len(), read, whole, "checks are prepared, ms");
                    Arc::new(Prepared {
                        ready,
                        handles,
                        ties: TiesRead::default(),
                        generation,
                        today,
                        in_force,
                    })
                };
                ready.await.map(prepared).map_err(|error| error.to_string())
            }
        };
        if let Err(error) = &outcome {
            tracing::error!(error, "a check can't be prepared");
        }
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.iter_mut().find(|slot| slot.classes == visible.current()) {
            slot.at_work = false;
            slot.outcome.send_replace(Some(outcome));
        }
        let mut records = 0;
        let mut kept = Vec::new();
        for slot in slots.drain(..).rev() {
            records += slot.records();
            if kept.is_empty() || slot.at_work || records <= MOST_RECORDS {
                kept.push(slot);
            }
        }
        kept.reverse();
        *slots = kept;
    }
}

impl Slot {
    fn known(&self) -> Option<Arc<Prepared>> {
        self.outcome.borrow().as_ref().and_then(|outcome| outcome.as_ref().ok()).cloned()
    }

    fn records(&self) -> usize {
        self.known().map_or(0, |prepared| prepared.handles.len())
    }
}

#[cfg(test)]
mod tests;
