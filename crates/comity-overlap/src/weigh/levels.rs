//! The fields that are compared by level: how a comparison reads as levels, and how matches agree at a first guess.

use comity_link::{em::LevelProbabilities, pattern::Pattern};

use super::{Bits, field};
use crate::{columns::part, compare::Comparison};

/// Fields compared by level, in the order of patterns: the field of [`Bits`] that each fills, and how many levels it has
/// ("not known" included).
pub(super) const LEVELLED: [(usize, usize); 7] = [
    (field::PLACE, 6),
    (field::TIME, 7),
    (field::THEME, 4),
    (field::MONEY, 5),
    (field::PARTY, 6),
    (field::TITLE, 7),
    (field::ASSET, 3),
];
pub(super) const PLACE: usize = 0;
pub(super) const TIME: usize = 1;
pub(super) const THEME: usize = 2;
pub(super) const MONEY: usize = 3;
pub(super) const PARTY: usize = 4;
pub(super) const TITLE: usize = 5;
pub(super) const ASSET: usize = 6;

/// The first fields are weighed by their levels from the start; the others by a formula until their levels are learned.
pub(super) const BY_LEVEL: usize = 4;

/// Bits of the title's formula at which its levels begin, from level 2 up.
pub(super) const TITLE_LEVELS: [f32; 5] = [-4.0, -1.0, 2.0, 5.0, 9.0];
/// Bits of shared parties at which their levels begin, from level 2 up; level 1 shares none.
const PARTY_LEVELS: [f32; 4] = [0.0, 4.0, 8.0, 13.0];

/// First guess of how matches agree, from "not known" up.
pub(super) const GUESS: [LevelProbabilities; 7] = [
    [0.0, 0.03, 0.35, 0.12, 0.15, 0.35, 0.0, 0.0],
    [0.0, 0.04, 0.03, 0.33, 0.2, 0.2, 0.2, 0.0],
    [0.0, 0.2, 0.3, 0.5, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.3, 0.35, 0.2, 0.15, 0.0, 0.0, 0.0],
    [0.0, 0.3, 0.2, 0.2, 0.15, 0.15, 0.0, 0.0],
    [0.0, 0.05, 0.1, 0.15, 0.2, 0.2, 0.3, 0.0],
    [0.0, 0.1, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0],
];

/// How activities with one aim agree. Their money may be anything.
pub(super) const AIM: [LevelProbabilities; BY_LEVEL] = [
    [0.0, 0.01, 0.14, 0.15, 0.25, 0.45, 0.0, 0.0],
    [0.0, 0.01, 0.04, 0.5, 0.2, 0.15, 0.1, 0.0],
    [0.0, 0.02, 0.23, 0.75, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.5, 0.3, 0.1, 0.1, 0.0, 0.0, 0.0],
];

/// The level of one field. `title` are the bits of the title's formula.
pub(super) fn level(comparison: &Comparison, title: f32, at: usize) -> usize {
    let above = |bits: f32, begins: &[f32]| 1 + begins.iter().take_while(|begin| bits >= **begin).count();
    match at {
        PLACE => comparison.nearness as usize,
        TIME => comparison.timing as usize,
        THEME => comparison.themes as usize,
        MONEY => comparison.money as usize,
        PARTY if comparison.shared_count > 0 => above(comparison.shared_parties, &PARTY_LEVELS),
        // a reporter that the other names is weighed by itself, and says that no one else need be shared
        PARTY if !comparison.both_name_parties || names_reporter(comparison) => 0,
        PARTY => 1,
        TITLE if title == 0.0 => 0,
        TITLE => above(title, &TITLE_LEVELS),
        _ if comparison.asset.is_some() => 2,
        _ => usize::from(comparison.other_asset),
    }
}

/// One of the reporters stands in the other record, and not only to watch.
pub(super) fn names_reporter(comparison: &Comparison) -> bool {
    (comparison.left_in_right | comparison.right_in_left) & !part::WATCHES != 0
}

/// All levels of a comparison.
pub(super) fn pattern(comparison: &Comparison, title: f32) -> Pattern {
    (0..LEVELLED.len())
        .fold(Pattern::default(), |pattern, at| pattern.with(at, level(comparison, title, at) as u8))
}

/// The field of [`Bits`] that a levelled field fills.
pub(super) fn slot(bits: &mut Bits, at: usize) -> &mut f32 {
    &mut bits[LEVELLED[at].0]
}
