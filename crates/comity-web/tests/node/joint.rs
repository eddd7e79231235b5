//! Joint work: who takes part, sees and speaks, by pages and by programs.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::api::{program, read};
use crate::browser::{Browser, Served, between};
use crate::story::RECORDS;

/// Three parties at one node: a desk and a program of each.
struct Stage {
    served: Served,
    agency: Browser,
    agency_desk: Browser,
    neighbour: Browser,
    neighbour_desk: Browser,
    third: Browser,
}

async fn stage() -> Stage {
    let served = Served::new().await;
    let mut agency_desk = served.operator("agency").await;
    let mut neighbour_desk = served.user(&mut agency_desk, "nadia", "neighbour", "desk-officer").await;
    let mut tomas = served.user(&mut agency_desk, "tomas", "third", "desk-officer").await;
    let mut amir = served.user(&mut agency_desk, "amir", "agency", "desk-officer").await;
    let agency = program(&served, &mut amir, &["read", "write"]).await;
    let neighbour = program(&served, &mut neighbour_desk, &["read", "write"]).await;
    let third = program(&served, &mut tomas, &["read", "write"]).await;
    Stage { served, agency, agency_desk: amir, neighbour, neighbour_desk, third }
}

async fn did(program: &mut Browser, path: &str, act: Value) -> Value {
    let done = program.json(path, &act).await;
    assert_eq!(done.status, StatusCode::OK, "{act}: {}", done.text);
    read(&done.text)
}

