//! The policies in force, as a lawyer reads them, and all that were in force before.

pub mod edit;
mod words;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use comity_node::{
    Article, Desk, Fate, NodeAction, POLICY_SCHEMA, PolicyFile, PutInForce, TextDifference, Uuid,
    WhichPolicies, articles,
};
use serde::Deserialize;

use super::seen::{Reason, reason};
use super::{Done, Frame, IntoPage as _, house, id, notice};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/policies", get(show).merge(post(edit::put)))
        .route("/policies/edit", get(edit::show))
        .route("/policies/preview", post(edit::preview))
        .route("/policies/history", get(history))
}

#[derive(Template)]
#[template(path = "policies.html")]
struct Page {
    frame: Frame,
    tabs: Vec<house::Tab>,
    notice: Option<String>,
    /// Since when, by whom and why.
    since: String,
    version: String,
    files: Vec<File>,
    schema: &'static str,
    may_change: bool,
}

struct File {
    name: String,
    articles: Vec<Rule>,
}

/// A policy with its sentence in the reader's language.
struct Rule {
    article: Article,
    reason: Reason,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/house");
    let t = frame.t;
    let seen = desk.policies(WhichPolicies::InForce).await?;
    let since = match &seen.put {
        None => t.say("policies-shipped-hold"),
        Some(put) => {
            let when = t.time(&put.at);
            t.all("policies-since", &[("when", &when), ("who", &put.person), ("why", &put.reason)])
        }
    };
    let file = |file: &PolicyFile| File {
        name: file.name.clone(),
        articles: articles(file)
            .into_iter()
            .map(|article| Rule { reason: reason(t, &desk, &article.id), article })
            .collect(),
    };
    Ok(Page {
        tabs: house::tabs(&desk, "/policies"),
        notice: notice(t, ask.done.as_deref()),
        since,
        version: seen.version.clone(),
        files: seen.files.iter().map(file).collect(),
        schema: POLICY_SCHEMA,
        may_change: desk.may(NodeAction::AdministerPolicy),
        frame,
    }
    .into_page())
}

/// Which two are compared.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Two {
    from: String,
    to: String,
    before: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "policies-history.html")]
struct History {
    frame: Frame,
    tabs: Vec<house::Tab>,
    lines: Vec<Line>,
    next: Option<String>,
    /// What can be compared: its word in the address, how it is called, whether it is the one on the left, on the right.
    choices: Vec<(String, String, bool, bool)>,
    texts: Vec<Text>,
    may_change: bool,
    shipped_hold: bool,
}

/// Policies that were put in force.
struct Line {
    put: PutInForce,
    at: String,
    /// The beginning of its version.
    version: String,
}

/// A file that differs.
struct Text {
    name: String,
    parts: Vec<Vec<Row>>,
}

/// A line of it.
struct Row {
    gone: bool,
    new: bool,
    before: String,
    after: String,
    text: String,
}

/// Lines of a page.
const PAGE: u32 = 50;
/// The word of the shipped policies in addresses and forms.
const SHIPPED: &str = "shipped";

/// Policies by the word that an address or form has for them.
fn which(word: &str) -> Result<WhichPolicies, Failure> {
    match word {
        SHIPPED => Ok(WhichPolicies::Shipped),
        word => Ok(WhichPolicies::Put(id(word)?)),
    }
}

/// Who put which policies in force when and why, and what differs between two of them.
pub async fn history(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Two>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/house");
    let t = frame.t;
    let puts = desk.policy_history(ask.before, PAGE).await?;
    let more = puts.len() == PAGE as usize;
    let next = puts.last().filter(|_| more).map(|last| format!("/policies/history?before={}", last.id));
    let word = |at: usize| puts.get(at).map_or_else(|| SHIPPED.to_owned(), |put| put.id.to_string());
    let stated = |text: &str, otherwise: String| if text.is_empty() { otherwise } else { text.to_owned() };
    // the newest and the one before, when nothing is asked
    let (from, to) = (stated(&ask.from, word(1)), stated(&ask.to, word(0)));
    let texts = desk.policy_texts_differ(which(&from)?, which(&to)?).await?;
    let choice = |word: String, name: String| {
        let (left, right) = (word == from, word == to);
        (word, name, left, right)
    };
    let mut choices: Vec<_> = puts
        .iter()
        .map(|put| choice(put.id.to_string(), format!("{} \u{b7} {}", t.time(&put.at), put.person)))
        .collect();
    choices.push(choice(SHIPPED.to_owned(), t.say("policies-as-shipped")));
    Ok(History {
        tabs: house::tabs(&desk, "/policies"),
        next,
        choices,
        texts: texts.into_iter().map(Text::from).collect(),
        may_change: desk.may(NodeAction::AdministerPolicy),
        shipped_hold: ask.before.is_none() && puts.is_empty(),
        lines: puts.into_iter().map(|put| Line::of(t, put)).collect(),
        frame,
    }
    .into_page())
}

impl Line {
    fn of(t: &Tongue, put: PutInForce) -> Line {
        Line { at: t.time(&put.at), version: put.version.chars().take(8).collect(), put }
    }
}

impl From<TextDifference> for Text {
    fn from(difference: TextDifference) -> Text {
        let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
        let row = |line: comity_node::TextLine| Row {
            gone: line.fate == Fate::Gone,
            new: line.fate == Fate::New,
            before: number(line.before),
            after: number(line.after),
            text: line.text,
        };
        let parts = difference.parts.into_iter().map(|part| part.into_iter().map(row).collect());
        Text { name: difference.file, parts: parts.collect() }
    }
}

/// Whether someone may be shown how policies are changed.
fn may_change(desk: &Desk<'_>) -> Result<(), Failure> {
    match desk.may(NodeAction::AdministerPolicy) {
        true => Ok(()),
        false => Err(Failure::new(Code::Denied, "the policies are changed by those whom the policies let")),
    }
}
