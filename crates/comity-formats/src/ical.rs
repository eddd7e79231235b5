//! iCalendar (RFC 5545): events and to-dos as records.
//!
//! A recurring event is one record, a series: its rule is kept, its last day is the rule's UNTIL, or open. Times of day are
//! kept as written, days are those of the event's own time zone. Persons are never kept: no mail addresses, attendees only
//! counted, an organizer's name only where it is an institution's. Rooms and resources that are booked are assets.
//!
//! The content lines are split here because no iCalendar library says on which line a wrong one stands, or goes on after it.

mod line;

use std::io::BufRead;

use comity_core::{
    ActivityKind, At, CompactString, DateKind, Day, DeclaredLink, Kept, LinkKind, Loss, Participant,
    PartyRef, Place, PlaceLevel, Point, Precision, Record, Role, StatedDate, Status, Text, Theme,
};

use crate::{Error, Out, contact, coordinates, open::Options};
use line::{Line, Lines};

/// Reads a calendar. Lines that can't be read are problems, and the rest goes on.
///
/// # Errors
/// When the input breaks off, or one line is beyond the limit of a value.
pub fn read(input: &mut dyn BufRead, options: &Options, out: &mut Out<'_>) -> Result<(), Error> {
    out.format = "iCalendar".to_owned();
    let name = out.name().to_owned();
    let mut lines = Lines::new(input, &name, options.limits.value);
    let mut calendar = CompactString::default();
    let mut event: Option<Event> = None;
    // components inside or beside an event (alarms, time zones), whose lines are not the event's
    let mut other: Vec<CompactString> = Vec::new();
    while let Some((text, at)) = lines.next()? {
        let Some(line) = Line::parse(&text, at) else {
            let reason = format!("`{}` is no line of a calendar", text.chars().take(40).collect::<String>());
            out.problem(
                Loss::Value,
                at,
                "",
                "",
                contact::without_addresses(&reason),
                "write it as NAME:value",
            );
            continue;
        };
        match (line.name.as_str(), line.value.to_ascii_uppercase().as_str()) {
            ("BEGIN", "VCALENDAR") | ("END", "VCALENDAR") => {}
            ("BEGIN", "VEVENT" | "VTODO") if event.is_none() => event = Some(Event::new(at, out)),
            ("END", "VEVENT" | "VTODO") if other.is_empty() => {
                if let Some(event) = event.take() {
                    out.record(event.finish(&calendar, out.name()));
                }
            }
            ("BEGIN", component) => {
                if let Some(event) = &mut event {
                    event.keep(component, "", at);
                } else if component != "VTIMEZONE" && other.is_empty() {
                    let way = "export events or to-dos";
                    out.problem(Loss::Nothing, at, component, "", "the component is no activity", way);
                }
                other.push(component.into());
            }
            ("END", _) => {
                other.pop();
            }
            _ if !other.is_empty() => {}
            ("X-WR-CALNAME", _) => calendar = line.text(),
            _ => {
                if let Some(event) = &mut event {
                    event.take(&line, out);
                }
            }
        }
    }
    if let Some(event) = event {
        let at = event.record.at;
        out.problem(
            Loss::Record,
            at,
            "VEVENT",
            &event.record.id,
            "the event has no end",
            "export the calendar again",
        );
    }
    Ok(())
}

struct Event {
    record: Record,
    attendees: u32,
    recurrence: CompactString,
    start: Option<Day>,
    end: Option<Day>,
    days: Option<i32>,
    series_end: Option<Day>,
    is_series: bool,
    point: Option<Point>,
}

impl Event {
    fn new(at: At, out: &Out<'_>) -> Self {
        let record = Record { source: out.source(), at, kind: ActivityKind::Event, ..Record::default() };
        Event {
            record,
            attendees: 0,
            recurrence: CompactString::default(),
            start: None,
            end: None,
            days: None,
            series_end: None,
            is_series: false,
            point: None,
        }
    }

    fn keep(&mut self, name: &str, value: &str, at: At) {
        let value = contact::without_addresses(value).as_ref().into();
        self.record.kept.push(Kept { name: name.into(), value, at });
    }

