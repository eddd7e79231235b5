//! Candidate pairs, compared, weighed and linked: what the kinds are decided on.

use comity_core::LinkKind;
use comity_link::lexicon::{Lexicon, Said};
use rayon::prelude::*;

use crate::{
    candidates,
    columns::Columns,
    compare::{Comparison, Nearness, Rarities, Timing, compare},
    links::Links,
    weigh::{Question, Weights},
};

/// A pair of records with everything that is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The record that comes first in the snapshot.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// How they agree.
    pub comparison: Comparison,
    /// A link that one of them declares, as the left record would put it.
    pub declared: Option<LinkKind>,
    /// Log2 odds that they are one activity, one sum passed on, or parts of one programme, and not unrelated.
    pub identity: f32,
    /// Log2 odds that they are one activity, and neither unrelated nor two editions or phases of one programme.
    pub same: f32,
    /// Log2 odds that they aim at the same thing.
    pub aim: f32,
    /// Log2 odds that they need one asset at one time.
    pub usage: f32,
    /// What ranks them for a reader who asks for related records: identity, and a little of the aim.
    pub related: f32,
}

/// What a link that a record declares weighs, in bits.
pub const DECLARED_BITS: f32 = 14.0;

/// A pair below all of these is nothing to anyone: bits of identity and of aim by what is known before anything is
/// learned.
const FORGOTTEN: f32 = -9.0;
/// Bits of identity from which two titles teach the lexicon.
const TEACHES: f32 = 6.0;
/// So many pairs of titles teach all that there is to learn.
const LESSONS: usize = 60_000;

/// Finds and weighs the pairs, and learns from them what words stand for each other and how matches agree.
pub(crate) fn find(
    columns: &Columns,
    rarities: &mut Rarities,
    index: &candidates::Index,
    links: &Links,
    first: &Weights,
) -> (Vec<Pair>, usize, Weights) {
    let mut found = candidates::pairs(columns, index, &candidates::Budget::default());
    found.extend(links.pairs());
    found.par_sort_unstable();
    found.dedup();
    let all = found.len();
    let compared = |rarities: &Rarities, (left, right): (u32, u32)| {
        compare(columns, rarities, &columns.view(left), &columns.view(right))
    };
    let mut kept: Vec<((u32, u32), Comparison)> = found
        .into_par_iter()
        .map(|pair| (pair, compared(rarities, pair)))
        .filter(|((left, right), comparison)| {
            let bits = |question| first.weigh(&first.bits(comparison, question));
            bits(Question::Identity) > FORGOTTEN
                || bits(Question::Aim) > FORGOTTEN
                || comparison.asset.is_some()
                // kinds that exclude each other do so by rule, not by odds
                || comparison.nearness >= Nearness::Region && comparison.timing >= Timing::Touching
                || links.between(*left, *right).is_some()
        })
        .collect();
    let learn = |rarities: &Rarities, kept: &[((u32, u32), Comparison)]| {
        Weights::learn(columns, rarities, kept.iter().map(|(_, comparison)| comparison))
    };
    let weights = learn(rarities, &kept);
    rarities.lexicon = lexicon(columns, &kept, &weights);
    kept.par_iter_mut().for_each(|(pair, comparison)| *comparison = compared(rarities, *pair));
    let weights = learn(rarities, &kept);
    let pairs = kept
        .into_par_iter()
        .map(|((left, right), comparison)| weighed(left, right, comparison, links, &weights))
        .collect();
    (pairs, all, weights)
}

/// What the titles of pairs that are surely about one thing teach. Not by their titles alone: a title that recurs
/// everywhere teaches nothing.
fn lexicon(columns: &Columns, kept: &[((u32, u32), Comparison)], weights: &Weights) -> Lexicon {
    let said = |record: u32| Said {
        words: columns.titles.get(record as usize),
        language: columns.language.get(record as usize).copied().unwrap_or(0),
    };
    let sure: Vec<(Said, Said)> = kept
        .iter()
        .filter(|(_, comparison)| !comparison.one_house)
        .filter(|(_, comparison)| {
            let bits = weights.bits(comparison, Question::Identity);
            weights.weigh(&bits) + weights.edition(&bits) >= TEACHES
        })
        .map(|((left, right), _)| (said(*left), said(*right)))
        .collect();
    // evenly from all of them, so that no corner of the records speaks for the rest
    let step = sure.len().div_ceil(LESSONS).max(1);
    let lessons: Vec<(Said, Said)> = sure.into_iter().step_by(step).collect();
    Lexicon::learn(columns.titles.vocabulary(), &lessons)
}

/// Weighs one comparison.
pub(crate) fn weighed(
    left: u32,
    right: u32,
    comparison: Comparison,
    links: &Links,
    weights: &Weights,
) -> Pair {
    let declared = links.between(left, right);
    let bonus = if declared.is_some() { DECLARED_BITS } else { 0.0 };
    let bits = weights.bits(&comparison, Question::Identity);
    let identity = weights.weigh(&bits) + bonus;
    let same = identity + weights.edition(&bits);
    let aim = weights.weigh(&weights.bits(&comparison, Question::Aim));
    let usage = weights.weigh(&weights.bits(&comparison, Question::Use));
    let related = identity + 0.1 * aim.max(-20.0);
    Pair { left, right, comparison, declared, identity, same, aim, usage, related }
}
