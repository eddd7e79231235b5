//! Lists of records, page by page, and how many there are.

use comity_core::Day;
use uuid::Uuid;

use super::filter::{Filter, Ready};
use crate::access::{AccessClass, Use, Visible};
use crate::error::Error;
use crate::sql::{Query, Row};
use crate::store::Store;
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

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(u64),
    /// At least so many; counting stopped there.
    MoreThan(u64),
}

const LINE: &str = "select r.id, r.version, r.class_id, r.reporter, r.own_id, r.kind, r.status, r.title, r.first_day, \
                    r.end_day, r.changed_at, r.title_key";

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
        let mut tx = self.read().await?;
        let ready = filter.ready(&mut tx, visible, Use::See).await?;
        if ready.empty {
            return Ok(Page { lines: Vec::new(), next: None });
        }
        let sort = if sort == Sort::Relevance && filter.text.trim().is_empty() { Sort::Start } else { sort };
        let query = page(&ready, sort, after, size);
        let rows = tx.rows_of("list records", query).await?;
        let full = rows.len() > size as usize;
        let mut lines = Vec::with_capacity(rows.len());
        let mut next = None;
        for row in rows.iter().take(size as usize) {
            let line = summary(row, visible)?;
            next = Some(Cursor {
                number: match sort {
                    Sort::Relevance => row.get(12)?,
                    Sort::Start => i64::from(row.get::<Day>(8)?.0),
                    Sort::Changed => line.changed_at.0,
                    Sort::Title => 0,
                },
                text: row.get(11)?,
                id: line.id,
            });
            lines.push(line);
        }
        Ok(Page { lines, next: next.filter(|_| full) })
    }

    /// How many records there are, counted up to `cap`.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn count(&self, visible: &Visible, filter: &Filter, cap: u32) -> Result<Count, Error> {
        let mut tx = self.read().await?;
        let ready = filter.ready(&mut tx, visible, Use::Count).await?;
        if ready.empty {
            return Ok(Count::Exactly(0));
        }
        let mut query = Query::default();
        query.push("select count(*) from (select 1");
        ready.write(&mut query, true, "");
        query.push(" limit ").bind(i64::from(cap) + 1).push(") x");
        let rows = tx.rows_of("count records", query).await?;
        let count = rows.first().map_or(Ok(0), |row| row.get::<i64>(0))?;
        let count = u64::try_from(count).unwrap_or(0);
        Ok(if count > u64::from(cap) { Count::MoreThan(u64::from(cap)) } else { Count::Exactly(count) })
    }
}

fn page(ready: &Ready, sort: Sort, after: Option<&Cursor>, size: u32) -> Query {
    let mut query = Query::default();
    // by way of the first condition where that is cheap: few records, or the order of its own index
    let led = ready.few() || sort == Sort::Relevance;
    query.push(LINE).push(if led && sort == Sort::Relevance { ", d.place" } else { ", 0" });
    ready.write(&mut query, led, "");
    if let Some(cursor) = after {
        query.push(" and ");
        match sort {
            Sort::Relevance => {
                query.push("(d.place, r.id) > (").bind(cursor.number);
            }
            Sort::Start => {
                let day = Day(i32::try_from(cursor.number).unwrap_or(0));
                query.push("(r.first_day, r.id) < (").bind(day);
            }
            Sort::Changed => {
                query.push("(r.changed_at, r.id) < (").bind(Time(cursor.number));
            }
            Sort::Title => {
                query.push("(r.title_key, r.id) > (").bind(cursor.text.clone());
            }
        }
        query.push(", ").bind(cursor.id).push(")");
    }
    query.push(match sort {
        Sort::Relevance if ready.by_place() => " order by d.place, d.record_id",
        Sort::Relevance => " order by d.place, r.id",
        Sort::Start => " order by r.first_day desc, r.id desc",
        Sort::Changed => " order by r.changed_at desc, r.id desc",
        Sort::Title => " order by r.title_key, r.id",
    });
    query.push(" limit ").bind(i64::from(size) + 1);
    query
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
