//! All findings of a snapshot: decided pair by pair, grouped, completed with what the whole shows, capped and ranked.

use std::collections::BTreeMap;

use comity_core::{CompactString, Day, Evidence, Field, Finding, FindingKind, Money, Says, Snapshot};
use rayon::prelude::*;
use rust_decimal::Decimal;

use crate::{
    columns::View,
    compare::{Nearness, Themes, Timing, compare},
    conflict,
    engine::Engine,
    evidence,
    finding::{self, Draft, draft},
    group::{self, Groups},
    instruments,
    kinds::{self, Decided},
    need,
    options::{Options, Progress},
    pairs::Pair,
    reference::Reference,
    series,
    ties::{self, Network, Relations},
    weigh::Question,
};

/// The findings of a run.
#[derive(Clone, Debug)]
pub struct Findings {
    /// Ranked, the most urgent first.
    pub findings: Vec<Finding>,
    /// The day on which the desk looks.
    pub on: Day,
    /// Pairs that were compared.
    pub compared: usize,
    /// Findings left out because their records had their share already, by kind.
    pub capped: BTreeMap<FindingKind, usize>,
    /// Declared links to records that were not read.
    pub unresolved_links: u64,
}

/// Prepares a snapshot and finds everything in it. See [`Engine`] for asking more than once.
pub fn find(
    snapshot: &Snapshot,
    reference: &dyn Reference,
    options: &Options,
    progress: Progress,
) -> Findings {
    with_threads(options.threads, || Engine::prepare(snapshot, reference, options, progress).find())
}

/// Runs on so many threads; on the usual ones for 0, or where the system gives none.
pub fn with_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    let pool = (threads > 0).then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).build());
    match pool {
        Some(Ok(pool)) => pool.install(run),
        _ => run(),
    }
}

impl Engine<'_> {
    /// What every candidate pair is, in order; pairs that are nothing are left out.
    pub fn decided(&self) -> Vec<(Pair, Decided)> {
        self.pairs
            .par_iter()
            .filter_map(|pair| kinds::decide(self, pair).map(|decided| (*pair, decided)))
            .collect()
    }

    /// All findings.
    pub fn find(&self) -> Findings {
        let decided = self.decided();
        let groups = group::groups(self, &decided);
        let mut drafts = pair_drafts(self, &decided, &groups);
        drafts.extend(series_drafts(self, &groups));
        drafts.extend(instruments::instruments(self));
        drafts.extend(conflict::asked_too_much(self));
        drafts.extend(need::gaps(self));
        if self.options.wants(FindingKind::Untied) && !self.snapshot.ties.is_empty() {
            let network = Network::of(&self.parties, Relations::of(self.snapshot), self.on);
            drafts.extend(ties::untied(self, &self.stakes(), &network, None));
        }
        drafts.retain(|draft| {
            let weight: f64 = draft.evidence.iter().map(|line| line.weight).sum();
            let guess = matches!(draft.kind, FindingKind::Overlap | FindingKind::Complement) && weight <= 0.0;
            self.options.wants(draft.kind) && !guess
        });
        let mut ranked: Vec<(Finding, Vec<u32>)> = drafts
            .into_par_iter()
            .map(|draft| {
                let groups = draft.groups.clone();
                (finding::finish(self, draft), groups)
            })
            .collect();
        ranked.sort_by(|(a, _), (b, _)| {
            b.urgency
                .total_cmp(&a.urgency)
                .then(b.weight.total_cmp(&a.weight))
                .then(a.kind.cmp(&b.kind))
                .then_with(|| a.records.cmp(&b.records))
                .then_with(|| a.sentence.cmp(&b.sentence))
        });
        let mut capped = BTreeMap::new();
        let mut findings = cap(ranked, self.options.per_record, &mut capped);
        if let Some(top) = self.options.top {
            findings.truncate(top);
        }
        Findings {
            findings,
            on: self.on,
            compared: self.compared,
            capped,
            unresolved_links: self.links.unresolved,
        }
    }
}

/// A group has at most `most` findings of the kinds that come in numbers; the others are rare and each counts.
fn cap(
    ranked: Vec<(Finding, Vec<u32>)>,
    most: usize,
    capped: &mut BTreeMap<FindingKind, usize>,
) -> Vec<Finding> {
    let mut had: BTreeMap<(FindingKind, u32), usize> = BTreeMap::new();
    let mut out = Vec::with_capacity(ranked.len());
    for (finding, groups) in ranked {
        let many = matches!(finding.kind, FindingKind::Overlap | FindingKind::Complement | FindingKind::Part);
        let full = groups.iter().any(|group| had.get(&(finding.kind, *group)).is_some_and(|n| *n >= most));
        if many && full {
            *capped.entry(finding.kind).or_insert(0) += 1;
            continue;
        }
        for group in groups {
            *had.entry((finding.kind, group)).or_insert(0) += 1;
        }
        out.push(finding);
    }
    out
}

