//! One ring or line: positions in degrees, closed where it must be, nowhere across itself.

use comity_core::{At, Loss, Point};

use super::Wrong;
use crate::json::Part;

/// What to do about coordinates of a projection.
pub(super) const REPROJECT: &str =
    "write longitude and latitude of WGS 84: `ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson`";

/// Reads a ring (`closed`) or a line, and what looks wrong with it.
pub(super) fn line(part: Part<'_>, closed: bool) -> Result<(Vec<Point>, Option<Wrong>), Wrong> {
    let refused = |at: At, reason: String, way| (Loss::Record, at, reason, way);
    // where a position stands is only looked for where one is wrong
    let at = |n: usize| part.items().get(n).map_or(part.at(), Part::at);
    let positions: Vec<Vec<f64>> = serde_json::from_str(part.raw()).map_err(|_| {
        let wrong = part.items().into_iter().find(|one| serde_json::from_str::<Vec<f64>>(one.raw()).is_err());
        let place = wrong.map_or(part.at(), |one| one.at());
        refused(place, "a position is no list of numbers".to_owned(), "write each as `[longitude, latitude]`")
    })?;
    let mut points: Vec<Point> = Vec::with_capacity(positions.len());
    for (n, position) in positions.iter().enumerate() {
        let &[lon, lat, ..] = position.as_slice() else {
            let reason = "a position has fewer than two numbers".to_owned();
            return Err(refused(at(n), reason, "write each as `[longitude, latitude]`"));
        };
        if lat.abs() > 90.0 || lon.abs() > 180.0 {
            let (reason, way) = out_of_range(lon, lat);
            return Err(refused(at(n), reason, way));
        }
        points.push(Point { lat, lon });
    }
    let least = if closed { 4 } else { 2 };
    if points.len() < least {
        let what = if closed { "ring" } else { "line" };
        let reason = format!("a {what} has {} positions and needs {least}", points.len());
        return Err(refused(part.at(), reason, "draw it, or leave it out"));
    }
    if closed && points.first() != points.last() {
        let reason = "the ring isn't closed: it ends elsewhere than it begins".to_owned();
        let way = "repeat the first position at the end";
        return Err(refused(at(points.len() - 1), reason, way));
    }
    if closed && let Some((one, other)) = crossing(&points) {
        let place = |n: usize| points.get(n).map_or(String::new(), |p| format!("{}, {}", p.lon, p.lat));
        let reason = format!(
            "the ring crosses itself: its sides from `{}` and from `{}` meet",
            place(one),
            place(other)
        );
        let way = "mend the outline: `ogr2ogr -makevalid out.geojson in.geojson`";
        return Err(refused(at(other), reason, way));
    }
    // along a pole it goes nowhere
    let wide = points.iter().zip(points.iter().skip(1)).position(|(one, next)| {
        (one.lon - next.lon).abs() > 180.0 && (one.lat.abs() < 89.0 || next.lat.abs() < 89.0)
    });
    let looks_wrong = wide.map(|n| {
        let reason = "a line goes more than half around the world, and isn't drawn there".to_owned();
        (Loss::Nothing, at(n), reason, "cut outlines at the 180th meridian")
    });
    Ok((points, looks_wrong))
}

fn out_of_range(lon: f64, lat: f64) -> (String, &'static str) {
    if lon.abs() <= 90.0 && lat.abs() <= 180.0 {
        let reason = format!("no latitude is beyond 90 degrees: `{lon}, {lat}` is exchanged");
        return (reason, "write longitude first, then latitude");
    }
    if lon.abs() <= 360.0 && lat.abs() <= 90.0 {
        let reason = format!("`{lon}` is beyond the 180th meridian");
        return (reason, "write longitudes from -180 to 180, and cut outlines at the 180th meridian");
    }
    (format!("`{lon}, {lat}` is no longitude and latitude: the coordinates are projected"), REPROJECT)
}

/// Two sides of a ring that cross, by the numbers of the positions that they begin at. Sides that touch are let be. A sweep from west to east:
/// only sides that lie above each other there are compared.
fn crossing(ring: &[Point]) -> Option<(usize, usize)> {
    let sides: Vec<(Point, Point)> =
        ring.iter().copied().zip(ring.iter().skip(1).copied()).filter(|(a, b)| a != b).collect();
    let begins: Vec<usize> =
        (0..).zip(ring.windows(2)).filter(|(_, pair)| pair.first() != pair.last()).map(|(n, _)| n).collect();
    let mut order: Vec<usize> = (0..sides.len()).collect();
    let west = |n: &usize| sides.get(*n).map_or(0.0, |(a, b)| a.lon.min(b.lon));
    let east = |n: &usize| sides.get(*n).map_or(0.0, |(a, b)| a.lon.max(b.lon));
    order.sort_by(|one, other| west(one).total_cmp(&west(other)).then(one.cmp(other)));
    let mut open: Vec<usize> = Vec::new();
    let mut found: Option<(usize, usize)> = None;
    for next in order {
        let edge = west(&next);
        open.retain(|one| east(one) >= edge);
        let Some(side) = sides.get(next) else { continue };
        for one in &open {
            if sides.get(*one).is_some_and(|other| cross(side, other)) {
                // the first in the order of the file, whatever the order of the sweep
                let pair = (next.min(*one), next.max(*one));
                found = Some(found.map_or(pair, |known| known.min(pair)));
            }
        }
        open.push(next);
    }
    let (one, other) = found?;
    Some((*begins.get(one)?, *begins.get(other)?))
}

/// Whether two sides cross at a point inside both.
fn cross(one: &(Point, Point), other: &(Point, Point)) -> bool {
    let apart = |a: f64, b: f64, c: f64, d: f64| a.max(b) < c.min(d) || c.max(d) < a.min(b);
    if apart(one.0.lat, one.1.lat, other.0.lat, other.1.lat) {
        return false;
    }
    let turn = |a: &Point, b: &Point, c: &Point| {
        (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon)
    };
    turn(&one.0, &one.1, &other.0) * turn(&one.0, &one.1, &other.1) < 0.0
        && turn(&other.0, &other.1, &one.0) * turn(&other.0, &other.1, &one.1) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(lon, lat)| Point { lat: *lat, lon: *lon }).collect()
    }

    #[test]
    fn a_figure_of_eight_crosses_itself_and_a_touch_does_not() {
        assert_eq!(
            crossing(&ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0), (0.0, 0.0)])),
            Some((0, 2))
        );
        let bow = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (2.0, 2.0), (1.0, 1.0), (0.0, 2.0), (0.0, 0.0)];
        assert_eq!(crossing(&ring(&bow)), None);
    }

    proptest! {
        #[test]
        fn the_sweep_finds_what_every_pair_tells(points in prop::collection::vec((-20i32..20, -20i32..20), 3..24)) {
            let mut points: Vec<(f64, f64)> = points.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).collect();
            points.push(points[0]);
            let ring = ring(&points);
            let sides: Vec<(Point, Point)> = ring.windows(2).map(|pair| (pair[0], pair[1])).collect();
            let naive = (0..sides.len()).flat_map(|i| (i + 1..sides.len()).map(move |j| (i, j)))
                .find(|(i, j)| cross(&sides[*i], &sides[*j]));
            prop_assert_eq!(crossing(&ring), naive);
        }
    }
}
