//! The directory of organisations: references, names, acronyms and languages to one entry each, with kind and parent.
//!
//! It answers what is known beforehand; which of the 27 references of one pool are the same is found out by the engine.

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    names::{self, NameIndex},
    party::PartyRef,
    text::Lang,
};

/// An organisation of a [`Directory`]. Good within the directory that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgId(pub u32);

/// What an organisation is. The order and the codes are those of IATI's OrganisationType, with the United Nations apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrgKind {
    /// A state's government, ministry or agency (10, 11, 15).
    Government,
    /// A body of the United Nations.
    UnitedNations,
    /// Any other organisation of states, development banks included (40).
    Multilateral,
    /// Non-governmental organisations and the Red Cross movement (21 to 24).
    Ngo,
    /// A partnership or network (30).
    Partnership,
    /// A foundation (60).
    Foundation,
    /// A firm (70 to 73).
    Private,
    /// A university or research institute (80).
    Academic,
    /// Anything else, or not known.
    #[default]
    Other,
}

impl OrgKind {
    /// Every kind with its word.
    pub const WORDS: [(OrgKind, &'static str); 9] = [
        (OrgKind::Government, "government"),
        (OrgKind::UnitedNations, "united-nations"),
        (OrgKind::Multilateral, "multilateral"),
        (OrgKind::Ngo, "ngo"),
        (OrgKind::Partnership, "partnership"),
        (OrgKind::Foundation, "foundation"),
        (OrgKind::Private, "private"),
        (OrgKind::Academic, "academic"),
        (OrgKind::Other, "other"),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("other", |(_, word)| word)
    }

    /// From the word, or from a code of IATI's OrganisationType; [`OrgKind::Other`] for anything else.
    pub fn parse(text: &str) -> OrgKind {
        let text = text.trim();
        match text {
            "10" | "11" | "15" => OrgKind::Government,
            "21" | "22" | "23" | "24" => OrgKind::Ngo,
            "30" => OrgKind::Partnership,
            "40" => OrgKind::Multilateral,
            "60" => OrgKind::Foundation,
            "70" | "71" | "72" | "73" => OrgKind::Private,
            "80" => OrgKind::Academic,
            word => {
                Self::WORDS.iter().find(|(_, known)| *known == word).map_or(OrgKind::Other, |(kind, _)| *kind)
            }
        }
    }
}

/// An organisation to add.
#[derive(Clone, Debug, Default)]
pub struct NewOrganisation {
    /// Its main reference: `XM-DAC-41122`. An organisation that is there already is replaced.
    pub id: CompactString,
    /// Other references of it, in any scheme.
    pub references: Vec<CompactString>,
    /// The name to show.
    pub name: CompactString,
    /// Other names and acronyms; those with a language are also shown in it.
    pub names: Vec<(Lang, CompactString)>,
    /// What it is.
    pub kind: OrgKind,
    /// ISO 3166-1 alpha-2 code of its country; empty for none.
    pub country: CompactString,
    /// Id of the organisation that it is a part or an office of; empty for none.
    pub parent: CompactString,
}

#[derive(Clone, Debug)]
struct Entry {
    id: CompactString,
    name: CompactString,
    kind: OrgKind,
    country: CompactString,
    parent: Option<OrgId>,
}

/// Organisations, and the ways to find them.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    entries: Vec<Entry>,
    by_reference: FxHashMap<CompactString, OrgId>,
    by_name: NameIndex,
    labels: FxHashMap<(OrgId, Lang), CompactString>,
    placeholders: NameIndex,
}

/// Takes organisations in any order and makes a [`Directory`].
#[derive(Clone, Debug, Default)]
pub struct DirectoryBuilder {
    directory: Directory,
    pending: Vec<CompactString>,
}

/// Prefixes that registers set before a number of the DAC lists; publishers leave them away as they like.
const DAC_PREFIXES: &[&str] = &["xm dac", "xi dac", "dac", "crs", "xm oecd dac", "oecd dac"];

/// A reference in one spelling: lower case, marks as single `-`, and a number of the DAC lists without its prefix, so that
/// `XM-DAC-41122`, `xm_dac_41122` and `41122` meet. Empty for a reference without letter or digit.
pub fn normalise_reference(reference: &str) -> CompactString {
    let folded = names::fold(reference);
    for prefix in DAC_PREFIXES {
        let rest = folded.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(' '));
        if let Some(rest) = rest.filter(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b' ')) {
            return rest.replace(' ', "-").into();
        }
    }
    folded.replace(' ', "-").into()
}

