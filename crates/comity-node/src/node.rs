//! A node: its database, its policies, what it knows of places and themes, and the work that runs beside the desks.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use comity_core::{Day, Viewer};
use comity_council::proceedings::Council;
use comity_formats::reference::{Library, Listed};
use comity_policy::Circumstances;
use comity_store::{Asker, Figures, InForce, Store, Time};
use tokio::sync::{Notify, watch};

use crate::checkers::Checkers;
use crate::desk::Desk;
use crate::error::Error;
use crate::in_force::ReferenceInForce;
use crate::joint::Joint;
use crate::passkeys::Passkeys;
use crate::replay::Replays;
use crate::work::Progress;

/// Reads the time. The program hands it in; nothing here knows a clock.
pub type Clock = fn() -> Time;

/// A node.
pub struct Node {
    pub(crate) store: Arc<Store>,
    policies: RwLock<Arc<InForce>>,
    /// The reference data without the node's own files.
    pub(crate) library: Library,
    /// Its files, as they are listed.
    pub(crate) beneath: OnceLock<Vec<Listed>>,
    pub(crate) in_force: RwLock<Option<Arc<ReferenceInForce>>>,
    /// Held while reference files are read.
    pub(crate) reading: tokio::sync::Mutex<()>,
    pub(crate) clock: Clock,
    pub(crate) checkers: Arc<Checkers>,
    pub(crate) councils: Replays<Council>,
    pub(crate) joint: Joint,
    pub(crate) progress: watch::Sender<Progress>,
    pub(crate) wake: Notify,
    /// Where it is reached under a name that passkeys can be for.
    pub(crate) passkeys: Option<Passkeys>,
    pub(crate) wake_imports: Notify,
}

impl Node {
    /// A node over an open store, with the policies in force there ([`Store::policies_in_force`]). Its own reference files lie over the
    /// library once they are taken up.
    pub fn new(store: Store, policies: InForce, library: Library, clock: Clock) -> Node {
        Node {
            store: Arc::new(store),
            policies: RwLock::new(Arc::new(policies)),
            library,
            beneath: OnceLock::new(),
            in_force: RwLock::default(),
            reading: tokio::sync::Mutex::default(),
            clock,
            checkers: Arc::default(),
            councils: Replays::default(),
            joint: Joint::default(),
            progress: watch::Sender::new(Progress::default()),
            wake: Notify::new(),
            passkeys: None,
            wake_imports: Notify::new(),
        }
    }

    /// This moment.
    pub fn now(&self) -> Time {
        (self.clock)()
    }

    /// The day of this moment, in UTC.
    pub fn today(&self) -> Day {
        self.now().day()
    }

    /// The policies that hold now. Whoever put others in force since, by this process or another, is noticed here: each request asks.
    pub(crate) async fn policies(&self) -> Result<Arc<InForce>, Error> {
        let held = self.policies.read().unwrap_or_else(PoisonError::into_inner).clone();
        if self.store.newest_policies().await? == held.set {
            return Ok(held);
        }
        let newer = Arc::new(self.store.policies_in_force().await?);
        tracing::info!(version = newer.policies.version(), "other policies are in force");
        *self.policies.write().unwrap_or_else(PoisonError::into_inner) = newer.clone();
        Ok(newer)
    }

    /// The desk of a viewer, with what it may see as of now.
    ///
    /// # Errors
    /// When the database can't be read, or the policies in force can't be used.
    pub async fn desk(&self, viewer: Viewer) -> Result<Desk<'_>, Error> {
        let in_force = self.policies().await?;
        let asker = Asker::new(&in_force.policies, &viewer, Circumstances::on(self.today()));
        let visible = self.store.visible(&asker).await?;
        Ok(Desk { node: self, in_force, viewer, visible })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ready(&self) -> Result<(), Error> {
        Ok(self.store.read().await?.ping().await?)
    }

    /// Figures for who watches the node.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn figures(&self) -> Result<Figures, Error> {
        Ok(self.store.figures().await?)
    }

    /// Closes the database.
    pub async fn close(self) {
        // one that a check is being prepared from closes when that ends
        if let Some(store) = Arc::into_inner(self.store) {
            store.close().await;
        }
    }
}
