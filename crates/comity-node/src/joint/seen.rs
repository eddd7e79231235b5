//! What a viewer sees of joint work, taken out of it once: pages, papers and programs get nothing else.

use std::collections::BTreeMap;

use comity_core::PartyId;
use comity_council::joint::ready::{self, Holding};
use comity_council::joint::series::{self, Series};
use comity_council::joint::work::{self, Workspace};
use comity_store::Uuid;
use comity_store::read::Summary;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::replay::{Replay, Replayed};

/// For whom a viewer may speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Voice {
    /// The viewer's party.
    pub own: Option<PartyId>,
    /// It, where the viewer may speak for it.
    pub speaks: Option<PartyId>,
    /// Whether the viewer is of the secretariat of the party that keeps it, and enters what others sent by letter.
    pub keeps: bool,
}

impl Voice {
    /// Whether the viewer may speak for a party.
    pub fn is_of(&self, party: &PartyId) -> bool {
        self.keeps || self.speaks.as_ref() == Some(party)
    }
}

/// A record of the common dossier.
#[derive(Clone, Debug, Serialize)]
pub struct LaidSeen {
    /// Whose.
    pub party: PartyId,
    /// Which.
    pub record: Uuid,
    /// Its title; nothing where its label keeps it from the viewer.
    pub title: Option<String>,
}

/// A joint activity.
#[derive(Clone, Debug, Serialize)]
pub struct WorkSeen {
    /// Which.
    pub id: Uuid,
    /// What the viewer sees.
    pub view: work::View,
    /// For whom the viewer may speak.
    pub voice: Voice,
    /// Whether they may do what the lead does.
    pub leads: bool,
    /// The records that lie in the dossier.
    pub dossier: Vec<LaidSeen>,
    /// Sight of each party that takes part, for partners: who sees how much.
    pub sights: BTreeMap<PartyId, work::Sight>,
}

/// Something held ready.
#[derive(Clone, Debug, Serialize)]
pub struct ReadySeen {
    /// Which.
    pub id: Uuid,
    /// What the viewer sees.
    pub view: ready::View,
    /// For whom the viewer may speak.
    pub voice: Voice,
}

/// A series.
#[derive(Clone, Debug, Serialize)]
pub struct SeriesSeen {
    /// Which.
    pub id: Uuid,
    /// What the viewer sees.
    pub view: series::View,
    /// For whom the viewer may speak.
    pub voice: Voice,
    /// Titles of the records that editions are, as far as the viewer may see them.
    pub records: BTreeMap<String, String>,
}

