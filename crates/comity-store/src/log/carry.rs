//! Checkpoints of the log, and its export: what partners and auditors are given.

use std::collections::BTreeMap;
use std::io::Write;

use comity_ledger::{Checkpoint, Event, Exporter, Moment, Writer};
use comity_policy::NodeAction;
use sha2::{Digest as _, Sha256};

use super::{Entries, damaged, refused};
use crate::access::Asker;
use crate::error::Error;
use crate::off_thread::Sink;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// What went into an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Entries.
    pub entries: u64,
    /// The checkpoint at its end.
    pub checkpoint: Checkpoint,
}

/// Lines read at once.
pub(super) const PAGE: u32 = 1000;

impl Store {
    /// States how long the log is and what its root is, signed; kept, so that whoever checks the database later holds it to that. The
    /// checkpoint of a log that hasn't grown is the one that was made before, with its co-signatures.
    ///
    /// # Errors
    /// When this store has no key, the log isn't opened yet, or the database fails.
    pub async fn checkpoint(&self, now: Time) -> Result<Checkpoint, Error> {
        let key = self.key()?;
        self.run_tx("log: checkpoint", async |tx| {
            let edge = tx.edge().await?.ok_or(Error::Unlogged)?;
            edge.is_of(key)?;
            let size = edge.frontier.size();
            let kept = tx.row(sql!("select note from checkpoint where size = $1"), args![size]).await?;
            if let Some(row) = kept {
                return Checkpoint::parse(&row.get::<String>(0)?).map_err(|error| damaged(&error));
            }
            let writer = Writer::resume(key, edge.frontier).map_err(|error| refused(&error))?;
            let checkpoint = writer.checkpoint().map_err(|error| refused(&error))?;
            tx.insert(
                crate::schema::table::checkpoint,
                vec![vec![size.into(), checkpoint.to_string().into(), now.into()]],
            )
            .await?;
            Ok(checkpoint)
        })
        .await
    }

    /// Writes the whole log as a file that anyone can check without this node, and enters that into the log.
    ///
    /// # Errors
    /// [`Error::Denied`] to whom policies don't let read the log; when there is none, or the database or the writer fails.
    pub async fn export_log<W: Write + Send + 'static>(
        &self,
        asker: &Asker<'_>,
        out: W,
        now: Time,
    ) -> Result<Exported, Error> {
        let _permit = asker.may_at_node(NodeAction::ReadLedger)?;
        let checkpoint = self.checkpoint(now).await?;
        let size = checkpoint.head().size;
        let mut out = Hashing { out: Sink::plain(out), hash: Sha256::new() };
        let (mut exporter, line) =
            Exporter::begin(checkpoint.origin().clone()).map_err(|error| refused(&error))?;
        out.write(line).await?;
        let mut tx = self.read().await?;
        let checkpoints = tx.checkpoints().await?;
        let mut seq = 0;
        while seq < size {
            let lines = tx.log_lines(seq, PAGE).await?;
            if lines.is_empty() {
                return Err(damaged(&format_args!("entry {seq} of {size} is missing")));
            }
            for line in lines.iter().take(usize::try_from(size - seq).unwrap_or(usize::MAX)) {
                out.write(exporter.entry(line)).await?;
                seq += 1;
                if let Some(note) = checkpoints.get(&seq) {
                    let checkpoint = Checkpoint::parse(note).map_err(|error| damaged(&error))?;
                    out.write(exporter.checkpoint(&checkpoint).map_err(|error| refused(&error))?).await?;
                }
            }
        }
        drop(tx);
        let end = exporter.end(self.key()?, Moment::new(now.timestamp()));
        out.write(end.map_err(|error| refused(&error))?).await?;
        let hash = out.hash.finalize().to_vec();
        out.out.finish().await?;
        self.run_tx("log: exported", async |tx| {
            let mut entries = Entries::default();
            let content = entries.content(hash.clone())?;
            entries.add(Event::Exported { format: "comity-ledger".into(), records: 0, content });
            self.log(tx, asker, entries, now).await
        })
        .await?;
        Ok(Exported { entries: size, checkpoint })
    }
}

struct Hashing<W> {
    out: Sink<W>,
    hash: Sha256,
}

impl<W: Write + Send + 'static> Hashing<W> {
    async fn write(&mut self, line: String) -> Result<(), Error> {
        self.hash.update(&line);
        self.out.write(line.into_bytes()).await
    }
}

impl Tx {
    /// All checkpoints by their size.
    pub(super) async fn checkpoints(&mut self) -> Result<BTreeMap<u64, String>, Error> {
        let rows = self.rows(sql!("select size, note from checkpoint order by size"), args![]).await?;
        rows.iter().map(|row| Ok((row.get::<i64>(0)?.unsigned_abs(), row.get(1)?))).collect()
    }
}
