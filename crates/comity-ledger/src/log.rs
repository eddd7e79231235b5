//! Writing the log: an append needs the node's key and the edge of the tree, never the log itself.

use crate::{
    checkpoint::Checkpoint,
    entry::{Actor, Entry, VERSION, seal},
    error::Error,
    event::Event,
    hash::Hash,
    key::{KeyKind, SignerKey},
    proof::TreeHead,
    time::Moment,
    tree::{Frontier, Node},
};

/// What an append made: all of it goes into the transaction of the change that the entry tells of, together with the
/// writer's new [`Writer::frontier`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Place in the log.
    pub seq: u64,
    /// The line, without a line break.
    pub line: String,
    /// Its hash as a leaf.
    pub leaf: Hash,
    /// Subtrees that became complete, the leaf first: kept for proofs, never changed.
    pub nodes: Vec<Node>,
}

/// Appends entries. Dropped without a trace when the transaction fails: the next one resumes from the kept edge.
#[derive(Debug)]
pub struct Writer<'k> {
    key: &'k SignerKey,
    frontier: Frontier,
}

impl<'k> Writer<'k> {
    /// Begins a log. Its origin is the name of the key.
    ///
    /// # Errors
    /// When the key isn't one for notes.
    pub fn open(key: &'k SignerKey, at: Moment) -> Result<(Writer<'k>, Appended), Error> {
        let mut writer = Writer::resume(key, Frontier::new())?;
        let event = Event::LogOpened { key: key.verifier().to_string() };
        let first = writer.write(at, Actor::Node, event)?;
        Ok((writer, first))
    }

    /// Goes on with a log whose edge was kept.
    ///
    /// # Errors
    /// When the key isn't one for notes.
    pub fn resume(key: &'k SignerKey, frontier: Frontier) -> Result<Writer<'k>, Error> {
        if key.verifier().kind() != KeyKind::Note {
            return Err(Error::OtherLog(key.verifier().to_string()));
        }
        Ok(Writer { key, frontier })
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// When the event opens a log or changes a key, doesn't read back, or is too long. Nothing has changed then.
    pub fn append(&mut self, at: Moment, by: Actor, event: Event) -> Result<Appended, Error> {
        match event {
            Event::LogOpened { .. } => Err(Error::Opening),
            Event::KeyChanged { .. } => Err(Error::KeyChange),
            _ if self.frontier.size() == 0 => Err(Error::Opening),
            event => self.write(at, by, event),
        }
    }

    /// Hands the log over to another key of the same name: the old key signs the entry that names it.
    ///
    /// # Errors
    /// When the key can't take over.
    pub fn change_key<'n>(
        mut self,
        new: &'n SignerKey,
        at: Moment,
        by: Actor,
    ) -> Result<(Writer<'n>, Appended), Error> {
        let (old, key) = (self.key.verifier(), new.verifier());
        if key.name() != old.name() || key.kind() != KeyKind::Note {
            return Err(Error::OtherLog(key.to_string()));
        }
        if self.frontier.size() == 0 {
            return Err(Error::Opening);
        }
        let appended = self.write(at, by, Event::KeyChanged { key: key.to_string() })?;
        Ok((Writer { key: new, frontier: self.frontier }, appended))
    }

    fn write(&mut self, at: Moment, by: Actor, event: Event) -> Result<Appended, Error> {
        let seq = self.frontier.size();
        let line = seal(&Entry { at, by, event, seq, v: VERSION }, self.key)?;
        let leaf = Hash::leaf(line.as_bytes());
        Ok(Appended { seq, leaf, nodes: self.frontier.append(leaf), line })
    }

    /// The edge of the tree, to be kept.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// A checkpoint of the log as it is now.
    ///
    /// # Errors
    /// Those of [`Checkpoint::sign`].
    pub fn checkpoint(&self) -> Result<Checkpoint, Error> {
        let head = TreeHead { size: self.frontier.size(), root: self.frontier.root() };
        Ok(Checkpoint::sign(head, self.key)?)
    }
}
