//! Desks: the offices that are called about a record, how they are reached, and who sits there.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Redirect, Response};
use comity_core::{DeskId, Seat};
use comity_node::{Desk as Viewed, Node, NodeAction, Uuid};
use serde::Deserialize;

use super::{Frame, IntoPage as _, back, house, notice, routing};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/desks", get(show).merge(post(keep)))
}

#[derive(Template)]
#[template(path = "desks.html")]
struct Page {
    frame: Frame,
    tabs: Vec<house::Tab>,
    notice: Option<String>,
    desks: Vec<Row>,
    may_keep: bool,
}

struct Row {
    id: Uuid,
    party: String,
    organ: String,
    name: String,
    call: String,
    open: bool,
    /// Whether it is one of the viewer's party, whose findings they may ask for.
    own: bool,
    /// What comes to it by itself: the sort, and the values.
    route: Vec<(String, String)>,
    /// Handles of who sits there, for who keeps users.
    members: Vec<String>,
}

/// What the address says after a change.
#[derive(Deserialize)]
pub struct Ask {
    done: Option<String>,
    /// How many findings a new route brought.
    came: Option<u64>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let may_keep = desk.may(NodeAction::ManageUsers);
    if desk.viewer().seat.is_none() && !may_keep {
        return Err(Failure::new(Code::Denied, "desks are for those who work at a party"));
    }
    let frame = seated.frame(&desk, "/house");
    let t = frame.t;
    let came = ask.came.map(|came| t.n("route-came", came));
    let notice = [notice(t, ask.done.as_deref()), came].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(Page {
        tabs: house::tabs(&desk, "/desks"),
        notice: Some(notice).filter(|notice| !notice.is_empty()),
        desks: rows(&desk, &app.node, t, may_keep).await?,
        may_keep,
        frame,
    }
    .into_page())
}

async fn rows(desk: &Viewed<'_>, node: &Node, t: &Tongue, may_keep: bool) -> Result<Vec<Row>, Failure> {
    let users = if may_keep { desk.users().await? } else { Vec::new() };
    let routes = desk.routes().await?;
    let known = desk.known_values().await?;
    let desks = desk.desks(None).await?.into_iter().map(|office| Row {
        route: routes
            .get(&office.id)
            .map(|route| routing::worded(t, node, route, &known))
            .unwrap_or_default(),
        id: office.id,
        members: users
            .iter()
            .filter(|user| user.seat.as_ref() == Some(&office.seat))
            .map(|user| user.handle.to_string())
            .collect(),
        own: desk.viewer().party() == Some(&office.seat.party),
        party: office.seat.party.to_string(),
        organ: office.seat.organ.map(|organ| organ.to_string()).unwrap_or_default(),
        name: office.seat.desk.map(|desk| desk.to_string()).unwrap_or_default(),
        call: office.call,
        open: office.open,
    });
    Ok(desks.collect())
}

/// A desk, as its form sends it.
#[derive(Deserialize)]
pub struct Kept {
    party: String,
    #[serde(default)]
    organ: String,
    name: String,
    #[serde(default)]
    call: String,
    open: Option<String>,
}

/// Makes a desk, or changes it.
pub async fn keep(State(app): State<App>, Ours(seated, form): Ours<Kept>) -> Result<Redirect, Failure> {
    let seat = seat(&form.party, &form.organ, &form.name)?;
    seated.desk(&app).await?.keep_desk(&seat, &form.call, form.open.is_some()).await?;
    Ok(back("/desks", "kept"))
}

/// The seat of a desk.
pub fn seat(party: &str, organ: &str, name: &str) -> Result<Seat, Failure> {
    let name = DeskId::new(name.trim()).map_err(|error| Failure::new(Code::Input, error.to_string()))?;
    Ok(Viewed::seat_of(party, organ)?.at(name))
}
