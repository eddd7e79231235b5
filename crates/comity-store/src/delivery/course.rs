//! The course of a delivery: taken up, read, decided, applied, stopped, ended, forgotten.

use comity_core::Label;
use comity_policy::RecordAction;
use uuid::Uuid;

use super::{DeliveryState, job_of, label_text};
use crate::access::{AccessClass, Asker, State};
use crate::account::{pack, unpack};
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

impl Store {
    /// A piece of a file of the asker's delivery, as it was sent; none behind the last.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn piece(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        n: usize,
        part: usize,
    ) -> Result<Option<Vec<u8>>, Error> {
        let row = self
            .read()
            .await?
            .row(
                sql!(
                    "select p.content from delivery_piece p join delivery d on d.id = p.delivery_id \
                     where d.id = $1 and d.person = $2 and p.n = $3 and p.part = $4"
                ),
                args![id, asker.person(), n, part],
            )
            .await?;
        row.map(|row| unpack(&row.get::<Vec<u8>>(0)?)).transpose()
    }

    /// The node begins to read or to apply it; `false` where it is no more to be done. `import` is the id that its import will have.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_up(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        state: DeliveryState,
        import: Option<Uuid>,
        now: Time,
    ) -> Result<bool, Error> {
        let from: &[&str] = match state {
            DeliveryState::Reading => &["waiting", "reading"],
            _ => &["waiting", "reading", "decided", "applying"],
        };
        self.run_tx("delivery: take up", async |tx| {
            match tx.turn(asker, id, from, state, now).await {
                Ok(()) => {}
                Err(Error::Refused { .. } | Error::Missing { .. }) => return Ok(false),
                Err(error) => return Err(error),
            }
            tx.run(sql!("update delivery set import_id = $2 where id = $1"), args![id, import]).await?;
            Ok(true)
        })
        .await
    }

    /// Writes down how far the work is; `false` where it was stopped.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_progress(
        &self,
        id: Uuid,
        stage: &str,
        (done, of_all): (u64, u64),
        now: Time,
    ) -> Result<bool, Error> {
        self.run_tx("delivery: progress", async |tx| {
            let noted = tx
                .run(
                    sql!(
                        "update delivery set stage = $2, done = $3, of_all = $4, changed_at = $5 \
                         where id = $1 and state in ('reading', 'applying')"
                    ),
                    args![id, stage, done, of_all, now],
                )
                .await?;
            Ok(noted == 1)
        })
        .await
    }

    /// It was read: what came of it is shown, and a person decides.
    ///
    /// # Errors
    /// [`Error::Refused`] where it was stopped meanwhile.
    pub async fn was_read(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        outcome: &[u8],
        now: Time,
    ) -> Result<(), Error> {
        let packed = pack(outcome)?;
        self.run_tx("delivery: read", async |tx| {
            tx.turn(asker, id, &["reading"], DeliveryState::Read, now).await?;
            tx.run(sql!("update delivery set outcome = $2 where id = $1"), args![id, packed.as_slice()])
                .await?;
            Ok(())
        })
        .await
    }

    /// Has it read again, because something that reading depends on has changed.
    ///
    /// # Errors
    /// [`Error::Refused`] where it isn't read yet, or not any more.
    pub async fn read_again(&self, asker: &Asker<'_>, id: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("delivery: read again", async |tx| {
            tx.turn(asker, id, &["read"], DeliveryState::Waiting, now).await?;
            tx.enqueue(&job_of(id, now), now).await?;
            Ok(())
        })
        .await
    }

    /// A person said yes: it is applied under this label from now on.
    ///
    /// # Errors
    /// [`Error::Refused`] where it isn't read yet, or not any more; [`Error::Denied`] where policies let the asker put in no such records.
    pub async fn decide(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        label: Option<&Label>,
        now: Time,
    ) -> Result<(), Error> {
        let class = AccessClass {
            owner: asker.seat()?.clone(),
            label: label.cloned().unwrap_or_else(Label::own),
            state: State::Current,
        };
        let text = label.map(label_text).transpose()?.unwrap_or_default();
        self.run_tx("delivery: decide", async |tx| {
            let _permit = asker.may(RecordAction::Create, &class)?;
            tx.turn(asker, id, &["read"], DeliveryState::Decided, now).await?;
            tx.run(sql!("update delivery set label = $2 where id = $1"), args![id, &text]).await?;
            tx.enqueue(&job_of(id, now), now).await?;
            Ok(())
        })
        .await
    }

    /// Stops a delivery of the asker, also while it is being read or applied. Nothing of it is seen by anyone then.
    ///
    /// # Errors
    /// [`Error::Refused`] where it has ended.
    pub async fn stop_delivery(&self, asker: &Asker<'_>, id: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("delivery: stop", async |tx| {
            let from = ["coming", "waiting", "reading", "read", "decided", "applying"];
            tx.turn(asker, id, &from, DeliveryState::Stopped, now).await?;
            // an import under way writes no more from here on; the next one clears away what it staged
            tx.run(
                sql!(
                    "update import set state = 'abandoned' where state = 'running' and id in \
                     (select import_id from delivery where id = $1)"
                ),
                args![id],
            )
            .await?;
            tx.forget_pieces(id).await
        })
        .await
    }

    /// It has ended as an import, with what that did; or failed, and why.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_delivery(&self, id: Uuid, ended: Result<&[u8], &str>, now: Time) -> Result<(), Error> {
        let (state, outcome, error) = match ended {
            Ok(outcome) => (DeliveryState::Applied, Some(pack(outcome)?), ""),
            Err(error) => (DeliveryState::Failed, None, error),
        };
        self.run_tx("delivery: end", async |tx| {
            tx.run(
                sql!(
                    "update delivery set state = $2, outcome = coalesce($3, outcome), error = $4, changed_at = $5 where id = $1 \
                     and (state <> 'stopped' or $2 = 'applied')"
                ),
                args![id, state.as_str(), outcome.as_deref().map(<[u8]>::to_vec), error, now],
            )
            .await?;
            tx.forget_pieces(id).await
        })
        .await
    }

    /// Whether an import is there for all to see.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn is_applied(&self, import: Uuid) -> Result<bool, Error> {
        let row = self
            .read()
            .await?
            .row(
                sql!("select id from import where id = $1 and state in ('applied', 'undone')"),
                args![import],
            )
            .await?;
        Ok(row.is_some())
    }

    /// Stops what has waited since before a moment for someone to decide, and says how many that were. What ended then is forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_deliveries(&self, before: Time, now: Time) -> Result<u64, Error> {
        self.run_tx("delivery: sweep", async |tx| {
            tx.run(
                sql!(
                    "delete from delivery_piece where delivery_id in \
                     (select id from delivery where state in ('coming', 'read') and changed_at < $1)"
                ),
                args![before],
            )
            .await?;
            tx.run(
                sql!(
                    "update delivery set state = 'stopped', changed_at = $2 where state in ('coming', 'read') and changed_at < $1"
                ),
                args![before, now],
            )
            .await
        })
        .await
    }
}

impl Tx {
    /// Brings a delivery of the asker from one of some states into another.
    pub(super) async fn turn(
        &mut self,
        asker: &Asker<'_>,
        id: Uuid,
        from: &[&str],
        to: DeliveryState,
        now: Time,
    ) -> Result<(), Error> {
        let known = self
            .row(
                sql!("select state from delivery where id = $1 and person = $2 and owner = $3"),
                args![id, asker.person(), asker.party()?],
            )
            .await?;
        let state: String = known.ok_or(Error::Missing { what: "delivery", id })?.get(0)?;
        if !from.contains(&state.as_str()) {
            return Err(Error::Refused {
                reason: format!("these files are {state}: it is too late for that"),
            });
        }
        self.run(
            sql!(
                "update delivery set state = $2, stage = '', done = 0, of_all = 0, changed_at = $3 where id = $1"
            ),
            args![id, to.as_str(), now],
        )
        .await?;
        Ok(())
    }

    pub(super) async fn forget_pieces(&mut self, id: Uuid) -> Result<(), Error> {
        self.run(sql!("delete from delivery_piece where delivery_id = $1"), args![id]).await?;
        Ok(())
    }
}
