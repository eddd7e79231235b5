//! The log of the node, written in the transaction of what it tells of. The forms are comity-ledger's; here they get their rows.

mod audit;
mod carry;
mod look;
mod subject;

use std::collections::BTreeSet;

use comity_core::PartyId;
use comity_ledger::event::{Change, Kept, RecordChange, RecordVersion};
use comity_ledger::{
    Actor, Appended, Commitment, Event, Frontier, Moment, Of, Opening, SignerKey, VerifierKey, Writer,
};
use uuid::Uuid;

use crate::access::{AccessClass, Asker};
use crate::error::Error;
use crate::ids::Ids;
use crate::read::Handle;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

pub use audit::Audit;
pub use carry::Exported;
pub use look::{Entry, Look};

/// Who an entry says did it.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    /// A user, by handle: the entry holds a commitment to it.
    Person(&'a str),
    /// The node itself.
    Node,
}

impl<'a> From<&'a Asker<'_>> for By<'a> {
    fn from(asker: &'a Asker<'_>) -> By<'a> {
        By::Person(asker.person())
    }
}

/// The edge of the log, and the public key that signs it.
pub(crate) struct Edge {
    frontier: Frontier,
    key: String,
}

/// An entry that was written, with what it is found by.
struct Line {
    kind: &'static str,
    subjects: BTreeSet<subject::Subject>,
    line: Appended,
}

/// Entries that wait for the end of a change, and what their commitments hide.
#[derive(Default)]
pub(crate) struct Entries {
    events: Vec<Event>,
    openings: Vec<Opening>,
}

impl Entries {
    /// Commits to something and keeps what opens it.
    fn commit(&mut self, of: Of, value: impl Into<Vec<u8>>) -> Result<Commitment, Error> {
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(|error| refused(&error))?;
        let opening = Opening::new(of, salt, value);
        let commitment = opening.commit();
        self.openings.push(opening);
        Ok(commitment)
    }

    /// Commits to a reason, where there is one.
    pub fn reason(&mut self, reason: &str) -> Result<Option<Commitment>, Error> {
        if reason.is_empty() { Ok(None) } else { self.commit(Of::Reason, reason).map(Some) }
    }

    /// Commits to contents.
    pub fn content(&mut self, content: impl Into<Vec<u8>>) -> Result<Commitment, Error> {
        self.commit(Of::Content, content)
    }

    pub fn add(&mut self, event: Event) {
        self.events.push(event);
    }

    /// A record was withdrawn or reinstated.
    pub fn record(&mut self, record: Handle, class: &AccessClass, change: RecordChange) {
        self.add(Event::RecordChanged {
            of: version(record),
            owner: PartyId::from(class.party()),
            change,
            content: None,
        });
    }
}

/// A record and version as entries write them.
pub(crate) fn version(record: Handle) -> RecordVersion {
    RecordVersion { record: text(record.record), version: record.version.unsigned_abs() }
}

/// An id as entries write it.
pub(crate) fn text(id: Uuid) -> comity_core::CompactString {
    id.to_string().into()
}

impl Store {
    /// The same store with the node's key: from now on every change is an entry of the log, which is opened with its first one. A
    /// database that has a log takes no change without the key.
    ///
    /// # Errors
    /// [`Error::OtherKey`] when the log is another key's; when the database can't be read.
    pub async fn with_log(mut self, key: SignerKey) -> Result<Store, Error> {
        if let Some(edge) = self.read().await?.edge().await? {
            edge.is_of(&key)?;
        }
        self.ids_go_on().await?;
        self.log_key = Some(key);
        Ok(self)
    }

    /// What is written from now on comes after what stands, whatever the clock says: its order is that of ids.
    async fn ids_go_on(&self) -> Result<(), Error> {
        let mut read = self.read().await?;
        for newest in [
            sql!("select id from verdict order by id desc limit 1"),
            sql!("select id from outcome order by id desc limit 1"),
            sql!("select id from policy_set order by id desc limit 1"),
            sql!("select id from import order by id desc limit 1"),
        ] {
            if let Some(row) = read.row(newest, args![]).await? {
                Ids::go_on_after(row.get(0)?);
            }
        }
        Ok(())
    }

    /// Opens the log where there is none yet, so that a lost key is noticed before anything is changed. Says whether it did.
    ///
    /// # Errors
    /// When this store has no key, or the database fails.
    pub async fn open_log(&self, now: Time) -> Result<bool, Error> {
        self.key()?;
        self.run_tx("log: open", async |tx| {
            if tx.edge().await?.is_some() {
                return Ok(false);
            }
            self.log(tx, By::Node, Entries::default(), now).await?;
            Ok(true)
        })
        .await
    }

    fn key(&self) -> Result<&SignerKey, Error> {
        self.log_key.as_ref().ok_or(Error::Keyless)
    }

    /// Appends the entry that something a user or a party keeps was changed; `content` is what it holds then, where that is kept.
    pub(crate) async fn log_household(
        &self,
        tx: &mut Tx,
        asker: &Asker<'_>,
        (what, id): (Kept, Uuid),
        change: Change,
        content: Option<&str>,
        now: Time,
    ) -> Result<(), Error> {
        let mut entries = Entries::default();
        let content = content.map(|content| entries.content(content)).transpose()?;
        entries.add(Event::HouseholdChanged { what, id: text(id), change, content });
        self.log(tx, asker, entries, now).await
    }

