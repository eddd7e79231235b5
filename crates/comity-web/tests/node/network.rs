//! Parties, ties and gaps as pages and programs see them.

use axum::http::StatusCode;
use serde_json::json;

use crate::api::{program, read};
use crate::browser::{Browser, Served, between};

const PARTIES: &str = "id,name,aliases,kind,organ_of,since,source
sco,Shanghai Cooperation Organization,ШОС,institution,,2001-06-15,paper
sco-rats,Regional Antiterrorism Structure,РАТС,organ,sco,2004-06-17,paper
nato,North Atlantic Treaty Organization,NATO,institution,,1949-04-04,paper
kg,Kyrgyzstan,,state,,,paper
";
const TIES: &str = "from,to,kind,since,until,note,source
kg,sco,member,2001-06-15,,,paper
kg,nato,partner,1994-06-01,2002-01-01,PfP,paper
";
const NEEDS: &str = "id,title,themes,place,countries,lat,lon,stated_by,since,source
need-heroin,Transit of heroin,counter-narcotics,Tajik-Afghan border,TJ;AF,37.3,68.7,sco;nato,2001-01-01,paper
need-water,Clean water,water,Naryn,KG,,,kg,2001-01-01,paper
";
const ACTIVITIES: &str = "id,reporter,title,kind,themes,countries,start,end,source
a-1,sco,Training against narcotics trafficking,training,counter-narcotics,TJ,2005-01-01,2026-12-31,paper
a-2,nato,Counter-narcotics courses,training,counter-narcotics,AF,2005-12-01,2026-12-31,paper
";

