//! The versions of a record, and what changed from one to another.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_node::{Uuid, Version};
use serde::Deserialize;

use super::{Frame, IntoPage as _, fields, id};
use crate::failure::Failure;
use crate::handler::get;
use crate::server::App;
use crate::visitor::Seated;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/records/{id}/versions", get(show))
}

/// Which two; the newest and the one before, when nothing is asked.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    from: Option<i64>,
    to: Option<i64>,
}

#[derive(Template)]
#[template(path = "versions.html")]
struct Page {
    frame: Frame,
    id: Uuid,
    title: String,
    versions: Vec<Line>,
    /// Their numbers, where there are two.
    pair: Option<(i64, i64)>,
    differences: Vec<Difference>,
}

struct Line {
    version: i64,
    what: String,
    at: String,
    by: String,
    source: String,
}

/// One field that differs: what stays, what is said no more, what is new.
struct Difference {
    name: &'static str,
    stays: Vec<String>,
    gone: Vec<String>,
    new: Vec<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(record): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/activities");
    let t = frame.t;
    let record = id(&record)?;
    let full = desk.record(record).await?.full;
    let of = |number: i64| full.versions.iter().find(|version| version.version == number);
    let newest = full.versions.first().map_or(0, |version| version.version);
    let before = full.versions.get(1).map_or(newest, |version| version.version);
    let (from, to) = (ask.from.unwrap_or(before), ask.to.unwrap_or(newest));
    let (Some(left), Some(right)) = (of(from), of(to)) else { return Err(Failure::absent()) };
    let read = |version: &Version| fields::of(t, &app.node, &version.account);
    let differences = fields::sides(&read(left), &read(right))
        .into_iter()
        .filter(|(.., differs)| *differs)
        .map(|(name, [old, now], _)| Difference::of(name, old, now));
    Ok(Page {
        id: record,
        title: full.summary.title.clone(),
        pair: (full.versions.len() > 1).then_some((from, to)),
        differences: differences.collect(),
        versions: full
            .versions
            .iter()
            .map(|version| Line {
                version: version.version,
                what: t.word("change", &version.change),
                at: t.time(&version.said_at),
                by: version.made_by.clone(),
                source: format!("{}:{}", version.source, version.line),
            })
            .collect(),
        frame,
    }
    .into_page())
}

impl Difference {
    fn of(name: &'static str, old: Vec<String>, now: Vec<String>) -> Difference {
        let (stays, gone) = old.iter().cloned().partition(|value| now.contains(value));
        let new = now.into_iter().filter(|value| !old.contains(value)).collect();
        Difference { name, stays, gone, new }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_goes_or_is_new() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let found = Difference::of("places", words(&["Osh", "Batken"]), words(&["Osh", "Naryn"]));
        assert_eq!(
            (found.stays, found.gone, found.new),
            (words(&["Osh"]), words(&["Batken"]), words(&["Naryn"]))
        );
    }
}
