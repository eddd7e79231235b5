//! `cargo xtask package`: a Debian package with the program, its service, manual pages and completions.

use std::fs;
use std::process::Command;

use miette::{IntoDiagnostic, Result, WrapErr, bail};

use crate::steps::{ensure, step};

/// Where everything that is made on the way stands.
const OUT: &str = "target/package";

/// Builds the program and the package of it; says where it is.
pub fn run() -> Result<()> {
    ensure(
        "cargo-deb",
        ("cargo", &["deb", "--version"]),
        &[("cargo", &["install", "cargo-deb", "--locked"])],
    )?;
    step("the program", ".", "cargo", &["build", "--release", "--locked", "-p", "comity"])?;
    let program = "target/release/comity";
    let completions = format!("{OUT}/completions");
    fs::create_dir_all(&completions).into_diagnostic()?;
    step("manual pages", ".", program, &["print", "man", &format!("{OUT}/man")])?;
    for shell in ["bash", "zsh", "fish"] {
        let done = Command::new(program).args(["print", "completions", shell]).output().into_diagnostic()?;
        if !done.status.success() {
            bail!("`{program} print completions {shell}` failed");
        }
        let path = format!("{completions}/comity.{shell}");
        fs::write(&path, done.stdout).into_diagnostic().wrap_err_with(|| format!("can't write {path}"))?;
    }
    step("the package", ".", "cargo", &["deb", "-p", "comity", "--no-build", "--no-strip", "--output", OUT])
}
