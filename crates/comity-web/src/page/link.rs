//! One-time links: the first operator, and passwords that nobody else ever knew.

use std::net::IpAddr;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Form, Router};
use comity_core::{Seat, UserHandle, UserRole};
use comity_node::{Error, Link, NewUser, SHORTEST_PASSWORD};
use serde::Deserialize;

use super::login::{entered, failed, is_ours, turn, with_token};
use super::{Frame, IntoPage as _};
use crate::address::Caller;
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::visitor::Manners;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/link/{secret}", get(show).merge(post(use_it)))
}

#[derive(Template)]
#[template(path = "link.html")]
struct Page {
    frame: Frame,
    /// Whose password is set; none for the first operator.
    handle: Option<String>,
    typed: Typed,
    wrong: Option<String>,
    shortest: usize,
    /// The link itself, where a passkey may be set by it, too.
    passkeys: Option<String>,
}

/// What is typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    csrf: String,
    handle: String,
    name: String,
    party: String,
    password: String,
    again: String,
}

/// The form of a link that is still good.
pub async fn show(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    Path(secret): Path<String>,
) -> Result<Response, Failure> {
    let link = seen(&app, &secret, address).await?;
    let frame = Frame::outside(Manners::of(&headers), format!("/link/{secret}"));
    with_token(&app, &headers, |csrf| {
        let frame = Frame { csrf, ..frame };
        page(&app, frame, &link, Typed::default(), None)
    })
}

fn page(app: &App, frame: Frame, link: &Link, typed: Typed, wrong: Option<String>) -> Response {
    let handle = match link {
        Link::FirstOperator => None,
        Link::Credential(user) => Some(user.handle.to_string()),
    };
    let passkeys = (handle.is_some() && app.node.has_passkeys()).then(|| frame.address.clone());
    Page { frame, handle, typed, wrong, shortest: SHORTEST_PASSWORD, passkeys }.into_page()
}

/// What a link is for; to look for one that isn't good is a failure to come in.
async fn seen(app: &App, secret: &str, address: IpAddr) -> Result<Link, Failure> {
    if let Some(link) = app.node.see_link(secret).await? {
        return Ok(link);
    }
    failed(app, address);
    Err(Failure::new(Code::Absent, "this link was used or is too old; ask for a new one"))
}

/// Uses a link.
pub async fn use_it(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    Path(secret): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    is_ours(&headers, &typed.csrf)?;
    let _turn = turn(&app, address).await?;
    let link = seen(&app, &secret, address).await?;
    let frame = Frame {
        csrf: typed.csrf.clone(),
        ..Frame::outside(Manners::of(&headers), format!("/link/{secret}"))
    };
    let t = frame.t;
    if typed.password != typed.again {
        return Ok(page(&app, frame, &link, typed, Some(t.say("passwords-differ"))));
    }
    let used = match &link {
        Link::Credential(_) => app.node.use_link(&secret, typed.password.clone()).await,
        Link::FirstOperator => match operator(&typed) {
            Ok(new) => app.node.use_first_link(&secret, &new, typed.password.clone()).await,
            Err(reason) => return Ok(page(&app, frame, &link, typed, Some(reason))),
        },
    };
    match used {
        Ok(session) => Ok(entered(&app, &session.secret, "/")),
        Err(Error::Input { field: "password", .. }) => {
            Ok(page(&app, frame, &link, typed, Some(t.n("password-short", SHORTEST_PASSWORD))))
        }
        Err(error) => Err(error.into()),
    }
}

/// The first operator. Where a party is named, they also work at its desk: a small institution has one person for all.
fn operator(typed: &Typed) -> Result<NewUser, String> {
    let party = typed.party.trim();
    let mut roles = [UserRole::Operator].into_iter().collect::<std::collections::BTreeSet<_>>();
    if !party.is_empty() {
        roles.extend([UserRole::DeskOfficer, UserRole::LegalOfficer]);
    }
    Ok(NewUser {
        handle: UserHandle::new(typed.handle.trim()).map_err(|error| error.to_string())?,
        name: typed.name.trim().to_owned(),
        roles,
        seat: (!party.is_empty()).then(|| Seat::of_party(party.into())),
        language: String::new(),
    })
}
