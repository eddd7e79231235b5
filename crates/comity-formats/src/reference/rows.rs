//! Rows of reference files to places, themes, organisations, rates. A row that can't be read is located and left out.

use std::borrow::Cow;

use comity_core::{
    CompactString, Currency, Day, Decimal, Lang, Loss, PlaceLevel, Point, Problem,
    directory::{NewOrganisation, OrgKind},
    gazetteer::NewPlace,
    themes::NewTheme,
};
use csv::StringRecord;

use super::Part;

/// An unpacked reference file is never larger; a bomb is.
const LARGEST: usize = 256 << 20;

/// The bytes of a file, without packing and byte order mark.
pub(super) fn unpacked(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let mut out = Vec::new();
        let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX);
        if let Ok(decoder) = zstd::Decoder::new(bytes) {
            // what is cut off shows as a broken row
            _ = std::io::Read::read_to_end(&mut std::io::Read::take(decoder, limit), &mut out);
        }
        return Cow::Owned(out);
    }
    Cow::Borrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

fn problem(file: &str, line: u64, element: &str, reason: String, way_out: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line: u32::try_from(line).ok().filter(|line| *line > 0),
        column: None,
        element: element.into(),
        identifier: CompactString::default(),
        reason,
        way_out: way_out.to_owned(),
        loss: Loss::Record,
    }
}

/// Themes for which there is no number left.
pub(super) fn beyond(file: &str, rows: usize) -> Problem {
    let reason = format!("{rows} themes are left out: there is room for 65,535");
    problem(file, 0, "id", reason, "leave out themes that no record names")
}

pub(super) fn untied(part: &str, reason: String) -> Problem {
    Problem {
        loss: Loss::Value,
        ..problem(part, 0, "", reason, "add the missing row, or leave the column empty")
    }
}

/// What a file is about, by the columns of its header.
pub(super) fn part_of(name: &str, bytes: &[u8]) -> Result<Part, Box<Problem>> {
    let text = unpacked(bytes);
    let header = csv::Reader::from_reader(&*text).headers().cloned().unwrap_or_default();
    let has = |column: &str| header.iter().any(|there| there.trim() == column);
    let part = if has("Date") {
        Part::Rates
    } else if has("level") {
        Part::Places
    } else if has("same") {
        Part::Themes
    } else if has("kind") {
        Part::Organisations
    } else if has("text") {
        Part::Placeholders
    } else {
        let columns: Vec<&str> = header.iter().collect();
        let reason = format!("the columns `{}` are none of the reference files'", columns.join(","));
        let way_out = "places have a column `level`, themes `same`, organisations `kind`, placeholders `text`, rates `Date`";
        return Err(Box::new(problem(name, 1, "header", reason, way_out)));
    };
    Ok(part)
}

/// Rows below the header.
pub(super) fn count(bytes: &[u8]) -> usize {
    let text = unpacked(bytes);
    csv::Reader::from_reader(&*text).byte_records().count()
}

/// Columns by name: values of a row are asked for in the order of `wanted`.
struct Columns<const N: usize> {
    at: [Option<usize>; N],
}

impl<const N: usize> Columns<N> {
    fn get<'r>(&self, record: &'r StringRecord, column: usize) -> &'r str {
        let at = self.at.get(column).copied().flatten();
        at.and_then(|at| record.get(at)).unwrap_or_default().trim()
    }
}

