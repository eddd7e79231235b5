//! Policies read, changed with a preview, put in force and put back; who loses a right loses it at once.

use axum::http::{StatusCode, header};
use comity_core::{Seat, UserHandle, UserRole, Viewer};
use comity_policy::{Circumstances, Policies, shipped};
use comity_store::Asker;
use serde_json::{Value, json};

use crate::api::{program, read};
use crate::browser::{Answer, Browser, Served, between};
use crate::story::RECORDS;

/// A node with a legal officer of `agency` and a desk officer of `neighbour`, who sees the records of `agency`.
struct Law {
    served: Served,
    operator: Browser,
    legal: Browser,
    neighbour: Browser,
}

impl Law {
    async fn new() -> Law {
        let served = Served::new().await;
        let mut operator = served.operator("agency").await;
        let legal = served.user(&mut operator, "lena", "agency", "legal-officer").await;
        let neighbour = served.user(&mut operator, "nadia", "neighbour", "desk-officer").await;
        operator.import(&served, "plan.csv", RECORDS, "TLP:GREEN").await;
        Law { served, operator, legal, neighbour }
    }

    /// Sends the texts of the shipped policies after a change, with more fields.
    async fn send(&mut self, path: &str, change: impl Fn(&str) -> String, more: &[(&str, &str)]) -> Answer {
        let page = self.legal.get("/policies/edit").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let texts: Vec<(String, String)> = shipped()
            .into_iter()
            // browsers end lines in forms with CR and LF
            .map(|file| (file.name, change(&file.text).replace('\n', "\r\n")))
            .collect();
        let mut fields: Vec<(&str, &str)> =
            vec![("base", between(&page.text, "name=\"base\" value=\"", "\""))];
        for (name, text) in &texts {
            fields.extend([("name", name.as_str()), ("text", text.as_str())]);
        }
        fields.extend(more);
        self.legal.post(&page, path, &fields).await
    }

    async fn preview(&mut self, change: impl Fn(&str) -> String) -> Answer {
        self.send("/policies/preview", change, &[]).await
    }

    /// Previews a change and puts it in force.
    async fn put(&mut self, change: impl Fn(&str) -> String, reason: &str) -> Answer {
        let preview = self.preview(&change).await;
        let seen = between(&preview.text, "name=\"seen\" value=\"", "\"").to_owned();
        self.send("/policies", change, &[("seen", &seen), ("reason", reason)]).await
    }
}

/// The community sees no longer what is TLP:GREEN: its policy is for guests alone, who have no such role here.
fn narrowed(text: &str) -> String {
    match text.split_once("@id(\"see-community\")") {
        None => text.to_owned(),
        Some((before, after)) => {
            let roles =
                "[Role::\"desk-officer\", Role::\"secretariat\", Role::\"legal-officer\", Role::\"analyst\"]";
            format!("{before}@id(\"see-community\"){}", after.replacen(roles, "[Role::\"auditor\"]", 1))
        }
    }
}

/// Nobody changes the policies.
fn locked(text: &str) -> String {
    text.replace("Action::\"administer-policy\", ", "")
}

