//! Conflicts (rules follow).

use comity_core::ActivityKind;

/// Two kinds of activity that exclude each other near each other at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exclusion {
    /// One kind.
    pub left: ActivityKind,
    /// The other.
    pub right: ActivityKind,
    /// Within this distance, in km.
    pub km: f64,
    /// When so many days or fewer lie between them; 0: only on shared days.
    pub days: i32,
}

impl Exclusion {
    /// The usual rules.
    pub fn usual() -> Vec<Exclusion> {
        Vec::new()
    }
}
