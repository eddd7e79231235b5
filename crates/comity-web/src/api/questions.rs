//! Questions about findings, for programs.

use axum::extract::{Path, State};
use axum::{Json, Router};
use serde::Deserialize;
use utoipa::ToSchema;

use super::work::{Work, work};
use crate::failure::Failure;
use crate::handler::post;
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/findings/{id}/questions", post(ask))
        .route("/api/v1/findings/{id}/questions/{question}", post(answer_question))
}

/// A question to another party.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuestion {
    party: String,
    text: String,
}

/// Asks another party about a finding
#[utoipa::path(post, path = "/api/v1/findings/{id}/questions", params(("id" = Uuid, Path)), request_body = NewQuestion, tag = "work",
    responses((status = 200, body = Work), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn ask(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
    Json(new): Json<NewQuestion>,
) -> Result<Json<Work>, Failure> {
    let (desk, finding) = (program.desk(&app, "write").await?, id(&finding)?);
    desk.ask(finding, &new.party, &new.text).await?;
    work(&desk, finding).await
}

/// An answer in words.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    text: String,
}

/// Answers a question to the own party
#[utoipa::path(post, path = "/api/v1/findings/{id}/questions/{question}", params(("id" = Uuid, Path), ("question" = Uuid, Path)),
    request_body = Words, tag = "work",
    responses((status = 200, body = Work), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn answer_question(
    State(app): State<App>,
    program: Program,
    Path((finding, question)): Path<(String, String)>,
    Json(words): Json<Words>,
) -> Result<Json<Work>, Failure> {
    let (desk, finding) = (program.desk(&app, "write").await?, id(&finding)?);
    desk.answer_question(finding, id(&question)?, &words.text).await?;
    work(&desk, finding).await
}
