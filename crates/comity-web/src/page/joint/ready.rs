//! What parties hold ready: all that the viewer may see, and one with its promises, what is promised twice, and who held it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use comity_core::Tlp;
use comity_node::joint_work::ready::{Clash, Sort};
use comity_node::{ReadySeen, Uuid};

use super::{Ask, Head, answered, begun, levels, own_party};
use crate::failure::Failure;
use crate::page::councils::Names;
use crate::page::form::Fields;
use crate::page::{Frame, IntoPage as _, id};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

#[derive(Template)]
#[template(path = "ready-all.html")]
struct All {
    frame: Frame,
    head: Head,
    rows: Vec<Row>,
    own: Option<String>,
    sorts: [&'static str; 3],
    levels: Vec<(&'static str, bool)>,
    known: Vec<(String, String)>,
    today: String,
}

struct Row {
    address: String,
    title: String,
    sort: &'static str,
    holder: String,
    earmarked: String,
    many: String,
    readiness: String,
    days: String,
    /// How much of it is promised on this day, of how much.
    promised: String,
    clash: bool,
    ended: bool,
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
    let row = |seen: &ReadySeen| {
        let view = &seen.view;
        let promised: u64 = view
            .promises
            .iter()
            .filter_map(|one| one.whole.as_ref())
            .filter(|one| one.released.is_none() && one.start <= today && today <= one.end)
            .map(|one| u64::from(one.quantity))
            .sum();
        Row {
            address: format!("/ready/{}", seen.id),
            title: view.title.clone(),
            sort: view.sort.as_str(),
            holder: names.name(&view.holder),
            earmarked: view.earmarked.as_ref().map(|party| names.name(party)).unwrap_or_default(),
            many: many(t, u64::from(view.terms.quantity), &view.unit),
            readiness: t.n("ready-days", u64::from(view.terms.readiness)),
            days: t.days(&Some(view.terms.start), &view.terms.end.map(|end| end.plus(1))),
            promised: if view.holds { t.number(promised) } else { String::new() },
            clash: !view.clashes.is_empty(),
            ended: view.ended.is_some(),
        }
    };
    let mut all = desk.all_ready().await?;
    all.sort_by_key(|seen| (seen.view.ended.is_some(), seen.view.clashes.is_empty(), seen.view.sort));
    Ok(All {
        head: Head::of(t, "/ready", &ask),
        rows: all.iter().map(row).collect(),
        own: own_party(&desk),
        sorts: Sort::ALL.map(Sort::as_str),
        levels: levels(Tlp::Amber),
        known: names.known(),
        today: today.to_string(),
        frame,
    }
    .into_page())
}

#[derive(Template)]
#[template(path = "ready-one.html")]
struct One {
    frame: Frame,
    head: Head,
    address: String,
    label: &'static str,
    /// Key and value.
    facts: Vec<(&'static str, String)>,
    clashes: Vec<String>,
    promises: Vec<PromiseLine>,
    holders: Vec<(String, String)>,
    history: Vec<(String, String)>,
    declined: Vec<(String, String, String)>,
    offered: Option<(String, String, String)>,
    /// The party for which the viewer may answer the offer.
    answers: Option<String>,
    holds: bool,
    ended: Option<(String, String)>,
    terms: TermsForm,
    levels: Vec<(&'static str, bool)>,
    known: Vec<(String, String)>,
    today: String,
}

/// The terms as the form of a change begins.
struct TermsForm {
    quantity: u32,
    readiness: u16,
    start: String,
    end: String,
    place: String,
}

struct PromiseLine {
    number: usize,
    /// To whom; empty where that isn't the viewer's to know.
    to: String,
    what: String,
    many: String,
    days: String,
    label: &'static str,
    released: String,
    standing: bool,
}

/// The page of one.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(ready): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let seen = desk.ready(id(&ready)?).await?;
    let frame = seated.frame(&desk, "/councils");
    let t = frame.t;
    let names = Names::of(&app, &desk, t).await?;
    let view = &seen.view;
    let count = |quantity: u32| many(t, u64::from(quantity), &view.unit);
    let terms = |terms: &comity_node::joint_work::ready::Terms| {
        let days = t.days(&Some(terms.start), &terms.end.map(|end| end.plus(1)));
        let parts =
            [count(terms.quantity), t.n("ready-days", u64::from(terms.readiness)), days, terms.place.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let mut facts = vec![
        ("ready-sort", t.word("ready-sort", view.sort.as_str())),
        ("ready-holder", names.name(&view.holder)),
        ("ready-quantity", count(view.terms.quantity)),
        ("ready-readiness", t.n("ready-days", u64::from(view.terms.readiness))),
        ("f-dates", t.days(&Some(view.terms.start), &view.terms.end.map(|end| end.plus(1)))),
    ];
    if !view.terms.place.is_empty() {
        facts.push(("f-place", view.terms.place.clone()));
    }
    if let Some(party) = &view.earmarked {
        facts.push(("ready-earmarked", names.name(party)));
    }
    let line = |one: &comity_node::joint_work::ready::PromiseSeen| {
        let Some(promise) = &one.whole else {
            return PromiseLine {
                number: one.number,
                to: String::new(),
                what: String::new(),
                many: String::new(),
                days: String::new(),
                label: "",
                released: String::new(),
                standing: true,
            };
        };
        PromiseLine {
            number: one.number,
            to: names.name(&promise.to),
            what: promise.what.clone(),
            many: count(promise.quantity),
            days: t.days(&Some(promise.start), &Some(promise.end.plus(1))),
            label: promise.label.as_str(),
            released: promise
                .released
                .as_ref()
                .map(|(on, words)| {
                    [t.w("ready-released", &t.day(on)), words.clone()].join(" ").trim().to_owned()
                })
                .unwrap_or_default(),
            standing: promise.released.is_none(),
        }
    };
    let open = view.ended.is_none();
    let holds = open && seen.voice.is_of(&view.holder);
    Ok(One {
        head: Head::of(t, "/ready", &ask).about(&view.title),
        address: format!("/ready/{}", seen.id),
        label: view.label.as_str(),
        clashes: view.clashes.iter().map(|one| clash(t, one, &view.unit)).collect(),
        promises: view.promises.iter().map(line).collect(),
        holders: view.holders.iter().map(|(party, since)| (names.name(party), t.day(since))).collect(),
        history: view
            .history
            .iter()
            .rev()
            .map(|(on, one, words)| {
                (t.day(on), if words.is_empty() { terms(one) } else { format!("{} – {words}", terms(one)) })
            })
            .collect(),
        declined: view
            .declined
            .iter()
            .map(|(party, on, words)| (names.name(party), t.day(on), words.clone()))
            .collect(),
        answers: view
            .offered
            .as_ref()
            .filter(|(to, ..)| open && seen.voice.is_of(to))
            .map(|(to, ..)| to.to_string()),
        offered: view.offered.as_ref().map(|(to, on, words)| (names.name(to), t.day(on), words.clone())),
        holds,
        ended: view.ended.as_ref().map(|(on, words)| (t.day(on), words.clone())),
        terms: TermsForm {
            quantity: view.terms.quantity,
            readiness: view.terms.readiness,
            start: view.terms.start.to_string(),
            end: view.terms.end.map(|end| end.to_string()).unwrap_or_default(),
            place: view.terms.place.clone(),
        },
        levels: levels(view.label),
        known: names.known(),
        today: desk.today().to_string(),
        facts,
        frame,
    }
    .into_page())
}

/// So many of it.
fn many(t: &Tongue, quantity: u64, unit: &str) -> String {
    format!("{} {unit}", t.number(quantity)).trim().to_owned()
}

/// What is promised twice, in a sentence.
fn clash(t: &Tongue, clash: &Clash, unit: &str) -> String {
    let days = t.days(&Some(clash.start), &Some(clash.end.plus(1)));
    let promised = many(t, clash.promised, unit);
    let held = many(t, u64::from(clash.held), unit);
    t.all("ready-clash", &[("days", &days), ("promised", &promised), ("held", &held)])
}

/// What waits for the viewer, a sentence each: what is promised twice, and what is offered.
pub fn waits(t: &Tongue, seen: &ReadySeen) -> Vec<String> {
    let view = &seen.view;
    let mut out = Vec::new();
    if view.ended.is_some() {
        return out;
    }
    if let Some((to, ..)) = &view.offered
        && seen.voice.speaks.as_ref() == Some(to)
    {
        out.push(t.say("ready-waits-offered"));
    }
    // whom it concerns: who holds it, and to whom it is promised
    let own = seen.voice.speaks.as_ref();
    let promised = |number: &usize| {
        let promise = view.promises.iter().find(|one| one.number == *number);
        promise.and_then(|one| one.whole.as_ref()).is_some_and(|one| own == Some(&one.to))
    };
    let clashes = view.clashes.iter().filter(|one| view.holds || one.promises.iter().any(promised));
    out.extend(clashes.map(|one| clash(t, one, &view.unit)));
    out
}

/// Holds something ready.
pub async fn hold(
    State(app): State<App>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let act = Fields::new(fields).ready_act()?;
    begun("/ready", "/ready", "joint", seated.desk(&app).await?.hold_ready(&act).await)
}

/// Does what a form asks for.
pub async fn act(
    State(app): State<App>,
    Path(ready): Path<String>,
    Ours(seated, fields): Ours<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let ready: Uuid = id(&ready)?;
    let act = Fields::new(fields).ready_act()?;
    let ended = seated.desk(&app).await?.act_on_ready(ready, &act).await;
    answered(&format!("/ready/{ready}"), "joint", ended)
}
