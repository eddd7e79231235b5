//! Candidate pairs, compared, weighed and linked: what the kinds are decided on.

use comity_core::LinkKind;
use rayon::prelude::*;

use crate::{
    candidates,
    columns::Columns,
    compare::{Comparison, Rarities, compare},
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
    /// Log2 odds that they are one activity, or one sum passed on.
    pub identity: f32,
    /// Log2 odds that they aim at the same thing.
    pub aim: f32,
    /// Log2 odds that they need one asset at one time.
    pub usage: f32,
    /// What ranks them for a reader who asks for related records: identity, and a little of the aim.
    pub related: f32,
}

/// What a link that a record declares weighs, in bits.
pub const DECLARED_BITS: f32 = 14.0;

/// Finds and weighs the pairs.
pub(crate) fn find(
    columns: &Columns,
    rarities: &Rarities,
    index: &candidates::Index,
    links: &Links,
) -> (Vec<Pair>, Weights) {
    let mut found = candidates::pairs(columns, index, &candidates::Budget::default());
    found.extend(links.pairs());
    found.par_sort_unstable();
    found.dedup();
    let compared: Vec<Comparison> = found
        .par_iter()
        .map(|(left, right)| compare(columns, rarities, &columns.view(*left), &columns.view(*right)))
        .collect();
    let weights = Weights::learn(columns, rarities, &compared);
    let pairs = found
        .into_par_iter()
        .zip(compared)
        .map(|((left, right), comparison)| weighed(left, right, comparison, links, &weights))
        .collect();
    (pairs, weights)
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
    let identity = weights.weigh(&weights.bits(&comparison, Question::Identity)) + bonus;
    let aim = weights.weigh(&weights.bits(&comparison, Question::Aim));
    let usage = weights.weigh(&weights.bits(&comparison, Question::Use));
    Pair { left, right, comparison, declared, identity, aim, usage, related: identity + 0.1 * aim.max(-20.0) }
}
