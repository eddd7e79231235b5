//! Files that leave the node: the activities of a filter that policies let the viewer export, each under its label. What went out, to whom
//! and how much stands in the log; other parties' records stand among the disclosures, each version once.

use std::fs::File;
use std::io::{BufWriter, Seek as _, Write};

use comity_core::Day;
use comity_core::Tlp;
use comity_formats::write::{Labelled, LabelledFile, OutFormat, WriteError};
use comity_store::read::{Content, Filter};
use comity_store::{Account, Time, Uuid};
use sha2::{Digest as _, Sha256};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// A file to take along.
#[derive(Debug)]
pub struct TakenAlong {
    /// It, from its beginning; gone from the disk when it is closed.
    pub file: File,
    /// Its length.
    pub bytes: u64,
    /// Records in it.
    pub records: u64,
    /// The narrowest label of what is in it.
    pub tlp: Tlp,
}

/// Records read and written at once.
const PART: usize = 500;

impl Desk<'_> {
    /// How many activities of a filter may not be taken along.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn left_behind(&self, filter: &Filter) -> Result<u64, Error> {
        Ok(self.node.store.left_behind(&self.visible, filter).await?)
    }

    /// Writes the activities of a filter into a file. `asked` is the filter as the address has it, and `to` says where the file goes: both
    /// are kept in the log with the file's SHA-256, `logged` or not at all.
    ///
    /// # Errors
    /// When the database or the disk fails.
    pub async fn take_along(
        &self,
        filter: &Filter,
        (format, name): (OutFormat, &str),
        (asked, to): (&str, &str),
        logged: bool,
    ) -> Result<TakenAlong, Error> {
        let (store, now) = (&self.node.store, self.node.now());
        let taken = store.taken(&self.visible, filter).await?;
        let spool = |source| Error::Spool { source };
        let file = tempfile::tempfile().map_err(spool)?;
        let mut sink = Counted { to: BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
        let mut out = LabelledFile::begin(format, name, taken.tlp, &mut sink).map_err(unwritten)?;
        let mut records = 0;
        for ids in taken.ids.chunks(PART) {
            let contents = store.contents(&self.visible, ids).await?;
            let given: Vec<Uuid> = contents.iter().map(|content| content.of.record).collect();
            // first written down, then written out
            done(store.seen_by(&self.asker(), &self.visible, &given, now))?;
            let going: Vec<Labelled> = contents.into_iter().filter_map(labelled).collect();
            records += going.len() as u64;
            out.add(&going).map_err(unwritten)?;
        }
        tokio::task::block_in_place(|| out.end()).map_err(unwritten)?;
        let Counted { to: written, hash, bytes } = sink;
        let mut file = written.into_inner().map_err(|error| spool(error.into_error()))?;
        file.rewind().map_err(spool)?;
        if logged {
            let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            let content = serde_json::json!({ "filter": asked, "to": to, "tlp": taken.tlp, "sha256": hash });
            let word =
                OutFormat::WORDS.into_iter().find(|(known, _)| *known == format).map_or("", |(_, word)| word);
            done(store.exported(&self.asker(), word, records, &content.to_string(), now))?;
        }
        Ok(TakenAlong { file, bytes, records, tlp: taken.tlp })
    }
}

fn labelled(content: Content) -> Option<Labelled> {
    let Account::Activity(record) = content.account else { return None };
    Some(Labelled {
        id: content.of.record.to_string(),
        owner: content.class.party().to_owned(),
        tlp: content.class.label.tlp(),
        changed: day_of(content.changed_at),
        record: *record,
    })
}

fn day_of(time: Time) -> Day {
    Day(i32::try_from(time.0.div_euclid(86_400_000_000)).unwrap_or_default())
}

fn unwritten(error: WriteError) -> Error {
    match error {
        WriteError::Io(source) => Error::Spool { source },
        error => Error::BrokeOff { doing: "the writing of a file", reason: error.to_string() },
    }
}

/// A file whose bytes are counted and hashed on their way.
struct Counted {
    to: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}
