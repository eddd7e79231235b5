//! Records out of named properties: GeoJSON features and whatever else is a flat list of names and values.

use comity_core::{
    ActivityKind, Amount, AmountKind, At, CompactString, Currency, DateKind, Day, Decimal, DeclaredLink,
    Kept, LinkKind, Loss, Participant, PartyRef, Place, PlaceLevel, Precision, Record, Role, StatedDate,
    Text, Theme,
};

use crate::{
    Out,
    contact::{is_contact, without_addresses},
    json::Part,
};

/// Takes one property into the record by the word it is called by; what no word is known for is kept.
pub(crate) fn take(name: &str, value: Part<'_>, record: &mut Record, out: &mut Out<'_>) {
    let at = value.at();
    if value.is_empty() {
        return;
    }
    let word = name.trim().to_lowercase().replace([' ', '-'], "_");
    let text = value.text();
    if is_contact(&word) {
        return keep(name, "(contact not kept)", at, record);
    }
    let clean = without_addresses(&text);
    match word.as_str() {
        "id" | "identifier" | "activity_id" | "iati_identifier" if record.id.is_empty() => record.id = text,
        "title" | "name" | "activity" => record.titles.push(Text::plain(clean, at)),
        "description" | "summary" => record.descriptions.push(Text::plain(clean, at)),
        "kind" | "type" | "activity_type" => {
            record.kind = ActivityKind::parse(&text);
            record.kind_as_written = text;
        }
        "reporter" | "organisation" | "organization" | "org" => {
            record.reporter = PartyRef { reference: text, at, ..PartyRef::default() };
        }
        "participants" | "partners" => participants(value, Role::Participant, record),
        "observers" => participants(value, Role::Observer, record),
        "funders" | "donor" | "donors" => participants(value, Role::Funder, record),
        "implementers" | "implementer" | "implementing_partner" => {
            participants(value, Role::Implementer, record)
        }
        "start" | "start_date" | "begin" | "from" => date(name, value, DateKind::PlannedStart, record, out),
        "end" | "end_date" | "until" | "to" => date(name, value, DateKind::PlannedEnd, record, out),
        "themes" | "theme" | "sector" | "sectors" | "cluster" => {
            record.themes.extend(list(value).into_iter().map(|(words, at)| Theme {
                names: vec![Text::plain(&words, at)],
                at,
                ..Theme::default()
            }));
        }
        "place" | "location" => {
            record.places.push(Place { names: vec![Text::plain(clean, at)], at, ..Place::default() })
        }
        "country" | "countries" => {
            record.places.extend(list(value).into_iter().map(|(words, at)| country(&words, at)))
        }
        "assets" | "asset" => {
            record.assets.extend(list(value).iter().map(|(words, at)| Text::plain(words, *at)))
        }
        "related" => record.links.extend(list(value).into_iter().map(|(to, at)| DeclaredLink {
            kind: LinkKind::Related,
            to,
            at,
        })),
        _ => match word.strip_prefix("budget_").map(Currency::parse) {
            Some(currency) if currency != Currency::NONE => budget(name, value, currency, record, out),
            _ if text.is_empty() => keep(name, &without_addresses(value.raw()), at, record),
            _ => keep(name, &clean, at, record),
        },
    }
}

/// Items of a JSON list, or of a text with `;` between them.
fn list(value: Part<'_>) -> Vec<(CompactString, At)> {
    let mut all = Vec::new();
    for (text, at) in value.texts() {
        all.extend(
            text.split(';').map(str::trim).filter(|item| !item.is_empty()).map(|item| (item.into(), at)),
        );
    }
    all
}

fn keep(name: &str, value: &str, at: At, record: &mut Record) {
    record.kept.push(Kept { name: name.into(), value: value.into(), at });
}

fn participants(value: Part<'_>, role: Role, record: &mut Record) {
    record.participants.extend(list(value).into_iter().map(|(reference, at)| Participant {
        role,
        party: PartyRef { reference, at, ..PartyRef::default() },
        activity_id: CompactString::default(),
    }));
}

/// Two or three capitals are a code of ISO 3166-1, anything else a name.
fn country(words: &str, at: At) -> Place {
    let is_code = matches!(words.len(), 2 | 3) && words.bytes().all(|byte| byte.is_ascii_uppercase());
    let vocabulary = if words.len() == 2 { "iso2" } else { "iso3" };
    let place = Place { level: PlaceLevel::Country, at, ..Place::default() };
    match is_code {
        true => Place { vocabulary: vocabulary.into(), code: words.into(), ..place },
        false => Place { names: vec![Text::plain(words, at)], ..place },
    }
}

fn date(name: &str, value: Part<'_>, kind: DateKind, record: &mut Record, out: &mut Out<'_>) {
    let text = value.text();
    match text.get(..10).and_then(Day::parse) {
        Some(day) => record.dates.push(StatedDate { kind, day, precision: Precision::Day, at: value.at() }),
        None => {
            let reason = format!("`{text}` is no day");
            out.problem(Loss::Value, value.at(), name, &record.id, reason, "write it as 2006-03-12");
        }
    }
}

fn budget(name: &str, value: Part<'_>, currency: Currency, record: &mut Record, out: &mut Out<'_>) {
    let text = value.text();
    let Ok(sum) = text.parse::<Decimal>() else {
        let reason = format!("`{text}` is no sum of money");
        return out.problem(Loss::Value, value.at(), name, &record.id, reason, "write digits and a point");
    };
    record.amounts.push(Amount::new(AmountKind::Total, sum, currency, value.at()));
}
