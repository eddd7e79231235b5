//! Activities: one filter, narrowed by facets, looked at as map, timeline, table and matrix.

mod ask;
mod map;
mod matrix;
mod timeline;

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use comity_node::{Desk, Facet, Node, Overview, Summary};

use super::saved::{Line, lines};
use super::{Frame, IntoPage as _};
use crate::failure::Failure;
use crate::handler::get;
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::Seated;
pub use ask::{Address, Ask, By, cursor_text};
use ask::{FACETS, Look, SORTS, View};
pub use timeline::shade;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new().route("/activities", get(show))
}

const PAGE: u32 = 50;
/// Years that stand beside the list.
const YEARS: usize = 12;

#[derive(Template)]
#[template(path = "activities.html")]
struct Page {
    frame: Frame,
    address: Address,
    sorts: Vec<(&'static str, bool)>,
    /// What is seen: how many, of when.
    sentence: String,
    /// The views: address, word, whether it is the one.
    views: Vec<(String, &'static str, bool)>,
    /// Each facet with its values: address, name, count; and what was chosen, with the address without it.
    facets: Vec<Narrow>,
    filtered: bool,
    empty: bool,
    seen: Seen,
    /// The reader's saved views.
    saved: Vec<Line>,
    /// The query of this page, to be kept or exported.
    query: String,
    /// Activities that may not be taken along.
    left: u64,
}

/// What one view shows.
enum Seen {
    Table(Table),
    Map(Box<map::Map>),
    Timeline(timeline::Timeline),
    Matrix(matrix::Matrix),
}

struct Table {
    lines: Vec<Row>,
    next: Option<String>,
    first: Option<String>,
}

struct Narrow {
    name: &'static str,
    chosen: Option<(String, String)>,
    values: Vec<(String, String, String)>,
}

struct Row {
    summary: Summary,
    kind: String,
    days: String,
    tlp: &'static str,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    seated: Seated,
    Query(ask): Query<Ask>,
    Query(look): Query<Look>,
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/activities");
    let t = frame.t;
    let address = Address { ask, look };
    let filter = address.ask.filter()?;
    let overview = desk.overview(&filter).await?;
    let seen = match address.look.view {
        View::Table => Seen::Table(table(&desk, t, &address).await?),
        View::Map => Seen::Map(Box::new(map::of(t, &app.node, &address, desk.map(&filter).await?))),
        View::Timeline => Seen::Timeline(timeline::of(t, &app.node, &address, desk.lanes(&filter).await?)),
        View::Matrix => {
            let crossed = desk.crossed(&filter, address.look.by.facet().1).await?;
            Seen::Matrix(matrix::of(t, &app.node, &address, &crossed))
        }
    };
    Ok(Page {
        sorts: SORTS
            .into_iter()
            .filter(|(word, _)| *word != "relevance" || !address.ask.q.is_empty())
            .map(|(word, sort)| (word, sort == address.ask.sort()))
            .collect(),
        sentence: sentence(t, &overview),
        views: View::ALL
            .map(|view| (address.with(|to| to.look.view = view), view.as_str(), view == address.look.view))
            .into(),
        facets: facets(t, &app.node, &address, &overview),
        filtered: address.is_filtered(),
        empty: overview.records == 0,
        seen,
        saved: lines(t, desk.views().await?),
        query: address.query(),
        left: desk.left_behind(&filter).await?,
        address,
        frame,
    }
    .into_page())
}

async fn table(desk: &Desk<'_>, t: &Tongue, address: &Address) -> Result<Table, Failure> {
    let ask = &address.ask;
    let page = desk.list(&ask.filter()?, ask.sort(), ask.cursor()?.as_ref(), PAGE).await?;
    let rows = page.lines.into_iter().map(|summary| Row {
        kind: t.word("activity", &summary.kind),
        days: t.days(&summary.first_day, &summary.end_day),
        tlp: summary.class.label.tlp().as_str(),
        summary,
    });
    Ok(Table {
        lines: rows.collect(),
        next: page.next.as_ref().map(|next| address.with(|to| to.ask.after = cursor_text(next))),
        first: (!ask.after.is_empty()).then(|| address.with(|_| {})),
    })
}

/// How many there are, and of when.
fn sentence(t: &Tongue, overview: &Overview) -> String {
    let many = t.n("n-activities", overview.records);
    let days = t.days(&overview.first, &overview.last.map(|last| last.plus(1)));
    match (days.is_empty(), overview.undated) {
        (true, _) => many,
        (false, 0) => format!("{many}{}{days}", t.say("list-comma")),
        (false, undated) => {
            let without = t.n("without-days", undated);
            format!("{many}{comma}{days}{comma}{without}", comma = t.say("list-comma"))
        }
    }
}

fn facets(t: &Tongue, node: &Node, address: &Address, overview: &Overview) -> Vec<Narrow> {
    let mut out = Vec::new();
    for (facet, name) in FACETS {
        let counts = overview.facets.iter().find(|(known, _)| *known == facet);
        let counts = counts.into_iter().flat_map(|(_, counts)| counts);
        let counts = counts.map(|count| (count.value.clone(), count.records));
        out.push(narrow(t, address, name, counts, |value| named_each(t, node, facet, value)));
    }
    let labels = overview.labels.iter().map(|(tlp, records)| (tlp.as_str().to_owned(), *records));
    out.push(narrow(t, address, "label", labels, str::to_owned));
    out.push(years(t, address, overview));
    out
}

/// The names of a facet's values, where the address has several.
fn named_each(t: &Tongue, node: &Node, facet: Facet, value: &str) -> String {
    match facet {
        Facet::Theme | Facet::Place => {
            let names: Vec<String> = value.split(',').map(|one| named(t, node, facet, one)).collect();
            names.join(&t.say("list-comma"))
        }
        _ => named(t, node, facet, value),
    }
}

/// The name of a facet's value.
fn named(t: &Tongue, node: &Node, facet: Facet, value: &str) -> String {
    match facet {
        Facet::Kind => t.word("activity", value),
        _ => node.named(facet, value, t.language.tag()),
    }
}

/// The names of values; where two vocabularies or two parties have one name, the code behind it tells them apart.
pub fn told_apart(values: Vec<(&str, String)>) -> Vec<String> {
    let alike = |name: &str| values.iter().filter(|(_, other)| other == name).count() > 1;
    let told = values.iter().map(|(value, name)| {
        let code = value.rsplit(':').next().unwrap_or_default();
        if alike(name) && code != name { format!("{name} ({code})") } else { name.clone() }
    });
    told.collect()
}

fn narrow(
    t: &Tongue,
    address: &Address,
    name: &'static str,
    counts: impl Iterator<Item = (String, u64)>,
    named: impl Fn(&str) -> String,
) -> Narrow {
    let with = |value: &str| {
        address.with(|to| {
            if let Some(field) = to.ask.field(name) {
                *field = value.to_owned();
            }
        })
    };
    let chosen = address.ask.clone().field(name).map(|value| value.clone()).filter(|value| !value.is_empty());
    let counts: Vec<(String, u64)> = counts.filter(|(value, _)| Some(value) != chosen.as_ref()).collect();
    // a group of one sector bears its name and its code, and has the same records: one of them says it all
    let code = |value: &str| value.rsplit(':').next().unwrap_or_default().to_owned();
    let mut seen = BTreeSet::new();
    let counts: Vec<(String, u64)> = counts
        .into_iter()
        .filter(|(value, records)| seen.insert((code(value), named(value), *records)))
        .collect();
    let values = counts.iter().map(|(value, _)| value.as_str());
    let names = told_apart(values.map(|value| (value, named(value))).collect());
    Narrow {
        name,
        values: names
            .into_iter()
            .zip(&counts)
            .map(|(name, (value, records))| (with(value), name, t.number(*records)))
            .collect(),
        chosen: chosen.map(|value| (named(&value), with(""))),
    }
}

/// The years in which most activities run, the latest first.
fn years(t: &Tongue, address: &Address, overview: &Overview) -> Narrow {
    let year_of = |from: &str, until: &str| {
        let year = from.strip_suffix("-01-01")?;
        (until.strip_suffix("-12-31") == Some(year)).then(|| year.to_owned())
    };
    let with = |from: String, until: String| {
        address.with(|to| {
            (to.ask.from, to.ask.until) = (from, until);
        })
    };
    let chosen = year_of(&address.ask.from, &address.ask.until);
    let mut most = overview.years.clone();
    most.sort_by_key(|(year, records)| (std::cmp::Reverse(*records), std::cmp::Reverse(*year)));
    most.truncate(YEARS);
    most.sort_by_key(|(year, _)| std::cmp::Reverse(*year));
    Narrow {
        name: "year",
        values: most
            .into_iter()
            .filter(|(year, _)| Some(year.to_string()) != chosen)
            .map(|(year, records)| {
                let address = with(format!("{year:04}-01-01"), format!("{year:04}-12-31"));
                (address, year.to_string(), t.number(records))
            })
            .collect(),
        chosen: chosen.map(|year| (year, with(String::new(), String::new()))),
    }
}

/// How wide a text of the drawings is, px at 12 px: characters of Chinese are as wide as high.
pub fn wide(text: &str) -> f64 {
    text.chars().map(|letter| if letter as u32 >= 0x2e80 { 12.5 } else { 6.7 }).sum()
}
