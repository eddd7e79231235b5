//! Records joined by hand or kept apart, for programs.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Json, Router};
use comity_node::{Desk, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::findings::Finding;
use crate::failure::Failure;
use crate::handler::{delete, get, post};
use crate::page::id;
use crate::page::links::bond_of;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/findings/{id}/links", post(bind_finding))
        .route("/api/v1/records/{id}/links", get(links).merge(post(bind)))
        .route("/api/v1/links/{id}", delete(unbind))
}

/// A link of a record that holds.
#[derive(Serialize, ToSchema)]
pub struct LinkHeld {
    id: Uuid,
    /// `same` or `apart`; older ones may have another word of the findings.
    what: String,
    other: Uuid,
    person: String,
    party: String,
    reason: String,
    /// RFC 3339.
    made_at: String,
}

async fn held(desk: &Desk<'_>, record: Uuid) -> Result<Json<Vec<LinkHeld>>, Failure> {
    let links = desk.links(record).await?.into_iter().map(|link| LinkHeld {
        id: link.id,
        what: link.kind,
        other: link.other,
        person: link.person,
        party: link.party,
        reason: link.reason,
        made_at: link.made_at.to_string(),
    });
    Ok(Json(links.collect()))
}

/// What persons hold of a record and others
#[utoipa::path(get, path = "/api/v1/records/{id}/links", params(("id" = Uuid, Path)), tag = "work",
    responses((status = 200, body = Vec<LinkHeld>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn links(
    State(app): State<App>,
    program: Program,
    Path(record): Path<String>,
) -> Result<Json<Vec<LinkHeld>>, Failure> {
    held(&program.desk(&app, "read").await?, id(&record)?).await
}

/// What is held of two records.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// `same`: they are about one activity; `apart`: they are not, whatever is found.
    what: String,
    /// The other record: its id, or the identifier that its reporter gave it.
    other: String,
    reason: String,
}

/// Joins a record with another, or keeps them apart
#[utoipa::path(post, path = "/api/v1/records/{id}/links", params(("id" = Uuid, Path)), request_body = NewLink, tag = "work",
    responses((status = 200, body = Vec<LinkHeld>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn bind(
    State(app): State<App>,
    program: Program,
    Path(record): Path<String>,
    Json(new): Json<NewLink>,
) -> Result<Json<Vec<LinkHeld>>, Failure> {
    let (desk, record) = (program.desk(&app, "write").await?, id(&record)?);
    desk.bind(record, &new.other, bond_of(&new.what)?, &new.reason).await?;
    held(&desk, record).await
}

/// What is held of a finding's two records.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBond {
    /// `same` or `apart`.
    what: String,
    reason: String,
}

/// Joins the two records of a finding, or keeps them apart
#[utoipa::path(post, path = "/api/v1/findings/{id}/links", params(("id" = Uuid, Path)), request_body = NewBond, tag = "work",
    responses((status = 200, body = Finding), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn bind_finding(
    State(app): State<App>,
    program: Program,
    Path(finding): Path<String>,
    Json(new): Json<NewBond>,
) -> Result<Json<Finding>, Failure> {
    let (desk, finding) = (program.desk(&app, "write").await?, id(&finding)?);
    desk.bind_finding(finding, bond_of(&new.what)?, &new.reason).await?;
    Ok(Json(desk.finding(finding).await?.seen.into()))
}

/// Ends a link of the own party
#[utoipa::path(delete, path = "/api/v1/links/{id}", params(("id" = Uuid, Path)), tag = "work",
    responses((status = 204), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn unbind(
    State(app): State<App>,
    program: Program,
    Path(link): Path<String>,
) -> Result<StatusCode, Failure> {
    program.desk(&app, "write").await?.unbind(id(&link)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
