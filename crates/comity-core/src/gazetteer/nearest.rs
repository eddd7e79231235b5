//! The place nearest to a point: points in cells of one degree, searched in growing rings.

use super::PlaceId;
use crate::place::Point;

/// Points sorted by cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    points: Vec<(i32, PlaceId, Point)>,
}

/// Rows of 360 cells, by whole degrees; longitude wraps.
fn cell(lat: i32, lon: i32) -> i32 {
    lat * 360 + lon.rem_euclid(360)
}

#[allow(clippy::cast_possible_truncation)] // degrees are within ±180
fn degree(value: f64) -> i32 {
    value.floor() as i32
}

impl Grid {
    pub(super) fn new(points: impl Iterator<Item = (PlaceId, Point)>) -> Grid {
        let mut points: Vec<(i32, PlaceId, Point)> =
            points.map(|(id, point)| (cell(degree(point.lat), degree(point.lon)), id, point)).collect();
        points.sort_unstable_by_key(|(cell, id, _)| (*cell, *id));
        Grid { points }
    }

    fn in_cell(&self, wanted: i32) -> impl Iterator<Item = &(i32, PlaceId, Point)> {
        let start = self.points.partition_point(|(cell, ..)| *cell < wanted);
        self.points.iter().skip(start).take_while(move |(cell, ..)| *cell == wanted)
    }

    /// The cells that hold everything within `km` of a point.
    fn around(point: Point, km: f64) -> impl Iterator<Item = i32> {
        let reach = (km / 111.0).ceil();
        // a degree of longitude shrinks towards the poles
        let wide = (reach / point.lat.to_radians().cos().max(0.05)).ceil().min(180.0);
        let (rows, columns) = (degree(reach), degree(wide));
        let (lat, lon) = (degree(point.lat), degree(point.lon));
        (lat - rows..=lat + rows)
            .flat_map(move |row| (lon - columns..=lon + columns).map(move |column| cell(row, column)))
    }

    /// The nearest place within `km`, with its distance; of two equally near the one with the smaller id.
    pub(super) fn nearest(&self, point: Point, km: f64) -> Option<(PlaceId, f64)> {
        let mut best: Option<(PlaceId, f64)> = None;
        for (_, id, there) in Self::around(point, km).flat_map(|cell| self.in_cell(cell)) {
            let away = point.km(there);
            let nearer = best.is_none_or(|(best_id, best_km)| (away, *id) < (best_km, best_id));
            if away <= km && nearer {
                best = Some((*id, away));
            }
        }
        best
    }

    /// Whether a wanted place lies within `km`.
    pub(super) fn any(&self, point: Point, km: f64, wanted: impl Fn(PlaceId) -> bool) -> bool {
        let near = |at: i32| self.in_cell(at).any(|(_, id, there)| wanted(*id) && point.km(there) <= km);
        // most points have a town in their own cell
        near(cell(degree(point.lat), degree(point.lon))) || Self::around(point, km).any(near)
    }
}
