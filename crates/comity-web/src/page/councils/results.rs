//! What was decided, what was reserved, what is done about it and what is late.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_node::proceedings::{By, Votes};
use comity_node::{CouncilSeen, DecisionSeen, TaskSeen};

use super::{Ask, Head, Names};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

#[derive(Template)]
#[template(path = "council-decisions.html")]
struct Page {
    frame: Frame,
    head: Head,
    decisions: Vec<DecisionView>,
    due: Vec<TaskView>,
    done: Vec<TaskView>,
    keeps: bool,
    /// The member for which the viewer may reserve.
    voice: String,
    known: Vec<(String, String)>,
}

struct DecisionView {
    number: usize,
    title: String,
    address: String,
    on: String,
    how: String,
    label: &'static str,
    text: Vec<String>,
    reservations: Vec<(String, String)>,
    waits: bool,
    made: String,
    /// Where it is; empty where it has no page of its own.
    made_at: String,
}

struct TaskView {
    number: usize,
    what: String,
    owner: String,
    due: String,
    day: String,
    late: bool,
    mine: bool,
    decision: Option<usize>,
    reports: Vec<(String, String)>,
    done: String,
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
    let names = Names::of(&app, &desk, t).await?;
    let decision = |one: &DecisionSeen| DecisionView {
        number: one.decision.number,
        title: one.title.clone(),
        address: format!("/councils/{}/proposals/{}", seen.id, one.decision.proposal),
        on: t.day(&one.decision.on),
        how: how(t, &seen, one),
        label: one.label.as_str(),
        text: one.text.split("\n\n").filter(|text| !text.trim().is_empty()).map(str::to_owned).collect(),
        reservations: one
            .decision
            .reservations
            .iter()
            .map(|(party, words)| (names.name(party), words.clone()))
            .collect(),
        waits: one.waits && seen.keeps,
        made: match one.decision.made.as_deref().and_then(|made| made.split_once(':')) {
            Some(("tie", _)) => t.say("made-tie"),
            Some(("work", _)) => t.say("joint-one"),
            Some(_) => t.say("made-outcome"),
            None => String::new(),
        },
        made_at: match one.decision.made.as_deref().and_then(|made| made.split_once(':')) {
            Some(("work", work)) => format!("/joint/{work}"),
            _ => String::new(),
        },
    };
    let task = |one: &TaskSeen| TaskView {
        number: one.task.number,
        what: one.task.what.clone(),
        owner: names.name(&one.task.owner),
        due: t.day(&one.task.due),
        day: one.task.due.to_string(),
        late: one.late,
        mine: one.mine,
        decision: one.task.decision,
        reports: one.task.reports.iter().map(|(on, words)| (t.day(on), words.clone())).collect(),
        done: one.task.done.map(|on| t.day(&on)).unwrap_or_default(),
    };
    let (mut due, done): (Vec<&TaskSeen>, Vec<&TaskSeen>) =
        seen.tasks.iter().partition(|task| task.task.done.is_none());
    due.sort_by_key(|task| (task.task.due, task.task.number));
    Ok(Page {
        head: Head::of(t, &seen, "/decisions", &ask),
        decisions: seen.decisions.iter().rev().map(decision).collect(),
        due: due.into_iter().map(task).collect(),
        done: done.into_iter().rev().map(task).collect(),
        keeps: seen.keeps,
        voice: seen.speaks.as_ref().filter(|_| seen.member).map(ToString::to_string).unwrap_or_default(),
        known: names.known(),
        frame,
    }
    .into_page())
}

/// How it was decided, in words.
pub fn how(t: &Tongue, seen: &CouncilSeen, one: &DecisionSeen) -> String {
    match &one.decision.by {
        By::Silence { last } => t.w("decided-silence", &t.day(last)),
        By::Votes { votes, meeting, .. } => {
            let title = seen.meetings.get(meeting).map(|one| one.notice.title.clone());
            t.all("decided-votes", &[("meeting", &title.unwrap_or_default()), ("votes", &summed(t, votes))])
        }
    }
}

/// How many voted how.
fn summed(t: &Tongue, votes: &Votes) -> String {
    let with = |word: &str| t.number(votes.values().filter(|vote| vote.stance.as_str() == word).count());
    t.all(
        "votes-summed",
        &[("yes", &with("support")), ("no", &with("oppose")), ("abstain", &with("abstain"))],
    )
}
