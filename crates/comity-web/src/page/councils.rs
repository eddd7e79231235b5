//! Councils: who sits in them, what is proposed and who stands where, what can pass together, meetings, decisions and what is done about them.

mod agenda;
mod form;
mod meeting;
mod meetings;
mod overview;
mod packages;
mod papers;
mod proposal;
mod propose;
mod results;

pub use packages::why;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use comity_core::PartyId;
use comity_node::proceedings::{Act, Capacity, Stage};
use comity_node::{CouncilSeen, Desk, Error, Facet, Network};
use serde::Deserialize;

pub use self::overview::waits;
use super::form::Fields;
use super::{Frame, IntoPage as _, back, back_refused, id, notice};
use crate::failure::Failure;
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated, own_place};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/councils", get(all).merge(post(found)))
        .route("/councils/propose", get(propose_somewhere))
        .route("/councils/{id}", get(overview::show))
        .route("/councils/{id}/acts", post(act))
        .route("/councils/{id}/carry-out", post(carry_out))
        .route("/councils/{id}/propose", get(propose::show))
        .route("/councils/{id}/take-up", post(propose::take_up))
        .route("/councils/{id}/proposals/{proposal}", get(proposal::show))
        .route("/councils/{id}/packages", get(packages::show))
        .route("/councils/{id}/meetings", get(meetings::show))
        .route("/councils/{id}/meetings/{meeting}", get(meeting::show))
        .route("/councils/{id}/meetings/{meeting}/agenda", post(agenda::build))
        .route("/councils/{id}/decisions", get(results::show))
        .route("/councils/{id}/papers", post(papers::give))
}

/// The words of all capacities, in the order of what they may do.
const CAPACITIES: [&str; 4] = ["member", "observer", "partner", "guest"];

/// What the address says after a change: what was done, or which rule of the council said no.
#[derive(Deserialize)]
pub struct Ask {
    done: Option<String>,
    refused: Option<String>,
}

impl Ask {
    /// A word on what was done.
    fn notice(&self, t: &Tongue) -> Option<String> {
        notice(t, self.done.as_deref())
    }

    /// Why it wasn't.
    fn refused(&self, t: &Tongue) -> Option<String> {
        t.said(&format!("refused-{}", self.refused.as_deref()?))
    }
}

/// What stands at the head of each page of a council.
pub struct Head {
    id: String,
    title: String,
    /// What the page is about, where not the council as a whole.
    subject: Option<String>,
    tabs: Vec<(String, &'static str, bool)>,
    notice: Option<String>,
    refused: Option<String>,
}

impl Head {
    fn of(t: &Tongue, seen: &CouncilSeen, here: &str, ask: &Ask) -> Head {
        let tabs = [
            ("", "council-proposals", true),
            ("/packages", "council-packages", seen.member || seen.keeps),
            ("/meetings", "council-meetings", true),
            ("/decisions", "council-decisions", true),
        ];
        Head {
            id: seen.id.to_string(),
            title: seen.title.clone(),
            subject: None,
            tabs: tabs
                .into_iter()
                .filter(|(.., may)| *may)
                .map(|(path, key, _)| (format!("/councils/{}{path}", seen.id), key, path == here))
                .collect(),
            notice: ask.notice(t),
            refused: ask.refused(t),
        }
    }

    /// The same on a page about one thing of the council.
    fn about(self, subject: &str) -> Head {
        Head { subject: Some(subject.to_owned()), ..self }
    }
}

/// Names of parties in the reader's language.
pub struct Names<'a> {
    app: &'a App,
    network: Network,
    language: &'static str,
}

impl<'a> Names<'a> {
    /// As of this moment.
    pub async fn of(app: &'a App, desk: &Desk<'_>, t: &Tongue) -> Result<Names<'a>, Failure> {
        Ok(Names { app, network: desk.network().await?, language: t.language.tag() })
    }

    /// A party, by name.
    pub fn name(&self, party: &PartyId) -> String {
        let own = self.network.name(party, self.language);
        if own == party.as_str() {
            self.app.node.named(Facet::Party, own, self.language)
        } else {
            own.to_owned()
        }
    }

    /// Parties, by name.
    pub fn list<'p>(&self, t: &Tongue, parties: impl IntoIterator<Item = &'p PartyId>) -> String {
        t.list(&parties.into_iter().map(|party| self.name(party)).collect::<Vec<_>>())
    }

    /// All that are known, by id and name: for what is typed.
    pub fn known(&self) -> Vec<(String, String)> {
        let known = self.network.parties.iter();
        let mut known: Vec<(String, String)> =
            known.map(|party| (party.what.id.to_string(), self.name(&party.what.id))).collect();
        known.sort();
        known.dedup_by(|one, other| one.0 == other.0);
        known
    }
}

