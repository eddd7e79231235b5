//! Parties: the network of ties on a day, ties that are missing, and each party with what is known of it.

mod layout;
mod network;
mod one;
mod scenarios;
pub mod ways;
pub mod what_if;

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use comity_core::{Day, Party, PartyId, Tie};
use comity_node::{Network, StatedBy, Uuid};
use serde::Deserialize;

use self::network::Look;
use super::{Frame, IntoPage as _};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Seated, escaped};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/parties", get(show))
        .route("/parties/{id}", get(one::show))
        .route("/ties", get(what_if::show))
        .route("/ties/scenarios", post(scenarios::keep))
        .route("/ties/scenarios/{id}", post(scenarios::rename))
        .route("/ties/scenarios/{id}/remove", post(scenarios::remove))
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
    /// The party that is looked at, by its id or a name.
    party: String,
    /// The kind of lines.
    kind: String,
    /// Whether all parties are drawn.
    all: String,
    /// Whether all ties are listed.
    rows: String,
}

#[derive(Template)]
#[template(path = "parties.html")]
struct Page {
    frame: Frame,
    on: String,
    states: bool,
    all: bool,
    /// Kinds of lines: the word of the address, what it is called, whether it is chosen.
    classes: Vec<(&'static str, String, bool)>,
    /// What was typed for a party, and its page and name where there is one.
    party: String,
    about: Option<(String, String)>,
    /// Where all ties are listed, and how many are not; nothing where all are.
    rest: Option<(String, usize)>,
    known: Vec<(String, String)>,
    /// The first and the last day of the slider.
    days: (i32, i32, i32),
    summary: String,
    more: bool,
    drawing: network::Drawing,
    missing: Vec<MissingLine>,
    parties: Vec<PartyLine>,
    ties: Vec<TieLine>,
}

/// Ties in force that are listed at first.
const LISTED: usize = 200;

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
    let about = found(&network, ask.party.trim());
    let kind = network::CLASSES.into_iter().find(|class| *class == ask.kind).unwrap_or_default();
    let (states, all) = (!ask.states.is_empty(), !ask.all.is_empty());
    let drawing = network::of(t, &network, Look { on, states, about: about.as_ref(), kind, all });
    let names: HashMap<&PartyId, &str> = network
        .parties
        .iter()
        .rev()
        .map(|party| (&party.what.id, comity_node::shown(&party.what, t.language.tag())))
        .collect();
    let link = |id: &PartyId| (address(id), names.get(id).copied().unwrap_or(id.as_str()).to_owned());
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
    let is_about = |tie: &&StatedBy<Tie>| {
        about.as_ref().is_none_or(|party| tie.what.from == *party || tie.what.to == *party)
    };
    let in_force = network.in_force(on).count();
    let listed: Vec<&StatedBy<Tie>> = network.in_force(on).filter(is_about).collect();
    let most = if ask.rows.is_empty() { LISTED } else { usize::MAX };
    let rest = listed.len().saturating_sub(most);
    let ties: Vec<TieLine> = listed
        .into_iter()
        .take(most)
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
        states,
        all,
        classes: network::CLASSES
            .into_iter()
            .map(|class| (class, t.word("lines", class), class == kind))
            .collect(),
        party: ask.party.trim().to_owned(),
        about: about.as_ref().map(link),
        rest: (rest > 0).then(|| (with_all_rows(&frame.address), rest)),
        known: known(&network, t),
        days: slider(&network, on, today),
        summary: t.nw("ties-in-force", in_force, &t.day(&on)),
        more: network.more,
        drawing,
        missing,
        parties,
        ties,
        frame,
    }
    .into_page())
}

/// The party that was typed: by its id, one of its names, or a part of the name that no other has.
fn found(network: &Network, typed: &str) -> Option<PartyId> {
    if typed.is_empty() {
        return None;
    }
    let same = |text: &str| text.eq_ignore_ascii_case(typed) || text.to_lowercase() == typed.to_lowercase();
    let named = |party: &&StatedBy<Party>| {
        same(party.what.id.as_str())
            || party.what.names.iter().chain(&party.what.aliases).any(|name| same(&name.value))
    };
    if let Some(party) = network.parties.iter().find(named) {
        return Some(party.what.id.clone());
    }
    let part = typed.to_lowercase();
    let mut like = network.parties.iter().filter(|party| {
        party
            .what
            .names
            .iter()
            .chain(&party.what.aliases)
            .any(|name| name.value.to_lowercase().contains(&part))
    });
    let first = like.next()?;
    like.all(|other| other.what.id == first.what.id).then(|| first.what.id.clone())
}

/// The address of the page as it is, with all ties listed.
fn with_all_rows(here: &str) -> String {
    let joint = if here.contains('?') { '&' } else { '?' };
    format!("{here}{joint}rows=all#ties")
}

/// Parties by id and name: for what is typed.
fn known(network: &Network, t: &Tongue) -> Vec<(String, String)> {
    let known = network.parties.iter().map(|party| {
        (party.what.id.to_string(), comity_node::shown(&party.what, t.language.tag()).to_owned())
    });
    let mut known: Vec<(String, String)> = known.collect();
    known.sort();
    known.dedup_by(|one, other| one.0 == other.0);
    known
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
