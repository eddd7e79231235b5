//! Ids for whole numbers: a table read by the number itself where numbers are small, a map for the others.

use rustc_hash::FxHashMap;

/// Which id each whole number has. Ids are given by the caller, from 1.
#[derive(Debug, Default)]
pub(super) struct WholeIndex {
    /// Id by number; 0 where the number is new.
    small: Vec<u32>,
    large: FxHashMap<i64, u32>,
}

/// The table may be so many times as long as there are ids, and this long from the start.
const ROOM: usize = 4;
const LEAST: usize = 1 << 12;

impl WholeIndex {
    /// The place of a number's id, 0 where the number is new. `ids` says how many ids were given.
    pub(super) fn id(&mut self, number: i64, ids: usize) -> &mut u32 {
        if let Ok(at) = usize::try_from(number) {
            // a number that came when the table was shorter stays where it was put
            let fresh = at >= self.small.len() && at < (ids * ROOM).max(LEAST);
            if fresh && !self.large.contains_key(&number) {
                self.small.resize((at + 1).next_power_of_two(), 0);
            }
            if at < self.small.len() && (self.large.is_empty() || !self.large.contains_key(&number)) {
                return &mut self.small[at];
            }
        }
        self.large.entry(number).or_insert(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// The oracle: one map. Numbers around the end of the table as it grows.
        #[test]
        fn ids_are_those_of_a_map(numbers in prop::collection::vec(prop_oneof![-3i64..20, 4_000i64..9_000, Just(i64::MIN), Just(i64::MAX)], 0..3_000)) {
            let (mut index, mut map, mut ids) = (WholeIndex::default(), BTreeMap::new(), 1);
            for n in numbers {
                let id = *map.entry(n).or_insert(ids);
                let place = index.id(n, ids as usize);
                if *place == 0 {
                    *place = ids;
                    ids += 1;
                }
                prop_assert_eq!(*place, id);
            }
        }
    }
}
