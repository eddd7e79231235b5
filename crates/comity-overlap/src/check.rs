//! "With or without conflict?": a planned activity against all that is known, in milliseconds.

use comity_core::{Finding, FindingKind, Record, Says, Snapshot};
use comity_link::{text::tokens, tokens::TokenSets};
use rustc_hash::FxHashMap;

use crate::{
    candidates::{Budget, Index, Scratch},
    columns::{View, part, spot_key},
    compare::{Comparison, Nearness, compare},
    engine::Engine,
    evidence,
    finding::{self, draft},
    instruments::Instruments,
    kinds::{self, Sides},
    options::{Options, Progress, Step},
    pairs::{self, Pair},
    parties::PartyNo,
    reference::Reference,
    series,
};

/// A snapshot prepared for questions about planned activities.
pub struct Checker<'a> {
    engine: Engine<'a>,
    index: Index,
    instruments: Instruments<'a>,
    titles: FxHashMap<Box<str>, u32>,
    texts: FxHashMap<Box<str>, u32>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whether it can't go ahead as planned.
    pub with_conflict: bool,
    /// Conflicts first, then what it overlaps with or repeats.
    pub findings: Vec<Finding>,
}

/// What a planned activity is in the numbers of the columns.
#[derive(Default)]
struct Plan {
    reporter: PartyNo,
    house: PartyNo,
    titles: Vec<u32>,
    meaning: Option<comity_link::words::Embedding>,
    texts: Vec<u32>,
    parties: Vec<(PartyNo, u8)>,
    countries: Vec<u32>,
    places: Vec<u32>,
    points: Vec<(f32, f32)>,
    themes: Vec<u32>,
    wide_themes: Vec<u32>,
    assets: Vec<u32>,
}

fn numbers(sets: &TokenSets) -> FxHashMap<Box<str>, u32> {
    (0..sets.vocabulary() as u32).map(|word| (sets.word(word).into(), word)).collect()
}

/// At most so many findings an answer.
const MOST: usize = 20;

