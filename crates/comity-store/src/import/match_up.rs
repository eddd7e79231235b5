//! The plan of an import: what is known, what came, what follows. A pure function.

use std::collections::{BTreeMap, VecDeque};

use uuid::Uuid;

use crate::access::{AccessClass, State};
use crate::account::Key;

/// A record that is there.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Known {
    pub id: Uuid,
    pub key: Key,
    pub nth: i64,
    pub version: i64,
    pub class_id: i64,
    pub class: AccessClass,
    pub labelled_by_person: bool,
    pub source: Uuid,
    pub line: i64,
    pub hash: Vec<u8>,
}

/// An account that came.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Came {
    pub key: Key,
    pub hash: Vec<u8>,
    pub source: Uuid,
    pub line: i64,
}

/// What follows, as indices into what is known and what came. Every account that came stands in exactly one of the first
/// three lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Known and the same: (known, came).
    pub unchanged: Vec<(usize, usize)>,
    /// Known and different: (known, came).
    pub changed: Vec<(usize, usize)>,
    /// Not known: what came, and its number among those of the same key.
    pub created: Vec<(usize, i64)>,
    /// Known, of a source of this import, and no longer said.
    pub vanished: Vec<usize>,
}

/// Matches what came with what is known. Records of one key meet by content first, then in order. An account without an identifier of its own
/// meets one of the same source by content, then by line. `may_vanish` says whether silence about a record means anything.
pub fn match_up(known: &[Known], came: &[Came], may_vanish: impl Fn(&Known) -> bool) -> Plan {
    let mut open = Open { known: vec![true; known.len()], came: vec![true; came.len()] };
    let named = |key: &Key| !key.own_id.is_empty();
    let mut unchanged = open.meet(
        known,
        came,
        |known| named(&known.key).then_some((&known.key, &known.hash)),
        |came| named(&came.key).then_some((&came.key, &came.hash)),
    );
    let mut changed = open.meet(
        known,
        came,
        |known| named(&known.key).then_some(&known.key),
        |came| named(&came.key).then_some(&came.key),
    );
    unchanged.extend(open.meet(
        known,
        came,
        |known| (!named(&known.key)).then_some((&known.key, known.source, &known.hash)),
        |came| (!named(&came.key)).then_some((&came.key, came.source, &came.hash)),
    ));
    changed.extend(open.meet(
        known,
        came,
        |known| (!named(&known.key)).then_some((&known.key, known.source, known.line)),
        |came| (!named(&came.key)).then_some((&came.key, came.source, came.line)),
    ));

    let mut next: BTreeMap<&Key, i64> = BTreeMap::new();
    for record in known {
        let nth = next.entry(&record.key).or_default();
        *nth = (*nth).max(record.nth + 1);
    }
    let mut created = Vec::new();
    for (index, one) in came.iter().enumerate().filter(|(index, _)| is_open(&open.came, *index)) {
        let nth = next.entry(&one.key).or_default();
        created.push((index, *nth));
        *nth += 1;
    }
    let silent = |(index, record): &(usize, &Known)| {
        is_open(&open.known, *index) && record.class.state == State::Current && may_vanish(record)
    };
    let vanished = known.iter().enumerate().filter(silent).map(|(index, _)| index).collect();
    Plan { unchanged, changed, created, vanished }
}

/// What has not met its other half yet.
struct Open {
    known: Vec<bool>,
    came: Vec<bool>,
}

fn is_open(open: &[bool], index: usize) -> bool {
    open.get(index).copied().unwrap_or(false)
}

