//! What goes wrong around a server: a full disk, a database that goes and comes back, a second server on its file. It says so, answers what it
//! can, loses nothing, and goes on when it can again.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::server::{Server, comity};
use crate::user::{User, between};

/// Thirteen invented plans with findings among them.
const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../comity-web/tests/node/plan.csv");

fn run(words: &[&str], file: Option<&Path>) -> (bool, String) {
    let mut command = comity();
    command.args(words).args(file).stdin(Stdio::null());
    let ended = command.output().unwrap();
    (ended.status.success(), format!("{}{}", text(&ended.stdout), text(&ended.stderr)))
}

fn text(bytes: &[u8]) -> String {
    // a terminal's width may break a sentence anywhere
    String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A table of so many records.
fn many(path: &Path, records: usize) {
    let rows = (0..records)
        .map(|n| format!("M-{n},Wells and roads number {n},2021-01-05,2021-12-31,Tajikistan,Education\n"));
    let head = "id,title,start date,end date,country,sector\n".to_owned();
    std::fs::write(path, rows.fold(head, |text, row| text + &row)).unwrap();
}

/// A database with one finding, served.
async fn served(
    url: &str,
    folder: &Path,
    server: impl FnOnce(&str, &Path) -> (Server, String),
) -> (Server, User) {
    let key = folder.join("key");
    let key_text = key.display().to_string();
    let (well, said) = run(&["db", "migrate", "--db", url, "--key", &key_text], None);
    assert!(well, "{said}");
    let (well, said) =
        run(&["import", "--as", "agency", "--db", url, "--key", &key_text], Some(Path::new(PLAN)));
    assert!(well, "{said}");
    let (server, link) = server(url, &key);
    let first = [("handle", "olga"), ("name", ""), ("party", "agency")];
    let user = User::by_link(&server.address, &link, &first).await;
    (server, user)
}

/// Gives a verdict on the first finding and says what came back.
async fn verdict(user: &mut User, finding: &str, reason: &str) -> (StatusCode, String) {
    user.post(&format!("/findings/{finding}/verdict"), &[("answer", "confirm"), ("reason", reason)]).await
}

async fn first_finding(user: &mut User) -> String {
    let queue = user.page("/findings").await;
    let id = between(&queue, "data-finding=\"", "\"").to_owned();
    assert!(!id.is_empty(), "{queue}");
    id
}

/// Until a page answers with this status.
async fn until(user: &User, path: &str, status: StatusCode) {
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        let (now, text) = user.get(path).await;
        if now == status {
            return;
        }
        assert!(Instant::now() < patience, "{path} is still {now}: {text}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_one_file_is_refused_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("one.db").display());
    let (server, mut user) = served(&url, folder.path(), Server::serve).await;
    let key = folder.path().join("key").display().to_string();
    let (well, said) = run(&["serve", "--listen", "127.0.0.1:0", "--db", &url, "--key", &key], None);
    assert!(!well && said.contains("another server works on"), "{said}");
    assert!(said.contains("stop the other server"), "the way out: {said}");
    let finding = first_finding(&mut user).await;
    assert_eq!(verdict(&mut user, &finding, "still here").await.0, StatusCode::SEE_OTHER);
    server.stop();
}

/// No file of the process grows beyond so many bytes until that is lifted: what a full disk is to SQLite.
fn limit(process: u32, bytes: &str) {
    let set =
        Command::new("prlimit").args([&format!("--pid={process}"), &format!("--fsize={bytes}:")]).status();
    assert!(set.expect("prlimit, of util-linux").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_changes_not_reading_and_they_go_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("full.db").display());
    let (server, mut user) = served(&url, folder.path(), Server::serve_on_a_disk_that_may_fill).await;
    let finding = first_finding(&mut user).await;

    limit(server.id(), "4096");
    let (status, text) = verdict(&mut user, &finding, "while the disk is full").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{text}");
    for page in ["/findings", "/activities", "/healthz"] {
        assert_eq!(user.get(page).await.0, StatusCode::OK, "{page} is only read");
    }

    limit(server.id(), "unlimited");
    assert_eq!(verdict(&mut user, &finding, "when there was room").await.0, StatusCode::SEE_OTHER);
    let shown = user.page(&format!("/findings?open={finding}")).await;
    assert!(shown.contains("when there was room") && !shown.contains("while the disk is full"), "{shown}");
    server.stop();
    let (well, said) = run(&["verify", &url], None);
    assert!(well, "{said}");
}

#[test]
fn an_import_onto_a_full_disk_says_so_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("full.db").display());
    let plan = folder.path().join("many.csv");
    many(&plan, 3000);
    let import = ["import", "--as", "agency", "--no-findings", "--json", "--db", &url];
    assert!(run(&["db", "migrate", "--db", &url], None).0);
    let limited = Command::new("sh")
        // blocks of 512 bytes; without the trap the system would end the program
        .args(["-c", "trap '' XFSZ; ulimit -f 4096; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_comity")])
        .args(import)
        .arg(&plan)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = text(&limited.stderr);
    assert!(!limited.status.success(), "3,000 records don't fit into 2 MB");
    assert!(said.contains("disk is full"), "{said}");
    let (well, said) = run(&import, Some(&plan));
    assert!(well && said.contains("\"created\":3000"), "{said}");
    let (well, said) = run(&["db", "check", "--db", &url], None);
    assert!(well, "{said}");
}

/// Stands between a server and its database; can be cut.
struct Relay {
    port: u16,
    open: watch::Sender<bool>,
}

impl Relay {
    async fn to(port: u16) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let open = watch::Sender::new(true);
        let told = open.clone();
        tokio::spawn(async move {
            while let Ok((mut here, _)) = listener.accept().await {
                let mut told = told.subscribe();
                tokio::spawn(async move {
                    if !*told.borrow() {
                        return;
                    }
                    let Ok(mut there) = TcpStream::connect(("127.0.0.1", port)).await else { return };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut here, &mut there) => {}
                        _ = told.wait_for(|open| !open) => {}
                    }
                });
            }
        });
        Relay { port: own, open }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_and_comes_back_is_told_and_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let database = comity_testkit::database();
    let (before, rest) = database.url.rsplit_once(':').unwrap();
    let (port, name) = rest.split_once('/').unwrap();
    let relay = Arc::new(Relay::to(port.parse().unwrap()).await);
    let url = format!("{before}:{}/{name}", relay.port);
    let (server, mut user) = served(&url, folder.path(), Server::serve).await;
    let finding = first_finding(&mut user).await;
    let (well, _) = verdict(&mut user, &finding, "before it went").await;
    assert_eq!(well, StatusCode::SEE_OTHER);

    relay.open.send_replace(false);
    until(&user, "/readyz", StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(user.get("/healthz").await.0, StatusCode::OK);
    let (status, text) = verdict(&mut user, &finding, "while it was away").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{text}");

    relay.open.send_replace(true);
    until(&user, "/readyz", StatusCode::OK).await;
    let shown = user.page(&format!("/findings?open={finding}")).await;
    assert!(shown.contains("before it went") && !shown.contains("while it was away"), "{shown}");
    assert_eq!(verdict(&mut user, &finding, "when it was back").await.0, StatusCode::SEE_OTHER);
    server.stop();
    let (well, said) = run(&["verify", &database.url], None);
    assert!(well, "{said}");
}
