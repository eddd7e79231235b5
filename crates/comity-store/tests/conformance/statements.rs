//! Every statement of the crate runs on both databases: the cases are run in one process and compared with the source.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::{
    Case, access, councils, deliveries, desks, disclosures, dossier, findings, groups, import, jobs, log,
    look, moving, open, persons, policies, reference, routes, search, stage, undo, users, views, work,
};

const ALL: [&[Case]; 23] = [
    access::CASES,
    councils::CASES,
    deliveries::CASES,
    desks::CASES,
    disclosures::CASES,
    dossier::CASES,
    findings::CASES,
    groups::CASES,
    import::CASES,
    jobs::CASES,
    log::CASES,
    look::CASES,
    moving::CASES,
    open::CASES,
    persons::CASES,
    policies::CASES,
    reference::CASES,
    routes::CASES,
    search::CASES,
    undo::CASES,
    users::CASES,
    views::CASES,
    work::CASES,
];

/// `file:line` of every `sql!(` in the source.
fn written() -> BTreeSet<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![crates.join("src")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { folders.push(entry) } else { files.push(entry) }
        }
    }
    let mut written = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = format!("crates/comity-store/{}", file.strip_prefix(crates).unwrap().display());
        for (line, number) in text.lines().zip(1..) {
            if line.contains("sql!(") && !line.trim_start().starts_with("//") {
                written.insert(format!("{name}:{number}"));
            }
        }
    }
    written
}

fn never_run() -> Vec<String> {
    let run: BTreeSet<String> = comity_store::statements_run().into_iter().map(str::to_owned).collect();
    let written = written();
    assert!(written.len() > 40, "the source is found");
    written.difference(&run).cloned().collect()
}

#[test]
fn every_statement_runs_on_sqlite() {
    ALL.iter().flat_map(|cases| cases.iter()).for_each(|case| stage::on_sqlite(*case));
    assert_eq!(never_run(), [""; 0]);
}

#[test]
fn every_statement_runs_on_postgres() {
    ALL.iter().flat_map(|cases| cases.iter()).for_each(|case| stage::on_postgres(*case));
    assert_eq!(never_run(), [""; 0]);
}
