//! Filed plans for programs.

use axum::extract::{Path, Query, State};
use axum::{Json, Router};
use comity_node::{Filed as Seen, Filing, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::check::Plan;
use crate::failure::Failure;
use crate::handler::{get, post};
use crate::page::id;
use crate::page::import::label;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/filings", get(list).merge(post(file)))
        .route("/api/v1/filings/{id}/withdraw", post(withdraw))
}

/// Which filings.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Before {
    /// The `next` of the page before.
    before: Option<Uuid>,
    /// 1 to 200, 50 by default.
    size: Option<u32>,
}

/// A page of filings of the own party, the newest first.
#[derive(Serialize, ToSchema)]
pub struct Filings {
    filings: Vec<FilingSeen>,
    /// Ask with `before` for more; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Uuid>,
    /// How many days before it begins a plan is filed.
    lead_days: i32,
}

/// A filing.
#[derive(Serialize, ToSchema)]
pub struct FilingSeen {
    id: Uuid,
    record: Uuid,
    version: i64,
    /// Missing where the plan may not be seen, as when it is withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    late: bool,
    reason: String,
    /// Whose word waived the lead time; empty where nobody's did.
    superior: String,
    person: String,
    /// RFC 3339.
    made_at: String,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<String>,
}

impl From<Seen> for FilingSeen {
    fn from(seen: Seen) -> FilingSeen {
        FilingSeen {
            id: seen.id,
            record: seen.of.record,
            version: seen.of.version,
            title: seen.title,
            late: seen.late,
            reason: seen.filing.reason,
            superior: seen.filing.superior,
            person: seen.person,
            made_at: seen.made_at.to_string(),
            withdrawn_at: seen.withdrawn.map(|(at, ..)| at.to_string()),
        }
    }
}

/// Lists filings
#[utoipa::path(get, path = "/api/v1/filings", params(Before), tag = "filings",
    responses((status = 200, body = Filings), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Before>,
) -> Result<Json<Filings>, Failure> {
    let desk = program.desk(&app, "read").await?;
    let size = ask.size.unwrap_or(50).clamp(1, 200);
    let mut filed = desk.filings(ask.before, size + 1).await?;
    let more = filed.len() > size as usize;
    filed.truncate(size as usize);
    Ok(Json(Filings {
        next: filed.last().filter(|_| more).map(|last| last.id),
        lead_days: desk.filing_rules().await?.lead_days,
        filings: filed.into_iter().map(FilingSeen::from).collect(),
    }))
}

/// A plan and how it is filed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFiling {
    plan: Plan,
    /// Needed where it comes late or the lead time is waived.
    #[serde(default)]
    reason: String,
    /// Whose word waives the lead time: the handle of another user of the party.
    #[serde(default)]
    superior: String,
    /// TLP 2.0; the own party alone by default.
    #[serde(default)]
    label: String,
}

/// What was filed. It is no approval.
#[derive(Serialize, ToSchema)]
pub struct FiledNow {
    record: Uuid,
    late: bool,
}

/// Files a plan
#[utoipa::path(post, path = "/api/v1/filings", request_body = NewFiling, tag = "filings",
    responses((status = 200, body = FiledNow), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn file(
    State(app): State<App>,
    program: Program,
    Json(new): Json<NewFiling>,
) -> Result<Json<FiledNow>, Failure> {
    let desk = program.desk(&app, "write").await?;
    let filing = Filing { reason: new.reason.trim().to_owned(), superior: new.superior.trim().to_owned() };
    let label = label(new.label.trim())?;
    let (record, late) = desk.file(&new.plan.planned(&desk), label.as_ref(), &filing).await?;
    Ok(Json(FiledNow { record, late }))
}

/// Why a filing is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    reason: String,
}

/// Withdraws a filing and its plan
#[utoipa::path(post, path = "/api/v1/filings/{id}/withdraw", params(("id" = Uuid, Path)), request_body = Withdrawal, tag = "filings",
    responses((status = 204), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn withdraw(
    State(app): State<App>,
    program: Program,
    Path(filing): Path<String>,
    Json(withdrawal): Json<Withdrawal>,
) -> Result<axum::http::StatusCode, Failure> {
    let desk = program.desk(&app, "write").await?;
    desk.withdraw_filing(id(&filing)?, &withdrawal.reason).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
