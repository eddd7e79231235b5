//! The node's key: made at first use, kept in a file that its owner alone reads, asked for by everything that changes the database.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use clap::Args;
use comity_ledger::{KeyKind, KeyName, SignerKey};
use comity_store::{Store, Url};
use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};

use crate::database::{data_folder, now, told};

/// Where the key is.
#[derive(Args, Clone, Debug)]
pub struct NodeKey {
    /// The file of the node's key, which signs every change; without it `.key` beside the SQLite file, or one named after the
    /// PostgreSQL database in your data folder. It is made at first use
    #[arg(long, value_name = "FILE", env = "COMITY_KEY")]
    key: Option<PathBuf>,
}

impl NodeKey {
    /// Where the key of a database is.
    pub fn path(&self, url: &Url) -> Result<PathBuf> {
        self.key.clone().map_or_else(|| beside(url), Ok)
    }

    /// Gives the store its key, which is made if this database has none yet, and opens its log.
    pub async fn unlock(&self, store: Store) -> Result<Store> {
        let path = self.path(store.url())?;
        let key = if path.exists() {
            read(&path)?
        } else if let Some(public) = store.log_public_key().await.map_err(told)? {
            bail!(
                help = "copy the key file there, or name it with --key or COMITY_KEY",
                "there is no key at `{}`, and the log of {} is signed by `{public}`",
                path.display(),
                store.url()
            );
        } else {
            made(&path, true)?
        };
        let store = store.with_log(key).await.map_err(told)?;
        store.open_log(now()).await.map_err(told)?;
        Ok(store)
    }
}

/// Where the key of a database is when nobody says.
fn beside(url: &Url) -> Result<PathBuf> {
    match url {
        Url::Sqlite(path) => {
            let mut name = path.as_os_str().to_owned();
            name.push(".key");
            Ok(name.into())
        }
        Url::Postgres(_) => {
            let shown = url.to_string();
            let place = shown.split_once("://").map_or(shown.as_str(), |(_, place)| place);
            let place = place.split('?').next().unwrap_or_default();
            let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
            let name: String = place.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
            Ok(data_folder()?.join(format!("{name}.key")))
        }
    }
}

/// Reads a key that its owner alone may read.
pub fn read(path: &Path) -> Result<SignerKey> {
    let cant = || format!("can't read the key `{}`", path.display());
    let mode = std::fs::metadata(path).into_diagnostic().wrap_err_with(cant)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!(
            help = format!("chmod 600 {}", path.display()),
            "others may read the node's key in `{}`",
            path.display()
        );
    }
    let text = std::fs::read_to_string(path).into_diagnostic().wrap_err_with(cant)?;
    SignerKey::parse_secret(text.trim()).map_err(|error| {
        miette!(help = "restore the file from where you keep it safe", "`{}`: {error}", path.display())
    })
}

/// Makes a key, and tells the user where they should know. The file has its name only when it is complete; where another was quicker, theirs is taken.
pub fn made(path: &Path, told: bool) -> Result<SignerKey> {
    let cant = || format!("can't write the node's key to `{}`", path.display());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).into_diagnostic().wrap_err_with(cant)?;
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| miette!("no random bytes for a key: {error}"))?;
    let key = SignerKey::from_seed(name()?, KeyKind::Note, &seed);
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.new", std::process::id()));
    let part = PathBuf::from(part);
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600);
    let written = options
        .open(&part)
        .and_then(|mut file| writeln!(file, "{}", key.secret()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::hard_link(&part, path));
    let _ = std::fs::remove_file(&part);
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && path.exists() => {
            return read(path);
        }
        Err(error) => return Err(error).into_diagnostic().wrap_err_with(cant),
    }
    if told {
        tell_made(path, &key);
    }
    Ok(key)
}

fn tell_made(path: &Path, key: &SignerKey) {
    eprintln!(
        "a key for this node was made: {}\n  it signs every change; keep a copy apart from the database, without it nothing can be changed any more\n  \
         its public half, for those who check the log: {}",
        path.display(),
        key.verifier()
    );
}

/// The name of a new key, and so of the log: the machine's, as keys of logs are named by where they are.
fn name() -> Result<KeyName> {
    let host = nix::unistd::gethostname().into_diagnostic()?;
    let host = host.to_string_lossy();
    let fits = KeyName::new(&host).is_ok() && host.is_ascii();
    KeyName::new(&format!("{}/comity", if fits { &host } else { "node" })).into_diagnostic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/comity.db.key");
        let key = made(&path, true).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&path).unwrap().verifier(), key.verifier());
        assert_eq!(made(&path, true).unwrap().verifier(), key.verifier(), "one that is there is taken");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("others may read"));
    }

    #[test]
    fn the_key_of_a_server_is_named_after_its_database() {
        let url: Url = "postgres://me:secret@db.example:5433/comity?sslmode=require".parse().unwrap();
        let path = beside(&url).unwrap();
        assert_eq!(path.file_name().unwrap(), "db-example-5433-comity.key");
    }
}
