//! Activities: searched, narrowed by facets, page by page.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_core::{Day, Period};
use comity_node::{Count, Cursor, Facet, Filter, Node, Sort, Summary};
use serde::Deserialize;

use super::{Frame, IntoPage as _};
use crate::failure::{Code, Failure};
use crate::server::App;
use crate::tongue::Tongue;
use crate::visitor::{Seated, escaped};

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Ask {
    /// Words that must stand in the record; the last may be a beginning.
    q: String,
    /// A kind: `project`, `exercise`..
    kind: String,
    /// A theme by its code: `dac5:12220`.
    theme: String,
    /// A place by its code: `iso2:TJ`.
    place: String,
    /// A party by its reference.
    party: String,
    /// Running on or after this day, YYYY-MM-DD.
    from: String,
    /// Running on or before this day.
    until: String,
    /// `relevance`, `start`, `title` or `changed`.
    sort: String,
    /// Where the page before ended.
    after: String,
}

/// The facets that stand on the page, with the names of their fields.
const FACETS: [(Facet, &str); 4] =
    [(Facet::Kind, "kind"), (Facet::Theme, "theme"), (Facet::Place, "place"), (Facet::Party, "party")];
const SORTS: [(&str, Sort); 4] = [
    ("relevance", Sort::Relevance),
    ("start", Sort::Start),
    ("title", Sort::Title),
    ("changed", Sort::Changed),
];
const PAGE: u32 = 50;

impl Ask {
    fn facet(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "kind" => Some(&mut self.kind),
            "theme" => Some(&mut self.theme),
            "place" => Some(&mut self.place),
            "party" => Some(&mut self.party),
            _ => None,
        }
    }

    /// The filter of the store.
    ///
    /// # Errors
    /// For days that are none.
    pub fn filter(&self) -> Result<Filter, Failure> {
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => Day::parse(text).map(Some).ok_or_else(|| {
                Failure::new(Code::Input, format!("`{text}` is no day: write it as 2006-03-12"))
            }),
        };
        let (start, end) = (day(&self.from)?, day(&self.until)?);
        let period = Period { start, end: end.map(|last| last.plus(1)), ..Period::default() };
        let values = [&self.kind, &self.theme, &self.place, &self.party];
        Ok(Filter {
            text: self.q.clone(),
            facets: FACETS
                .into_iter()
                .zip(values)
                .filter(|(_, value)| !value.is_empty())
                .map(|((facet, _), value)| (facet, vec![value.clone()]))
                .collect(),
            period: (!period.is_unknown()).then_some(period),
            ..Filter::default()
        })
    }

    /// In which order.
    pub fn sort(&self) -> Sort {
        SORTS.into_iter().find(|(word, _)| *word == self.sort).map_or(Sort::default(), |(_, sort)| sort)
    }

    /// Where the page before ended.
    pub fn cursor(&self) -> Option<Cursor> {
        cursor(&self.after)
    }

    fn address(&self, change: impl FnOnce(&mut Ask)) -> String {
        let mut ask = Ask { after: String::new(), ..self.clone() };
        change(&mut ask);
        let pairs = [
            ("q", ask.q),
            ("kind", ask.kind),
            ("theme", ask.theme),
            ("place", ask.place),
            ("party", ask.party),
            ("from", ask.from),
            ("until", ask.until),
            ("sort", ask.sort),
            ("after", ask.after),
        ];
        let query: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        if query.is_empty() { "/activities".to_owned() } else { format!("/activities?{}", query.join("&")) }
    }
}

/// A cursor as an address carries it.
pub fn cursor(text: &str) -> Option<Cursor> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// The same, the other way.
pub fn cursor_text(cursor: &Cursor) -> String {
    serde_json::to_vec(cursor).map(|json| URL_SAFE_NO_PAD.encode(json)).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "activities.html")]
struct Page {
    frame: Frame,
    ask: Ask,
    sorts: Vec<(&'static str, bool)>,
    count: String,
    /// Each facet with its values: address, name, count; and what was chosen, with the address without it.
    facets: Vec<Narrow>,
    filtered: bool,
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
) -> Result<Response, Failure> {
    let desk = seated.desk(&app).await?;
    let frame = seated.frame(&desk, "/activities");
    let t = frame.t;
    let filter = ask.filter()?;
    let found = desk.records(&filter, ask.sort(), ask.cursor().as_ref(), PAGE).await?;
    let mut facets = Vec::new();
    for (facet, name) in FACETS {
        let counts =
            found.facets.iter().find(|(known, _)| *known == facet).map(|(_, counts)| counts.as_slice());
        facets.push(narrow(t, &app.node, &ask, (facet, name), counts.unwrap_or_default()));
    }
    let rows = found.page.lines.into_iter().map(|summary| Row {
        kind: t.word("activity", &summary.kind),
        days: t.days(&summary.first_day, &summary.end_day),
        tlp: summary.class.label.tlp().as_str(),
        summary,
    });
    Ok(Page {
        sorts: SORTS
            .into_iter()
            .filter(|(word, _)| *word != "relevance" || !ask.q.is_empty())
            .map(|(word, sort)| (word, sort == ask.sort()))
            .collect(),
        count: match found.count {
            Count::Exactly(count) => t.n("n-activities", count),
            Count::MoreThan(count) => t.n("more-activities", count),
        },
        facets,
        filtered: ask.address(|ask| ask.sort.clear()) != "/activities",
        lines: rows.collect(),
        next: found.page.next.as_ref().map(|next| ask.address(|ask| ask.after = cursor_text(next))),
        first: (!ask.after.is_empty()).then(|| ask.address(|_| {})),
        ask,
        frame,
    }
    .into_page())
}

fn narrow(
    t: &Tongue,
    node: &Node,
    ask: &Ask,
    (facet, name): (Facet, &'static str),
    counts: &[comity_node::FacetCount],
) -> Narrow {
    let named = |value: &str| match facet {
        Facet::Kind => t.word("activity", value),
        _ => node.named(facet, value, t.language.tag()),
    };
    let with = |value: &str| {
        ask.address(|ask| {
            if let Some(field) = ask.facet(name) {
                *field = value.to_owned();
            }
        })
    };
    let chosen = ask.clone().facet(name).map(|value| value.clone()).filter(|value| !value.is_empty());
    Narrow {
        name,
        values: counts
            .iter()
            .filter(|count| Some(&count.value) != chosen.as_ref())
            .map(|count| (with(&count.value), named(&count.value), t.number(count.records)))
            .collect(),
        chosen: chosen.map(|value| (named(&value), with(""))),
    }
}
