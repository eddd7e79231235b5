//! The solver against brute force, and its answers as people read them.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failure is the finding

mod oracle;
mod sentences;

use std::io::BufReader;

use comity_core::{Rule, Snapshot};
use comity_council::{Limits, Packages, Question};
use comity_formats::{Out, central_asia, central_asia::Table, open::Sink as _};

/// What the tables say.
fn snapshot(tables: &[(Table, &str, &str)]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (table, name, text) in tables {
        let source = snapshot.begin(name);
        let mut sink = |item| snapshot.add(item);
        let mut out = Out::new(source, *name, &mut sink);
        central_asia::read_as(*table, &mut BufReader::new(text.as_bytes()), &mut out).expect("a table");
    }
    assert!(snapshot.problems.iter().all(|problem| problem.loss < comity_core::Loss::Value));
    snapshot
}

/// A question of proposals, positions and exclusions, without their headers.
fn question(proposals: &str, positions: &str, exclusions: &str, rule: Option<Rule>) -> Question {
    Question::of(&read(proposals, positions, exclusions), rule).expect("a question")
}

fn read(proposals: &str, positions: &str, exclusions: &str) -> Snapshot {
    snapshot(&[
        (Table::Proposals, "proposals.csv", &format!("id,title,rule\n{proposals}")),
        (Table::Positions, "positions.csv", &format!("party,proposal,stance,condition\n{positions}")),
        (Table::Exclusions, "exclusions.csv", &format!("a,b\n{exclusions}")),
    ])
}

fn answer(question: &Question) -> Packages {
    question.packages(Limits { packages: 5_000, ways: 1_000, enlarged: 5_000 }).expect("an answer")
}
