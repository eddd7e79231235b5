//! Which database a command works on, and the runtime that it waits in.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::PathBuf;

use clap::Args;
use comity_core::{Day, Seat, UserHandle, UserRole, Viewer};
use comity_store::{Error, Opener, Store, Time, Url};
use miette::{IntoDiagnostic, Result, miette};

/// Where the records are kept.
#[derive(Args, Clone, Debug, Default)]
pub struct Database {
    /// The database: `sqlite:PATH` or `postgres://USER@HOST/NAME`; without it a file in your data folder
    #[arg(long, value_name = "URL", env = "COMITY_DB", hide_env_values = true)]
    db: Option<String>,
}

impl Database {
    /// Its address.
    pub fn url(&self) -> Result<Url> {
        match &self.db {
            Some(url) => address(url),
            None => Ok(Url::Sqlite(data_folder()?.join("comity.db"))),
        }
    }

    /// Opens it; a SQLite file that isn't there is made.
    pub async fn open(&self) -> Result<Store> {
        Store::open(&self.url()?, Opener::Command).await.map_err(told)
    }

    /// The same for a server, which alone may serve a SQLite file.
    pub async fn open_to_serve(&self) -> Result<Store> {
        Store::open(&self.url()?, Opener::Server).await.map_err(told)
    }
}

/// An address as the user writes it.
pub fn address(url: &str) -> Result<Url> {
    url.parse().map_err(told)
}

/// An error of the store with its way out.
pub fn told(error: Error) -> miette::Report {
    miette!(help = error.way_out(), "{error}")
}

/// Waits for what a command does in the database.
pub fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .into_diagnostic()?
        .block_on(work)
}

/// The time of this moment.
pub fn now() -> Time {
    Time::of(jiff::Timestamp::now())
}

/// The day of this moment.
pub fn today() -> Result<Day> {
    Ok(Day(i32::try_from(now().0.div_euclid(86_400_000_000)).into_diagnostic()?))
}

/// Who works on the command line: the user of the system, as desk and legal officer of the party. Whoever may write the database file
/// is trusted with what stands in it; on a server people work through its pages, under their own roles.
pub fn system_user(party: &str) -> Result<Viewer> {
    Ok(Viewer {
        user: system_name()?,
        roles: [UserRole::DeskOfficer, UserRole::LegalOfficer].into(),
        seat: Some(Seat::of_party(party.into())),
        groups: BTreeSet::new(),
    })
}

/// The same person as the node's operator, who reads no contents. The log has the name that the system knows them by.
pub fn operator() -> Result<Viewer> {
    Ok(Viewer {
        user: system_name()?,
        roles: [UserRole::Operator].into(),
        seat: None,
        groups: BTreeSet::new(),
    })
}

/// The name by which the system knows who works here.
pub fn system_name() -> Result<UserHandle> {
    let name = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    UserHandle::new(name.as_deref().unwrap_or("unknown")).into_diagnostic()
}

/// `comity` in the user's data folder.
pub fn data_folder() -> Result<PathBuf> {
    use etcetera::BaseStrategy as _;
    let base = etcetera::choose_base_strategy()
        .map_err(|_| miette!(help = "name a database with --db or COMITY_DB", "you have no home folder"))?;
    Ok(base.data_dir().join("comity"))
}
