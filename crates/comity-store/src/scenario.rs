//! Scenarios of ties that a desk keeps under a name: the changes as the page writes them, seen by all of the party.

use comity_ledger::event::{Change, Kept};
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::value::Time;

/// A kept scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptScenario {
    /// Its id.
    pub id: Uuid,
    /// What its keeper calls it.
    pub name: String,
    /// The changes, a line each.
    pub content: String,
    /// Whether it is the asker's own.
    pub own: bool,
    /// When it was last changed.
    pub changed_at: Time,
}

impl Store {
    /// Keeps a scenario of the asker's; their own of the same name is replaced.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node; when the database can't be written.
    pub async fn keep_scenario(
        &self,
        asker: &Asker<'_>,
        (name, content): (&str, &str),
        now: Time,
    ) -> Result<Uuid, Error> {
        self.run_tx("scenario: keep", async |tx| {
            let me = tx.own_user(asker).await?;
            let party = me.seat.as_ref().map_or("", |seat| seat.party.as_str());
            let known = tx
                .rows(sql!("select id from scenario where user_id = $1 and name = $2"), args![me.id, name])
                .await?;
            let known: Option<Uuid> = known.first().map(|row| row.get(0)).transpose()?;
            let (id, change) = match known {
                Some(id) => {
                    tx.run(
                        sql!("update scenario set party = $2, content = $3, changed_at = $4 where id = $1"),
                        args![id, party, content, now],
                    )
                    .await?;
                    (id, Change::Altered)
                }
                None => {
                    let id = Ids::at(now).next();
                    tx.run(
                        sql!(
                            "insert into scenario (id, user_id, party, name, content, made_at, changed_at) \
                             values ($1, $2, $3, $4, $5, $6, $6)"
                        ),
                        args![id, me.id, party, name, content, now],
                    )
                    .await?;
                    (id, Change::Created)
                }
            };
            self.log_household(tx, asker, (Kept::Scenario, id), change, Some(content), now).await?;
            Ok(id)
        })
        .await
    }

    /// Gives a scenario of the asker's another name; says whether it could: two of one keeper don't have the same.
    ///
    /// # Errors
    /// [`Error::Missing`] where the asker has none of this id; those of [`Store::keep_scenario`].
    pub async fn rename_scenario(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        name: &str,
        now: Time,
    ) -> Result<bool, Error> {
        self.run_tx("scenario: rename", async |tx| {
            let me = tx.own_user(asker).await?;
            let taken = tx
                .rows(
                    sql!("select id from scenario where user_id = $1 and name = $2 and id <> $3"),
                    args![me.id, name, id],
                )
                .await?;
            if !taken.is_empty() {
                return Ok(false);
            }
            let renamed = tx
                .run(
                    sql!("update scenario set name = $3, changed_at = $4 where id = $1 and user_id = $2"),
                    args![id, me.id, name, now],
                )
                .await?;
            if renamed == 0 {
                return Err(Error::Missing { what: "scenario", id });
            }
            self.log_household(tx, asker, (Kept::Scenario, id), Change::Altered, None, now).await?;
            Ok(true)
        })
        .await
    }

    /// Removes a scenario of the asker's.
    ///
    /// # Errors
    /// [`Error::Missing`] where the asker has none of this id; those of [`Store::keep_scenario`].
    pub async fn remove_scenario(&self, asker: &Asker<'_>, id: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("scenario: remove", async |tx| {
            let me = tx.own_user(asker).await?;
            let removed =
                tx.run(sql!("delete from scenario where id = $1 and user_id = $2"), args![id, me.id]).await?;
            if removed == 0 {
                return Err(Error::Missing { what: "scenario", id });
            }
            self.log_household(tx, asker, (Kept::Scenario, id), Change::Erased, None, now).await
        })
        .await
    }

    /// The asker's own scenarios and those of others of the party, by name.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node; when the database can't be read.
    pub async fn scenarios(&self, asker: &Asker<'_>) -> Result<Vec<KeptScenario>, Error> {
        let mut tx = self.read().await?;
        let me = tx.own_user(asker).await?;
        let party = me.seat.as_ref().map_or("", |seat| seat.party.as_str());
        let rows = tx
            .rows(
                sql!(
                    "select id, name, content, user_id, changed_at from scenario where user_id = $1 \
                     or (party = $2 and $2 <> '') order by name, id"
                ),
                args![me.id, party],
            )
            .await?;
        rows.iter().map(|row| kept(row, me.id)).collect()
    }
}

fn kept(row: &Row, me: Uuid) -> Result<KeptScenario, Error> {
    Ok(KeptScenario {
        id: row.get(0)?,
        name: row.get(1)?,
        content: row.get(2)?,
        own: row.get::<Uuid>(3)? == me,
        changed_at: row.get(4)?,
    })
}
