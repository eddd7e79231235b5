//! Councils: who may do and see what, by pages and by programs; a decision by silence that becomes a tie.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use comity_node::Time;
use serde_json::{Value, json};

use crate::api::{program, read};
use crate::browser::{Browser, NOW, PASSWORD, Served};

/// A council of the agency and its neighbour, kept by the agency; a third party has no part in it.
struct Stage {
    served: Served,
    secretariat: Browser,
    clerk: Browser,
    neighbour: Browser,
    third: Browser,
    council: String,
}

async fn stage() -> Stage {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut clara = served.user(&mut agency, "clara", "agency", "secretariat").await;
    let mut nadia = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    let mut tomas = served.user(&mut agency, "tomas", "third", "desk-officer").await;
    let mut secretariat = program(&served, &mut clara, &["read", "write"]).await;
    let neighbour = program(&served, &mut nadia, &["read", "write"]).await;
    let third = program(&served, &mut tomas, &["read", "write"]).await;
    let seats = json!({"agency": "member", "neighbour": "member"});
    let found = json!({"act": "found", "title": "Two", "quorum": 2, "rule": "consensus", "seats": seats});
    let founded = secretariat.json("/api/v1/councils", &found).await;
    assert_eq!(founded.status, StatusCode::OK, "{}", founded.text);
    let council = read(&founded.text)["council"].as_str().expect("an id").to_owned();
    Stage { served, secretariat, clerk: clara, neighbour, third, council }
}

impl Stage {
    fn acts(&self) -> String {
        format!("/api/v1/councils/{}/acts", self.council)
    }

    fn address(&self) -> String {
        format!("/api/v1/councils/{}", self.council)
    }
}

