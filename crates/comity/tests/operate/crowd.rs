//! Ten thousand connections that say nothing.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::server::Server;

/// Asks whether the server is well, on a connection of its own.
fn ask(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: node.test\r\nConnection: close\r\n\r\n").expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("read");
    text
}

#[test]
fn ten_thousand_idle_connections_keep_nobody_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("node.db").display());
    let (server, _) = Server::serve(&url, &folder.path().join("node.key"));
    let address: SocketAddr = server.address.trim_start_matches("http://").parse().expect("an address");
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("told");
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).expect("set");
    // where a machine gives fewer files, as many as it gives
    let crowd = usize::try_from(hard - 200).expect("a number").min(10_000);
    let before = server.memory();
    let mut idle = Vec::new();
    for _ in 0..crowd {
        idle.push(TcpStream::connect(address).expect("connected"));
    }
    let begun = Instant::now();
    for _ in 0..20 {
        assert!(ask(address).ends_with("ok\n"));
    }
    let each = begun.elapsed() / 20;
    assert!(each < Duration::from_secs(1), "{each:?} for one request");
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 200 << 10, "{grown} KiB for {crowd} connections");
    drop(idle);
    server.stop();
}
