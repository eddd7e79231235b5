//! One row of a coordination table: cells by column name, each with its place, and the values that they hold.

use comity_core::{At, CompactString, Day, Loss, PartyId, Place, PlaceLevel, Point, Precision, Text, Theme};
use rustc_hash::FxHashMap;

use crate::{Out, coordinates};

/// A column name without byte-order mark, outer blanks and case, `_` for blanks and hyphens.
pub(super) fn column_name(written: &str) -> String {
    written.trim_start_matches('\u{feff}').trim().to_lowercase().replace([' ', '-'], "_")
}

/// Lines on which ids were first seen in this table.
pub(super) type Seen = FxHashMap<CompactString, u32>;

/// The header.
pub(super) struct Columns(Vec<String>);

impl Columns {
    pub fn new(header: &csv::ByteRecord) -> Self {
        Columns(header.iter().map(|cell| column_name(&String::from_utf8_lossy(cell))).collect())
    }

    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

/// A cell with something in it.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    pub column: &'a str,
    pub text: &'a str,
    pub at: At,
}

impl<'a> Cell<'a> {
    /// The items of a list, `;` between them.
    pub fn list(self) -> impl Iterator<Item = &'a str> {
        self.text.split(';').map(str::trim).filter(|item| !item.is_empty())
    }

    pub fn words(self) -> Text {
        Text::plain(self.text, self.at)
    }
}

/// One row.
pub(super) struct Row<'a> {
    columns: &'a Columns,
    cells: Vec<String>,
    /// Where it begins.
    pub at: At,
}

impl<'a> Row<'a> {
    /// Takes the cells; what is not UTF-8, or stands past the header, is a problem.
    pub fn new(columns: &'a Columns, record: &csv::ByteRecord, line: u32, out: &mut Out<'_>) -> Self {
        let mut row = Row { columns, cells: Vec::with_capacity(columns.0.len()), at: At::new(line, 1) };
        for (index, cell) in record.iter().enumerate() {
            let text = String::from_utf8_lossy(cell).trim().to_owned();
            let at = At::new(line, u32::try_from(index + 1).unwrap_or(u32::MAX));
            if text.contains('\u{fffd}') && std::str::from_utf8(cell).is_err() {
                let name = columns.0.get(index).map_or("", String::as_str);
                out.problem(Loss::Value, at, name, "", "the cell is not UTF-8", "save the table as UTF-8");
            }
            if index >= columns.0.len() && !text.is_empty() {
                let reason = format!("`{text}` stands beyond the last column of the header");
                out.problem(Loss::Value, at, "", "", reason, "quote cells that hold the separator");
            }
            row.cells.push(text);
        }
        row
    }

