//! What a caller can choose, and how it hears of the progress.

use comity_core::{Day, FindingKind};

use crate::conflict::Exclusion;

/// The choices of a run. The same options, records and reference data give the same findings.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day on which the desk looks: what runs then comes first, ties are those in force then. `None`: the last
    /// day on which any record begins.
    pub on: Option<Day>,
    /// Kinds to report; empty for all.
    pub kinds: Vec<FindingKind>,
    /// At most so many findings, the most urgent; `None` for all.
    pub top: Option<usize>,
    /// Links and identifiers that records declare are no evidence.
    pub ignore_declared_links: bool,
    /// A record appears in at most so many findings of one kind about two records.
    pub per_record: usize,
    /// Findings about the same two activities, or the same series, are one.
    pub group: bool,
    /// Which kinds of activity exclude each other, within what distance and time.
    pub exclusions: Vec<Exclusion>,
    /// Threads; 0 for as many as there are cores. The findings don't depend on it.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            on: None,
            kinds: Vec::new(),
            top: None,
            ignore_declared_links: false,
            per_record: 3,
            group: true,
            exclusions: Exclusion::usual(),
            threads: 0,
        }
    }
}

impl Options {
    /// Whether a kind is wanted.
    pub fn wants(&self, kind: FindingKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// The steps of a run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Step {
    Columns,
    Candidates,
    Compare,
    Decide,
}

/// Hears what is being done: the step, how much is done, of how much. Called from one thread at a time.
pub type Progress<'a> = &'a (dyn Fn(Step, usize, usize) + Sync);

/// For callers that don't listen.
pub fn silent(_: Step, _: usize, _: usize) {}
