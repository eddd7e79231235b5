//! Checking a log, one line after the other, from its first entry: signatures, places, roots.
//!
//! The same check serves an exported file ([`crate::export`]) and the rows of a store.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    checkpoint::{Checkpoint, Cosignature},
    entry::{Told, open},
    event::Event,
    hash::Hash,
    key::{KeyKind, KeyName, VerifierKey},
    note::NoteError,
    proof::TreeHead,
    tree::Frontier,
};

/// What the checker knows beforehand. Without a key the log vouches for itself alone: that nothing was changed since it
/// was signed, not by whom.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The key under which the log was opened.
    pub key: Option<VerifierKey>,
    /// Checkpoints seen earlier: the log must go on from each.
    pub earlier: Vec<Checkpoint>,
    /// Partners whose co-signatures are checked.
    pub cosigners: Vec<VerifierKey>,
}

/// Why a line is refused. Each message ends with what it means or with the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Bytes that are no UTF-8.
    #[error("the line is no UTF-8 text: it was changed")]
    NotText,
    /// A line too long to be ours.
    #[error("the line is longer than 1 MiB, no entry is: it was changed")]
    TooLong,
    /// No JSON, or JSON of another shape.
    #[error("the line is no entry: {0}")]
    NoEntry(String),
    /// The same JSON in other bytes.
    #[error("the bytes are not those of RFC 8785: the line was changed or written anew")]
    NotCanonical,
    /// The signature doesn't fit.
    #[error("the node's signature doesn't fit the entry: one of them was changed")]
    Signature,
    /// A format from the future.
    #[error("the entry has format {0}, this program reads format 1: use a newer one")]
    Version(u32),
    /// An entry at another's place.
    #[error(
        "entry {expected} is missing, entry {found} stands in its place: an entry was dropped, repeated or moved"
    )]
    Place {
        /// The place.
        expected: u64,
        /// What stands there.
        found: u64,
    },
    /// The first entry must open the log, and no other.
    #[error(
        "`log-opened` is the first entry and no other: the beginning is missing, or another log was put in"
    )]
    Opening,
    /// A key that the log names can't be its own.
    #[error("the log names a key that can't be its own: {0}")]
    Key(String),
    /// Not the key that the checker trusts.
    #[error(
        "the log was opened under the key `{found}`, not under the trusted `{trusted}`: it is another log"
    )]
    OtherKey {
        /// In the log.
        found: String,
        /// Known beforehand.
        trusted: String,
    },
    /// A checkpoint that is none, or isn't signed by the log's key.
    #[error("checkpoint: {0}")]
    Checkpoint(NoteError),
    /// A checkpoint of another log.
    #[error("the checkpoint is of the log `{0}`, not of this one")]
    OtherLog(String),
    /// A checkpoint whose size isn't that of the log at this point.
    #[error(
        "the checkpoint is of {stated} entries but stands after {read}: entries or checkpoints were dropped or moved"
    )]
    CheckpointPlace {
        /// As signed.
        stated: u64,
        /// As read.
        read: u64,
    },
    /// A root that the entries don't make.
    #[error("the first {0} entries don't make the root that was signed: at least one of them was replaced")]
    Root(u64),
    /// A root that the entries don't make, seen earlier.
    #[error(
        "the first {0} entries don't make the root of the checkpoint seen earlier: history was rewritten"
    )]
    Rewritten(u64),
    /// Fewer entries than an earlier checkpoint had.
    #[error(
        "the log had {earlier} entries at a checkpoint seen earlier and has {now} now: its end was cut off"
    )]
    Shorter {
        /// Then.
        earlier: u64,
        /// Now.
        now: u64,
    },
    /// The kept edge of a store's tree doesn't fit its entries.
    #[error(
        "the kept edge of the tree doesn't fit the entries: the store was changed behind the ledger's back"
    )]
    Edge,
    /// The first line of a file.
    #[error("the first line is no header of a ledger: `comity ledger export` writes one")]
    Header,
    /// A file without its end.
    #[error("the file ends before its end mark: its end was cut off")]
    Unfinished,
    /// The end mark doesn't fit what stands before it.
    #[error("the end mark doesn't fit the file: {0}")]
    End(&'static str),
    /// Something after the end.
    #[error("something follows the end mark: it was added")]
    AfterEnd,
}

