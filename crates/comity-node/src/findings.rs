//! The queue of findings, an opened one with both sides, verdicts and their undoing.

use comity_store::read::{FindingSeen, Queue, Summary, Version, WholeFinding};
use comity_store::{Answer, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::told::Told;
use crate::wait::done;

/// A page of the queue.
#[derive(Clone, Debug, Default)]
pub struct QueuePage {
    /// The most urgent first.
    pub lines: Vec<FindingSeen>,
    /// Where the next page begins.
    pub next: Option<(i64, Uuid)>,
}

/// A finding, opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// As it is in the queue.
    pub seen: FindingSeen,
    /// What it says; nothing for a pointer.
    pub told: Option<Told>,
    /// Its records as the viewer may see them, those that meet first in front.
    pub sides: Vec<Side>,
}

/// A record of a finding, in the version that is current.
#[derive(Clone, Debug)]
pub struct Side {
    /// As in a list.
    pub summary: Summary,
    /// What it says.
    pub version: Version,
    /// The version that the finding was made from.
    pub found_at: i64,
}

/// Records of a series that are opened beside each other; the rest is a list of links.
const SIDES: usize = 12;

impl Desk<'_> {
    /// A page of the queue.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn queue(&self, queue: &Queue, size: u32) -> Result<QueuePage, Error> {
        let mut lines = self.node.store.findings(&self.visible, queue, size + 1).await?;
        if lines.len() <= size as usize {
            return Ok(QueuePage { lines, next: None });
        }
        lines.truncate(size as usize);
        // how urgent a pointer is isn't told, so a page ends with one that may be seen whole
        let last = lines.iter().rposition(|line| matches!(line, FindingSeen::Whole(_)));
        let next = last.and_then(|last| {
            lines.truncate(last + 1);
            lines.last().and_then(|line| match line {
                FindingSeen::Whole(whole) => Some((whole.urgency, whole.id)),
                FindingSeen::Pointer { .. } => None,
            })
        });
        Ok(QueuePage { lines, next })
    }

    /// A finding with its records.
    ///
    /// # Errors
    /// [`Error::Absent`] where there is none, or none that may be seen: the two are told apart by nobody.
    pub async fn finding(&self, id: Uuid) -> Result<Opened, Error> {
        let seen = self.seen(id).await?;
        let (records, told) = match &seen {
            FindingSeen::Whole(whole) => {
                let told: Told = serde_json::from_value(whole.content.clone()).map_err(|error| {
                    comity_store::Error::Damaged {
                        what: format!("the finding `{id}`"),
                        reason: error.to_string(),
                    }
                })?;
                (in_front(whole, &told), Some(told))
            }
            FindingSeen::Pointer { records, .. } => (records.clone(), None),
        };
        let mut sides = Vec::new();
        for handle in records.into_iter().take(SIDES) {
            let full = self.node.store.record(&self.visible, handle.record).await?;
            if let Some(version) = full.versions.into_iter().next() {
                sides.push(Side { summary: full.summary, version, found_at: handle.version });
            }
        }
        Ok(Opened { seen, told, sides })
    }

    async fn seen(&self, id: Uuid) -> Result<FindingSeen, Error> {
        let queue = Queue { ids: Some(vec![id]), ..Queue::default() };
        let found = self.node.store.findings(&self.visible, &queue, 1).await?;
        found.into_iter().next().ok_or(Error::Absent { what: "finding" })
    }

    /// Answers a finding.
    ///
    /// # Errors
    /// Where it doesn't concern the viewer's party, or policies don't let them answer.
    pub async fn answer(&self, finding: Uuid, answer: Answer, reason: &str) -> Result<(), Error> {
        self.seen(finding).await?;
        done(self.node.store.verdict(&self.asker(), finding, answer, reason.trim(), self.node.now()))?;
        Ok(())
    }

    /// Takes the viewer's own newest answer back: what they said before holds again. Nothing is deleted, so the going back is an answer, too.
    ///
    /// # Errors
    /// [`Error::Absent`] where the newest answer isn't the viewer's; those of [`Desk::answer`].
    pub async fn take_back(&self, finding: Uuid) -> Result<(), Error> {
        let FindingSeen::Whole(whole) = self.seen(finding).await? else {
            return Err(Error::Absent { what: "verdict" });
        };
        let mut verdicts = whole.verdicts.iter();
        let newest = verdicts.next().filter(|newest| newest.person == self.viewer.user.as_str());
        if newest.is_none() {
            return Err(Error::Absent { what: "verdict" });
        }
        let (answer, reason) = match verdicts.next() {
            Some(before) => (parse_answer(&before.answer), before.reason.clone()),
            None => (Answer::Unsure, String::new()),
        };
        done(self.node.store.verdict(&self.asker(), finding, answer, &reason, self.node.now()))?;
        Ok(())
    }
}

/// The records of a finding, those of its first pair in front.
fn in_front(whole: &WholeFinding, told: &Told) -> Vec<comity_store::read::Handle> {
    let mut records = whole.records.clone();
    if let Some((left, right)) = told.pairs.first().copied() {
        let pair: Vec<_> =
            [left, right].into_iter().filter_map(|place| whole.records.get(place).copied()).collect();
        records.retain(|handle| !pair.contains(handle));
        records.splice(0..0, pair);
    }
    records
}

fn parse_answer(word: &str) -> Answer {
    [Answer::Confirm, Answer::Reject]
        .into_iter()
        .find(|answer| answer.as_str() == word)
        .unwrap_or(Answer::Unsure)
}