    fn take(&mut self, line: &Line, out: &mut Out<'_>) {
        let at = line.at;
        let text = line.text();
        let clean = contact::without_addresses(&text);
        match line.name.as_str() {
            "UID" => self.record.id = text,
            "SUMMARY" => self.record.titles.push(line.words(&clean)),
            "DESCRIPTION" => self.record.descriptions.push(line.words(&clean)),
            "DTSTART" => {
                self.start = self.day(line, out);
                self.keep_time(line);
            }
            "DTEND" => {
                // the end of a day is the first day after; so is midnight
                let whole = line.value.len() == 8 || line.value.get(9..15) == Some("000000");
                self.end = self.day(line, out).map(|day| if whole { day.plus(-1) } else { day });
                self.keep_time(line);
            }
            "DUE" => self.end = self.day(line, out),
            "DURATION" => {
                self.days = line::whole_days(&line.value);
                self.keep("DURATION", &line.value, at);
            }
            "DTSTAMP" | "LAST-MODIFIED" => self.keep(&line.name, &line.value, at),
            "RRULE" | "RDATE" => {
                self.is_series = true;
                self.keep(&line.name, &line.value, at);
                let until = line.value.split(';').find_map(|part| part.strip_prefix("UNTIL="));
                self.series_end = until.and_then(line::day).or(self.series_end);
            }
            "RECURRENCE-ID" => self.recurrence = line.value.as_str().into(),
            "STATUS" => self.record.status = status(&line.value),
            "LOCATION" => {
                self.record.places.push(Place { names: vec![line.words(&clean)], at, ..Place::default() })
            }
            "GEO" => self.geo(line, out),
            "CATEGORIES" => self.categories(line),
            "RESOURCES" => {
                self.record.assets.extend(line.texts().map(|asset| Text::plain(asset, at)));
            }
            "ORGANIZER" => self.organizer(line),
            "ATTENDEE" => self.attendee(line),
            "RELATED-TO" => {
                let kind = match line.parameter("RELTYPE").to_ascii_uppercase().as_str() {
                    "CHILD" => LinkKind::Child,
                    "SIBLING" => LinkKind::Sibling,
                    _ => LinkKind::Parent,
                };
                self.record.links.push(DeclaredLink { kind, to: text, at });
            }
            "X-COMITY-REPORTER" => {
                self.record.reporter = PartyRef { reference: text, at, ..PartyRef::default() }
            }
            "X-COMITY-KIND" => self.record.kind = ActivityKind::parse(&text),
            "CONTACT" => self.keep("CONTACT", "(contact not kept)", at),
            name => self.keep(name, &clean, at),
        }
    }

    fn day(&self, line: &Line, out: &mut Out<'_>) -> Option<Day> {
        let day = line::day(&line.value);
        if day.is_none() {
            let reason = format!("`{}` is no day", line.value);
            let way = "write it as 20060312 or 20060312T090000";
            out.problem(Loss::Value, line.at, &line.name, &self.record.id, reason, way);
        }
        day
    }

    /// A time of day and its zone say more than a record's days do.
    fn keep_time(&mut self, line: &Line) {
        if line.value.len() > 8 {
            let zone = line.parameter("TZID");
            let value = if zone.is_empty() { line.value.clone() } else { format!("{} {zone}", line.value) };
            self.keep(&line.name, &value, line.at);
        }
    }

    fn geo(&mut self, line: &Line, out: &mut Out<'_>) {
        let degrees =
            line.value.split_once(';').and_then(|(lat, lon)| Some((lat.parse().ok()?, lon.parse().ok()?)));
        let mut tell = |loss, reason, way_out| {
            out.problem(loss, line.at, "GEO", &self.record.id, reason, way_out);
        };
        self.point = match degrees {
            Some((lat, lon)) => coordinates::point(lat, lon, tell),
            None => {
                let reason = format!("`{}` is no point on the globe", line.value);
                tell(Loss::Value, reason, "write latitude;longitude in degrees");
                None
            }
        };
    }

    fn categories(&mut self, line: &Line) {
        for word in line.texts() {
            let kind = ActivityKind::parse(&word);
            if kind != ActivityKind::Unknown {
                self.record.kind = kind;
                self.record.kind_as_written = word.as_str().into();
            } else {
                let names = vec![Text::plain(word, line.at)];
                self.record.themes.push(Theme { names, at: line.at, ..Theme::default() });
            }
        }
    }