/// The first thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {why}", self.place())]
pub struct Fault {
    /// Line of the file, from 1; 0 when a store is checked.
    pub line: u64,
    /// The entry, from 0, where an entry is wrong.
    pub entry: Option<u64>,
    /// What is wrong.
    pub why: Why,
}

impl Fault {
    fn place(&self) -> String {
        let line = (self.line > 0).then(|| format!("line {}", self.line));
        let entry = self.entry.map(|entry| format!("entry {entry}"));
        let place: Vec<String> = line.into_iter().chain(entry).collect();
        if place.is_empty() { "ledger".to_owned() } else { place.join(", ") }
    }
}

/// What was found to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which log.
    pub origin: KeyName,
    /// Size and root.
    pub head: TreeHead,
    /// The key under which it was opened.
    pub key: String,
    /// Whether that key was known beforehand.
    pub key_known: bool,
    /// How often the key changed.
    pub key_changes: u64,
    /// Time of the first and the last entry.
    pub times: Option<(Timestamp, Timestamp)>,
    /// How often an entry is dated before the one that precedes it: a clock was set back.
    pub clock_back: u64,
    /// Entries of each kind.
    pub kinds: BTreeMap<String, u64>,
    /// Entries of kinds that this program doesn't know; checked, not understood.
    pub unknown_kinds: u64,
    /// Checkpoints in the log.
    pub checkpoints: u64,
    /// Checkpoints seen earlier that the log goes on from.
    pub earlier: u64,
    /// Co-signatures of trusted partners on the last checkpoint.
    pub cosigned: Vec<Cosignature>,
}

/// A log that is being checked.
#[derive(Debug)]
pub struct Chain {
    trust: Trust,
    key: Option<VerifierKey>,
    frontier: Frontier,
    report: Report,
    last_checkpoint: Option<u64>,
}

impl Chain {
    /// A log of which nothing has been read yet.
    pub fn new(origin: KeyName, mut trust: Trust) -> Chain {
        trust.earlier.sort_by_key(|checkpoint| checkpoint.head().size);
        let report = Report {
            origin,
            head: TreeHead { size: 0, root: Hash::empty() },
            key: String::new(),
            key_known: trust.key.is_some(),
            key_changes: 0,
            times: None,
            clock_back: 0,
            kinds: BTreeMap::new(),
            unknown_kinds: 0,
            checkpoints: 0,
            earlier: 0,
            cosigned: Vec::new(),
        };
        Chain { trust, key: None, frontier: Frontier::new(), report, last_checkpoint: None }
    }

    /// How many entries were read.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The key that signs at this point.
    pub fn key(&self) -> Option<&VerifierKey> {
        self.key.as_ref()
    }

    /// Size up to which a checkpoint inside the log vouches.
    pub(crate) fn vouched(&self) -> Option<u64> {
        self.last_checkpoint
    }

    /// Checks the next entry, a line without its line break.
    ///
    /// # Errors
    /// The reason why it isn't the next entry of this log.
    pub fn entry(&mut self, line: &[u8]) -> Result<(), Why> {
        let seq = self.size();
        let key = match &self.key {
            Some(key) => key.clone(),
            None => self.opening_key(line)?,
        };
        let opened = open(line, &key, seq)?;
        let kind = match &opened.told {
            Told::Known(event) => event.kind().to_owned(),
            Told::Unknown(kind) => {
                self.report.unknown_kinds += 1;
                kind.clone()
            }
        };
        match opened.told {
            Told::Known(Event::LogOpened { .. }) if seq > 0 => return Err(Why::Opening),
            Told::Known(Event::KeyChanged { key }) => {
                self.key = Some(self.own_key(&key)?);
                self.report.key_changes += 1;
            }
            _ => self.key = Some(key),
        }
        *self.report.kinds.entry(kind).or_default() += 1;
        let at = opened.at.timestamp();
        let (first, before) = self.report.times.unwrap_or((at, at));
        self.report.clock_back += u64::from(at < before);
        self.report.times = Some((first, at));
        self.frontier.append(Hash::leaf(line));
        self.earlier_checkpoints()
    }

