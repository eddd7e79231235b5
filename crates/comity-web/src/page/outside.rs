//! Coming in by another provider's word, where one is configured.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use comity_node::Outside;
use serde::Deserialize;

use super::login::{self, Ask, entered};
use crate::address::Caller;
use crate::cookie;
use crate::failure::{Code, Failure};
use crate::handler::get;
use crate::oidc::{Oidc, Refusal};
use crate::server::App;
use crate::visitor::{own_place, same};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/login/outside", get(begin)).route("/login/outside/back", get(back))
}

fn provider(app: &App) -> Result<&Oidc, Failure> {
    app.options.oidc.as_deref().ok_or_else(Failure::absent)
}

fn refused(refusal: &Refusal) -> Failure {
    tracing::warn!(%refusal, "a login by the provider came to nothing");
    match refusal {
        Refusal::Away(_) => Failure::new(Code::Elsewhere, ""),
        Refusal::Void(_) => Failure::new(Code::Form, refusal.to_string()),
    }
}

/// Sends the browser to the provider. A cookie holds what it must come back with, so that nobody is let in by another's answer.
async fn begin(
    State(app): State<App>,
    Caller(address): Caller,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let oidc = provider(&app)?;
    drop(login::turn(&app, address).await?);
    let next = own_place(&ask.next).to_owned();
    let (place, state) = oidc.begin(next, app.node.now()).await.map_err(|error| refused(&error))?;
    let mut response = Redirect::to(&place).into_response();
    if let Some(cookie) = cookie::written(cookie::OUTSIDE, &state, 600, app.options.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What the provider sends the browser back with.
#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
}

async fn back(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Failure> {
    let oidc = provider(&app)?;
    let _turn = login::turn(&app, address).await?;
    let known = cookie::read(&headers, cookie::OUTSIDE).unwrap_or_default().to_owned();
    if known.is_empty() || !same(&known, &answer.state) {
        login::failed(&app, address);
        return Err(Failure::new(Code::Form, "the login was begun in another browser, or too long ago"));
    }
    let Some(code) = answer.code else {
        login::failed(&app, address);
        let reason = answer.error.unwrap_or_default();
        return Err(Failure::new(Code::Form, format!("the provider lets nobody in: {reason}")));
    };
    let (name, next) = oidc.finish(&answer.state, code, app.node.now()).await.map_err(|error| {
        login::failed(&app, address);
        refused(&error)
    })?;
    let mut response = match app.node.log_in_from_outside(&name).await? {
        Outside::In(session) => entered(&app, &session.secret, &next),
        Outside::Waits(handle) => {
            return Err(Failure::new(Code::Waits, format!("you are known here as `{handle}`")));
        }
    };
    if let Some(cookie) = cookie::written(cookie::OUTSIDE, "", 0, app.options.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
