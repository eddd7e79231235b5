//! The node's reference data as the engine asks it.

use comity_core::{
    CompactString, Currency, Day, Decimal, Lang, PartyRef, Place, PlaceLevel, Theme,
    reference::Reference as Loaded, themes::ThemeId,
};
use rust_decimal::prelude::ToPrimitive;

use crate::reference::{Known, Reference, Spot, Stated};

fn english() -> Lang {
    Lang::parse("en")
}

impl Reference for Loaded {
    fn place(&self, place: &Place) -> Option<Spot> {
        let Some(found) = self.gazetteer.resolve(place, &[]) else { return Stated.place(place) };
        let id = found.place;
        let level = self.gazetteer.level(id);
        let countries =
            self.gazetteer.countries(id).iter().map(|country| {
                CompactString::from(self.gazetteer.code(*country).trim_start_matches("iso2:"))
            });
        let wide = matches!(level, PlaceLevel::World | PlaceLevel::Region | PlaceLevel::Country);
        Some(Spot {
            id: self.gazetteer.code(id).into(),
            name: self.gazetteer.name(id, english()).into(),
            countries: countries.collect(),
            point: place.point.or_else(|| self.gazetteer.point(id)).filter(|_| !wide),
            level,
        })
    }

    fn country_name(&self, code: &str) -> CompactString {
        match self.gazetteer.by_code("iso2", code) {
            Some(country) => self.gazetteer.name(country, english()).into(),
            None => code.into(),
        }
    }

    fn neighbouring(&self, one: &str, other: &str) -> bool {
        let place = |id: &str| {
            let (vocabulary, code) = id.split_once(':')?;
            self.gazetteer.by_code(vocabulary, code)
        };
        place(one).zip(place(other)).is_some_and(|(one, other)| self.gazetteer.neighbouring(one, other))
    }

    fn theme(&self, theme: &Theme) -> Vec<CompactString> {
        let found = self.themes.resolve(theme);
        let Some(first) = found.first() else { return Stated.theme(theme) };
        let mut ids: Vec<ThemeId> = vec![*first];
        ids.extend(found.iter().skip(1));
        for theme in &found {
            ids.extend(self.themes.ancestors(*theme));
        }
        let mut out: Vec<CompactString> = Vec::new();
        for id in ids {
            let code = CompactString::from(self.themes.code(id));
            if !out.contains(&code) {
                out.push(code);
            }
        }
        out
    }

    fn theme_name(&self, id: &str) -> CompactString {
        let (vocabulary, code) = id.split_once(':').unwrap_or(("", id));
        match self.themes.by_code(vocabulary, code) {
            Some(theme) => self.themes.name(theme, english()).into(),
            None => Stated.theme_name(id),
        }
    }

    fn party(&self, party: &PartyRef) -> Option<Known> {
        let found = self.organisation(party)?;
        Some(Known {
            id: self.directory.reference(found).into(),
            name: self.directory.name(found, english()).into(),
        })
    }

    fn euros(&self, value: Decimal, currency: Currency, day: Option<Day>) -> Option<f64> {
        let (_, last) = self.rates.span()?;
        let converted = self.rates.convert(value, currency, Currency::parse("EUR"), day.unwrap_or(last))?;
        converted.value.to_f64()
    }
}
