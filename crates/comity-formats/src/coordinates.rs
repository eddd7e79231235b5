//! Points as people write them: 0,0 for "not known", and latitude and longitude in each other's place. What a pair of numbers
//! alone proves is told by its reader; what only the stated country proves is told when all is read.

use comity_core::{
    Kept, Lang, Loss, Place, PlaceLevel, Point, Problem, Record, Snapshot,
    gazetteer::{Gazetteer, PlaceId},
};

/// A point so far from every town of the stated countries is not in them, km.
const AWAY_KM: f64 = 600.0;
/// Exchanged it must come as near to one of them, km.
const NEAR_KM: f64 = 150.0;

/// The point of a latitude and a longitude. What is wrong with them goes to `say`, with what it costs and the way out.
pub(crate) fn point(lat: f64, lon: f64, say: impl FnOnce(Loss, String, &'static str)) -> Option<Point> {
    if let Some(point) = Point::new(lat, lon) {
        return Some(point);
    }
    if let Some(point) = Point::new(lon, lat).filter(|_| lat.abs() > 90.0) {
        let reason = format!("no latitude is beyond 90 degrees: `{lat}, {lon}` was exchanged");
        say(Loss::Mended, reason, "write latitude and longitude in each other's place");
        return Some(point);
    }
    let reason = if lat == 0.0 && lon == 0.0 {
        format!("the point `{lat}, {lon}` lies in the sea and in practice means not known")
    } else {
        format!("`{lat}, {lon}` is no point on the globe")
    };
    say(Loss::Value, reason, "write degrees; leave the point out where it is not known");
    None
}

/// Exchanges latitude and longitude of points that lie far from every country their record states and, exchanged, in one of them.
/// Each is a problem, and the point as written is kept. Returns how many there were.
pub fn exchange_swapped(snapshot: &mut Snapshot, gazetteer: &Gazetteer) -> usize {
    let mut told = Vec::new();
    let sources = &snapshot.sources;
    for record in &mut snapshot.records {
        let stated = countries(record, gazetteer);
        if stated.is_empty() {
            continue;
        }
        for place in &mut record.places {
            let Some((point, country)) = exchanged(place, &stated, gazetteer) else { continue };
            let (lat, lon) = (point.lon, point.lat);
            place.point = Some(point);
            let name = gazetteer.name(country, Lang::UNKNOWN);
            told.push(Problem {
                file: sources
                    .get(record.source.0 as usize)
                    .map(|source| source.name.clone())
                    .unwrap_or_default(),
                line: (place.at.line > 0).then_some(place.at.line),
                column: (place.at.column > 0).then_some(place.at.column),
                element: "point".into(),
                identifier: record.id.clone(),
                reason: format!(
                    "the point `{lat}, {lon}` is far from {name}; exchanged it lies there, and was exchanged"
                ),
                way_out: "write latitude and longitude in each other's place".to_owned(),
                loss: Loss::Mended,
            });
            record.kept.push(Kept {
                name: "point as written".into(),
                value: format!("{lat}, {lon}").into(),
                at: place.at,
            });
        }
    }
    let count = told.len();
    snapshot.problems.extend(told);
    count
}

/// The countries that a record names.
fn countries(record: &Record, gazetteer: &Gazetteer) -> Vec<PlaceId> {
    let of = |place: &Place| {
        let coded = gazetteer.by_code(&place.vocabulary, &place.code);
        let named = || place.names.iter().flat_map(|name| gazetteer.find(&name.value));
        coded.or_else(|| named().find(|found| gazetteer.level(*found) == PlaceLevel::Country))
    };
    let stated = record.places.iter().filter(|place| place.level == PlaceLevel::Country);
    stated.filter_map(of).collect()
}

/// The point exchanged, where only that way it can be meant, and the country in which it lies then.
fn exchanged(place: &Place, stated: &[PlaceId], gazetteer: &Gazetteer) -> Option<(Point, PlaceId)> {
    let written = place.point?;
    let other = Point::new(written.lon, written.lat)?;
    if gazetteer.is_near(written, stated, NEAR_KM) || !gazetteer.is_near(other, stated, NEAR_KM) {
        return None;
    }
    let country = stated.iter().find(|country| gazetteer.is_near(other, &[**country], NEAR_KM))?;
    (!gazetteer.is_near(written, stated, AWAY_KM)).then_some((other, *country))
}

#[cfg(test)]
mod tests {
    use comity_core::{
        At, Source, SourceId, Text,
        gazetteer::{GazetteerBuilder, NewPlace},
    };

    use super::*;

    fn gazetteer() -> Gazetteer {
        let mut builder = GazetteerBuilder::default();
        let mut add = |id: &str, level, parent: &str, point: Option<(f64, f64)>| {
            builder.add(NewPlace {
                id: id.into(),
                level,
                name: id.into(),
                parent: parent.into(),
                points: point.into_iter().filter_map(|(lat, lon)| Point::new(lat, lon)).collect(),
                codes: Vec::new(),
                names: vec![(Lang::UNKNOWN, id.into())],
                keys: Vec::new(),
                countries: Vec::new(),
                population: 0,
            });
        };
        add("iso2:TJ", PlaceLevel::Country, "", None);
        add("iso2:RU", PlaceLevel::Country, "", None);
        add("geonames:1", PlaceLevel::Named, "iso2:TJ", Some((38.54, 68.78)));
        add("geonames:2", PlaceLevel::Named, "iso2:RU", Some((68.97, 33.07)));
        builder.build().0
    }

    fn record(country: &str, lat: f64, lon: f64) -> Record {
        let at = At::new(7, 3);
        let land = Place {
            level: PlaceLevel::Country,
            vocabulary: "iso2".into(),
            code: country.into(),
            ..Place::default()
        };
        let spot = Place {
            level: PlaceLevel::Named,
            names: vec![Text::plain("x", at)],
            point: Point::new(lat, lon),
            at,
            ..Place::default()
        };
        Record { id: "A".into(), source: SourceId(0), places: vec![land, spot], ..Record::default() }
    }

    #[test]
    fn a_point_is_exchanged_only_where_its_country_proves_it() {
        for (country, lat, lon, want) in [
            ("TJ", 38.5, 68.8, None),
            ("TJ", 68.8, 38.5, Some((38.5, 68.8))),
            // without a country, far from everything, or near as written nothing is proved
            ("", 68.8, 38.5, None),
            ("TJ", -20.0, 30.0, None),
            ("RU", 68.8, 38.5, None),
        ] {
            let mut snapshot = Snapshot {
                sources: vec![Source { name: "a.csv".into(), ..Source::default() }],
                records: vec![record(country, lat, lon)],
                ..Snapshot::default()
            };
            let count = exchange_swapped(&mut snapshot, &gazetteer());
            let point = snapshot.records[0].places[1].point.map(|point| (point.lat, point.lon));
            assert_eq!(
                (count, point),
                (usize::from(want.is_some()), want.or(Some((lat, lon)))),
                "{country} {lat} {lon}"
            );
            if want.is_some() {
                let problem = &snapshot.problems[0];
                assert_eq!(
                    (problem.file.as_str(), problem.line, problem.column),
                    ("a.csv", Some(7), Some(3))
                );
                assert_eq!((problem.loss, problem.identifier.as_str()), (Loss::Mended, "A"));
                assert_eq!(snapshot.records[0].kept[0].value, "68.8, 38.5");
            }
        }
    }

    #[test]
    fn two_numbers_alone_prove_some_mistakes() {
        let told = |lat, lon| {
            let mut told = None;
            let point = point(lat, lon, |loss, reason, _| told = Some((loss, reason)));
            (point.map(|point| (point.lat, point.lon)), told)
        };
        assert_eq!(told(38.5, 68.8), (Some((38.5, 68.8)), None));
        let exchanged = "no latitude is beyond 90 degrees: `120.5, 41` was exchanged".to_owned();
        assert_eq!(told(120.5, 41.0), (Some((41.0, 120.5)), Some((Loss::Mended, exchanged))));
        for (lat, lon) in [(0.0, 0.0), (120.0, 120.0), (f64::NAN, 1.0), (0.0, 181.0)] {
            let (point, told) = told(lat, lon);
            assert!(point.is_none() && told.is_some_and(|(loss, _)| loss == Loss::Value), "{lat} {lon}");
        }
    }
}
