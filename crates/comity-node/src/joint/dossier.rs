//! The common dossier of a joint activity: records of partners that speak of it. They are joined, so that they are counted once wherever the
//! node counts.

use comity_council::joint::work::Act;
use comity_store::Uuid;

use super::seen::{LaidSeen, WorkSeen};
use crate::desk::Desk;
use crate::error::Error;
use crate::links::Bond;

impl Desk<'_> {
    /// The records that lie in the dossier, those with their titles that the viewer may see.
    pub(super) async fn laid(&self, seen: &WorkSeen) -> Result<Vec<LaidSeen>, Error> {
        let mut out = Vec::new();
        for laid in seen.view.laid.iter().filter(|laid| laid.taken_out.is_none()) {
            let Ok(record) = Uuid::parse_str(&laid.record) else { continue };
            let title = self.glance(Some(record)).await?.map(|summary| summary.title);
            out.push(LaidSeen { party: laid.party.clone(), record, title });
        }
        Ok(out)
    }

    /// Only a record of the party itself is laid into a dossier.
    pub(super) async fn may_lay(&self, act: &Act) -> Result<(), Error> {
        let Act::Lay { party, record } = act else { return Ok(()) };
        let not_own = || Error::Input { field: "record", reason: format!("it is no record of `{party}`") };
        let id = Uuid::parse_str(record).map_err(|_| not_own())?;
        let full = self.node.store.record(&self.visible, id).await.map_err(|_| not_own())?;
        if full.summary.class.party() == party.as_str() { Ok(()) } else { Err(not_own()) }
    }

    /// Joins what was laid into the dossier with the record that lies there first, and parts what was taken out. That a record lies there holds
    /// whatever comes of it: who may not join records has somebody else do it on the record's page.
    pub(super) async fn bind_dossier(&self, before: &WorkSeen, act: &Act) {
        let ended = match act {
            Act::Lay { record, .. } => self.join_first(before, record).await,
            Act::TakeOut { record, .. } => self.part(before, record).await,
            Act::Leave { party, .. } => {
                let own = before.dossier.iter().filter(|laid| laid.party == *party);
                let mut ended = Ok(());
                for laid in own {
                    ended = ended.and(self.part(before, &laid.record.to_string()).await);
                }
                ended
            }
            _ => Ok(()),
        };
        if let Err(error) = ended {
            tracing::warn!(%error, work = %before.id, "records of a common dossier are not joined as they lie there");
        }
    }

    async fn join_first(&self, before: &WorkSeen, record: &str) -> Result<(), Error> {
        let first = before.dossier.iter().find(|laid| laid.title.is_some());
        let (Some(first), Ok(record)) = (first, Uuid::parse_str(record)) else { return Ok(()) };
        self.link(record, first.record, Bond::Same, &before.view.title).await.map(drop)
    }

    async fn part(&self, before: &WorkSeen, record: &str) -> Result<(), Error> {
        let Ok(record) = Uuid::parse_str(record) else { return Ok(()) };
        let own = self.viewer.party();
        for link in self.links(record).await? {
            let of_dossier = before.dossier.iter().any(|laid| laid.record == link.other);
            let ours = own.is_some_and(|own| own.as_str() == link.party);
            if of_dossier && ours && link.kind == Bond::Same.as_str() && link.reason == before.view.title {
                self.unbind(link.id).await?;
            }
        }
        Ok(())
    }
}
