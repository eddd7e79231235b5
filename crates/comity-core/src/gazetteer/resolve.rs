//! From a place as a record states it to a place of the gazetteer: by code, else by name, else by point.

use super::{Gazetteer, PlaceId};
use crate::{
    names,
    place::{Place, PlaceLevel, Point},
};

/// A point stands for the nearest known place only so near, km.
const NEAR_KM: f64 = 30.0;
/// A point stands for the country of the nearest known place so near, km; beyond, it may be at sea.
const COUNTRY_KM: f64 = 150.0;

/// How a place was resolved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    /// By its code.
    Code,
    /// By the longest known beginning of a p-code: the place around the one meant.
    CodePrefix,
    /// By its whole name.
    Name,
    /// By a part of its name: without "Province", or one of several places in a list.
    PartOfName,
    /// By its point; the distance to the nearest known place, km. Beyond 30 km only its country is answered.
    Point(f64),
}

/// An answer of [`Gazetteer::resolve`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolved {
    /// The place.
    pub place: PlaceId,
    /// How it was found.
    pub how: How,
    /// Other places have the name too, and neither context nor point told them apart: the most important was taken.
    pub ambiguous: bool,
}

/// Words for kinds of areas, in the languages of the sheets; a name is also tried without them.
const GENERIC: &[&str] = &[
    "aimag",
    "aimak",
    "area",
    "areas",
    "camp",
    "canton",
    "capital",
    "city",
    "ciudad",
    "comarca",
    "commune",
    "comuna",
    "county",
    "countrywide",
    "cercle",
    "departamento",
    "departement",
    "department",
    "distrito",
    "district",
    "districts",
    "division",
    "estado",
    "governorate",
    "governorates",
    "gov",
    "in",
    "locality",
    "mahafazat",
    "mantika",
    "municipality",
    "municipio",
    "muhafazat",
    "national",
    "nationwide",
    "oblast",
    "oblasty",
    "oblys",
    "of",
    "prefecture",
    "province",
    "provinces",
    "provincia",
    "rayon",
    "raion",
    "refugee",
    "region",
    "regiao",
    "regions",
    "republic",
    "rural",
    "shi",
    "sheng",
    "state",
    "states",
    "territoire",
    "territory",
    "the",
    "town",
    "townships",
    "township",
    "upazila",
    "urban",
    "velayat",
    "viloyat",
    "viloyati",
    "village",
    "ville",
    "wilaya",
    "woreda",
    "zone",
    "de",
    "du",
    "la",
    "el",
    "do",
    "da",
    "область",
    "район",
    "город",
    "г",
    "край",
    "республика",
    "провинция",
    "обл",
    "велаят",
];

impl Gazetteer {
    /// Resolves one stated place. `context` holds the countries (or regions) that the record is known to be about; a
    /// town's name counts only within them. `None` for what is not known.
    pub fn resolve(&self, place: &Place, context: &[PlaceId]) -> Option<Resolved> {
        self.resolve_code(&place.vocabulary, &place.code)
            .or_else(|| self.resolve_names(place, context))
            .or_else(|| self.resolve_point(place.point?))
    }

    /// As [`Gazetteer::resolve`], but a name that lists several places ("Tajik-Afghan border and northern route") gives
    /// them all, in the order of the text, each once.
    pub fn resolve_all(&self, place: &Place, context: &[PlaceId]) -> Vec<Resolved> {
        let whole = self.resolve(place, context);
        if whole.is_some_and(|found| matches!(found.how, How::Code | How::Name)) {
            return whole.into_iter().collect();
        }
        let mut all: Vec<Resolved> = Vec::new();
        for name in &place.names {
            for part in parts(&name.value) {
                let found = self.choose(part, context, place.level, place.point);
                let found = found.or_else(|| self.without_generic_words(part, context, place));
                if let Some(found) = found
                    && all.iter().all(|known| known.place != found.place)
                {
                    all.push(Resolved { how: How::PartOfName, ..found });
                }
            }
        }
        if all.is_empty() { whole.into_iter().collect() } else { all }
    }

    /// All places of a name, most important first: wider ones, then the more populous.
    pub fn find(&self, name: &str) -> Vec<PlaceId> {
        let mut found: Vec<PlaceId> = self.by_name.find(name).map(PlaceId).collect();
        found.sort_by_key(|place| self.rank(*place));
        found
    }

    fn rank(&self, place: PlaceId) -> (u8, std::cmp::Reverse<u32>, PlaceId) {
        // a country before a region or border of the same name, a town with people before an area without a figure
        let wide = match self.level(place) {
            PlaceLevel::Country => 0,
            PlaceLevel::World | PlaceLevel::Region | PlaceLevel::Line => 1,
            _ => 2,
        };
        (wide, std::cmp::Reverse(self.population(place)), place)
    }

