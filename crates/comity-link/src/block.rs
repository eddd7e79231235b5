//! Blocking: candidate pairs from records that agree in a few parts of their fields.

pub mod atoms;
pub mod choose;
pub mod pairs;

/// A conjunction of atoms that both records of a pair must share. Positions in the list of atoms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule(pub Vec<usize>);
