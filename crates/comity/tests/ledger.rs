//! The log from the command line: every change is in it, and whatever is changed behind its back is found.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // a failure is the finding

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A node in a folder of its own.
struct Node(tempfile::TempDir);

impl Node {
    fn new() -> Node {
        Node(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_comity"));
        command.args(words).current_dir(self.0.path()).env_remove("COMITY_KEY");
        command.env("COMITY_DB", "sqlite:comity.db").output().expect("the program starts")
    }

    fn said(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(
            output.status.success(),
            "comity {}: {}",
            words.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command that must fail complains about, in one line.
    fn complaint(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(!output.status.success(), "comity {} went through", words.join(" "));
        let errors = String::from_utf8_lossy(&output.stderr).replace('\u{2502}', " ");
        errors.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn import(&self, title: &str) {
        let text = format!(
            "id,title,start date,country\nA,{title},2021-01-05,Tajikistan\nB,Roads,2021-02-05,Tajikistan\n"
        );
        std::fs::write(self.path("plan.csv"), text).unwrap();
        self.said(&["import", "plan.csv", "--as", "osce", "--no-findings"]);
    }
}

/// The same file with some bytes in place of others.
fn replaced(from: &Path, to: &Path, old: &[u8], new: &[u8]) {
    assert_eq!(old.len(), new.len());
    let mut bytes = std::fs::read(from).unwrap();
    let at = bytes.windows(old.len()).position(|window| window == old).expect("the bytes are there");
    bytes[at..at + new.len()].copy_from_slice(new);
    std::fs::write(to, bytes).unwrap();
}

#[test]
fn every_change_is_logged_and_checked_in_the_database_and_out_of_it() {
    let node = Node::new();
    let told = node.run(&["db", "migrate"]);
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(told.contains("comity.db.key") && told.contains("public half"), "{told}");
    let public = told.rsplit(' ').next().unwrap().trim().to_owned();
    assert_eq!(std::fs::metadata(node.path("comity.db.key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(node.run(&["db", "migrate"]).stderr.is_empty(), "the key is made once");

    node.import("Water");
    let early = node.said(&["ledger", "checkpoint"]);
    std::fs::write(node.path("early.note"), &early).unwrap();
    assert!(early.contains("/comity\n2\n"), "{early}");
    node.import("Water and sewage");
    let said = node.said(&["verify", "--trust", &public, "--earlier", "early.note"]);
    assert!(
        said.contains("3 entries") && said.contains("2 imported") && said.contains("as you trust"),
        "{said}"
    );
    assert!(said.contains("1 seen earlier") && said.contains("the records of 2 imports"), "{said}");

    node.said(&["ledger", "export", "--out", "log.jsonl"]);
    let json: serde_json::Value =
        serde_json::from_str(&node.said(&["verify", "log.jsonl", "--earlier", "early.note", "--json"]))
            .unwrap();
    assert_eq!(
        (&json["entries"], &json["checkpoints"], &json["key"]),
        (&3.into(), &2.into(), &public.into())
    );
    assert_eq!(json["key_known"], false);
    let text = std::fs::read_to_string(node.path("log.jsonl")).unwrap();
    let user = std::env::var("USER").unwrap_or_else(|_| "unknown".into());
    assert!(!text.contains(&format!("\"{user}\"")), "names stand in no entry");
    assert!(
        node.complaint(&["ledger", "export", "--out", "log.jsonl"]).contains("log.jsonl"),
        "it writes over nothing"
    );
}

#[test]
fn tampering_is_found_whatever_it_touches() {
    let node = Node::new();
    node.import("Water");
    node.said(&["ledger", "checkpoint"]);
    node.said(&["backup", "--out", "early.db"]);
    node.import("Water and sewage");
    std::fs::write(node.path("late.note"), node.said(&["ledger", "checkpoint"])).unwrap();
    node.said(&["ledger", "export", "--out", "log.jsonl"]);
    let log = std::fs::read(node.path("log.jsonl")).unwrap();
    for at in (0..log.len()).step_by(97).chain([log.len() - 2]) {
        let mut changed = log.clone();
        changed[at] ^= 1;
        std::fs::write(node.path("changed.jsonl"), changed).unwrap();
        let told = node.complaint(&["verify", "changed.jsonl"]);
        assert!(told.contains("doesn't hold"), "byte {at}: {told}");
    }
    let lines: Vec<&str> = std::str::from_utf8(&log).unwrap().lines().collect();
    for drop in 0..lines.len() {
        let rest: String = lines
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != drop)
            .map(|(_, line)| format!("{line}\n"))
            .collect();
        std::fs::write(node.path("dropped.jsonl"), rest).unwrap();
        assert!(node.complaint(&["verify", "dropped.jsonl"]).contains("doesn't hold"), "line {drop}");
    }

    // in the database: an entry, a record, and a whole log cut back to an earlier state
    let database = node.path("comity.db");
    replaced(&database, &node.path("entry.db"), b"\"created\":2", b"\"created\":3");
    assert!(node.complaint(&["verify", "entry.db"]).contains("entry 1"));
    let told = node.complaint(&["verify", "early.db", "--earlier", "late.note"]);
    assert!(told.contains("its end was cut off"), "{told}");
    node.import("Roads and bridges");
    assert!(node.said(&["verify", "--earlier", "late.note"]).contains("1 seen earlier"));
}

#[test]
fn without_the_key_nothing_is_changed() {
    let node = Node::new();
    node.import("Water");
    std::fs::rename(node.path("comity.db.key"), node.path("safe.key")).unwrap();
    let words = ["import", "plan.csv", "--as", "osce", "--no-findings"];
    let told = node.complaint(&words);
    assert!(told.contains("there is no key") && told.contains("--key"), "{told}");
    assert!(!node.path("comity.db.key").exists(), "no other key is made");
    let with = |key: &'static str| [&words[..], &["--key", key]].concat();
    assert!(node.said(&with("safe.key")).contains("2 unchanged"));
    let other = Node::new();
    other.import("Water");
    std::fs::copy(other.path("comity.db.key"), node.path("other.key")).unwrap();
    assert!(node.complaint(&with("other.key")).contains("is another one"));
    std::fs::write(node.path("broken.key"), "PRIVATE+KEY+x").unwrap();
    std::fs::set_permissions(node.path("broken.key"), std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(node.complaint(&with("broken.key")).contains("no secret key"));
    // whoever only checks needs no key
    assert!(node.said(&["verify"]).contains("holds"));
    assert!(node.complaint(&["verify", "sqlite:none.db"]).contains("there is no database"));
    assert!(!node.path("none.db").exists());
}

#[test]
fn a_restored_backup_goes_on_under_the_same_key() {
    let node = Node::new();
    node.import("Water");
    node.said(&["backup", "--out", "backup.db"]);
    let told = node.said(&["restore", "backup.db", "--db", "sqlite:again.db"]);
    assert!(told.contains("signed by"), "{told}");
    let words = ["import", "plan.csv", "--as", "osce", "--no-findings", "--db", "sqlite:again.db"];
    assert!(node.complaint(&words).contains("there is no key"));
    assert!(node.said(&[&words[..], &["--key", "comity.db.key"]].concat()).contains("unchanged"));
    assert!(node.said(&["verify", "again.db"]).contains("2 imported"));
}