    /// The cell of a column, if there is something in it.
    pub fn cell(&self, column: &str) -> Option<Cell<'_>> {
        self.cells().find(|cell| cell.column == column)
    }

    /// All cells with something in them.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.columns
            .0
            .iter()
            .zip(&self.cells)
            .zip(1u32..)
            .filter(|((_, text), _)| !text.is_empty())
            .map(|((column, text), number)| Cell { column, text, at: At::new(self.at.line, number) })
    }

    /// The text of a cell, `""` when there is none.
    pub fn text(&self, column: &str) -> &str {
        self.cell(column).map_or("", |cell| cell.text)
    }

    /// The id of the row; without one it is made of source and line, and one that came before is a problem.
    pub fn id(&self, seen: &mut Seen, out: &mut Out<'_>) -> CompactString {
        let Some(cell) = self.cell("id") else {
            let made = CompactString::from(format!("{}:{}", out.name(), self.at.line));
            let reason = format!("the row has no id and is called `{made}`");
            out.problem(Loss::Nothing, self.at, "id", &made, reason, "give every row an id of its own");
            return made;
        };
        let id = CompactString::from(cell.text);
        match seen.get(&id) {
            Some(line) => {
                let reason = format!("the id `{id}` stands on line {line} already");
                out.problem(Loss::Mended, cell.at, "id", &id, reason, "give every row an id of its own");
            }
            None => {
                seen.insert(id.clone(), self.at.line);
            }
        }
        id
    }

    /// A required cell; the row is lost without it.
    pub fn required(&self, column: &str, id: &str, out: &mut Out<'_>) -> Option<Cell<'_>> {
        let cell = self.cell(column);
        if cell.is_none() {
            let reason = format!("`{column}` is empty");
            out.problem(Loss::Record, self.at, column, id, reason, "fill it in, or leave the row out");
        }
        cell
    }

    /// A day, with the precision that its form allows: `2006`, `2006-03` or `2006-03-12`.
    pub fn day(&self, column: &str, id: &str, out: &mut Out<'_>) -> Option<(Day, Precision, At)> {
        let cell = self.cell(column)?;
        let day = match cell.text.len() {
            4 => Day::parse(&format!("{}-01-01", cell.text)).map(|day| (day, Precision::Year)),
            7 => Day::parse(&format!("{}-01", cell.text)).map(|day| (day, Precision::Month)),
            // a time of day behind the date is no matter of days
            _ => cell
                .text
                .get(..10)
                .filter(|_| matches!(cell.text.as_bytes().get(10), None | Some(b'T' | b' ')))
                .and_then(Day::parse)
                .map(|day| (day, Precision::Day)),
        };
        if day.is_none() {
            let reason = format!("`{}` is no day", cell.text);
            out.problem(Loss::Value, cell.at, column, id, reason, "write it as 2006-03-12");
        }
        day.map(|(day, precision)| (day, precision, cell.at))
    }

    /// The stated precision of the row's dates.
    pub fn precision(&self, id: &str, out: &mut Out<'_>) -> Option<Precision> {
        let cell = self.cell("date_precision")?;
        match cell.text.to_lowercase().as_str() {
            "day" => Some(Precision::Day),
            "month" => Some(Precision::Month),
            "year" => Some(Precision::Year),
            "approximate" | "about" => Some(Precision::Approximate),
            _ => {
                let reason = format!("`{}` is no precision of dates", cell.text);
                let way = "use day, month, year or approximate";
                out.problem(Loss::Value, cell.at, cell.column, id, reason, way);
                None
            }
        }
    }

    /// The parties of a list.
    pub fn parties(&self, column: &str) -> Vec<PartyId> {
        self.cell(column).map(|cell| cell.list().map(PartyId::from).collect()).unwrap_or_default()
    }

    /// Themes of the `security` vocabulary, the words being the codes.
    pub fn themes(&self) -> Vec<Theme> {
        let theme = |at| {
            move |word: &str| Theme {
                vocabulary: "security".into(),
                code: word.to_lowercase().replace([' ', '_'], "-").into(),
                at,
                ..Theme::default()
            }
        };
        self.cell("themes").map(|cell| cell.list().map(theme(cell.at)).collect()).unwrap_or_default()
    }

    /// The named place with its point, and the countries.
    pub fn places(&self, id: &str, out: &mut Out<'_>) -> Vec<Place> {
        let point = self.point(id, out);
        let mut places = Vec::new();
        if let Some(cell) = self.cell("place") {
            let level = if is_line(cell.text) { PlaceLevel::Line } else { PlaceLevel::Unknown };
            places.push(Place { level, names: vec![cell.words()], point, at: cell.at, ..Place::default() });
        } else if point.is_some() {
            let at = self.cell("lat").map_or(self.at, |cell| cell.at);
            places.push(Place { level: PlaceLevel::Point, point, at, ..Place::default() });
        }
        if let Some(cell) = self.cell("countries") {
            places.extend(cell.list().map(|code| country(code, cell.at)));
        }
        places
    }

    fn point(&self, id: &str, out: &mut Out<'_>) -> Option<Point> {
        let (lat, lon) = match (self.cell("lat"), self.cell("lon")) {
            (Some(lat), Some(lon)) => (lat, lon),
            (None, None) => return None,
            (Some(cell), None) | (None, Some(cell)) => {
                let reason =
                    format!("`{}` has no other half: a point needs latitude and longitude", cell.text);
                out.problem(Loss::Value, cell.at, cell.column, id, reason, "fill in `lat` and `lon`");
                return None;
            }
        };
        let degrees = |cell: &Cell<'_>| cell.text.parse::<f64>().ok();
        let mut tell =
            |loss, reason, way_out: &'static str| out.problem(loss, lat.at, "lat", id, reason, way_out);
        match degrees(&lat).zip(degrees(&lon)) {
            Some((lat, lon)) => coordinates::point(lat, lon, tell),
            None => {
                let reason = format!("`{}, {}` is no point on the globe", lat.text, lon.text);
                tell(Loss::Value, reason, "write degrees, latitude first");
                None
            }
        }
    }
}

/// A border, corridor or route, by its name.
fn is_line(name: &str) -> bool {
    let words = name.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).any(|word| {
        matches!(word, "border" | "borders" | "frontier" | "corridor" | "route" | "граница" | "frontière")
    })
}

/// A country by its ISO 3166-1 code; words that are no code are its name.
fn country(written: &str, at: At) -> Place {
    let is_code = written.bytes().all(|b| b.is_ascii_alphabetic());
    let (vocabulary, code) = match written.len() {
        2 if is_code => ("iso2", written.to_uppercase()),
        3 if is_code => ("iso3", written.to_uppercase()),
        _ => ("", String::new()),
    };
    let names = if code.is_empty() { vec![Text::plain(written, at)] } else { Vec::new() };
    Place {
        level: PlaceLevel::Country,
        vocabulary: vocabulary.into(),
        code: code.into(),
        names,
        at,
        ..Place::default()
    }
}
