//! Groups and desks for programs.

use axum::extract::{Path, Query, State};
use axum::{Json, Router};
use comity_core::{At, Group, GroupId, Lang, Membership, Text};
use comity_node::{OfficeDesk, Route, RouteBy, Routed, Uuid};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

use crate::failure::{Code, Failure};
use crate::handler::{get, post, put};
use crate::page::desks::seat;
use crate::page::groups::members;
use crate::page::id;
use crate::server::App;
use crate::visitor::Program;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/groups", get(groups))
        .route("/api/v1/groups/{id}", put(keep_group))
        .route("/api/v1/desks", get(desks).merge(post(keep_desk)))
        .route("/api/v1/desks/{id}/route", get(route).merge(put(keep_route)))
}

/// A group, with the members that the user may know.
#[derive(Serialize, ToSchema)]
pub struct GroupSeen {
    /// Labels name it by this, with `#` in front.
    id: String,
    /// By language; an empty one where none is stated.
    names: BTreeMap<String, String>,
    /// The party that keeps it.
    keeper: String,
    /// Whether its members are hidden.
    hidden: bool,
    /// Parties and organs.
    members: Vec<String>,
}

impl From<Group> for GroupSeen {
    fn from(group: Group) -> GroupSeen {
        let name = |name: &Text| (name.lang.as_str().to_owned(), name.value.to_string());
        GroupSeen {
            names: group.names.iter().map(name).collect(),
            keeper: group.keeper.to_string(),
            hidden: group.membership == Membership::Hidden,
            members: group.members.iter().map(ToString::to_string).collect(),
            id: group.id.to_string(),
        }
    }
}

