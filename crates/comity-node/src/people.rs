//! Who works here: the first operator, logins and sessions, users and their links.
//!
//! Secrets are random and shown once; the store keeps their SHA-256, and of passwords the argon2id text.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_store::user::{
    Credential, LONGEST_WAIT, Link, LoginMethod, NewSession, NewUser, Session, User, Who,
};
use comity_store::{Time, Uuid};
use sha2::{Digest as _, Sha256};

use crate::desk::Desk;
use crate::error::Error;
use crate::node::Node;
use crate::wait::{done, done_in_passing};

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// For the cookie.
    pub secret: String,
}

/// How a login ended.
#[derive(Clone, Debug)]
pub enum Login {
    /// Let in.
    In(LoggedIn),
    /// Name or password is wrong; which of them isn't told.
    Wrong,
    /// Too many failures: not before this moment.
    Wait(Time),
}

/// Characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;
const LONGEST_PASSWORD: usize = 1000;
/// A session ends after so many seconds, used or not.
pub const SESSION: i64 = 12 * 3600;
/// It ends earlier when nobody uses it.
const IDLE: i64 = 2 * 3600;
/// A link is good for so long.
const LINK: i64 = 24 * 3600;
/// How often the use of a session is written down, in seconds.
pub(crate) const SEEN: i64 = 300;

impl Node {
    /// The secret of the first operator's link, where the node has no operator yet; an earlier one is void then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_link(&self) -> Result<Option<String>, Error> {
        let (secret, now) = (secret()?, self.now());
        let made = done(self.store.first_link(&hash(&secret), now.plus_seconds(LINK), now))?;
        Ok(made.then_some(secret))
    }

    /// What a link is for, where it is still good.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn see_link(&self, secret: &str) -> Result<Option<Link>, Error> {
        Ok(self.store.see_link(&hash(secret), self.now()).await?)
    }

    /// Makes the first operator, and lets them in.
    ///
    /// # Errors
    /// [`Error::Input`] for a password that is too short; where the link is used or too old.
    pub async fn use_first_link(
        &self,
        secret: &str,
        new: &NewUser,
        password: String,
    ) -> Result<LoggedIn, Error> {
        let password = hashed(password).await?;
        let credential = Credential::Password(&password);
        let user = done(self.store.use_first_link(&hash(secret), new, credential, self.now()))?;
        self.begin_session(user.id, LoginMethod::Link, None).await
    }

    /// Sets a user's password by a link, and lets them in.
    ///
    /// # Errors
    /// [`Error::Input`] for a password that is too short; where the link is used or too old.
    pub async fn use_link(&self, secret: &str, password: String) -> Result<LoggedIn, Error> {
        let password = hashed(password).await?;
        let user = done(self.store.use_link(&hash(secret), Credential::Password(&password), self.now()))?;
        self.begin_session(user.id, LoginMethod::Link, None).await
    }

    /// Checks handle and password. An unknown handle takes as long as a wrong password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_in(&self, handle: &str, password: String) -> Result<Login, Error> {
        let known = self.store.credentials(Who::Handle(handle.trim())).await?;
        let now = self.now();
        let longest = now.plus_seconds(LONGEST_WAIT);
        let wait = known.as_ref().and_then(|known| known.wait_until);
        if let Some(until) = wait.filter(|until| *until > now && *until <= longest) {
            return Ok(Login::Wait(until));
        }
        let kept = known.as_ref().and_then(|known| known.password.clone());
        let right = tokio::task::spawn_blocking(move || verified(&password, kept.as_deref())).await.map_err(
            |error| Error::BrokeOff { doing: "the check of a password", reason: error.to_string() },
        )?;
        match known {
            Some(known) if right => {
                Ok(Login::In(self.begin_session(known.user, LoginMethod::Password, None).await?))
            }
            known => {
                let user = known.map(|known| known.user);
                let wait = done(self.store.refuse_login(user, LoginMethod::Password, now))?;
                Ok(wait.map_or(Login::Wrong, Login::Wait))
            }
        }
    }

    /// Begins a session of a user whose credentials were checked; a passkey that was used is kept with what changed in it.
    pub(crate) async fn begin_session(
        &self,
        user: Uuid,
        method: LoginMethod,
        passkey: Option<(&[u8], &str)>,
    ) -> Result<LoggedIn, Error> {
        let (token, csrf, now) = (secret()?, secret()?, self.now());
        let new = NewSession {
            token_hash: &hash(&token),
            csrf: &csrf,
            method,
            expires_at: now.plus_seconds(SESSION),
            passkey,
        };
        done(self.store.log_in(user, &new, now))?;
        Ok(LoggedIn { secret: token })
    }

    /// The session of a cookie's secret, where it is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, secret: &str) -> Result<Option<Session>, Error> {
        let now = self.now();
        let session = self.store.session(&hash(secret), IDLE, now).await?;
        if let Some(session) = &session
            && now.0 - session.seen_at.0 > SEEN * 1_000_000
        {
            done_in_passing(self.store.see_session(session.id, now))?;
        }
        Ok(session)
    }
}

