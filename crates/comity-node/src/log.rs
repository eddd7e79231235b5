//! The log at a desk: its entries, whether it holds, and an export for an auditor.

use std::io::{Read as _, Seek as _};

use comity_ledger::{Report, Trust};
use comity_policy::NodeAction;
use comity_store::Audit;

use crate::desk::Desk;
use crate::error::Error;

/// An entry, as the log tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// Its place, from 0.
    pub seq: u64,
    /// When, as it was written.
    pub at: String,
    /// What sort of event.
    pub kind: String,
    /// The entry's JSON.
    pub json: serde_json::Value,
}

/// A page of the log.
#[derive(Clone, Debug, Default)]
pub struct LogPage {
    /// The entries.
    pub lines: Vec<LogLine>,
    /// Where the next page begins.
    pub next: Option<u64>,
}

impl Desk<'_> {
    /// Entries from `seq` on, only those of a kind where one is given.
    ///
    /// # Errors
    /// To whom policies don't let read the log; when the database can't be read.
    pub async fn log(&self, mut seq: u64, kind: &str, size: usize) -> Result<LogPage, Error> {
        const AT_ONCE: u32 = 500;
        self.permit(NodeAction::ReadLedger)?;
        let mut page = LogPage::default();
        loop {
            let lines = self.node.store.log_lines(seq, AT_ONCE).await?;
            let end = lines.len() < AT_ONCE as usize;
            for line in lines {
                if page.lines.len() == size {
                    page.next = Some(seq);
                    return Ok(page);
                }
                let read = log_line(seq, &line);
                seq += 1;
                if kind.is_empty() || read.kind == kind {
                    page.lines.push(read);
                }
            }
            if end {
                return Ok(page);
            }
        }
    }

    /// Checks the whole log of this database.
    ///
    /// # Errors
    /// The first thing that doesn't hold; to whom policies don't let read the log.
    pub async fn audit(&self) -> Result<(Report, u64, u64), Error> {
        self.permit(NodeAction::ReadLedger)?;
        let Audit { report, openings, imports, .. } = self.node.store.audit_log(Trust::default()).await?;
        Ok((report, openings, imports))
    }

    /// The whole log as a file.
    ///
    /// # Errors
    /// To whom policies don't let read the log; when the database or the disk fails.
    pub async fn export_log(&self) -> Result<Vec<u8>, Error> {
        let mut file = tempfile::tempfile().map_err(|source| Error::Spool { source })?;
        let out = file.try_clone().map_err(|source| Error::Spool { source })?;
        self.node.store.export_log(&self.asker(), out, self.node.now()).await?;
        let mut bytes = Vec::new();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map_err(|source| Error::Spool { source })?;
        Ok(bytes)
    }
}

fn log_line(seq: u64, line: &str) -> LogLine {
    let json: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    let entry = json.get("entry").unwrap_or(&json).clone();
    let word = |pointer: &str| entry.pointer(pointer).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    LogLine { seq, at: word("/at"), kind: word("/event/kind"), json: entry }
}
