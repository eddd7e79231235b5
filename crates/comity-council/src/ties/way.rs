//! A way to make a tie, as data: pages put it into words in their language, here stand the words in English.

use std::fmt;

use comity_core::{CompactString, TieKind, says::list};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::answer::Why;

/// A way to make a tie.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// By what.
    pub by: Means,
    /// The way itself.
    pub says: WaySays,
    /// Who must agree.
    pub consent: Vec<Agrees>,
    /// Who objected to it when it was proposed.
    pub objected: Vec<Called>,
    /// Why it is closed; `None` where it is open.
    pub closed: Option<Closed>,
}

/// What makes the tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// A joint activity, without any status.
    JointActivity,
    /// An organ instead of the whole.
    Organ,
    /// An invitation as a guest, under a rule in force.
    Guest,
    /// Somebody tied to both invites both.
    Host,
    /// A status that others hold already.
    Status,
    /// Something proposed.
    Proposal,
}

impl Means {
    /// The word, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Means::JointActivity => "joint-activity",
            Means::Organ => "organ",
            Means::Guest => "guest",
            Means::Host => "host",
            Means::Status => "status",
            Means::Proposal => "proposal",
        }
    }
}

/// A party with what it is called for short in English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Called {
    /// Its id.
    pub id: CompactString,
    /// Its abbreviation, or its name.
    pub short: CompactString,
}

/// Parties told by name; the rest is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The first of them.
    pub parties: Vec<Called>,
    /// How many more there are.
    pub more: u32,
}

/// A way in a sentence; lower case, without a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "key", rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum WaySays {
    /// A joint activity answers these needs; `place` is empty where none is known.
    Jointly { place: CompactString, needs: Vec<CompactString> },
    /// An organ works on the need itself.
    Through { organ: Called, house: Called },
    /// A rule lets one invite the other.
    Invites { host: Called, guest: Called, rule: CompactString },
    /// A rule speaks of how others come in, and doesn't say who invites.
    SpokenOf { host: Called, rule: CompactString },
    /// Somebody tied to both.
    BroughtTogether { host: Called },
    /// States tied to both.
    HostedBy { states: Told },
    /// A status that others have, or had where nobody has it any more.
    AsOthers { guest: Called, host: Called, status: TieKind, holders: Told, had: bool },
    /// It was proposed.
    Proposed { title: CompactString, proposal: CompactString },
}

/// Who must agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "key", rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Agrees {
    /// A party.
    Party(Called),
    /// So many parties more.
    More { parties: u32 },
    /// Somebody as a rule has it, in its own language.
    Whom { words: CompactString },
    /// A party that accepts under a condition.
    If { party: Called, condition: CompactString },
    /// A party that has not decided.
    Undecided(Called),
}

/// Why a way is closed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "key", rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Closed {
    /// A rule was proposed to somebody who has not taken it up.
    NotTakenUp { guest: Called },
    /// The proposal can't pass; parties by their ids, and in English by `short`.
    Blocked { reasons: Vec<Why>, english: String },
}

impl Told {
    fn words(&self) -> Vec<CompactString> {
        let named = self.parties.iter().map(|party| party.short.clone());
        let more = (self.more > 0).then(|| CompactString::from(format!("{} more", self.more)));
        named.chain(more).collect()
    }
}

impl fmt::Display for Called {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short)
    }
}

impl fmt::Display for WaySays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WaySays::Jointly { place, needs } => {
                let place = if place.is_empty() { String::new() } else { format!(" in {place}") };
                write!(f, "a joint activity{place} on {}, without any status", list(needs))
            }
            WaySays::Through { organ, house } => {
                write!(f, "{organ}, which works on the need itself, instead of {house} as a whole")
            }
            WaySays::Invites { host, guest, rule } => {
                write!(f, "{host} invites {guest} under \u{201c}{rule}\u{201d}")
            }
            WaySays::SpokenOf { host, rule } => write!(f, "\u{201c}{rule}\u{201d} of {host} speaks of it"),
            WaySays::BroughtTogether { host } => {
                write!(f, "{host}, which is tied to both, brings them together")
            }
            WaySays::HostedBy { states } => {
                let one = states.parties.len() == 1 && states.more == 0;
                let (are, hosts) = if one { ("is", "hosts") } else { ("are", "one of them hosts") };
                write!(f, "{} {are} tied to both: {hosts} both", list(&states.words()))
            }
            WaySays::AsOthers { guest, host, status, holders, had } => {
                let one = holders.parties.len() == 1 && holders.more == 0;
                let verb = match (had, one) {
                    (true, _) => "were",
                    (false, true) => "is",
                    (false, false) => "are",
                };
                write!(f, "{guest} as {} of {host}, as {} {verb}", status.as_str(), list(&holders.words()))
            }
            WaySays::Proposed { title, proposal } => write!(f, "proposed: {title} ({proposal})"),
        }
    }
}

impl fmt::Display for Agrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Agrees::Party(party) => write!(f, "{party}"),
            Agrees::More { parties } => write!(f, "{parties} more"),
            Agrees::Whom { words } => f.write_str(words),
            Agrees::If { party, condition } => write!(f, "{party} (if {condition})"),
            Agrees::Undecided(party) => write!(f, "{party} (undecided)"),
        }
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Closed::NotTakenUp { guest } => {
                write!(f, "it was proposed, and {guest} has not taken it up")
            }
            Closed::Blocked { english, .. } => f.write_str(english),
        }
    }
}

/// As programs read it: the English sentences.
impl Serialize for Way {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Way", 5)?;
        out.serialize_field("by", &self.by)?;
        out.serialize_field("says", &self.says.to_string())?;
        out.serialize_field("consent", &texts(&self.consent))?;
        out.serialize_field("objected", &texts(&self.objected))?;
        out.serialize_field("closed", &self.closed.as_ref().map(Closed::to_string))?;
        out.end()
    }
}

pub(super) fn shorts<S: Serializer>(parties: &[Called], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(parties.iter().map(|party| &party.short))
}

fn texts<T: fmt::Display>(of: &[T]) -> Vec<String> {
    of.iter().map(T::to_string).collect()
}
