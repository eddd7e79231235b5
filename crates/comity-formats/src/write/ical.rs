//! iCalendar (RFC 5545): records and findings with a first day as all-day events.
//!
//! DTSTAMP must be there but no clock is read: it is the day on which the record was reported, else its first day. What
//! the standard has no word for stands in `X-COMITY-` properties, which our reader knows.

use std::io::Write;

use comity_core::{DateKind, Day, Finding, Period, Record, Status, Tlp};
use jiff::Timestamp;

use super::{Labelled, WriteError, Written, rows};

/// Octets of a line, RFC 5545 section 3.1.
const LINE: usize = 75;

/// A meeting, as it goes into the calendars of those who are invited.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its id, the same however often it changes.
    pub id: String,
    /// How often it was changed since it was called.
    pub sequence: u32,
    /// When it was called, or last changed.
    pub changed: Day,
    /// When it is held.
    pub when: When,
    /// Its name.
    pub title: String,
    /// Where.
    pub place: String,
    /// The agenda, in the reader's language; lines parted by `\n`.
    pub agenda: String,
    /// How far this travels.
    pub tlp: Tlp,
    /// Whether it was called off.
    pub called_off: bool,
}

/// When a meeting is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On these days, the hour isn't said.
    Days(Period),
    /// From one moment to another.
    Hours(Timestamp, Timestamp),
}

/// Writes an invitation. It has no METHOD: the methods of RFC 5546 want the mail address of an organizer, and no addresses of persons are kept.
/// A calendar knows it again by its UID and takes the one with the higher SEQUENCE.
///
/// # Errors
/// When the sink fails.
pub fn write_invitation(invitation: &Invitation, sink: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let mut calendar = Calendar::begin(sink)?;
    calendar.invitation(invitation)?;
    calendar.end().map(|_| ())
}

/// Writes a calendar of what is held together: its name, how far it travels, and each date as an event that a calendar knows again.
///
/// # Errors
/// When the sink fails.
pub fn write_calendar(
    name: &str,
    tlp: Tlp,
    dates: &[Invitation],
    sink: &mut (dyn Write + Send),
) -> Result<(), WriteError> {
    let mut calendar = Calendar::begin_named(sink, name, tlp)?;
    for date in dates {
        calendar.invitation(date)?;
    }
    calendar.end().map(|_| ())
}

pub(super) fn records(records: &[Record], sink: &mut (dyn Write + Send)) -> Result<Written, WriteError> {
    let mut calendar = Calendar::begin(sink)?;
    for record in records {
        let reported = record.date(DateKind::Reported).map(|date| date.day);
        if let Some(stamp) = reported.or(record.period().start) {
            calendar.record(&record.id, stamp, record)?;
        } else {
            calendar.done.left_out += 1;
        }
    }
    calendar.end()
}

pub(super) fn findings(findings: &[Finding], sink: &mut (dyn Write + Send)) -> Result<Written, WriteError> {
    let mut calendar = Calendar::begin(sink)?;
    for finding in findings {
        let period = finding.period.unwrap_or_default();
        let Some(start) = period.start else {
            calendar.done.left_out += 1;
            continue;
        };
        let records: Vec<&str> = finding.records.iter().map(|record| record.id.as_str()).collect();
        let parties: Vec<&str> = finding.parties.iter().map(|party| party.as_str()).collect();
        let uid =
            format!("{} {}", finding.kind, if records.is_empty() { &parties } else { &records }.join(" "));
        calendar.event(&uid, start, &period)?;
        calendar.text("SUMMARY", &finding.sentence)?;
        let evidence: Vec<String> = finding.evidence.iter().map(|line| line.says.to_string()).collect();
        calendar.text("DESCRIPTION", &evidence.join("\n"))?;
        calendar.text("LOCATION", finding.place.as_deref().unwrap_or_default())?;
        calendar.text("CATEGORIES", finding.kind.as_str())?;
        calendar.end_event()?;
    }
    calendar.end()
}

pub(super) struct Calendar<'a> {
    sink: &'a mut (dyn Write + Send),
    done: Written,
}

