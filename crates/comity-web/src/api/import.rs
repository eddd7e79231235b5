//! Import for programs: a file in, what it changed out.

use axum::Json;
use axum::extract::{Multipart, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::failure::Failure;
use crate::page::import::{label, uploaded};
use crate::server::App;
use crate::visitor::Program;

/// How it is to be imported.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// The label of the file's records: `TLP:GREEN`.. Records that are there keep theirs without it.
    #[serde(default)]
    label: String,
}

/// A file, in the field `file` of a form.
#[derive(ToSchema)]
#[allow(dead_code)] // only described
pub struct File {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What it changed.
#[derive(Serialize, ToSchema)]
pub struct Imported {
    /// created, changed, unchanged, vanished, returned, relabelled, problems, refused, broken_off, and the id for undo
    #[schema(value_type = Object)]
    import: serde_json::Value,
    /// What could not be read: file, line, reason, way out, loss.
    #[schema(value_type = Vec<Object>)]
    problems: Vec<serde_json::Value>,
}

/// Imports a file as the records of the user's party
#[utoipa::path(post, path = "/api/v1/import", params(Ask), tag = "import",
    request_body(content = File, content_type = "multipart/form-data"),
    responses((status = 200, body = Imported), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn receive(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Ask>,
    form: Multipart,
) -> Result<Json<Imported>, Failure> {
    let desk = program.desk(&app, "import").await?;
    let label = label(&ask.label)?;
    // a token is no cookie: no page of another site can send it
    let upload = uploaded(form, |_| Ok(())).await?;
    let file = desk.keep(upload)?;
    let report = desk.apply(file, label.as_ref()).await?;
    let (_, problems) = desk.import(report.import).await?;
    Ok(Json(Imported {
        import: serde_json::to_value(&report).unwrap_or_default(),
        problems: problems.iter().filter_map(|problem| serde_json::to_value(problem).ok()).collect(),
    }))
}
