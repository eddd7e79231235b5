//! The engine's input: everything that one viewer may see at one moment.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Snapshot, Source, SourceId};
use uuid::Uuid;

use crate::access::Visible;
use crate::account::{Account, Thing};
use crate::error::Error;
use crate::off_thread::Begun;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;

/// A record and the version at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub struct Handle {
    pub record: Uuid,
    pub version: i64,
}

/// A snapshot, and which record each of its records is.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The engine's input.
    pub snapshot: Snapshot,
    /// Beside `snapshot.records`, index by index.
    pub handles: Vec<Handle>,
    /// As of which generation of the records, see [`Store::generation`].
    pub generation: i64,
}

/// Contents read at once.
const AT_ONCE: i64 = 2000;

impl Store {
    /// Everything that may be seen and is current, in the order of the records' ids.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn snapshot(&self, visible: &Visible) -> Result<Seen, Error> {
        let mut tx = self.read().await?;
        let classes = visible.current();
        let mut seen = Seen { generation: tx.generation().await?, ..Seen::default() };
        let sources = tx.seen_sources(&classes, &mut seen.snapshot).await?;
        let mut after = Uuid::nil();
        let mut unpacking = None;
        loop {
            let rows = tx
                .rows(
                    sql!(
                        "select r.id, r.version, r.source_id, v.content from record r \
                         join record_version v on v.record_id = r.id and v.version = r.version \
                         where r.id > $1 and r.class_id in @ints($2) order by r.id limit $3"
                    ),
                    args![after, classes.clone(), AT_ONCE],
                )
                .await?;
            let packed: Vec<Packed> = rows
                .iter()
                .map(|row| {
                    let handle = Handle { record: row.get(0)?, version: row.get(1)? };
                    let source = sources.get(&row.get::<Uuid>(2)?).copied().unwrap_or_default();
                    Ok(Packed { handle, source, content: row.get(3)? })
                })
                .collect::<Result<_, Error>>()?;
            let more = packed.len() as i64 == AT_ONCE;
            after = packed.last().map_or(after, |last| last.handle.record);
            // while these are unpacked, the next are read
            let begun = Begun::new(|| packed.into_iter().map(Packed::unpack).collect());
            if let Some(before) = unpacking.replace(begun) {
                seen.add(before.ended().await?);
            }
            if !more {
                if let Some(last) = unpacking {
                    seen.add(last.ended().await?);
                }
                return Ok(seen);
            }
        }
    }
}

impl Seen {
    fn add(&mut self, accounts: Vec<(Handle, Account)>) {
        for (handle, account) in accounts {
            if account.thing() == Thing::Activity {
                self.handles.push(handle);
            }
            self.snapshot.add(account.into_item());
        }
    }
}

/// A record as it lies in the database.
struct Packed {
    handle: Handle,
    source: SourceId,
    content: Vec<u8>,
}

impl Packed {
    fn unpack(self) -> Result<(Handle, Account), Error> {
        let mut account = Account::unpack(&self.content)?;
        account.set_source(self.source);
        Ok((self.handle, account))
    }
}

impl Store {
    /// How often what lists show was changed: by an import, a label, a withdrawal, by whatever program.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn generation(&self) -> Result<i64, Error> {
        self.read().await?.generation().await
    }

    /// Those of some records that may be seen now and are current: for answers that were prepared a moment ago.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn still_seen(&self, visible: &Visible, records: Vec<Uuid>) -> Result<BTreeSet<Uuid>, Error> {
        let mut tx = self.read().await?;
        let rows = tx
            .rows(
                sql!("select id from record where id in @ids($1) and class_id in @ints($2)"),
                args![records, visible.current()],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Tx {
    /// The sources of what may be seen, and their indices in the snapshot.
    async fn seen_sources(
        &mut self,
        classes: &[i64],
        snapshot: &mut Snapshot,
    ) -> Result<BTreeMap<Uuid, SourceId>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select s.id, s.name, s.format, s.dataset, s.mapping from source s where exists \
                     (select 1 from record r where r.source_id = s.id and r.class_id in @ints($1)) order by s.id"
                ),
                args![classes.to_vec()],
            )
            .await?;
        let mut sources = BTreeMap::new();
        for row in &rows {
            let index = SourceId(u32::try_from(snapshot.sources.len()).unwrap_or(u32::MAX));
            sources.insert(row.get(0)?, index);
            snapshot.sources.push(Source {
                name: row.get(1)?,
                format: row.get(2)?,
                dataset: row.get::<Option<String>>(3)?.map(Into::into),
                mapping: serde_json::from_str(&row.get::<String>(4)?).unwrap_or_default(),
                ..Source::default()
            });
        }
        Ok(sources)
    }
}