fn each_row<const N: usize>(
    file: &str,
    bytes: &[u8],
    wanted: [&str; N],
    problems: &mut Vec<Problem>,
    mut row: impl FnMut(&Columns<N>, &StringRecord) -> Result<(), (usize, String, &'static str)>,
) {
    let text = unpacked(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&*text);
    let header = reader.headers().cloned().unwrap_or_default();
    let columns = Columns { at: wanted.map(|name| header.iter().position(|there| there.trim() == name)) };
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return,
            Ok(true) => {
                let line = record.position().map_or(0, csv::Position::line);
                if let Err((column, reason, way_out)) = row(&columns, &record) {
                    let element = wanted.get(column).copied().unwrap_or_default();
                    problems.push(problem(file, line, element, reason, way_out));
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let broken = !matches!(error.kind(), csv::ErrorKind::Utf8 { .. });
                problems.push(problem(
                    file,
                    line,
                    "",
                    format!("the row can't be read: {error}"),
                    "save the file as UTF-8 CSV",
                ));
                if broken {
                    return;
                }
            }
        }
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// `fr=Tadjikistan;ru=Таджикистан;Tadzhikistan`: names, some with their language.
fn names(text: &str) -> Vec<(Lang, CompactString)> {
    list(text)
        .map(|part| match part.split_once('=') {
            Some((tag, name)) if !Lang::parse(tag).is_unknown() => (Lang::parse(tag), name.trim().into()),
            _ => (Lang::UNKNOWN, part.into()),
        })
        .collect()
}

fn id_of(text: &str, column: usize) -> Result<CompactString, (usize, String, &'static str)> {
    if text.is_empty() {
        return Err((column, "the id is missing".to_owned(), "give each row an id"));
    }
    Ok(text.into())
}

pub(super) fn places(file: &str, bytes: &[u8], problems: &mut Vec<Problem>, mut add: impl FnMut(NewPlace)) {
    let wanted =
        ["id", "level", "name", "names", "codes", "parent", "countries", "points", "population", "keys"];
    each_row(file, bytes, wanted, problems, |columns, record| {
        let get = |column| columns.get(record, column);
        let level = match get(1) {
            "world" => PlaceLevel::World,
            "region" => PlaceLevel::Region,
            "country" => PlaceLevel::Country,
            "line" => PlaceLevel::Line,
            "admin1" => PlaceLevel::Admin1,
            "admin2" => PlaceLevel::Admin2,
            "named" => PlaceLevel::Named,
            other => {
                return Err((
                    1,
                    format!("`{other}` is no level"),
                    "write world, region, country, line, admin1, admin2 or named",
                ));
            }
        };
        let mut points = Vec::new();
        for text in list(get(7)) {
            let point = text
                .split_once(' ')
                .and_then(|(lat, lon)| Point::new(lat.parse().ok()?, lon.trim().parse().ok()?));
            points.push(point.ok_or_else(|| {
                (7, format!("`{text}` is no point"), "write latitude and longitude: `37.3 68.7`")
            })?);
        }
        let population = match get(8) {
            "" => 0,
            text => text
                .parse()
                .map_err(|_| (8, format!("`{text}` is no number of inhabitants"), "write digits only"))?,
        };
        add(NewPlace {
            id: id_of(get(0), 0)?,
            codes: list(get(4)).map(CompactString::from).collect(),
            name: get(2).into(),
            names: names(get(3)),
            keys: list(get(9)).map(CompactString::from).collect(),
            level,
            parent: get(5).into(),
            countries: get(6).split_whitespace().map(CompactString::from).collect(),
            points,
            population,
        });
        Ok(())
    });
}

pub(super) fn themes(file: &str, bytes: &[u8], problems: &mut Vec<Problem>, mut add: impl FnMut(NewTheme)) {
    each_row(file, bytes, ["id", "name", "names", "parent", "same"], problems, |columns, record| {
        let get = |column| columns.get(record, column);
        add(NewTheme {
            id: id_of(get(0), 0)?,
            name: get(1).into(),
            names: names(get(2)),
            parent: get(3).into(),
            same: list(get(4)).map(CompactString::from).collect(),
        });
        Ok(())
    });
}

pub(super) fn organisations(
    file: &str,
    bytes: &[u8],
    problems: &mut Vec<Problem>,
    mut add: impl FnMut(NewOrganisation),
) {
    let wanted = ["id", "references", "name", "names", "kind", "country", "parent"];
    each_row(file, bytes, wanted, problems, |columns, record| {
        let get = |column| columns.get(record, column);
        add(NewOrganisation {
            id: id_of(get(0), 0)?,
            references: list(get(1)).map(CompactString::from).collect(),
            name: get(2).into(),
            names: names(get(3)),
            kind: OrgKind::parse(get(4)),
            country: get(5).into(),
            parent: get(6).into(),
        });
        Ok(())
    });
}

pub(super) fn placeholders(file: &str, bytes: &[u8], problems: &mut Vec<Problem>, mut add: impl FnMut(&str)) {
    each_row(file, bytes, ["text"], problems, |columns, record| {
        add(columns.get(record, 0));
        Ok(())
    });
}

/// The layout of the European Central Bank: a row a day, a column a currency, `N/A` where there is no rate.
pub(super) fn rates(
    file: &str,
    bytes: &[u8],
    problems: &mut Vec<Problem>,
    mut add: impl FnMut(Currency, Day, Decimal),
) {
    let text = unpacked(bytes);
    let header = csv::Reader::from_reader(&*text).headers().cloned().unwrap_or_default();
    let currencies: Vec<Currency> = header.iter().map(Currency::parse).collect();
    each_row(file, &text, ["Date"], problems, |columns, record| {
        let text = columns.get(record, 0);
        let day =
            Day::parse(text).ok_or_else(|| (0, format!("`{text}` is no day"), "write it as 2006-03-12"))?;
        for (currency, rate) in currencies.iter().zip(record) {
            if *currency == Currency::NONE || matches!(rate, "N/A" | "") {
                continue;
            }
            let rate = Decimal::from_str_exact(rate.trim()).map_err(|_| {
                (0, format!("`{rate}` is no rate of {currency:?}"), "write digits with a decimal point")
            })?;
            add(*currency, day, rate);
        }
        Ok(())
    });
}