/// One draft for each kind and each two groups: the strongest pair tells it, the records of the others stand behind.
fn pair_drafts(engine: &Engine, decided: &[(Pair, Decided)], groups: &Groups) -> Vec<Draft> {
    let mut by_groups: BTreeMap<(FindingKind, u32, u32), Vec<usize>> = BTreeMap::new();
    for (at, (pair, decided)) in decided.iter().enumerate() {
        if !engine.options.wants(decided.kind)
            || pair.comparison.one_house && decided.kind == FindingKind::Part
        {
            continue; // editions of one publisher are told as a series
        }
        let (a, b) = if engine.options.group {
            let of = |record: u32| groups.all.get(record as usize).copied().unwrap_or(record);
            (of(pair.left), of(pair.right))
        } else {
            (pair.left, pair.right)
        };
        let one = groups.dossier_of(pair.left) == groups.dossier_of(pair.right);
        let told = one || a == b && pair.comparison.one_house && decided.kind != FindingKind::Conflict;
        if told && !matches!(decided.kind, FindingKind::Same | FindingKind::Chain) {
            continue; // within one dossier or series: told there
        }
        by_groups.entry((decided.kind, a.min(b), a.max(b))).or_default().push(at);
    }
    by_groups
        .into_par_iter()
        .filter_map(|((kind, a, b), list)| {
            let mut list: Vec<&(Pair, Decided)> = list.into_iter().filter_map(|at| decided.get(at)).collect();
            list.sort_by(|(x, _), (y, _)| {
                let weight = |pair: &Pair| match kind {
                    FindingKind::Same => pair.same,
                    FindingKind::Chain | FindingKind::Part => pair.identity,
                    _ => pair.aim,
                };
                weight(y).total_cmp(&weight(x)).then((x.left, x.right).cmp(&(y.left, y.right)))
            });
            pair_draft(engine, &list, (a, b), groups)
        })
        .collect()
}

fn pair_draft(
    engine: &Engine,
    list: &[&(Pair, Decided)],
    (a_group, b_group): (u32, u32),
    groups: &Groups,
) -> Option<Draft> {
    let (pair, decided) = list.first()?;
    let mut out: Vec<Evidence> =
        evidence::of_pair(engine, pair, decided.question, decided.kind == FindingKind::Same);
    if let Some((says, bits)) = &decided.rule {
        let field = match says {
            Says::SharedAsset { .. } => Field::Asset,
            _ => Field::Kind,
        };
        // an asset is already said by the comparison
        if !matches!(says, Says::SharedAsset { .. }) {
            evidence::push(&mut out, field, says.clone(), *bits);
        }
        out = evidence::finish(out);
    }
    let (left, right) = told_from(engine, pair, decided);
    let (a, b) = (engine.columns.view(left), engine.columns.view(right));
    let label = |record: u32| engine.snapshot.records.get(record as usize).map_or("", |r| r.label()).into();
    let place = finding::shared_place(engine, &a, &b, pair.comparison.place);
    let period = finding::together(&a, &b);
    let gist = Says::PairGist {
        kind: decided.kind,
        left: label(left),
        left_by: engine.parties.short(a.reporter),
        right: label(right),
        right_by: engine.parties.short(b.reporter),
        place: place.clone().unwrap_or_default().into(),
        period,
    };
    let pairs = meeting(engine, decided.kind, list, (left, right), groups);
    let mut records = vec![left, right];
    let mut others: Vec<u32> = list
        .iter()
        .flat_map(|(pair, _)| [pair.left, pair.right])
        .chain(pairs.iter().flatten().copied())
        .collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|record| !records.contains(record));
    records.extend(others);
    let mut draft = draft(decided.kind, gist, records, out);
    draft.pairs = pairs;
    draft.place = place;
    draft.period = period;
    draft.groups = if a_group == b_group { vec![a_group] } else { vec![a_group, b_group] };
    if decided.kind == FindingKind::Chain {
        draft.money = chain_money(&a, &b);
    }
    Some(draft)
}

