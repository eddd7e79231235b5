//! What a version of a record is filtered, sorted, drawn and searched by. Computed from its content and the reference data, and
//! never read back as data.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{
    Day, Lang, Need, PartyRef, Place, Point, Record, Text, Theme, gazetteer::PlaceId, reference::Reference,
};
use comity_link::text::fold;
use uuid::Uuid;

use crate::account::{Account, cleaned, short};
use crate::terms::terms;
use crate::value::{Value, column_day};

/// The columns and rows beside a version.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FoundBy {
    pub kind: String,
    pub status: String,
    pub title: String,
    pub title_key: String,
    pub first_day: Option<Day>,
    pub end_day: Option<Day>,
    /// Terms with the best place where each stands.
    pub terms: BTreeMap<String, u8>,
    pub facets: BTreeSet<(Facet, String)>,
    /// Latitude and longitude in millionths of a degree.
    pub points: Vec<(i64, i64)>,
}

/// What records are counted and filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// What sort of activity.
    Kind,
    /// A party that reports or takes part: its reference in the directory, else as written.
    Party,
    /// A place and all that holds it, by the gazetteer's codes.
    Place,
    /// A theme and all wider ones.
    Theme,
    /// An emergency or appeal.
    Scope,
}

impl Facet {
    /// All facets.
    pub const ALL: [Facet; 5] = [Facet::Kind, Facet::Party, Facet::Place, Facet::Theme, Facet::Scope];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Facet::Kind => "kind",
            Facet::Party => "party",
            Facet::Place => "place",
            Facet::Theme => "theme",
            Facet::Scope => "scope",
        }
    }

    /// The facet of a word.
    pub(crate) fn parse(word: &str) -> Option<Facet> {
        Facet::ALL.into_iter().find(|facet| facet.as_str() == word)
    }
}

/// Where a term stands.
const TITLE: u8 = 0;
const NAMES: u8 = 1;
const ELSEWHERE: u8 = 2;

/// The grid of the map: cells on a side.
pub(crate) const GRID: i64 = 4096;
/// More points of one record say nothing more on a map.
const MOST_POINTS: usize = 64;
const TITLE_KEY: usize = 60;

impl FoundBy {
    /// Computes them for one account.
    pub fn of(account: &Account, reference: &Reference) -> FoundBy {
        let mut found = FoundBy::default();
        match account {
            Account::Activity(record) => found.activity(record, reference),
            Account::Party(party) => {
                found.titled(&party.names);
                found.words(party.aliases.iter(), TITLE);
                found.text(party.id.as_str(), TITLE);
            }
            Account::Tie(tie) => {
                found.kind = tie.kind.as_str().to_owned();
                found.title = format!("{} {} {}", tie.from, tie.kind.as_str(), tie.to);
                (found.first_day, found.end_day) = (tie.period.start, tie.period.end);
                for party in [&tie.from, &tie.to] {
                    found.text(party.as_str(), NAMES);
                    found.facet(Facet::Party, party.as_str());
                }
                found.text(&tie.note, ELSEWHERE);
            }
            Account::Instrument(instrument) => {
                found.titled(std::slice::from_ref(&instrument.title));
                found.text(&instrument.obligation.value, ELSEWHERE);
                (found.first_day, found.end_day) = (instrument.period.start, instrument.period.end);
                for party in &instrument.parties {
                    found.facet(Facet::Party, party.as_str());
                }
            }
            Account::Need(need) => found.need(need, reference),
            Account::Proposal(proposal) => {
                found.titled(std::slice::from_ref(&proposal.title));
                found.first_day = proposal.date;
            }
            Account::Position(position) => {
                found.title = format!("{} on {}", position.party, position.proposal);
                found.facet(Facet::Party, position.party.as_str());
            }
            Account::Exclusion(exclusion) => found.title = format!("{} or {}", exclusion.a, exclusion.b),
        }
        found.title = cleaned(&found.title);
        found.title_key = fold(&found.title).chars().take(TITLE_KEY).collect();
        found.first_day = found.first_day.map(column_day);
        found.end_day = found.end_day.map(column_day);
        found
    }

    fn activity(&mut self, record: &Record, reference: &Reference) {
        self.kind = record.kind.as_str().to_owned();
        self.facet(Facet::Kind, record.kind.as_str());
        self.status = word(&record.status);
        self.titled(&record.titles);
        if self.title.is_empty() {
            self.title = record.id.to_string();
        }
        let period = record.period();
        (self.first_day, self.end_day) = (period.start, period.end);
        self.text(&record.id, TITLE);
        self.party(&record.reporter, reference);
        for participant in &record.participants {
            self.party(&participant.party, reference);
            self.text(&participant.activity_id, NAMES);
        }
        self.places(&record.places, reference);
        self.themes(&record.themes, reference);
        for scope in &record.scopes {
            self.facet(Facet::Scope, scope);
            self.text(scope, NAMES);
        }
        self.words(record.descriptions.iter().chain(&record.assets), ELSEWHERE);
        for link in &record.links {
            self.text(&link.to, ELSEWHERE);
        }
    }

    fn need(&mut self, need: &Need, reference: &Reference) {
        self.titled(std::slice::from_ref(&need.title));
        (self.first_day, self.end_day) = (need.period.start, need.period.end);
        self.places(&need.places, reference);
        self.themes(&need.themes, reference);
        for party in &need.stated_by {
            self.facet(Facet::Party, party.as_str());
        }
    }

    fn facet(&mut self, facet: Facet, value: &str) {
        if !value.is_empty() {
            self.facets.insert((facet, short(value)));
        }
    }

