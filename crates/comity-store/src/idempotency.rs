//! Requests that a program may send twice and that are done once: a key, the hash of the request, and the answer that was given.

use crate::access::Asker;
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::value::Time;

/// What is to be done with a request that came with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It is new: do it, then [`Store::answered`].
    Do,
    /// It was done: give this answer again.
    Done(Kept),
    /// It is being done, or was broken off while it was: nobody knows.
    Doing,
    /// The key came with another request.
    Another,
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its status.
    pub status: u16,
    /// Where the thing is that was made; empty where it says nothing of that.
    pub location: String,
    /// Its body.
    pub answer: Vec<u8>,
}

impl Store {
    /// Claims a key for a request of the asker, unless it was used. A key is the asker's own: another user's same key is another one.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node; when the database fails.
    pub async fn claim_key(
        &self,
        asker: &Asker<'_>,
        key: &str,
        request_hash: &[u8],
        expires_at: Time,
        now: Time,
    ) -> Result<Repeat, Error> {
        self.run_tx("idempotency: claim", async |tx| {
            let me = tx.own_user(asker).await?;
            tx.run(sql!("delete from idempotency where expires_at <= $1"), args![now]).await?;
            let row = tx
                .row(
                    sql!(
                        "select request, state, status, answer, location from idempotency where user_id = $1 and key = $2"
                    ),
                    args![me.id, key],
                )
                .await?;
            if let Some(row) = row {
                if row.get::<Vec<u8>>(0)? != request_hash {
                    return Ok(Repeat::Another);
                }
                if row.get::<String>(1)? != "done" {
                    return Ok(Repeat::Doing);
                }
                let status = u16::try_from(row.get::<i64>(2)?).unwrap_or(500);
                return Ok(Repeat::Done(Kept { status, answer: row.get(3)?, location: row.get(4)? }));
            }
            tx.run(
                sql!(
                    "insert into idempotency (user_id, key, request, state, status, answer, made_at, expires_at) \
                     values ($1, $2, $3, 'doing', 0, $4, $5, $6)"
                ),
                args![me.id, key, request_hash, Vec::<u8>::new(), now, expires_at],
            )
            .await?;
            Ok(Repeat::Do)
        })
        .await
    }

    /// Keeps the answer to a request that was claimed. Without an answer the claim is given up, and the request may come again: only
    /// where it is known that nothing was done.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node; when the database fails.
    pub async fn answered(&self, asker: &Asker<'_>, key: &str, answer: Option<&Kept>) -> Result<(), Error> {
        self.run_tx("idempotency: answered", async |tx| {
            let me = tx.own_user(asker).await?;
            match answer {
                Some(Kept { status, location, answer }) => {
                    tx.run(
                        sql!(
                            "update idempotency set state = 'done', status = $3, answer = $4, location = $5 \
                             where user_id = $1 and key = $2"
                        ),
                        args![me.id, key, u32::from(*status), answer.as_slice(), location.as_str()],
                    )
                    .await?
                }
                None => {
                    tx.run(
                        sql!("delete from idempotency where user_id = $1 and key = $2 and state = 'doing'"),
                        args![me.id, key],
                    )
                    .await?
                }
            };
            Ok(())
        })
        .await
    }
}
