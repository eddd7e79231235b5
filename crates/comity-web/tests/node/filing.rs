//! Plans filed before they begin: in time or late, with the conflicts that they open, and taken back.

use axum::http::StatusCode;
use serde_json::json;

use crate::api::program;
use crate::browser::{Served, between};
use crate::story::RECORDS;
use crate::work::{Stage, read, stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_checked_plan_is_filed_and_its_conflict_comes_to_the_desks() {
    let Stage { served, mut agency, mut neighbour, mut third, .. } = stage().await;
    // the clock stands at 12 March: a plan of 1 June is in time, one of 20 March late
    let plan = [
        ("title", "Cadet course"),
        ("kind", "training"),
        ("start", "2026-06-01"),
        ("end", "2026-06-20"),
        ("place", "Tajikistan"),
        ("asset", "Khorog training centre"),
    ];
    let query: Vec<String> =
        plan.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    let checked = agency.get(&format!("/check?{}", query.join("&"))).await;
    assert!(checked.text.contains("In time: it is due by 2 May 2026."), "{}", checked.text);
    let filed = agency.post(&checked, "/filings", &[&plan[..], &[("tlp", "TLP:GREEN")]].concat()).await;
    assert_eq!(filed.place(), "/filings?done=filed", "{}", filed.text);
    while served.node.work_once().await.expect("worked") {}
    let list = agency.get(filed.place()).await;
    assert!(
        list.text.contains("This is not an approval.") && list.text.contains("Cadet course"),
        "{}",
        list.text
    );
    let found = neighbour.get("/findings?kind=conflict&whose=desk").await;
    assert!(found.text.contains("Cadet course"), "it has come to the other desk: {}", found.text);
    assert!(
        neighbour.get("/").await.text.contains("due 17 Apr 2026"),
        "two weeks before the earlier of the two"
    );

    let late: Vec<(&str, &str)> = plan
        .iter()
        .map(|(name, value)| (*name, if *name == "start" { "2026-03-20" } else { *value }))
        .collect();
    let refused = agency.post(&checked, "/filings", &late).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for");
    for superior in ["nadia", "olga", "nobody"] {
        let waived = [&late[..], &[("reason", "a flood"), ("superior", superior)]].concat();
        assert_eq!(
            agency.post(&checked, "/filings", &waived).await.status,
            StatusCode::CONFLICT,
            "{superior}"
        );
    }
    assert!(!agency.get("/activities?q=cadet").await.text.contains("2 activities"), "nothing was put in");
    let mut head = served.user(&mut agency, "head", "agency", "desk-officer").await;
    let waived = [&late[..], &[("reason", "a flood"), ("superior", "head")]].concat();
    assert_eq!(agency.post(&checked, "/filings", &waived).await.place(), "/filings?done=filed-late");
    let list = head.get("/filings").await;
    assert!(list.text.contains("lead time waived by head – a flood"), "{}", list.text);
    assert!(!third.get("/filings").await.text.contains("Cadet course"), "others' filings aren't listed");
    let withdraw = between(&list.text, "action=\"/filings/", "\"").to_owned();
    let foreign = third.get("/filings").await;
    let path = format!("/filings/{withdraw}");
    assert_eq!(third.post(&foreign, &path, &[("reason", "x")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(head.post(&list, &path, &[("reason", "")]).await.status, StatusCode::CONFLICT);
    let withdrawn = head.post(&list, &path, &[("reason", "the flood is over")]).await;
    assert_eq!(withdrawn.place(), "/filings?done=filing-withdrawn", "{}", withdrawn.text);
    let list = agency.get("/filings").await;
    assert!(
        list.text.contains("the flood is over") && list.text.contains("a plan that is withdrawn"),
        "{}",
        list.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_a_record_is_filed_by_its_day() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let header = RECORDS.lines().next().expect("a header");
    let file = format!(
        "{header},status\nP-1,Spring course,training,2026-04-02,2026-04-20,Tajikistan,education,OSCE,,planned\n"
    );
    agency.import(&served, "plan.csv", &file, "").await;
    let home = agency.get("/").await;
    assert!(
        home.text.contains("Plans to be filed") && home.text.contains("due over"),
        "it is late: {}",
        home.text
    );
    // one who writes the rules changes them; others don't see the form
    let mut desk = served.user(&mut agency, "dara", "agency", "desk-officer").await;
    let page = desk.get("/filings").await;
    assert!(!page.text.contains("/settings/days"));
    let days = [("name", "lead-days"), ("days", "7")];
    assert_eq!(desk.post(&page, "/settings/days", &days).await.status, StatusCode::FORBIDDEN);
    let mut legal = served.user(&mut agency, "lev", "agency", "legal-officer").await;
    let page = legal.get("/filings").await;
    assert_eq!(legal.post(&page, "/settings/days", &days).await.place(), "/filings?done=changed");
    let page = agency.get("/filings").await;
    assert!(page.text.contains("at least 7 days before") && !page.text.contains("due over"), "{}", page.text);
    let record = between(&page.text, "action=\"/records/", "/file").to_owned();
    let filed = agency.post(&page, &format!("/records/{record}/file"), &[("reason", "")]).await;
    assert_eq!(filed.place(), "/filings?done=filed");
    assert!(!agency.get("/").await.text.contains("Plans to be filed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_file_and_withdraw() {
    let Stage { served, mut agency, mut third, .. } = stage().await;
    let mut ours = program(&served, &mut agency, &["read", "write"]).await;
    let mut theirs = program(&served, &mut third, &["read", "write"]).await;
    let plan = |start: &str| json!({ "title": "Cadet course", "kind": "training", "start": start });
    let late = ours.json("/api/v1/filings", &json!({ "plan": plan("2026-03-20") })).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text);
    let filed = read(
        &ours.json("/api/v1/filings", &json!({ "plan": plan("2026-03-20"), "reason": "a flood" })).await,
    );
    assert_eq!(filed["late"], true);
    let nameless =
        ours.json("/api/v1/filings", &json!({ "plan": { "title": "", "start": "2026-06-01" } })).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let list = read(&ours.get("/api/v1/filings").await);
    assert_eq!((&list["lead_days"], &list["filings"][0]["record"]), (&json!(30), &filed["record"]));
    assert_eq!(read(&theirs.get("/api/v1/filings").await)["filings"], json!([]));
    let path = format!("/api/v1/filings/{}/withdraw", list["filings"][0]["id"].as_str().expect("an id"));
    assert_eq!(theirs.json(&path, &json!({ "reason": "x" })).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ours.json(&path, &json!({ "reason": "over" })).await.status, StatusCode::NO_CONTENT);
    assert!(read(&ours.get("/api/v1/filings").await)["filings"][0]["withdrawn_at"].is_string());
}
