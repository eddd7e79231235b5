//! What lists, counts, map and facets are answered from: the filter columns of all records in memory, a slot each.
//!
//! They are a copy of the database as of one generation. Every question reads the generation in its own transaction and first brings
//! the copy up to that: by the records that changed since, or whole. So an answer is always that of the transaction's moment,
//! whoever wrote in between, this process or another. A record takes some 190 bytes.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::postings::Postings;
use crate::account::Thing;
use crate::error::Error;
use crate::found_by::Facet;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use comity_core::Day;

/// A point of a record, millionths of a degree, with its cell on the grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct PointAt {
    pub slot: u32,
    pub lat: i32,
    pub lon: i32,
    pub cell: i32,
}

/// The columns of one record.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub id: Uuid,
    pub version: i64,
    pub class: i64,
    pub thing: Thing,
    pub first_day: i32,
    pub end_day: i32,
    pub changed_at: i64,
    /// When what it is found by was last computed anew: a generation, 0 for never.
    pub resolved: i64,
    pub title_key: Arc<str>,
}

/// All records of one generation.
pub(crate) struct Columns {
    pub(super) generation: i64,
    pub(super) slots: Vec<Slot>,
    by_id: FxHashMap<Uuid, u32>,
    pub(super) points: Vec<PointAt>,
    postings: Mutex<Postings>,
}

impl Clone for Columns {
    fn clone(&self) -> Columns {
        Columns {
            generation: self.generation,
            slots: self.slots.clone(),
            by_id: self.by_id.clone(),
            points: self.points.clone(),
            postings: Mutex::new(self.postings().clone()),
        }
    }
}

/// Where the copy is kept, and who brings it up to date.
#[derive(Default)]
pub(crate) struct Kept {
    now: Mutex<Option<Arc<Columns>>>,
    refreshing: tokio::sync::Mutex<()>,
}

impl Kept {
    fn get(&self) -> Option<Arc<Columns>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// So many reworded records are put into the known postings one by one; of more, all postings are read again when they are asked for.
const FEW: usize = 64;
/// How often a question begins anew because another one had a later moment before its eyes.
const TRIES: usize = 4;

impl Store {
    /// A reading transaction, and the columns as of its moment.
    pub(super) async fn looking(&self) -> Result<(Tx, Arc<Columns>), Error> {
        for _ in 0..TRIES {
            let mut tx = self.read().await?;
            let generation = tx.generation().await?;
            if let Some(columns) = self.kept().get()
                && columns.generation == generation
            {
                return Ok((tx, columns));
            }
            let _alone = self.kept().refreshing.lock().await;
            let known = self.kept().now.lock().unwrap_or_else(PoisonError::into_inner).take();
            let columns = match known {
                Some(known) if known.generation == generation => known,
                // another question saw a later moment meanwhile
                Some(known) if known.generation > generation => {
                    self.keep(known);
                    continue;
                }
                Some(mut known) => {
                    // a copy only where somebody still looks at the old one
                    Arc::make_mut(&mut known).refresh(&mut tx, generation).await?;
                    known
                }
                None => Arc::new(tx.columns(generation).await?),
            };
            self.keep(columns.clone());
            return Ok((tx, columns));
        }
        let mut tx = self.read().await?;
        let generation = tx.generation().await?;
        let columns = Arc::new(tx.columns(generation).await?);
        Ok((tx, columns))
    }

    fn keep(&self, columns: Arc<Columns>) {
        *self.kept().now.lock().unwrap_or_else(PoisonError::into_inner) = Some(columns);
    }

    /// Reads what lists are answered from, so that the first one doesn't wait for it: the columns, then the facets that stand beside a list.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn warm_up(&self) -> Result<(), Error> {
        let (mut tx, columns) = self.looking().await?;
        for facet in [Facet::Kind, Facet::Theme, Facet::Place, Facet::Party] {
            columns.values(&mut tx, facet).await?;
        }
        Ok(())
    }
}

impl Columns {
    /// What is known of terms and facets so far.
    pub(super) fn postings(&self) -> std::sync::MutexGuard<'_, Postings> {
        self.postings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The slot of a record in the version at hand.
    pub(super) fn slot_of(&self, id: &Uuid, version: i64) -> Option<u32> {
        let slot = *self.by_id.get(id)?;
        self.slots.get(slot as usize).filter(|found| found.version == version).map(|_| slot)
    }

    /// Puts one record in, and says whether it is new, or is found by something else than before.
    fn put(&mut self, slot: Slot) -> bool {
        match self.by_id.get(&slot.id).and_then(|at| self.slots.get_mut(*at as usize)) {
            Some(known) => {
                let reworded = (known.version, known.resolved) != (slot.version, slot.resolved);
                *known = slot;
                reworded
            }
            None => {
                self.by_id.insert(slot.id, self.slots.len() as u32);
                self.slots.push(slot);
                true
            }
        }
    }

