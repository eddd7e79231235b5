//! The links that records declare themselves, resolved to records.

use comity_core::{LinkKind, Snapshot};
use rustc_hash::FxHashMap;

/// Declared links between records of the snapshot, by pair; the kind is as the left record would put it.
#[derive(Clone, Debug, Default)]
pub struct Links {
    by_pair: FxHashMap<(u32, u32), LinkKind>,
    /// Links to records that the snapshot doesn't hold.
    pub unresolved: u64,
}

fn turned(kind: LinkKind) -> LinkKind {
    match kind {
        LinkKind::Parent => LinkKind::Child,
        LinkKind::Child => LinkKind::Parent,
        LinkKind::ProviderActivity => LinkKind::ReceiverActivity,
        LinkKind::ReceiverActivity => LinkKind::ProviderActivity,
        same => same,
    }
}

impl Links {
    /// Resolves the links; an identifier is read without regard to case.
    pub fn resolve(snapshot: &Snapshot) -> Links {
        let mut by_id: FxHashMap<String, u32> = FxHashMap::default();
        for (number, record) in (0_u32..).zip(&snapshot.records) {
            by_id.entry(record.id.to_lowercase().to_string()).or_insert(number);
        }
        let mut out = Links::default();
        for (number, record) in (0_u32..).zip(&snapshot.records) {
            let stated = record.links.iter().map(|link| (link.kind, link.to.as_str()));
            let own =
                record.participants.iter().map(|p| (LinkKind::ParticipantActivity, p.activity_id.as_str()));
            for (kind, to) in stated.chain(own).filter(|(_, to)| !to.trim().is_empty()) {
                match by_id.get(&to.trim().to_lowercase()) {
                    Some(other) if *other != number => out.add(number, *other, kind),
                    Some(_) => {}
                    None => out.unresolved += 1,
                }
            }
        }
        out
    }

    fn add(&mut self, from: u32, to: u32, kind: LinkKind) {
        let (pair, kind) = if from < to { ((from, to), kind) } else { ((to, from), turned(kind)) };
        let entry = self.by_pair.entry(pair).or_insert(kind);
        *entry = (*entry).min(kind);
    }

    /// The link between two records, as the one with the smaller number would put it.
    pub fn between(&self, a: u32, b: u32) -> Option<LinkKind> {
        self.by_pair.get(&(a.min(b), a.max(b))).copied()
    }

    /// All linked pairs, in order.
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        let mut out: Vec<(u32, u32)> = self.by_pair.keys().copied().collect();
        out.sort_unstable();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_core::{At, DeclaredLink, Record};

    #[test]
    fn a_link_is_the_same_from_both_ends() {
        let link = |kind, to: &str| DeclaredLink { kind, to: to.into(), at: At::default() };
        let snapshot = Snapshot {
            records: vec![
                Record { id: "A-1".into(), ..Record::default() },
                Record {
                    id: "B-2".into(),
                    links: vec![link(LinkKind::Parent, "a-1"), link(LinkKind::Related, "gone")],
                    ..Record::default()
                },
            ],
            ..Snapshot::default()
        };
        let links = Links::resolve(&snapshot);
        assert_eq!(links.between(0, 1), Some(LinkKind::Child));
        assert_eq!(links.between(1, 0), Some(LinkKind::Child));
        assert_eq!((links.pairs(), links.unresolved), (vec![(0, 1)], 1));
    }
}
