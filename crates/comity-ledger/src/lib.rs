//! The tamper-evident log of a node: canonical bytes, signatures, a Merkle tree, and their check without any node.
//!
//! Pure: nothing here reads a file, a clock or a random source. Times, seeds and salts are arguments.
//!
//! **Canonical bytes** are RFC 8785 (JSON Canonicalization Scheme), not CBOR of RFC 8949, 4.2. An auditor reads an entry with
//! any tool and no decoder of ours, a line can be quoted in a letter and typed back, the stored text is the signed text in both
//! databases, and entries hold only text, lists and whole numbers below 2^53, so that the one hard part of the scheme,
//! floating point, never occurs. CBOR would be a third smaller; entries are some 300 bytes and zstd halves them.
//!
//! **Erasure.** Entries hold no names, reasons or contents, only salted commitments to them ([`commit`]). Deleting the
//! salt erases the person; the tree stays as it was signed.
//!
//! **Forms.** Tree and proofs are RFC 9162, section 2.1; checkpoints and co-signatures are those of transparency logs
//! (C2SP signed-note, tlog-checkpoint, tlog-cosignature), so that a partner can watch and co-sign with existing tools. A
//! form that was released never changes; `tests/golden` keeps examples of each.
//!
//! Way through: [`log::Writer`] appends, [`checkpoint::Checkpoint`] states, [`proof`] proves, [`export`] carries, and
//! [`chain::Chain`] checks.

pub mod chain;
pub mod checkpoint;
pub mod commit;
pub mod entry;
pub mod error;
pub mod event;
pub mod export;
pub mod hash;
pub mod key;
pub mod log;
pub mod note;
pub mod proof;
pub mod time;
pub mod tree;

pub use chain::{Chain, Fault, Report, Trust, Why};
pub use checkpoint::{Checkpoint, Cosignature};
pub use commit::{Commitment, Of, Opening};
pub use entry::{Actor, Entry};
pub use error::Error;
pub use event::Event;
pub use export::{Exporter, Verifier};
pub use hash::Hash;
pub use key::{KeyKind, KeyName, SignerKey, VerifierKey};
pub use log::{Appended, Writer};
pub use proof::{Plan, ProofError, TreeHead};
pub use time::Moment;
pub use tree::{Frontier, Node, NodeId};
