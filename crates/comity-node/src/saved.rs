//! Saved views, and the feeds by which calendars and maps of other programs follow them. A feed's token is good for its view alone; what it
//! gives is what its owner may export at that moment.

use comity_store::user::{ApiToken, NewToken, TokenSeen};
use comity_store::{SavedView, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::node::Node;
use crate::people::{hash, secret};
use crate::wait::done;

/// A feed that is asked for.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its token, with its owner as of now.
    pub token: TokenSeen,
    /// The view that it follows.
    pub view: Uuid,
    /// Whether it wasn't asked for yet on this day: then the log hears of it.
    pub first_today: bool,
}

const SCOPE: &str = "feed:";
const LONGEST_NAME: usize = 100;
const LONGEST_CONTENT: usize = 2000;

/// Whether a token of this scope is a feed's.
pub(crate) fn is_feed(scope: &str) -> bool {
    scope.starts_with(SCOPE)
}

impl Desk<'_> {
    /// The viewer's own views, and those that others of their party share; none for who is no user of this node.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn views(&self) -> Result<Vec<SavedView>, Error> {
        Ok(self.node.store.views(&self.asker()).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// Where there is none that the viewer may see.
    pub async fn view(&self, id: Uuid) -> Result<SavedView, Error> {
        Ok(self.node.store.view(&self.asker(), id).await?)
    }

    /// Keeps a view under a name, a new one or one of the viewer's own.
    ///
    /// # Errors
    /// Without a name or with one that is too long; where the viewer has none of this id.
    pub async fn keep_view(
        &self,
        id: Option<Uuid>,
        (name, content): (&str, &str),
        shared: bool,
    ) -> Result<Uuid, Error> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            let reason = format!("a view needs a name of 1 to {LONGEST_NAME} characters");
            return Err(Error::Input { field: "name", reason });
        }
        if content.len() > LONGEST_CONTENT {
            let reason = format!("a filter has {LONGEST_CONTENT} bytes at most, this one {}", content.len());
            return Err(Error::Input { field: "query", reason });
        }
        Ok(done(self.node.store.keep_view(&self.asker(), id, (name, content), shared, self.node.now()))?)
    }

    /// Removes a view of the viewer's own, and ends its feeds.
    ///
    /// # Errors
    /// Where the viewer has none of this id.
    pub async fn remove_view(&self, id: Uuid) -> Result<(), Error> {
        for feed in self.feeds(id).await?.into_iter().filter(|feed| feed.ended_at.is_none()) {
            done(self.node.store.end_token(&self.asker(), feed.id, self.node.now()))?;
        }
        done(self.node.store.remove_view(&self.asker(), id, self.node.now()))?;
        Ok(())
    }

    /// The viewer's feeds of a view, the newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn feeds(&self, view: Uuid) -> Result<Vec<ApiToken>, Error> {
        let mut tokens = self.node.store.tokens(&self.asker(), None).await?;
        let scope = format!("{SCOPE}{view}");
        tokens.retain(|token| token.scope == scope);
        Ok(tokens)
    }

    /// Makes a feed of a view for so many days; its secret is shown once.
    ///
    /// # Errors
    /// Where there is no such view for the viewer.
    pub async fn make_feed(&self, view: Uuid, days: i64) -> Result<String, Error> {
        let view = self.view(view).await?;
        let (secret, now) = (secret()?, self.node.now());
        let scope = format!("{SCOPE}{}", view.id);
        let expires_at = now.plus_seconds(days.clamp(1, 366) * 86_400);
        let new = NewToken { name: &view.name, token_hash: &hash(&secret), scope: &scope, expires_at };
        done(self.node.store.make_token(&self.asker(), None, &new, now))?;
        Ok(secret)
    }
}

impl Node {
    /// The feed of a secret, where it is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed(&self, secret: &str) -> Result<Option<Feed>, Error> {
        let Some(token) = self.token(secret).await? else { return Ok(None) };
        let view = token.scope.strip_prefix(SCOPE).and_then(|view| Uuid::parse_str(view).ok());
        let day = |time: comity_store::Time| time.0.div_euclid(86_400_000_000);
        let first_today = token.seen_at.is_none_or(|seen| day(seen) != day(self.now()));
        Ok(view.map(|view| Feed { token, view, first_today }))
    }
}
