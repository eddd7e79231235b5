//! `comity print`: shell completions and manual pages, made from the commands themselves.

use std::path::PathBuf;

use clap::Subcommand;
use clap_complete::Shell;
use miette::{IntoDiagnostic, Result, WrapErr};

/// What to print.
#[derive(Subcommand)]
pub enum What {
    /// Completions for a shell, on standard output: `comity print completions bash > /etc/bash_completion.d/comity`
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Manual pages, one a command, into a folder: `comity print man /usr/local/share/man/man1`
    Man {
        /// The folder; made where it is missing
        dir: PathBuf,
    },
}

/// Prints.
pub fn run(what: &What, mut command: clap::Command) -> Result<()> {
    match what {
        What::Completions { shell } => {
            clap_complete::generate(*shell, &mut command, "comity", &mut std::io::stdout());
            Ok(())
        }
        What::Man { dir } => {
            std::fs::create_dir_all(dir)
                .into_diagnostic()
                .wrap_err_with(|| format!("can't make the folder `{}`", dir.display()))?;
            clap_mangen::generate_to(command, dir)
                .into_diagnostic()
                .wrap_err_with(|| format!("can't write manual pages into `{}`", dir.display()))
        }
    }
}
