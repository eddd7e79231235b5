//! Import at a desk: a file is read and shown first, then applied, then perhaps taken back.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use comity_core::{Label, Problem};
use comity_formats::open::{Collected, Counts, Options as ReadOptions};
use comity_policy::RecordAction;
use comity_store::import::{Options, Report, Undone};
use comity_store::{AccessClass, State, Time, Uuid};
use tempfile::NamedTempFile;

use crate::desk::Desk;
use crate::error::Error;
use crate::reading;

/// A file that is being received.
pub struct Upload {
    name: String,
    file: NamedTempFile,
}

impl Upload {
    /// Begins one, under the name that the user's file has.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn begin(name: &str) -> Result<Upload, Error> {
        let name: String = name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(200).collect();
        let name = if name.trim().is_empty() { "file".to_owned() } else { name };
        Ok(Upload { name, file: NamedTempFile::new().map_err(|source| Error::Spool { source })? })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.file.write_all(piece).map_err(|source| Error::Spool { source })
    }
}

/// What was read of a file, before anything is changed.
#[derive(Clone, Debug)]
pub struct Preview {
    /// By this it is applied.
    pub id: Uuid,
    /// The file's name.
    pub name: String,
    /// Each source in it: its name, its format, and records read from it.
    pub sources: Vec<(String, String, usize)>,
    /// Records, and those lost whole.
    pub counts: Counts,
    /// Parties, ties, instruments, needs, proposals and positions in it.
    pub others: usize,
    /// The first records: identifier and title.
    pub records: Vec<(String, String)>,
    /// What could not be read, or looks wrong.
    pub problems: Vec<Problem>,
}

/// An applied import.
#[derive(Clone, Debug)]
pub struct Applied {
    /// What it did.
    pub report: Report,
    /// The file's name.
    pub name: String,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

struct Kept {
    person: String,
    at: Time,
    name: String,
    file: Arc<NamedTempFile>,
    applied: Option<Applied>,
}

/// Files that were looked at, and reports of what was applied, for an hour.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<BTreeMap<Uuid, Kept>>);

const HOUR: i64 = 3_600_000_000;
/// Files that one person may have waiting.
const MOST: usize = 20;
const SHOWN: usize = 12;

impl Desk<'_> {
    /// Whether the viewer may put in records at all.
    pub fn may_import(&self) -> bool {
        self.may_create(&Label::own()).is_ok()
    }

    fn may_create(&self, label: &Label) -> Result<(), Error> {
        let asker = self.asker();
        let class = AccessClass { owner: asker.seat()?.clone(), label: label.clone(), state: State::Current };
        let _permit = asker.may(RecordAction::Create, &class)?;
        Ok(())
    }

