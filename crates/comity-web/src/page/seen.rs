//! A record through another's eyes: what someone of a role at a party would see of it, and by which policies.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_core::UserRole;
use comity_node::{Desk, Eyes, RecordAction, Uuid};
use serde::Deserialize;

use super::{Frame, IntoPage as _, id};
use crate::failure::{Code, Failure};
use crate::handler::get;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/records/{id}/seen", get(show))
}

/// Whose eyes.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    party: String,
    organ: String,
    role: String,
}

#[derive(Template)]
#[template(path = "seen.html")]
struct Page {
    frame: Frame,
    id: Uuid,
    title: String,
    ask: Ask,
    /// Role, its word, whether it is the one.
    roles: Vec<(&'static str, String, bool)>,
    /// Parties and organs that the label names.
    named: Vec<String>,
    answer: Option<Answer>,
}

struct Answer {
    /// In one sentence.
    gist: String,
    /// The action's word, whether, the policies with their sentences.
    lines: Vec<(String, bool, Vec<Reason>)>,
    groups: Vec<String>,
    unsure: bool,
}

/// A policy as a reader is told of it.
pub struct Reason {
    /// Its id.
    pub policy: String,
    /// Its sentence.
    pub says: String,
    /// Whether the sentence is the policy's own, in the language in which it was written.
    pub own: bool,
}

/// The sentence of a policy: ours in the reader's language, as long as the policy says what it said when it was shipped.
pub fn reason(t: &Tongue, desk: &Desk<'_>, policy: &str) -> Reason {
    let shipped = desk.says_as_shipped(policy);
    let ours = shipped.then(|| t.said(&format!("policy-{policy}"))).flatten();
    let own = ours.is_none();
    Reason {
        says: ours.or_else(|| desk.reason_of(policy)).unwrap_or_else(|| t.say("policy-opens-nothing")),
        policy: policy.to_owned(),
        own,
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(record): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/activities");
    let t = frame.t;
    let record = id(&record)?;
    let role = match ask.role.as_str() {
        "" => UserRole::DeskOfficer,
        word => {
            UserRole::parse(word).ok_or_else(|| Failure::new(Code::Input, format!("`{word}` is no role")))?
        }
    };
    let asked = !ask.party.trim().is_empty();
    // the record is looked at first: whoever may not see it learns nothing by asking
    let own = match desk.viewer().seat.clone() {
        Some(seat) => seat,
        None => return Err(Failure::absent()),
    };
    let seat = if asked { Desk::seat_of(&ask.party, &ask.organ)? } else { own };
    let eyes = desk.seen_as(record, &seat, role).await?;
    let label = eyes.full.summary.class.label.terms();
    let audience = label.audience.parties.iter().chain(&label.audience.organs);
    Ok(Page {
        id: record,
        title: eyes.full.summary.title.clone(),
        roles: UserRole::WORDS
            .into_iter()
            .map(|(known, word)| (word, t.word("user-role", word), known == role))
            .collect(),
        named: audience.map(ToString::to_string).collect(),
        answer: asked.then(|| answer(t, &desk, &eyes)),
        ask,
        frame,
    }
    .into_page())
}

fn answer(t: &Tongue, desk: &Desk<'_>, eyes: &Eyes) -> Answer {
    let may = |action| eyes.rulings.iter().any(|ruling| ruling.action == action && ruling.allowed);
    let gist = match (may(RecordAction::See), may(RecordAction::Pointer)) {
        (true, _) => "seen-whole",
        (false, true) => "seen-pointer",
        (false, false) => "seen-nothing",
    };
    let lines = eyes.rulings.iter().map(|ruling| {
        let reasons = ruling.policies.iter().map(|policy| reason(t, desk, policy)).collect();
        (t.word("action", ruling.action.as_str()), ruling.allowed, reasons)
    });
    Answer {
        gist: t.said(gist).unwrap_or_default(),
        lines: lines.collect(),
        groups: eyes.groups.iter().map(ToString::to_string).collect(),
        unsure: eyes.unsure,
    }
}
