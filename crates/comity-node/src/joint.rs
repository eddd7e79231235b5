//! Joint work: acts are replayed by their machines, asked for what the viewer may see, and done in the transaction that writes them.

mod dossier;
mod editions;
mod seen;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use comity_core::PartyId;
use comity_council::joint::{Machine, Refused, ready::Holding, series::Series, work, work::Workspace};
use comity_policy::NodeAction;
use comity_store::{ActsOf, Doing, Done, Error as StoreError, Uuid};

pub use seen::{LaidSeen, ReadySeen, SeriesSeen, Voice, WorkSeen};

use crate::desk::Desk;
use crate::error::Error;
use crate::node::Node;
use crate::wait::done;

/// Joint work as of so many acts, by id. An older state is brought up to date by the acts after.
pub(crate) struct Replays<M>(Mutex<BTreeMap<Uuid, Arc<Replayed<M>>>>);

impl<M> Default for Replays<M> {
    fn default() -> Replays<M> {
        Replays(Mutex::default())
    }
}

/// All joint work that was replayed.
#[derive(Default)]
pub(crate) struct Joint {
    work: Replays<Workspace>,
    ready: Replays<Holding>,
    series: Replays<Series>,
}

/// Something as of so many acts.
#[derive(Clone, Default)]
pub(crate) struct Replayed<M> {
    acts: u64,
    pub(crate) what: M,
}

/// A machine whose acts the store keeps.
pub(crate) trait Kept: Machine {
    /// Under which sort.
    const OF: ActsOf;
    /// Where it is held once replayed.
    fn replays(joint: &Joint) -> &Replays<Self>;
}

impl Kept for Workspace {
    const OF: ActsOf = ActsOf::Work;
    fn replays(joint: &Joint) -> &Replays<Workspace> {
        &joint.work
    }
}

impl Kept for Holding {
    const OF: ActsOf = ActsOf::Ready;
    fn replays(joint: &Joint) -> &Replays<Holding> {
        &joint.ready
    }
}

impl Kept for Series {
    const OF: ActsOf = ActsOf::Series;
    fn replays(joint: &Joint) -> &Replays<Series> {
        &joint.series
    }
}

impl<M: Machine> Replayed<M> {
    fn take_up(&mut self, acts: &[Done]) -> Result<(), StoreError> {
        for one in acts {
            let broken = |reason: String| StoreError::Damaged {
                what: format!("act {} of joint work", one.number),
                reason,
            };
            let act: M::Act = serde_json::from_str(&one.act).map_err(|error| broken(error.to_string()))?;
            self.what.act(&act, one.on).map_err(|refused| broken(refused.to_string()))?;
            self.acts = one.number;
        }
        Ok(())
    }

    /// Does an act, and says how it is written down.
    fn does(
        &mut self,
        act: &M::Act,
        node: &Node,
        refused: &mut Option<Refused>,
    ) -> Result<Doing, StoreError> {
        let before = self.what.keeper().cloned();
        // the first act makes who keeps it
        let speaker = self.what.speaker(act);
        self.what.act(act, node.today()).map_err(|why| {
            let reason = why.to_string();
            *refused = Some(why);
            StoreError::Refused { reason }
        })?;
        let json =
            serde_json::to_string(act).map_err(|error| StoreError::Refused { reason: error.to_string() })?;
        let keeper = self.what.keeper().filter(|keeper| before.as_ref().is_some_and(|old| old != *keeper));
        Ok(Doing {
            act: json,
            word: M::word(act),
            party: speaker,
            decrees: Vec::new(),
            keeper: keeper.cloned(),
        })
    }
}

impl Node {
    /// As it stands.
    pub(crate) async fn replay<M: Kept>(&self, id: Uuid) -> Result<Arc<Replayed<M>>, Error> {
        self.replay_to::<M>(id, u64::MAX).await
    }

    /// As it stood after so many acts, or later: nothing is read where that is held already.
    async fn replay_to<M: Kept>(&self, id: Uuid, acts: u64) -> Result<Arc<Replayed<M>>, Error> {
        let replays = M::replays(&self.joint);
        let held = replays.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
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
        replays.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, replayed.clone());
        Ok(replayed)
    }
}

