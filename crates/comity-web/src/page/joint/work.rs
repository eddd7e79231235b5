//! Joint activities: all that the viewer may see, and one with its partners, shares, dossier, calendar and reports.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_core::{Day, Decimal, PartyId, Tlp};
use comity_node::joint_work::work::{Counted, Funds, Partner, Sight};
use comity_node::{Uuid, WorkSeen};

use super::sums::{FigureLine, Money, Period};
use super::{Ask, Head, answered, begun, figure, levels, own_party, voices};
use crate::failure::Failure;
use crate::page::councils::Names;
use crate::page::form::Fields;
use crate::page::papers::paragraphs;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// Within how many days something in a calendar is told ahead.
const AHEAD: i32 = 14;

#[derive(Template)]
#[template(path = "joint-all.html")]
struct All {
    frame: Frame,
    head: Head,
    rows: Vec<Row>,
    /// The party for which the viewer may begin one.
    own: Option<String>,
    levels: Vec<(&'static str, bool)>,
    known: Vec<(String, String)>,
    /// The finding that it comes of, and a title out of it.
    finding: String,
    title: String,
    partners: String,
}

struct Row {
    address: String,
    title: String,
    partners: String,
    days: String,
    state: String,
    waits: Vec<String>,
}

/// The page of all.
pub async fn all(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let today = desk.today();
    let row = |seen: &WorkSeen| Row {
        address: format!("/joint/{}", seen.id),
        title: seen.view.title.clone(),
        partners: names.list(t, seen.view.together()),
        days: t.days(&seen.view.start, &seen.view.end.map(|end| end.plus(1))),
        state: state(t, seen),
        waits: waits(t, seen, today),
    };
    let rows = desk.all_work().await?.iter().rev().map(row).collect();
    let (mut title, mut partners) = (String::new(), String::new());
    if !ask.finding.is_empty() {
        let opened = desk.finding(id(&ask.finding)?).await?;
        let sides = opened.sides.iter();
        title = sides.clone().map(|side| side.summary.title.clone()).next().unwrap_or_default();
        let own = desk.viewer().party().map(ToString::to_string);
        let mut others: Vec<String> = sides.map(|side| side.summary.class.party().to_owned()).collect();
        others.sort();
        others.dedup();
        others.retain(|other| own.as_ref() != Some(other));
        partners = others.join(", ");
    }
    Ok(All {
        head: Head::of(t, "/joint", &ask),
        rows,
        own: own_party(&desk),
        levels: levels(Tlp::Amber),
        known: names.known(),
        finding: ask.finding,
        title,
        partners,
        frame,
    }
    .into_page())
}

#[derive(Template)]
#[template(path = "joint-one.html")]
struct One {
    frame: Frame,
    head: Head,
    address: String,
    seen: WorkSeen,
    state: String,
    days: String,
    text: Vec<String>,
    lead: String,
    /// Partners who don't lead: id and name.
    others: Vec<(String, String)>,
    may_leave: bool,
    label: &'static str,
    currency: String,
    partners: Vec<PartnerLine>,
    lines: Vec<PlanLine>,
    funds: Option<Money>,
    dossier: Vec<LaidLine>,
    notes: Vec<(String, String, String, Vec<String>, String)>,
    dates: Vec<DateLine>,
    reporting: Vec<Period>,
    published: Vec<Period>,
    waits: Vec<String>,
    /// Parties for which the viewer may speak as a partner: id and name.
    voices: Vec<(String, String)>,
    /// Parties for which the viewer may answer whether they join: id, and the question.
    asked: Vec<(String, String)>,
    /// All partners: id and name.
    together: Vec<(String, String)>,
    leads: bool,
    open: bool,
    /// The name of the party through whose eyes it is looked at.
    eyes: Option<String>,
    known: Vec<(String, String)>,
    finding: Option<String>,
}

struct PartnerLine {
    id: String,
    name: String,
    role: &'static str,
    state: String,
    words: String,
    /// The key of what it sees.
    sight: &'static str,
}

struct PlanLine {
    number: usize,
    what: String,
    dropped: bool,
    money: Money,
    shares: Vec<ShareLine>,
}

struct ShareLine {
    number: usize,
    party: String,
    party_id: String,
    words: String,
    money: String,
    through: String,
    delivered: Vec<String>,
    lapsed: bool,
    own: bool,
}

struct LaidLine {
    record: String,
    party: String,
    party_id: String,
    title: Option<String>,
    own: bool,
}

struct DateLine {
    number: usize,
    what: String,
    days: String,
    place: String,
    off: bool,
    start: String,
    end: String,
}

/// The page of one.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(work): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let eyes = ask.eyes.as_deref().filter(|party| !party.is_empty()).map(PartyId::from);
    let seen = match &eyes {
        Some(party) => desk.work_as(id(&work)?, party).await?,
        None => desk.work(id(&work)?).await?,
    };
    let view = &seen.view;
    let together: Vec<&PartyId> = view.together().into_iter().collect();
    let whole = view.sight == Sight::Whole && view.ended.is_none();
    let asked = view.partners.iter().filter(|(_, known)| known.is_asked()).map(|(party, _)| party);
    let asked = if view.ended.is_none() { voices(&names, &seen.voice, asked) } else { Vec::new() };
    let asked = asked.into_iter().map(|(party, name)| {
        let raised = is_raised(&seen, Some(&PartyId::from(party.as_str())));
        let question =
            if raised { t.w("joint-answer-raised", &name) } else { t.w("joint-answer-for", &name) };
        (party, question)
    });
    let asked = asked.collect();
    let money = |value: Decimal| figure(t, value);
    let drawn = |funds: &Funds| Money::of(t, funds);
    let share = |number: &usize, share: &comity_node::joint_work::work::Share| ShareLine {
        number: *number,
        party: names.name(&share.party),
        party_id: share.party.to_string(),
        words: share.words.clone(),
        money: if share.money.is_zero() { String::new() } else { money(share.money) },
        through: share.through.as_ref().map(|party| names.name(party)).unwrap_or_default(),
        delivered: share
            .delivered
            .iter()
            .map(|(day, amount, words)| {
                let amount = if amount.is_zero() { String::new() } else { money(*amount) };
                [t.day(day), amount, words.clone()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · ")
            })
            .collect(),
        lapsed: share.lapsed.is_some(),
        own: whole && seen.voice.is_of(&share.party) && share.lapsed.is_none(),
    };
    let period = |name: &str, words: &str, on: String, reopened: bool, figures: &[Counted]| Period {
        name: name.to_owned(),
        words: words.to_owned(),
        on,
        reopened,
        figures: figures.iter().map(|counted| FigureLine::of(t, &names, counted)).collect(),
    };
    let title = view.title.clone();
    let plan = view.lines.iter().enumerate().map(|(at, (line, funds))| PlanLine {
        number: at + 1,
        what: line.what.clone(),
        dropped: line.dropped.is_some(),
        money: drawn(funds),
        shares: view
            .shares
            .iter()
            .filter(|(_, one)| one.line == at + 1)
            .map(|(n, one)| share(n, one))
            .collect(),
    });
    let partner = |(party, known): (&PartyId, &Partner)| PartnerLine {
        id: party.to_string(),
        name: names.name(party),
        role: known.role.as_str(),
        state: standing(t, known),
        words: known
            .declined
            .as_ref()
            .or(known.left.as_ref())
            .map(|(_, words)| words.clone())
            .unwrap_or_default(),
        sight: match seen.sights.get(party) {
            Some(Sight::Whole) => "joint-sight-whole",
            Some(Sight::Past) => "joint-sight-past",
            Some(Sight::Plan) => "joint-sight-plan",
            Some(Sight::Outline) => "joint-sight-outline",
            None => "joint-sight-nothing",
        },
    };
    let note = |note: &comity_node::joint_work::work::Note| {
        let only = if note.only.is_empty() { String::new() } else { names.list(t, &note.only) };
        (note.title.clone(), names.name(&note.party), t.day(&note.on), paragraphs(&note.text).collect(), only)
    };
    Ok(One {
        head: Head::of(t, "/joint", &ask).about(&title),
        address: format!("/joint/{}", seen.id),
        state: state(t, &seen),
        days: t.days(&view.start, &view.end.map(|end| end.plus(1))),
        text: paragraphs(&view.text).collect(),
        lead: names.name(&view.lead),
        others: together
            .iter()
            .filter(|party| **party != &view.lead)
            .map(|party| (party.to_string(), names.name(party)))
            .collect(),
        may_leave: whole && together.iter().any(|party| **party != view.lead && seen.voice.is_of(party)),
        label: view.label.as_str(),
        currency: view.currency.as_str().to_owned(),
        partners: view.partners.iter().map(partner).collect(),
        lines: plan.collect(),
        funds: (view.sight >= Sight::Plan && !view.lines.is_empty()).then(|| drawn(&view.funds)),
        dossier: seen
            .dossier
            .iter()
            .map(|laid| LaidLine {
                record: laid.record.to_string(),
                party: names.name(&laid.party),
                party_id: laid.party.to_string(),
                title: laid.title.clone(),
                own: whole && seen.voice.is_of(&laid.party),
            })
            .collect(),
        notes: view.notes.iter().rev().map(note).collect(),
        dates: view
            .dates
            .iter()
            .map(|(number, date)| DateLine {
                number: *number,
                what: date.what.clone(),
                days: t.days(&Some(date.start), &Some(date.end.plus(1))),
                place: date.place.clone(),
                off: date.off.is_some(),
                start: date.start.to_string(),
                end: date.end.to_string(),
            })
            .collect(),
        reporting: view
            .reporting
            .iter()
            .map(|(name, figures)| period(name, "", String::new(), false, figures))
            .collect(),
        published: view
            .published
            .iter()
            .rev()
            .map(|one| period(&one.period, &one.words, t.day(&one.on), one.reopened.is_some(), &one.figures))
            .collect(),
        waits: if eyes.is_none() { waits(t, &seen, desk.today()) } else { Vec::new() },
        voices: if whole { voices(&names, &seen.voice, together.iter().copied()) } else { Vec::new() },
        asked,
        together: together.iter().map(|party| (party.to_string(), names.name(party))).collect(),
        leads: seen.leads,
        open: whole,
        eyes: eyes.as_ref().map(|party| names.name(party)),
        known: names.known(),
        finding: match &view.from {
            Some(comity_node::proceedings::Origin::Finding(finding)) => Some(finding.to_string()),
            _ => None,
        },
        frame,
        seen,
    }
    .into_page())
}

/// How far a joint activity is, in words.
fn state(t: &Tongue, seen: &WorkSeen) -> String {
    match (&seen.view.ended, seen.view.sight) {
        (_, Sight::Past) => t.say("joint-state-left"),
        (Some((on, _)), _) => t.w("joint-state-ended", &t.day(on)),
        (None, Sight::Plan) if is_raised(seen, seen.voice.own.as_ref()) => t.say("joint-state-raised"),
        (None, Sight::Plan) => t.say("joint-state-asked"),
        (None, _) => t.say("joint-state-open"),
    }
}

/// Whether a party observes and is asked to become a partner.
fn is_raised(seen: &WorkSeen, party: Option<&PartyId>) -> bool {
    seen.view.partners.iter().any(|(known, partner)| Some(known) == party && partner.raised.is_some())
}

/// How a party stands to it, in words.
fn standing(t: &Tongue, known: &Partner) -> String {
    match (&known.left, &known.declined, known.raised, known.joined) {
        (Some((on, _)), ..) => t.w("joint-left", &t.day(on)),
        (_, Some((on, _)), ..) => t.w("joint-declined", &t.day(on)),
        (.., Some(on), _) => t.w("joint-raised", &t.day(&on)),
        (.., Some(on)) => t.w("joint-joined", &t.day(&on)),
        _ => t.w("joint-asked", &t.day(&known.asked)),
    }
}

/// What waits for the viewer in a joint activity, a sentence each.
pub fn waits(t: &Tongue, seen: &WorkSeen, today: Day) -> Vec<String> {
    let view = &seen.view;
    let mut out = Vec::new();
    let Some(own) = seen.voice.speaks.as_ref().filter(|_| view.ended.is_none()) else { return out };
    if matches!(view.sight, Sight::Plan) {
        let raised = is_raised(seen, Some(own));
        out.push(if raised { t.say("joint-waits-raised") } else { t.say("joint-waits-asked") });
    }
    if view.sight != Sight::Whole {
        return out;
    }
    if seen.leads {
        let open = view.lines.iter().filter(|(line, funds)| line.dropped.is_none() && !funds.open.is_zero());
        let open = open.count();
        if open > 0 {
            out.push(t.n("joint-waits-open", open));
        }
    }
    let owed = view.shares.iter().filter(|(_, share)| {
        share.party == *own
            && share.lapsed.is_none()
            && (share.delivered.is_empty() || share.paid() < share.money)
    });
    let late = owed.filter(|_| view.end.is_some_and(|end| end < today)).count();
    if late > 0 {
        out.push(t.n("joint-waits-late", late));
    }
    let untold = view.reporting.iter().filter(|(_, figures)| {
        figures.iter().any(|counted| counted.rows.iter().all(|(one, _)| one.party != *own))
    });
    for (period, _) in untold {
        out.push(t.w("joint-waits-report", period));
    }
    let near = view
        .dates
        .iter()
        .filter(|(_, date)| date.off.is_none() && date.end >= today && date.start.0 - today.0 <= AHEAD);
    for (_, date) in near {
        out.push(t.all("joint-waits-date", &[("title", &date.what), ("day", &t.day(&date.start))]));
    }
    out
}

/// Begins one.
pub async fn begin(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let act = Fields::new(fields).work_act()?;
    begun("/joint", "/joint", "joint-begun", seated.desk(&app).await?.begin_work(&act).await)
}

/// Does what a form asks for.
pub async fn act(
    State(app): State<App>,
    Path(work): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let work: Uuid = id(&work)?;
    let act = Fields::new(fields).work_act()?;
    let ended = seated.desk(&app).await?.work_jointly(work, &act).await;
    answered(&format!("/joint/{work}"), "joint", ended)
}
