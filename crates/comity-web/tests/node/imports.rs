//! Files on their way to an import: several at once, stopped, cut off by an end of the server, and files that nobody should have sent.

use axum::http::StatusCode;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::api::{program, read};
use crate::browser::{Browser, Served, between};
use crate::story::RECORDS;

async fn sent(browser: &mut Browser, files: &[(&str, &[u8])]) -> String {
    let page = browser.get("/import").await;
    let csrf = page.csrf().to_owned();
    let sent = browser.files("/import", &csrf, files).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    sent.place().to_owned()
}

/// What the page says of one file, once it is read.
async fn told(served: &Served, browser: &mut Browser, name: &str, bytes: &[u8]) -> String {
    let place = sent(browser, &[(name, bytes)]).await;
    served.work().await;
    let page = browser.get(&place).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.text
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_are_one_import_and_wait_on_the_page() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let (head, rest) = RECORDS.split_once('\n').expect("lines");
    let halves: Vec<String> = rest.lines().map(|line| format!("{head}\n{line}\n")).take(2).collect();
    let files = [("a.csv", halves[0].as_bytes()), ("a.csv", halves[1].as_bytes())];
    let place = sent(&mut operator, &files).await;
    let page = operator.get(&place).await;
    assert!(
        page.text.contains("The files wait to be read.") && page.text.contains("data-delivery"),
        "{}",
        page.text
    );
    assert!(
        operator.get("/import").await.text.contains("a.csv, a (2).csv</a>"),
        "they wait on the page of imports"
    );
    served.work().await;
    let preview = operator.get(&place).await;
    assert!(preview.text.contains("2 activities were read."), "{}", preview.text);
    assert!(preview.text.contains(">a (2).csv</th>"), "each is a source");
    let events = operator.get(&format!("{place}/events")).await;
    assert!(
        events.text.contains("event: delivery") && events.text.contains("\"ended\":true"),
        "{}",
        events.text
    );
    // another user of the same party knows nothing of it
    let mut other = served.user(&mut operator, "omar", "agency", "desk-officer").await;
    for path in [place.clone(), format!("{place}/events")] {
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_changes_nothing() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let place = sent(&mut operator, &[("plan.csv", RECORDS.as_bytes())]).await;
    let page = operator.get(&place).await;
    let stopped = operator.post(&page, &format!("{place}/stop"), &[]).await;
    assert!(operator.get(stopped.place()).await.text.contains("Stopped. Nothing was changed."));
    served.work().await;
    assert!(operator.get(&place).await.text.contains("Stopped. Nothing was changed."));
    assert_eq!(operator.post(&page, &place, &[("tlp", "")]).await.status, StatusCode::CONFLICT);
    assert!(operator.get("/activities").await.text.contains("No records yet."));
    // and what was read is forgotten as well
    let place = sent(&mut operator, &[("plan.csv", RECORDS.as_bytes())]).await;
    served.work().await;
    operator.post(&page, &format!("{place}/stop"), &[]).await;
    assert_eq!(operator.post(&page, &place, &[("tlp", "")]).await.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_of_the_server_loses_no_step() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let place = sent(&mut operator, &[("plan.csv", RECORDS.as_bytes())]).await;
    let served = served.again(&mut [&mut operator]).await;
    served.work().await;
    let preview = operator.get(&place).await;
    assert!(preview.text.contains("13 activities were read."), "{}", preview.text);
    operator.post(&preview, &place, &[("tlp", "TLP:GREEN")]).await;
    let served = served.again(&mut [&mut operator]).await;
    assert!(operator.get(&place).await.text.contains("The import waits to be applied."));
    served.work().await;
    let applied = operator.get(&place).await;
    let done = operator.get(applied.place()).await;
    assert!(done.text.contains("<dt>new</dt><dd>13</dd>"), "{}", done.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_files_are_told_where_and_why_and_limits_hold() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let bomb: Vec<u8> = b"name,place\n".iter().copied().chain(std::iter::repeat_n(b'\n', 80 << 20)).collect();
    let bomb = zstd::encode_all(bomb.as_slice(), 1).expect("packed");
    let told_bomb = told(&served, &mut operator, "bomb.zst", &bomb).await;
    assert!(told_bomb.contains("as a bomb does") && told_bomb.contains("bomb.zst:"), "{told_bomb}");
    assert!(told(&served, &mut operator, "empty.csv", b"").await.contains("<td>empty.csv"));
    let rubbish: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let told_rubbish = told(&served, &mut operator, "photo.jpg", &rubbish).await;
    assert!(told_rubbish.contains("<td>photo.jpg"), "{told_rubbish}");
    // Windows-1251 without a word about it: read, and said
    let cyrillic =
        [b"title,start date\n".as_slice(), &[0xd3, 0xf7, 0xe5, 0xed, 0xe8, 0xff], b",2026-05-01\n"].concat();
    let told_cyrillic = told(&served, &mut operator, "plan.csv", &cyrillic).await;
    assert!(told_cyrillic.contains("UTF-8") && told_cyrillic.contains("<td>plan.csv"), "{told_cyrillic}");
    assert!(operator.get("/activities").await.text.contains("No records yet."));
    let many: Vec<(String, &[u8])> =
        (0..21).map(|n| (format!("{n}.csv"), b"title\nx\n".as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let page = operator.get("/import").await;
    let refused = operator.files("/import", page.csrf(), &many).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = operator.files("/import", page.csrf(), &[("", b"")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_looks_first_and_stops_what_it_began() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut importer = program(&served, &mut agency, &["import"]).await;
    let looked = importer.file("/api/v1/import?preview=true", "", "plan.csv", RECORDS.as_bytes()).await;
    assert_eq!((looked.status, &read(&looked.text)["state"]), (StatusCode::ACCEPTED, &json!("waiting")));
    let place = looked.place().to_owned();
    served.work().await;
    let preview = read(&importer.get(&place).await.text);
    assert_eq!((&preview["state"], &preview["report"]["created"]), (&json!("read"), &json!(13)));
    let applied = importer.json(&format!("{place}?label=TLP:GREEN"), &json!(null)).await;
    assert_eq!(applied.status, StatusCode::ACCEPTED, "{}", applied.text);
    served.work().await;
    assert_eq!(read(&importer.get(&place).await.text)["state"], "applied");
    assert_eq!(importer.json(&place, &json!(null)).await.status, StatusCode::CONFLICT, "once");

    let again = importer.file("/api/v1/import", "", "plan.csv", RECORDS.as_bytes()).await;
    let stopped = importer.delete(again.place()).await;
    assert_eq!(read(&stopped.text)["state"], "stopped", "{}", stopped.text);
    let mut reader = program(&served, &mut agency, &["read"]).await;
    assert_eq!(reader.get(&place).await.status, StatusCode::FORBIDDEN);
}

/// Whatever is sent, an answer comes, it is a page, and nothing is seen before someone says so.
#[test]
fn any_bytes_are_read_or_told_of() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let (served, operator) = runtime.block_on(async {
        let served = Served::new().await;
        let operator = served.operator("agency").await;
        (served, operator)
    });
    let heads = [
        "",
        "title,start\n",
        "{\"type\":\"FeatureCollection\",",
        "<iati-activities>",
        "PK\u{3}\u{4}",
        "BEGIN:VCALENDAR\n",
    ];
    let bytes =
        (prop::sample::select(heads.to_vec()), prop::collection::vec(any::<u8>(), 0..300), "[ -~]{0,30}");
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&bytes, |(head, bytes, name)| {
            let sent = [head.as_bytes(), &bytes].concat();
            let (mut operator, name) = (operator.clone(), name.replace(['"', '\\', '/'], ""));
            runtime.block_on(async {
                let page = told(&served, &mut operator, &format!("x{name}"), &sent).await;
                assert!(page.contains("Nothing is changed yet."), "{page}");
                assert!(operator.get("/activities").await.text.contains("No records yet."));
            });
            Ok(())
        })
        .expect("holds for all");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_the_right_meanwhile_imports_nothing() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let mut desk = served.user(&mut operator, "dara", "agency", "desk-officer").await;
    let place = sent(&mut desk, &[("plan.csv", RECORDS.as_bytes())]).await;
    served.work().await;
    let preview = desk.get(&place).await;
    desk.post(&preview, &place, &[("tlp", "")]).await;
    let users = operator.get("/users").await;
    let row = users.text.split("<tr>").find(|row| row.contains(">dara")).expect("a row");
    let id = between(row, "action=\"/users/", "\"").to_owned();
    operator.post(&users, &format!("/users/{id}/enable"), &[("enabled", "false")]).await;
    served.work().await;
    assert!(operator.get("/activities").await.text.contains("No records yet."));
}
