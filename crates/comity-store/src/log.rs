//! The log of the node, written in the transaction of what it tells of. The forms are comity-ledger's; here they get their rows.

use comity_core::PartyId;
use comity_ledger::event::{RecordChange, RecordVersion};
use comity_ledger::{Actor, Appended, Commitment, Event, Frontier, Moment, Of, Opening, SignerKey, Writer};
use uuid::Uuid;

use crate::access::{AccessClass, Asker};
use crate::error::Error;
use crate::read::Handle;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

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
    #[must_use]
    pub fn with_log(mut self, key: SignerKey) -> Store {
        self.log_key = Some(key);
        self
    }

    /// Appends entries in the transaction of their change.
    pub(crate) async fn log(
        &self,
        tx: &mut Tx,
        asker: &Asker<'_>,
        mut entries: Entries,
        now: Time,
    ) -> Result<(), Error> {
        let edge = tx.edge().await?;
        let Some(key) = &self.log_key else {
            return match edge {
                None => Ok(()),
                Some(_) => Err(Error::Refused {
                    reason: "this database has a log, and changes need the node's key to be written into it"
                        .to_owned(),
                }),
            };
        };
        let at = Moment::new(now.timestamp());
        let mut lines = Vec::new();
        let mut writer = match edge {
            Some(bytes) => {
                let frontier = Frontier::from_bytes(&bytes).map_err(|error| damaged(&error))?;
                Writer::resume(key, frontier).map_err(|error| refused(&error))?
            }
            None => {
                let (writer, first) = Writer::open(key, at).map_err(|error| refused(&error))?;
                lines.push(first);
                writer
            }
        };
        for event in std::mem::take(&mut entries.events) {
            let by = Actor::User(entries.commit(Of::User, asker.person())?);
            lines.push(writer.append(at, by, event).map_err(|error| refused(&error))?);
        }
        tx.append(lines, writer.frontier(), entries.openings, now).await
    }

    /// The lines of the log from `seq` on, at most `most`: what an export and a check are made of.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn log_lines(&self, seq: u64, most: u32) -> Result<Vec<String>, Error> {
        let mut tx = self.read().await?;
        let rows = tx
            .rows(
                sql!("select line from ledger_entry where seq >= $1 order by seq limit $2"),
                args![seq, i64::from(most)],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The right edge of the log's tree, where there is a log.
    ///
    /// # Errors
    /// When the database can't be read, or the edge in it is damaged.
    pub async fn log_edge(&self) -> Result<Option<Frontier>, Error> {
        let bytes = self.read().await?.edge().await?;
        bytes.map(|bytes| Frontier::from_bytes(&bytes).map_err(|error| damaged(&error))).transpose()
    }

    /// Erases a user from the log: what opens the commitments to their handle goes, the tree stays as it was signed. Says how many that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_user(&self, handle: &str) -> Result<u64, Error> {
        self.run_tx("log: erase", async |tx| {
            tx.run(
                sql!("delete from ledger_opening where of_what = 'user' and value = $1"),
                args![handle.as_bytes()],
            )
            .await
        })
        .await
    }
}

impl Tx {
    async fn edge(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let row = self.row(sql!("select frontier from ledger_frontier where id = 1"), args![]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    async fn append(
        &mut self,
        lines: Vec<Appended>,
        frontier: &Frontier,
        openings: Vec<Opening>,
        now: Time,
    ) -> Result<(), Error> {
        let nodes = lines.iter().flat_map(|line| &line.nodes).map(|node| {
            vec![i64::from(node.id.level).into(), node.id.index.into(), node.hash.0.to_vec().into()]
        });
        self.insert(table::ledger_node, nodes.collect()).await?;
        let openings = openings.into_iter().map(|opening| {
            let of = match opening.of {
                Of::User => "user",
                Of::Reason => "reason",
                Of::Content => "content",
            };
            vec![
                opening.commit().0.0.to_vec().into(),
                of.into(),
                opening.salt.to_vec().into(),
                opening.value.into(),
            ]
        });
        self.insert(table::ledger_opening, openings.collect()).await?;
        let rows = lines
            .into_iter()
            .map(|line| vec![line.seq.into(), line.line.into(), line.leaf.0.to_vec().into(), now.into()]);
        self.insert(table::ledger_entry, rows.collect()).await?;
        self.run(
            sql!(
                "insert into ledger_frontier (id, size, frontier) values (1, $1, $2) \
                 on conflict (id) do update set size = excluded.size, frontier = excluded.frontier"
            ),
            args![frontier.size(), frontier.to_bytes()],
        )
        .await?;
        Ok(())
    }
}

fn refused(error: &dyn std::fmt::Display) -> Error {
    Error::Refused { reason: format!("the log takes no entry: {error}") }
}

fn damaged(error: &dyn std::fmt::Display) -> Error {
    Error::Damaged { what: "the edge of the log".to_owned(), reason: error.to_string() }
}
