//! The ledger: its entries, whether it holds, an export for an auditor.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use comity_node::Entry;
use serde::Deserialize;

use super::{Bare, Frame, IntoPage as _};
use crate::failure::Failure;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Seated, escaped};

/// Which entries.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    kind: String,
    before: Option<u64>,
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
const PAGE: u32 = 100;

#[derive(Template)]
#[template(path = "ledger.html")]
struct Page {
    frame: Frame,
    kinds: Vec<(&'static str, bool)>,
    /// Number, when, who, word of the kind, the rest.
    lines: Vec<(u64, String, String, String, String)>,
    next: Option<String>,
    verified: Option<Result<Vec<String>, String>>,
}

/// The entries.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    page(&app, &seated, &ask, None).await
}

/// Checks the whole log, and says what holds.
pub async fn verify(
    State(app): State<App>,
    seated: Seated,
    Form(form): Form<Bare>,
) -> Result<Response, Failure> {
    seated.is_ours(&form.csrf)?;
    let desk = seated.desk(&app).await?;
    let t = Tongue::of(seated.manners.language);
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
    let lines = desk.log(&ask.kind, ask.before, PAGE).await?;
    let full = lines.len() == PAGE as usize;
    let next = lines.last().filter(|last| full && last.seq > 0);
    Ok(Page {
        kinds: KINDS.into_iter().map(|kind| (kind, kind == ask.kind)).collect(),
        next: next.map(|last| format!("/ledger?kind={}&before={}", escaped(&ask.kind), last.seq)),
        lines: lines
            .iter()
            .map(|entry| {
                let by = match (&entry.person, entry.by_node) {
                    (Some(person), _) => person.clone(),
                    (None, true) => t.say("by-node"),
                    (None, false) => t.say("by-erased"),
                };
                (entry.seq, t.time(&entry.at), by, t.word("entry", &entry.kind), rest(t, entry))
            })
            .collect(),
        verified,
        frame,
    }
    .into_page())
}

/// What an entry tells beside its kind. Commitments say nothing to people; what they hide is told where it is still kept.
fn rest(t: &Tongue, entry: &Entry) -> String {
    let mut said = Vec::new();
    if let Some(user) = &entry.user {
        said.push(t.w("about-user", user));
    }
    for (name, value) in entry.event.as_object().into_iter().flatten() {
        let committed = matches!(name.as_str(), "kind" | "user" | "reason" | "content" | "label");
        if committed || value.is_null() {
            continue;
        }
        let words = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Array(items) => items
                .iter()
                .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                .collect::<Vec<_>>()
                .join(", "),
            other => other.to_string(),
        };
        said.push(format!("{name} {words}"));
    }
    said.extend(entry.reason.iter().map(|reason| t.w("because", reason)));
    said.join(" · ")
}

/// The whole log as a file.
pub async fn export(
    State(app): State<App>,
    seated: Seated,
    Form(form): Form<Bare>,
) -> Result<Response, Failure> {
    seated.is_ours(&form.csrf)?;
    let bytes = seated.desk(&app).await?.export_log().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"comity-ledger.jsonl\""),
    ];
    Ok((headers, bytes).into_response())
}