fn tie(id: &str) -> Value {
    let change = json!({"what": "tie", "from": "neighbour", "to": "agency", "kind": "liaison"});
    let errands = json!([{"what": "open the office", "owner": "neighbour", "days": 30}]);
    let draft =
        json!({"title": "A liaison office", "label": "TLP:AMBER", "change": change, "errands": errands});
    json!({"act": "propose", "proposal": id, "draft": draft})
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_decides_and_what_it_changes_is_carried_out_once() {
    let mut stage = stage().await;
    let (acts, address) = (stage.acts(), stage.address());
    let did = async |program: &mut Browser, act: Value| {
        let done = program.json(&acts, &act).await;
        assert_eq!(done.status, StatusCode::OK, "{act}: {}", done.text);
    };
    did(&mut stage.secretariat, tie("p-1")).await;
    did(&mut stage.secretariat, json!({"act": "silence", "proposal": "p-1", "last": "2026-03-15"})).await;
    let amended = json!({"act": "amend", "proposal": "p-1", "title": "Another", "text": ""});
    let refused = stage.secretariat.json(&acts, &amended).await;
    assert_eq!(
        (refused.status, read(&refused.text)["code"].as_str()),
        (StatusCode::CONFLICT, Some("refused"))
    );
    assert!(refused.text.contains("is under silence"), "{}", refused.text);

    let later = Arc::new(stage.served.beside_at(|| Time(NOW.0 + 10 * 86_400_000_000)).await);
    later.clone().work(tokio::time::sleep(Duration::from_millis(300))).await;
    let seen = read(&stage.neighbour.get(&address).await.text);
    let decision = &seen["decisions"][0]["decision"];
    assert_eq!((&decision["on"], &decision["number"]), (&json!("2026-03-16"), &json!(1)), "{seen}");
    assert_eq!(seen["tasks"][0]["task"]["due"], json!("2026-04-15"));
    assert!(decision["made"].is_null(), "nobody was there to carry it out");

    // ten days later the sessions of today are over
    let page = stage.clerk.get("/login").await;
    stage.clerk.post(&page, "/login", &[("handle", "clara"), ("password", PASSWORD)]).await;
    let page = stage.clerk.get(&format!("/councils/{}/decisions", stage.council)).await;
    for says in ["by silence until 15 Mar 2026", "Carry out at this node"] {
        assert!(page.text.contains(says), "{says}: {}", page.text);
    }
    for _ in 0..2 {
        let place = format!("/councils/{}/carry-out", stage.council);
        let done = stage.clerk.post(&page, &place, &[("decision", "1")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    let ties = stage.clerk.get("/parties?on=2026-03-20").await.text;
    assert_eq!(ties.matches("A liaison office").count(), 1, "{ties}");
    assert!(
        stage
            .clerk
            .get(&format!("/councils/{}/decisions", stage.council))
            .await
            .text
            .contains("the tie is recorded")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_speaks_for_its_party_and_sees_its_part() {
    let mut stage = stage().await;
    let (acts, address) = (stage.acts(), stage.address());
    assert_eq!(stage.secretariat.json(&acts, &tie("p-1")).await.status, StatusCode::OK);
    let position = |party: &str, draft: bool| json!({"act": "position", "party": party, "proposal": "p-1", "stance": "oppose", "words": "the hall is ours", "draft": draft});
    // one speaks for one's own party, and of what one sees
    let other = stage.neighbour.json(&acts, &position("agency", false)).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.text);
    for place in [address.clone(), format!("{address}/packages")] {
        assert_eq!(stage.third.get(&place).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(stage.third.json(&acts, &position("third", false)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(read(&stage.third.get("/api/v1/councils").await.text), json!([]));
    let founded = stage.neighbour.json("/api/v1/councils", &json!({"act": "found", "title": "x", "quorum": 1, "rule": "consensus", "seats": {"neighbour": "member"}})).await;
    assert_eq!(founded.status, StatusCode::FORBIDDEN, "{}", founded.text);
    // a draft is one's own, in what is shown and in what is reckoned
    stage.neighbour.headers.insert("idempotency-key", "once".to_owned());
    for _ in 0..2 {
        assert_eq!(stage.neighbour.json(&acts, &position("neighbour", true)).await.status, StatusCode::OK);
    }
    stage.neighbour.headers.remove("idempotency-key");
    let held = async |program: &mut Browser| {
        let seen = program.get(&address).await.text;
        let matter = &read(&seen)["matters"]["p-1"];
        (matter["history"].as_array().map_or(0, Vec::len), seen.contains("the hall is ours"))
    };
    assert_eq!(held(&mut stage.neighbour).await, (1, true), "done once");
    assert_eq!(held(&mut stage.secretariat).await, (0, false));
    let packages = format!("{address}/packages");
    let own = read(&stage.neighbour.get(&packages).await.text);
    assert_eq!(own["blocked"][0]["by"], json!(["neighbour"]), "{own}");
    let theirs = read(&stage.secretariat.get(&packages).await.text);
    assert_eq!(theirs["packages"][0]["proposals"], json!(["p-1"]), "{theirs}");
    // a guest sees the item that is opened to it
    let notice = json!({"title": "First", "form": "formal", "on": "2026-03-20", "until": "2026-03-20"});
    let call = json!({"act": "call", "meeting": "m-1", "notice": notice, "invited": {"agency": "member", "third": "guest"}});
    assert_eq!(stage.secretariat.json(&acts, &call).await.status, StatusCode::OK);
    let table = json!({"act": "table", "meeting": "m-1", "topic": {"proposal": "p-1"}, "guests": []});
    assert_eq!(stage.secretariat.json(&acts, &table).await.status, StatusCode::OK);
    let seen = stage.third.get(&address).await.text;
    assert!(!seen.contains("A liaison office"), "{seen}");
    let table = json!({"act": "table", "meeting": "m-1", "topic": {"proposal": "p-1"}, "guests": ["third"]});
    assert_eq!(stage.secretariat.json(&acts, &table).await.status, StatusCode::OK);
    let seen = read(&stage.third.get(&address).await.text);
    assert_eq!(seen["matters"]["p-1"]["title"], json!("A liaison office"));
    assert_eq!(seen["matters"]["p-1"]["sight"], json!("text"));
    assert_eq!(seen["matters"]["p-1"]["history"], json!([]));
    // what isn't an act is told
    let nothing = stage.secretariat.json(&acts, &json!({"act": "dance"})).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.text);
    let ledger = stage.served.store().await;
    assert_eq!(ledger.kept_as_acts(comity_store::ActsOf::Council).await.expect("read").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_tells_of_a_proposal_that_one_does_not_see() {
    let mut stage = stage().await;
    let acts = stage.acts();
    let seat = json!({"act": "seat", "party": "third", "capacity": "observer"});
    assert_eq!(stage.secretariat.json(&acts, &seat).await.status, StatusCode::OK);
    for hidden in ["p-1", "third-p-3"] {
        assert_eq!(stage.secretariat.json(&acts, &tie(hidden)).await.status, StatusCode::OK);
    }
    let own = |id: &str| {
        let draft =
            json!({"title": "Ours", "label": "TLP:GREEN", "by": "third", "change": {"what": "nothing"}});
        json!({"act": "propose", "proposal": id, "draft": draft})
    };
    // a name that a hidden proposal has, and one that nobody has, are answered alike
    for (asked, given) in [("p-1", "third-p-1"), ("p-2", "third-p-2"), ("p-3", "third-p-3-2")] {
        let done = stage.third.json(&acts, &own(asked)).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        assert_eq!(read(&done.text)["proposal"], json!(given), "{}", done.text);
    }
    let again = stage.third.json(&acts, &own("third-p-1")).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "one's own is seen: {}", again.text);
    let matters = read(&stage.secretariat.get(&stage.address()).await.text)["matters"].clone();
    assert_eq!(matters.as_object().map(serde_json::Map::len), Some(5), "{matters}");
    assert_eq!(
        (&matters["p-1"]["title"], &matters["third-p-1"]["title"]),
        (&json!("A liaison office"), &json!("Ours"))
    );
    // a condition that names a hidden proposal is refused as one that names none
    let asks = |condition: &str| json!({"act": "position", "party": "third", "proposal": "third-p-1", "stance": "conditional", "condition": condition});
    let (hidden, absent) =
        (stage.third.json(&acts, &asks("p-1")).await, stage.third.json(&acts, &asks("p-9")).await);
    assert_eq!(
        (hidden.status, absent.status),
        (StatusCode::CONFLICT, StatusCode::CONFLICT),
        "{}",
        hidden.text
    );
    let told = |text: &str| read(text)["detail"].to_string().replace("p-9", "p-1");
    assert_eq!(told(&hidden.text), told(&absent.text));
}
