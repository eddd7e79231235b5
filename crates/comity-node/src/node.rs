//! A node: its database, its policies, what it knows of places and themes, and the work that runs beside the desks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use comity_core::reference::Reference;
use comity_core::{Day, Viewer};
use comity_policy::{Circumstances, Policies};
use comity_store::{Asker, Store, Time};
use tokio::sync::{Notify, watch};

use crate::check::Checkers;
use crate::desk::Desk;
use crate::error::Error;
use crate::imports::Waiting;
use crate::work::Progress;

/// Reads the time. The program hands it in; nothing here knows a clock.
pub type Clock = fn() -> Time;

/// A node.
pub struct Node {
    pub(crate) store: Store,
    pub(crate) policies: Policies,
    pub(crate) reference: Arc<Reference>,
    pub(crate) clock: Clock,
    pub(crate) checkers: Checkers,
    pub(crate) waiting: Waiting,
    pub(crate) progress: watch::Sender<Progress>,
    pub(crate) wake: Notify,
    changes: AtomicU64,
}

impl Node {
    /// A node over an open store.
    pub fn new(store: Store, policies: Policies, reference: Reference, clock: Clock) -> Node {
        Node {
            store,
            policies,
            reference: Arc::new(reference),
            clock,
            checkers: Checkers::default(),
            waiting: Waiting::default(),
            progress: watch::Sender::new(Progress::default()),
            wake: Notify::new(),
            changes: AtomicU64::new(0),
        }
    }

    /// This moment.
    pub fn now(&self) -> Time {
        (self.clock)()
    }

    /// The day of this moment, in UTC.
    pub fn today(&self) -> Day {
        Day(i32::try_from(self.now().0.div_euclid(86_400_000_000)).unwrap_or_default())
    }

    /// The desk of a viewer, with what it may see as of now.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn desk(&self, viewer: Viewer) -> Result<Desk<'_>, Error> {
        let asker = Asker::new(&self.policies, &viewer, Circumstances::on(self.today()));
        let visible = self.store.visible(&asker).await?;
        Ok(Desk { node: self, viewer, visible })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ready(&self) -> Result<(), Error> {
        Ok(self.store.read().await?.ping().await?)
    }

    /// Closes the database.
    pub async fn close(self) {
        self.store.close().await;
    }

    /// Something was changed by way of this node: what was prepared from the records is out of date.
    pub(crate) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// How often something was changed.
    pub(crate) fn revision(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }
}
