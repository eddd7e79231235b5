//! `cargo xtask test`: every check, cheapest first, so that a mistake is seen early.

use miette::Result;

use crate::{
    house,
    steps::{ensure, step, step_with},
};

/// Runs everything; `quick` leaves out the pages in a browser.
pub fn run(quick: bool) -> Result<()> {
    ensure("rustfmt", ("cargo", &["fmt", "--version"]), &[("rustup", &["component", "add", "rustfmt"])])?;
    ensure("clippy", ("cargo", &["clippy", "--version"]), &[("rustup", &["component", "add", "clippy"])])?;
    ensure(
        "nextest",
        ("cargo", &["nextest", "--version"]),
        &[("cargo", &["install", "cargo-nextest", "--locked"])],
    )?;
    // about two minutes on two cores, once
    ensure(
        "cargo-deny",
        ("cargo", &["deny", "--version"]),
        &[("cargo", &["install", "cargo-deny", "--locked"])],
    )?;
    debian("PostgreSQL", ("sh", &["-c", "ls /usr/lib/postgresql/*/bin/initdb"]), &["postgresql"])?;

    debian(
        "fonts of papers, and what reads a PDF",
        (
            "sh",
            &[
                "-c",
                "ls /usr/share/fonts/*/noto/NotoSerif-Regular.ttf /usr/share/fonts/*/noto/NotoSerifCJK-Regular.ttc && pdftotext -v",
            ],
        ),
        &["fonts-noto-core", "fonts-noto-cjk", "poppler-utils"],
    )?;

    step("format", ".", "cargo", &["fmt", "--all", "--check"])?;
    house::check()?;
    // advisories need a database from the network and are left to `cargo deny check`
    step(
        "licences, bans and sources of libraries",
        ".",
        "cargo",
        &["deny", "--all-features", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"],
    )?;
    step(
        "lints",
        ".",
        "cargo",
        &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
    )?;
    step("build", ".", "cargo", &["build", "--workspace", "--all-targets", "--locked"])?;
    step_with(
        "tests",
        ".",
        "cargo",
        &["nextest", "run", "--workspace", "--locked"],
        &[("INSTA_UPDATE", "no")],
    )?;
    step("examples in the documentation", ".", "cargo", &["test", "--workspace", "--doc", "--locked"])?;
    step_with(
        "documentation",
        ".",
        "cargo",
        &["doc", "--workspace", "--no-deps", "--locked"],
        &[("RUSTDOCFLAGS", "-Dwarnings")],
    )?;
    if !quick {
        pages()?;
    }
    println!("\nEverything passed.");
    Ok(())
}

/// Installs packages of Debian where a probe says that they are missing.
fn debian(what: &str, probe: (&str, &[&str]), packages: &[&str]) -> Result<()> {
    let install = [&["install", "-qy", "--no-install-recommends"], packages].concat();
    ensure(what, probe, &[("apt-get", &["update", "-q"]), ("apt-get", &install)])
}

/// The report's sources, and the report of the demo in a real Chromium.
fn pages() -> Result<()> {
    debian("Chromium", ("chromium", &["--version"]), &["chromium"])?;
    // a silence is over two days later
    debian("a clock that can be moved", ("faketime", &["--version"]), &["faketime"])?;
    step("packages of the pages", "web", "npm", &["ci", "--no-audit", "--no-fund"])?;
    step("types and built page", "web", "npm", &["run", "check"])?;
    // the program that the workspace's build made: `cargo run` would build it again with fewer features
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    step("the demo", ".", &format!("{target}/debug/comity"), &["demo", "--no-open", "--out", "target/demo"])?;
    step_with(
        "pages in Chromium",
        "web",
        "npm",
        &["test"],
        &[("COMITY_REPORT", "../target/demo/report.html")],
    )
}
