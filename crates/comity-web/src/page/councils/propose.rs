//! Drawing up a proposal: by hand, or from a finding, a missing tie and a gap among them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use comity_core::{PartyId, Tlp};
use comity_node::{CouncilSeen, FindingSeen, StatedProposal, Told};
use serde::Deserialize;

use super::{Ask as Done, Head, Names};
use crate::failure::{Code, Failure};
use crate::page::{Frame, IntoPage as _, back, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// What the proposal comes of.
#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    finding: String,
    refused: Option<String>,
}

#[derive(Template)]
#[template(path = "council-propose.html")]
struct Page {
    frame: Frame,
    head: Head,
    /// A free id.
    next: String,
    finding: String,
    /// What the finding says.
    gist: String,
    /// What its ways are.
    ways: Vec<String>,
    title: String,
    change: &'static str,
    one: String,
    other: String,
    parties: String,
    /// The party in whose name it is made; empty for the secretariat.
    by: String,
    levels: Vec<(&'static str, bool)>,
    rule: String,
    known: Vec<(String, String)>,
    errands: Vec<usize>,
    /// What records state: the record, its id, what it proposes, how many positions on it; for the secretariat.
    stated: Vec<(String, String, String, String)>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(council): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let seen = desk.council(id(&council)?).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    if !seen.keeps && seen.speaks.is_none() {
        return Err(Failure::absent());
    }
    let names = Names::of(&app, &desk, t).await?;
    let mut page = Page {
        head: Head::of(t, &seen, "", &Done { done: None, refused: ask.refused }).about(&t.say("propose")),
        next: free_id(&seen),
        finding: String::new(),
        gist: String::new(),
        ways: Vec::new(),
        title: String::new(),
        change: "nothing",
        one: String::new(),
        other: String::new(),
        parties: String::new(),
        by: if seen.keeps {
            String::new()
        } else {
            seen.speaks.as_ref().map(ToString::to_string).unwrap_or_default()
        },
        levels: Tlp::ALL.map(|level| (level.as_str(), level == Tlp::Amber)).to_vec(),
        rule: seen.rule.to_string(),
        known: names.known(),
        errands: (0..super::form::ERRANDS).collect(),
        stated: Vec::new(),
        frame,
    };
    if seen.keeps && ask.finding.is_empty() {
        let stated = desk.stated_proposals(seen.id).await?;
        let line = |one: StatedProposal| {
            let positions = t.n("stated-positions", one.positions);
            (one.record.to_string(), one.what.id.to_string(), one.what.title.value.to_string(), positions)
        };
        page.stated = stated.into_iter().map(line).collect();
    }
    if !ask.finding.is_empty() {
        let finding = id(&ask.finding)?;
        let opened = desk.finding(finding).await?;
        if let FindingSeen::Whole(whole) = &opened.seen {
            page.of_finding(t, &app, &whole.kind, opened.told.clone(), &names);
        }
        page.finding = finding.to_string();
    }
    Ok(page.into_page())
}

/// Enters what records state, with the positions on it.
pub async fn take_up(
    State(app): State<App>,
    Path(council): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Redirect, Failure> {
    let council = id(&council)?;
    let records = fields.iter().filter(|(key, _)| key == "record").map(|(_, record)| id(record));
    let records = records.collect::<Result<Vec<_>, _>>()?;
    let label = fields.iter().find(|(key, _)| key == "label").map_or("", |(_, label)| label);
    let label =
        Tlp::try_from(label.to_owned()).map_err(|error| Failure::new(Code::Input, error.to_string()))?;
    let taken = seated.desk(&app).await?.take_up(council, &records, label).await?;
    let done = if taken.left.is_empty() { "acted" } else { "acted-in-part" };
    Ok(back(&format!("/councils/{council}"), done))
}

impl Page {
    /// What a finding proposes by itself.
    fn of_finding(&mut self, t: &Tongue, app: &App, kind: &str, told: Option<Told>, names: &Names<'_>) {
        let Some(told) = told else { return };
        let parties = told.parties.clone();
        let told = app.node.told_in(told, t.language.tag());
        self.gist = t.sentence(&told.gist);
        self.ways = told.ways.iter().map(|way| t.sentence(way)).collect();
        let named: Vec<String> = parties.iter().map(|party| names.name(&PartyId(party.clone()))).collect();
        if let ("untied", [one, other, ..]) = (kind, parties.as_slice()) {
            (self.one, self.other, self.change) = (one.to_string(), other.to_string(), "tie");
        } else if parties.len() > 1 {
            self.change = if kind == "overlap" { "divide" } else { "joint" };
        }
        self.parties = parties.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        self.title = t.w(&format!("propose-title-{}", self.change), &t.list(&named));
    }
}

/// The next id of a proposal that nobody took.
fn free_id(seen: &CouncilSeen) -> String {
    let own = seen.names_after().map(|party| format!("{party}-")).unwrap_or_default();
    let mut ids = (seen.matters.len() + 1..).map(|number| format!("{own}p-{number}"));
    ids.find(|id| !seen.matters.contains_key(id.as_str())).unwrap_or_default()
}
