//! What users show to be let in: passwords, passkeys, another provider's word. Their check is not the store's: it keeps what the check
//! needs, and counts what failed.

use comity_ledger::event::Change;
use uuid::Uuid;

use super::UserState;
use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// By what a user is looked up who wants to come in.
#[derive(Clone, Copy, Debug)]
pub enum Who<'a> {
    /// The handle as typed.
    Handle(&'a str),
    /// The id, which passkeys carry with them.
    Id(Uuid),
    /// Issuer and subject of another provider.
    Outside(&'a str, &'a str),
}

/// What is needed to check a user who wants to come in. Never shown to anyone.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Who.
    pub user: Uuid,
    /// argon2id, as a PHC string.
    pub password: Option<String>,
    /// Their passkeys.
    pub passkeys: Vec<Passkey>,
    /// After several failures nothing is checked before.
    pub wait_until: Option<Time>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({})", self.user)
    }
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Passkey {
    pub id: Uuid,
    /// The authenticator's id of it.
    pub credential: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    /// Public key and counter, as the library of passkeys writes them: JSON.
    pub content: String,
    pub made_at: Time,
    pub used_at: Option<Time>,
}

/// A new way to come in.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    /// argon2id, as a PHC string; it replaces the password before.
    Password(&'a str),
    /// A passkey, beside those that are there.
    Passkey {
        /// The authenticator's id of it.
        credential: &'a [u8],
        /// What its owner calls it.
        name: &'a str,
        /// Public key and counter: JSON.
        content: &'a str,
    },
}

impl Store {
    /// What is needed to check a user who wants to come in; none where there is no such active user.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn credentials(&self, who: Who<'_>) -> Result<Option<Credentials>, Error> {
        let mut tx = self.read().await?;
        let user = match who {
            Who::Handle(handle) => tx.user_by_handle(handle).await?,
            Who::Id(id) => match tx.living_user(id).await {
                Err(Error::Missing { .. }) => None,
                found => Some(found?),
            },
            Who::Outside(issuer, subject) => {
                let row = tx
                    .row(
                        sql!("select user_id from outside_login where issuer = $1 and subject = $2"),
                        args![issuer, subject],
                    )
                    .await?;
                match row {
                    Some(row) => Some(tx.living_user(row.get(0)?).await?),
                    None => None,
                }
            }
        };
        let Some(user) = user.filter(|user| user.state == UserState::Active) else { return Ok(None) };
        let row =
            tx.row(sql!("select password, wait_until from node_user where id = $1"), args![user.id]).await?;
        let (password, wait_until) = match row {
            Some(row) => (row.get(0)?, row.get(1)?),
            None => (None, None),
        };
        let passkeys = tx.passkeys(user.id).await?;
        Ok(Some(Credentials { user: user.id, password, passkeys, wait_until }))
    }

    /// Gives the asker another password or one more passkey. All their other sessions end when the password changes.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node, or the passkey is known already; when the database fails.
    pub async fn add_credential(
        &self,
        asker: &Asker<'_>,
        credential: Credential<'_>,
        keep_session: Option<Uuid>,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("user: credential", async |tx| {
            let me = tx.own_user(asker).await?;
            tx.set_credential(me.id, credential, now).await?;
            if matches!(credential, Credential::Password(_)) {
                tx.end_sessions(me.id, keep_session).await?;
            }
            self.log_user(tx, asker, &me, Change::Altered, now).await
        })
        .await
    }

    /// Removes one of the asker's passkeys.
    ///
    /// # Errors
    /// [`Error::Missing`] where the asker has none of this id; [`Error::Refused`] where it is the only way in.
    pub async fn remove_passkey(&self, asker: &Asker<'_>, passkey: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("user: remove passkey", async |tx| {
            let me = tx.own_user(asker).await?;
            let removed = tx
                .run(sql!("delete from passkey where id = $1 and user_id = $2"), args![passkey, me.id])
                .await?;
            if removed == 0 {
                return Err(Error::Missing { what: "passkey", id: passkey });
            }
            if !me.has_password && tx.passkeys(me.id).await?.is_empty() {
                return Err(Error::Refused {
                    reason: "this passkey is the only way to log in; add another or a password first"
                        .to_owned(),
                });
            }
            self.log_user(tx, asker, &me, Change::Altered, now).await
        })
        .await
    }

    /// The asker's own passkeys.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node; when the database can't be read.
    pub async fn my_passkeys(&self, asker: &Asker<'_>) -> Result<Vec<Passkey>, Error> {
        let mut tx = self.read().await?;
        let me = tx.own_user(asker).await?;
        tx.passkeys(me.id).await
    }
}

impl Tx {
    pub(crate) async fn passkeys(&mut self, user: Uuid) -> Result<Vec<Passkey>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select id, credential, name, content, made_at, used_at from passkey where user_id = $1 order by id"
                ),
                args![user],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Passkey {
                    id: row.get(0)?,
                    credential: row.get(1)?,
                    name: row.get(2)?,
                    content: row.get(3)?,
                    made_at: row.get(4)?,
                    used_at: row.get(5)?,
                })
            })
            .collect()
    }

    pub(crate) async fn set_credential(
        &mut self,
        user: Uuid,
        credential: Credential<'_>,
        now: Time,
    ) -> Result<(), Error> {
        match credential {
            Credential::Password(phc) => {
                if !phc.starts_with("$argon2id$") {
                    return Err(Error::Refused {
                        reason: "a password is kept as its argon2id text alone".to_owned(),
                    });
                }
                self.run(
                    sql!(
                        "update node_user set password = $2, failed = 0, wait_until = null, changed_at = $3 where id = $1"
                    ),
                    args![user, phc, now],
                )
                .await?;
            }
            Credential::Passkey { credential, name, content } => {
                let known =
                    self.row(sql!("select id from passkey where credential = $1"), args![credential]).await?;
                if known.is_some() {
                    return Err(Error::Refused { reason: "this passkey is known already".to_owned() });
                }
                let row = vec![
                    Ids::at(now).next().into(),
                    user.into(),
                    credential.into(),
                    name.into(),
                    content.into(),
                    now.into(),
                    None::<Time>.into(),
                ];
                self.insert(table::passkey, vec![row]).await?;
            }
        }
        Ok(())
    }
}
