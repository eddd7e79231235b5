//! Agreement patterns: how a pair agrees in every field, packed three bits a field in one word, and their counts.

use rustc_hash::FxHashMap;

/// How many levels a field can have, level 0 (nothing to compare) included.
pub const LEVELS: usize = 8;
/// How many fields a pattern holds.
pub const MAX_FIELDS: usize = 21;

/// The levels at which a pair agrees, a field after the other. Level 0 says that the field could not be compared
/// (a value is missing, or another field implies it), 1 that it differs, 2 and up that it agrees in some way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pattern(pub u64);

impl Pattern {
    /// The level of a field.
    pub fn get(self, field: usize) -> usize {
        debug_assert!(field < MAX_FIELDS);
        ((self.0 >> (3 * field)) & 7) as usize
    }

    /// The same pattern with a field (so far 0) set to a level below [`LEVELS`].
    #[must_use]
    pub fn with(self, field: usize, level: u8) -> Self {
        debug_assert!(field < MAX_FIELDS && usize::from(level) < LEVELS);
        Self(self.0 | (u64::from(level) << (3 * field)))
    }

    /// Which fields of a mask (bit = field) differ: level 1.
    #[must_use]
    pub fn differing(self, fields: u32) -> u32 {
        (0..MAX_FIELDS).filter(|f| fields & (1 << f) != 0 && self.get(*f) == 1).fold(0, |out, f| out | 1 << f)
    }

    /// The pattern with the fields of a mask (bit = field) set to 0.
    #[must_use]
    pub fn without(self, fields: u32) -> Self {
        let mut out = self.0;
        let mut left = fields;
        while left != 0 {
            let field = left.trailing_zeros();
            out &= !(7 << (3 * field));
            left &= left - 1;
        }
        Self(out)
    }
}

/// How often each pattern occurred among the pairs of each group (a blocking rule, or any other way of finding
/// pairs): all that the EM reads, a few thousand numbers for a million records.
#[derive(Debug, Clone, Default)]
pub struct PatternCounts {
    counts: FxHashMap<(u16, Pattern), u64>,
}

impl PatternCounts {
    /// Counts one more pair.
    pub fn add(&mut self, group: u16, pattern: Pattern) {
        *self.counts.entry((group, pattern)).or_insert(0) += 1;
    }

    /// Adds the counts of another part of the work.
    pub fn merge(&mut self, other: Self) {
        for (key, n) in other.counts {
            *self.counts.entry(key).or_insert(0) += n;
        }
    }

    /// The counts by group and pattern, in order: the same on any number of threads.
    pub fn sorted(&self) -> Vec<(u16, Pattern, u64)> {
        let mut out: Vec<_> = self.counts.iter().map(|((g, p), n)| (*g, *p, *n)).collect();
        out.sort_unstable();
        out
    }

    /// How many pairs were counted.
    pub fn pairs(&self) -> u64 {
        self.counts.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_do_not_touch_each_other() {
        let p = Pattern::default().with(0, 7).with(1, 1).with(20, 5);
        assert_eq!((p.get(0), p.get(1), p.get(2), p.get(20)), (7, 1, 0, 5));
        let q = p.without(0b1 | 1 << 20);
        assert_eq!((q.get(0), q.get(1), q.get(20)), (0, 1, 0));
    }

    #[test]
    fn counts_come_out_sorted_and_merge() {
        let mut a = PatternCounts::default();
        a.add(1, Pattern(9));
        a.add(0, Pattern(9));
        let mut b = PatternCounts::default();
        b.add(1, Pattern(9));
        a.merge(b);
        assert_eq!(a.sorted(), [(0, Pattern(9), 1), (1, Pattern(9), 2)]);
        assert_eq!(a.pairs(), 3);
    }
}