impl Desk<'_> {
    /// All of a sort that are kept, replayed.
    async fn replays<M: Kept>(&self) -> Result<Vec<(Uuid, Arc<Replayed<M>>)>, Error> {
        let mut out = Vec::new();
        for kept in self.node.store.kept_as_acts(M::OF).await? {
            out.push((kept.id, self.node.replay_to(kept.id, kept.acts).await?));
        }
        Ok(out)
    }

    async fn begin<M: Kept>(&self, act: &M::Act) -> Result<Uuid, Error> {
        let mut refused = None;
        let first = Replayed::<M>::default().does(act, self.node, &mut refused);
        let first = first.map_err(|error| told(error, refused))?;
        Ok(done(self.node.store.begin_acts(&self.asker(), M::OF, &first, self.node.now()))?)
    }

    async fn does<M: Kept>(&self, id: Uuid, act: &M::Act) -> Result<(), Error> {
        let held = self.node.replay::<M>(id).await?;
        let mut refused = None;
        let decide = |before: &[Done]| {
            let mut now = Replayed::clone(&held);
            now.take_up(before)?;
            Ok(vec![now.does(act, self.node, &mut refused)?])
        };
        let known = (M::OF, id, held.acts);
        let ended = done(self.node.store.act(&self.asker(), known, decide, self.node.now()));
        ended.map_err(|error| told(error, refused))
    }

    /// Begins a joint activity. `act` is the first.
    ///
    /// # Errors
    /// Where policies say no, it would be another party's, or the act can't begin one.
    pub async fn begin_work(&self, act: &work::Act) -> Result<Uuid, Error> {
        self.begin::<Workspace>(act).await
    }

    /// Does something in a joint activity.
    ///
    /// # Errors
    /// [`Error::Absent`] for what the viewer doesn't see, where policies say no, and where the rules of joint work do: nothing has changed then.
    pub async fn work_jointly(&self, id: Uuid, act: &work::Act) -> Result<(), Error> {
        let seen = self.work(id).await?;
        self.may_lay(act).await?;
        self.does::<Workspace>(id, act).await?;
        self.bind_dossier(&seen, act).await;
        Ok(())
    }

    /// Holds something ready. `act` is the first.
    ///
    /// # Errors
    /// Where policies say no, it would be another party's, or the act can't begin one.
    pub async fn hold_ready(&self, act: &comity_council::joint::ready::Act) -> Result<Uuid, Error> {
        self.begin::<Holding>(act).await
    }

    /// Does something with what is held ready.
    ///
    /// # Errors
    /// As for [`Desk::work_jointly`].
    pub async fn act_on_ready(&self, id: Uuid, act: &comity_council::joint::ready::Act) -> Result<(), Error> {
        self.ready(id).await?;
        self.does::<Holding>(id, act).await
    }

    /// Begins a series. `act` is the first.
    ///
    /// # Errors
    /// Where policies say no, it would be another party's, or the act can't begin one.
    pub async fn begin_series(&self, act: &comity_council::joint::series::Act) -> Result<Uuid, Error> {
        self.begin::<Series>(act).await
    }

    /// Does something in a series.
    ///
    /// # Errors
    /// As for [`Desk::work_jointly`].
    pub async fn act_in_series(
        &self,
        id: Uuid,
        act: &comity_council::joint::series::Act,
    ) -> Result<(), Error> {
        self.one_series(id).await?;
        self.does::<Series>(id, act).await
    }

    /// For whom the viewer may speak in what a party keeps.
    pub(crate) fn voice(&self, keeper: Option<&PartyId>) -> Voice {
        let own = self.viewer.party().cloned();
        Voice {
            speaks: own.clone().filter(|_| self.may(NodeAction::SpeakInCouncil)),
            keeps: own.is_some() && own.as_ref() == keeper && self.may(NodeAction::KeepAgenda),
            own,
        }
    }

    /// Whether the viewer may begin joint work for their party.
    pub fn may_begin(&self) -> bool {
        self.viewer.seat.is_some()
            && (self.may(NodeAction::SpeakInCouncil) || self.may(NodeAction::KeepAgenda))
    }
}

/// An error of the store, or the machine's own reason behind it.
fn told(error: StoreError, refused: Option<Refused>) -> Error {
    match (error, refused) {
        (StoreError::Refused { .. }, Some(refused)) => Error::Joint { refused },
        (error, _) => error.into(),
    }
}
