//! Jobs: enqueued in the transaction of the change that asks for them, taken with a lease, done once.

use comity_policy::NodeAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// Work to be enqueued.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct NewJob {
    pub queue: String,
    /// JSON.
    pub payload: String,
    /// Not before.
    pub due_at: Time,
}

/// Work taken. Who holds the lease may do it until the lease ends; then another may take it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Job {
    pub id: Uuid,
    pub payload: String,
    /// This try counted.
    pub attempts: i64,
    pub lease: Uuid,
}

/// A job as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct JobSeen {
    pub id: Uuid,
    pub queue: String,
    /// `waiting`, `taken`, `failed`.
    pub state: String,
    pub due_at: Time,
    pub attempts: i64,
    pub last_error: String,
    pub made_at: Time,
}

impl Tx {
    /// Enqueues a job; it is there when this transaction is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&mut self, job: &NewJob, now: Time) -> Result<Uuid, Error> {
        let id = Ids::at(now).next();
        let row = vec![
            id.into(),
            (&job.queue).into(),
            (&job.payload).into(),
            "waiting".into(),
            job.due_at.into(),
            0i64.into(),
            None::<Uuid>.into(),
            None::<Time>.into(),
            "".into(),
            now.into(),
        ];
        self.insert(table::job, vec![row]).await?;
        Ok(id)
    }
}

impl Store {
    /// Takes the job of a queue that is due longest, for `seconds`. One whose lease has ended is due again. Where the clock was set back, what was
    /// enqueued later than now is due, and a lease that would last more than twice as long as one does has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_job(&self, queue: &str, seconds: i64, now: Time) -> Result<Option<Job>, Error> {
        self.run_tx("job: take", async |tx| {
            let row = tx
                .row(
                    sql!(
                        "select id, payload, attempts from job where queue = $1 and ((state = 'waiting' and (due_at <= $2 or (made_at > $2 and attempts = 0))) \
                         or (state = 'taken' and (lease_until <= $2 or lease_until > $3))) order by due_at, id limit 1"
                    ),
                    args![queue, now, now.plus_seconds(2 * seconds)],
                )
                .await?;
            let Some(row) = row else { return Ok(None) };
            let job = Job {
                id: row.get(0)?,
                payload: row.get(1)?,
                attempts: row.get::<i64>(2)? + 1,
                lease: Ids::at(now).next(),
            };
            tx.run(
                sql!("update job set state = 'taken', attempts = $2, lease = $3, lease_until = $4 where id = $1"),
                args![job.id, job.attempts, job.lease, now.plus_seconds(seconds)],
            )
            .await?;
            Ok(Some(job))
        })
        .await
    }

    /// Jobs that wait, are being done or failed, the newest first: for who keeps the node running.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; when the database can't be read.
    pub async fn jobs(&self, asker: &Asker<'_>, size: u32) -> Result<Vec<JobSeen>, Error> {
        let _permit = asker.may_at_node(NodeAction::Watch)?;
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select id, queue, state, due_at, attempts, last_error, made_at from job where state <> 'done' \
                     order by id desc limit $1"
                ),
                args![size],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(JobSeen {
                    id: row.get(0)?,
                    queue: row.get(1)?,
                    state: row.get(2)?,
                    due_at: row.get(3)?,
                    attempts: row.get(4)?,
                    last_error: row.get(5)?,
                    made_at: row.get(6)?,
                })
            })
            .collect()
    }

    /// Prolongs a lease; `false` when it was lost to another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_job(&self, job: &Job, seconds: i64, now: Time) -> Result<bool, Error> {
        self.run_tx("job: hold", async |tx| {
            let held = tx
                .run(
                    sql!("update job set lease_until = $3 where id = $1 and lease = $2 and state = 'taken'"),
                    args![job.id, job.lease, now.plus_seconds(seconds)],
                )
                .await?;
            Ok(held == 1)
        })
        .await
    }

    /// Ends a job as done; `false` when its lease was lost to another, whose work counts then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_job(&self, job: &Job) -> Result<bool, Error> {
        self.run_tx("job: finish", async |tx| tx.end_lease(job, "done", None, "").await).await
    }

    /// Gives a job back, to be tried again at `again`, or never when `None`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail_job(&self, job: &Job, error: &str, again: Option<Time>) -> Result<bool, Error> {
        let state = if again.is_some() { "waiting" } else { "failed" };
        self.run_tx("job: fail", async |tx| tx.end_lease(job, state, again, error).await).await
    }
}

impl Tx {
    async fn end_lease(
        &mut self,
        job: &Job,
        state: &'static str,
        due: Option<Time>,
        error: &str,
    ) -> Result<bool, Error> {
        let ended = self
            .run(
                sql!(
                    "update job set state = $3, due_at = coalesce($4, due_at), last_error = $5, lease = null, \
                     lease_until = null where id = $1 and lease = $2 and state = 'taken'"
                ),
                args![job.id, job.lease, state, due, error],
            )
            .await?;
        Ok(ended == 1)
    }
}
