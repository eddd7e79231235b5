//! The exported file, and its check without any node: JSON Lines, each line canonical (RFC 8785).
//!
//! ```text
//! {"format":"comity-ledger","origin":"node.example/comity","version":1}
//! {"entry":{..},"sig":".."}                 one for each entry, the first opens the log
//! {"checkpoint":"node.example/comity\n2\n..\n\n— node.example/comity ..\n"}    anywhere; the last entry is followed by one
//! {"end":{"at":"..","entries":2,"sha256":".."},"sig":".."}
//! ```
//!
//! The end mark is signed and holds the hash of all bytes before it: a file that was cut, or in which any byte was changed,
//! is found out even where only a stranger's co-signature was touched.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    chain::{Chain, Fault, Report, Trust, Why},
    checkpoint::Checkpoint,
    entry::{LONGEST_LINE, canonical, message},
    error::Error,
    hash::Hash,
    key::{KeyName, SignerKey},
    time::Moment,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    origin: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckpointLine {
    checkpoint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    at: Moment,
    entries: u64,
    sha256: Hash,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndLine {
    end: End,
    sig: String,
}

/// Writes an export: each call gives the bytes to write next.
#[derive(Debug)]
pub struct Exporter {
    origin: KeyName,
    written: Sha256,
    entries: u64,
}

impl Exporter {
    /// Begins a file: the exporter and its first line.
    ///
    /// # Errors
    /// Those of canonical JSON.
    pub fn begin(origin: KeyName) -> Result<(Exporter, String), Error> {
        let header = Header { format: "comity-ledger".into(), origin: origin.to_string(), version: 1 };
        let mut exporter = Exporter { origin, written: Sha256::new(), entries: 0 };
        let line = exporter.line(canonical(&header)?);
        Ok((exporter, line))
    }

    fn line(&mut self, mut line: String) -> String {
        line.push('\n');
        self.written.update(&line);
        line
    }

    /// The next entry, as [`crate::log::Appended::line`] gave it.
    pub fn entry(&mut self, line: &str) -> String {
        self.entries += 1;
        self.line(line.to_owned())
    }

    /// A checkpoint of the entries written so far.
    ///
    /// # Errors
    /// Those of canonical JSON.
    pub fn checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<String, Error> {
        let line = canonical(&CheckpointLine { checkpoint: checkpoint.to_string() })?;
        Ok(self.line(line))
    }

    /// Ends a file. The line before is a checkpoint of all entries.
    ///
    /// # Errors
    /// Those of canonical JSON.
    pub fn end(self, key: &SignerKey, at: Moment) -> Result<String, Error> {
        let sha256 = Hash(self.written.finalize().into());
        let end = End { at, entries: self.entries, sha256 };
        let signature = key.sign(&message("export", &self.origin, &canonical(&end)?));
        Ok(canonical(&EndLine { end, sig: STANDARD.encode(signature) })? + "\n")
    }
}

/// Checks an export. Bytes come in pieces of any length, so that no file is too large.
#[derive(Debug)]
pub struct Verifier {
    trust: Option<Trust>,
    chain: Option<Chain>,
    read: Sha256,
    pending: Vec<u8>,
    line: u64,
    ended: bool,
    fault: Option<Fault>,
}

impl Verifier {
    /// A check that trusts what is given.
    pub fn new(trust: Trust) -> Verifier {
        Verifier {
            trust: Some(trust),
            chain: None,
            read: Sha256::new(),
            pending: Vec::new(),
            line: 0,
            ended: false,
            fault: None,
        }
    }

    /// Checks the next bytes.
    ///
    /// # Errors
    /// The first fault; it stays, whatever follows.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (head, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            let mut line = std::mem::take(&mut self.pending);
            line.extend(head);
            self.line(&line)?;
        }
        self.pending.extend(bytes);
        if self.pending.len() > LONGEST_LINE {
            self.line += 1;
            return self.refuse(Why::TooLong);
        }
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn refuse(&mut self, why: Why) -> Result<(), Fault> {
        let of_entry = match &why {
            Why::CheckpointPlace { stated, read } => stated > read,
            Why::Checkpoint(_)
            | Why::OtherLog(_)
            | Why::Root(_)
            | Why::Rewritten(_)
            | Why::Shorter { .. } => false,
            Why::Header | Why::Unfinished | Why::End(_) | Why::AfterEnd => false,
            _ => true,
        };
        let entry = self.chain.as_ref().filter(|_| of_entry).map(Chain::size);
        let fault = self.fault.get_or_insert(Fault { line: self.line, entry, why });
        Err(fault.clone())
    }

    fn line(&mut self, line: &[u8]) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        self.line += 1;
        let done = if line.len() > LONGEST_LINE { Err(Why::TooLong) } else { self.checked(line) };
        done.or_else(|why| self.refuse(why))
    }

    fn checked(&mut self, line: &[u8]) -> Result<(), Why> {
        if self.ended {
            return Err(Why::AfterEnd);
        }
        let Some(chain) = &mut self.chain else {
            let origin = header(line).ok_or(Why::Header)?;
            self.chain = Some(Chain::new(origin, self.trust.take().unwrap_or_default()));
            self.hash(line);
            return Ok(());
        };
        if line.starts_with(b"{\"checkpoint\"") {
            let parsed: CheckpointLine = same(line)?;
            chain.checkpoint(&parsed.checkpoint)?;
        } else if line.starts_with(b"{\"end\"") {
            let parsed: EndLine = same(line)?;
            self.end(&parsed)?;
            self.ended = true;
        } else {
            chain.entry(line)?;
        }
        self.hash(line);
        Ok(())
    }

    fn hash(&mut self, line: &[u8]) {
        self.read.update(line);
        self.read.update(b"\n");
    }

    fn end(&self, line: &EndLine) -> Result<(), Why> {
        let chain = self.chain.as_ref().ok_or(Why::Header)?;
        let key = chain.key().ok_or(Why::Opening)?;
        let bytes = canonical(&line.end).map_err(|error| Why::NoEntry(error.to_string()))?;
        let signature = STANDARD.decode(&line.sig).map_err(|_| Why::End("its signature is no base64"))?;
        if !key.fits(&message("export", key.name(), &bytes), &signature) {
            return Err(Why::End("its signature is not the node's"));
        }
        if line.end.entries != chain.size() {
            return Err(Why::End("it counts other entries"));
        }
        if chain.vouched() != Some(chain.size()) {
            return Err(Why::End("no checkpoint follows the last entry"));
        }
        if line.end.sha256 != Hash(self.read.clone().finalize().into()) {
            return Err(Why::End("a byte before it was changed"));
        }
        Ok(())
    }

    /// Ends the check.
    ///
    /// # Errors
    /// The first fault, an end that is missing included.
    pub fn finish(mut self) -> Result<Report, Fault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if !self.pending.is_empty() || !self.ended {
            self.line += 1;
            self.refuse(if self.chain.is_some() { Why::Unfinished } else { Why::Header })?;
        }
        let line = self.line;
        let fault = |why| Fault { line, entry: None, why };
        let chain = self.chain.ok_or_else(|| fault(Why::Header))?;
        chain.finish(None).map_err(fault)
    }
}

/// The value of a line that must be its canonical bytes.
fn same<T: Serialize + for<'de> Deserialize<'de>>(line: &[u8]) -> Result<T, Why> {
    let value: T = serde_json::from_slice(line).map_err(|error| Why::NoEntry(error.to_string()))?;
    let bytes = canonical(&value).map_err(|error| Why::NoEntry(error.to_string()))?;
    if bytes.as_bytes() == line { Ok(value) } else { Err(Why::NotCanonical) }
}

fn header(line: &[u8]) -> Option<KeyName> {
    let header: Header = same(line).ok()?;
    let ours = header.format == "comity-ledger" && header.version == 1;
    KeyName::new(&header.origin).ok().filter(|_| ours)
}
