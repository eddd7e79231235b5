//! Saved views: a filter and the way it is looked at, under a name; shared in the party, followed by feeds.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use comity_node::{ApiToken, SavedView, Uuid};
use serde::Deserialize;

use super::activities::Address;
use super::{Bare, Done, Frame, IntoPage as _, back, id, notice};
use crate::failure::Failure;
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/views", get(list).merge(post(keep)))
        .route("/views/{id}", get(show).merge(post(change)))
        .route("/views/{id}/remove", post(remove))
        .route("/views/{id}/feeds", post(make_feed))
        .route("/views/{id}/feeds/{feed}/end", post(end_feed))
}

#[derive(Template)]
#[template(path = "views.html")]
struct List {
    frame: Frame,
    notice: Option<String>,
    lines: Vec<Line>,
}

/// A view in a list.
pub struct Line {
    /// It.
    pub view: SavedView,
    /// Where it is looked at.
    pub address: String,
    /// When it was last changed.
    pub changed: String,
}

/// Views as lines of a list.
pub fn lines(t: &Tongue, views: Vec<SavedView>) -> Vec<Line> {
    let line = |view: SavedView| Line {
        address: Address::parse(&view.content).with(|_| {}),
        changed: t.time(&view.changed_at),
        view,
    };
    views.into_iter().map(line).collect()
}

/// All views of the reader.
pub async fn list(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/activities");
    let lines = lines(frame.t, desk.views().await?);
    Ok(List { notice: notice(frame.t, ask.done.as_deref()), lines, frame }.into_page())
}

/// A view to keep.
#[derive(Deserialize)]
pub struct Kept {
    name: String,
    /// The query of the address that is kept.
    #[serde(default)]
    query: String,
    shared: Option<String>,
}

/// Keeps a new view.
pub async fn keep(State(app): State<App>, Ours(seated, form): Ours<Kept>) -> Result<Redirect, Failure> {
    let desk = seated.desk(&app).await?;
    // what is kept is read once, so that nothing is kept that can't be shown
    let address = Address::parse(&form.query);
    address.ask.filter()?;
    let view = desk.keep_view(None, (&form.name, &address.query()), form.shared.is_some()).await?;
    Ok(back(&format!("/views/{view}"), "view-kept"))
}

#[derive(Template)]
#[template(path = "view.html")]
struct One {
    frame: Frame,
    notice: Option<String>,
    line: Line,
    left: u64,
    /// Each feed, until when, last used, whether it is good.
    feeds: Vec<(ApiToken, String, String, bool)>,
    /// A new feed's addresses, shown once.
    made: Vec<(&'static str, String)>,
}

/// One view.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(view): Path<String>,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    page(&app, &seated, id(&view)?, ask.done.as_deref(), Vec::new()).await
}

async fn page(
    app: &App,
    seated: &Seated,
    view: Uuid,
    done: Option<&str>,
    made: Vec<(&'static str, String)>,
) -> Result<Response, Failure> {
    let desk = seated.desk(app).await?;
    let frame = seated.frame(&desk, "/activities");
    let t = frame.t;
    let (view, now) = (desk.view(view).await?, app.node.now());
    let feeds = desk.feeds(view.id).await?.into_iter().map(|feed| {
        let good = feed.ended_at.is_none() && feed.expires_at > now;
        let seen = feed.seen_at.map(|seen| t.time(&seen)).unwrap_or_default();
        let until = t.time(&feed.expires_at);
        (feed, until, seen, good)
    });
    let feeds = feeds.collect();
    let left = desk.left_behind(&Address::parse(&view.content).ask.filter()?).await?;
    let Some(line) = lines(t, vec![view]).pop() else { return Err(Failure::absent()) };
    Ok(One { notice: notice(t, done), line, left, feeds, made, frame }.into_page())
}

/// Gives a view another name, or shares it.
pub async fn change(
    State(app): State<App>,
    Path(view): Path<String>,
    Ours(seated, form): Ours<Kept>,
) -> Result<Redirect, Failure> {
    let (desk, view) = (seated.desk(&app).await?, id(&view)?);
    let content = desk.view(view).await?.content;
    desk.keep_view(Some(view), (&form.name, &content), form.shared.is_some()).await?;
    Ok(back(&format!("/views/{view}"), "changed"))
}

/// Removes a view.
pub async fn remove(
    State(app): State<App>,
    Path(view): Path<String>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Redirect, Failure> {
    seated.desk(&app).await?.remove_view(id(&view)?).await?;
    Ok(back("/views", "view-removed"))
}

/// How long a feed lives.
#[derive(Deserialize)]
pub struct Days {
    days: i64,
}

/// Makes a feed and shows its addresses, once.
pub async fn make_feed(
    State(app): State<App>,
    Path(view): Path<String>,
    Ours(seated, form): Ours<Days>,
) -> Result<Response, Failure> {
    let view = id(&view)?;
    let secret = seated.desk(&app).await?.make_feed(view, form.days).await?;
    let made = vec![("ics", format!("/feeds/{secret}.ics")), ("geojson", format!("/feeds/{secret}.geojson"))];
    page(&app, &seated, view, None, made).await
}

/// Ends a feed.
pub async fn end_feed(
    State(app): State<App>,
    Path((view, feed)): Path<(String, String)>,
    Ours(seated, _): Ours<Bare>,
) -> Result<Redirect, Failure> {
    let (desk, view, feed) = (seated.desk(&app).await?, id(&view)?, id(&feed)?);
    if !desk.feeds(view).await?.iter().any(|known| known.id == feed) {
        return Err(Failure::absent());
    }
    desk.end_token(feed).await?;
    Ok(back(&format!("/views/{view}"), "feed-ended"))
}