/// The pairs of records between which a finding about two activities holds, the one that tells it first: what is found
/// of one report of each holds for their other reports, as far as these say when and where.
fn meeting(
    engine: &Engine,
    kind: FindingKind,
    list: &[&(Pair, Decided)],
    (left, right): (u32, u32),
    groups: &Groups,
) -> Vec<[u32; 2]> {
    if !matches!(kind, FindingKind::Overlap | FindingKind::Conflict | FindingKind::Complement) {
        return Vec::new();
    }
    let mut pairs: Vec<[u32; 2]> = list.iter().map(|(pair, _)| [pair.left, pair.right]).collect();
    for (pair, decided) in list {
        for a in groups.reports(pair.left) {
            for b in groups.reports(pair.right) {
                let (x, y) = (engine.columns.view(a), engine.columns.view(b));
                if meets(engine, decided, pair, &x, &y) {
                    pairs.push([a.min(b), a.max(b)]);
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let first = [left.min(right), left.max(right)];
    pairs.retain(|pair| *pair != first);
    pairs.insert(0, [left, right]);
    pairs
}

/// Whether a finding of their dossiers holds between two records by what these say themselves: the days, and the unit
/// or the place.
fn meets(engine: &Engine, decided: &Decided, told: &Pair, a: &View, b: &View) -> bool {
    let compared = compare(&engine.columns, &engine.rarities, a, b);
    let days = compared.shared_days > 0 || compared.timing == Timing::Unknown;
    match decided.question {
        Question::Use if told.comparison.asset.is_some() => days && compared.asset.is_some(),
        _ => days && compared.nearness >= Nearness::Region && compared.themes != Themes::Unknown,
    }
}

/// The funder first, the part before the whole; otherwise in the order of the snapshot.
fn told_from(engine: &Engine, pair: &Pair, decided: &Decided) -> (u32, u32) {
    let turned = match decided.kind {
        FindingKind::Chain => evidence::funds(&pair.comparison) == Some(false),
        FindingKind::Part => {
            let (a, b) = (engine.columns.view(pair.left), engine.columns.view(pair.right));
            a.start < b.start && a.start != i32::MIN
        }
        _ => false,
    };
    if turned { (pair.right, pair.left) } else { (pair.left, pair.right) }
}

/// The smaller of the two wholes is reported twice: it is counted in the funder's record and left out of the other.
fn chain_money(funder: &View, receiver: &View) -> Option<Money> {
    if funder.total <= 0.0 || receiver.total <= 0.0 {
        return None;
    }
    let euros = |value: f32| Decimal::from_f32_retain(value.round()).map(|d| d.round());
    Some(Money {
        counted: euros(funder.total.max(receiver.total))?,
        counted_again: euros(funder.total.min(receiver.total))?,
        currency: comity_core::Currency::parse("EUR"),
    })
}

/// One finding a series.
fn series_drafts(engine: &Engine, groups: &Groups) -> Vec<Draft> {
    if !engine.options.wants(FindingKind::Part) {
        return Vec::new();
    }
    groups
        .series
        .iter()
        .filter_map(|records| {
            let last = *records.last()?;
            let record = engine.snapshot.records.get(last as usize)?;
            let name: CompactString =
                series::name(record.titles.first().map_or("", |title| &title.value)).into();
            let view = engine.columns.view(last);
            let count = records.len() as u32;
            let place = evidence::place_name(engine, &view);
            let first = engine.columns.view(*records.first()?);
            let period = comity_core::Period {
                start: (first.start != i32::MIN).then_some(Day(first.start)),
                end: (view.end != i32::MAX).then_some(Day(view.end)),
                ..comity_core::Period::default()
            };
            let gist = Says::GroupGist {
                kind: FindingKind::Part,
                name: name.clone(),
                count,
                parties: vec![engine.parties.short(view.reporter)],
                place,
                period: Some(period),
            };
            let mut out = Vec::new();
            evidence::push(&mut out, Field::Series, Says::Series { name, editions: count }, 6.0);
            evidence::push(&mut out, Field::Party, Says::SameReporter, 2.0);
            let mut draft = draft(FindingKind::Part, gist, records.iter().rev().copied().collect(), out);
            draft.period = Some(period);
            draft.groups = vec![*records.first()?];
            Some(draft)
        })
        .collect()
}

/// Why two records are, or are not, something to each other: the kind, if any, and the whole waterfall.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What the rules call the pair; `None` when it is worth no alert.
    pub kind: Option<FindingKind>,
    /// What was asked.
    pub evidence: Vec<Evidence>,
    /// Sum of the evidence.
    pub weight: f64,
}

impl Engine<'_> {
    /// Explains a pair by the numbers of its records, whether or not it was a candidate.
    pub fn explain(&self, a: u32, b: u32) -> Explanation {
        let (left, right) = (a.min(b), a.max(b));
        let (x, y) = (self.columns.view(left), self.columns.view(right));
        let comparison = crate::compare::compare(&self.columns, &self.rarities, &x, &y);
        let pair = crate::pairs::weighed(left, right, comparison, &self.links, &self.weights);
        let decided = kinds::decide(self, &pair);
        let question = decided.as_ref().map_or(Question::Identity, |decided| decided.question);
        let same = decided.as_ref().is_none_or(|decided| decided.kind == FindingKind::Same);
        let mut evidence = evidence::of_pair(self, &pair, question, same);
        if let Some((says, bits)) = decided.as_ref().and_then(|decided| decided.rule.clone())
            && !matches!(says, Says::SharedAsset { .. })
        {
            evidence::push(&mut evidence, Field::Kind, says, bits);
            evidence = evidence::finish(evidence);
        }
        let weight = evidence.iter().map(|line| line.weight).sum();
        Explanation { kind: decided.map(|decided| decided.kind), evidence, weight }
    }

    /// The number of the record with an identifier.
    pub fn record(&self, id: &str) -> Option<u32> {
        self.snapshot
            .records
            .iter()
            .position(|record| record.id.eq_ignore_ascii_case(id.trim()))
            .map(|at| at as u32)
    }
}
