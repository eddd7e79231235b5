//! Records of a filter with all that they say: those that a viewer may see, and those that may be taken along in a file.

use comity_core::Tlp;
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::columns::Slot;
use super::filter::{Filter, Matched};
use super::snapshot::Handle;
use crate::access::{AccessClass, Use, Visible};
use crate::account::Account;
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// Which records may go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// They, the latest start first.
    pub ids: Vec<Uuid>,
    /// The narrowest label among them; [`Tlp::Clear`] where there are none.
    pub tlp: Tlp,
    /// Records of the filter that the viewer sees and may not take along.
    pub left: u64,
}

/// What a record says now, and where that was read.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Content {
    pub of: Handle,
    pub class: AccessClass,
    pub changed_at: Time,
    pub account: Account,
    /// The file that it was read from, and the line there.
    pub source: String,
    pub line: i64,
}

impl Store {
    /// The records of a filter that policies let the viewer export.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn taken(&self, visible: &Visible, filter: &Filter) -> Result<Taken, Error> {
        let (_, seen) = filter.matched(self, visible, Use::See).await?;
        let going = seen.exported(visible);
        let tlp = going.iter().filter_map(|record| visible.seen(record.class)).map(|class| class.label.tlp());
        Ok(Taken {
            tlp: tlp.max().unwrap_or(Tlp::Clear),
            left: (seen.slots.len() - going.len()) as u64,
            ids: going.into_iter().map(|record| record.id).collect(),
        })
    }

    /// How many records of a filter the viewer sees and may not take along; [`Taken::left`] without the rest of it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn left_behind(&self, visible: &Visible, filter: &Filter) -> Result<u64, Error> {
        let may: FxHashSet<i64> = visible.classes(Use::Export, |_| true).into_iter().collect();
        if visible.classes(Use::See, |_| true).iter().all(|class| may.contains(class)) {
            return Ok(0);
        }
        let (_, seen) = filter.matched(self, visible, Use::See).await?;
        Ok(seen.outside(&may))
    }

    /// What these records say now, in their order, as far as policies let the viewer export them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn contents(&self, visible: &Visible, ids: &[Uuid]) -> Result<Vec<Content>, Error> {
        self.read().await?.contents(visible, Use::Export, ids).await
    }

    /// What the records of a filter say, by title, as far as the viewer sees them: `most` of them, and whether there are more.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn accounts(
        &self,
        visible: &Visible,
        filter: &Filter,
        most: usize,
    ) -> Result<(Vec<Content>, bool), Error> {
        let (mut tx, seen) = filter.matched(self, visible, Use::See).await?;
        let ids = seen.by_title(most);
        let more = seen.slots.len() > ids.len();
        Ok((tx.contents(visible, Use::See, &ids).await?, more))
    }
}

impl Matched {
    /// Those that policies let the viewer export, the latest start first.
    fn exported(&self, visible: &Visible) -> Vec<&Slot> {
        let may: FxHashSet<i64> = visible.classes(Use::Export, |_| true).into_iter().collect();
        let mut going: Vec<_> = self.records().filter(|record| may.contains(&record.class)).collect();
        going.sort_by_key(|record| (std::cmp::Reverse(record.first_day), record.id));
        going
    }

    /// How many of them are of none of these classes.
    fn outside(&self, classes: &FxHashSet<i64>) -> u64 {
        self.records().filter(|record| !classes.contains(&record.class)).count() as u64
    }

    /// The first of them by title.
    fn by_title(&self, most: usize) -> Vec<Uuid> {
        let mut records: Vec<_> = self.records().collect();
        records.sort_by(|one, other| (&one.title_key, one.id).cmp(&(&other.title_key, other.id)));
        records.iter().take(most).map(|record| record.id).collect()
    }
}

impl Tx {
    async fn contents(&mut self, visible: &Visible, of: Use, ids: &[Uuid]) -> Result<Vec<Content>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select r.id, r.version, r.class_id, r.changed_at, v.content, s.name, r.line from record r \
                     join record_version v on v.record_id = r.id and v.version = r.version \
                     join source s on s.id = r.source_id where r.id in @ids($1) and r.class_id in @ints($2)"
                ),
                args![ids.to_vec(), visible.classes(of, |_| true)],
            )
            .await?;
        let mut found: FxHashMap<Uuid, Content> = FxHashMap::default();
        for row in &rows {
            let id: Uuid = row.get(0)?;
            let Some(class) = visible.seen(row.get(2)?) else { continue };
            let content = Content {
                of: Handle { record: id, version: row.get(1)? },
                class: class.clone(),
                changed_at: row.get(3)?,
                account: Account::unpack(&row.get::<Vec<u8>>(4)?)?,
                source: row.get(5)?,
                line: row.get(6)?,
            };
            found.insert(id, content);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }
}
