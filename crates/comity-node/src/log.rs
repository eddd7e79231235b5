//! The log at a desk: its entries, whether it holds, and an export for an auditor.

use std::io::{Read as _, Seek as _};

use comity_ledger::{Report, Trust};
use comity_policy::NodeAction;
use comity_store::{Audit, Entry, Look};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

impl Desk<'_> {
    /// Entries of the log, the newest first: those of a kind where one is given, those before one where that is given.
    ///
    /// # Errors
    /// To whom policies don't let read the log; when the database can't be read.
    pub async fn log(&self, kind: &str, before: Option<u64>, size: u32) -> Result<Vec<Entry>, Error> {
        let kinds = if kind.is_empty() { Vec::new() } else { vec![kind.to_owned()] };
        Ok(self.node.store.entries(&self.asker(), &Look { kinds, before }, size).await?)
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
        done(self.node.store.export_log(&self.asker(), out, self.node.now()))?;
        let mut bytes = Vec::new();
        file.rewind()
            .and_then(|()| file.read_to_end(&mut bytes))
            .map_err(|source| Error::Spool { source })?;
        Ok(bytes)
    }
}
