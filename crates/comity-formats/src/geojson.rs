//! GeoJSON (RFC 7946): a collection of features, a list, one feature, or one feature a line (RFC 8142).
//!
//! Each feature is a record; its properties are read by the words of a small list of field names. A point is where it is; a line is
//! a border or route with its middle vertex as the point; an area is represented by the middle of its extent. The raw
//! geometry of lines and areas is kept.

use std::io::BufRead;

use comity_core::{ActivityKind, At, CompactString, Kept, Loss, Place, PlaceLevel, Point, Record};

use crate::{
    Error, Out, coordinates, fields,
    json::{Element, Elements, Part},
    open::Options,
};

/// Reads features of a collection, of a list, or of a sequence. One that can't be read is a problem, the rest goes on.
///
/// # Errors
/// When the input breaks off inside a feature, or a feature is beyond the limit of one value.
pub fn read(input: &mut dyn BufRead, options: &Options, out: &mut Out<'_>) -> Result<(), Error> {
    out.format = "GeoJSON".to_owned();
    let name = out.name().to_owned();
    if !Elements::new(input, &name, "features", &options.limits).each(|element| feature(element, out))? {
        out.problem(
            Loss::Nothing,
            At::new(1, 1),
            "features",
            "",
            "no feature is in it",
            "export it with features",
        );
    }
    Ok(())
}

/// Reads one feature that is the whole file, or one a line.
///
/// # Errors
/// When the input breaks off.
pub fn read_lines(input: &mut dyn BufRead, _: &Options, out: &mut Out<'_>) -> Result<(), Error> {
    out.format = "GeoJSON".to_owned();
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| Error::io(out.name(), error))?;
    let text = String::from_utf8_lossy(&bytes);
    if Part::new(&text, At::new(1, 1)).is_ok() {
        feature(&Element { bytes, at: At::new(1, 1) }, out);
        return Ok(());
    }
    for (number, line) in (1u32..).zip(text.lines()) {
        // a record separator may stand before each text, RFC 8142
        let line = line.trim_start_matches('\u{1e}').trim();
        if !line.is_empty() {
            feature(&Element { bytes: line.as_bytes().to_vec(), at: At::new(number, 1) }, out);
        }
    }
    Ok(())
}

fn feature(element: &Element, out: &mut Out<'_>) {
    let text = String::from_utf8_lossy(&element.bytes);
    let part = match Part::new(&text, element.at) {
        Ok(part) => part,
        Err((at, reason)) => {
            return out.problem(Loss::Record, at, "feature", "", reason, "correct the JSON there");
        }
    };
    if part.member("type").is_none_or(|kind| kind.text() != "Feature") {
        let way = "give each object `\"type\": \"Feature\"`, a geometry and properties";
        return out.problem(Loss::Record, element.at, "type", "", "the object is no feature", way);
    }
    let id = part.member("id").map(|id| id.text()).unwrap_or_default();
    let mut record =
        Record { id, source: out.source(), at: element.at, kind: ActivityKind::Unknown, ..Record::default() };
    for (name, value) in part.members() {
        match name.as_str() {
            "type" | "id" | "geometry" | "bbox" => {}
            "properties" => {
                for (name, value) in value.members() {
                    fields::take(&name, value, &mut record, out);
                }
            }
            _ => record.kept.push(Kept { name, value: value.raw().into(), at: value.at() }),
        }
    }
    if record.id.is_empty() {
        record.id = CompactString::from(format!("{}:{}", out.name(), element.at.line));
    }
    if let Some(value) = part.member("geometry").filter(|value| !value.is_empty()) {
        geometry(value, &mut record, out);
    }
    out.record(record);
}

