//! Families of records: a whole and its parts, however deep. A house that divides its own programme into parts knows
//! that they lie side by side.

use comity_core::{LinkKind, Snapshot};
use rustc_hash::FxHashMap;

use crate::sets::Sets;

/// Between a whole's identifier and what its parts append to it.
const JOINTS: [char; 6] = ['-', '/', '_', '.', ':', ' '];

/// The family of every record, by number.
#[derive(Clone, Debug, Default)]
pub struct Families {
    of: Vec<u32>,
}

impl Families {
    /// Gathers records that declare a common whole, read or not, and those that carry a whole's identifier in theirs.
    pub fn gather(snapshot: &Snapshot) -> Families {
        let mut gathering = Gathering::default();
        let own: Vec<u32> = snapshot.records.iter().map(|record| gathering.number(&record.id)).collect();
        for (record, own) in snapshot.records.iter().zip(&own) {
            let kin = |kind| matches!(kind, LinkKind::Parent | LinkKind::Child | LinkKind::Sibling);
            for link in record.links.iter().filter(|link| kin(link.kind) && !link.to.trim().is_empty()) {
                let other = gathering.number(&link.to);
                gathering.sets.join(*own, other);
            }
        }
        for (record, own) in snapshot.records.iter().zip(&own) {
            let id = folded(&record.id);
            for (joint, _) in id.match_indices(JOINTS) {
                if let Some(whole) = gathering.known.get(&id[..joint]).copied() {
                    gathering.sets.join(*own, whole);
                }
            }
        }
        Families { of: own.into_iter().map(|own| gathering.sets.find(own)).collect() }
    }

    /// Whether two records are of one family; a record that wasn't read is of none.
    pub fn one(&self, a: u32, b: u32) -> bool {
        let of = |record: u32| self.of.get(record as usize);
        of(a).is_some() && of(a) == of(b)
    }
}

fn folded(id: &str) -> String {
    id.trim().to_lowercase()
}

/// Identifiers by number, and which were joined.
#[derive(Default)]
struct Gathering {
    known: FxHashMap<String, u32>,
    sets: Sets,
}

impl Gathering {
    fn number(&mut self, id: &str) -> u32 {
        *self.known.entry(folded(id)).or_insert_with(|| self.sets.add())
    }
}

#[cfg(test)]
mod tests {
    use comity_core::{At, DeclaredLink, Record};

    use super::*;

    #[test]
    fn parts_of_one_whole_are_a_family_whether_it_was_read_or_not() {
        let record = |id: &str, parent: Option<&str>| {
            let link = |to: &str| DeclaredLink { kind: LinkKind::Parent, to: to.into(), at: At::default() };
            Record { id: id.into(), links: parent.map(link).into_iter().collect(), ..Record::default() }
        };
        let records = vec![
            record("XM-1", None),
            record("xm-1-07", None),
            record("XM-10", None),
            record("Q-1", Some("gone")),
            record("Q-2", Some("GONE ")),
            record("Q-3", Some("xm-1-07")),
        ];
        let families = Families::gather(&Snapshot { records, ..Snapshot::default() });
        assert!(families.one(0, 1) && families.one(0, 5) && families.one(3, 4));
        assert!(!families.one(0, 2) && !families.one(0, 3));
        assert!(!families.one(u32::MAX, u32::MAX));
    }
}
