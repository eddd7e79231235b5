//! Joint work: acts are replayed by their machines, asked for what the viewer may see, and done in the transaction that writes them.

mod dossier;
mod editions;
mod seen;

use std::sync::Arc;

use comity_core::{Day, PartyId};
use comity_council::joint::{Machine, Refused, ready::Holding, series::Series, work, work::Workspace};
use comity_policy::NodeAction;
use comity_store::{ActsOf, Doing, Done, Error as StoreError, Uuid};

pub use seen::{LaidSeen, ReadySeen, SeriesSeen, Voice, WorkSeen};

use crate::desk::Desk;
use crate::error::Error;
use crate::node::Node;
use crate::replay::{Replay, Replayed, Replays};
use crate::wait::done;

/// All joint work that was replayed.
#[derive(Default)]
pub(crate) struct Joint {
    work: Replays<Workspace>,
    ready: Replays<Holding>,
    series: Replays<Series>,
}

macro_rules! replay {
    ($machine:ident $of:ident $held:ident) => {
        impl Replay for $machine {
            const OF: ActsOf = ActsOf::$of;

            fn replays(node: &Node) -> &Replays<$machine> {
                &node.joint.$held
            }

            fn redo(&mut self, act: &str, on: Day) -> Result<(), String> {
                redo(self, act, on)
            }
        }
    };
}

replay!(Workspace Work work);
replay!(Holding Ready ready);
replay!(Series Series series);

fn redo<M: Machine>(machine: &mut M, act: &str, on: Day) -> Result<(), String> {
    let act: M::Act = serde_json::from_str(act).map_err(|error| error.to_string())?;
    machine.act(&act, on).map_err(|refused| refused.to_string())
}

impl<M: Machine> Replayed<M> {
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

impl Desk<'_> {
    /// All of a sort that are kept, replayed.
    async fn replays<M: Replay>(&self) -> Result<Vec<(Uuid, Arc<Replayed<M>>)>, Error> {
        let mut out = Vec::new();
        for kept in self.node.store.kept_as_acts(M::OF).await? {
            out.push((kept.id, self.node.replay_to::<M>(kept.id, kept.acts).await?));
        }
        Ok(out)
    }

    async fn begin<M: Machine + Replay>(&self, act: &M::Act) -> Result<Uuid, Error> {
        let mut refused = None;
        let first = Replayed::<M>::default().does(act, self.node, &mut refused);
        let first = first.map_err(|error| told(error, refused))?;
        Ok(done(self.node.store.begin_acts(&self.asker(), M::OF, &first, self.node.now()))?)
    }

    async fn does<M: Machine + Replay>(&self, id: Uuid, act: &M::Act) -> Result<(), Error> {
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
