//! What persons say of findings. Only added to or taken back, and no import writes to its tables.

use std::collections::BTreeSet;

use uuid::Uuid;

use comity_ledger::Event;
use comity_ledger::event;
use comity_policy::RecordAction;

use crate::access::{Asker, class_of};
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::read::{AsSeen, Handle};
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

/// A verdict about to be written down.
struct NewVerdict<'a> {
    id: Uuid,
    finding: Uuid,
    answer: Answer,
    reason: &'a str,
    batch: Option<Uuid>,
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
        self.verdict_on(asker, finding, (answer, reason), None, now).await
    }

    /// The same, where the finding must still be as its maker saw it.
    ///
    /// # Errors
    /// Those of [`Store::verdict`]; [`Error::Changed`] where it isn't.
    pub async fn verdict_on(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        (answer, reason): (Answer, &str),
        seen: Option<&AsSeen<'_>>,
        now: Time,
    ) -> Result<Uuid, Error> {
        self.run_tx("verdict", async |tx| {
            if let Some(seen) = seen {
                tx.must_be_as_seen(finding, seen).await?;
            }
            let mut entries = Entries::default();
            let new = NewVerdict { id: Ids::at(now).next(), finding, answer, reason, batch: None };
            tx.write_verdict(asker, &new, &mut entries, now).await?;
            self.log(tx, asker, entries, now).await?;
            Ok(new.id)
        })
        .await
    }

    /// Gives one answer to many findings: to all, or where one of them can't be answered, to none. The batch can be taken back as a whole.
    ///
    /// # Errors
    /// Those of [`Store::verdict`]; [`Error::Refused`] without a reason.
    pub async fn verdicts(
        &self,
        asker: &Asker<'_>,
        findings: &BTreeSet<Uuid>,
        answer: Answer,
        reason: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        if reason.is_empty() {
            return Err(Error::Refused { reason: "an answer to many findings needs a reason".to_owned() });
        }
        self.run_tx("verdicts", async |tx| {
            let ids = Ids::at(now);
            let (batch, mut entries) = (ids.next(), Entries::default());
            for finding in findings {
                let new =
                    NewVerdict { id: ids.next(), finding: *finding, answer, reason, batch: Some(batch) };
                tx.write_verdict(asker, &new, &mut entries, now).await?;
            }
            self.log(tx, asker, entries, now).await?;
            Ok(batch)
        })
        .await
    }

    /// Takes the asker's newest verdict on a finding back: it stays and counts no more, so that what was said before holds again.
    ///
    /// # Errors
    /// [`Error::Missing`] where the asker said nothing of it.
    pub async fn retract_verdict(&self, asker: &Asker<'_>, finding: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("verdict: retract", async |tx| {
            let row = tx
                .row(
                    sql!(
                        "select id, finding_id from verdict where finding_id = $1 and person = $2 and party = $3 \
                         and retracted_at is null order by id desc limit 1"
                    ),
                    args![finding, asker.person(), asker.party()?],
                )
                .await?;
            let own = row.ok_or(Error::Missing { what: "verdict", id: finding })?;
            self.retract(tx, asker, &[own], now).await
        })
        .await
    }

    /// Takes a whole batch of the asker's back, and says how many verdicts that were.
    ///
    /// # Errors
    /// [`Error::Missing`] where the asker gave no such batch, or has taken all of it back.
    pub async fn retract_batch(&self, asker: &Asker<'_>, batch: Uuid, now: Time) -> Result<usize, Error> {
        self.run_tx("verdicts: retract", async |tx| {
            let own = tx
                .rows(
                    sql!(
                        "select id, finding_id from verdict where batch = $1 and person = $2 and party = $3 \
                         and retracted_at is null order by id"
                    ),
                    args![batch, asker.person(), asker.party()?],
                )
                .await?;
            if own.is_empty() {
                return Err(Error::Missing { what: "batch of verdicts", id: batch });
            }
            self.retract(tx, asker, &own, now).await?;
            Ok(own.len())
        })
        .await
    }

    /// Takes verdicts back, given as rows of their ids and findings.
    async fn retract(&self, tx: &mut Tx, asker: &Asker<'_>, own: &[Row], now: Time) -> Result<(), Error> {
        let mut entries = Entries::default();
        for row in own {
            let (verdict, finding): (Uuid, Uuid) = (row.get(0)?, row.get(1)?);
            tx.run(sql!("update verdict set retracted_at = $2 where id = $1"), args![verdict, now]).await?;
            tx.settle(finding).await?;
            let records = tx.records_of_finding(finding).await?;
            let (finding, answer) = (log::text(finding), event::Answer::Retract);
            entries.add(Event::Verdict { finding, records, answer, reason: None });
        }
        self.log(tx, asker, entries, now).await
    }
}

impl Tx {
    async fn write_verdict(
        &mut self,
        asker: &Asker<'_>,
        new: &NewVerdict<'_>,
        entries: &mut Entries,
        now: Time,
    ) -> Result<(), Error> {
        self.concerns(new.finding, RecordAction::Verdict, asker).await?;
        let row = vec![
            new.id.into(),
            new.finding.into(),
            asker.person().into(),
            asker.party()?.into(),
            new.answer.as_str().into(),
            new.reason.into(),
            now.into(),
            new.batch.into(),
            None::<Time>.into(),
        ];
        self.insert(table::verdict, vec![row]).await?;
        self.run(
            sql!(
                "insert into verdict_record (verdict_id, n, record_id, version) \
                 select $1, n, record_id, version from finding_record where finding_id = $2"
            ),
            args![new.id, new.finding],
        )
        .await?;
        self.settle(new.finding).await?;
        let records = self.records_of_finding(new.finding).await?;
        let reason = entries.reason(new.reason)?;
        let finding = log::text(new.finding);
        let answer = match new.answer {
            Answer::Confirm => event::Answer::Confirm,
            Answer::Reject => event::Answer::Reject,
            Answer::Unsure => event::Answer::Unsure,
        };
        entries.add(Event::Verdict { finding, records, answer, reason });
        Ok(())
    }

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
