//! What an institution keeps of its node: groups, desks; a record through another's eyes, its versions, to whom it was given.

use axum::http::StatusCode;
use serde_json::json;

use crate::api::{program, read};
use crate::browser::{Browser, Served, between};
use crate::story::RECORDS;

/// A node with a legal officer and a desk officer of `agency`, and desk officers of `neighbour` and `third`.
struct House {
    served: Served,
    operator: Browser,
    legal: Browser,
    neighbour: Browser,
    third: Browser,
}

impl House {
    async fn new() -> House {
        let served = Served::new().await;
        let mut operator = served.operator("agency").await;
        let legal = served.user(&mut operator, "lena", "agency", "legal-officer").await;
        let neighbour = served.user(&mut operator, "nadia", "neighbour", "desk-officer").await;
        let third = served.user(&mut operator, "timur", "third", "desk-officer").await;
        House { served, operator, legal, neighbour, third }
    }

    /// Imports the plan under a label, and gives the id of one record.
    async fn record(&mut self, tlp: &str) -> String {
        self.operator.import(&self.served, "plan.csv", RECORDS, tlp).await;
        let list = self.operator.get("/activities?q=school").await;
        between(&list.text, "href=\"/records/", "\"").to_owned()
    }

    async fn label(&mut self, record: &str, fields: &[(&str, &str)]) {
        let page = self.operator.get(&format!("/records/{record}")).await;
        let set = self.operator.post(&page, &format!("/records/{record}/label"), fields).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    }
}

