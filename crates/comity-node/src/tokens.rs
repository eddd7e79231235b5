//! Tokens by which programs work in a user's name. Each is good for some of a few things, and ends.

use comity_store::Uuid;
use comity_store::user::{ApiToken, NewToken, TokenSeen};

use crate::desk::Desk;
use crate::error::Error;
use crate::node::Node;
use crate::people::{SEEN, hash, secret};
use crate::saved::is_feed;
use crate::wait::{done, done_in_passing};

/// What a token may be good for.
pub const SCOPES: [&str; 4] = ["read", "write", "import", "metrics"];

impl Node {
    /// The token of a program, where it is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token(&self, secret: &str) -> Result<Option<TokenSeen>, Error> {
        let now = self.now();
        let token = self.store.token(&hash(secret), now).await?;
        if let Some(token) = &token
            && token.seen_at.is_none_or(|seen| now.0 - seen.0 > SEEN * 1_000_000)
        {
            done_in_passing(self.store.see_token(token, now))?;
        }
        Ok(token)
    }
}

impl Desk<'_> {
    /// Tokens of the viewer, or of another user for those who manage users.
    ///
    /// # Errors
    /// By policies; when the database can't be read.
    pub async fn tokens(&self, of: Option<Uuid>) -> Result<Vec<ApiToken>, Error> {
        let mut tokens = self.node.store.tokens(&self.asker(), of).await?;
        // those of feeds are shown with their views
        tokens.retain(|token| !is_feed(&token.scope));
        Ok(tokens)
    }

    /// Makes a token of the viewer, or of another user for those who manage users, for so many days; its secret is shown once.
    ///
    /// # Errors
    /// [`Error::Input`] where it would be good for nothing or for what we don't know; by policies; when the database fails.
    pub async fn make_token(
        &self,
        of: Option<Uuid>,
        name: &str,
        scope: &[&str],
        days: i64,
    ) -> Result<String, Error> {
        if scope.is_empty() || scope.iter().any(|word| !SCOPES.contains(word)) {
            let reason = format!("a token is good for one or more of {}", SCOPES.join(", "));
            return Err(Error::Input { field: "scope", reason });
        }
        let (secret, now) = (secret()?, self.node.now());
        let expires_at = now.plus_seconds(days.clamp(1, 366) * 86_400);
        let new = NewToken { name, token_hash: &hash(&secret), scope: &scope.join(" "), expires_at };
        done(self.node.store.make_token(&self.asker(), of, &new, now))?;
        Ok(secret)
    }

    /// Ends a token of the viewer, or any for those who manage users.
    ///
    /// # Errors
    /// Where there is none of this id that they may end.
    pub async fn end_token(&self, token: Uuid) -> Result<(), Error> {
        done(self.node.store.end_token(&self.asker(), token, self.node.now()))?;
        Ok(())
    }
}
