//! Import at a desk: files are sent, read beside the desks, shown, decided on, and the import perhaps taken back.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};

use comity_core::{Label, Loss, Problem};
use comity_formats::open::Collected;
use comity_policy::RecordAction;
use comity_store::delivery::PIECE;
use comity_store::import::{Made, Preview, Report, Undone};
use comity_store::{AccessClass, ColumnChoice, Delivery, Sent, State, Uuid};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::columns::Tables;
use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// A file that is being received.
pub struct Upload {
    name: String,
    file: File,
    size: u64,
    hash: Sha256,
}

impl Upload {
    /// Begins one, under the name that the user's file has.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn begin(name: &str) -> Result<Upload, Error> {
        let name: String = name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(200).collect();
        let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
        let name = if name.trim().is_empty() { "file".to_owned() } else { name };
        let file = tempfile::tempfile().map_err(|source| Error::Spool { source })?;
        Ok(Upload { name, file, size: 0, hash: Sha256::new() })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.size += piece.len() as u64;
        self.hash.update(piece);
        self.file.write_all(piece).map_err(|source| Error::Spool { source })
    }

    /// What tells it from other files: its name, and the SHA-256 of what it holds.
    pub fn mark(&self) -> Vec<u8> {
        [self.name.as_bytes(), &[0], self.hash.clone().finalize().as_slice()].concat()
    }
}

/// A source in the files: itself, a sheet, or a member of an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceRead {
    /// Its name.
    pub name: String,
    /// Its format, for people.
    pub format: String,
    /// Activities read from it.
    pub records: u64,
}

/// What was read of a delivery and what it would change, or did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waits {
    /// Each source.
    pub sources: Vec<SourceRead>,
    /// Activities read.
    pub records: u64,
    /// Parties, ties, instruments, needs, proposals, positions and exclusions in it.
    pub others: u64,
    /// How much was lost of what, worst first.
    pub lost: Vec<(Loss, u64)>,
    /// What the columns of tables were taken for.
    #[serde(default)]
    pub tables: Tables,
    /// What an import would do, and the first that could not be read.
    pub plan: Preview,
}

/// Problems that are kept for the page of a preview; all of them are kept with the import.
const PROBLEMS: usize = 500;
/// Files of one delivery.
pub const MOST_FILES: usize = 20;

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

    /// Keeps files in the database and has them read; `straight` has them applied without a question.
    ///
    /// # Errors
    /// When the viewer may put in no records; for no file, or too many; when the database or the disk fails.
    pub async fn send(
        &self,
        uploads: Vec<Upload>,
        label: Option<Label>,
        straight: bool,
    ) -> Result<Uuid, Error> {
        if uploads.is_empty() || uploads.len() > MOST_FILES {
            let reason = format!("send 1 to {MOST_FILES} files at once");
            return Err(Error::Input { field: "file", reason });
        }
        let (store, asker, now) = (&self.node.store, self.asker(), self.node.now());
        let mut files: Vec<(String, u64)> = Vec::new();
        for upload in &uploads {
            let name = unlike(&upload.name, &files);
            files.push((name, upload.size));
        }
        let sent = Sent { files, label, straight };
        let id = done(store.begin_delivery(&asker, &sent, now))?;
        let io = |source| Error::Spool { source };
        for (n, mut upload) in uploads.into_iter().enumerate() {
            upload.file.rewind().map_err(io)?;
            for part in 0.. {
                let mut piece = Vec::with_capacity(PIECE.min(usize::try_from(upload.size).unwrap_or(PIECE)));
                let read = (&mut upload.file).take(PIECE as u64).read_to_end(&mut piece).map_err(io)?;
                if read == 0 {
                    break;
                }
                done(store.add_piece(id, n, part, &piece))?;
            }
        }
        done(store.deliver(&asker, id, now))?;
        self.node.wake_imports.notify_one();
        Ok(id)
    }

    /// A delivery of the viewer, and what came of reading it.
    ///
    /// # Errors
    /// Where the viewer sent none of this id.
    pub async fn delivery(&self, id: Uuid) -> Result<(Delivery, Option<Waits>), Error> {
        let mut delivery = self.node.store.delivery(&self.asker(), id).await?;
        let waits = delivery.outcome.take().map(|outcome| serde_json::from_slice(&outcome)).transpose();
        let waits = waits.map_err(|error| comity_store::Error::Damaged {
            what: format!("the delivery `{id}`"),
            reason: error.to_string(),
        })?;
        Ok((delivery, waits))
    }

    /// Deliveries of the viewer that wait for the node or for them, the newest first.
    ///
    /// # Errors
    /// For users without a seat; when the database can't be read.
    pub async fn deliveries(&self) -> Result<Vec<Delivery>, Error> {
        Ok(self.node.store.deliveries(&self.asker(), 20).await?)
    }

    /// Has a delivery applied as it was shown.
    ///
    /// # Errors
    /// Where it isn't read yet, or not any more; where policies say no.
    pub async fn decide_delivery(&self, id: Uuid, label: Option<&Label>) -> Result<(), Error> {
        done(self.node.store.decide(&self.asker(), id, label, self.node.now()))?;
        self.node.wake_imports.notify_one();
        Ok(())
    }

    /// Stops a delivery, also while it is being read or applied.
    ///
    /// # Errors
    /// Where it has ended.
    pub async fn stop_delivery(&self, id: Uuid) -> Result<(), Error> {
        Ok(done(self.node.store.stop_delivery(&self.asker(), id, self.node.now()))?)
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
        let in_force = node.up_to_date().await?;
        let undone = done(node.store.undo(&self.asker(), import, &in_force.reference, node.now()))?;
        node.look_for_findings().await?;
        Ok(undone)
    }
}

