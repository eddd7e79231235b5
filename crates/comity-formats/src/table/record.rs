//! One row to one record, by the plan of its table.

use comity_core::{
    ActivityKind, Amount, AmountKind, At, CompactString, Currency, DateKind, DeclaredLink, Kept, Lang,
    LinkKind, Loss, Participant, PartyRef, Place, PlaceLevel, Point, Precision, Record, Role, StatedDate,
    Status, Text, Theme,
};

use super::{
    cells,
    dates::{DateCell, date},
    field::{Field, Side},
    mapping::Mapping,
    parties::{listed, parties},
    plan::{Plan, currency_sign},
    row::Row,
    tally::Tally,
};
use crate::Out;

/// Builds records; holds what is the same for all rows.
pub(crate) struct Builder<'a> {
    pub(crate) plan: Plan,
    mapping: &'a Mapping,
    /// Stands before `#12` in the id of a row that has none.
    stem: String,
}

impl<'a> Builder<'a> {
    /// Whether the user says who reports.
    pub(crate) fn has_reporter(&self) -> bool {
        !self.mapping.reporter.is_empty()
    }

    pub(crate) fn new(plan: Plan, mapping: &'a Mapping, source: &str) -> Self {
        let stem = source.rsplit(['/', '\\']).next().unwrap_or(source).to_owned();
        Builder { plan, mapping, stem }
    }

    /// The record of a row that stands `copies + 1` times in the source.
    pub(crate) fn record(&mut self, row: &Row, copies: u64, tally: &mut Tally, out: &mut Out<'_>) -> Record {
        let at = At::new(row.number, 0);
        let mut record = Record { source: out.source(), at, ..Record::default() };
        let mut parts = Parts { lang: self.mapping.language, ..Parts::default() };
        for (index, column) in self.plan.columns.iter_mut().enumerate() {
            let cell = row.get(index);
            if cell.is_empty() {
                continue;
            }
            column.filled += 1;
            if matches!(column.field, Field::Language) {
                parts.lang = Lang::parse(cell);
            }
        }
        self.identify(row, &mut record);
        for (index, column) in self.plan.columns.iter().enumerate() {
            let cell = row.get(index);
            if cell.is_empty() || matches!(column.field, Field::Id | Field::Language) {
                continue;
            }
            let at = At::new(row.number, u32::try_from(index + 1).unwrap_or(u32::MAX));
            let mut cell = Cell { text: cell, at, name: &column.name, tally, out };
            self.place_cell(index, &mut cell, &mut record, &mut parts);
        }
        for index in self.plan.columns.len()..row.len() {
            let cell = row.get(index);
            if !cell.is_empty() {
                let at = At::new(row.number, u32::try_from(index + 1).unwrap_or(u32::MAX));
                keep(&mut record, "beyond the last column", cell, at, tally);
            }
        }
        self.organisations(row, &mut record);
        self.finish(row, parts, &mut record, tally, out);
        if copies > 0 {
            record.kept.push(Kept { name: "copies".into(), value: copies.to_string().into(), at });
        }
        record
    }

    fn identify(&self, row: &Row, record: &mut Record) {
        let stated = self.plan.find(Field::Id).map_or("", |index| row.get(index));
        record.id =
            if stated.is_empty() { format!("{}#{}", self.stem, row.number).into() } else { stated.into() };
    }

