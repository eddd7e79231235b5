//! Places as records state them. What they resolve to is the gazetteer's business.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{origin::At, text::Text};

/// How much of the world a place covers; the order is from wide to narrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceLevel {
    /// The whole world.
    World,
    /// A region of several countries, by UN M49 or by name ("Central Asia").
    Region,
    /// A country or territory.
    Country,
    /// A border, corridor or route: a line between or through countries.
    Line,
    /// First administrative level.
    Admin1,
    /// Second administrative level and below.
    Admin2,
    /// A town, site, camp or anything else with a name.
    Named,
    /// Only a point.
    Point,
    /// The source doesn't say.
    #[default]
    Unknown,
}

/// Degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Latitude, -90 to 90.
    pub lat: f64,
    /// Longitude, -180 to 180.
    pub lon: f64,
}

impl Point {
    /// Mean radius of the Earth in km (IUGG).
    const EARTH_KM: f64 = 6371.0088;

    /// A point on the globe; `None` outside it, not a number, or 0,0, which in practice means "not known".
    pub fn new(lat: f64, lon: f64) -> Option<Point> {
        let inside = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        let null_island = lat.abs() < 1e-6 && lon.abs() < 1e-6;
        (inside && !null_island).then_some(Point { lat, lon })
    }

    /// Great-circle distance in km (haversine).
    pub fn km(&self, other: &Point) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * Self::EARTH_KM * h.sqrt().min(1.0).asin()
    }
}

/// One place that a record states. Any field may be missing, but not all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// How much of the world it covers, as far as the source says.
    pub level: PlaceLevel,
    /// Vocabulary of `code`: `iso2`, `iso3`, `m49`, `dac-region`, `pcode`, `geonames`, `osm`, `gazetteer:G1`..
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub vocabulary: CompactString,
    /// The code, as written.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub code: CompactString,
    /// Names in the languages of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Text>,
    /// Where it is, if a point is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// Share of the activity, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<f32>,
    /// Where it was read.
    pub at: At,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_null_island_is_no_place() {
        assert_eq!(Point::new(0.0, 0.0), None);
        assert_eq!(Point::new(91.0, 0.0), None);
        assert_eq!(Point::new(f64::NAN, 0.0), None);
    }

    #[test]
    fn dushanbe_lies_about_300_km_from_tashkent() {
        let (dushanbe, tashkent) = (Point { lat: 38.54, lon: 68.78 }, Point { lat: 41.26, lon: 69.22 });
        assert!((dushanbe.km(&tashkent) - 305.0).abs() < 5.0);
        assert_eq!(dushanbe.km(&dushanbe), 0.0);
    }
}
