//! Many findings at once: bulk answers and their way back, what answers teach the order, pages that go on.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::api::program;
use crate::browser::{Served, between};
use crate::story::RECORDS;
use crate::work::{Stage, act, read, stage};

#[tokio::test(flavor = "multi_thread")]
async fn many_findings_are_answered_at_once_and_all_of_it_taken_back() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    let mut third = served.user(&mut agency, "tomas", "third", "desk-officer").await;
    let (ours, theirs) = halls(10);
    neighbour.import(&served, "theirs.csv", &theirs, "TLP:GREEN").await;
    agency.import(&served, "ours.csv", &ours, "TLP:GREEN").await;
    let queue = agency.get("/findings?kind=conflict").await;
    let chosen: Vec<&str> =
        queue.text.split("name=\"finding\" value=\"").skip(1).map(|rest| &rest[..36]).collect();
    assert!(chosen.len() > 1, "{}", queue.text);
    let form = |reason: &'static str| {
        let mut form: Vec<(&str, &str)> = chosen.iter().map(|id| ("finding", *id)).collect();
        form.extend([("answer", "reject"), ("reason", reason), ("back", "/findings?kind=same")]);
        form
    };
    assert_eq!(agency.post(&queue, "/findings/verdicts", &form("")).await.status, StatusCode::CONFLICT);
    let none = [("answer", "reject"), ("reason", "x")];
    assert_eq!(
        agency.post(&queue, "/findings/verdicts", &none).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let foreign = third.get("/findings").await;
    assert_eq!(third.post(&foreign, "/findings/verdicts", &form("x")).await.status, StatusCode::NOT_FOUND);
    assert!(!agency.get("/findings?status=answered").await.text.contains(chosen[0]), "all or none");

    let saved = agency.post(&queue, "/findings/verdicts", &form("all of it is noise")).await;
    assert!(saved.place().starts_with("/findings?kind=same&done=batch&batch="), "{}", saved.place());
    let page = agency.get(saved.place()).await;
    assert!(page.text.contains("Saved for all that were chosen."));
    let answered = agency.get("/findings?status=answered").await;
    assert!(chosen.iter().all(|id| answered.text.contains(id)), "{}", answered.text);
    let undo = between(&page.text, "action=\"/findings/batches/", "\"").to_owned();
    let theirs = neighbour.get("/findings?status=answered").await;
    let refused = neighbour.post(&theirs, &format!("/findings/batches/{undo}"), &[]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "another's batch isn't theirs");
    let undone = agency.post(&page, &format!("/findings/batches/{undo}"), &[("back", "/findings")]).await;
    assert_eq!(undone.place(), "/findings?done=undone");
    let open = agency.get("/findings").await;
    assert!(chosen.iter().all(|id| open.text.contains(id)), "all are open again");
}

