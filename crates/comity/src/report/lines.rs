//! What the page needs only when something is opened: one JSON line a finding, then one a record, so that the page
//! parses the lines it shows and no others.

use std::io::{self, Write};

use comity_core::{
    Amount, CompactString, DateKind, Day, Evidence, Field, Finding, LinkKind, Money, Participant, Precision,
    Record, Role, Says, Snapshot, Status,
};
use serde::Serialize;

use super::dictionary::{Dictionary, Worded, worded};

/// Above this many records descriptions are cut to [`SHORT`].
const MANY: usize = 2_000;
/// Characters of a description when there are many records, and when there are few.
const SHORT: usize = 600;
const LONG: usize = 6_000;
/// Sums of one record that are listed; the rest is counted.
const SUMS: usize = 40;

#[derive(Serialize)]
struct FindingLine<'a> {
    gist: &'a Says,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    evidence: Vec<EvidenceLine<'a>>,
    #[serde(skip_serializing_if = "<[Says]>::is_empty")]
    ways: &'a [Says],
    #[serde(skip_serializing_if = "Option::is_none")]
    money: Option<&'a Money>,
}

#[derive(Serialize)]
struct EvidenceLine<'a> {
    field: Field,
    weight: f64,
    says: &'a Says,
}

#[derive(Serialize)]
struct RecordLine<'a> {
    source: u32,
    line: u32,
    status: Status,
    #[serde(skip_serializing_if = "str::is_empty")]
    kind_as_written: &'a str,
    titles: Vec<Worded>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    descriptions: Vec<Described>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    participants: Vec<ParticipantLine<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dates: Vec<(DateKind, Day, Precision)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amounts: Vec<AmountLine<'a>>,
    #[serde(skip_serializing_if = "is_zero")]
    more_amounts: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assets: Vec<Worded>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<(LinkKind, &'a str)>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    humanitarian: bool,
    #[serde(skip_serializing_if = "is_zero")]
    kept: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Words, language, and whether the end was cut.
type Described = (String, CompactString, bool);

#[derive(Serialize)]
struct ParticipantLine<'a> {
    role: Role,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<u32>,
}

#[derive(Serialize)]
struct AmountLine<'a> {
    kind: comity_core::AmountKind,
    value: String,
    currency: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<Day>,
}

/// All lines, each ended by a line feed.
pub fn build(snapshot: &Snapshot, findings: &[&Finding], dictionary: &Dictionary) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for finding in findings {
        let evidence = finding.evidence.iter().map(evidence).collect();
        let line = FindingLine {
            gist: &finding.gist,
            place: finding.place.as_deref(),
            evidence,
            ways: &finding.ways,
            money: finding.money.as_ref(),
        };
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    let longest = if snapshot.records.len() > MANY { SHORT } else { LONG };
    for record in &snapshot.records {
        serde_json::to_writer(&mut out, &line(record, longest, dictionary))?;
        out.write_all(b"\n")?;
    }
    Ok(out)
}

fn evidence(evidence: &Evidence) -> EvidenceLine<'_> {
    EvidenceLine {
        field: evidence.field,
        weight: (evidence.weight * 100.0).round() / 100.0,
        says: &evidence.says,
    }
}

fn line<'a>(record: &'a Record, longest: usize, dictionary: &Dictionary) -> RecordLine<'a> {
    RecordLine {
        source: record.source.0,
        line: record.at.line,
        status: record.status,
        kind_as_written: &record.kind_as_written,
        titles: record.titles.iter().map(worded).collect(),
        descriptions: record
            .descriptions
            .iter()
            .map(|text| {
                let (words, cut) = shortened(&text.value, longest);
                (words, text.lang.as_str().into(), cut)
            })
            .collect(),
        participants: record.participants.iter().map(|one| participant(one, dictionary)).collect(),
        dates: record.dates.iter().map(|date| (date.kind, date.day, date.precision)).collect(),
        amounts: record.amounts.iter().take(SUMS).map(amount).collect(),
        more_amounts: record.amounts.len().saturating_sub(SUMS),
        assets: record.assets.iter().map(worded).collect(),
        links: record.links.iter().map(|link| (link.kind, link.to.as_str())).collect(),
        humanitarian: record.humanitarian,
        kept: record.kept.len(),
    }
}

fn participant<'a>(participant: &'a Participant, dictionary: &Dictionary) -> ParticipantLine<'a> {
    ParticipantLine {
        role: participant.role,
        name: participant.party.label(),
        reference: &participant.party.reference,
        party: dictionary.known_party(&participant.party.reference),
    }
}

fn amount(amount: &Amount) -> AmountLine<'_> {
    AmountLine {
        kind: amount.kind,
        value: amount.value.normalize().to_string(),
        currency: amount.currency.as_str(),
        day: amount.day,
    }
}

/// The first `longest` characters, and whether anything was cut.
fn shortened(text: &str, longest: usize) -> (String, bool) {
    match text.char_indices().nth(longest) {
        Some((end, _)) => (text.get(..end).unwrap_or(text).trim_end().to_owned(), true),
        None => (text.to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters_and_says_so() {
        assert_eq!(shortened("граница", 4), ("гран".to_owned(), true));
        assert_eq!(shortened("граница", 7), ("граница".to_owned(), false));
    }
}
