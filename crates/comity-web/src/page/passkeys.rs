//! Passkeys on pages: made in one's settings or by a one-time link, shown at the login. The browser's part is in `passkeys.ts`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{Redirect, Response};
use axum::{Form, Json, Router};
use comity_node::{Ceremony, Login, Uuid};
use serde::Deserialize;

use super::login::{self, entered, is_ours};
use super::{Bare, Frame, back, id};
use crate::address::Caller;
use crate::failure::Failure;
use crate::handler::post;
use crate::server::App;
use crate::visitor::{Manners, Ours, own_place};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/passkeys", post(keep))
        .route("/me/passkeys/begin", post(begin))
        .route("/me/passkeys/{id}/remove", post(remove))
        .route("/login/passkey", post(enter))
        .route("/login/passkey/begin", post(ask))
        .route("/link/{secret}/passkey", post(use_link))
        .route("/link/{secret}/passkey/begin", post(begin_by_link))
}

/// What the browser is asked.
fn question(ceremony: Ceremony) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "id": ceremony.id, "options": ceremony.options }))
}

/// What the browser answered.
#[derive(Deserialize)]
pub struct Answer {
    csrf: String,
    ceremony: Uuid,
    credential: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    next: String,
}

impl Answer {
    /// What the passkey is called.
    fn called(&self) -> String {
        self.name.trim().chars().take(100).collect()
    }
}

async fn begin(
    State(app): State<App>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Json<serde_json::Value>, Failure> {
    Ok(question(seated.desk(&app).await?.begin_passkey().await?))
}

async fn keep(State(app): State<App>, Ours(seated, answer): Ours<Answer>) -> Result<Redirect, Failure> {
    let desk = seated.desk(&app).await?;
    desk.add_passkey(answer.ceremony, &answer.called(), &answer.credential).await?;
    Ok(back("/me", "passkey"))
}

async fn remove(
    State(app): State<App>,
    Path(passkey): Path<String>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.remove_passkey(id(&passkey)?).await?;
    Ok(back("/me", "passkey-removed"))
}

async fn ask(
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<Bare>,
) -> Result<Json<serde_json::Value>, Failure> {
    is_ours(&headers, &form.csrf)?;
    Ok(question(app.node.begin_passkey_login()?))
}

async fn enter(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    Form(answer): Form<Answer>,
) -> Result<Response, Failure> {
    is_ours(&headers, &answer.csrf)?;
    let _turn = login::turn(&app, address).await?;
    match app.node.log_in_by_passkey(answer.ceremony, &answer.credential).await? {
        Login::In(session) => Ok(entered(&app, &session.secret, own_place(&answer.next))),
        Login::Wrong | Login::Wait(_) => {
            login::failed(&app, address);
            let frame = Frame::outside(Manners::of(&headers), "/login".to_owned());
            let wrong = frame.t.say("passkey-wrong");
            Ok(login::again(&app, Frame { csrf: answer.csrf, ..frame }, answer.next, String::new(), wrong))
        }
    }
}

async fn begin_by_link(
    State(app): State<App>,
    headers: HeaderMap,
    Path(secret): Path<String>,
    Form(form): Form<Bare>,
) -> Result<Json<serde_json::Value>, Failure> {
    is_ours(&headers, &form.csrf)?;
    Ok(question(app.node.begin_passkey_by_link(&secret).await?))
}

async fn use_link(
    State(app): State<App>,
    headers: HeaderMap,
    Path(secret): Path<String>,
    Form(answer): Form<Answer>,
) -> Result<Response, Failure> {
    is_ours(&headers, &answer.csrf)?;
    let used =
        app.node.use_link_by_passkey(&secret, answer.ceremony, &answer.called(), &answer.credential).await?;
    Ok(entered(&app, &used.secret, "/"))
}