    fn place_cell(&self, index: usize, cell: &mut Cell<'_, '_>, record: &mut Record, parts: &mut Parts) {
        let Some(column) = self.plan.columns.get(index) else { return };
        let nothing = cells::is_nothing(cell.text);
        let text = |cell: &Cell<'_, '_>| Text { value: cell.text.into(), lang: parts.lang, at: cell.at };
        match column.field {
            _ if nothing && !matches!(column.field, Field::Contact) => cell.keep(record),
            Field::Id | Field::Language | Field::Reporter(_) | Field::Org(..) => {}
            Field::Contact => cell.tally.contacts += 1,
            Field::Participants => {
                for name in listed(cell.text) {
                    record.participants.push(Participant {
                        role: Role::Participant,
                        party: PartyRef {
                            names: vec![Text::plain(name, cell.at)],
                            at: cell.at,
                            ..PartyRef::default()
                        },
                        activity_id: CompactString::default(),
                    });
                }
            }
            // `0` in a column of words is a spreadsheet's empty link
            Field::Title | Field::Activity | Field::Description if cells::number(cell.text).is_some() => {
                cell.keep(record);
            }
            Field::Title => record.titles.push(text(cell)),
            Field::Activity => parts.activities.push(text(cell)),
            Field::Description => record.descriptions.push(text(cell)),
            Field::Cluster | Field::Sector => {
                let vocabulary = if column.field == Field::Cluster { "cluster" } else { "" };
                for word in listed(cell.text) {
                    let theme = theme(word, vocabulary, parts.lang, cell.at);
                    if !record
                        .themes
                        .iter()
                        .any(|known| known.names == theme.names && known.code == theme.code)
                    {
                        record.themes.push(theme);
                    }
                }
            }
            Field::Country(side) => parts.country.put(side, cell),
            Field::Admin(level, side) => {
                if let Some(place) = parts.admin.get_mut(usize::from(level.saturating_sub(1))) {
                    place.put(side, cell);
                }
            }
            Field::Place => parts.named.push(Text { value: cell.text.into(), lang: parts.lang, at: cell.at }),
            Field::Lat => parts.lat = cell.degrees(record),
            Field::Lon => parts.lon = cell.degrees(record),
            Field::LatLon => match cells::lat_lon(cell.text) {
                Some((lat, lon)) => (parts.lat, parts.lon) = (Some((lat, cell.at)), Some((lon, cell.at))),
                None => cell.refuse("no pair of coordinates", "write them as `38.54, 68.78`", record),
            },
            Field::Start | Field::End | Field::PlannedStart | Field::PlannedEnd | Field::Reported => {
                match date(cell.text, column.order, self.plan.year) {
                    Some(found) => {
                        if found.ambiguous && column.order_open {
                            cell.doubt(
                                "it may be day/month or month/day; the day is taken first",
                                "give `date_format` in a mapping file",
                            );
                        } else if found.proves.is_some_and(|proved| proved != column.order) {
                            cell.doubt(
                                "day and month stand the other way round here than in the rest of the column",
                                "check the cell",
                            );
                        }
                        parts.dates.push((column.field, found, cell.at));
                    }
                    None => cell.refuse(
                        "no date",
                        "write it as 2021-03-31, or give `date_format` or `year` in a mapping file",
                        record,
                    ),
                }
            }
            Field::Year => match date(cell.text, column.order, None) {
                Some(found) => {
                    parts.dates.push((Field::Start, found, cell.at));
                    parts.dates.push((Field::End, found, cell.at));
                }
                None => cell.refuse("no year", "write it with four digits", record),
            },
            Field::Status => match cells::status(cell.text) {
                Some(status) => record.status = status,
                None => cell.keep(record),
            },
            Field::Kind => {
                record.kind = ActivityKind::parse(cell.text);
                record.kind_as_written = cell.text.into();
            }
            Field::Amount => match cells::number(cell.text).and_then(|n| n.checked_mul(column.scale)) {
                Some(value) => record.amounts.push(Amount {
                    kind: AmountKind::Total,
                    value,
                    currency: currency_sign(cell.text).unwrap_or(column.currency),
                    day: None,
                    period: None,
                    provider: None,
                    receiver: None,
                    reference: CompactString::default(),
                    description: column.name.as_str().into(),
                    at: cell.at,
                }),
                None => cell.refuse("no number", "write it as 1234.50", record),
            },
            Field::Currency => parts.currency = Currency::parse(cell.text),
            Field::Asset => record.assets.push(text(cell)),
            Field::Code if cells::is_code(cell.text) => record.links.push(DeclaredLink {
                kind: LinkKind::OtherIdentifier,
                to: cell.text.into(),
                at: cell.at,
            }),
            Field::Code | Field::Count | Field::Kept => cell.keep(record),
        }
    }

    /// Participants with their names, short names, references and types; the reporter is the one that leads, else
    /// the one that does the work, else the one that pays.
    fn organisations(&self, row: &Row, record: &mut Record) {
        for group in &self.plan.orgs {
            for party in parties(group, row) {
                match group.role {
                    Some(role) => record.participants.push(Participant {
                        role,
                        party,
                        activity_id: CompactString::default(),
                    }),
                    None if record.reporter.label().is_empty() => record.reporter = party,
                    None => record.participants.push(Participant {
                        role: Role::Unstated,
                        party,
                        activity_id: CompactString::default(),
                    }),
                }
            }
        }
        if record.reporter.label().is_empty() {
            let by = |role| record.participants.iter().find(|participant| participant.role == role);
            let reporting = by(Role::Lead).or_else(|| by(Role::Implementer)).or_else(|| by(Role::Funder));
            if let Some(participant) = reporting {
                record.reporter = participant.party.clone();
            } else if !self.mapping.reporter.is_empty() {
                record.reporter.names.push(Text::plain(&self.mapping.reporter, At::default()));
            }
        }
    }

