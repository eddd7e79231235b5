//! A record with its dossier: all that is said of the activity, by whom and when; its history; its label.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use comity_core::{Day, GroupId, Label, Onward, PartyId, Terms, Tlp};
use comity_node::{NodeAction, State as Standing, Thing};
use serde::Deserialize;

use super::links::Links;
use super::{Done, Frame, IntoPage as _, back, fields, id, notice};
use crate::failure::{Code, Failure};
use crate::handler::{get, post};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Ours, Seated};

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/records/{id}", get(show))
        .route("/records/{id}/label", post(label))
        .route("/records/{id}/withdraw", post(withdraw))
}

#[derive(Template)]
#[template(path = "record.html")]
struct Page {
    frame: Frame,
    notice: Option<String>,
    id: comity_node::Uuid,
    title: String,
    thing: &'static str,
    activity: bool,
    state: &'static str,
    current: bool,
    days: String,
    voices: Vec<Voice>,
    rows: Vec<(&'static str, Vec<fields::Stated>)>,
    history: Vec<(String, String, String)>,
    links: Links,
    label: LabelView,
    may_label: bool,
    may_withdraw: bool,
    withdrawn: bool,
    reads_ledger: bool,
}

/// One of the records that speak of the activity.
struct Voice {
    id: comity_node::Uuid,
    reporter: String,
    own_id: String,
    owner: String,
    said: String,
    source: String,
}

/// A label in words, and as its form has it.
struct LabelView {
    tlp: &'static str,
    levels: Vec<(&'static str, bool)>,
    audience: String,
    purposes: String,
    expires: String,
    expires_said: String,
    pointers: bool,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(record): Path<String>,
    Query(ask): Query<Done>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/activities");
    let t = frame.t;
    let look = desk.record(id(&record)?).await?;
    let read: Vec<Vec<fields::Field>> =
        look.dossier.records.iter().map(|(_, version)| fields::of(t, &app.node, &version.account)).collect();
    let voices = look.dossier.records.iter().map(|(summary, version)| Voice {
        id: summary.id,
        reporter: summary.reporter.clone(),
        own_id: summary.own_id.clone(),
        owner: summary.class.party().to_owned(),
        said: t.time(&version.said_at),
        source: format!("{}:{}", version.source, version.line),
    });
    let summary = &look.full.summary;
    let state = summary.class.state;
    let thing = look.full.versions.first().map_or(Thing::Activity, |version| version.account.thing());
    Ok(Page {
        notice: notice(t, ask.done.as_deref()),
        id: summary.id,
        title: summary.title.clone(),
        thing: thing.as_str(),
        activity: thing == Thing::Activity,
        state: state.as_str(),
        current: state == Standing::Current,
        days: t.days(&summary.first_day, &summary.end_day),
        voices: voices.collect(),
        rows: fields::beside(&read),
        history: history(t, &look.full),
        links: Links::of(t, &desk, summary.id).await?,
        label: LabelView::of(t, &summary.class.label),
        may_label: look.may_label,
        may_withdraw: look.may_withdraw,
        withdrawn: state == Standing::Withdrawn,
        reads_ledger: desk.may(NodeAction::ReadLedger),
        frame,
    }
    .into_page())
}

/// When, what, by whom: versions and events in one line of time, the newest first.
fn history(t: &Tongue, full: &comity_node::Full) -> Vec<(String, String, String)> {
    let mut all: Vec<_> = full
        .versions
        .iter()
        .map(|version| {
            let what = format!(
                "{} ({}:{})",
                t.nw("version-said", version.version, &t.word("change", &version.change)),
                version.source,
                version.line
            );
            (version.said_at, what, version.made_by.clone())
        })
        .collect();
    all.extend(full.events.iter().map(|event| {
        let mut what = t.word("change", &event.what);
        if let (Some(old), Some(new)) = (&event.old, &event.new)
            && old.label.tlp() != new.label.tlp()
        {
            what.push_str(&format!(": {} \u{2192} {}", old.label.tlp().as_str(), new.label.tlp().as_str()));
        }
        if !event.reason.is_empty() {
            what.push_str(&format!(" \u{2013} {}", event.reason));
        }
        (event.at, what, event.made_by.clone())
    }));
    all.sort_by_key(|one| std::cmp::Reverse(one.0));
    all.into_iter().map(|(at, what, by)| (t.time(&at), what, by)).collect()
}

impl LabelView {
    fn of(t: &Tongue, label: &Label) -> LabelView {
        let terms = label.terms();
        let audience = &terms.audience;
        let named = audience.parties.iter().map(|party| party.as_str().to_owned());
        let named = named.chain(audience.organs.iter().map(|organ| organ.as_str().to_owned()));
        let named = named.chain(audience.groups.iter().map(|group| format!("#{}", group.as_str())));
        LabelView {
            tlp: terms.tlp.as_str(),
            levels: Tlp::ALL.map(|tlp| (tlp.as_str(), tlp == terms.tlp)).to_vec(),
            audience: named.collect::<Vec<_>>().join(", "),
            purposes: terms
                .purposes
                .iter()
                .map(|purpose| purpose.as_str().to_owned())
                .collect::<Vec<_>>()
                .join(", "),
            expires: terms.expires.map(|day| day.to_string()).unwrap_or_default(),
            expires_said: terms.expires.map(|day| t.day(&day)).unwrap_or_default(),
            pointers: terms.pointers,
        }
    }
}

/// A label, as its form sends it.
#[derive(Deserialize)]
pub struct NewLabel {
    tlp: String,
    #[serde(default)]
    audience: String,
    #[serde(default)]
    expires: String,
    pointers: Option<String>,
    #[serde(default)]
    reason: String,
}

/// Sets the label. What the form doesn't show of it stays as it was.
pub async fn label(
    State(app): State<App>,
    Path(record): Path<String>,
    Ours(seated, form): Ours<NewLabel>,
) -> Result<Redirect, Failure> {
    let record = id(&record)?;
    let desk = seated.desk(&app).await?;
    let old = desk.record(record).await?.full.summary.class.label.into_terms();
    let label = form.over(old)?;
    desk.relabel(record, &label, &form.reason).await?;
    Ok(back(&format!("/records/{record}"), "labelled"))
}

impl NewLabel {
    fn over(&self, old: Terms) -> Result<Label, Failure> {
        let input = |reason: String| Failure::new(Code::Input, reason);
        let tlp = Tlp::parse(&self.tlp).map_err(|error| input(error.to_string()))?;
        let mut terms = if tlp == old.tlp { old } else { Terms { review: old.review, ..Terms::of(tlp) } };
        if tlp == Tlp::Clear {
            terms.onward = Onward::Unlimited;
        }
        (terms.audience.parties, terms.audience.groups) = audience(&self.audience).map_err(input)?;
        terms.expires = match self.expires.trim() {
            "" => None,
            day => Some(
                Day::parse(day).ok_or_else(|| input(format!("`{day}` is no day: write it as 2027-03-12")))?,
            ),
        };
        terms.pointers = self.pointers.is_some();
        Label::new(terms).map_err(|error| input(error.to_string()))
    }
}

/// Parties parted by commas, groups with a `#` in front.
fn audience(
    text: &str,
) -> Result<(std::collections::BTreeSet<PartyId>, std::collections::BTreeSet<GroupId>), String> {
    let mut out = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match name.strip_prefix('#') {
            Some(group) => {
                out.1.insert(GroupId::new(group).map_err(|error| error.to_string())?);
            }
            None => {
                out.0.insert(name.into());
            }
        }
    }
    Ok(out)
}

/// What taking back sends.
#[derive(Deserialize)]
pub struct Withdraw {
    #[serde(default)]
    reason: String,
    back: Option<String>,
}

/// Takes a record back, or ends that.
pub async fn withdraw(
    State(app): State<App>,
    Path(record): Path<String>,
    Ours(seated, form): Ours<Withdraw>,
) -> Result<Redirect, Failure> {
    let record = id(&record)?;
    let reinstate = form.back.is_some();
    seated.desk(&app).await?.withdraw(record, reinstate, &form.reason).await?;
    let done = if reinstate { "reinstated" } else { "withdrawn" };
    Ok(back(&format!("/records/{record}"), done))
}
