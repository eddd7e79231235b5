//! Coming in by a password, and leaving.

use std::net::{IpAddr, SocketAddr};

use askama::Template;
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use comity_node::{Login, SESSION};
use serde::Deserialize;

use super::{Frame, IntoPage as _};
use crate::cookie;
use crate::failure::{Code, Failure};
use crate::server::App;
use crate::visitor::{Manners, Seated, own_place, same};

#[derive(Template)]
#[template(path = "login.html")]
struct Page {
    frame: Frame,
    next: String,
    handle: String,
    wrong: Option<String>,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    next: String,
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
        Page { frame, next: ask.next, handle: String::new(), wrong: None }.into_page()
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

/// Counts a try to come in.
pub fn take_try(app: &App, address: IpAddr) -> Result<(), Failure> {
    if app.tries.take(address, app.node.now()) {
        return Ok(());
    }
    Err(Failure::new(Code::TooMany, "too many logins were tried from this address: wait a minute"))
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
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    is_ours(&headers, &typed.csrf)?;
    take_try(&app, address.ip())?;
    let mut frame = Frame::outside(Manners::of(&headers), "/login".to_owned());
    let wrong = match app.node.log_in(&typed.handle, typed.password).await? {
        Login::In(session) => return Ok(entered(&app, &session.secret, own_place(&typed.next))),
        Login::Wrong => frame.t.say("login-wrong"),
        Login::Wait(until) => {
            let seconds = (until.0 - app.node.now().0).max(0) / 1_000_000 + 1;
            frame.t.n("login-wait", seconds)
        }
    };
    frame.csrf = typed.csrf;
    let mut response = Page { frame, next: typed.next, handle: typed.handle, wrong: Some(wrong) }.into_page();
    *response.status_mut() = axum::http::StatusCode::UNAUTHORIZED;
    Ok(response)
}

/// The answer that begins a session.
pub fn entered(app: &App, secret: &str, place: &str) -> Response {
    let mut response = Redirect::to(place).into_response();
    if let Some(cookie) = cookie::written(cookie::SESSION, secret, SESSION, app.options.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What leaving sends.
#[derive(Deserialize)]
pub struct Leave {
    csrf: String,
}

/// Leaves.
pub async fn leave(
    State(app): State<App>,
    seated: Seated,
    Form(form): Form<Leave>,
) -> Result<Response, Failure> {
    seated.is_ours(&form.csrf)?;
    seated.desk(&app).await?.log_out(seated.session.id).await?;
    let mut response = Redirect::to("/login").into_response();
    if let Some(cookie) = cookie::written(cookie::SESSION, "", 0, app.options.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}
