//! A server that is asked to end while programs write: what was acknowledged is there, and it ends in order.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::people::Node;
use crate::server::Server;

/// Programs that write at once.
const WRITERS: usize = 4;

/// Imports a file of one record again and again until the server takes no more; the own ids of those that were acknowledged.
fn write(address: &str, token: &str, writer: usize) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let mut acknowledged = Vec::new();
        for n in 0.. {
            let id = format!("W{writer}-{n}");
            let body = format!(
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{id}.csv\"\r\n\r\nid,title,start date\n{id},Work {id},2026-01-01\n\r\n--x--\r\n"
            );
            let sent = client
                .post(format!("{address}/api/v1/import"))
                .bearer_auth(token)
                .header("content-type", "multipart/form-data; boundary=x")
                .body(body)
                .send()
                .await;
            let Ok(answer) = sent else { break };
            let (status, text) = (answer.status(), answer.text().await);
            assert!(status.is_success() || status.as_u16() == 503, "{status}: {text:?}");
            // an answer that was cut off acknowledges nothing, and must not happen either
            let text = text.expect("an answer that was begun is ended");
            assert!(!status.is_success() || status.as_u16() == 202, "{status}: {text}");
            if status.is_success() {
                acknowledged.push(id);
            }
        }
        acknowledged
    })
}

#[test]
fn nothing_acknowledged_is_lost_when_it_ends() {
    let node = Node::new();
    node.said(&["user", "add", "olga", "--role", "operator"]);
    node.said(&["user", "add", "amir", "--role", "desk-officer", "--party", "osce"]);
    let url = format!("sqlite:{}", node.path("comity.db").display());
    let key = node.path("comity.db.key");
    let key = key.display().to_string();
    let words = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--rate",
        "0",
        "--log-format",
        "json",
        "--db",
        &url,
        "--key",
        &key,
    ];
    let server = Server::start(&words, "is served at");
    // beside the running server
    let token =
        node.said(&["token", "make", "amir", "--name", "w", "--scope", "read,import"]).trim().to_owned();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (address, token) = (server.address.clone(), token.clone());
            std::thread::spawn(move || write(&address, &token, writer))
        })
        .collect();
    std::thread::sleep(Duration::from_millis(600));
    server.stop();
    let acknowledged: BTreeSet<String> =
        writers.into_iter().flat_map(|writer| writer.join().expect("it wrote")).collect();
    assert!(acknowledged.len() > WRITERS, "only {} were written", acknowledged.len());

    // what was taken in and not yet applied is applied by the next start
    let server = Server::start(&words, "is served at");
    let patience = Instant::now() + Duration::from_secs(120);
    loop {
        let found = records(&server.address, &token);
        if acknowledged.is_subset(&found) {
            break;
        }
        assert!(Instant::now() < patience, "{:?} are gone", acknowledged.difference(&found));
        std::thread::sleep(Duration::from_millis(200));
    }
    server.stop();
    let checked: Value = serde_json::from_str(&node.said(&["verify", "--json"])).expect("JSON");
    assert_eq!(checked["imports"].as_u64(), Some(acknowledged.len() as u64), "as many as were acknowledged");
}

fn records(address: &str, token: &str) -> BTreeSet<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, mut found, mut after) = (reqwest::Client::new(), BTreeSet::new(), String::new());
        loop {
            let place = format!("{address}/api/v1/records?size=200&after={after}");
            let answer = client.get(place).bearer_auth(token).send().await.expect("answered");
            let page: Value = answer.json().await.expect("JSON");
            for record in page["records"].as_array().expect("a list") {
                found.insert(record["own_id"].as_str().expect("an id").to_owned());
            }
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => return found,
            }
        }
    })
}
