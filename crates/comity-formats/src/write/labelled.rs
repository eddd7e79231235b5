//! Records on their way out of a node: each with the label under which it goes, in a file that says the narrowest of them. Written
//! part by part, so that many need little memory; only a workbook is held as a whole.

use std::io::Write;

use comity_core::{Day, Record, Tlp};

use super::rows::{self, Rows};
use super::{OutFormat, WriteError, Written, geojson, ical, json_lines, tables};

/// A record that goes out.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// Its id at the node, the same in every file.
    pub id: String,
    /// Whose account it is.
    pub owner: String,
    /// Under which level.
    pub tlp: Tlp,
    /// When it was last changed there.
    pub changed: Day,
    /// What is said.
    pub record: Record,
}

/// A line of JSON Lines: the record as [`crate::jsonl`] reads it back, and what it goes out under.
#[derive(serde::Serialize)]
struct Line<'r> {
    tlp: Tlp,
    owner: &'r str,
    #[serde(flatten)]
    record: &'r Record,
}

/// A file that is being written.
pub struct LabelledFile<'s>(Begun<'s>);

enum Begun<'s> {
    JsonLines(&'s mut (dyn Write + Send), Written),
    Csv(&'s mut (dyn Write + Send), Written),
    Xlsx(&'s mut (dyn Write + Send), Tlp, Rows),
    GeoJson(&'s mut (dyn Write + Send), Written),
    ICalendar(ical::Calendar<'s>),
}

impl<'s> LabelledFile<'s> {
    /// Begins a file. `tlp` is the narrowest label of what will be in it. Parquet has no place for a label: a workbook is written instead.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn begin(
        format: OutFormat,
        name: &str,
        tlp: Tlp,
        sink: &'s mut (dyn Write + Send),
    ) -> Result<LabelledFile<'s>, WriteError> {
        Ok(LabelledFile(match format {
            OutFormat::JsonLines => Begun::JsonLines(sink, Written::default()),
            OutFormat::Csv => {
                tables::csv(&rows::of_labelled(&[]), sink)?;
                Begun::Csv(sink, Written::default())
            }
            OutFormat::Xlsx | OutFormat::Parquet => Begun::Xlsx(sink, tlp, rows::of_labelled(&[])),
            OutFormat::GeoJson => {
                let name = serde_json::to_string(name)?;
                write!(
                    sink,
                    "{{\"type\":\"FeatureCollection\",\"name\":{name},\"tlp\":\"{tlp}\",\"features\":["
                )?;
                Begun::GeoJson(sink, Written::default())
            }
            OutFormat::ICalendar => Begun::ICalendar(ical::Calendar::begin_named(sink, name, tlp)?),
        }))
    }

    /// Writes more records.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn add(&mut self, records: &[Labelled]) -> Result<(), WriteError> {
        let many = records.len() as u64;
        match &mut self.0 {
            Begun::JsonLines(sink, done) => {
                let line = |one: &'_ Labelled| {
                    serde_json::to_value(Line { tlp: one.tlp, owner: &one.owner, record: &one.record })
                };
                let lines = records.iter().map(line).collect::<Result<Vec<_>, _>>()?;
                json_lines(lines, *sink)?;
                done.written += many;
            }
            Begun::Csv(sink, done) => {
                tables::csv_rows(&rows::of_labelled(records), *sink)?;
                done.written += many;
            }
            Begun::Xlsx(_, _, table) => table.rows.extend(rows::of_labelled(records).rows),
            Begun::GeoJson(sink, done) => {
                for one in records {
                    sink.write_all(if done.written == 0 { b"\n" } else { b",\n" })?;
                    serde_json::to_writer(&mut **sink, &geojson::labelled(one))?;
                    done.written += 1;
                }
            }
            Begun::ICalendar(calendar) => {
                for one in records {
                    calendar.labelled(one)?;
                }
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the sink fails, or the format has no room for so many.
    pub fn end(self) -> Result<Written, WriteError> {
        match self.0 {
            Begun::JsonLines(sink, done) | Begun::Csv(sink, done) => {
                sink.flush()?;
                Ok(done)
            }
            Begun::Xlsx(sink, tlp, table) => {
                let written = table.rows.len() as u64;
                // a sheet's name has no colon
                let name = format!("Records TLP {}", tlp.word());
                tables::xlsx(&[(&name, table)], sink)?;
                Ok(Written { written, left_out: 0 })
            }
            Begun::GeoJson(sink, done) => {
                sink.write_all(b"\n]}\n")?;
                sink.flush()?;
                Ok(done)
            }
            Begun::ICalendar(calendar) => calendar.end(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_core::{At, DateKind, Place, Point, Precision, StatedDate, Text};

    fn going() -> Vec<Labelled> {
        let at = At::new(2, 1);
        let date = |kind, day: &str| StatedDate {
            kind,
            day: Day::parse(day).expect("a day"),
            precision: Precision::Day,
            at,
        };
        let placed = Record {
            id: "A-1".into(),
            titles: vec![Text::plain(
                "Border guard training; Khorog, Ishkoshim and the whole length of the road between them",
                at,
            )],
            dates: vec![date(DateKind::PlannedStart, "2026-04-01"), date(DateKind::PlannedEnd, "2026-04-30")],
            places: vec![Place { point: Point::new(37.5, 71.5), ..Place::default() }],
            ..Record::default()
        };
        let unplaced =
            Record { id: "A-2".into(), titles: vec![Text::plain("=A list", at)], ..Record::default() };
        let labelled = |id: &str, tlp, record| Labelled {
            id: id.into(),
            owner: "osce".into(),
            tlp,
            changed: Day::parse("2026-03-12").expect("a day"),
            record,
        };
        vec![labelled("id-1", Tlp::Green, placed), labelled("id-2", Tlp::Amber, unplaced)]
    }

    fn written(format: OutFormat, parts: usize) -> (String, Written) {
        let mut bytes = Vec::new();
        let mut file = LabelledFile::begin(format, "Border", Tlp::Amber, &mut bytes).expect("begun");
        for part in going().chunks(parts) {
            file.add(part).expect("written");
        }
        let done = file.end().expect("ended");
        (String::from_utf8_lossy(&bytes).into_owned(), done)
    }

    #[test]
    fn a_file_is_the_same_in_one_part_and_in_two() {
        for (format, word) in OutFormat::WORDS {
            assert_eq!(written(format, 1), written(format, 2), "{word}");
        }
    }

    #[test]
    fn every_record_says_its_label() {
        let (csv, done) = written(OutFormat::Csv, 2);
        assert!(
            csv.starts_with("tlp,id,") && csv.contains("TLP:GREEN,A-1,") && csv.contains("TLP:AMBER,A-2,"),
            "{csv}"
        );
        assert_eq!(done, Written { written: 2, left_out: 0 });
        let (lines, _) = written(OutFormat::JsonLines, 2);
        let first: serde_json::Value =
            serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
        assert_eq!((&first["tlp"], &first["id"]), (&"TLP:GREEN".into(), &"A-1".into()));
        let (map, _) = written(OutFormat::GeoJson, 1);
        let map: serde_json::Value = serde_json::from_str(&map).expect("JSON");
        assert_eq!((&map["tlp"], map["features"].as_array().map(Vec::len)), (&"TLP:AMBER".into(), Some(2)));
        assert_eq!(map["features"][1]["geometry"], serde_json::Value::Null);
    }

    #[test]
    fn a_calendar_is_folded_half_open_and_known_again() {
        let (calendar, done) = written(OutFormat::ICalendar, 1);
        assert_eq!(done, Written { written: 1, left_out: 1 }, "what has no first day is no event");
        insta::assert_snapshot!(calendar.replace("\r\n", "\n"));
        assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");
    }
}