impl DirectoryBuilder {
    /// Adds an organisation, or replaces the one with its id. Its names of before stay findable.
    pub fn add(&mut self, new: NewOrganisation) -> OrgId {
        let next = u32::try_from(self.directory.entries.len()).unwrap_or(u32::MAX);
        let id = *self.directory.by_reference.entry(normalise_reference(&new.id)).or_insert(OrgId(next));
        for reference in &new.references {
            let key = normalise_reference(reference);
            if !key.is_empty() {
                self.directory.by_reference.entry(key).or_insert(id);
            }
        }
        self.directory.by_name.add(&new.name, id.0);
        for (lang, name) in new.names {
            self.directory.by_name.add(&name, id.0);
            if !lang.is_unknown() {
                self.directory.labels.entry((id, lang)).or_insert(name);
            }
        }
        let entry = Entry { id: new.id, name: new.name, kind: new.kind, country: new.country, parent: None };
        match usize::try_from(id.0)
            .ok()
            .and_then(|at| Some((self.directory.entries.get_mut(at)?, self.pending.get_mut(at)?)))
        {
            Some((there, parent_there)) => {
                *there = entry;
                *parent_there = new.parent;
            }
            None => {
                self.directory.entries.push(entry);
                self.pending.push(new.parent);
            }
        }
        id
    }

    /// Adds a text that stands where a reference or a name should be, and says nothing: `N/A`.
    pub fn add_placeholder(&mut self, text: &str) {
        self.directory.placeholders.add(text, 0);
    }

    /// Makes the directory. Parents that aren't there, or would close a circle, are said in words, by id, and left
    /// out.
    pub fn build(self) -> (Directory, Vec<String>) {
        let DirectoryBuilder { mut directory, pending } = self;
        let mut wrong = Vec::new();
        for (own, parent) in (0..).map(OrgId).zip(&pending).filter(|(_, parent)| !parent.is_empty()) {
            let id = directory.reference(own).to_owned();
            match directory.by_reference.get(&normalise_reference(parent)).copied() {
                None => wrong.push(format!("`{id}` belongs to `{parent}`, which is not known")),
                Some(up) if up == own || directory.ancestors(up).any(|above| above == own) => {
                    wrong.push(format!("`{id}` belongs to itself by way of `{parent}`"));
                }
                Some(up) => {
                    if let Some(entry) =
                        usize::try_from(own.0).ok().and_then(|at| directory.entries.get_mut(at))
                    {
                        entry.parent = Some(up);
                    }
                }
            }
        }
        directory.by_name.finish();
        directory.placeholders.finish();
        (directory, wrong)
    }
}

