//! Records that stand together: accounts of one activity (a dossier) and editions of one series. Findings are about
//! groups, so that a series makes one finding and not forty.

use comity_core::FindingKind;
use comity_link::cluster::{Edge, Joining, cluster};
use rustc_hash::FxHashMap;

use crate::{engine::Engine, kinds::Decided, pairs::Pair, sets::Sets};

/// The groups of a run.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    /// For each record the smallest record of its dossier.
    pub dossier: Vec<u32>,
    /// The records of each dossier, by its smallest record; of dossiers of one record there is no list.
    pub members: FxHashMap<u32, Vec<u32>>,
    /// For each record the smallest record of all that its series and their dossiers hold together.
    pub all: Vec<u32>,
    /// Series of one institution with two editions or more: the records, in the order of their start.
    pub series: Vec<Vec<u32>>,
}

/// Groups the records. Two records of one institution are never one dossier, whatever a bridge says.
pub(crate) fn groups(engine: &Engine, decided: &[(Pair, Decided)]) -> Groups {
    let records = engine.columns.len() as u32;
    let same = decided.iter().filter(|(_, decided)| decided.kind == FindingKind::Same);
    let edges: Vec<Edge> =
        same.map(|(pair, _)| Edge { left: pair.left, right: pair.right, weight: pair.same }).collect();
    let known: FxHashMap<(u32, u32), f32> =
        edges.iter().map(|edge| ((edge.left, edge.right), edge.weight)).collect();
    let house = &engine.columns.house;
    let weigh = |a: u32, b: u32| {
        if house.get(a as usize) == house.get(b as usize) {
            return f32::NEG_INFINITY;
        }
        known.get(&(a.min(b), a.max(b))).copied().unwrap_or(-2.0)
    };
    let dossier = cluster(records, &edges, &Joining::default(), weigh).of;
    let series = series(engine);
    let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (record, of) in (0_u32..).zip(&dossier).filter(|(record, of)| record != *of) {
        members.entry(*of).or_insert_with(|| vec![*of]).push(record);
    }
    // two editions of a series may have dossiers, which come with them
    let mut sets = Sets::new(dossier.len());
    for (record, of) in (0_u32..).zip(&dossier) {
        sets.join(record, *of);
    }
    for pair in series.iter().flat_map(|list| list.windows(2)) {
        sets.join(pair[0], pair[1]);
    }
    let all = (0..records).map(|record| sets.find(record)).collect();
    Groups { dossier, members, all, series }
}

impl Groups {
    /// The dossier of a record.
    pub fn dossier_of(&self, record: u32) -> u32 {
        self.dossier.get(record as usize).copied().unwrap_or(record)
    }

    /// All records of a record's dossier, itself included.
    pub fn reports(&self, record: u32) -> Vec<u32> {
        self.members.get(&self.dossier_of(record)).cloned().unwrap_or_else(|| vec![record])
    }
}

/// Editions: the same institution, the same name but for the number, at different times.
fn series(engine: &Engine) -> Vec<Vec<u32>> {
    let columns = &engine.columns;
    let mut by_name: Vec<(u32, u64, i32, u32)> = (0..columns.len() as u32)
        .map(|record| (columns.view(record), record))
        .filter(|(view, _)| view.series != 0 && view.edition != 0 && view.house != u32::MAX)
        .map(|(view, record)| (view.house, view.series, view.start, record))
        .collect();
    by_name.sort_unstable();
    by_name
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .filter(|list| {
            let edition = |entry: &(u32, u64, i32, u32)| columns.view(entry.3).edition;
            list.iter().any(|entry| edition(entry) != edition(&list[0]))
        })
        .map(|list| list.iter().map(|(_, _, _, record)| *record).collect())
        .collect()
}
