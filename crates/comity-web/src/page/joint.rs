//! Joint work: what parties do together, what they hold ready, and what they repeat.

mod form;
mod papers;
mod ready;
mod series;
mod sums;
mod work;

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use comity_core::{Decimal, PartyId, Tlp};
use comity_node::{Desk, Error, Uuid, Voice};
use serde::Deserialize;

use super::councils::Names;
use super::{back, back_refused, notice};
use crate::failure::Failure;
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/joint", get(work::all).merge(post(work::begin)))
        .route("/joint/{id}", get(work::show))
        .route("/joint/{id}/acts", post(work::act))
        .route("/joint/{id}/papers", post(papers::give))
        .route("/ready", get(ready::all).merge(post(ready::hold)))
        .route("/ready/{id}", get(ready::show))
        .route("/ready/{id}/acts", post(ready::act))
        .route("/series", get(series::all).merge(post(series::begin)))
        .route("/series/of-finding", post(series::of_finding))
        .route("/series/{id}", get(series::show))
        .route("/series/{id}/acts", post(series::act))
}

/// What the address says after a change: what was done, or which rule said no; through whose eyes it is looked at, and what
/// something comes of.
#[derive(Default, Deserialize)]
struct Ask {
    done: Option<String>,
    refused: Option<String>,
    #[serde(rename = "as")]
    eyes: Option<String>,
    /// The finding that something shall be begun from.
    #[serde(default)]
    finding: String,
}

/// What stands at the head of each page of joint work.
struct Head {
    /// Address, key of its name, whether it is this one.
    tabs: [(&'static str, &'static str, bool); 4],
    /// What the page is about, where not all of a sort.
    subject: Option<String>,
    notice: Option<String>,
    refused: Option<String>,
}

impl Head {
    fn of(t: &Tongue, here: &str, ask: &Ask) -> Head {
        let tabs = [
            ("/councils", "bar-council"),
            ("/joint", "joint-work"),
            ("/ready", "joint-ready"),
            ("/series", "joint-series"),
        ];
        Head {
            tabs: tabs.map(|(address, key)| (address, key, address == here)),
            subject: None,
            notice: notice(t, ask.done.as_deref()),
            refused: ask.refused.as_deref().and_then(|word| t.said(&format!("joint-refused-{word}"))),
        }
    }

    fn about(self, subject: &str) -> Head {
        Head { subject: Some(subject.to_owned()), ..self }
    }
}

/// Parties for which the viewer may speak, the own one first: id and name.
fn voices<'p>(
    names: &Names<'_>,
    voice: &Voice,
    parties: impl IntoIterator<Item = &'p PartyId>,
) -> Vec<(String, String)> {
    let mut parties: Vec<&PartyId> = parties.into_iter().filter(|party| voice.is_of(party)).collect();
    parties.sort_by_key(|party| (voice.own.as_ref() != Some(*party), *party));
    parties.into_iter().map(|party| (party.to_string(), names.name(party))).collect()
}

/// The levels of TLP 2.0, and which is chosen.
fn levels(chosen: Tlp) -> Vec<(&'static str, bool)> {
    Tlp::ALL.into_iter().map(|level| (level.as_str(), level == chosen)).collect()
}

/// A number as the language writes it.
fn figure(t: &Tongue, value: Decimal) -> String {
    t.language.separated(&value.normalize().to_string())
}

/// The form of what the viewer begins: their party.
fn own_party(desk: &Desk<'_>) -> Option<String> {
    desk.viewer().party().filter(|_| desk.may_begin()).map(ToString::to_string)
}

/// Back to where the form was: with a word on what was done, or the rule that said no.
fn answered(place: &str, done: &str, ended: Result<(), Error>) -> Result<Response, Failure> {
    match ended {
        Ok(()) => Ok(back(place, done).into_response()),
        Err(Error::Joint { refused }) => Ok(back_refused(place, refused.word()).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// To the page of what was begun; where it was refused, back to the form with the rule that said no.
fn begun(all: &str, form: &str, done: &str, ended: Result<Uuid, Error>) -> Result<Response, Failure> {
    match ended {
        Ok(id) => Ok(back(&format!("{all}/{id}"), done).into_response()),
        Err(error) => answered(form, done, Err(error)),
    }
}

/// What of joint work waits for the viewer: address, what it is called, a sentence.
pub async fn waits(t: &Tongue, desk: &Desk<'_>) -> Result<Vec<(String, String, String)>, Error> {
    let today = desk.today();
    let mut out = Vec::new();
    for seen in desk.all_work().await? {
        let lines = work::waits(t, &seen, today).into_iter();
        out.extend(lines.map(|says| (format!("/joint/{}", seen.id), seen.view.title.clone(), says)));
    }
    for seen in desk.all_ready().await? {
        let lines = ready::waits(t, &seen).into_iter();
        out.extend(lines.map(|says| (format!("/ready/{}", seen.id), seen.view.title.clone(), says)));
    }
    Ok(out)
}