fn words(html: &str) -> String {
    let texts: Vec<&str> =
        html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policies_are_read_by_who_may_change_them_or_reads_the_ledger() {
    let mut law = Law::new().await;
    let page = law.legal.get("/policies").await;
    assert!(page.text.contains("nobody has put others in force here"), "{}", page.text);
    assert!(page.text.contains("The record has expired: it is in no view from that day on."));
    assert!(page.text.contains("1-see.cedar") && page.text.contains("resource has expires"));
    assert!(
        page.text.contains("href=\"/policies/edit\"")
            && page.text.contains("href=\"/policies\" aria-current")
    );
    law.legal.headers.insert("accept-language", "zh".to_owned());
    assert!(law.legal.get("/policies").await.text.contains("记录已由所有方撤回。"));
    law.legal.headers.clear();
    let mut auditor = law.served.user(&mut law.operator, "aigul", "", "auditor").await;
    let read_only = auditor.get("/policies").await;
    assert!(read_only.status.is_success() && !read_only.text.contains("/policies/edit"));
    assert_eq!(auditor.get("/policies/edit").await.status, StatusCode::FORBIDDEN);
    for path in ["/policies", "/policies/history", "/policies/edit"] {
        assert_eq!(law.neighbour.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(!law.neighbour.get("/groups").await.text.contains("href=\"/policies\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrowed_policy_is_previewed_and_takes_sight_away_at_once() {
    let mut law = Law::new().await;
    let seen = law.neighbour.get("/activities").await.text;
    assert!(seen.contains("School meals"), "{seen}");
    let preview = law.preview(narrowed).await;
    let said = words(&preview.text);
    assert!(said.contains("may no longer see it, have it counted and find it by words."), "{said}");
    assert!(said.contains("TLP:GREEN for the community"), "{said}");
    // of the thirteen records the neighbour's one desk officer would see none
    assert!(said.contains("neighbour desk officer 1 0 13"), "{said}");
    assert!(preview.text.contains("<del>") && preview.text.contains("<ins>"));
    assert!(
        law.neighbour.get("/activities").await.text.contains("School meals"),
        "a preview changes nothing"
    );

    let unsaid = law.put(narrowed, " ").await;
    assert!(unsaid.text.contains("Say why"), "{}", unsaid.text);
    assert!(law.neighbour.get("/activities").await.text.contains("School meals"));
    let put = law.put(narrowed, "the council decided so").await;
    assert_eq!(
        (put.status, put.place()),
        (StatusCode::SEE_OTHER, "/policies?done=policies-put"),
        "{}",
        put.text
    );
    assert!(!law.neighbour.get("/activities").await.text.contains("School meals"));
    let page = law.legal.get("/policies").await;
    assert!(page.text.contains("put in force by lena: the council decided so"), "{}", page.text);
    let ledger = law.legal.get("/ledger?kind=policy-decided").await;
    assert!(ledger.text.contains("the council decided so"), "{}", ledger.text);

    // the history has it, says what changed, and leads back by the same way
    let history = law.legal.get("/policies/history").await;
    assert!(
        history.text.contains("holds now") && history.text.contains("<ins>") && history.text.contains("lena")
    );
    let back = law.legal.post(&history, "/policies/preview", &[("of", "shipped")]).await;
    let said = words(&back.text);
    assert!(said.contains("neighbour desk officer 1 13 0"), "{said}");
    let put = law.put(str::to_owned, "a mistake").await;
    assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.text);
    assert!(law.neighbour.get("/activities").await.text.contains("School meals"));
    let history = law.legal.get("/policies/history").await;
    let first = history.text.rsplit("name=\"of\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let again = law.legal.post(&history, "/policies/preview", &[("of", first.expect("an id"))]).await;
    assert!(
        words(&again.text).contains("neighbour desk officer 1 0 13"),
        "the earlier ones can be put back, too"
    );
    let report = law.legal.post(&history, "/ledger", &[]).await;
    assert!(report.text.contains("holds, all"), "{}", report.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_a_text_is_told_with_its_place() {
    let mut law = Law::new().await;
    let preview = law.preview(|text| text.replace("resource.withdrawn", "resource.withdrown")).await;
    let said = words(&preview.text);
    assert!(said.contains("4-guard.cedar, line ") && said.contains("did you mean `withdrawn`?"), "{said}");
    assert!(!preview.text.contains("name=\"seen\""), "it can't be put in force");
    assert!(preview.text.contains("resource.withdrown"), "what was typed is still there");
    let put = law
        .send("/policies", |text| text.replace("permit", "perhaps"), &[("seen", "x"), ("reason", "y")])
        .await;
    assert!(put.status.is_success() && put.text.contains("can’t be put in force"), "{}", put.text);
    assert!(law.legal.get("/policies").await.text.contains("nobody has put others in force here"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_locked_out_of_changing_the_policies() {
    let mut law = Law::new().await;
    let preview = law.preview(locked).await;
    let said = words(&preview.text);
    assert!(said.contains("nobody who works here could change them again"), "{said}");
    assert!(said.contains("Nobody who works here could any more: change the policies."), "{said}");
    assert!(
        !preview.text.contains("name=\"seen\"")
            && said.contains("Preview the policies that ship with the program")
    );
    let version = {
        let files =
            shipped().into_iter().map(|file| comity_policy::PolicyFile { text: locked(&file.text), ..file });
        Policies::load(files.collect()).expect("they hold").version().to_owned()
    };
    let forced = law.send("/policies", locked, &[("seen", &version), ("reason", "me alone")]).await;
    assert!(forced.text.contains("nobody who works here could change them again"), "{}", forced.text);
    assert!(law.legal.get("/policies/edit").await.status.is_success(), "nothing was changed");

    // a right that another keeps may be given away, with a word of warning
    let theirs = |text: &str| {
        text.replace(
            "principal in Role::\"legal-officer\",\n    action in [Action::\"administer-policy\"",
            "principal in Role::\"operator\",\n    action in [Action::\"administer-policy\"",
        )
    };
    let preview = law.preview(theirs).await;
    assert!(preview.text.contains("You yourself could no longer change the policies."), "{}", preview.text);
    let put = law.put(theirs, "operators do it").await;
    assert_eq!((put.status, put.place()), (StatusCode::SEE_OTHER, "/?done=policies-put"), "{}", put.text);
    assert_eq!(law.legal.get("/policies/edit").await.status, StatusCode::FORBIDDEN, "at once");
    assert!(law.operator.get("/policies/edit").await.status.is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_previewed_is_not_put_in_force() {
    let mut law = Law::new().await;
    let version = |text: &Answer| between(&text.text, "name=\"seen\" value=\"", "\"").to_owned();
    let previewed = version(&law.preview(narrowed).await);
    // the texts are changed after the preview
    let other = |text: &str| format!("{}\n// remark\n", narrowed(text));
    let stale = law.send("/policies", other, &[("seen", &previewed), ("reason", "so")]).await;
    assert!(stale.text.contains("changed after the preview"), "{}", stale.text);
    // another process puts others in force meanwhile: a node at work takes them with the next request
    let edit = law.legal.get("/policies/edit").await;
    let store = law.served.store().await;
    let viewer = Viewer {
        user: UserHandle::new("root").expect("a name"),
        roles: [UserRole::LegalOfficer].into(),
        seat: Some(Seat::of_party("self".into())),
        groups: [].into(),
    };
    let held = store.policies_in_force().await.expect("read");
    let files =
        shipped().into_iter().map(|file| comity_policy::PolicyFile { text: narrowed(&file.text), ..file });
    let asker = Asker::new(&held.policies, &viewer, Circumstances::on(law.served.node.today()));
    let theirs = Policies::load(files.collect()).expect("they hold");
    store
        .change_policies(&asker, &held, &theirs, "by command", law.served.node.now())
        .await
        .expect("changed");
    store.close().await;
    assert!(!law.neighbour.get("/activities").await.text.contains("School meals"));
    let fields =
        [("base", ""), ("name", "1-see.cedar"), ("text", "// nothing"), ("seen", "x"), ("reason", "so")];
    let moved = law.legal.post(&edit, "/policies", &fields).await;
    assert!(moved.text.contains("Others put policies in force meanwhile."), "{}", moved.text);
    assert!(law.legal.get("/policies").await.text.contains("put in force by root: by command"));
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_preview_and_change_policies() {
    let mut law = Law::new().await;
    let mut legal = program(&law.served, &mut law.legal, &["read", "write"]).await;
    let held = legal.get("/api/v1/policies").await;
    let tag = held.headers[header::ETAG].to_str().expect("a tag").to_owned();
    let mut held: Value = read(&held.text);
    assert_eq!((&held["as_shipped"], &held["put"]), (&json!(true), &Value::Null));
    assert_eq!(held["policies"][0]["id"], "see-own");
    for file in held["files"].as_array_mut().expect("files") {
        file["text"] = narrowed(file["text"].as_str().expect("a text")).into();
    }
    let preview = legal.json("/api/v1/policies/preview", &json!({ "files": held["files"] })).await;
    let preview = read(&preview.text);
    assert_eq!(preview["problems"], json!([]));
    assert_eq!(
        preview["sight"][0],
        json!({ "roles": ["desk-officer"], "seats": ["neighbour"], "users": 1, "gains": 0, "loses": 13 })
    );
    assert_eq!(preview["access"][0]["loses"], json!(["see", "count", "search"]), "{preview}");
    let new = json!({ "files": held["files"], "reason": "the council decided so" });
    let unseen = legal.put_json("/api/v1/policies", &new).await;
    assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unseen.text);
    legal.headers.insert("if-match", "\"another\"".to_owned());
    assert_eq!(legal.put_json("/api/v1/policies", &new).await.status, StatusCode::PRECONDITION_FAILED);
    legal.headers.insert("if-match", tag.clone());
    let put = legal.put_json("/api/v1/policies", &new).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text);
    assert_eq!(read(&put.text)["put"]["reason"], "the council decided so");
    assert_eq!(legal.put_json("/api/v1/policies", &new).await.status, StatusCode::PRECONDITION_FAILED);
    legal.headers.remove("if-match");
    let history = read(&legal.get("/api/v1/policies/history").await.text);
    let id = history["policies"][0]["id"].as_str().expect("an id");
    assert_eq!(history["policies"][0]["in_force"], true);
    let one = read(&legal.get(&format!("/api/v1/policies/history/{id}")).await.text);
    assert_eq!(one["files"], held["files"]);
    // what can't hold is refused with every place
    let tag = legal.get("/api/v1/policies").await.headers[header::ETAG].to_str().expect("a tag").to_owned();
    legal.headers.insert("if-match", tag);
    let broken = json!({ "files": [{ "name": "a.cedar", "text": "permit (" }], "reason": "x" });
    let refused = legal.put_json("/api/v1/policies", &broken).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        read(&refused.text)["detail"].as_str().is_some_and(|detail| detail.contains("a.cedar:1:")),
        "{}",
        refused.text
    );
    let locked: Vec<Value> =
        shipped().iter().map(|file| json!({ "name": file.name, "text": locked(&file.text) })).collect();
    let refused = legal.put_json("/api/v1/policies", &json!({ "files": locked, "reason": "x" })).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    let mut desk = program(&law.served, &mut law.neighbour, &["read", "write"]).await;
    for path in ["/api/v1/policies", "/api/v1/policies/history"] {
        assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let theirs = desk.json("/api/v1/policies/preview", &json!({ "files": [] })).await;
    assert_eq!(theirs.status, StatusCode::FORBIDDEN);
}
