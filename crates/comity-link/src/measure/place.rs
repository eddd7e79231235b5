//! Places: the name and the point together, because each implies much of the other.

use std::sync::Arc;

use crate::measure::name::Names;
use crate::measure::{DIFFERS, EXACT, LevelNames};

/// What the levels of a place say.
pub const LEVEL_NAMES: LevelNames = [
    "nothing to compare",
    "far apart",
    "the same name, but far apart",
    "within 60 km",
    "within 15 km",
    "within 3 km",
    "nearly the same name, near",
    "the same name, near",
];

/// Names of places, where a table has names; points are words of the row.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The names; empty when only points are known.
    pub names: Arc<Names>,
}

/// The words of a point: degrees in steps of 1e-5, kept off 0, which says missing.
pub fn words(latitude: Option<f64>, longitude: Option<f64>) -> [u32; 2] {
    match (latitude, longitude) {
        (Some(lat), Some(lon)) if lat.abs() <= 90.0 && lon.abs() <= 180.0 => {
            [((lat + 90.0) * 1e5) as u32 + 1, ((lon + 180.0) * 1e5) as u32 + 1]
        }
        _ => [0, 0],
    }
}

/// Kilometres between two points given as [`words`]. The sphere is taken as flat between them, which is right to a
/// per cent where it matters, below 100 km.
pub fn kilometres(a: &[u32], b: &[u32]) -> f32 {
    let (lat_a, lat_b) = (a[0] as f32 * 1e-5 - 90.0, b[0] as f32 * 1e-5 - 90.0);
    let mut east = a[1].abs_diff(b[1]) as f32 * 1e-5;
    if east > 180.0 {
        east = 360.0 - east;
    }
    let north = a[0].abs_diff(b[0]) as f32 * 1e-5;
    let narrow = (0.5 * (lat_a + lat_b)).to_radians().cos();
    (north * north + east * east * narrow * narrow).sqrt() * 111.2
}

impl Places {
    /// The level of two places, each a name id and the words of a point.
    #[inline]
    pub fn level(&self, a: &[u32], b: &[u32]) -> u8 {
        let named = a[0] != 0 && b[0] != 0;
        let pointed = a[1] != 0 && b[1] != 0;
        let apart = if pointed { kilometres(&a[1..], &b[1..]) } else { f32::INFINITY };
        if named {
            let near = !pointed || apart <= 25.0;
            let alike = if a[0] == b[0] {
                EXACT
            } else if near {
                self.names.level(a[0], b[0])
            } else {
                DIFFERS
            };
            match (alike, near) {
                (EXACT, true) => return EXACT,
                (EXACT, false) => return 2,
                (5 | 6, true) => return 6,
                _ if !pointed => return DIFFERS,
                _ => {}
            }
        } else if !pointed {
            return 0;
        }
        match apart {
            d if d <= 3.0 => 5,
            d if d <= 15.0 => 4,
            d if d <= 60.0 => 3,
            _ => DIFFERS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_right_to_a_per_cent() {
        let osh = words(Some(40.513), Some(72.816));
        let bishkek = words(Some(42.874), Some(74.569));
        assert!((kilometres(&osh, &bishkek) - 300.0).abs() < 4.0);
        let (fiji, samoa) = (words(Some(-17.0), Some(179.5)), words(Some(-17.0), Some(-179.5)));
        assert!((kilometres(&fiji, &samoa) - 106.3).abs() < 1.5);
    }

    #[test]
    fn names_and_points_are_one_piece_of_evidence() {
        let places = Places::default();
        let at = |name: u32, lat: f64| {
            let p = words(Some(lat), Some(70.0));
            [name, p[0], p[1]]
        };
        assert_eq!(places.level(&at(1, 40.0), &at(1, 40.1)), 7);
        assert_eq!(places.level(&at(1, 40.0), &at(1, 44.0)), 2);
        assert_eq!(places.level(&at(0, 40.0), &at(1, 40.01)), 5);
        assert_eq!(places.level(&at(0, 40.0), &at(1, 40.1)), 4);
        assert_eq!(places.level(&at(0, 40.0), &at(0, 45.0)), 1);
        assert_eq!(places.level(&[1, 0, 0], &[1, 0, 0]), 7);
        assert_eq!(places.level(&[1, 0, 0], &[0, 0, 0]), 0);
    }
}
