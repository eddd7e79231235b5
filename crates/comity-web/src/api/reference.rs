//! Reference files for programs: those in force and their history; a file in, what it would change out, then the word that puts it in force.

use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use comity_node::{Desk, ReferenceFile, ReferenceVersion, Uuid};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::{IntoParams, ToSchema};

use crate::api::once::Once;
use crate::failure::{Code, Failure};
use crate::handler::{delete, get, post};
use crate::page::id;
use crate::page::reference::{FORM, bytes, received};
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/reference", get(list).merge(post(send)))
        .layer(DefaultBodyLimit::max(FORM))
        .route("/api/v1/reference/drafts/{id}", get(draft).merge(post(keep)).merge(delete(forget)))
        .route("/api/v1/reference/{id}", delete(remove))
        .route("/api/v1/reference/{id}/content", get(content))
}

/// A version of a reference file.
#[derive(Serialize, ToSchema)]
pub struct File {
    id: Uuid,
    name: String,
    /// `places`, `themes` or `boundaries`.
    part: String,
    /// Where it comes from; empty where it was removed.
    source: String,
    licence: String,
    /// Bytes; 0 where it was removed.
    size: u64,
    /// Who put it in force or removed it.
    by: String,
    /// When.
    at: String,
    /// Why, where that was said.
    reason: String,
    in_force: bool,
}

impl From<ReferenceVersion> for File {
    fn from(version: ReferenceVersion) -> File {
        File {
            id: version.id,
            name: version.name,
            part: version.part,
            source: version.source,
            licence: version.licence,
            size: version.size,
            by: version.person,
            at: version.made_at.to_string(),
            reason: version.reason,
            in_force: version.in_force,
        }
    }
}

/// Lists the node's own reference files, the newest version first
#[utoipa::path(get, path = "/api/v1/reference", tag = "reference",
    responses((status = 200, body = Vec<File>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, program: Program) -> Result<Json<Vec<File>>, Failure> {
    let (_, versions) = readers(&app, &program).await?.reference_files().await?;
    Ok(Json(versions.into_iter().map(File::from).collect()))
}

/// The desk of who may read reference files: whoever works here.
async fn readers<'a>(app: &'a App, program: &Program) -> Result<Desk<'a>, Failure> {
    let desk = program.desk(app, "read").await?;
    if desk.viewer().seat.is_none() && !desk.may_load_reference() {
        return Err(Failure::new(Code::Denied, "reference data is for those who work here"));
    }
    Ok(desk)
}

