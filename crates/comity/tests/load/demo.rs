//! The demo's node, as a newcomer meets it.

use crate::server::Server;
use crate::user::User;

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_opens_a_node_where_every_role_can_come_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().display().to_string();
    // no desktop: nothing can be opened in a browser here
    let server = Server::start(&["demo", "--out", &out], "Ctrl-C ends the node");
    let users: Vec<&str> = server
        .said
        .iter()
        .skip_while(|line| !line.trim_start().starts_with("user "))
        .skip(1)
        .map_while(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(users.len(), 8, "{:?}", server.said);
    let password =
        server.said.iter().find_map(|line| line.split_once("for this run: ")).expect("a password").1;
    for name in users {
        let mut user = User::by_password(&server.address, name, password).await;
        let queue = user.page("/findings").await;
        // who reads the log or runs the machine reads no contents by that
        let desk = !["auditor", "operator"].contains(&name);
        assert_eq!(queue.contains("data-finding"), desk && name != "guest", "{name}: {queue}");
        if name == "sco-desk" {
            let records = user.page("/activities").await;
            assert!(records.contains("539 activities"), "{records}");
        }
    }
    server.stop();
}