async fn form(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> StatusCode {
    let page = browser.get(path).await;
    let page = if page.csrf().is_empty() { browser.get("/me").await } else { page };
    browser.post(&page, path, fields).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_group_opens_a_record_and_tells_nobody_who_is_in_it() {
    let mut house = House::new().await;
    let record = house.record("TLP:AMBER+STRICT").await;
    let path = format!("/records/{record}");
    let group =
        [("id", "contact"), ("en", "Contact group"), ("members", "neighbour, zeta"), ("hidden", "on")];
    assert_eq!(form(&mut house.third, "/groups", &group).await, StatusCode::FORBIDDEN, "a desk officer");
    assert_eq!(form(&mut house.legal, "/groups", &group).await, StatusCode::SEE_OTHER);
    house.label(&record, &[("tlp", "TLP:AMBER"), ("audience", "#contact"), ("reason", "")]).await;
    assert_eq!(house.neighbour.get(&path).await.status, StatusCode::OK);
    assert_eq!(house.third.get(&path).await.status, StatusCode::NOT_FOUND);

    assert!(house.legal.get("/groups").await.text.contains("neighbour, zeta"));
    let theirs = house.neighbour.get("/groups").await.text;
    assert!(theirs.contains("#contact") && theirs.contains("neighbour") && !theirs.contains("zeta"));
    assert!(!house.third.get("/groups").await.text.contains("contact"), "who is outside knows of none");

    // a member asks what another sees: the answer doesn't depend on who else is in the group
    for party in ["zeta", "stranger"] {
        let asked = house.neighbour.get(&format!("{path}/seen?party={party}")).await.text;
        assert!(asked.contains("They see nothing of it"), "{asked}");
        assert!(asked.contains("whose members you may not know"), "{asked}");
    }
    let asked = house.legal.get(&format!("{path}/seen?party=zeta")).await.text;
    assert!(asked.contains("They see the record.") && asked.contains("see-audience"), "{asked}");

    // out of the group, out of sight at once
    let smaller = [("id", "contact"), ("members", "zeta"), ("hidden", "on")];
    form(&mut house.legal, "/groups", &smaller).await;
    assert_eq!(house.neighbour.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_would_see_is_told_with_the_policies_that_say_so() {
    let mut house = House::new().await;
    let record = house.record("TLP:GREEN").await;
    let seen = format!("/records/{record}/seen");
    let whole = house.operator.get(&format!("{seen}?party=eu")).await.text;
    assert!(whole.contains("They see the record.") && whole.contains("see-community"), "{whole}");
    let guest = house.operator.get(&format!("{seen}?party=eu&role=guest")).await.text;
    assert!(guest.contains("They see nothing of it") && guest.contains("No policy opens this."), "{guest}");
    house.operator.headers.insert("accept-language", "ru".to_owned());
    let russian = house.operator.get(&format!("{seen}?party=eu")).await.text;
    assert!(russian.contains("для сообщества") && !russian.contains("for the community"), "{russian}");
    house.operator.headers.clear();
    house.label(&record, &[("tlp", "TLP:AMBER+STRICT"), ("reason", "")]).await;
    assert_eq!(house.neighbour.get(&format!("{seen}?party=eu")).await.status, StatusCode::NOT_FOUND);
    let wrong = house.operator.get(&format!("{seen}?party=eu&role=king")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_stand_beside_each_other() {
    let mut house = House::new().await;
    let record = house.record("TLP:GREEN").await;
    let versions = format!("/records/{record}/versions");
    assert!(house.neighbour.get(&versions).await.text.contains("There is one version."));
    let changed = RECORDS.replace("School meals in Osh", "School meals in Batken");
    house.operator.import(&house.served, "plan.csv", &changed, "").await;
    let page = house.neighbour.get(&versions).await.text;
    assert!(page.contains("<del>School meals in Osh</del>"), "{page}");
    assert!(page.contains("<ins>School meals in Batken</ins>"), "{page}");
    let back = house.neighbour.get(&format!("{versions}?from=2&to=1")).await.text;
    assert!(back.contains("<del>School meals in Batken</del>"), "{back}");
    assert!(
        house.neighbour.get(&format!("{versions}?from=2&to=2")).await.text.contains("The two say the same.")
    );
    assert_eq!(house.neighbour.get(&format!("{versions}?from=7")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_is_told_to_whom_a_record_was_given() {
    let mut house = House::new().await;
    let record = house.record("TLP:GREEN").await;
    let given = format!("/records/{record}/disclosures");
    assert!(house.operator.get(&given).await.text.contains("Nobody else was given it so far."));
    house.neighbour.get(&format!("/records/{record}")).await;
    house.neighbour.get(&format!("/records/{record}")).await;
    let page = house.operator.get(&given).await.text;
    assert_eq!(page.matches("<th scope=\"row\">neighbour</th>").count(), 1, "each version once: {page}");
    assert!(page.contains("see-community"), "by which policy: {page}");
    let theirs = house.third.get(&given).await.text;
    assert!(theirs.contains("told to the record") && !theirs.contains("neighbour"), "{theirs}");

    // whom only a hidden group explains isn't named to who doesn't keep the group
    let group = [("id", "circle"), ("members", "third"), ("hidden", "on")];
    let mut keeper = house.served.user(&mut house.operator, "kira", "keeper", "legal-officer").await;
    assert_eq!(form(&mut keeper, "/groups", &group).await, StatusCode::SEE_OTHER);
    let list = house.operator.get("/activities?q=officer").await;
    let other = between(&list.text, "href=\"/records/", "\"").to_owned();
    house.label(&other, &[("tlp", "TLP:AMBER"), ("audience", "#circle"), ("reason", "")]).await;
    assert_eq!(house.third.get(&format!("/records/{other}")).await.status, StatusCode::OK);
    let mut desk = house.served.user(&mut house.operator, "dara", "agency", "desk-officer").await;
    let masked = desk.get(&format!("/records/{other}/disclosures")).await.text;
    assert!(masked.contains("a member of a hidden group") && !masked.contains("third"), "{masked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn desks_are_kept_by_operators_and_known_to_all() {
    let mut house = House::new().await;
    let desk = [("party", "agency"), ("organ", ""), ("name", "Borders"), ("call", "ext. 12"), ("open", "on")];
    assert_eq!(form(&mut house.neighbour, "/desks", &desk).await, StatusCode::FORBIDDEN);
    assert_eq!(form(&mut house.operator, "/desks", &desk).await, StatusCode::SEE_OTHER);
    let known = house.neighbour.get("/desks").await.text;
    assert!(known.contains("Borders") && known.contains("ext. 12") && !known.contains("Who sits there"));
    let closed = [("party", "agency"), ("name", "Borders"), ("call", "ext. 12")];
    form(&mut house.operator, "/desks", &closed).await;
    assert!(house.neighbour.get("/desks").await.text.contains("closed"));
    let nameless = [("party", "agency"), ("name", " ")];
    assert_eq!(form(&mut house.operator, "/desks", &nameless).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_keep_groups_and_desks() {
    let mut house = House::new().await;
    let mut legal = program(&house.served, &mut house.legal, &["read", "write"]).await;
    let group = json!({ "names": { "en": "Donors" }, "members": ["eu", "agency"], "hidden": false });
    let kept = legal.put_json("/api/v1/groups/donors", &group).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text);
    let groups = read(&legal.get("/api/v1/groups").await.text);
    assert_eq!(groups[0]["members"], json!(["agency", "eu"]));
    assert_eq!(groups[0]["keeper"], "agency");
    let refused = legal.json("/api/v1/desks", &json!({ "party": "agency", "name": "Borders" })).await;
    assert_eq!(
        (refused.status, read(&refused.text)["code"].as_str()),
        (StatusCode::FORBIDDEN, Some("denied"))
    );
    let mut operator = program(&house.served, &mut house.operator, &["read", "write"]).await;
    let made = operator.json("/api/v1/desks", &json!({ "party": "agency", "name": "Borders" })).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    assert_eq!(read(&operator.get("/api/v1/desks").await.text)[0]["name"], "Borders");
    let mut reader = program(&house.served, &mut house.neighbour, &["read"]).await;
    assert_eq!(reader.put_json("/api/v1/groups/mine", &group).await.status, StatusCode::FORBIDDEN);
}