impl Open {
    /// Lets those meet of which both say the same, in order; `None` meets nobody.
    fn meet<'r, K: Ord>(
        &mut self,
        known: &'r [Known],
        came: &'r [Came],
        of_known: impl Fn(&'r Known) -> Option<K>,
        of_came: impl Fn(&'r Came) -> Option<K>,
    ) -> Vec<(usize, usize)> {
        let mut waiting: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for (index, record) in known.iter().enumerate().filter(|(index, _)| is_open(&self.known, *index)) {
            if let Some(key) = of_known(record) {
                waiting.entry(key).or_default().push_back(index);
            }
        }
        let mut pairs = Vec::new();
        for (index, one) in came.iter().enumerate() {
            if !is_open(&self.came, index) {
                continue;
            }
            let met = of_came(one).and_then(|key| waiting.get_mut(&key)?.pop_front());
            let Some(met) = met else { continue };
            if let (Some(known), Some(came)) = (self.known.get_mut(met), self.came.get_mut(index)) {
                (*known, *came) = (false, false);
            }
            pairs.push((met, index));
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Thing;
    use proptest::prelude::*;

    fn key(own_id: &str) -> Key {
        Key { thing: Thing::Activity, reporter: "r".into(), own_id: own_id.into() }
    }

    fn known(own_id: &str, nth: i64, hash: u8, line: i64) -> Known {
        Known {
            id: Uuid::nil(),
            key: key(own_id),
            nth,
            version: 1,
            class_id: 1,
            class: AccessClass {
                owner: comity_core::Seat::of_party("p".into()),
                label: comity_core::Label::own(),
                state: State::Current,
            },
            labelled_by_person: false,
            source: Uuid::nil(),
            line,
            hash: vec![hash],
        }
    }

    fn came(own_id: &str, hash: u8, line: i64) -> Came {
        Came { key: key(own_id), hash: vec![hash], source: Uuid::nil(), line }
    }

    #[test]
    fn what_is_said_again_is_unchanged_and_what_is_not_has_vanished() {
        let known = [known("a", 0, 1, 1), known("b", 0, 2, 2), known("c", 0, 3, 3)];
        let came = [came("b", 9, 1), came("a", 1, 2), came("d", 4, 3)];
        let plan = match_up(&known, &came, |_| true);
        assert_eq!((plan.unchanged, plan.changed), (vec![(0, 1)], vec![(1, 0)]));
        assert_eq!((plan.created, plan.vanished), (vec![(2, 0)], vec![2]));
    }

    #[test]
    fn two_records_of_one_name_meet_by_content_before_order() {
        let known = [known("a", 0, 1, 1), known("a", 1, 2, 2)];
        let came = [came("a", 2, 1), came("a", 7, 2)];
        let plan = match_up(&known, &came, |_| true);
        assert_eq!((plan.unchanged, plan.changed), (vec![(1, 0)], vec![(0, 1)]));
    }

    #[test]
    fn a_row_put_in_above_changes_nothing_below() {
        let known = [known("", 0, 1, 1), known("", 1, 2, 2), known("", 2, 3, 3)];
        let came = [came("", 9, 1), came("", 1, 2), came("", 2, 3), came("", 3, 4)];
        let plan = match_up(&known, &came, |_| true);
        assert_eq!(plan.unchanged, [(0, 1), (1, 2), (2, 3)]);
        assert_eq!((plan.created, plan.vanished.len()), (vec![(0, 3)], 0));
    }

    #[test]
    fn a_row_without_a_name_edited_in_its_place_is_the_same_row() {
        let plan = match_up(&[known("", 0, 1, 5)], &[came("", 2, 5)], |_| true);
        assert_eq!(plan.changed, [(0, 0)]);
    }

    proptest! {
        #[test]
        fn everything_that_came_goes_one_way_and_nothing_known_is_met_twice(
            known_keys in prop::collection::vec((0u8..4, 0u8..3, 0i64..6), 0..12),
            came_keys in prop::collection::vec((0u8..4, 0u8..3, 0i64..6), 0..12),
        ) {
            let name = |n: u8| if n == 0 { String::new() } else { format!("k{n}") };
            let known: Vec<Known> = known_keys.iter().enumerate()
                .map(|(nth, (key, hash, line))| known(&name(*key), nth as i64, *hash, *line)).collect();
            let came: Vec<Came> = came_keys.iter().map(|(key, hash, line)| came(&name(*key), *hash, *line)).collect();
            let plan = match_up(&known, &came, |_| true);
            let mut ways: Vec<usize> = plan.unchanged.iter().chain(&plan.changed).map(|(_, came)| *came)
                .chain(plan.created.iter().map(|(came, _)| *came)).collect();
            ways.sort_unstable();
            prop_assert_eq!(ways, (0..came.len()).collect::<Vec<_>>());
            let mut met: Vec<usize> = plan.unchanged.iter().chain(&plan.changed).map(|(known, _)| *known)
                .chain(plan.vanished.iter().copied()).collect();
            met.sort_unstable();
            prop_assert_eq!(met, (0..known.len()).collect::<Vec<_>>());
            for (before, after) in &plan.unchanged {
                prop_assert_eq!(&known[*before].hash, &came[*after].hash);
            }
            // the same again is the same
            let again: Vec<Came> = known.iter().map(|one| Came {
                key: one.key.clone(), hash: one.hash.clone(), source: one.source, line: one.line,
            }).collect();
            let again = match_up(&known, &again, |_| true);
            prop_assert_eq!(again.unchanged.len(), known.len());
        }
    }
}
