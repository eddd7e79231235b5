//! Pages: what stands around each, and one file for each.

pub mod activities;
pub mod check;
pub mod columns;
pub mod councils;
pub mod desks;
pub mod disclosures;
pub mod export;
mod fields;
pub mod filings;
pub mod findings;
mod form;
pub mod gaps;
mod grid;
pub mod groups;
pub mod hands;
pub mod home;
pub mod house;
pub mod import;
pub mod joint;
pub mod ledger;
pub mod link;
pub mod links;
pub mod login;
pub mod me;
pub mod opened;
pub mod outside;
mod papers;
pub mod parties;
pub mod passkeys;
pub mod policies;
pub mod record;
pub mod reference;
pub mod routing;
pub mod saved;
pub mod seen;
pub mod users;
pub mod versions;

use askama::Template;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use comity_node::{Desk, NodeAction, Uuid};
use serde::Deserialize;

use crate::assets;
use crate::failure::{Code, Failure};
use crate::server::App;
use crate::tongue::{Language, Tongue};
use crate::visitor::{Manners, Seated, own_place};

/// The addresses of all pages.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(activities::routes())
        .merge(check::routes())
        .merge(columns::routes())
        .merge(councils::routes())
        .merge(joint::routes())
        .merge(export::routes())
        .merge(filings::routes())
        .merge(findings::routes())
        .merge(gaps::routes())
        .merge(hands::routes())
        .merge(home::routes())
        .merge(desks::routes())
        .merge(disclosures::routes())
        .merge(groups::routes())
        .merge(house::routes())
        .merge(import::routes())
        .merge(ledger::routes())
        .merge(link::routes())
        .merge(links::routes())
        .merge(login::routes())
        .merge(me::routes())
        .merge(opened::routes())
        .merge(outside::routes())
        .merge(parties::routes())
        .merge(passkeys::routes())
        .merge(policies::routes())
        .merge(record::routes())
        .merge(reference::routes())
        .merge(routing::routes())
        .merge(saved::routes())
        .merge(seen::routes())
        .merge(users::routes())
        .merge(versions::routes())
}

/// What stands around a page: the bar, the language, the token of its forms.
pub struct Frame {
    /// The reader's language.
    pub t: &'static Tongue,
    /// `auto`, `light` or `dark`.
    pub appearance: &'static str,
    /// Who reads; nobody outside.
    pub user: Option<User>,
    /// The token of forms.
    pub csrf: String,
    /// Entries of the bar: address, key of the name, whether one is there.
    pub bar: Vec<(&'static str, &'static str, bool)>,
    /// Path and query of this page, to come back to it.
    pub address: String,
}

/// Who reads.
pub struct User {
    /// The name to show.
    pub name: String,
    /// Where they sit.
    pub seat: String,
}

impl Frame {
    /// Of someone who is logged in. The bar has what they may do.
    pub fn of(seated: &Seated, desk: &Desk<'_>, here: &'static str) -> Frame {
        let user = &seated.session.user;
        let desks = user.seat.is_some();
        let entries = [
            ("/", "bar-home", desks),
            ("/findings", "bar-findings", desks),
            ("/activities", "bar-activities", desks),
            ("/check", "bar-check", desks),
            ("/import", "bar-import", desk.may_import()),
            ("/parties", "bar-parties", desks),
            ("/councils", "bar-council", desks),
            ("/ledger", "bar-ledger", desk.may(NodeAction::ReadLedger)),
            ("/house", "bar-house", !house::tabs(desk, "").is_empty()),
        ];
        Frame {
            t: Tongue::of(seated.manners.language),
            appearance: seated.manners.appearance,
            user: Some(User {
                name: if user.name.is_empty() { user.handle.to_string() } else { user.name.clone() },
                seat: seated.session.viewer.seat_line(),
            }),
            csrf: seated.session.csrf.clone(),
            bar: entries
                .into_iter()
                .filter(|(.., may)| *may)
                .map(|(address, key, _)| (address, key, address == here))
                .collect(),
            address: seated.address.clone(),
        }
    }

    /// Of someone who isn't.
    pub fn outside(manners: Manners, address: String) -> Frame {
        Frame {
            t: Tongue::of(manners.language),
            appearance: manners.appearance,
            user: None,
            csrf: String::new(),
            bar: Vec::new(),
            address,
        }
    }

    /// The languages: tag, name, whether it is the one.
    pub fn languages(&self) -> [(&'static str, &'static str, bool); 3] {
        Language::ALL.map(|language| (language.tag(), language.name(), language == self.t.language))
    }

    /// The appearances, and whether each is the one.
    pub fn appearances(&self) -> [(&'static str, bool); 3] {
        ["auto", "light", "dark"].map(|word| (word, word == self.appearance))
    }

    /// Address of a file that the page loads.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// A template as an answer.
pub trait IntoPage {
    /// The page.
    fn into_page(self) -> Response;
}

impl<T: Template> IntoPage for T {
    fn into_page(self) -> Response {
        match self.render() {
            Ok(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page can't be written");
                Failure::new(Code::Fault, "").into_response()
            }
        }
    }
}

/// An id of the path; what is none is simply not there.
pub fn id(text: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(text).map_err(|_| Failure::absent())
}

/// The shape of a kind of finding, as the report draws it; a pointer's for what is none.
pub fn shape(kind: impl AsRef<str>) -> &'static str {
    match kind.as_ref() {
        "same" => "<path d=\"M2 5.5h12M2 10.5h12\"/>",
        "chain" => "<path d=\"M7 5H4.5a3 3 0 0 0 0 6H7M9 5h2.5a3 3 0 0 1 0 6H9M5.5 8h5\"/>",
        "part" => "<path d=\"M2 2h12v12H2zM5 5h6v6H5z\"/>",
        "overlap" => "<circle cx=\"5.7\" cy=\"8\" r=\"4.2\"/><circle cx=\"10.3\" cy=\"8\" r=\"4.2\"/>",
        "conflict" => "<path d=\"M3 3l10 10M13 3L3 13\"/>",
        "complement" => "<path d=\"M8 2a6 6 0 0 0 0 12z\" class=\"solid\"/><path d=\"M8 2a6 6 0 0 1 0 12\"/>",
        "gap" => "<circle cx=\"8\" cy=\"8\" r=\"5.8\" stroke-dasharray=\"3 2.6\"/>",
        "untied" => "<path d=\"M1 8h4.5M10.5 8H15M6.5 11l3-6\"/>",
        _ => "<path d=\"M8 13V8M8 5v-.5\"/><circle cx=\"8\" cy=\"8\" r=\"6.4\"/>",
    }
}

/// What the address of a page says after a change.
#[derive(Deserialize)]
pub struct Done {
    /// The key of a message, for [`notice`].
    pub done: Option<String>,
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub struct Bare {
    /// The token.
    pub csrf: String,
}

/// Back to the page that the form was on, with a word on what was done.
pub fn back(place: &str, done: &str) -> Redirect {
    back_saying(place, "done", done)
}

/// Back to it with the word of the rule that said no.
pub fn back_refused(place: &str, word: &str) -> Redirect {
    back_saying(place, "refused", word)
}

fn back_saying(place: &str, name: &str, word: &str) -> Redirect {
    let place = own_place(place);
    let joint = if place.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{place}{joint}{name}={word}"))
}

/// A message after a change, by the key that the address carries: only ours are shown.
pub fn notice(t: &Tongue, done: Option<&str>) -> Option<String> {
    t.said(&format!("done-{}", done?))
}
