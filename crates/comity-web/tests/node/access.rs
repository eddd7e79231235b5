//! Nobody sees, counts, searches or guesses what they may not see; a narrowed label takes sight away at once.

use axum::http::StatusCode;

use crate::browser::{Browser, Served, between};
use crate::story::RECORDS;

/// A node with two parties: `agency` keeps records, `neighbour` may see them or not.
async fn two_parties(tlp: &str) -> (Served, Browser, Browser, String) {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    agency.import(&served, "plan.csv", RECORDS, tlp).await;
    let list = agency.get("/activities?q=school").await;
    let record = between(&list.text, "href=\"/records/", "\"").to_owned();
    assert!(!record.is_empty());
    (served, agency, neighbour, record)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_record_neither_appears_nor_is_counted_nor_found() {
    let (_served, mut agency, mut neighbour, record) = two_parties("TLP:AMBER+STRICT").await;
    let finding = between(&agency.get("/findings").await.text, "data-finding=\"", "\"").to_owned();
    assert!(!finding.is_empty());
    for path in [
        "/activities",
        "/activities?q=school",
        "/activities?kind=project",
        "/findings",
        "/findings?kind=same",
        "/parties",
    ] {
        let page = neighbour.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        for word in ["School", "Border", "Osh", "F-0", &record, &finding] {
            assert!(!page.text.contains(word), "{path} tells of {word}");
        }
    }
    let count = neighbour.get("/activities").await;
    assert!(count.text.contains("0 activities"), "{}", count.text);
    let checked = neighbour
        .get("/check?title=Cadet+course&start=2026-05-01&end=2026-06-30&asset=Khorog+training+centre")
        .await;
    assert!(
        checked.text.contains("Checked against 0 activities") && !checked.text.contains("class=\"row flat\"")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn by_id_what_is_hidden_and_what_never_was_look_alike() {
    let (_served, mut agency, mut neighbour, record) = two_parties("TLP:AMBER+STRICT").await;
    let finding = between(&agency.get("/findings").await.text, "data-finding=\"", "\"").to_owned();
    let never = "01a20e9b-0000-7000-8000-000000000000";
    for (hidden, absent) in [
        (format!("/records/{record}"), format!("/records/{never}")),
        (format!("/findings?open={finding}"), format!("/findings?open={never}")),
    ] {
        let (hidden, absent) = (neighbour.get(&hidden).await, neighbour.get(&absent).await);
        assert_eq!((hidden.status, absent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        let bare = |text: &str| text.replace(&record, "ID").replace(&finding, "ID").replace(never, "ID");
        assert_eq!(bare(&hidden.text), bare(&absent.text));
    }
    let page = neighbour.get("/me").await;
    for path in [
        format!("/records/{record}/label"),
        format!("/records/{record}/withdraw"),
        format!("/findings/{finding}/verdict"),
    ] {
        let fields = [("tlp", "TLP:CLEAR"), ("answer", "reject"), ("reason", "")];
        assert_eq!(neighbour.post(&page, &path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrowed_label_takes_sight_away_at_once() {
    let (_served, mut agency, mut neighbour, record) = two_parties("TLP:GREEN").await;
    let path = format!("/records/{record}");
    assert_eq!(neighbour.get(&path).await.status, StatusCode::OK);
    assert!(neighbour.get("/activities?q=school").await.text.contains("School meals"));
    let foreign = neighbour.get(&path).await;
    assert!(!foreign.text.contains(&format!("{path}/label")), "whose it isn't is offered no form");
    assert_eq!(
        neighbour.post(&foreign, &format!("{path}/label"), &[("tlp", "TLP:CLEAR")]).await.status,
        StatusCode::NOT_FOUND
    );

    let page = agency.get(&path).await;
    let narrowed = agency
        .post(&page, &format!("{path}/label"), &[("tlp", "TLP:AMBER+STRICT"), ("reason", "sources at risk")])
        .await;
    assert_eq!(narrowed.status, StatusCode::SEE_OTHER, "{}", narrowed.text);
    assert_eq!(neighbour.get(&path).await.status, StatusCode::NOT_FOUND);
    assert!(!neighbour.get("/activities?q=school").await.text.contains("School meals"));
    let page = agency.get(&path).await;
    assert!(
        page.text.contains("TLP:GREEN \u{2192} TLP:AMBER+STRICT") && page.text.contains("sources at risk"),
        "{}",
        page.text
    );

    // named, the neighbour sees it again; withdrawn, nobody else does
    let named = [("tlp", "TLP:AMBER"), ("audience", "neighbour"), ("reason", "")];
    agency.post(&page, &format!("{path}/label"), &named).await;
    assert_eq!(neighbour.get(&path).await.status, StatusCode::OK);
    agency.post(&page, &format!("{path}/withdraw"), &[("reason", "wrong")]).await;
    assert_eq!(neighbour.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_record_leaves_all_views_on_the_day() {
    let (_served, mut agency, mut neighbour, record) = two_parties("TLP:GREEN").await;
    let path = format!("/records/{record}");
    let page = agency.get(&path).await;
    // the clock of these tests stands at 12 March 2026
    let expires = [("tlp", "TLP:GREEN"), ("expires", "2026-03-13"), ("reason", "")];
    agency.post(&page, &format!("{path}/label"), &expires).await;
    assert_eq!(neighbour.get(&path).await.status, StatusCode::OK, "until the day before");
    let expires = [("tlp", "TLP:GREEN"), ("expires", "2026-03-12"), ("reason", "")];
    agency.post(&page, &format!("{path}/label"), &expires).await;
    assert_eq!(neighbour.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_open_what_they_are_for_and_nothing_else() {
    let (served, mut agency, _, _) = two_parties("TLP:AMBER+STRICT").await;
    let mut desk = served.user(&mut agency, "dara", "agency", "desk-officer").await;
    for path in ["/ledger", "/users"] {
        assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert!(
            !desk.get("/findings").await.text.contains(&format!("href=\"{path}\"")),
            "{path} is not offered"
        );
    }
    let mut auditor = served.user(&mut agency, "aigul", "", "auditor").await;
    assert_eq!(auditor.get("/ledger").await.status, StatusCode::OK);
    assert!(auditor.get("/activities").await.text.contains("0 activities"), "an auditor reads no contents");
    assert_eq!(auditor.get("/").await.place(), "/ledger", "and begins where there is something for them");
    assert_eq!(auditor.get("/import").await.status, StatusCode::FORBIDDEN);
    // locked out, nobody is let in, and a session ends at once
    let users = agency.get("/users").await;
    let row = users.text.split("<tr>").find(|row| row.contains(">dara")).expect("a row");
    let id = between(row, "action=\"/users/", "\"").to_owned();
    agency.post(&users, &format!("/users/{id}/enable"), &[("enabled", "false")]).await;
    assert_eq!(desk.get("/findings").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pointer_tells_whom_to_call_and_nothing_else() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    let (theirs, ours): (Vec<&str>, Vec<&str>) =
        RECORDS.lines().skip(1).partition(|line| line.starts_with("C-3") || line.starts_with("F-"));
    let header = RECORDS.lines().next().expect("a header");
    let file = |lines: &[&str]| format!("{header}\n{}\n", lines.join("\n"));
    neighbour.import(&served, "ours.csv", &file(&ours), "").await;
    agency.import(&served, "theirs.csv", &file(&theirs), "").await;
    assert!(!neighbour.get("/findings").await.text.contains("Call agency"), "its owner allows no pointer");

    let list = agency.get("/activities?q=officer").await;
    let record = between(&list.text, "href=\"/records/", "\"").to_owned();
    let page = agency.get(&format!("/records/{record}")).await;
    let pointers = [("tlp", "TLP:AMBER+STRICT"), ("pointers", "on"), ("reason", "")];
    agency.post(&page, &format!("/records/{record}/label"), &pointers).await;
    let queue = neighbour.get("/findings").await;
    assert!(queue.text.contains("Call agency"), "{}", queue.text);
    let line = queue.text.split("<li>").find(|line| line.contains("Call agency")).expect("a line");
    let open = between(line, "href=\"", "\"").replace("&amp;", "&");
    let opened = neighbour.get(&open).await;
    for page in [&queue.text, &opened.text] {
        for word in ["Officer", "CSTO", "C-3", &record] {
            assert!(!page.contains(word), "it tells {word}");
        }
    }
    assert!(opened.text.contains("Border guard training at Khorog"), "one's own side is shown");
    assert!(!opened.text.contains("before looking"), "no evidence, which would tell of the other");
    // asked by kind, the pointer would say its kind: it stays away
    assert!(!neighbour.get("/findings?kind=conflict").await.text.contains("Call agency"));
}
