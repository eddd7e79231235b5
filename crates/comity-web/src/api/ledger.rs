//! The ledger for programs: its entries by the filter of the page, and the filtered entries as a table.

use axum::extract::{Query, State};
use axum::response::Response;
use axum::{Json, Router};
use comity_node::Entry as Logged;
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::handler::get;
use crate::page::ledger::{Ask, table};
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/ledger", get(list)).route("/api/v1/ledger/lines", get(lines))
}

/// Entries of the ledger.
#[derive(Serialize, ToSchema)]
pub struct Ledger {
    /// The newest first.
    entries: Vec<LedgerEntry>,
    /// For the next page, as `before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// One entry.
#[derive(Serialize, ToSchema)]
pub struct LedgerEntry {
    /// Its place in the log, from 0.
    number: u64,
    /// RFC 3339.
    at: String,
    /// `disclosed`, `verdict`..
    kind: String,
    /// Who did it; none for the node itself, and for who was erased.
    by: Option<String>,
    /// Whether the node did it by itself.
    by_node: bool,
    /// The user that it is about.
    about: Option<String>,
    reason: Option<String>,
    /// The event as it was signed: names, reasons and contents as commitments.
    #[schema(value_type = Object)]
    event: serde_json::Value,
}

impl From<Logged> for LedgerEntry {
    fn from(entry: Logged) -> LedgerEntry {
        LedgerEntry {
            number: entry.seq,
            at: entry.at.to_string(),
            kind: entry.kind,
            by: entry.person,
            by_node: entry.by_node,
            about: entry.user,
            reason: entry.reason,
            event: entry.event,
        }
    }
}

/// Entries of a page.
const PAGE: u32 = 200;

/// Lists entries of the ledger
#[utoipa::path(get, path = "/api/v1/ledger", params(Ask), tag = "ledger",
    responses((status = 200, body = Ledger), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Ask>,
) -> Result<Json<Ledger>, Failure> {
    let desk = program.desk(&app, "read").await?;
    let entries = desk.log(&ask.look()?, PAGE).await?;
    let full = entries.len() == PAGE as usize;
    let next = entries.last().map(|last| last.seq).filter(|seq| full && *seq > 0);
    Ok(Json(Ledger { entries: entries.into_iter().map(LedgerEntry::from).collect(), next }))
}

/// Exports entries as a table; the log hears of it. It proves nothing: `comity ledger export` writes what can be checked
#[utoipa::path(get, path = "/api/v1/ledger/lines", params(Ask), tag = "ledger",
    responses((status = 200, description = "CSV in UTF-8, the newest entry first; `before` isn't looked at"),
        (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn lines(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = program.desk(&app, "read").await?;
    let ask = Ask { before: None, ..ask };
    Ok(table(desk.log_lines(&ask.look()?, &ask.query()).await?.csv))
}
