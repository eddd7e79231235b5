//! Programs with tokens.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::browser::{Browser, Served, between};
use crate::story::RECORDS;

/// A program with a token of the browser's user.
pub async fn program(served: &Served, browser: &mut Browser, scopes: &[&str]) -> Browser {
    let page = browser.get("/me").await;
    let mut form = vec![("name", "test"), ("days", "30")];
    form.extend(scopes.iter().map(|scope| (*scope, "on")));
    let made = browser.post(&page, "/me/tokens", &form).await;
    let token = between(&made.text, "<code class=\"secret\">", "<");
    assert!(!token.is_empty(), "{}", made.text);
    let mut program = served.browser();
    program.headers.insert("authorization", format!("Bearer {token}"));
    program
}

pub fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_imports_finds_checks_and_answers() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut program = program(&served, &mut agency, &["read", "write", "import"]).await;
    let imported = program.file("/api/v1/import?label=TLP:GREEN", "", "plan.csv", RECORDS.as_bytes()).await;
    assert_eq!(imported.status, StatusCode::ACCEPTED, "{}", imported.text);
    served.work().await;
    let import = read(&program.get(imported.place()).await.text);
    assert_eq!((&import["state"], &import["report"]["created"]), (&json!("applied"), &json!(13)));

    let records = read(&program.get("/api/v1/records?q=school").await.text);
    assert_eq!(records["records"][0]["own_id"], "F-0");
    assert_eq!(records["records"][0]["tlp"], "TLP:GREEN");
    let id = records["records"][0]["id"].as_str().expect("an id").to_owned();
    let record = read(&program.get(&format!("/api/v1/records/{id}")).await.text);
    assert_eq!(record["versions"][0]["account"]["activity"]["id"], "F-0");
    let page = read(&program.get("/api/v1/records?size=10&sort=title").await.text);
    let next = page["next"].as_str().expect("more").to_owned();
    let rest = read(&program.get(&format!("/api/v1/records?size=10&sort=title&after={next}")).await.text);
    assert_eq!(rest["records"].as_array().map(Vec::len), Some(3));
    assert_eq!(rest.get("next"), None);

    let findings = read(&program.get("/api/v1/findings").await.text);
    let finding = findings["findings"][0]["id"].as_str().expect("a finding").to_owned();
    assert!(findings["findings"][0]["content"]["sentence"].is_string());
    let verdict =
        program.json(&format!("/api/v1/findings/{finding}/verdicts"), &json!({ "answer": "reject" })).await;
    assert_eq!(read(&verdict.text)["verdicts"][0]["answer"], "reject", "{}", verdict.text);

    let plan = json!({ "title": "Border guard training in Khorog", "start": "2026-05-01", "end": "2026-05-20", "place": "Tajikistan" });
    let checked = read(&program.json("/api/v1/check", &plan).await.text);
    assert_eq!((&checked["against"], checked["with_conflict"].is_boolean()), (&json!(13), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_its_scope_alone_and_ends() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut reader = program(&served, &mut agency, &["read"]).await;
    assert_eq!(reader.get("/api/v1/findings").await.status, StatusCode::OK);
    let refused = reader.file("/api/v1/import", "", "plan.csv", RECORDS.as_bytes()).await;
    assert_eq!(
        (refused.status, read(&refused.text)["code"].as_str()),
        (StatusCode::FORBIDDEN, Some("denied"))
    );
    // a session is no token, a token is no session
    assert_eq!(agency.get("/api/v1/findings").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(reader.get("/findings").await.status, StatusCode::SEE_OTHER);
    let page = agency.get("/me").await;
    let id = between(&page.text, "action=\"/me/tokens/", "/end").to_owned();
    agency.post(&page, &format!("/me/tokens/{id}/end"), &[]).await;
    assert_eq!(reader.get("/api/v1/findings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_problems_with_codes() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut program = program(&served, &mut agency, &["read", "write"]).await;
    for (path, status, code) in [
        ("/api/v1/findings?kind=picnic", 422, "input"),
        ("/api/v1/records?from=2026-02-30", 422, "input"),
        ("/api/v1/records/no-id", 404, "absent"),
        ("/api/v1/findings/01a20e9b-0000-7000-8000-000000000000", 404, "absent"),
        ("/api/v1/nothing", 404, "absent"),
        ("/api/v1/check", 405, "method"),
    ] {
        let answer = program.get(path).await;
        let problem = read(&answer.text);
        assert_eq!((answer.status.as_u16(), problem["code"].as_str()), (status, Some(code)), "{path}");
    }
    let answer = program.json("/api/v1/check", &json!({ "title": "x", "colour": "red" })).await;
    assert_eq!(read(&answer.text)["code"], "input", "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_sees_no_more_than_its_user() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    agency.import(&served, "plan.csv", RECORDS, "TLP:AMBER+STRICT").await;
    let id = between(&agency.get("/activities").await.text, "href=\"/records/", "\"").to_owned();
    let mut neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    let mut theirs = program(&served, &mut neighbour, &["read", "write"]).await;
    assert_eq!(read(&theirs.get("/api/v1/records").await.text)["records"], json!([]));
    assert_eq!(read(&theirs.get("/api/v1/findings").await.text)["findings"], json!([]));
    assert_eq!(theirs.get(&format!("/api/v1/records/{id}")).await.status, StatusCode::NOT_FOUND);
}
