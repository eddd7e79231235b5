//! The map as a drawing of the server: land, borders and routes, circles with numbers, names of countries.

use std::fmt::Write as _;

use comity_core::Point;
use comity_node::{Area, Drawn, Facet, Node, Origin, OutlinesDrawn};

use super::ask::{Address, View, area_text};
use super::{named, wide};
use crate::tongue::Tongue;

/// A map ready to be written.
pub struct Map {
    /// Width and height, px.
    pub size: (f64, f64),
    /// How the land, in hundredths of a degree, is brought into it.
    pub land: String,
    /// Boundaries of the node's own files, source by source.
    pub boundaries: Vec<Boundaries>,
    /// Whether the borders that ship with the program are drawn.
    pub shipped_borders: bool,
    /// Borders and routes: the path, the address, what it says.
    pub lines: Vec<(String, String, String)>,
    /// Circles.
    pub circles: Vec<Circle>,
    /// Names of countries: where, and what.
    pub names: Vec<(f64, f64, String)>,
    /// The same places as a table: address, name, count.
    pub places: Vec<(String, String, String)>,
    /// What is nowhere on the map.
    pub unplaced: u64,
    /// Closer, farther, all: word and address; nothing where it can't be.
    pub zooms: Vec<(&'static str, String)>,
    /// South, west, north and east of what is drawn, for the script that moves it.
    pub frame: String,
}

/// Boundaries as one source draws them.
pub struct Boundaries {
    /// Whose they are, and that they decide nothing.
    pub says: String,
    /// The path of those that are undisputed by the source; may be empty.
    pub agreed: String,
    /// The path of the others.
    pub disputed: String,
}

/// Activities at one spot.
pub struct Circle {
    /// The middle, px.
    pub at: (f64, f64),
    /// Half its width, px.
    pub radius: f64,
    /// The number in it; one activity has none.
    pub number: String,
    /// What it says to those who don't see it.
    pub says: String,
    /// Where it leads.
    pub address: String,
}

const WIDTH: f64 = 960.0;
const LOWEST: f64 = 380.0;
const HIGHEST: f64 = 620.0;
/// A circle is no wider, so that it stays in its cell.
const LARGEST: f64 = 16.0;
/// Below this height of the frame, degrees, a circle opens the list instead of a closer map.
const CLOSEST: f64 = 0.2;

/// Plate carrée, as wide as the middle of the frame has it (equidistant cylindrical, Snyder 1987, section 12).
struct Projection {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
}

impl Projection {
    /// The frame in a drawing of some width, with the height that it then has; what is too flat or too high gets more of the world.
    fn of(frame: Area) -> (Projection, (f64, f64), Area) {
        let [mut south, mut west, mut north, mut east] =
            [frame.south, frame.west, frame.north, frame.east].map(|millionths| millionths as f64 / 1e6);
        if east <= west {
            east += 360.0;
        }
        let squeezed = ((south + north) / 2.0).to_radians().cos().max(0.2);
        let across = WIDTH / (east - west).max(0.01);
        let mut down = across / squeezed;
        let high = (north - south) * down;
        if high < LOWEST {
            let more = (LOWEST / down - (north - south)) / 2.0;
            (south, north) = (south - more, north + more);
        } else if high > HIGHEST {
            down = HIGHEST / (north - south);
            let more = (WIDTH / (down * squeezed) - (east - west)) / 2.0;
            (west, east) = (west - more, east + more);
        }
        let projection = Projection { west, north, across: WIDTH / (east - west), down };
        let shown = [south, west, north, east].map(|degrees| (degrees * 1e6) as i64);
        let [south, west, north, east] = shown;
        (
            projection,
            (WIDTH, (projection_height(north - south, down)).round()),
            Area { south, west, north, east },
        )
    }

