//! Activities and parties as they are drawn: every view over one filter, every number opens, nothing tells of what is hidden.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::api::{program, read};
use crate::browser::{Answer, Browser, Served, between};
use crate::story::RECORDS;

/// A node with the plan of `agency`, and a neighbour.
pub async fn two_parties(tlp: &str) -> (Served, Browser, Browser) {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    agency.import(&served, "plan.csv", RECORDS, tlp).await;
    (served, agency, neighbour)
}

/// The addresses of links whose label or text holds a word.
fn links(page: &Answer, class: &str) -> Vec<String> {
    let mut out = Vec::new();
    for piece in page.text.split("<a ").skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        if tag.contains(&format!("class=\"{class}")) {
            out.push(between(tag, "href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&"));
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_stands_over_one_filter() {
    let (_served, mut agency, _) = two_parties("TLP:GREEN").await;
    for view in ["map", "timeline", "table", "matrix"] {
        let page = agency.get(&format!("/activities?view={view}&place=iso2:TJ")).await;
        assert_eq!(page.status, StatusCode::OK, "{view}: {}", page.text);
        assert!(page.text.contains("<p class=\"sentence\">6 activities, "), "{view}: {}", page.text);
        // the other views and the narrower filters keep what is chosen
        let tabs = between(&page.text, "<nav class=\"views\"", "</nav>");
        assert_eq!(tabs.matches("place=iso2%3ATJ").count(), 4, "{view}: {tabs}");
        let facets = between(&page.text, "<h2>Year</h2>", "</ul>");
        let kept =
            if view == "table" { facets.len() } else { facets.matches(&format!("view={view}")).count() };
        assert!(kept > 0, "{view}: {facets}");
    }
    let wrong = agency.get("/activities?view=map&area=1,2").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(agency.get("/activities?label=TLP:PURPLE").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_of_a_drawing_opens_so_many_activities() {
    let (_served, mut agency, _) = two_parties("TLP:GREEN").await;
    let page = agency.get("/activities?view=matrix&by=place").await;
    let cells = links(&page, "cell");
    assert!(cells.len() > 8, "{}", page.text);
    for cell in cells {
        let count = page
            .text
            .split(&cell.replace('&', "&#38;"))
            .nth(1)
            .map(|rest| between(rest, ">", "<").to_owned());
        let opened = agency.get(&cell).await;
        let sentence = between(&opened.text, "<p class=\"sentence\">", " activit");
        assert_eq!(count.as_deref(), Some(sentence), "{cell}");
    }
    let page = agency.get("/activities?view=map").await;
    let circles = links(&page, "circle");
    assert!(!circles.is_empty(), "{}", page.text);
    for circle in circles {
        let label = page
            .text
            .split(&circle.replace('&', "&#38;"))
            .nth(1)
            .map(|rest| between(rest, "aria-label=\"", "\"").to_owned());
        let opened = agency.get(&circle).await;
        let sentence = between(&opened.text, "<p class=\"sentence\">", "</p>");
        let label = label.unwrap_or_default();
        assert!(!label.is_empty() && sentence.starts_with(&label), "{circle}: {label} and {sentence}");
    }
    let page = agency.get("/activities?view=timeline").await;
    let bars = links(&page, "bar");
    assert_eq!(bars.len(), 13, "{}", page.text);
    assert_eq!(agency.get(&bars[0]).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn drawings_tell_nothing_of_what_is_hidden() {
    let (_served, _agency, mut neighbour) = two_parties("TLP:AMBER+STRICT").await;
    for view in ["map", "timeline", "table", "matrix", "matrix&by=place"] {
        let page = neighbour.get(&format!("/activities?view={view}")).await;
        assert!(page.text.contains("<p class=\"sentence\">0 activities</p>"), "{view}: {}", page.text);
        for word in ["School", "Tajikistan", "OSCE", "2026", "TLP:AMBER"] {
            let told = page.text.matches(word).count();
            assert_eq!(told, 0, "{view} tells of {word}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_count_as_pages_do() {
    let (served, mut agency, mut neighbour) = two_parties("TLP:AMBER+STRICT").await;
    let mut own = program(&served, &mut agency, &["read"]).await;
    let counts = read(&own.get("/api/v1/activities").await.text);
    assert_eq!((&counts["activities"], &counts["first_day"]), (&json!(13), &json!("2024-01-01")));
    assert_eq!(
        counts["facets"][4],
        json!({ "field": "label", "values": [{ "value": "TLP:AMBER+STRICT", "activities": 13 }] })
    );
    let map = read(&own.get("/api/v1/activities/map?place=iso2:TJ").await.text);
    let circles = map["circles"].as_array().expect("circles");
    assert_eq!(circles.iter().filter_map(|circle| circle["activities"].as_u64()).sum::<u64>(), 6);
    let timeline = read(&own.get("/api/v1/activities/timeline?kind=training").await.text);
    assert!(timeline["lanes"][0]["bars"][0]["id"].is_string(), "{timeline}");
    let matrix = read(&own.get("/api/v1/activities/matrix?by=place").await.text);
    assert_eq!(matrix["cells"].as_array().map(Vec::len), matrix["parties"].as_array().map(Vec::len));
    let wrong = own.get("/api/v1/activities?from=yesterday").await;
    assert_eq!(
        (wrong.status, &read(&wrong.text)["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("input"))
    );

    let mut other = program(&served, &mut neighbour, &["read"]).await;
    let counts = read(&other.get("/api/v1/activities").await.text);
    assert_eq!((&counts["activities"], &counts["years"]), (&json!(0), &json!([])));
    for path in ["map", "timeline", "matrix"] {
        let text = other.get(&format!("/api/v1/activities/{path}")).await.text;
        let told: Value = read(&text);
        assert!(told.is_object() && !text.contains("OSCE") && !text.contains("iso2"), "{path}: {text}");
    }
    let mut writer = program(&served, &mut agency, &["import"]).await;
    assert_eq!(writer.get("/api/v1/activities/map").await.status, StatusCode::FORBIDDEN);
}
