//! What the page needs at once, as columns: enough to filter, rank, draw and search. The rest stands in `lines`.

use comity_core::{
    CompactString, Day, Finding, InstrumentKind, Loss, Period, Precision, Problem, Snapshot,
    reference::Reference,
};
use serde::Serialize;

use super::{
    ReportMeta,
    dictionary::{Dictionary, Worded, worded},
    names,
};

/// Problems that are told in full; the others are counted.
const PROBLEMS: usize = 100;

/// The whole, as the page reads it. Days count from 1970-01-01.
#[derive(Serialize)]
pub struct Columns<'a> {
    format: u32,
    meta: Meta<'a>,
    sources: Vec<SourceLine<'a>>,
    problems: [usize; 4],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problem_list: Vec<&'a Problem>,
    records: Records,
    findings: Findings,
    ties: Vec<TieLine>,
    needs: Vec<NeedLine>,
    instruments: Vec<InstrumentLine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proposals: Vec<ProposalLine>,
    /// Parties, themes and places, to which the columns point.
    pub dictionary: Dictionary,
}

#[derive(Serialize)]
struct Meta<'a> {
    title: &'a str,
    on: Day,
    command: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct SourceLine<'a> {
    name: &'a str,
    format: &'a str,
}

#[derive(Default, Serialize)]
struct Records {
    id: Vec<CompactString>,
    title: Vec<CompactString>,
    lang: Vec<CompactString>,
    party: Vec<u32>,
    kind: Vec<&'static str>,
    start: Vec<Option<i32>>,
    end: Vec<Option<i32>>,
    precision: Vec<u8>,
    places: Vec<Vec<u32>>,
    themes: Vec<Vec<u32>>,
}

#[derive(Default, Serialize)]
struct Findings {
    id: Vec<String>,
    kind: Vec<&'static str>,
    weight: Vec<f64>,
    probability: Vec<f64>,
    start: Vec<Option<i32>>,
    end: Vec<Option<i32>>,
    precision: Vec<u8>,
    records: Vec<Vec<u32>>,
    parties: Vec<Vec<u32>>,
    themes: Vec<Vec<u32>>,
    needs: Vec<Vec<CompactString>>,
    /// Which records stand on which side, where a side has several; empty where no finding has such sides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sides: Vec<Option<[Vec<u32>; 2]>>,
}

#[derive(Serialize)]
struct TieLine {
    from: u32,
    to: u32,
    kind: String,
    start: Option<i32>,
    end: Option<i32>,
}

#[derive(Serialize)]
struct NeedLine {
    id: CompactString,
    title: Worded,
    themes: Vec<u32>,
    places: Vec<u32>,
    by: Vec<u32>,
    start: Option<i32>,
    end: Option<i32>,
}

#[derive(Serialize)]
struct InstrumentLine {
    id: CompactString,
    title: Worded,
    obligation: Worded,
    parties: Vec<u32>,
    kind: InstrumentKind,
    start: Option<i32>,
    end: Option<i32>,
    source: u32,
    line: u32,
}

#[derive(Serialize)]
struct ProposalLine {
    id: CompactString,
    title: Worded,
}

/// Both precisions in one number: the start's times four plus the end's, in the order day, month, year, approximate.
fn precision(period: &Period) -> u8 {
    let number = |precision: Precision| match precision {
        Precision::Day => 0,
        Precision::Month => 1,
        Precision::Year => 2,
        Precision::Approximate => 3,
    };
    number(period.start_precision) * 4 + number(period.end_precision)
}

fn rounded(value: f64, scale: f64) -> f64 {
    (value * scale).round() / scale
}

/// Fills the columns; `findings` in the order to show.
pub fn build<'a>(
    snapshot: &'a Snapshot,
    given: &[&Finding],
    meta: ReportMeta<'a>,
    reference: &Reference,
) -> Columns<'a> {
    let mut dictionary = Dictionary::new(snapshot, given);
    let records = records(snapshot, &mut dictionary);
    let findings = found(given, &mut dictionary);
    let ties = ties(snapshot, &mut dictionary);
    let needs = needs(snapshot, &mut dictionary);
    let instruments = instruments(snapshot, &mut dictionary);
    names::fill(&mut dictionary, given, reference);
    let lost = |loss: Loss| snapshot.problems.iter().filter(|problem| problem.loss == loss).count();
    Columns {
        format: 1,
        meta: Meta { title: meta.title, on: meta.on, command: meta.command, version: meta.version },
        sources: snapshot
            .sources
            .iter()
            .map(|source| SourceLine { name: &source.name, format: &source.format })
            .collect(),
        problems: [lost(Loss::Nothing), lost(Loss::Value), lost(Loss::Record), lost(Loss::File)],
        problem_list: snapshot
            .problems
            .iter()
            .filter(|problem| problem.loss != Loss::Nothing)
            .take(PROBLEMS)
            .collect(),
        records,
        findings,
        ties,
        needs,
        instruments,
        proposals: snapshot
            .proposals
            .iter()
            .map(|proposal| ProposalLine { id: proposal.id.clone(), title: worded(&proposal.title) })
            .collect(),
        dictionary,
    }
}

fn records(snapshot: &Snapshot, dictionary: &mut Dictionary) -> Records {
    let mut out = Records::default();
    for (record, at) in snapshot.records.iter().zip(0u32..) {
        let period = record.period();
        out.id.push(record.id.clone());
        let title = record.titles.first();
        out.title.push(title.map_or_else(|| record.id.clone(), |title| title.value.clone()));
        out.lang.push(title.map_or("", |title| title.lang.as_str()).into());
        out.party.push(dictionary.reporter(at, &record.reporter));
        out.kind.push(record.kind.as_str());
        out.start.push(period.start.map(|day| day.0));
        out.end.push(period.end.map(|day| day.0));
        out.precision.push(precision(&period));
        out.places.push(once(record.places.iter().map(|place| dictionary.place(place)).collect()));
        out.themes.push(once(record.themes.iter().filter_map(|theme| dictionary.theme(theme)).collect()));
    }
    out
}