/// The points of a geometry go into the place that the properties name, where there is one.
fn geometry(value: Part<'_>, record: &mut Record, out: &mut Out<'_>) {
    let kind = value.member("type").map(|kind| kind.text()).unwrap_or_default();
    if kind == "GeometryCollection" {
        for inner in value.member("geometries").map(|all| all.items()).unwrap_or_default() {
            // a collection inside a collection is forbidden to writers, and would never end
            if inner.member("type").is_some_and(|kind| kind.text() != "GeometryCollection") {
                geometry(inner, record, out);
            }
        }
        return;
    }
    let Some(coordinates) = value.member("coordinates") else { return };
    let mut positions = Vec::new();
    if let Some((loss, at, reason)) = gather(coordinates, 0, &mut positions) {
        let way =
            "write longitude first, then latitude, in degrees; leave the geometry null where it is not known";
        out.problem(loss, at, "coordinates", &record.id, reason, way);
    }
    let at = value.at();
    let (level, points) = match kind.as_str() {
        "Point" | "MultiPoint" => (PlaceLevel::Point, positions),
        "LineString" | "MultiLineString" => {
            (PlaceLevel::Line, positions.get(positions.len() / 2).copied().into_iter().collect())
        }
        _ => (PlaceLevel::Unknown, middle(&positions).into_iter().collect()),
    };
    if level != PlaceLevel::Point {
        record.kept.push(Kept {
            name: format!("geometry/{kind}").into(),
            value: coordinates.raw().into(),
            at,
        });
    }
    for point in points {
        let named = record
            .places
            .iter_mut()
            .find(|place| place.point.is_none() && place.level == PlaceLevel::Unknown);
        match named {
            Some(place) => {
                place.point = Some(point);
                if level == PlaceLevel::Line {
                    place.level = level;
                }
            }
            None => record.places.push(Place { level, point: Some(point), at, ..Place::default() }),
        }
    }
}

/// What is wrong with a position, where it stands, and what that costs.
type Wrong = (Loss, At, String);

/// All positions, however deep the lists are (four at most); the first that is wrong.
fn gather(value: Part<'_>, depth: u8, positions: &mut Vec<Point>) -> Option<Wrong> {
    let items = value.items();
    let number = |index: usize| items.get(index).and_then(|item| item.raw().parse::<f64>().ok());
    if let (Some(lon), Some(lat)) = (number(0), number(1)) {
        let mut wrong = None;
        positions.extend(coordinates::point(lat, lon, |loss, reason, _| {
            wrong = Some((loss, value.at(), reason));
        }));
        return wrong;
    }
    if depth >= 4 || items.is_empty() {
        return Some((Loss::Value, value.at(), "a position is no pair of numbers".to_owned()));
    }
    let mut wrong = None;
    for item in items {
        let found = gather(item, depth + 1, positions);
        wrong = wrong.or(found);
    }
    wrong
}

fn middle(points: &[Point]) -> Option<Point> {
    let extent = |of: fn(&Point) -> f64| {
        let (low, high) = points
            .iter()
            .map(of)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        (low + high) / 2.0
    };
    Point::new(extent(|point| point.lat), extent(|point| point.lon))
}

#[cfg(test)]
mod tests {
    use comity_core::{Item, Snapshot, SourceId};

    use super::*;

    fn load(text: &str, lines: bool) -> Snapshot {
        let mut snapshot = Snapshot::default();
        let mut sink = |item: Item| snapshot.add(item);
        let mut out = Out::new(SourceId(0), "map.geojson", &mut sink);
        let reader = if lines { read_lines } else { read };
        let _broken = reader(&mut text.as_bytes(), &Options::default(), &mut out);
        snapshot
    }

    const MAP: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[68.7,37.3]},
 "properties":{"title":"Post","kind":"project","reporter":"osce","themes":"border-security;training","place":"Nizhny Pyanj","start":"2006-03-01","country":"TJ","colour":"red","contact_email":"a@b.org"}},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[67,37],[68,37.1],[70,37.5]]},"properties":{"name":"Tajik-Afghan border"}},
{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[60,30],[70,30],[70,40],[60,30]]]},"properties":null},
{"type":"Feature","geometry":{"type":"Point","coordinates":[37.3,168.7]},"properties":{"start":"2021-02-30"}},
{"type":"Polygon"}, {"type":
"#;

    #[test]
    fn features_are_read_and_the_wrong_ones_located() {
        let snapshot = load(MAP, false);
        assert_eq!(snapshot.records.len(), 4);
        insta::assert_json_snapshot!("features", (&snapshot.records[..2], &snapshot.problems));
        assert_eq!(snapshot.records[2].places[0].point, Point::new(35.0, 65.0));
    }

    #[test]
    fn a_feature_alone_and_features_a_line() {
        let one = r#"{"type":"Feature","id":7,"geometry":null,"properties":{"title":"x"}}"#;
        assert_eq!(load(one, true).records[0].id, "7");
        let sequence = format!("\u{1e}{one}\n{{bad\n\u{1e}{one}\n");
        let snapshot = load(&sequence, true);
        assert_eq!((snapshot.records.len(), snapshot.problems[0].line), (2, Some(2)));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\":,a-c\\\\ 0-9\\-]{0,120}") {
            load(&text, false);
            load(&text, true);
            load(&format!("[{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{text}}}}}]"), false);
        }
    }
}