    /// Appends entries in the transaction of their change.
    pub(crate) async fn log<'b>(
        &self,
        tx: &mut Tx,
        by: impl Into<By<'b>>,
        mut entries: Entries,
        now: Time,
    ) -> Result<(), Error> {
        let edge = tx.edge().await?;
        let Some(key) = &self.log_key else {
            return if edge.is_none() { Ok(()) } else { Err(Error::Keyless) };
        };
        let at = Moment::new(now.timestamp());
        let mut lines = Vec::new();
        let mut writer = match edge {
            Some(edge) => {
                edge.is_of(key)?;
                Writer::resume(key, edge.frontier).map_err(|error| refused(&error))?
            }
            None => {
                let (writer, first) = Writer::open(key, at).map_err(|error| refused(&error))?;
                lines.push(Line { kind: "log-opened", subjects: BTreeSet::new(), line: first });
                writer
            }
        };
        let by = match by.into() {
            By::Node => Actor::Node,
            By::Person(handle) => Actor::User(tx.commitment_to_user(handle, &mut entries).await?),
        };
        for event in std::mem::take(&mut entries.events) {
            let (kind, subjects) = (event.kind(), subject::subjects(&by, &event));
            let line = writer.append(at, by, event).map_err(|error| refused(&error))?;
            lines.push(Line { kind, subjects, line });
        }
        tx.append(lines, writer.frontier(), &key.verifier(), entries.openings, now).await
    }

    /// The public key of the log, where there is one.
    ///
    /// # Errors
    /// When the database can't be read, or the key in it is damaged.
    pub async fn log_public_key(&self) -> Result<Option<VerifierKey>, Error> {
        let edge = self.read().await?.edge().await?;
        edge.map(|edge| VerifierKey::parse(&edge.key).map_err(|error| damaged(&error))).transpose()
    }
}

impl Edge {
    fn is_of(&self, key: &SignerKey) -> Result<(), Error> {
        let given = key.verifier().to_string();
        if given == self.key { Ok(()) } else { Err(Error::OtherKey { log: self.key.clone(), given }) }
    }
}

impl Tx {
    pub(crate) async fn edge(&mut self) -> Result<Option<Edge>, Error> {
        let row =
            self.row(sql!("select frontier, public_key from ledger_frontier where id = 1"), args![]).await?;
        let Some(row) = row else { return Ok(None) };
        let frontier = Frontier::from_bytes(&row.get::<Vec<u8>>(0)?).map_err(|error| damaged(&error))?;
        Ok(Some(Edge { frontier, key: row.get(1)? }))
    }

    pub(crate) async fn log_lines(&mut self, seq: u64, most: u32) -> Result<Vec<String>, Error> {
        let rows = self
            .rows(
                sql!("select line from ledger_entry where seq >= $1 order by seq limit $2"),
                args![seq, i64::from(most)],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The commitment to a user: always the same one until the user is erased, so that what one hand did can be followed.
    pub(crate) async fn commitment_to_user(
        &mut self,
        handle: &str,
        entries: &mut Entries,
    ) -> Result<Commitment, Error> {
        let waiting = entries
            .openings
            .iter()
            .find(|opening| opening.of == Of::User && opening.value == handle.as_bytes());
        if let Some(waiting) = waiting {
            return Ok(waiting.commit());
        }
        let known = self
            .row(
                sql!("select salt from ledger_opening where of_what = 'user' and value = $1"),
                args![handle.as_bytes()],
            )
            .await?;
        let Some(row) = known else { return entries.commit(Of::User, handle) };
        let salt = row.get::<Vec<u8>>(0)?.try_into().map_err(|_| damaged(&"a salt isn't 32 bytes long"))?;
        Ok(Opening::new(Of::User, salt, handle).commit())
    }

    async fn append(
        &mut self,
        lines: Vec<Line>,
        frontier: &Frontier,
        key: &VerifierKey,
        openings: Vec<Opening>,
        now: Time,
    ) -> Result<(), Error> {
        let nodes = lines.iter().flat_map(|line| &line.line.nodes).map(|node| {
            vec![i64::from(node.id.level).into(), node.id.index.into(), node.hash.0.to_vec().into()]
        });
        self.insert(table::ledger_node, nodes.collect()).await?;
        let openings = openings.into_iter().map(|opening| {
            vec![
                opening.commit().0.0.to_vec().into(),
                word(opening.of).into(),
                opening.salt.to_vec().into(),
                opening.value.into(),
            ]
        });
        self.insert(table::ledger_opening, openings.collect()).await?;
        let mut found_by = Vec::new();
        let rows = lines.into_iter().map(|Line { kind, subjects, line }| {
            found_by.push((line.seq, subjects));
            vec![line.seq.into(), kind.into(), line.line.into(), line.leaf.0.to_vec().into(), now.into()]
        });
        self.insert(table::ledger_entry, rows.collect()).await?;
        self.keep_subjects(found_by).await?;
        self.run(
            sql!(
                "insert into ledger_frontier (id, size, frontier, public_key) values (1, $1, $2, $3) on conflict (id) do \
                 update set size = excluded.size, frontier = excluded.frontier, public_key = excluded.public_key"
            ),
            args![frontier.size(), frontier.to_bytes(), key.to_string()],
        )
        .await?;
        Ok(())
    }
}

/// What is committed to, as a column keeps it.
fn word(of: Of) -> &'static str {
    match of {
        Of::User => "user",
        Of::Reason => "reason",
        Of::Content => "content",
    }
}

fn refused(error: &dyn std::fmt::Display) -> Error {
    Error::Refused { reason: format!("the log takes no entry: {error}") }
}

fn damaged(error: &dyn std::fmt::Display) -> Error {
    Error::Damaged { what: "the log".to_owned(), reason: error.to_string() }
}
