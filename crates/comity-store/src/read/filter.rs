//! What a person asks of the records, and which records that are.

use std::sync::Arc;

use comity_core::{Period, Tlp};
use rustc_hash::FxHashSet;

use super::columns::{Columns, PointAt};
use super::postings::Posting;
use crate::access::{AccessClass, State, Use, Visible};
use crate::account::Thing;
use crate::error::Error;
use crate::found_by::Facet;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::terms::question;
use crate::tx::Tx;
use crate::value::{NO_END, NO_START};

/// A part of the map, in millionths of a degree. West may be greater than east: then it crosses the 180th meridian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Area {
    pub south: i64,
    pub west: i64,
    pub north: i64,
    pub east: i64,
}

/// Which records. Empty lists ask nothing; values of one list are alternatives, lists are conditions.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// What they are about; activities by default.
    pub thing: Option<Thing>,
    /// Words that must stand in them; the last may be a beginning.
    pub text: String,
    /// Facets, with the values of which one must hold.
    pub facets: Vec<(Facet, Vec<String>)>,
    /// Owners.
    pub owners: Vec<String>,
    /// States; only current ones by default.
    pub states: Vec<State>,
    /// Running in this period. An unstated start or end bounds nothing.
    pub period: Option<Period>,
    /// With a point in this area.
    pub area: Option<Area>,
    /// Labels; all where none is named.
    pub labels: Vec<Tlp>,
}

/// Words that a beginning is taken to mean.
const MEANINGS: usize = 16;

/// The records that a filter lets through, by slot in rising order, each with where the rarest of the words stands in it.
pub(super) struct Matched {
    pub columns: Arc<Columns>,
    pub slots: Vec<(u32, u8)>,
    /// Whether there was a word to look for; what has no letter or digit is none.
    pub worded: bool,
}

impl Filter {
    /// Looks the filter up in the columns of the transaction's moment. Only what may be used so is let through.
    pub(super) async fn matched(
        &self,
        store: &Store,
        visible: &Visible,
        of: Use,
    ) -> Result<(Tx, Matched), Error> {
        let (mut tx, columns) = store.looking().await?;
        let classes = self.classes(visible, of);
        let asked = question(&self.text);
        let mut leads = columns.terms(&mut tx, &asked.all).await?;
        if let Some(beginning) = asked.beginning {
            let meant = tx.terms_beginning(&beginning).await?;
            let meant = columns.terms(&mut tx, &meant).await?;
            leads.push(united(&meant));
        }
        let worded = !leads.is_empty();
        for (facet, values) in &self.facets {
            let mut any = Vec::new();
            for value in values {
                any.push(columns.value(&mut tx, *facet, value).await?);
            }
            leads.push(united(&any));
        }
        let slots = self.met(&columns, &classes, leads);
        Ok((tx, Matched { columns, slots, worded }))
    }

    /// The classes that may be used so and whose owner and state are asked for.
    fn classes(&self, visible: &Visible, of: Use) -> FxHashSet<i64> {
        let fits = |class: &AccessClass| {
            let state = if self.states.is_empty() {
                class.state == State::Current
            } else {
                self.states.contains(&class.state)
            };
            let label = self.labels.is_empty() || self.labels.contains(&class.label.tlp());
            state
                && label
                && (self.owners.is_empty() || self.owners.iter().any(|owner| owner == class.party()))
        };
        // whoever asks by words searches, whatever the answer is for
        let searched = if self.text.trim().is_empty() { of } else { Use::Search };
        let mut classes = visible.classes(of, fits);
        if searched != of {
            let found = visible.classes(searched, fits);
            classes.retain(|class| found.binary_search(class).is_ok());
        }
        classes.into_iter().collect()
    }

