//! Activities: one row, one record.

use comity_core::{
    ActivityKind, Amount, AmountKind, CompactString, Currency, DateKind, Decimal, DeclaredLink, Kept, Lang,
    LinkKind, Loss, Participant, PartyRef, Precision, Record, Role, StatedDate, Status, Text,
};

use super::row::{Cell, Row, Seen};
use crate::Out;

/// Columns that are understood, besides the variants of [`is_variant`].
pub(super) const COLUMNS: &[&str] = &[
    "id",
    "reporter",
    "participants",
    "observers",
    "funders",
    "implementers",
    "counterparts",
    "title",
    "description",
    "kind",
    "status",
    "themes",
    "place",
    "countries",
    "lat",
    "lon",
    "start",
    "end",
    "date_precision",
    "assets",
    "asset",
    "parent",
    "related",
];

/// Columns that carry a language or a currency in their name: `title_ru`, `description_fr`, `budget_eur`.
pub(super) fn is_variant(column: &str) -> bool {
    language(column, "title_").is_some()
        || language(column, "description_").is_some()
        || budget(column).is_some()
}

fn language(column: &str, prefix: &str) -> Option<Lang> {
    column.strip_prefix(prefix).map(Lang::parse).filter(|lang| !lang.is_unknown())
}

fn budget(column: &str) -> Option<Currency> {
    column.strip_prefix("budget_").map(Currency::parse).filter(|currency| *currency != Currency::NONE)
}

/// One activity. Without a reporter it is nobody's account and is lost; all else may be missing.
pub(super) fn read(row: &Row<'_>, out: &mut Out<'_>) {
    // identifiers of records are compared when all files are read
    let id = row.id(&mut Seen::default(), out);
    let Some(reporter) = row.required("reporter", &id, out) else { return };
    let status = status(row.text("status"));
    let kind_as_written = row.text("kind");
    let mut record = Record {
        reporter: party(reporter.text, reporter),
        source: out.source(),
        at: row.at,
        kind: ActivityKind::parse(kind_as_written),
        kind_as_written: kind_as_written.into(),
        status,
        titles: texts(row, "title"),
        descriptions: texts(row, "description"),
        participants: participants(row),
        dates: dates(row, status, &id, out),
        places: row.places(&id, out),
        themes: row.themes(),
        amounts: amounts(row, &id, out),
        links: links(row),
        id,
        ..Record::default()
    };
    for cell in row.cells() {
        match cell.column {
            "assets" | "asset" => {
                record.assets.extend(cell.list().map(|asset| Text::plain(asset, cell.at)));
            }
            column if COLUMNS.contains(&column) || is_variant(column) => {}
            column => record.kept.push(Kept { name: column.into(), value: cell.text.into(), at: cell.at }),
        }
    }
    out.record(record);
}

fn party(id: &str, cell: Cell<'_>) -> PartyRef {
    PartyRef { reference: CompactString::from(id), at: cell.at, ..PartyRef::default() }
}

/// The column without a language first, then those with one, in the table's order.
fn texts(row: &Row<'_>, column: &str) -> Vec<Text> {
    let prefix = format!("{column}_");
    let plain = row.cell(column).map(Cell::words);
    let other = row.cells().filter_map(|cell| {
        let lang = language(cell.column, &prefix)?;
        Some(Text { lang, ..cell.words() })
    });
    plain.into_iter().chain(other).collect()
}

fn participants(row: &Row<'_>) -> Vec<Participant> {
    const ROLES: [(&str, Role); 5] = [
        ("participants", Role::Participant),
        ("observers", Role::Observer),
        ("funders", Role::Funder),
        ("implementers", Role::Implementer),
        ("counterparts", Role::Counterpart),
    ];
    let mut all = Vec::new();
    for (column, role) in ROLES {
        let Some(cell) = row.cell(column) else { continue };
        all.extend(cell.list().map(|id| Participant {
            role,
            party: party(id, cell),
            activity_id: CompactString::default(),
        }));
    }
    all
}

fn status(word: &str) -> Status {
    match word.to_lowercase().as_str() {
        "planned" | "pipeline" | "tentative" => Status::Planned,
        "active" | "ongoing" | "under way" | "implementation" => Status::Active,
        "finished" | "completed" | "complete" => Status::Finished,
        "closed" => Status::Closed,
        "cancelled" | "canceled" => Status::Cancelled,
        "suspended" => Status::Suspended,
        _ => Status::Unknown,
    }
}

/// Dates are those of what happened, unless the status says that it is still to come (or never will).
fn dates(row: &Row<'_>, status: Status, id: &str, out: &mut Out<'_>) -> Vec<StatedDate> {
    let planned = matches!(status, Status::Planned | Status::Cancelled);
    let (start, end) = match planned {
        true => (DateKind::PlannedStart, DateKind::PlannedEnd),
        false => (DateKind::ActualStart, DateKind::ActualEnd),
    };
    let stated = row.precision(id, out);
    let mut dates = Vec::new();
    for (column, kind) in [("start", start), ("end", end)] {
        if let Some((day, written, at)) = row.day(column, id, out) {
            let precision = if written == Precision::Day { stated.unwrap_or(written) } else { written };
            dates.push(StatedDate { kind, day, precision, at });
        }
    }
    if let [first, last] = dates.as_slice()
        && last.day < first.day
    {
        let reason = format!("the end `{}` lies before the start `{}`", last.day, first.day);
        out.problem(
            Loss::Nothing,
            last.at,
            "end",
            id,
            reason,
            "correct one of the two; the end is taken as open",
        );
    }
    dates
}

fn amounts(row: &Row<'_>, id: &str, out: &mut Out<'_>) -> Vec<Amount> {
    let mut amounts = Vec::new();
    for cell in row.cells() {
        let Some(currency) = budget(cell.column) else { continue };
        let Ok(value) = cell.text.replace([' ', '\u{a0}', '_'], "").parse::<Decimal>() else {
            let reason = format!("`{}` is no sum of money", cell.text);
            out.problem(
                Loss::Value,
                cell.at,
                cell.column,
                id,
                reason,
                "write digits and a point, 66000000.50",
            );
            continue;
        };
        amounts.push(Amount::new(AmountKind::Total, value, currency, cell.at));
    }
    amounts
}

fn links(row: &Row<'_>) -> Vec<DeclaredLink> {
    let mut links = Vec::new();
    for (column, kind) in [("parent", LinkKind::Parent), ("related", LinkKind::Related)] {
        let Some(cell) = row.cell(column) else { continue };
        links.extend(cell.list().map(|to| DeclaredLink { kind, to: to.into(), at: cell.at }));
    }
    links
}
