//! Who is who: one number for an organisation under all its spellings, languages, references and offices.
//!
//! References and names are nodes. A reference and a name that stand together are joined when each is, or either is,
//! the usual companion of the other; so "unicef" gathers its 27 references, while "N/A", which stands beside 89
//! names that have nothing in common, is nobody. Two parties that a source or the directory tells apart stay apart.

mod joining;
mod names;

use std::collections::BTreeMap;

use comity_core::{CompactString, PartyKind, PartyRef, Snapshot};
use comity_link::text::normalise;
use rustc_hash::FxHashMap;

use joining::{Joining, join_named};
use names::{name_node, reference_node};

use crate::reference::Reference;

/// The number of a party in a run.
pub type PartyNo = u32;

/// A party after resolution.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Its id: the source's or the directory's where one is known, else its usual reference, else its name.
    pub id: CompactString,
    /// The name to show.
    pub name: CompactString,
    /// The abbreviation where there is one, else the name.
    pub short: CompactString,
    /// What it is.
    pub kind: PartyKind,
    /// The institution that it is an organ of; itself for all others.
    pub house: PartyNo,
    /// How it is listed in the snapshot, if it is.
    pub listed: Option<u32>,
}

/// All parties of a run.
#[derive(Clone, Debug, Default)]
pub struct Parties {
    all: Vec<Resolved>,
    nodes: FxHashMap<CompactString, PartyNo>,
}

/// Calls `each` with every party that the records name.
pub fn each_named<'s>(snapshot: &'s Snapshot, mut each: impl FnMut(&'s PartyRef)) {
    for record in &snapshot.records {
        each(&record.reporter);
        record.participants.iter().for_each(|participant| each(&participant.party));
        for amount in &record.amounts {
            amount.provider.iter().chain(&amount.receiver).for_each(|party| each(party));
        }
    }
}

impl Parties {
    /// Resolves everyone that the snapshot names.
    pub fn resolve(snapshot: &Snapshot, reference: &dyn Reference) -> Parties {
        let mut joining = Joining {
            ids: FxHashMap::default(),
            names: Vec::new(),
            uses: Vec::new(),
            sets: crate::sets::Sets::default(),
            fixed: Vec::new(),
        };
        for (number, party) in (0u32..).zip(&snapshot.parties) {
            let node = joining.node(format!("r:{}", party.id.as_str().to_lowercase()).into());
            joining.fixed[node as usize] = Some(number);
            for name in party.names.iter().chain(&party.aliases) {
                if let Some(name) = name_node(&name.value) {
                    let name = joining.node(name);
                    joining.join(node, name);
                }
            }
        }
        let known = join_named(snapshot, reference, &mut joining);
        number(snapshot, joining, &known)
    }

    /// The party that a reference means; `None` for nobody.
    pub fn find(&self, party: &PartyRef) -> Option<PartyNo> {
        let by_reference = reference_node(&party.reference).and_then(|node| self.nodes.get(&node));
        by_reference
            .or_else(|| {
                party
                    .names
                    .iter()
                    .find_map(|name| name_node(&name.value).and_then(|node| self.nodes.get(&node)))
            })
            .copied()
    }

    /// The party with an id or a name.
    pub fn find_word(&self, word: &str) -> Option<PartyNo> {
        let nodes = [reference_node(word), name_node(word)];
        nodes.into_iter().flatten().find_map(|node| self.nodes.get(&node).copied())
    }

    /// What is known of a party.
    pub fn get(&self, party: PartyNo) -> Option<&Resolved> {
        self.all.get(party as usize)
    }

    /// The id of a party, empty for one that doesn't exist.
    pub fn id(&self, party: PartyNo) -> CompactString {
        self.get(party).map(|resolved| resolved.id.clone()).unwrap_or_default()
    }

    /// The name of a party, empty for one that doesn't exist.
    pub fn name(&self, party: PartyNo) -> CompactString {
        self.get(party).map(|resolved| resolved.name.clone()).unwrap_or_default()
    }

    /// The abbreviation of a party, else its name.
    pub fn short(&self, party: PartyNo) -> CompactString {
        self.get(party).map(|resolved| resolved.short.clone()).unwrap_or_default()
    }

    /// The institution behind a party.
    pub fn house(&self, party: PartyNo) -> PartyNo {
        self.get(party).map_or(party, |resolved| resolved.house)
    }

