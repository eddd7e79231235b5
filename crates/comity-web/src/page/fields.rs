//! The fields of a record as a page shows them, in the reader's words.

use comity_core::{Amount, Instrument, Need, Party, PartyRef, Place, Record, Text, Theme, Tie};
use comity_node::{Account, Facet, Node};

use crate::tongue::Tongue;

/// A field: the key of its name, and its values.
pub type Field = (&'static str, Vec<String>);

/// How many values of one field stand on a page; the rest is counted.
const MOST: usize = 40;

/// The fields of an account, in the order in which they are read.
pub fn of(t: &Tongue, node: &Node, account: &Account) -> Vec<Field> {
    let mut fields = match account {
        Account::Activity(record) => activity(t, node, record),
        Account::Party(party) => party_fields(t, party),
        Account::Tie(tie) => tie_fields(t, tie),
        Account::Instrument(instrument) => instrument_fields(t, instrument),
        Account::Need(need) => need_fields(t, node, need),
        Account::Proposal(proposal) => vec![
            ("title", vec![proposal.title.value.to_string()]),
            ("identifier", vec![proposal.id.to_string()]),
            ("dates", proposal.date.iter().map(|day| t.day(day)).collect()),
        ],
        Account::Position(position) => vec![
            ("parties", vec![position.party.to_string()]),
            ("identifier", vec![position.proposal.to_string()]),
        ],
        Account::Exclusion(exclusion) => {
            vec![("identifier", vec![exclusion.a.to_string(), exclusion.b.to_string()])]
        }
    };
    for (_, values) in &mut fields {
        values.retain(|value| !value.trim().is_empty());
        values.dedup();
        if let Some(more) = values.len().checked_sub(MOST).filter(|more| *more > 0) {
            values.truncate(MOST);
            values.push(t.n("and-more", more));
        }
    }
    fields.retain(|(_, values)| !values.is_empty());
    fields
}

fn activity(t: &Tongue, node: &Node, record: &Record) -> Vec<Field> {
    vec![
        ("title", texts(&record.titles)),
        ("reporter", vec![party(&record.reporter)]),
        ("identifier", vec![record.id.to_string()]),
        ("kind", vec![t.word("activity", record.kind.as_str())]),
        ("status", vec![t.word("status", &word(&record.status))]),
        (
            "dates",
            record
                .dates
                .iter()
                .map(|date| {
                    format!(
                        "{}: {}",
                        t.word("date-kind", &word(&date.kind)),
                        t.date(date.day, date.precision)
                    )
                })
                .collect(),
        ),
        ("places", record.places.iter().map(|one| place(t, node, one)).collect()),
        ("themes", record.themes.iter().map(|one| theme(t, node, one)).collect()),
        (
            "participants",
            record
                .participants
                .iter()
                .map(|one| format!("{} ({})", party(&one.party), t.word("role", &word(&one.role))))
                .collect(),
        ),
        ("amounts", record.amounts.iter().map(|one| amount(t, one)).collect()),
        ("assets", texts(&record.assets)),
        (
            "links",
            record
                .links
                .iter()
                .map(|link| format!("{} {}", t.word("link-kind", &word(&link.kind)), link.to))
                .collect(),
        ),
        ("scopes", record.scopes.iter().map(ToString::to_string).collect()),
        ("description", texts(&record.descriptions)),
        ("kept", record.kept.iter().map(|kept| format!("{}: {}", kept.name, kept.value)).collect()),
    ]
}

fn party_fields(t: &Tongue, party: &Party) -> Vec<Field> {
    vec![
        ("title", texts(&party.names)),
        ("aliases", texts(&party.aliases)),
        ("identifier", vec![party.id.to_string()]),
        ("kind", vec![t.word("party-kind", &word(&party.kind))]),
    ]
}

fn tie_fields(t: &Tongue, tie: &Tie) -> Vec<Field> {
    vec![
        ("parties", vec![tie.from.to_string(), tie.to.to_string()]),
        ("kind", vec![t.word("tie", tie.kind.as_str())]),
        ("dates", vec![t.period(&tie.period)]),
        ("note", vec![tie.note.to_string()]),
    ]
}

fn instrument_fields(t: &Tongue, instrument: &Instrument) -> Vec<Field> {
    vec![
        ("title", vec![instrument.title.value.to_string()]),
        ("identifier", vec![instrument.id.to_string()]),
        ("kind", vec![t.word("instrument", &word(&instrument.kind))]),
        ("parties", instrument.parties.iter().map(ToString::to_string).collect()),
        ("dates", vec![t.period(&instrument.period)]),
        ("obligation", vec![instrument.obligation.value.to_string()]),
    ]
}

fn need_fields(t: &Tongue, node: &Node, need: &Need) -> Vec<Field> {
    vec![
        ("title", vec![need.title.value.to_string()]),
        ("identifier", vec![need.id.to_string()]),
        ("parties", need.stated_by.iter().map(ToString::to_string).collect()),
        ("dates", vec![t.period(&need.period)]),
        ("places", need.places.iter().map(|one| place(t, node, one)).collect()),
        ("themes", need.themes.iter().map(|one| theme(t, node, one)).collect()),
    ]
}

fn texts(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.to_string()).collect()
}