    fn finish(&self, row: &Row, mut parts: Parts, record: &mut Record, tally: &mut Tally, out: &mut Out<'_>) {
        if record.titles.is_empty() {
            record.titles.append(&mut parts.activities);
        }
        record.descriptions.append(&mut parts.activities);
        record.humanitarian = self.plan.hxl;
        let currency = if parts.currency == Currency::NONE { self.mapping.currency } else { parts.currency };
        for amount in record.amounts.iter_mut().filter(|amount| amount.currency == Currency::NONE) {
            amount.currency = currency;
        }
        for (field, found, at) in std::mem::take(&mut parts.dates) {
            let mut state = |kind, cell: DateCell| {
                record.dates.push(StatedDate { kind, day: cell.day, precision: cell.precision, at });
            };
            let (begun, over) = match record.status {
                Status::Active | Status::Suspended => (true, false),
                Status::Finished | Status::Closed => (true, true),
                Status::Unknown | Status::Planned | Status::Cancelled => (false, false),
            };
            match field {
                Field::Start if begun => state(DateKind::ActualStart, found),
                Field::Start | Field::PlannedStart => state(DateKind::PlannedStart, found),
                Field::End if over => state(DateKind::ActualEnd, found),
                Field::End | Field::PlannedEnd => state(DateKind::PlannedEnd, found),
                _ => {
                    state(DateKind::Reported, found);
                    // a monthly sheet says what was under way in the month, by the day that stands for the month
                    if self.plan.monthly && (found.precision == Precision::Month || found.day.ymd().2 == 1) {
                        let month = DateCell { precision: Precision::Month, ..found };
                        state(DateKind::ActualStart, month);
                        state(DateKind::ActualEnd, month);
                    }
                }
            }
        }
        let point = match (parts.lat, parts.lon) {
            (Some((lat, lat_at)), Some((lon, _))) => {
                let turned = self.plan.swapped || lat.abs() > 90.0 && lon.abs() <= 90.0;
                if turned && !self.plan.swapped {
                    tally.doubt(
                        out,
                        lat_at,
                        "latitude",
                        format!("latitude `{lat}` lies beyond the poles; taken for the longitude"),
                        "exchange the two columns in this row",
                    );
                }
                let point = if turned { Point::new(lon, lat) } else { Point::new(lat, lon) };
                if point.is_none() {
                    tally.refuse(
                        out,
                        Loss::Value,
                        lat_at,
                        "latitude",
                        &record.id,
                        format!(
                            "`{lat}, {lon}` is no place on the globe, or the 0,0 that stands for not known"
                        ),
                        "leave both cells empty where the place is not known",
                    );
                }
                point
            }
            _ => None,
        };
        if !self.mapping.country.is_empty() && parts.country.is_empty() {
            let country =
                Cell { text: &self.mapping.country, at: At::default(), name: "country", tally, out };
            parts.country.put(Side::Name, &country);
        }
        record.places = parts.places(point, row.number);
    }
}

/// What is gathered from several cells before the record is whole.
#[derive(Default)]
struct Parts {
    lang: Lang,
    activities: Vec<Text>,
    country: PlaceParts,
    admin: [PlaceParts; 4],
    named: Vec<Text>,
    lat: Option<(f64, At)>,
    lon: Option<(f64, At)>,
    dates: Vec<(Field, DateCell, At)>,
    currency: Currency,
}

#[derive(Default)]
struct PlaceParts {
    name: CompactString,
    code: CompactString,
    at: At,
}