    /// The key that the first line names, not yet trusted: its signature is checked right after.
    fn opening_key(&mut self, line: &[u8]) -> Result<VerifierKey, Why> {
        let value: serde_json::Value =
            serde_json::from_slice(line).map_err(|error| Why::NoEntry(error.to_string()))?;
        let event = value.get("entry").and_then(|entry| entry.get("event"));
        let named =
            event.filter(|event| event.get("kind").and_then(|kind| kind.as_str()) == Some("log-opened"));
        let text = named.and_then(|event| event.get("key")?.as_str()).ok_or(Why::Opening)?;
        let key = self.own_key(text)?;
        if let Some(trusted) = &self.trust.key
            && *trusted != key
        {
            return Err(Why::OtherKey { found: key.to_string(), trusted: trusted.to_string() });
        }
        self.report.key = key.to_string();
        Ok(key)
    }

    fn own_key(&self, text: &str) -> Result<VerifierKey, Why> {
        let key = VerifierKey::parse(text).map_err(|error| Why::Key(error.to_string()))?;
        if *key.name() != self.report.origin || key.kind() != KeyKind::Note {
            return Err(Why::Key(format!("`{key}` is not of the log `{}`", self.report.origin)));
        }
        Ok(key)
    }

    fn earlier_checkpoints(&mut self) -> Result<(), Why> {
        let size = self.size();
        for earlier in self.trust.earlier.iter().filter(|earlier| earlier.head().size == size) {
            if *earlier.origin() != self.report.origin {
                return Err(Why::OtherLog(earlier.origin().to_string()));
            }
            if let Some(key) = &self.key {
                earlier.verify(key).map_err(Why::Checkpoint)?;
            }
            if earlier.head().root != self.frontier.root() {
                return Err(Why::Rewritten(size));
            }
            self.report.earlier += 1;
        }
        Ok(())
    }

    /// Checks a checkpoint that stands after the entries read so far.
    ///
    /// # Errors
    /// The reason why it isn't one of this log at this point.
    pub fn checkpoint(&mut self, text: &str) -> Result<(), Why> {
        let checkpoint = Checkpoint::parse(text).map_err(Why::Checkpoint)?;
        if *checkpoint.origin() != self.report.origin {
            return Err(Why::OtherLog(checkpoint.origin().to_string()));
        }
        let (stated, read) = (checkpoint.head().size, self.size());
        if stated != read {
            return Err(Why::CheckpointPlace { stated, read });
        }
        let key = self.key.as_ref().ok_or(Why::Opening)?;
        checkpoint.verify(key).map_err(Why::Checkpoint)?;
        if checkpoint.head().root != self.frontier.root() {
            return Err(Why::Root(read));
        }
        self.report.cosigned.clear();
        for partner in &self.trust.cosigners {
            match checkpoint.cosigned_by(partner) {
                Ok(cosignature) => self.report.cosigned.push(cosignature),
                Err(NoteError::Unsigned(_)) => {}
                Err(error) => return Err(Why::Checkpoint(error)),
            }
        }
        self.report.checkpoints += 1;
        self.last_checkpoint = Some(read);
        Ok(())
    }

    /// Ends the check. A store gives the edge that it keeps, so that the next append stands on what was checked.
    ///
    /// # Errors
    /// When the log is shorter than it was, has no entry, or doesn't fit the edge.
    pub fn finish(mut self, kept: Option<&Frontier>) -> Result<Report, Why> {
        let now = self.size();
        if now == 0 {
            return Err(Why::Opening);
        }
        if let Some(longest) = self.trust.earlier.iter().map(|earlier| earlier.head().size).max()
            && longest > now
        {
            return Err(Why::Shorter { earlier: longest, now });
        }
        if kept.is_some_and(|kept| *kept != self.frontier) {
            return Err(Why::Edge);
        }
        self.report.head = TreeHead { size: now, root: self.frontier.root() };
        Ok(self.report)
    }
}