#[derive(Template)]
#[template(path = "councils.html")]
struct Page {
    frame: Frame,
    notice: Option<String>,
    refused: Option<String>,
    councils: Vec<Row>,
    may_found: bool,
    /// Rules of decision, as written and in words.
    rules: Vec<(&'static str, String)>,
    /// Id and name.
    known: Vec<(String, String)>,
    /// The finding that a proposal shall come of; empty without one.
    finding: String,
}

struct Row {
    address: String,
    title: String,
    keeper: String,
    /// As what the viewer's party sits there.
    seat: String,
    /// What waits for the viewer, a sentence each.
    waits: Vec<String>,
    next: String,
}

/// The councils that the viewer has to do with.
async fn all(State(app): State<App>, seated: Seated, Query(ask): Query<Ask>) -> Result<Response, Failure> {
    listed(&app, &seated, &ask, String::new()).await
}

/// What a proposal shall come of.
#[derive(Deserialize)]
struct Of {
    finding: String,
}

/// Where a proposal can be made that comes of a finding: at once, where only one council is there.
async fn propose_somewhere(
    State(app): State<App>,
    seated: Seated,
    Query(of): Query<Of>,
) -> Result<Response, Failure> {
    let finding = id(&of.finding)?;
    let councils = seated.desk(&app).await?.councils().await?;
    let mut open = councils.iter().filter(|seen| seen.keeps || seen.speaks.is_some());
    if let (Some(only), None) = (open.next(), open.next()) {
        let place = format!("/councils/{}/propose?finding={finding}", only.id);
        return Ok(Redirect::to(&place).into_response());
    }
    let ask = Ask { done: None, refused: None };
    listed(&app, &seated, &ask, finding.to_string()).await
}

async fn listed(app: &App, seated: &Seated, ask: &Ask, finding: String) -> Result<Response, Failure> {
    let desk = seated.desk(app).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(app, &desk, t).await?;
    let own = desk.viewer().party();
    let councils = desk.councils().await?;
    let rows = councils.iter().map(|seen| Row {
        address: format!("/councils/{}", seen.id),
        title: seen.title.clone(),
        keeper: names.name(&seen.keeper),
        seat: own.and_then(|own| seen.seats.get(own)).map(|seat| capacity(t, *seat)).unwrap_or_default(),
        waits: overview::waits(t, seen),
        next: next_meeting(t, seen),
    });
    Ok(Page {
        notice: ask.notice(t),
        refused: ask.refused(t),
        councils: rows.collect(),
        may_found: desk.may_found_council(),
        rules: ["consensus", "unanimity", "majority", "qualified=2/3"]
            .into_iter()
            .filter_map(|word| Some((word, overview::rule(t, word.parse().ok()?))))
            .collect(),
        known: names.known(),
        finding,
        frame,
    }
    .into_page())
}

/// The meeting that is open or comes next, in words.
fn next_meeting(t: &Tongue, seen: &CouncilSeen) -> String {
    let mut ahead: Vec<_> =
        seen.meetings.values().filter(|one| matches!(one.stage, Stage::Ahead | Stage::Open)).collect();
    ahead.sort_by_key(|one| (one.stage != Stage::Open, one.notice.on));
    ahead.first().map(|one| format!("{} · {}", t.day(&one.notice.on), one.notice.title)).unwrap_or_default()
}

/// A capacity, in words.
fn capacity(t: &Tongue, capacity: Capacity) -> String {
    t.word("capacity", capacity.as_str())
}

/// Makes a council.
async fn found(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let act = Fields::new(fields).council_act()?;
    match desk.found_council(&act).await {
        Ok(id) => Ok(back(&format!("/councils/{id}"), "council-founded").into_response()),
        Err(error) => refused_at("/councils", error),
    }
}

/// Does what a form asks for, and goes back to where the form was.
async fn act(
    State(app): State<App>,
    Path(council): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let council = id(&council)?;
    let desk = seated.desk(&app).await?;
    let fields = Fields::new(fields);
    let act = fields.council_act()?;
    let home = format!("/councils/{council}");
    let place = match fields.get("back") {
        "" => home.clone(),
        place => own_place(place).to_owned(),
    };
    match desk.act_as(council, &act).await {
        Ok((decided, act)) => {
            let word = match &act {
                Act::Count { .. } if decided.is_empty() => "not-passed",
                Act::Count { .. } => "passed",
                _ => "acted",
            };
            let place = match &act {
                Act::Propose { proposal, .. } => format!("{home}/proposals/{proposal}"),
                Act::Call { meeting, .. } => format!("{home}/meetings/{meeting}"),
                _ => place,
            };
            Ok(back(&place, word).into_response())
        }
        Err(error) => refused_at(&place, error),
    }
}

/// Does at the node what a decision changes.
async fn carry_out(
    State(app): State<App>,
    Path(council): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let council = id(&council)?;
    let number = Fields::new(fields).get("decision").parse().map_err(|_| Failure::absent())?;
    seated.desk(&app).await?.carry_out(council, number).await?;
    Ok(back(&format!("/councils/{council}/decisions"), "acted").into_response())
}

/// Back to where the form was, with the rule that said no.
fn refused_at(place: &str, error: Error) -> Result<Response, Failure> {
    let Error::Council { refused } = error else { return Err(error.into()) };
    Ok(back_refused(place, refused.word()).into_response())
}
