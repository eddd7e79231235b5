//! The gazetteer: places as a hierarchy with points, found by code, by name in any script, or by point.
//!
//! World > region > country > admin 1 > admin 2 > named place; borders and corridors are lines with end countries and a
//! few points. No polygon is held, so no answer depends on a disputed boundary.

mod build;
mod nearest;
mod resolve;

pub use build::{GazetteerBuilder, NewPlace};
pub use resolve::{How, Resolved};

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::{
    names::NameIndex,
    place::{PlaceLevel, Point},
    text::Lang,
};

/// A place of a [`Gazetteer`]. Good within the gazetteer that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(pub u32);

/// Two lines whose points come closer than this are neighbours, km.
const NEIGHBOURS_KM: f64 = 250.0;

#[derive(Clone, Debug)]
struct Entry {
    id: CompactString,
    name: CompactString,
    level: PlaceLevel,
    parent: Option<PlaceId>,
    /// Countries that it covers: ascending. One for a country and all below.
    extent: Extent,
    point: Option<Point>,
    population: u32,
}

#[derive(Clone, Debug)]
enum Extent {
    One(PlaceId),
    Many(Box<[PlaceId]>),
}

impl Extent {
    fn countries(&self) -> &[PlaceId] {
        match self {
            Extent::One(country) => std::slice::from_ref(country),
            Extent::Many(countries) => countries,
        }
    }
}

/// Places, and the ways to find them.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    by_id: FxHashMap<CompactString, PlaceId>,
    by_name: NameIndex,
    /// Names in a stated language; few places have them.
    labels: FxHashMap<(PlaceId, Lang), CompactString>,
    /// Points of lines and of regions without one middle.
    points: FxHashMap<PlaceId, Box<[Point]>>,
    grid: nearest::Grid,
}

