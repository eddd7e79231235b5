//! One row to one record, by the plan of its table.

mod cell;
mod places;

use comity_core::{
    ActivityKind, Amount, At, CompactString, Currency, DateKind, DeclaredLink, Kept, Lang, LinkKind,
    Participant, PartyRef, Precision, Record, Role, StatedDate, Status, Text, Theme,
};

use super::{
    cells,
    dates::{DateCell, date, span},
    field::{Field, Side},
    mapping::Mapping,
    parties::{listed, parties},
    plan::{Column, Plan, currency_sign},
    row::Row,
    tally::Tally,
};
use crate::{
    Out,
    contact::{has_address, without_addresses},
    coordinates,
};
use cell::{Cell, keep};
use places::Places;

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
            let is_read = matches!(column.field, Field::Id | Field::Language) && !has_address(cell);
            if cell.is_empty() || is_read {
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
        let stated = self
            .plan
            .find(Field::Id)
            .map(|index| row.get(index))
            .filter(|id| !has_address(id))
            .unwrap_or_default();
        record.id =
            if stated.is_empty() { format!("{}#{}", self.stem, row.number).into() } else { stated.into() };
    }

    fn place_cell(&self, index: usize, cell: &mut Cell<'_, '_>, record: &mut Record, parts: &mut Parts) {
        let Some(column) = self.plan.columns.get(index) else { return };
        let nothing = cells::is_nothing(cell.text);
        let lang = parts.lang;
        let text = |cell: &Cell<'_, '_>| Text {
            value: without_addresses(cell.text).as_ref().into(),
            lang,
            at: cell.at,
        };
        match column.field {
            Field::Contact => cell.tally.contacts += 1,
            Field::Skip => cell.tally.left_out += 1,
            _ if nothing => cell.keep(record),
            // whatever a column is taken for, no address comes into a record
            field if !field.is_prose() && has_address(cell.text) => cell.tally.contacts += 1,
            Field::Id | Field::Language | Field::Reporter(_) | Field::Org(..) => {}
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
            Field::Country(side) => parts.places.country.put(side, cell),
            Field::Admin(level, side) => {
                if let Some(area) = parts.places.admin.get_mut(usize::from(level.saturating_sub(1))) {
                    area.put(side, cell);
                }
            }
            Field::Place => parts.places.named.push(text(cell)),
            Field::Lat => parts.places.lat = cell.degrees(record),
            Field::Lon => parts.places.lon = cell.degrees(record),
            Field::LatLon => match cells::lat_lon(cell.text) {
                Some((lat, lon)) => {
                    (parts.places.lat, parts.places.lon) = (Some((lat, cell.at)), Some((lon, cell.at)));
                }
                None => cell.refuse("no pair of coordinates", "write them as `38.54, 68.78`", record),
            },
            field @ (Field::Start
            | Field::End
            | Field::PlannedStart
            | Field::PlannedEnd
            | Field::Reported) => match self.day(column, cell) {
                Some(found) => parts.dates.push((index, field, found, cell.at)),
                None => cell.refuse(
                    "no date",
                    "write it as 2021-03-31, or give `date_format` or `year` in a mapping file",
                    record,
                ),
            },
            Field::Year => match date(cell.text, column.order, None) {
                Some(found) => {
                    parts.dates.push((index, Field::Start, found, cell.at));
                    parts.dates.push((index, Field::End, found, cell.at));
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
                    description: column.name.as_str().into(),
                    ..Amount::new(
                        column.money,
                        value,
                        currency_sign(cell.text).unwrap_or(column.currency),
                        cell.at,
                    )
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

    /// The day of a cell; of a span (`15-21 June`) the end that the column asks for.
    fn day(&self, column: &Column, cell: &mut Cell<'_, '_>) -> Option<DateCell> {
        let Some(found) = date(cell.text, column.order, self.plan.year) else {
            let (first, last) = span(cell.text, self.plan.year)?;
            return Some(if matches!(column.field, Field::End | Field::PlannedEnd) { last } else { first });
        };
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
        Some(found)
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
        self.dates(std::mem::take(&mut parts.dates), record);
        let point = match (parts.places.lat, parts.places.lon) {
            (Some((lat, lat_at)), Some((lon, _))) => {
                let (lat, lon) = if self.plan.swapped.is_some() { (lon, lat) } else { (lat, lon) };
                coordinates::point(lat, lon, |loss, reason, way_out| {
                    tally.refuse(out, loss, lat_at, "latitude", &record.id, reason, way_out);
                })
            }
            _ => None,
        };
        if !self.mapping.country.is_empty() && parts.places.country.is_empty() {
            parts.places.country.say(Side::Name, &self.mapping.country, At::default());
        }
        record.places = parts.places.finish(point, parts.lang, row.number);
    }

    /// Dates by what the state of the activity makes of them. Where a row says neither when it begins nor when it
    /// ends, the month that it reports on is when it was under way.
    fn dates(&self, dates: Vec<(usize, Field, DateCell, At)>, record: &mut Record) {
        let (begun, over) = match record.status {
            Status::Active | Status::Suspended => (true, false),
            Status::Finished | Status::Closed => (true, true),
            Status::Unknown | Status::Planned | Status::Cancelled => (false, false),
        };
        let dated = dates.iter().any(|(_, field, ..)| *field != Field::Reported);
        for (column, field, found, at) in dates {
            let mut state = |kind, cell: DateCell| {
                record.dates.push(StatedDate { kind, day: cell.day, precision: cell.precision, at });
            };
            match field {
                Field::Start if begun => state(DateKind::ActualStart, found),
                Field::Start | Field::PlannedStart => state(DateKind::PlannedStart, found),
                Field::End if over => state(DateKind::ActualEnd, found),
                Field::End | Field::PlannedEnd => state(DateKind::PlannedEnd, found),
                _ => {
                    state(DateKind::Reported, found);
                    if !dated && self.plan.month == Some(column) && found.stands_for_month() {
                        let month = DateCell { precision: Precision::Month, ..found };
                        state(DateKind::ActualStart, month);
                        state(DateKind::ActualEnd, month);
                    }
                }
            }
        }
    }
}

/// What is gathered from several cells before the record is whole.
#[derive(Default)]
struct Parts {
    lang: Lang,
    activities: Vec<Text>,
    places: Places,
    dates: Vec<(usize, Field, DateCell, At)>,
    currency: Currency,
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
