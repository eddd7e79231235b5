//! Which names and references stand for one organisation.

use std::collections::BTreeMap;

use comity_core::{CompactString, PartyRef, PlaceLevel, Snapshot};
use comity_link::text::normalise;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    each_named,
    names::{name_node, reference_node, says_nothing_alone, spellings, without_country},
};
use crate::{reference::Reference, sets::Sets};

/// Nodes that are being joined.
pub(super) struct Joining {
    pub(super) ids: FxHashMap<CompactString, u32>,
    pub(super) names: Vec<CompactString>,
    pub(super) uses: Vec<u32>,
    pub(super) sets: Sets,
    pub(super) fixed: Vec<Option<u32>>, // who is known to be meant: two of them never join
}

impl Joining {
    pub(super) fn node(&mut self, name: CompactString) -> u32 {
        if let Some(id) = self.ids.get(&name) {
            return *id;
        }
        let id = self.names.len() as u32;
        self.ids.insert(name.clone(), id);
        self.names.push(name);
        self.uses.push(0);
        self.sets.add();
        self.fixed.push(None);
        id
    }

    pub(super) fn find(&mut self, node: u32) -> u32 {
        self.sets.find(node)
    }

    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        match (self.fixed[a as usize], self.fixed[b as usize]) {
            (Some(x), Some(y)) if x != y => return,
            (None, known) => self.fixed[a.min(b) as usize] = known,
            (known, _) => self.fixed[a.min(b) as usize] = known,
        }
        self.sets.join(a, b);
    }
}

/// Joins references and names that the records put together; returns the directory's word on each of its parties.
pub(super) fn join_named(
    snapshot: &Snapshot,
    reference: &dyn Reference,
    joining: &mut Joining,
) -> Vec<crate::reference::Known> {
    let countries: FxHashSet<String> = snapshot
        .records
        .iter()
        .flat_map(|record| &record.places)
        .filter(|place| place.level == PlaceLevel::Country)
        .flat_map(|place| &place.names)
        .map(|name| normalise(&name.value))
        .collect();
    let first_fixed = snapshot.parties.len() as u32;
    let mut known: Vec<crate::reference::Known> = Vec::new();
    let mut known_at: FxHashMap<CompactString, u32> = FxHashMap::default();
    let mut together: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut seen: FxHashMap<(CompactString, CompactString), u32> = FxHashMap::default();
    let mut parties: Vec<&PartyRef> = Vec::new();
    each_named(snapshot, |party| {
        let first = party.names.first().map(|name| name.value.clone()).unwrap_or_default();
        let entry = seen.entry((party.reference.clone(), first)).or_insert(0);
        if *entry == 0 {
            parties.push(party);
        }
        *entry += 1;
    });
    for party in &parties {
        let first = party.names.first().map(|name| name.value.clone()).unwrap_or_default();
        let uses = seen.get(&(party.reference.clone(), first)).copied().unwrap_or(1);
        let reference_at = reference_node(&party.reference).map(|node| joining.node(node));
        let mut names = Vec::new();
        for name in &party.names {
            let spelled: Vec<u32> =
                spellings(&name.value).into_iter().map(|node| joining.node(node)).collect();
            for pair in spelled.windows(2) {
                joining.join(pair[0], pair[1]);
            }
            if let Some(office) = without_country(&name.value, &countries)
                && let Some(whole) = name_node(&office)
                && let (Some(whole), Some(first)) = (joining.ids.get(&whole).copied(), spelled.first())
            {
                joining.join(whole, *first);
            }
            names.extend(spelled.first().copied());
        }
        for node in reference_at.iter().chain(&names) {
            joining.uses[*node as usize] += uses;
        }
        if let Some(reference_at) = reference_at {
            for name in &names {
                *together.entry((reference_at, *name)).or_insert(0) += uses;
            }
        }
        if let Some(found) = reference.party(party) {
            let at = *known_at.entry(found.id.clone()).or_insert_with(|| {
                known.push(found.clone());
                first_fixed + known.len() as u32 - 1
            });
            for node in reference_at.iter().chain(names.first()) {
                let root = joining.find(*node);
                if joining.fixed[root as usize].is_none() {
                    joining.fixed[root as usize] = Some(at);
                }
            }
        }
    }
    join_fixed(joining);
    join_usual_companions(joining, &together);
    known
}

/// Nodes that mean one known party are one.
fn join_fixed(joining: &mut Joining) {
    let mut first: BTreeMap<u32, u32> = BTreeMap::new();
    for node in 0..joining.names.len() as u32 {
        let root = joining.find(node);
        if let Some(fixed) = joining.fixed[root as usize] {
            let with = *first.entry(fixed).or_insert(root);
            joining.join(with, root);
        }
    }
}

/// A reference and a name join when either is the usual companion of the other. A reference beside many names of
/// which none is usual and no two share a word is a placeholder, and joins nobody.
fn join_usual_companions(joining: &mut Joining, together: &FxHashMap<(u32, u32), u32>) {
    let mut pairs: Vec<((u32, u32), u32)> = together.iter().map(|(pair, uses)| (*pair, *uses)).collect();
    pairs.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let (mut name_of, mut reference_of) = (BTreeMap::new(), BTreeMap::new());
    let mut names_of: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for ((reference, name), uses) in &pairs {
        name_of.entry(*reference).or_insert(*name);
        reference_of.entry(*name).or_insert(*reference);
        names_of.entry(*reference).or_default().push((*name, *uses));
    }
    let placeholder = |joining: &Joining, reference: u32| {
        let names = &names_of[&reference];
        let all: u32 = names.iter().map(|(_, uses)| uses).sum();
        let usual = names.first().map_or(0, |(_, uses)| *uses);
        if names.len() < 5 || usual * 5 > all * 2 {
            return false;
        }
        let mut words: FxHashMap<&str, usize> = FxHashMap::default();
        for (name, _) in names {
            for word in
                joining.names[*name as usize].trim_start_matches("n:").split(' ').filter(|w| w.len() > 3)
            {
                *words.entry(word).or_insert(0) += 1;
            }
        }
        words.values().max().copied().unwrap_or(0) * 3 < names.len()
    };
    for ((reference, name), _) in &pairs {
        let usual = name_of.get(reference) == Some(name) || reference_of.get(name) == Some(reference);
        let generic =
            says_nothing_alone(&joining.names[*name as usize]) && reference_of.get(name) != Some(reference);
        if usual && !generic && !placeholder(joining, *reference) {
            joining.join(*reference, *name);
        }
    }
}
