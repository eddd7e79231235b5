//! Records joined into one dossier by hand, or kept apart.

use comity_store::read::{FindingSeen, Queue};
use comity_store::{Answer, LinkSeen, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// What a person holds of two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// They are about one activity.
    Same,
    /// They are not, whatever is found.
    Apart,
}

impl Bond {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Bond::Same => "same",
            Bond::Apart => "apart",
        }
    }

    /// The bond of a word.
    pub fn parse(word: &str) -> Option<Bond> {
        [Bond::Same, Bond::Apart].into_iter().find(|bond| bond.as_str() == word)
    }
}

/// Findings of a record whose other records are offered to be joined.
const OFFERED: u32 = 20;

impl Desk<'_> {
    /// The links of a record that hold.
    ///
    /// # Errors
    /// Where there is no such record for the viewer.
    pub async fn links(&self, record: Uuid) -> Result<Vec<LinkSeen>, Error> {
        Ok(self.node.store.links(&self.visible, record).await?)
    }

    /// Records that some finding ties to this one: id and title, for a form to offer.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn tied(&self, record: Uuid) -> Result<Vec<(Uuid, String)>, Error> {
        let queue = Queue { record: Some(record), ..Queue::default() };
        let found = self.node.store.findings(&self.visible, &queue, OFFERED).await?;
        let mut tied: Vec<Uuid> = found
            .iter()
            .flat_map(|seen| match seen {
                FindingSeen::Whole(whole) => whole.records.iter().map(|handle| handle.record).collect(),
                FindingSeen::Pointer { .. } => Vec::new(),
            })
            .filter(|other| *other != record)
            .collect();
        tied.sort_unstable();
        tied.dedup();
        tied.truncate(OFFERED as usize);
        let mut out = Vec::new();
        for id in tied {
            let full = self.node.store.record(&self.visible, id).await?;
            out.push((id, full.summary.title));
        }
        Ok(out)
    }

    /// Joins a record with another, or keeps them apart. The other is named by its id here, its address, or the identifier that its reporter gave it.
    ///
    /// # Errors
    /// [`Error::Input`] where that names no one record that the viewer may see; where both are others', policies say no, or no reason is given.
    pub async fn bind(&self, record: Uuid, other: &str, bond: Bond, reason: &str) -> Result<Uuid, Error> {
        let other = other.trim();
        let named = other.rsplit('/').next().and_then(|last| Uuid::parse_str(last).ok());
        let named = match named {
            Some(id) => Some(id),
            None => self.node.store.named(&self.visible, other).await?,
        };
        let other = named.filter(|id| *id != record).ok_or_else(|| Error::Input {
            field: "other",
            reason: format!("`{other}` names no other record: give its address, or its identifier"),
        })?;
        self.link(record, other, bond, reason).await
    }

    /// Joins the two records of a finding that stand in front, or keeps them apart; and answers the finding where that follows.
    ///
    /// # Errors
    /// Where the finding has no two records, both are others', policies say no, or no reason is given.
    pub async fn bind_finding(&self, finding: Uuid, bond: Bond, reason: &str) -> Result<Uuid, Error> {
        let opened = self.finding(finding).await?;
        let FindingSeen::Whole(whole) = &opened.seen else { return Err(Error::Absent { what: "finding" }) };
        let [one, other, ..] = opened.sides.as_slice() else {
            return Err(Error::Input {
                field: "finding",
                reason: "the finding has no two records".to_owned(),
            });
        };
        let link = self.link(one.summary.id, other.summary.id, bond, reason).await?;
        if whole.kind == "same" {
            let answer = if bond == Bond::Same { Answer::Confirm } else { Answer::Reject };
            self.answer(finding, answer, reason).await?;
        }
        Ok(link)
    }

    /// Joins two records or keeps them apart.
    pub(crate) async fn link(&self, one: Uuid, other: Uuid, bond: Bond, reason: &str) -> Result<Uuid, Error> {
        let reason = reason.trim();
        if reason.is_empty() {
            let reason = "to join records or keep them apart needs a reason".to_owned();
            return Err(Error::Input { field: "reason", reason });
        }
        let (asker, now) = (self.asker(), self.node.now());
        let (store, ends) = (&self.node.store, (one, other));
        Ok(done(store.link(&asker, &self.visible, ends, bond.as_str(), reason, now))?)
    }

    /// Ends a link that the viewer's party made.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn unbind(&self, link: Uuid) -> Result<(), Error> {
        Ok(done(self.node.store.end_link(&self.asker(), link, self.node.now()))?)
    }
}