impl Gazetteer {
    /// How many places it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All places.
    pub fn ids(&self) -> impl Iterator<Item = PlaceId> + '_ {
        (0..u32::try_from(self.entries.len()).unwrap_or(u32::MAX)).map(PlaceId)
    }

    fn entry(&self, place: PlaceId) -> Option<&Entry> {
        self.entries.get(usize::try_from(place.0).ok()?)
    }

    /// The place of a code in a vocabulary (`iso2`, `iso3`, `m49`, `dac`, `dac-region`, `pcode`, `geonames`,
    /// `iso3166-2`, `area`), in any case.
    pub fn by_code(&self, vocabulary: &str, code: &str) -> Option<PlaceId> {
        let key = build::code_key(vocabulary, code);
        self.by_id.get(key.as_str()).copied()
    }

    /// Its own code with the vocabulary: `iso2:TJ`, `pcode:CD7402`, `geonames:1527534`, `area:tajik-afghan-border`.
    /// Stable from version to version.
    pub fn code(&self, place: PlaceId) -> &str {
        self.entry(place).map_or("", |entry| &entry.id)
    }

    /// Its name in a language, else its usual name.
    pub fn name(&self, place: PlaceId, lang: Lang) -> &str {
        match self.labels.get(&(place, lang)) {
            Some(label) => label,
            None => self.entry(place).map_or("", |entry| &entry.name),
        }
    }

    /// How much of the world it covers. An area inside one country (West Bank) is [`PlaceLevel::Admin1`].
    pub fn level(&self, place: PlaceId) -> PlaceLevel {
        self.entry(place).map_or(PlaceLevel::Unknown, |entry| entry.level)
    }

    /// Inhabitants, 0 when not known.
    pub fn population(&self, place: PlaceId) -> u32 {
        self.entry(place).map_or(0, |entry| entry.population)
    }

    /// The place that it lies in, one step up.
    pub fn parent(&self, place: PlaceId) -> Option<PlaceId> {
        self.entry(place)?.parent
    }

    /// The places that it lies in, nearest first, without itself.
    pub fn ancestors(&self, place: PlaceId) -> impl Iterator<Item = PlaceId> + '_ {
        std::iter::successors(self.parent(place), |up| self.parent(*up))
    }

    /// One point that stands for it: its own, or the middle of its points. For a country or region this is
    /// good for drawing, not for distances.
    pub fn point(&self, place: PlaceId) -> Option<Point> {
        let own = self.entry(place)?.point;
        own.or_else(|| {
            let points = self.points.get(&place)?;
            points.get(points.len() / 2).copied()
        })
    }

    /// All its points: the points along a line, else the one of [`Gazetteer::point`].
    pub fn points(&self, place: PlaceId) -> &[Point] {
        match self.points.get(&place) {
            Some(points) => points,
            None => {
                self.entry(place).and_then(|entry| entry.point.as_ref()).map_or(&[], std::slice::from_ref)
            }
        }
    }

    /// Its country: itself for a country; `None` for the world, and for regions and lines of several countries.
    pub fn country_of(&self, place: PlaceId) -> Option<PlaceId> {
        match self.countries(place) {
            [country] => Some(*country),
            _ => None,
        }
    }

    /// The countries that it covers or touches, ascending: one for a country and all below it, the members of
    /// a region, the ends of a border. Empty for the world.
    pub fn countries(&self, place: PlaceId) -> &[PlaceId] {
        self.entry(place).map_or(&[], |entry| entry.extent.countries())
    }

    /// Whether `inner` lies in `outer` or is it. Regions contain by their countries (a border lies in a region when
    /// all its countries do), countries and all below by descent; the relation is transitive.
    pub fn contains(&self, outer: PlaceId, inner: PlaceId) -> bool {
        if outer == inner {
            return true;
        }
        let of_inner = self.countries(inner);
        match self.level(outer) {
            PlaceLevel::World => self.entry(inner).is_some(),
            PlaceLevel::Region => {
                let of_outer = self.countries(outer);
                !of_inner.is_empty() && of_inner.iter().all(|country| of_outer.binary_search(country).is_ok())
            }
            PlaceLevel::Country => of_inner == [outer],
            _ => self.ancestors(inner).any(|up| up == outer),
        }
    }

    /// Whether a known place of one of the countries lies within `km` of a point.
    pub fn is_near(&self, point: Point, countries: &[PlaceId], km: f64) -> bool {
        let inside = |place| self.country_of(place).is_some_and(|country| countries.contains(&country));
        self.grid.any(point, km, inside)
    }

    /// Whether two places have a country in common; the world has one with everybody.
    pub fn share_a_country(&self, a: PlaceId, b: PlaceId) -> bool {
        let (of_a, of_b) = (self.countries(a), self.countries(b));
        of_a.is_empty() || of_b.is_empty() || of_a.iter().any(|country| of_b.binary_search(country).is_ok())
    }

    /// The narrowest place that both lie in, by descent.
    pub fn common_ancestor(&self, a: PlaceId, b: PlaceId) -> Option<PlaceId> {
        std::iter::once(a).chain(self.ancestors(a)).find(|up| self.contains(*up, b))
    }

    /// Whether two lines are neighbouring stretches: they share an end country, and come within 250 km of
    /// each other. A line is no neighbour of itself.
    pub fn neighbouring(&self, a: PlaceId, b: PlaceId) -> bool {
        let lines = self.level(a) == PlaceLevel::Line && self.level(b) == PlaceLevel::Line;
        lines
            && a != b
            && self.share_a_country(a, b)
            && self.points(a).iter().any(|p| self.points(b).iter().any(|q| p.km(q) <= NEIGHBOURS_KM))
    }

    /// Smallest distance between two places' points, km. `None` where one has no point, or covers a country or more:
    /// the middle of a country says nothing about distance.
    pub fn km(&self, a: PlaceId, b: PlaceId) -> Option<f64> {
        let wide =
            |place| matches!(self.level(place), PlaceLevel::World | PlaceLevel::Region | PlaceLevel::Country);
        if wide(a) || wide(b) {
            return None;
        }
        let pairs = self.points(a).iter().flat_map(|p| self.points(b).iter().map(move |q| p.km(q)));
        pairs.min_by(f64::total_cmp)
    }
}

#[cfg(test)]
mod tests;
