//! Users: who works here, in which roles, at which desk. Changed by those whom policies let manage users, each change an entry of
//! the log, which holds a commitment to the user's handle and never the handle.

mod credentials;
mod erase;
mod one_time;
mod outside;
mod session;
mod token;

use std::collections::BTreeSet;

use comity_core::{DeskId, GroupId, Seat, UserHandle, UserRole, Viewer};
use comity_ledger::Event;
use comity_ledger::event::Change;
use comity_policy::NodeAction;
use uuid::Uuid;

pub use credentials::{Credential, Credentials, Passkey, Who};
pub use one_time::Link;
pub use session::{LONGEST_WAIT, LoginMethod, NewSession, Session};
pub use token::{ApiToken, NewToken, TokenSeen};

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{By, Entries};
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{Time, Value};

/// Whether a user may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserState {
    /// May log in.
    Active,
    /// May not, until enabled again.
    Disabled,
    /// Is gone for good; what they did stays, under no name.
    Erased,
}

impl UserState {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            UserState::Active => "active",
            UserState::Disabled => "disabled",
            UserState::Erased => "erased",
        }
    }
}

/// What makes a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// The name to log in by; no other user has it in any case of letters.
    pub handle: UserHandle,
    /// The name to show.
    pub name: String,
    /// What for.
    pub roles: BTreeSet<UserRole>,
    /// Where; none for users of the node itself.
    pub seat: Option<Seat>,
    /// Language of the pages: `en`, `ru`, `zh`; empty for the browser's.
    pub language: String,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct User {
    pub id: Uuid,
    pub handle: UserHandle,
    pub name: String,
    pub roles: BTreeSet<UserRole>,
    pub seat: Option<Seat>,
    pub language: String,
    pub state: UserState,
    /// Whether they can log in by a password.
    pub has_password: bool,
    pub made_at: Time,
    pub changed_at: Time,
    pub logged_in_at: Option<Time>,
}

impl User {
    /// The user as policies know them, with the groups that their party or organ belongs to.
    pub fn viewer(&self, groups: BTreeSet<GroupId>) -> Viewer {
        Viewer { user: self.handle.clone(), roles: self.roles.clone(), seat: self.seat.clone(), groups }
    }
}

/// The columns that [`user_of`] reads.
macro_rules! user_columns {
    () => {
        "u.id, u.handle, u.name, u.roles, u.party, u.organ, u.desk, u.language, u.state, u.password, u.made_at, \
         u.changed_at, u.logged_in_at"
    };
}
pub(crate) use user_columns;

/// How many columns that are.
pub(crate) const USER_COLUMNS: usize = 13;

/// A user out of its columns.
pub(crate) fn user_of(row: &Row) -> Result<User, Error> {
    let damaged = |reason: String| Error::Damaged { what: "a user".to_owned(), reason };
    let roles: BTreeSet<UserRole> =
        serde_json::from_str(&row.get::<String>(3)?).map_err(|error| damaged(error.to_string()))?;
    let state = row.get::<String>(8)?;
    let state = [UserState::Active, UserState::Disabled, UserState::Erased]
        .into_iter()
        .find(|known| known.as_str() == state)
        .ok_or_else(|| damaged(format!("`{state}` is no state")))?;
    let seat = match row.get::<Option<String>>(4)? {
        None => None,
        Some(party) => Some(Seat {
            party: party.as_str().into(),
            organ: row.get::<Option<String>>(5)?.map(|organ| organ.as_str().into()),
            desk: row
                .get::<Option<String>>(6)?
                .map(DeskId::new)
                .transpose()
                .map_err(|error| damaged(error.to_string()))?,
        }),
    };
    Ok(User {
        id: row.get(0)?,
        handle: UserHandle::new(row.get::<String>(1)?).map_err(|error| damaged(error.to_string()))?,
        name: row.get(2)?,
        roles,
        seat,
        language: row.get(7)?,
        state,
        has_password: row.get::<Option<String>>(9)?.is_some(),
        made_at: row.get(10)?,
        changed_at: row.get(11)?,
        logged_in_at: row.get(12)?,
    })
}

/// Handles are told apart whatever their case.
pub(crate) fn handle_key(handle: &str) -> String {
    handle.to_lowercase()
}

