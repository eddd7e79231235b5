//! Countries, regions and locations of an activity.

use comity_core::{CompactString, Place, PlaceLevel, Point};

use super::{activity::Activity, code, tree::Element};
use crate::coordinates;

impl Activity<'_, '_> {
    pub(super) fn country(&mut self, element: Element<'_>, path: &str) {
        let code = element.attribute("code").unwrap_or_default();
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            self.unknown_code(element.at(), path, code, "Country");
        }
        let place = Place { level: PlaceLevel::Country, vocabulary: "iso2".into(), ..Place::default() };
        self.area(element, path, place);
        self.keep_rest(element, path, &["code", "percentage"], &["narrative"]);
    }

    pub(super) fn region(&mut self, element: Element<'_>, path: &str) {
        let written = element.attribute("vocabulary").unwrap_or_default();
        let vocabulary = code::region_vocabulary(written).unwrap_or_else(|| {
            self.unknown_code(element.at(), path, written, "RegionVocabulary");
            CompactString::from("reporting-org")
        });
        let code = element.attribute("code").unwrap_or_default();
        let world = matches!((vocabulary.as_str(), code), ("dac-region", "998") | ("m49", "001" | "1"));
        let level = if world { PlaceLevel::World } else { PlaceLevel::Region };
        self.area(element, path, Place { level, vocabulary, ..Place::default() });
        self.keep_rest(element, path, &["code", "percentage", "vocabulary"], &["narrative"]);
    }

    fn area(&mut self, element: Element<'_>, path: &str, mut place: Place) {
        place.code = element.attribute("code").unwrap_or_default().into();
        place.names = self.texts(element);
        place.at = element.at();
        place.percent = self.percent(element, path);
        let key = if place.code.is_empty() {
            place.names.first().map(|name| &name.value)
        } else {
            Some(&place.code)
        };
        let Some(key) = key.cloned() else {
            return self.lost(element.at(), path, "neither code nor name", "give the code");
        };
        // transactions repeat the places of their activity; a share is said once, by the activity
        if self.said.insert((place.vocabulary.clone(), key)) || place.percent.is_some() {
            self.record.places.push(place);
        }
    }

    /// A location is one place; the administrative areas that it names as its whereabouts are places of their own.
    pub(super) fn location(&mut self, element: Element<'_>) {
        let mut place = Place { at: element.at(), ..Place::default() };
        let mut class = "";
        let mut feature = None;
        let mut areas = Vec::new();
        for child in element.children() {
            match child.name() {
                "name" => place.names.extend(self.texts(child)),
                "point" => {
                    let written = child.child("pos").map_or(child.text(), |pos| pos.text());
                    place.point = place.point.or(self.point(child, written));
                }
                "coordinates" => {
                    let of = |name| child.attribute(name).unwrap_or_default();
                    let written = format!("{} {}", of("latitude"), of("longitude"));
                    place.point = place.point.or(self.point(child, &written));
                    self.keep_rest(child, "location/coordinates", &["latitude", "longitude"], &[]);
                }
                "location-id" | "gazetteer-entry" => {
                    let vocabulary = child.attribute("vocabulary").or(child.attribute("gazetteer-ref"));
                    let code = child.attribute("code").unwrap_or(child.text());
                    if place.code.is_empty() && !code.is_empty() {
                        place.vocabulary = code::gazetteer(vocabulary.unwrap_or_default());
                        place.code = code.into();
                    } else {
                        self.keep(child, &format!("location/{}", child.name()));
                    }
                }
                "administrative" => areas.push(child),
                "location-class" => class = child.attribute("code").unwrap_or_default(),
                "feature-designation" | "location-type" => {
                    feature = child.attribute("code").and_then(code::feature);
                    self.keep(child, &format!("location/{}", child.name()));
                }
                name => self.keep(child, &format!("location/{name}")),
            }
        }
        self.keep_attributes(element, "location", &[]);
        place.level = match (feature, class) {
            (Some(level), _) => level,
            (None, "1")
                if areas.iter().any(|area| area.attribute("level").is_some_and(|level| level > "1")) =>
            {
                PlaceLevel::Admin2
            }
            (None, "1") => PlaceLevel::Admin1,
            _ if place.vocabulary == "iso2" => PlaceLevel::Country,
            _ if place.code.is_empty() && place.names.is_empty() => PlaceLevel::Point,
            _ => PlaceLevel::Named,
        };
        if place.code.is_empty() && place.names.is_empty() && place.point.is_none() {
            if areas.is_empty() {
                let way_out = "give a name, a gazetteer code or a point";
                self.lost(element.at(), "location", "a location that says nothing of where it is", way_out);
            }
        } else {
            self.record.places.push(place);
        }
        for area in areas {
            self.administrative(area);
        }
    }

    fn administrative(&mut self, element: Element<'_>) {
        let level = match element.attribute("level") {
            Some("0") => PlaceLevel::Country,
            Some("1") => PlaceLevel::Admin1,
            Some(_) => PlaceLevel::Admin2,
            None => PlaceLevel::Unknown,
        };
        let names = self.texts(element);
        let coded = |level, vocabulary: CompactString, code: &str| Place {
            level,
            vocabulary,
            code: code.into(),
            at: element.at(),
            ..Place::default()
        };
        let mut places = Vec::new();
        if let Some(code) = element.attribute("code") {
            let vocabulary = code::gazetteer(element.attribute("vocabulary").unwrap_or_default());
            let level = if vocabulary == "iso2" { PlaceLevel::Country } else { level };
            places.push(coded(level, vocabulary, code));
        }
        // 1.0x: country, first and second level in three attributes, the names together as text
        for (name, level, vocabulary) in [
            ("country", PlaceLevel::Country, "iso2"),
            ("adm1", PlaceLevel::Admin1, "gazetteer:"),
            ("adm2", PlaceLevel::Admin2, "gazetteer:"),
        ] {
            if let Some(code) = element.attribute(name) {
                places.push(coded(level, vocabulary.into(), code));
            }
        }
        match places.last_mut() {
            Some(narrowest) => narrowest.names = names,
            None if !names.is_empty() => {
                places.push(Place { level, names, at: element.at(), ..Place::default() })
            }
            None => {}
        }
        for place in places {
            // what the activity said as a country already gains nothing from being said again by each location
            if place.code.is_empty() || self.said.insert((place.vocabulary.clone(), place.code.clone())) {
                self.record.places.push(place);
            }
        }
        let known = ["level", "code", "vocabulary", "country", "adm1", "adm2"];
        self.keep_rest(element, "location/administrative", &known, &["narrative"]);
    }

    fn point(&mut self, element: Element<'_>, written: &str) -> Option<Point> {
        let mut numbers =
            written.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty());
        let mut next = || numbers.next().and_then(|part| part.parse::<f64>().ok());
        let (lat, lon) = (next(), next());
        let point = match lat.zip(lon) {
            Some((lat, lon)) => coordinates::point(lat, lon, |loss, reason, way_out| {
                let id = &self.record.id;
                self.out.problem(loss, element.at(), "location/point", id, reason, way_out);
            }),
            None => {
                let reason = match written.trim() {
                    "" => "the point is empty".to_owned(),
                    written => format!("the point `{written}` is not two numbers"),
                };
                let way_out = "write latitude, a space, longitude, in degrees";
                self.lost(element.at(), "location/point", reason, way_out);
                None
            }
        };
        if point.is_none_or(|point| Some(point.lat) != lat) {
            self.note("location/point", written.trim(), element.at());
        }
        point
    }
}
