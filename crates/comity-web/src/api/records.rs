//! Records for programs.

use axum::extract::{Path, Query, State};
use axum::{Json, Router};
use comity_node::{Summary, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::failure::Failure;
use crate::handler::get;
use crate::page::activities::{Ask as Filtered, cursor_text};
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/records", get(list)).route("/api/v1/records/{id}", get(one))
}

/// The size of a page; the filter is that of the page of activities.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Size {
    /// 1 to 200, 50 by default.
    size: Option<u32>,
}

/// A page of activities.
#[derive(Serialize, ToSchema)]
#[schema(as = Records)]
pub struct Page {
    records: Vec<Line>,
    /// Ask with `after` for more; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// An activity in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordLine)]
pub struct Line {
    id: Uuid,
    version: i64,
    owner: String,
    reporter: String,
    /// In the reporter's scheme.
    own_id: String,
    kind: String,
    status: String,
    title: String,
    /// YYYY-MM-DD.
    first_day: Option<String>,
    /// The first day after.
    end_day: Option<String>,
    /// TLP 2.0.
    tlp: String,
}

impl From<Summary> for Line {
    fn from(summary: Summary) -> Line {
        Line {
            id: summary.id,
            version: summary.version,
            owner: summary.class.party().to_owned(),
            tlp: summary.class.label.tlp().as_str().to_owned(),
            reporter: summary.reporter,
            own_id: summary.own_id,
            kind: summary.kind,
            status: summary.status,
            title: summary.title,
            first_day: summary.first_day.map(|day| day.to_string()),
            end_day: summary.end_day.map(|day| day.to_string()),
        }
    }
}

/// Lists activities
#[utoipa::path(get, path = "/api/v1/records", params(Filtered, Size), tag = "records",
    responses((status = 200, body = Page), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(app): State<App>,
    program: Program,
    Query(ask): Query<Filtered>,
    Query(size): Query<Size>,
) -> Result<Json<Page>, Failure> {
    let desk = program.desk(&app, "read").await?;
    let size = size.size.unwrap_or(50).clamp(1, 200);
    let page = desk.list(&ask.filter()?, ask.sort(), ask.cursor()?.as_ref(), size).await?;
    Ok(Json(Page {
        next: page.next.as_ref().map(cursor_text),
        records: page.lines.into_iter().map(Line::from).collect(),
    }))
}

/// A record with all that it said.
#[derive(Serialize, ToSchema)]
#[schema(as = WholeRecord)]
pub struct Record {
    #[serde(flatten)]
    line: Line,
    /// `current`, `vanished`, `withdrawn` or `undone`.
    state: String,
    /// The newest first.
    versions: Vec<Version>,
}

/// What was said once.
#[derive(Serialize, ToSchema)]
pub struct Version {
    version: i64,
    /// RFC 3339.
    said_at: String,
    source: String,
    line: i64,
    /// The account itself, as the program writes records.
    #[schema(value_type = Object)]
    account: serde_json::Value,
}

/// One record, of any sort
#[utoipa::path(get, path = "/api/v1/records/{id}", params(("id" = Uuid, Path)), tag = "records",
    responses((status = 200, body = Record), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn one(
    State(app): State<App>,
    program: Program,
    Path(record): Path<String>,
) -> Result<Json<Record>, Failure> {
    let look = program.desk(&app, "read").await?.record(id(&record)?).await?;
    let full = look.full;
    let versions = full.versions.into_iter().map(|version| Version {
        version: version.version,
        said_at: version.said_at.to_string(),
        source: version.source,
        line: version.line,
        account: serde_json::to_value(&version.account).unwrap_or_default(),
    });
    Ok(Json(Record {
        state: full.summary.class.state.as_str().to_owned(),
        versions: versions.collect(),
        line: full.summary.into(),
    }))
}
