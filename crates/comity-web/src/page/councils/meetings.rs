//! Meetings: ahead, open, over; and calling one.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_node::proceedings::{Form, Stage};
use comity_node::{CouncilSeen, MeetingSeen};

use super::{Ask, Head, Names, capacity};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::visitor::Seated;

#[derive(Template)]
#[template(path = "council-meetings.html")]
struct Page {
    frame: Frame,
    head: Head,
    /// The key of a heading, and the meetings under it.
    parts: Vec<(&'static str, Vec<Row>)>,
    keeps: bool,
    next: String,
    forms: [&'static str; 3],
    /// Party, name, what it sits as by its seat.
    seats: Vec<(String, String, &'static str)>,
    capacities: [&'static str; 4],
    known: Vec<(String, String)>,
    today: String,
}

struct Row {
    address: String,
    title: String,
    days: String,
    form: &'static str,
    place: String,
    stage: &'static str,
    seat: String,
    items: usize,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(council): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let seen = desk.council(id(&council)?).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let row = |one: &MeetingSeen| Row {
        address: format!("/councils/{}/meetings/{}", seen.id, one.id),
        title: one.notice.title.clone(),
        days: t.days(&Some(one.notice.on), &Some(one.notice.until.plus(1))),
        form: one.notice.form.as_str(),
        place: one.notice.place.clone(),
        stage: one.stage.as_str(),
        seat: one.capacity.map(|seat| capacity(t, seat)).unwrap_or_default(),
        items: one.items.len(),
    };
    let mut all: Vec<&MeetingSeen> = seen.meetings.values().collect();
    all.sort_by_key(|one| (one.stage != Stage::Open, one.notice.on));
    let (ahead, mut over): (Vec<&MeetingSeen>, Vec<&MeetingSeen>) =
        all.into_iter().partition(|one| matches!(one.stage, Stage::Open | Stage::Ahead));
    over.reverse();
    Ok(Page {
        head: Head::of(t, &seen, "/meetings", &ask),
        parts: [("meetings-ahead", ahead), ("meetings-over", over)]
            .into_iter()
            .filter(|(_, meetings)| !meetings.is_empty())
            .map(|(key, meetings)| (key, meetings.into_iter().map(row).collect()))
            .collect(),
        keeps: seen.keeps,
        next: free_id(&seen),
        forms: Form::ALL.map(Form::as_str),
        seats: seen
            .seats
            .iter()
            .map(|(party, seat)| (party.to_string(), names.name(party), seat.as_str()))
            .collect(),
        capacities: super::CAPACITIES,
        known: names.known(),
        today: app.node.today().to_string(),
        frame,
    }
    .into_page())
}

/// The next id of a meeting that nobody took.
fn free_id(seen: &CouncilSeen) -> String {
    let free = |number: &usize| !seen.meetings.contains_key(format!("m-{number}").as_str());
    format!("m-{}", (seen.meetings.len() + 1..).find(free).unwrap_or_default())
}
