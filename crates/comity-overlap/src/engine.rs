//! The engine: a snapshot made into columns and an index once, then asked as often as one likes.

use comity_core::{Day, Snapshot};

use crate::{
    candidates::Index,
    columns::Columns,
    compare::Rarities,
    families::Families,
    links::Links,
    options::{Options, Progress, Step},
    pairs::{self, Pair},
    parties::Parties,
    reference::Reference,
    related::{self, Related},
    weigh::Weights,
};

/// A snapshot, prepared.
pub struct Engine<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) reference: &'a dyn Reference,
    pub(crate) options: Options,
    pub(crate) parties: Parties,
    pub(crate) columns: Columns,
    pub(crate) rarities: Rarities,
    pub(crate) links: Links,
    pub(crate) families: Families,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) compared: usize,
    pub(crate) weights: Weights,
    pub(crate) on: Day,
}

impl<'a> Engine<'a> {
    /// Resolves the parties, makes the columns, and compares the candidate pairs.
    pub fn prepare(
        snapshot: &'a Snapshot,
        reference: &'a dyn Reference,
        options: &Options,
        progress: Progress,
    ) -> Engine<'a> {
        let records = snapshot.records.len();
        let mut engine = Engine::without_pairs(snapshot, reference, options, progress);
        engine.families = Families::gather(snapshot);
        progress(Step::Candidates, 0, records);
        let index = Index::build(&engine.columns, false);
        progress(Step::Compare, 0, records);
        (engine.pairs, engine.compared, engine.weights) =
            pairs::find(&engine.columns, &mut engine.rarities, &index, &engine.links, &engine.weights);
        progress(Step::Decide, 0, engine.pairs.len());
        engine
    }

    /// Only the columns, no pairs compared: for questions about what isn't in the snapshot, about ties, and for totals of a
    /// few records.
    pub fn without_pairs(
        snapshot: &'a Snapshot,
        reference: &'a dyn Reference,
        options: &Options,
        progress: Progress,
    ) -> Engine<'a> {
        progress(Step::Columns, 0, snapshot.records.len());
        let parties = Parties::resolve(snapshot, reference);
        let columns = Columns::build(snapshot, reference, &parties);
        let rarities = Rarities::of(&columns);
        let links = if options.ignore_declared_links { Links::default() } else { Links::resolve(snapshot) };
        let weights = Weights::learn(&columns, &rarities, std::iter::empty());
        let pairs = Vec::new();
        let on = options.on.unwrap_or_else(|| latest_start(&columns));
        Engine {
            snapshot,
            reference,
            options: options.clone(),
            parties,
            columns,
            rarities,
            links,
            families: Families::default(),
            pairs,
            compared: 0,
            weights,
            on,
        }
    }

    /// The columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The parties.
    pub fn parties(&self) -> &Parties {
        &self.parties
    }

    /// The candidate pairs worth keeping, compared and weighed.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The day on which the desk looks.
    pub fn on(&self) -> Day {
        self.on
    }

    /// For every record the `k` best records of other reporters, best first.
    pub fn related(&self, k: usize) -> Vec<Vec<Related>> {
        related::related(self, &self.pairs, k)
    }
}

/// The day by which 98 of 100 records have begun: plans for a far future are not the present.
fn latest_start(columns: &Columns) -> Day {
    let mut starts: Vec<i32> = columns.start.iter().copied().filter(|start| *start != i32::MIN).collect();
    starts.sort_unstable();
    Day(starts.get(starts.len() * 98 / 100).or(starts.last()).copied().unwrap_or(0))
}
