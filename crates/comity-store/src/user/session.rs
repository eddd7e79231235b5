//! Sessions: begun by a login, held by a token of which only the hash is kept, ended by time, by leaving, or by a change of the user.

use comity_core::Viewer;
use comity_ledger::Event;
pub use comity_ledger::event::LoginMethod;
use uuid::Uuid;

use super::{USER_COLUMNS, User, UserState, user_columns, user_of};
use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{By, Entries};
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// What makes a session.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// SHA-256 of the token in the cookie.
    pub token_hash: &'a [u8],
    /// What forms must bring along.
    pub csrf: &'a str,
    /// How the user showed who they are.
    pub method: LoginMethod,
    /// When it ends whatever happens.
    pub expires_at: Time,
    /// The passkey that was used, by its credential id, with its new content: the counter has moved.
    pub passkey: Option<(&'a [u8], &'a str)>,
}

/// A session that is good at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Session {
    pub id: Uuid,
    pub user: User,
    /// The user as policies know them now.
    pub viewer: Viewer,
    pub csrf: String,
    /// The word of [`LoginMethod`].
    pub method: String,
    pub made_at: Time,
    pub seen_at: Time,
    pub expires_at: Time,
}

/// So many failed logins are free.
const FREE_FAILURES: i64 = 5;
/// No wait is longer, in seconds: what seems longer was begun before the clock was set back.
pub const LONGEST_WAIT: i64 = 900;

