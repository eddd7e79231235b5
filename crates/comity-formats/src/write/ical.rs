//! iCalendar (RFC 5545): records and findings with a first day as all-day events.
//!
//! DTSTAMP must be there but no clock is read: it is the day on which the record was reported, else its first day. What
//! the standard has no word for stands in `X-COMITY-` properties, which our reader knows.

use std::io::Write;

use comity_core::{DateKind, Day, Finding, Period, Record, Status, Tlp};

use super::{Labelled, WriteError, Written, rows};

/// Octets of a line, RFC 5545 section 3.1.
const LINE: usize = 75;

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

    /// A record that goes out under a label; what isn't for everybody is confidential (RFC 5545, section 3.8.1.3).
    pub(super) fn labelled(&mut self, one: &Labelled) -> Result<(), WriteError> {
        if !self.open_record(&one.id, one.changed, &one.record)? {
            return Ok(());
        }
        self.line(if one.tlp == Tlp::Clear { "CLASS:PUBLIC" } else { "CLASS:CONFIDENTIAL" })?;
        self.text("X-COMITY-TLP", one.tlp.as_str())?;
        self.text("X-COMITY-OWNER", &one.owner)?;
        self.text("X-COMITY-ID", &one.record.id)?;
        self.end_event()
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
        let basic = |day: Day| day.to_string().replace('-', "");
        self.line("BEGIN:VEVENT")?;
        self.text("UID", uid)?;
        self.line(&format!("DTSTAMP:{}T000000Z", basic(stamp)))?;
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
