//! The queue of findings, an opened one with both sides, verdicts and their undoing.

use std::collections::{BTreeMap, BTreeSet};

use comity_store::read::{AsSeen, FindingSeen, Queue, Summary, Version, WholeFinding};
use comity_store::{Answer, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::learned::{Learned, learn};
use crate::told::Told;
use crate::wait::done;

/// A page of the queue.
#[derive(Clone, Debug, Default)]
pub struct QueuePage {
    /// The first in the order first: by urgency, with what the party's verdicts taught.
    pub lines: Vec<FindingSeen>,
    /// After which the next page begins.
    pub next: Option<Uuid>,
    /// What moved the lines, by their patterns.
    pub learned: BTreeMap<String, Learned>,
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

/// Findings that are answered at once.
const AT_ONCE: usize = 200;
/// Records of a series that are opened beside each other; the rest is a list of links.
const SIDES: usize = 12;

impl Desk<'_> {
    /// A page of the queue.
    ///
    /// # Errors
    /// [`Error::Input`] where the page is to begin after a finding that may not be seen any more; when the database can't be read.
    pub async fn queue(&self, queue: &Queue, size: u32) -> Result<QueuePage, Error> {
        let learned = self.learned().await?;
        if let Some(after) = queue.after {
            // the place of a finding that may not be seen would tell how urgent it is
            self.seen(after).await.map_err(|_| Error::Input {
                field: "after",
                reason: "the page before is no longer there: begin with the first".to_owned(),
            })?;
        }
        let shifts = learned.iter().map(|(pattern, learned)| (pattern.clone(), learned.shift));
        let queue = Queue { shifts: shifts.collect(), ..queue.clone() };
        let mut lines = self.node.store.findings(&self.visible, &queue, size + 1).await?;
        let more = lines.len() > size as usize;
        lines.truncate(size as usize);
        let next = lines.last().filter(|_| more).map(FindingSeen::id);
        Ok(QueuePage { lines, next, learned })
    }

    /// What the viewer's party taught by its verdicts; nothing for who sits nowhere.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn learned(&self) -> Result<BTreeMap<String, Learned>, Error> {
        match self.viewer.seat {
            Some(_) => Ok(learn(&self.node.store.lessons(&self.asker()).await?)),
            None => Ok(BTreeMap::new()),
        }
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
        let read: Vec<Uuid> = sides.iter().map(|side| side.summary.id).collect();
        self.note_reading(&read)?;
        Ok(Opened { seen, told, sides })
    }

    pub(crate) async fn seen(&self, id: Uuid) -> Result<FindingSeen, Error> {
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

    /// Answers a finding that is still what the viewer saw.
    ///
    /// # Errors
    /// Those of [`Desk::answer`]; one of the sort [`crate::ErrorSort::Changed`] where it isn't, by the time of the change itself.
    pub async fn answer_seen(
        &self,
        finding: Uuid,
        (answer, reason): (Answer, &str),
        is_it: &(dyn Fn(&FindingSeen) -> bool + Sync),
    ) -> Result<(), Error> {
        self.seen(finding).await?;
        let seen = AsSeen { visible: &self.visible, is_it };
        let (asker, now) = (self.asker(), self.node.now());
        done(self.node.store.verdict_on(&asker, finding, (answer, reason.trim()), Some(&seen), now))?;
        Ok(())
    }

    /// Gives one answer to many findings, or to none where one of them can't be answered, and says by which id all of it is taken back.
    ///
    /// # Errors
    /// Those of [`Desk::answer`]; [`Error::Input`] for none, or more than 200; without a reason.
    pub async fn answer_all(
        &self,
        findings: &BTreeSet<Uuid>,
        answer: Answer,
        reason: &str,
    ) -> Result<Uuid, Error> {
        if findings.is_empty() || findings.len() > AT_ONCE {
            return Err(Error::Input {
                field: "findings",
                reason: format!("choose 1 to {AT_ONCE} findings"),
            });
        }
        if self.by_id(findings.iter().copied().collect()).await?.len() < findings.len() {
            return Err(Error::Absent { what: "finding" });
        }
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.verdicts(&asker, findings, answer, reason.trim(), now))?)
    }

    /// Takes a whole batch of the viewer's back, and says how many answers that were.
    ///
    /// # Errors
    /// Where it isn't the viewer's, or is taken back already.
    pub async fn take_batch_back(&self, batch: Uuid) -> Result<usize, Error> {
        Ok(done(self.node.store.retract_batch(&self.asker(), batch, self.node.now()))?)
    }

    /// Takes the viewer's own newest answer back: it stays in sight and counts no more.
    ///
    /// # Errors
    /// Where the viewer gave none.
    pub async fn take_back(&self, finding: Uuid) -> Result<(), Error> {
        self.seen(finding).await?;
        done(self.node.store.retract_verdict(&self.asker(), finding, self.node.now()))?;
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