impl<'a> Calendar<'a> {
    fn invitation(&mut self, invitation: &Invitation) -> Result<(), WriteError> {
        self.open(&invitation.id, invitation.changed)?;
        match invitation.when {
            When::Days(period) => self.days(&period)?,
            When::Hours(from, to) => {
                for (name, moment) in [("DTSTART", from), ("DTEND", to)] {
                    let moment = moment.strftime("%Y%m%dT%H%M%SZ").to_string();
                    self.line(&format!("{name}:{moment}"))?;
                }
            }
        }
        self.line(&format!("SEQUENCE:{}", invitation.sequence))?;
        self.line(if invitation.called_off { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" })?;
        self.text("SUMMARY", &invitation.title)?;
        self.text("LOCATION", &invitation.place)?;
        let description = [invitation.tlp.as_str(), &invitation.agenda];
        let description = description.iter().filter(|part| !part.is_empty()).copied();
        self.text("DESCRIPTION", &description.collect::<Vec<_>>().join("\n\n"))?;
        self.label(invitation.tlp)?;
        self.end_event()
    }

    /// An all-day event of a record, still open for more properties. Without a first day it is left out.
    fn open_record(&mut self, uid: &str, stamp: Day, record: &Record) -> Result<bool, WriteError> {
        let period = record.period();
        if period.start.is_none() {
            self.done.left_out += 1;
            return Ok(false);
        }
        self.event(uid, stamp, &period)?;
        self.text("SUMMARY", record.label())?;
        if let Some(description) = record.descriptions.first() {
            self.text("DESCRIPTION", &description.value)?;
        }
        if let Some(place) =
            record.places.iter().find(|place| place.point.is_some()).or(record.places.first())
        {
            self.text("LOCATION", place.names.first().map_or(place.code.as_str(), |name| &name.value))?;
            if let Some(point) = place.point {
                self.line(&format!("GEO:{};{}", point.lat, point.lon))?;
            }
        }
        for theme in &record.themes {
            let words =
                if theme.code.is_empty() { theme.names.first().map(|n| &n.value) } else { Some(&theme.code) };
            self.text("CATEGORIES", words.map_or("", |words| words.as_str()))?;
        }
        for asset in &record.assets {
            self.text("RESOURCES", &asset.value)?;
        }
        match record.status {
            Status::Planned => self.line("STATUS:TENTATIVE")?,
            Status::Cancelled => self.line("STATUS:CANCELLED")?,
            _ => {}
        }
        self.text("X-COMITY-REPORTER", rows::party(&record.reporter))?;
        self.text("X-COMITY-KIND", record.kind.as_str())?;
        Ok(true)
    }

    fn record(&mut self, uid: &str, stamp: Day, record: &Record) -> Result<(), WriteError> {
        if self.open_record(uid, stamp, record)? { self.end_event() } else { Ok(()) }
    }

    /// A record that goes out under a label.
    pub(super) fn labelled(&mut self, one: &Labelled) -> Result<(), WriteError> {
        if !self.open_record(&one.id, one.changed, &one.record)? {
            return Ok(());
        }
        self.label(one.tlp)?;
        self.text("X-COMITY-OWNER", &one.owner)?;
        self.text("X-COMITY-ID", &one.record.id)?;
        self.end_event()
    }

    /// How far an event travels; what isn't for everybody is confidential (RFC 5545, section 3.8.1.3).
    fn label(&mut self, tlp: Tlp) -> Result<(), WriteError> {
        self.line(if tlp == Tlp::Clear { "CLASS:PUBLIC" } else { "CLASS:CONFIDENTIAL" })?;
        self.text("X-COMITY-TLP", tlp.as_str())
    }

    /// A calendar with a name, and the narrowest label of what is in it.
    pub(super) fn begin_named(
        sink: &'a mut (dyn Write + Send),
        name: &str,
        tlp: Tlp,
    ) -> Result<Self, WriteError> {
        let mut calendar = Calendar::begin(sink)?;
        // NAME is of RFC 7986; calendars of before know the other
        for property in ["NAME", "X-WR-CALNAME"] {
            calendar.text(property, &format!("{name} ({tlp})"))?;
        }
        calendar.text("X-COMITY-TLP", tlp.as_str())?;
        Ok(calendar)
    }

    fn begin(sink: &'a mut (dyn Write + Send)) -> Result<Self, WriteError> {
        let mut calendar = Calendar { sink, done: Written::default() };
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Comity//Comity//EN", "CALSCALE:GREGORIAN"] {
            calendar.line(line)?;
        }
        Ok(calendar)
    }

    fn event(&mut self, uid: &str, stamp: Day, period: &Period) -> Result<(), WriteError> {
        self.open(uid, stamp)?;
        self.days(period)
    }

    fn open(&mut self, uid: &str, stamp: Day) -> Result<(), WriteError> {
        self.line("BEGIN:VEVENT")?;
        self.text("UID", uid)?;
        self.line(&format!("DTSTAMP:{}T000000Z", basic(stamp)))
    }

    fn days(&mut self, period: &Period) -> Result<(), WriteError> {
        if let Some(start) = period.start {
            self.line(&format!("DTSTART;VALUE=DATE:{}", basic(start)))?;
        }
        // DTEND of a day is the first day after, as the end of a Period is
        if let Some(end) = period.end {
            self.line(&format!("DTEND;VALUE=DATE:{}", basic(end)))?;
        }
        Ok(())
    }

    fn end_event(&mut self) -> Result<(), WriteError> {
        self.done.written += 1;
        self.line("END:VEVENT")
    }

    pub(super) fn end(mut self) -> Result<Written, WriteError> {
        self.line("END:VCALENDAR")?;
        Ok(self.done)
    }

    /// A property with a TEXT value, escaped; none where there is no text.
    fn text(&mut self, name: &str, value: &str) -> Result<(), WriteError> {
        if value.is_empty() {
            return Ok(());
        }
        let mut line = format!("{name}:");
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' => line.push_str("\\n"),
                c if c.is_control() => line.push(' '),
                c => line.push(c),
            }
        }
        self.line(&line)
    }

    /// One content line, folded between characters.
    fn line(&mut self, line: &str) -> Result<(), WriteError> {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > LINE {
                self.sink.write_all(b"\r\n ")?;
                used = 1;
            }
            used += c.len_utf8();
            self.sink.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?;
        }
        self.sink.write_all(b"\r\n")?;
        Ok(())
    }
}

