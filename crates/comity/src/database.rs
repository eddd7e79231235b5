//! Which database a command works on, and the small runtime that it waits in.

use std::future::Future;
use std::path::PathBuf;

use clap::Args;
use comity_store::{Error, Opener, Store, Time, Url};
use miette::{IntoDiagnostic, Result, miette};

/// Where the records are kept.
#[derive(Args, Clone, Debug)]
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
    tokio::runtime::Builder::new_current_thread().enable_all().build().into_diagnostic()?.block_on(work)
}

/// The time of this moment.
pub fn now() -> Time {
    Time::of(jiff::Timestamp::now())
}

/// `comity` in the user's data folder.
fn data_folder() -> Result<PathBuf> {
    use etcetera::BaseStrategy as _;
    let base = etcetera::choose_base_strategy()
        .map_err(|_| miette!(help = "name a database with --db or COMITY_DB", "you have no home folder"))?;
    Ok(base.data_dir().join("comity"))
}
