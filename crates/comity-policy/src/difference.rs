//! Whose access changes when other policies hold: what the golden tables of both say differently, gathered into few sentences.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::UserRole;
use serde::Serialize;

use crate::kinds::{Relation, by_level};

/// Something that is said in words: by its key in other languages, and in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Named {
    /// The key.
    pub key: &'static str,
    /// In English.
    pub english: &'static str,
}

/// One sentence: all of these roles, standing so to all of these kinds of record, gain and lose the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Whose access changes.
    pub roles: Vec<UserRole>,
    /// How they stand to the record; none at the node.
    pub relations: Vec<Relation>,
    /// To which kinds of record; none at the node.
    pub kinds: Vec<Named>,
    /// What they may do from then on.
    pub gains: Vec<Named>,
    /// What they may do no more.
    pub loses: Vec<Named>,
}

/// What changes for one role: at the node, or in one relation to one kind of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    role: UserRole,
    place: Option<(Relation, Named)>,
    gains: Vec<Named>,
    loses: Vec<Named>,
}

/// What changes between two rows of answers, if anything does.
pub(crate) fn change(
    role: UserRole,
    place: Option<(Relation, Named)>,
    (before, after): (&[bool], &[bool]),
    deeds: &[Named],
) -> Option<Change> {
    let differ = |now: bool| -> Vec<Named> {
        let rows = before.iter().zip(after).zip(deeds);
        rows.filter(|((before, after), _)| before != after && **after == now).map(|(_, deed)| *deed).collect()
    };
    let (gains, loses) = (differ(true), differ(false));
    (!gains.is_empty() || !loses.is_empty()).then_some(Change { role, place, gains, loses })
}

type Effect = (Vec<Named>, Vec<Named>);

/// Puts together what changes alike: first the kinds of record, then the roles, then the relations. Together the sentences say each change once.
pub(crate) fn gathered(changes: Vec<Change>) -> Vec<Difference> {
    // kinds stand in the order of the table
    let mut order: Vec<Named> = Vec::new();
    let mut kinds: BTreeMap<(Effect, UserRole, Option<Relation>), BTreeSet<usize>> = BTreeMap::new();
    for Change { role, place, gains, loses } in changes {
        let of = kinds.entry(((gains, loses), role, place.map(|(relation, _)| relation))).or_default();
        if let Some((_, kind)) = place {
            let at = order.iter().position(|known| *known == kind).unwrap_or_else(|| {
                order.push(kind);
                order.len() - 1
            });
            of.insert(at);
        }
    }
    let mut roles: BTreeMap<(Effect, BTreeSet<usize>, Option<Relation>), BTreeSet<UserRole>> =
        BTreeMap::new();
    for ((effect, role, relation), kinds) in kinds {
        roles.entry((effect, kinds, relation)).or_default().insert(role);
    }
    let mut relations: BTreeMap<(BTreeSet<UserRole>, Effect, BTreeSet<usize>), Vec<Relation>> =
        BTreeMap::new();
    for ((effect, kinds, relation), roles) in roles {
        relations.entry((roles, effect, kinds)).or_default().extend(relation);
    }
    relations
        .into_iter()
        .map(|((roles, (gains, loses), kinds), relations)| Difference {
            roles: roles.into_iter().collect(),
            relations,
            kinds: kinds.into_iter().filter_map(|at| order.get(at).copied()).collect(),
            gains,
            loses,
        })
        .collect()
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.as_str()).collect();
        f.write_str(&roles.join(", "))?;
        if !self.relations.is_empty() {
            let relations = Relation::WORDS.iter().filter(|(relation, _)| self.relations.contains(relation));
            write!(f, " ({})", relations.map(|(_, words)| *words).collect::<Vec<_>>().join(", "))?;
        }
        let words = |all: &[Named]| all.iter().map(|one| one.english).collect::<Vec<_>>().join(", ");
        if !self.gains.is_empty() {
            write!(f, ", gains: {}", words(&self.gains))?;
        }
        if !self.loses.is_empty() {
            write!(f, ", loses: {}", words(&self.loses))?;
        }
        for kind in by_level(&self.kinds) {
            write!(f, "\n  {}", kind.english)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DEEDS: [Named; 2] =
        [Named { key: "see", english: "see" }, Named { key: "export", english: "export" }];
    const KINDS: [&str; 3] = ["clear", "green", "red"];

    /// Each change by itself: role, place, deed, whether it is gained.
    type Cell = (UserRole, Option<(Relation, &'static str)>, &'static str, bool);

    fn spread(found: &[Difference]) -> Vec<Cell> {
        let mut all = Vec::new();
        for one in found {
            let deeds =
                one.gains.iter().map(|deed| (deed, true)).chain(one.loses.iter().map(|deed| (deed, false)));
            let deeds: Vec<_> = deeds.collect();
            for role in &one.roles {
                let mut places: Vec<Option<(Relation, &str)>> = Vec::new();
                for relation in &one.relations {
                    places.extend(one.kinds.iter().map(|kind| Some((*relation, kind.key))));
                }
                if one.relations.is_empty() {
                    places.push(None);
                }
                for place in places {
                    all.extend(deeds.iter().map(|(deed, gained)| (*role, place, deed.key, *gained)));
                }
            }
        }
        all.sort();
        all
    }

    proptest! {
        #[test]
        fn the_sentences_say_each_change_once_and_nothing_else(
            table in prop::collection::vec((0usize..3, 0usize..3, prop::option::of(0usize..3), any::<[bool; 4]>()), 0..24),
        ) {
            let (mut changes, mut plain) = (Vec::new(), Vec::new());
            let mut seen = BTreeSet::new();
            for (role, relation, kind, [a, b, c, d]) in table {
                if !seen.insert((role, kind.map(|kind| (relation, kind)))) {
                    continue;
                }
                let role = UserRole::WORDS[role].0;
                let place = kind.map(|kind| (Relation::WORDS[relation].0, Named { key: KINDS[kind], english: KINDS[kind] }));
                for (deed, (before, after)) in DEEDS.iter().zip([(a, c), (b, d)]) {
                    if before != after {
                        plain.push((role, place.map(|(relation, kind)| (relation, kind.key)), deed.key, after));
                    }
                }
                changes.extend(change(role, place, (&[a, b], &[c, d]), &DEEDS));
            }
            plain.sort();
            prop_assert_eq!(spread(&gathered(changes)), plain);
        }
    }
}
