//! The reference data as the engine asks for it: places, themes, organisations and euros out of the loaded files.

use comity_core::{
    CompactString, Currency, Day, Decimal, Lang, PartyRef, Place, PlaceLevel, Theme, gazetteer::Gazetteer,
    gazetteer::PlaceId, reference::Reference,
};
use comity_overlap::{Known, Spot, Stated};
use rust_decimal::prelude::ToPrimitive;

/// Below this likeness a counterpart in another vocabulary is no longer the same theme.
const COUNTERPART: f32 = 0.85;

/// Reference data behind the engine's questions; what it doesn't know is answered from the record alone.
#[derive(Clone, Debug)]
pub struct Lookups(pub Reference);

impl Lookups {
    fn countries(gazetteer: &Gazetteer, place: PlaceId) -> Vec<CompactString> {
        let code = |country: &PlaceId| {
            let code = gazetteer.code(*country);
            CompactString::from(code.strip_prefix("iso2:").unwrap_or(code))
        };
        gazetteer.countries(place).iter().map(code).collect()
    }
}

impl comity_overlap::Reference for Lookups {
    fn place(&self, place: &Place) -> Option<Spot> {
        let gazetteer = &self.0.gazetteer;
        let Some(found) = gazetteer.resolve(place, &[]) else { return Stated.place(place) };
        let level = gazetteer.level(found.place);
        let wide = matches!(level, PlaceLevel::World | PlaceLevel::Region | PlaceLevel::Country);
        // a stated point is closer to the thing than the middle of the place that bears its name
        let point = place.point.or_else(|| gazetteer.point(found.place).filter(|_| !wide));
        let spot = Spot {
            id: gazetteer.code(found.place).into(),
            name: gazetteer.name(found.place, Lang::parse("en")).into(),
            countries: Self::countries(gazetteer, found.place),
            point: point.filter(|_| !wide),
            level,
        };
        Some(spot)
    }

    fn theme(&self, theme: &Theme) -> Vec<CompactString> {
        let themes = &self.0.themes;
        let found = themes.resolve(theme);
        if found.is_empty() {
            return Stated.theme(theme);
        }
        let mut ids: Vec<CompactString> = Vec::new();
        let counterparts = found.iter().flat_map(|one| {
            themes
                .reach(*one)
                .iter()
                .filter(|(_, likeness)| *likeness >= COUNTERPART)
                .map(|(other, _)| *other)
        });
        let wider = found.iter().flat_map(|one| themes.ancestors(*one));
        for id in found.iter().copied().chain(counterparts).chain(wider) {
            let code = CompactString::from(themes.code(id));
            if !ids.contains(&code) {
                ids.push(code);
            }
        }
        ids
    }

    fn theme_name(&self, id: &str) -> CompactString {
        let known = id.split_once(':').and_then(|(vocabulary, code)| self.0.themes.by_code(vocabulary, code));
        match known {
            Some(theme) => self.0.themes.name(theme, Lang::parse("en")).into(),
            None => Stated.theme_name(id),
        }
    }

    fn party(&self, party: &PartyRef) -> Option<Known> {
        let directory = &self.0.directory;
        let found = directory.resolve(party)?;
        let name = directory.name(found, Lang::parse("en")).into();
        Some(Known { id: directory.reference(found).into(), name })
    }

    fn euros(&self, value: Decimal, currency: Currency, day: Option<Day>) -> Option<f64> {
        let day = day.or_else(|| self.0.rates.span().map(|(_, last)| last))?;
        self.0.rates.convert(value, currency, Currency::parse("EUR"), day)?.value.to_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_core::{At, Text};
    use comity_formats::reference::Library;
    use comity_overlap::Reference as _;

    #[test]
    fn one_place_under_two_names_is_one_spot() {
        let lookups = Lookups(Library::packed().load());
        let named = |name: &str| Place { names: vec![Text::plain(name, At::default())], ..Place::default() };
        let spot = |name: &str| lookups.place(&named(name)).expect(name);
        assert_eq!(spot("Tashkent").id, spot("Ташкент").id);
        assert_eq!(spot("Tashkent").countries, ["UZ"]);
        let border = spot("Tajik-Afghan border");
        assert_eq!(border.level, PlaceLevel::Line);
        assert!(border.countries.iter().any(|country| country == "TJ"), "{border:?}");
    }

    #[test]
    fn money_without_a_known_rate_is_not_guessed() {
        let lookups = Lookups(Library::packed().load());
        assert_eq!(lookups.euros(Decimal::ONE, Currency::NONE, None), None);
        let dollars = lookups
            .euros(Decimal::from(100), Currency::parse("USD"), Day::parse("2020-01-15"))
            .expect("a rate");
        assert!((85.0..95.0).contains(&dollars), "{dollars}");
    }
}
