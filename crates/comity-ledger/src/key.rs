//! Keys of nodes and of partners who co-sign, with their names, in the text forms of signed notes (<https://c2sp.org/signed-note>).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::note::NoteError;

/// What a secret key begins with.
const SECRET: &str = "PRIVATE+KEY+";

/// The name of a key: a schema-less URL by convention. Never empty, no blanks, no `+`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// Takes a name.
    ///
    /// # Errors
    /// [`NoteError::Name`] for one that a note can't carry.
    pub fn new(name: &str) -> Result<KeyName, NoteError> {
        let fits = !name.is_empty()
            && name.chars().count() <= 200
            && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+');
        if fits { Ok(KeyName(name.to_owned())) } else { Err(NoteError::Name(name.to_owned())) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for KeyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a key signs: the byte that stands before it in its text form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// Ed25519 over the text of the note.
    Note = 0x01,
    /// Ed25519 over time and text: a co-signature of a checkpoint (<https://c2sp.org/tlog-cosignature>).
    Cosignature = 0x04,
}

impl KeyKind {
    fn of(byte: u8) -> Option<KeyKind> {
        [KeyKind::Note, KeyKind::Cosignature].into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// A public key with its name; as text `name+hash+key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Whose key it is.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// What it signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    fn encoded(&self) -> Vec<u8> {
        let mut bytes = vec![self.kind as u8];
        bytes.extend(self.key.as_bytes());
        bytes
    }

    /// The first four bytes of SHA-256 over name, newline, kind and key.
    pub fn id(&self) -> [u8; 4] {
        let hash =
            Sha256::new().chain_update(self.name.as_str()).chain_update(b"\n").chain_update(self.encoded());
        let [a, b, c, d, ..]: [u8; 32] = hash.finalize().into();
        [a, b, c, d]
    }

    /// Checks a signature over bytes, refusing keys and signatures that are not unique.
    pub(crate) fn fits(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }

    /// Reads `name+hash+key`.
    ///
    /// # Errors
    /// [`NoteError::Key`] when the parts don't fit each other.
    pub fn parse(text: &str) -> Result<VerifierKey, NoteError> {
        let refused = || NoteError::Key(text.chars().take(300).collect());
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(refused());
        };
        let name = KeyName::new(name).map_err(|_| refused())?;
        let bytes = STANDARD.decode(key).map_err(|_| refused())?;
        let (kind, key) = bytes.split_first().ok_or_else(refused)?;
        let kind = KeyKind::of(*kind).ok_or_else(refused)?;
        let key = <&[u8; 32]>::try_from(key).map_err(|_| refused())?;
        let key = VerifyingKey::from_bytes(key).ok().filter(|key| !key.is_weak()).ok_or_else(refused)?;
        let key = VerifierKey { name, kind, key };
        if key.to_string() == text && hex(&key.id()) == id { Ok(key) } else { Err(refused()) }
    }
}

impl std::fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}+{}+{}", self.name, hex(&self.id()), STANDARD.encode(self.encoded()))
    }
}

/// A private key with its name. It is wiped from memory when dropped and never printed.
pub struct SignerKey {
    name: KeyName,
    kind: KeyKind,
    key: SigningKey,
}

impl SignerKey {
    /// A key out of 32 random bytes, to be kept secret.
    pub fn from_seed(name: KeyName, kind: KeyKind, seed: &[u8; 32]) -> SignerKey {
        SignerKey { name, kind, key: SigningKey::from_bytes(seed) }
    }

    /// Reads `PRIVATE+KEY+name+hash+key`, the form of Go's sumdb/note.
    ///
    /// # Errors
    /// [`NoteError::SecretKey`] when the parts don't fit each other.
    pub fn parse_secret(text: &str) -> Result<SignerKey, NoteError> {
        let parts = text.strip_prefix(SECRET).ok_or(NoteError::SecretKey)?;
        let mut parts = parts.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::SecretKey);
        };
        let name = KeyName::new(name).map_err(|_| NoteError::SecretKey)?;
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::SecretKey)?;
        let (kind, seed) = bytes.split_first().ok_or(NoteError::SecretKey)?;
        let kind = KeyKind::of(*kind).ok_or(NoteError::SecretKey)?;
        let seed = <&[u8; 32]>::try_from(seed).map_err(|_| NoteError::SecretKey)?;
        let key = SignerKey::from_seed(name, kind, seed);
        if hex(&key.verifier().id()) == id { Ok(key) } else { Err(NoteError::SecretKey) }
    }

    /// The key as text, to be kept where nobody else reads it.
    pub fn secret(&self) -> String {
        let mut bytes = vec![self.kind as u8];
        bytes.extend(self.key.to_bytes());
        format!("{SECRET}{}+{}+{}", self.name, hex(&self.verifier().id()), STANDARD.encode(bytes))
    }

    /// Its public half.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), kind: self.kind, key: self.key.verifying_key() }
    }

    /// Signs bytes.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl std::fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignerKey({})", self.name)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_secret_key_reads_back_and_is_never_printed() {
        let key = SignerKey::from_seed(KeyName::new("node.example/comity").unwrap(), KeyKind::Note, &[7; 32]);
        let text = key.secret();
        assert_eq!(SignerKey::parse_secret(&text).unwrap().verifier(), key.verifier());
        assert!(!format!("{key:?}").contains(&text[30..]));
        let error = SignerKey::parse_secret(&text[1..]).unwrap_err();
        assert!(!error.to_string().contains(&text[30..]));
    }

    proptest! {
        #[test]
        fn a_damaged_secret_key_is_refused(seed in any::<[u8; 32]>(), at in 0usize..200, with in 1u8..128) {
            let key = SignerKey::from_seed(KeyName::new("n").unwrap(), KeyKind::Note, &seed);
            let mut bytes = key.secret().into_bytes();
            let at = at % bytes.len();
            bytes[at] ^= with;
            if let Ok(text) = String::from_utf8(bytes) {
                prop_assert!(SignerKey::parse_secret(&text).is_err(), "{text}");
            }
        }
    }
}
