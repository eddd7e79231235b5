//! What is done about findings, for programs.

use axum::extract::{Path, State};
use axum::{Json, Router};
use comity_node::{Desk, FindingSeen, Outcome, Uuid};
use serde::Deserialize;
use utoipa::ToSchema;

use super::findings::OutcomeSeen;
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/findings/{id}/outcomes", get(outcomes).merge(post(decide)))
        .route("/api/v1/findings/{id}/outcomes/{outcome}", post(answer))
}

async fn decided(desk: &Desk<'_>, finding: Uuid) -> Result<Json<Vec<OutcomeSeen>>, Failure> {
    let FindingSeen::Whole(whole) = desk.finding(finding).await?.seen else { return Err(Failure::absent()) };
    Ok(Json(whole.outcomes.into_iter().map(OutcomeSeen::from).collect()))
}

/// What is done about a finding, the newest first
#[utoipa::path(get, path = "/api/v1/findings/{id}/outcomes", params(("id" = Uuid, Path)), tag = "work",
    responses((status = 200, body = Vec<OutcomeSeen>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn outcomes(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
) -> Result<Json<Vec<OutcomeSeen>>, Failure> {
    decided(&program.desk(&app, "read").await?, id(&finding)?).await
}

/// What is to be done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// `proceed`, `delay`, `cancel` and `no-action` hold at once; `jointly`, `divide` and `merge` when the other owners agree.
    what: String,
    reason: String,
}

/// Decides what is done about a finding, or proposes it
#[utoipa::path(post, path = "/api/v1/findings/{id}/outcomes", params(("id" = Uuid, Path)), request_body = Decision, tag = "work",
    responses((status = 200, body = Vec<OutcomeSeen>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn decide(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
    Json(decision): Json<Decision>,
) -> Result<Json<Vec<OutcomeSeen>>, Failure> {
    let (desk, finding) = (program.desk(&app, "write").await?, id(&finding)?);
    let what = Outcome::parse(&decision.what)
        .ok_or_else(|| Failure::new(Code::Input, format!("`{}` is no outcome", decision.what)))?;
    desk.decide(finding, what, &decision.reason).await?;
    decided(&desk, finding).await
}

/// An answer to an outcome.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeAct {
    /// `agree`, `decline` or, for one's own, `retract`.
    act: String,
    /// For `decline` it is needed.
    #[serde(default)]
    reason: String,
}

/// Agrees to a proposal, declines it, or takes an own outcome back
#[utoipa::path(post, path = "/api/v1/findings/{id}/outcomes/{outcome}", params(("id" = Uuid, Path), ("outcome" = Uuid, Path)),
    request_body = OutcomeAct, tag = "work",
    responses((status = 200, body = Vec<OutcomeSeen>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn answer(
    State(app): State<App>,
    program: Program,
    Path((finding, outcome)): Path<(String, String)>,
    Json(agreement): Json<OutcomeAct>,
) -> Result<Json<Vec<OutcomeSeen>>, Failure> {
    let desk = program.desk(&app, "write").await?;
    let (finding, outcome) = (id(&finding)?, id(&outcome)?);
    match agreement.act.as_str() {
        "agree" => desk.answer_outcome(finding, outcome, true, &agreement.reason).await?,
        "decline" => desk.answer_outcome(finding, outcome, false, &agreement.reason).await?,
        "retract" => desk.retract_outcome(finding, outcome, &agreement.reason).await?,
        other => {
            let words = "agree, decline, retract";
            return Err(Failure::new(Code::Input, format!("`{other}` is none of {words}")));
        }
    }
    decided(&desk, finding).await
}
