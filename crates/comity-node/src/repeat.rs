//! Requests that a program may send twice and that are done once.

pub use comity_store::{Kept, Repeat};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// Seconds for which an answer is kept.
const KEPT: i64 = 24 * 3600;

impl Desk<'_> {
    /// Claims the key of a request, unless it was used within a day. It is the viewer's own.
    ///
    /// # Errors
    /// When the viewer is no user of this node, or the database fails.
    pub async fn claim_key(&self, key: &str, request: &[u8]) -> Result<Repeat, Error> {
        let now = self.node.now();
        Ok(done(self.node.store.claim_key(&self.asker(), key, request, now.plus_seconds(KEPT), now))?)
    }

    /// Keeps the answer to a request that was claimed; without one the claim is given up, because nothing was done.
    ///
    /// # Errors
    /// When the viewer is no user of this node, or the database fails.
    pub async fn answered(&self, key: &str, answer: Option<&Kept>) -> Result<(), Error> {
        Ok(done(self.node.store.answered(&self.asker(), key, answer))?)
    }
}
