//! Users whom another provider vouches for, before an operator gave them a role.

use comity_ledger::event::Change;

use super::{NewUser, User, UserState};
use crate::error::Error;
use crate::log::By;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::value::Time;

/// So many strangers may wait; a provider has many users, of whom few belong here.
const MOST_STRANGERS: i64 = 200;

impl Store {
    /// The user whom a provider vouches for. A stranger becomes one who is disabled and has no role, so that an operator can see and enable
    /// them; where the handle is taken it gets a number.
    ///
    /// # Errors
    /// [`Error::Refused`] where too many strangers wait; when the database fails.
    pub async fn user_from_outside(
        &self,
        (issuer, subject): (&str, &str),
        new: &NewUser,
        now: Time,
    ) -> Result<User, Error> {
        self.run_tx("user: from outside", async |tx| {
            let known = tx
                .row(
                    sql!("select user_id from outside_login where issuer = $1 and subject = $2"),
                    args![issuer, subject],
                )
                .await?;
            if let Some(known) = known {
                return tx.living_user(known.get(0)?).await;
            }
            let waiting = tx
                .row(
                    sql!(
                        "select count(*) from node_user u join outside_login o on o.user_id = u.id \
                         where u.state = 'disabled' and u.roles = '[]'"
                    ),
                    args![],
                )
                .await?;
            if waiting.map_or(Ok(0), |row| row.get::<i64>(0))? >= MOST_STRANGERS {
                return Err(Error::Refused {
                    reason: "too many wait to be let in; an operator has to enable or erase them first"
                        .to_owned(),
                });
            }
            let mut named = NewUser { roles: [].into(), seat: None, ..new.clone() };
            for number in 2..100 {
                if tx.user_by_handle(named.handle.as_str()).await?.is_none() {
                    break;
                }
                named.handle = comity_core::UserHandle::new(format!("{}-{number}", new.handle))
                    .map_err(|error| Error::Refused { reason: error.to_string() })?;
            }
            let user = tx.add_user(&named, None, now).await?;
            tx.run(
                sql!("update node_user set state = $2 where id = $1"),
                args![user.id, UserState::Disabled.as_str()],
            )
            .await?;
            tx.run(
                sql!("insert into outside_login (issuer, subject, user_id, made_at) values ($1, $2, $3, $4)"),
                args![issuer, subject, user.id, now],
            )
            .await?;
            let user = tx.living_user(user.id).await?;
            self.log_user(tx, By::Node, &user, Change::Created, now).await?;
            Ok(user)
        })
        .await
    }
}
