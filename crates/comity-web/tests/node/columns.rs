//! What the columns of a table mean: corrected on the preview or by a program, remembered for the party, forgotten again.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::api::{program, read};
use crate::browser::{Answer, Browser, Served, between};

/// Headers that say nothing in any language.
const TABLE: &str = "Q1,Q2,Q3,Q4,Q5\n\
                     x1,Dig wells,Helvetas,2026-04-01,2026-09-30\n\
                     x2,Mend the bridge,Acted,2026-05-01,2026-06-30\n";
/// The next file of the same party: its columns stand in another order.
const NEXT: &str = "Q2,Q1,Q5,Q4,Q3\nPlant trees,x3,2026-12-31,2026-10-01,Helvetas\n";

const RIGHT: [(&str, &str); 5] =
    [("0.0", "id"), ("0.1", "title"), ("0.2", "implementer"), ("0.3", "start date"), ("0.4", "end date")];

async fn sent(served: &Served, browser: &mut Browser, name: &str, text: &str) -> (String, Answer) {
    let page = browser.get("/import").await;
    let sent = browser.file("/import", page.csrf(), name, text.as_bytes()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    served.work().await;
    let place = sent.place().to_owned();
    let preview = browser.get(&place).await;
    assert!(preview.text.contains("<h2 id=\"columns\">"), "{}", preview.text);
    (place, preview)
}

/// What the page says that a column means, and why.
fn meaning<'t>(page: &'t Answer, place: &str) -> (&'t str, &'t str) {
    let (_, row) = page.text.split_once(&format!("name=\"{place}\"")).expect("a select");
    let (options, rest) = row.split_once("</select>").expect("its end");
    let (before, _) = options.split_once("\" selected>").expect("one is selected");
    (before.rsplit('"').next().unwrap_or_default(), between(rest, "\">", "<"))
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_corrected_remembered_and_forgotten() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let (place, preview) = sent(&served, &mut operator, "plan.csv", TABLE).await;
    assert!(preview.text.contains("3 columns were not understood"), "{}", preview.text);
    assert!(preview.text.contains("<td>Dig wells · Mend the bridge</td>"));
    assert_eq!(meaning(&preview, "0.1"), ("kept", "not understood"));
    assert_eq!(meaning(&preview, "0.3"), ("start date", "guessed from its values"));

    let corrected = operator.post(&preview, &format!("{place}/columns"), &RIGHT).await;
    assert_eq!(
        (corrected.status, corrected.place()),
        (StatusCode::SEE_OTHER, place.as_str()),
        "{}",
        corrected.text
    );
    assert!(operator.get(&place).await.text.contains("The files wait to be read."));
    served.work().await;
    let preview = operator.get(&place).await;
    assert!(preview.text.contains("Read as was said before (olga, 12 Mar 2026"), "{}", preview.text);
    assert!(preview.text.contains("Mend the bridge</th><td class=\"code\">x2</td>"), "{}", preview.text);
    assert_eq!(meaning(&preview, "0.1"), ("title", "as was said"));
    operator.post(&preview, &place, &[("tlp", "")]).await;
    served.work().await;
    assert!(operator.get("/activities?q=bridge").await.text.contains("Mend the bridge"));

    let (place, preview) = sent(&served, &mut operator, "next.csv", NEXT).await;
    assert!(preview.text.contains("Plant trees</th><td class=\"code\">x3</td>"), "{}", preview.text);
    let shape = between(&preview.text, "name=\"shape\" value=\"", "\"").to_owned();
    let forgotten = operator.post(&preview, &format!("{place}/columns/forget"), &[("shape", &shape)]).await;
    assert_eq!(forgotten.status, StatusCode::SEE_OTHER, "{}", forgotten.text);
    served.work().await;
    let preview = operator.get(&place).await;
    assert!(!preview.text.contains("Read as was said before"), "{}", preview.text);
    assert_eq!(meaning(&preview, "0.0"), ("kept", "not understood"));
    let ledger = operator.get("/ledger?kind=household-changed").await;
    assert!(ledger.text.contains("erased · what columns mean"), "{}", ledger.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_told_beside_its_column_and_nothing_is_kept() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let (place, preview) = sent(&served, &mut operator, "plan.csv", TABLE).await;
    let columns = format!("{place}/columns");
    let twice = [("0.0", "latitude"), ("0.1", "title"), ("0.3", "start date"), ("0.4", "start date")];
    let told = operator.post(&preview, &columns, &twice).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.text.contains("3 columns can’t mean what was said."), "{}", told.text);
    assert_eq!(meaning(&told, "0.0"), ("latitude", "It says nothing without a column for “Longitude”."));
    assert_eq!(meaning(&told, "0.1"), ("title", "not understood"), "what was typed stays");
    assert_eq!(meaning(&told, "0.3"), ("start date", "A record has this once, and “Q5” means it, too."));
    assert!(told.text.contains("aria-invalid=\"true\""));
    let forged = operator.post(&preview, &columns, &[("0.1", "colour"), ("0.9", "title"), ("x", "y")]).await;
    assert!(forged.text.contains("This is not on the list."), "{}", forged.text);
    let same = operator.post(&preview, &columns, &[("0.1", "kept")]).await;
    assert!(operator.get(same.place()).await.text.contains("Nothing was read again."), "{}", same.place());
    // a form of another site, or too old
    let foreign = operator.form(&columns, &[("csrf", "x"), ("0.1", "title")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let absent = operator.post(&preview, &format!("{columns}/forget"), &[("shape", "00")]).await;
    assert_eq!(absent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!operator.get(&place).await.text.contains("Read as was said before"));
    // too late: it is stopped
    operator.post(&preview, &format!("{place}/stop"), &[]).await;
    assert_eq!(operator.post(&preview, &columns, &RIGHT).await.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_party_remembers_is_its_own_and_what_was_shown_is_applied() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let mut desk = served.user(&mut operator, "dara", "agency", "desk-officer").await;
    let mut neighbour = served.user(&mut operator, "nadia", "neighbour", "desk-officer").await;
    let (mine, preview) = sent(&served, &mut operator, "plan.csv", TABLE).await;
    operator.post(&preview, &format!("{mine}/columns"), &RIGHT).await;
    served.work().await;
    // a delivery is its sender's alone
    for (other, page) in [(&mut desk, "/import"), (&mut neighbour, "/import")] {
        let page = other.get(page).await;
        for path in [format!("{mine}/columns"), format!("{mine}/columns/forget")] {
            let answer = other.post(&page, &path, &[("0.1", "title"), ("shape", "00")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    let (_, foreign) = sent(&served, &mut neighbour, "plan.csv", TABLE).await;
    assert!(!foreign.text.contains("olga"), "{}", foreign.text);
    let (theirs, preview) = sent(&served, &mut desk, "plan.csv", TABLE).await;
    assert!(preview.text.contains("Read as was said before (olga"), "{}", preview.text);
    // a colleague sees it otherwise; what the first was shown holds for what they apply
    let otherwise = [("0.0", "id"), ("0.1", "description"), ("0.3", "start date")];
    desk.post(&preview, &format!("{theirs}/columns"), &otherwise).await;
    served.work().await;
    assert!(desk.get(&theirs).await.text.contains("(dara, "));
    let shown = operator.get(&mine).await;
    assert!(shown.text.contains("(olga, "));
    operator.post(&shown, &mine, &[("tlp", "")]).await;
    served.work().await;
    assert!(operator.get("/activities?q=wells").await.text.contains("Dig wells"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_says_what_columns_mean() {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let mut importer = program(&served, &mut agency, &["import"]).await;
    let looked = importer.file("/api/v1/import?preview=true", "", "plan.csv", TABLE.as_bytes()).await;
    let place = looked.place().to_owned();
    let columns = format!("{place}/columns");
    assert_eq!(read(&importer.get(&columns).await.text)["tables"], json!([]), "it isn't read yet");
    served.work().await;
    let told = read(&importer.get(&columns).await.text);
    let table = &told["tables"][0];
    assert_eq!(
        table["columns"][1],
        json!({ "name": "Q2", "field": "kept", "grounds": "nothing", "filled": 2, "samples": ["Dig wells", "Mend the bridge"] })
    );
    assert!(told["meanings"].as_array().is_some_and(|all| all.contains(&json!({ "field": "start date", "group": "when", "once": true }))));
    let shape = table["shape"].as_str().expect("a shape").to_owned();
    let say = |columns: Value| json!({ "tables": [{ "shape": shape, "columns": columns }] });

    for (body, said) in [
        (
            say(json!({ "Q4": "start date", "Q5": "start-date" })),
            "the column `Q5` means it, too; column `Q5`",
        ),
        (say(json!({ "Q2": "colour" })), "column `Q2`: `colour` is no field; write one of title"),
        (say(json!({ "Q9": "title" })), "column `Q9`: the table has no such column"),
        (
            json!({ "tables": [{ "shape": "00", "columns": {} }] }),
            "no table of these files has the shape `00`",
        ),
        (json!({ "tables": [] }), "name a table"),
    ] {
        let refused = importer.put_json(&columns, &body).await;
        let detail = read(&refused.text)["detail"].as_str().unwrap_or_default().to_owned();
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {detail}");
        assert!(detail.contains(said), "{detail}");
    }
    let right = say(json!({ "Q1": "id", "Q2": "title", "Q3": "implementer" }));
    let taken = importer.put_json(&columns, &right).await;
    assert_eq!((taken.status, taken.place()), (StatusCode::ACCEPTED, place.as_str()), "{}", taken.text);
    assert_eq!(importer.put_json(&columns, &right).await.status, StatusCode::CONFLICT, "it waits to be read");
    served.work().await;
    let told = read(&importer.get(&columns).await.text);
    assert_eq!(told["tables"][0]["remembered"], json!({ "by": "olga", "at": "2026-03-12T12:00:00Z" }));
    let fields: Vec<&str> = told["tables"][0]["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .filter_map(|column| column["field"].as_str())
        .collect();
    assert_eq!(
        fields,
        ["id", "title", "implementer", "start date", "end date"],
        "the reader decides about the rest"
    );

    // what goes straight in is read so, too
    let straight = importer.file("/api/v1/import", "", "next.csv", NEXT.as_bytes()).await;
    served.work().await;
    let applied = read(&importer.get(straight.place()).await.text);
    assert_eq!((&applied["state"], &applied["report"]["created"]), (&json!("applied"), &json!(1)));
    assert!(agency.get("/activities?q=trees").await.text.contains("Plant trees"));
    let forgotten = importer.put_json(&columns, &say(json!({}))).await;
    assert_eq!(forgotten.status, StatusCode::ACCEPTED);
    served.work().await;
    assert_eq!(read(&importer.get(&columns).await.text)["tables"][0].get("remembered"), None);

    let mut reader = program(&served, &mut agency, &["read", "write"]).await;
    assert_eq!(reader.get(&columns).await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.put_json(&columns, &right).await.status, StatusCode::FORBIDDEN);
    let mut neighbour = served.user(&mut agency, "nadia", "neighbour", "desk-officer").await;
    let mut theirs = program(&served, &mut neighbour, &["import"]).await;
    assert_eq!(theirs.get(&columns).await.status, StatusCode::NOT_FOUND);
    assert_eq!(theirs.put_json(&columns, &right).await.status, StatusCode::NOT_FOUND);
}
