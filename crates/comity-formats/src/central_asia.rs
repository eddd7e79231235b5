//! The tables of a coordination mechanism, one CSV file each: parties, ties, instruments, needs, proposals, positions and
//! activities, as `data/central-asia-2006` has them. Recognised by their header, in any order of columns.
//!
//! Lists are separated by `;`. `until` and `end` are last days and belong to the period: the guest of one day has
//! `since` = `until`. `date_precision` says how far to trust the dates of its row. Country codes are ISO 3166-1. Columns
//! that the reader doesn't know are kept with activities; for the other tables [`mapping`] names them.

mod activities;
mod lines;
mod references;
mod relations;
mod row;

use std::io::BufRead;

use comity_core::At;

use crate::{Error, Out, open::Options};
use row::{Columns, Row};

pub use references::unknown_references;

/// The name of the format, as a source shows it.
pub const FORMAT: &str = "coordination table";

/// Which of the seven tables a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `id,name,aliases,kind,organ_of,since`
    Parties,
    /// `from,to,kind,since,until,note`
    Ties,
    /// `id,title,parties,kind,date,until,obligation`
    Instruments,
    /// `id,title,themes,place,countries,lat,lon,stated_by,since,until`
    Needs,
    /// `id,title,proposed_by,date,would_tie_from,would_tie_to,tie_kind`
    Proposals,
    /// `party,proposal,stance,condition`
    Positions,
    /// `id,reporter,participants,observers,title,description,kind,themes,place,countries,lat,lon,start,end,..`
    Activities,
}

/// A table, the columns it must have, those of which it must have one, and all that are understood.
type Shape = (Table, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const SHAPES: [Shape; 7] = [
    (
        Table::Activities,
        &["id", "reporter", "title"],
        &["participants", "observers", "themes", "date_precision"],
        activities::COLUMNS,
    ),
    (
        Table::Ties,
        &["from", "to", "kind"],
        &["since", "until", "note"],
        &["from", "to", "kind", "since", "until", "note"],
    ),
    (
        Table::Positions,
        &["party", "proposal", "stance"],
        &["stance"],
        &["party", "proposal", "stance", "condition"],
    ),
    (
        Table::Needs,
        &["id", "title", "stated_by"],
        &["stated_by"],
        &[
            "id",
            "title",
            "themes",
            "place",
            "countries",
            "lat",
            "lon",
            "stated_by",
            "since",
            "until",
            "date_precision",
        ],
    ),
    (
        Table::Proposals,
        &["id", "title"],
        &["would_tie_from", "would_tie_to"],
        &["id", "title", "proposed_by", "date", "would_tie_from", "would_tie_to", "tie_kind"],
    ),
    (
        Table::Instruments,
        &["id", "title", "parties"],
        &["obligation", "kind"],
        &["id", "title", "parties", "kind", "date", "until", "obligation"],
    ),
    (
        Table::Parties,
        &["id", "name", "kind"],
        &["aliases", "organ_of", "since"],
        &["id", "name", "aliases", "kind", "organ_of", "since"],
    ),
];

/// Which of the tables a header belongs to, if any.
pub fn table_of(header: &[&str]) -> Option<Table> {
    let columns: Vec<String> = header.iter().map(|name| row::column_name(name)).collect();
    let has = |wanted: &&str| columns.iter().any(|column| column == wanted);
    SHAPES
        .iter()
        .find(|(_, all, one, _)| all.iter().all(&has) && one.iter().any(&has))
        .map(|(table, ..)| *table)
}

/// Whether a header belongs to one of the tables.
pub fn is_table(header: &[&str]) -> bool {
    table_of(header).is_some()
}

/// How the columns of a table are understood, one line each, for people.
pub fn mapping(header: &[&str]) -> Vec<String> {
    let Some(table) = table_of(header) else { return Vec::new() };
    let known = SHAPES.iter().find(|(t, ..)| *t == table).map_or(&[][..], |(.., known)| *known);
    let say = |name: &&str| {
        let column = row::column_name(name);
        let understood = known.contains(&column.as_str())
            || (table == Table::Activities && activities::is_variant(&column));
        match (understood, table) {
            (true, _) => format!("{name} -> {column}"),
            (false, Table::Activities) => format!("{name} -> kept as it is"),
            (false, _) => format!("{name} -> not used"),
        }
    };
    header.iter().map(say).collect()
}

/// Reads one table. Rows that can't be read are problems; rows that can in part keep what can.
///
/// # Errors
/// When the input breaks off, or the header is none of the tables'.
pub fn read(input: &mut dyn BufRead, _: &Options, out: &mut Out<'_>) -> Result<(), Error> {
    let start = input.fill_buf().map_err(|error| Error::io(out.name(), error))?;
    let delimiter = delimiter(start);
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(lines::LineFeeds::new(input));
    let header = csv.byte_headers().map_err(|error| damaged(error, out))?.clone();
    let columns = Columns::new(&header);
    let Some(table) = table_of(&columns.names()) else {
        return Err(Error::Damaged {
            file: out.name().to_owned(),
            at: At::new(1, 1),
            reason: "the header is none of the coordination tables'".to_owned(),
            way_out: "give it the columns of one, such as `id,reporter,title,participants,themes,start,end`"
                .to_owned(),
        });
    };
    out.format = FORMAT.to_owned();
    out.mapping = mapping(&columns.names());
    let mut record = csv::ByteRecord::new();
    let mut seen = row::Seen::default();
    while csv.read_byte_record(&mut record).map_err(|error| damaged(error, out))? {
        let line = lines::first_line(csv.position().line(), &record);
        let row = Row::new(&columns, &record, line, out);
        read_row(table, &row, &mut seen, out);
    }
    Ok(())
}

/// The separator under which the first line is a table's header; a comma when none is.
fn delimiter(start: &[u8]) -> u8 {
    let line = String::from_utf8_lossy(start.split(|byte| *byte == b'\n').next().unwrap_or_default());
    let fits = |separator: &u8| {
        let names: Vec<&str> =
            line.split(char::from(*separator)).map(|name| name.trim_matches(['"', '\r', ' '])).collect();
        is_table(&names)
    };
    [b',', b';', b'\t', b'|'].into_iter().find(fits).unwrap_or(b',')
}

fn read_row(table: Table, row: &Row<'_>, seen: &mut row::Seen, out: &mut Out<'_>) {
    match table {
        Table::Activities => activities::read(row, out),
        Table::Parties => relations::party(row, seen, out),
        Table::Ties => relations::tie(row, out),
        Table::Instruments => relations::instrument(row, seen, out),
        Table::Needs => relations::need(row, seen, out),
        Table::Proposals => relations::proposal(row, seen, out),
        Table::Positions => relations::position(row, out),
    }
}

fn damaged(error: csv::Error, out: &Out<'_>) -> Error {
    let line = error.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
    let reason = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::io(out.name(), source),
        _ => Error::Damaged {
            file: out.name().to_owned(),
            at: At::new(line, 0),
            reason,
            way_out: "check that the file is complete and separated text".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests;
