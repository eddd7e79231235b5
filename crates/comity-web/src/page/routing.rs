//! A desk's route: which findings come to it by themselves, chosen in words, looked at before it is kept.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use comity_core::FindingKind;
use comity_node::{Facet, KnownValue, Node, NodeAction, Route, RouteBy, Routed, Uuid};

use super::activities::told_apart;
use super::{Frame, IntoPage as _, back, house, id};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/desks/{id}/route", get(show).merge(post(keep)))
}

#[derive(Template)]
#[template(path = "desk-route.html")]
struct Page {
    frame: Frame,
    tabs: Vec<house::Tab>,
    id: Uuid,
    /// The desk and its party.
    desk: String,
    sorts: Vec<Sort>,
    /// How many needs it asks for that the reader may not see, and whether they stay.
    unseen: Option<(String, bool)>,
    wrong: Option<String>,
    looked: Option<Looked>,
}

/// Values of one sort.
struct Sort {
    /// `kind`, `theme`, `place` or `need`.
    word: &'static str,
    /// Value, name, how many activities have it, whether it is chosen.
    values: Vec<(String, String, String, bool)>,
    /// What was named in words.
    named: String,
    /// Names that can be written there.
    names: Vec<String>,
}

/// What a route would do.
struct Looked {
    /// In words: the sort, and the values.
    route: Vec<(String, String)>,
    says: Vec<String>,
    /// The fields that the form of the decision hands on.
    fields: Vec<(&'static str, String)>,
}

/// What a form sends: a name may stand there several times.
type Fields = Vec<(String, String)>;

const SORTS: [RouteBy; 4] = RouteBy::ALL;

fn one<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The route that a form means: boxes, and names parted by semicolons or lines.
fn asked(node: &Node, fields: &Fields) -> Result<Route, comity_node::UnknownWord> {
    let values = fields.iter().flat_map(|(name, value)| {
        let (sort, named) = match name.strip_suffix("-named") {
            Some(sort) => (sort, true),
            None => (name.as_str(), false),
        };
        let by = SORTS.into_iter().find(|by| by.as_str() == sort);
        let parts: Vec<&str> = if named { value.split([';', '\n']).collect() } else { vec![value.as_str()] };
        by.into_iter().flat_map(move |by| parts.clone().into_iter().map(move |part| (by, part)))
    });
    node.route_of(values)
}

/// The form, and what the route in it would bring.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(office): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    if !desk.may(NodeAction::ManageUsers) {
        return Err(Failure::new(Code::Denied, "routes are kept by who keeps desks"));
    }
    let seen = desk.route(id(&office)?).await?;
    let frame = seated.frame(&desk, "/house");
    let t = frame.t;
    let known = desk.known_values().await?;
    let looks = one(&fields, "look").is_some();
    let keeps_unseen = !looks || one(&fields, "unseen").is_some();
    let (mut route, mut wrong, mut looked) = (seen.route.clone(), None, None);
    if looks {
        match asked(&app.node, &fields) {
            Err(unknown) => {
                wrong = Some(t.w(&format!("unknown-{}", unknown.by.as_str()), &unknown.words));
                route = asked_in_boxes(&app.node, &fields);
            }
            Ok(asked) => {
                let routed = desk.preview_route(seen.office.id, &asked, keeps_unseen).await?;
                looked = Some(Looked::of(t, &app.node, &asked, &known, (&routed, keeps_unseen)));
                route = asked;
            }
        }
    }
    let seat = &seen.office.seat;
    let name = seat.desk.as_ref().map(ToString::to_string).unwrap_or_default();
    Ok(Page {
        tabs: house::tabs(&desk, "/desks"),
        id: seen.office.id,
        desk: format!("{name} · {}", seat.party),
        sorts: SORTS
            .into_iter()
            .map(|by| sort(t, &app.node, by, &route, &known, &fields, wrong.is_some()))
            .collect(),
        unseen: (seen.unseen > 0).then(|| (t.n("route-unseen", seen.unseen), keeps_unseen)),
        wrong,
        looked,
        frame,
    }
    .into_page())
}

/// What is ticked, where what was written can't be understood.
fn asked_in_boxes(node: &Node, fields: &Fields) -> Route {
    let boxes = fields.iter().filter(|(name, _)| !name.ends_with("-named")).cloned().collect();
    asked(node, &boxes).unwrap_or_default()
}

