//! Making the columns: each record's values resolved and numbered, one record after the other.

use comity_core::{CompactString, Record, Role, Snapshot};
use comity_link::tokens::TokenSetsBuilder;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Columns, Dictionary, part, spot_key};
use crate::{
    codes,
    meaning::Meanings,
    parties::{Parties, PartyNo},
    reference::{Reference, Spot},
    series, sums,
    towns::Town,
};

pub(super) struct Builder<'a> {
    reference: &'a dyn Reference,
    parties: &'a Parties,
    country_names: FxHashSet<String>,
    spot_of: FxHashMap<PlaceKey, Option<(u32, Vec<u32>)>>,
    themes_of: FxHashMap<(CompactString, CompactString, CompactString), Vec<u32>>,
    titles: TokenSetsBuilder,
    texts: TokenSetsBuilder,
    codes: TokenSetsBuilder,
    languages: Dictionary,
    out: Columns,
}

/// What tells stated places apart: vocabulary, code, first name, level, point to about 100 m.
type PlaceKey = (CompactString, CompactString, CompactString, comity_core::PlaceLevel, (i32, i32));

/// Number of a place that is a whole country and nothing narrower.
const WHOLE_COUNTRY: u32 = u32::MAX;

impl<'a> Builder<'a> {
    pub(super) fn new(snapshot: &Snapshot, reference: &'a dyn Reference, parties: &'a Parties) -> Self {
        let country_names = snapshot
            .records
            .iter()
            .flat_map(|record| &record.places)
            .filter(|place| place.level == comity_core::PlaceLevel::Country)
            .flat_map(|place| &place.names)
            .map(|name| comity_link::text::normalise(&name.value))
            .collect();
        Builder {
            reference,
            parties,
            country_names,
            spot_of: FxHashMap::default(),
            themes_of: FxHashMap::default(),
            titles: TokenSetsBuilder::default(),
            texts: TokenSetsBuilder::default(),
            codes: TokenSetsBuilder::default(),
            languages: Dictionary::default(),
            out: Columns { meanings: Meanings::new(), ..Columns::default() },
        }
    }

    pub(super) fn run(mut self, records: &[Record]) -> Columns {
        for record in records {
            self.push(record);
        }
        let mut out = self.out;
        out.titles = self.titles.finish();
        out.texts = self.texts.finish();
        out.codes = self.codes.finish();
        out.party_uses = uses(self.parties.len(), out.parties.items().iter().map(|(party, _)| *party));
        let themes = out.themes.items().iter().chain(out.wide_themes.items()).copied();
        out.theme_uses = uses(out.theme_ids.len(), themes);
        out.country_uses = uses(out.country_codes.len(), out.countries.items().iter().copied());
        out.place_uses = uses(out.spots.len(), out.places.items().iter().copied());
        out
    }

    fn push(&mut self, record: &Record) {
        let reporter = self.parties.find(&record.reporter).unwrap_or(u32::MAX);
        self.out.reporter.push(reporter);
        self.out.house.push(self.parties.house(reporter));
        self.out.kind.push(record.kind);
        let period = record.period();
        self.out.start.push(period.start.map_or(i32::MIN, |day| day.0));
        self.out.end.push(period.end.map_or(i32::MAX, |day| day.0));
        self.out.slack.push(period.start_precision.slack().max(period.end_precision.slack()));
        self.texts(record);
        self.who(record, reporter);
        self.where_(record);
        self.what(record);
        let (mut sums, whole) = sums::of(record, self.reference);
        sums.truncate(sums::KEPT);
        self.out.sums.push(sums);
        self.out.total.push(whole.euros);
        self.out.unstated.push(whole.unstated);
        let mut assets: Vec<u32> = record
            .assets
            .iter()
            .map(|asset| comity_link::text::normalise(&asset.value))
            .filter(|asset| !asset.is_empty())
            .map(|asset| self.out.asset_names.number(&asset))
            .collect();
        assets.sort_unstable();
        assets.dedup();
        self.out.assets.push(assets);
        let (series, edition) = series::key(record.titles.first().map_or("", |title| &title.value));
        self.out.series.push(series);
        self.out.edition.push(edition);
    }

    fn texts(&mut self, record: &Record) {
        let join = |texts: &[comity_core::Text]| {
            let mut out = String::new();
            for text in texts {
                out.push_str(&text.value);
                out.push(' ');
            }
            out
        };
        self.titles.push(&join(&record.titles), 1);
        let language = self.language(&record.titles);
        self.out.language.push(language);
        self.out.meanings.push(record.titles.first().map_or("", |title| &title.value));
        self.texts.push(&join(&record.descriptions), 1);
        let found = codes::of(record);
        self.codes.push_items(found.iter().map(String::as_str), 1);
    }

    fn language(&mut self, titles: &[comity_core::Text]) -> u8 {
        let mut stated = titles.iter().map(|title| &title.lang).filter(|lang| !lang.is_unknown());
        match (stated.next(), stated.next()) {
            (Some(only), None) => u8::try_from(self.languages.number(only.as_str()) + 1).unwrap_or(0),
            _ => 0,
        }
    }