async fn refused(program: &mut Browser, path: &str, act: Value) -> (StatusCode, String) {
    let done = program.json(path, &act).await;
    (done.status, done.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_joint_activity_goes_from_asking_to_a_report_counted_once() {
    let mut stage = stage().await;
    let begin = json!({"act": "begin", "lead": "agency", "title": "Joint border drill", "label": "TLP:AMBER",
        "currency": "EUR", "partners": ["neighbour"]});
    let others = refused(&mut stage.third, "/api/v1/joint", begin.clone()).await;
    assert_eq!(others.0, StatusCode::CONFLICT, "nobody begins one for another party: {}", others.1);
    let id = did(&mut stage.agency, "/api/v1/joint", begin).await["id"].as_str().expect("an id").to_owned();
    let (one, acts) = (format!("/api/v1/joint/{id}"), format!("/api/v1/joint/{id}/acts"));
    did(&mut stage.agency, &acts, json!({"act": "plan", "what": "Field hospital", "cost": "100000"})).await;

    // who was asked sees the plan, and home says so
    assert!(stage.neighbour_desk.get("/").await.text.contains("You are asked to join."));
    let page = stage.neighbour_desk.get(&format!("/joint/{id}")).await;
    assert!(page.text.contains("Field hospital") && page.text.contains("100,000"), "{}", page.text);
    let share = json!({"act": "pledge", "party": "neighbour", "line": 1, "money": "60000", "words": "tents"});
    let early = refused(&mut stage.neighbour, &acts, share.clone()).await;
    assert!(early.1.contains("neighbour is no partner"), "{}", early.1);
    let form = [("act", "answer"), ("party", "neighbour"), ("joins", "yes"), ("words", "")];
    let joined = stage.neighbour_desk.post(&page, &format!("/joint/{id}/acts"), &form).await;
    assert_eq!(joined.place(), format!("/joint/{id}?done=joint"), "{}", joined.text);
    did(&mut stage.neighbour, &acts, share).await;
    let for_others = json!({"act": "pledge", "party": "agency", "line": 1, "money": "1"});
    assert_eq!(refused(&mut stage.neighbour, &acts, for_others).await.0, StatusCode::CONFLICT);
    assert_eq!(refused(&mut stage.neighbour, &acts, json!({"act": "end"})).await.0, StatusCode::CONFLICT);
    // nothing of it is there for a third party
    assert_eq!(stage.third.get(&one).await.status, StatusCode::NOT_FOUND);
    assert_eq!(read(&stage.third.get("/api/v1/joint").await.text), json!([]));
    let reach = refused(&mut stage.third, &acts, json!({"act": "end"})).await;
    assert_eq!(reach.0, StatusCode::NOT_FOUND);

    let report = |party: &str, value: &str, within: Option<&str>| json!({"act": "report", "party": party, "period": "2026", "figure": "posts", "value": value, "within": within});
    did(&mut stage.agency, &acts, report("agency", "12", None)).await;
    did(&mut stage.neighbour, &acts, report("neighbour", "5", Some("agency"))).await;
    let circle = refused(&mut stage.agency, &acts, report("agency", "12", Some("neighbour"))).await;
    assert!(circle.1.contains("in the end of its own"), "{}", circle.1);
    let seen = read(&stage.neighbour.get(&one).await.text);
    let counted = &seen["view"]["reporting"]["2026"][0];
    assert_eq!((&counted["total"], &counted["said"]), (&json!("12"), &json!("17")), "{seen}");
    assert_eq!(seen["view"]["funds"]["open"], json!("40000"));
    did(&mut stage.agency, &acts, json!({"act": "publish", "period": "2026"})).await;

    let page = stage.agency_desk.get(&format!("/joint/{id}")).await;
    assert!(page.text.contains("5 would have been counted twice"), "{}", page.text);
    for (format, begins) in [("html", "<!doctype html>"), ("pdf", "%PDF"), ("docx", "PK")] {
        let form = [("paper", "report"), ("period", "2026"), ("format", format)];
        let paper = stage.agency_desk.post(&page, &format!("/joint/{id}/papers"), &form).await;
        assert_eq!(paper.status, StatusCode::OK, "{format}: {}", paper.text);
        assert!(paper.text.to_lowercase().starts_with(&begins.to_lowercase()), "{format}");
    }
    // through the partner's eyes
    let theirs = stage.agency_desk.get(&format!("/joint/{id}?as=neighbour")).await;
    assert!(theirs.text.contains("This is what neighbour sees"), "{}", theirs.text);
    assert_eq!(stage.agency_desk.get(&format!("/joint/{id}?as=third")).await.status, StatusCode::NOT_FOUND);

    // the exit: what wasn't delivered is open again, and what comes after is not theirs
    did(&mut stage.neighbour, &acts, json!({"act": "leave", "party": "neighbour", "words": "no means"}))
        .await;
    did(&mut stage.agency, &acts, json!({"act": "plan", "what": "Umpires"})).await;
    let theirs = read(&stage.neighbour.get(&one).await.text);
    assert_eq!(theirs["view"]["sight"], json!("past"));
    assert_eq!(theirs["view"]["lines"].as_array().map(Vec::len), Some(1));
    assert_eq!(read(&stage.agency.get(&one).await.text)["view"]["funds"]["open"], json!("100000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_a_common_dossier_are_one_activity() {
    let mut stage = stage().await;
    let (theirs, ours): (Vec<&str>, Vec<&str>) =
        RECORDS.lines().skip(1).partition(|line| line.starts_with("C-3"));
    let header = RECORDS.lines().next().expect("a header");
    let file = |lines: &[&str]| format!("{header}\n{}\n", lines.join("\n"));
    let Stage { served, agency, agency_desk, neighbour, neighbour_desk, .. } = &mut stage;
    neighbour_desk.import(served, "theirs.csv", &file(&theirs), "TLP:GREEN").await;
    agency_desk.import(served, "ours.csv", &file(&ours), "TLP:GREEN").await;
    let begin = json!({"act": "begin", "lead": "agency", "title": "One course", "label": "TLP:AMBER", "partners": ["neighbour"]});
    let id = did(agency, "/api/v1/joint", begin).await["id"].as_str().expect("an id").to_owned();
    let acts = format!("/api/v1/joint/{id}/acts");
    did(neighbour, &acts, json!({"act": "answer", "party": "neighbour", "joins": true})).await;
    let of = async |program: &mut Browser, party: &str| {
        let records = read(&program.get("/api/v1/records?size=50").await.text);
        let mine = records["records"].as_array().expect("a list").iter().find(|one| one["owner"] == party);
        mine.unwrap_or_else(|| panic!("{records}"))["id"].as_str().expect("an id").to_owned()
    };
    let (ours, theirs) = (of(agency, "agency").await, of(neighbour, "neighbour").await);
    let lay = |party: &str, record: &str| json!({"act": "lay", "party": party, "record": record});
    let others = refused(agency, &acts, lay("agency", &theirs)).await;
    assert_eq!(others.0, StatusCode::UNPROCESSABLE_ENTITY, "only one's own records: {}", others.1);
    did(agency, &acts, lay("agency", &ours)).await;
    did(neighbour, &acts, lay("neighbour", &theirs)).await;
    let links = format!("/api/v1/records/{ours}/links");
    assert_eq!(read(&agency.get(&links).await.text)[0]["what"], json!("same"), "they are joined");
    let page = agency_desk.get(&format!("/joint/{id}")).await;
    assert!(page.text.contains(&format!("/records/{theirs}")), "{}", page.text);
    did(neighbour, &acts, json!({"act": "leave", "party": "neighbour", "words": "x"})).await;
    assert_eq!(read(&agency.get(&links).await.text), json!([]), "and parted when the partner leaves");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_promised_twice_is_told_to_whom_it_concerns() {
    let mut stage = stage().await;
    let hold = json!({"act": "hold", "holder": "agency", "title": "Rescue helicopters", "sort": "equipment", "unit": "helicopters",
        "label": "TLP:AMBER", "terms": {"quantity": 2, "readiness": 10, "start": "2026-01-01"}});
    let id = did(&mut stage.agency, "/api/v1/ready", hold).await["id"].as_str().expect("an id").to_owned();
    let (one, acts) = (format!("/api/v1/ready/{id}"), format!("/api/v1/ready/{id}/acts"));
    let promise = |to: &str| json!({"act": "promise", "to": to, "what": "floods", "quantity": 2, "start": "2026-05-01", "end": "2026-05-31", "label": "TLP:AMBER"});
    assert_eq!(stage.neighbour.get(&one).await.status, StatusCode::NOT_FOUND);
    did(&mut stage.agency, &acts, promise("neighbour")).await;
    did(&mut stage.agency, &acts, promise("third")).await;
    let seen = stage.neighbour.get(&one).await.text;
    assert_eq!(read(&seen)["view"]["clashes"].as_array().map(Vec::len), Some(1), "{seen}");
    assert!(!seen.contains("third"), "to whom it is promised else is not theirs to know: {seen}");
    let home = stage.neighbour_desk.get("/").await.text;
    assert!(home.contains("4 helicopters promised, 2 helicopters held"), "{home}");
    let page = stage.neighbour_desk.get(&format!("/ready/{id}")).await;
    assert!(page.text.contains("promised elsewhere") && !page.text.contains("third"), "{}", page.text);
    // handed over, and by whom it is kept from then on
    did(&mut stage.agency, &acts, json!({"act": "offer", "to": "neighbour"})).await;
    let take = json!({"act": "answer", "party": "neighbour", "takes": true});
    did(&mut stage.neighbour, &acts, take).await;
    assert_eq!(read(&stage.neighbour.get(&one).await.text)["view"]["holder"], json!("neighbour"));
    let gone = refused(&mut stage.agency, &acts, json!({"act": "release", "promise": 2})).await;
    assert_eq!(gone.0, StatusCode::CONFLICT, "{}", gone.1);
    did(&mut stage.neighbour, &acts, json!({"act": "release", "promise": 2, "words": "one flood at a time"}))
        .await;
    assert_eq!(read(&stage.neighbour.get(&one).await.text)["view"]["clashes"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_keeps_editions_figures_and_lessons() {
    let mut stage = stage().await;
    let begin = json!({"act": "begin", "keeper": "agency", "title": "Rubezh", "sort": "exercise", "label": "TLP:GREEN"});
    let id = did(&mut stage.agency, "/api/v1/series", begin).await["id"].as_str().expect("an id").to_owned();
    let (one, acts) = (format!("/api/v1/series/{id}"), format!("/api/v1/series/{id}/acts"));
    for (edition, start) in [("2005", "2005-04-02"), ("2004", "2004-08-03")] {
        let held = json!({"start": start, "end": start, "place": "Bishkek"});
        let parts = json!({"neighbour": "participant"});
        did(
            &mut stage.agency,
            &acts,
            json!({"act": "edition", "edition": edition, "held": held, "parts": parts}),
        )
        .await;
    }
    did(
        &mut stage.agency,
        &acts,
        json!({"act": "result", "edition": "2005", "figure": "units", "value": 12}),
    )
    .await;
    did(
        &mut stage.neighbour,
        &acts,
        json!({"act": "learn", "party": "neighbour", "edition": "2004", "words": "One radio net"}),
    )
    .await;
    let foreign = json!({"act": "learn", "party": "third", "edition": "2004", "words": "x"});
    assert_eq!(refused(&mut stage.third, &acts, foreign).await.0, StatusCode::CONFLICT);
    let seen = read(&stage.third.get(&one).await.text);
    assert_eq!((&seen["view"]["editions"][0][0], &seen["view"]["lessons"]), (&json!("2004"), &json!([])));
    let page = stage.agency_desk.get(&format!("/series/{id}")).await;
    assert!(page.text.contains("One radio net") && page.text.contains("not taken up yet"), "{}", page.text);
    let form = [("act", "take-up"), ("lesson", "1"), ("edition", "2005"), ("words", "one net for all")];
    let done = stage.agency_desk.post(&page, &format!("/series/{id}/acts"), &form).await;
    assert_eq!(done.place(), format!("/series/{id}?done=joint"), "{}", done.text);
    let form = [("act", "take-up"), ("lesson", "1"), ("edition", "2004"), ("words", "")];
    let done = stage.agency_desk.post(&page, &format!("/series/{id}/acts"), &form).await;
    assert_eq!(done.place(), format!("/series/{id}?refused=not-later"));
    let page = stage.agency_desk.get(done.place()).await;
    assert!(page.text.contains("A lesson is taken up in a later edition"), "{}", page.text);
    assert!(!between(&page.text, "taken up in ", "<").is_empty());
}

#[test]
fn every_reason_of_joint_work_has_words() {
    let source = include_str!("../../../comity-council/src/joint/refused.rs");
    let english = include_str!("../../messages/en/joint.ftl");
    let words = source.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
    let words: Vec<&str> = words.collect();
    assert!(words.len() > 25, "{words:?}");
    for word in words {
        assert!(english.contains(&format!("\njoint-refused-{word} =")), "{word} has no words");
    }
}
