//! Boundaries as a map draws them: simplified once, when their file comes into force, for several widths of the world; a map takes what it can show.
//! They are drawn and nothing else: no record lies anywhere because of them.

use std::collections::{BTreeSet, HashSet};

use comity_core::Point;
use comity_formats::reference::boundaries::Boundary;
use comity_store::Uuid;
use comity_store::read::Area;

/// The boundaries of one file, ready to be drawn.
pub(crate) struct Outlines {
    /// The version of the file.
    pub version: Uuid,
    /// Where they come from, and under which terms.
    pub origin: Origin,
    /// How many outlines it has.
    pub outlines: u64,
    /// Codes of the places that they are of.
    pub places: BTreeSet<String>,
    shapes: Vec<Shape>,
}

/// Where boundaries come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The source, as shown beside the map.
    pub source: String,
    /// Its licence.
    pub licence: String,
}

/// Boundaries of one file within a frame.
#[derive(Clone, Debug)]
pub struct OutlinesDrawn {
    /// Whose they are.
    pub origin: Origin,
    /// Lines, each with whether the source says that it is disputed. A line that two places share stands once.
    pub lines: Vec<(bool, Vec<Point>)>,
}

/// A position on the grid of its level: latitude, longitude.
type Step = (i32, i32);

struct Shape {
    disputed: bool,
    bounds: Bounds,
    /// Lines for each of [`GRIDS`].
    levels: [Vec<Vec<Step>>; GRIDS.len()],
}

/// Degrees from south-west to north-east.
#[derive(Clone, Copy)]
struct Bounds {
    south: f64,
    west: f64,
    north: f64,
    east: f64,
}

/// Grids that positions are rounded to, degrees, coarse to fine. Rounding moves a line that two places share in both alike, which leaving out
/// points would not.
const GRIDS: [f64; 4] = [0.25, 0.05, 0.01, 0.002];
/// Pixels across a map.
const ACROSS: f64 = 960.0;
/// An outline that is smaller both ways isn't drawn, px: a thousand districts would be a blot.
const SMALLEST: f64 = 6.0;

impl Outlines {
    /// Simplifies what was read of a file.
    pub fn new(version: Uuid, origin: Origin, read: &[Boundary]) -> Outlines {
        Outlines {
            version,
            origin,
            outlines: read.len() as u64,
            places: read.iter().map(|one| one.place.to_string()).filter(|place| !place.is_empty()).collect(),
            shapes: read.iter().filter_map(Shape::of).collect(),
        }
    }

    /// What of them a map of this frame shows; nothing where it shows none.
    pub fn drawn(&self, frame: Area) -> Option<OutlinesDrawn> {
        let [south, west, north, mut east] =
            [frame.south, frame.west, frame.north, frame.east].map(|millionths| millionths as f64 / 1e6);
        if east <= west {
            east += 360.0;
        }
        let pixel = (east - west) / ACROSS;
        let level = GRIDS.iter().position(|grid| *grid <= pixel).unwrap_or(GRIDS.len() - 1);
        let grid = GRIDS.get(level).copied().unwrap_or(1.0);
        // a map that is too flat or too high for its place shows more than its frame
        let (high, wide) = (north - south, east - west);
        let seen = Bounds { south: south - high, west: west - wide, north: north + high, east: east + wide };
        let mut shapes: Vec<&Shape> = self
            .shapes
            .iter()
            .filter(|shape| shape.bounds.size() >= SMALLEST * pixel && shape.bounds.meets(seen))
            .collect();
        // what one says is disputed is so for its neighbour, too
        shapes.sort_by_key(|shape| !shape.disputed);
        let mut known: HashSet<(Step, Step)> = HashSet::new();
        let mut lines = Vec::new();
        for shape in shapes {
            for line in shape.levels.get(level).into_iter().flatten() {
                let mut run: Vec<Point> = Vec::new();
                for (one, next) in line.iter().zip(line.iter().skip(1)) {
                    let (from, to) = (point(*one, grid), point(*next, grid));
                    let wanted = Bounds::of([from, to].into_iter()).meets(seen)
                        && (from.lon - to.lon).abs() <= 180.0
                        && known.insert((*one.min(next), *one.max(next)));
                    if !wanted {
                        lines.extend(ended(&mut run).map(|run| (shape.disputed, run)));
                        continue;
                    }
                    if run.is_empty() {
                        run.push(from);
                    }
                    run.push(to);
                }
                lines.extend(ended(&mut run).map(|run| (shape.disputed, run)));
            }
        }
        (!lines.is_empty()).then(|| OutlinesDrawn { origin: self.origin.clone(), lines })
    }
}

fn ended(run: &mut Vec<Point>) -> Option<Vec<Point>> {
    Some(std::mem::take(run)).filter(|run| !run.is_empty())
}

#[allow(clippy::cast_possible_truncation)] // degrees are within 180, grids not below 0.002
fn step(point: &Point, grid: f64) -> Step {
    ((point.lat / grid).round() as i32, (point.lon / grid).round() as i32)
}

fn point((lat, lon): Step, grid: f64) -> Point {
    Point { lat: f64::from(lat) * grid, lon: f64::from(lon) * grid }
}

