//! Reference files of the node's own: looked at, in force at once, put back, removed; boundaries on the map with their source.

use axum::http::StatusCode;
use comity_node::Facet;

use crate::api::{program, read};
use crate::browser::{Answer, Browser, Served, between};

const PLANS: &str = "id,title,start date,location,sector\n\
    V-1,Valley clinics,2026-04-01,Kuhdara valley,quiet diplomacy\n\
    V-2,Mountain posts,2026-04-01,Dushanbe,health\n";
const PLACES: &str = "id,level,name,names,parent,points\nlocal:kuhdara,named,Kuhdara valley,ru=Долина Кухдара,iso2:TJ,38.1 68.2\n";
const THEMES: &str = "id,name,parent,same\nlocal:quiet,Quiet diplomacy,,\n";
const BORDER: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"place":"iso2:TJ","name":"Tajikistan"},"geometry":{"type":"Polygon","coordinates":[[[67,36.7],[75,36.7],[75,41],[67,41],[67,36.7]]]}},
{"type":"Feature","properties":{"name":"The valley","disputed":true},"geometry":{"type":"LineString","coordinates":[[68,38],[69,39]]}},
{"type":"Feature","properties":{"place":"iso2:KG"},"geometry":{"type":"Polygon","coordinates":[[[7000000,4000000],[7500000,4000000],[7500000,4500000],[7000000,4000000]]]}}
]}"#;

async fn send(browser: &mut Browser, (part, name): (&str, &str), text: &str) -> Answer {
    let page = browser.get("/reference").await;
    let csrf = page.csrf().to_owned();
    let csrf = if csrf.is_empty() { browser.get("/me").await.csrf().to_owned() } else { csrf };
    let fields =
        [("csrf", csrf.as_str()), ("part", part), ("source", "The survey of 2005"), ("licence", "CC BY 4.0")];
    browser.fields_and_files("/reference", &fields, &[(name, text.as_bytes())]).await
}

/// Sends a file and puts it in force; gives the page of the draft.
async fn keep(browser: &mut Browser, what: (&str, &str), text: &str) -> Answer {
    let sent = send(browser, what, text).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let draft = browser.get(sent.place()).await;
    let kept = browser.post(&draft, sent.place(), &[("reason", "a new survey")]).await;
    assert_eq!(kept.place(), "/reference?done=reference-kept", "{}", kept.text);
    draft
}

