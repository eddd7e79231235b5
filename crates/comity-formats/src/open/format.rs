//! Tells a format by the first bytes of the content. The name of a file says nothing: people rename them.

use crate::central_asia;

/// A format that Comity reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// IATI activities, 1.01 to 2.03.
    Iati,
    /// A workbook; each sheet is a source.
    Xlsx,
    /// CSV, TSV or another delimited table, with or without an HXL tag row.
    Table,
    /// A Parquet file of records.
    Parquet,
    /// Flows as the FTS API gives them: a response or a list of them.
    FtsFlows,
    /// One flow of the FTS API.
    FtsFlow,
    /// A collection or list of features.
    GeoJson,
    /// One feature, or one a line.
    GeoJsonLines,
    /// One record of ours a line.
    JsonLines,
    /// iCalendar.
    ICalendar,
    /// One of the tables of a coordination mechanism, by its header.
    CentralAsia,
}

impl Format {
    /// The name for people, until the reader says it more exactly.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Iati => "IATI",
            Format::Xlsx => "XLSX table",
            Format::Table => "table",
            Format::Parquet => "Parquet table",
            Format::FtsFlows | Format::FtsFlow => "FTS flows",
            Format::GeoJson | Format::GeoJsonLines => "GeoJSON",
            Format::JsonLines => "JSON Lines",
            Format::ICalendar => "iCalendar",
            Format::CentralAsia => central_asia::FORMAT,
        }
    }
}

/// The format of text that begins like this, or what it looks like instead.
pub(super) fn of_text(head: &str) -> Result<Format, String> {
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{1e}');
    let controls = head.chars().filter(|c| c.is_control() && !c.is_whitespace() && *c != '\u{1f}').count();
    if controls * 50 > head.chars().count() {
        return Err("it looks like binary data, not like text".to_owned());
    }
    match head.as_bytes().first() {
        None => Err("it holds white space only".to_owned()),
        Some(b'<') => of_xml(head),
        Some(b'{' | b'[') => of_json(head),
        _ if head.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR")) => {
            Ok(Format::ICalendar)
        }
        _ => of_table(head),
    }
}

fn of_xml(head: &str) -> Result<Format, String> {
    if head.contains("<iati-activities") || head.contains("<iati-activity") {
        return Ok(Format::Iati);
    }
    let mut rest = head;
    loop {
        let skip = match rest {
            _ if rest.starts_with("<?") => rest.find("?>").map(|end| end + 2),
            _ if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
            _ if rest.starts_with("<!") => rest.find('>').map(|end| end + 1),
            _ => break,
        };
        rest = skip.and_then(|skip| rest.get(skip..)).unwrap_or_default().trim_start();
    }
    let name = rest.trim_start_matches('<');
    let end = name.find(|c: char| !(c.is_alphanumeric() || "-_.:".contains(c))).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default();
    Err(match name {
        "" => "it looks like XML, but no element begins".to_owned(),
        "html" | "HTML" => {
            "it is a web page, perhaps an error or a login page saved instead of the data".to_owned()
        }
        name => format!(
            "it is XML with the root `{}`, not IATI activities",
            name.chars().take(60).collect::<String>()
        ),
    })
}

fn of_json(head: &str) -> Result<Format, String> {
    let has = |key: &str| {
        head.match_indices(key)
            .any(|(at, _)| head.get(at + key.len()..).is_some_and(|rest| rest.trim_start().starts_with(':')))
    };
    let first_line = head.lines().next().unwrap_or_default();
    if head.contains("\"FeatureCollection\"") || has("\"features\"") {
        Ok(Format::GeoJson)
    } else if head.contains("\"Feature\"") && has("\"geometry\"") {
        Ok(if head.starts_with('[') { Format::GeoJson } else { Format::GeoJsonLines })
    } else if has("\"flows\"") {
        Ok(Format::FtsFlows)
    } else if has("\"sourceObjects\"") || has("\"destinationObjects\"") || has("\"amountUSD\"") {
        Ok(if head.starts_with('[') { Format::FtsFlows } else { Format::FtsFlow })
    } else if head.starts_with('{') && has("\"reporter\"") && first_line.starts_with("{\"") {
        Ok(Format::JsonLines)
    } else {
        Err("it is JSON, but neither FTS flows nor GeoJSON nor records of ours".to_owned())
    }
}

fn of_table(head: &str) -> Result<Format, String> {
    let header = head.lines().next().unwrap_or_default();
    let delimiter =
        [',', ';', '\t', '|'].into_iter().max_by_key(|delimiter| header.matches(*delimiter).count());
    let names: Vec<&str> =
        header.split(delimiter.unwrap_or(',')).map(|name| name.trim().trim_matches('"')).collect();
    if central_asia::is_table(&names) {
        Ok(Format::CentralAsia)
    } else if head.lines().take(20).any(|line| line.contains([',', ';', '\t', '|'])) {
        Ok(Format::Table)
    } else {
        let start: String = header.chars().take(40).collect();
        Err(format!("it is text without columns that begins with `{start}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_content() {
        for (head, want) in [
            ("<?xml version='1.0'?><iati-activities>", Format::Iati),
            ("<!-- a --><iati-activity>", Format::Iati),
            ("BEGIN:VCALENDAR\r\nVERSION:2.0", Format::ICalendar),
            ("{\"type\": \"FeatureCollection\"", Format::GeoJson),
            ("{\"type\":\"Feature\",\"geometry\":null}", Format::GeoJsonLines),
            ("{\"status\":\"ok\",\"data\":{\"flows\" : [", Format::FtsFlows),
            ("{\"id\":\"1\",\"amountUSD\":5}", Format::FtsFlow),
            ("{\"id\":\"1\",\"reporter\":{}}", Format::JsonLines),
            ("id,reporter,title,participants,start\n", Format::CentralAsia),
            ("Organisation,Sector\n#org,#sector\n", Format::Table),
            ("a;b\n1;2\n", Format::Table),
        ] {
            assert_eq!(of_text(head), Ok(want), "{head}");
        }
    }

    #[test]
    fn what_is_unknown_is_described() {
        for (head, want) in [
            (
                "<!DOCTYPE html>\n<html lang='en'>",
                "it is a web page, perhaps an error or a login page saved instead of the data",
            ),
            (
                "<iati-organisations version='2.03'>",
                "it is XML with the root `iati-organisations`, not IATI activities",
            ),
            ("hello", "it is text without columns that begins with `hello`"),
            ("\u{1}\u{2}\u{3}", "it looks like binary data, not like text"),
            ("  \n", "it holds white space only"),
        ] {
            assert_eq!(of_text(head), Err(want.to_owned()), "{head}");
        }
    }
}