/// A file with what must be said of it.
#[derive(ToSchema)]
#[allow(dead_code)] // only described
pub struct Sent {
    /// `places`, `themes` or `boundaries`.
    part: String,
    /// Who made it, and as of when.
    source: String,
    licence: String,
    /// Its name here; without one the file's own.
    name: Option<String>,
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A file that waits to be put in force, with what it would change.
#[derive(Serialize, ToSchema)]
pub struct DraftSeen {
    id: Uuid,
    name: String,
    part: String,
    source: String,
    licence: String,
    /// Rows, or outlines, that were read.
    read: u64,
    refused: u64,
    added: u64,
    replaced: u64,
    removed: u64,
    unchanged: u64,
    /// How many records name a place or theme that would be known, not be known any more, or be another one: `looked_at`, `of`, and for `places` and
    /// `themes` each `now`, `lost`, `other`. Nothing for boundaries.
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<serde_json::Value>,
    /// The first 500 things that can't be read or look wrong: file, line, column, reason, way_out, loss.
    #[schema(value_type = Vec<Object>)]
    problems: Vec<serde_json::Value>,
}

async fn seen(desk: &Desk<'_>, draft: Uuid) -> Result<DraftSeen, Failure> {
    let (draft, effect) = desk.reference_draft(draft).await?;
    Ok(DraftSeen {
        id: draft.id,
        name: draft.file.name,
        part: draft.file.part,
        source: draft.file.source,
        licence: draft.file.licence,
        read: effect.read,
        refused: effect.refused,
        added: effect.added.count,
        replaced: effect.replaced.count,
        removed: effect.removed.count,
        unchanged: effect.unchanged,
        resolution: effect.resolution.as_ref().and_then(|found| serde_json::to_value(found).ok()),
        problems: effect.problems.iter().filter_map(|one| serde_json::to_value(one).ok()).collect(),
    })
}

/// Sends a reference file, and says what it would change; a POST to the draft puts it in force
#[utoipa::path(post, path = "/api/v1/reference", tag = "reference",
    request_body(content = Sent, content_type = "multipart/form-data"),
    responses((status = 201, body = DraftSeen, headers(("Location" = String, description = "the draft"))),
        (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn send(
    State(app): State<App>,
    program: Program,
    once: Once,
    form: Multipart,
) -> Result<Response, Failure> {
    program.desk(&app, "write").await?;
    // a token is no cookie: no page of another site can send it
    let file = received(form, |_| Ok(())).await?;
    let told = [&file.part, &file.name, &file.source, &file.licence].map(|text| text.clone().into_bytes());
    let hash = Sha256::digest(&file.content);
    let request = [told.iter().map(Vec::as_slice).collect(), vec![hash.as_slice()]].concat();
    let work = {
        let (app, program) = (app.clone(), program.clone());
        async move { Ok::<_, Failure>(drafted(&program.desk(&app, "write").await?, file).await?.into_response()) }
    };
    let work = async { work.await.unwrap_or_else(|failure| failure.into_response()) };
    once.run(&app, &program, &request, work).await
}

async fn drafted(desk: &Desk<'_>, file: ReferenceFile) -> Result<impl IntoResponse + use<>, Failure> {
    let draft = desk.send_reference(file).await?;
    let place = [(header::LOCATION, format!("/api/v1/reference/drafts/{draft}"))];
    Ok((StatusCode::CREATED, place, Json(seen(desk, draft).await?)))
}

/// What a draft would change as of now
#[utoipa::path(get, path = "/api/v1/reference/drafts/{id}", params(("id" = Uuid, Path)), tag = "reference",
    responses((status = 200, body = DraftSeen), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn draft(
    State(app): State<App>,
    program: Program,
    Path(draft): Path<String>,
) -> Result<Json<DraftSeen>, Failure> {
    let desk = program.desk(&app, "write").await?;
    Ok(Json(seen(&desk, id(&draft)?).await?))
}

/// Why.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Why {
    /// Why; removing needs it.
    #[serde(default)]
    reason: String,
}

/// Puts a draft in force, at once
#[utoipa::path(post, path = "/api/v1/reference/drafts/{id}", params(("id" = Uuid, Path), Why), tag = "reference",
    responses((status = 204), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn keep(
    State(app): State<App>,
    program: Program,
    Path(draft): Path<String>,
    Query(why): Query<Why>,
) -> Result<StatusCode, Failure> {
    program.desk(&app, "write").await?.keep_reference(id(&draft)?, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a draft
#[utoipa::path(delete, path = "/api/v1/reference/drafts/{id}", params(("id" = Uuid, Path)), tag = "reference",
    responses((status = 204), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn forget(
    State(app): State<App>,
    program: Program,
    Path(draft): Path<String>,
) -> Result<StatusCode, Failure> {
    program.desk(&app, "write").await?.drop_reference(id(&draft)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a file out of force by the id of its version; its history stays
#[utoipa::path(delete, path = "/api/v1/reference/{id}", params(("id" = Uuid, Path), Why), tag = "reference",
    responses((status = 204), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn remove(
    State(app): State<App>,
    program: Program,
    Path(version): Path<String>,
    Query(why): Query<Why>,
) -> Result<StatusCode, Failure> {
    program.desk(&app, "write").await?.remove_reference(id(&version)?, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bytes of a version, as they were sent
#[utoipa::path(get, path = "/api/v1/reference/{id}/content", params(("id" = Uuid, Path)), tag = "reference",
    responses((status = 200, description = "The file"),
        (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn content(
    State(app): State<App>,
    program: Program,
    Path(version): Path<String>,
) -> Result<Response, Failure> {
    Ok(bytes(readers(&app, &program).await?.reference_version(id(&version)?).await?))
}
