//! Saved views, their feeds, and exports: only what its label lets go out, to whoever may have it, with a line in the log.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::api::{program, read};
use crate::browser::{Answer, Browser, between};
use crate::views::two_parties;

async fn saved(browser: &mut Browser, name: &str, query: &str, shared: bool) -> String {
    let page = browser.get("/activities").await;
    let mut form = vec![("name", name), ("query", query)];
    if shared {
        form.push(("shared", "on"));
    }
    let kept = browser.post(&page, "/views", &form).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    kept.place().split('?').next().unwrap_or_default().to_owned()
}

/// Makes a feed of a view; gives its addresses.
async fn feed(browser: &mut Browser, view: &str) -> (String, String) {
    let page = browser.get(view).await;
    let made = browser.post(&page, &format!("{view}/feeds"), &[("days", "30")]).await;
    let secret = between(&made.text, "data-link>/feeds/", ".ics<").to_owned();
    assert!(secret.len() > 40, "{}", made.text);
    (format!("/feeds/{secret}.ics"), format!("/feeds/{secret}.geojson"))
}

fn kind(answer: &Answer) -> &str {
    answer.headers[header::CONTENT_TYPE].to_str().expect("text")
}

/// How many entries of a kind the log has.
async fn entries(operator: &mut Browser, kind: &str) -> usize {
    operator
        .get(&format!("/ledger?kind={kind}"))
        .await
        .text
        .matches("<tr><th scope=\"row\" class=\"number\">")
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_kept_shared_renamed_and_removed() {
    let (served, mut agency, mut neighbour) = two_parties("TLP:GREEN").await;
    let mut colleague = served.user(&mut agency, "carl", "agency", "analyst").await;
    let view = saved(&mut agency, "Border", "view=map&place=iso2:TJ&after=x", false).await;
    let list = agency.get("/views").await;
    assert!(
        list.text.contains("href=\"/activities?view=map&#38;place=iso2%3ATJ\">Border</a>"),
        "{}",
        list.text
    );
    assert!(agency.get("/activities").await.text.contains("<span>Border</span>"));
    assert_eq!(colleague.get(&view).await.status, StatusCode::NOT_FOUND);
    let page = agency.get(&view).await;
    agency.post(&page, &view, &[("name", "Border with Afghanistan"), ("shared", "on")]).await;
    assert!(colleague.get("/views").await.text.contains("Border with Afghanistan"));
    assert_eq!(neighbour.get(&view).await.status, StatusCode::NOT_FOUND, "another party sees none of it");
    // whom it is shared with changes nothing of it
    let page = colleague.get(&view).await;
    assert!(page.status == StatusCode::OK && !page.text.contains(&format!("{view}/remove")));
    assert_eq!(colleague.post(&page, &view, &[("name", "Mine")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(colleague.post(&page, &format!("{view}/remove"), &[]).await.status, StatusCode::NOT_FOUND);
    let page = agency.get(&view).await;
    assert_eq!(agency.post(&page, &format!("{view}/remove"), &[]).await.place(), "/views?done=view-removed");
    assert_eq!(agency.get(&view).await.status, StatusCode::NOT_FOUND);
    // nothing is kept that can't be shown
    let wrong = agency.post(&page, "/views", &[("name", "Wrong"), ("query", "from=yesterday")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nameless = agency.post(&page, "/views", &[("name", " "), ("query", "")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_gives_what_its_owner_may_have_at_that_moment() {
    let (served, mut agency, mut neighbour) = two_parties("TLP:GREEN").await;
    let view = saved(&mut neighbour, "Tajikistan", "place=iso2:TJ", false).await;
    let (calendar, map) = feed(&mut neighbour, &view).await;
    // no cookie, no login: the address is the key
    let mut outside = served.browser();
    let given = outside.get(&calendar).await;
    assert_eq!((given.status, kind(&given)), (StatusCode::OK, "text/calendar; charset=utf-8"));
    assert_eq!(given.text.matches("BEGIN:VEVENT").count(), 6, "{}", given.text);
    assert!(
        given.text.contains("DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260701\r\n"),
        "{}",
        given.text
    );
    assert_eq!(outside.get(&calendar).await.text, given.text, "events are known again");
    let drawn = outside.get(&map).await;
    assert_eq!(kind(&drawn), "application/geo+json");
    let drawn: Value = read(&drawn.text);
    assert_eq!((&drawn["tlp"], drawn["features"].as_array().map(Vec::len)), (&json!("TLP:GREEN"), Some(6)));
    // the day's first use is in the log, each record among the disclosures to the party
    assert_eq!(entries(&mut agency, "exported").await, 1);

    // a narrowed label takes sight away at once
    let list = agency.get("/activities?q=glacier").await;
    let record = format!("/records/{}", between(&list.text, "href=\"/records/", "\""));
    let page = agency.get(&record).await;
    agency.post(&page, &format!("{record}/label"), &[("tlp", "TLP:AMBER+STRICT"), ("reason", "")]).await;
    let given = outside.get(&calendar).await;
    assert_eq!(given.text.matches("BEGIN:VEVENT").count(), 5);
    assert!(!given.text.contains("Glacier"));

    // an ended feed isn't there any more, nor one of a view that is gone
    let page = neighbour.get(&view).await;
    let ends = between(&page.text, &format!("action=\"{view}/feeds/"), "\"").to_owned();
    neighbour.post(&page, &format!("{view}/feeds/{ends}"), &[]).await;
    assert_eq!(outside.get(&calendar).await.status, StatusCode::NOT_FOUND);
    let (calendar, _) = feed(&mut neighbour, &view).await;
    let page = neighbour.get(&view).await;
    neighbour.post(&page, &format!("{view}/remove"), &[]).await;
    assert_eq!(outside.get(&calendar).await.status, StatusCode::NOT_FOUND);
    for nothing in ["/feeds/x.ics", "/feeds/x.pdf", "/feeds/x"] {
        assert_eq!(outside.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    // what a feed is good for is its view alone
    let mut other = served.browser();
    let secret = between(&calendar, "/feeds/", ".ics");
    other.headers.insert("authorization", format!("Bearer {secret}"));
    assert_ne!(other.get("/api/v1/records").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_what_may_go_out_and_the_log_knows_of_it() {
    let (served, mut agency, mut neighbour) = two_parties("TLP:GREEN").await;
    let list = agency.get("/activities?q=glacier").await;
    let record = format!("/records/{}", between(&list.text, "href=\"/records/", "\""));
    let page = agency.get(&record).await;
    agency
        .post(
            &page,
            &format!("{record}/label"),
            &[("tlp", "TLP:AMBER"), ("audience", "neighbour"), ("reason", "")],
        )
        .await;
    let page = agency.get("/activities?place=iso2:TJ").await;
    let mut files = Vec::new();
    for format in ["csv", "jsonl", "geojson", "xlsx", "ics"] {
        let form = [("format", format), ("query", "place=iso2:TJ")];
        let file = agency.post(&page, "/activities/export", &form).await;
        assert_eq!(file.status, StatusCode::OK, "{format}: {}", file.text);
        let name = file.headers[header::CONTENT_DISPOSITION].to_str().expect("text").to_owned();
        assert!(name.ends_with(&format!("-TLP-AMBER.{format}\"")), "{name}");
        assert_eq!(file.headers["x-comity-records"], "6");
        files.push(file.text);
    }
    assert_eq!(
        (files[0].matches("TLP:GREEN").count(), files[0].matches("TLP:AMBER").count()),
        (5, 1),
        "{}",
        files[0]
    );
    assert_eq!(files[1].lines().count(), 6);
    assert_eq!(entries(&mut agency, "exported").await, 5);
    let wrong = agency.post(&page, "/activities/export", &[("format", "exe"), ("query", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let untold =
        agency.form("/activities/export", &[("csrf", "guessed"), ("format", "csv"), ("query", "")]).await;
    assert_eq!(untold.status, StatusCode::FORBIDDEN);

    // a guest sees what is green, and takes none of it along
    let mut guest = served.user(&mut agency, "gina", "neighbour", "guest").await;
    let page = guest.get("/activities").await;
    let file = guest.post(&page, "/activities/export", &[("format", "csv"), ("query", "")]).await;
    assert_eq!((file.status, file.text.lines().count()), (StatusCode::OK, 1), "{}", file.text);
    let mut own = program(&served, &mut neighbour, &["read"]).await;
    let file = own.get("/api/v1/activities/export?format=csv&kind=training").await;
    assert_eq!((file.status, kind(&file)), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert_eq!(file.text.lines().count(), 5, "{}", file.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_list_and_keep_views() {
    let (served, mut agency, _) = two_parties("TLP:GREEN").await;
    let mut writer = program(&served, &mut agency, &["read", "write"]).await;
    let kept = writer.json("/api/v1/views", &json!({ "name": "Roads", "query": "q=roads&view=map" })).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text);
    let list = read(&writer.get("/api/v1/views").await.text);
    assert_eq!(
        (&list[0]["name"], &list[0]["query"], &list[0]["own"]),
        (&json!("Roads"), &json!("view=map&q=roads"), &json!(true))
    );
    let mut reader = program(&served, &mut agency, &["read"]).await;
    let kept = reader.json("/api/v1/views", &json!({ "name": "Roads", "query": "" })).await;
    assert_eq!(kept.status, StatusCode::FORBIDDEN);
}
