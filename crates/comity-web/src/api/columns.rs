//! What the columns of tables in an import mean, for programs: what they were taken for, and what they mean instead.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::{Json, Router};
use comity_node::{Columns, Meaning, TableSeen, Tables, meanings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::import::{Accepted, accepted};
use crate::failure::Failure;
use crate::handler::{get, put};
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/import/{id}/columns", get(columns).merge(put(correct)))
}

/// The tables of an import, once it is read.
#[derive(Serialize, ToSchema)]
pub struct ImportTables {
    /// One for each shape: tables whose columns are named alike, in whatever order, are of one shape.
    tables: Vec<ImportTable>,
    /// Shapes that are not listed, because there are too many.
    more: u64,
    /// Everything that a column may be said to mean.
    meanings: Vec<ColumnMeaning>,
}

/// The tables of one shape.
#[derive(Serialize, ToSchema)]
pub struct ImportTable {
    /// What tells it from others.
    shape: String,
    /// The first files, sheets and members of archives that have it.
    sources: Vec<String>,
    /// How many more have it.
    more_sources: u64,
    /// From left to right.
    columns: Vec<ImportColumn>,
    /// Columns that are not listed, because there are too many.
    more_columns: u64,
    /// Who said what its columns mean, where the user's party remembers that.
    #[serde(skip_serializing_if = "Option::is_none")]
    remembered: Option<ColumnsSaid>,
}

/// A column.
#[derive(Serialize, ToSchema)]
pub struct ImportColumn {
    /// Its header, else its tag, else its letter; of several with one name the later ones carry a number.
    name: String,
    /// What it was taken for, one of the words of `meanings`.
    field: String,
    /// Why: `nothing` (it isn't understood), `contents`, `header`, `tag`, `choice` (somebody said so).
    grounds: &'static str,
    /// Its tag, where it has one.
    #[serde(skip_serializing_if = "String::is_empty")]
    tag: String,
    /// Cells that hold something.
    filled: u64,
    /// Its first values, at most three; none where it tells of persons.
    samples: Vec<String>,
}

/// Who said what columns mean.
#[derive(Serialize, ToSchema)]
pub struct ColumnsSaid {
    by: String,
    /// `2026-03-12T12:00:00Z`.
    at: String,
}

/// What a column may be said to mean.
#[derive(Serialize, ToSchema)]
pub struct ColumnMeaning {
    /// `start date`, `implementer acronym`; `kept` leaves the cells beside the record, `skip` and `contact` leave them out.
    field: String,
    /// `identity`, `what`, `who`, `where`, `when`, `money` or `rest`.
    group: &'static str,
    /// Whether a record has it once, so that two columns can't both mean it.
    once: bool,
}

impl From<Tables> for ImportTables {
    fn from(tables: Tables) -> ImportTables {
        let Tables { seen, more, chosen } = tables;
        let table = |TableSeen { sources, more_sources, read, more_columns }| ImportTable {
            remembered: chosen
                .get(&read.shape)
                .map(|choice| ColumnsSaid { by: choice.person.clone(), at: choice.at.to_string() }),
            shape: read.shape,
            columns: read
                .columns
                .into_iter()
                .map(|column| ImportColumn {
                    name: column.name,
                    field: column.field,
                    grounds: column.grounds.as_str(),
                    tag: column.tag,
                    filled: column.filled,
                    samples: column.samples,
                })
                .collect(),
            sources,
            more_sources,
            more_columns,
        };
        let meaning = |Meaning { word, group, once, .. }| ColumnMeaning { field: word, group, once };
        ImportTables {
            tables: seen.into_iter().map(table).collect(),
            more,
            meanings: meanings().into_iter().map(meaning).collect(),
        }
    }
}

/// What the columns of an import were taken for
#[utoipa::path(get, path = "/api/v1/import/{id}/columns", params(("id" = Uuid, Path)), tag = "import",
    responses((status = 200, body = ImportTables), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn columns(
    State(app): State<App>,
    program: Program,
    Path(import): Path<String>,
) -> Result<Json<ImportTables>, Failure> {
    let (_, waits) = program.desk(&app, "import").await?.delivery(id(&import)?).await?;
    Ok(Json(waits.map(|waits| waits.tables).unwrap_or_default().into()))
}

/// What columns mean.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidColumns {
    /// At least one.
    tables: Vec<SaidTable>,
}

/// What the columns of the tables of one shape mean.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidTable {
    /// Its shape.
    shape: String,
    /// Fields by the names of columns: `{"Nom": "title"}`. Columns that are not named are decided by the reader; where none is named, what
    /// was said before is forgotten.
    columns: BTreeMap<String, String>,
}

/// Says what columns mean, for this import, which is read again, and for later ones of the user's party
#[utoipa::path(put, path = "/api/v1/import/{id}/columns", params(("id" = Uuid, Path)), request_body = SaidColumns, tag = "import",
    responses((status = 202, body = crate::api::import::Import), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn correct(
    State(app): State<App>,
    program: Program,
    Path(import): Path<String>,
    Json(said): Json<SaidColumns>,
) -> Result<Accepted, Failure> {
    let desk = program.desk(&app, "import").await?;
    let import = id(&import)?;
    let said: BTreeMap<String, Columns> =
        said.tables.into_iter().map(|table| (table.shape, table.columns)).collect();
    desk.correct_columns(import, &said).await?;
    accepted(&desk, import).await
}
