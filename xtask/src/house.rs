//! The rules of the house that a compiler can't check: which crate may know which, how long a file may be, which
//! names say nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use miette::{IntoDiagnostic, Result, bail, miette};
use serde_json::Value;

use crate::steps::output;

/// For each crate the crates of the workspace that it may use. Dependencies point down, never up.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("comity-core", &[]),
    ("comity-council", &["comity-core", "comity-overlap"]),
    ("comity-link", &[]),
    ("comity-formats", &["comity-core"]),
    ("comity-ledger", &["comity-core"]),
    ("comity-overlap", &["comity-core", "comity-link"]),
    ("comity-policy", &["comity-core"]),
    ("comity-store", &["comity-core", "comity-ledger", "comity-link", "comity-policy"]),
    (
        "comity-node",
        &[
            "comity-core",
            "comity-council",
            "comity-formats",
            "comity-ledger",
            "comity-overlap",
            "comity-policy",
            "comity-store",
        ],
    ),
    ("comity-testkit", &[]),
    ("comity-web", &["comity-core", "comity-node"]),
    (
        "comity",
        &[
            "comity-core",
            "comity-council",
            "comity-formats",
            "comity-ledger",
            "comity-link",
            "comity-node",
            "comity-overlap",
            "comity-policy",
            "comity-store",
            "comity-web",
        ],
    ),
    ("xtask", &["comity-core", "comity-formats"]),
];

/// Libraries that would let a pure crate do I/O or read a clock.
const IMPURE: &[&str] = &["tokio", "reqwest", "rusqlite", "sqlx", "memmap2", "tempfile", "walkdir"];
const PURE: &[&str] =
    &["comity-core", "comity-council", "comity-ledger", "comity-link", "comity-overlap", "comity-policy"];

/// Standard-library calls that pure crates don't make, outside their tests and examples.
const IMPURE_CALLS: &[&str] =
    &["std::fs", "std::net", "std::process", "File::open", "SystemTime::now", "Instant::now", "env::var"];

const LONGEST_FILE: usize = 500;
const SAYS_NOTHING: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "manager"];

/// Checks all rules and names every breach.
pub fn check() -> Result<()> {
    let mut breaches = dependencies()?;
    breaches.extend(files()?);
    if !breaches.is_empty() {
        bail!("the house has {} breaches of its rules:\n  {}", breaches.len(), breaches.join("\n  "));
    }
    println!("\n== house: every rule holds");
    Ok(())
}

fn dependencies() -> Result<Vec<String>> {
    let metadata: Value =
        serde_json::from_str(&output("cargo", &["metadata", "--format-version=1", "--no-deps", "--locked"])?)
            .into_diagnostic()?;
    let allowed: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    let ours: BTreeSet<&str> = allowed.keys().copied().collect();
    let mut breaches = Vec::new();
    let packages =
        metadata["packages"].as_array().ok_or_else(|| miette!("cargo metadata lists no packages"))?;
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(may_know) = allowed.get(name) else {
            breaches.push(format!(
                "{name}: a crate that the house doesn't know; say in xtask/src/house.rs what it may use"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            // what tests alone use doesn't reach the product
            if dependency["kind"].as_str() == Some("dev") {
                continue;
            }
            let used = dependency["name"].as_str().unwrap_or_default();
            if ours.contains(used) && !may_know.contains(&used) {
                breaches.push(format!("{name}: may not know {used}"));
            }
            if PURE.contains(&name) && IMPURE.contains(&used) {
                breaches.push(format!("{name}: is pure and may not use {used}"));
            }
        }
    }
    Ok(breaches)
}

fn files() -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for path in
        output("git", &["ls-files", "--cached", "--others", "--exclude-standard", "*.rs", "*.ts"])?.lines()
    {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            breaches.push(format!(
                "{path}: {lines} lines; a file is about one thing and ends before {LONGEST_FILE}"
            ));
        }
        let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if SAYS_NOTHING.contains(&stem) {
            breaches.push(format!("{path}: `{stem}` says nothing; name the file after what it is about"));
        }
        let pure = PURE.iter().any(|name| path.starts_with(&format!("crates/{name}/src/")));
        if pure {
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            for call in IMPURE_CALLS.iter().filter(|call| product.contains(**call)) {
                breaches.push(format!("{path}: `{call}` in a pure crate; take it as an argument"));
            }
        }
    }
    Ok(breaches)
}
