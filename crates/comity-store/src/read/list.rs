//! Lists of records, page by page.

use comity_core::Day;
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::columns::Columns;
use super::filter::{Filter, Matched};
use crate::access::{AccessClass, Use, Visible};
use crate::error::Error;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{NO_END, NO_START, Time};

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Where the words stand: titles first, then names, then elsewhere. Without words as [`Sort::Start`].
    #[default]
    Relevance,
    /// Latest start first; without a start last.
    Start,
    /// By title.
    Title,
    /// Latest change first.
    Changed,
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// What it is sorted by, of the last record.
    number: i64,
    text: String,
    id: Uuid,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Summary {
    pub id: Uuid,
    pub version: i64,
    pub class: AccessClass,
    pub reporter: String,
    pub own_id: String,
    pub kind: String,
    pub status: String,
    pub title: String,
    pub first_day: Option<Day>,
    /// First day after.
    pub end_day: Option<Day>,
    pub changed_at: Time,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<Summary>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

impl Store {
    /// A page of `size` records.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list(
        &self,
        visible: &Visible,
        filter: &Filter,
        sort: Sort,
        after: Option<&Cursor>,
        size: u32,
    ) -> Result<Page, Error> {
        let (mut tx, matched) = filter.matched(self, visible, Use::See).await?;
        let (ids, next) = matched.sorted(sort, after, size as usize);
        let mut lines = tx.lines(&ids, visible).await?;
        // the database gives them in its own order
        let place: FxHashMap<Uuid, usize> = ids.iter().zip(0..).map(|(id, at)| (*id, at)).collect();
        lines.sort_by_key(|line| place.get(&line.id).copied());
        Ok(Page { lines, next })
    }
}

impl Matched {
    /// The first `size` of them after a cursor, and where the page after them begins.
    fn sorted(&self, sort: Sort, after: Option<&Cursor>, size: usize) -> (Vec<Uuid>, Option<Cursor>) {
        let sort = if sort == Sort::Relevance && !self.worded { Sort::Start } else { sort };
        let mut keys: Vec<Sorted<'_>> = self
            .slots
            .iter()
            .filter_map(|(slot, place)| sorted(&self.columns, sort, *slot, *place))
            .collect();
        if let Some(cursor) = after {
            keys.retain(|key| {
                (key.number, key.text, key.id)
                    > (cursor.number, cursor.text.as_str(), id_key(sort, cursor.id))
            });
        }
        let full = keys.len() > size;
        if full {
            keys.select_nth_unstable(size);
            keys.truncate(size);
        }
        keys.sort_unstable();
        let next = keys.last().filter(|_| full).map(|key| Cursor {
            number: key.number,
            text: key.text.to_owned(),
            id: id_of(sort, key.id),
        });
        (keys.iter().map(|key| id_of(sort, key.id)).collect(), next)
    }
}

/// What a record is sorted by, rising.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Sorted<'c> {
    number: i64,
    text: &'c str,
    id: u128,
}

fn sorted(columns: &Columns, sort: Sort, slot: u32, place: u8) -> Option<Sorted<'_>> {
    let record = columns.slots.get(slot as usize)?;
    let (number, text) = match sort {
        Sort::Relevance => (i64::from(place), ""),
        Sort::Start => (-i64::from(record.first_day), ""),
        Sort::Changed => (-record.changed_at, ""),
        Sort::Title => (0, &*record.title_key),
    };
    Some(Sorted { number, text, id: id_key(sort, record.id) })
}

/// The latest first means the latest made first among equals, too.
fn id_key(sort: Sort, id: Uuid) -> u128 {
    match sort {
        Sort::Start | Sort::Changed => !id.as_u128(),
        Sort::Relevance | Sort::Title => id.as_u128(),
    }
}

fn id_of(sort: Sort, key: u128) -> Uuid {
    Uuid::from_u128(match sort {
        Sort::Start | Sort::Changed => !key,
        Sort::Relevance | Sort::Title => key,
    })
}

impl Tx {
    /// Lines of these records, as far as they may be seen.
    pub(super) async fn lines(&mut self, ids: &[Uuid], visible: &Visible) -> Result<Vec<Summary>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select r.id, r.version, r.class_id, r.reporter, r.own_id, r.kind, r.status, r.title, r.first_day, \
                     r.end_day, r.changed_at from record r where r.id in @ids($1) and r.class_id in @ints($2)"
                ),
                args![ids.to_vec(), visible.classes(Use::See, |_| true)],
            )
            .await?;
        rows.iter().map(|row| summary(row, visible)).collect()
    }
}

pub(super) fn summary(row: &Row, visible: &Visible) -> Result<Summary, Error> {
    let id: Uuid = row.get(0)?;
    let class = row.get::<Option<i64>>(2)?.and_then(|class| visible.seen(class));
    let class = class.cloned().ok_or(Error::Missing { what: "record", id })?;
    Ok(Summary {
        id,
        version: row.get(1)?,
        class,
        reporter: row.get(3)?,
        own_id: row.get(4)?,
        kind: row.get(5)?,
        status: row.get(6)?,
        title: row.get(7)?,
        first_day: Some(row.get(8)?).filter(|day| *day != NO_START),
        end_day: Some(row.get(9)?).filter(|day| *day != NO_END),
        changed_at: row.get(10)?,
    })
}