    fn resolve_code(&self, vocabulary: &str, code: &str) -> Option<Resolved> {
        if code.is_empty() {
            return None;
        }
        let found = |place, how| Some(Resolved { place, how, ambiguous: false });
        let vocabularies: &[&str] = match vocabulary {
            "" => &["iso2", "iso3", "pcode", "area"],
            "iso2" | "iso3" | "gazetteer:A4" => &["iso2", "iso3", "iso3166-2"],
            "m49" | "iati-region:2" => &["m49"],
            "dac" | "dac-region" | "iati-region:1" => &["dac-region", "dac"],
            "gazetteer:G1" | "geonames" => &["geonames"],
            other => &[other],
        };
        for vocabulary in vocabularies {
            if let Some(place) = self.by_code(vocabulary, code) {
                return found(place, How::Code);
            }
        }
        if vocabularies.contains(&"pcode") {
            let mut shorter = code;
            while let Some((end, _)) = shorter.char_indices().next_back().filter(|(end, _)| *end >= 4) {
                shorter = shorter.get(..end)?;
                if let Some(place) = self.by_code("pcode", shorter) {
                    return found(place, How::CodePrefix);
                }
            }
        }
        None
    }

    fn resolve_names(&self, place: &Place, context: &[PlaceId]) -> Option<Resolved> {
        let whole =
            place.names.iter().find_map(|name| self.choose(&name.value, context, place.level, place.point));
        whole.or_else(|| {
            place.names.iter().find_map(|name| {
                let part = parts(&name.value)
                    .into_iter()
                    .find_map(|part| self.choose(part, context, place.level, place.point));
                let part = part.or_else(|| self.without_generic_words(&name.value, context, place));
                part.map(|found| Resolved { how: How::PartOfName, ..found })
            })
        })
    }

    fn without_generic_words(&self, name: &str, context: &[PlaceId], place: &Place) -> Option<Resolved> {
        let key = names::fold(name);
        let left: Vec<&str> = key.split(' ').filter(|word| !GENERIC.contains(word)).collect();
        let shorter = left.join(" ");
        (shorter.len() < key.len() && !shorter.is_empty())
            .then(|| self.choose(&shorter, context, place.level, place.point))
            .flatten()
            .map(|found| Resolved { how: How::PartOfName, ..found })
    }

    /// The best place of a name: one of the stated level, within the context, near the point, important.
    fn choose(
        &self,
        name: &str,
        context: &[PlaceId],
        level: PlaceLevel,
        point: Option<Point>,
    ) -> Option<Resolved> {
        let found = self.find(name);
        let allowed = |place: &PlaceId| {
            context.is_empty()
                || self.level(*place) <= PlaceLevel::Line
                || context.iter().any(|known| self.contains(*known, *place))
        };
        let key = |place: &PlaceId| {
            let away = point.zip(self.point(*place)).map_or(u32::MAX, |(a, b)| whole_km(a.km(&b)) / 50);
            let other_level = level != PlaceLevel::Unknown && self.level(*place) != level;
            (away, other_level, self.rank(*place))
        };
        let mut left: Vec<PlaceId> = found.into_iter().filter(allowed).collect();
        left.sort_by_key(key);
        let place = *left.first()?;
        // two areas of one name within each other (a town and its district) say the same
        let rival = left.get(1).is_some_and(|other| {
            self.level(place) > PlaceLevel::Line
                && point.is_none()
                && self.country_of(place) != self.country_of(*other)
        });
        Some(Resolved { place, how: How::Name, ambiguous: rival })
    }

    /// The known place nearest to a point, or only its country where the nearest is farther than 30 km.
    pub fn resolve_point(&self, point: Point) -> Option<Resolved> {
        let near = self.grid.nearest(point, NEAR_KM);
        let (place, km) = near.or_else(|| self.grid.nearest(point, COUNTRY_KM))?;
        let place = if near.is_some() { place } else { self.country_of(place)? };
        Some(Resolved { place, how: How::Point(km), ambiguous: false })
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 20,020 km
fn whole_km(km: f64) -> u32 {
    km as u32
}

/// The parts of a name that may be places themselves: what stands between commas, slashes, brackets and the words for
/// "and". A name without any is its own single part.
fn parts(name: &str) -> Vec<&str> {
    const AND: &[&str] = &[" and ", " et ", " y ", " e ", " и ", " und ", "和", "与"];
    let mut parts: Vec<&str> =
        name.split([',', ';', '/', '&', '(', ')', '+', '|', '、', '，', '；', '\n']).collect();
    for and in AND {
        parts = parts.into_iter().flat_map(|part| part.split(and)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_fall_into_their_parts() {
        for (name, want) in [
            ("Tajik-Afghan border and northern route", &["Tajik-Afghan border", "northern route"][..]),
            ("Banadir (Mogadishu)", &["Banadir", "Mogadishu"]),
            ("Osh; Batken, Jalal-Abad", &["Osh", "Batken", "Jalal-Abad"]),
            ("Душанбе и Худжанд", &["Душанбе", "Худжанд"]),
            ("Andijan", &["Andijan"]),
            ("", &[]),
        ] {
            assert_eq!(parts(name), want, "{name}");
        }
    }
}