fn party(party: &PartyRef) -> String {
    let name = party.names.first().map_or("", |name| name.value.as_str());
    match (name.is_empty(), party.reference.is_empty()) {
        (true, _) => party.reference.to_string(),
        (false, true) => name.to_owned(),
        (false, false) if name == party.reference => name.to_owned(),
        (false, false) => format!("{name} ({})", party.reference),
    }
}

fn place(t: &Tongue, node: &Node, place: &Place) -> String {
    if let Some(name) = place.names.first() {
        return name.value.to_string();
    }
    if !place.code.is_empty() {
        let value = format!("{}:{}", place.vocabulary, place.code);
        return node.named(Facet::Place, &value, t.language.tag());
    }
    place
        .point
        .map(|point| format!("{}°, {}°", t.decimal(point.lat, 3), t.decimal(point.lon, 3)))
        .unwrap_or_default()
}

fn theme(t: &Tongue, node: &Node, theme: &Theme) -> String {
    let value = format!("{}:{}", theme.vocabulary, theme.code);
    let named = node.named(Facet::Theme, &value, t.language.tag());
    if named != value {
        return named;
    }
    theme.names.first().map_or_else(|| theme.code.replace('-', " "), |name| name.value.to_string())
}

fn amount(t: &Tongue, amount: &Amount) -> String {
    let currency = if amount.currency == comity_core::Currency::NONE { "" } else { amount.currency.as_str() };
    let day = amount.day.map(|day| format!(", {}", t.day(&day))).unwrap_or_default();
    format!(
        "{} {currency} ({}{day})",
        t.language.separated(&amount.value.to_string()),
        t.word("amount-kind", &word(&amount.kind))
    )
}

/// The word of one of the field's own terms, as records are written.
fn word<T: serde::Serialize>(term: &T) -> String {
    serde_json::to_value(term).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A value, and which of the records state it.
pub struct Stated {
    /// The value.
    pub value: String,
    /// Their places, ascending.
    pub by: Vec<usize>,
}

/// Field by field what several records say, each value once with all that state it.
pub fn beside(records: &[Vec<Field>]) -> Vec<(&'static str, Vec<Stated>)> {
    let mut out: Vec<(&'static str, Vec<Stated>)> = Vec::new();
    for (place, fields) in records.iter().enumerate() {
        for (name, values) in fields {
            let at = out.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                out.push((name, Vec::new()));
                out.len() - 1
            });
            let Some((_, stated)) = out.get_mut(at) else { continue };
            for value in values {
                match stated.iter_mut().find(|one| one.value == *value) {
                    Some(one) if one.by.last() != Some(&place) => one.by.push(place),
                    Some(_) => {}
                    None => stated.push(Stated { value: value.clone(), by: vec![place] }),
                }
            }
        }
    }
    out
}

/// Two records field by field: the name of the field, the values of each, whether they differ.
pub fn sides(left: &[Field], right: &[Field]) -> Vec<(&'static str, [Vec<String>; 2], bool)> {
    let names = left.iter().chain(right).map(|(name, _)| *name);
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    let of = |fields: &[Field], name| {
        fields.iter().find(|(known, _)| *known == name).map(|(_, values)| values.clone()).unwrap_or_default()
    };
    seen.into_iter()
        .map(|name| {
            let (left, right) = (of(left, name), of(right, name));
            let differs = left != right;
            (name, [left, right], differs)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_once_with_all_that_state_it() {
        let one = vec![
            ("title", vec!["Water".to_owned()]),
            ("places", vec!["Osh".to_owned(), "Jalal-Abad".to_owned()]),
        ];
        let other = vec![("title", vec!["Water".to_owned()]), ("places", vec!["Osh".to_owned()])];
        let beside = beside(&[one.clone(), other.clone()]);
        let said: Vec<String> = beside
            .iter()
            .flat_map(|(name, stated)| {
                stated.iter().map(move |one| format!("{name} {} {:?}", one.value, one.by))
            })
            .collect();
        assert_eq!(said, ["title Water [0, 1]", "places Osh [0, 1]", "places Jalal-Abad [0]"]);
        let differs: Vec<bool> = sides(&one, &other).into_iter().map(|(.., differs)| differs).collect();
        assert_eq!(differs, [false, true]);
    }
}
