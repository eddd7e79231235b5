//! What a party says of one thing: activities and everything else that readers find, kept alike.

use std::cell::RefCell;

use comity_core::{
    At, Exclusion, Instrument, Item, Need, Party, Position, Proposal, Record, SourceId, Text, Tie,
    party::PartyRef,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zstd::bulk::{Compressor, Decompressor};

use crate::error::Error;

/// What an account is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Thing {
    Activity,
    Party,
    Tie,
    Instrument,
    Need,
    Proposal,
    Position,
    Exclusion,
}

impl Thing {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Thing::Activity => "activity",
            Thing::Party => "party",
            Thing::Tie => "tie",
            Thing::Instrument => "instrument",
            Thing::Need => "need",
            Thing::Proposal => "proposal",
            Thing::Position => "position",
            Thing::Exclusion => "exclusion",
        }
    }

    /// All of them.
    pub const ALL: [Thing; 8] = [
        Thing::Activity,
        Thing::Party,
        Thing::Tie,
        Thing::Instrument,
        Thing::Need,
        Thing::Proposal,
        Thing::Position,
        Thing::Exclusion,
    ];

    pub(crate) fn parse(word: &str) -> Result<Thing, Error> {
        Thing::ALL.into_iter().find(|thing| thing.as_str() == word).ok_or_else(|| Error::Damaged {
            what: "a record".to_owned(),
            reason: format!("`{word}` is nothing that records are about"),
        })
    }
}

/// One account, as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Account {
    Activity(Box<Record>),
    Party(Party),
    Tie(Tie),
    Instrument(Instrument),
    Need(Need),
    Proposal(Proposal),
    Position(Position),
    Exclusion(Exclusion),
}

/// By what an account is known again, within what its owner says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is about.
    pub thing: Thing,
    /// Who reports it, as it is named there; empty where that is not said.
    pub reporter: String,
    /// Its identifier in that reporter's scheme. Empty where the reader had to make one of file and line.
    pub own_id: String,
}

impl Account {
    /// What a reader found, unless it is a problem.
    pub fn of(item: Item) -> Option<Account> {
        Some(match item {
            Item::Record(record) => Account::Activity(record),
            Item::Party(party) => Account::Party(party),
            Item::Tie(tie) => Account::Tie(tie),
            Item::Instrument(instrument) => Account::Instrument(instrument),
            Item::Need(need) => Account::Need(need),
            Item::Proposal(proposal) => Account::Proposal(proposal),
            Item::Position(position) => Account::Position(position),
            Item::Exclusion(exclusion) => Account::Exclusion(exclusion),
            Item::Problem(_) => return None,
        })
    }

    /// What a reader found.
    pub fn into_item(self) -> Item {
        match self {
            Account::Activity(record) => Item::Record(record),
            Account::Party(party) => Item::Party(party),
            Account::Tie(tie) => Item::Tie(tie),
            Account::Instrument(instrument) => Item::Instrument(instrument),
            Account::Need(need) => Item::Need(need),
            Account::Proposal(proposal) => Item::Proposal(proposal),
            Account::Position(position) => Item::Position(position),
            Account::Exclusion(exclusion) => Item::Exclusion(exclusion),
        }
    }

    /// What it is about.
    pub fn thing(&self) -> Thing {
        match self {
            Account::Activity(_) => Thing::Activity,
            Account::Party(_) => Thing::Party,
            Account::Tie(_) => Thing::Tie,
            Account::Instrument(_) => Thing::Instrument,
            Account::Need(_) => Thing::Need,
            Account::Proposal(_) => Thing::Proposal,
            Account::Position(_) => Thing::Position,
            Account::Exclusion(_) => Thing::Exclusion,
        }
    }