/// Plans of one hall, each with a course of the neighbour's in the same weeks: as many conflicts as halls, all alike.
fn halls(many: u32) -> (String, String) {
    let header = RECORDS.lines().next().expect("a header");
    let words =
        ["Radar", "Bakery", "Forestry", "Judo", "Violin", "Welding", "Chess", "Optics", "Sewing", "Diving"];
    let others =
        ["Glass", "Opera", "Mining", "Rowing", "Botany", "Typing", "Fencing", "Pottery", "Sailing", "Hockey"];
    let line = |by: &str, n: u32, word: &str| {
        let month = 4 + n % 8;
        format!(
            "{by}-{n},{word} seminar,training,2026-{month:02}-01,2026-{month:02}-20,Tajikistan,education,{by},Hall {n}{n}"
        )
    };
    let file = |by: &str, words: [&str; 10]| {
        let lines = (0..many).map(|n| line(by, n, words[n as usize % 10]));
        format!("{header}\n{}\n", lines.collect::<Vec<_>>().join("\n"))
    };
    (file("AA", words), file("NN", others))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_desk_rejects_teaches_the_order_and_hides_nothing() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    let (ours, theirs) = halls(10);
    neighbour.import(&served, "theirs.csv", &theirs, "TLP:GREEN").await;
    agency.import(&served, "ours.csv", &ours, "TLP:GREEN").await;
    let ids = |text: &str| -> Vec<String> {
        text.split("data-finding=\"").skip(1).map(|rest| rest[..36].to_owned()).collect()
    };
    let before = ids(&agency.get("/findings?kind=conflict").await.text);
    assert!(before.len() >= 8, "{before:?}");
    for id in &before[..4] {
        act(&mut agency, id, "verdict", &[("answer", "reject"), ("reason", "there are two halls")]).await;
    }
    let page = agency.get("/findings?kind=conflict").await;
    assert!(page.text.contains("Ranked lower: your institution rejected 4 of 4 like it."), "{}", page.text);
    assert_eq!(ids(&page.text).len(), before.len() - 4, "nothing is hidden");
    let opened = agency.get(&format!("/findings?open={}", before[5])).await;
    assert!(opened.text.contains("Ranked lower"), "the finding says so itself");
    assert!(
        !neighbour.get("/findings?kind=conflict").await.text.contains("Ranked lower"),
        "it is the party's own lesson"
    );
    let again = ids(&agency.get("/findings?kind=conflict").await.text);
    assert_eq!(again, ids(&page.text), "the order is the same each time");
    // a page ends where the next begins
    let mut program = program(&served, &mut agency, &["read"]).await;
    let every = read(&program.get("/api/v1/findings?size=200").await);
    let mut paged = Vec::new();
    let mut path = "/api/v1/findings?size=1".to_owned();
    loop {
        let page = read(&program.get(&path).await);
        paged.extend(page["findings"].as_array().expect("a list").iter().map(|one| one["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/findings?size=1&after={next}");
    }
    let every: Vec<Value> =
        every["findings"].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect();
    assert_eq!(paged, every);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_on_past_what_may_only_be_pointed_to() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    let (ours, theirs) = halls(10);
    neighbour.import(&served, "theirs.csv", &theirs, "").await;
    agency.import(&served, "ours.csv", &ours, "").await;
    let list = agency.get("/activities?size=50").await;
    let records: Vec<String> =
        list.text.split("href=\"/records/").skip(1).map(|rest| rest[..36].to_owned()).collect();
    for record in &records {
        let page = agency.get(&format!("/records/{record}")).await;
        let pointers = [("tlp", "TLP:AMBER+STRICT"), ("pointers", "on"), ("reason", "")];
        agency.post(&page, &format!("/records/{record}/label"), &pointers).await;
    }
    let mut program = program(&served, &mut neighbour, &["read"]).await;
    let (mut pointers, mut path) = (0, "/api/v1/findings?size=2".to_owned());
    loop {
        let page = read(&program.get(&path).await);
        let findings = page["findings"].as_array().expect("a list");
        pointers += findings.iter().filter(|one| one["pointer"] == true).count();
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/findings?size=2&after={next}");
    }
    assert!(pointers >= 8, "{pointers} pointers in a row don't end the queue");
    let never = program.get("/api/v1/findings?after=01a20e9b-0000-7000-8000-000000000000").await;
    assert_eq!(never.status, StatusCode::UNPROCESSABLE_ENTITY);
    let first = neighbour.get("/findings?after=01a20e9b-0000-7000-8000-000000000000").await;
    assert_eq!(first.place(), "/findings", "a page that is gone leads to the first");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_answer_many_at_once_and_take_answers_back() {
    let Stage { served, mut agency, mut neighbour, conflict, .. } = stage().await;
    let mut ours = program(&served, &mut agency, &["read", "write"]).await;
    let mut theirs = program(&served, &mut neighbour, &["read", "write"]).await;
    let body = json!({ "findings": [conflict], "answer": "reject", "reason": "two halls" });
    let batch =
        read(&ours.json("/api/v1/verdicts", &body).await)["batch"].as_str().expect("an id").to_owned();
    let one = format!("/api/v1/findings/{conflict}");
    assert_eq!(read(&ours.get(&one).await)["status"], "answered");
    let path = format!("/api/v1/verdicts/{batch}");
    assert_eq!(theirs.delete(&path).await.status, StatusCode::NOT_FOUND, "another's batch isn't theirs");
    assert_eq!(read(&ours.delete(&path).await)["verdicts"], 1);
    assert_eq!(ours.delete(&path).await.status, StatusCode::NOT_FOUND, "once");
    let whole = read(&ours.get(&one).await);
    assert_eq!((&whole["status"], whole["verdicts"][0]["retracted_at"].is_string()), (&json!("open"), true));
    read(&ours.json(&format!("{one}/verdicts"), &json!({ "answer": "confirm" })).await);
    assert_eq!(read(&ours.delete(&format!("{one}/verdicts")).await)["status"], "open");
    assert_eq!(ours.delete(&format!("{one}/verdicts")).await.status, StatusCode::NOT_FOUND);
    let none = json!({ "findings": [], "answer": "reject", "reason": "x" });
    assert_eq!(ours.json("/api/v1/verdicts", &none).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
