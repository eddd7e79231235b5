//! The commands, one file each. A command is its arguments and a `run`.

mod manual;

use clap::{CommandFactory, Parser, Subcommand};
use miette::Result;

/// Finds what is the same, overlaps, collides, complements or is missing in the activity records of institutions
/// that only half trust each other.
#[derive(Parser)]
#[command(name = "comity", version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the completions of a shell, or the manual pages
    #[command(subcommand)]
    Print(manual::What),
}

impl Cli {
    /// Runs the command that was given.
    pub fn run(self) -> Result<()> {
        match self.command {
            Command::Print(what) => manual::run(&what, Cli::command()),
        }
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