    /// Where it was read: the source's index in the snapshot, where that is known, and the line.
    pub fn place(&self) -> (Option<SourceId>, At) {
        match self {
            Account::Activity(record) => (Some(record.source), record.at),
            Account::Tie(tie) => (Some(tie.source), tie.at),
            Account::Instrument(instrument) => (Some(instrument.source), instrument.at),
            Account::Need(need) => (Some(need.source), need.at),
            Account::Proposal(proposal) => (Some(proposal.source), proposal.at),
            Account::Exclusion(exclusion) => (Some(exclusion.source), exclusion.at),
            Account::Party(_) | Account::Position(_) => (None, At::default()),
        }
    }

    /// Sets the index of its source.
    pub fn set_source(&mut self, source: SourceId) {
        match self {
            Account::Activity(record) => record.source = source,
            Account::Tie(tie) => tie.source = source,
            Account::Instrument(instrument) => instrument.source = source,
            Account::Need(need) => need.source = source,
            Account::Proposal(proposal) => proposal.source = source,
            Account::Exclusion(exclusion) => exclusion.source = source,
            Account::Party(_) | Account::Position(_) => {}
        }
    }

    /// By what it is known again. `source` is the name under which it was read: an identifier made of it is none.
    pub fn key(&self, source: &str) -> Key {
        let (reporter, own_id) = match self {
            Account::Activity(record) => {
                let made = record.id == format!("{source}:{}", record.at.line);
                (named(&record.reporter), if made { String::new() } else { record.id.to_string() })
            }
            Account::Party(party) => (String::new(), party.id.to_string()),
            Account::Tie(tie) => {
                let start = tie.period.start.map(|day| day.to_string()).unwrap_or_default();
                let id = format!("{} {} {} {start}", tie.from, tie.kind.as_str(), tie.to);
                (String::new(), id)
            }
            Account::Instrument(instrument) => (String::new(), instrument.id.to_string()),
            Account::Need(need) => (String::new(), need.id.to_string()),
            Account::Proposal(proposal) => (String::new(), proposal.id.to_string()),
            Account::Position(position) => (position.party.to_string(), position.proposal.to_string()),
            // it says the same whichever stands first
            Account::Exclusion(exclusion) => {
                let (one, other) = (exclusion.a.as_str(), exclusion.b.as_str());
                (String::new(), format!("{} {}", one.min(other), one.max(other)))
            }
        };
        Key { thing: self.thing(), reporter: short(&reporter), own_id: short(&own_id) }
    }

    /// SHA-256 of what it says, whatever its places in the file.
    ///
    /// # Errors
    /// When it has no form in JSON.
    pub fn hash(&self, source: &str) -> Result<[u8; 32], Error> {
        self.hash_of(self.key(source).own_id.is_empty())
    }

    /// Whether it has this hash, with its identifier or, where that was made of file and line, without.
    pub(crate) fn has_hash(&self, hash: &[u8]) -> Result<bool, Error> {
        Ok(self.hash_of(false)? == hash || self.hash_of(true)? == hash)
    }

    fn hash_of(&self, made: bool) -> Result<[u8; 32], Error> {
        let mut bare = self.clone();
        match &mut bare {
            Account::Activity(record) => {
                **record = record.without_places();
                if made {
                    record.id = "".into();
                }
            }
            Account::Party(party) => party.names.iter_mut().chain(&mut party.aliases).for_each(unplaced),
            Account::Tie(tie) => tie.at = At::default(),
            Account::Instrument(instrument) => {
                instrument.at = At::default();
                [&mut instrument.title, &mut instrument.obligation].into_iter().for_each(unplaced);
            }
            Account::Need(need) => {
                need.at = At::default();
                unplaced(&mut need.title);
                need.places.iter_mut().for_each(|place| place.at = At::default());
                need.themes.iter_mut().for_each(|theme| theme.at = At::default());
            }
            Account::Proposal(proposal) => {
                proposal.at = At::default();
                unplaced(&mut proposal.title);
            }
            Account::Exclusion(exclusion) => exclusion.at = At::default(),
            Account::Position(_) => {}
        }
        bare.set_source(SourceId::default());
        Ok(Sha256::digest(bare.json()?).into())
    }

