//! The log at a desk: its entries, whether it holds, the whole of it as a file that anyone can check, and what was looked for as a table.

use std::io::{Read as _, Seek as _};

use comity_formats::write::harmless;
use comity_ledger::{Report, Trust};
use comity_policy::NodeAction;
use comity_store::{Audit, Entry, Look};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// Entries as a table for a spreadsheet. It proves nothing: only the whole log can be checked.
#[derive(Clone, Debug)]
pub struct Lines {
    /// CSV in UTF-8, with a header.
    pub csv: Vec<u8>,
    /// How many entries.
    pub entries: u64,
}

/// No table has more entries.
pub const MOST_LINES: u64 = 200_000;
/// Entries read at once.
const PART: u32 = 1000;

/// The columns of the table. What an entry doesn't have is empty.
const COLUMNS: [&str; 17] = [
    "number", "time", "entry", "what", "by", "about", "party", "record", "version", "finding", "import",
    "to", "group", "tlp", "purpose", "policy", "reason",
];

impl Desk<'_> {
    /// Entries of the log, the newest first.
    ///
    /// # Errors
    /// To whom policies don't let read the log; when the database can't be read.
    pub async fn log(&self, look: &Look, size: u32) -> Result<Vec<Entry>, Error> {
        Ok(self.node.store.entries(&self.asker(), look, size).await?)
    }

    /// The same, all of them, as a table: for an auditor who asks what was disclosed to whom. `asked` is the filter as the address has it; the
    /// log keeps it with the file's SHA-256.
    ///
    /// # Errors
    /// Those of [`Desk::log`]; [`Error::Input`] where they are more than [`MOST_LINES`].
    pub async fn log_lines(&self, look: &Look, asked: &str) -> Result<Lines, Error> {
        let (store, asker) = (&self.node.store, self.asker());
        let broke_off = |error: csv::Error| Error::BrokeOff {
            doing: "the writing of a table",
            reason: error.to_string(),
        };
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(COLUMNS).map_err(broke_off)?;
        let (mut entries, mut look) = (0, look.clone());
        loop {
            let part = store.entries(&asker, &look, PART).await?;
            for entry in &part {
                table.write_record(cells(entry)).map_err(broke_off)?;
            }
            entries += part.len() as u64;
            look.before = part.last().map(|last| last.seq);
            if part.len() < PART as usize {
                break;
            }
            if entries >= MOST_LINES {
                let reason =
                    format!("these are more than {MOST_LINES} entries: ask for fewer days or kinds at once");
                return Err(Error::Input { field: "from", reason });
            }
        }
        let csv = table.into_inner().map_err(|error| broke_off(error.into_error().into()))?;
        let hash: String = Sha256::digest(&csv).iter().map(|byte| format!("{byte:02x}")).collect();
        let content = serde_json::json!({ "filter": asked, "sha256": hash });
        done(store.exported(&asker, "comity-ledger-lines", entries, &content.to_string(), self.node.now()))?;
        Ok(Lines { csv, entries })
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

/// What of its kind an entry is: the answer of a verdict, how much was disclosed..
const WHAT: [&str; 8] = ["extent", "change", "answer", "outcome", "act", "handing", "method", "format"];

/// One line of the table.
fn cells(entry: &Entry) -> [String; COLUMNS.len()] {
    let event = &entry.event;
    let word = |name: &str| match event.get(name) {
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    // one record of its own, or those of a verdict
    let records: Vec<&Value> = event
        .get("of")
        .into_iter()
        .chain(event.get("records").and_then(Value::as_array).into_iter().flatten())
        .collect();
    let of = |name: &str| {
        let each = records.iter().filter_map(|record| record.get(name));
        each.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let party = [word("party"), word("owner")].into_iter().find(|party| !party.is_empty());
    [
        entry.seq.to_string(),
        entry.at.to_string(),
        entry.kind.clone(),
        WHAT.into_iter().map(word).find(|what| !what.is_empty()).unwrap_or_default(),
        entry
            .person
            .clone()
            .unwrap_or_else(|| if entry.by_node { "the node".to_owned() } else { String::new() }),
        entry.user.clone().unwrap_or_default(),
        party.unwrap_or_default(),
        of("record"),
        of("version"),
        word("finding"),
        word("import"),
        word("to"),
        word("group"),
        word("tlp"),
        word("purpose"),
        word("policy"),
        entry.reason.clone().unwrap_or_default(),
    ]
    .map(|cell| harmless(&cell).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_store::Time;

    #[test]
    fn a_disclosure_says_what_went_to_whom_and_by_which_policy() {
        let event = serde_json::json!({
            "kind": "disclosed", "of": { "record": "r-1", "version": 2 }, "to": "nato", "group": null, "extent": "record",
            "tlp": "TLP:GREEN", "purpose": "coordination", "policy": "see-community", "content": "AAAA",
        });
        let entry = Entry {
            seq: 7,
            at: Time(1_150_372_800_123_456),
            kind: "disclosed".to_owned(),
            event,
            person: Some("=amir".to_owned()),
            by_node: false,
            user: None,
            reason: None,
        };
        assert_eq!(
            cells(&entry).join(","),
            "7,2006-06-15T12:00:00.123456Z,disclosed,record,'=amir,,,r-1,2,,,nato,,TLP:GREEN,coordination,see-community,"
        );
    }
}
