//! Automation of the project: `cargo xtask test` runs everything that a change must pass.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod house;
mod pack_reference;
mod package;
mod soak;
mod steps;
mod test;

use miette::{Result, bail};

const HELP: &str = "\
usage: cargo xtask COMMAND

  test [--quick]      everything a change must pass: format, lints, house rules, tests, pages in a browser
                      --quick leaves out the browser
  soak [--users N] [--seconds N] [--records FILE] [--db sqlite|postgres] [--kills N]
                      200 users for ten minutes on both databases, and 200 kills of an import, a backup, a verdict
  package             a Debian package with the program, its service, manual pages and completions
  pack-reference --codelists DIR
                      make the packed reference data again out of public code lists
  house               the rules of the house alone: which crate may know which, file lengths, names
";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .map_err(|error| miette::miette!("can't enter the workspace: {error}"))?;
    match words.as_slice() {
        ["test"] => test::run(false),
        ["test", "--quick"] => test::run(true),
        ["soak", rest @ ..] => soak::run(rest),
        ["package"] => package::run(),
        ["pack-reference", rest @ ..] => pack_reference::run(rest),
        ["house"] => house::check(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!(help = HELP, "`{}` is no task", other.join(" ")),
    }
}
