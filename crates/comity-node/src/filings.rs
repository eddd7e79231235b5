//! Plans that are filed: put in as a record, checked against the lead time, listed, withdrawn.

use comity_core::{Day, Label, Snapshot, Source, SourceId};
use comity_policy::NodeAction;
use comity_store::import::Options;
use comity_store::{Filed, Filing, Ids, Unfiled, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::planned::Planned;
use crate::wait::done;

/// Days before the last day in time on which a desk is told of a plan that isn't filed.
const AHEAD: i32 = 14;
const UNFILED: u32 = 20;

/// What the desk's filings page shows beside the filings.
#[derive(Clone, Debug)]
pub struct FilingRules {
    /// Plans of the party that begin soon and aren't filed.
    pub unfiled: Vec<Unfiled>,
    /// How many days before it begins a plan is filed.
    pub lead_days: i32,
    /// How many days before the earlier activity begins a conflict is decided.
    pub clock_days: i32,
    /// Whether the viewer may set these.
    pub may_set: bool,
}

impl Desk<'_> {
    /// Files a plan: it becomes a record of the viewer's party under this label, and conflicts are looked for. Says which record, and whether it
    /// came late.
    ///
    /// # Errors
    /// [`Error::Input`] when the plan can't be understood or has no title or first day; where policies say no; where it is late or waived without
    /// a reason. Nothing is put in then.
    pub async fn file(
        &self,
        planned: &Planned,
        label: Option<&Label>,
        filing: &Filing,
    ) -> Result<(Uuid, bool), Error> {
        let wrong = |field, reason: &str| Err(Error::Input { field, reason: reason.to_owned() });
        if planned.title.trim().is_empty() {
            return wrong("title", "a plan that is filed needs a title");
        }
        let Some(start) = planned.start else {
            return wrong("start", "a plan that is filed needs a first day");
        };
        self.may_file(start, filing).await?;
        let (store, now) = (&self.node.store, self.node.now());
        let own_id = format!("plan-{}", Ids::at(now).next().simple());
        let planned = Planned { id: Some(own_id.clone()), ..planned.clone() };
        let record = planned.record().map_err(|reason| Error::Input { field: "plan", reason })?;
        let source = Source { name: own_id.clone(), format: "plan".into(), ..Source::default() };
        let record = comity_core::Record { source: SourceId(0), ..record };
        let snapshot = Snapshot { sources: vec![source], records: vec![record], ..Snapshot::default() };
        let own = Label::own();
        let options =
            Options { label: label.unwrap_or(&own), relabel: false, source: None, now, progress: &|_, _| {} };
        let in_force = self.node.up_to_date().await?;
        done(store.import(&self.asker(), snapshot, &in_force.reference, &options))?;
        let record =
            store.own_record(&self.asker(), &own_id).await?.ok_or(Error::Absent { what: "record" })?;
        let late = done(store.file_plan(&self.asker(), record, filing, now))?;
        self.node.look_for_findings().await?;
        Ok((record, late))
    }

    /// Refuses what couldn't be filed afterwards, before it is put in.
    async fn may_file(&self, start: Day, filing: &Filing) -> Result<(), Error> {
        let due = start.plus(-self.node.store.days("lead-days").await?);
        if filing.reason.is_empty() && (due < self.node.today() || !filing.superior.is_empty()) {
            let reason = format!("it had to be filed by {due}: a late plan, or a waiver, needs a reason");
            return Err(Error::Input { field: "reason", reason });
        }
        if !filing.superior.is_empty() {
            self.node.store.is_superior(&self.asker(), &filing.superior).await?;
        }
        Ok(())
    }

    /// Files a plan that is a record of the viewer's party already, and says whether it came late.
    ///
    /// # Errors
    /// Where the party has no such record, policies say no, or a reason is missing.
    pub async fn file_record(&self, record: Uuid, filing: &Filing) -> Result<bool, Error> {
        Ok(done(self.node.store.file_plan(&self.asker(), record, filing, self.node.now()))?)
    }

    /// Withdraws a filing of the viewer's party and the plan with it.
    ///
    /// # Errors
    /// Where there is none that stands, policies say no, or a reason is missing.
    pub async fn withdraw_filing(&self, filing: Uuid, reason: &str) -> Result<(), Error> {
        let (asker, now) = (self.asker(), self.node.now());
        done(self.node.store.withdraw_filing(&asker, filing, reason.trim(), now))?;
        self.node.look_for_findings().await
    }

    /// Filings of the viewer's party, the newest first.
    ///
    /// # Errors
    /// For users without a seat; when the database can't be read.
    pub async fn filings(&self, before: Option<Uuid>, size: u32) -> Result<Vec<Filed>, Error> {
        Ok(self.node.store.filings(&self.asker(), &self.visible, before, size).await?)
    }

    /// What is to be filed, and by when.
    ///
    /// # Errors
    /// For users without a seat; when the database can't be read.
    pub async fn filing_rules(&self) -> Result<FilingRules, Error> {
        let store = &self.node.store;
        Ok(FilingRules {
            unfiled: self.unfiled().await?,
            lead_days: store.days("lead-days").await?,
            clock_days: store.days("clock-days").await?,
            may_set: self.may(NodeAction::AdministerPolicy),
        })
    }

    /// Plans of the viewer's party that begin soon and aren't filed.
    pub(crate) async fn unfiled(&self) -> Result<Vec<Unfiled>, Error> {
        let days = (self.node.today(), AHEAD);
        Ok(self.node.store.unfiled(&self.asker(), &self.visible, days, UNFILED).await?)
    }

    /// Whether a plan that begins on a day would be late if it were filed today, and until when it had or has to be.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn lead(&self, start: Day) -> Result<(bool, Day), Error> {
        let due = start.plus(-self.node.store.days("lead-days").await?);
        Ok((due < self.node.today(), due))
    }

    /// Sets how many days ahead plans are filed (`lead-days`) or conflicts decided (`clock-days`).
    ///
    /// # Errors
    /// Where policies say no, or it is no such setting or number.
    pub async fn set_days(&self, name: &str, days: i32) -> Result<(), Error> {
        Ok(done(self.node.store.set_days(&self.asker(), name, days, self.node.now()))?)
    }
}
