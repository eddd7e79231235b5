//! Policies in force at a node, by command: everything on the command line asks them, and the operator's way back.

use std::collections::BTreeSet;

use comity_core::{Seat, UserHandle, UserRole, Viewer};
use comity_ledger::SignerKey;
use comity_policy::{Circumstances, Policies, PolicyFile, shipped};
use comity_store::{Asker, Opener, Store, Time, Url};

use crate::people::Node;

/// Noon of 2026-03-12.
const NOW: Time = Time(1_773_316_800_000_000);
const PLAN: &str = "id,title,start date\nA-1,Border course,2026-05-01\n";

/// Puts the shipped policies in force with one more, as a page would.
fn put(node: &Node, text: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let url = Url::Sqlite(node.path("comity.db"));
        let key = std::fs::read_to_string(node.path("comity.db.key")).expect("a key");
        let key = SignerKey::parse_secret(key.trim()).expect("a key");
        let store =
            Store::open(&url, Opener::Command).await.expect("opened").with_log(key).await.expect("keyed");
        let held = store.policies_in_force().await.expect("read");
        let viewer = Viewer {
            user: UserHandle::new("lena").expect("a name"),
            roles: [UserRole::LegalOfficer].into(),
            seat: Some(Seat::of_party("osce".into())),
            groups: BTreeSet::new(),
        };
        let asker = Asker::new(&held.policies, &viewer, Circumstances::on(NOW.day()));
        let mut files = shipped();
        files.push(PolicyFile { name: "6-ours.cedar".into(), text: text.into() });
        let after = Policies::load(files).expect("they hold");
        store.change_policies(&asker, &held, &after, "the council decided so", NOW).await.expect("changed");
        store.close().await;
    });
}

#[test]
fn commands_ask_the_policies_in_force_and_the_operator_puts_the_shipped_back() {
    let node = Node::new();
    std::fs::write(node.path("plan.csv"), PLAN).expect("written");
    node.said(&["user", "add", "olga", "--role", "operator"]);
    assert!(node.said(&["policy", "diff"]).contains("the texts are the same"));
    assert!(node.said(&["policy", "reset", "--reason", "x"]).contains("hold already"));
    put(
        &node,
        "@id(\"closed\") @reason(\"nothing is put in, nobody is managed\")\n\
         forbid (principal, action in [Action::\"create\", Action::\"manage-users\", Action::\"read-ledger\"], resource);\n",
    );
    // an import, the operator's desk, the ledger: none of them asks the shipped ones
    let import = ["import", "plan.csv", "--as", "osce", "--no-findings"];
    assert!(node.complaint(&import).contains("nothing is put in, nobody is managed"));
    assert!(node.complaint(&["user", "list"]).contains("nobody is managed"));
    assert!(node.complaint(&["ledger", "export", "--out", "log.jsonl"]).contains("nobody is managed"));
    let doctor = node.run(&["doctor", "--quick", "--json"]);
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("put in force here hold"));

    let shown = node.run(&["policy", "show"]);
    assert!(String::from_utf8_lossy(&shown.stderr).contains("put in force by lena"));
    assert!(String::from_utf8_lossy(&shown.stdout).contains("// 6-ours.cedar\n@id(\"closed\")"));
    let diff = node.said(&["policy", "diff"]);
    assert!(diff.starts_with("6-ours.cedar\n@@ line 1 @@\n+@id(\"closed\")"), "{diff}");
    let changes = node.said(&["policy", "test", "--in-force", "--changes"]);
    assert!(changes.contains("legal-officer, auditor, loses: read the ledger"), "{changes}");
    node.said(&["policy", "show", "--out", "law"]);
    let none = node.said(&["policy", "test", "--policies", "law", "--in-force", "--changes"]);
    assert_eq!(none, "nobody's access changes\n");
    assert!(node.said(&["policy", "diff", "--policies", "law"]).contains("the texts are the same"));

    assert!(node.complaint(&["policy", "reset", "--reason", " "]).contains("say why"));
    let reset = node.said(&["policy", "reset", "--reason", "nobody can work"]);
    assert!(reset.starts_with("the shipped policies are in force, version "), "{reset}");
    node.said(&import);
    assert!(node.said(&["user", "list"]).contains("olga"));
    let log: serde_json::Value = serde_json::from_str(&node.said(&["verify", "--json"])).expect("JSON");
    assert_eq!(log["kinds"]["policy-decided"], 2, "{log}");
}

#[test]
fn policies_that_the_program_can_not_use_are_put_back() {
    let node = Node::new();
    node.said(&["user", "add", "olga", "--role", "operator"]);
    let policy = |n| {
        format!(
            "@id(\"mine-{n}\") @reason(\"mine\") permit (principal, action == Action::\"watch\", resource);\n"
        )
    };
    put(&node, &(0..20).map(policy).collect::<String>());
    // as a program would have left them that knew another action; a page of the file may end inside one of the words, so there are several
    let path = node.path("comity.db");
    let mut bytes = std::fs::read(&path).expect("read");
    let (known, unknown) = (br#"== Action::\"watch\""#, br#"== Action::\"gazes\""#);
    let found: Vec<usize> =
        bytes.windows(known.len()).enumerate().filter(|(_, part)| part == known).map(|(at, _)| at).collect();
    assert!(found.len() > 10, "{found:?}");
    found.iter().for_each(|at| bytes[*at..at + unknown.len()].copy_from_slice(unknown));
    std::fs::write(&path, bytes).expect("written");
    let said = node.complaint(&["user", "list"]);
    assert!(
        said.contains("6-ours.cedar:") && said.contains("gazes") && said.contains("comity policy reset"),
        "{said}"
    );
    assert!(node.complaint(&["serve", "--listen", "127.0.0.1:0"]).contains("comity policy reset"));
    node.said(&["policy", "reset", "--reason", "a new version"]);
    assert!(node.said(&["user", "list"]).contains("olga"));
}
