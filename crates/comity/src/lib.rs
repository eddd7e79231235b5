//! The program: commands, configuration, wiring. The only reader of the environment, of files that the user names,
//! and of the clock.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod commands;
mod database;
mod input;
mod node;
mod node_key;
mod reference;
mod report;
mod terminal;
mod usage;

use clap::Parser;

/// Does what the command line says.
///
/// # Errors
/// What a user is told when a command fails.
pub fn run() -> miette::Result<()> {
    commands::Cli::parse().run()
}
