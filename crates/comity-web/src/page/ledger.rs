//! The ledger: its entries, whether it holds, an export for an auditor.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use comity_node::{LogLine, LogPage};
use serde::Deserialize;

use super::me::Bare;
use super::{Frame, IntoPage as _};
use crate::failure::Failure;
use crate::server::App;
use crate::visitor::{Seated, escaped};

/// Which entries.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    kind: String,
    after: u64,
}

/// Kinds of entries that can be asked for.
const KINDS: [&str; 10] = [
    "login",
    "imported",
    "record-changed",
    "label-changed",
    "verdict",
    "outcome",
    "dossier-changed",
    "user-changed",
    "household-changed",
    "exported",
];
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "ledger.html")]
struct Page {
    frame: Frame,
    kinds: Vec<(&'static str, bool)>,
    /// Number, when, word of the kind, the rest.
    lines: Vec<(u64, String, String, String)>,
    next: Option<String>,
    verified: Option<Result<Vec<String>, String>>,
}

/// The entries.
pub async fn show(State(app): State<App>, seated: Seated, Query(ask): Query<Ask>) -> Result<Response, Failure> {
    page(&app, &seated, &ask, None).await
}

/// Checks the whole log, and says what holds.
pub async fn verify(State(app): State<App>, seated: Seated, Form(form): Form<Bare>) -> Result<Response, Failure> {
    seated.is_ours(&form.csrf)?;
    let desk = seated.desk(&app).await?;
    let t = crate::tongue::Tongue::of(seated.manners.language);
    let verified = match desk.audit().await {
        Ok((report, openings, imports)) => Ok(vec![
            t.nw("log-holds", report.head.size, report.origin.as_str()),
            t.w("log-root", &report.head.root.to_string()),
            t.w("log-key", &report.key),
            t.n("log-openings", openings),
            t.n("log-imports", imports),
        ]),
        // what doesn't hold is the answer, not a failure of the page
        Err(error) if matches!(error.sort(), comity_node::ErrorSort::Fault) => Err(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    page(&app, &seated, &Ask::default(), Some(verified)).await
}

async fn page(
    app: &App,
    seated: &Seated,
    ask: &Ask,
    verified: Option<Result<Vec<String>, String>>,
) -> Result<Response, Failure> {
    let desk = seated.desk(app).await?;
    let frame = seated.frame(&desk, "/ledger");
    let t = frame.t;
    let LogPage { lines, next } = desk.log(ask.after, &ask.kind, PAGE).await?;
    Ok(Page {
        kinds: KINDS.into_iter().map(|kind| (kind, kind == ask.kind)).collect(),
        lines: lines
            .into_iter()
            .map(|line| (line.seq, line.at.clone(), t.word("entry", &line.kind), rest(&line)))
            .collect(),
        next: next.map(|next| format!("/ledger?kind={}&after={next}", escaped(&ask.kind))),
        verified,
        frame,
    }
    .into_page())
}

/// What an entry tells beside its kind, as it stands in the log.
fn rest(line: &LogLine) -> String {
    let Some(event) = line.json.get("event").and_then(|event| event.as_object()) else { return String::new() };
    let said = event.iter().filter(|(name, _)| *name != "kind").map(|(name, value)| match value.as_str() {
        Some(text) => format!("{name}: {text}"),
        None => format!("{name}: {value}"),
    });
    said.collect::<Vec<_>>().join(" · ")
}

/// The whole log as a file.
pub async fn export(State(app): State<App>, seated: Seated, Form(form): Form<Bare>) -> Result<Response, Failure> {
    seated.is_ours(&form.csrf)?;
    let bytes = seated.desk(&app).await?.export_log().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"comity-ledger.jsonl\""),
    ];
    Ok((headers, bytes).into_response())
}