impl Desk<'_> {
    /// Joint activities that the viewer may see, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn all_work(&self) -> Result<Vec<WorkSeen>, Error> {
        let mut out = Vec::new();
        for (id, held) in self.replays::<Workspace>().await? {
            out.extend(self.see_work(id, &held.what, self.viewer.party()));
        }
        Ok(out)
    }

    /// A joint activity.
    ///
    /// # Errors
    /// Where there is none that the viewer may see.
    pub async fn work(&self, id: Uuid) -> Result<WorkSeen, Error> {
        let held = self.held::<Workspace>(id, "joint activity").await?;
        let seen = self.see_work(id, &held.what, self.viewer.party());
        let mut seen = seen.ok_or(Error::Absent { what: "joint activity" })?;
        seen.dossier = self.laid(&seen).await?;
        Ok(seen)
    }

    /// A joint activity as a party sees it that takes part, for a partner who wants to know; papers that the viewer may not read are left out.
    ///
    /// # Errors
    /// Where the viewer is no partner, or the party sees nothing.
    pub async fn work_as(&self, id: Uuid, party: &PartyId) -> Result<WorkSeen, Error> {
        let own = self.work(id).await?;
        if own.view.sight != work::Sight::Whole {
            return Err(Error::Absent { what: "joint activity" });
        }
        let held = self.held::<Workspace>(id, "joint activity").await?;
        let seen = self.see_work(id, &held.what, Some(party));
        let mut seen = seen.ok_or(Error::Absent { what: "joint activity" })?;
        seen.view.notes.retain(|note| own.view.notes.contains(note));
        seen.dossier = own.dossier;
        seen.dossier.retain(|_| seen.view.sight == work::Sight::Whole);
        seen.voice = Voice { own: None, speaks: None, keeps: false };
        seen.leads = false;
        Ok(seen)
    }

    fn see_work(&self, id: Uuid, what: &Workspace, party: Option<&PartyId>) -> Option<WorkSeen> {
        let view = what.view(party)?;
        let voice = self.voice(Some(&view.lead));
        let whole = view.sight == work::Sight::Whole;
        let sights = view.partners.keys().filter(|_| whole);
        Some(WorkSeen {
            id,
            leads: whole && voice.is_of(&view.lead) && view.ended.is_none(),
            voice,
            dossier: Vec::new(),
            sights: sights.filter_map(|party| Some((party.clone(), what.sight(Some(party))?))).collect(),
            view,
        })
    }

    /// What is held ready and the viewer may see, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn all_ready(&self) -> Result<Vec<ReadySeen>, Error> {
        let held = self.replays::<Holding>().await?;
        Ok(held.iter().filter_map(|(id, held)| self.see_ready(*id, &held.what)).collect())
    }

    /// Something held ready.
    ///
    /// # Errors
    /// Where there is none that the viewer may see.
    pub async fn ready(&self, id: Uuid) -> Result<ReadySeen, Error> {
        let held = self.held::<Holding>(id, "thing held ready").await?;
        self.see_ready(id, &held.what).ok_or(Error::Absent { what: "thing held ready" })
    }

    fn see_ready(&self, id: Uuid, what: &Holding) -> Option<ReadySeen> {
        let view = what.view(self.viewer.party())?;
        Some(ReadySeen { id, voice: self.voice(Some(&view.holder)), view })
    }

    /// Series that the viewer may see, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn all_series(&self) -> Result<Vec<SeriesSeen>, Error> {
        let held = self.replays::<Series>().await?;
        Ok(held.iter().filter_map(|(id, held)| self.see_series(*id, &held.what)).collect())
    }

    /// A series.
    ///
    /// # Errors
    /// Where there is none that the viewer may see.
    pub async fn one_series(&self, id: Uuid) -> Result<SeriesSeen, Error> {
        let held = self.held::<Series>(id, "series").await?;
        let mut seen = self.see_series(id, &held.what).ok_or(Error::Absent { what: "series" })?;
        for (_, edition) in &seen.view.editions {
            let record = edition.record.as_deref().and_then(|record| Uuid::parse_str(record).ok());
            if let Some(summary) = self.glance(record).await? {
                seen.records.insert(summary.id.to_string(), summary.title);
            }
        }
        Ok(seen)
    }

    fn see_series(&self, id: Uuid, what: &Series) -> Option<SeriesSeen> {
        let view = what.view(self.viewer.party())?;
        let voice = self.voice(Some(&view.keeper));
        Some(SeriesSeen { id, voice, records: BTreeMap::new(), view })
    }

    async fn held<M: Replay>(
        &self,
        id: Uuid,
        what: &'static str,
    ) -> Result<std::sync::Arc<Replayed<M>>, Error> {
        match self.node.replay::<M>(id).await {
            Err(Error::Store(comity_store::Error::Missing { .. })) => Err(Error::Absent { what }),
            other => other,
        }
    }

    /// A record at a glance, where the viewer may see it.
    pub(super) async fn glance(&self, record: Option<Uuid>) -> Result<Option<Summary>, Error> {
        let Some(record) = record else { return Ok(None) };
        match self.node.store.record(&self.visible, record).await {
            Ok(full) => Ok(Some(full.summary)),
            Err(comity_store::Error::Missing { .. } | comity_store::Error::Denied { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
