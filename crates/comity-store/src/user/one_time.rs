//! One-time links: how the first operator is made, and how a user sets a password or passkey that nobody else ever knew.

use comity_ledger::event::Change;
use comity_policy::NodeAction;
use uuid::Uuid;

use super::{Credential, NewUser, User};
use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::By;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// What an unused link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To make the first operator.
    FirstOperator,
    /// For this user to set a password or passkey.
    Credential(Box<User>),
}

impl Store {
    /// Keeps the link of the first start, where no operator is there yet; an earlier one is void then. Says whether it did.
    ///
    /// `hash` is the SHA-256 of the link's secret.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_link(&self, hash: &[u8], expires_at: Time, now: Time) -> Result<bool, Error> {
        self.run_tx("link: first", async |tx| {
            if tx.has_operator().await? {
                return Ok(false);
            }
            tx.run(sql!("delete from one_time_link where user_id is null and used_at is null"), args![])
                .await?;
            tx.add_link(hash, None, expires_at, now).await?;
            Ok(true)
        })
        .await
    }

    /// Keeps a link by which a user sets a password or passkey; earlier ones are void then.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; [`Error::Missing`]; when the database fails.
    pub async fn make_link(
        &self,
        asker: &Asker<'_>,
        user: Uuid,
        hash: &[u8],
        expires_at: Time,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("link: make", async |tx| {
            let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
            let user = tx.living_user(user).await?;
            tx.run(sql!("delete from one_time_link where user_id = $1 and used_at is null"), args![user.id])
                .await?;
            tx.add_link(hash, Some(user.id), expires_at, now).await?;
            self.log_user(tx, asker, &user, Change::Altered, now).await
        })
        .await
    }

    /// What a link is for, where it is still good.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn see_link(&self, hash: &[u8], now: Time) -> Result<Option<Link>, Error> {
        self.read().await?.good_link(hash, now).await.map(|link| link.map(|(_, link)| link))
    }

    /// Makes the first operator by the link of the first start.
    ///
    /// # Errors
    /// [`Error::Refused`] where the link is used, too old or another's, or an operator is there meanwhile.
    pub async fn use_first_link(
        &self,
        hash: &[u8],
        new: &NewUser,
        credential: Credential<'_>,
        now: Time,
    ) -> Result<User, Error> {
        self.run_tx("link: use first", async |tx| {
            let Some((link, Link::FirstOperator)) = tx.good_link(hash, now).await? else {
                return Err(void());
            };
            if tx.has_operator().await? {
                return Err(Error::Refused { reason: "this node has an operator already".to_owned() });
            }
            tx.use_link(link, now).await?;
            let user = tx.add_user(new, None, now).await?;
            tx.set_credential(user.id, credential, now).await?;
            tx.must_have_operator().await?;
            self.log_user(tx, By::Node, &user, Change::Created, now).await?;
            tx.living_user(user.id).await
        })
        .await
    }

    /// Sets a password or passkey by a link. All sessions of the user end.
    ///
    /// # Errors
    /// [`Error::Refused`] where the link is used, too old or another's.
    pub async fn use_link(&self, hash: &[u8], credential: Credential<'_>, now: Time) -> Result<User, Error> {
        self.run_tx("link: use", async |tx| {
            let Some((link, Link::Credential(user))) = tx.good_link(hash, now).await? else {
                return Err(void());
            };
            tx.use_link(link, now).await?;
            tx.set_credential(user.id, credential, now).await?;
            tx.end_sessions(user.id, None).await?;
            self.log_user(tx, By::Person(user.handle.as_str()), &user, Change::Altered, now).await?;
            tx.living_user(user.id).await
        })
        .await
    }
}

fn void() -> Error {
    Error::Refused { reason: "this link was used or is too old; ask for a new one".to_owned() }
}

impl Tx {
    async fn add_link(
        &mut self,
        hash: &[u8],
        user: Option<Uuid>,
        expires_at: Time,
        now: Time,
    ) -> Result<(), Error> {
        let row = vec![
            Ids::at(now).next().into(),
            hash.into(),
            user.into(),
            now.into(),
            expires_at.into(),
            None::<Time>.into(),
        ];
        self.insert(table::one_time_link, vec![row]).await
    }

    async fn good_link(&mut self, hash: &[u8], now: Time) -> Result<Option<(Uuid, Link)>, Error> {
        let row = self
            .row(
                sql!(
                    "select id, user_id from one_time_link where token_hash = $1 and used_at is null and expires_at > $2"
                ),
                args![hash, now],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let link = match row.get::<Option<Uuid>>(1)? {
            None => Link::FirstOperator,
            Some(user) => Link::Credential(Box::new(self.living_user(user).await?)),
        };
        Ok(Some((row.get(0)?, link)))
    }

    async fn use_link(&mut self, link: Uuid, now: Time) -> Result<(), Error> {
        self.run(sql!("update one_time_link set used_at = $2 where id = $1"), args![link, now]).await?;
        Ok(())
    }
}
