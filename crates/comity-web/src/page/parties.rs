//! Parties: the network of ties on a day, ties that are missing, and each party with what is known of it.

mod layout;
mod network;
mod one;
mod what_if;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use comity_core::{Day, Party, PartyId};
use comity_node::{Network, Uuid};
use serde::Deserialize;

use super::{Frame, IntoPage as _};
use crate::failure::{Code, Failure};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Seated, escaped};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/parties", get(show))
        .route("/parties/{id}", get(one::show))
        .route("/ties", get(what_if::show))
}

/// On which day, with which parties.
#[derive(Clone, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Ask {
    /// The day, YYYY-MM-DD; today without it.
    on: String,
    /// Whether states are drawn, too.
    states: String,
}

#[derive(Template)]
#[template(path = "parties.html")]
struct Page {
    frame: Frame,
    on: String,
    states: bool,
    /// The first and the last day of the slider.
    days: (i32, i32, i32),
    summary: String,
    more: bool,
    drawing: network::Drawing,
    missing: Vec<MissingLine>,
    parties: Vec<PartyLine>,
    ties: Vec<TieLine>,
}

/// A missing tie: the two, what is said, what could help, its finding.
struct MissingLine {
    one: (String, String),
    other: (String, String),
    says: String,
    ways: Vec<String>,
    finding: Uuid,
}

/// A party in the list: its page, name, id, other names, kind, where that was read.
struct PartyLine {
    address: String,
    name: String,
    id: String,
    aliases: String,
    kind: String,
}

/// A tie in force.
struct TieLine {
    record: Uuid,
    from: (String, String),
    kind: String,
    to: (String, String),
    period: String,
    note: String,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/parties");
    let t = frame.t;
    let today = app.node.today();
    let on = day(&ask.on)?.unwrap_or(today);
    let network = desk.network().await?;
    let drawing = network::of(t, &network, on, !ask.states.is_empty());
    let link = |id: &PartyId| (address(id), network.name(id, t.language.tag()).to_owned());
    let missing = network.missing.iter().map(|missing| {
        let told = app.node.told_in(missing.told.clone(), t.language.tag());
        MissingLine {
            one: link(&missing.between.0),
            other: link(&missing.between.1),
            says: t.sentence(&told.gist),
            ways: told.ways.iter().map(|way| t.sentence(way)).collect(),
            finding: missing.finding,
        }
    });
    let missing = missing.collect();
    let ties: Vec<TieLine> = network
        .in_force(on)
        .map(|tie| TieLine {
            record: tie.record,
            from: link(&tie.what.from),
            kind: t.word("tie", tie.what.kind.as_str()),
            to: link(&tie.what.to),
            period: t.period(&tie.what.period),
            note: tie.what.note.to_string(),
        })
        .collect();
    let parties = network.parties.iter().map(|party| line(t, &party.what)).collect();
    Ok(Page {
        on: on.to_string(),
        states: !ask.states.is_empty(),
        days: slider(&network, on, today),
        summary: t.nw("ties-in-force", ties.len(), &t.day(&on)),
        more: network.more,
        drawing,
        missing,
        parties,
        ties,
        frame,
    }
    .into_page())
}

/// The day of an address, where it says one.
pub fn day(text: &str) -> Result<Option<Day>, Failure> {
    match text.trim() {
        "" => Ok(None),
        text => Day::parse(text)
            .map(Some)
            .ok_or_else(|| Failure::new(Code::Input, format!("`{text}` is no day: write it as 2006-03-12"))),
    }
}

/// The page of a party.
pub fn address(id: &PartyId) -> String {
    // a slash would end the part of the path
    format!("/parties/{}", escaped(id.as_str()).replace('/', "%2F"))
}

/// The word of a party's kind.
fn kind(t: &Tongue, party: &Party) -> String {
    let word = serde_json::to_value(party.kind).ok();
    t.word("party-kind", word.as_ref().and_then(|word| word.as_str()).unwrap_or_default())
}

fn line(t: &Tongue, party: &Party) -> PartyLine {
    let aliases: Vec<&str> = party.aliases.iter().take(4).map(|alias| alias.value.as_str()).collect();
    PartyLine {
        address: address(&party.id),
        name: comity_node::shown(party, t.language.tag()).to_owned(),
        id: party.id.to_string(),
        aliases: aliases.join(", "),
        kind: kind(t, party),
    }
}

/// First, last and chosen day, as numbers: from the first tie to the last day that a tie states, the chosen day and today among them.
fn slider(network: &Network, on: Day, today: Day) -> (i32, i32, i32) {
    let stated = network.ties.iter().flat_map(|tie| [tie.what.period.start, tie.what.period.end]);
    let days: Vec<i32> = stated.flatten().chain([on, today]).map(|day| day.0).collect();
    (days.iter().min().copied().unwrap_or(on.0), days.iter().max().copied().unwrap_or(on.0), on.0)
}
