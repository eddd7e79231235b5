//! Parties, the ties between them, and the instruments and needs that bind them.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{
    origin::{At, SourceId},
    period::{Day, Period},
    place::Place,
    text::Text,
    theme::Theme,
};

/// The id of a party, as its source gives it (`nato`, `sco-rats`, `XM-DAC-41114`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(pub CompactString);

impl PartyId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PartyId {
    fn from(id: &str) -> Self {
        PartyId(CompactString::from(id.trim()))
    }
}

impl std::fmt::Display for PartyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a party is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// An organisation with members or a legal person of its own.
    #[default]
    Institution,
    /// A part of an institution.
    Organ,
    /// A state.
    State,
    /// States acting together without an institution.
    Coalition,
}

/// A party as its source describes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// Names; the first is the one to show.
    pub names: Vec<Text>,
    /// Abbreviations and other names, in any language.
    #[serde(default)]
    pub aliases: Vec<Text>,
    /// What it is.
    pub kind: PartyKind,
    /// The institution that it is an organ of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ_of: Option<PartyId>,
    /// Since when it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// Where it was read.
    pub source: SourceId,
    /// Line.
    pub at: At,
}

impl Party {
    /// The first abbreviation in Latin letters, else the name, else the id.
    pub fn short(&self) -> &CompactString {
        let short = self.aliases.iter().map(|alias| &alias.value).find(|alias| is_short(alias));
        short.or(self.names.first().map(|name| &name.value)).unwrap_or(&self.id.0)
    }
}

/// An abbreviation in Latin letters, mostly capitals.
fn is_short(alias: &str) -> bool {
    let capitals = alias.chars().filter(char::is_ascii_uppercase).count();
    alias.is_ascii() && (2..=9).contains(&alias.len()) && capitals * 2 > alias.len()
}

/// A party as a record names it: a reference, names, or both. Resolution to a [`Party`] is the engine's business.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyRef {
    /// The reference, as written (`GB-GOV-1`, `XM-DAC-41122`, `nato`); empty when none is given.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub reference: CompactString,
    /// Names, in the languages of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Text>,
    /// Type of organisation, as the source codes or words it.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub kind: CompactString,
    /// Where it was read.
    pub at: At,
}

impl PartyRef {
    /// The first name, else the reference.
    pub fn label(&self) -> &str {
        self.names.first().map_or(self.reference.as_str(), |name| name.value.as_str())
    }
}

/// The kind of a tie. Words that the list lacks are kept as they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum TieKind {
    /// Full member.
    Member,
    /// Observer.
    Observer,
    /// Invited as a guest.
    Guest,
    /// Partner under a partnership programme.
    Partner,
    /// Associate member.
    Associate,
    /// In the chair for a time.
    Chair,
    /// Gives forces or means.
    Contributor,
    /// Anything else, in the source's word (`liaison`, `working-group`, `cooperation`, `took-over`..).
    Other(CompactString),
}

impl TieKind {
    /// The word.
    pub fn as_str(&self) -> &str {
        match self {
            TieKind::Member => "member",
            TieKind::Observer => "observer",
            TieKind::Guest => "guest",
            TieKind::Partner => "partner",
            TieKind::Associate => "associate",
            TieKind::Chair => "chair",
            TieKind::Contributor => "contributor",
            TieKind::Other(word) => word,
        }
    }
}

impl From<String> for TieKind {
    fn from(word: String) -> TieKind {
        match word.trim().to_lowercase().as_str() {
            "member" => TieKind::Member,
            "observer" => TieKind::Observer,
            "guest" => TieKind::Guest,
            "partner" => TieKind::Partner,
            "associate" => TieKind::Associate,
            "chair" => TieKind::Chair,
            "contributor" => TieKind::Contributor,
            other => TieKind::Other(other.into()),
        }
    }
}

impl From<TieKind> for String {
    fn from(kind: TieKind) -> String {
        kind.as_str().to_owned()
    }
}

/// A dated, typed relation between two parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tie {
    /// Who holds it (the member, the observer).
    pub from: PartyId,
    /// With or in whom.
    pub to: PartyId,
    /// What it is.
    pub kind: TieKind,
    /// In force; the end is the first day on which it no longer holds.
    pub period: Period,
    /// What the source says about it.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub note: CompactString,
    /// Where it was read.
    pub source: SourceId,
    /// Line.
    pub at: At,
}

/// The kind of an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstrumentKind {
    /// Binding between states or institutions.
    Treaty,
    /// Rule of procedure or condition.
    Rule,
    /// A promise.
    Pledge,
    /// A political statement.
    Declaration,
    /// What a party is charged with.
    Mandate,
    /// Made, not adopted.
    Proposal,
    /// Anything else.
    Other,
}

/// A treaty, rule, pledge, declaration or mandate, with what it obliges or forbids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// Its id in the source.
    pub id: CompactString,
    /// Its title.
    pub title: Text,
    /// Whom it binds.
    pub parties: Vec<PartyId>,
    /// What it is.
    pub kind: InstrumentKind,
    /// In force from, until.
    pub period: Period,
    /// What it obliges, forbids or conditions, in words.
    pub obligation: Text,
    /// Where it was read.
    pub source: SourceId,
    /// Line.
    pub at: At,
}

/// A stated problem: theme, place, period, and who states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// Its id in the source.
    pub id: CompactString,
    /// What is needed or wrong.
    pub title: Text,
    /// Themes.
    pub themes: Vec<Theme>,
    /// Places.
    pub places: Vec<Place>,
    /// Since when, until when.
    pub period: Period,
    /// Who states it.
    pub stated_by: Vec<PartyId>,
    /// Where it was read.
    pub source: SourceId,
    /// Line.
    pub at: At,
}