    fn titled(&mut self, titles: &[Text]) {
        self.title = titles.first().map(|title| title.value.to_string()).unwrap_or_default();
        self.words(titles.iter(), TITLE);
    }

    fn words<'t>(&mut self, texts: impl Iterator<Item = &'t Text>, place: u8) {
        texts.for_each(|text| self.text(&text.value, place));
    }

    fn text(&mut self, text: &str, place: u8) {
        terms(text, |term| {
            let best = self.terms.entry(cleaned(&term)).or_insert(place);
            *best = place.min(*best);
        });
    }

    fn party(&mut self, party: &PartyRef, reference: &Reference) {
        self.words(party.names.iter(), NAMES);
        let directory = &reference.directory;
        if let Some(org) = reference.organisation(party) {
            self.facet(Facet::Party, directory.reference(org));
            for lang in ["en", "ru", "zh"] {
                self.text(directory.name(org, Lang::parse(lang)), NAMES);
            }
            return;
        }
        let written = if party.reference.is_empty() || directory.is_placeholder(&party.reference) {
            party.names.first().map_or("", |name| name.value.as_str())
        } else {
            party.reference.as_str()
        };
        self.facet(Facet::Party, written);
    }

    fn places(&mut self, places: &[Place], reference: &Reference) {
        let gazetteer = &reference.gazetteer;
        let mut resolved: BTreeSet<PlaceId> = BTreeSet::new();
        for place in places {
            self.words(place.names.iter(), NAMES);
            resolved.extend(gazetteer.resolve(place, &[]).map(|found| found.place));
        }
        let stated: BTreeSet<(i64, i64)> =
            places.iter().filter_map(|place| place.point).map(|point| micro(&point)).collect();
        // without a stated point the record stands where its narrowest places are
        let narrowest = resolved.iter().map(|place| gazetteer.level(*place)).max();
        let drawn: BTreeSet<(i64, i64)> = if stated.is_empty() {
            let narrow = resolved.iter().filter(|place| Some(gazetteer.level(**place)) == narrowest);
            narrow.filter_map(|place| gazetteer.point(*place)).map(|point| micro(&point)).collect()
        } else {
            stated
        };
        self.points = drawn.into_iter().take(MOST_POINTS).collect();
        let wider: Vec<PlaceId> = resolved.iter().flat_map(|place| gazetteer.ancestors(*place)).collect();
        resolved.extend(wider);
        for place in resolved {
            self.facet(Facet::Place, gazetteer.code(place));
            for lang in ["en", "ru", "zh"] {
                self.text(gazetteer.name(place, Lang::parse(lang)), NAMES);
            }
        }
    }

    fn themes(&mut self, themes: &[Theme], reference: &Reference) {
        for theme in themes {
            self.words(theme.names.iter(), NAMES);
            for found in reference.themes.resolve(theme) {
                let wider = std::iter::once(found).chain(reference.themes.ancestors(found));
                for theme in wider {
                    self.facet(Facet::Theme, reference.themes.code(theme));
                    for lang in ["en", "ru", "zh"] {
                        self.text(reference.themes.name(theme, Lang::parse(lang)), NAMES);
                    }
                }
            }
        }
    }

    pub fn term_rows(&self, record: Uuid, version: i64) -> impl Iterator<Item = Vec<Value>> + '_ {
        self.terms.iter().map(move |(term, place)| {
            vec![term.as_str().into(), i64::from(*place).into(), record.into(), version.into()]
        })
    }

    pub fn facet_rows(&self, record: Uuid, version: i64) -> impl Iterator<Item = Vec<Value>> + '_ {
        self.facets.iter().map(move |(facet, value)| {
            vec![facet.as_str().into(), value.as_str().into(), record.into(), version.into()]
        })
    }

    pub fn point_rows(&self, record: Uuid, version: i64) -> impl Iterator<Item = Vec<Value>> + '_ {
        (0i64..).zip(&self.points).map(move |(n, (lat, lon))| {
            let row = [version, n, *lat, *lon, cell(*lat, *lon)].map(Value::from);
            std::iter::once(record.into()).chain(row).collect()
        })
    }
}

/// Millionths of a degree.
fn micro(point: &Point) -> (i64, i64) {
    let millionths = |degrees: f64| (degrees * 1e6).round() as i64;
    (millionths(point.lat), millionths(point.lon))
}

/// The cell of a point on the grid, row by row from the south-west.
pub(crate) fn cell(lat: i64, lon: i64) -> i64 {
    let y = ((lat + 90_000_000) * GRID / 180_000_000).clamp(0, GRID - 1);
    let x = ((lon + 180_000_000) * GRID / 360_000_000).clamp(0, GRID - 1);
    y * GRID + x
}

fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_core::At;

    #[test]
    fn a_record_is_found_by_its_words_wherever_they_stand_best() {
        let at = At::default();
        let record = Record {
            id: "X-1".into(),
            titles: vec![Text::plain("Border guards", at), Text::plain("Пограничники", at)],
            descriptions: vec![Text::plain("training of border guards in Osh", at)],
            ..Record::default()
        };
        let found = FoundBy::of(&Account::Activity(Box::new(record)), &Reference::default());
        assert_eq!(found.terms.get("border"), Some(&TITLE));
        assert_eq!(found.terms.get("train"), Some(&ELSEWHERE));
        assert_eq!((found.title.as_str(), found.title_key.as_str()), ("Border guards", "border guards"));
        assert!(found.terms.keys().any(|term| term.starts_with("погранич")));
    }

    #[test]
    fn cells_stay_on_the_grid() {
        assert_eq!(cell(-90_000_000, -180_000_000), 0);
        assert_eq!(cell(90_000_000, 180_000_000), GRID * GRID - 1);
    }
}