    /// How many parties there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True when nobody is named.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// Numbers the groups in the order of the snapshot and finds each one's id, name and institution.
fn number(snapshot: &Snapshot, mut joining: Joining, known: &[crate::reference::Known]) -> Parties {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for node in 0..joining.names.len() as u32 {
        let root = joining.find(node);
        groups.entry(root).or_default().push(node);
    }
    // by spelling, not by the order of the records: numbers must not depend on it
    let mut sorted: Vec<(CompactString, u32, Vec<u32>)> = groups
        .into_iter()
        .map(|(root, nodes)| {
            let least = nodes.iter().map(|n| joining.names[*n as usize].clone()).min().unwrap_or_default();
            (least, root, nodes)
        })
        .collect();
    sorted.sort();
    let mut out = Parties::default();
    let mut of_listed: FxHashMap<&str, PartyNo> = FxHashMap::default();
    for (_, root, nodes) in sorted {
        let number = out.all.len() as u32;
        let most = |prefix: &str| {
            nodes
                .iter()
                .filter(|node| joining.names[**node as usize].starts_with(prefix))
                .max_by(|a, b| {
                    let key =
                        |n: u32| (joining.uses[n as usize], std::cmp::Reverse(&joining.names[n as usize]));
                    key(**a).cmp(&key(**b))
                })
                .map(|node| CompactString::from(&joining.names[*node as usize][2..]))
        };
        let fixed = joining.fixed[root as usize];
        let listed = fixed.filter(|fixed| (*fixed as usize) < snapshot.parties.len());
        let by_directory =
            fixed.and_then(|fixed| known.get((fixed as usize).checked_sub(snapshot.parties.len())?));
        let (reference, name) = (most("r:"), most("n:"));
        let (id, name, kind) = match (listed.and_then(|at| snapshot.parties.get(at as usize)), by_directory) {
            (Some(party), _) => {
                let name = party.names.first().map(|name| name.value.clone());
                (party.id.0.clone(), name.unwrap_or_else(|| party.id.0.clone()), party.kind)
            }
            (None, Some(known)) => (known.id.clone(), known.name.clone(), PartyKind::Institution),
            (None, None) => {
                let id = reference.as_ref().or(name.as_ref()).cloned().unwrap_or_default();
                (id.clone(), name.or(reference).unwrap_or(id), PartyKind::Institution)
            }
        };
        if let Some(party) = listed.and_then(|at| snapshot.parties.get(at as usize)) {
            of_listed.insert(party.id.as_str(), number);
        }
        for node in nodes {
            out.nodes.insert(joining.names[node as usize].clone(), number);
        }
        let short = listed
            .and_then(|at| snapshot.parties.get(at as usize))
            .map_or_else(|| name.clone(), |party| party.short().clone());
        out.all.push(Resolved { id, name, short, kind, house: number, listed });
    }
    restore_spelling(snapshot, &mut out);
    for party in &snapshot.parties {
        if let (Some(number), Some(above)) = (of_listed.get(party.id.as_str()), &party.organ_of)
            && let Some(house) = of_listed.get(above.as_str())
            && let Some(resolved) = out.all.get_mut(*number as usize)
        {
            resolved.house = *house;
        }
    }
    out
}

/// Nodes are folded; ids and names are shown as the first record writes them.
fn restore_spelling(snapshot: &Snapshot, parties: &mut Parties) {
    let (mut ids, mut names): (BTreeMap<u32, CompactString>, BTreeMap<u32, CompactString>) =
        Default::default();
    each_named(snapshot, |party| {
        let Some(number) = parties.find(party) else { return };
        let Some(resolved) = parties.get(number) else { return };
        if resolved.listed.is_some() {
            return;
        }
        let least = |shown: &mut BTreeMap<u32, CompactString>, text: &CompactString| {
            let entry = shown.entry(number).or_insert_with(|| text.clone());
            if *text < *entry {
                *entry = text.clone();
            }
        };
        if party.reference.to_lowercase() == resolved.id {
            least(&mut ids, &party.reference);
        }
        for name in &party.names {
            let folded = normalise(&name.value);
            if folded == resolved.name.as_str() {
                least(&mut names, &name.value);
            }
            if folded == resolved.id.as_str() {
                least(&mut ids, &name.value);
            }
        }
    });
    for (number, id) in ids {
        if let Some(resolved) = parties.all.get_mut(number as usize) {
            resolved.id = id;
        }
    }
    for (number, name) in names {
        if let Some(resolved) = parties.all.get_mut(number as usize) {
            resolved.short = name.clone();
            resolved.name = name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Stated;
    use comity_core::{At, Participant, Record, Role, Text};

    fn party(reference: &str, name: &str) -> PartyRef {
        let names = if name.is_empty() { vec![] } else { vec![Text::plain(name, At::default())] };
        PartyRef { reference: reference.into(), names, ..PartyRef::default() }
    }

    fn resolved(named: &[(&str, &str)]) -> Parties {
        let participants = named
            .iter()
            .map(|(reference, name)| Participant {
                role: Role::Funder,
                party: party(reference, name),
                activity_id: CompactString::default(),
            })
            .collect();
        let record = Record { reporter: party("ZZ-1", "the reporter"), participants, ..Record::default() };
        Parties::resolve(&Snapshot { records: vec![record], ..Snapshot::default() }, &Stated)
    }

    #[test]
    fn spellings_and_references_of_one_organisation_gather() {
        let parties = resolved(&[
            ("XM-DAC-41122", "UNICEF"),
            ("41122", "Unicef"),
            ("XM-DAC-41122", "United Nations Children's Fund (UNICEF)"),
            ("", "UNICEF"),
            ("XM-DAC-41140", "World Food Programme"),
        ]);
        let all = ["XM-DAC-41122", "41122", "unicef", "United Nations Children\u{2019}s Fund"]
            .map(|w| parties.find_word(w));
        assert!(all[0].is_some() && all.iter().all(|found| *found == all[0]), "{all:?}");
        assert_ne!(parties.find_word("World Food Programme"), all[0]);
    }

    #[test]
    fn a_placeholder_is_nobody() {
        assert_eq!(resolved(&[("N/A", "Oxfam"), ("N/A", "Care")]).find(&party("N/A", "")), None);
        let names =
            ["Alpha Relief", "Bravo Fund", "Charlie Trust", "Delta Society", "Echo Union", "Foxtrot Aid"];
        let named: Vec<(&str, &str)> = names.iter().map(|name| ("99999", *name)).collect();
        let parties = resolved(&named);
        assert_ne!(parties.find_word("Alpha Relief"), parties.find_word("Bravo Fund"));
    }

    #[test]
    fn ministries_of_two_countries_stay_apart() {
        let parties = resolved(&[
            ("AF-GOV-1", "Ministry of Health"),
            ("AF-GOV-1", "Ministry of Health"),
            ("TJ-GOV-9", "Ministry of Health"),
        ]);
        assert_ne!(parties.find_word("AF-GOV-1"), parties.find_word("TJ-GOV-9"));
    }
}
