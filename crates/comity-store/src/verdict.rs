//! What persons make: verdicts, links, outcomes. Only added to, and no import writes to their tables.

use uuid::Uuid;

use comity_ledger::Event;
use comity_ledger::event::{self, OutcomeWord};
use comity_policy::RecordAction;

use crate::access::{Asker, Visible, class_of};
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::read::Handle;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// A named person's answer to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    Confirm,
    /// It is not.
    Reject,
    /// It can't be said yet; the finding stays open.
    Unsure,
}

impl Answer {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Answer::Confirm => "confirm",
            Answer::Reject => "reject",
            Answer::Unsure => "unsure",
        }
    }
}

/// What the parties do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Outcome {
    Proceed,
    Jointly,
    Delay,
    Cancel,
    Merge,
    Divide,
    NoAction,
}

impl Outcome {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Proceed => "proceed",
            Outcome::Jointly => "jointly",
            Outcome::Delay => "delay",
            Outcome::Cancel => "cancel",
            Outcome::Merge => "merge",
            Outcome::Divide => "divide",
            Outcome::NoAction => "no-action",
        }
    }
}

impl Store {
    /// Writes a verdict down, with the versions that its maker had before them.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] where policies let the asker answer for none of its records.
    pub async fn verdict(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        answer: Answer,
        reason: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        self.run_tx("verdict", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                finding.into(),
                asker.person().into(),
                asker.party()?.into(),
                answer.as_str().into(),
                reason.into(),
                now.into(),
            ];
            tx.insert(table::verdict, vec![row]).await?;
            tx.run(
                sql!(
                    "insert into verdict_record (verdict_id, n, record_id, version) \
                     select $1, n, record_id, version from finding_record where finding_id = $2"
                ),
                args![id, finding],
            )
            .await?;
            let status = if answer == Answer::Unsure { "open" } else { "answered" };
            tx.run(
                sql!("update finding set status = $2 where id = $1 and status <> 'gone'"),
                args![finding, status],
            )
            .await?;
            let records = tx.records_of_finding(finding).await?;
            let mut entries = Entries::default();
            let reason = entries.reason(reason)?;
            let finding = log::text(finding);
            let answer = match answer {
                Answer::Confirm => event::Answer::Confirm,
                Answer::Reject => event::Answer::Reject,
                Answer::Unsure => event::Answer::Unsure,
            };
            entries.add(Event::Verdict { finding, records, answer, reason });
            self.log(tx, asker, entries, now).await?;
            Ok(id)
        })
        .await
    }

    /// Writes down what is done about a finding.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] where policies let the asker answer for none of its records.
    pub async fn outcome(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        what: Outcome,
        note: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        self.run_tx("outcome", async |tx| {
            tx.concerns(finding, RecordAction::Decide, asker).await?;
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                finding.into(),
                what.as_str().into(),
                asker.person().into(),
                asker.party()?.into(),
                note.into(),
                now.into(),
            ];
            tx.insert(table::outcome, vec![row]).await?;
            let mut entries = Entries::default();
            let reason = entries.reason(note)?;
            let outcome = match what {
                Outcome::Proceed => OutcomeWord::Proceed,
                Outcome::Jointly => OutcomeWord::Jointly,
                Outcome::Delay => OutcomeWord::Delay,
                Outcome::Cancel => OutcomeWord::Cancel,
                Outcome::Merge => OutcomeWord::MergeRecords,
                Outcome::Divide => OutcomeWord::DivideWork,
                Outcome::NoAction => OutcomeWord::NoAction,
            };
            entries.add(Event::Outcome { finding: log::text(finding), outcome, reason });
            self.log(tx, asker, entries, now).await?;
            Ok(id)
        })
        .await
    }

    /// Links two records that the maker sees and may answer findings about; one must be the own party's. `kind` is a word of the findings: `same`, `part`..
    ///
    /// # Errors
    /// [`Error::Missing`] where a record isn't seen, [`Error::Denied`] by policies, [`Error::Refused`] where both are others'.
    pub async fn link(
        &self,
        asker: &Asker<'_>,
        visible: &Visible,
        (from, to): (Uuid, Uuid),
        kind: &str,
        reason: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        self.run_tx("link", async |tx| {
            let mut own = false;
            for id in [from, to] {
                let class = tx.class_of_record(id).await?.and_then(|class| visible.seen(class));
                let class = class.ok_or(Error::Missing { what: "record", id })?;
                let _permit = asker.may(RecordAction::Verdict, class)?;
                own |= class.party() == asker.party()?;
            }
            if !own {
                return Err(Error::Refused {
                    reason: "both records are others'; link one of your own".to_owned(),
                });
            }
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                from.into(),
                to.into(),
                kind.into(),
                asker.person().into(),
                asker.party()?.into(),
                reason.into(),
                now.into(),
                None::<Time>.into(),
                None::<String>.into(),
            ];
            tx.insert(table::link, vec![row]).await?;
            let records = tx.handles(vec![from, to]).await?.into_iter().map(log::version).collect();
            let mut entries = Entries::default();
            let reason = entries.reason(reason)?;
            entries.add(Event::DossierChanged { dossier: log::text(id), records, reason });
            self.log(tx, asker, entries, now).await?;
            Ok(id)
        })
        .await
    }

    /// Ends a link that the asker's party made.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none.
    pub async fn end_link(&self, asker: &Asker<'_>, link: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("link: end", async |tx| {
            let ended = tx
                .run(
                    sql!("update link set ended_at = $2, ended_by = $3 where id = $1 and party = $4 and ended_at is null"),
                    args![link, now, asker.person(), asker.party()?],
                )
                .await?;
            if ended == 0 {
                return Err(Error::Missing { what: "link", id: link });
            }
            let mut entries = Entries::default();
            entries.add(Event::DossierChanged { dossier: log::text(link), records: Vec::new(), reason: None });
            self.log(tx, asker, entries, now).await
        })
        .await
    }
}

