//! Checkpoints: a signed statement of how long the log is and what its root is (<https://c2sp.org/tlog-checkpoint>),
//! which partners co-sign once they have seen that the log only grew (<https://c2sp.org/tlog-cosignature>).

use jiff::Timestamp;

use crate::{
    hash::Hash,
    key::{KeyKind, KeyName, SignerKey, VerifierKey},
    note::{Note, NoteError, NoteSignature},
    proof::TreeHead,
    tree::MOST,
};

/// A checkpoint and its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: KeyName,
    head: TreeHead,
    note: Note,
}

/// A co-signature that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// Who co-signed.
    pub name: KeyName,
    /// When, to the second, by the co-signer's clock.
    pub at: Timestamp,
}

impl Checkpoint {
    /// A checkpoint signed by the log's own key. The key's name is the log's origin.
    ///
    /// # Errors
    /// Never for a key that a [`KeyName`] names; the signature of [`Note::new`] says so.
    pub fn sign(head: TreeHead, key: &SignerKey) -> Result<Checkpoint, NoteError> {
        let origin = key.verifier().name().clone();
        let mut note = Note::new(format!("{origin}\n{}\n{}\n", head.size, head.root))?;
        note.sign(key);
        Ok(Checkpoint { origin, head, note })
    }

    /// Reads a checkpoint. Lines after the root are kept and signed, and say nothing to us.
    ///
    /// # Errors
    /// [`NoteError::Shape`] when it is none. Nothing is verified yet.
    pub fn parse(text: &str) -> Result<Checkpoint, NoteError> {
        let note = Note::parse(text)?;
        let mut lines = note.text().lines();
        let origin = KeyName::new(lines.next().unwrap_or_default())?;
        let size = lines
            .next()
            .and_then(|line| line.parse().ok().filter(|size: &u64| size.to_string() == line))
            .filter(|size| *size <= MOST)
            .ok_or(NoteError::Shape("the second line is no number of entries"))?;
        let root = lines.next().and_then(Hash::parse).ok_or(NoteError::Shape("the third line is no hash"))?;
        if lines.any(str::is_empty) {
            return Err(NoteError::Shape("an empty line stands in the text"));
        }
        Ok(Checkpoint { origin, head: TreeHead { size, root }, note })
    }

    /// Which log.
    pub fn origin(&self) -> &KeyName {
        &self.origin
    }

    /// Size and root of the tree.
    pub fn head(&self) -> TreeHead {
        self.head
    }

    /// The note with all signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Checks the log's own signature.
    ///
    /// # Errors
    /// When the key is another log's, or its signature is missing or wrong.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        if *key.name() != self.origin || key.kind() != KeyKind::Note {
            return Err(NoteError::Unsigned(key.name().to_string()));
        }
        self.note.verify(key)
    }

    /// Co-signs at a time, which is cut to the second. Whoever co-signs has checked before that this log continues
    /// the one co-signed last ([`crate::proof::verify_consistency`]).
    ///
    /// # Errors
    /// When the key isn't one for co-signatures, or the time is before 1970.
    pub fn cosign(&mut self, key: &SignerKey, at: Timestamp) -> Result<(), NoteError> {
        let public = key.verifier();
        let seconds =
            u64::try_from(at.as_second()).map_err(|_| NoteError::Shape("a co-signature before 1970"))?;
        if public.kind() != KeyKind::Cosignature {
            return Err(NoteError::Shape("a co-signature needs a key made for co-signatures"));
        }
        let mut bytes = seconds.to_be_bytes().to_vec();
        bytes.extend(key.sign(&self.cosigned(seconds)));
        self.note.add(NoteSignature { name: public.name().clone(), id: public.id(), bytes });
        Ok(())
    }

    /// Checks the co-signature of one partner.
    ///
    /// # Errors
    /// When it is missing or wrong.
    pub fn cosigned_by(&self, key: &VerifierKey) -> Result<Cosignature, NoteError> {
        let name = || key.name().to_string();
        if key.kind() != KeyKind::Cosignature {
            return Err(NoteError::Unsigned(name()));
        }
        let mut latest = None;
        for signature in self.note.signatures().iter().filter(|signature| signature.is_by(key)) {
            let checked = signature.bytes.split_first_chunk::<8>().and_then(|(seconds, signature)| {
                let seconds = u64::from_be_bytes(*seconds);
                let at = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
                key.fits(&self.cosigned(seconds), signature).then_some(at)
            });
            latest = latest.max(Some(checked.ok_or_else(|| NoteError::Signature(name()))?));
        }
        latest
            .map(|at| Cosignature { name: key.name().clone(), at })
            .ok_or_else(|| NoteError::Unsigned(name()))
    }

    fn cosigned(&self, seconds: u64) -> Vec<u8> {
        format!("cosignature/v1\ntime {seconds}\n{}", self.note.text()).into_bytes()
    }
}

impl std::fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.note.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, kind: KeyKind, seed: u8) -> SignerKey {
        SignerKey::from_seed(KeyName::new(name).unwrap(), kind, &[seed; 32])
    }

    fn checkpoint() -> Checkpoint {
        let head = TreeHead { size: 3, root: Hash::leaf(b"x") };
        Checkpoint::sign(head, &key("node.example/comity", KeyKind::Note, 1)).unwrap()
    }

    #[test]
    fn partners_co_sign_and_their_signatures_are_checked() {
        let mut checkpoint = checkpoint();
        let partner = key("partner.example/witness", KeyKind::Cosignature, 2);
        let other = key("other.example/witness", KeyKind::Cosignature, 3);
        let at = Timestamp::from_second(1_679_315_147).unwrap();
        checkpoint.cosign(&partner, at).unwrap();
        insta::assert_snapshot!(checkpoint);
        let read = Checkpoint::parse(&checkpoint.to_string()).unwrap();
        assert_eq!(read, checkpoint);
        assert_eq!(read.verify(&key("node.example/comity", KeyKind::Note, 1).verifier()), Ok(()));
        assert_eq!(read.cosigned_by(&partner.verifier()).unwrap().at, at);
        assert!(matches!(read.cosigned_by(&other.verifier()), Err(NoteError::Unsigned(_))));
        // the same text with another time is another signature
        let moved = checkpoint
            .to_string()
            .replace(&checkpoint.head().root.to_string(), &Hash::leaf(b"y").to_string());
        let moved = Checkpoint::parse(&moved).unwrap();
        assert!(matches!(moved.cosigned_by(&partner.verifier()), Err(NoteError::Signature(_))));
        assert!(moved.verify(&key("node.example/comity", KeyKind::Note, 1).verifier()).is_err());
    }

    #[test]
    fn a_log_key_does_not_co_sign_and_a_witness_does_not_stand_for_the_log() {
        let mut checkpoint = checkpoint();
        assert!(checkpoint.cosign(&key("a", KeyKind::Note, 2), Timestamp::UNIX_EPOCH).is_err());
        assert!(checkpoint.verify(&key("node.example/comity", KeyKind::Cosignature, 1).verifier()).is_err());
        assert!(checkpoint.verify(&key("node.example/other", KeyKind::Note, 1).verifier()).is_err());
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let good = checkpoint().to_string();
        for (from, to) in
            [("\n3\n", "\n03\n"), ("\n3\n", "\n-3\n"), ("\n3\n", "\n9007199254740992\n"), ("node.", "no de.")]
        {
            assert!(Checkpoint::parse(&good.replacen(from, to, 1)).is_err(), "{to:?}");
        }
        assert!(Checkpoint::parse("").is_err());
    }
}
