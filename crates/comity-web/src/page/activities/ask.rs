//! What the address of the page of activities asks for: a filter, an order, a view. One filter stands in the address of every view.

use axum::extract::Query;
use axum::http::Uri;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_core::{Period, Tlp};
use comity_node::{Area, Cursor, Facet, Filter, Sort};
use serde::Deserialize;

use crate::failure::{Code, Failure};
use crate::page::parties::day;
use crate::visitor::escaped;

/// A filter and an order.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Ask {
    /// Words that must stand in the record; the last may be a beginning.
    pub q: String,
    /// A kind: `project`, `exercise`..
    pub kind: String,
    /// A theme by its code: `dac5:12220`; of several, with commas, any.
    pub theme: String,
    /// A place by its code: `iso2:TJ`; of several, with commas, any.
    pub place: String,
    /// A party by its reference.
    pub party: String,
    /// A label: `TLP:GREEN`.
    pub label: String,
    /// Running on or after this day, YYYY-MM-DD.
    pub from: String,
    /// Running on or before this day.
    pub until: String,
    /// With a point between these degrees: south, west, north, east.
    pub area: String,
    /// `relevance`, `start`, `title` or `changed`.
    pub sort: String,
    /// Where the page before ended.
    pub after: String,
}

/// The facets that stand on the page, with the names of their fields.
pub const FACETS: [(Facet, &str); 4] =
    [(Facet::Kind, "kind"), (Facet::Theme, "theme"), (Facet::Place, "place"), (Facet::Party, "party")];
/// The orders, with their words.
pub const SORTS: [(&str, Sort); 4] = [
    ("relevance", Sort::Relevance),
    ("start", Sort::Start),
    ("title", Sort::Title),
    ("changed", Sort::Changed),
];

impl Ask {
    /// The filter of the store.
    ///
    /// # Errors
    /// For days, labels and areas that are none.
    pub fn filter(&self) -> Result<Filter, Failure> {
        let (start, end) = (day(&self.from)?, day(&self.until)?);
        let period = Period { start, end: end.map(|last| last.plus(1)), ..Period::default() };
        let label = match self.label.as_str() {
            "" => None,
            word => Some(Tlp::parse(word).map_err(|error| Failure::new(Code::Input, error.to_string()))?),
        };
        let area = match self.area.as_str() {
            "" => None,
            text => Some(area(text).ok_or_else(|| {
                Failure::new(
                    Code::Input,
                    format!("`{text}` is no area: write south,west,north,east in degrees"),
                )
            })?),
        };
        let values = [&self.kind, &self.theme, &self.place, &self.party];
        Ok(Filter {
            text: self.q.clone(),
            facets: FACETS
                .into_iter()
                .zip(values)
                .filter(|(_, value)| !value.is_empty())
                .map(|((facet, _), value)| (facet, several(facet, value)))
                .collect(),
            period: (!period.is_unknown()).then_some(period),
            area,
            labels: label.into_iter().collect(),
            ..Filter::default()
        })
    }

    /// In which order.
    pub fn sort(&self) -> Sort {
        SORTS.into_iter().find(|(word, _)| *word == self.sort).map_or(Sort::default(), |(_, sort)| sort)
    }

    /// Where the page before ended.
    ///
    /// # Errors
    /// Where `after` is no `next` of a page.
    pub fn cursor(&self) -> Result<Option<Cursor>, Failure> {
        let wrong = || Failure::new(Code::Input, "`after` is no `next` of a page before");
        let after = Some(self.after.as_str()).filter(|after| !after.is_empty());
        after.map(|after| cursor(after).ok_or_else(wrong)).transpose()
    }

    /// The value of a field by its name.
    pub fn field(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "kind" => Some(&mut self.kind),
            "theme" => Some(&mut self.theme),
            "place" => Some(&mut self.place),
            "party" => Some(&mut self.party),
            "label" => Some(&mut self.label),
            _ => None,
        }
    }

    /// What is asked for, name by name; what isn't asked for is left out.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let pairs = [
            ("q", &self.q),
            ("kind", &self.kind),
            ("theme", &self.theme),
            ("place", &self.place),
            ("party", &self.party),
            ("label", &self.label),
            ("from", &self.from),
            ("until", &self.until),
            ("area", &self.area),
            ("sort", &self.sort),
            ("after", &self.after),
        ];
        pairs
            .into_iter()
            .map(|(name, value)| (name, value.as_str()))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }
}

/// How the activities are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum View {
    Map,
    Timeline,
    #[default]
    Table,
    Matrix,
}

impl View {
    /// All of them, as they stand on the page.
    pub const ALL: [View; 4] = [View::Map, View::Timeline, View::Table, View::Matrix];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            View::Map => "map",
            View::Timeline => "timeline",
            View::Table => "table",
            View::Matrix => "matrix",
        }
    }
}

/// The view, as the address says it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Which.
    pub view: View,
    /// What stands across the matrix: `theme` or `place`.
    pub by: By,
}

/// What stands across the matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum By {
    #[default]
    Theme,
    Place,
}

