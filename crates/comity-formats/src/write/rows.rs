//! Records and findings as flat rows, for every format that is a table.

use super::Labelled;
use comity_core::{Amount, At, Day, Finding, PartyRef, PlaceLevel, Record, Role, Snapshot, SourceId, Text};

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(f64),
    Day(Day),
    Empty,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Day,
}

/// A table: columns with their kinds, and rows as long as the header.
pub(super) struct Rows {
    pub columns: Vec<(&'static str, Kind)>,
    pub rows: Vec<Vec<Cell>>,
}

const FINDING: &[(&str, Kind)] = &[
    ("rank", Kind::Number),
    ("kind", Kind::Text),
    ("weight", Kind::Number),
    ("probability", Kind::Number),
    ("urgency", Kind::Number),
    ("sentence", Kind::Text),
    ("records", Kind::Text),
    ("reporters", Kind::Text),
    ("sources", Kind::Text),
    ("parties", Kind::Text),
    ("needs", Kind::Text),
    ("place", Kind::Text),
    ("first_day", Kind::Day),
    ("last_day", Kind::Day),
    ("themes", Kind::Text),
    ("counted", Kind::Number),
    ("counted_again", Kind::Number),
    ("currency", Kind::Text),
    ("ways", Kind::Text),
    ("evidence", Kind::Text),
];

const EVIDENCE: &[(&str, Kind)] = &[
    ("rank", Kind::Number),
    ("kind", Kind::Text),
    ("field", Kind::Text),
    ("says", Kind::Text),
    ("weight", Kind::Number),
];

const RECORD: &[(&str, Kind)] = &[
    ("id", Kind::Text),
    ("reporter", Kind::Text),
    ("reporter_name", Kind::Text),
    ("source", Kind::Text),
    ("kind", Kind::Text),
    ("status", Kind::Text),
    ("title", Kind::Text),
    ("other_titles", Kind::Text),
    ("description", Kind::Text),
    ("funders", Kind::Text),
    ("implementers", Kind::Text),
    ("other_participants", Kind::Text),
    ("first_day", Kind::Day),
    ("last_day", Kind::Day),
    ("date_precision", Kind::Text),
    ("countries", Kind::Text),
    ("places", Kind::Text),
    ("lat", Kind::Number),
    ("lon", Kind::Number),
    ("themes", Kind::Text),
    ("amounts", Kind::Text),
    ("assets", Kind::Text),
    ("links", Kind::Text),
    ("scopes", Kind::Text),
];

/// One row a finding, best first as they come.
pub(super) fn of_findings(findings: &[Finding]) -> Rows {
    rows(findings.iter().enumerate().map(|(index, finding)| row(index, finding)))
}

/// One row a pair of records that a finding holds between; rows of one rank are one finding.
pub(super) fn of_pairs(findings: &[Finding]) -> Rows {
    let pairs = |(index, finding): (usize, &Finding)| {
        finding.by_pair().map(move |pair| row(index, &pair)).collect::<Vec<_>>()
    };
    rows(findings.iter().enumerate().flat_map(pairs))
}

fn rows(rows: impl Iterator<Item = Vec<Cell>>) -> Rows {
    Rows { columns: FINDING.to_vec(), rows: rows.collect() }
}

fn row(index: usize, finding: &Finding) -> Vec<Cell> {
    let period = finding.period.unwrap_or_default();
    let money = finding.money.as_ref();
    vec![
        Cell::Number((index + 1) as f64),
        text(finding.kind.as_str()),
        Cell::Number(finding.weight),
        Cell::Number(finding.probability),
        Cell::Number(finding.urgency),
        text(&finding.sentence),
        joined(finding.records.iter().map(|record| record.id.as_str())),
        joined(finding.records.iter().map(|record| record.reporter.as_str())),
        joined(finding.records.iter().map(|record| record.source.as_str())),
        joined(finding.parties.iter().map(|party| party.as_str())),
        joined(finding.needs.iter().map(|need| need.as_str())),
        finding.place.as_deref().map_or(Cell::Empty, text),
        period.start.map_or(Cell::Empty, Cell::Day),
        period.end.map_or(Cell::Empty, |end| Cell::Day(end.plus(-1))),
        joined(finding.themes.iter().map(|theme| theme.as_str())),
        money.map_or(Cell::Empty, |money| number(&money.counted.to_string())),
        money.map_or(Cell::Empty, |money| number(&money.counted_again.to_string())),
        money.map_or(Cell::Empty, |money| text(money.currency.as_str())),
        joined(finding.ways.iter().map(|way| way.to_string())),
        joined(finding.evidence.iter().map(|line| format!("{:+.1} {}", line.weight, line.says))),
    ]
}

/// One row a piece of evidence; `rank` leads to the finding.
pub(super) fn of_evidence(findings: &[Finding]) -> Rows {
    let mut rows = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        rows.extend(finding.evidence.iter().map(|line| {
            vec![
                Cell::Number((index + 1) as f64),
                text(finding.kind.as_str()),
                text(&word(&line.field)),
                text(&line.says.to_string()),
                Cell::Number(line.weight),
            ]
        }));
    }
    Rows { columns: EVIDENCE.to_vec(), rows }
}

