//! The places of a row, put together from the columns of its country, areas, named places and coordinates.

use comity_core::{At, CompactString, Lang, Place, PlaceLevel, Point, Text};

use super::cell::Cell;
use crate::table::field::Side;

/// What the cells of a row say of where it is.
#[derive(Default)]
pub(super) struct Places {
    pub(super) country: Area,
    pub(super) admin: [Area; 4],
    pub(super) named: Vec<Text>,
    pub(super) lat: Option<(f64, At)>,
    pub(super) lon: Option<(f64, At)>,
}

/// One country or administrative area: its name and its code stand in two columns.
#[derive(Default)]
pub(super) struct Area {
    name: CompactString,
    code: CompactString,
    at: At,
}

impl Area {
    pub(super) fn is_empty(&self) -> bool {
        self.name.is_empty() && self.code.is_empty()
    }

    pub(super) fn put(&mut self, side: Side, cell: &Cell<'_, '_>) {
        self.say(side, cell.text, cell.at);
    }

    pub(super) fn say(&mut self, side: Side, text: &str, at: At) {
        let slot = if side == Side::Code { &mut self.code } else { &mut self.name };
        *slot = text.into();
        if self.at == At::default() {
            self.at = at;
        }
    }

    fn place(self, level: PlaceLevel, vocabulary: &str, lang: Lang) -> Place {
        let names = if self.name.is_empty() {
            Vec::new()
        } else {
            vec![Text { value: self.name, lang, at: self.at }]
        };
        let vocabulary = if self.code.is_empty() { CompactString::default() } else { vocabulary.into() };
        Place { level, vocabulary, code: self.code, names, at: self.at, ..Place::default() }
    }
}

impl Places {
    /// Places from wide to narrow; a point belongs to the narrowest named one.
    pub(super) fn finish(self, point: Option<Point>, lang: Lang, row: u32) -> Vec<Place> {
        let Places { mut country, admin, named, lat, .. } = self;
        let mut places = Vec::new();
        // `AF` under "Country": a code in the column of names
        let coded = |text: &str| matches!(text.len(), 2 | 3) && text.bytes().all(|b| b.is_ascii_uppercase());
        if country.code.is_empty() && coded(&country.name) {
            country.code = std::mem::take(&mut country.name);
        }
        if !country.is_empty() {
            let vocabulary = match country.code.len() {
                2 => "iso2",
                3 if country.code.bytes().all(|b| b.is_ascii_digit()) => "m49",
                _ => "iso3",
            };
            places.push(country.place(PlaceLevel::Country, vocabulary, lang));
        }
        for (index, area) in admin.into_iter().enumerate().filter(|(_, area)| !area.is_empty()) {
            let level = if index == 0 { PlaceLevel::Admin1 } else { PlaceLevel::Admin2 };
            places.push(area.place(level, "pcode", lang));
        }
        for name in named {
            let at = name.at;
            places.push(Place { level: PlaceLevel::Named, at, names: vec![name], ..Place::default() });
        }
        if let Some(point) = point {
            match places.last_mut().filter(|place| place.level > PlaceLevel::Country) {
                Some(narrowest) => narrowest.point = Some(point),
                None => {
                    let at = lat.map_or(At::new(row, 0), |(_, at)| at);
                    let level = PlaceLevel::Point;
                    places.push(Place { level, point: Some(point), at, ..Place::default() });
                }
            }
        }
        places
    }
}
