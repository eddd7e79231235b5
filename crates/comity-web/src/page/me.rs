//! One's own settings: language, appearance, tokens for programs.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Form, Router};
use comity_node::{ApiToken, Passkey, SCOPES};
use serde::Deserialize;

use super::{Bare, Done, Frame, IntoPage as _, back, id, notice};
use crate::cookie;
use crate::failure::Failure;
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Language;
use crate::visitor::{Ours, Seated, appearance, own_place};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/manners", post(manners))
        .route("/me", get(show))
        .route("/me/tokens", post(make_token))
        .route("/me/tokens/{id}/end", post(end_token))
}

#[derive(Template)]
#[template(path = "me.html")]
struct Page {
    frame: Frame,
    notice: Option<String>,
    handle: String,
    roles: Vec<String>,
    /// Name, scope, until when, last used; an id where it is still good.
    tokens: Vec<(ApiToken, String, String, bool)>,
    made: Option<String>,
    /// Name, since when, last used; nothing where passkeys aren't known.
    passkeys: Option<Vec<(Passkey, String, String)>>,
    scopes: [&'static str; SCOPES.len()],
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    page(&app, &seated, ask.done.as_deref(), None).await
}

async fn page(
    app: &App,
    seated: &Seated,
    done: Option<&str>,
    made: Option<String>,
) -> Result<Response, Failure> {
    let desk = seated.desk(app).await?;
    let frame = seated.frame(&desk, "/me");
    let t = frame.t;
    let now = app.node.now();
    let tokens = desk.tokens(None).await?;
    let passkeys = match app.node.has_passkeys() {
        false => None,
        true => Some(desk.passkeys().await?.into_iter().map(|passkey| {
            let made = t.time(&passkey.made_at);
            let used = passkey.used_at.map(|used| t.time(&used)).unwrap_or_default();
            (passkey, made, used)
        })),
    };
    Ok(Page {
        notice: notice(t, done),
        handle: seated.session.user.handle.to_string(),
        roles: seated.session.user.roles.iter().map(|role| t.word("user-role", role.as_str())).collect(),
        tokens: tokens
            .into_iter()
            .map(|token| {
                let good = token.ended_at.is_none() && token.expires_at > now;
                let seen = token.seen_at.map(|seen| t.time(&seen)).unwrap_or_default();
                let until = t.time(&token.expires_at);
                (token, until, seen, good)
            })
            .collect(),
        made,
        passkeys: passkeys.map(Iterator::collect),
        scopes: SCOPES,
        frame,
    }
    .into_page())
}

/// A choice of language or appearance. It needs no token: it changes nothing but how pages look to who sent it.
#[derive(Deserialize)]
pub struct Choice {
    language: Option<String>,
    appearance: Option<String>,
    #[serde(default)]
    back: String,
}

/// Chooses.
pub async fn manners(
    State(app): State<App>,
    seated: Option<Seated>,
    Form(choice): Form<Choice>,
) -> Result<Response, Failure> {
    const YEAR: i64 = 365 * 86_400;
    let place = own_place(&choice.back);
    let mut response = Redirect::to(place).into_response();
    let mut set = |name, value: &str| {
        if let Some(cookie) = cookie::written(name, value, YEAR, app.options.https) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    };
    if let Some(language) = choice.language.as_deref().and_then(Language::parse) {
        set(cookie::LANGUAGE, language.tag());
        if let Some(seated) = seated {
            seated.desk(&app).await?.read_in(language.tag()).await?;
        }
    }
    if let Some(word) = &choice.appearance {
        set(cookie::APPEARANCE, appearance(word));
    }
    Ok(response)
}

/// A new token.
#[derive(Deserialize)]
pub struct NewToken {
    name: String,
    days: i64,
    read: Option<String>,
    write: Option<String>,
    import: Option<String>,
    metrics: Option<String>,
}

/// Makes a token and shows it, once.
pub async fn make_token(
    State(app): State<App>,
    Ours(seated, form): Ours<NewToken>,
) -> Result<Response, Failure> {
    let wanted = [&form.read, &form.write, &form.import, &form.metrics];
    let scope: Vec<&str> = SCOPES
        .into_iter()
        .zip(wanted)
        .filter(|(_, wanted)| wanted.is_some())
        .map(|(scope, _)| scope)
        .collect();
    let name: String = form.name.trim().chars().take(100).collect();
    let secret = seated.desk(&app).await?.make_token(None, &name, &scope, form.days).await?;
    page(&app, &seated, None, Some(secret)).await
}

/// Ends a token.
pub async fn end_token(
    State(app): State<App>,
    Path(token): Path<String>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.end_token(id(&token)?).await?;
    Ok(back("/me", "ended"))
}
