//! Who is who: one number for an organisation under all its spellings, languages, references and offices.
//!
//! References and names are nodes. A reference and a name that stand together are joined when each is, or either is,
//! the usual companion of the other; so "unicef" gathers its 27 references, while "N/A", which stands beside 89
//! names that have nothing in common, is nobody. Two parties that a source or the directory tells apart stay apart.

use std::collections::BTreeMap;

use comity_core::{CompactString, PartyKind, PartyRef, PlaceLevel, Snapshot};
use comity_link::text::normalise;
use rustc_hash::{FxHashMap, FxHashSet};

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

/// Words that stand where an organisation should and mean none.
const NOBODY: [&str; 33] = [
    "",
    "n a",
    "na",
    "none",
    "unknown",
    "other",
    "others",
    "not specified",
    "not applicable",
    "unspecified",
    "multiple",
    "various",
    "various organizations",
    "multiple organizations",
    "tbd",
    "tbc",
    "null",
    "no data",
    "no information",
    "confidential",
    "redacted",
    "anonymous",
    "xxx",
    "0",
    "private donor",
    "private donors",
    "not available",
    "undisclosed",
    "missing",
    "aucun",
    "recipient government",
    "government",
    "beneficiaries",
];

/// What every country has one of: without a country in the name these say nothing about who is meant.
const EVERYWHERE: [&str; 16] = [
    "ministry",
    "ministere",
    "ministerio",
    "министерство",
    "government",
    "gouvernement",
    "gobierno",
    "municipality",
    "local",
    "national",
    "private",
    "university",
    "department",
    "central",
    "community",
    "beneficiaries",
];

fn reference_node(reference: &str) -> Option<CompactString> {
    let folded: CompactString = reference.trim().to_lowercase().into();
    let nobody = NOBODY.contains(&normalise(&folded).as_str());
    let digits_only = folded.chars().all(|c| c.is_ascii_digit());
    (!nobody && !(digits_only && folded.len() < 3)).then(|| CompactString::from(format!("r:{folded}")))
}

fn name_node(name: &str) -> Option<CompactString> {
    let folded = normalise(name);
    (!NOBODY.contains(&folded.as_str())).then(|| CompactString::from(format!("n:{folded}")))
}

/// `United Nations Children's Fund (UNICEF)` is also `United Nations Children's Fund`, and `UNICEF` when the letters fit.
fn spellings(name: &str) -> Vec<CompactString> {
    let mut out: Vec<CompactString> = name_node(name).into_iter().collect();
    if let Some((before, rest)) = name.split_once('(')
        && let Some((inside, _)) = rest.split_once(')')
        && before.trim().len() > 3
    {
        out.extend(name_node(before));
        let initials: String = normalise(before).split(' ').filter_map(|word| word.chars().next()).collect();
        let short = normalise(inside).replace(' ', "");
        let fits = short.chars().count() >= 3
            && short.chars().filter(|c| initials.contains(*c)).count() * 2 > short.chars().count();
        if fits && !inside.trim().contains(' ') {
            out.extend(name_node(inside));
        }
    }
    out
}

fn says_nothing_alone(node: &str) -> bool {
    let words: Vec<&str> = node.trim_start_matches("n:").split(' ').collect();
    words.first().is_some_and(|word| EVERYWHERE.contains(word))
}

struct Joining {
    ids: FxHashMap<CompactString, u32>,
    names: Vec<CompactString>,
    uses: Vec<u32>,
    up: Vec<u32>,
    fixed: Vec<Option<u32>>, // who is known to be meant: two of them never join
}

impl Joining {
    fn node(&mut self, name: CompactString) -> u32 {
        if let Some(id) = self.ids.get(&name) {
            return *id;
        }
        let id = self.names.len() as u32;
        self.ids.insert(name.clone(), id);
        self.names.push(name);
        self.uses.push(0);
        self.up.push(id);
        self.fixed.push(None);
        id
    }

    fn find(&mut self, mut node: u32) -> u32 {
        while self.up[node as usize] != node {
            self.up[node as usize] = self.up[self.up[node as usize] as usize];
            node = self.up[node as usize];
        }
        node
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        match (self.fixed[a as usize], self.fixed[b as usize]) {
            (Some(x), Some(y)) if x != y => return,
            (None, known) => self.fixed[a.min(b) as usize] = known,
            (known, _) => self.fixed[a.min(b) as usize] = known,
        }
        self.up[a.max(b) as usize] = a.min(b);
    }
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
            up: Vec::new(),
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

/// Joins references and names that the records put together; returns the directory's word on each of its parties.
fn join_named(
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

/// `UNICEF Afghanistan` and `UNICEF Country Office Afghanistan` without their country.
fn without_country(name: &str, countries: &FxHashSet<String>) -> Option<String> {
    let folded = normalise(name);
    let words: Vec<&str> = folded.split(' ').collect();
    for cut in 1..=3.min(words.len().saturating_sub(1)) {
        let (head, tail) = words.split_at(words.len() - cut);
        if countries.contains(&tail.join(" ")) {
            let head: Vec<&str> = head
                .iter()
                .copied()
                .filter(|w| !["country", "office", "in", "mission"].contains(w))
                .collect();
            return (!head.is_empty() && !EVERYWHERE.contains(&head[0])).then(|| head.join(" "));
        }
    }
    None
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
        let aliases =
            listed.and_then(|at| snapshot.parties.get(at as usize)).map(|party| party.aliases.as_slice());
        let short =
            aliases.unwrap_or_default().iter().map(|alias| &alias.value).find(|alias| is_short(alias));
        let short = short.cloned().unwrap_or_else(|| name.clone());
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

/// An abbreviation in Latin letters, mostly capitals.
fn is_short(alias: &str) -> bool {
    let capitals = alias.chars().filter(char::is_ascii_uppercase).count();
    alias.is_ascii() && (2..=9).contains(&alias.len()) && capitals * 2 > alias.len()
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
