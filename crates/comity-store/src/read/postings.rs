//! Which records have a term or a value of a facet: read when it is first asked for, and then kept beside the columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::columns::Columns;
use crate::error::Error;
use crate::found_by::Facet;
use crate::sql::{Row, args, sql};
use crate::tx::Tx;

/// Slots in rising order, and for terms where each stands (0 titles, 1 names, 2 elsewhere).
pub(super) type Posting = Arc<Vec<(u32, u8)>>;

/// What is known so far.
#[derive(Clone, Default)]
pub(super) struct Postings {
    terms: FxHashMap<String, Posting>,
    /// Values of facets, each by itself.
    values: FxHashMap<(Facet, String), Posting>,
    /// Facets of which all values are known.
    whole: BTreeMap<Facet, Arc<Vec<(String, Posting)>>>,
    /// Slots kept, all together.
    kept: usize,
}

/// With more slots everything is forgotten: 8 bytes each.
const MOST: usize = 6_000_000;

impl Columns {
    /// The records of each of these terms, in their order; unknown ones are read.
    pub(super) async fn terms(&self, tx: &mut Tx, terms: &[String]) -> Result<Vec<Posting>, Error> {
        let mut found = Vec::new();
        for term in terms {
            let known = self.postings().terms.get(term).cloned();
            let posting = match known {
                Some(known) => known,
                None => {
                    let row = tx
                        .row(
                            sql!(
                                "select @packed(record_id), @listed(version * 4 + place) from record_term where term = $1"
                            ),
                            args![term],
                        )
                        .await?;
                    let posting = row.map_or(Ok(Posting::default()), |row| self.unpacked(&row, 0))?;
                    let mut postings = self.postings();
                    postings.make_room(posting.len());
                    postings.terms.insert(term.clone(), posting.clone());
                    posting
                }
            };
            found.push(posting);
        }
        Ok(found)
    }

    /// The records of one value of a facet.
    pub(super) async fn value(&self, tx: &mut Tx, facet: Facet, value: &str) -> Result<Posting, Error> {
        let key = (facet, value.to_owned());
        let known = self.postings().values.get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let row = tx
            .row(
                sql!("select @packed(record_id), @listed(version * 4) from record_facet where facet = $1 and value = $2"),
                args![facet.as_str(), value],
            )
            .await?;
        let posting = row.map_or(Ok(Posting::default()), |row| self.unpacked(&row, 0))?;
        let mut postings = self.postings();
        postings.make_room(posting.len());
        postings.values.insert(key, posting.clone());
        Ok(posting)
    }

    /// All values of a facet with their records.
    pub(super) async fn values(
        &self,
        tx: &mut Tx,
        facet: Facet,
    ) -> Result<Arc<Vec<(String, Posting)>>, Error> {
        let known = self.postings().whole.get(&facet).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let rows = tx
            .rows(
                sql!(
                    "select value, @packed(record_id), @listed(version * 4) from record_facet where facet = $1 \
                     group by value order by value"
                ),
                args![facet.as_str()],
            )
            .await?;
        let whole = rows.iter().map(|row| Ok((row.get(0)?, self.unpacked(row, 1)?)));
        let whole: Arc<Vec<(String, Posting)>> = Arc::new(whole.collect::<Result<_, Error>>()?);
        let mut postings = self.postings();
        postings.make_room(whole.iter().map(|(_, posting)| posting.len()).sum());
        postings.whole.insert(facet, whole.clone());
        Ok(whole)
    }

    /// Two columns as they come out of the database in one piece: ids as hex, and version and place as one number each.
    fn unpacked(&self, row: &Row, first: usize) -> Result<Posting, Error> {
        let damaged = || Error::Damaged {
            what: "what records are found by".to_owned(),
            reason: "ids and versions don't fit each other".to_owned(),
        };
        let (Some(ids), Some(numbers)) =
            (row.get::<Option<String>>(first)?, row.get::<Option<String>>(first + 1)?)
        else {
            return Ok(Posting::default());
        };
        let mut posting = Vec::with_capacity(ids.len() / 32);
        let mut numbers = numbers.split(',');
        for id in ids.as_bytes().chunks(32) {
            let id = Uuid::try_parse_ascii(id).map_err(|_| damaged())?;
            let number: i64 = numbers.next().and_then(|number| number.parse().ok()).ok_or_else(damaged)?;
            if let Some(slot) = self.slot_of(&id, number >> 2) {
                posting.push((slot, (number & 3) as u8));
            }
        }
        posting.sort_unstable();
        posting.dedup_by_key(|(slot, _)| *slot);
        Ok(Arc::new(posting))
    }
}

impl Postings {
    fn make_room(&mut self, more: usize) {
        if self.kept + more > MOST {
            *self = Postings::default();
        }
        self.kept += more;
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Posting> {
        let whole = self.whole.values_mut().flat_map(|values| Arc::make_mut(values).iter_mut());
        self.terms.values_mut().chain(self.values.values_mut()).chain(whole.map(|(_, posting)| posting))
    }

    /// Takes records out, by mark of their slot.
    pub fn forget(&mut self, gone: &[bool]) {
        let is_gone = |slot: u32| gone.get(slot as usize).copied().unwrap_or(false);
        for posting in self.all() {
            if posting.iter().any(|(slot, _)| is_gone(*slot)) {
                Arc::make_mut(posting).retain(|(slot, _)| !is_gone(*slot));
            }
        }
    }

    /// Puts records into what is known, by what they say now.
    pub async fn learn(&mut self, tx: &mut Tx, columns: &Columns, records: &[Uuid]) -> Result<(), Error> {
        let terms: Vec<String> = self.terms.keys().cloned().collect();
        let rows = tx
            .rows(
                sql!(
                    "select term, record_id, version, place from record_term where term in @texts($1) \
                     and place in (0, 1, 2) and record_id in @ids($2)"
                ),
                args![terms, records.to_vec()],
            )
            .await?;
        for row in &rows {
            let place = u8::try_from(row.get::<i64>(3)?).unwrap_or(2);
            if let Some(slot) = columns.slot_of(&row.get(1)?, row.get(2)?)
                && let Some(posting) = self.terms.get_mut(&row.get::<String>(0)?)
            {
                put(posting, (slot, place));
            }
        }
        let rows = tx
            .rows(
                sql!("select facet, value, record_id, version from record_facet where record_id in @ids($1)"),
                args![records.to_vec()],
            )
            .await?;
        for row in &rows {
            let Some(slot) = columns.slot_of(&row.get(2)?, row.get(3)?) else { continue };
            let Some(facet) = Facet::parse(&row.get::<String>(0)?) else { continue };
            let value: String = row.get(1)?;
            if let Some(values) = self.whole.get_mut(&facet) {
                let values = Arc::make_mut(values);
                let at = match values.binary_search_by(|(known, _)| known.cmp(&value)) {
                    Ok(at) => at,
                    Err(at) => {
                        values.insert(at, (value.clone(), Posting::default()));
                        at
                    }
                };
                if let Some((_, posting)) = values.get_mut(at) {
                    put(posting, (slot, 0));
                }
            }
            if let Some(posting) = self.values.get_mut(&(facet, value)) {
                put(posting, (slot, 0));
            }
        }
        Ok(())
    }
}

fn put(posting: &mut Posting, one: (u32, u8)) {
    if let Err(at) = posting.binary_search_by_key(&one.0, |(slot, _)| *slot) {
        Arc::make_mut(posting).insert(at, one);
    }
}
