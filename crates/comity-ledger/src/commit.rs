//! Salted commitments: how the ledger can hold what a person did without holding the person.
//!
//! A commitment is SHA-256 over the domain `comity commitment v1`, what it commits to (`user`, `reason`..), a secret salt of 32 random
//! bytes, and the value. Entries hold commitments alone. Salt and value, the [`Opening`], stand outside the ledger; as
//! long as they do, anyone who is shown them can check them against the entry. When they are deleted the entry stays as it
//! was, and nothing leads back from it: without the salt no list of names can be tried.
//!
//! One salt for each user makes all entries of one user recognisable as one user's, also after the name is erased: an
//! auditor can still follow what one hand did. A user who is erased and comes back gets a new salt.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hash::Hash;

/// A commitment, as it stands in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(pub Hash);

impl std::fmt::Display for Commitment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What is committed to. The word is part of what is hashed, so that no reason passes for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The handle of a user.
    User,
    /// The words of a verdict, outcome or reason.
    Reason,
    /// The bytes of a record, label, policy, setting or exported file.
    Content,
}

impl Of {
    fn word(self) -> &'static [u8] {
        match self {
            Of::User => b"user",
            Of::Reason => b"reason",
            Of::Content => b"content",
        }
    }
}

/// Salt and value: what must be shown to prove a commitment and deleted to erase it. Kept outside the ledger.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// What is committed to.
    pub of: Of,
    /// 32 bytes from a secure random source, secret like the value itself.
    pub salt: [u8; 32],
    /// The value: for text its UTF-8 bytes.
    pub value: Vec<u8>,
}

impl Opening {
    /// The opening of a value under a salt.
    pub fn new(of: Of, salt: [u8; 32], value: impl Into<Vec<u8>>) -> Opening {
        Opening { of, salt, value: value.into() }
    }

    /// What goes into the entry.
    pub fn commit(&self) -> Commitment {
        let hash = Sha256::new()
            .chain_update(b"comity commitment v1\0")
            .chain_update(self.of.word())
            .chain_update(b"\0")
            .chain_update(self.salt)
            .chain_update(&self.value);
        Commitment(Hash(hash.finalize().into()))
    }

    /// Whether this is what the entry commits to.
    pub fn opens(&self, commitment: &Commitment) -> bool {
        self.commit() == *commitment
    }
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opening({:?}, {} bytes)", self.of, self.value.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn debug_shows_neither_salt_nor_value() {
        assert_eq!(format!("{:?}", Opening::new(Of::User, [7; 32], "amir")), "Opening(User, 4 bytes)");
    }

    proptest! {
        #[test]
        fn only_the_same_value_salt_and_meaning_open(value in "[a-z]{0,8}", other in "[a-z]{0,8}", salt in any::<[u8; 32]>(), bit in 0usize..256) {
            let opening = Opening::new(Of::User, salt, value.clone());
            let commitment = opening.commit();
            prop_assert!(opening.opens(&commitment));
            prop_assert_eq!(Opening::new(Of::User, salt, other.clone()).opens(&commitment), value == other);
            prop_assert!(!Opening::new(Of::Reason, salt, value.clone()).opens(&commitment));
            let mut salted = salt;
            salted[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!Opening::new(Of::User, salted, value).opens(&commitment));
        }
    }
}
