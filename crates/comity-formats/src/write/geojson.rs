//! GeoJSON (RFC 7946): a record at its points, a finding as a line between the points of its records.

use std::io::Write;

use comity_core::{Finding, Point, Record, Snapshot};
use serde_json::{Map, Value, json};

use super::{Labelled, WriteError, Written, rows};

pub(super) fn records(records: &[Record], sink: &mut (dyn Write + Send)) -> Result<Written, WriteError> {
    collection(records.iter().map(of_record), sink)
}

pub(super) fn findings(
    findings: &[Finding],
    snapshot: &Snapshot,
    sink: &mut (dyn Write + Send),
) -> Result<Written, WriteError> {
    collection(findings.iter().map(|finding| of_finding(finding, snapshot)), sink)
}

/// Features one a line, so that a difference between two files can be read; those without a geometry are left out.
fn collection(
    features: impl Iterator<Item = Option<Value>>,
    sink: &mut (dyn Write + Send),
) -> Result<Written, WriteError> {
    let mut done = Written::default();
    sink.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    for feature in features {
        let Some(feature) = feature else {
            done.left_out += 1;
            continue;
        };
        sink.write_all(if done.written == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *sink, &feature)?;
        done.written += 1;
    }
    sink.write_all(b"\n]}\n")?;
    Ok(done)
}

fn coordinates(points: &[Point]) -> Vec<Value> {
    points.iter().map(|point| json!([point.lon, point.lat])).collect()
}

fn of_record(record: &Record) -> Option<Value> {
    let geometry = place_of(record)?;
    Some(json!({"type": "Feature", "id": record.id, "geometry": geometry, "properties": properties(record)}))
}

/// A record that goes out under a label. One without a point is there too: its geometry is null (RFC 7946, section 3.2).
pub(super) fn labelled(one: &Labelled) -> Value {
    let mut properties = properties(&one.record);
    for (name, value) in [("tlp", one.tlp.as_str()), ("owner", &one.owner), ("identifier", &one.record.id)] {
        properties.insert(name.to_owned(), value.into());
    }
    json!({"type": "Feature", "id": one.id, "geometry": place_of(&one.record), "properties": properties})
}

fn place_of(record: &Record) -> Option<Value> {
    let points: Vec<Point> = record.places.iter().filter_map(|place| place.point).collect();
    match points.as_slice() {
        [] => None,
        [one] => Some(json!({"type": "Point", "coordinates": [one.lon, one.lat]})),
        many => Some(json!({"type": "MultiPoint", "coordinates": coordinates(many)})),
    }
}

fn properties(record: &Record) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            properties.insert(name.to_owned(), Value::String(value));
        }
    };
    put("title", record.titles.first().map(|title| title.value.to_string()).unwrap_or_default());
    put("description", record.descriptions.first().map(|words| words.value.to_string()).unwrap_or_default());
    put("reporter", rows::party(&record.reporter).to_owned());
    put("kind", record.kind.as_str().to_owned());
    put("status", rows::word(&record.status));
    let period = record.period();
    put("start", period.start.map(|day| day.to_string()).unwrap_or_default());
    put("end", period.end.map(|day| day.plus(-1).to_string()).unwrap_or_default());
    let themes = record.themes.iter().map(|theme| {
        if theme.code.is_empty() {
            theme.names.first().map_or("", |name| name.value.as_str())
        } else {
            &theme.code
        }
    });
    put("themes", themes.collect::<Vec<_>>().join(";"));
    let place =
        record.places.iter().find(|place| place.point.is_some()).and_then(|place| place.names.first());
    put("place", place.map(|name| name.value.to_string()).unwrap_or_default());
    properties
}

fn of_finding(finding: &Finding, snapshot: &Snapshot) -> Option<Value> {
    let record = |index: &u32| usize::try_from(*index).ok().and_then(|index| snapshot.records.get(index));
    let first_point = |record: &Record| record.places.iter().find_map(|place| place.point);
    let mut points: Vec<Point> = finding.indices.iter().filter_map(record).filter_map(first_point).collect();
    points.dedup();
    let geometry = match points.as_slice() {
        [] => return None,
        [one] => json!({"type": "Point", "coordinates": [one.lon, one.lat]}),
        many => json!({"type": "LineString", "coordinates": coordinates(many)}),
    };
    let properties = serde_json::to_value(finding).ok()?;
    Some(json!({"type": "Feature", "geometry": geometry, "properties": properties}))
}