/// Lists the groups that the user may know
#[utoipa::path(get, path = "/api/v1/groups", tag = "household",
    responses((status = 200, body = Vec<GroupSeen>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn groups(State(app): State<App>, program: Program) -> Result<Json<Vec<GroupSeen>>, Failure> {
    let groups = program.desk(&app, "read").await?.groups().await?;
    Ok(Json(groups.into_iter().map(GroupSeen::from).collect()))
}

/// What a group shall be. The user's party keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupKept {
    /// By language: `{"en": "Contact group"}`.
    #[serde(default)]
    names: BTreeMap<String, String>,
    /// Parties and organs by their ids.
    members: Vec<String>,
    /// Whether only the keeper knows the members.
    #[serde(default)]
    hidden: bool,
}

/// Makes a group, or changes the one of its id
#[utoipa::path(put, path = "/api/v1/groups/{id}", params(("id" = String, Path)), request_body = GroupKept, tag = "household",
    responses((status = 200, body = GroupSeen), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn keep_group(
    State(app): State<App>,
    program: Program,
    Path(group): Path<String>,
    Json(kept): Json<GroupKept>,
) -> Result<Json<GroupSeen>, Failure> {
    let desk = program.desk(&app, "write").await?;
    let keeper = desk.viewer().party().cloned();
    let keeper = keeper.ok_or_else(|| Failure::new(Code::Denied, "a group is kept by a party"))?;
    let text =
        |(tag, name): (&String, &String)| Text { lang: Lang::parse(tag), ..Text::plain(name, At::default()) };
    let group = Group {
        id: GroupId::new(group).map_err(|error| Failure::new(Code::Input, error.to_string()))?,
        names: kept.names.iter().map(text).filter(|name| !name.value.is_empty()).collect(),
        keeper,
        members: members(kept.members.iter().map(String::as_str))?,
        membership: if kept.hidden { Membership::Hidden } else { Membership::Open },
    };
    desk.keep_group(&group).await?;
    Ok(Json(group.into()))
}

/// A desk: an office, never a person.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Its id; what is sent here is not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
    party: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    organ: String,
    name: String,
    /// How it is reached.
    #[serde(default)]
    call: String,
    /// Whether it works.
    #[serde(default = "works")]
    open: bool,
}

fn works() -> bool {
    true
}

impl From<OfficeDesk> for Office {
    fn from(desk: OfficeDesk) -> Office {
        Office {
            id: Some(desk.id),
            party: desk.seat.party.to_string(),
            organ: desk.seat.organ.map(|organ| organ.to_string()).unwrap_or_default(),
            name: desk.seat.desk.map(|name| name.to_string()).unwrap_or_default(),
            call: desk.call,
            open: desk.open,
        }
    }
}

/// Lists the desks
#[utoipa::path(get, path = "/api/v1/desks", tag = "household",
    responses((status = 200, body = Vec<Office>), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn desks(State(app): State<App>, program: Program) -> Result<Json<Vec<Office>>, Failure> {
    let desks = program.desk(&app, "read").await?.desks(None).await?;
    Ok(Json(desks.into_iter().map(Office::from).collect()))
}

/// Makes a desk, or changes the one of this party, organ and name
#[utoipa::path(post, path = "/api/v1/desks", request_body = Office, tag = "household",
    responses((status = 200, body = Office), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn keep_desk(
    State(app): State<App>,
    program: Program,
    Json(office): Json<Office>,
) -> Result<Json<Office>, Failure> {
    let desk = program.desk(&app, "write").await?;
    let seat = seat(&office.party, &office.organ, &office.name)?;
    let id = desk.keep_desk(&seat, &office.call, office.open).await?;
    Ok(Json(Office { id: Some(id), ..office }))
}

/// Which findings come to a desk by themselves. Values of one list are alternatives, lists are conditions; all empty, nothing comes.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteKept {
    /// Kinds of findings: `same`, `conflict`..
    #[serde(default)]
    kind: Vec<String>,
    /// Themes by their codes, `cluster:health`, or by name.
    #[serde(default)]
    theme: Vec<String>,
    /// Places by their codes, `iso2:TJ`, or by name.
    #[serde(default)]
    place: Vec<String>,
    /// Needs by their own identifiers; those that the user may not see are left out, and stay.
    #[serde(default)]
    need: Vec<String>,
}

impl From<Route> for RouteKept {
    fn from(route: Route) -> RouteKept {
        let of = |wanted: RouteBy| {
            route.keys().filter(|(by, _)| *by == wanted).map(|(_, value)| value.clone()).collect()
        };
        RouteKept {
            kind: of(RouteBy::Kind),
            theme: of(RouteBy::Theme),
            place: of(RouteBy::Place),
            need: of(RouteBy::Need),
        }
    }
}

/// What a route brings.
#[derive(Serialize, ToSchema)]
pub struct RouteBrings {
    route: RouteKept,
    /// Open findings of the party that it fits.
    fits: u64,
    /// Of those, the ones that come to this desk.
    comes: u64,
    /// Of those, the ones that are at a desk already, where they stay.
    stays: u64,
}

/// Whether it is only looked at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Looks {
    /// Says what the route would bring, and keeps nothing.
    #[serde(default)]
    preview: bool,
}

/// Which findings come to a desk by themselves
#[utoipa::path(get, path = "/api/v1/desks/{id}/route", params(("id" = Uuid, Path)), tag = "household",
    responses((status = 200, body = RouteKept), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn route(
    State(app): State<App>,
    program: Program,
    Path(office): Path<String>,
) -> Result<Json<RouteKept>, Failure> {
    let seen = program.desk(&app, "read").await?.route(id(&office)?).await?;
    Ok(Json(seen.route.into()))
}

/// Says which findings come to a desk by themselves; open ones that no desk has come at once
#[utoipa::path(put, path = "/api/v1/desks/{id}/route", params(("id" = Uuid, Path), Looks), request_body = RouteKept, tag = "household",
    responses((status = 200, body = RouteBrings), (status = "4XX", body = crate::api::Problem, content_type = "application/problem+json")))]
pub async fn keep_route(
    State(app): State<App>,
    program: Program,
    Path(office): Path<String>,
    Query(looks): Query<Looks>,
    Json(kept): Json<RouteKept>,
) -> Result<Json<RouteBrings>, Failure> {
    let desk = program.desk(&app, "write").await?;
    let office = id(&office)?;
    let lists = [
        (RouteBy::Kind, &kept.kind),
        (RouteBy::Theme, &kept.theme),
        (RouteBy::Place, &kept.place),
        (RouteBy::Need, &kept.need),
    ];
    let values = lists.iter().flat_map(|(by, values)| values.iter().map(move |value| (*by, value.as_str())));
    let route = app.node.route_of(values).map_err(comity_node::Error::from)?;
    let routed = desk.preview_route(office, &route, true).await?;
    if !looks.preview {
        desk.keep_route(office, &route, true).await?;
    }
    let Routed { fits, comes, stays } = routed;
    Ok(Json(RouteBrings { route: route.into(), fits, comes, stays }))
}
