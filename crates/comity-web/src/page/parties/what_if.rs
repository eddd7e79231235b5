//! What if: scenarios of ties, members and instruments beside each other, and the missing ties that they are held against. The scenarios stand in
//! the address, so that a page can be sent; those that a desk keeps stand in a list, from which they are opened.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use comity_core::{CompactString, Day, Says, TieKind};
use comity_node::{
    Between, Desk, KeptScenario, MissingTie, Ruled, Scenario, Supposed, TiesWeighed, WayBetween, What,
};
use serde::Deserialize;

use super::scenarios::{self, Row};
use super::ways::{WayTold, Words};
use super::{address, day};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _, notice};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

/// The day and up to three scenarios, a change a line.
#[derive(Clone, Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    pub on: String,
    pub a: String,
    pub b: String,
    pub c: String,
    pub done: Option<String>,
}

impl Ask {
    /// The scenarios with the names of their fields.
    pub fn texts(&self) -> [(&'static str, &str); 3] {
        [("a", &self.a), ("b", &self.b), ("c", &self.c)]
    }
}

#[derive(Template)]
#[template(path = "what-if.html")]
struct Page {
    frame: Frame,
    notice: Option<String>,
    on: String,
    summary: String,
    scenarios: Vec<ScenarioView>,
    kept: Vec<Row>,
    missing: Vec<MissingView>,
    more: usize,
}

/// A scenario with what it would change.
pub struct ScenarioView {
    /// The name of its field: `a`, `b`, `c`.
    pub field: &'static str,
    /// The changes, a line each.
    pub text: String,
    /// The name under which it is kept; empty where it isn't.
    name: String,
    /// The line that can't be read or meets nothing, and why.
    pub wrong: String,
    /// Key of a heading, and what stands under it; empty where the scenario is.
    pub parts: Vec<(&'static str, Vec<Line>)>,
}

/// A sentence, and where it leads; an empty address where nowhere.
pub struct Line {
    /// It.
    pub says: String,
    /// Where it leads.
    pub address: String,
}

struct MissingView {
    one: (String, String),
    other: (String, String),
    says: String,
    ways: Vec<WayTold>,
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
    let (weighed, words, mut scenarios) = weigh(&app, &desk, t, on, &ask).await?;
    let kept = desk.scenarios().await?;
    for scenario in &mut scenarios {
        scenario.name = named(&kept, &scenario.text);
    }
    Ok(Page {
        notice: notice(t, ask.done.as_deref()),
        on: on.to_string(),
        summary: t.nw("what-if-summary", weighed.missing.len(), &t.day(&on)),
        scenarios,
        kept: scenarios::rows(t, kept, &ask),
        more: weighed.missing.len().saturating_sub(SHOWN),
        missing: weighed.missing.iter().take(SHOWN).filter_map(|one| view(&app, t, one, &words)).collect(),
        frame,
    }
    .into_page())
}

/// Weighs the ties of a day and what the scenarios would change, in the reader's language.
pub async fn weigh<'a>(
    app: &'a App,
    desk: &Desk<'_>,
    t: &'static Tongue,
    on: Day,
    ask: &Ask,
) -> Result<(TiesWeighed, Words<'a>, Vec<ScenarioView>), Failure> {
    let read: Vec<Read> = ask
        .texts()
        .map(|(field, text)| {
            let text = text.replace("\r\n", "\n");
            let read = changes(t, &text);
            (field, text, read)
        })
        .into();
    let weighed = desk.weigh_ties(on, asked(&read)).await?;
    let words = Words::of(app, desk, t).await?;
    let mut answers = weighed.scenarios.iter();
    let scenarios = read
        .into_iter()
        .map(|(field, text, read)| {
            let (wrong, parts) = match read {
                Err(wrong) => (wrong, Vec::new()),
                Ok(changes) if changes.is_empty() => (String::new(), Vec::new()),
                Ok(_) => match answers.next() {
                    Some(Ok(scenario)) => (String::new(), parts(app, t, &words, &weighed, scenario)),
                    Some(Err((number, nothing))) => {
                        (t.nw("what-if-line", line_of(&text, *number), &words.nothing(nothing)), Vec::new())
                    }
                    None => (String::new(), Vec::new()),
                },
            };
            ScenarioView { field, name: String::new(), text, wrong, parts }
        })
        .collect();
    Ok((weighed, words, scenarios))
}

/// The scenarios that can be read and say something.
fn asked(read: &[Read]) -> Vec<Vec<Supposed>> {
    let read = read.iter().filter_map(|(.., read)| read.as_ref().ok());
    read.filter(|changes| !changes.is_empty()).cloned().collect()
}

/// The name under which a text is kept.
fn named(kept: &[KeptScenario], text: &str) -> String {
    let of = |kept: &&KeptScenario| !text.trim().is_empty() && kept.content.trim() == text.trim();
    kept.iter().find(of).map(|kept| kept.name.clone()).unwrap_or_default()
}

/// The changes of a text, a line each: `admit tm sco`, `add-tie nato sco liaison`.
pub fn changes(t: &Tongue, text: &str) -> Result<Vec<Supposed>, String> {
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

/// The line of a text that a change was written on: empty lines are no changes.
pub fn line_of(text: &str, change: usize) -> usize {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.nth(change).map_or(change + 1, |(at, _)| at + 1)
}

fn parts(
    app: &App,
    t: &Tongue,
    words: &Words<'_>,
    weighed: &TiesWeighed,
    scenario: &Scenario,
) -> Vec<(&'static str, Vec<Line>)> {
    let plain = |says: String| Line { says, address: String::new() };
    let pairs = |pairs: &[Between]| pairs.iter().map(|pair| plain(words.pair(pair))).collect();
    let ways = |ways: &[WayBetween]| ways.iter().map(|way| plain(words.way_between(way))).collect();
    let ruled = |ruled: &Ruled| {
        let told = ruled.first.iter().map(|finding| {
            let told = app.node.told_in(finding.into(), t.language.tag());
            let address = weighed.record(finding).map(|record| format!("/records/{record}"));
            Line { says: t.sentence(&told.gist), address: address.unwrap_or_default() }
        });
        let more = ruled.count.saturating_sub(ruled.first.len());
        let more = (more > 0).then(|| plain(t.n("what-if-ruled-more", more)));
        told.chain(more).collect()
    };
    vec![
        ("what-if-tied", pairs(&scenario.no_longer_missing)),
        ("what-if-missing", pairs(&scenario.newly_missing)),
        ("what-if-opened", ways(&scenario.ways_opened)),
        ("what-if-gone", ways(&scenario.ways_gone)),
        ("what-if-ruled", ruled(&scenario.ruled)),
        ("what-if-freed", ruled(&scenario.freed)),
    ]
}

fn view(app: &App, t: &Tongue, one: &MissingTie, words: &Words<'_>) -> Option<MissingView> {
    let [left, right, ..] = one.finding.parties.as_slice() else { return None };
    let told = app.node.told_in((&one.finding).into(), t.language.tag());
    let link = |id: &comity_core::PartyId| (address(id), words.whole(id.as_str()));
    let gist: &Says = &told.gist;
    Some(MissingView {
        one: link(left),
        other: link(right),
        says: t.sentence(gist),
        ways: one.ways.iter().map(|way| words.way(way)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tongue::Language;

    #[test]
    fn a_line_is_counted_as_its_writer_sees_it() {
        let text = "\nadmit tm sco\n\n  sign kz rule\n";
        assert_eq!(changes(Tongue::of(Language::English), text).map(|changes| changes.len()), Ok(2));
        assert_eq!((line_of(text, 0), line_of(text, 1)), (2, 4));
        let wrong = changes(Tongue::of(Language::English), "\njoin tm sco").expect_err("no change");
        assert!(wrong.starts_with("Line 2: "), "{wrong}");
    }
}
