//! Backup and restore: consistent while others work, and never half there.

use std::fs::File;
use std::io::{BufWriter, Read as _};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::off_thread::off_thread;
use crate::store::{Opener, Pool, Store, Url};

const SQLITE: &[u8] = b"SQLite format 3\0";
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

impl Store {
    /// Writes a backup of this moment into a new file: of SQLite a database file, of PostgreSQL a dump. The file has its name only when it is complete.
    ///
    /// # Errors
    /// When the file is there already or can't be written, or the database fails.
    pub async fn backup(&self, path: &Path) -> Result<(), Error> {
        if path.exists() {
            return Err(taken(path));
        }
        let part = beside(path, "part");
        let _ = std::fs::remove_file(&part);
        match self.pool() {
            Pool::Sqlite { readers, .. } => {
                let failed = |source| Error::database("backup", source);
                let mut connection = readers.acquire().await.map_err(failed)?;
                // this connection only reads; the copy that it writes is another file
                let text = |off: &str| sqlx::AssertSqlSafe(format!("pragma query_only = {off}"));
                sqlx::query(text("off")).execute(&mut *connection).await.map_err(failed)?;
                let copied = sqlx::query("vacuum into $1")
                    .bind(part.display().to_string())
                    .execute(&mut *connection)
                    .await
                    .map_err(failed);
                sqlx::query(text("on")).execute(&mut *connection).await.map_err(failed)?;
                copied?;
            }
            Pool::Postgres(_) => {
                let at = part.clone();
                let out =
                    off_thread(move || File::create(&at).map_err(|source| unusable(&at, source))).await?;
                self.dump(BufWriter::new(out)).await?;
            }
        }
        settle(part, path.to_owned()).await
    }
}

/// Fills the database at `url` with a backup of either kind. A SQLite file must not be there yet, a PostgreSQL database must be empty.
///
/// # Errors
/// When there is something already, or the backup is damaged or of another version; nothing is left behind then.
pub async fn restore(backup: &Path, url: &Url) -> Result<(), Error> {
    let from = backup.to_owned();
    let kind = off_thread(move || kind(&from)).await?;
    match url {
        Url::Sqlite(path) => {
            if path.exists() {
                return Err(taken(path));
            }
            let part = beside(path, "part");
            let _ = std::fs::remove_file(&part);
            if kind == SQLITE {
                let (from, to) = (backup.to_owned(), part.clone());
                off_thread(move || std::fs::copy(&from, &to).map_err(|source| unusable(&from, source)))
                    .await?;
                // one of an older version is brought up to date
                let store = Store::connect(&Url::Sqlite(part.clone()), Opener::Command).await?;
                let brought = brought_up_to_date(&store, backup).await;
                store.close().await;
                let wrong = brought?;
                if let Some(first) = wrong.into_iter().next() {
                    let _ = std::fs::remove_file(&part);
                    return Err(Error::Damaged { what: backup.display().to_string(), reason: first });
                }
            } else {
                let store = Store::open(&Url::Sqlite(part.clone()), Opener::Command).await?;
                let loaded = store.load(backup).await;
                store.close().await;
                if let Err(error) = loaded {
                    let _ = std::fs::remove_file(&part);
                    return Err(error);
                }
            }
            for ending in ["-wal", "-shm"] {
                let mut name = part.as_os_str().to_owned();
                name.push(ending);
                let _ = std::fs::remove_file(name);
            }
            settle(part, path.to_owned()).await
        }
        Url::Postgres(_) => {
            let store = Store::connect(url, Opener::Command).await?;
            store.migrate().await?;
            if kind == SQLITE {
                let source = Store::open(&Url::Sqlite(backup.to_owned()), Opener::Command).await?;
                store.fill_from(&source).await?;
                source.close().await;
            } else {
                store.load(backup).await?;
            }
            store.close().await;
            Ok(())
        }
    }
}

/// Gives a copy of a backup the tables of this version, and says what is wrong with it.
async fn brought_up_to_date(store: &Store, backup: &Path) -> Result<Vec<String>, Error> {
    if store.lacks_all_migrations().await? {
        return Err(no_backup(backup));
    }
    store.migrate().await?;
    store.check().await
}

/// Tells the two kinds of backup by their first bytes.
fn kind(backup: &Path) -> Result<&'static [u8], Error> {
    let mut head = [0; 16];
    let mut file = File::open(backup).map_err(|source| unusable(backup, source))?;
    let mut filled = 0;
    while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest).map_err(|source| unusable(backup, source))? {
            0 => break,
            read => filled += read,
        }
    }
    [SQLITE, ZSTD].into_iter().find(|magic| head.starts_with(magic)).ok_or_else(|| no_backup(backup))
}

fn no_backup(backup: &Path) -> Error {
    Error::Damaged { what: backup.display().to_string(), reason: "it is no backup of ours".to_owned() }
}

/// Makes the file durable, then gives it its name.
async fn settle(part: PathBuf, path: PathBuf) -> Result<(), Error> {
    off_thread(move || {
        File::open(&part)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&part, &path))
            .map_err(|source| unusable(&path, source))
    })
    .await
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn taken(path: &Path) -> Error {
    unusable(
        path,
        std::io::Error::new(std::io::ErrorKind::AlreadyExists, "there is a file of this name already"),
    )
}

fn unusable(path: &Path, source: std::io::Error) -> Error {
    Error::File { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waited<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
    }

    #[test]
    fn a_backup_of_an_older_version_is_brought_up_to_date_and_another_file_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| Url::Sqlite(folder.path().join(name));
        let restored = async |name: &str| restore(&folder.path().join(name), &at("new.db")).await;
        waited(async {
            let old = Store::connect(&at("old.db"), Opener::Command).await.expect("made");
            crate::migrate::run_the_first(old.pool(), 4).await;
            old.close().await;
            let other = Store::connect(&at("other.db"), Opener::Command).await.expect("made");
            other.close().await;
            assert!(matches!(restored("other.db").await, Err(Error::Damaged { .. })));
            restored("old.db").await.expect("restored");
            Store::open(&at("new.db"), Opener::Command).await.expect("of this version").close().await;
        });
    }
}
