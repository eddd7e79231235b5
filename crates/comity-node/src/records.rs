//! Records: searched and listed, opened with all that is said of their activity, labelled, withdrawn.

use comity_core::Label;
use comity_store::read::{Count, Cursor, Dossier, FacetCount, Filter, Full, Page, Sort};
use comity_store::{Facet, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// A page of records, how many there are, and what the filter can be narrowed by.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Found {
    pub page: Page,
    pub count: Count,
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
}

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

/// Counting stops here.
const COUNTED: u32 = 10_000;
/// Values of a facet.
const VALUES: u32 = 8;

impl Desk<'_> {
    /// Records of a filter.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn records(
        &self,
        filter: &Filter,
        sort: Sort,
        after: Option<&Cursor>,
        size: u32,
    ) -> Result<Found, Error> {
        let store = &self.node.store;
        let page = self.list(filter, sort, after, size).await?;
        let count = store.count(&self.visible, filter, COUNTED).await?;
        let mut facets = Vec::new();
        for facet in [Facet::Kind, Facet::Theme, Facet::Place, Facet::Party] {
            facets.push((facet, store.facet(&self.visible, filter, facet, VALUES).await?));
        }
        Ok(Found { page, count, facets })
    }

    /// A page of records alone, for programs.
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
        let dossier = self.node.store.dossier(&self.visible, id).await?;
        let own = self.viewer.party().is_some_and(|party| party.as_str() == full.summary.class.party());
        let may = |action| own && self.asker().may(action, &full.summary.class).is_ok();
        let may_label = may(comity_policy::RecordAction::Label);
        let may_withdraw = may(comity_policy::RecordAction::Withdraw);
        Ok(Look { full, dossier, may_label, may_withdraw })
    }

    /// Gives a record of the own party another label.
    ///
    /// # Errors
    /// Where the party has no such record, or policies say no.
    pub async fn relabel(&self, record: Uuid, label: &Label, reason: &str) -> Result<(), Error> {
        done(self.node.store.relabel(&self.asker(), record, label, reason.trim(), self.node.now()))?;
        self.node.changed();
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
        self.node.changed();
        Ok(())
    }
}