/// A day as iCalendar writes it: `20260312`.
fn basic(day: Day) -> String {
    day.to_string().replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> Invitation {
        let day = |text| Day::parse(text).expect("a day");
        Invitation {
            id: "0197-border-3".into(),
            sequence: 0,
            changed: day("2026-03-01"),
            when: When::Days(Period::inclusive(day("2026-03-12"), day("2026-03-12"))),
            title: "Третье заседание Совета; граница".into(),
            place: "Хорог, Дом культуры, комната 4".into(),
            agenda: "1. Подготовка пограничников\n2. Разное".into(),
            tlp: Tlp::Amber,
            called_off: false,
        }
    }

    fn written(invitation: &Invitation) -> String {
        let mut bytes = Vec::new();
        write_invitation(invitation, &mut bytes).expect("written");
        assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 76));
        String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n")
    }

    #[test]
    fn an_invitation_says_when_where_and_what_for() {
        insta::assert_snapshot!(written(&invitation()));
    }

    #[test]
    fn a_changed_one_has_the_same_id_and_a_higher_sequence() {
        let hour = |text: &str| text.parse::<Timestamp>().expect("a moment");
        let changed = Invitation {
            sequence: 2,
            when: When::Hours(hour("2026-03-13T09:00:00+05:00"), hour("2026-03-13T12:30:00+05:00")),
            called_off: true,
            ..invitation()
        };
        let text = written(&changed);
        for line in [
            "UID:0197-border-3",
            "SEQUENCE:2",
            "DTSTART:20260313T040000Z",
            "DTEND:20260313T073000Z",
            "STATUS:CANCELLED",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
    }
}
