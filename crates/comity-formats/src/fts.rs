//! Flows of the Financial Tracking Service (FTS API, `/public/fts/flow`): a response, its list of flows, or one flow.
//!
//! A flow is money from one organisation to another for a humanitarian plan or emergency. Sources become funders,
//! destinations implementers; the places are the destination's, the donor's own country is kept apart. The sum is the one
//! in US dollars; the original sum stands beside it as [`AmountKind::Other`], so that a total counts the money once.
//! FTS organisations have the reference `fts:` and their number, emergencies and plans the scopes `fts-emergency:` and
//! `fts-plan:`. Contacts are never kept.

mod objects;

use std::io::BufRead;

use comity_core::{
    ActivityKind, Amount, AmountKind, At, CompactString, Currency, DateKind, Day, Decimal, DeclaredLink,
    Kept, LinkKind, Loss, PartyRef, Precision, Record, StatedDate, Text,
};

use crate::{
    Error, Out,
    contact::{is_contact, without_addresses},
    json::{Element, Elements, Part},
    open::Options,
};

/// The reference of the reporter of every flow.
const REPORTER: &str = "XM-OCHA-FTS";

/// Reads flows. A flow that can't be read is a problem, and the next one is tried.
///
/// # Errors
/// When the input breaks off inside a flow, or a flow is beyond the limit of one value.
pub fn read(input: &mut dyn BufRead, options: &Options, out: &mut Out<'_>) -> Result<(), Error> {
    out.format = "FTS flows".to_owned();
    let name = out.name().to_owned();
    if !Elements::new(input, &name, "flows", &options.limits).each(|element| flow(element, out))? {
        out.problem(
            Loss::Nothing,
            At::new(1, 1),
            "flows",
            "",
            "no flow is in it",
            "ask the FTS API for more",
        );
    }
    Ok(())
}

/// Reads one flow that is the whole file.
///
/// # Errors
/// When the input breaks off.
pub fn read_one(input: &mut dyn BufRead, _: &Options, out: &mut Out<'_>) -> Result<(), Error> {
    out.format = "FTS flow".to_owned();
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| Error::io(out.name(), error))?;
    flow(&Element { bytes, at: At::new(1, 1) }, out);
    Ok(())
}

fn flow(element: &Element, out: &mut Out<'_>) {
    let text = String::from_utf8_lossy(&element.bytes);
    let part = match Part::new(&text, element.at) {
        Ok(part) => part,
        Err((at, reason)) => {
            return out.problem(Loss::Record, at, "flow", "", reason, "correct the flow, or fetch it again");
        }
    };
    let members = part.members();
    let id = members.iter().find(|(key, _)| key == "id").map(|(_, id)| id.text()).unwrap_or_default();
    let id = if id.is_empty() {
        let made = CompactString::from(format!("{}:{}", out.name(), element.at.line));
        let reason = format!("the flow has no id and is called `{made}`");
        out.problem(Loss::Nothing, element.at, "id", &made, reason, "fetch it again with its id");
        made
    } else {
        id
    };
    let mut record = Record {
        id,
        reporter: reporter(element.at),
        source: out.source(),
        at: element.at,
        kind: ActivityKind::Funding,
        humanitarian: true,
        ..Record::default()
    };
    let mut money = Money::default();
    for (key, value) in members {
        if !value.is_empty() {
            member(&key, value, &mut record, &mut money, out);
        }
    }
    money.settle(&mut record, out);
    out.record(record);
}

fn reporter(at: At) -> PartyRef {
    PartyRef {
        reference: REPORTER.into(),
        names: vec![Text::plain("OCHA Financial Tracking Service", at)],
        at,
        ..PartyRef::default()
    }
}

fn member(key: &str, value: Part<'_>, record: &mut Record, money: &mut Money, out: &mut Out<'_>) {
    let at = value.at();
    match key {
        "id" => {}
        "description" => record.titles.push(Text::plain(without_addresses(&value.text()), at)),
        "flowType" => record.kind_as_written = value.text(),
        "sourceObjects" => objects::sources(value, record),
        "destinationObjects" => objects::destinations(value, record),
        "parentFlowId" => link(value, LinkKind::Parent, record),
        "childFlowIds" => link(value, LinkKind::Child, record),
        "refCode" => ref_codes(value, record, money),
        "amountUSD" => money.dollars = number(key, value, record, out),
        "originalAmount" => money.original = number(key, value, record, out),
        "originalCurrency" => {
            money.currency = Currency::parse(&value.text());
            keep(key, value, record);
        }
        "status" => money.status = value.text(),
        "date" => money.day = day(key, value, record, out),
        "firstReportedDate" => {
            if let Some(day) = day(key, value, record, out) {
                record.dates.push(StatedDate {
                    kind: DateKind::Reported,
                    day,
                    precision: Precision::Day,
                    at,
                });
            }
        }
        "reportDetails" => reports(value, record),
        _ => keep(key, value, record),
    }
}

