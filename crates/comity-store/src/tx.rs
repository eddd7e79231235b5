//! Transactions: a name, a closure, retry on conflict; and the few ways to run a statement in one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, LocalBoxFuture};
use sqlx::{AssertSqlSafe, Executor as _, Postgres, SqlSafeStr as _, SqlStr, Sqlite, Transaction};

use crate::error::Error;
use crate::sql::{Dialect, Query, Row, Statement, args, postgres_arguments, sql, sqlite_arguments};
use crate::store::{Pool, Store};
use crate::value::Value;

/// A transaction of either database. Dropped without commit it leaves nothing behind.
pub enum Tx {
    /// SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// How often a change is tried before it is given up.
const TRIES: u32 = 8;
/// Key of the advisory lock that puts changes of PostgreSQL in a row: "comity" in ASCII.
const WRITERS: i64 = 0x636f_6d69_7479;

// What waits for a driver hands out its future boxed. The code of an asynchronous function is made in each crate that awaits it: so the
// drivers are compiled once, here, and not with every page and command.
impl Tx {
    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self {
            Tx::Sqlite(_) => Dialect::Sqlite,
            Tx::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement and says how many rows it touched.
    pub(crate) fn run(
        &mut self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> BoxFuture<'_, Result<u64, Error>> {
        Box::pin(async move {
            ran(statement);
            let text = statement.text(self.dialect());
            let done = match self {
                Tx::Sqlite(tx) => sqlx::query_with(text, sqlite_arguments(&values)?)
                    .execute(&mut **tx)
                    .await
                    .map(|done| done.rows_affected()),
                Tx::Postgres(tx) => sqlx::query_with(text, postgres_arguments(&values)?)
                    .execute(&mut **tx)
                    .await
                    .map(|done| done.rows_affected()),
            };
            done.map_err(|source| Error::database(statement.at, source))
        })
    }

    /// All rows of a statement.
    pub(crate) fn rows(
        &mut self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<Row>, Error>> {
        ran(statement);
        self.fetch(statement.at, statement.text(self.dialect()).into_sql_str(), values)
    }

    /// The first row of a statement, if it has one.
    pub(crate) async fn row(
        &mut self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> Result<Option<Row>, Error> {
        Ok(self.rows(statement, values).await?.into_iter().next())
    }

    /// All rows of a statement put together at run time.
    pub(crate) fn rows_of(
        &mut self,
        doing: &'static str,
        query: Query,
    ) -> BoxFuture<'_, Result<Vec<Row>, Error>> {
        let (text, values) = query.finish(self.dialect());
        self.fetch(doing, AssertSqlSafe(text).into_sql_str(), values)
    }

    fn fetch(
        &mut self,
        doing: &'static str,
        text: SqlStr,
        values: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<Row>, Error>> {
        Box::pin(async move {
            let rows = match self {
                Tx::Sqlite(tx) => sqlx::query_with(text, sqlite_arguments(&values)?)
                    .fetch_all(&mut **tx)
                    .await
                    .map(|rows| rows.into_iter().map(Row::Sqlite).collect()),
                Tx::Postgres(tx) => sqlx::query_with(text, postgres_arguments(&values)?)
                    .fetch_all(&mut **tx)
                    .await
                    .map(|rows| rows.into_iter().map(Row::Postgres).collect()),
            };
            rows.map_err(|source| Error::database(doing, source))
        })
    }

    async fn commit(self, name: &'static str) -> Result<(), Error> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Postgres(tx) => tx.commit().await,
        }
        .map_err(|source| Error::database(name, source))
    }
}

/// What transactions of one name did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TxCount {
    /// Committed.
    pub committed: u64,
    /// Ended by an error, and rolled back.
    pub failed: u64,
    /// Tried again after a conflict.
    pub retried: u64,
    /// Time spent, waiting included.
    pub spent: Duration,
}

/// Counts by the transactions' names; what a metrics page shows.
#[derive(Debug, Default)]
pub struct TxCounts(Mutex<BTreeMap<&'static str, TxCount>>);

impl TxCounts {
    fn add(&self, name: &'static str, change: impl FnOnce(&mut TxCount)) {
        change(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default());
    }

    /// All counts, by name.
    pub fn all(&self) -> BTreeMap<&'static str, TxCount> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A change of any kind, so that beginning, trying again and committing stand once in the program.
trait Change {
    fn attempt<'c>(&'c mut self, tx: &'c mut Tx) -> LocalBoxFuture<'c, Result<(), Error>>;
}

struct Trial<T, F> {
    change: F,
    done: Option<T>,
}

impl<T, F: AsyncFnMut(&mut Tx) -> Result<T, Error>> Change for Trial<T, F> {
    fn attempt<'c>(&'c mut self, tx: &'c mut Tx) -> LocalBoxFuture<'c, Result<(), Error>> {
        Box::pin(async move {
            self.done = Some((self.change)(tx).await?);
            Ok(())
        })
    }
}

impl Store {
    /// Runs a change. It may run several times, so it must do nothing that can't be undone but through its [`Tx`].
    ///
    /// # Errors
    /// What the change returned, or [`Error::Busy`] when others were in the way too often. Nothing is written then.
    pub async fn run_tx<T, F>(&self, name: &'static str, change: F) -> Result<T, Error>
    where
        F: AsyncFnMut(&mut Tx) -> Result<T, Error>,
    {
        let mut trial = Trial { change, done: None };
        self.tried(name, &mut trial).await?;
        trial.done.ok_or(Error::Busy { name, tries: TRIES })
    }

    fn tried<'c>(
        &'c self,
        name: &'static str,
        change: &'c mut dyn Change,
    ) -> LocalBoxFuture<'c, Result<(), Error>> {
        Box::pin(async move {
            let begun = Instant::now();
            let mut tries = 1;
            loop {
                match self.once(name, change).await {
                    Ok(()) => {
                        self.counts().add(name, |count| {
                            count.committed += 1;
                            count.spent += begun.elapsed();
                        });
                        return Ok(());
                    }
                    Err(error) if error.is_conflict() && tries < TRIES => {
                        self.counts().add(name, |count| count.retried += 1);
                        tokio::time::sleep(Duration::from_millis(5 << tries)).await;
                        tries += 1;
                    }
                    Err(error) => {
                        self.counts().add(name, |count| {
                            count.failed += 1;
                            count.spent += begun.elapsed();
                        });
                        return Err(if error.is_conflict() { Error::Busy { name, tries } } else { error });
                    }
                }
            }
        })
    }

    async fn once(&self, name: &'static str, change: &mut dyn Change) -> Result<(), Error> {
        let mut tx = self.write(name).await?;
        change.attempt(&mut tx).await?;
        tx.commit(name).await
    }

    async fn write(&self, name: &'static str) -> Result<Tx, Error> {
        let begun = |source| Error::database(name, source);
        match self.pool() {
            Pool::Sqlite { writer, .. } => {
                Ok(Tx::Sqlite(writer.begin_with("begin immediate").await.map_err(begun)?))
            }
            Pool::Postgres(pool) => {
                // read committed: what the waiting for the lock let others commit is seen by the next statement
                let mut tx = Tx::Postgres(pool.begin().await.map_err(begun)?);
                tx.lock_writers().await?;
                Ok(tx)
            }
        }
    }

    /// A transaction that reads one moment of the database and writes nothing.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub fn read(&self) -> BoxFuture<'_, Result<Tx, Error>> {
        Box::pin(async {
            let begun = |source| Error::database("read", source);
            match self.pool() {
                Pool::Sqlite { readers, .. } => Ok(Tx::Sqlite(readers.begin().await.map_err(begun)?)),
                Pool::Postgres(pool) => Ok(Tx::Postgres(
                    pool.begin_with("begin isolation level repeatable read, read only")
                        .await
                        .map_err(begun)?,
                )),
            }
        })
    }
}

impl Tx {
    async fn lock_writers(&mut self) -> Result<(), Error> {
        match self {
            Tx::Sqlite(_) => Ok(()),
            Tx::Postgres(tx) => {
                let lock = sqlx::query("select pg_advisory_xact_lock($1)").bind(WRITERS);
                tx.execute(lock).await.map_err(|source| Error::database("wait for other changes", source))?;
                Ok(())
            }
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ping(&mut self) -> Result<(), Error> {
        self.rows(sql!("select 1"), args![]).await.map(|_| ())
    }
}

#[cfg(not(any(test, debug_assertions)))]
fn ran(_: &'static Statement) {}

#[cfg(any(test, debug_assertions))]
fn ran(statement: &'static Statement) {
    RAN.lock().unwrap_or_else(PoisonError::into_inner).insert(statement.at);
}

#[cfg(any(test, debug_assertions))]
static RAN: Mutex<std::collections::BTreeSet<&'static str>> = Mutex::new(std::collections::BTreeSet::new());

/// Places of the statements that this process ran so far; the conformance test compares them with the source.
#[cfg(any(test, debug_assertions))]
pub fn statements_run() -> std::collections::BTreeSet<&'static str> {
    RAN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
