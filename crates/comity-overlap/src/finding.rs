//! From what was inferred to a [`Finding`] that can be read: the shared place and period, parties, sentence, urgency.

use comity_core::{
    CompactString, Day, Evidence, Finding, FindingKind, Money, PartyId, Period, RecordRef, Says,
};

use crate::{columns::View, compare::common, engine::Engine, evidence, rank};

/// A finding before it is ranked.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub kind: FindingKind,
    pub gist: Says,
    pub records: Vec<u32>,
    /// Pairs of records that it holds between, the one that tells it first.
    pub pairs: Vec<[u32; 2]>,
    pub parties: Vec<CompactString>,
    pub needs: Vec<CompactString>,
    pub place: Option<String>,
    pub period: Option<Period>,
    pub themes: Vec<CompactString>,
    pub money: Option<Money>,
    pub ways: Vec<Says>,
    pub evidence: Vec<Evidence>,
    /// Groups of records that it is about, for the cap per record.
    pub groups: Vec<u32>,
}

/// A draft with nothing but what every finding has.
pub(crate) fn draft(kind: FindingKind, gist: Says, records: Vec<u32>, evidence: Vec<Evidence>) -> Draft {
    Draft {
        kind,
        gist,
        groups: records.clone(),
        records,
        pairs: Vec::new(),
        parties: Vec::new(),
        needs: Vec::new(),
        place: None,
        period: None,
        themes: Vec::new(),
        money: None,
        ways: Vec::new(),
        evidence,
    }
}

/// The days that two records share, or, where they share none, the days of both from the first to the last.
pub(crate) fn together(a: &View, b: &View) -> Option<Period> {
    let known = |days: i32| (days != i32::MIN && days != i32::MAX).then_some(Day(days));
    let start = known(a.start.max(b.start));
    let end = known(a.end.min(b.end));
    let period = match (start, end) {
        (Some(start), Some(end)) if end <= start => {
            Period { start: known(a.start.min(b.start)), end: known(a.end.max(b.end)), ..Period::default() }
        }
        (start, end) => Period { start, end, ..Period::default() },
    };
    (!period.is_unknown()).then_some(period)
}

/// The place that two records share, in words.
pub(crate) fn shared_place(engine: &Engine, a: &View, b: &View, place: Option<u32>) -> Option<String> {
    let columns = &engine.columns;
    let name = match place.and_then(|at| columns.spots.get(at as usize)) {
        Some(spot) => spot.name.clone(),
        None => {
            let names: Vec<CompactString> = common(a.countries, b.countries)
                .take(3)
                .filter_map(|at| columns.country_names.get(at as usize).cloned())
                .collect();
            if names.is_empty() { evidence::place_name(engine, a) } else { names.join(", ").into() }
        }
    };
    (!name.is_empty()).then(|| name.to_string())
}

/// How a record is named in findings.
pub(crate) fn record_ref(engine: &Engine, record: u32) -> RecordRef {
    let Some(read) = engine.snapshot.records.get(record as usize) else {
        return RecordRef {
            id: CompactString::default(),
            reporter: CompactString::default(),
            source: String::new(),
        };
    };
    let file = engine.snapshot.sources.get(read.source.0 as usize).map_or("", |source| source.name.as_str());
    let reporter = engine.columns.view(record).reporter;
    let reporter = match engine.parties.get(reporter) {
        Some(resolved) => resolved.id.clone(),
        None => read.reporter.label().into(),
    };
    RecordRef { id: read.id.clone(), reporter, source: format!("{file}:{}", read.at.line) }
}

/// Completes a draft.
pub(crate) fn finish(engine: &Engine, mut draft: Draft) -> Finding {
    let weight: f64 = draft.evidence.iter().map(|evidence| evidence.weight).sum();
    let told = matches!(draft.kind, FindingKind::Untied | FindingKind::Gap);
    for record in draft.records.iter().filter(|_| !told) {
        let view = engine.columns.view(*record);
        let id = engine.parties.id(view.reporter);
        if !id.is_empty() && !draft.parties.contains(&id) {
            draft.parties.push(id);
        }
    }
    if let [first, rest @ ..] = draft.records.as_slice() {
        let a = engine.columns.view(*first);
        let b = rest.first().map_or(a, |record| engine.columns.view(*record));
        draft.period = draft.period.or_else(|| together(&a, &b));
        draft.place =
            draft.place.take().or_else(|| shared_place(engine, &a, &b, common(a.places, b.places).next()));
        if draft.themes.is_empty() {
            let shared = common(a.themes, b.themes).take(5);
            draft.themes = shared.map(|at| engine.columns.theme_ids.word(at).into()).collect();
        }
    }
    let urgency = rank::urgency(engine, &draft, weight);
    Finding {
        kind: draft.kind,
        weight,
        probability: Finding::probability_of(weight),
        urgency,
        sentence: sentence(&draft.gist),
        gist: draft.gist,
        records: draft.records.iter().map(|record| record_ref(engine, *record)).collect(),
        pairs: places_of(&draft.pairs, &draft.records),
        indices: draft.records,
        parties: draft.parties.into_iter().map(PartyId).collect(),
        needs: draft.needs,
        place: draft.place,
        period: draft.period,
        themes: draft.themes,
        money: draft.money,
        ways: draft.ways,
        evidence: draft.evidence,
    }
}

/// Pairs of records as pairs of places in the list of records.
fn places_of(pairs: &[[u32; 2]], records: &[u32]) -> Vec<(u32, u32)> {
    let place = |record: u32| records.iter().position(|one| *one == record).map(|at| at as u32);
    pairs.iter().filter_map(|[left, right]| Some((place(*left)?, place(*right)?))).collect()
}

/// The gist as a sentence: a capital at the beginning, a full stop at the end.
fn sentence(gist: &Says) -> String {
    let text = gist.to_string();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => text,
    }
}
