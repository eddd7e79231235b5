//! Joint work, for programs: what the token's user sees of it, and acts done in it.

use axum::extract::{Path, State};
use axum::{Json, Router};
use comity_node::joint_work::{ready, series, work};
use comity_node::{ReadySeen, SeriesSeen, Uuid, WorkSeen};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/joint", get(all_work).merge(post(begin_work)))
        .route("/api/v1/joint/{id}", get(one_work))
        .route("/api/v1/joint/{id}/acts", post(act_in_work))
        .route("/api/v1/ready", get(all_ready).merge(post(hold_ready)))
        .route("/api/v1/ready/{id}", get(one_ready))
        .route("/api/v1/ready/{id}/acts", post(act_on_ready))
        .route("/api/v1/series", get(all_series).merge(post(begin_series)))
        .route("/api/v1/series/{id}", get(one_series))
        .route("/api/v1/series/{id}/acts", post(act_in_series))
}

/// Joint work in a list.
#[derive(Serialize, ToSchema)]
pub struct JointLine {
    id: Uuid,
    title: String,
    /// The party that leads, holds or keeps it.
    keeper: String,
}

/// Where something was done.
#[derive(Serialize, ToSchema)]
pub struct JointDone {
    id: Uuid,
}

/// Joint activities that the token's user may see
#[utoipa::path(get, path = "/api/v1/joint", tag = "joint work",
    responses((status = 200, body = Vec<JointLine>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn all_work(State(app): State<App>, program: Program) -> Result<Json<Vec<JointLine>>, Failure> {
    let all = program.desk(&app, "read").await?.all_work().await?;
    let line = |seen: WorkSeen| JointLine {
        id: seen.id,
        title: seen.view.title,
        keeper: seen.view.lead.to_string(),
    };
    Ok(Json(all.into_iter().map(line).collect()))
}

/// A joint activity, as the token's user sees it: partners, shares of work and money, dossier, calendar, reports
#[utoipa::path(get, path = "/api/v1/joint/{id}", params(("id" = Uuid, Path)), tag = "joint work",
    responses((status = 200, body = Object), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one_work(
    State(app): State<App>,
    program: Program,
    Path(joint): Path<String>,
) -> Result<Json<WorkSeen>, Failure> {
    Ok(Json(program.desk(&app, "read").await?.work(id(&joint)?).await?))
}

/// Begins a joint activity by the act `begin`
#[utoipa::path(post, path = "/api/v1/joint", request_body = Object, tag = "joint work",
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = JointDone), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn begin_work(
    State(app): State<App>,
    program: Program,
    Json(asked): Json<serde_json::Value>,
) -> Result<Json<JointDone>, Failure> {
    let act: work::Act = act_of(asked)?;
    let id = program.desk(&app, "write").await?.begin_work(&act).await?;
    Ok(Json(JointDone { id }))
}

/// Does something in a joint activity: `{"act":"pledge","party":"csto","line":1,"money":"20000"}`. docs/joint-work.md lists the acts
#[utoipa::path(post, path = "/api/v1/joint/{id}/acts", request_body = Object, tag = "joint work",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = JointDone), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn act_in_work(
    State(app): State<App>,
    program: Program,
    Path(joint): Path<String>,
    Json(asked): Json<serde_json::Value>,
) -> Result<Json<JointDone>, Failure> {
    let id = id(&joint)?;
    let act: work::Act = act_of(asked)?;
    program.desk(&app, "write").await?.work_jointly(id, &act).await?;
    Ok(Json(JointDone { id }))
}

/// What is held ready and the token's user may see
#[utoipa::path(get, path = "/api/v1/ready", tag = "joint work",
    responses((status = 200, body = Vec<JointLine>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn all_ready(State(app): State<App>, program: Program) -> Result<Json<Vec<JointLine>>, Failure> {
    let all = program.desk(&app, "read").await?.all_ready().await?;
    let line = |seen: ReadySeen| JointLine {
        id: seen.id,
        title: seen.view.title,
        keeper: seen.view.holder.to_string(),
    };
    Ok(Json(all.into_iter().map(line).collect()))
}

/// Something held ready, as the token's user sees it: how much, promises, what is promised twice
#[utoipa::path(get, path = "/api/v1/ready/{id}", params(("id" = Uuid, Path)), tag = "joint work",
    responses((status = 200, body = Object), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one_ready(
    State(app): State<App>,
    program: Program,
    Path(joint): Path<String>,
) -> Result<Json<ReadySeen>, Failure> {
    Ok(Json(program.desk(&app, "read").await?.ready(id(&joint)?).await?))
}

/// Holds something ready by the act `hold`
#[utoipa::path(post, path = "/api/v1/ready", request_body = Object, tag = "joint work",
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = JointDone), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn hold_ready(
    State(app): State<App>,
    program: Program,
    Json(asked): Json<serde_json::Value>,
) -> Result<Json<JointDone>, Failure> {
    let act: ready::Act = act_of(asked)?;
    let id = program.desk(&app, "write").await?.hold_ready(&act).await?;
    Ok(Json(JointDone { id }))
}

/// Does something with what is held ready: `{"act":"promise","to":"cis","what":"exercise","quantity":1,"start":"2026-05-01","end":"2026-05-20","label":"TLP:AMBER"}`. docs/joint-work.md lists the acts
#[utoipa::path(post, path = "/api/v1/ready/{id}/acts", request_body = Object, tag = "joint work",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = JointDone), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn act_on_ready(
    State(app): State<App>,
    program: Program,
    Path(joint): Path<String>,
    Json(asked): Json<serde_json::Value>,
) -> Result<Json<JointDone>, Failure> {
    let id = id(&joint)?;
    let act: ready::Act = act_of(asked)?;
    program.desk(&app, "write").await?.act_on_ready(id, &act).await?;
    Ok(Json(JointDone { id }))
}

/// Series that the token's user may see
#[utoipa::path(get, path = "/api/v1/series", tag = "joint work",
    responses((status = 200, body = Vec<JointLine>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn all_series(State(app): State<App>, program: Program) -> Result<Json<Vec<JointLine>>, Failure> {
    let all = program.desk(&app, "read").await?.all_series().await?;
    let line = |seen: SeriesSeen| JointLine {
        id: seen.id,
        title: seen.view.title,
        keeper: seen.view.keeper.to_string(),
    };
    Ok(Json(all.into_iter().map(line).collect()))
}

/// A series, as the token's user sees it: editions, who took part, figures, lessons
#[utoipa::path(get, path = "/api/v1/series/{id}", params(("id" = Uuid, Path)), tag = "joint work",
    responses((status = 200, body = Object), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one_series(
    State(app): State<App>,
    program: Program,
    Path(joint): Path<String>,
) -> Result<Json<SeriesSeen>, Failure> {
    Ok(Json(program.desk(&app, "read").await?.one_series(id(&joint)?).await?))
}

/// Begins a series by the act `begin`
#[utoipa::path(post, path = "/api/v1/series", request_body = Object, tag = "joint work",
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = JointDone), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn begin_series(
    State(app): State<App>,
    program: Program,
    Json(asked): Json<serde_json::Value>,
) -> Result<Json<JointDone>, Failure> {
    let act: series::Act = act_of(asked)?;
    let id = program.desk(&app, "write").await?.begin_series(&act).await?;
    Ok(Json(JointDone { id }))
}

/// Does something in a series: `{"act":"edition","edition":"2026","held":{"start":"2026-06-01","end":"2026-06-09"}}`. docs/joint-work.md lists the acts
#[utoipa::path(post, path = "/api/v1/series/{id}/acts", request_body = Object, tag = "joint work",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = JointDone), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn act_in_series(
    State(app): State<App>,
    program: Program,
    Path(joint): Path<String>,
    Json(asked): Json<serde_json::Value>,
) -> Result<Json<JointDone>, Failure> {
    let id = id(&joint)?;
    let act: series::Act = act_of(asked)?;
    program.desk(&app, "write").await?.act_in_series(id, &act).await?;
    Ok(Json(JointDone { id }))
}

fn act_of<A: DeserializeOwned>(asked: serde_json::Value) -> Result<A, Failure> {
    serde_json::from_value(asked)
        .map_err(|error| Failure::new(Code::Input, format!("it is no act of joint work: {error}")))
}
