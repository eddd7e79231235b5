//! The commands, one file each. A command is its arguments and a `run`.

mod bench;
mod check;
mod db;
mod demo;
mod doctor;
mod explain;
mod find;
mod import;
mod inspect;
mod ledger;
mod link;
mod manual;
mod packages;
mod policy;
mod reference;
mod serve;
mod ties;
mod token;
mod totals;
mod user;
mod verify;

use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand};
use miette::{IntoDiagnostic, Result, WrapErr};

use crate::usage::Usage;

/// Finds what is the same, overlaps, collides, complements or is missing in the activity records of institutions
/// that only half trust each other.
#[derive(Parser)]
#[command(name = "comity", version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Say at the end what the run cost in CPU seconds and memory
    #[arg(long, global = true)]
    usage: bool,
    /// Write that as JSON into a file
    #[arg(long, global = true, hide = true, value_name = "FILE")]
    usage_file: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// The main job on real records that ship with the program: ten findings and a report
    Demo(demo::Args),
    /// What was read, what was not and why, how columns were understood, the quality of each source
    Inspect(inspect::Args),
    /// Findings, ranked and explained: same, chain, part, overlap, conflict, complement, gap, untied
    Find(find::Args),
    /// With or without conflict: a planned activity against all records, before one plans
    Check(check::Args),
    /// Why two records are, or are not, something to each other
    Explain(explain::Args),
    /// Money counted once, with what was left out and why
    Totals(totals::Args),
    /// Who is tied to whom on a day, which ties are missing, and how each could be made
    Ties(ties::Args),
    /// Which proposals can pass together, who blocks the others and why, and what would unlock more
    Packages(packages::Args),
    /// Link the records of any table, without labels
    Link(link::Args),
    /// Put files into the database as one party's records; again, it says what changed
    Import(import::Args),
    /// The node's pages and API, for the desks of an institution
    Serve(serve::Args),
    /// What is wrong with the node, and the command that mends it
    Doctor(doctor::Args),
    /// Who works at the node: add, list, role, lock, unlock, link, erase
    #[command(subcommand)]
    User(user::What),
    /// Tokens by which programs work in a user's name: make, list, end
    #[command(subcommand)]
    Token(token::What),
    /// The database: migrate, check, move
    #[command(subcommand)]
    Db(db::What),
    /// Write a backup, also while others work
    Backup(db::Backup),
    /// Fill an empty database with a backup
    Restore(db::Restore),
    /// Check a log without any server: every signature, place and root, and that it goes on from what was seen earlier
    Verify(verify::Args),
    /// The log of all changes: export it for an auditor, make a checkpoint for partners
    #[command(subcommand)]
    Ledger(ledger::What),
    /// The reference data that is loaded, and from when
    Reference(reference::Args),
    /// The rules of access: check them, show who may do what, write them out to be changed
    #[command(subcommand)]
    Policy(policy::What),
    /// Our own figures, each with the command that made it
    Bench(bench::Args),
    /// Print the completions of a shell, or the manual pages
    #[command(subcommand)]
    Print(manual::What),
}

impl Cli {
    /// Runs the command that was given.
    pub fn run(self) -> Result<()> {
        let done = match self.command {
            Command::Demo(args) => demo::run(&args),
            Command::Inspect(args) => inspect::run(&args),
            Command::Find(args) => find::run(&args),
            Command::Check(args) => check::run(&args),
            Command::Totals(args) => totals::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Ties(args) => ties::run(&args),
            Command::Packages(args) => packages::run(&args),
            Command::Link(args) => link::run(args),
            Command::Import(args) => import::run(&args),
            Command::Serve(args) => serve::run(&args),
            Command::Doctor(args) => doctor::run(&args),
            Command::User(what) => user::run(&what),
            Command::Token(what) => token::run(&what),
            Command::Db(what) => db::run(&what),
            Command::Backup(args) => db::backup(&args),
            Command::Restore(args) => db::restore(&args),
            Command::Verify(args) => verify::run(&args),
            Command::Ledger(what) => ledger::run(&what),
            Command::Reference(args) => reference::run(args),
            Command::Policy(what) => policy::run(&what),
            Command::Bench(args) => bench::run(&args),
            Command::Print(what) => manual::run(&what, Cli::command()),
        };
        let usage = Usage::of_this_process();
        if self.usage {
            eprintln!("{usage}");
        }
        if let Some(path) = self.usage_file {
            std::fs::write(&path, serde_json::to_vec(&usage).into_diagnostic()?)
                .into_diagnostic()
                .wrap_err_with(|| format!("can't write `{}`", path.display()))?;
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
