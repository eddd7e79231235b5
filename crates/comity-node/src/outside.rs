//! Coming in by another provider's word: who someone is, never in which role. A stranger waits for an operator.

use comity_core::UserHandle;
use comity_store::user::{LoginMethod, NewUser, UserState};

use crate::error::Error;
use crate::node::Node;
use crate::people::LoggedIn;
use crate::wait::done;

/// Who someone is to a provider.
#[derive(Clone, Debug)]
pub struct OutsideName {
    /// The provider.
    pub issuer: String,
    /// Its own name of the user, which never changes.
    pub subject: String,
    /// The name to show; may be empty.
    pub name: String,
    /// The name to log in by there; may be empty.
    pub handle: String,
}

/// How a login by a provider's word ended.
#[derive(Clone, Debug)]
pub enum Outside {
    /// Let in.
    In(LoggedIn),
    /// An operator has to let the user of this handle in first.
    Waits(String),
}

impl Node {
    /// Lets in whom a provider vouches for, where an operator has given them a role.
    ///
    /// # Errors
    /// Where too many strangers wait; when the database fails.
    pub async fn log_in_from_outside(&self, outside: &OutsideName) -> Result<Outside, Error> {
        let new = NewUser {
            handle: handle(outside)?,
            name: outside.name.trim().chars().take(200).collect(),
            roles: [].into(),
            seat: None,
            language: String::new(),
        };
        let now = self.now();
        let user = done(self.store.user_from_outside((&outside.issuer, &outside.subject), &new, now))?;
        if user.state == UserState::Active {
            return Ok(Outside::In(self.begin_session(user.id, LoginMethod::Oidc, None).await?));
        }
        done(self.store.refuse_login(None, LoginMethod::Oidc, now))?;
        Ok(Outside::Waits(user.handle.to_string()))
    }
}

/// A handle out of what the provider says; what stands before `@`, because the rest is the same for a whole house.
fn handle(outside: &OutsideName) -> Result<UserHandle, Error> {
    let named = |text: &str| {
        let text = text.split('@').next().unwrap_or_default();
        let text: String = text.chars().filter(|letter| !letter.is_control()).take(60).collect();
        UserHandle::new(text.trim())
    };
    named(&outside.handle)
        .or_else(|_| named(&format!("outside-{}", outside.subject)))
        .map_err(|error| Error::Input { field: "subject", reason: error.to_string() })
}