async fn settled() -> (Served, Browser) {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    agency.import(&served, "plans.csv", PLANS, "TLP:GREEN").await;
    (served, agency)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_holds_at_once_here_and_in_another_process_and_records_are_found_by_it() {
    let (served, mut agency) = settled().await;
    let beside = served.beside().await;
    assert!(agency.get("/activities?place=local:kuhdara").await.text.contains("0 activities"));
    let draft = keep(&mut agency, ("places", "valleys.csv"), PLACES).await;
    for words in [
        "Nothing is changed yet.",
        "1 record names a place that is not known now and would be.",
        "<dt>added</dt><dd>1</dd>",
        "Kuhdara valley",
        "local:kuhdara",
    ] {
        assert!(draft.text.contains(words), "{words}: {}", draft.text);
    }
    assert_eq!(served.node.named(Facet::Place, "local:kuhdara", "ru"), "Долина Кухдара", "at once");
    assert_eq!(beside.named(Facet::Place, "local:kuhdara", "ru"), "local:kuhdara");
    beside.take_up_reference().await.expect("read");
    assert_eq!(beside.named(Facet::Place, "local:kuhdara", "ru"), "Долина Кухдара");
    beside.close().await;
    served.work().await;
    let found = agency.get("/activities?place=local:kuhdara").await;
    assert!(found.text.contains("Valley clinics") && found.text.contains("1 activity"), "{}", found.text);
    assert!(agency.get("/activities?place=iso2:TJ").await.text.contains("Valley clinics"));

    keep(&mut agency, ("themes", "themes.csv"), THEMES).await;
    served.work().await;
    assert!(agency.get("/activities?theme=local:quiet").await.text.contains("Valley clinics"));
    let page = agency.get("/reference").await;
    for words in
        ["valleys.csv", "The survey of 2005", "CC BY 4.0", "olga", "1 row", "a new survey", "countries.csv"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }

    // an end of the server changes nothing
    let served = served.again(&mut [&mut agency]).await;
    assert_eq!(served.node.named(Facet::Place, "local:kuhdara", "en"), "Kuhdara valley");
    let address = between(&page.text, "href=\"/reference/versions/", "\"").to_owned();
    let ask = format!("/reference/versions/{address}/remove");
    let page = agency.get(&ask).await;
    assert!(page.text.contains("would not be known any more"), "{}", page.text);
    let reasonless = agency.post(&page, &ask, &[("reason", " ")]).await;
    assert_eq!(reasonless.status, StatusCode::CONFLICT);
    let removed = agency.post(&page, &ask, &[("reason", "the survey was wrong")]).await;
    assert_eq!(removed.place(), "/reference?done=reference-removed");
    served.work().await;
    let page = agency.get("/reference").await;
    assert!(page.text.contains("the survey was wrong") && page.text.contains("Put back"), "{}", page.text);
    let gone = ["place=local:kuhdara", "theme=local:quiet"].map(|asked| format!("/activities?{asked}"));
    let mut texts = Vec::new();
    for path in &gone {
        texts.push(agency.get(path).await.text.contains("0 activities"));
    }
    assert_eq!(texts.iter().filter(|gone| **gone).count(), 1, "the other file still holds");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_located_and_an_earlier_version_is_put_back() {
    let (_served, mut agency) = settled().await;
    let wrong =
        format!("{PLACES}local:other,village,Other,,iso2:TJ,\nlocal:third,named,Third,,iso2:TJ,95 200\n");
    let sent = send(&mut agency, ("places", "valleys.csv"), &wrong).await;
    let draft = agency.get(sent.place()).await;
    for words in [
        "valleys.csv:3",
        "`village` is no level",
        "valleys.csv:4",
        "`95 200` is no point",
        "<dt>refused</dt><dd>2</dd>",
    ] {
        assert!(draft.text.contains(words), "{words}: {}", draft.text);
    }
    keep(&mut agency, ("places", "valleys.csv"), PLACES).await;
    let again = agency.get(sent.place()).await;
    assert!(again.text.contains("<dt>as they are</dt><dd>1</dd>"), "looked at again: {}", again.text);
    agency.post(&again, &format!("{}/forget", sent.place()), &[]).await;
    assert_eq!(agency.get(sent.place()).await.status, StatusCode::NOT_FOUND);
    let renamed = PLACES.replace("Kuhdara valley,", "The valley,");
    let draft = keep(&mut agency, ("places", "valleys.csv"), &renamed).await;
    assert!(draft.text.contains("<dt>replaced</dt><dd>1</dd>"), "{}", draft.text);
    let page = agency.get("/reference").await;
    let back = between(&page.text, "action=\"/reference/versions/", "/again").to_owned();
    let bytes = agency.get(&format!("/reference/versions/{back}")).await;
    assert_eq!(
        (bytes.text.as_str(), bytes.headers["content-type"].to_str().ok()),
        (PLACES, Some("text/csv; charset=utf-8"))
    );
    let sent = agency.post(&page, &format!("/reference/versions/{back}/again"), &[]).await;
    let draft = agency.get(sent.place()).await;
    assert!(draft.text.contains("<dt>replaced</dt><dd>1</dd>"), "{}", draft.text);

    for (what, text, status) in [
        (("places", "x.csv"), "a,b\n1,2\n", StatusCode::UNPROCESSABLE_ENTITY),
        (("themes", "x.csv"), PLACES, StatusCode::UNPROCESSABLE_ENTITY),
        (("jokes", "x.csv"), PLACES, StatusCode::UNPROCESSABLE_ENTITY),
        (("places", "x.csv"), "", StatusCode::UNPROCESSABLE_ENTITY),
        (("boundaries", "valleys.csv"), BORDER, StatusCode::CONFLICT),
    ] {
        let refused = send(&mut agency, what, text).await;
        assert_eq!(refused.status, status, "{what:?}: {}", refused.text);
    }
    // of what can't be read nothing is put in force
    let sent = send(&mut agency, ("boundaries", "x.geojson"), "{\"type\":").await;
    let draft = agency.get(sent.place()).await;
    assert!(draft.text.contains("Nothing of the file can be read"), "{}", draft.text);
    let kept = agency.post(&draft, sent.place(), &[]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn boundaries_are_drawn_under_their_sources_name_and_decide_nothing() {
    let (served, mut agency) = settled().await;
    let map = "/activities?view=map&area=35,60,43,80";
    let before = agency.get(map).await.text;
    assert!(before.contains("#borders") && !before.contains("class=\"boundaries\""));
    let draft = keep(&mut agency, ("boundaries", "borders.geojson"), BORDER).await;
    for words in [
        "Boundaries as named by The survey of 2005.",
        "1 outline belongs to no place",
        "1 outline is called disputed",
        "the coordinates are projected",
        "borders.geojson:4",
        "ogr2ogr",
    ] {
        assert!(draft.text.contains(words), "{words}: {}", draft.text);
    }
    let drawn = agency.get(map).await.text;
    for words in [
        "class=\"boundaries\"",
        "class=\"disputed\"",
        "Boundaries as named by The survey of 2005 (CC BY 4.0); showing them is no position on status.",
    ] {
        assert!(drawn.contains(words), "{words}: {drawn}");
    }
    assert!(!drawn.contains("#borders"), "one view of a country's borders at a time");
    let elsewhere = agency.get("/activities?view=map&area=-40,-70,-20,-40").await.text;
    assert!(!elsewhere.contains("The survey of 2005"), "named where something of it is drawn");
    served.work().await;
    assert!(agency.get("/activities?place=iso2:TJ").await.text.contains("1 activity"), "Dushanbe as before");
    agency.headers.insert("accept-language", "ru".to_owned());
    assert!(agency.get(map).await.text.contains("Границы в изложении источника: The survey of 2005"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_works_here_reads_and_operators_decide() {
    let (served, mut agency) = settled().await;
    keep(&mut agency, ("places", "valleys.csv"), PLACES).await;
    let sent = send(&mut agency, ("places", "more.csv"), PLACES).await;
    let mut desk = served.user(&mut agency, "dara", "neighbour", "desk-officer").await;
    let page = desk.get("/reference").await;
    assert!(
        page.text.contains("valleys.csv") && !page.text.contains("enctype") && !page.text.contains("/remove")
    );
    assert_eq!(send(&mut desk, ("places", "x.csv"), PLACES).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.get(sent.place()).await.status, StatusCode::FORBIDDEN);
    let version = between(&page.text, "href=\"/reference/versions/", "\"").to_owned();
    assert_eq!(desk.get(&format!("/reference/versions/{version}")).await.status, StatusCode::OK);
    assert_eq!(
        desk.get(&format!("/reference/versions/{version}/remove")).await.status,
        StatusCode::FORBIDDEN
    );
    let me = desk.get("/me").await;
    let path = format!("/reference/versions/{version}/remove");
    assert_eq!(desk.post(&me, &path, &[("reason", "x")]).await.status, StatusCode::FORBIDDEN);
    let mut auditor = served.user(&mut agency, "aigul", "", "auditor").await;
    assert_eq!(auditor.get("/reference").await.status, StatusCode::FORBIDDEN);
    assert_eq!(auditor.get(&format!("/reference/versions/{version}")).await.status, StatusCode::FORBIDDEN);
    let foreign = agency.fields_and_files("/reference", &[("csrf", "x")], &[("x.csv", b"x")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_send_look_keep_and_remove() {
    let (served, mut agency) = settled().await;
    let mut operator = program(&served, &mut agency, &["read", "write"]).await;
    let fields = [("part", "places"), ("source", "The survey"), ("licence", "CC0"), ("name", "valleys.csv")];
    let file: [(&str, &[u8]); 1] = [("f.csv", PLACES.as_bytes())];
    let sent = operator.fields_and_files("/api/v1/reference", &fields, &file).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    let draft = read(&sent.text);
    assert_eq!((&draft["added"], &draft["resolution"]["places"]["now"]), (&1.into(), &1.into()), "{draft}");
    let place = sent.place().to_owned();
    assert_eq!(read(&operator.get(&place).await.text)["name"], "valleys.csv");
    let kept = operator.ask("POST", &format!("{place}?reason=new"), None).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text);
    let files = read(&operator.get("/api/v1/reference").await.text);
    assert_eq!((&files[0]["in_force"], &files[0]["reason"]), (&true.into(), &"new".into()));
    let id = files[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(operator.get(&format!("/api/v1/reference/{id}/content")).await.text, PLACES);
    assert_eq!(operator.delete(&format!("/api/v1/reference/{id}")).await.status, StatusCode::CONFLICT);
    let removed = operator.delete(&format!("/api/v1/reference/{id}?reason=old")).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.text);
    let other = operator.fields_and_files("/api/v1/reference", &fields, &file).await;
    assert_eq!(operator.delete(other.place()).await.status, StatusCode::NO_CONTENT);
    let mut reader = program(&served, &mut agency, &["read"]).await;
    let refused = reader.fields_and_files("/api/v1/reference", &fields, &file).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
