//! Labels and withdrawals made by persons: no import changes them.

use comity_core::Label;
use comity_ledger::Event;
use comity_ledger::event::RecordChange;
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::{AccessClass, Asker, State, class_of};
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

impl Store {
    /// Gives a record of the asker's party a label that no import changes.
    ///
    /// # Errors
    /// [`Error::Missing`] where the party has no such record, [`Error::Denied`] by policies.
    pub async fn relabel(
        &self,
        asker: &Asker<'_>,
        record: Uuid,
        label: &Label,
        reason: &str,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("relabel", async |tx| {
            let (old, class) = tx.own_class(record, asker).await?;
            let _permit = asker.may(RecordAction::Label, &class)?;
            let new = AccessClass { label: label.clone(), ..class };
            tx.reclass(asker, record, old, &new, "relabelled", reason, now).await?;
            tx.run(sql!("update record set label_by = $2 where id = $1"), args![record, asker.person()])
                .await?;
            let mut entries = Entries::default();
            let json =
                serde_json::to_vec(label).map_err(|error| Error::Refused { reason: error.to_string() })?;
            let (tlp, label) = (label.tlp(), entries.content(json)?);
            for handle in tx.handles(vec![record]).await? {
                entries.add(Event::LabelChanged { of: log::version(handle), tlp, label });
            }
            self.log(tx, asker, entries, now).await
        })
        .await
    }

    /// Takes a record of the asker's party back. It stays withdrawn whatever is imported; [`Store::reinstate`] ends that.
    ///
    /// # Errors
    /// [`Error::Missing`] where the party has no such record, [`Error::Denied`] by policies.
    pub async fn withdraw(
        &self,
        asker: &Asker<'_>,
        record: Uuid,
        reason: &str,
        now: Time,
    ) -> Result<(), Error> {
        self.restate(asker, record, State::Withdrawn, reason, now).await
    }

    /// Ends a withdrawal.
    ///
    /// # Errors
    /// [`Error::Missing`] where the party has no such record, [`Error::Denied`] by policies.
    pub async fn reinstate(
        &self,
        asker: &Asker<'_>,
        record: Uuid,
        reason: &str,
        now: Time,
    ) -> Result<(), Error> {
        self.restate(asker, record, State::Current, reason, now).await
    }

    async fn restate(
        &self,
        asker: &Asker<'_>,
        record: Uuid,
        state: State,
        reason: &str,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("withdraw", async |tx| {
            let (old, class) = tx.own_class(record, asker).await?;
            let _permit = asker.may(RecordAction::Withdraw, &class)?;
            let what = if state == State::Withdrawn { "withdrawn" } else { "reinstated" };
            let new = AccessClass { state, ..class };
            tx.reclass(asker, record, old, &new, what, reason, now).await?;
            let change =
                if state == State::Withdrawn { RecordChange::Withdrawn } else { RecordChange::Returned };
            let mut entries = Entries::default();
            for handle in tx.handles(vec![record]).await? {
                entries.record(handle, &new, change);
            }
            self.log(tx, asker, entries, now).await
        })
        .await
    }
}

impl Tx {
    pub(crate) async fn own_class(
        &mut self,
        record: Uuid,
        asker: &Asker<'_>,
    ) -> Result<(i64, AccessClass), Error> {
        let row = self
            .row(
                sql!(
                    "select c.id, c.seat, c.label, c.state from record r join access_class c on c.id = r.class_id \
                     where r.id = $1 and c.owner = $2"
                ),
                args![record, asker.party()?],
            )
            .await?
            .ok_or(Error::Missing { what: "record", id: record })?;
        Ok((row.get(0)?, class_of(&row, 1)?))
    }

    #[allow(clippy::too_many_arguments)] // one row of the history
    pub(crate) async fn reclass(
        &mut self,
        asker: &Asker<'_>,
        record: Uuid,
        old: i64,
        new: &AccessClass,
        what: &'static str,
        reason: &str,
        now: Time,
    ) -> Result<(), Error> {
        let class = self.class(new).await?;
        self.set_class(vec![record], class, now).await?;
        self.run(
            sql!(
                "insert into record_event (record_id, at, id, what, version, old_class, new_class, import_id, made_by, reason) \
                 select id, $2, $3, $4, version, $5, $6, $7, $8, $9 from record where id = $1"
            ),
            args![
                record,
                now,
                Ids::at(now).next(),
                what,
                old,
                class.0,
                None::<Uuid>,
                asker.person(),
                reason
            ],
        )
        .await?;
        Ok(())
    }
}