impl Desk<'_> {
    /// Ends the session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_out(&self, session: Uuid) -> Result<(), Error> {
        done(self.node.store.end_session(&self.asker(), session))?;
        Ok(())
    }

    /// Sets the language in which the viewer reads.
    ///
    /// # Errors
    /// When the viewer is no user, or the database fails.
    pub async fn read_in(&self, language: &str) -> Result<(), Error> {
        let (asker, store) = (self.asker(), &self.node.store);
        let name = store.me(&asker).await?.map(|me| me.name).unwrap_or_default();
        done(store.change_me(&asker, &name, language, self.node.now()))?;
        Ok(())
    }

    /// All users.
    ///
    /// # Errors
    /// To whom policies don't let manage users.
    pub async fn users(&self) -> Result<Vec<User>, Error> {
        Ok(self.node.store.users(&self.asker()).await?)
    }

    /// Makes a user, and a link by which they set their password. The link's secret is shown once.
    ///
    /// # Errors
    /// By policies, or where the handle is taken.
    pub async fn invite(&self, new: &NewUser) -> Result<(User, String), Error> {
        let user = done(self.node.store.make_user(&self.asker(), new, self.node.now()))?;
        let link = self.link_for(user.id).await?;
        Ok((user, link))
    }

    /// A new link for a user who lost their password.
    ///
    /// # Errors
    /// By policies, or where there is no such user.
    pub async fn link_for(&self, user: Uuid) -> Result<String, Error> {
        let (secret, now) = (secret()?, self.node.now());
        done(self.node.store.make_link(&self.asker(), user, &hash(&secret), now.plus_seconds(LINK), now))?;
        Ok(secret)
    }

    /// Gives a user other roles or another seat.
    ///
    /// # Errors
    /// By policies, or where the node would have no operator.
    pub async fn change_user(&self, user: Uuid, new: &NewUser) -> Result<(), Error> {
        done(self.node.store.change_user(&self.asker(), user, new, self.node.now()))?;
        Ok(())
    }

    /// Locks a user out, or lets them in again.
    ///
    /// # Errors
    /// By policies, or where the node would have no operator.
    pub async fn enable_user(&self, user: Uuid, enabled: bool) -> Result<(), Error> {
        done(self.node.store.enable_user(&self.asker(), user, enabled, self.node.now()))?;
        Ok(())
    }

    /// Erases a user for good; gives the name without meaning that what they did stands under.
    ///
    /// # Errors
    /// By policies, or where the node would have no operator.
    pub async fn erase_user(&self, user: Uuid) -> Result<String, Error> {
        Ok(done(self.node.store.erase_user(&self.asker(), user, self.node.now()))?)
    }
}

/// 256 random bits.
pub(crate) fn secret() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::BrokeOff { doing: "the random generator", reason: error.to_string() })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

async fn hashed(password: String) -> Result<String, Error> {
    let characters = password.chars().count();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&characters) {
        return Err(Error::Input {
            field: "password",
            reason: format!(
                "a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, this one {characters}"
            ),
        });
    }
    let hashed = tokio::task::spawn_blocking(move || {
        let hashed: Result<PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
        hashed.map(|hashed| hashed.to_string())
    });
    let broke_off = |reason: String| Error::BrokeOff { doing: "the hashing of a password", reason };
    hashed.await.map_err(|error| broke_off(error.to_string()))?.map_err(|error| broke_off(error.to_string()))
}

/// Whether a password is the kept one. Without a kept one the same work is done for nothing.
fn verified(password: &str, kept: Option<&str>) -> bool {
    let argon2 = Argon2::default();
    match kept.and_then(|kept| PasswordHash::new(kept).ok()) {
        Some(kept) => argon2.verify_password(password.as_bytes(), &kept).is_ok(),
        None => {
            let _: Result<PasswordHash, _> = argon2.hash_password(password.as_bytes());
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_kept_as_its_argon2id_text_and_known_again() {
        let kept = hashed("a long enough password".to_owned()).await.expect("hashed");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(verified("a long enough password", Some(&kept)));
        assert!(!verified("another one, as long", Some(&kept)));
        assert!(!verified("a long enough password", None));
    }

    #[tokio::test]
    async fn a_short_password_is_refused() {
        let error = hashed("тринадцать".to_owned()).await.expect_err("refused");
        assert_eq!(error.to_string(), "a password has 12 to 1000 characters, this one 10");
    }
}
