//! The queue of findings as one viewer may see it.

use std::collections::BTreeMap;

use comity_core::{FindingKind, Seat};
use uuid::Uuid;

use super::snapshot::Handle;
use crate::access::{Use, Visible};
use crate::account::unpack;
use crate::error::Error;
use crate::sql::{Query, args, sql};
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
    /// Newest first.
    pub verdicts: Vec<VerdictSeen>,
    pub outcomes: Vec<OutcomeSeen>,
}

/// A verdict as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct VerdictSeen {
    pub person: String,
    pub party: String,
    pub answer: String,
    pub reason: String,
    pub made_at: Time,
}

/// An outcome as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct OutcomeSeen {
    pub what: String,
    pub person: String,
    pub party: String,
    pub note: String,
    pub made_at: Time,
}

/// Which findings.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// `open`, `answered`, `gone`; open ones when empty.
    pub status: String,
    /// Only these kinds.
    pub kinds: Vec<FindingKind>,
    /// Only those about records of this owner.
    pub owner: Option<String>,
    /// Only those about this record.
    pub record: Option<Uuid>,
    /// Only these, whatever their status.
    pub ids: Option<Vec<Uuid>>,
    /// After this one: its urgency and id.
    pub after: Option<(i64, Uuid)>,
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
        let mut tx = self.read().await?;
        let rows = tx.rows_of("findings", written(visible, queue, size)).await?;
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
                verdicts: Vec::new(),
                outcomes: Vec::new(),
            });
        }
        let mut records = tx.records_of_findings(ids.clone()).await?;
        let mut verdicts = tx.verdicts_of(ids.clone()).await?;
        let mut outcomes = tx.outcomes_of(ids).await?;
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
}

fn written(visible: &Visible, queue: &Queue, size: u32) -> Query {
    let seen = visible.classes(Use::See, |_| true);
    let mut query = Query::default();
    query.push("select f.id, f.kind, f.status, f.urgency, f.content, f.first_found, f.last_found from finding f where ");
    match &queue.ids {
        Some(ids) => query.push("f.id in ").list("ids", ids.clone()),
        None => {
            query.push("f.status = ");
            query.bind(if queue.status.is_empty() { "open" } else { queue.status.as_str() })
        }
    };
    if !queue.kinds.is_empty() {
        let kinds: Vec<String> = queue.kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
        query.push(" and f.kind in ").list("texts", kinds);
    }
    const RECORDS: &str =
        " (select 1 from finding_record fr join record r on r.id = fr.record_id where fr.finding_id = f.id";
    query.push(" and not exists").push(RECORDS).push(" and not (r.class_id in ");
    // asked by kind, a pointer would say its kind
    let told = if queue.kinds.is_empty() { visible.classes(Use::Pointer, |_| true) } else { seen.clone() };
    query.list("ints", told).push("))");
    query.push(" and (exists").push(RECORDS).push(" and r.class_id in ").list("ints", seen.clone()).push(")");
    query.push(
        " or (not exists (select 1 from finding_record fr where fr.finding_id = f.id) and not exists \
                (select 1 from access_class c where c.state = 'current' and not (c.id in ",
    );
    query.list("ints", seen.clone()).push("))))");
    if let Some(owner) = &queue.owner {
        query.push(" and exists").push(RECORDS).push(" and r.owner = ").bind(owner.as_str());
        query.push(" and r.class_id in ").list("ints", seen.clone()).push(")");
    }
    if let Some(record) = queue.record {
        query.push(" and exists").push(RECORDS).push(" and r.id = ").bind(record);
        query.push(" and r.class_id in ").list("ints", seen).push(")");
    }
    if let Some((urgency, id)) = queue.after {
        query.push(" and (f.urgency, f.id) < (").bind(urgency).push(", ").bind(id).push(")");
    }
    query.push(" order by f.urgency desc, f.id desc limit ").bind(i64::from(size));
    query
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
                    "select finding_id, person, party, answer, reason, made_at from verdict \
                     where finding_id in @ids($1) order by made_at desc, id desc"
                ),
                args![ids],
            )
            .await?;
        let mut out: BTreeMap<Uuid, Vec<VerdictSeen>> = BTreeMap::new();
        for row in &rows {
            out.entry(row.get(0)?).or_default().push(VerdictSeen {
                person: row.get(1)?,
                party: row.get(2)?,
                answer: row.get(3)?,
                reason: row.get(4)?,
                made_at: row.get(5)?,
            });
        }
        Ok(out)
    }

    async fn outcomes_of(&mut self, ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, Vec<OutcomeSeen>>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select finding_id, what, person, party, note, made_at from outcome \
                     where finding_id in @ids($1) order by made_at desc, id desc"
                ),
                args![ids],
            )
            .await?;
        let mut out: BTreeMap<Uuid, Vec<OutcomeSeen>> = BTreeMap::new();
        for row in &rows {
            out.entry(row.get(0)?).or_default().push(OutcomeSeen {
                what: row.get(1)?,
                person: row.get(2)?,
                party: row.get(3)?,
                note: row.get(4)?,
                made_at: row.get(5)?,
            });
        }
        Ok(out)
    }
}
