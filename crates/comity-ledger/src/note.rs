//! Signed notes: text that any number of parties sign, each line of signature standing for itself
//! (<https://c2sp.org/signed-note>). The same format carries our signature and those of partners.
//!
//! ```text
//! text of one or more lines
//!
//! — name base64(key id || signature)
//! ```

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::key::{KeyName, SignerKey, VerifierKey};

/// Why a note or a key is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The name of a key.
    #[error(
        "`{0}` can't name a key: write 1 to 200 characters without blanks, control characters or `+`, such as `node.example.org/comity`"
    )]
    Name(String),
    /// The text of a key.
    #[error("`{0}` is no verifier key: write it as the node shows it, `name+hash+key`")]
    Key(String),
    /// The text of a secret key, which no message repeats.
    #[error("this is no secret key of a node: it is one line, `PRIVATE+KEY+name+hash+key`")]
    SecretKey,
    /// The shape of a note.
    #[error("no signed note: {0}")]
    Shape(&'static str),
    /// A known key's signature that doesn't fit the text.
    #[error("the signature of `{0}` doesn't fit the text: one of them was changed")]
    Signature(String),
    /// No signature by the key.
    #[error("the note bears no signature of `{0}`: ask its signer for it")]
    Unsigned(String),
}

/// One line of signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// Who signed.
    pub name: KeyName,
    /// Id of the key.
    pub id: [u8; 4],
    /// What follows the id: the signature, and before it whatever the kind of key prescribes.
    pub bytes: Vec<u8>,
}

impl NoteSignature {
    /// Whether this key may have made the line.
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        self.name == *key.name() && self.id == key.id()
    }
}

/// A text and its signatures, none of them checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// More signatures than any council has members.
const MOST_SIGNATURES: usize = 256;

impl Note {
    /// A note without signatures. The text ends in a newline and has no other control character.
    ///
    /// # Errors
    /// [`NoteError::Shape`] otherwise.
    pub fn new(text: String) -> Result<Note, NoteError> {
        if !text.ends_with('\n') {
            return Err(NoteError::Shape("the text doesn't end in a line break"));
        }
        if text.chars().any(|c| c.is_ascii_control() && c != '\n') {
            return Err(NoteError::Shape("the text has a control character"));
        }
        Ok(Note { text, signatures: Vec::new() })
    }

    /// The text, its last newline included: what is signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines of signature.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a line of signature.
    pub fn add(&mut self, signature: NoteSignature) {
        self.signatures.push(signature);
    }

    /// Signs the text by a key for notes.
    pub fn sign(&mut self, key: &SignerKey) {
        let public = key.verifier();
        let bytes = key.sign(self.text.as_bytes()).to_vec();
        self.add(NoteSignature { name: public.name().clone(), id: public.id(), bytes });
    }

    /// Checks that the key signed the text.
    ///
    /// # Errors
    /// [`NoteError::Unsigned`] or [`NoteError::Signature`].
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        let name = || key.name().to_string();
        let by_key = self.signatures.iter().filter(|signature| signature.is_by(key));
        let mut any = false;
        for signature in by_key {
            any = true;
            if !key.fits(self.text.as_bytes(), &signature.bytes) {
                return Err(NoteError::Signature(name()));
            }
        }
        if any { Ok(()) } else { Err(NoteError::Unsigned(name())) }
    }

    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError::Shape`] when it is none.
    pub fn parse(note: &str) -> Result<Note, NoteError> {
        let (text, lines) =
            note.rsplit_once("\n\n").ok_or(NoteError::Shape("no blank line before the signatures"))?;
        let mut parsed = Note::new(format!("{text}\n"))?;
        let lines = lines
            .strip_suffix('\n')
            .ok_or(NoteError::Shape("the last signature doesn't end in a line break"))?;
        for line in lines.split('\n') {
            if parsed.signatures.len() == MOST_SIGNATURES {
                return Err(NoteError::Shape("more than 256 signatures"));
            }
            parsed.add(signature_line(line).ok_or(NoteError::Shape("a line is no signature"))?);
        }
        Ok(parsed)
    }
}

fn signature_line(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, bytes) = bytes.split_first_chunk::<4>()?;
    if bytes.is_empty() {
        return None;
    }
    Some(NoteSignature { name: KeyName::new(name).ok()?, id: *id, bytes: bytes.to_vec() })
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            let bytes = [&signature.id[..], &signature.bytes].concat();
            writeln!(f, "— {} {}", signature.name, STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyKind;
    use proptest::prelude::*;

    /// The example of the format's first implementation, Go's sumdb/note.
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn key(name: &str, seed: u8) -> SignerKey {
        SignerKey::from_seed(KeyName::new(name).unwrap(), KeyKind::Note, &[seed; 32])
    }

    #[test]
    fn the_published_note_is_read_and_its_signature_holds() {
        let key = VerifierKey::parse(KEY).unwrap();
        let note = Note::parse(NOTE).unwrap();
        assert_eq!(note.verify(&key), Ok(()));
        assert_eq!(note.to_string(), NOTE);
        assert_eq!(key.to_string(), KEY);
        let changed = Note::parse(&NOTE.replace("answer", "Answer")).unwrap();
        assert_eq!(changed.verify(&key), Err(NoteError::Signature("PeterNeumann".into())));
    }

    #[test]
    fn what_is_no_key_or_note_is_refused() {
        for bad in [
            "",
            "a+b",
            &KEY.replace("c74f", "c74e"),
            &KEY.replace("PeterNeumann", "Peter"),
            &format!("{KEY}="),
        ] {
            assert!(VerifierKey::parse(bad).is_err(), "{bad}");
        }
        for bad in [
            "",
            "a\n",
            "a\n\n",
            "a\n\n— b\n",
            "a\n\n— b AAAA\n",
            "a\n\n- b AAAAAA==\n",
            "a\tb\n\n— b AAAAAAA=\n",
        ] {
            assert!(Note::parse(bad).is_err(), "{bad:?}");
        }
        for bad in ["", "a b", "a+b", "a\u{a0}b", "a\n"] {
            assert!(KeyName::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn signatures_of_others_neither_help_nor_hurt() {
        let mut note = Note::new("text\n".into()).unwrap();
        note.sign(&key("one.example", 1));
        assert_eq!(
            note.verify(&key("two.example", 2).verifier()),
            Err(NoteError::Unsigned("two.example".into()))
        );
        note.sign(&key("two.example", 2));
        let read = Note::parse(&note.to_string()).unwrap();
        assert_eq!(read.verify(&key("one.example", 1).verifier()), Ok(()));
        assert_eq!(read.verify(&key("two.example", 2).verifier()), Ok(()));
        assert!(read.verify(&key("one.example", 2).verifier()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_reads_back_and_any_change_is_found(
            lines in prop::collection::vec("[ -~Ж中]{0,12}", 1..5), at in any::<prop::sample::Index>(), with in 1u8..128,
        ) {
            let mut note = Note::new(lines.join("\n") + "\n").unwrap();
            let key = key("node.example", 7);
            note.sign(&key);
            let text = note.to_string();
            prop_assert_eq!(&Note::parse(&text).unwrap(), &note);
            let mut bytes = text.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= with;
            let found = String::from_utf8(bytes)
                .is_ok_and(|text| Note::parse(&text).is_ok_and(|note| note.verify(&key.verifier()).is_ok()));
            prop_assert!(!found);
        }
    }
}
