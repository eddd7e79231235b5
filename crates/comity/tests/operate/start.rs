//! What a node does beside the desks when it starts.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use crate::people::Node;
use crate::server::comity;

/// Starts the node and stops it when it has said a line that holds `word`; whether it has within a minute.
fn says(node: &Node, word: &str) -> bool {
    let mut server = comity()
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "comity_node=info"])
        .current_dir(node.path(""))
        .env("COMITY_DB", "sqlite:comity.db")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let lines = BufReader::new(server.stderr.take().expect("piped")).lines();
    let (told, heard) = std::sync::mpsc::channel();
    let word = word.to_owned();
    std::thread::spawn(move || {
        let _ = told.send(lines.map_while(Result::ok).any(|line| line.contains(&word)));
    });
    let said = heard.recv_timeout(Duration::from_secs(60)).unwrap_or(false);
    server.kill().expect("it ran until now");
    server.wait().expect("it ended");
    said
}

#[test]
fn a_start_after_an_import_by_command_looks_for_nothing_anew() {
    let node = Node::new();
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/../comity-web/tests/node/plan.csv");
    node.said(&["import", plan, "--as", "osce"]);
    assert!(says(&node, "nothing changed since findings were looked for"));
}
