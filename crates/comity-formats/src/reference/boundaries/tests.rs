use comity_core::{
    PlaceLevel,
    gazetteer::{GazetteerBuilder, NewPlace},
};
use proptest::prelude::*;

use super::*;

fn gazetteer() -> Gazetteer {
    let mut builder = GazetteerBuilder::default();
    for (id, level, codes) in [
        ("iso2:TJ", PlaceLevel::Country, "iso3:TJK"),
        ("pcode:TJ01", PlaceLevel::Admin1, "iso3166-2:TJ-DU"),
        ("pcode:TJ0102", PlaceLevel::Admin2, ""),
    ] {
        let codes = Some(codes).filter(|codes| !codes.is_empty()).map(Into::into).into_iter().collect();
        builder.add(NewPlace { id: id.into(), level, name: id.into(), codes, ..NewPlace::default() });
    }
    builder.build().0
}

fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}", features.join(",\n"))
}

fn load(text: &str) -> Boundaries {
    read("lines.geojson", text.as_bytes(), &gazetteer())
}

const SQUARE: &str = "[[[67,37],[70,37],[70,40],[67,40],[67,37]]]";

#[test]
fn outlines_are_matched_by_the_code_of_their_narrowest_level() {
    let read = load(&collection(&[
        feature(r#""place":"iso2:TJ","name":"Tajikistan""#, "Polygon", SQUARE),
        feature(r#""ADM0_PCODE":"TJ","ADM1_PCODE":"TJ01","ADM2_PCODE":"TJ0102""#, "Polygon", SQUARE),
        feature(r#""ADM1_PCODE":"TJ01","ADM2_PCODE":"TJ0199","ADM2_EN":"Nowhere""#, "Polygon", SQUARE),
        feature(r#""shapeISO":"TJ-DU","shapeGroup":"TJK""#, "MultiPolygon", &format!("[{SQUARE}]")),
        feature(r#""shapeISO":"TJK","shapeName":"Tajikistan""#, "Polygon", SQUARE),
        feature(
            r#""ISO_A2":"-99","ISO_A3":"TJK","featurecla":"Disputed (please verify)""#,
            "LineString",
            "[[67,37],[70,37]]",
        ),
    ]));
    let told: Vec<(&str, bool, usize)> =
        read.outlines.iter().map(|one| (one.place.as_str(), one.disputed, one.lines[0].len())).collect();
    let expected = [
        ("iso2:TJ", false, 5),
        ("pcode:TJ0102", false, 5),
        ("", false, 5),
        ("pcode:TJ01", false, 5),
        ("iso2:TJ", false, 5),
        ("iso2:TJ", true, 2),
    ];
    assert_eq!(told, expected);
    assert_eq!((read.problems.len(), read.outlines[2].name.as_str()), (1, "Nowhere"), "{:?}", read.problems);
}

#[test]
fn what_is_no_outline_is_located_with_a_way_out() {
    let tj = r#""place":"iso2:TJ""#;
    let text = collection(&[
        feature(tj, "Polygon", "[[[67,37],[70,37],[70,40],[67,40]]]"),
        feature(tj, "Polygon", "[[[0,0],[2,2],[2,0],[0,2],[0,0]]]"),
        feature(tj, "Polygon", "[[[7500000,4400000],[7600000,4400000],[7600000,4500000],[7500000,4400000]]]"),
        feature(tj, "Polygon", "[[[67,37],[37,168],[70,40],[67,37]]]"),
        feature(tj, "Polygon", "[[[190,37],[191,37],[191,38],[190,37]]]"),
        feature(tj, "Polygon", "[[[67,37],[68,38],[67,37]]]"),
        feature(tj, "Polygon", "[[[67,\"x\"],[68,38],[69,38],[67,37]]]"),
        feature(tj, "Point", "[67,37]"),
        feature(tj, "Polygon", "[]"),
        feature("", "Polygon", SQUARE),
        feature(r#""pcode":"XX77","name":"Somewhere""#, "Polygon", SQUARE),
        feature(tj, "Polygon", "[[[-179,60],[179,60],[179,61],[-179,61],[-179,60]]]"),
        r#"{"type":"Feature","properties":{},"geometry":null}"#.to_owned(),
        r#"{"type":"Polygon"}"#.to_owned(),
        "{\"type\":".to_owned(),
    ]);
    let told: Vec<String> = load(&text)
        .problems
        .iter()
        .map(|one| {
            let place = (one.line.unwrap_or(0), one.column.unwrap_or(0));
            format!("{}:{} {:?}: {}; {}", place.0, place.1, one.loss, one.reason, one.way_out)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_file_of_another_projection_or_without_features_is_refused_as_a_whole() {
    let crs = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]}"#;
    let read = load(crs);
    assert_eq!(read.problems[0].loss, Loss::File);
    assert!(read.problems[0].reason.contains("EPSG::3857") && read.problems[0].way_out.contains("ogr2ogr"));
    let good = crs.replace("EPSG::3857", "OGC:1.3:CRS84");
    assert_eq!(load(&good).problems[0].reason, "no feature is in it");
    assert_eq!(load("id,level\n").problems[0].loss, Loss::File);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\":,a-c\\\\ 0-9\\-]{0,120}") {
        load(&text);
        load(&collection(&[feature("", "Polygon", &text)]));
        load(&collection(&[format!("{{\"type\":\"Feature\",\"geometry\":{text}}}")]));
    }
}
