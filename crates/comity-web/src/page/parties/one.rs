//! A party: what it is, its ties over time, what binds it, what it needs and does. Each with where it was read.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use comity_core::{Day, PartyId, Period};
use comity_node::{PartySeen, StatedBy, Uuid};

use super::{address, kind};
use crate::failure::Failure;
use crate::page::activities::wide;
use crate::page::{Frame, IntoPage as _};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Seated, escaped};

#[derive(Template)]
#[template(path = "party.html")]
struct Page {
    frame: Frame,
    name: String,
    id: String,
    /// What accounts say of it: kind, other names, since when, the record, where it was read.
    accounts: Vec<Account>,
    /// The institution that it is an organ of, and its own organs: address and name.
    whole: Option<(String, String)>,
    organs: Vec<(String, String)>,
    activities: (String, String),
    timeline: Option<Timeline>,
    ties: Vec<TieLine>,
    missing: Vec<((String, String), Uuid)>,
    /// Title, kind, dates, record, where it was read.
    instruments: Vec<(String, String, String, Uuid, String)>,
    /// Title, dates, record, where it was read.
    needs: Vec<(String, String, Uuid, String)>,
}

struct Account {
    kind: String,
    aliases: String,
    since: String,
    record: Uuid,
    source: String,
}

struct TieLine {
    way: &'static str,
    other: (String, String),
    kind: String,
    period: String,
    note: String,
    record: Uuid,
    source: String,
}

/// Ties over time: a line for each.
struct Timeline {
    size: (f64, f64),
    /// Where a year begins.
    years: Vec<(f64, String)>,
    bars: Vec<TieBar>,
}