/// What the report says of itself: which organisation, by which way, when.
fn reports(value: Part<'_>, record: &mut Record) {
    for report in value.items() {
        for (key, part) in report.members() {
            if !part.is_empty() {
                keep(&format!("reportDetails/{key}"), part, record);
            }
        }
    }
}

/// Other identifiers of the same money: grant codes, separated by `;` or a tab.
fn ref_codes(value: Part<'_>, record: &mut Record, money: &mut Money) {
    let text = value.text();
    for code in text.split([';', '\t']).map(str::trim).filter(|code| !code.is_empty()) {
        record.links.push(DeclaredLink { kind: LinkKind::OtherIdentifier, to: code.into(), at: value.at() });
    }
    money.reference = text;
}

fn link(value: Part<'_>, kind: LinkKind, record: &mut Record) {
    record.links.extend(value.texts().into_iter().map(|(to, at)| DeclaredLink { kind, to, at }));
}

fn keep(key: &str, value: Part<'_>, record: &mut Record) {
    // that there was a contact is kept, the contact is not
    let text = match (is_contact(key), value.text()) {
        (true, _) => "(contact not kept)".into(),
        (false, text) if text.is_empty() => without_contacts(value),
        (false, text) => without_addresses(&text).into(),
    };
    record.kept.push(Kept { name: key.into(), value: text, at: value.at() });
}

/// A list or an object: plain lists as words, anything deeper as it is written, unless a contact may be in it.
fn without_contacts(value: Part<'_>) -> CompactString {
    let texts = value.texts();
    if !texts.is_empty() && texts.len() == value.items().len() {
        return texts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("; ").into();
    }
    let raw = value.raw();
    if is_contact(raw) { "(contact not kept)".into() } else { without_addresses(raw).into() }
}

fn number(key: &str, value: Part<'_>, record: &Record, out: &mut Out<'_>) -> Option<(Decimal, At)> {
    let text = value.text();
    let number = text.parse::<Decimal>().ok().or_else(|| Decimal::from_scientific(&text).ok());
    if number.is_none() {
        let reason = format!("`{text}` is no sum of money");
        out.problem(Loss::Value, value.at(), key, &record.id, reason, "write digits and a point");
    }
    number.map(|number| (number, value.at()))
}

fn day(key: &str, value: Part<'_>, record: &Record, out: &mut Out<'_>) -> Option<Day> {
    let text = value.text();
    let day = text.get(..10).and_then(Day::parse);
    if day.is_none() {
        let reason = format!("`{text}` is no day");
        out.problem(Loss::Value, value.at(), key, &record.id, reason, "write it as 2006-03-12T00:00:00Z");
    }
    day
}

/// What a flow says about its sum, gathered until all is read.
#[derive(Default)]
struct Money {
    dollars: Option<(Decimal, At)>,
    original: Option<(Decimal, At)>,
    currency: Currency,
    status: CompactString,
    day: Option<Day>,
    reference: CompactString,
}

impl Money {
    fn settle(self, record: &mut Record, out: &mut Out<'_>) {
        let kind = match self.status.as_str() {
            "paid" => AmountKind::Disbursement,
            "commitment" => AmountKind::OutgoingCommitment,
            "pledge" => AmountKind::Pledge,
            _ => AmountKind::Other,
        };
        let usd = Currency::parse("USD");
        let sum = |kind, (value, at): (Decimal, At), currency| Amount {
            day: self.day,
            provider: objects::only(record, comity_core::Role::Funder),
            receiver: objects::only(record, comity_core::Role::Implementer),
            reference: self.reference.clone(),
            description: self.status.clone(),
            ..Amount::new(kind, value, currency, at)
        };
        let dollars = self.dollars.map(|sum_in_usd| sum(kind, sum_in_usd, usd));
        // a zero stands for "not known" where the sum in dollars is not zero
        let original = self.original.filter(|(value, _)| !value.is_zero() && self.currency != usd);
        let original = original.map(|original| sum(AmountKind::Other, original, self.currency));
        if dollars.is_none() {
            let way = "fetch the flow again, or leave it out of totals";
            out.problem(
                Loss::Nothing,
                record.at,
                "amountUSD",
                &record.id,
                "the flow has no sum in US dollars",
                way,
            );
        }
        record.amounts.extend(dollars.into_iter().chain(original));
    }
}

#[cfg(test)]
mod tests;
