//! Looking into the log: its entries with what their commitments hide, as far as that is still kept.

use std::collections::{BTreeSet, HashMap};

use comity_core::{Day, PartyId};
use comity_ledger::{Commitment, Hash};
use comity_policy::NodeAction;
use serde_json::Value as Json;

use super::damaged;
use super::subject::{BY, THINGS, TO, USER};
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

/// Which entries: those to which all of this applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Of any of these kinds; of all where none is named.
    pub kinds: Vec<String>,
    /// Done by this user, or about them. The log knows a user by a commitment alone: who was erased isn't found.
    pub person: Option<String>,
    /// About the record, finding or import of this id.
    pub thing: Option<String>,
    /// That something was disclosed to this party, or to an organ of it.
    pub to: Option<PartyId>,
    /// Written on this day (UTC) or later, by the node's clock.
    pub first: Option<Day>,
    /// Written on this day or earlier.
    pub last: Option<Day>,
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
        let mut tx = self.read().await?;
        let mut query = Query::default();
        query.push("select e.seq, e.kind, e.line, e.made_at from ledger_entry e where e.seq < ");
        query.bind(look.before.unwrap_or(i64::MAX.unsigned_abs()));
        if !look.kinds.is_empty() {
            query.push(" and e.kind in ").list("texts", look.kinds.clone());
        }
        if let Some(first) = look.first {
            query.push(" and e.made_at >= ").bind(Time::start_of(first));
        }
        if let Some(last) = look.last {
            query.push(" and e.made_at < ").bind(Time::start_of(last.plus(1)));
        }
        if let Some(person) = &look.person {
            found_by(&mut query, &[BY, USER], tx.hands_of(person).await?);
        }
        if let Some(thing) = &look.thing {
            found_by(&mut query, &THINGS, vec![thing.clone()]);
        }
        if let Some(to) = &look.to {
            found_by(&mut query, &[TO], tx.disclosed_to(to.as_str()).await?);
        }
        query.push(" order by e.seq desc limit ").bind(size);
        let rows = tx.rows_of("entries of the log", query).await?;
        let mut opened = Opened::default();
        let mut entries = Vec::new();
        for row in &rows {
            entries.push(tx.entry(row, &mut opened).await?);
        }
        Ok(entries)
    }
}

fn found_by(query: &mut Query, what: &[&str], values: Vec<String>) {
    let what: Vec<String> = what.iter().map(|word| (*word).to_owned()).collect();
    query.push(" and e.seq in (select s.seq from ledger_subject s where s.what in ").list("texts", what);
    query.push(" and s.value in ").list("texts", values).push(")");
}

/// What was looked up already: the same few hands write most entries.
#[derive(Default)]
struct Opened(HashMap<([u8; 32], &'static str), Option<String>>);

impl Tx {
    /// The commitments under which a user stands in the log: none where nobody of that name wrote in it, or they were erased.
    async fn hands_of(&mut self, person: &str) -> Result<Vec<String>, Error> {
        // a handle is known in any case of letters, the log has it as it was given
        let known = self.user_by_handle(person).await?.map(|user| user.handle.to_string());
        let mut hands = Vec::new();
        for handle in known.into_iter().chain([person.to_owned()]).collect::<BTreeSet<String>>() {
            let row = self
                .row(
                    sql!("select commitment from ledger_opening where of_what = 'user' and value = $1"),
                    args![handle.as_bytes()],
                )
                .await?;
            let Some(row) = row else { continue };
            let hash = row.get::<Vec<u8>>(0)?.try_into();
            let hash = hash.map_err(|_| damaged(&"a commitment isn't 32 bytes long"))?;
            hands.push(Commitment(Hash(hash)).to_string());
        }
        Ok(hands)
    }

    /// A party and those of its organs to which something was disclosed: entries name the organ alone.
    async fn disclosed_to(&mut self, party: &str) -> Result<Vec<String>, Error> {
        let rows = self
            .rows(
                sql!("select distinct to_organ from disclosure where to_party = $1 and to_organ <> ''"),
                args![party],
            )
            .await?;
        let mut all = vec![party.to_owned()];
        for row in &rows {
            all.push(row.get(0)?);
        }
        Ok(all)
    }

    async fn entry(&mut self, row: &Row, opened: &mut Opened) -> Result<Entry, Error> {
        let line: Json = serde_json::from_str(&row.get::<String>(2)?).map_err(|error| damaged(&error))?;
        let entry = line.get("entry").unwrap_or(&Json::Null);
        let event = entry.get("event").cloned().unwrap_or_default();
        let by = entry.get("by");
        Ok(Entry {
            seq: row.get::<i64>(0)?.unsigned_abs(),
            at: row.get(3)?,
            kind: row.get(1)?,
            person: self.opened(by.and_then(|by| by.get("user")), "user", opened).await?,
            by_node: by.and_then(Json::as_str) == Some("node"),
            user: self.opened(event.get("user"), "user", opened).await?,
            reason: self.opened(event.get("reason"), "reason", opened).await?,
            event,
        })
    }

    /// What a commitment hides, where that is a text and still kept.
    async fn opened(
        &mut self,
        commitment: Option<&Json>,
        of: &'static str,
        opened: &mut Opened,
    ) -> Result<Option<String>, Error> {
        let Some(hash) = commitment.and_then(Json::as_str).and_then(Hash::parse) else { return Ok(None) };
        if let Some(known) = opened.0.get(&(hash.0, of)) {
            return Ok(known.clone());
        }
        let row = self
            .row(
                sql!("select value from ledger_opening where commitment = $1 and of_what = $2"),
                args![hash.0.as_slice(), of],
            )
            .await?;
        let text = match row {
            Some(row) => String::from_utf8(row.get::<Vec<u8>>(0)?).ok(),
            None => None,
        };
        opened.0.insert((hash.0, of), text.clone());
        Ok(text)
    }
}
