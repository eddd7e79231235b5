//! An entry: who did what when, as canonical bytes, signed by the node.
//!
//! The line `{"entry":{..},"sig":".."}` in RFC 8785 is at once what is stored, exported, hashed as a leaf, and read by
//! people. The signature is Ed25519 over `comity entry v1`, the log's origin and the canonical entry, each ended by a newline
//! but the last; so an entry of one log is no entry of another.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    chain::Why,
    commit::Commitment,
    error::Error,
    event::Event,
    key::{KeyName, SignerKey, VerifierKey},
    time::Moment,
};

/// Version of the format of entries that is written.
pub const VERSION: u32 = 1;

/// No line is longer, in bytes.
pub const LONGEST_LINE: usize = 1 << 20;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A user, by a commitment to their handle ([`crate::commit::Of::User`]).
    User(Commitment),
    /// The node by itself: a job, an expiry, a failed login of nobody known.
    Node,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// When, by the node's clock. A clock that was set back shows; it breaks nothing.
    pub at: Moment,
    /// Who.
    pub by: Actor,
    /// What.
    pub event: Event,
    /// Its place in the log, from 0.
    pub seq: u64,
    /// Version of the format.
    pub v: u32,
}

/// What of an entry was understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A kind that this version knows.
    Known(Event),
    /// The word of a kind that a later version added. Its signature and place are checked like all others.
    Unknown(String),
}

/// An entry that was read and whose signature holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: Actor,
    /// What.
    pub told: Told,
    /// Place in the log.
    pub seq: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    entry: Value,
    sig: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    at: Moment,
    by: Actor,
    event: Value,
    seq: u64,
    v: u32,
}

/// The bytes of RFC 8785.
pub(crate) fn canonical(value: &impl Serialize) -> Result<String, Error> {
    serde_json_canonicalizer::to_string(value).map_err(|error| Error::Canonical(error.to_string()))
}

/// What a node signs: a domain, the log's origin, the bytes.
pub(crate) fn message(domain: &str, origin: &KeyName, bytes: &str) -> Vec<u8> {
    format!("comity {domain} v1\n{origin}\n{bytes}").into_bytes()
}

fn line_of(canonical_entry: &str, signature: &str) -> String {
    format!(r#"{{"entry":{canonical_entry},"sig":"{signature}"}}"#)
}

/// Writes an entry as its line, without a line break.
///
/// # Errors
/// When a number isn't exact in JSON, or the line would be too long.
pub(crate) fn seal(entry: &Entry, key: &SignerKey) -> Result<String, Error> {
    let bytes = canonical(entry)?;
    // what can't be read back as it was must not be signed
    let same = serde_json::from_str::<Envelope>(&bytes)
        .and_then(|read| serde_json::from_value::<Event>(read.event))
        .is_ok_and(|event| event == entry.event);
    if !same {
        return Err(Error::NotExact(entry.event.kind()));
    }
    let signature = key.sign(&message("entry", key.verifier().name(), &bytes));
    let line = line_of(&bytes, &STANDARD.encode(signature));
    if line.len() > LONGEST_LINE {
        return Err(Error::TooLong { kind: entry.event.kind(), bytes: line.len() });
    }
    Ok(line)
}

/// Reads a line: it must be canonical, signed by the key and stand at its place.
pub(crate) fn open(line: &[u8], key: &VerifierKey, expected: u64) -> Result<Opened, Why> {
    let text = std::str::from_utf8(line).map_err(|_| Why::NotText)?;
    let parsed: Line = serde_json::from_str(text).map_err(|error| Why::NoEntry(error.to_string()))?;
    let bytes = canonical(&parsed.entry).map_err(|error| Why::NoEntry(error.to_string()))?;
    if line_of(&bytes, &parsed.sig) != text {
        return Err(Why::NotCanonical);
    }
    let envelope: Envelope =
        serde_json::from_value(parsed.entry).map_err(|error| Why::NoEntry(error.to_string()))?;
    let signature = STANDARD.decode(&parsed.sig).map_err(|_| Why::Signature)?;
    if !key.fits(&message("entry", key.name(), &bytes), &signature) {
        return Err(Why::Signature);
    }
    if envelope.v != VERSION {
        return Err(Why::Version(envelope.v));
    }
    if envelope.seq != expected {
        return Err(Why::Place { expected, found: envelope.seq });
    }
    let kind = envelope.event.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let told = match serde_json::from_value::<Event>(envelope.event) {
        Ok(event) => Told::Known(event),
        Err(_) if !kind.is_empty() && !Event::KINDS.contains(&kind.as_str()) => Told::Unknown(kind),
        Err(error) => return Err(Why::NoEntry(error.to_string())),
    };
    Ok(Opened { at: envelope.at, by: envelope.by, told, seq: envelope.seq })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyKind;

    fn key() -> SignerKey {
        SignerKey::from_seed(KeyName::new("node.example/comity").unwrap(), KeyKind::Note, &[1; 32])
    }

    /// Signs whatever a later version may write.
    fn signed(entry: &str) -> String {
        line_of(entry, &STANDARD.encode(key().sign(&message("entry", key().verifier().name(), entry))))
    }

    fn read(entry: &str) -> Result<Told, Why> {
        open(signed(entry).as_bytes(), &key().verifier(), 3).map(|opened| opened.told)
    }

    const AT: &str = r#"{"at":"2026-06-01T09:30:00.000000Z","by":"node","event":"#;

    #[test]
    fn a_kind_of_a_later_version_is_checked_and_named() {
        let later = format!(r#"{AT}{{"kind":"council-met","on":7}},"seq":3,"v":1}}"#);
        assert_eq!(read(&later), Ok(Told::Unknown("council-met".into())));
        // a known kind in another shape is no later version
        let bent = format!(r#"{AT}{{"granted":1,"kind":"login","method":"token"}},"seq":3,"v":1}}"#);
        assert!(matches!(read(&bent), Err(Why::NoEntry(_))));
        let nameless = format!(r#"{AT}{{"on":7}},"seq":3,"v":1}}"#);
        assert!(matches!(read(&nameless), Err(Why::NoEntry(_))));
        let format_2 = format!(r#"{AT}{{"granted":true,"kind":"login","method":"token"}},"seq":3,"v":2}}"#);
        assert_eq!(read(&format_2), Err(Why::Version(2)));
    }

    #[test]
    fn an_entry_of_one_log_is_no_entry_of_another() {
        let entry = format!(r#"{AT}{{"granted":true,"kind":"login","method":"token"}},"seq":3,"v":1}}"#);
        assert!(matches!(read(&entry), Ok(Told::Known(Event::Login { granted: true, .. }))));
        let other = SignerKey::from_seed(KeyName::new("other.example").unwrap(), KeyKind::Note, &[1; 32]);
        assert_eq!(open(signed(&entry).as_bytes(), &other.verifier(), 3), Err(Why::Signature));
    }

    #[test]
    fn a_doubled_key_is_no_canonical_line() {
        let doubled = format!(
            r#"{AT}{{"granted":true,"granted":true,"kind":"login","method":"token"}},"seq":3,"v":1}}"#
        );
        assert_eq!(read(&doubled), Err(Why::NotCanonical));
    }
}
