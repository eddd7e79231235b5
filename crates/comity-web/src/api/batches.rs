//! One answer to many findings, for programs.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::{Json, Router};
use comity_node::Uuid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::handler::{delete, post};
use crate::page::id;
use crate::page::opened::answer_of;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/verdicts", post(answer)).route("/api/v1/verdicts/{batch}", delete(undo))
}

/// One answer to many findings.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVerdicts {
    /// 1 to 200.
    findings: BTreeSet<Uuid>,
    /// `confirm`, `reject` or `unsure`.
    answer: String,
    /// Why, in words.
    reason: String,
}

/// By which id all of the answers are taken back.
#[derive(Serialize, ToSchema)]
pub struct Batch {
    batch: Uuid,
}

/// Answers many findings, or none where one of them can't be answered
#[utoipa::path(post, path = "/api/v1/verdicts", request_body = NewVerdicts, tag = "findings",
    responses((status = 200, body = Batch), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn answer(
    State(app): State<App>,
    program: Program,
    Json(new): Json<NewVerdicts>,
) -> Result<Json<Batch>, Failure> {
    let desk = program.desk(&app, "write").await?;
    let batch = desk.answer_all(&new.findings, answer_of(&new.answer)?, &new.reason).await?;
    Ok(Json(Batch { batch }))
}

/// How many answers were taken back.
#[derive(Serialize, ToSchema)]
pub struct TakenBack {
    verdicts: usize,
}

/// Takes all answers of an own batch back
#[utoipa::path(delete, path = "/api/v1/verdicts/{batch}", params(("batch" = Uuid, Path)), tag = "findings",
    responses((status = 200, body = TakenBack), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn undo(
    State(app): State<App>,
    program: Program,
    Path(batch): Path<String>,
) -> Result<Json<TakenBack>, Failure> {
    let desk = program.desk(&app, "write").await?;
    Ok(Json(TakenBack { verdicts: desk.take_batch_back(id(&batch)?).await? }))
}
