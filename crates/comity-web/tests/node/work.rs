//! The desks' daily work: what waits for one, conflicts with their clocks and outcomes, findings offered to others.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::api::program;
use crate::browser::{Answer, Browser, Served, between};
use crate::story::RECORDS;

/// Two parties whose courses need one hall at once, and a third that may read of it. The clock stands at 12 March 2026.
pub struct Stage {
    pub served: Served,
    pub agency: Browser,
    pub neighbour: Browser,
    pub third: Browser,
    /// The address of the conflict.
    pub conflict: String,
}

pub async fn stage() -> Stage {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    let third = served.user(&mut agency, "tomas", "third", "desk-officer").await;
    let (theirs, ours): (Vec<&str>, Vec<&str>) =
        RECORDS.lines().skip(1).partition(|line| line.starts_with("C-3"));
    let header = RECORDS.lines().next().expect("a header");
    let file = |lines: &[&str]| format!("{header}\n{}\n", lines.join("\n"));
    neighbour.import(&served, "theirs.csv", &file(&theirs), "TLP:GREEN").await;
    agency.import(&served, "ours.csv", &file(&ours), "TLP:GREEN").await;
    let queue = agency.get("/findings?kind=conflict").await;
    let conflict = between(&queue.text, "data-finding=\"", "\"").to_owned();
    assert!(!conflict.is_empty(), "{}", queue.text);
    Stage { served, agency, neighbour, third, conflict }
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_looked_for_anew_only_where_something_changed() {
    let Stage { served, mut agency, conflict, .. } = stage().await;
    let store = served.store().await;
    let again = async || {
        served.node.look_for_findings().await.expect("asked");
        served.work().await;
        let basis = store.search_basis().await.expect("read").expect("it was looked for");
        // without telling: what isn't looked for stays away
        store.keep_findings(&[], &[], served.node.now()).await.expect("kept");
        basis
    };
    let basis = again().await;
    store.set_search_basis(&basis).await.expect("said");
    assert_eq!(again().await, basis);
    let mut open = async || {
        let queue = agency.get("/findings?kind=conflict").await;
        queue.text.contains(&format!("data-finding=\"{conflict}\""))
    };
    assert!(!open().await, "from the same nothing is looked for twice");
    served.node.look_for_findings().await.expect("asked");
    served.work().await;
    assert!(open().await, "other programs kept other findings");
    store.keep_findings(&[], &[], served.node.now()).await.expect("kept");
    store.set_search_basis(&basis).await.expect("said");
    let file = format!("{}\n", RECORDS.lines().take(2).collect::<Vec<_>>().join("\n"));
    agency.import(&served, "more.csv", &file, "TLP:GREEN").await;
    assert_ne!(store.search_basis().await.expect("read"), Some(basis));
    let queue = agency.get("/findings?kind=conflict").await;
    assert!(queue.text.contains(&conflict), "other records: {}", queue.text);
}

/// Sends a form of an opened finding and follows to the page that it leads to.
pub async fn act(browser: &mut Browser, finding: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let open = format!("/findings?open={finding}");
    let page = browser.get(&open).await;
    let fields = [fields, &[("back", open.as_str())]].concat();
    let sent = browser.post(&page, &format!("/findings/{finding}/{path}"), &fields).await;
    if sent.status == StatusCode::SEE_OTHER { browser.get(sent.place()).await } else { sent }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_begins_with_what_waits_for_it() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let empty = agency.get("/").await;
    assert!(
        empty.text.contains("Nothing waits for your desk.") && empty.text.contains("Put in your records")
    );
    assert!(empty.text.contains("Nothing has changed since then."), "{}", empty.text);
    let Stage { served: _served, mut agency, mut neighbour, mut third, conflict, .. } = stage().await;
    for browser in [&mut agency, &mut neighbour] {
        let home = browser.get("/").await;
        // two weeks before the earlier course begins on 1 April
        assert!(home.text.contains("due 18 Mar 2026") && home.text.contains(&conflict), "{}", home.text);
        assert!(home.text.contains("Changed since 11 Mar 2026") && home.text.contains("New findings"));
    }
    let home = third.get("/").await;
    assert!(home.text.contains("Nothing waits for your desk."), "it is others' conflict: {}", home.text);
    assert!(agency.get("/").await.text.contains("ours.csv · 12 records new or changed"));
    let place = agency.get(&format!("/findings/{conflict}")).await;
    assert_eq!(place.place(), format!("/findings?open={conflict}"));
    // what others answered is news, one's own isn't
    act(&mut neighbour, &conflict, "verdict", &[("answer", "confirm"), ("reason", "it is one hall")]).await;
    assert!(
        agency
            .get("/")
            .await
            .text
            .contains("confirmed · nadia (neighbour), 12 Mar 2026 12:00 – it is one hall")
    );
    assert!(!neighbour.get("/").await.text.contains("What others answered"));
    assert!(neighbour.get("/").await.text.contains("due 18 Mar 2026"), "that it is one decides nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_goes_from_its_clock_to_a_joint_outcome() {
    let Stage { served: _served, mut agency, mut neighbour, mut third, conflict, .. } = stage().await;
    let noted = act(&mut neighbour, &conflict, "acknowledge", &[]).await;
    assert!(noted.text.contains("Acknowledged. This is not an approval."), "{}", noted.text);
    assert!(noted.text.contains("acknowledged, which is no approval"));
    let moved =
        act(&mut agency, &conflict, "due", &[("what", "2026-03-25"), ("reason", "the hall is asked")]).await;
    assert!(
        moved.text.contains("due 25 Mar 2026") && moved.text.contains("the hall is asked"),
        "{}",
        moved.text
    );
    assert!(agency.get("/").await.text.contains("due 25 Mar 2026"));
    assert!(neighbour.get("/").await.text.contains("due 18 Mar 2026"), "another's clock is its own");
    let unsaid = act(&mut agency, &conflict, "outcomes", &[("what", "jointly"), ("reason", " ")]).await;
    assert_eq!(unsaid.status, StatusCode::CONFLICT, "a reason is asked for");

    let proposed =
        act(&mut agency, &conflict, "outcomes", &[("what", "jointly"), ("reason", "one course")]).await;
    assert!(proposed.text.contains("Proposed. It holds when the others have agreed."), "{}", proposed.text);
    assert!(proposed.text.contains("neighbour has not answered yet"));
    assert!(!proposed.text.contains("value=\"agree\""), "who proposes doesn't agree to it");
    let home = neighbour.get("/").await;
    assert!(home.text.contains("olga (agency) proposes: conduct jointly. one course"), "{}", home.text);
    let page = neighbour.get(&format!("/findings?open={conflict}")).await;
    let outcome = between(&page.text, "/outcomes/", "/answer").to_owned();
    assert_eq!(
        act(&mut third, &conflict, &format!("outcomes/{outcome}/answer"), &[("what", "agree")]).await.status,
        StatusCode::NOT_FOUND
    );
    let agreed =
        act(&mut neighbour, &conflict, &format!("outcomes/{outcome}/answer"), &[("what", "agree")]).await;
    assert!(agreed.text.contains("You have agreed.") && agreed.text.contains("holds"), "{}", agreed.text);
    for browser in [&mut agency, &mut neighbour] {
        assert!(browser.get("/").await.text.contains("Nothing waits for your desk."));
        assert!(!browser.get("/findings").await.text.contains(&conflict));
    }
    let theirs = act(&mut neighbour, &conflict, &format!("outcomes/{outcome}/retract"), &[]).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND, "who proposed it takes it back");
    let back =
        act(&mut agency, &conflict, &format!("outcomes/{outcome}/retract"), &[("reason", "no money")]).await;
    assert!(back.text.contains("Taken back.") && back.text.contains("taken back"));
    assert!(neighbour.get("/").await.text.contains("due 18 Mar 2026"), "it waits again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_offered_to_another_desk() {
    let Stage { served: _served, mut agency, mut neighbour, mut third, conflict, .. } = stage().await;
    let page = agency.get(&format!("/findings?open={conflict}")).await;
    assert!(
        page.text.contains("<option value=\"{&#34;party&#34;:&#34;neighbour&#34;}\">neighbour</option>"),
        "{}",
        page.text
    );
    let to = [("what", "{\"party\":\"neighbour\"}"), ("reason", "the hall is yours")];
    let offered = act(&mut agency, &conflict, "offer", &to).await;
    assert!(offered.text.contains("Until it is accepted your desk goes on"), "{}", offered.text);
    assert!(neighbour.get("/").await.text.contains("olga (agency) offers it to you: the hall is yours"));
    assert_eq!(
        act(&mut third, &conflict, "offer/answer", &[("what", "accept")]).await.status,
        StatusCode::NOT_FOUND
    );
    let refused =
        act(&mut neighbour, &conflict, "offer/answer", &[("what", "refuse"), ("reason", "we only rent it")])
            .await;
    assert!(
        refused.text.contains("Refused. It stays where it was.") && refused.text.contains("we only rent it")
    );
    assert!(agency.get("/").await.text.contains("due 18 Mar 2026"), "the clock goes on");
    act(&mut agency, &conflict, "offer", &to).await;
    let accepted = act(&mut neighbour, &conflict, "offer/answer", &[("what", "accept")]).await;
    assert!(accepted.text.contains("Accepted. Your desk has it now."), "{}", accepted.text);
    assert!(accepted.text.contains("accepted: neighbour"), "its history is shown");
    assert!(agency.get("/").await.text.contains("Nothing waits for your desk."));
    assert!(neighbour.get("/").await.text.contains("due 18 Mar 2026"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_asked_and_answered() {
    let Stage { served: _served, mut agency, mut neighbour, mut third, conflict, .. } = stage().await;
    let asked = act(
        &mut agency,
        &conflict,
        "questions",
        &[("what", "neighbour"), ("reason", "who pays for the hall?")],
    )
    .await;
    assert!(asked.text.contains("Asked.") && asked.text.contains("To neighbour:"), "{}", asked.text);
    assert!(neighbour.get("/").await.text.contains("olga (agency) asks: who pays for the hall?"));
    assert_eq!(
        act(&mut third, &conflict, "questions", &[("what", "agency"), ("reason", "x")]).await.status,
        StatusCode::NOT_FOUND
    );
    let page = neighbour.get(&format!("/findings?open={conflict}")).await;
    let question = between(&page.text, "/questions/", "\"").to_owned();
    let answered =
        act(&mut neighbour, &conflict, &format!("questions/{question}"), &[("reason", "we do")]).await;
    assert!(
        answered.text.contains("The answer is sent.") && answered.text.contains("we do"),
        "{}",
        answered.text
    );
    assert!(agency.get(&format!("/findings?open={conflict}")).await.text.contains("we do"));
    assert!(!neighbour.get("/").await.text.contains("asks:"));
    let own = act(&mut agency, &conflict, "questions", &[("what", "agency"), ("reason", "x")]).await;
    assert_eq!(own.status, StatusCode::CONFLICT, "one asks others");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_work_is_offered_no_form() {
    let Stage { served, mut agency, mut third, conflict, .. } = stage().await;
    let mut analyst = served.user(&mut agency, "anna", "agency", "analyst").await;
    let open = format!("/findings?open={conflict}");
    let (own, foreign) = (analyst.get(&open).await, third.get(&open).await);
    assert!(own.text.contains("Who works on it") && !foreign.text.contains("Who works on it"));
    for path in ["take", "acknowledge", "due", "offer", "outcomes"] {
        let form = format!("/findings/{conflict}/{path}\"");
        assert!(!own.text.contains(&form) && !foreign.text.contains(&form), "{path} is offered");
        let fields = [
            ("what", if path == "due" { "2026-04-01" } else { "{\"party\":\"neighbour\"}" }),
            ("reason", "x"),
        ];
        let fields = if path == "outcomes" { [("what", "delay"), ("reason", "x")] } else { fields };
        assert_eq!(act(&mut third, &conflict, path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
        let refused = act(&mut analyst, &conflict, path, &fields).await.status;
        assert!(matches!(refused, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{path}: {refused}");
    }
}

pub fn read(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_do_the_same_work() {
    let Stage { served, mut agency, mut neighbour, mut third, conflict } = stage().await;
    let mut ours = program(&served, &mut agency, &["read", "write"]).await;
    let mut theirs = program(&served, &mut neighbour, &["read", "write"]).await;
    let mut reader = program(&served, &mut third, &["read", "write"]).await;
    let at = |path: &str| format!("/api/v1/findings/{conflict}/{path}");
    let home = read(&ours.get("/api/v1/home").await);
    assert_eq!(
        (&home["hands"][0]["finding"]["id"], &home["hands"][0]["due"]),
        (&json!(conflict), &json!("2026-03-18"))
    );
    assert_eq!(home["hands"][0]["by_rule"], true);
    let with_us = read(&ours.get("/api/v1/findings?whose=desk&due=week").await);
    assert_eq!(with_us["findings"][0]["id"], json!(conflict));
    assert_eq!(read(&ours.get("/api/v1/findings?due=over").await)["findings"], json!([]));
    assert_eq!(ours.get("/api/v1/findings?whose=all").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // one desk alone: what no desk has is not its own; another party's desk is none that can be asked for
    let desk = json!({ "party": "agency", "name": "Halls" });
    let desk = read(&ours.json("/api/v1/desks", &desk).await)["id"].as_str().expect("an id").to_owned();
    let of_desk = format!("/api/v1/findings?desk={desk}");
    assert_eq!(read(&ours.get(&of_desk).await)["findings"], json!([]));
    assert_eq!(theirs.get(&of_desk).await.status, StatusCode::NOT_FOUND);
    let page = agency.get(&format!("/findings?desk={desk}")).await;
    assert!(
        page.text.contains(&format!("href=\"/findings?desk={desk}\" aria-current=\"true\"")),
        "{}",
        page.text
    );
    let to_desk =
        json!({ "act": "offer", "to": { "party": "agency", "desk": "Halls" }, "reason": "its hall" });
    read(&ours.json(&at("delegation"), &to_desk).await);
    read(&ours.json(&at("delegation"), &json!({ "act": "accept" })).await);
    assert_eq!(read(&ours.get(&of_desk).await)["findings"][0]["id"], json!(conflict));
    let moved = json!({ "act": "due", "day": "2026-03-20", "reason": "asked" });
    let work = read(&ours.json(&at("work"), &moved).await);
    assert_eq!(
        (&work["hands"][0]["due"], &work["history"][0]["what"]),
        (&json!("2026-03-20"), &json!("due"))
    );
    read(&ours.json(&at("work"), &json!({ "act": "take" })).await);
    read(&theirs.json(&at("work"), &json!({ "act": "acknowledge" })).await);
    let offer = json!({ "act": "offer", "to": { "party": "neighbour" }, "reason": "yours" });
    read(&ours.json(&at("delegation"), &offer).await);
    assert_eq!(read(&theirs.get("/api/v1/home").await)["offers"][0]["reason"], "yours");
    read(&ours.json(&at("delegation"), &json!({ "act": "withdraw" })).await);
    let outcomes =
        read(&ours.json(&at("outcomes"), &json!({ "what": "divide", "reason": "a week each" })).await);
    let id = outcomes[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        (&outcomes[0]["state"], &outcomes[0]["answers"][0]["answer"]),
        (&json!("proposed"), &json!("awaited"))
    );
    let agreed = read(&theirs.json(&at(&format!("outcomes/{id}")), &json!({ "act": "agree" })).await);
    assert_eq!(agreed[0]["state"], "holds");
    assert_eq!(
        read(&ours.get(&format!("/api/v1/findings/{conflict}")).await)["outcomes"][0]["what"],
        "divide"
    );
    for (path, body) in [
        ("work", json!({ "act": "due" })),
        ("work", json!({ "act": "dance" })),
        ("delegation", json!({ "act": "offer" })),
        ("outcomes", json!({ "what": "war", "reason": "x" })),
    ] {
        assert_eq!(
            ours.json(&at(path), &body).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path} {body}"
        );
    }
    assert_eq!(reader.get(&at("work")).await.status, StatusCode::NOT_FOUND, "it isn't theirs");
    assert_eq!(reader.json(&at("work"), &json!({ "act": "take" })).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_joined_by_hand_and_kept_apart() {
    let Stage { served, mut agency, mut neighbour, mut third, conflict } = stage().await;
    let mut record = async |name: &str| {
        let list = agency.get(&format!("/activities?q={name}")).await;
        between(&list.text, "href=\"/records/", "\"").to_owned()
    };
    let (course, wheat) = (record("officer").await, record("wheat").await);
    let path = format!("/records/{course}/links");
    let page = neighbour.get(&format!("/records/{course}")).await;
    assert!(page.text.contains("Join with another record, or keep apart"), "{}", page.text);
    let join = [("other", "F-2"), ("what", "same"), ("reason", "the harvest is the course")];
    let joined = neighbour.post(&page, &path, &join).await;
    assert_eq!(joined.place(), format!("/records/{course}?done=joined"), "{}", joined.text);
    let page = neighbour.get(joined.place()).await;
    assert!(page.text.contains("joined with") && page.text.contains("the harvest is the course"));
    assert!(page.text.contains("class=\"voice\""), "both speak in one dossier");
    assert!(
        agency.get(&format!("/records/{wheat}")).await.text.contains("the harvest is the course"),
        "on both pages"
    );
    for (other, status) in [("nothing", 422), (course.as_str(), 422), ("F-3", 409)] {
        // both would be others' for the third party, whatever it names
        let browser = if status == 409 { &mut third } else { &mut neighbour };
        let page = browser.get(&format!("/records/{course}")).await;
        let refused =
            browser.post(&page, &path, &[("other", other), ("what", "apart"), ("reason", "x")]).await;
        assert_eq!(refused.status.as_u16(), status, "{other}: {}", refused.text);
    }
    let link = between(&page.text, "action=\"/links/", "/end").to_owned();
    let foreign = third.get("/").await;
    assert_eq!(third.post(&foreign, &format!("/links/{link}/end"), &[]).await.status, StatusCode::NOT_FOUND);
    let place = format!("/records/{course}");
    let undone = neighbour.post(&page, &format!("/links/{link}/end"), &[("back", &place)]).await;
    assert_eq!(undone.place(), format!("{place}?done=undone"));
    assert!(!neighbour.get(&place).await.text.contains("the harvest is the course"));

    // from a finding, and it outlives the next import
    let apart = act(&mut neighbour, &conflict, "links", &[("what", "apart"), ("reason", "two halls")]).await;
    assert!(apart.text.contains("Kept apart, whatever is found."), "{}", apart.text);
    agency.import(&served, "ours.csv", RECORDS, "TLP:GREEN").await;
    assert!(neighbour.get(&place).await.text.contains("kept apart from"));
    let mut ours = program(&served, &mut neighbour, &["read", "write"]).await;
    let api = format!("/api/v1/records/{course}/links");
    assert_eq!(read(&ours.get(&api).await)[0]["what"], "apart");
    let again = json!({ "what": "same", "other": wheat, "reason": "after all" });
    assert_eq!(read(&ours.json(&api, &again).await).as_array().map(Vec::len), Some(2));
    let bond = json!({ "what": "same", "reason": "one hall after all" });
    read(&ours.json(&format!("/api/v1/findings/{conflict}/links"), &bond).await);
    assert!(!neighbour.get(&place).await.text.contains("kept apart from"), "what is said anew replaces it");
}
