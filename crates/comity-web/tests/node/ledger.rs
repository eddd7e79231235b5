//! Looking into the ledger: by kind, person, record, party and day; the filtered entries as a table.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::api::{program, read};
use crate::browser::{Browser, Served, between};
use crate::story::RECORDS;

/// A node whose record of `agency` was read by `neighbour`, and an auditor.
async fn read_by_another() -> (Served, Browser, Browser, String) {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let auditor = served.user(&mut agency, "aigul", "", "auditor").await;
    let mut neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    agency.import(&served, "plan.csv", RECORDS, "TLP:GREEN").await;
    let list = neighbour.get("/activities?q=school").await;
    let record = between(&list.text, "href=\"/records/", "\"").to_owned();
    assert_eq!(neighbour.get(&format!("/records/{record}")).await.status, StatusCode::OK);
    (served, agency, auditor, record)
}

/// How many entries a page shows.
fn entries(page: &str) -> usize {
    page.matches("<th scope=\"row\" class=\"number\">").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_filtered_by_an_address_that_can_be_kept() {
    let (served, mut agency, mut auditor, record) = read_by_another().await;
    let shown = auditor.get("/ledger?to=neighbour").await.text;
    assert_eq!(entries(&shown), 1, "{shown}");
    assert!(shown.contains("disclosure") && shown.contains(&record) && shown.contains("value=\"neighbour\""));
    let both = auditor.get("/ledger?kind=disclosed&kind=imported").await.text;
    assert_eq!(entries(&both), 2, "{both}");
    assert_eq!(both.matches("\" checked").count(), 2);
    assert_eq!(auditor.get("/ledger?kind=disclosed,imported").await.text.matches("\" checked").count(), 2);
    let about = auditor.get(&format!("/ledger?about={record}")).await.text;
    assert_eq!(entries(&about), 1, "{about}");
    let plain = about.replace("&#38;", "&").replace("&amp;", "&");
    assert!(
        plain.contains("<a href=\"/ledger?person=nadia&about="),
        "the hand leads to what it did: {about}"
    );
    let theirs = auditor.get("/ledger?person=NADIA&from=2026-03-12&until=2026-03-12").await.text;
    assert!(entries(&theirs) >= 3, "made, logged in, disclosed: {theirs}");
    assert!(auditor.get("/ledger?until=2026-03-11").await.text.contains("No entry fits."));
    for wrong in ["kind=picnic", "about=7", "from=2026-02-30"] {
        assert_eq!(
            auditor.get(&format!("/ledger?{wrong}")).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{wrong}"
        );
    }
    // who may not read the ledger is offered no way to it
    let mut desk = served.user(&mut agency, "dara", "agency", "desk-officer").await;
    let page = desk.get(&format!("/records/{record}")).await.text;
    assert!(page.contains("/disclosures") && !page.contains("/ledger?"), "{page}");
    assert_eq!(desk.get(&format!("/ledger?about={record}")).await.status, StatusCode::FORBIDDEN);
    // who reads it is led there from records and users
    let page = agency.get(&format!("/records/{record}")).await.text;
    assert!(page.contains(&format!("href=\"/ledger?about={record}\"")), "{page}");
    assert!(agency.get("/users").await.text.contains("href=\"/ledger?person=nadia\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn filtered_entries_are_taken_along_as_a_table_that_the_ledger_knows_of() {
    let (served, mut agency, mut auditor, record) = read_by_another().await;
    let page = auditor.get("/ledger?to=neighbour").await;
    let query = between(&page.text, "name=\"query\" value=\"", "\"");
    let table = auditor.post(&page, "/ledger/lines", &[("query", query)]).await;
    assert_eq!(table.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let lines: Vec<&str> = table.text.lines().collect();
    assert_eq!(lines.len(), 2, "{}", table.text);
    assert!(lines[0].starts_with("number,time,entry,what,by,about,party,record,version,"));
    assert!(lines[1].contains(&format!(",disclosed,record,nadia,,,{record},1,")), "{}", lines[1]);
    assert!(lines[1].ends_with(",neighbour,,TLP:GREEN,,see-community,"), "{}", lines[1]);
    let taken = auditor.get("/ledger?kind=exported").await.text;
    assert!(taken.contains("comity-ledger-lines"), "{taken}");
    let mut desk = served.user(&mut agency, "dara", "agency", "desk-officer").await;
    let page = desk.get("/me").await;
    assert_eq!(desk.post(&page, "/ledger/lines", &[("query", "")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_look_into_the_ledger() {
    let (served, mut agency, mut auditor, record) = read_by_another().await;
    let mut reader = program(&served, &mut auditor, &["read"]).await;
    let found: Value = read(&reader.get("/api/v1/ledger?kind=disclosed&to=neighbour").await.text);
    let entry = &found["entries"][0];
    assert_eq!((&entry["by"], &entry["event"]["of"]["record"]), (&json!("nadia"), &json!(record)));
    assert_eq!(found["entries"].as_array().map(Vec::len), Some(1));
    let number = entry["number"].as_u64().expect("a number");
    let before = reader.get(&format!("/api/v1/ledger?kind=disclosed&before={number}")).await;
    assert_eq!(read(&before.text)["entries"], json!([]));
    let table = reader.get(&format!("/api/v1/ledger/lines?about={record}")).await;
    assert_eq!(table.text.lines().count(), 2, "{}", table.text);
    let wrong = reader.get("/api/v1/ledger?about=school").await;
    assert_eq!(read(&wrong.text)["code"], "input");
    let mut dara = served.user(&mut agency, "dara", "agency", "desk-officer").await;
    let mut desk = program(&served, &mut dara, &["read"]).await;
    for path in ["/api/v1/ledger", "/api/v1/ledger/lines"] {
        assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
