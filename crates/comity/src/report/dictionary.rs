//! Parties, themes and places, each once: the columns refer to them by index.

use std::collections::BTreeMap;

use comity_core::{CompactString, Finding, PartyKind, PartyRef, Place, PlaceLevel, Snapshot, Text, Theme};
use serde::Serialize;

/// Words with their language: `["Shanghai Cooperation Organization", "en"]`.
pub type Worded = (CompactString, CompactString);

/// A party, known from a list of parties or only from records.
#[derive(Default, Serialize)]
pub struct PartyEntry {
    pub id: CompactString,
    pub names: Vec<Worded>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Worded>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PartyKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organ_of: Option<u32>,
}

impl PartyEntry {
    /// A party of which only the id is known.
    pub fn of(id: &str) -> PartyEntry {
        PartyEntry { id: id.into(), ..PartyEntry::default() }
    }
}

/// A theme under the id by which findings name it.
#[derive(Serialize)]
pub struct ThemeEntry {
    pub id: CompactString,
    pub names: Vec<Worded>,
}

/// A place as stated.
#[derive(Default, Serialize)]
pub struct PlaceEntry {
    pub level: PlaceLevel,
    #[serde(skip_serializing_if = "CompactString::is_empty")]
    pub vocabulary: CompactString,
    #[serde(skip_serializing_if = "CompactString::is_empty")]
    pub code: CompactString,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Worded>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<(f64, f64)>,
    /// The points of a border or route, latitude and longitude.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub along: Vec<(f64, f64)>,
    /// The two countries between which a border lies, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<[CompactString; 2]>,
}

/// A place as sentences name it: a country by its code, else with its names in the page's languages.
#[derive(Serialize)]
pub struct PlaceSaid {
    pub words: CompactString,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Worded>,
    #[serde(skip_serializing_if = "CompactString::is_empty")]
    pub country: CompactString,
}

/// All three, in the order of first sight.
#[derive(Default, Serialize)]
pub struct Dictionary {
    pub parties: Vec<PartyEntry>,
    pub themes: Vec<ThemeEntry>,
    pub places: Vec<PlaceEntry>,
    pub said: Vec<PlaceSaid>,
    #[serde(skip)]
    party_index: BTreeMap<CompactString, u32>,
    #[serde(skip)]
    theme_index: BTreeMap<CompactString, u32>,
    #[serde(skip)]
    place_index: BTreeMap<String, u32>,
    /// The party of a record as findings name it, by the record's index.
    #[serde(skip)]
    named: BTreeMap<u32, CompactString>,
}

/// A text as words and language.
pub fn worded(text: &Text) -> Worded {
    (text.value.clone(), text.lang.as_str().into())
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Dictionary {
    /// Listed parties come first, so that what records say of them never replaces what the list says.
    pub fn new(snapshot: &Snapshot, findings: &[&Finding]) -> Dictionary {
        let mut dictionary = Dictionary::default();
        for party in &snapshot.parties {
            let at = dictionary.party(&party.id.0, &party.names);
            if let Some(entry) = dictionary.parties.get_mut(at as usize) {
                entry.kind = Some(party.kind);
                entry.aliases = party.aliases.iter().map(worded).collect();
            }
        }
        for party in &snapshot.parties {
            let of = party.organ_of.as_ref().map(|whole| dictionary.party(&whole.0, &[]));
            let at = dictionary.party(&party.id.0, &[]);
            if let Some(entry) = dictionary.parties.get_mut(at as usize) {
                entry.organ_of = of;
            }
        }
        for finding in findings {
            for (record, named) in finding.indices.iter().zip(&finding.records) {
                dictionary.named.entry(*record).or_insert_with(|| named.reporter.clone());
            }
        }
        dictionary
    }

    /// Index of the party with this id; names are kept when the party has none yet.
    pub fn party(&mut self, id: &str, names: &[Text]) -> u32 {
        let id = if id.is_empty() { "?" } else { id };
        let at = *self.party_index.entry(id.into()).or_insert_with(|| {
            self.parties.push(PartyEntry::of(id));
            index(self.parties.len() - 1)
        });
        if let Some(entry) = self.parties.get_mut(at as usize).filter(|entry| entry.names.is_empty()) {
            entry.names = names.iter().map(worded).collect();
        }
        at
    }

    /// Index of the party that reports a record.
    pub fn reporter(&mut self, record: u32, reporter: &PartyRef) -> u32 {
        let id = self.named.get(&record).cloned().unwrap_or_else(|| match reporter.reference.is_empty() {
            true => reporter.label().into(),
            false => reporter.reference.clone(),
        });
        self.party(&id, &reporter.names)
    }

    /// Index of a party that is already known, by its id.
    pub fn known_party(&self, id: &str) -> Option<u32> {
        self.party_index.get(id).copied()
    }

    /// Index of a theme that a record states.
    pub fn theme(&mut self, theme: &Theme) -> Option<u32> {
        let first_name = theme.names.first().map(|name| name.value.as_str()).unwrap_or_default();
        let id = match (theme.vocabulary.as_str(), theme.code.as_str()) {
            (_, "") if first_name.is_empty() => return None,
            (_, "") => first_name.to_owned(),
            ("", code) => code.to_owned(),
            (vocabulary, code) => format!("{vocabulary}:{code}"),
        };
        Some(self.theme_named(&id, &theme.names))
    }

    /// Index of a theme by the id that a finding gives.
    pub fn theme_named(&mut self, id: &str, names: &[Text]) -> u32 {
        let at = *self.theme_index.entry(id.into()).or_insert_with(|| {
            self.themes.push(ThemeEntry { id: id.into(), names: Vec::new() });
            index(self.themes.len() - 1)
        });
        if let Some(entry) = self.themes.get_mut(at as usize).filter(|entry| entry.names.is_empty()) {
            entry.names = names.iter().filter(|name| !name.value.is_empty()).map(worded).collect();
        }
        at
    }

    /// Index of a place that a record states.
    pub fn place(&mut self, place: &Place) -> u32 {
        let at = place.point.map(|point| (rounded(point.lat), rounded(point.lon)));
        let name = place.names.first().map(|name| name.value.as_str()).unwrap_or_default();
        let key = format!("{:?}|{}|{}|{name}|{at:?}", place.level, place.vocabulary, place.code);
        *self.place_index.entry(key).or_insert_with(|| {
            self.places.push(PlaceEntry {
                level: place.level,
                vocabulary: place.vocabulary.clone(),
                code: place.code.clone(),
                names: place.names.iter().map(worded).collect(),
                at,
                ..PlaceEntry::default()
            });
            index(self.places.len() - 1)
        })
    }
}

/// Four decimals, about ten metres: finer than any source means.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e4).round() / 1e4
}