    /// Its canonical JSON: fields in the order of the types, no blanks, numbers as they are.
    ///
    /// # Errors
    /// When it has no form in JSON.
    pub fn json(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(self)
            .map_err(|error| Error::Refused { reason: format!("a record has no form in JSON: {error}") })
    }

    /// Whether its JSON is read back as the same account.
    pub(crate) fn reads_back(&self) -> Result<bool, Error> {
        Ok(serde_json::from_slice::<Account>(&self.json()?).is_ok_and(|read| read == *self))
    }

    /// Packed for its column.
    pub(crate) fn pack(&self) -> Result<Vec<u8>, Error> {
        let mut bare = self.clone();
        bare.set_source(SourceId::default());
        pack(&bare.json()?)
    }

    /// Read back from its column.
    pub(crate) fn unpack(bytes: &[u8]) -> Result<Account, Error> {
        serde_json::from_slice(&unpack(bytes)?).map_err(|error| damaged(error.to_string()))
    }
}

thread_local! {
    // a context is larger than most contents: each thread makes its own once
    static PACKING: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKING: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// JSON packed with zstd.
pub(crate) fn pack(json: &[u8]) -> Result<Vec<u8>, Error> {
    let packed = PACKING.with_borrow_mut(|context| match context {
        Some(context) => context.compress(json),
        None => context.insert(Compressor::new(3)?).compress(json),
    });
    packed.map_err(|error| damaged(error.to_string()))
}

/// Packed JSON unpacked; one beyond 256 MB is refused.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let size = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten().unwrap_or(0);
    let size = usize::try_from(size).unwrap_or(usize::MAX).min(1 << 28);
    let unpacked = UNPACKING.with_borrow_mut(|context| match context {
        Some(context) => context.decompress(bytes, size),
        None => context.insert(Decompressor::new()?).decompress(bytes, size),
    });
    unpacked.map_err(|error| damaged(error.to_string()))
}

fn damaged(reason: String) -> Error {
    Error::Damaged { what: "a stored content".to_owned(), reason }
}

fn unplaced(text: &mut Text) {
    text.at = At::default();
}

fn named(party: &PartyRef) -> String {
    if party.reference.is_empty() { party.label().to_owned() } else { party.reference.to_string() }
}

/// A text fit for a column: NUL, which no database keeps, becomes the replacement character.
pub(crate) fn cleaned(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// A text fit for an index, whose rows have their limits: a long one ends in a part of its hash.
pub(crate) fn short(text: &str) -> String {
    const LONGEST: usize = 300;
    if text.len() <= LONGEST {
        return cleaned(text);
    }
    let beginning: String = text.chars().take(60).collect();
    let hash: String = Sha256::digest(text).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    cleaned(&format!("{beginning}\u{2026}{hash}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(line: u32, id: &str, title: &str) -> Account {
        let at = At::new(line, 1);
        Account::Activity(Box::new(Record {
            id: id.into(),
            at,
            titles: vec![Text::plain(title, at)],
            ..Record::default()
        }))
    }

    #[test]
    fn a_hash_knows_no_places() {
        let (one, other) = (record(1, "A", "x"), record(9, "A", "x"));
        assert_eq!(one.hash("f.csv").expect("hashed"), other.hash("g.csv").expect("hashed"));
        assert_ne!(one.hash("f.csv").expect("hashed"), record(1, "A", "y").hash("f.csv").expect("hashed"));
    }

    #[test]
    fn an_identifier_made_of_file_and_line_is_none() {
        let (one, other) = (record(1, "f.csv:1", "x"), record(9, "f.csv:9", "x"));
        assert_eq!(one.key("f.csv").own_id, "");
        assert_eq!(one.hash("f.csv").expect("hashed"), other.hash("f.csv").expect("hashed"));
        assert_eq!(record(1, "f.csv:2", "x").key("f.csv").own_id, "f.csv:2");
    }

    #[test]
    fn what_was_packed_comes_back() {
        let account = record(3, "A\0", "Überprüfung 铁路");
        assert_eq!(Account::unpack(&account.pack().expect("packed")).expect("unpacked"), account);
    }
}
