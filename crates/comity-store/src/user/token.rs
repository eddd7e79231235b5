//! Tokens by which programs work in a user's name, with a scope and an end.

use comity_core::Viewer;
use comity_ledger::Event;
use comity_ledger::event::{Change, Kept};
use comity_policy::NodeAction;
use uuid::Uuid;

use super::{USER_COLUMNS, User, user_columns, user_of};
use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// What makes a token.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// What its owner calls it.
    pub name: &'a str,
    /// SHA-256 of the token.
    pub token_hash: &'a [u8],
    /// What it is good for, words parted by blanks; the server says which there are.
    pub scope: &'a str,
    /// When it ends.
    pub expires_at: Time,
}

/// A token as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ApiToken {
    pub id: Uuid,
    pub name: String,
    pub scope: String,
    pub made_at: Time,
    pub expires_at: Time,
    pub seen_at: Option<Time>,
    /// When it was ended before its time.
    pub ended_at: Option<Time>,
}

/// A token that is good at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSeen {
    /// Its id.
    pub id: Uuid,
    /// In whose name.
    pub user: User,
    /// The user as policies know them now.
    pub viewer: Viewer,
    /// What for.
    pub scope: String,
    /// When it was last seen.
    pub seen_at: Option<Time>,
}

impl Store {
    /// Makes a token of the asker, or of another user where policies let the asker manage users.
    ///
    /// # Errors
    /// [`Error::Denied`], [`Error::Missing`]; [`Error::Refused`] where the asker is no user of this node and names none.
    pub async fn make_token(
        &self,
        asker: &Asker<'_>,
        of: Option<Uuid>,
        new: &NewToken<'_>,
        now: Time,
    ) -> Result<Uuid, Error> {
        self.run_tx("token: make", async |tx| {
            let user = tx.user_to_act_for(asker, of).await?;
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                user.id.into(),
                new.name.into(),
                new.token_hash.into(),
                new.scope.into(),
                now.into(),
                new.expires_at.into(),
                None::<Time>.into(),
                None::<Time>.into(),
            ];
            tx.insert(table::api_token, vec![row]).await?;
            self.log_household(tx, asker, (Kept::Token, id), Change::Created, Some(new.scope), now).await?;
            Ok(id)
        })
        .await
    }

    /// Ends a token of the asker, or of any user where policies let the asker manage users.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none that the asker may end.
    pub async fn end_token(&self, asker: &Asker<'_>, token: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("token: end", async |tx| {
            let row = tx
                .row(
                    sql!(
                        "update api_token set ended_at = $2 where id = $1 and ended_at is null returning user_id, scope"
                    ),
                    args![token, now],
                )
                .await?;
            let missing = || Error::Missing { what: "token", id: token };
            let row = row.ok_or_else(missing)?;
            let owner: Uuid = row.get(0)?;
            let own = tx.user_by_handle(asker.person()).await?.is_some_and(|me| me.id == owner);
            if !own && asker.may_at_node(NodeAction::ManageUsers).is_err() {
                return Err(missing());
            }
            self.log_household(tx, asker, (Kept::Token, token), Change::Disabled, Some(&row.get::<String>(1)?), now).await
        })
        .await
    }

    /// The tokens of the asker, or of another user where policies let the asker manage users; the newest first.
    ///
    /// # Errors
    /// Those of [`Store::make_token`].
    pub async fn tokens(&self, asker: &Asker<'_>, of: Option<Uuid>) -> Result<Vec<ApiToken>, Error> {
        let mut tx = self.read().await?;
        let user = tx.user_to_act_for(asker, of).await?;
        let rows = tx
            .rows(
                sql!(
                    "select id, name, scope, made_at, expires_at, seen_at, ended_at from api_token where user_id = $1 \
                     order by id desc"
                ),
                args![user.id],
            )
            .await?;
        let token = |row: &Row| {
            Ok(ApiToken {
                id: row.get(0)?,
                name: row.get(1)?,
                scope: row.get(2)?,
                made_at: row.get(3)?,
                expires_at: row.get(4)?,
                seen_at: row.get(5)?,
                ended_at: row.get(6)?,
            })
        };
        rows.iter().map(token).collect()
    }

    /// What a token is good for, where it is good: neither ended nor too old, its user active.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn token(&self, token_hash: &[u8], now: Time) -> Result<Option<TokenSeen>, Error> {
        let mut tx = self.read().await?;
        let row = tx
            .row(
                sql!(concat!(
                    "select ",
                    user_columns!(),
                    ", t.id, t.scope, t.seen_at from api_token t join node_user u on u.id = t.user_id \
                     where t.token_hash = $1 and t.ended_at is null and t.expires_at > $2 and u.state = 'active'"
                )),
                args![token_hash, now],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let user = user_of(&row)?;
        let viewer = user.viewer(tx.groups_of(user.seat.as_ref()).await?);
        Ok(Some(TokenSeen {
            id: row.get(USER_COLUMNS)?,
            user,
            viewer,
            scope: row.get(USER_COLUMNS + 1)?,
            seen_at: row.get(USER_COLUMNS + 2)?,
        }))
    }

    /// Writes down that a token is in use, and logs it as a login. To be called now and then, not on every request.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn see_token(&self, token: &TokenSeen, now: Time) -> Result<(), Error> {
        self.run_tx("token: see", async |tx| {
            tx.run(sql!("update api_token set seen_at = $2 where id = $1"), args![token.id, now]).await?;
            let mut entries = Entries::default();
            entries.add(Event::Login { method: super::LoginMethod::Token, granted: true });
            self.log(tx, log::By::Person(token.user.handle.as_str()), entries, now).await
        })
        .await
    }
}

impl Tx {
    /// The asker's own user, or another's for whom policies let the asker act.
    async fn user_to_act_for(&mut self, asker: &Asker<'_>, of: Option<Uuid>) -> Result<User, Error> {
        let me = self.user_by_handle(asker.person()).await?;
        match (of, me) {
            (Some(of), Some(me)) if me.id == of => self.own_user(asker).await,
            (None, _) => self.own_user(asker).await,
            (Some(of), _) => {
                let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
                self.living_user(of).await
            }
        }
    }
}
