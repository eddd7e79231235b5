//! Opening a database: its address, its pools, and the lock that keeps two servers off one file.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

use crate::error::Error;
use crate::migrate;
use crate::sql::Dialect;
use crate::tx::TxCounts;

/// The address of a database: `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Url {
    /// A file.
    Sqlite(PathBuf),
    /// A server; the whole address.
    Postgres(String),
}

impl std::str::FromStr for Url {
    type Err = Error;

    fn from_str(text: &str) -> Result<Url, Error> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Url::Postgres(text.to_owned()));
        }
        let path =
            text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or_default();
        if path.is_empty() || path.contains(":memory:") {
            return Err(Error::Url { url: without_password(text) });
        }
        Ok(Url::Sqlite(PathBuf::from(path)))
    }
}

impl std::fmt::Display for Url {
    /// Without the password, so that it may be shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Url::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Url::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{host}")
}

/// Who opens a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opener {
    /// A server: the only one on a SQLite file.
    Server,
    /// A command, which may work beside a server.
    Command,
}

pub(crate) enum Pool {
    /// One connection writes, several read; WAL lets them work at once.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// An open database.
pub struct Store {
    url: Url,
    pool: Pool,
    counts: TxCounts,
    /// The node's key, where changes are written into the log.
    pub(crate) log_key: Option<comity_ledger::SignerKey>,
    /// What lists are answered from.
    columns: crate::read::Kept,
    /// Held while the store lives.
    _served: Option<File>,
}

const READERS: u32 = 6;
const CONNECTIONS: u32 = 12;
const BUSY: Duration = Duration::from_secs(10);

impl Store {
    /// Opens a database whose tables are of this version. A SQLite file that isn't there is made, tables included.
    ///
    /// # Errors
    /// When it can't be opened, another server has it, or its tables are of another version.
    pub async fn open(url: &Url, opener: Opener) -> Result<Store, Error> {
        if let Url::Sqlite(path) = url
            && !path.exists()
        {
            Store::make(path).await?;
        }
        let store = Store::connect(url, opener).await?;
        store.check_version().await?;
        Ok(store)
    }

    /// Makes a new file, which has its name only when its tables are complete.
    async fn make(path: &Path) -> Result<(), Error> {
        let mut part = path.as_os_str().to_owned();
        part.push(format!(".{}.new", std::process::id()));
        let part = PathBuf::from(part);
        let store = Store::connect(&Url::Sqlite(part.clone()), Opener::Command).await?;
        store.migrate().await?;
        store.close().await;
        // a link fails where another was quicker, whose file is as good
        let named = std::fs::hard_link(&part, path);
        let _ = std::fs::remove_file(&part);
        match named {
            Err(source) if !path.exists() => Err(Error::File { path: path.display().to_string(), source }),
            _ => Ok(()),
        }
    }

    /// Opens a database whatever its tables, to migrate or fill it.
    ///
    /// # Errors
    /// When it can't be opened, or another server has it.
    pub async fn connect(url: &Url, opener: Opener) -> Result<Store, Error> {
        let unopened = |source| Error::Open { url: url.to_string(), source: Box::new(source) };
        let (pool, served) = match url {
            Url::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder)
                        .map_err(|source| Error::File { path: folder.display().to_string(), source })?;
                }
                let served = match opener {
                    Opener::Server => Some(serve(path)?),
                    Opener::Command => None,
                };
                (sqlite(path).await.map_err(unopened)?, served)
            }
            Url::Postgres(address) => {
                let options = PgConnectOptions::from_str(address).map_err(unopened)?;
                let options = options.application_name("comity");
                let pool = PgPoolOptions::new()
                    .max_connections(CONNECTIONS)
                    .acquire_timeout(BUSY)
                    .connect_with(options)
                    .await
                    .map_err(unopened)?;
                (Pool::Postgres(pool), None)
            }
        };
        Ok(Store {
            url: url.clone(),
            pool,
            counts: TxCounts::default(),
            log_key: None,
            columns: crate::read::Kept::default(),
            _served: served,
        })
    }

    /// Closes all connections; a SQLite file is then complete without its `-wal`.
    pub async fn close(self) {
        match &self.pool {
            Pool::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// Its address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        match &self.pool {
            Pool::Sqlite { .. } => Dialect::Sqlite,
            Pool::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Counts of transactions by name.
    pub fn counts(&self) -> &TxCounts {
        &self.counts
    }

    pub(crate) fn kept(&self) -> &crate::read::Kept {
        &self.columns
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Brings the tables to this version and says how many migrations that took.
    ///
    /// # Errors
    /// When a migration fails (it then left nothing behind), or the tables are of a newer version.
    pub async fn migrate(&self) -> Result<usize, Error> {
        migrate::run(&self.pool).await
    }

    /// How many migrations its tables lack.
    ///
    /// # Errors
    /// When they are of a newer version, or can't be read.
    pub async fn missing_migrations(&self) -> Result<usize, Error> {
        migrate::missing(&self.pool).await
    }

    /// Whether the file was never one of ours.
    pub(crate) async fn lacks_all_migrations(&self) -> Result<bool, Error> {
        Ok(migrate::missing(&self.pool).await? == migrate::STEPS.len())
    }

    async fn check_version(&self) -> Result<(), Error> {
        match self.missing_migrations().await? {
            0 => Ok(()),
            missing => Err(Error::Behind { missing }),
        }
    }
}

async fn sqlite(path: &Path) -> Result<Pool, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // what was acknowledged outlives a power cut
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("cache_size", "-32768")
        .pragma("mmap_size", "1073741824")
        .pragma("temp_store", "memory");
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(60))
        .after_release(|connection, _| Box::pin(is_whole(connection)))
        .connect_with(options.clone())
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(30))
        .after_release(|connection, _| Box::pin(is_whole(connection)))
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Pool::Sqlite { writer, readers })
}

/// Whether a connection can be used again. SQLite itself rolls a transaction back when the disk is full; the library's own rollback then fails,
/// it goes on counting the transaction as open, and begins no other.
async fn is_whole(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // comes behind a rollback that still waits
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Takes the lock beside the file. The system gives it back when the process ends, however it ends.
fn serve(path: &Path) -> Result<File, Error> {
    let mut lock = path.as_os_str().to_owned();
    lock.push(".lock");
    let failed = |source| Error::File { path: PathBuf::from(&lock).display().to_string(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&lock).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Served { path: path.display().to_string() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_passwords_never_shown() {
        assert_eq!("sqlite:a/b.db".parse::<Url>().expect("a file"), Url::Sqlite("a/b.db".into()));
        let url: Url = "postgres://me:secret@host:5433/comity".parse().expect("a server");
        assert_eq!(url.to_string(), "postgres://me@host:5433/comity");
        for wrong in ["", "comity.db", "mysql://x", "sqlite:", "sqlite::memory:"] {
            assert!(wrong.parse::<Url>().is_err(), "{wrong}");
        }
        let error = "mysql://me:secret@host".parse::<Url>().expect_err("unknown");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
