//! Outlines of places, to be drawn and nothing else: GeoJSON (RFC 7946), plain or `.zst`.
//!
//! Each feature is a place's outline, as polygons or as lines. Which place it is, its properties say: `place` with one of our own codes
//! (`iso2:TJ`, `pcode:TJ01`), or what the usual files have (p-codes, ISO 3166). What can't be read is located and left out; what belongs to no
//! known place is drawn under the name that it has.

mod matched;
mod ring;

use comity_core::{At, CompactString, Loss, Point, Problem, gazetteer::Gazetteer};

use super::rows::unpacked;
use crate::Limits;
use crate::json::{Element, Elements, Part};

/// The outline of a place as one source draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// The place's code with the vocabulary, `iso2:TJ`; empty for none that is known.
    pub place: CompactString,
    /// What the source calls it.
    pub name: CompactString,
    /// Whether the source says that it is disputed.
    pub disputed: bool,
    /// Its lines; a ring ends where it begins.
    pub lines: Vec<Vec<Point>>,
}

/// What a file of boundaries holds.
#[derive(Clone, Debug, Default)]
pub struct Boundaries {
    /// Outlines, in the order of the file.
    pub outlines: Vec<Boundary>,
    /// What can't be read or looks wrong.
    pub problems: Vec<Problem>,
}

/// A located complaint: what it costs, where, what is wrong, the way out.
type Wrong = (Loss, At, String, &'static str);

/// Reads a file, matching its outlines to places.
pub fn read(name: &str, bytes: &[u8], gazetteer: &Gazetteer) -> Boundaries {
    let bytes = unpacked(bytes);
    let mut reading = Reading { name, gazetteer, out: Boundaries::default() };
    if let Some((loss, at, reason, way)) = projected(&bytes) {
        reading.say((loss, at, reason, way), "crs", "");
        return reading.out;
    }
    let mut input: &[u8] = &bytes;
    // a feature is as large as the file lets it be: a coast has a million points
    let limits = Limits { value: bytes.len().max(1), ..Limits::default() };
    let mut features = 0u32;
    let ended = Elements::new(&mut input, name, "features", &limits).each(|element| {
        features += 1;
        reading.feature(element);
    });
    if let Err(error) = ended {
        let way = "download or export the file again";
        reading.say((Loss::File, error.at(), error.reason(), way), "features", "");
    } else if features == 0 {
        let way = "export a FeatureCollection of polygons or lines";
        let reason = "no feature is in it".to_owned();
        reading.say((Loss::File, At::new(1, 1), reason, way), "features", "");
    }
    reading.out
}

/// Whether the file names a coordinate system other than longitude and latitude (GeoJSON 2008 allowed that).
fn projected(bytes: &[u8]) -> Option<Wrong> {
    let text = std::str::from_utf8(bytes).ok()?;
    let whole = Part::new(text, At::new(1, 1)).ok()?;
    let crs = whole.member("crs")?;
    let name = crs.member("properties")?.member("name")?;
    let stated = name.text();
    let known = ["CRS84", "4326", "WGS84", "WGS 84"].iter().any(|word| stated.to_uppercase().contains(word));
    if stated.is_empty() || known {
        return None;
    }
    let reason = format!("the coordinates are those of `{stated}`, not longitude and latitude");
    Some((Loss::File, name.at(), reason, ring::REPROJECT))
}

struct Reading<'a> {
    name: &'a str,
    gazetteer: &'a Gazetteer,
    out: Boundaries,
}

impl Reading<'_> {
    fn say(&mut self, (loss, at, reason, way_out): Wrong, element: &str, identifier: &str) {
        self.out.problems.push(Problem {
            file: self.name.to_owned(),
            line: (at.line > 0).then_some(at.line),
            column: (at.column > 0).then_some(at.column),
            element: element.into(),
            identifier: identifier.into(),
            reason,
            way_out: way_out.to_owned(),
            loss,
        });
    }

    fn feature(&mut self, element: &Element) {
        let text = String::from_utf8_lossy(&element.bytes);
        let part = match Part::new(&text, element.at) {
            Ok(part) => part,
            Err((at, reason)) => {
                return self.say((Loss::Record, at, reason, "correct the JSON there"), "feature", "");
            }
        };
        if part.member("type").is_none_or(|kind| kind.text() != "Feature") {
            let way = "give each object `\"type\": \"Feature\"`, a geometry and properties";
            let reason = "the object is no feature".to_owned();
            return self.say((Loss::Record, element.at, reason, way), "type", "");
        }
        let stated = matched::Stated::of(&part);
        let identifier = stated.label().to_owned();
        let lines = match lines(&part) {
            Ok((lines, looks_wrong)) => {
                looks_wrong.into_iter().for_each(|wrong| self.say(wrong, "coordinates", &identifier));
                lines
            }
            Err(wrong) => return self.say(wrong, "geometry", &identifier),
        };
        let place = stated.place(self.gazetteer);
        if place.is_none() {
            if stated.name.is_empty() {
                let reason = "the outline names no place that is known, and has no name".to_owned();
                return self.say((Loss::Record, element.at, reason, matched::WAY), "properties", &identifier);
            }
            let reason = match stated.code() {
                Some((property, code)) => format!("no place that is known has the {property} `{code}`"),
                None => "the outline names no place by a code".to_owned(),
            };
            self.say((Loss::Value, element.at, reason, matched::WAY), "properties", &identifier);
        }
        let place = place.map(|place| self.gazetteer.code(place).into()).unwrap_or_default();
        self.out.outlines.push(Boundary { place, name: stated.name, disputed: stated.disputed, lines });
    }
}

/// The lines of a feature, and what looks wrong with them.
type Lines = (Vec<Vec<Point>>, Vec<Wrong>);

/// All lines of a feature's geometry; the first mistake refuses it, for half an outline is none.
fn lines(feature: &Part<'_>) -> Result<Lines, Wrong> {
    let geometry = feature.member("geometry").filter(|geometry| !geometry.is_empty());
    let refused = |at, reason: &str, way| Err((Loss::Record, at, reason.to_owned(), way));
    let Some(geometry) = geometry else {
        return refused(feature.at(), "the feature has no geometry", "export it with its outline");
    };
    let kind = geometry.member("type").map(|kind| kind.text()).unwrap_or_default();
    let coordinates = geometry.member("coordinates");
    let Some(coordinates) = coordinates.filter(|_| !kind.is_empty()) else {
        return refused(geometry.at(), "the geometry has no type or no coordinates", "export the file again");
    };
    let (mut lines, mut looks_wrong) = (Vec::new(), Vec::new());
    let mut add = |line: Part<'_>, closed: bool| -> Result<(), Wrong> {
        let (line, told) = ring::line(line, closed)?;
        lines.push(line);
        looks_wrong.extend(told);
        Ok(())
    };
    match kind.as_str() {
        "Polygon" => coordinates.items().into_iter().try_for_each(|ring| add(ring, true))?,
        "MultiPolygon" => {
            for polygon in coordinates.items() {
                polygon.items().into_iter().try_for_each(|ring| add(ring, true))?;
            }
        }
        "LineString" => add(coordinates, false)?,
        "MultiLineString" => coordinates.items().into_iter().try_for_each(|line| add(line, false))?,
        other => {
            let reason = format!("`{other}` is no outline");
            let way = "export polygons, multipolygons or lines";
            return Err((Loss::Record, geometry.at(), reason, way));
        }
    }
    if lines.is_empty() {
        return refused(coordinates.at(), "the geometry is empty", "export it with its outline");
    }
    Ok((lines, looks_wrong))
}

#[cfg(test)]
mod tests;