    /// Reads a file and says what is in it. It is kept for an hour, to be applied.
    ///
    /// # Errors
    /// When the viewer may put in no records, or the file can't be kept.
    pub async fn preview(&self, upload: Upload) -> Result<Preview, Error> {
        self.may_create(&Label::own())?;
        let Upload { name, file } = upload;
        let file = Arc::new(file);
        let collected = self.read(&name, &file).await?;
        let id = comity_store::Ids::at(self.node.now()).next();
        let preview = previewed(id, &name, collected);
        let mut waiting = self.node.waiting.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, person) = (self.node.now(), self.viewer.user.as_str());
        waiting.retain(|_, kept| now.0 - kept.at.0 < HOUR);
        while waiting.values().filter(|kept| kept.person == person).count() >= MOST {
            let oldest = waiting.iter().find(|(_, kept)| kept.person == person).map(|(id, _)| *id);
            oldest.and_then(|oldest| waiting.remove(&oldest));
        }
        waiting.insert(id, Kept { person: person.to_owned(), at: now, name, file, applied: None });
        Ok(preview)
    }

    /// The same file once more, as long as it is kept.
    ///
    /// # Errors
    /// [`Error::Absent`] where it isn't kept any more, or is another's.
    pub async fn preview_again(&self, id: Uuid) -> Result<Preview, Error> {
        let (name, file) = self.kept(id, |kept| (kept.name.clone(), kept.file.clone()))?;
        let collected = self.read(&name, &file).await?;
        Ok(previewed(id, &name, collected))
    }

    /// Applies a file that was looked at.
    ///
    /// # Errors
    /// Where it isn't kept any more or is another's, where policies say no, or the database fails: nothing of it is seen then.
    pub async fn apply(&self, id: Uuid, label: Option<&Label>) -> Result<Applied, Error> {
        let (name, file) = self.kept(id, |kept| (kept.name.clone(), kept.file.clone()))?;
        let collected = self.read(&name, &file).await?;
        let problems = collected.snapshot.problems.clone();
        let own = Label::own();
        let options = Options {
            label: label.unwrap_or(&own),
            relabel: label.is_some(),
            source: None,
            now: self.node.now(),
            progress: &|_, _| {},
        };
        let (store, asker) = (&self.node.store, self.asker());
        let report = store.import(&asker, collected.snapshot, &self.node.reference, &options).await?;
        self.node.changed();
        self.node.look_for_findings().await?;
        let applied = Applied { report, name, problems };
        let mut waiting = self.node.waiting.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = waiting.get_mut(&id) {
            kept.applied = Some(applied.clone());
        }
        Ok(applied)
    }

    /// What was applied of a file within the hour.
    ///
    /// # Errors
    /// [`Error::Absent`] where nothing was, or it was another's.
    pub fn applied(&self, id: Uuid) -> Result<Applied, Error> {
        self.kept(id, |kept| kept.applied.clone())?.ok_or(Error::Absent { what: "import" })
    }

    /// Takes an import back.
    ///
    /// # Errors
    /// Where there is none of the viewer's party, it was undone already, or policies say no.
    pub async fn undo_import(&self, import: Uuid) -> Result<Undone, Error> {
        let node = self.node;
        let undone = node.store.undo(&self.asker(), import, &node.reference, node.now()).await?;
        node.changed();
        node.look_for_findings().await?;
        Ok(undone)
    }

    fn kept<T>(&self, id: Uuid, of: impl FnOnce(&Kept) -> T) -> Result<T, Error> {
        let waiting = self.node.waiting.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = waiting.get(&id).filter(|kept| kept.person == self.viewer.user.as_str());
        kept.map(of).ok_or(Error::Absent { what: "file" })
    }

    async fn read(&self, name: &str, file: &Arc<NamedTempFile>) -> Result<Collected, Error> {
        let (name, file, reference) = (name.to_owned(), file.clone(), self.node.reference.clone());
        let read = tokio::task::spawn_blocking(move || {
            let input = File::open(file.path()).map_err(|source| Error::Spool { source })?;
            Ok(reading::read([(name, input)], &ReadOptions::default(), &reference))
        });
        read.await.map_err(|error| Error::BrokeOff { doing: "reading the file", reason: error.to_string() })?
    }
}

fn previewed(id: Uuid, name: &str, collected: Collected) -> Preview {
    let snapshot = collected.snapshot;
    let mut read = vec![0; snapshot.sources.len()];
    for record in &snapshot.records {
        if let Some(count) = read.get_mut(record.source.0 as usize) {
            *count += 1;
        }
    }
    Preview {
        id,
        name: name.to_owned(),
        sources: snapshot
            .sources
            .iter()
            .zip(read)
            .map(|(source, count)| (source.name.clone(), source.format.clone(), count))
            .collect(),
        counts: collected.counts,
        others: snapshot.parties.len()
            + snapshot.ties.len()
            + snapshot.instruments.len()
            + snapshot.needs.len()
            + snapshot.proposals.len()
            + snapshot.positions.len(),
        records: snapshot
            .records
            .iter()
            .take(SHOWN)
            .map(|record| (record.id.to_string(), record.label().to_owned()))
            .collect(),
        problems: snapshot.problems,
    }
}