/// One row a record.
pub(super) fn of_records(snapshot: &Snapshot) -> Rows {
    let of = |record: &Record| of_record(record, &source(snapshot, record.source, record.at));
    Rows { columns: RECORD.to_vec(), rows: snapshot.records.iter().map(of).collect() }
}

/// One row a record that goes out under a label: the label first, and the owner as its source.
pub(super) fn of_labelled(records: &[Labelled]) -> Rows {
    let row = |labelled: &Labelled| {
        let label = std::iter::once(text(labelled.tlp.as_str()));
        label.chain(of_record(&labelled.record, &labelled.owner)).collect()
    };
    let columns = std::iter::once(("tlp", Kind::Text)).chain(RECORD.iter().copied()).collect();
    Rows { columns, rows: records.iter().map(row).collect() }
}

fn of_record(record: &Record, source: &str) -> Vec<Cell> {
    let period = record.period();
    let point = record.places.iter().find_map(|place| place.point);
    let role = |wanted: Role| {
        joined(record.participants.iter().filter(|p| p.role == wanted).map(|p| party(&p.party).to_owned()))
    };
    let others = record.participants.iter().filter(|p| !matches!(p.role, Role::Funder | Role::Implementer));
    let is_country = |level: PlaceLevel| level == PlaceLevel::Country;
    let places = |countries: bool| {
        let wanted = record.places.iter().filter(move |place| is_country(place.level) == countries);
        joined(
            wanted.map(|place| place_name(place.names.first(), &place.code)).filter(|name| !name.is_empty()),
        )
    };
    vec![
        text(&record.id),
        text(&record.reporter.reference),
        record.reporter.names.first().map_or(Cell::Empty, |name| text(&name.value)),
        text(source),
        text(record.kind.as_str()),
        text(&word(&record.status)),
        record.titles.first().map_or(Cell::Empty, |title| text(&title.value)),
        joined(record.titles.iter().skip(1).map(|title| title.value.as_str())),
        joined(record.descriptions.iter().map(|words| words.value.as_str())),
        role(Role::Funder),
        role(Role::Implementer),
        joined(others.map(|p| format!("{} ({})", party(&p.party), word(&p.role)))),
        period.start.map_or(Cell::Empty, Cell::Day),
        period.end.map_or(Cell::Empty, |end| Cell::Day(end.plus(-1))),
        if period.start.is_some() { text(&word(&period.start_precision)) } else { Cell::Empty },
        places(true),
        places(false),
        point.map_or(Cell::Empty, |point| Cell::Number(point.lat)),
        point.map_or(Cell::Empty, |point| Cell::Number(point.lon)),
        joined(record.themes.iter().map(|theme| place_name(theme.names.first(), &theme.code))),
        joined(record.amounts.iter().map(amount)),
        joined(record.assets.iter().map(|asset| asset.value.as_str())),
        joined(record.links.iter().map(|link| format!("{}: {}", word(&link.kind), link.to))),
        joined(record.scopes.iter().map(|scope| scope.as_str())),
    ]
}

/// The reference where there is one, for it is what others look up; else the name.
pub(super) fn party(party: &PartyRef) -> &str {
    if party.reference.is_empty() { party.label() } else { &party.reference }
}

fn place_name(name: Option<&Text>, code: &str) -> String {
    name.map_or_else(|| code.to_owned(), |name| name.value.to_string())
}

fn amount(amount: &Amount) -> String {
    format!("{} {} {}", word(&amount.kind), amount.value, amount.currency.as_str())
}

/// `file:line`.
pub(super) fn source(snapshot: &Snapshot, id: SourceId, at: At) -> String {
    let name =
        usize::try_from(id.0).ok().and_then(|index| snapshot.sources.get(index)).map(|s| s.name.as_str());
    format!("{}:{}", name.unwrap_or_default(), at.line)
}

/// The word under which an enum of ours is written.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn text(words: &str) -> Cell {
    if words.is_empty() { Cell::Empty } else { Cell::Text(words.to_owned()) }
}

fn number(digits: &str) -> Cell {
    digits.parse().map_or_else(|_| text(digits), Cell::Number)
}

fn joined<T: AsRef<str>>(items: impl Iterator<Item = T>) -> Cell {
    let mut all = String::new();
    for item in items {
        if !all.is_empty() {
            all.push_str("; ");
        }
        all.push_str(item.as_ref());
    }
    text(&all)
}
