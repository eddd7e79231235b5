//! What a server bears, on real sockets: slow clients, many connections, large bodies, busy programs.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use comity_web::{Limits, Options};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::api::program;
use crate::browser::{Answer, Browser, Served};

/// A node with limits that a test can wait for.
async fn hasty(limits: Limits) -> (Served, SocketAddr, tokio::sync::oneshot::Sender<()>) {
    let served = Served::with(Options { limits, ..Options::default() }).await;
    let (address, stop) = served.listen().await;
    (served, address, stop)
}

/// Sends bytes on a connection of their own, and reads until the other end closes it.
async fn send(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    // a server that has heard enough closes before all is sent
    let _ = stream.write_all(bytes).await;
    read(&mut stream).await
}

async fn read(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let end = timeout(Duration::from_secs(10), stream.read_to_end(&mut text)).await;
    let _ = end.expect("the server ends it");
    String::from_utf8_lossy(&text).into_owned()
}

const ASK: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: node.test\r\nConnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_head_never_ends_is_cut_off() {
    let (_served, address, _stop) =
        hasty(Limits { head: Duration::from_millis(300), ..Limits::default() }).await;
    let begun = Instant::now();
    let answer = send(address, b"GET /healthz HTTP/1.1\r\nHost: node.test\r\nX-Slow: ").await;
    assert!(!answer.contains("200 OK"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // and one that says nothing at all
    assert_eq!(send(address, b"").await, "");
    assert!(send(address, ASK).await.ends_with("ok\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_comes_in_drops_is_cut_off() {
    let limits = Limits { body: Duration::from_millis(300), body_rate: 1 << 20, ..Limits::default() };
    let (_served, address, _stop) = hasty(limits).await;
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let head = "POST /login HTTP/1.1\r\nHost: node.test\r\nContent-Length: 100000\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nCookie: comity-form=x\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("sent");
    let (mut reading, mut writing) = stream.into_split();
    // a drop every 50 ms: never idle, never done
    let drip = tokio::spawn(async move {
        while writing.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut text = [0; 400];
    let got = timeout(Duration::from_secs(5), reading.read(&mut text)).await.expect("in time").expect("read");
    let answer = String::from_utf8_lossy(&text[..got]);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    drip.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_gigabytes_are_refused_before_they_come() {
    let (_served, address, _stop) = hasty(Limits::default()).await;
    let head = |path: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: node.test\r\nContent-Length: 2147483648\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
    };
    for (path, kind) in [("/import", "text/html"), ("/api/v1/import", "application/problem+json")] {
        let answer = send(address, head(path).as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        assert!(answer.contains(kind), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_form_is_cut_off_where_it_is_too_large() {
    let (_served, address, _stop) = hasty(Limits::default()).await;
    let mut request = b"POST /login HTTP/1.1\r\nHost: node.test\r\nTransfer-Encoding: chunked\r\n\
                        Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        .to_vec();
    for _ in 0..64 {
        request.extend_from_slice(b"4000\r\n");
        request.extend_from_slice(&[b'a'; 0x4000]);
        request.extend_from_slice(b"\r\n");
    }
    let answer = send(address, &request).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_only_wait_make_room_for_others() {
    let (_served, address, _stop) = hasty(Limits { connections: 8, ..Limits::default() }).await;
    let mut waiting = Vec::new();
    for _ in 0..40 {
        waiting.push(TcpStream::connect(address).await.expect("connected"));
    }
    for _ in 0..20 {
        let answer = timeout(Duration::from_secs(5), send(address, ASK)).await.expect("in time");
        assert!(answer.ends_with("ok\n"), "{answer}");
    }
    // the oldest had to go
    let mut byte = [0];
    assert_eq!(
        timeout(Duration::from_secs(5), waiting[0].read(&mut byte)).await.expect("in time").unwrap_or(0),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_serves_one_request_after_another() {
    let (_served, address, _stop) = hasty(Limits { connections: 1, ..Limits::default() }).await;
    let mut stream = TcpStream::connect(address).await.expect("connected");
    for _ in 0..3 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: node.test\r\n\r\n").await.expect("sent");
        let mut text = Vec::new();
        while !text.ends_with(b"ok\n") {
            let got = stream.read_buf(&mut text).await.expect("read");
            assert_ne!(got, 0, "it stays open: {}", String::from_utf8_lossy(&text));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_told_how_much_it_may_ask() {
    let limits = Limits { requests: 3, ..Limits::default() };
    let served = Served::with(Options { limits, ..Options::default() }).await;
    let mut agency = served.operator("agency").await;
    let mut one = program(&served, &mut agency, &["read"]).await;
    for left in [2, 1, 0] {
        let answer = one.get("/api/v1/findings").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["ratelimit-policy"], "\"token\";q=3;w=60");
        let line = answer.headers["ratelimit"].to_str().expect("text");
        assert!(line.starts_with(&format!("\"token\";r={left};t=")), "{line}");
    }
    let refused = one.get("/api/v1/findings").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers["retry-after"], "20");
    assert_eq!(refused.headers["ratelimit"], "\"token\";r=0;t=60");
    assert!(refused.text.contains("\"code\":\"too-many\""), "{}", refused.text);
    let mut other = program(&served, &mut agency, &["read"]).await;
    assert_eq!(other.get("/api/v1/findings").await.status, StatusCode::OK, "each token has its own");
    assert_eq!(agency.get("/findings").await.status, StatusCode::OK, "pages aren't counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_it_ends_what_was_begun_is_answered() {
    let (_served, address, stop) = hasty(Limits::default()).await;
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let body = "handle=nobody&password=wrong&csrf=x";
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: node.test\r\nContent-Length: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Cookie: comity-form=x\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(&body.as_bytes()[..10]).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send(()).expect("it listens");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(address).await.is_err(), "nothing new is taken");
    stream.write_all(&body.as_bytes()[10..]).await.expect("sent");
    let answer = read(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}

/// Sends JSON with a key.
async fn keyed(program: &mut Browser, path: &str, key: &str, value: &serde_json::Value) -> Answer {
    program.headers.insert("idempotency-key", key.to_owned());
    let answer = program.json(path, value).await;
    program.headers.remove("idempotency-key");
    answer
}

fn read_json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A node with findings, a program that may do all, and one finding.
async fn with_findings() -> (Served, Browser, Browser, String) {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    agency.import(&served, "plan.csv", crate::story::RECORDS, "TLP:GREEN").await;
    let mut program = program(&served, &mut agency, &["read", "write", "import"]).await;
    let page = read_json(&program.get("/api/v1/findings").await.text);
    let finding = page["findings"][0]["id"].as_str().expect("a finding").to_owned();
    (served, agency, program, finding)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_has_already_isnt_sent_again() {
    let (_served, _agency, mut program, finding) = with_findings().await;
    for path in [
        "/api/v1/findings",
        "/api/v1/records",
        "/api/v1/openapi.json",
        &format!("/api/v1/findings/{finding}"),
    ] {
        let first = program.get(path).await;
        let tag = first.headers["etag"].to_str().expect("text").to_owned();
        assert!(tag.starts_with('"'), "a strong tag: {tag}");
        assert_eq!(first.headers["cache-control"], "private, no-cache");
        program.headers.insert("if-none-match", format!("\"other\", {tag}"));
        let again = program.get(path).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
        assert_eq!(again.headers["etag"], tag);
        program.headers.insert("if-none-match", "\"other\"".to_owned());
        assert_eq!(program.get(path).await.status, StatusCode::OK);
        program.headers.remove("if-none-match");
    }
    let one = format!("/api/v1/findings/{finding}");
    let before = program.get(&one).await.headers["etag"].clone();
    program.json(&format!("{one}/verdicts"), &json!({ "answer": "confirm" })).await;
    assert_ne!(program.get(&one).await.headers["etag"], before, "a verdict changes it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_seen_another_state_changes_nothing() {
    let (_served, _agency, mut program, finding) = with_findings().await;
    let one = format!("/api/v1/findings/{finding}");
    let tag = program.get(&one).await.headers["etag"].to_str().expect("text").to_owned();
    let verdict = format!("{one}/verdicts");
    program.headers.insert("if-match", tag);
    let first = program.json(&verdict, &json!({ "answer": "confirm" })).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let second = program.json(&verdict, &json!({ "answer": "reject" })).await;
    assert_eq!(second.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(read_json(&second.text)["code"], "changed");
    program.headers.remove("if-match");
    let verdicts = read_json(&program.get(&one).await.text)["verdicts"].clone();
    assert_eq!(verdicts.as_array().map(Vec::len), Some(1), "{verdicts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_sent_twice_is_done_once() {
    let (served, mut agency, mut one, finding) = with_findings().await;
    let verdict = format!("/api/v1/findings/{finding}/verdicts");
    let confirm = json!({ "answer": "confirm", "reason": "seen" });
    let first = keyed(&mut one, &verdict, "k-1", &confirm).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let again = keyed(&mut one, &verdict, "k-1", &confirm).await;
    assert_eq!((again.status, &again.text), (StatusCode::OK, &first.text));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let verdicts = read_json(&one.get(&format!("/api/v1/findings/{finding}")).await.text)["verdicts"].clone();
    assert_eq!(verdicts.as_array().map(Vec::len), Some(1), "{verdicts}");
    let other = keyed(&mut one, &verdict, "k-1", &json!({ "answer": "reject" })).await;
    assert_eq!((other.status.as_u16(), read_json(&other.text)["code"].as_str()), (422, Some("key-used")));
    // what was refused wasn't done: the key is free again
    let wrong = keyed(&mut one, &verdict, "k-2", &json!({ "answer": "maybe" })).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert_eq!(keyed(&mut one, &verdict, "k-2", &confirm).await.status, StatusCode::OK);
    let long = keyed(&mut one, &verdict, &"k".repeat(201), &confirm).await;
    assert_eq!(long.status.as_u16(), 422);

    // a key is its user's own
    let mut neighbour = served.user(&mut agency, "nadia", "agency", "desk-officer").await;
    let mut theirs = program(&served, &mut neighbour, &["read", "write"]).await;
    let answer = keyed(&mut theirs, &verdict, "k-1", &json!({ "answer": "unsure" })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);

    // a file, whatever its form's boundary
    let records = crate::story::RECORDS.as_bytes();
    one.headers.insert("idempotency-key", "k-3".to_owned());
    let first = one.file("/api/v1/import", "", "more.csv", records).await;
    let again = one.file("/api/v1/import", "", "more.csv", records).await;
    assert_eq!((first.status, &first.text), (StatusCode::ACCEPTED, &again.text));
    assert_eq!(first.place(), again.place(), "where to ask is told again");
    let other = one.file("/api/v1/import", "", "more.csv", b"id,title\nX,other\n").await;
    assert_eq!(read_json(&other.text)["code"], "key-used");
}

/// Of everything that a POST makes there is one, though it came twice, and its answer is the same.
#[tokio::test(flavor = "multi_thread")]
async fn every_post_takes_a_key() {
    let (served, mut agency, mut one, finding) = with_findings().await;
    let records = read_json(&one.get("/api/v1/records?q=school").await.text);
    let record = records["records"][0]["id"].as_str().expect("an id").to_owned();
    let made = [
        ("/api/v1/views", json!({ "name": "Border", "query": "view=map" }), StatusCode::CREATED),
        ("/api/v1/desks", json!({ "party": "agency", "name": "Borders" }), StatusCode::OK),
        (
            "/api/v1/verdicts",
            json!({ "findings": [finding], "answer": "unsure", "reason": "x" }),
            StatusCode::OK,
        ),
        (
            &format!("/api/v1/findings/{finding}/outcomes"),
            json!({ "what": "proceed", "reason": "x" }),
            StatusCode::OK,
        ),
        (
            &format!("/api/v1/records/{record}/links"),
            json!({ "what": "apart", "other": "A-1", "reason": "x" }),
            StatusCode::OK,
        ),
        (
            "/api/v1/filings",
            json!({ "plan": { "title": "A course", "start": "2027-05-01", "end": "2027-05-20" } }),
            StatusCode::OK,
        ),
    ];
    for (n, (path, body, status)) in made.iter().enumerate() {
        let key = format!("made-{n}");
        let first = keyed(&mut one, path, &key, body).await;
        assert_eq!(first.status, *status, "{path}: {}", first.text);
        assert!(!first.headers.contains_key("idempotency-replayed"));
        let again = keyed(&mut one, path, &key, body).await;
        assert_eq!((again.status, &again.text), (*status, &first.text), "{path}");
        assert_eq!(again.headers["idempotency-replayed"], "true", "{path}");
    }
    let views = read_json(&one.get("/api/v1/views").await.text);
    assert_eq!(views.as_array().map(Vec::len), Some(1));
    let filings = read_json(&one.get("/api/v1/filings").await.text);
    assert_eq!(filings["filings"].as_array().map(Vec::len), Some(1));
    // an answer without a body
    let filing = filings["filings"][0]["id"].as_str().expect("an id");
    let withdraw = format!("/api/v1/filings/{filing}/withdraw");
    for _ in 0..2 {
        let gone = keyed(&mut one, &withdraw, "gone", &json!({ "reason": "off" })).await;
        assert_eq!((gone.status, gone.text.as_str()), (StatusCode::NO_CONTENT, ""));
    }
    // a file that is no import
    let mut operator = program(&served, &mut agency, &["read", "write"]).await;
    operator.headers.insert("idempotency-key", "places".to_owned());
    let fields = [("part", "places"), ("source", "Survey, 2005"), ("licence", "CC BY 4.0")];
    let places: &[(&str, &[u8])] =
        &[("valleys.csv", b"id,level,name,names,parent,points\nlocal:k,named,Kuhdara,,iso2:TJ,38.1 68.2\n")];
    let sent = operator.fields_and_files("/api/v1/reference", &fields, places).await;
    let again = operator.fields_and_files("/api/v1/reference", &fields, places).await;
    assert_eq!((sent.status, sent.place()), (StatusCode::CREATED, again.place()), "{}", sent.text);
    assert_eq!(again.headers["idempotency-replayed"], "true");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_names_its_request_and_a_cursor_must_be_one() {
    let (_served, _agency, mut program, _) = with_findings().await;
    for path in ["/api/v1/findings?after=x", "/api/v1/records?after=x"] {
        let problem = program.get(path).await;
        assert_eq!(problem.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let json = read_json(&problem.text);
        assert_eq!(json["code"], "input");
        assert_eq!(problem.headers["x-request-id"].to_str().ok(), json["request"].as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_for_this_machine_and_for_tokens_that_are_good_for_them() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    agency.get("/activities").await;
    let mut here = served.browser();
    let figures = here.get("/metrics").await;
    assert_eq!(figures.status, StatusCode::OK);
    let kind = figures.headers["content-type"].to_str().expect("text");
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    for line in [
        "comity_requests_total{method=\"GET\",route=\"/activities\",status=\"200\"} 1",
        "comity_requests_total{method=\"POST\",route=\"/link/{secret}\",status=\"303\"} 1",
        "comity_database_connections{pool=\"write\",state=\"busy\"} 0",
        "comity_log_entries ",
        "comity_request_duration_seconds_bucket{le=\"0.5\",route=\"/activities\"} ",
        "comity_database_changes{change=\"log in\",outcome=\"committed\"} 1",
        "# EOF",
    ] {
        assert!(figures.text.contains(line), "{line} in\n{}", figures.text);
    }
    assert!(!figures.text.contains("agency") && !figures.text.contains("olga"), "nobody is named");
    // handed on by a proxy on this machine, it comes from elsewhere
    here.headers.insert("x-forwarded-for", "192.0.2.1".to_owned());
    assert_eq!(here.get("/metrics").await.status, StatusCode::NOT_FOUND);
    let mut reader = program(&served, &mut agency, &["read"]).await;
    reader.headers.insert("x-forwarded-for", "192.0.2.1".to_owned());
    assert_eq!(reader.get("/metrics").await.status, StatusCode::NOT_FOUND);
    let mut watcher = program(&served, &mut agency, &["metrics"]).await;
    watcher.headers.insert("x-forwarded-for", "192.0.2.1".to_owned());
    assert_eq!(watcher.get("/metrics").await.status, StatusCode::OK);
    assert_eq!(
        watcher.get("/api/v1/records").await.status,
        StatusCode::FORBIDDEN,
        "it is good for nothing else"
    );
}
