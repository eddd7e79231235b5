//! `comity db`: the tables brought to this version, checked, moved to another database; and `comity backup`, `comity restore`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use comity_store::{Opener, Store};
use miette::{Result, bail};

use crate::database::{Database, address, told, wait};
use crate::node_key::NodeKey;

/// What to do with the database.
#[derive(Subcommand, Debug)]
pub enum What {
    /// Bring the tables to this version; at first it makes the node's key and opens the log
    Migrate(Migrate),
    /// Whether everything is there and can be read
    Check(Only),
    /// Copy everything into another, empty database: SQLite to PostgreSQL or back
    Move(Move),
}

/// Arguments of `comity db migrate`.
#[derive(ClapArgs, Debug)]
pub struct Migrate {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: NodeKey,
}

/// Which database.
#[derive(ClapArgs, Debug)]
pub struct Only {
    #[command(flatten)]
    database: Database,
}

/// From where to where.
#[derive(ClapArgs, Debug)]
pub struct Move {
    #[command(flatten)]
    database: Database,
    /// The database to fill
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Arguments of `comity backup`.
#[derive(ClapArgs, Debug)]
pub struct Backup {
    #[command(flatten)]
    database: Database,
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `comity restore`.
#[derive(ClapArgs, Debug)]
pub struct Restore {
    #[command(flatten)]
    database: Database,
    /// The backup, of either kind of database
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs `comity db`.
pub fn run(what: &What) -> Result<()> {
    match what {
        What::Migrate(args) => wait(migrate(args)),
        What::Check(only) => wait(check(&only.database)),
        What::Move(to) => wait(move_to(to)),
    }
}

async fn migrate(args: &Migrate) -> Result<()> {
    let store = Store::connect(&args.database.url()?, Opener::Command).await.map_err(told)?;
    match store.migrate().await.map_err(told)? {
        0 => println!("nothing to do: {} is of this version", store.url()),
        done => println!("{done} migrations done on {}", store.url()),
    }
    let store = args.key.unlock(store).await?;
    store.close().await;
    Ok(())
}

async fn check(database: &Database) -> Result<()> {
    let store = database.open().await?;
    let wrong = store.check().await.map_err(told)?;
    if !wrong.is_empty() {
        bail!(
            help = "restore a backup, or ask for help with this list",
            "{} is damaged:\n  {}",
            store.url(),
            wrong.join("\n  ")
        );
    }
    for (table, rows) in store.row_counts().await.map_err(told)? {
        println!("{rows:>10} {table}");
    }
    println!("{} is whole", store.url());
    store.close().await;
    Ok(())
}

async fn move_to(to: &Move) -> Result<()> {
    let source = to.database.open().await?;
    let target = Store::connect(&address(&to.to)?, Opener::Command).await.map_err(told)?;
    target.migrate().await.map_err(told)?;
    let rows = target.fill_from(&source).await.map_err(told)?;
    if source.row_counts().await.map_err(told)? != target.row_counts().await.map_err(told)? {
        bail!(
            help = "stop what writes into the old database, empty the new one and move again",
            "the old database changed while it was read"
        );
    }
    println!("{rows} rows moved from {} to {}", source.url(), target.url());
    source.close().await;
    target.close().await;
    Ok(())
}

/// Runs `comity backup`.
pub fn backup(args: &Backup) -> Result<()> {
    wait(async {
        let store = args.database.open().await?;
        store.backup(&args.out).await.map_err(told)?;
        println!("{} written", args.out.display());
        store.close().await;
        Ok(())
    })
}

/// Runs `comity restore`.
pub fn restore(args: &Restore) -> Result<()> {
    wait(async {
        let url = args.database.url()?;
        comity_store::restore(&args.file, &url).await.map_err(told)?;
        println!("{url} restored from {}", args.file.display());
        let store = args.database.open().await?;
        if let Some(key) = store.log_public_key().await.map_err(told)? {
            println!("its log is signed by {key}: changes need that node's key file beside it, or --key");
        }
        store.close().await;
        Ok(())
    })
}
