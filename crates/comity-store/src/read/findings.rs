//! The queue of findings as one viewer may see it.

use std::collections::BTreeMap;

use comity_core::Seat;
use uuid::Uuid;

use super::queue::Queue;
use super::snapshot::Handle;
use crate::access::Visible;
use crate::account::unpack;
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// A finding, or what may be told of it.
#[derive(Clone, Debug, PartialEq)]
pub enum FindingSeen {
    /// All its records may be seen.
    Whole(Box<WholeFinding>),
    /// One of the viewer's records and one that may not be seen meet. Call its owner; nothing of its contents is said, not even what kind
    /// of finding it is.
    Pointer {
        /// Its id, for verdicts and outcomes.
        id: Uuid,
        /// The records that may be seen.
        records: Vec<Handle>,
        /// Whose those are that may not.
        call: Vec<Seat>,
    },
}

impl FindingSeen {
    /// Its id.
    pub fn id(&self) -> Uuid {
        match self {
            FindingSeen::Whole(whole) => whole.id,
            FindingSeen::Pointer { id, .. } => *id,
        }
    }
}

/// A finding with its evidence.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct WholeFinding {
    pub id: Uuid,
    pub kind: String,
    /// `open`, `answered` or `gone`.
    pub status: String,
    /// Thousandths.
    pub urgency: i64,
    /// The finding as the engine made it, with `pairs`: which of its records meet, by their places.
    pub content: serde_json::Value,
    pub records: Vec<Handle>,
    pub first_found: Time,
    pub last_found: Time,
    /// Its kind, and which fields speak for and against it.
    pub pattern: String,
    /// Newest first.
    pub verdicts: Vec<VerdictSeen>,
    pub outcomes: Vec<OutcomeSeen>,
}

/// A verdict as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct VerdictSeen {
    pub id: Uuid,
    pub person: String,
    pub party: String,
    pub answer: String,
    pub reason: String,
    pub made_at: Time,
    /// The verdicts that were given with it.
    pub batch: Option<Uuid>,
    /// Since when it counts no more.
    pub retracted_at: Option<Time>,
}

/// An outcome as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct OutcomeSeen {
    pub id: Uuid,
    pub what: String,
    pub person: String,
    pub party: String,
    pub note: String,
    pub made_at: Time,
    /// `proposed`, `holds`, `declined`, `retracted` or `replaced`.
    pub state: String,
    /// What the parties say whose agreement it needs.
    pub answers: Vec<OutcomeAnswer>,
}

/// What a party says to a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct OutcomeAnswer {
    pub party: String,
    /// `awaited`, `agreed` or `declined`.
    pub answer: String,
    pub person: String,
    pub note: String,
    pub made_at: Time,
}

impl Store {
    /// The most urgent `size` findings.
    ///
    /// A finding over a record that may not be seen is left out, or only pointed to where its owner allows that. One without records
    /// (a missing tie, a gap) was inferred from all that is current, and is shown to who may see all that.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn findings(
        &self,
        visible: &Visible,
        queue: &Queue,
        size: u32,
    ) -> Result<Vec<FindingSeen>, Error> {
        self.read().await?.findings(visible, queue, size).await
    }
}

impl Tx {
    async fn findings(
        &mut self,
        visible: &Visible,
        queue: &Queue,
        size: u32,
    ) -> Result<Vec<FindingSeen>, Error> {
        let query = self.queue(visible, queue, size).await?;
        let rows = self.rows_of("findings", query).await?;
        let mut whole = Vec::new();
        let mut ids = Vec::new();
        for row in &rows {
            let id: Uuid = row.get(0)?;
            ids.push(id);
            whole.push(WholeFinding {
                id,
                kind: row.get(1)?,
                status: row.get(2)?,
                urgency: row.get(3)?,
                content: serde_json::from_slice(&unpack(&row.get::<Vec<u8>>(4)?)?).unwrap_or_default(),
                records: Vec::new(),
                first_found: row.get(5)?,
                last_found: row.get(6)?,
                pattern: row.get(7)?,
                verdicts: Vec::new(),
                outcomes: Vec::new(),
            });
        }
        let mut records = self.records_of_findings(ids.clone()).await?;
        let mut verdicts = self.verdicts_of(ids.clone()).await?;
        let mut outcomes = self.outcomes_of(ids).await?;
        let mut seen = Vec::new();
        for mut finding in whole {
            let records = records.remove(&finding.id).unwrap_or_default();
            let hidden: Vec<i64> = records
                .iter()
                .map(|(_, class)| *class)
                .filter(|class| visible.seen(*class).is_none())
                .collect();
            if hidden.is_empty() {
                finding.records = records.into_iter().map(|(handle, _)| handle).collect();
                finding.verdicts = verdicts.remove(&finding.id).unwrap_or_default();
                finding.outcomes = outcomes.remove(&finding.id).unwrap_or_default();
                seen.push(FindingSeen::Whole(Box::new(finding)));
                continue;
            }
            let mut call: Vec<Seat> = hidden
                .iter()
                .filter_map(|class| visible.pointed(*class))
                .map(|class| class.owner.clone())
                .collect();
            call.sort();
            call.dedup();
            let mine = records.into_iter().filter(|(_, class)| visible.seen(*class).is_some());
            seen.push(FindingSeen::Pointer {
                id: finding.id,
                records: mine.map(|(handle, _)| handle).collect(),
                call,
            });
        }
        Ok(seen)
    }