fn sort(
    t: &Tongue,
    node: &Node,
    by: RouteBy,
    route: &Route,
    known: &BTreeMap<RouteBy, Vec<KnownValue>>,
    fields: &Fields,
    wrong: bool,
) -> Sort {
    let chosen = |value: &str| route.contains_key(&(by, value.to_owned()));
    let offered = known.get(&by).map(Vec::as_slice).unwrap_or_default();
    let mut values: Vec<(String, String)> = match by {
        RouteBy::Kind => FindingKind::ALL.map(|kind| (kind.as_str().to_owned(), String::new())).into(),
        // what is chosen stands first, whoever's records have it
        _ => route
            .keys()
            .filter(|(of, _)| *of == by)
            .map(|(_, value)| (value.clone(), String::new()))
            .collect(),
    };
    for one in offered {
        let count = if one.records > 0 { t.number(one.records) } else { String::new() };
        match values.iter_mut().find(|(value, _)| *value == one.value) {
            Some((_, known)) => *known = count,
            None => values.push((one.value.clone(), count)),
        }
    }
    let names = told_apart(
        values.iter().map(|(value, _)| (value.as_str(), called(t, node, by, value, known))).collect(),
    );
    let named = one(fields, &format!("{}-named", by.as_str())).filter(|_| wrong).unwrap_or_default();
    Sort {
        word: by.as_str(),
        values: values
            .into_iter()
            .zip(names)
            .map(|((value, count), name)| (value.clone(), name, count, chosen(&value)))
            .collect(),
        named: named.to_owned(),
        names: node.route_names(by, t.language.tag()),
    }
}

/// The name of a value.
fn called(
    t: &Tongue,
    node: &Node,
    by: RouteBy,
    value: &str,
    known: &BTreeMap<RouteBy, Vec<KnownValue>>,
) -> String {
    match by {
        RouteBy::Kind => t.word("kind", value),
        RouteBy::Theme => node.named(Facet::Theme, value, t.language.tag()),
        RouteBy::Place => node.named(Facet::Place, value, t.language.tag()),
        RouteBy::Need => {
            let need = known.get(&by).into_iter().flatten().find(|need| need.value == value);
            need.map_or(value, |need| need.title.as_str()).to_owned()
        }
    }
}

/// A route in words: the sort, and its values.
pub fn worded(
    t: &Tongue,
    node: &Node,
    route: &Route,
    known: &BTreeMap<RouteBy, Vec<KnownValue>>,
) -> Vec<(String, String)> {
    let of = |by: RouteBy| {
        let values = route.keys().filter(|(of, _)| *of == by).map(|(_, value)| value.as_str());
        let named = values.map(|value| (value, called(t, node, by, value, known)));
        let names = told_apart(named.collect());
        (!names.is_empty()).then(|| (t.word("route-by", by.as_str()), names.join(&t.say("list-comma"))))
    };
    SORTS.into_iter().filter_map(of).collect()
}

impl Looked {
    fn of(
        t: &Tongue,
        node: &Node,
        route: &Route,
        known: &BTreeMap<RouteBy, Vec<KnownValue>>,
        (routed, keeps_unseen): (&Routed, bool),
    ) -> Looked {
        let mut says = vec![t.n("route-fits", routed.fits), t.n("route-comes", routed.comes)];
        if routed.stays > 0 {
            says.push(t.n("route-stays", routed.stays));
        }
        let others = routed.fits - routed.comes - routed.stays;
        if others > 0 {
            says.push(t.n("route-others", others));
        }
        let mut fields: Vec<(&'static str, String)> =
            route.keys().map(|(by, value)| (by.as_str(), value.clone())).collect();
        if keeps_unseen {
            fields.push(("unseen", "on".to_owned()));
        }
        Looked { route: worded(t, node, route, known), says, fields }
    }
}

/// Keeps a route.
pub async fn keep(
    State(app): State<App>,
    Path(office): Path<String>,
    Ours(seated, fields): Ours<Fields>,
) -> Result<Redirect, Failure> {
    let desk = seated.desk(&app).await?;
    let route = asked(&app.node, &fields).map_err(comity_node::Error::from)?;
    let unseen = one(&fields, "unseen").is_some();
    let came = desk.keep_route(id(&office)?, &route, unseen).await?;
    Ok(back(&format!("/desks?came={came}"), "kept"))
}
