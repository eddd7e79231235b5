//! Papers of a council that are given out: written here, each with a line in the log.

use std::sync::OnceLock;

use comity_core::Tlp;
use comity_formats::write::{
    Fonts, Invitation, Paper, PaperFormat, Vote, WriteError, write_calendar, write_invitation, write_paper,
    write_votes,
};
use comity_store::Uuid;
use sha2::{Digest as _, Sha256};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// Fonts of the system, looked for when the first PDF is written.
static FONTS: OnceLock<Fonts> = OnceLock::new();

/// What is given out.
#[derive(Clone, Debug)]
pub enum GivenPaper {
    /// A paper of the council.
    Paper(Box<Paper>, PaperFormat),
    /// An invitation for a calendar.
    Invitation(Box<Invitation>),
    /// Dates as a calendar: its name, its label, its events.
    Calendar(String, Tlp, Vec<Invitation>),
    /// Votes as a table, under the narrowest label of their proposals.
    Votes(Vec<Vote>, Tlp),
}

impl GivenPaper {
    /// The narrowest label of what is in it.
    pub fn label(&self) -> Tlp {
        match self {
            GivenPaper::Paper(paper, _) => paper.label,
            GivenPaper::Invitation(invitation) => invitation.tlp,
            GivenPaper::Calendar(_, tlp, _) | GivenPaper::Votes(_, tlp) => *tlp,
        }
    }

    /// The ending of its file.
    pub fn ending(&self) -> &'static str {
        match self {
            GivenPaper::Paper(_, PaperFormat::Pdf) => "pdf",
            GivenPaper::Paper(_, PaperFormat::Docx) => "docx",
            GivenPaper::Paper(_, PaperFormat::Html) => "html",
            GivenPaper::Invitation(_) | GivenPaper::Calendar(..) => "ics",
            GivenPaper::Votes(..) => "csv",
        }
    }

    fn written(&self) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::new();
        match self {
            GivenPaper::Paper(paper, format) => {
                write_paper(paper, *format, FONTS.get_or_init(Fonts::of_system), &mut bytes)?;
            }
            GivenPaper::Invitation(invitation) => write_invitation(invitation, &mut bytes)?,
            GivenPaper::Calendar(name, tlp, dates) => write_calendar(name, *tlp, dates, &mut bytes)?,
            GivenPaper::Votes(votes, _) => write_votes(votes, &mut bytes)?,
        }
        Ok(bytes)
    }
}

impl Desk<'_> {
    /// Writes a paper of a council or of joint work (`of`). What was given out, and its SHA-256, stands in the log.
    ///
    /// # Errors
    /// [`Error::Input`] for a PDF in characters that no font here has; when the database fails.
    pub async fn give_out(
        &self,
        (of, id): (&'static str, Uuid),
        name: &str,
        given: GivenPaper,
    ) -> Result<Vec<u8>, Error> {
        let (label, ending) = (given.label(), given.ending());
        let written = tokio::task::spawn_blocking(move || given.written()).await;
        let broke = |reason: String| Error::BrokeOff { doing: "the writing of a paper", reason };
        let bytes = match written.map_err(|error| broke(error.to_string()))? {
            Ok(bytes) => bytes,
            Err(WriteError::Io(source)) => return Err(Error::Spool { source }),
            Err(error @ WriteError::Fonts(_)) => {
                return Err(Error::Input { field: "format", reason: error.to_string() });
            }
            Err(error) => return Err(broke(error.to_string())),
        };
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let content = serde_json::json!({ of: id, "paper": name, "tlp": label, "sha256": hash });
        done(self.node.store.exported(&self.asker(), ending, 0, &content.to_string(), self.node.now()))?;
        Ok(bytes)
    }
}
