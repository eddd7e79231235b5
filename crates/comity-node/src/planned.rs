//! A planned activity as a desk writes it, on the command line or in a line of JSON, made into a record to be checked.

use comity_core::{
    ActivityKind, At, CompactString, DateKind, Day, PartyRef, Place, PlaceLevel, Point, Precision, Record,
    StatedDate, Status, Text, Theme,
};
use serde::{Deserialize, Deserializer};

/// What is planned. Only the title, the kind and the first day are asked for; what is missing bounds nothing.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// What, in a few words.
    pub title: String,
    /// A word of [`ActivityKind`].
    #[serde(default)]
    pub kind: String,
    /// Themes, as words or codes.
    #[serde(default, alias = "themes", deserialize_with = "one_or_many")]
    pub theme: Vec<String>,
    /// A name or a code.
    pub place: Option<String>,
    /// Degrees.
    pub lat: Option<f64>,
    /// Degrees.
    pub lon: Option<f64>,
    /// Kilometres within which something counts as at the same place.
    #[serde(alias = "radius_km")]
    pub radius: Option<f64>,
    /// First day.
    pub start: Option<Day>,
    /// Last day.
    pub end: Option<Day>,
    /// What can't be in two places at once.
    #[serde(default, alias = "assets", deserialize_with = "one_or_many")]
    pub asset: Vec<String>,
    /// Who plans it.
    pub party: Option<String>,
    /// To find the answer by.
    pub id: Option<String>,
}

fn one_or_many<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        None,
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(input)? {
        OneOrMany::None => Vec::new(),
        OneOrMany::One(word) => vec![word],
        OneOrMany::Many(words) => words,
    })
}

impl Planned {
    /// The record to check.
    ///
    /// # Errors
    /// A kind that is no kind, a point off the globe, an end before the start; each says what would do.
    pub fn record(&self) -> Result<Record, String> {
        let kind = ActivityKind::parse(&self.kind);
        if kind == ActivityKind::Unknown
            && !self.kind.trim().is_empty()
            && !self.kind.eq_ignore_ascii_case("unknown")
        {
            let words = ActivityKind::WORDS.map(|(_, word)| word).join(", ");
            return Err(format!("`{}` is no kind of activity: use one of {words}", self.kind));
        }
        if let (Some(start), Some(end)) = (self.start, self.end)
            && end < start
        {
            return Err(format!("the last day {end} lies before the first day {start}: exchange them"));
        }
        let text = |value: &str| Text::plain(value, At::default());
        let party = PartyRef {
            reference: self.party.as_deref().unwrap_or_default().trim().into(),
            ..PartyRef::default()
        };
        let dates = [(DateKind::PlannedStart, self.start), (DateKind::PlannedEnd, self.end)];
        Ok(Record {
            id: self.id.as_deref().unwrap_or("planned").into(),
            reporter: PartyRef { names: self.party.iter().map(|name| text(name)).collect(), ..party },
            kind,
            kind_as_written: self.kind.as_str().into(),
            status: Status::Planned,
            titles: vec![text(&self.title)],
            dates: dates
                .into_iter()
                .filter_map(|(kind, day)| {
                    Some(StatedDate { kind, day: day?, precision: Precision::Day, at: At::default() })
                })
                .collect(),
            places: self.places()?,
            themes: self.theme.iter().map(|word| theme(word)).collect(),
            assets: self.asset.iter().map(|asset| text(asset)).collect(),
            ..Record::default()
        })
    }

    fn places(&self) -> Result<Vec<Place>, String> {
        let point = match (self.lat, self.lon) {
            (Some(lat), Some(lon)) => Some(Point::new(lat, lon).ok_or_else(|| {
                format!("{lat},{lon} is no point on the globe: give degrees, latitude first")
            })?),
            (None, None) => None,
            _ => return Err("one of `lat` and `lon` is missing: give both, or neither".to_owned()),
        };
        let name = self.place.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let level = if name.is_none() { PlaceLevel::Point } else { PlaceLevel::Unknown };
        let country =
            name.filter(|name| name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_uppercase()));
        let place = Place {
            level: if country.is_some() { PlaceLevel::Country } else { level },
            vocabulary: CompactString::from(if country.is_some() { "iso2" } else { "" }),
            code: country.unwrap_or_default().into(),
            names: name.iter().map(|name| Text::plain(name, At::default())).collect(),
            point,
            ..Place::default()
        };
        Ok(if name.is_some() || point.is_some() { vec![place] } else { Vec::new() })
    }
}

/// A theme by code (`dac5:12220`, `12220`) or in words.
fn theme(word: &str) -> Theme {
    let word = word.trim();
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let (vocabulary, code) = match word.split_once(':') {
        Some((vocabulary, code)) => (vocabulary, code),
        None if digits && word.len() == 5 => ("dac5", word),
        None if digits && word.len() == 3 => ("dac3", word),
        None => ("security", word),
    };
    Theme {
        vocabulary: vocabulary.into(),
        code: code.into(),
        names: vec![Text::plain(code.replace('-', " "), At::default())],
        ..Theme::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Record, String> {
        serde_json::from_str::<Planned>(json).map_err(|error| error.to_string())?.record()
    }

    #[test]
    fn a_line_of_json_is_a_planned_record() {
        let record = read(
            r#"{"title":"Border course","kind":"training","theme":"border-security","lat":37.3,"lon":68.7,
                "start":"2006-09-01","end":"2006-09-20","asset":["AST-1"],"party":"nato"}"#,
        )
        .expect("reads");
        assert_eq!(record.kind, ActivityKind::Training);
        assert_eq!(record.status, Status::Planned);
        assert_eq!(record.period().days(), Some(20));
        assert_eq!(record.assets.len(), 1);
    }

    #[test]
    fn mistakes_are_named_with_the_way_out() {
        let refused = |json: &str| read(json).expect_err("is refused");
        assert!(refused(r#"{"title":"x","kind":"picnic"}"#).contains("`picnic` is no kind"));
        assert!(refused(r#"{"title":"x","lat":95,"lon":0}"#).contains("no point on the globe"));
        assert!(refused(r#"{"title":"x","lat":9}"#).contains("`lon`"));
        assert!(refused(r#"{"title":"x","start":"2006-02-01","end":"2006-01-01"}"#).contains("exchange"));
        assert!(refused(r#"{"title":"x","colour":"red"}"#).contains("unknown field"));
        assert!(refused(r#"{"title":"x","start":"2006-02-30"}"#).contains("no day"));
    }
}
