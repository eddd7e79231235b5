//! Scenarios of ties that a desk keeps under a name, for its party.

use comity_store::{KeptScenario, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

const LONGEST_NAME: usize = 100;
const LONGEST_CONTENT: usize = 6000;

impl Desk<'_> {
    /// The viewer's own scenarios and those of others of their party, by name; none for who is no user of this node.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn scenarios(&self) -> Result<Vec<KeptScenario>, Error> {
        Ok(self.node.store.scenarios(&self.asker()).await?)
    }

    /// Keeps changes under a name; the viewer's own of that name are replaced.
    ///
    /// # Errors
    /// Without a name, with one that is too long, without changes or with too many.
    pub async fn keep_scenario(&self, name: &str, content: &str) -> Result<Uuid, Error> {
        let name = good(name)?;
        if content.trim().is_empty() || content.len() > LONGEST_CONTENT {
            let reason = format!("a scenario has changes, and {LONGEST_CONTENT} bytes of them at most");
            return Err(Error::Input { field: "changes", reason });
        }
        Ok(done(self.node.store.keep_scenario(&self.asker(), (name, content), self.node.now()))?)
    }

    /// Gives a scenario of the viewer's own another name.
    ///
    /// # Errors
    /// As for keeping; where another one of the viewer's has the name; where the viewer has none of this id.
    pub async fn rename_scenario(&self, id: Uuid, name: &str) -> Result<(), Error> {
        let name = good(name)?;
        if !done(self.node.store.rename_scenario(&self.asker(), id, name, self.node.now()))? {
            let reason = format!("you keep a scenario `{name}` already: choose another name");
            return Err(Error::Input { field: "name", reason });
        }
        Ok(())
    }

    /// Removes a scenario of the viewer's own.
    ///
    /// # Errors
    /// Where the viewer has none of this id.
    pub async fn remove_scenario(&self, id: Uuid) -> Result<(), Error> {
        Ok(done(self.node.store.remove_scenario(&self.asker(), id, self.node.now()))?)
    }
}

fn good(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    if (1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Ok(name);
    }
    let reason = format!("a scenario needs a name of 1 to {LONGEST_NAME} characters");
    Err(Error::Input { field: "name", reason })
}
