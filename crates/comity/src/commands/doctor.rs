//! `comity doctor`: what is wrong with a node, and the command that mends it. It changes nothing.

mod checks;
mod reached;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use clap::Args as ClapArgs;
use miette::{Result, bail};
use serde::Serialize;

use crate::database::{Database, now, wait};
use crate::node_key::NodeKey;
use crate::reference::OwnReference;
use crate::terminal;

/// Arguments of `comity doctor`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: NodeKey,
    #[command(flatten)]
    reference: OwnReference,
    /// How browsers reach the node, such as `https://node.example`: whether they do, and how long its certificate still holds
    #[arg(long, value_name = "URL", env = "COMITY_URL")]
    url: Option<String>,
    /// Leave out what takes long: the check of the whole log and of all records
    #[arg(long)]
    quick: bool,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Well,
    /// It works, and could be better.
    Hint,
    /// The node doesn't work, or won't for long.
    Wrong,
}

/// What was looked at, and how it stands.
#[derive(Clone, Debug, Serialize)]
struct Check {
    what: &'static str,
    state: State,
    says: String,
    /// What mends it, a command where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

impl Check {
    fn well(what: &'static str, says: impl Into<String>) -> Check {
        Check { what, state: State::Well, says: says.into(), mend: None }
    }

    fn hint(what: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Check {
        Check { what, state: State::Hint, says: says.into(), mend: Some(mend.into()) }
    }

    fn wrong(what: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Check {
        Check { what, state: State::Wrong, says: says.into(), mend: Some(mend.into()) }
    }

    /// What an error says, with its way out.
    fn error(what: &'static str, error: &miette::Report) -> Check {
        let help = error.help().map(|help| help.to_string());
        Check { what, state: State::Wrong, says: error.to_string(), mend: help }
    }
}

/// Runs the command. It fails when something is wrong, so that a timer can tell.
pub fn run(args: &Args) -> Result<()> {
    let checks = wait(async {
        let mut checks = checks::all(args).await;
        if let Some(url) = &args.url {
            checks.extend(reached::look(url, now()).await);
        }
        Ok(checks)
    })?;
    if args.json {
        println!("{}", serde_json::json!({ "well": wrong(&checks) == 0, "checks": checks }));
    } else {
        anstream::print!("{}", said(&checks));
    }
    match wrong(&checks) {
        0 => Ok(()),
        1 => bail!("one thing is wrong"),
        count => bail!("{count} things are wrong"),
    }
}

fn wrong(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.state == State::Wrong).count()
}

/// A line for each, what mends it below.
fn said(checks: &[Check]) -> String {
    let mut out = String::new();
    let body = terminal::width().saturating_sub(INDENT);
    for check in checks {
        let (word, colour) = match check.state {
            State::Well => ("well", AnsiColor::Green),
            State::Hint => ("hint", AnsiColor::Yellow),
            State::Wrong => ("wrong", AnsiColor::Red),
        };
        let style = Style::new().fg_color(Some(colour.into()));
        for (number, line) in textwrap::wrap(&check.says, body).iter().enumerate() {
            let _ = match number {
                0 => writeln!(out, "{style}{word:<6}{style:#} {:<10} {line}", check.what),
                _ => writeln!(out, "{:INDENT$}{line}", ""),
            };
        }
        if let Some(mend) = &check.mend {
            let _ = writeln!(out, "{:INDENT$}\u{2192} {mend}", "");
        }
    }
    out
}

/// Columns before what is said.
const INDENT: usize = 18;
