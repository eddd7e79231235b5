//! Users and tokens by command, and what the doctor says.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use crate::server::Server;

/// A node in a folder of its own.
pub struct Node(tempfile::TempDir);

impl Node {
    pub fn new() -> Node {
        Node(tempfile::tempdir().expect("a folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_comity"));
        command.args(words).current_dir(self.0.path()).env_remove("COMITY_KEY").env("USER", "root");
        command
            .env("COMITY_DB", "sqlite:comity.db")
            .env("COLUMNS", "100")
            .output()
            .expect("the program starts")
    }

    pub fn said(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "comity {}: {errors}", words.join(" "));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// What a command that must fail complains about, in one line.
    pub fn complaint(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(!output.status.success(), "comity {} went through", words.join(" "));
        let errors = String::from_utf8_lossy(&output.stderr).replace('\u{2502}', " ");
        errors.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn users(&self) -> Vec<Value> {
        let text = self.said(&["user", "list", "--json"]);
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

#[test]
fn users_are_made_changed_kept_out_and_erased() {
    let node = Node::new();
    let link = node.said(&["user", "add", "olga", "--role", "operator", "--url", "https://node.example/"]);
    assert!(link.starts_with("https://node.example/link/"), "{link}");
    node.said(&[
        "user",
        "add",
        "Amir",
        "--name",
        "Amir K.",
        "--role",
        "desk-officer",
        "--party",
        "osce",
        "--desk",
        "Borders",
    ]);
    let users = node.users();
    assert_eq!(users.len(), 2);
    assert_eq!(users[0]["handle"], "Amir");
    assert_eq!(users[0]["seat"]["desk"], "Borders");
    assert!(node.complaint(&["user", "add", "AMIR", "--role", "guest"]).contains("is there already"));
    assert!(
        node.complaint(&["user", "add", "x", "--role", "king"]).contains("legal-officer"),
        "it names the roles"
    );

    let said = node.said(&["user", "role", "amir", "--role", "analyst", "--role", "legal-officer"]);
    assert_eq!(said, "Amir is legal-officer, analyst at osce/Borders\n");
    assert_eq!(node.said(&["user", "lock", "amir"]), "Amir is kept out\n");
    assert_eq!(node.users()[0]["state"], "disabled");
    assert_eq!(node.said(&["user", "unlock", "amir"]), "Amir may come in again\n");
    assert_ne!(
        node.said(&["user", "link", "amir"]),
        node.said(&["user", "link", "amir"]),
        "each link is another"
    );

    assert!(node.complaint(&["user", "lock", "olga"]).contains("no operator"));
    assert!(node.complaint(&["user", "erase", "amir"]).contains("--for-good"));
    assert!(node.said(&["user", "erase", "amir", "--for-good"]).starts_with("Amir is erased"));
    assert!(node.complaint(&["user", "link", "amir"]).contains("there is no user `amir`"));
    assert!(!node.said(&["user", "list"]).contains("Amir"));
    // each of these stands in the log, which holds
    let log: Value = serde_json::from_str(&node.said(&["verify", "--json"])).expect("JSON");
    assert_eq!(log["kinds"]["user-changed"], 10, "{log}");
}

#[test]
fn tokens_are_made_for_a_user_and_ended() {
    let node = Node::new();
    node.said(&["user", "add", "amir", "--role", "desk-officer", "--party", "osce"]);
    let secret =
        node.said(&["token", "make", "amir", "--name", "feed", "--scope", "read,import", "--days", "7"]);
    assert_eq!(secret.trim().len(), 43, "256 bits");
    assert!(node.complaint(&["token", "make", "amir", "--name", "x", "--scope", "all"]).contains("import"));
    assert!(
        node.complaint(&["token", "make", "amir", "--name", "x", "--scope", "read", "--days", "900"])
            .contains("366")
    );
    let listed: Value = serde_json::from_str(&node.said(&["token", "list", "amir", "--json"])).expect("JSON");
    assert_eq!(
        (&listed["name"], &listed["scope"], &listed["state"]),
        (&"feed".into(), &"read import".into(), &"good".into())
    );
    assert!(!node.said(&["token", "list", "amir"]).contains(secret.trim()), "it is shown once");
    let id = listed["id"].as_str().expect("an id");
    node.said(&["token", "end", id]);
    assert!(node.complaint(&["token", "end", id]).contains("token"));
    let listed: Value = serde_json::from_str(&node.said(&["token", "list", "amir", "--json"])).expect("JSON");
    assert_eq!(listed["state"], "ended");
}

/// What the doctor says, figures out.
fn doctor(node: &Node) -> (bool, String) {
    let output = node.run(&["doctor"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut out = String::new();
    for line in text.lines() {
        let words = line.split(' ').map(|word| match word.parse::<f64>() {
            Ok(_) if line.contains("free in") => "N",
            _ => word,
        });
        out.push_str(&words.collect::<Vec<_>>().join(" "));
        out.push('\n');
    }
    (output.status.success(), out)
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_mends_it() {
    let node = Node::new();
    let (well, said) = doctor(&node);
    assert!(!well);
    insta::assert_snapshot!("doctor_nothing", said);
    node.said(&["db", "migrate"]);
    let (well, said) = doctor(&node);
    assert!(!well, "nobody can manage users");
    insta::assert_snapshot!("doctor_no_operator", said);
    node.said(&["user", "add", "olga", "--role", "operator"]);
    let (well, said) = doctor(&node);
    assert!(well, "{said}");
    insta::assert_snapshot!("doctor_well", said);
    let json: Value = serde_json::from_str(&node.said(&["doctor", "--json"])).expect("JSON");
    assert_eq!(json["well"], true);

    let key = node.path("comity.db.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("set");
    let (well, said) = doctor(&node);
    assert!(!well && said.contains("chmod 600 comity.db.key"), "{said}");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("set");
    std::fs::rename(&key, node.path("elsewhere")).expect("moved");
    let (well, said) = doctor(&node);
    assert!(!well && said.contains("copy the key file there"), "{said}");
    std::fs::rename(node.path("elsewhere"), &key).expect("moved");

    // a log that was tampered with
    let file = node.path("comity.db");
    let mut bytes = std::fs::read(&file).expect("read");
    let at = bytes.windows(14).position(|window| window == b"\"user-changed\"").expect("an entry");
    bytes[at + 1] = b'U';
    std::fs::write(&file, bytes).expect("written");
    let (well, said) = doctor(&node);
    assert!(!well && said.contains("wrong  log"), "{said}");
    assert!(node.run(&["doctor", "--quick"]).status.success(), "the quick look doesn't read it all");
}

#[test]
fn the_doctor_asks_the_address_that_browsers_use() {
    let node = Node::new();
    node.said(&["user", "add", "olga", "--role", "operator"]);
    let nobody = node.complaint(&["doctor", "--quick", "--url", "http://127.0.0.1:1"]);
    assert!(nobody.contains("one thing is wrong"), "{nobody}");
    let url = format!("sqlite:{}", node.path("comity.db").display());
    let key = node.path("comity.db.key").display().to_string();
    let words = ["serve", "--listen", "127.0.0.1:0", "--db", &url, "--key", &key];
    let server = Server::start(&words, "is served at");
    let said = node.said(&["doctor", "--quick", "--url", &server.address]);
    assert!(said.contains(&format!("well   reached    {} answers", server.address)), "{said}");
    server.stop();
}
