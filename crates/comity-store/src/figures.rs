//! Figures of a node for who watches it: how much work waits, how long the log is, how the database is used. Nothing of what records say.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::{Pool, Store};
use crate::tx::TxCount;

/// Figures of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Jobs that aren't done, by queue and state.
    pub jobs: Vec<(String, String, u64)>,
    /// Entries of the log.
    pub log_entries: u64,
    /// Connections to the database: role, open ones, those of them that do nothing.
    pub connections: Vec<(&'static str, u32, u32)>,
    /// Changes by name, since the start.
    pub changes: BTreeMap<&'static str, TxCount>,
}

impl Store {
    /// The figures of this moment.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn figures(&self) -> Result<Figures, Error> {
        let mut tx = self.read().await?;
        let rows = tx
            .rows(
                sql!(
                    "select queue, state, count(*) from job where state <> 'done' group by queue, state order by queue, state"
                ),
                args![],
            )
            .await?;
        let jobs = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get::<i64>(2)?.unsigned_abs())));
        let jobs = jobs.collect::<Result<_, Error>>()?;
        let size = tx.row(sql!("select size from ledger_frontier where id = 1"), args![]).await?;
        let log_entries = size.map_or(Ok(0), |row| row.get::<i64>(0).map(i64::unsigned_abs))?;
        let connections = match self.pool() {
            Pool::Sqlite { writer, readers } => vec![
                ("write", writer.size(), idle(writer.num_idle())),
                ("read", readers.size(), idle(readers.num_idle())),
            ],
            Pool::Postgres(pool) => vec![("any", pool.size(), idle(pool.num_idle()))],
        };
        Ok(Figures { jobs, log_entries, connections, changes: self.counts().all() })
    }
}

fn idle(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