    fn organizer(&mut self, line: &Line) {
        let name = line.parameter("CN");
        if is_institution(name) {
            let names = vec![Text::plain(contact::without_addresses(name), line.at)];
            self.record.reporter = PartyRef { names, at: line.at, ..PartyRef::default() };
        } else {
            self.keep("ORGANIZER", "(a person, not kept)", line.at);
        }
    }

    /// Groups take part, rooms and resources are used, persons are counted.
    fn attendee(&mut self, line: &Line) {
        let name = contact::without_addresses(line.parameter("CN"));
        match line.parameter("CUTYPE").to_ascii_uppercase().as_str() {
            "GROUP" if !name.is_empty() => {
                let names = vec![Text::plain(name, line.at)];
                let party = PartyRef { names, at: line.at, ..PartyRef::default() };
                let role = Role::Participant;
                self.record.participants.push(Participant {
                    role,
                    party,
                    activity_id: CompactString::default(),
                });
            }
            "ROOM" | "RESOURCE" if !name.is_empty() => self.record.assets.push(Text::plain(name, line.at)),
            _ => self.attendees += 1,
        }
    }

    fn finish(mut self, calendar: &str, file: &str) -> Record {
        let at = self.record.at;
        if self.record.id.is_empty() {
            self.record.id = format!("{file}:{}", at.line).into();
        }
        if !self.recurrence.is_empty() {
            let series = self.record.id.clone();
            self.record.links.push(DeclaredLink { kind: LinkKind::Parent, to: series.clone(), at });
            self.record.id = format!("{series}#{}", self.recurrence).into();
        }
        if self.record.reporter.label().is_empty() {
            let names = if calendar.is_empty() { Vec::new() } else { vec![Text::plain(calendar, at)] };
            self.record.reporter = PartyRef { names, at, ..PartyRef::default() };
        }
        if let Some(point) = self.point {
            match self.record.places.first_mut() {
                Some(place) => place.point = Some(point),
                None => {
                    let place =
                        Place { level: PlaceLevel::Point, point: Some(point), at, ..Place::default() };
                    self.record.places.push(place);
                }
            }
        }
        if self.attendees > 0 {
            self.keep("ATTENDEE", &format!("{} not kept", self.attendees), at);
        }
        // an event without an end is over on its first day, RFC 5545 section 3.6.1
        let last = self.end.or(self.start.map(|start| start.plus(self.days.unwrap_or(1).max(1) - 1)));
        let last = if self.is_series { self.series_end } else { last };
        if self.is_series {
            self.keep("series", "one record for all its days", at);
        }
        for (kind, day) in [(DateKind::PlannedStart, self.start), (DateKind::PlannedEnd, last)] {
            let precision = Precision::Day;
            self.record.dates.extend(day.map(|day| StatedDate { kind, day, precision, at }));
        }
        self.record
    }
}

fn status(word: &str) -> Status {
    match word.to_ascii_uppercase().as_str() {
        "TENTATIVE" | "CONFIRMED" | "NEEDS-ACTION" => Status::Planned,
        "CANCELLED" => Status::Cancelled,
        "IN-PROCESS" => Status::Active,
        "COMPLETED" => Status::Finished,
        _ => Status::Unknown,
    }
}

/// Whether a name is an institution's: a word for one is in it, or it is an abbreviation. In doubt it is a person's.
fn is_institution(name: &str) -> bool {
    const WORDS: [&str; 28] = [
        "agency",
        "office",
        "ministry",
        "secretariat",
        "organization",
        "organisation",
        "department",
        "committee",
        "council",
        "commission",
        "centre",
        "center",
        "union",
        "nations",
        "institute",
        "bank",
        "fund",
        "command",
        "headquarters",
        "service",
        "mission",
        "embassy",
        "delegation",
        "university",
        "ministère",
        "министерство",
        "секретариат",
        "организация",
    ];
    let has_word =
        name.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word.to_lowercase().as_str()));
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    let abbreviation =
        !name.contains([' ', '@']) && letters.len() >= 2 && letters.iter().all(|c| c.is_uppercase());
    has_word || abbreviation
}

#[cfg(test)]
mod tests;
