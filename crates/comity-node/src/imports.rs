//! Import at a desk: a file is read and shown first, then applied, then perhaps taken back.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use comity_core::{Label, Problem};
use comity_formats::open::{Collected, Counts, Options as ReadOptions};
use comity_policy::RecordAction;
use comity_store::import::{Made, Options, Preview, Report, Undone};
use comity_store::{AccessClass, State, Time, Uuid};
use tempfile::NamedTempFile;

use crate::desk::Desk;
use crate::error::Error;
use crate::reading;
use crate::wait::done;

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

/// What was read of a file and what it would change, before anything is changed.
#[derive(Clone, Debug)]
pub struct Waits {
    /// By this it is applied.
    pub id: Uuid,
    /// The file's name.
    pub name: String,
    /// Each source in it: its name, its format, and activities read from it.
    pub sources: Vec<(String, String, usize)>,
    /// Activities, and those lost whole.
    pub counts: Counts,
    /// Parties, ties, instruments, needs, proposals and positions in it.
    pub others: usize,
    /// What an import would do, and what could not be read.
    pub plan: Preview,
}

struct Kept {
    person: String,
    at: Time,
    name: String,
    file: Arc<NamedTempFile>,
}

/// Files that were looked at, for an hour.
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

    /// Keeps a file for an hour, to be looked at and applied.
    ///
    /// # Errors
    /// When the viewer may put in no records.
    pub fn keep(&self, upload: Upload) -> Result<Uuid, Error> {
        self.may_create(&Label::own())?;
        let id = comity_store::Ids::at(self.node.now()).next();
        let mut waiting = self.node.waiting.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, person) = (self.node.now(), self.viewer.user.as_str());
        waiting.retain(|_, kept| now.0 - kept.at.0 < HOUR);
        while waiting.values().filter(|kept| kept.person == person).count() >= MOST {
            let oldest = waiting.iter().find(|(_, kept)| kept.person == person).map(|(id, _)| *id);
            oldest.and_then(|oldest| waiting.remove(&oldest));
        }
        let Upload { name, file } = upload;
        waiting.insert(id, Kept { person: person.to_owned(), at: now, name, file: Arc::new(file) });
        Ok(id)
    }

    /// Reads a kept file and says what is in it and what it would change.
    ///
    /// # Errors
    /// [`Error::Absent`] where it isn't kept any more, or is another's; those of an import.
    pub async fn preview(&self, id: Uuid) -> Result<Waits, Error> {
        let (name, collected) = self.read(id).await?;
        let label = Label::own();
        let options = self.options(None, &label);
        let mut waits = described(id, name, &collected);
        let (store, reference) = (&self.node.store, &self.node.reference);
        waits.plan =
            store.preview_import(&self.asker(), collected.snapshot, reference, &options, SHOWN).await?;
        Ok(waits)
    }

    /// Applies a kept file, and has findings looked for.
    ///
    /// # Errors
    /// Where it isn't kept any more or is another's, where policies say no, or the database fails: nothing of it is seen then.
    pub async fn apply(&self, id: Uuid, label: Option<&Label>) -> Result<Report, Error> {
        let (_, collected) = self.read(id).await?;
        let own = Label::own();
        let options = self.options(label, &own);
        let (store, asker) = (&self.node.store, self.asker());
        let report = done(store.import(&asker, collected.snapshot, &self.node.reference, &options))?;
        self.node.changed();
        self.node.look_for_findings().await?;
        self.node.waiting.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        Ok(report)
    }

    fn options<'l>(&self, label: Option<&'l Label>, own: &'l Label) -> Options<'l> {
        Options {
            label: label.unwrap_or(own),
            relabel: label.is_some(),
            source: None,
            now: self.node.now(),
            progress: &|_, _| {},
        }
    }

    /// Imports of the viewer's party, the newest first, those before `before`.
    ///
    /// # Errors
    /// For users without a seat; when the database can't be read.
    pub async fn imports(&self, before: Option<Uuid>, size: u32) -> Result<Vec<Made>, Error> {
        Ok(self.node.store.imports(&self.asker(), before, size).await?)
    }

    /// One import of the viewer's party, and what it could not read.
    ///
    /// # Errors
    /// [`Error::Absent`] where there is none.
    pub async fn import(&self, id: Uuid) -> Result<(Made, Vec<Problem>), Error> {
        let problems = self.node.store.import_problems(&self.asker(), id).await?;
        // ids ascend, so the one before the next possible id is this one
        let next = Uuid::from_u128(id.as_u128().saturating_add(1));
        let made = self.imports(Some(next), 1).await?.into_iter().next().filter(|made| made.id == id);
        Ok((made.ok_or(Error::Absent { what: "import" })?, problems))
    }

    /// Takes an import back.
    ///
    /// # Errors
    /// Where there is none of the viewer's party, it was undone already, or policies say no.
    pub async fn undo_import(&self, import: Uuid) -> Result<Undone, Error> {
        let node = self.node;
        let undone = done(node.store.undo(&self.asker(), import, &node.reference, node.now()))?;
        node.changed();
        node.look_for_findings().await?;
        Ok(undone)
    }

    /// A kept file of the viewer, read.
    async fn read(&self, id: Uuid) -> Result<(String, Collected), Error> {
        let (name, file) = {
            let waiting = self.node.waiting.0.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = waiting.get(&id).filter(|kept| kept.person == self.viewer.user.as_str());
            kept.map(|kept| (kept.name.clone(), kept.file.clone())).ok_or(Error::Absent { what: "file" })?
        };
        let reference = self.node.reference.clone();
        let read = tokio::task::spawn_blocking(move || {
            let input = File::open(file.path()).map_err(|source| Error::Spool { source })?;
            let collected = reading::read([(name.as_str(), input)], &ReadOptions::default(), &reference);
            Ok((name, collected))
        });
        read.await
            .map_err(|error| Error::BrokeOff { doing: "reading the file", reason: error.to_string() })?
    }
}

fn described(id: Uuid, name: String, collected: &Collected) -> Waits {
    let snapshot = &collected.snapshot;
    let mut read = vec![0; snapshot.sources.len()];
    for record in &snapshot.records {
        if let Some(count) = read.get_mut(record.source.0 as usize) {
            *count += 1;
        }
    }
    let sources = snapshot.sources.iter().zip(read);
    Waits {
        id,
        name,
        sources: sources.map(|(source, count)| (source.name.clone(), source.format.clone(), count)).collect(),
        counts: collected.counts,
        others: snapshot.parties.len()
            + snapshot.ties.len()
            + snapshot.instruments.len()
            + snapshot.needs.len()
            + snapshot.proposals.len()
            + snapshot.positions.len(),
        plan: Preview {
            report: Report::default(),
            created: Vec::new(),
            changed: Vec::new(),
            vanished: Vec::new(),
            problems: Vec::new(),
        },
    }
}
