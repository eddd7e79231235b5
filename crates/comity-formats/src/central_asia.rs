//! The tables of a coordination mechanism, one CSV file each: parties, ties, instruments, needs, proposals, positions,
//! exclusions and activities, as `data/central-asia-2006` has them. Recognised by their header, in any order of columns.
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

/// Which of the eight tables a file is.
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
    /// `id,title,proposed_by,date,would_tie_from,would_tie_to,tie_kind,rule`
    Proposals,
    /// `party,proposal,stance,condition`
    Positions,
    /// `a,b,note,source`: proposals of which at most one can pass
    Exclusions,
    /// `id,reporter,participants,observers,title,description,kind,themes,place,countries,lat,lon,start,end,..`
    Activities,
}

/// A table, the columns it must have, those of which it must have one, and all that are understood.
type Shape = (Table, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const SHAPES: [Shape; 8] = [
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
        &["id", "title", "proposed_by", "date", "would_tie_from", "would_tie_to", "tie_kind", "rule"],
    ),
    (Table::Exclusions, &["a", "b"], &["note", "source"], EXCLUSIONS),
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

/// The columns of exclusions. `a` and `b` are names that any table may use: by its header alone it is known as one of
/// exclusions when a third of these columns is there and no other; [`read_as`] takes the bare two.
const EXCLUSIONS: &[&str] = &["a", "b", "note", "source"];

/// Which of the tables a header belongs to, if any.
pub fn table_of(header: &[&str]) -> Option<Table> {
    let columns: Vec<String> = header.iter().map(|name| row::column_name(name)).collect();
    let has = |wanted: &&str| columns.iter().any(|column| column == wanted);
    SHAPES
        .iter()
        .find(|(table, all, one, _)| {
            let plain = || columns.iter().all(|column| EXCLUSIONS.contains(&column.as_str()));
            all.iter().all(&has) && one.iter().any(&has) && (*table != Table::Exclusions || plain())
        })
        .map(|(table, ..)| *table)
}

/// Whether a header belongs to one of the tables.
pub fn is_table(header: &[&str]) -> bool {
    table_of(header).is_some()
}

/// How the columns of a table are understood, one line each, for people.
pub fn mapping(header: &[&str]) -> Vec<String> {
    table_of(header).map_or_else(Vec::new, |table| mapping_of(table, header))
}

fn mapping_of(table: Table, header: &[&str]) -> Vec<String> {
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
    read_known(input, out, is_table, |columns, out| {
        table_of(columns).ok_or_else(|| Error::Damaged {
            file: out.name().to_owned(),
            at: At::new(1, 1),
            reason: "the header is none of the coordination tables'".to_owned(),
            way_out: "give it the columns of one, such as `id,reporter,title,participants,themes,start,end`"
                .to_owned(),
        })
    })
}

/// Reads a table that is known to be `table`, whatever else its header could mean: only the columns without which its
/// rows say nothing must be there.
///
/// # Errors
/// When the input breaks off, or such a column is missing.
pub fn read_as(table: Table, input: &mut dyn BufRead, out: &mut Out<'_>) -> Result<(), Error> {
    let needed = table.needed();
    let has = |header: &[&str], wanted: &str| header.iter().any(|name| row::column_name(name) == wanted);
    let fits = |header: &[&str]| needed.iter().all(|wanted| has(header, wanted));
    read_known(input, out, fits, |columns, out| {
        let missing = needed.iter().find(|wanted| !has(columns, wanted));
        missing.map_or(Ok(table), |missing| {
            Err(Error::Damaged {
                file: out.name().to_owned(),
                at: At::new(1, 1),
                reason: format!("the header has no column `{missing}`"),
                way_out: format!("give it the columns `{}`", needed.join(",")),
            })
        })
    })
}

impl Table {
    /// The columns without which a row says nothing.
    fn needed(self) -> &'static [&'static str] {
        match self {
            Table::Parties | Table::Instruments | Table::Needs | Table::Proposals => &["id"],
            Table::Ties => &["from", "to", "kind"],
            Table::Positions => &["party", "proposal", "stance"],
            Table::Exclusions => &["a", "b"],
            Table::Activities => &["id", "reporter"],
        }
    }
}

fn read_known(
    input: &mut dyn BufRead,
    out: &mut Out<'_>,
    fits: impl Fn(&[&str]) -> bool,
    which: impl Fn(&[&str], &Out<'_>) -> Result<Table, Error>,
) -> Result<(), Error> {
    let start = input.fill_buf().map_err(|error| Error::io(out.name(), error))?;
    let delimiter = delimiter(start, fits);
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(lines::LineFeeds::new(input));
    let header = csv.byte_headers().map_err(|error| damaged(error, out))?.clone();
    let columns = Columns::new(&header);
    let table = which(&columns.names(), out)?;
    out.format = FORMAT.to_owned();
    out.mapping = mapping_of(table, &columns.names());
    let mut record = csv::ByteRecord::new();
    let mut seen = row::Seen::default();
    while csv.read_byte_record(&mut record).map_err(|error| damaged(error, out))? {
        let line = lines::first_line(csv.position().line(), &record);
        let row = Row::new(&columns, &record, line, out);
        read_row(table, &row, &mut seen, out);
    }
    Ok(())
}

/// The separator under which the first line is a header that fits; a comma when none is.
fn delimiter(start: &[u8], fits: impl Fn(&[&str]) -> bool) -> u8 {
    let line = String::from_utf8_lossy(start.split(|byte| *byte == b'\n').next().unwrap_or_default());
    let separates = |separator: &u8| {
        let names: Vec<&str> =
            line.split(char::from(*separator)).map(|name| name.trim_matches(['"', '\r', ' '])).collect();
        fits(&names)
    };
    [b',', b';', b'\t', b'|'].into_iter().find(separates).unwrap_or(b',')
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
        Table::Exclusions => relations::exclusion(row, out),
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
