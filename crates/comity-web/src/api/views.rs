//! Saved views for programs.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Json, Router};
use comity_node::{SavedView, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::handler::{get, post};
use crate::page::activities::Address;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/views", get(list).merge(post(keep)))
}

/// A saved view.
#[derive(Serialize, ToSchema)]
pub struct View {
    id: Uuid,
    name: String,
    /// The query of the page of activities: filter, order and view.
    query: String,
    /// Whether all of the owner's party see it.
    shared: bool,
    /// Whether it is one's own.
    own: bool,
    /// RFC 3339.
    changed_at: String,
}

impl From<SavedView> for View {
    fn from(view: SavedView) -> View {
        View {
            id: view.id,
            name: view.name,
            query: view.content,
            shared: view.shared,
            own: view.own,
            changed_at: view.changed_at.to_string(),
        }
    }
}

/// Lists one's own views and those that the party shares
#[utoipa::path(get, path = "/api/v1/views", tag = "views",
    responses((status = 200, body = Vec<View>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, program: Program) -> Result<Json<Vec<View>>, Failure> {
    let views = program.desk(&app, "read").await?.views().await?;
    Ok(Json(views.into_iter().map(View::from).collect()))
}

/// A view to keep.
#[derive(Deserialize, ToSchema)]
pub struct NewView {
    /// 1 to 100 characters.
    name: String,
    /// The query of the page of activities: `view=map&place=iso2:TJ`.
    query: String,
    #[serde(default)]
    shared: bool,
}

/// Keeps a view
#[utoipa::path(post, path = "/api/v1/views", tag = "views", request_body = NewView,
    responses((status = 201, body = View), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn keep(
    State(app): State<App>,
    program: Program,
    Json(new): Json<NewView>,
) -> Result<(StatusCode, Json<View>), Failure> {
    let desk = program.desk(&app, "write").await?;
    let address = Address::parse(&new.query);
    address.ask.filter()?;
    let id = desk.keep_view(None, (&new.name, &address.query()), new.shared).await?;
    Ok((StatusCode::CREATED, Json(desk.view(id).await?.into())))
}