    fn met(&self, columns: &Columns, classes: &FxHashSet<i64>, mut leads: Vec<Posting>) -> Vec<(u32, u8)> {
        let thing = self.thing.unwrap_or(Thing::Activity);
        let (before, after) = match self.period {
            Some(period) => (period.end.unwrap_or(NO_END).0, period.start.unwrap_or(NO_START).0),
            None => (i32::MAX, i32::MIN),
        };
        let inside = self.area.map(|area| area.slots(columns));
        let lets_through = |slot: u32| {
            columns.slots.get(slot as usize).is_some_and(|record| {
                record.thing == thing
                    && record.first_day < before
                    && record.end_day > after
                    && classes.contains(&record.class)
            }) && inside.as_ref().is_none_or(|inside| inside.get(slot as usize).copied().unwrap_or(false))
        };
        leads.sort_by_key(|posting| posting.len());
        let Some((first, rest)) = leads.split_first() else {
            return (0..columns.slots.len() as u32)
                .filter(|slot| lets_through(*slot))
                .map(|slot| (slot, 0))
                .collect();
        };
        let mut slots: Vec<(u32, u8)> = first.to_vec();
        for other in rest {
            keep_common(&mut slots, other);
        }
        slots.retain(|(slot, _)| lets_through(*slot));
        slots
    }
}

/// Keeps those that the longer list has too.
fn keep_common(slots: &mut Vec<(u32, u8)>, other: &[(u32, u8)]) {
    let mut rest = other;
    slots.retain(|(slot, _)| {
        // doubling steps, then halving ones: cheap for lists of one length and of very different ones
        let mut step = 1;
        while rest.get(step).is_some_and(|(at, _)| at < slot) {
            step *= 2;
        }
        let within = rest.get(..=step).unwrap_or(rest);
        let from = within.partition_point(|(at, _)| at < slot);
        rest = rest.get(from..).unwrap_or_default();
        rest.first().is_some_and(|(at, _)| at == slot)
    });
}

/// The records of any of these, each at its best place.
fn united(postings: &[Posting]) -> Posting {
    match postings {
        [only] => only.clone(),
        several => {
            let mut all: Vec<(u32, u8)> =
                several.iter().flat_map(|posting| posting.iter().copied()).collect();
            all.sort_unstable();
            all.dedup_by_key(|(slot, _)| *slot);
            Posting::new(all)
        }
    }
}

impl Area {
    /// Whether a point lies in it.
    pub(super) fn holds(self, point: &PointAt) -> bool {
        let (lat, lon) = (i64::from(point.lat), i64::from(point.lon));
        let between = if self.west <= self.east {
            (self.west..=self.east).contains(&lon)
        } else {
            lon >= self.west || lon <= self.east
        };
        between && (self.south..=self.north).contains(&lat)
    }

    /// By slot, whether a record has a point in it.
    fn slots(self, columns: &Columns) -> Vec<bool> {
        let mut inside = vec![false; columns.slots.len()];
        for point in columns.points.iter().filter(|point| self.holds(point)) {
            if let Some(mark) = inside.get_mut(point.slot as usize) {
                *mark = true;
            }
        }
        inside
    }
}

impl Tx {
    /// The terms that begin so, jumping along the index from one to the next.
    async fn terms_beginning(&mut self, beginning: &str) -> Result<Vec<String>, Error> {
        let rows = self
            .rows(
                sql!(
                    "with recursive t (term) as (select min(term) from record_term where term >= $1 and term < $2 \
                     union all select (select min(n.term) from record_term n where n.term > t.term and n.term < $2) \
                     from t where t.term is not null) select term from t where term is not null limit 16"
                ),
                args![beginning, format!("{beginning}\u{10ffff}")],
            )
            .await?;
        rows.iter().take(MEANINGS).map(|row| row.get(0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn common_slots_are_those_of_both(one in prop::collection::btree_set(0u32..300, 0..60), other in prop::collection::btree_set(0u32..300, 0..200)) {
            let mut slots: Vec<(u32, u8)> = one.iter().map(|slot| (*slot, 1)).collect();
            let others: Vec<(u32, u8)> = other.iter().map(|slot| (*slot, 2)).collect();
            keep_common(&mut slots, &others);
            let expected: Vec<(u32, u8)> = one.intersection(&other).map(|slot| (*slot, 1)).collect();
            prop_assert_eq!(slots, expected);
        }
    }
}