impl Tx {
    /// The class of a published record.
    pub(crate) async fn class_of_record(&mut self, record: Uuid) -> Result<Option<i64>, Error> {
        let row = self.row(sql!("select class_id from record where id = $1"), args![record]).await?;
        row.map_or(Ok(None), |row| row.get(0))
    }

    /// The records of a finding, for the log.
    async fn records_of_finding(&mut self, finding: Uuid) -> Result<Vec<event::RecordVersion>, Error> {
        let rows = self
            .rows(
                sql!("select record_id, version from finding_record where finding_id = $1 order by n"),
                args![finding],
            )
            .await?;
        let handle = |row: &Row| Ok(Handle { record: row.get(0)?, version: row.get(1)? });
        rows.iter().map(handle).map(|handle| handle.map(log::version)).collect()
    }

    /// Records with their current versions.
    pub(crate) async fn handles(&mut self, records: Vec<Uuid>) -> Result<Vec<Handle>, Error> {
        let rows = self
            .rows(sql!("select id, version from record where id in @ids($1) order by id"), args![records])
            .await?;
        rows.iter().map(|row| Ok(Handle { record: row.get(0)?, version: row.get(1)? })).collect()
    }

    /// Whether a party has a record in a finding or is named in it.
    pub(crate) async fn concerns_party(&mut self, finding: Uuid, party: &str) -> Result<bool, Error> {
        let row = self
            .row(
                sql!(
                    "select f.id from finding f where f.id = $1 and (exists (select 1 from finding_record fr \
                     join record r on r.id = fr.record_id where fr.finding_id = f.id and r.owner = $2) or exists \
                     (select 1 from finding_party p where p.finding_id = f.id and p.party = $2))"
                ),
                args![finding, party],
            )
            .await?;
        Ok(row.is_some())
    }

    /// Refuses a finding in which the asker's party has no record and is not named, or of whose records policies let the asker
    /// answer for none.
    pub(crate) async fn concerns(
        &mut self,
        finding: Uuid,
        action: RecordAction,
        asker: &Asker<'_>,
    ) -> Result<(), Error> {
        if !self.concerns_party(finding, asker.party()?).await? {
            return Err(Error::Missing { what: "finding", id: finding });
        }
        let classes = self
            .rows(
                sql!(
                    "select distinct c.seat, c.label, c.state from finding_record fr join record r on r.id = fr.record_id \
                     join access_class c on c.id = r.class_id where fr.finding_id = $1"
                ),
                args![finding],
            )
            .await?;
        // one that is about parties alone has no record to ask about
        let mut answer = Ok(());
        for row in &classes {
            match asker.may(action, &class_of(row, 0)?) {
                Ok(_permit) => return Ok(()),
                Err(denied) => answer = Err(denied),
            }
        }
        answer
    }
}