impl<'a> Checker<'a> {
    /// Prepares the columns and the index.
    pub fn prepare(
        snapshot: &'a Snapshot,
        reference: &'a dyn Reference,
        options: &Options,
        progress: Progress,
    ) -> Checker<'a> {
        let engine = Engine::without_pairs(snapshot, reference, options, progress);
        progress(Step::Candidates, 0, snapshot.records.len());
        let index = Index::build(&engine.columns, true);
        let (titles, texts) = (numbers(&engine.columns.titles), numbers(&engine.columns.texts));
        let instruments = Instruments::prepare(&engine);
        Checker { engine, index, instruments, titles, texts }
    }

    /// The engine over the same records, which pairs nothing.
    pub fn engine(&self) -> &Engine<'a> {
        &self.engine
    }

    /// The instruments, ready to be held against activities.
    pub fn instruments(&self) -> &Instruments<'a> {
        &self.instruments
    }

    /// Checks a planned activity, written as a record. `radius_km`: what lies so near counts as the same place.
    pub fn check(&self, planned: &Record, radius_km: Option<f64>, scratch: &mut Scratch) -> Answer {
        let plan = self.plan(planned);
        let view = self.view(planned, &plan);
        let engine = &self.engine;
        let ruled = self.instruments.against_plan(engine, planned, &view);
        let mut findings: Vec<Finding> =
            ruled.into_iter().map(|draft| finding::finish(engine, draft)).collect();
        for record in self.index.ask(&engine.columns, &view, &Budget::default(), scratch) {
            let other = engine.columns.view(record);
            let mut comparison = compare(&engine.columns, &engine.rarities, &view, &other);
            widen(&mut comparison, radius_km);
            let pair = pairs::weighed(u32::MAX, record, comparison, &engine.links, &engine.weights);
            let sides = Sides {
                left: view,
                right: other,
                left_record: Some(planned),
                right_record: engine.snapshot.records.get(record as usize),
            };
            let Some(decided) = kinds::decide_sides(engine, &pair, &sides) else { continue };
            findings.push(self.finding(planned, &pair, &sides, &decided));
        }
        findings.sort_by(|a, b| {
            let key = |finding: &Finding| finding.kind != FindingKind::Conflict;
            key(a).cmp(&key(b)).then(b.weight.total_cmp(&a.weight)).then_with(|| a.records.cmp(&b.records))
        });
        findings.truncate(MOST);
        let with_conflict = findings.first().is_some_and(|finding| finding.kind == FindingKind::Conflict);
        Answer { with_conflict, findings }
    }

    fn finding(&self, planned: &Record, pair: &Pair, sides: &Sides, decided: &kinds::Decided) -> Finding {
        let engine = &self.engine;
        let mut lines =
            evidence::of_views(engine, &sides.left, &sides.right, &pair.comparison, decided.question);
        if let Some((says, bits)) = decided.rule.clone()
            && !matches!(says, Says::SharedAsset { .. })
        {
            evidence::push(&mut lines, comity_core::Field::Kind, says, bits);
        }
        let place = finding::shared_place(engine, &sides.left, &sides.right, pair.comparison.place);
        let period = finding::together(&sides.left, &sides.right);
        let gist = Says::PairGist {
            kind: decided.kind,
            left: planned.label().into(),
            left_by: planned.reporter.label().into(),
            right: sides.right_record.map_or("", Record::label).into(),
            right_by: engine.parties.short(sides.right.reporter),
            place: place.clone().unwrap_or_default().into(),
            period,
        };
        let mut draft = draft(decided.kind, gist, vec![pair.right], evidence::finish(lines));
        draft.place = place;
        draft.period = period;
        finding::finish(engine, draft)
    }

    fn plan(&self, planned: &Record) -> Plan {
        let engine = &self.engine;
        let columns = &engine.columns;
        let words = |texts: &[comity_core::Text], known: &FxHashMap<Box<str>, u32>| {
            let all = texts.iter().flat_map(|text| tokens(&text.value));
            sorted(all.filter_map(|word| known.get(word.as_str()).copied()))
        };
        let reporter = engine.parties.find(&planned.reporter).unwrap_or(u32::MAX);
        let mut plan = Plan {
            reporter,
            house: if reporter == u32::MAX { u32::MAX } else { engine.parties.house(reporter) },
            titles: words(&planned.titles, &self.titles),
            meaning: columns.meanings.of(planned.label()),
            texts: words(&planned.descriptions, &self.texts),
            ..Plan::default()
        };
        for participant in &planned.participants {
            plan.parties.extend(engine.parties.find(&participant.party).map(|party| (party, part::NAMED)));
        }
        if reporter != u32::MAX {
            plan.parties.push((reporter, part::REPORTS));
        }
        plan.parties.sort_unstable();
        plan.parties.dedup_by_key(|(party, _)| *party);
        for spot in planned.places.iter().filter_map(|place| engine.reference.place(place)) {
            plan.countries.extend(spot.countries.iter().filter_map(|code| columns.country_codes.find(code)));
            plan.points.extend(spot.point.map(|point| (point.lat as f32, point.lon as f32)));
            plan.places.extend(columns.spot_numbers.get(&spot_key(&spot)));
        }
        for theme in &planned.themes {
            let ids = engine.reference.theme(theme);
            let mut known = ids.iter().map(|id| columns.theme_ids.find(id));
            plan.themes.extend(known.next().flatten());
            plan.wide_themes.extend(known.flatten());
        }
        let assets = planned.assets.iter().map(|asset| comity_link::text::normalise(&asset.value));
        plan.assets = sorted(assets.filter_map(|asset| columns.asset_names.find(&asset)));
        for list in [&mut plan.countries, &mut plan.places, &mut plan.themes, &mut plan.wide_themes] {
            list.sort_unstable();
            list.dedup();
        }
        plan
    }

    fn view<'p>(&self, planned: &Record, plan: &'p Plan) -> View<'p> {
        let period = planned.period();
        let (series, edition) = series::key(planned.titles.first().map_or("", |title| &title.value));
        View {
            reporter: plan.reporter,
            house: plan.house,
            kind: planned.kind,
            start: period.start.map_or(i32::MIN, |day| day.0),
            end: period.end.map_or(i32::MAX, |day| day.0),
            slack: period.start_precision.slack().max(period.end_precision.slack()),
            titles: &plan.titles,
            meaning: plan.meaning.as_ref(),
            texts: &plan.texts,
            codes: &[],
            parties: &plan.parties,
            countries: &plan.countries,
            places: &plan.places,
            points: &plan.points,
            themes: &plan.themes,
            wide_themes: &plan.wide_themes,
            sums: &[],
            total: 0.0,
            unstated: 0.0,
            assets: &plan.assets,
            series,
            edition,
        }
    }
}

fn sorted(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut out: Vec<u32> = values.collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn widen(comparison: &mut Comparison, radius_km: Option<f64>) {
    let inside = radius_km.is_some_and(|radius| comparison.km >= 0.0 && f64::from(comparison.km) <= radius);
    if inside && comparison.nearness < Nearness::Near {
        comparison.nearness = Nearness::Near;
    }
}
