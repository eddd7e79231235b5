//! The first page of a council: what waits for the viewer, its proposals with who stands where, who sits in it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_core::{PartyId, Rule, Stance};
use comity_node::proceedings::{Capacity, Stage};
use comity_node::{CouncilSeen, MatterSeen};

use super::{Ask, Head, Names, capacity};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

#[derive(Template)]
#[template(path = "council.html")]
struct Page {
    frame: Frame,
    head: Head,
    waits: Vec<String>,
    /// Parties of the matrix: full name and id.
    columns: Vec<(String, String)>,
    open: Vec<Row>,
    ended: Vec<Row>,
    exclusions: Vec<(String, String)>,
    /// Parties, what they sit as.
    seats: Vec<(String, String, String)>,
    rules: String,
    quorum: usize,
    rule: String,
    may_propose: bool,
    keeps: bool,
    /// Id and title, for what rules what out.
    titles: Vec<(String, String)>,
    known: Vec<(String, String)>,
}

struct Row {
    address: String,
    id: String,
    title: String,
    by: String,
    label: &'static str,
    state: String,
    /// Word of the stance, the word in the reader's language, whether it is a draft; in the order of the columns.
    cells: Vec<Option<(&'static str, String, bool)>>,
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
    let mut parties: Vec<&PartyId> = seen
        .matters
        .values()
        .filter(|matter| matter.is_open())
        .flat_map(|matter| matter.held.keys())
        .chain(seen.seats.iter().filter(|(_, seat)| **seat == Capacity::Member).map(|(party, _)| party))
        .collect();
    parties.sort_unstable();
    parties.dedup();
    let row = |matter: &MatterSeen| Row {
        address: format!("/councils/{}/proposals/{}", seen.id, matter.id),
        id: matter.id.to_string(),
        title: matter.title.clone(),
        by: matter.draft.by.as_ref().map(|by| names.name(by)).unwrap_or_default(),
        label: matter.draft.label.as_str(),
        state: state(t, matter),
        cells: parties
            .iter()
            .map(|party| {
                matter.held.get(*party).map(|taken| {
                    (taken.stance.as_str(), t.word("stance", taken.stance.as_str()), taken.draft)
                })
            })
            .collect(),
    };
    let (open, ended): (Vec<&MatterSeen>, Vec<&MatterSeen>) =
        seen.matters.values().partition(|matter| matter.is_open());
    let title = |id: &str| seen.matters.get(id).map(|matter| matter.title.clone()).unwrap_or_default();
    Ok(Page {
        head: Head::of(t, &seen, "", &ask),
        waits: waits(t, &seen),
        open: open.into_iter().map(row).collect(),
        ended: ended.into_iter().map(row).collect(),
        columns: parties.iter().map(|party| (names.name(party), party.to_string())).collect(),
        exclusions: seen.exclusions.iter().map(|(a, b)| (title(a), title(b))).collect(),
        seats: seen
            .seats
            .iter()
            .map(|(party, seat)| (names.name(party), party.to_string(), capacity(t, *seat)))
            .collect(),
        rules: t.all(
            "council-rules",
            &[
                ("rule", &rule(t, seen.rule)),
                ("quorum", &t.number(seen.quorum)),
                ("keeper", &names.name(&seen.keeper)),
            ],
        ),
        quorum: seen.quorum,
        rule: seen.rule.to_string(),
        may_propose: seen.keeps || seen.speaks.is_some(),
        keeps: seen.keeps,
        titles: seen
            .matters
            .values()
            .filter(|matter| matter.is_open())
            .map(|matter| (matter.id.to_string(), matter.title.clone()))
            .collect(),
        known: names.known(),
        frame,
    }
    .into_page())
}

/// How far a proposal is, in words.
pub fn state(t: &Tongue, matter: &MatterSeen) -> String {
    match (matter.decision, matter.withdrawn, matter.silence) {
        (Some(number), ..) => t.n("matter-decided", number),
        (_, Some(on), _) => t.w("matter-withdrawn", &t.day(&on)),
        (.., Some(last)) => t.w("matter-silence", &t.day(&last)),
        _ => t.say("matter-open"),
    }
}

/// A rule of decision, in words.
pub fn rule(t: &Tongue, rule: Rule) -> String {
    match rule {
        Rule::Qualified(share) => t.w("rule-qualified", &share.to_string()),
        Rule::Unanimity => t.say("rule-unanimity"),
        Rule::Consensus => t.say("rule-consensus"),
        Rule::Silence => t.say("rule-silence"),
        Rule::Majority => t.say("rule-majority"),
    }
}

/// What waits for the viewer in a council, a sentence each.
pub fn waits(t: &Tongue, seen: &CouncilSeen) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(meeting) = seen.open.as_ref().and_then(|id| seen.meetings.get(id)) {
        out.push(t.w("waits-open", &meeting.notice.title));
    }
    let silent = seen.matters.values().filter(|matter| matter.silence.is_some());
    out.extend(silent.map(|matter| {
        let last = matter.silence.map(|last| t.day(&last)).unwrap_or_default();
        t.all("waits-silence", &[("title", &matter.title), ("day", &last)])
    }));
    if let Some(own) = seen.speaks.as_ref().filter(|_| seen.member) {
        let untaken = seen.matters.values().filter(|matter| matter.is_open() && matter.silence.is_none());
        let untaken = untaken.filter(|matter| {
            matter.held.get(own).is_none_or(|taken| taken.draft || taken.stance == Stance::Undecided)
        });
        let count = untaken.count();
        if count > 0 {
            out.push(t.n("waits-positions", count));
        }
    }
    let late = seen.tasks.iter().filter(|task| task.mine && task.late).count();
    if late > 0 {
        out.push(t.n("waits-late", late));
    }
    let due = seen.tasks.iter().filter(|task| task.mine && !task.late).count();
    if due > 0 {
        out.push(t.n("waits-tasks", due));
    }
    let to_do = seen.decisions.iter().filter(|decision| decision.waits && seen.keeps).count();
    if to_do > 0 {
        out.push(t.n("waits-carrying-out", to_do));
    }
    if seen.open.is_none() {
        let next = seen.meetings.values().filter(|meeting| meeting.stage == Stage::Ahead);
        if let Some(next) = next.min_by_key(|meeting| meeting.notice.on) {
            let day = t.day(&next.notice.on);
            out.push(t.all("waits-meeting", &[("title", &next.notice.title), ("day", &day)]));
        }
    }
    out
}