impl Store {
    /// Makes a user, who can't log in before a one-time link ([`Store::make_link`]) gave them a password or passkey, or another provider vouches for them.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Refused`] where the handle is taken.
    pub async fn make_user(&self, asker: &Asker<'_>, new: &NewUser, now: Time) -> Result<User, Error> {
        self.run_tx("user: make", async |tx| {
            let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
            let user = tx.add_user(new, None, now).await?;
            self.log_user(tx, asker, &user, Change::Created, now).await?;
            Ok(user)
        })
        .await
    }

    /// Gives a user another name, other roles, another seat. Their sessions go on, under what they are now.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; [`Error::Missing`]; [`Error::Refused`] where the handle is taken or the node would have no operator.
    pub async fn change_user(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        new: &NewUser,
        now: Time,
    ) -> Result<User, Error> {
        self.run_tx("user: change", async |tx| {
            let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
            let old = tx.living_user(id).await?;
            if old.handle != new.handle {
                return Err(Error::Refused {
                    reason: format!(
                        "the handle `{}` stays: what the user did stands under it; make another user",
                        old.handle
                    ),
                });
            }
            let values = new_values(new)?;
            let [name, roles, party, organ, desk, language] = values;
            tx.run(
                sql!(
                    "update node_user set name = $2, roles = $3, party = $4, organ = $5, desk = $6, language = $7, \
                     changed_at = $8 where id = $1"
                ),
                args![id, name, roles, party, organ, desk, language, now],
            )
            .await?;
            tx.must_have_operator().await?;
            let user = tx.living_user(id).await?;
            self.log_user(tx, asker, &user, Change::Altered, now).await?;
            Ok(user)
        })
        .await
    }

    /// Lets a user in no more, or again. Who is disabled loses all sessions at once, and their tokens are of no use meanwhile.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; [`Error::Missing`]; [`Error::Refused`] where the node would have no operator.
    pub async fn enable_user(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        enabled: bool,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("user: enable", async |tx| {
            let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
            tx.living_user(id).await?;
            let state = if enabled { UserState::Active } else { UserState::Disabled };
            tx.run(
                sql!("update node_user set state = $2, failed = 0, wait_until = null, changed_at = $3 where id = $1"),
                args![id, state.as_str(), now],
            )
            .await?;
            if !enabled {
                tx.end_sessions(id, None).await?;
            }
            tx.must_have_operator().await?;
            let user = tx.living_user(id).await?;
            let change = if enabled { Change::Enabled } else { Change::Disabled };
            self.log_user(tx, asker, &user, change, now).await
        })
        .await
    }

    /// All users by handle, the erased left out.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; when the database can't be read.
    pub async fn users(&self, asker: &Asker<'_>) -> Result<Vec<User>, Error> {
        let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
        let rows = self
            .read()
            .await?
            .rows(
                sql!(concat!(
                    "select ",
                    user_columns!(),
                    " from node_user u where u.state <> 'erased' order by u.handle_key"
                )),
                args![],
            )
            .await?;
        rows.iter().map(user_of).collect()
    }

    /// The asker's own user; none for one whom only the command line knows.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn me(&self, asker: &Asker<'_>) -> Result<Option<User>, Error> {
        self.read().await?.user_by_handle(asker.person()).await
    }

    /// Sets the asker's own name and language.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker is no user of this node; when the database fails.
    pub async fn change_me(
        &self,
        asker: &Asker<'_>,
        name: &str,
        language: &str,
        now: Time,
    ) -> Result<User, Error> {
        self.run_tx("user: change me", async |tx| {
            let me = tx.own_user(asker).await?;
            tx.run(
                sql!("update node_user set name = $2, language = $3, changed_at = $4 where id = $1"),
                args![me.id, name, language, now],
            )
            .await?;
            let me = tx.living_user(me.id).await?;
            self.log_user(tx, asker, &me, Change::Altered, now).await?;
            Ok(me)
        })
        .await
    }

    /// Writes down what became of a user.
    pub(crate) async fn log_user<'b>(
        &self,
        tx: &mut Tx,
        by: impl Into<By<'b>>,
        user: &User,
        change: Change,
        now: Time,
    ) -> Result<(), Error> {
        let mut entries = Entries::default();
        let commitment = tx.commitment_to_user(user.handle.as_str(), &mut entries).await?;
        entries.add(Event::UserChanged {
            user: commitment,
            change,
            roles: user.roles.iter().copied().collect(),
            party: user.seat.as_ref().map(|seat| seat.party.clone()),
        });
        self.log(tx, by, entries, now).await
    }
}

