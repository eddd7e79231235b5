//! Users: invited by a one-time link, given roles and a seat, locked out.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use comity_core::{DeskId, Seat, UserHandle, UserRole};
use comity_node::{NewUser, NodeAction, User, UserState};
use serde::Deserialize;

use super::ledger::Ask;
use super::{Bare, Done, Frame, IntoPage as _, back, house, id, notice};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/users", get(show).merge(post(invite)))
        .route("/users/{id}", post(change))
        .route("/users/{id}/enable", post(enable))
        .route("/users/{id}/link", post(link))
}

#[derive(Template)]
#[template(path = "users.html")]
struct Page {
    frame: Frame,
    tabs: Vec<house::Tab>,
    notice: Option<String>,
    users: Vec<Row>,
    roles: [(UserRole, &'static str); 7],
    /// The handle of a user and their link, shown once.
    link: Option<(String, String)>,
    reads_ledger: bool,
}

struct Row {
    user: User,
    party: String,
    desk: String,
    active: bool,
    seen: String,
    /// What they did, and what was done about them.
    ledger: String,
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
    link: Option<(String, String)>,
) -> Result<Response, Failure> {
    let desk = seated.desk(app).await?;
    let frame = seated.frame(&desk, "/house");
    let t = frame.t;
    let users = desk.users().await?.into_iter().map(|user| Row {
        party: user.seat.as_ref().map(|seat| seat.party.as_str().to_owned()).unwrap_or_default(),
        desk: user
            .seat
            .as_ref()
            .and_then(|seat| seat.desk.as_ref())
            .map(|desk| desk.as_str().to_owned())
            .unwrap_or_default(),
        active: user.state == UserState::Active,
        seen: user.logged_in_at.map(|at| t.time(&at)).unwrap_or_default(),
        ledger: Ask { person: user.handle.to_string(), ..Ask::default() }.address(),
        user,
    });
    Ok(Page {
        tabs: house::tabs(&desk, "/users"),
        notice: notice(t, done),
        users: users.collect(),
        roles: UserRole::WORDS,
        reads_ledger: desk.may(NodeAction::ReadLedger),
        link,
        frame,
    }
    .into_page())
}

/// A form with boxes: a name may stand there several times.
struct Boxes(Vec<(String, String)>);

impl Boxes {
    fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    fn user(&self, handle: UserHandle) -> Result<NewUser, Failure> {
        let roles: BTreeSet<UserRole> = self
            .0
            .iter()
            .filter(|(name, _)| name == "role")
            .filter_map(|(_, role)| UserRole::parse(role))
            .collect();
        let input = |reason: String| Failure::new(Code::Input, reason);
        let party = self.one("party");
        let mut seat = (!party.is_empty()).then(|| Seat::of_party(party.into()));
        let desk = self.one("desk");
        if !desk.is_empty() {
            let named = DeskId::new(desk).map_err(|error| input(error.to_string()))?;
            seat =
                Some(seat.ok_or_else(|| input("a desk is a party's: name the party".to_owned()))?.at(named));
        }
        Ok(NewUser {
            handle,
            name: self.one("name").to_owned(),
            roles,
            seat,
            language: self.one("language").to_owned(),
        })
    }
}

/// Makes a user and shows their link, once.
pub async fn invite(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let boxes = Boxes(fields);
    let handle =
        UserHandle::new(boxes.one("handle")).map_err(|error| Failure::new(Code::Input, error.to_string()))?;
    let (user, link) = seated.desk(&app).await?.invite(&boxes.user(handle)?).await?;
    page(&app, &seated, None, Some((user.handle.to_string(), format!("/link/{link}")))).await
}

/// Gives a user other roles or another seat.
pub async fn change(
    State(app): State<App>,
    Path(user): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Redirect, Failure> {
    let boxes = Boxes(fields);
    let (desk, user) = (seated.desk(&app).await?, id(&user)?);
    let known = desk.users().await?.into_iter().find(|known| known.id == user).ok_or_else(Failure::absent)?;
    let new = NewUser { language: known.language.clone(), ..boxes.user(known.handle)? };
    desk.change_user(user, &new).await?;
    Ok(back("/users", "changed"))
}

/// Whether a user may come in.
#[derive(Deserialize)]
pub struct Enable {
    enabled: bool,
}

/// Locks a user out, or lets them in again.
pub async fn enable(
    State(app): State<App>,
    Path(user): Path<String>,
    Ours(seated, form): Ours<Enable>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.enable_user(id(&user)?, form.enabled).await?;
    Ok(back("/users", "changed"))
}

/// A new link for a user who lost their password.
pub async fn link(
    State(app): State<App>,
    Path(user): Path<String>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Response, Failure> {
    let (desk, user) = (seated.desk(&app).await?, id(&user)?);
    let known = desk.users().await?.into_iter().find(|known| known.id == user).ok_or_else(Failure::absent)?;
    let link = desk.link_for(user).await?;
    page(&app, &seated, None, Some((known.handle.to_string(), format!("/link/{link}")))).await
}