    fn who(&mut self, record: &Record, reporter: PartyNo) {
        let mut parties: Vec<(PartyNo, u8)> = Vec::with_capacity(record.participants.len() + 1);
        if reporter != u32::MAX {
            parties.push((reporter, part::REPORTS));
        }
        for participant in &record.participants {
            let does = match participant.role {
                Role::Funder => part::GIVES,
                Role::Implementer | Role::Lead => part::DOES,
                Role::Counterpart => part::HELPED,
                Role::Observer => part::WATCHES,
                _ => part::NAMED,
            };
            parties.extend(self.parties.find(&participant.party).map(|party| (party, does)));
        }
        for amount in &record.amounts {
            let provider = amount.provider.as_ref().and_then(|party| self.parties.find(party));
            let receiver = amount.receiver.as_ref().and_then(|party| self.parties.find(party));
            parties.extend(provider.map(|party| (party, part::GIVES)));
            parties.extend(receiver.map(|party| (party, part::DOES)));
        }
        parties.sort_unstable();
        parties.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 |= next.1;
            }
            same
        });
        self.out.parties.push(parties);
    }

    fn where_(&mut self, record: &Record) {
        let (mut countries, mut places) = (Vec::new(), Vec::new());
        for place in &record.places {
            if let Some((spot, of)) = self.spot(place) {
                countries.extend_from_slice(&of);
                if spot != WHOLE_COUNTRY {
                    places.push(spot);
                }
            }
        }
        for list in [&mut countries, &mut places] {
            list.sort_unstable();
            list.dedup();
        }
        let points = places.iter().filter_map(|place| self.out.spots.get(*place as usize)?.point);
        let points: Vec<(f32, f32)> =
            points.take(8).map(|point| (point.lat as f32, point.lon as f32)).collect();
        self.out.points.push(points);
        self.out.countries.push(countries);
        self.out.places.push(places);
    }

    fn spot(&mut self, place: &comity_core::Place) -> Option<(u32, Vec<u32>)> {
        let grid = |degrees: f64| (degrees * 1000.0).round() as i32;
        let name = place.names.first().map(|name| name.value.clone()).unwrap_or_default();
        let at = place.point.map_or((i32::MAX, 0), |point| (grid(point.lat), grid(point.lon)));
        let key = (place.vocabulary.clone(), place.code.clone(), name, place.level, at);
        if let Some(found) = self.spot_of.get(&key) {
            return found.clone();
        }
        let found = self.reference.place(place).map(|spot| self.new_spot(spot));
        self.spot_of.insert(key, found.clone());
        found
    }

    fn new_spot(&mut self, mut spot: Spot) -> (u32, Vec<u32>) {
        let mut of = Vec::new();
        for code in &spot.countries {
            let number = self.out.country_codes.number(code);
            if number as usize == self.out.country_names.len() {
                self.out.country_names.push(self.reference.country_name(code));
            }
            of.push(number);
        }
        let whole = spot.level == comity_core::PlaceLevel::Country;
        if whole
            && let [only] = of.as_slice()
            && let Some(shown) = self.out.country_names.get_mut(*only as usize)
            && shown.len() <= 2
        {
            *shown = spot.name.clone();
        }
        // "Afghanistan" with a point in its middle says no more than the country
        if whole || self.country_names.contains(&comity_link::text::normalise(&spot.name)) {
            return (WHOLE_COUNTRY, of);
        }
        if matches!(spot.level, comity_core::PlaceLevel::World | comity_core::PlaceLevel::Region) {
            spot.point = None;
        }
        let next = self.out.spots.len() as u32;
        let number = *self.out.spot_numbers.entry(spot_key(&spot)).or_insert(next);
        if number == next {
            let small =
                matches!(spot.level, comity_core::PlaceLevel::Named | comity_core::PlaceLevel::Unknown);
            let town = small.then(|| Town::new(&comity_link::text::fold(&spot.name)));
            self.out.towns.push(town.flatten());
            self.out.spots.push(spot);
        }
        (number, of)
    }

    fn what(&mut self, record: &Record) {
        let (mut narrow, mut wide) = (Vec::new(), Vec::new());
        for theme in &record.themes {
            let name = theme.names.first().map(|name| name.value.clone()).unwrap_or_default();
            let key = (theme.vocabulary.clone(), theme.code.clone(), name);
            let (reference, ids) = (self.reference, &mut self.out.theme_ids);
            let found = self
                .themes_of
                .entry(key)
                .or_insert_with(|| reference.theme(theme).iter().map(|id| ids.number(id)).collect());
            if let Some((first, rest)) = found.split_first() {
                narrow.push(*first);
                wide.extend_from_slice(rest);
            }
        }
        for list in [&mut narrow, &mut wide] {
            list.sort_unstable();
            list.dedup();
        }
        self.out.themes.push(narrow);
        self.out.wide_themes.push(wide);
    }
}

fn uses(values: usize, used: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut out = vec![0; values];
    for value in used {
        if let Some(count) = out.get_mut(value as usize) {
            *count += 1;
        }
    }
    out
}
