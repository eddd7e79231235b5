//! Desks' routes: chosen in words, looked at, kept; findings come by them.

use axum::http::StatusCode;
use serde_json::json;

use crate::api::{program, read};
use crate::browser::{Browser, Served, between};
use crate::story::RECORDS;

/// A node with two desks and the plans; gives the ids of the desks.
async fn settled() -> (Served, Browser, [String; 2]) {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    for name in ["Borders", "Schools"] {
        let page = agency.get("/desks").await;
        let form = [("party", "agency"), ("name", name), ("call", ""), ("open", "on")];
        assert_eq!(agency.post(&page, "/desks", &form).await.status, StatusCode::SEE_OTHER);
    }
    agency.import(&served, "plan.csv", RECORDS, "TLP:GREEN").await;
    let page = agency.get("/desks").await.text;
    let id = |name: &str| {
        let row = page.split("<tr>").find(|row| row.contains(&format!(">{name}"))).expect("a row");
        between(row, "href=\"/desks/", "/route").to_owned()
    };
    let ids = [id("Borders"), id("Schools")];
    (served, agency, ids)
}

/// The number before words of a page; 0 where they don't stand there.
fn number(text: &str, words: &str) -> u64 {
    let before = text.split_once(words).map_or("", |(before, _)| before);
    let last = before.rsplit(|letter: char| !letter.is_ascii_digit()).find(|part| !part.is_empty());
    last.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_is_chosen_in_words_looked_at_and_kept() {
    let (served, mut agency, [borders, _]) = settled().await;
    let form = format!("/desks/{borders}/route");
    let page = agency.get(&form).await;
    assert!(page.text.contains("value=\"conflict\"") && page.text.contains("Tajikistan"), "{}", page.text);
    let looked = agency.get(&format!("{form}?look=1&place-named=%D0%A2%D0%B0%D0%B4%D0%B6%D0%B8%D0%BA%D0%B8%D1%81%D1%82%D0%B0%D0%BD&kind=same&kind=overlap")).await;
    assert!(looked.text.contains("name=\"place\" value=\"iso2:TJ\""), "named in Russian: {}", looked.text);
    let comes =
        number(&looked.text, " come to this desk now.").max(number(&looked.text, " comes to this desk now."));
    assert!(comes > 0, "{}", looked.text);
    let fields = [("place", "iso2:TJ"), ("kind", "same"), ("kind", "overlap")];
    let kept = agency.post(&looked, &form, &fields).await;
    assert_eq!(kept.place(), format!("/desks?came={comes}&done=kept"), "{}", kept.text);
    let page = agency.get(kept.place()).await;
    assert!(page.text.contains("came to the desk.") && page.text.contains("Tajikistan"), "{}", page.text);
    // what is there isn't offered twice, and the next run moves nothing
    let looked = agency.get(&format!("{form}?look=1&place=iso2:TJ&kind=same&kind=overlap")).await;
    assert!(looked.text.contains("0 come to this desk now."), "{}", looked.text);
    served.work().await;

    let unknown = agency.get(&format!("{form}?look=1&place-named=Nowhere+at+all&kind=same")).await;
    assert!(unknown.text.contains("“Nowhere at all” is no place that is known"), "{}", unknown.text);
    assert!(unknown.text.contains("value=\"same\" checked"), "what was ticked stays");
    let mut desk = served.user(&mut agency, "dara", "agency", "desk-officer").await;
    assert_eq!(desk.get(&form).await.status, StatusCode::FORBIDDEN);
    let me = desk.get("/me").await;
    assert_eq!(desk.post(&me, &form, &fields).await.status, StatusCode::FORBIDDEN);
    assert!(desk.get("/desks").await.text.contains("Tajikistan"), "what comes where is no secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_keep_routes() {
    let (served, mut agency, [borders, schools]) = settled().await;
    let mut operator = program(&served, &mut agency, &["read", "write"]).await;
    let desks = read(&operator.get("/api/v1/desks").await.text);
    assert!(desks.as_array().expect("desks").iter().any(|desk| desk["id"] == json!(borders)));
    let wide = json!({ "place": ["Tajikistan", "iso2:KG"] });
    let path = format!("/api/v1/desks/{borders}/route");
    let looked = operator.put_json(&format!("{path}?preview=true"), &wide).await;
    let looked = read(&looked.text);
    assert!(looked["comes"].as_u64() > Some(0) && looked["stays"] == 0, "{looked}");
    assert_eq!(read(&operator.get(&path).await.text)["place"], json!([]), "only looked at");
    assert_eq!(operator.put_json(&path, &wide).await.status, StatusCode::OK);
    assert_eq!(read(&operator.get(&path).await.text)["place"], json!(["iso2:KG", "iso2:TJ"]));
    let narrower =
        operator.put_json(&format!("/api/v1/desks/{schools}/route"), &json!({ "kind": ["same"] })).await;
    let narrower = read(&narrower.text);
    assert_eq!(narrower["comes"], 0, "what is at a desk stays there: {narrower}");
    let wrong = operator.put_json(&path, &json!({ "theme": ["zzz"] })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("`zzz` is no theme"), "{}", wrong.text);
    let nowhere = operator.get("/api/v1/desks/01a20e9b-0000-7000-8000-000000000000/route").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}
