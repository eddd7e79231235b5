//! Councils, for programs: what the token's user sees of them, and acts done in them.

use axum::extract::{Path, State};
use axum::{Json, Router};
use comity_core::PartyId;
use comity_node::proceedings::Act;
use comity_node::{CouncilSeen, Packages, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/councils", get(list).merge(post(found)))
        .route("/api/v1/councils/{id}", get(one))
        .route("/api/v1/councils/{id}/acts", post(act))
        .route("/api/v1/councils/{id}/packages", get(packages))
}

/// A council in a list.
#[derive(Serialize, ToSchema)]
pub struct CouncilLine {
    id: Uuid,
    title: String,
    /// The party whose secretariat keeps it.
    keeper: String,
}

/// What was done.
#[derive(Serialize, ToSchema)]
pub struct ActDone {
    council: Uuid,
    /// Decisions that came of it, by number.
    decided: Vec<usize>,
    /// What a proposal that was made is called: another name than it was asked for may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal: Option<String>,
}

/// Councils that the token's user has to do with
#[utoipa::path(get, path = "/api/v1/councils", tag = "councils",
    responses((status = 200, body = Vec<CouncilLine>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, program: Program) -> Result<Json<Vec<CouncilLine>>, Failure> {
    let councils = program.desk(&app, "read").await?.councils().await?;
    let line =
        |seen: CouncilSeen| CouncilLine { id: seen.id, title: seen.title, keeper: seen.keeper.to_string() };
    Ok(Json(councils.into_iter().map(line).collect()))
}

/// A council, as the token's user sees it: proposals, positions, meetings, decisions, tasks
#[utoipa::path(get, path = "/api/v1/councils/{id}", params(("id" = Uuid, Path)), tag = "councils",
    responses((status = 200, body = Object), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one(
    State(app): State<App>,
    program: Program,
    Path(council): Path<String>,
) -> Result<Json<CouncilSeen>, Failure> {
    Ok(Json(program.desk(&app, "read").await?.council(id(&council)?).await?))
}

/// Founds a council by the act `found`
#[utoipa::path(post, path = "/api/v1/councils", request_body = Object, tag = "councils",
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ActDone), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn found(
    State(app): State<App>,
    program: Program,
    Json(asked): Json<serde_json::Value>,
) -> Result<Json<ActDone>, Failure> {
    let council = program.desk(&app, "write").await?.found_council(&act_of(asked)?).await?;
    Ok(Json(ActDone { council, decided: Vec::new(), proposal: None }))
}

/// Does something in a council: `{"act":"position","party":"nato","proposal":"p-1","stance":"support"}`. docs/council.md lists the acts
#[utoipa::path(post, path = "/api/v1/councils/{id}/acts", request_body = Object, tag = "councils",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ActDone), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn act(
    State(app): State<App>,
    program: Program,
    Path(council): Path<String>,
    Json(asked): Json<serde_json::Value>,
) -> Result<Json<ActDone>, Failure> {
    let council = id(&council)?;
    let (decided, done) = program.desk(&app, "write").await?.act_as(council, &act_of(asked)?).await?;
    let proposal = match done {
        Act::Propose { proposal, .. } => Some(proposal.to_string()),
        _ => None,
    };
    Ok(Json(ActDone { council, decided, proposal }))
}

/// Which proposals can pass together, as the positions stand that the token's user may know
#[utoipa::path(get, path = "/api/v1/councils/{id}/packages", params(("id" = Uuid, Path)), tag = "councils",
    responses((status = 200, body = Object), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn packages(
    State(app): State<App>,
    program: Program,
    Path(council): Path<String>,
) -> Result<Json<Packages>, Failure> {
    let desk = program.desk(&app, "read").await?;
    let found = desk.packages(id(&council)?, |party: &PartyId| party.0.clone()).await?;
    found.map(Json).ok_or_else(|| Failure::new(Code::Denied, "packages are for members and the secretariat"))
}

fn act_of(asked: serde_json::Value) -> Result<Act, Failure> {
    serde_json::from_value(asked)
        .map_err(|error| Failure::new(Code::Input, format!("it is no act of a council: {error}")))
}
