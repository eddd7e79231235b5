//! What an institution keeps of its node: the pages of it beside each other, and the first one for whoever comes.

use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use comity_node::{Desk, NodeAction};

use crate::failure::Failure;
use crate::handler::get;
use crate::server::App;
use crate::visitor::Seated;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/house", get(first))
}

/// A page beside others: its address, the key of its name, whether one is there.
pub type Tab = (&'static str, &'static str, bool);

/// The pages that the viewer may open.
pub fn tabs(desk: &Desk<'_>, here: &str) -> Vec<Tab> {
    let seated = desk.viewer().seat.is_some();
    [
        ("/users", "bar-users", desk.may(NodeAction::ManageUsers)),
        ("/groups", "tab-groups", seated),
        ("/desks", "tab-desks", seated || desk.may(NodeAction::ManageUsers)),
        ("/policies", "tab-policies", desk.reads_policies()),
        ("/reference", "tab-reference", seated || desk.may(NodeAction::LoadReference)),
    ]
    .into_iter()
    .filter(|(.., may)| *may)
    .map(|(address, key, _)| (address, key, address == here))
    .collect()
}

/// The first of them.
pub async fn first(State(app): State<App>, seated: Seated) -> Result<Redirect, Failure> {
    let desk = seated.desk(&app).await?;
    let place = tabs(&desk, "").first().map_or("/me", |(address, ..)| *address);
    Ok(Redirect::to(place))
}