    fn at(&self, lat: f64, lon: f64) -> (f64, f64) {
        let lon = if lon < self.west { lon + 360.0 } else { lon };
        (tenth((lon - self.west) * self.across), tenth((self.north - lat) * self.down))
    }
}

impl Projection {
    /// A position of a line that may leave the drawing on either side: where it is nearest to the middle, the long way around the world or not.
    fn beside(&self, lat: f64, lon: f64) -> (f64, f64) {
        let middle = self.west + WIDTH / self.across / 2.0;
        let lon = lon + 360.0 * ((middle - lon) / 360.0).round();
        (tenth((lon - self.west) * self.across), tenth((self.north - lat) * self.down))
    }
}

fn projection_height(millionths: i64, down: f64) -> f64 {
    millionths as f64 / 1e6 * down
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Draws what the desk found.
pub fn of(t: &Tongue, node: &Node, address: &Address, drawn: Drawn) -> Map {
    let (projection, size, shown) = Projection::of(drawn.frame);
    let inside = |(x, y): (f64, f64)| (0.0..=size.0).contains(&x) && (0.0..=size.1).contains(&y);
    let closest = (drawn.frame.north - drawn.frame.south) as f64 / 1e6 <= CLOSEST;
    let circles: Vec<Circle> = drawn
        .bins
        .iter()
        .map(|bin| {
            let radius =
                if bin.records < 2 { 5.0 } else { (7.0 + (bin.records as f64).log2() * 1.3).min(LARGEST) };
            let (south_west, north_east) = (
                corner(&projection, bin.cell.south, bin.cell.west),
                corner(&projection, bin.cell.north, bin.cell.east),
            );
            let (x, y) = corner(&projection, bin.lat, bin.lon);
            Circle {
                at: (
                    within(x, south_west.0, north_east.0, radius),
                    within(y, north_east.1, south_west.1, radius),
                ),
                radius: tenth(radius),
                number: if bin.records < 2 { String::new() } else { t.number(bin.records) },
                says: t.n("n-activities", bin.records),
                address: address.with(|to| {
                    to.ask.area = area_text(bin.cell);
                    if closest || bin.records < 2 {
                        to.look.view = View::Table;
                    }
                }),
            }
        })
        .collect();
    let place = |code: &str| {
        address.with(|to| {
            to.ask.place = code.to_owned();
            to.ask.area.clear();
        })
    };
    let (mut lines, mut names, mut places) = (Vec::new(), Vec::<(f64, f64, String)>::new(), Vec::new());
    for found in &drawn.places {
        let name = named(t, node, Facet::Place, &found.code);
        let says = t.nw("there-are", found.records, &name);
        if found.line {
            lines.push((path(&projection, &found.points), place(&found.code), says));
        } else if let Some(point) = found.points.first() {
            let (x, y) = projection.at(point.lat, point.lon);
            let half = wide(&name) / 2.0 + 4.0;
            let free = |y: f64| {
                inside((x - half, y - 8.0))
                    && inside((x + half, y + 8.0))
                    && circles.iter().all(|one| {
                        (one.at.0 - x).abs() > one.radius + half || (one.at.1 - y).abs() > one.radius + 8.0
                    })
                    && names.iter().all(|(tx, ty, name)| {
                        (tx - x).abs() > wide(name) / 2.0 + half || (ty - y).abs() > 16.0
                    })
            };
            if let Some(y) = [0.0, 22.0, -22.0, 34.0, -34.0].map(|by| y + by).into_iter().find(|y| free(*y)) {
                names.push((x, tenth(y), name.clone()));
            }
        }
        places.push((place(&found.code), name, t.number(found.records)));
    }
    Map {
        boundaries: drawn.outlines.iter().map(|one| boundaries(t, &projection, size, one)).collect(),
        shipped_borders: !drawn.own_countries,
        size,
        land: format!(
            "translate({} {}) scale({} {})",
            tenth(-projection.west * projection.across),
            tenth(projection.north * projection.down),
            projection.across / 100.0,
            projection.down / 100.0
        ),
        lines,
        circles,
        names,
        places,
        unplaced: drawn.unplaced,
        zooms: zooms(address, drawn.frame),
        frame: area_text(shown),
    }
}

fn corner(projection: &Projection, lat: i64, lon: i64) -> (f64, f64) {
    projection.at(lat as f64 / 1e6, lon as f64 / 1e6)
}

/// A middle that leaves the circle in its cell, where it has room there.
fn within(at: f64, low: f64, high: f64, radius: f64) -> f64 {
    if high - low < 2.0 * radius { (low + high) / 2.0 } else { at.clamp(low + radius, high - radius) }
}

/// The paths of one source's boundaries. Of lines that end beyond the drawing what is outside stays in the path: the drawing cuts it off.
fn boundaries(t: &Tongue, projection: &Projection, size: (f64, f64), drawn: &OutlinesDrawn) -> Boundaries {
    let (mut agreed, mut disputed) = (String::new(), String::new());
    for (is_disputed, line) in &drawn.lines {
        let points: Vec<(f64, f64)> =
            line.iter().map(|point| projection.beside(point.lat, point.lon)).collect();
        let ends = |of: fn(&(f64, f64)) -> f64| {
            points
                .iter()
                .map(of)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
        };
        let ((west, east), (north, south)) = (ends(|(x, _)| *x), ends(|(_, y)| *y));
        // a line that goes around the back of the world has its ends on both sides of the drawing
        if west > size.0
            || east < 0.0
            || north > size.1
            || south < 0.0
            || east - west > projection.across * 180.0
        {
            continue;
        }
        let path = if *is_disputed { &mut disputed } else { &mut agreed };
        for ((x, y), command) in points.iter().zip(std::iter::once('M').chain(std::iter::repeat('L'))) {
            let _ = write!(path, "{command}{x} {y}");
        }
    }
    let Origin { source, licence } = &drawn.origin;
    Boundaries { says: t.w("map-boundaries", &format!("{source} ({licence})")), agreed, disputed }
}

fn path(projection: &Projection, points: &[Point]) -> String {
    let mut path = String::new();
    for (point, command) in points.iter().zip(std::iter::once('M').chain(std::iter::repeat('L'))) {
        let (x, y) = projection.at(point.lat, point.lon);
        let _ = write!(path, "{command}{x} {y}");
    }
    path
}

/// Half and double the frame, and everything again.
fn zooms(address: &Address, frame: Area) -> Vec<(&'static str, String)> {
    let scaled = |by: f64| {
        let (lat, lon) = ((frame.south + frame.north) / 2, (frame.west + frame.east) / 2);
        let half = |low: i64, high: i64| ((high - low) as f64 * by / 2.0) as i64;
        let (high, wide) = (half(frame.south, frame.north), half(frame.west, frame.east));
        Area {
            south: (lat - high).max(-90_000_000),
            west: (lon - wide).max(-180_000_000),
            north: (lat + high).min(90_000_000),
            east: (lon + wide).min(180_000_000),
        }
    };
    let to = |area: String| address.with(|to| to.ask.area = area);
    let mut out = vec![("closer", to(area_text(scaled(0.5))))];
    if !address.ask.area.is_empty() {
        out.push(("farther", to(area_text(scaled(2.0)))));
        out.push(("whole", to(String::new())));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_in_the_frame_is_in_the_drawing(south in -80i64..70, high in 1i64..90, west in -179i64..170, wide in 1i64..300, up in 0.0f64..1.0, along in 0.0f64..1.0) {
            let (north, east) = ((south + high).min(85), (west + wide).min(180));
            let frame = Area { south: south * 1_000_000, west: west * 1_000_000, north: north * 1_000_000, east: east * 1_000_000 };
            let (projection, size, _) = Projection::of(frame);
            let (x, y) = projection.at(south as f64 + up * (north - south) as f64, west as f64 + along * (east - west) as f64);
            prop_assert!((-1.0..=size.0 + 1.0).contains(&x) && (-1.0..=size.1 + 1.0).contains(&y), "{x} {y} in {size:?}");
            prop_assert!((LOWEST - 1.0..=HIGHEST + 1.0).contains(&size.1), "{size:?}");
        }
    }
}
