//! Saved views: a filter and the way it is looked at, under a name. A feed or a link names one by its id.

use comity_ledger::event::{Change, Kept};
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::value::Time;

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// Filter, sort and view, as the pages write them.
    pub content: String,
    /// Whether all of the owner's party see it.
    pub shared: bool,
    /// Whether it is the asker's own.
    pub own: bool,
    /// When it was last changed.
    pub changed_at: Time,
}

impl Store {
    /// Keeps a view of the asker's: a new one without `id`, else the one of this id is changed.
    ///
    /// # Errors
    /// [`Error::Missing`] where the asker has none of this id; [`Error::Refused`] where the asker is no user of this node.
    pub async fn keep_view(
        &self,
        asker: &Asker<'_>,
        id: Option<Uuid>,
        (name, content): (&str, &str),
        shared: bool,
        now: Time,
    ) -> Result<Uuid, Error> {
        self.run_tx("view: keep", async |tx| {
            let me = tx.own_user(asker).await?;
            let party = me.seat.as_ref().map_or("", |seat| seat.party.as_str());
            let change = if id.is_some() { Change::Altered } else { Change::Created };
            let id = match id {
                None => {
                    let id = Ids::at(now).next();
                    tx.run(
                        sql!(
                            "insert into saved_view (id, user_id, party, name, content, shared, made_at, changed_at) \
                             values ($1, $2, $3, $4, $5, $6, $7, $7)"
                        ),
                        args![id, me.id, party, name, content, i64::from(shared), now],
                    )
                    .await?;
                    id
                }
                Some(id) => {
                    let changed = tx
                        .run(
                            sql!(
                                "update saved_view set party = $3, name = $4, content = $5, shared = $6, changed_at = $7 \
                                 where id = $1 and user_id = $2"
                            ),
                            args![id, me.id, party, name, content, i64::from(shared), now],
                        )
                        .await?;
                    if changed == 0 {
                        return Err(Error::Missing { what: "view", id });
                    }
                    id
                }
            };
            self.log_household(tx, asker, (Kept::SavedView, id), change, Some(content), now).await?;
            Ok(id)
        })
        .await
    }

    /// Removes a view of the asker's.
    ///
    /// # Errors
    /// Those of [`Store::keep_view`].
    pub async fn remove_view(&self, asker: &Asker<'_>, id: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("view: remove", async |tx| {
            let me = tx.own_user(asker).await?;
            let removed = tx
                .run(sql!("delete from saved_view where id = $1 and user_id = $2"), args![id, me.id])
                .await?;
            if removed == 0 {
                return Err(Error::Missing { what: "view", id });
            }
            self.log_household(tx, asker, (Kept::SavedView, id), Change::Erased, None, now).await
        })
        .await
    }

    /// The asker's own views and those that others of the party share, by name.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node; when the database can't be read.
    pub async fn views(&self, asker: &Asker<'_>) -> Result<Vec<SavedView>, Error> {
        let mut tx = self.read().await?;
        let me = tx.own_user(asker).await?;
        let party = me.seat.as_ref().map_or("", |seat| seat.party.as_str());
        let rows = tx
            .rows(
                sql!(
                    "select id, name, content, shared, user_id, changed_at from saved_view where user_id = $1 \
                     or (shared = 1 and party = $2 and $2 <> '') order by name, id"
                ),
                args![me.id, party],
            )
            .await?;
        rows.iter().map(|row| view_of(row, me.id)).collect()
    }

    /// One view, if it is the asker's own or shared in the asker's party.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none that the asker may see.
    pub async fn view(&self, asker: &Asker<'_>, id: Uuid) -> Result<SavedView, Error> {
        let found = self.views(asker).await?.into_iter().find(|view| view.id == id);
        found.ok_or(Error::Missing { what: "view", id })
    }
}

fn view_of(row: &Row, me: Uuid) -> Result<SavedView, Error> {
    Ok(SavedView {
        id: row.get(0)?,
        name: row.get(1)?,
        content: row.get(2)?,
        shared: row.get::<i64>(3)? == 1,
        own: row.get::<Uuid>(4)? == me,
        changed_at: row.get(5)?,
    })
}
