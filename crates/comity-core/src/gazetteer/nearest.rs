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

    /// The nearest of the wanted places within `km`, with its distance; of two equally near the one with the smaller id.
    pub(super) fn nearest(
        &self,
        point: Point,
        km: f64,
        wanted: impl Fn(PlaceId) -> bool,
    ) -> Option<(PlaceId, f64)> {
        let reach = (km / 111.0).ceil();
        // a degree of longitude shrinks towards the poles
        let wide = (reach / point.lat.to_radians().cos().max(0.05)).ceil().min(180.0);
        let (rows, columns) = (degree(reach), degree(wide));
        let (lat, lon) = (degree(point.lat), degree(point.lon));
        let mut best: Option<(PlaceId, f64)> = None;
        for row in lat - rows..=lat + rows {
            for column in lon - columns..=lon + columns {
                for (_, id, there) in self.in_cell(cell(row, column)) {
                    let away = point.km(there);
                    let nearer = best.is_none_or(|(best_id, best_km)| (away, *id) < (best_km, best_id));
                    if away <= km && nearer && wanted(*id) {
                        best = Some((*id, away));
                    }
                }
            }
        }
        best
    }
}