    /// Refuses a change by who decided about another state of a finding than the one that it has now, as they may see it. Inside the transaction
    /// of the change: of two who saw the same, one comes first, and the other is told.
    pub(crate) async fn must_be_as_seen(&mut self, finding: Uuid, seen: &AsSeen<'_>) -> Result<(), Error> {
        let queue = Queue { ids: Some(vec![finding]), ..Queue::default() };
        let now = self.findings(seen.visible, &queue, 1).await?;
        let now = now.first().ok_or(Error::Missing { what: "finding", id: finding })?;
        if (seen.is_it)(now) { Ok(()) } else { Err(Error::Changed { what: "the finding" }) }
    }
}

/// What someone who decides about a finding saw of it.
pub struct AsSeen<'a> {
    /// What they may see.
    pub visible: &'a Visible,
    /// Whether this is what they saw.
    pub is_it: &'a (dyn Fn(&FindingSeen) -> bool + Sync),
}

impl Store {
    /// Findings that someone else than this person answered since then, the latest answered first: for their ids alone, to be asked for.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn answered_since(&self, since: Time, not_by: &str, most: u32) -> Result<Vec<Uuid>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select finding_id, max(made_at) from verdict where made_at >= $1 and person <> $2 and retracted_at is null \
                     group by finding_id order by max(made_at) desc, finding_id limit $3"
                ),
                args![since, not_by, most],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Tx {
    async fn records_of_findings(
        &mut self,
        ids: Vec<Uuid>,
    ) -> Result<BTreeMap<Uuid, Vec<(Handle, i64)>>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select fr.finding_id, fr.record_id, fr.version, r.class_id from finding_record fr \
                     join record r on r.id = fr.record_id where fr.finding_id in @ids($1) order by fr.finding_id, fr.n"
                ),
                args![ids],
            )
            .await?;
        let mut out: BTreeMap<Uuid, Vec<(Handle, i64)>> = BTreeMap::new();
        for row in &rows {
            let handle = Handle { record: row.get(1)?, version: row.get(2)? };
            out.entry(row.get(0)?).or_default().push((handle, row.get(3)?));
        }
        Ok(out)
    }

    async fn verdicts_of(&mut self, ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, Vec<VerdictSeen>>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select finding_id, id, person, party, answer, reason, made_at, batch, retracted_at from verdict \
                     where finding_id in @ids($1) order by id desc"
                ),
                args![ids],
            )
            .await?;
        let mut out: BTreeMap<Uuid, Vec<VerdictSeen>> = BTreeMap::new();
        for row in &rows {
            out.entry(row.get(0)?).or_default().push(VerdictSeen {
                id: row.get(1)?,
                person: row.get(2)?,
                party: row.get(3)?,
                answer: row.get(4)?,
                reason: row.get(5)?,
                made_at: row.get(6)?,
                batch: row.get(7)?,
                retracted_at: row.get(8)?,
            });
        }
        Ok(out)
    }

    async fn outcomes_of(&mut self, ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, Vec<OutcomeSeen>>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select finding_id, id, what, person, party, note, made_at, state from outcome \
                     where finding_id in @ids($1) order by id desc"
                ),
                args![ids],
            )
            .await?;
        let all = rows.iter().map(|row| row.get(1)).collect::<Result<Vec<Uuid>, _>>()?;
        let mut answers = self.answers_of(all).await?;
        let mut out: BTreeMap<Uuid, Vec<OutcomeSeen>> = BTreeMap::new();
        for row in &rows {
            let id = row.get(1)?;
            out.entry(row.get(0)?).or_default().push(OutcomeSeen {
                id,
                what: row.get(2)?,
                person: row.get(3)?,
                party: row.get(4)?,
                note: row.get(5)?,
                made_at: row.get(6)?,
                state: row.get(7)?,
                answers: answers.remove(&id).unwrap_or_default(),
            });
        }
        Ok(out)
    }

    async fn answers_of(&mut self, outcomes: Vec<Uuid>) -> Result<BTreeMap<Uuid, Vec<OutcomeAnswer>>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select outcome_id, party, answer, person, note, made_at from outcome_answer \
                     where outcome_id in @ids($1) order by outcome_id, party"
                ),
                args![outcomes],
            )
            .await?;
        let mut out: BTreeMap<Uuid, Vec<OutcomeAnswer>> = BTreeMap::new();
        for row in &rows {
            out.entry(row.get(0)?).or_default().push(OutcomeAnswer {
                party: row.get(1)?,
                answer: row.get(2)?,
                person: row.get(3)?,
                note: row.get(4)?,
                made_at: row.get(5)?,
            });
        }
        Ok(out)
    }
}