impl PlaceParts {
    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.code.is_empty()
    }

    fn put(&mut self, side: Side, cell: &Cell<'_, '_>) {
        let slot = if side == Side::Code { &mut self.code } else { &mut self.name };
        *slot = cell.text.into();
        if self.at == At::default() {
            self.at = cell.at;
        }
    }

    fn place(self, level: PlaceLevel, vocabulary: &str, lang: Lang) -> Place {
        let names = if self.name.is_empty() {
            Vec::new()
        } else {
            vec![Text { value: self.name, lang, at: self.at }]
        };
        let vocabulary = if self.code.is_empty() { CompactString::default() } else { vocabulary.into() };
        Place { level, vocabulary, code: self.code, names, at: self.at, ..Place::default() }
    }
}

impl Parts {
    /// Places from wide to narrow; a point belongs to the narrowest named one.
    fn places(&mut self, point: Option<Point>, row: u32) -> Vec<Place> {
        let mut places = Vec::new();
        let mut country = std::mem::take(&mut self.country);
        // `AF` under "Country": a code in the column of names
        let coded = |text: &str| matches!(text.len(), 2 | 3) && text.bytes().all(|b| b.is_ascii_uppercase());
        if country.code.is_empty() && coded(&country.name) {
            country.code = std::mem::take(&mut country.name);
        }
        if !country.is_empty() {
            let vocabulary = match country.code.len() {
                2 => "iso2",
                3 if country.code.bytes().all(|b| b.is_ascii_digit()) => "m49",
                _ => "iso3",
            };
            places.push(country.place(PlaceLevel::Country, vocabulary, self.lang));
        }
        for (index, admin) in std::mem::take(&mut self.admin).into_iter().enumerate() {
            if !admin.is_empty() {
                let level = if index == 0 { PlaceLevel::Admin1 } else { PlaceLevel::Admin2 };
                places.push(admin.place(level, "pcode", self.lang));
            }
        }
        for name in self.named.drain(..) {
            places.push(Place {
                level: PlaceLevel::Named,
                at: name.at,
                names: vec![name],
                ..Place::default()
            });
        }
        if let Some(point) = point {
            match places.last_mut().filter(|place| place.level > PlaceLevel::Country) {
                Some(narrowest) => narrowest.point = Some(point),
                None => {
                    let at = self.lat.map_or(At::new(row, 0), |(_, at)| at);
                    places.push(Place {
                        level: PlaceLevel::Point,
                        point: Some(point),
                        at,
                        ..Place::default()
                    });
                }
            }
        }
        places
    }
}

/// A cell on its way into a record.
struct Cell<'c, 's> {
    text: &'c str,
    at: At,
    name: &'c str,
    tally: &'c mut Tally,
    out: &'c mut Out<'s>,
}

impl Cell<'_, '_> {
    fn keep(&mut self, record: &mut Record) {
        keep(record, self.name, self.text, self.at, self.tally);
    }

    fn refuse(&mut self, what: &str, way_out: &str, record: &mut Record) {
        let reason = format!("`{}` is {what}", short(self.text));
        self.tally.refuse(self.out, Loss::Value, self.at, self.name, &record.id, reason, way_out);
        self.keep(record);
    }

    fn doubt(&mut self, what: &str, way_out: &str) {
        self.tally.doubt(self.out, self.at, self.name, format!("`{}`: {what}", short(self.text)), way_out);
    }

    fn degrees(&mut self, record: &mut Record) -> Option<(f64, At)> {
        let found = cells::degrees(self.text).filter(|found| found.abs() <= 360.0);
        if found.is_none() {
            self.refuse("no coordinate", "write degrees as 38.54", record);
        }
        found.map(|found| (found, self.at))
    }
}

/// Keeps what was not understood, but never an address or a telephone.
fn keep(record: &mut Record, name: &str, cell: &str, at: At, tally: &mut Tally) {
    if cells::has_email(cell) || cells::is_phone(cell) {
        tally.contacts += 1;
        return;
    }
    tally.kept += 1;
    record.kept.push(Kept { name: name.into(), value: cell.into(), at });
}

fn short(cell: &str) -> String {
    let mut short: String = cell.chars().take(60).collect();
    if short.len() < cell.len() {
        short.push('…');
    }
    short
}

fn theme(word: &str, vocabulary: &str, lang: Lang, at: At) -> Theme {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        let vocabulary = match word.len() {
            5 => "dac5",
            3 => "dac3",
            _ => "",
        };
        return Theme { vocabulary: vocabulary.into(), code: word.into(), at, ..Theme::default() };
    }
    let names = vec![Text { value: word.into(), lang, at }];
    Theme { vocabulary: vocabulary.into(), names, at, ..Theme::default() }
}