impl Directory {
    /// How many organisations it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All organisations.
    pub fn ids(&self) -> impl Iterator<Item = OrgId> + '_ {
        (0..u32::try_from(self.entries.len()).unwrap_or(u32::MAX)).map(OrgId)
    }

    fn entry(&self, org: OrgId) -> Option<&Entry> {
        self.entries.get(usize::try_from(org.0).ok()?)
    }

    /// Its main reference. Stable from version to version.
    pub fn reference(&self, org: OrgId) -> &str {
        self.entry(org).map_or("", |entry| &entry.id)
    }

    /// Its name in a language, else its usual name.
    pub fn name(&self, org: OrgId, lang: Lang) -> &str {
        match self.labels.get(&(org, lang)) {
            Some(label) => label,
            None => self.entry(org).map_or("", |entry| &entry.name),
        }
    }

    /// What it is.
    pub fn kind(&self, org: OrgId) -> OrgKind {
        self.entry(org).map_or(OrgKind::Other, |entry| entry.kind)
    }

    /// ISO 3166-1 alpha-2 code of its country, empty when it has none or it is not known.
    pub fn country(&self, org: OrgId) -> &str {
        self.entry(org).map_or("", |entry| &entry.country)
    }

    /// The organisation that it is a part or an office of.
    pub fn parent(&self, org: OrgId) -> Option<OrgId> {
        self.entry(org)?.parent
    }

    /// The organisations that it is a part of, nearest first, without itself.
    pub fn ancestors(&self, org: OrgId) -> impl Iterator<Item = OrgId> + '_ {
        std::iter::successors(self.parent(org), |up| self.parent(*up))
    }

    /// The organisation of a reference, in any spelling.
    pub fn by_reference(&self, reference: &str) -> Option<OrgId> {
        self.by_reference.get(&normalise_reference(reference)).copied()
    }

    /// The organisations of a name or an acronym, ascending.
    pub fn by_name(&self, name: &str) -> impl Iterator<Item = OrgId> + use<'_> {
        self.by_name.find(name).map(OrgId)
    }

    /// Whether a reference or name is one that publishers set where they have none: `N/A`, `unknown`, `-`. An empty text,
    /// or one without letter or digit, is one too.
    pub fn is_placeholder(&self, text: &str) -> bool {
        let key = names::fold(text);
        key.is_empty()
            || key.bytes().all(|b| b == b'0' || b == b' ')
            || self.placeholders.find_key(&key).next().is_some()
    }

    /// The organisation of a party as a record names it: by reference, else by the one organisation that has one of its
    /// names ("UNICEF (United Nations Children's Fund)" is tried in parts). `None` for placeholders, for the unknown, and where
    /// several organisations have the name, unless one is the whole that the others are parts of.
    pub fn resolve(&self, party: &PartyRef) -> Option<OrgId> {
        if !self.is_placeholder(&party.reference)
            && let Some(found) = self.by_reference(&party.reference)
        {
            return Some(found);
        }
        let only = |name: &str| {
            if self.is_placeholder(name) {
                return None;
            }
            let found: Vec<OrgId> = self.by_name(name).collect();
            // an institution and its own parts may share a name: the institution is meant
            let whole = |org: &OrgId| {
                found.iter().all(|other| other == org || self.ancestors(*other).any(|up| up == *org))
            };
            found.iter().copied().find(whole)
        };
        party.names.iter().map(|name| name.value.as_str()).find_map(|name| {
            only(name)
                .or_else(|| name.split(['(', ')', '[', ']', '|', '/', '–', '—']).find_map(only))
                .or_else(|| name.split(" - ").find_map(only))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{At, Text};

    fn small() -> Directory {
        let mut builder = DirectoryBuilder::default();
        builder.add(NewOrganisation {
            id: "XM-DAC-41122".into(),
            name: "United Nations Children's Fund".into(),
            names: vec![(Lang::UNKNOWN, "UNICEF".into()), (Lang::parse("ru"), "ЮНИСЕФ".into())],
            kind: OrgKind::UnitedNations,
            ..NewOrganisation::default()
        });
        builder.add(NewOrganisation {
            id: "XM-DAC-41122-SO".into(),
            name: "UNICEF Somalia".into(),
            parent: "41122".into(),
            ..NewOrganisation::default()
        });
        builder.add_placeholder("N/A");
        let (directory, wrong) = builder.build();
        assert_eq!(wrong, Vec::<String>::new());
        directory
    }

    #[test]
    fn references_meet_in_one_spelling() {
        for (reference, want) in [
            ("XM-DAC-41122", "41122"),
            ("xm_dac_41122 ", "41122"),
            ("41122", "41122"),
            ("XM-DAC-6-4", "6-4"),
            ("GB-GOV-1", "gb-gov-1"),
            ("XM-DAC-41122-SO", "xm-dac-41122-so"),
            ("--", ""),
        ] {
            assert_eq!(normalise_reference(reference), want, "{reference}");
        }
    }

    #[test]
    fn a_party_is_found_by_reference_name_or_part_of_its_name() {
        let directory = small();
        let party = |reference: &str, name: &str| PartyRef {
            reference: reference.into(),
            names: vec![Text::plain(name, At::default())],
            ..PartyRef::default()
        };
        let found =
            |reference, name| directory.resolve(&party(reference, name)).map(|org| directory.reference(org));
        assert_eq!(found("41122", ""), Some("XM-DAC-41122"));
        assert_eq!(found("N/A", "Юнисеф"), Some("XM-DAC-41122"));
        assert_eq!(found("", "UNICEF (Children’s Fund)"), Some("XM-DAC-41122"));
        assert_eq!(found("", "UNICEF Somalia"), Some("XM-DAC-41122-SO"));
        assert_eq!(found("N/A", "n/a"), None);
        let office = directory.by_reference("xm-dac-41122-so").unwrap();
        assert_eq!(directory.parent(office), directory.by_reference("41122"));
    }

    #[test]
    fn what_says_nothing_is_a_placeholder() {
        let directory = small();
        for text in ["N/A", "n/a", "", "-", "0", "00000"] {
            assert!(directory.is_placeholder(text), "{text}");
        }
        assert!(!directory.is_placeholder("NATO"));
    }
}
