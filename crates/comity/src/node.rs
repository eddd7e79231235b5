//! A node as the commands of its operator open it: for what pages let an operator do, too.

use clap::Args as ClapArgs;
use comity_core::UserHandle;
use comity_formats::reference::Library;
use comity_node::{Desk, Node, User};
use comity_store::Store;
use miette::{Report, Result, miette};

use crate::database::{self, Database, now, operator, wait};
use crate::node_key::NodeKey;

/// Which node.
#[derive(ClapArgs, Debug)]
pub struct Where {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: NodeKey,
}

impl Where {
    /// Its database, with the key that writes into the log.
    pub async fn open(&self) -> Result<Store> {
        self.key.unlock(self.database.open().await?).await
    }
}

/// Does something at the operator's desk of a node. Whoever may write the database and read the node's key is trusted as its operator.
pub fn at_desk<T>(place: &Where, work: impl AsyncFnOnce(&Desk<'_>) -> Result<T>) -> Result<T> {
    wait(async {
        let store = place.open().await?;
        let in_force = store.policies_in_force().await.map_err(database::told)?;
        let node = Node::new(store, in_force, Library::empty(), now);
        let done = work(&node.desk(operator()?).await.map_err(told)?).await;
        node.close().await;
        done
    })
}

/// An error of the node with its way out.
pub fn told(error: comity_node::Error) -> Report {
    miette!(help = error.way_out(), "{error}")
}

/// A name to log in by.
pub fn handle(text: &str) -> Result<UserHandle> {
    UserHandle::new(text).map_err(|error| miette!("`{text}` is no name to log in by: {error}"))
}

/// The user of a handle, whatever its case.
pub async fn user(desk: &Desk<'_>, text: &str) -> Result<User> {
    let wanted = handle(text)?.as_str().to_lowercase();
    let users = desk.users().await.map_err(told)?;
    users
        .into_iter()
        .find(|user| user.handle.as_str().to_lowercase() == wanted)
        .ok_or_else(|| miette!(help = "`comity user list` names all", "there is no user `{text}`"))
}
