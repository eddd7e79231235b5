//! `comity ledger`: the log as a file for who has no database, and checkpoints for who watches it grow.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use comity_policy::Circumstances;
use comity_store::Asker;
use miette::{IntoDiagnostic, Result, WrapErr};

use crate::database::{Database, now, system_user, today, told, wait};
use crate::node_key::NodeKey;

/// What to do with the log.
#[derive(Subcommand, Debug)]
pub enum What {
    /// Write the whole log as a file that `comity verify FILE` checks anywhere. Names and reasons are not in it, only salted commitments
    Export(Export),
    /// Print how long the log is and what its root is, signed. Keep it: `comity verify --earlier FILE` holds the log to it
    Checkpoint(Checkpoint),
}

/// Arguments of `comity ledger export`.
#[derive(ClapArgs, Debug)]
pub struct Export {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: NodeKey,
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `comity ledger checkpoint`.
#[derive(ClapArgs, Debug)]
pub struct Checkpoint {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: NodeKey,
}

/// Runs the command.
pub fn run(what: &What) -> Result<()> {
    match what {
        What::Export(args) => export(args),
        What::Checkpoint(args) => checkpoint(args),
    }
}

fn export(args: &Export) -> Result<()> {
    let viewer = system_user("self")?;
    wait(async {
        let store = args.key.unlock(args.database.open().await?).await?;
        let in_force = store.policies_in_force().await.map_err(told)?;
        let asker = Asker::new(&in_force.policies, &viewer, Circumstances::on(today()?));
        let out = File::options()
            .write(true)
            .create_new(true)
            .open(&args.out)
            .into_diagnostic()
            .wrap_err_with(|| format!("can't write `{}`", args.out.display()))?;
        let exported = store.export_log(&asker, BufWriter::new(out), now()).await.map_err(told);
        if exported.is_err() {
            let _ = std::fs::remove_file(&args.out);
        }
        println!("{} entries written to {}", exported?.entries, args.out.display());
        store.close().await;
        Ok(())
    })
}

fn checkpoint(args: &Checkpoint) -> Result<()> {
    wait(async {
        let store = args.key.unlock(args.database.open().await?).await?;
        print!("{}", store.checkpoint(now()).await.map_err(told)?);
        store.close().await;
        Ok(())
    })
}