impl By {
    /// The word, and the facet.
    pub fn facet(self) -> (&'static str, Facet) {
        match self {
            By::Theme => ("theme", Facet::Theme),
            By::Place => ("place", Facet::Place),
        }
    }
}

/// The address of a page of activities.
#[derive(Clone, Debug, Default)]
pub struct Address {
    /// What is asked for.
    pub ask: Ask,
    /// How it is looked at.
    pub look: Look,
}

impl Address {
    /// The same address after a change; a page that follows another doesn't stay one.
    pub fn with(&self, change: impl FnOnce(&mut Address)) -> String {
        let mut address = self.clone();
        address.ask.after.clear();
        change(&mut address);
        address.text("/activities")
    }

    /// The same address for the whole world.
    pub fn without_area(&self) -> String {
        self.with(|to| to.ask.area.clear())
    }

    /// The address that a query stands for; what it can't say is left out.
    pub fn parse(query: &str) -> Address {
        let Ok(uri) = format!("/?{}", query.trim_start_matches('?')).parse::<Uri>() else {
            return Address::default();
        };
        Address {
            ask: Query::try_from_uri(&uri).map(|Query(ask)| ask).unwrap_or_default(),
            look: Query::try_from_uri(&uri).map(|Query(look)| look).unwrap_or_default(),
        }
    }

    /// The query of the first page, without the question mark.
    pub fn query(&self) -> String {
        let text = self.with(|_| {});
        text.split_once('?').map_or_else(String::new, |(_, query)| query.to_owned())
    }

    fn text(&self, path: &str) -> String {
        let mut pairs = self.ask.pairs();
        if self.look.view != View::default() {
            pairs.insert(0, ("view", self.look.view.as_str()));
        }
        if self.look.by != By::default() {
            pairs.push(("by", self.look.by.facet().0));
        }
        let query: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// What the form of the filter keeps though it has no field for it.
    pub fn kept(&self) -> Vec<(&'static str, &str)> {
        let mut kept = self.ask.pairs();
        kept.retain(|(name, _)| !matches!(*name, "q" | "from" | "until" | "sort" | "after"));
        if self.look.view != View::default() {
            kept.push(("view", self.look.view.as_str()));
        }
        if self.look.by != By::default() {
            kept.push(("by", self.look.by.facet().0));
        }
        kept
    }

    /// Whether it asks for less than everything.
    pub fn is_filtered(&self) -> bool {
        self.ask.pairs().iter().any(|(name, _)| !matches!(*name, "sort" | "after"))
    }
}

/// Themes and places may be several, any of which will do: their codes have no commas, as names of parties have.
fn several(facet: Facet, value: &str) -> Vec<String> {
    match facet {
        Facet::Theme | Facet::Place => value.split(',').map(str::to_owned).collect(),
        _ => vec![value.to_owned()],
    }
}

/// An area as an address carries it: degrees, south, west, north, east.
pub fn area(text: &str) -> Option<Area> {
    let mut degrees = text.split(',').map(|degrees| {
        let degrees: f64 = degrees.trim().parse().ok()?;
        (degrees.abs() <= 180.0).then_some((degrees * 1e6).round() as i64)
    });
    let mut next = || degrees.next().flatten();
    let area = Area { south: next()?, west: next()?, north: next()?, east: next()? };
    (area.south <= area.north
        && area.south >= -90_000_000
        && area.north <= 90_000_000
        && degrees.next().is_none())
    .then_some(area)
}

/// The same, the other way.
pub fn area_text(area: Area) -> String {
    let degrees = [area.south, area.west, area.north, area.east].map(|millionths| millionths as f64 / 1e6);
    degrees.map(|degrees| degrees.to_string()).join(",")
}

/// A cursor as an address carries it.
pub fn cursor(text: &str) -> Option<Cursor> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// The same, the other way.
pub fn cursor_text(cursor: &Cursor) -> String {
    serde_json::to_vec(cursor).map(|json| URL_SAFE_NO_PAD.encode(json)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_area_is_refused() {
        for wrong in ["", "1,2,3", "1,2,3,4,5", "5,0,4,9", "-91,0,0,0", "a,b,c,d", "0,0,0,181", "NaN,0,0,0"] {
            assert_eq!(area(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn an_address_comes_back_from_its_query(q in "\\PC{0,20}", place in "[a-z0-9]{0,4}:[A-Z]{0,3}", view in 0usize..4) {
            let ask = Ask { q, place, ..Ask::default() };
            let address = Address { ask, look: Look { view: View::ALL[view], by: By::Place } };
            let again = Address::parse(&address.query());
            prop_assert_eq!(again.ask.pairs(), address.ask.pairs());
            prop_assert_eq!((again.look.view, again.look.by), (address.look.view, address.look.by));
        }

        #[test]
        fn an_area_comes_back_from_its_address(south in -90_000_000i64..0, high in 0i64..90_000_000, west in -180_000_000i64..180_000_000, east in -180_000_000i64..180_000_000) {
            let stated = Area { south, west, north: south + high, east };
            prop_assert_eq!(area(&area_text(stated)), Some(stated));
        }
    }
}