impl Store {
    /// Lets a user in whose credentials were checked.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such active user; when the database fails.
    pub async fn log_in(&self, user: Uuid, new: &NewSession<'_>, now: Time) -> Result<Uuid, Error> {
        self.run_tx("log in", async |tx| {
            let user = tx.living_user(user).await?;
            if user.state != UserState::Active {
                return Err(Error::Missing { what: "user", id: user.id });
            }
            tx.run(
                sql!("update node_user set failed = 0, wait_until = null, logged_in_at = $2 where id = $1"),
                args![user.id, now],
            )
            .await?;
            if let Some((credential, content)) = new.passkey {
                tx.run(
                    sql!(
                        "update passkey set content = $3, used_at = $4 where user_id = $1 and credential = $2"
                    ),
                    args![user.id, credential, content, now],
                )
                .await?;
            }
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                user.id.into(),
                new.token_hash.into(),
                new.csrf.into(),
                word(new.method).into(),
                now.into(),
                now.into(),
                new.expires_at.into(),
            ];
            tx.insert(table::session, vec![row]).await?;
            let mut entries = Entries::default();
            entries.add(Event::Login { method: new.method, granted: true });
            self.log(tx, By::Person(user.handle.as_str()), entries, now).await?;
            Ok(id)
        })
        .await
    }

    /// Writes down that somebody failed to show who they are. After several failures a known user has to wait, longer each time; the
    /// moment until which is returned.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refuse_login(
        &self,
        user: Option<Uuid>,
        method: LoginMethod,
        now: Time,
    ) -> Result<Option<Time>, Error> {
        self.run_tx("log in: refuse", async |tx| {
            let user = match user {
                Some(id) => Some(tx.living_user(id).await?),
                None => None,
            };
            let mut wait_until = None;
            if let Some(user) = &user {
                let row = tx
                    .row(
                        sql!("update node_user set failed = failed + 1 where id = $1 returning failed"),
                        args![user.id],
                    )
                    .await?;
                let failed: i64 = row.map_or(Ok(0), |row| row.get(0))?;
                if failed >= FREE_FAILURES {
                    let seconds = 1i64 << (failed - FREE_FAILURES).min(10);
                    let until = now.plus_seconds(seconds.min(LONGEST_WAIT));
                    tx.run(sql!("update node_user set wait_until = $2 where id = $1"), args![user.id, until])
                        .await?;
                    wait_until = Some(until);
                }
            }
            let mut entries = Entries::default();
            entries.add(Event::Login { method, granted: false });
            let by = user.as_ref().map_or(By::Node, |user| By::Person(user.handle.as_str()));
            self.log(tx, by, entries, now).await?;
            Ok(wait_until)
        })
        .await
    }

    /// The session of a token, where it is good: not at its end, used within the last `idle` seconds, its user active.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn session(&self, token_hash: &[u8], idle: i64, now: Time) -> Result<Option<Session>, Error> {
        let mut tx = self.read().await?;
        let row = tx
            .row(
                sql!(concat!(
                    "select ",
                    user_columns!(),
                    ", s.id, s.csrf, s.method, s.made_at, s.seen_at, s.expires_at from session s \
                     join node_user u on u.id = s.user_id \
                     where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and u.state = 'active'"
                )),
                args![token_hash, now, now.plus_seconds(-idle)],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let user = user_of(&row)?;
        let viewer = user.viewer(tx.groups_of(user.seat.as_ref()).await?);
        let at = |n: usize| USER_COLUMNS + n;
        Ok(Some(Session {
            id: row.get(at(0))?,
            user,
            viewer,
            csrf: row.get(at(1))?,
            method: row.get(at(2))?,
            made_at: row.get(at(3))?,
            seen_at: row.get(at(4))?,
            expires_at: row.get(at(5))?,
        }))
    }

    /// An active user of a handle as policies know them now, for work that is done in their name while they are away.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn viewer(&self, handle: &str) -> Result<Option<Viewer>, Error> {
        let mut tx = self.read().await?;
        let row = tx
            .row(
                sql!(concat!(
                    "select ",
                    user_columns!(),
                    " from node_user u where u.handle = $1 and u.state = 'active'"
                )),
                args![handle],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let user = user_of(&row)?;
        Ok(Some(user.viewer(tx.groups_of(user.seat.as_ref()).await?)))
    }

    /// Writes down that a session is in use. To be called now and then, not on every request.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn see_session(&self, session: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("session: see", async |tx| {
            tx.run(sql!("update session set seen_at = $2 where id = $1"), args![session, now]).await?;
            Ok(())
        })
        .await
    }

    /// Ends one session of the asker; `false` where it had ended.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node; when the database fails.
    pub async fn end_session(&self, asker: &Asker<'_>, session: Uuid) -> Result<bool, Error> {
        self.run_tx("session: end", async |tx| {
            let me = tx.own_user(asker).await?;
            let ended = tx
                .run(sql!("delete from session where id = $1 and user_id = $2"), args![session, me.id])
                .await?;
            Ok(ended == 1)
        })
        .await
    }

    /// Removes what is past its end: sessions, links, tokens that ended long ago. Says how many rows that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, now: Time) -> Result<u64, Error> {
        self.run_tx("sweep", async |tx| {
            let month = now.plus_seconds(-30 * 86_400);
            let mut swept = 0;
            for (statement, until) in [
                (sql!("delete from session where expires_at <= $1"), now),
                (sql!("delete from one_time_link where expires_at <= $1"), month),
                (sql!("delete from api_token where expires_at <= $1"), month),
            ] {
                swept += tx.run(statement, args![until]).await?;
            }
            Ok(swept)
        })
        .await
    }
}

/// The word of a method, as the log writes it.
fn word(method: LoginMethod) -> &'static str {
    match method {
        LoginMethod::Passkey => "passkey",
        LoginMethod::Password => "password",
        LoginMethod::Oidc => "oidc",
        LoginMethod::Token => "token",
        LoginMethod::Link => "link",
    }
}

impl Tx {
    /// Ends all sessions of a user but one.
    pub(crate) async fn end_sessions(&mut self, user: Uuid, but: Option<Uuid>) -> Result<(), Error> {
        self.run(
            sql!("delete from session where user_id = $1 and id <> $2"),
            args![user, but.unwrap_or(Uuid::nil())],
        )
        .await?;
        Ok(())
    }
}
