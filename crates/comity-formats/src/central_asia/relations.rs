//! Everything but activities: parties, ties, instruments, needs, proposals, positions and exclusions.

use comity_core::{
    CompactString, Day, Exclusion, Instrument, InstrumentKind, Item, Loss, Need, Party, PartyId, PartyKind,
    Period, Position, Proposal, Stance, Text, Tie, TieKind,
};

use super::row::{Cell, Row, Seen};
use crate::Out;

pub(super) fn party(row: &Row<'_>, seen: &mut Seen, out: &mut Out<'_>) {
    let id = row.id(seen, out);
    let kind = row.cell("kind").and_then(|cell| word(cell, &id, PARTY_KINDS, out));
    let item = Party {
        names: row.cell("name").map(Cell::words).into_iter().collect(),
        aliases: row
            .cell("aliases")
            .map(|cell| cell.list().map(|name| Text::plain(name, cell.at)).collect())
            .unwrap_or_default(),
        kind: kind.unwrap_or_default(),
        organ_of: row.cell("organ_of").map(|cell| PartyId::from(cell.text)),
        since: row.day("since", &id, out).map(|(day, ..)| day),
        source: out.source(),
        at: row.at,
        id: PartyId(id),
    };
    out.item(Item::Party(item));
}

pub(super) fn tie(row: &Row<'_>, out: &mut Out<'_>) {
    let Some(from) = row.required("from", "", out) else { return };
    let name = format!("{} - {}", from.text, row.text("to"));
    let Some(to) = row.required("to", &name, out) else { return };
    let Some(kind) = row.required("kind", &name, out) else { return };
    let item = Tie {
        from: from.text.into(),
        to: to.text.into(),
        kind: TieKind::from(kind.text.to_lowercase()),
        period: period(row, "since", &name, out),
        note: row.text("note").into(),
        source: out.source(),
        at: row.at,
    };
    out.item(Item::Tie(item));
}

pub(super) fn instrument(row: &Row<'_>, seen: &mut Seen, out: &mut Out<'_>) {
    let id = row.id(seen, out);
    let kind = row.cell("kind").and_then(|cell| word(cell, &id, INSTRUMENT_KINDS, out));
    let item = Instrument {
        title: words(row, "title"),
        parties: row.parties("parties"),
        kind: kind.unwrap_or(InstrumentKind::Other),
        period: period(row, "date", &id, out),
        obligation: words(row, "obligation"),
        source: out.source(),
        at: row.at,
        id,
    };
    out.item(Item::Instrument(item));
}

pub(super) fn need(row: &Row<'_>, seen: &mut Seen, out: &mut Out<'_>) {
    let id = row.id(seen, out);
    let item = Need {
        title: words(row, "title"),
        themes: row.themes(),
        places: row.places(&id, out),
        period: period(row, "since", &id, out),
        stated_by: row.parties("stated_by"),
        source: out.source(),
        at: row.at,
        id,
    };
    out.item(Item::Need(item));
}

pub(super) fn proposal(row: &Row<'_>, seen: &mut Seen, out: &mut Out<'_>) {
    let id = row.id(seen, out);
    let party = |column: &str| row.cell(column).map(|cell| PartyId::from(cell.text));
    let item = Proposal {
        title: words(row, "title"),
        proposed_by: party("proposed_by"),
        date: row.day("date", &id, out).map(|(day, ..)| day),
        would_tie_from: party("would_tie_from"),
        would_tie_to: party("would_tie_to"),
        tie_kind: TieKind::from(row.text("tie_kind").to_lowercase()),
        rule: row.text("rule").into(),
        source: out.source(),
        at: row.at,
        id,
    };
    out.item(Item::Proposal(item));
}

pub(super) fn position(row: &Row<'_>, out: &mut Out<'_>) {
    let Some(party) = row.required("party", "", out) else { return };
    let Some(proposal) = row.required("proposal", party.text, out) else { return };
    let Some(stance) = row.required("stance", party.text, out) else { return };
    let Some(stance) = word(stance, party.text, STANCES, out) else { return };
    let item = Position {
        party: party.text.into(),
        proposal: CompactString::from(proposal.text),
        stance,
        condition: row.text("condition").into(),
        source: out.source(),
        at: row.at,
    };
    out.item(Item::Position(item));
}

pub(super) fn exclusion(row: &Row<'_>, out: &mut Out<'_>) {
    let Some(a) = row.required("a", "", out) else { return };
    let Some(b) = row.required("b", a.text, out) else { return };
    let item = Exclusion { a: a.text.into(), b: b.text.into(), source: out.source(), at: row.at };
    out.item(Item::Exclusion(item));
}

fn words(row: &Row<'_>, column: &str) -> Text {
    row.cell(column).map(Cell::words).unwrap_or(Text { at: row.at, ..Text::default() })
}

/// From the given column to `until`, which is the last day.
fn period(row: &Row<'_>, since: &str, id: &str, out: &mut Out<'_>) -> Period {
    let stated = row.precision(id, out).unwrap_or_default();
    let start = row.day(since, id, out);
    let end = row.day("until", id, out);
    if let (Some((first, ..)), Some((last, _, at))) = (start, end)
        && last < first
    {
        let reason = format!("the last day `{last}` lies before the first `{first}`");
        out.problem(Loss::Nothing, at, "until", id, reason, "correct one of the two");
    }
    Period {
        start: start.map(|(day, ..)| day),
        end: end.map(|(last, ..)| Day::plus(last, 1)),
        start_precision: start.map(|(_, written, _)| written.max(stated)).unwrap_or_default(),
        end_precision: end.map(|(_, written, _)| written.max(stated)).unwrap_or_default(),
    }
}

const PARTY_KINDS: &[(&str, PartyKind)] = &[
    ("institution", PartyKind::Institution),
    ("organ", PartyKind::Organ),
    ("state", PartyKind::State),
    ("coalition", PartyKind::Coalition),
];

const INSTRUMENT_KINDS: &[(&str, InstrumentKind)] = &[
    ("treaty", InstrumentKind::Treaty),
    ("rule", InstrumentKind::Rule),
    ("pledge", InstrumentKind::Pledge),
    ("declaration", InstrumentKind::Declaration),
    ("mandate", InstrumentKind::Mandate),
    ("proposal", InstrumentKind::Proposal),
    ("other", InstrumentKind::Other),
];

const STANCES: &[(&str, Stance)] = &[
    ("support", Stance::Support),
    ("oppose", Stance::Oppose),
    ("abstain", Stance::Abstain),
    ("undecided", Stance::Undecided),
    ("conditional", Stance::Conditional),
];

/// A word of a closed list; any other is a problem that names the list.
fn word<T: Copy>(cell: Cell<'_>, id: &str, list: &[(&str, T)], out: &mut Out<'_>) -> Option<T> {
    let found = list.iter().find(|(word, _)| word.eq_ignore_ascii_case(cell.text)).map(|(_, value)| *value);
    if found.is_none() {
        let reason = format!("`{}` is no {} that is known", cell.text, cell.column);
        let known = list.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        // a position without a stance says nothing; anything else stands without its kind
        let loss = if cell.column == "stance" { Loss::Record } else { Loss::Value };
        out.problem(loss, cell.at, cell.column, id, reason, format!("use one of {known}"));
    }
    found
}
