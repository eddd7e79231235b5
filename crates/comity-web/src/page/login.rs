//! Coming in by a password, and leaving.

use std::net::IpAddr;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Form, Router};
use comity_node::{Login, SESSION};
use serde::Deserialize;

use super::{Bare, Frame, IntoPage as _};
use crate::address::Caller;
use crate::cookie;
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::rate::Turn;
use crate::server::App;
use crate::visitor::{Manners, Ours, Seated, own_place, same};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/login", get(show).merge(post(enter))).route("/logout", post(leave))
}

#[derive(Template)]
#[template(path = "login.html")]
struct Page {
    frame: Frame,
    next: String,
    handle: String,
    wrong: Option<String>,
    /// Whether passkeys are known here.
    passkeys: bool,
    /// What users call the other provider, where there is one, and where they are sent to it.
    outside: Option<(String, String)>,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct Ask {
    /// Path and query.
    #[serde(default)]
    pub next: String,
}

/// The form.
pub async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    seated: Option<Seated>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    if seated.is_some() {
        return Ok(Redirect::to(own_place(&ask.next)).into_response());
    }
    let frame =
        Frame::outside(Manners::of(&headers), format!("/login?next={}", crate::visitor::escaped(&ask.next)));
    with_token(&app, &headers, |csrf| {
        let frame = Frame { csrf, ..frame };
        page(&app, frame, ask.next, String::new(), None)
    })
}

/// A page with a form for those who have no session: its token is a cookie, too.
pub fn with_token(
    app: &App,
    headers: &HeaderMap,
    page: impl FnOnce(String) -> Response,
) -> Result<Response, Failure> {
    if let Some(known) = cookie::read(headers, cookie::FORM) {
        return Ok(page(known.chars().filter(|letter| letter.is_ascii_alphanumeric()).take(64).collect()));
    }
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "no random bytes");
        Failure::new(Code::Fault, "")
    })?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut response = page(token.clone());
    if let Some(cookie) = cookie::written(cookie::FORM, &token, 86_400, app.options.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whether a form of someone without a session comes from one of our pages.
pub fn is_ours(headers: &HeaderMap, csrf: &str) -> Result<(), Failure> {
    match cookie::read(headers, cookie::FORM) {
        Some(known) if !known.is_empty() && same(known, csrf) => Ok(()),
        _ => Err(Failure::new(Code::Form, "the form's token isn't the browser's: load the page again")),
    }
}

/// Waits until a secret of this address may be checked.
pub async fn turn(app: &App, address: IpAddr) -> Result<Turn<'_>, Failure> {
    app.failures.turn(address, || app.node.now()).await.map_err(|wait| {
        Failure::too_many("too many logins from this address failed: wait, then try again", wait)
    })
}

/// What is typed.
#[derive(Deserialize)]
pub struct Typed {
    csrf: String,
    handle: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Comes in.
pub async fn enter(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    is_ours(&headers, &typed.csrf)?;
    let _turn = turn(&app, address).await?;
    let mut frame = Frame::outside(Manners::of(&headers), "/login".to_owned());
    let login = app.node.log_in(&typed.handle, typed.password).await?;
    if !matches!(login, Login::In(_)) {
        failed(&app, address);
    }
    let wrong = match login {
        Login::In(session) => return Ok(entered(&app, &session.secret, own_place(&typed.next))),
        Login::Wrong => frame.t.say("login-wrong"),
        Login::Wait(until) => {
            let seconds = (until.0 - app.node.now().0).max(0) / 1_000_000 + 1;
            frame.t.n("login-wait", seconds)
        }
    };
    frame.csrf = typed.csrf;
    Ok(again(&app, frame, typed.next, typed.handle, wrong))
}

/// Counts a failure to come in.
pub fn failed(app: &App, address: IpAddr) {
    app.failures.count(address, app.node.now());
    app.metrics.login_failed();
}

/// The form once more, with what was wrong.
pub fn again(app: &App, frame: Frame, next: String, handle: String, wrong: String) -> Response {
    let mut response = page(app, frame, next, handle, Some(wrong));
    *response.status_mut() = axum::http::StatusCode::UNAUTHORIZED;
    response
}

fn page(app: &App, frame: Frame, next: String, handle: String, wrong: Option<String>) -> Response {
    let outside = app.options.oidc.as_ref().map(|oidc| {
        let address = format!("/login/outside?next={}", crate::visitor::escaped(&next));
        (oidc.name().to_owned(), address)
    });
    Page { frame, next, handle, wrong, passkeys: app.node.has_passkeys(), outside }.into_page()
}

/// The answer that begins a session.
pub fn entered(app: &App, secret: &str, place: &str) -> Response {
    let mut response = Redirect::to(place).into_response();
    if let Some(cookie) = cookie::written(cookie::SESSION, secret, SESSION, app.options.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Leaves.
pub async fn leave(State(app): State<App>, Ours(seated, _): Ours<Bare>) -> Result<Response, Failure> {
    seated.desk(&app).await?.log_out(seated.session.id).await?;
    // whoever came by another provider leaves there, too
    let place = match &app.options.oidc {
        Some(oidc) if seated.session.method == "oidc" => oidc.leave().await,
        _ => None,
    };
    let mut response = Redirect::to(place.as_deref().unwrap_or("/login")).into_response();
    if let Some(cookie) = cookie::written(cookie::SESSION, "", 0, app.options.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}
