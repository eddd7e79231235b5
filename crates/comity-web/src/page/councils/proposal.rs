//! A proposal: its text, who stands where and since when, and what can be done about it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_core::Stance;
use comity_node::MatterSeen;
use comity_node::proceedings::{Change, Origin, Sight, Stage, Taken};

use super::{Ask, Head, Names, overview};
use crate::failure::Failure;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;

#[derive(Template)]
#[template(path = "council-proposal.html")]
struct Page {
    frame: Frame,
    head: Head,
    /// The address of this page, for its forms.
    here: String,
    id: String,
    title: String,
    text: Vec<String>,
    /// The text as it is, for its form.
    raw: String,
    facts: Vec<(&'static str, String)>,
    state: String,
    open: bool,
    silence: Option<String>,
    finding: Option<String>,
    positions: Vec<Line>,
    history: Vec<Line>,
    wordings: Vec<(String, String, String)>,
    errands: Vec<String>,
    excluded: Vec<(String, String)>,
    others: Vec<(String, String)>,
    meetings: Vec<(String, String)>,
    /// Who may be spoken for; an empty list where nobody may.
    voices: Vec<(String, String)>,
    member: bool,
    keeps: bool,
    whole: bool,
    stances: [&'static str; 5],
    own: Option<Line>,
    today: String,
    /// Known parties, for what is typed.
    known: Vec<(String, String)>,
}

struct Line {
    on: String,
    party: String,
    stance: &'static str,
    condition: String,
    words: String,
    draft: bool,
    /// Taken on a text that was changed since.
    older: bool,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path((council, proposal)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let seen = desk.council(id(&council)?).await?;
    let matter = seen.matters.get(proposal.as_str()).ok_or_else(Failure::absent)?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let line = |taken: &Taken| Line {
        on: t.day(&taken.on),
        party: names.name(&taken.party),
        stance: taken.stance.as_str(),
        condition: taken.condition.to_string(),
        words: taken.words.clone(),
        draft: taken.draft,
        older: taken.wording < matter.wordings.len(),
    };
    let titled = |id: &str| seen.matters.get(id).map(|matter| (id.to_owned(), matter.title.clone()));
    let excluded = seen.exclusions.iter().filter_map(|(a, b)| match () {
        () if *a == matter.id => titled(b),
        () if *b == matter.id => titled(a),
        () => None,
    });
    let others = seen.matters.values().filter(|other| other.is_open() && other.id != matter.id);
    let meetings = seen.meetings.values().filter(|one| matches!(one.stage, Stage::Ahead | Stage::Open));
    let own = seen.speaks.as_ref();
    let mut voices: Vec<(String, String)> =
        own.iter().map(|party| (party.to_string(), names.name(party))).collect();
    if seen.keeps {
        let seats = seen.seats.keys().filter(|party| Some(*party) != own);
        voices.extend(seats.map(|party| (party.to_string(), names.name(party))));
    }
    Ok(Page {
        head: Head::of(t, &seen, "", &ask).about(&matter.title),
        here: format!("/councils/{}/proposals/{}", seen.id, matter.id),
        id: matter.id.to_string(),
        title: matter.title.clone(),
        text: matter.text.split("\n\n").filter(|text| !text.trim().is_empty()).map(str::to_owned).collect(),
        raw: matter.text.clone(),
        facts: facts(t, matter, &names),
        state: overview::state(t, matter),
        open: matter.is_open(),
        silence: matter.silence.map(|last| last.to_string()),
        finding: match &matter.draft.from {
            Some(Origin::Finding(finding)) => Some(finding.to_string()),
            _ => None,
        },
        positions: matter.held.values().map(line).collect(),
        history: matter.history.iter().rev().map(line).collect(),
        wordings: matter
            .wordings
            .iter()
            .rev()
            .skip(1)
            .map(|wording| (t.day(&wording.on), wording.title.clone(), wording.text.clone()))
            .collect(),
        errands: matter
            .draft
            .errands
            .iter()
            .map(|errand| {
                let words = [
                    ("what", errand.what.as_str()),
                    ("owner", &names.name(&errand.owner)),
                    ("days", &t.number(u32::from(errand.days))),
                ];
                t.all("errand", &words)
            })
            .collect(),
        excluded: excluded.collect(),
        others: others.map(|other| (other.id.to_string(), other.title.clone())).collect(),
        meetings: meetings.map(|one| (one.id.to_string(), one.notice.title.clone())).collect(),
        own: own.and_then(|party| matter.held.get(party)).map(line),
        voices,
        member: seen.member,
        keeps: seen.keeps,
        whole: matter.sight == Sight::Whole,
        stances: [Stance::Support, Stance::Oppose, Stance::Abstain, Stance::Undecided, Stance::Conditional]
            .map(Stance::as_str),
        today: app.node.today().to_string(),
        known: names.known(),
        frame,
    }
    .into_page())
}

/// What is said of a proposal: the key of the term, and what stands there.
fn facts(t: &Tongue, matter: &MatterSeen, names: &Names<'_>) -> Vec<(&'static str, String)> {
    let draft = &matter.draft;
    let change = match &draft.change {
        Change::Nothing => t.say("change-nothing"),
        Change::Tie { from, to, kind } => t.all(
            "change-tie",
            &[("from", &names.name(from)), ("to", &names.name(to)), ("tie", &t.word("tie", kind.as_str()))],
        ),
        Change::Joint { with } => t.w("change-joint", &names.list(t, with)),
        Change::Divide { between } => t.w("change-divide", &names.list(t, between)),
        Change::Fund { by, amount } => {
            t.all("change-fund", &[("party", &names.name(by)), ("amount", amount)])
        }
        Change::Correct { .. } => t.say("change-correct"),
    };
    let by = draft.by.as_ref().map_or_else(|| t.say("the-secretariat"), |by| names.name(by));
    let made = matter.wordings.first().map(|wording| t.day(&wording.on)).unwrap_or_default();
    vec![
        ("proposed-by", format!("{by}, {made}")),
        ("changes-what", change),
        ("decided-by", overview::rule(t, matter.rule)),
        ("f-label", draft.label.as_str().to_owned()),
    ]
}
