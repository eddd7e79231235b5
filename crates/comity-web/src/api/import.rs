//! Import for programs: files in, a place to ask how far they are, what they changed out.

use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use comity_node::{Desk, Upload, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::once::Once;
use crate::failure::Failure;
use crate::handler::{delete, get, post};
use crate::page::id;
use crate::page::import::{label, uploaded};
use crate::server::{App, FILE};
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/import", post(receive))
        .layer(DefaultBodyLimit::max(FILE))
        .route("/api/v1/import/{id}", get(one).merge(post(apply)).merge(delete(stop)))
}

/// How it is to be imported.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// The label of the files' records: `TLP:GREEN`.. Records that are there keep theirs without it.
    #[serde(default)]
    label: String,
    /// Only reads the files and says what they would change; a POST to the import applies it.
    #[serde(default)]
    preview: bool,
}

/// The label to apply.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Decided {
    /// `TLP:GREEN`.. Records that are there keep theirs without it.
    #[serde(default)]
    label: String,
}

/// One file or up to 20, each in a field `file` of a form.
#[derive(ToSchema)]
#[allow(dead_code)] // only described
pub struct Files {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// How far an import is.
#[derive(Serialize, ToSchema)]
pub struct Import {
    id: Uuid,
    /// `coming`, `waiting`, `reading`, `read` (a POST applies it), `decided`, `applying`, `applied`, `stopped`, `failed`.
    state: String,
    /// Names of the files.
    files: Vec<String>,
    /// How much of the present step is done, of how much; 0 while that isn't known.
    done: u64,
    of: u64,
    /// Why it failed.
    #[serde(skip_serializing_if = "String::is_empty")]
    error: String,
    /// What it changed or would change: created, changed, unchanged, vanished, returned, relabelled, problems, refused, broken_off.
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<serde_json::Value>,
    /// The first 500 things that could not be read: file, line, reason, way out, loss.
    #[schema(value_type = Vec<Object>)]
    problems: Vec<serde_json::Value>,
}

async fn import_of(desk: &Desk<'_>, import: Uuid) -> Result<Import, Failure> {
    let (delivery, waits) = desk.delivery(import).await?;
    let problems = waits.iter().flat_map(|waits| &waits.plan.problems);
    Ok(Import {
        id: delivery.id,
        state: delivery.state.as_str().to_owned(),
        files: delivery.files.iter().map(|(name, _)| name.clone()).collect(),
        done: delivery.done,
        of: delivery.of_all,
        error: delivery.error.clone(),
        problems: problems.filter_map(|problem| serde_json::to_value(problem).ok()).collect(),
        report: waits.as_ref().and_then(|waits| serde_json::to_value(&waits.plan.report).ok()),
    })
}

/// What answers a request that is done later: where to ask how far it is.
pub type Accepted = (StatusCode, [(HeaderName, String); 1], Json<Import>);

/// The answer to a request that is done later.
pub async fn accepted(desk: &Desk<'_>, import: Uuid) -> Result<Accepted, Failure> {
    let place = [(header::LOCATION, format!("/api/v1/import/{import}"))];
    Ok((StatusCode::ACCEPTED, place, Json(import_of(desk, import).await?)))
}

/// Imports files as records of the user's party, beside other work
#[utoipa::path(post, path = "/api/v1/import", params(Ask), tag = "import",
    request_body(content = Files, content_type = "multipart/form-data"),
    responses((status = 202, body = Import, headers(("Location" = String, description = "where to ask how far it is"))),
        (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn receive(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Ask>,
    once: Once,
    form: Multipart,
) -> Result<Response, Failure> {
    let label = label(&ask.label)?;
    program.desk(&app, "import").await?;
    // a token is no cookie: no page of another site can send it
    let uploads = uploaded(form, |_| Ok(())).await?;
    let marks: Vec<Vec<u8>> = uploads.iter().map(Upload::mark).collect();
    let marks: Vec<&[u8]> = marks.iter().map(Vec::as_slice).collect();
    let work = {
        let (app, program) = (app.clone(), program.clone());
        async move {
            let desk = program.desk(&app, "import").await?;
            let import = desk.send(uploads, label, !ask.preview).await?;
            accepted(&desk, import).await
        }
    };
    once.run(&app, &program, &marks, async { work.await.into_response() }).await
}

/// How far an import is, and what it changes
#[utoipa::path(get, path = "/api/v1/import/{id}", params(("id" = Uuid, Path)), tag = "import",
    responses((status = 200, body = Import), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one(
    State(app): State<App>,
    program: Program,
    Path(import): Path<String>,
) -> Result<Json<Import>, Failure> {
    let desk = program.desk(&app, "import").await?;
    Ok(Json(import_of(&desk, id(&import)?).await?))
}

/// Applies an import that was only read
#[utoipa::path(post, path = "/api/v1/import/{id}", params(("id" = Uuid, Path), Decided), tag = "import",
    responses((status = 202, body = Import), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn apply(
    State(app): State<App>,
    program: Program,
    Path(import): Path<String>,
    Query(decided): Query<Decided>,
) -> Result<Accepted, Failure> {
    let desk = program.desk(&app, "import").await?;
    let (import, label) = (id(&import)?, label(&decided.label)?);
    desk.decide_delivery(import, label.as_ref()).await?;
    accepted(&desk, import).await
}

/// Stops an import; nothing of it is seen then
#[utoipa::path(delete, path = "/api/v1/import/{id}", params(("id" = Uuid, Path)), tag = "import",
    responses((status = 200, body = Import), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn stop(
    State(app): State<App>,
    program: Program,
    Path(import): Path<String>,
) -> Result<Json<Import>, Failure> {
    let desk = program.desk(&app, "import").await?;
    let import = id(&import)?;
    desk.stop_delivery(import).await?;
    Ok(Json(import_of(&desk, import).await?))
}
