//! What can go wrong when the log is written.

use crate::{note::NoteError, proof::ProofError, tree::FrontierError};

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A note, key or checkpoint.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The kept edge of the tree.
    #[error(transparent)]
    Frontier(#[from] FrontierError),
    /// JSON that can't be made canonical.
    #[error("no canonical bytes: {0}")]
    Canonical(String),
    /// An event that would read back as another.
    #[error(
        "an event `{0}` doesn't read back as it was written: its numbers must be below 2^53 and its ids in normal form"
    )]
    NotExact(&'static str),
    /// An event too long for a line.
    #[error("an event `{kind}` makes a line of {bytes} bytes, more than 1 MiB: split it into several")]
    TooLong {
        /// Kind of the event.
        kind: &'static str,
        /// Length of its line.
        bytes: usize,
    },
    /// The log's first entry opens it, and only that.
    #[error("`log-opened` is the first entry of a log and only that: open a log by `Writer::open`")]
    Opening,
    /// Keys are changed by their own way.
    #[error("a key is changed by `Writer::change_key`, so that the next entry is signed by the new one")]
    KeyChange,
    /// A key of another name or use.
    #[error("the key `{0}` can't take over this log: it needs the log's name and the kind for notes")]
    OtherLog(String),
}
