//! What the engine asks of reference data: where a place lies, what a theme belongs to, who a party is, what money is worth.
//!
//! [`Stated`] answers from the records alone; a node answers from its gazetteer, theme tree, directory and rates.

use comity_core::{CompactString, Currency, Day, Decimal, PartyRef, Place, PlaceLevel, Point, Theme};

/// A place as the engine compares it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The same for every spelling of one place; empty when only a point is known.
    pub id: CompactString,
    /// The name to show.
    pub name: CompactString,
    /// ISO 3166-1 alpha-2 codes of the countries that it lies in or runs through; empty when not known.
    pub countries: Vec<CompactString>,
    /// Where, when it is small enough for a point to say something.
    pub point: Option<Point>,
    /// How much of the world it covers.
    pub level: PlaceLevel,
}

/// A party that the directory knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id in the directory.
    pub id: CompactString,
    /// The name to show.
    pub name: CompactString,
}

/// The reference data that one run uses.
pub trait Reference: Sync {
    /// Where a stated place lies; `None` when nothing at all is known of it.
    fn place(&self, place: &Place) -> Option<Spot>;

    /// The name to show for a country's code.
    fn country_name(&self, code: &str) -> CompactString {
        code.into()
    }

    /// Whether two places, by the ids of their spots, are neighbouring stretches of one line: of a border, a road, a pipeline.
    fn neighbouring(&self, _one: &str, _other: &str) -> bool {
        false
    }

    /// The ids of a theme, the narrowest first, then what it belongs to.
    fn theme(&self, theme: &Theme) -> Vec<CompactString>;

    /// The words for a theme id.
    fn theme_name(&self, id: &str) -> CompactString {
        id.split_once(':').map_or(id, |(_, code)| code).replace('-', " ").into()
    }

    /// The organisation meant by a reference or a name.
    fn party(&self, party: &PartyRef) -> Option<Known>;

    /// Euros of a sum on a day; `None` without a currency or a rate.
    fn euros(&self, value: Decimal, currency: Currency, day: Option<Day>) -> Option<f64>;
}

/// No reference data: only what the records themselves state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stated;

impl Reference for Stated {
    fn place(&self, place: &Place) -> Option<Spot> {
        let name: CompactString = place.names.first().map(|text| text.value.clone()).unwrap_or_default();
        let country = place.level == PlaceLevel::Country && place.code.len() == 2;
        let countries = if country { vec![place.code.to_uppercase()] } else { Vec::new() };
        let id = if country {
            CompactString::from(format!("country:{}", place.code.to_uppercase()))
        } else if !place.code.is_empty() {
            CompactString::from(format!("{}:{}", place.vocabulary, place.code.to_uppercase()))
        } else {
            CompactString::from(comity_link::text::normalise(&name))
        };
        if id.is_empty() && place.point.is_none() {
            return None;
        }
        let wide = matches!(place.level, PlaceLevel::World | PlaceLevel::Region | PlaceLevel::Country);
        let name = if name.is_empty() { place.code.clone() } else { name };
        Some(Spot { id, name, countries, point: place.point.filter(|_| !wide), level: place.level })
    }

    fn theme(&self, theme: &Theme) -> Vec<CompactString> {
        if !theme.code.is_empty() {
            let mut ids = vec![CompactString::from(format!("{}:{}", theme.vocabulary, theme.code))];
            if theme.vocabulary == "dac5"
                && let Some(group) = theme.code.get(..3)
            {
                ids.push(CompactString::from(format!("dac3:{group}")));
            }
            return ids;
        }
        let words = theme.names.first().map(|text| comity_link::text::normalise(&text.value));
        words
            .filter(|w| !w.is_empty())
            .map(|w| vec![CompactString::from(format!("words:{w}"))])
            .unwrap_or_default()
    }

    fn party(&self, _: &PartyRef) -> Option<Known> {
        None
    }

    fn euros(&self, value: Decimal, currency: Currency, _: Option<Day>) -> Option<f64> {
        use rust_decimal::prelude::ToPrimitive;
        // round rates of the 2010s: enough to tell sums of one size, never for totals
        let rate = match currency.as_str() {
            "EUR" => 1.0,
            "USD" | "CHF" => 0.88,
            "GBP" => 1.15,
            "CAD" | "AUD" => 0.66,
            "SEK" | "NOK" => 0.1,
            "DKK" => 0.134,
            "JPY" => 0.0078,
            _ => return None,
        };
        value.to_f64().map(|value| value * rate)
    }
}
