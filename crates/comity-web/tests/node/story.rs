//! A desk's day without script: a file in, a finding answered, the answer taken back, the import undone; a plan checked.

use axum::http::StatusCode;

use crate::browser::{Served, between};

/// Thirteen plans of several reporters, invented: two are one course, two need one hall at once.
pub const RECORDS: &str = include_str!("plan.csv");

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_looked_at_applied_and_taken_back() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let page = operator.get("/import").await;
    let sent = operator.file("/import", page.csrf(), "plan.csv", RECORDS.as_bytes()).await;
    served.work().await;
    let preview = operator.get(sent.place()).await;
    assert!(preview.text.contains("13 activities were read."), "{}", preview.text);
    assert!(preview.text.contains("Nothing is changed yet.") && preview.text.contains("School meals in Osh"));
    assert!(operator.get("/activities").await.text.contains("No records yet."), "looking changes nothing");

    let done = operator.import(&served, "plan.csv", RECORDS, "").await;
    assert!(done.text.contains("Applied.") && done.text.contains("<dt>new</dt><dd>13</dd>"), "{}", done.text);
    let list = operator.get("/activities?q=school").await;
    assert!(
        list.text.contains("<p class=\"sentence\">1 activity, ") && list.text.contains("School meals in Osh")
    );
    assert!(operator.get("/activities?q=шко").await.text.contains("No activity fits this filter."));

    // the same file says nothing new, another one does
    let changed = RECORDS.replace("School meals in Osh", "School meals in Osh and Batken");
    let again = operator.import(&served, "plan.csv", &changed, "").await;
    assert!(
        again.text.contains("<dt>changed</dt><dd>1</dd>")
            && again.text.contains("<dt>unchanged</dt><dd>12</dd>")
    );
    let import = between(&again.text, "action=\"/imports/", "/undo").to_owned();
    let undone = operator.post(&again, &format!("/imports/{import}/undo"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
    let page = operator.get(undone.place()).await;
    assert!(page.text.contains("The import is taken back."));
    assert!(!page.text.contains("Take this import back"), "an undone import offers no undo");
    let list = operator.get("/activities?q=school").await;
    assert!(list.text.contains("School meals in Osh<"), "what was said before is said again");
    let record = between(&list.text, "href=\"/records/", "\"").to_owned();
    let page = operator.get(&format!("/records/{record}")).await;
    assert!(page.text.contains("Version 3") && page.text.contains("Version 1: created"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_located() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let broken = RECORDS.replace("2026-09-30", "2026-02-30");
    let page = operator.get("/import").await;
    let sent = operator.file("/import", page.csrf(), "broken.csv", broken.as_bytes()).await;
    served.work().await;
    let preview = operator.get(sent.place()).await;
    assert!(preview.text.contains("broken.csv:2") && preview.text.contains("2026-02-30"), "{}", preview.text);
    // another user's file isn't there
    let mut other = served.user(&mut operator, "omar", "agency", "desk-officer").await;
    assert_eq!(other.get(sent.place()).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_answered_and_the_answer_taken_back() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    operator.import(&served, "plan.csv", RECORDS, "").await;
    let queue = operator.get("/findings").await;
    let id = between(&queue.text, "data-finding=\"", "\"").to_owned();
    assert!(!id.is_empty(), "{}", queue.text);
    let open = format!("/findings?open={id}");
    let page = operator.get(&open).await;
    for part in [
        "Border guard training",
        "Officer course",
        "Evidence",
        "Two sides",
        "before looking",
        "Khorog training centre",
    ] {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
    let verdict = [("answer", "confirm"), ("reason", "same course, called them"), ("back", &open)];
    let answer = operator.post(&page, &format!("/findings/{id}/verdict"), &verdict).await;
    assert_eq!(
        (answer.status, answer.place()),
        (StatusCode::SEE_OTHER, format!("{open}&done=confirm").as_str())
    );
    let page = operator.get(answer.place()).await;
    assert!(page.text.contains("Saved: confirmed.") && page.text.contains("same course, called them"));
    assert!(!operator.get("/findings").await.text.contains(&id), "it left the open ones");
    assert!(operator.get("/findings?status=answered").await.text.contains(&id));

    // the same file again: the verdict stays
    operator.import(&served, "plan.csv", RECORDS, "").await;
    assert!(operator.get("/findings?status=answered").await.text.contains(&id));

    let undone = operator.post(&page, &format!("/findings/{id}/undo"), &[("back", "/findings")]).await;
    assert_eq!(undone.place(), "/findings?done=undone");
    assert!(operator.get("/findings").await.text.contains(&id), "it is open again");
    // someone else's verdict isn't theirs to take back
    let mut other = served.user(&mut operator, "omar", "agency", "desk-officer").await;
    let page = other.get(&open).await;
    assert!(!page.text.contains("data-undo"));
    assert_eq!(other.post(&page, &format!("/findings/{id}/undo"), &[]).await.status, StatusCode::NOT_FOUND);
    let wrong = operator.post(&page, &format!("/findings/{id}/verdict"), &[("answer", "perhaps")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN, "the token is another session's");
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmed_records_stand_side_by_side() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    operator.import(&served, "plan.csv", RECORDS, "").await;
    let queue = operator.get("/findings?kind=same").await;
    let id = between(&queue.text, "data-finding=\"", "\"").to_owned();
    assert!(!id.is_empty(), "the two trainings are the same: {}", queue.text);
    let page = operator.get(&format!("/findings?open={id}")).await;
    operator.post(&page, &format!("/findings/{id}/verdict"), &[("answer", "confirm")]).await;
    let record = between(&page.text, "href=\"/records/", "\"").to_owned();
    let page = operator.get(&format!("/records/{record}")).await;
    assert!(page.text.contains("A-1") && page.text.contains("B-7"));
    assert!(
        page.text.contains("<span class=\"voice\">1</span><span class=\"voice\">2</span>"),
        "{}",
        page.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_checked_and_mistakes_in_it_are_named() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    operator.import(&served, "plan.csv", RECORDS, "").await;
    let page = operator.get("/check").await;
    assert!(page.text.contains("Say what you plan"));
    let near = "/check?title=Cadet+course&kind=training&start=2026-05-01&end=2026-06-30&place=Tajikistan&asset=Khorog+training+centre";
    let page = operator.get(near).await;
    assert!(page.text.contains("Checked against 13 activities"), "{}", page.text);
    assert!(page.text.contains("With conflict") && page.text.contains("class=\"row flat\""));
    assert!(page.text.contains("This is an answer, not an approval."));
    let elsewhere = operator
        .get("/check?title=Cadet+course&start=2028-05-01&end=2028-06-30&asset=Khorog+training+centre")
        .await;
    assert!(elsewhere.text.contains("Without conflict"), "{}", elsewhere.text);
    for (wrong, says) in [
        ("start=2026-02-30", "is no day"),
        ("title=x&lat=9", "`lon`"),
        ("title=x&lat=ninety&lon=1", "is no number"),
        ("start=2026-05-02&end=2026-05-01", "exchange"),
    ] {
        let page = operator.get(&format!("/check?{wrong}")).await;
        assert!(page.status == StatusCode::OK && page.text.contains(says), "{wrong}: {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_tells_what_was_done_and_holds() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    operator.import(&served, "plan.csv", RECORDS, "").await;
    let page = operator.get("/ledger").await;
    assert!(page.text.contains("import") && page.text.contains("olga") && page.text.contains("log opened"));
    assert!(!operator.get("/ledger?kind=login").await.text.contains("log opened</td>"));
    let verified = operator.post(&page, "/ledger", &[]).await;
    assert!(verified.text.contains("The log of test/comity holds"), "{}", verified.text);
    let export = operator.post(&page, "/ledger/export", &[]).await;
    assert_eq!(export.status, StatusCode::OK);
    assert!(export.text.lines().count() > 4 && export.text.contains("\"log-opened\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_speak_three_languages() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    operator.import(&served, "plan.csv", RECORDS, "").await;
    let queue = operator.get("/findings").await;
    let id = between(&queue.text, "data-finding=\"", "\"").to_owned();
    for (tag, words) in [
        ("ru", ["Находки", "Доводы", "30 сент. 2026", "Таджикистан"]),
        ("zh", ["发现", "证据", "2026年9月30日", "塔吉克斯坦"]),
    ] {
        operator.form("/manners", &[("language", tag), ("back", "/")]).await;
        let page = operator.get(&format!("/findings?open={id}")).await;
        for word in words {
            assert!(page.text.contains(word), "{tag}: {word} in {}", page.text);
        }
    }
}