/// A tie on it.
struct TieBar {
    /// From the left, from the top, width.
    at: (f64, f64, f64),
    /// Which ends are open.
    ends: &'static str,
    says: String,
    /// Where its words are tied to, and with which end: those that have no room to the right stand to the left.
    text: (f64, &'static str),
    /// Where it leads.
    address: String,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/parties");
    let t = frame.t;
    let id = PartyId::from(id.as_str());
    let seen = desk.party(&id).await?;
    let network = &seen.network;
    let link = |id: &PartyId| (address(id), network.name(id, t.language.tag()).to_owned());
    let whole = seen.accounts.iter().find_map(|account| account.what.organ_of.as_ref()).map(link);
    let organs = network.parties.iter().filter(|party| party.what.organ_of.as_ref() == Some(&id));
    let organs = organs.map(|party| link(&party.what.id)).collect();
    let missing = network.missing.iter().filter_map(|missing| match &missing.between {
        (a, b) if *a == id => Some((link(b), missing.finding)),
        (a, b) if *b == id => Some((link(a), missing.finding)),
        _ => None,
    });
    let missing = missing.collect();
    let ties = ties(t, &seen, &id);
    Ok(Page {
        name: network.name(&id, t.language.tag()).to_owned(),
        accounts: accounts(t, &seen),
        whole,
        organs,
        activities: (
            format!("/activities?party={}", escaped(id.as_str())),
            t.n("n-activities", seen.activities),
        ),
        timeline: timeline(t, &seen, &id, app.node.today()),
        ties,
        missing,
        instruments: seen
            .instruments
            .iter()
            .map(|stated| {
                let what = &stated.what;
                let word = serde_json::to_value(what.kind).ok();
                let word = word.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
                (
                    what.title.value.to_string(),
                    t.word("instrument", word),
                    t.period(&what.period),
                    stated.record,
                    stated.source.clone(),
                )
            })
            .collect(),
        needs: seen
            .needs
            .iter()
            .map(|stated| {
                let what = &stated.what;
                (what.title.value.to_string(), t.period(&what.period), stated.record, stated.source.clone())
            })
            .collect(),
        id: id.to_string(),
        frame,
    }
    .into_page())
}

fn accounts(t: &Tongue, seen: &PartySeen) -> Vec<Account> {
    let account = |stated: &StatedBy<comity_core::Party>| {
        let names = stated.what.names.iter().skip(1).chain(&stated.what.aliases);
        let names: Vec<&str> = names.map(|name| name.value.as_str()).collect();
        Account {
            kind: kind(t, &stated.what),
            aliases: names.join(", "),
            since: stated.what.since.map(|day| t.day(&day)).unwrap_or_default(),
            record: stated.record,
            source: stated.source.clone(),
        }
    };
    seen.accounts.iter().map(account).collect()
}

fn ties(t: &Tongue, seen: &PartySeen, id: &PartyId) -> Vec<TieLine> {
    let network = &seen.network;
    let own = network.ties.iter().filter(|tie| tie.what.from == *id || tie.what.to == *id);
    let line = |tie: &StatedBy<comity_core::Tie>| {
        let (way, other) = if tie.what.from == *id { ("in", &tie.what.to) } else { ("of", &tie.what.from) };
        TieLine {
            way,
            other: (address(other), network.name(other, t.language.tag()).to_owned()),
            kind: t.word("tie", tie.what.kind.as_str()),
            period: t.period(&tie.what.period),
            note: tie.what.note.to_string(),
            record: tie.record,
            source: tie.source.clone(),
        }
    };
    own.map(line).collect()
}

const WIDTH: f64 = 960.0;
const LEFT: f64 = 8.0;
const TOP: f64 = 22.0;
const BAR: f64 = 21.0;

fn timeline(t: &Tongue, seen: &PartySeen, id: &PartyId, today: Day) -> Option<Timeline> {
    let network = &seen.network;
    let mut own: Vec<_> =
        network.ties.iter().filter(|tie| tie.what.from == *id || tie.what.to == *id).collect();
    own.sort_by_key(|tie| (tie.what.period.start, tie.what.period.end));
    let stated = own.iter().flat_map(|tie| [tie.what.period.start, tie.what.period.end]).flatten();
    let days: Vec<Day> = stated.chain([today]).collect();
    let (first, last) = (days.iter().min()?.plus(-60), days.iter().max()?.plus(60));
    if own.is_empty() {
        return None;
    }
    let scale = |day: Day| {
        let share = f64::from(day.0 - first.0) / f64::from((last.0 - first.0).max(1));
        ((LEFT + share * (WIDTH - 2.0 * LEFT)) * 10.0).round() / 10.0
    };
    let bars = own.iter().enumerate().map(|(row, tie)| {
        let Period { start, end, .. } = tie.what.period;
        let (from, to) = (start.map_or(LEFT, scale), end.map_or(WIDTH - LEFT, scale));
        let ends = match (start, end) {
            (Some(_), Some(_)) => "shut",
            (None, Some(_)) => "open-start",
            (Some(_), None) => "open-end",
            (None, None) => "open",
        };
        let other = if tie.what.from == *id { &tie.what.to } else { &tie.what.from };
        let says =
            format!("{}: {}", network.name(other, t.language.tag()), t.word("tie", tie.what.kind.as_str()));
        let fits = from + 4.0 + wide(&says) < WIDTH;
        TieBar {
            at: (from, TOP + row as f64 * BAR, (to - from).max(3.0)),
            ends,
            text: if fits { (from + 4.0, "start") } else { (from - 4.0, "end") },
            says,
            address: format!("/records/{}", tie.record),
        }
    });
    let bars = bars.collect();
    let (from, to) = (first.ymd().0, last.ymd().0);
    let step = ((to - from) / 12 + 1).max(1);
    let years = (from + 1..=to).filter(|year| (year - from - 1) % step == 0);
    let years = years.filter_map(|year| Some((scale(Day::from_ymd(year, 1, 1)?), year.to_string())));
    Some(Timeline {
        size: (WIDTH, TOP + own.len() as f64 * BAR + 4.0),
        years: years.filter(|(x, _)| *x < WIDTH - 36.0).collect(),
        bars,
    })
}
