//! One record: what it says, what it said before, and what happened to it.

use uuid::Uuid;

use super::list::{Summary, summary};
use crate::access::{AccessClass, Use, Visible};
use crate::account::Account;
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// A version and where it comes from.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Version {
    pub version: i64,
    pub account: Account,
    /// `created`, `changed` or `undone`.
    pub change: String,
    pub said_at: Time,
    pub import: Uuid,
    /// The person who imported it.
    pub made_by: String,
    /// File, sheet or member, and the line in it.
    pub source: String,
    pub line: i64,
}

/// What else happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Event {
    pub at: Time,
    pub what: String,
    /// The version that it happened to.
    pub version: i64,
    pub old: Option<AccessClass>,
    pub new: Option<AccessClass>,
    pub made_by: String,
    pub reason: String,
}

/// A record in full.
#[derive(Clone, Debug, PartialEq)]
pub struct Full {
    /// As in a list.
    pub summary: Summary,
    /// All versions, the newest first.
    pub versions: Vec<Version>,
    /// Newest first.
    pub events: Vec<Event>,
}

impl Store {
    /// A record with its history. Who may see the record as it is labelled now may see what it said before.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, or none that may be seen: the two are told apart by nobody.
    pub async fn record(&self, visible: &Visible, id: Uuid) -> Result<Full, Error> {
        let mut tx = self.read().await?;
        let row = tx
            .row(
                sql!(
                    "select r.id, r.version, r.class_id, r.reporter, r.own_id, r.kind, r.status, r.title, r.first_day, \
                     r.end_day, r.changed_at from record r where r.id = $1 and r.class_id in @ints($2)"
                ),
                args![id, visible.classes(Use::See, |_| true)],
            )
            .await?
            .ok_or(Error::Missing { what: "record", id })?;
        let summary = summary(&row, visible)?;
        let versions = tx.versions(id, summary.version).await?;
        let events = tx.events(id, visible).await?;
        Ok(Full { summary, versions, events })
    }
}

impl Tx {
    async fn versions(&mut self, id: Uuid, newest: i64) -> Result<Vec<Version>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select v.version, v.content, v.change, v.said_at, v.import_id, i.made_by, s.name, v.line \
                     from record_version v join import i on i.id = v.import_id join source s on s.id = v.source_id \
                     where v.record_id = $1 and v.version <= $2 and i.state in ('applied', 'undone') order by v.version desc"
                ),
                args![id, newest],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Version {
                    version: row.get(0)?,
                    account: Account::unpack(&row.get::<Vec<u8>>(1)?)?,
                    change: row.get(2)?,
                    said_at: row.get(3)?,
                    import: row.get(4)?,
                    made_by: row.get(5)?,
                    source: row.get(6)?,
                    line: row.get(7)?,
                })
            })
            .collect()
    }

    async fn events(&mut self, id: Uuid, visible: &Visible) -> Result<Vec<Event>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select at, what, version, old_class, new_class, made_by, reason from record_event \
                     where record_id = $1 order by at desc, id desc"
                ),
                args![id],
            )
            .await?;
        // a class that the viewer may not see is not shown, not even as a former one
        let class = |class: Option<i64>| class.and_then(|class| visible.seen(class)).cloned();
        rows.iter()
            .map(|row| {
                Ok(Event {
                    at: row.get(0)?,
                    what: row.get(1)?,
                    version: row.get(2)?,
                    old: class(row.get(3)?),
                    new: class(row.get(4)?),
                    made_by: row.get(5)?,
                    reason: row.get(6)?,
                })
            })
            .collect()
    }
}
