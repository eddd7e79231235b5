//! To whom a record was given so far: for its owner, and for who reads the ledger.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_node::{GivenOut, NodeAction, Uuid};
use serde::Deserialize;

use super::seen::{Reason, reason};
use super::{Frame, IntoPage as _, id};
use crate::failure::Failure;
use crate::handler::get;
use crate::server::App;
use crate::visitor::Seated;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/records/{id}/disclosures", get(show))
}

/// Which ones.
#[derive(Deserialize)]
pub struct Ask {
    before: Option<Uuid>,
}

const PAGE: u32 = 100;

#[derive(Template)]
#[template(path = "disclosures.html")]
struct Page {
    frame: Frame,
    id: Uuid,
    title: String,
    /// Whether the viewer is told of them at all.
    told: bool,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    at: String,
    /// Nobody where only a hidden membership explains it.
    to: Option<String>,
    group: String,
    extent: String,
    version: i64,
    tlp: String,
    purpose: String,
    reasons: Vec<Reason>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(record): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/activities");
    let t = frame.t;
    let record = id(&record)?;
    let (full, given) = desk.disclosures(record, ask.before, PAGE).await?;
    let owner = desk.viewer().party().map(|party| party.as_str()) == Some(full.summary.class.party());
    let more = given.len() == PAGE as usize;
    let last = given.last().filter(|_| more).map(|last| last.disclosed.id);
    let line = |GivenOut { disclosed, named }: GivenOut| {
        let organ = disclosed.to_organ.as_ref().map(|organ| format!(" / {organ}")).unwrap_or_default();
        Line {
            at: t.time(&disclosed.at),
            to: named.then(|| format!("{}{organ}", disclosed.to)),
            group: disclosed.to_group.map(|group| group.to_string()).unwrap_or_default(),
            extent: t.word("extent", &disclosed.extent),
            version: disclosed.of.version,
            tlp: disclosed.tlp,
            purpose: disclosed.purpose,
            reasons: disclosed
                .policy
                .split(' ')
                .filter(|policy| !policy.is_empty())
                .map(|policy| reason(t, &desk, policy))
                .collect(),
        }
    };
    Ok(Page {
        id: record,
        title: full.summary.title.clone(),
        told: owner || desk.may(NodeAction::ReadLedger),
        lines: given.into_iter().map(line).collect(),
        next: last.map(|last| format!("/records/{record}/disclosures?before={last}")),
        frame,
    }
    .into_page())
}