    /// Brings the columns up to the generation of a transaction.
    async fn refresh(&mut self, tx: &mut Tx, generation: i64) -> Result<(), Error> {
        let mut reworded = Vec::new();
        for slot in tx.slots(self.generation).await? {
            let id = slot.id;
            if self.put(slot) {
                reworded.push(id);
            }
        }
        if !reworded.is_empty() {
            let of: Vec<u32> = reworded.iter().filter_map(|id| self.by_id.get(id)).copied().collect();
            let mut of_those = vec![false; self.slots.len()];
            for slot in &of {
                if let Some(mark) = of_those.get_mut(*slot as usize) {
                    *mark = true;
                }
            }
            self.points.retain(|point| !of_those.get(point.slot as usize).copied().unwrap_or(false));
            for part in reworded.chunks(5000) {
                tx.points_of(part, self).await?;
            }
            let mut postings = std::mem::take(&mut *self.postings());
            if reworded.len() <= FEW {
                postings.forget(&of_those);
                postings.learn(tx, self, &reworded).await?;
            } else {
                postings = Postings::default();
            }
            *self.postings() = postings;
        }
        self.generation = generation;
        Ok(())
    }
}

fn slot_of(row: &Row) -> Result<Slot, Error> {
    Ok(Slot {
        id: row.get(0)?,
        version: row.get(1)?,
        class: row.get(2)?,
        thing: Thing::parse(&row.get::<String>(3)?)?,
        first_day: row.get::<Day>(4)?.0,
        end_day: row.get::<Day>(5)?.0,
        changed_at: row.get::<crate::value::Time>(6)?.0,
        resolved: row.get(7)?,
        title_key: row.get::<String>(8)?.into(),
    })
}

impl Tx {
    /// How often what lists show was changed.
    pub(crate) async fn generation(&mut self) -> Result<i64, Error> {
        let row = self.row(sql!("select n from generation where id = 1"), args![]).await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// Counts one more change. What it touches is marked with the number.
    pub(crate) async fn next_generation(&mut self) -> Result<i64, Error> {
        let row = self
            .row(
                sql!(
                    "insert into generation (id, n) values (1, 1) on conflict (id) do update set n = generation.n + 1 \
                     returning n"
                ),
                args![],
            )
            .await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// Published records that were touched after a generation.
    async fn slots(&mut self, after: i64) -> Result<Vec<Slot>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select id, version, class_id, thing, first_day, end_day, changed_at, resolved, title_key from record \
                     where touched > $1 and class_id is not null"
                ),
                args![after],
            )
            .await?;
        rows.iter().map(slot_of).collect()
    }

    /// Everything, from nothing.
    async fn columns(&mut self, generation: i64) -> Result<Columns, Error> {
        let slots = self.slots(-1).await?;
        let by_id = slots.iter().zip(0..).map(|(slot, at)| (slot.id, at)).collect();
        let mut columns = Columns {
            generation,
            slots,
            by_id,
            points: Vec::new(),
            postings: Mutex::new(Postings::default()),
        };
        let row = self
            .row(
                sql!(
                    "select @packed(record_id), @listed(version), @listed(lat), @listed(lon), @listed(cell) from record_point"
                ),
                args![],
            )
            .await?;
        columns.add_points(row.as_ref())?;
        Ok(columns)
    }

    async fn points_of(&mut self, records: &[Uuid], columns: &mut Columns) -> Result<(), Error> {
        let row = self
            .row(
                sql!(
                    "select @packed(record_id), @listed(version), @listed(lat), @listed(lon), @listed(cell) \
                     from record_point where record_id in @ids($1)"
                ),
                args![records.to_vec()],
            )
            .await?;
        columns.add_points(row.as_ref())
    }
}

impl Columns {
    /// Points as they come out of the database in one piece: ids as hex, numbers as lists.
    fn add_points(&mut self, row: Option<&Row>) -> Result<(), Error> {
        let Some(row) = row else { return Ok(()) };
        let Some(ids) = row.get::<Option<String>>(0)? else { return Ok(()) };
        let lists: [String; 4] = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
        let mut lists = lists.each_ref().map(|list| list.split(','));
        let damaged = || Error::Damaged {
            what: "points of records".to_owned(),
            reason: "their columns don't fit each other".to_owned(),
        };
        for id in ids.as_bytes().chunks(32) {
            let id = Uuid::try_parse_ascii(id).map_err(|_| damaged())?;
            let mut numbers = [0i64; 4];
            for (number, list) in numbers.iter_mut().zip(&mut lists) {
                *number = list.next().and_then(|number| number.parse().ok()).ok_or_else(damaged)?;
            }
            let [version, lat, lon, cell] = numbers;
            let Some(slot) = self.slot_of(&id, version) else { continue };
            let number = |number: i64| i32::try_from(number).unwrap_or(0);
            self.points.push(PointAt { slot, lat: number(lat), lon: number(lon), cell: number(cell) });
        }
        // a record's points stand together, so that it is counted once in a cell
        self.points.sort_by_key(|point| point.slot);
        Ok(())
    }
}