/// Name, roles, party, organ, desk, language, as columns keep them.
fn new_values(new: &NewUser) -> Result<[Value; 6], Error> {
    let roles = serde_json::to_string(&new.roles)
        .map_err(|error| Error::Refused { reason: format!("roles have no form in JSON: {error}") })?;
    let seat = new.seat.as_ref();
    let organ = seat.and_then(|seat| seat.organ.as_ref()).map(|organ| organ.as_str().to_owned());
    let desk = seat.and_then(|seat| seat.desk.as_ref()).map(|desk| desk.as_str().to_owned());
    Ok([
        new.name.as_str().into(),
        roles.into(),
        seat.map(|seat| seat.party.as_str().to_owned()).into(),
        organ.into(),
        desk.into(),
        new.language.as_str().into(),
    ])
}

impl Tx {
    /// Adds a user, with a password where they come with one.
    pub(crate) async fn add_user(
        &mut self,
        new: &NewUser,
        password: Option<&str>,
        now: Time,
    ) -> Result<User, Error> {
        let key = handle_key(new.handle.as_str());
        let taken =
            self.row(sql!("select id from node_user where handle_key = $1"), args![&key]).await?.is_some();
        if taken {
            return Err(Error::Refused { reason: format!("a user `{}` is there already", new.handle) });
        }
        let id = Ids::at(now).next();
        let [name, roles, party, organ, desk, language] = new_values(new)?;
        let row = vec![
            id.into(),
            new.handle.as_str().into(),
            key.into(),
            name,
            party,
            organ,
            desk,
            roles,
            language,
            UserState::Active.as_str().into(),
            password.map(str::to_owned).into(),
            0i64.into(),
            None::<Time>.into(),
            now.into(),
            now.into(),
            None::<Time>.into(),
        ];
        self.insert(table::node_user, vec![row]).await?;
        self.living_user(id).await
    }

    /// A user who isn't erased.
    pub(crate) async fn living_user(&mut self, id: Uuid) -> Result<User, Error> {
        let row = self
            .row(
                sql!(concat!(
                    "select ",
                    user_columns!(),
                    " from node_user u where u.id = $1 and u.state <> 'erased'"
                )),
                args![id],
            )
            .await?;
        row.as_ref().map_or(Err(Error::Missing { what: "user", id }), user_of)
    }

    pub(crate) async fn user_by_handle(&mut self, handle: &str) -> Result<Option<User>, Error> {
        let row = self
            .row(
                sql!(concat!(
                    "select ",
                    user_columns!(),
                    " from node_user u where u.handle_key = $1 and u.state <> 'erased'"
                )),
                args![handle_key(handle)],
            )
            .await?;
        row.as_ref().map(user_of).transpose()
    }

    /// The asker as a user of this node.
    pub(crate) async fn own_user(&mut self, asker: &Asker<'_>) -> Result<User, Error> {
        let me = self.user_by_handle(asker.person()).await?.filter(|me| me.state == UserState::Active);
        me.ok_or_else(|| Error::Refused { reason: format!("`{}` is no user of this node", asker.person()) })
    }

    /// Refuses a change after which nobody could make users any more.
    pub(crate) async fn must_have_operator(&mut self) -> Result<(), Error> {
        if self.has_operator().await? {
            return Ok(());
        }
        Err(Error::Refused { reason: "the node would have no operator; make another one first".to_owned() })
    }

    pub(crate) async fn has_operator(&mut self) -> Result<bool, Error> {
        let rows = self.rows(sql!("select roles from node_user where state = 'active'"), args![]).await?;
        for row in &rows {
            let roles: BTreeSet<UserRole> = serde_json::from_str(&row.get::<String>(0)?)
                .map_err(|error| Error::Damaged { what: "a user".to_owned(), reason: error.to_string() })?;
            if roles.contains(&UserRole::Operator) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The groups that a seat belongs to.
    pub(crate) async fn groups_of(&mut self, seat: Option<&Seat>) -> Result<BTreeSet<GroupId>, Error> {
        let Some(seat) = seat else { return Ok(BTreeSet::new()) };
        let members: Vec<String> = [Some(&seat.party), seat.organ.as_ref()]
            .into_iter()
            .flatten()
            .map(|party| party.as_str().to_owned())
            .collect();
        let rows = self
            .rows(
                sql!("select distinct group_id from audience_group_member where member in @texts($1)"),
                args![members],
            )
            .await?;
        rows.iter()
            .map(|row| {
                GroupId::new(row.get::<String>(0)?)
                    .map_err(|error| Error::Damaged { what: "a group".to_owned(), reason: error.to_string() })
            })
            .collect()
    }
}