/// A node with parties, ties, needs and activities of `osce`, under a label.
async fn network(tlp: &str) -> (Served, Browser, Browser) {
    let served = Served::new().await;
    let mut osce = served.operator("osce").await;
    let neighbour = served.user(&mut osce, "nadia", "neighbour", "desk-officer").await;
    for (name, text) in
        [("parties.csv", PARTIES), ("ties.csv", TIES), ("needs.csv", NEEDS), ("activities.csv", ACTIVITIES)]
    {
        osce.import(&served, name, text, tlp).await;
    }
    (served, osce, neighbour)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_that_of_the_day_and_every_party_keeps_its_place() {
    let (_served, mut osce, _) = network("TLP:GREEN").await;
    let then = osce.get("/parties?on=2000-06-01&states=1").await;
    let now = osce.get("/parties?on=2006-06-01&states=1").await;
    assert!(then.text.contains("1 tie is in force on 1 Jun 2000."), "{}", then.text);
    assert!(then.text.contains("Kyrgyzstan – North Atlantic Treaty Organization: partner"));
    assert!(!then.text.contains("Kyrgyzstan – Shanghai Cooperation Organization: member"));
    assert!(now.text.contains("Kyrgyzstan – Shanghai Cooperation Organization: member"));
    let place = |text: &str| between(text, "<title>Kyrgyzstan</title>", "/>").to_owned();
    assert!(!place(&then.text).is_empty(), "{}", then.text);
    assert_eq!(place(&then.text), place(&now.text));
    // states are drawn where they are asked for
    assert!(place(&osce.get("/parties?on=2006-06-01").await.text).is_empty());
    assert_eq!(osce.get("/parties?on=yesterday").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_tells_its_ties_needs_and_activities_each_with_its_source() {
    let (_served, mut osce, _) = network("TLP:GREEN").await;
    let page = osce.get("/parties/sco").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for told in [
        "Shanghai Cooperation Organization",
        "ШОС",
        "15 Jun 2001",
        "Regional Antiterrorism Structure",
        "parties.csv",
        "ties.csv:2",
        "Transit of heroin",
        "href=\"/activities?party=sco\">1 activity<",
    ] {
        assert!(page.text.contains(told), "{told} is missing: {}", page.text);
    }
    let organ = osce.get("/parties/sco-rats").await;
    assert!(organ.text.contains("organ of <a href=\"/parties/sco\">"), "{}", organ.text);
    assert_eq!(osce.get("/parties/unknown").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn gaps_show_needs_beside_what_is_done() {
    let (_served, mut osce, _) = network("TLP:GREEN").await;
    let page = osce.get("/gaps").await;
    assert!(page.text.contains("<p class=\"sentence\">2 stated needs, "), "{}", page.text);
    assert!(page.text.contains("Clean water") && page.text.contains("Kyrgyzstan"));
    // a cell opens as many activities as it says, a need too
    let row = page.text.split("Transit of heroin</a>").nth(1).unwrap_or_default();
    let cell = between(row, "<td class=\"number\">", "</td>");
    let (address, count) = (between(cell, "href=\"", "\"").replace("&#38;", "&"), between(cell, ">", "<"));
    assert_eq!(count, "2", "{}", page.text);
    let opened = osce.get(&address).await;
    assert!(opened.text.contains("<p class=\"sentence\">2 activities, "), "{address}: {}", opened.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_hidden_parties_ties_and_needs() {
    let (served, mut osce, mut neighbour) = network("TLP:AMBER+STRICT").await;
    for path in ["/parties?states=1", "/gaps"] {
        let page = neighbour.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        for word in ["Shanghai", "Kyrgyzstan", "heroin", "Clean water", "PfP"] {
            assert!(!page.text.contains(word), "{path} tells of {word}");
        }
    }
    let (hidden, absent) = (neighbour.get("/parties/sco").await, neighbour.get("/parties/unknown").await);
    assert_eq!((hidden.status, absent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    let mut own = program(&served, &mut osce, &["read"]).await;
    let ties = read(&own.get("/api/v1/ties?on=2006-06-01").await.text);
    assert_eq!((ties["ties"].as_array().map(Vec::len), &ties["ties"][0]["from"]), (Some(1), &json!("kg")));
    assert_eq!(read(&own.get("/api/v1/parties").await.text).as_array().map(Vec::len), Some(4));
    let gaps = read(&own.get("/api/v1/gaps").await.text);
    assert_eq!(gaps["needs"].as_array().map(Vec::len), Some(2), "{gaps}");
    let mut other = program(&served, &mut neighbour, &["read"]).await;
    assert_eq!(read(&other.get("/api/v1/parties").await.text), json!([]));
    assert_eq!(read(&other.get("/api/v1/gaps").await.text)["needs"], json!([]));
    assert_eq!(read(&other.get("/api/v1/ties").await.text)["ties"], json!([]));
}

const INSTRUMENTS: &str = "id,title,parties,kind,date,obligation,source
sco-guests,Mechanism for inviting guests,sco,rule,2002-11-23,the Council of Foreign Ministers may invite guests,paper
no-brigades,Ban on brigades,kg,treaty,2003-01-01,the parties prohibit the deployment of armoured brigades,paper
";

#[tokio::test(flavor = "multi_thread")]
async fn ways_to_tie_are_told_in_the_language_of_the_reader() {
    let (served, mut osce, mut neighbour) = network("TLP:AMBER+STRICT").await;
    let brigades = "id,reporter,title,kind,themes,countries,start,end,source
a-3,nato,Deployment of armoured brigades,operation,border-security,KG,2005-01-01,2026-12-31,paper
";
    for (name, text) in [("instruments.csv", INSTRUMENTS), ("brigades.csv", brigades)] {
        osce.import(&served, name, text, "TLP:AMBER+STRICT").await;
    }
    let asked =
        "on=2006-06-01&a=add-tie%20nato%20sco%20liaison&b=end-tie%20nato%20sco&c=sign%20nato%20no-brigades";
    let says = [
        (
            "en",
            "SCO</a> – <a",
            "invites NATO under “Mechanism for inviting guests”",
            "no such tie of NATO with",
            "Activities that an instrument would forbid or set a condition for",
        ),
        (
            "ru",
            "ШОС",
            "основание: «Mechanism for inviting guests»",
            "такая связь не действует",
            "Мероприятия, которые документ запретит или обусловит",
        ),
        (
            "zh",
            "上海合作组织",
            "依据“Mechanism for inviting guests”邀请",
            "之间没有这一有效联系",
            "文书将禁止或附加条件的活动",
        ),
    ];
    let mut program = program(&served, &mut osce, &["read", "write"]).await;
    for (language, name, guest, nothing, ruled) in says {
        osce.headers.insert("accept-language", language.to_owned());
        program.headers.insert("accept-language", language.to_owned());
        let page = osce.get(&format!("/ties?{asked}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        for told in [guest, nothing, ruled] {
            assert!(page.text.contains(told), "{language}: {told} is missing: {}", page.text);
        }
        assert!(!page.text.contains("<span lang=\"en\">"), "nothing is left in English for others");
        let told = read(&program.get(&format!("/api/v1/ties/ways?{asked}")).await.text);
        let ways = told["missing"][0]["ways"].as_array().expect("ways").clone();
        assert!(ways.iter().any(|way| way["says"].to_string().contains(guest)), "{told}");
        assert!(language == "en" || told.to_string().contains(name), "{language}: {name}: {told}");
        assert_eq!(told["scenarios"][0]["no_longer_missing"].as_array().map(Vec::len), Some(1), "{told}");
        assert!(told["scenarios"][1]["wrong"].to_string().contains(nothing), "{told}");
        let forbidden = &told["scenarios"][2]["forbidden"];
        assert_eq!(forbidden.as_array().map(Vec::len), Some(1), "what NATO does itself: {told}");
        let record = forbidden[0]["address"].as_str().expect("its record").to_owned();
        assert_eq!(osce.get(&record).await.status, StatusCode::OK);
    }
    let told = neighbour.get(&format!("/ties?{asked}")).await;
    for word in ["Mechanism", "narcotics", "armoured", "Shanghai"] {
        assert!(!told.text.contains(word), "{word} is told to who sees none of it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_is_kept_opened_beside_others_renamed_and_removed() {
    let (served, mut osce, mut neighbour) = network("TLP:GREEN").await;
    let mut colleague = served.user(&mut osce, "carl", "osce", "analyst").await;
    let open = "/ties?on=2006-06-01&a=add-tie%20nato%20sco%20liaison";
    let page = osce.get(open).await;
    let form = [("name", "A liaison"), ("changes", "add-tie nato sco liaison"), ("back", open)];
    let kept = osce.post(&page, "/ties/scenarios", &form).await;
    assert_eq!(
        (kept.status, kept.place()),
        (StatusCode::SEE_OTHER, format!("{open}&done=scenario-kept").as_str())
    );
    let page = osce.get(kept.place()).await;
    assert!(
        page.text.contains("The scenario is kept.") && page.text.contains("kept as “A liaison”"),
        "{}",
        page.text
    );
    // a colleague opens it beside another; who sits elsewhere knows nothing of it
    let beside = colleague.get("/ties?on=2006-06-01&a=admit%20kg%20nato").await;
    let link =
        between(&beside.text, "href=\"/ties?on=2006-06-01&#38;a=admit%20kg%20nato&#38;b=", "\"").to_owned();
    assert_eq!(link, "add-tie%20nato%20sco%20liaison", "{}", beside.text);
    assert!(!beside.text.contains("Rename"), "who did not keep it can't rename it");
    assert!(!neighbour.get("/ties").await.text.contains("A liaison"));
    let scenario = between(&page.text, "action=\"/ties/scenarios/", "\"").to_owned();
    let place = format!("/ties/scenarios/{scenario}");
    for other in [&mut colleague, &mut neighbour] {
        let page = other.get("/ties").await;
        let renamed = other.post(&page, &place, &[("name", "Mine")]).await;
        assert_eq!(renamed.status, StatusCode::NOT_FOUND, "{}", renamed.text);
    }
    let renamed = osce.post(&page, &place, &[("name", "Liaison office"), ("back", "/ties")]).await;
    assert_eq!(renamed.place(), "/ties?done=changed");
    assert!(colleague.get("/ties").await.text.contains("Liaison office"));
    let wrong = osce.post(&page, "/ties/scenarios", &[("name", "Wrong"), ("changes", "join nato sco")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    let mut own = program(&served, &mut osce, &["read", "write"]).await;
    let new = json!({"name": "By a program", "changes": "admit kg nato"});
    let made = own.json("/api/v1/scenarios", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let all = read(&own.get("/api/v1/scenarios").await.text);
    assert_eq!(all.as_array().map(Vec::len), Some(2), "{all}");
    let id = read(&made.text)["id"].as_str().expect("an id").to_owned();
    assert_eq!(own.delete(&format!("/api/v1/scenarios/{id}")).await.status, StatusCode::NO_CONTENT);
    osce.post(&page, &format!("{place}/remove"), &[("back", "/ties")]).await;
    assert!(!osce.get("/ties").await.text.contains("Liaison office"));
    let log = osce.get("/ledger?kind=household-changed").await;
    assert!(log.text.contains("scenario of ties"), "{}", log.text);
}