/// A name that no file before has: two `plan.csv` are two sources.
fn unlike(name: &str, files: &[(String, u64)]) -> String {
    let taken = |name: &str| files.iter().any(|(known, _)| known == name);
    let (stem, end) =
        name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let numbered = (2..).map(|n| format!("{stem} ({n}){end}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

impl Waits {
    /// What was read, and what was remembered of its columns, with nothing planned yet.
    pub(crate) fn of(collected: &Collected, chosen: &BTreeMap<String, ColumnChoice>) -> Waits {
        let snapshot = &collected.snapshot;
        let mut read = vec![0; snapshot.sources.len()];
        for record in &snapshot.records {
            if let Some(count) = read.get_mut(record.source.0 as usize) {
                *count += 1;
            }
        }
        let source = |(source, records): (&comity_core::Source, u64)| SourceRead {
            name: source.name.clone(),
            format: source.format.clone(),
            records,
        };
        let others = snapshot.parties.len()
            + snapshot.ties.len()
            + snapshot.instruments.len()
            + snapshot.needs.len()
            + snapshot.proposals.len()
            + snapshot.positions.len()
            + snapshot.exclusions.len();
        Waits {
            sources: snapshot.sources.iter().zip(read).map(source).collect(),
            records: collected.counts.records,
            others: others as u64,
            lost: Vec::new(),
            tables: Tables::of(snapshot, chosen),
            plan: Preview {
                report: Report::default(),
                created: Vec::new(),
                changed: Vec::new(),
                vanished: Vec::new(),
                problems: Vec::new(),
            },
        }
    }

    /// The same with a plan; of its problems the first.
    pub(crate) fn with(mut self, mut plan: Preview) -> Waits {
        self.lost = lost(&plan.problems);
        plan.problems.truncate(PROBLEMS);
        self.plan = plan;
        self
    }
}

/// How much was lost of what, worst first.
pub fn lost(problems: &[Problem]) -> Vec<(Loss, u64)> {
    [Loss::File, Loss::Record, Loss::Value, Loss::Mended, Loss::Nothing]
        .into_iter()
        .map(|loss| (loss, problems.iter().filter(|problem| problem.loss == loss).count() as u64))
        .filter(|(_, count)| *count > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_of_one_name_are_two_sources() {
        let mut files = Vec::new();
        for name in ["plan.csv", "plan.csv", "plan (2).csv", "plan.csv", "read", "read"] {
            files.push((unlike(name, &files), 0));
        }
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["plan.csv", "plan (2).csv", "plan (2) (2).csv", "plan (3).csv", "read", "read (2)"]
        );
    }
}
