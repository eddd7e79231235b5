//! What if: scenarios of ties, members and instruments beside each other, and the missing ties that they are held against. The scenarios stand in
//! the address, so that one can be kept and sent.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use comity_core::{CompactString, Says, TieKind};
use comity_node::{Means, MissingTie, Scenario, Supposed, Way, What};
use serde::Deserialize;

use super::{address, day};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

/// The day and up to three scenarios, a change a line.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    on: String,
    a: String,
    b: String,
    c: String,
}

#[derive(Template)]
#[template(path = "what-if.html")]
struct Page {
    frame: Frame,
    on: String,
    summary: String,
    scenarios: Vec<ScenarioView>,
    missing: Vec<MissingView>,
    more: usize,
}

struct ScenarioView {
    /// The name of its field: `a`, `b`, `c`.
    field: &'static str,
    text: String,
    /// The line that can't be read or meets nothing, and why.
    wrong: String,
    /// Key of a heading, and what stands under it; empty where the scenario is.
    parts: Vec<(&'static str, Vec<String>)>,
}

struct MissingView {
    one: (String, String),
    other: (String, String),
    says: String,
    ways: Vec<WayView>,
}

struct WayView {
    by: &'static str,
    says: String,
    consent: String,
    objected: String,
    /// Why it is closed; empty where it is open.
    closed: String,
}

/// A scenario's field, its text, and the changes or the line that is none.
type Read = (&'static str, String, Result<Vec<Supposed>, String>);

/// Missing ties that are shown.
const SHOWN: usize = 30;
/// Changes in one scenario.
const CHANGES: usize = 50;

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/parties");
    let t = frame.t;
    let on = day(&ask.on)?.unwrap_or_else(|| app.node.today());
    let read: Vec<Read> = [("a", ask.a), ("b", ask.b), ("c", ask.c)]
        .into_iter()
        .map(|(field, text)| {
            let read = changes(t, &text);
            (field, text, read)
        })
        .collect();
    let asked = read
        .iter()
        .filter_map(|(.., read)| read.as_ref().ok().filter(|changes| !changes.is_empty()).cloned());
    let weighed = desk.weigh_ties(on, asked.collect()).await?;
    let mut answers = weighed.scenarios.into_iter();
    let scenarios = read.into_iter().map(|(field, text, read)| {
        let (wrong, parts) = match read {
            Err(wrong) => (wrong, Vec::new()),
            Ok(changes) if changes.is_empty() => (String::new(), Vec::new()),
            Ok(_) => match answers.next() {
                Some(Ok(scenario)) => (String::new(), parts(scenario)),
                Some(Err((number, reason))) => (t.nw("what-if-line", number + 1, &reason), Vec::new()),
                None => (String::new(), Vec::new()),
            },
        };
        ScenarioView { field, text, wrong, parts }
    });
    let network = desk.network().await?;
    let named = |id: &str| network.name(&id.into(), t.language.tag()).to_owned();
    Ok(Page {
        on: on.to_string(),
        summary: t.nw("what-if-summary", weighed.missing.len(), &t.day(&on)),
        scenarios: scenarios.collect(),
        more: weighed.missing.len().saturating_sub(SHOWN),
        missing: weighed.missing.iter().take(SHOWN).filter_map(|one| view(&app, t, one, &named)).collect(),
        frame,
    }
    .into_page())
}

/// The changes of a text, a line each: `admit tm sco`, `add-tie nato sco liaison`.
fn changes(t: &Tongue, text: &str) -> Result<Vec<Supposed>, String> {
    let mut out = Vec::new();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let wrong = || t.nw("what-if-line", number, &t.say("what-if-hint"));
        let words: Vec<&str> = line.split([' ', ',', '\t']).filter(|word| !word.is_empty()).collect();
        let (what, from, to, kind) = match words.as_slice() {
            [what, from, to] => (what, from, to, None),
            [what, from, to, kind] => (what, from, to, Some(TieKind::from((*kind).to_owned()))),
            _ => return Err(wrong()),
        };
        let what = What::parse(what).map_err(|_| wrong())?;
        if out.len() == CHANGES {
            return Err(t.n("what-if-many", CHANGES));
        }
        out.push(Supposed { what, from: (*from).into(), to: CompactString::from(*to), kind });
    }
    Ok(out)
}

fn parts(scenario: Scenario) -> Vec<(&'static str, Vec<String>)> {
    let Scenario { no_longer_missing, newly_missing, ways_opened, ways_gone } = scenario;
    vec![
        ("what-if-tied", no_longer_missing),
        ("what-if-missing", newly_missing),
        ("what-if-opened", ways_opened),
        ("what-if-gone", ways_gone),
    ]
}

fn view(app: &App, t: &Tongue, one: &MissingTie, named: &dyn Fn(&str) -> String) -> Option<MissingView> {
    let [left, right, ..] = one.finding.parties.as_slice() else { return None };
    let told = app.node.told_in((&one.finding).into(), t.language.tag());
    let link = |id: &comity_core::PartyId| (address(id), named(id.as_str()));
    let gist: &Says = &told.gist;
    Some(MissingView {
        one: link(left),
        other: link(right),
        says: t.sentence(gist),
        ways: one.ways.iter().map(|way| way_view(t, way)).collect(),
    })
}

fn way_view(t: &Tongue, way: &Way) -> WayView {
    WayView {
        by: match way.by {
            Means::JointActivity => "joint-activity",
            Means::Organ => "organ",
            Means::Guest => "guest",
            Means::Host => "host",
            Means::Status => "status",
            Means::Proposal => "proposal",
        },
        says: way.says.clone(),
        consent: t.list(&way.consent),
        objected: t.list(&way.objected),
        closed: way.closed.clone().unwrap_or_default(),
    }
}
