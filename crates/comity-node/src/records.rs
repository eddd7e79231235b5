//! Records: listed, opened with all that is said of their activity, labelled, withdrawn.

use comity_core::Label;
use comity_store::Uuid;
use comity_store::read::{Cursor, Dossier, Filter, Full, Page, Sort};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// An opened record.
#[derive(Clone, Debug)]
pub struct Look {
    /// The record with its history.
    pub full: Full,
    /// All that is held to be about the same activity, itself first.
    pub dossier: Dossier,
    /// Whether the viewer may give it another label.
    pub may_label: bool,
    /// Whether the viewer may take it back.
    pub may_withdraw: bool,
}

impl Desk<'_> {
    /// A page of records.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list(
        &self,
        filter: &Filter,
        sort: Sort,
        after: Option<&Cursor>,
        size: u32,
    ) -> Result<Page, Error> {
        Ok(self.node.store.list(&self.visible, filter, sort, after, size).await?)
    }

    /// A record with its history and its dossier.
    ///
    /// # Errors
    /// Where there is none, or none that may be seen.
    pub async fn record(&self, id: Uuid) -> Result<Look, Error> {
        let full = self.node.store.record(&self.visible, id).await?;
        self.note_reading(&[id])?;
        let dossier = self.node.store.dossier(&self.visible, id).await?;
        let own = self.viewer.party().is_some_and(|party| party.as_str() == full.summary.class.party());
        let may = |action| own && self.asker().may(action, &full.summary.class).is_ok();
        let may_label = may(comity_policy::RecordAction::Label);
        let may_withdraw = may(comity_policy::RecordAction::Withdraw);
        Ok(Look { full, dossier, may_label, may_withdraw })
    }

    /// Writes down that the viewer's party read records of others: each version once.
    pub(crate) fn note_reading(&self, records: &[Uuid]) -> Result<(), Error> {
        Ok(done(self.node.store.seen_by(&self.asker(), &self.visible, records, self.node.now()))?)
    }

    /// Gives a record of the own party another label.
    ///
    /// # Errors
    /// Where the party has no such record, or policies say no.
    pub async fn relabel(&self, record: Uuid, label: &Label, reason: &str) -> Result<(), Error> {
        done(self.node.store.relabel(&self.asker(), record, label, reason.trim(), self.node.now()))?;
        Ok(())
    }

    /// Takes a record of the own party back, or ends that.
    ///
    /// # Errors
    /// Where the party has no such record, or policies say no.
    pub async fn withdraw(&self, record: Uuid, back: bool, reason: &str) -> Result<(), Error> {
        let (asker, now) = (self.asker(), self.node.now());
        match back {
            true => done(self.node.store.reinstate(&asker, record, reason.trim(), now))?,
            false => done(self.node.store.withdraw(&asker, record, reason.trim(), now))?,
        }
        Ok(())
    }
}