fn once(mut indices: Vec<u32>) -> Vec<u32> {
    indices.sort_unstable();
    indices.dedup();
    indices
}

fn found(findings: &[&Finding], dictionary: &mut Dictionary) -> Findings {
    let mut out = Findings::default();
    let mut taken = std::collections::BTreeMap::<String, u32>::new();
    for finding in findings {
        let name = name(finding);
        let seen = taken.entry(name.clone()).or_default();
        *seen += 1;
        out.id.push(if *seen == 1 { name } else { format!("{name}-{seen}") });
        out.kind.push(finding.kind.as_str());
        out.weight.push(rounded(finding.weight, 100.0));
        out.probability.push(rounded(finding.probability, 10_000.0));
        let period = finding.period.unwrap_or_default();
        out.start.push(period.start.map(|day| day.0));
        out.end.push(period.end.map(|day| day.0));
        out.precision.push(precision(&period));
        out.records.push(finding.indices.clone());
        // in the finding's order: the two that a missing tie is about stand in front
        let mut parties: Vec<u32> = Vec::new();
        for party in &finding.parties {
            let at = dictionary.party(&party.0, &[]);
            if !parties.contains(&at) {
                parties.push(at);
            }
        }
        out.parties.push(parties);
        out.themes
            .push(once(finding.themes.iter().map(|theme| dictionary.theme_named(theme, &[])).collect()));
        out.needs.push(finding.needs.clone());
        out.sides.push(sides(finding));
    }
    if out.sides.iter().all(Option::is_none) {
        out.sides.clear();
    }
    out
}

/// The records of both sides of a finding between groups, those of the first pair in front.
fn sides(finding: &Finding) -> Option<[Vec<u32>; 2]> {
    if finding.pairs.is_empty() || finding.indices.len() < 3 {
        return None;
    }
    let [mut left, mut right] = [Vec::new(), Vec::new()];
    let stand = |side: &mut Vec<u32>, place: u32, other: &[u32]| {
        if let Some(record) = finding.indices.get(place as usize)
            && !side.contains(record)
            && !other.contains(record)
        {
            side.push(*record);
        }
    };
    for (one, other) in &finding.pairs {
        stand(&mut left, *one, &right);
        stand(&mut right, *other, &left);
    }
    Some([left, right])
}

/// A name that stays when the report is made again from other files: FNV-1a of what the finding is about.
fn name(finding: &Finding) -> String {
    let mut parts: Vec<&str> = vec![finding.kind.as_str()];
    parts.extend(finding.records.iter().flat_map(|record| [record.reporter.as_str(), record.id.as_str()]));
    if finding.records.is_empty() {
        parts.extend(finding.parties.iter().map(|party| party.as_str()));
        parts.extend(finding.needs.iter().map(|need| need.as_str()));
    }
    let hash = parts
        .iter()
        .flat_map(|part| part.bytes().chain([0]))
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}").chars().take(12).collect()
}

fn ties(snapshot: &Snapshot, dictionary: &mut Dictionary) -> Vec<TieLine> {
    let line = |tie: &comity_core::Tie| TieLine {
        from: dictionary.party(&tie.from.0, &[]),
        to: dictionary.party(&tie.to.0, &[]),
        kind: tie.kind.as_str().to_owned(),
        start: tie.period.start.map(|day| day.0),
        end: tie.period.end.map(|day| day.0),
    };
    snapshot.ties.iter().map(line).collect()
}

fn needs(snapshot: &Snapshot, dictionary: &mut Dictionary) -> Vec<NeedLine> {
    let line = |need: &comity_core::Need| NeedLine {
        id: need.id.clone(),
        title: worded(&need.title),
        themes: once(need.themes.iter().filter_map(|theme| dictionary.theme(theme)).collect()),
        places: once(need.places.iter().map(|place| dictionary.place(place)).collect()),
        by: once(need.stated_by.iter().map(|party| dictionary.party(&party.0, &[])).collect()),
        start: need.period.start.map(|day| day.0),
        end: need.period.end.map(|day| day.0),
    };
    snapshot.needs.iter().map(line).collect()
}

fn instruments(snapshot: &Snapshot, dictionary: &mut Dictionary) -> Vec<InstrumentLine> {
    let line = |instrument: &comity_core::Instrument| InstrumentLine {
        id: instrument.id.clone(),
        title: worded(&instrument.title),
        obligation: worded(&instrument.obligation),
        parties: once(instrument.parties.iter().map(|party| dictionary.party(&party.0, &[])).collect()),
        kind: instrument.kind,
        start: instrument.period.start.map(|day| day.0),
        end: instrument.period.end.map(|day| day.0),
        source: instrument.source.0,
        line: instrument.at.line,
    };
    snapshot.instruments.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn sides_keep_the_first_pair_in_front_and_no_record_twice() {
        let (_, findings) = sample::central_asia();
        let mut finding = findings.into_iter().next().expect("a finding");
        assert_eq!(sides(&finding), None);
        finding.indices = vec![7, 3, 9, 4];
        finding.pairs = vec![(1, 2), (0, 2), (1, 3), (2, 1)];
        assert_eq!(sides(&finding), Some([vec![3, 7], vec![9, 4]]));
    }
}
