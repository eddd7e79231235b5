//! Looking into the log: its entries with what their commitments hide, as far as that is still kept.

use comity_ledger::Hash;
use comity_policy::NodeAction;
use serde_json::Value as Json;

use super::damaged;
use crate::access::Asker;
use crate::error::Error;
use crate::sql::{Query, Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// An entry as it is shown.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Entry {
    pub seq: u64,
    pub at: Time,
    /// Its word: `imported`, `verdict`, `disclosed`..
    pub kind: String,
    /// The event as it was signed, commitments in place.
    pub event: Json,
    /// Who did it; none for the node itself, and for who was erased.
    pub person: Option<String>,
    /// Whether the node did it by itself.
    pub by_node: bool,
    /// The user that it is about, where it is about one who wasn't erased.
    pub user: Option<String>,
    /// Why, where a reason was given and not erased.
    pub reason: Option<String>,
}

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Only these kinds.
    pub kinds: Vec<String>,
    /// Before this one.
    pub before: Option<u64>,
}

impl Store {
    /// Entries of the log, the newest first.
    ///
    /// # Errors
    /// [`Error::Denied`] to whom policies don't let read the log; when the database can't be read.
    pub async fn entries(&self, asker: &Asker<'_>, look: &Look, size: u32) -> Result<Vec<Entry>, Error> {
        let _permit = asker.may_at_node(NodeAction::ReadLedger)?;
        let mut query = Query::default();
        query.push("select seq, kind, line, made_at from ledger_entry where seq < ");
        query.bind(look.before.unwrap_or(i64::MAX.unsigned_abs()));
        if !look.kinds.is_empty() {
            query.push(" and kind in ").list("texts", look.kinds.clone());
        }
        query.push(" order by seq desc limit ").bind(size);
        let mut tx = self.read().await?;
        let rows = tx.rows_of("entries of the log", query).await?;
        let mut entries = Vec::new();
        for row in &rows {
            entries.push(tx.entry(row).await?);
        }
        Ok(entries)
    }
}

impl Tx {
    async fn entry(&mut self, row: &Row) -> Result<Entry, Error> {
        let line: Json = serde_json::from_str(&row.get::<String>(2)?).map_err(|error| damaged(&error))?;
        let entry = line.get("entry").unwrap_or(&Json::Null);
        let event = entry.get("event").cloned().unwrap_or_default();
        let by = entry.get("by");
        Ok(Entry {
            seq: row.get::<i64>(0)?.unsigned_abs(),
            at: row.get(3)?,
            kind: row.get(1)?,
            person: self.opened(by.and_then(|by| by.get("user")), "user").await?,
            by_node: by.and_then(Json::as_str) == Some("node"),
            user: self.opened(event.get("user"), "user").await?,
            reason: self.opened(event.get("reason"), "reason").await?,
            event,
        })
    }

    /// What a commitment hides, where that is a text and still kept.
    async fn opened(&mut self, commitment: Option<&Json>, of: &str) -> Result<Option<String>, Error> {
        let Some(hash) = commitment.and_then(Json::as_str).and_then(Hash::parse) else { return Ok(None) };
        let row = self
            .row(
                sql!("select value from ledger_opening where commitment = $1 and of_what = $2"),
                args![hash.0.as_slice(), of],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(String::from_utf8(row.get::<Vec<u8>>(0)?).ok())
    }
}
