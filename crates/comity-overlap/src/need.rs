//! Needs: which records answer which, and where a stated need has too little activity for its place and period.

use comity_core::{CompactString, Field, FindingKind, Says};

use crate::{
    compare::common,
    engine::Engine,
    evidence::push,
    finding::{Draft, draft},
};

/// A need in the numbers of the columns.
#[derive(Clone, Debug)]
pub(crate) struct NeedView {
    /// Number in the snapshot.
    pub number: u32,
    themes: Vec<u32>,
    countries: Vec<u32>,
    names: Vec<CompactString>,
    start: i32,
    end: i32,
    /// Records that answer it: one of its themes, in its place and period.
    pub records: Vec<u32>,
}

/// The needs with the records that answer them.
pub(crate) fn needs(engine: &Engine) -> Vec<NeedView> {
    let columns = &engine.columns;
    let mut out = Vec::new();
    for (number, need) in (0_u32..).zip(&engine.snapshot.needs) {
        let mut themes: Vec<u32> = need
            .themes
            .iter()
            .filter_map(|theme| columns.theme_ids.find(engine.reference.theme(theme).first()?))
            .collect();
        let spots: Vec<_> = need.places.iter().filter_map(|place| engine.reference.place(place)).collect();
        let mut countries: Vec<u32> = spots
            .iter()
            .flat_map(|spot| &spot.countries)
            .filter_map(|code| columns.country_codes.find(code))
            .collect();
        for list in [&mut themes, &mut countries] {
            list.sort_unstable();
            list.dedup();
        }
        let mut view = NeedView {
            number,
            themes,
            countries,
            names: spots.iter().map(|spot| spot.id.clone()).collect(),
            start: need.period.start.map_or(i32::MIN, |day| day.0),
            end: need.period.end.map_or(i32::MAX, |day| day.0),
            records: Vec::new(),
        };
        view.records = (0..columns.len() as u32).filter(|record| answers(engine, &view, *record)).collect();
        out.push(view);
    }
    out
}

fn answers(engine: &Engine, need: &NeedView, record: u32) -> bool {
    let view = engine.columns.view(record);
    let time = view.start < need.end && view.end > need.start;
    let theme = common(&need.themes, view.themes).next().is_some();
    let named = || {
        let spots = view.places.iter().filter_map(|at| engine.columns.spots.get(*at as usize));
        spots.into_iter().any(|spot| !spot.id.is_empty() && need.names.contains(&spot.id))
    };
    time && theme && (common(&need.countries, view.countries).next().is_some() || named())
}

/// Half a year: what ended so recently still counts as cover.
const STILL_COVERS: i32 = 183;

/// Needs with a theme that nobody works on, or with half the cover that the other needs have, on the day.
pub(crate) fn gaps(engine: &Engine) -> Vec<Draft> {
    if !engine.options.wants(FindingKind::Gap) {
        return Vec::new();
    }
    let needs = needs(engine);
    let on = engine.on.0;
    let running = |need: &NeedView| -> Vec<u32> {
        let now = |record: &u32| {
            let view = engine.columns.view(*record);
            view.start <= on && view.end > on - STILL_COVERS
        };
        need.records.iter().copied().filter(now).collect()
    };
    let covered: Vec<Vec<u32>> = needs.iter().map(running).collect();
    let mut counts: Vec<usize> = covered.iter().map(Vec::len).collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
    let mut out = Vec::new();
    for (need, records) in needs.iter().zip(&covered) {
        let Some(stated) = engine.snapshot.needs.get(need.number as usize) else { continue };
        if !stated.period.holds(engine.on) {
            continue;
        }
        let theirs: Vec<(Option<u32>, CompactString)> = stated
            .themes
            .iter()
            .filter_map(|theme| engine.reference.theme(theme).into_iter().next())
            .map(|id| (engine.columns.theme_ids.find(&id), engine.reference.theme_name(&id)))
            .collect();
        let uncovered: Vec<CompactString> = theirs
            .iter()
            .filter(|(theme, _)| {
                !records.iter().any(|record| {
                    theme.is_some_and(|theme| engine.columns.view(*record).themes.contains(&theme))
                })
            })
            .map(|(_, name)| name.clone())
            .collect();
        let few = records.len() * 2 <= usual;
        if !few && uncovered.is_empty() {
            continue;
        }
        let mut evidence = Vec::new();
        if !uncovered.is_empty() {
            let share = uncovered.len() as f32 / theirs.len().max(1) as f32;
            push(&mut evidence, Field::Theme, Says::Uncovered { themes: uncovered }, 2.0 + 3.0 * share);
        }
        let count = records.len() as u32;
        let short = ((usual as f32 + 1.0) / (count as f32 + 1.0)).log2();
        push(&mut evidence, Field::Need, Says::Coverage { activities: count, wanted: usual as u32 }, short);
        let place =
            stated.places.first().and_then(|place| place.names.first()).map(|name| name.value.clone());
        let by: Vec<CompactString> = stated.stated_by.iter().map(|party| party.0.clone()).collect();
        let shown = by
            .iter()
            .map(|id| engine.parties.find_word(id).map_or(id.clone(), |party| engine.parties.short(party)));
        let gist = Says::GapGist {
            need: stated.title.value.clone(),
            place: place.clone().unwrap_or_default(),
            by: shown.collect(),
        };
        let mut draft = draft(FindingKind::Gap, gist, records.clone(), evidence);
        draft.parties = by;
        draft.needs = vec![stated.id.clone()];
        draft.place = place.map(Into::into);
        draft.period = Some(stated.period);
        draft.groups = Vec::new();
        out.push(draft);
    }
    out
}
