//! What is kept as acts, replayed: held as of so many acts, and brought up to date by those that came after.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use comity_core::Day;
use comity_store::{ActsOf, Done, Error as StoreError, Uuid};

use crate::error::Error;
use crate::node::Node;

/// What acts make, one after the other.
pub(crate) trait Replay: Clone + Default + Send + Sync + 'static {
    /// Under which sort its acts are kept.
    const OF: ActsOf;

    /// Where it is held once replayed.
    fn replays(node: &Node) -> &Replays<Self>;

    /// Does again what was done on a day; why not, where that can't have been done.
    fn redo(&mut self, act: &str, on: Day) -> Result<(), String>;
}

/// Things as of so many acts, by id.
pub(crate) struct Replays<M>(Mutex<BTreeMap<Uuid, Arc<Replayed<M>>>>);

impl<M> Default for Replays<M> {
    fn default() -> Replays<M> {
        Replays(Mutex::default())
    }
}

/// Something as of so many acts.
#[derive(Clone, Default)]
pub(crate) struct Replayed<M> {
    pub(crate) acts: u64,
    pub(crate) what: M,
}

impl<M: Replay> Replayed<M> {
    /// Takes up the acts that came after.
    pub(crate) fn take_up(&mut self, acts: &[Done]) -> Result<(), StoreError> {
        for one in acts {
            self.what.redo(&one.act, one.on).map_err(|reason| StoreError::Damaged {
                what: format!("act {} of what is kept as `{}`", one.number, M::OF.as_str()),
                reason,
            })?;
            self.acts = one.number;
        }
        Ok(())
    }
}

impl Node {
    /// As it stands.
    pub(crate) async fn replay<M: Replay>(&self, id: Uuid) -> Result<Arc<Replayed<M>>, Error> {
        self.replay_to::<M>(id, u64::MAX).await
    }

    /// As it stood after so many acts, or later: nothing is read where that is held already.
    pub(crate) async fn replay_to<M: Replay>(&self, id: Uuid, acts: u64) -> Result<Arc<Replayed<M>>, Error> {
        let replays = &M::replays(self).0;
        let held = replays.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        let held = held.unwrap_or_default();
        if held.acts >= acts {
            return Ok(held);
        }
        let newer = self.store.acts_of(M::OF, id, held.acts).await?;
        if newer.is_empty() {
            return Ok(held);
        }
        let mut replayed = Replayed::clone(&held);
        replayed.take_up(&newer)?;
        let replayed = Arc::new(replayed);
        replays.lock().unwrap_or_else(PoisonError::into_inner).insert(id, replayed.clone());
        Ok(replayed)
    }
}
