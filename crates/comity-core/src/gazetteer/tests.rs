use super::*;
use crate::{At, Place, Text};
use proptest::prelude::*;

fn place(
    id: &str,
    level: PlaceLevel,
    name: &str,
    parent: &str,
    countries: &str,
    points: &[(f64, f64)],
) -> NewPlace {
    NewPlace {
        id: id.into(),
        level,
        name: name.into(),
        parent: parent.into(),
        countries: countries.split_whitespace().map(CompactString::from).collect(),
        points: points.iter().filter_map(|(lat, lon)| Point::new(*lat, *lon)).collect(),
        ..NewPlace::default()
    }
}

fn small() -> Gazetteer {
    use PlaceLevel::*;
    let mut builder = GazetteerBuilder::default();
    for new in [
        place("m49:1", World, "World", "", "", &[]),
        place("m49:142", Region, "Asia", "m49:1", "TJ AF KG", &[]),
        place("m49:143", Region, "Central Asia", "m49:142", "TJ KG", &[]),
        place("iso2:TJ", Country, "Tajikistan", "m49:143", "", &[(38.8, 71.0)]),
        place("iso2:AF", Country, "Afghanistan", "m49:142", "", &[(33.8, 66.0)]),
        place("iso2:KG", Country, "Kyrgyzstan", "m49:143", "", &[(41.4, 74.5)]),
        place("pcode:AF17", Admin1, "Badakhshan", "iso2:AF", "", &[(36.9, 71.0)]),
        place("pcode:AF1701", Admin2, "Fayzabad", "pcode:AF17", "", &[(37.1, 70.6)]),
        place("iso3166-2:TJ-GB", Admin1, "Badakhshan", "iso2:TJ", "", &[(38.0, 72.5)]),
        place(
            "area:tajik-afghan-border",
            Line,
            "Tajik-Afghan border",
            "m49:142",
            "TJ AF",
            &[(37.3, 68.7), (37.5, 71.5)],
        ),
        place(
            "area:kyrgyz-tajik-border",
            Line,
            "Kyrgyz-Tajik border",
            "m49:143",
            "TJ KG",
            &[(39.9, 70.6), (39.4, 72.0)],
        ),
    ] {
        builder.add(new);
    }
    let (gazetteer, wrong) = builder.build();
    assert_eq!(wrong, Vec::<String>::new());
    gazetteer
}

fn named(name: &str) -> Place {
    Place { names: vec![Text::plain(name, At::default())], ..Place::default() }
}

#[test]
fn a_name_counts_within_the_countries_known() {
    let gazetteer = small();
    let tajikistan = gazetteer.by_code("iso2", "tj").unwrap();
    let found = gazetteer.resolve(&named("BADAKHSHAN"), &[tajikistan]).unwrap();
    assert_eq!(gazetteer.code(found.place), "iso3166-2:TJ-GB");
    assert!(!found.ambiguous);
    assert!(gazetteer.resolve(&named("Badakhshan"), &[]).unwrap().ambiguous);
    let kyrgyzstan = gazetteer.by_code("iso2", "KG").unwrap();
    assert_eq!(gazetteer.resolve(&named("Badakhshan"), &[kyrgyzstan]), None);
}

#[test]
fn a_longer_pcode_stands_for_the_area_around() {
    let gazetteer = small();
    let place = Place { vocabulary: "pcode".into(), code: "AF170199".into(), ..Place::default() };
    let found = gazetteer.resolve(&place, &[]).unwrap();
    assert_eq!((gazetteer.code(found.place), found.how), ("pcode:AF1701", How::CodePrefix));
}

#[test]
fn a_point_stands_for_the_nearest_place_or_its_country() {
    let gazetteer = small();
    let at = |lat, lon| gazetteer.resolve_point(Point { lat, lon }).map(|found| gazetteer.code(found.place));
    assert_eq!(at(37.11, 70.61), Some("pcode:AF1701"));
    assert_eq!(at(36.0, 70.6), Some("iso2:AF"));
    assert_eq!(at(-40.0, -30.0), None);
}

#[test]
fn lists_resolve_to_all_their_places() {
    let gazetteer = small();
    let all = gazetteer.resolve_all(&named("Tajik-Afghan border and Kyrgyzstan"), &[]);
    let codes: Vec<&str> = all.iter().map(|found| gazetteer.code(found.place)).collect();
    assert_eq!(codes, ["area:tajik-afghan-border", "iso2:KG"]);
}

#[test]
fn borders_with_a_common_country_are_neighbours() {
    let gazetteer = small();
    let line = |name| gazetteer.by_code("area", name).unwrap();
    let (afghan, kyrgyz) = (line("tajik-afghan-border"), line("kyrgyz-tajik-border"));
    assert!(gazetteer.neighbouring(afghan, kyrgyz));
    assert!(!gazetteer.neighbouring(afghan, afghan));
    let central_asia = gazetteer.by_code("m49", "143").unwrap();
    assert!(gazetteer.contains(central_asia, kyrgyz));
    assert!(!gazetteer.contains(central_asia, afghan));
}

#[test]
fn what_cannot_be_tied_is_named_and_stays() {
    let mut builder = GazetteerBuilder::default();
    builder.add(place("x:1", PlaceLevel::Admin1, "One", "x:2", "", &[]));
    builder.add(place("x:2", PlaceLevel::Admin1, "Two", "x:1", "", &[]));
    builder.add(place("x:3", PlaceLevel::Line, "Three", "x:9", "QQ", &[]));
    let (gazetteer, wrong) = builder.build();
    assert_eq!(gazetteer.len(), 3);
    assert_eq!(wrong.len(), 3, "{wrong:?}");
}

proptest! {
    #[test]
    fn ancestors_end_and_containment_is_transitive(
        parents in proptest::collection::vec((0_usize..40, 0_usize..6), 40),
    ) {
        use PlaceLevel::*;
        let levels = [World, Region, Country, Line, Admin1, Admin2];
        let mut builder = GazetteerBuilder::default();
        for (at, (parent, level)) in parents.iter().enumerate() {
            let countries = if matches!(levels[*level], Region | Line) { format!("p{} p{}", at / 3, parent / 2) } else { String::new() };
            builder.add(place(&format!("iso2:p{at}"), levels[*level], "p", &format!("iso2:p{parent}"), &countries, &[]));
        }
        let (gazetteer, _) = builder.build();
        for id in gazetteer.ids() {
            prop_assert!(gazetteer.ancestors(id).count() < gazetteer.len());
            prop_assert!(gazetteer.ancestors(id).all(|up| up != id));
        }
        // levels as in real data: extents are of countries, and descent goes from wide to narrow
        let small = small();
        for a in small.ids() {
            for b in small.ids().filter(|b| small.contains(a, *b)) {
                for c in small.ids().filter(|c| small.contains(b, *c)) {
                    prop_assert!(small.contains(a, c));
                }
            }
        }
    }
}