impl Shape {
    fn of(read: &Boundary) -> Option<Shape> {
        let bounds = Bounds::of(read.lines.iter().flatten().copied());
        let levels = GRIDS.map(|grid| {
            let lines = read.lines.iter().map(|line| simplified(line, grid));
            lines.filter(|line| line.len() > 1).collect::<Vec<_>>()
        });
        levels.last().is_some_and(|finest| !finest.is_empty()).then_some(Shape {
            disputed: read.disputed,
            bounds,
            levels,
        })
    }
}

/// A line on a grid, without positions that repeat the one before.
fn simplified(line: &[Point], grid: f64) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for next in line.iter().map(|point| step(point, grid)) {
        if steps.last() != Some(&next) {
            steps.push(next);
        }
    }
    steps
}

impl Bounds {
    fn of(points: impl Iterator<Item = Point>) -> Bounds {
        let none = Bounds {
            south: f64::INFINITY,
            west: f64::INFINITY,
            north: f64::NEG_INFINITY,
            east: f64::NEG_INFINITY,
        };
        points.fold(none, |all, point| Bounds {
            south: all.south.min(point.lat),
            west: all.west.min(point.lon),
            north: all.north.max(point.lat),
            east: all.east.max(point.lon),
        })
    }

    /// The longer of its sides, degrees.
    fn size(self) -> f64 {
        (self.north - self.south).max(self.east - self.west)
    }

    /// Whether a frame shows some of it; a frame may go on beyond the 180th meridian.
    fn meets(self, frame: Bounds) -> bool {
        let beside = |turn: f64| self.west + turn <= frame.east && self.east + turn >= frame.west;
        self.south <= frame.north && self.north >= frame.south && [-360.0, 0.0, 360.0].into_iter().any(beside)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn boundary(disputed: bool, points: &[(f64, f64)]) -> Boundary {
        Boundary {
            place: "iso2:TJ".into(),
            name: "x".into(),
            disputed,
            lines: vec![points.iter().map(|(lat, lon)| Point { lat: *lat, lon: *lon }).collect()],
        }
    }

    fn outlines(read: &[Boundary]) -> Outlines {
        Outlines::new(Uuid::nil(), Origin { source: "x".into(), licence: "y".into() }, read)
    }

    fn frame(south: i64, west: i64, north: i64, east: i64) -> Area {
        let [south, west, north, east] = [south, west, north, east].map(|degrees| degrees * 1_000_000);
        Area { south, west, north, east }
    }

    const WEST: &[(f64, f64)] = &[(36.0, 67.0), (36.0, 70.0), (40.0, 70.0), (40.0, 67.0), (36.0, 67.0)];
    const EAST: &[(f64, f64)] = &[(36.0, 70.0), (36.0, 73.0), (40.0, 73.0), (40.0, 70.0), (36.0, 70.0)];

    #[test]
    fn a_line_between_two_places_stands_once_and_is_disputed_where_one_says_so() {
        let drawn =
            outlines(&[boundary(false, WEST), boundary(true, EAST)]).drawn(frame(35, 60, 42, 80)).unwrap();
        let sides = |disputed: bool| -> usize {
            drawn.lines.iter().filter(|(told, _)| *told == disputed).map(|(_, line)| line.len() - 1).sum()
        };
        assert_eq!((sides(true), sides(false)), (4, 3));
    }

    #[test]
    fn what_lies_elsewhere_or_is_too_small_is_not_drawn() {
        let outlines = outlines(&[boundary(false, WEST)]);
        assert!(outlines.drawn(frame(-40, -60, -30, -40)).is_none());
        let tiny = [(36.0, 67.0), (36.0, 67.1), (36.1, 67.1), (36.0, 67.0)];
        let small = Outlines::new(Uuid::nil(), outlines.origin.clone(), &[boundary(false, &tiny)]);
        assert!(
            small.drawn(frame(-58, -180, 80, 180)).is_none() && small.drawn(frame(35, 66, 38, 70)).is_some()
        );
        // a frame across the 180th meridian
        let far = Outlines::new(
            Uuid::nil(),
            outlines.origin,
            &[boundary(false, &[(60.0, -179.0), (66.0, -172.0)])],
        );
        assert!(far.drawn(frame(50, 170, 70, -160)).is_some());
    }

    proptest! {
        #[test]
        fn what_is_drawn_lies_within_a_step_of_what_was_read(
            line in prop::collection::vec((-80.0f64..80.0, -170.0f64..170.0), 2..60), wide in 1i64..300
        ) {
            let read = boundary(false, &line);
            let (wide, west) = (wide.min(179), -wide.min(179) / 2);
            let Some(drawn) = outlines(std::slice::from_ref(&read)).drawn(frame(-80, west, 80, west + wide)) else { return Ok(()) };
            let coarsest = GRIDS[0];
            for point in drawn.lines.iter().flat_map(|(_, line)| line) {
                let near = read.lines[0].iter().any(|one| (one.lat - point.lat).abs() <= coarsest && (one.lon - point.lon).abs() <= coarsest);
                prop_assert!(near, "{point:?}");
            }
        }
    }
}
