//! The timeline: for each party a lane, with each record as a bar where there are few, else how many run when.

use comity_core::Day;
use uuid::Uuid;

use super::columns::{Columns, Slot};
use super::filter::{Filter, Matched};
use super::list::Summary;
use super::overview::{commonest, stated};
use super::postings::Posting;
use crate::access::{Use, Visible};
use crate::error::Error;
use crate::found_by::Facet;
use crate::store::Store;
use crate::value::{NO_END, NO_START};

/// A lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The party: its value of the facet.
    pub party: String,
    /// Its records.
    pub records: u64,
    /// Each of them by start, where there are no more than asked for.
    pub bars: Vec<Summary>,
    /// How many run in each step; records without any day aren't counted.
    pub running: Vec<u64>,
}

/// Lanes over a stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// Where each step begins, rising, and where the last one ends. Empty where no record states a day.
    pub edges: Vec<Day>,
    /// The parties with the most records first.
    pub lanes: Vec<Lane>,
    /// Parties that have no lane.
    pub more: u64,
}

/// How long a step may be, months, and how many there are at most.
const STEPS: [i32; 5] = [1, 3, 12, 60, 600];
const MOST_STEPS: i32 = 72;
/// Of one end of time and the other this share is left out, where there are many records.
const SPARED: usize = 100;

impl Store {
    /// The lanes of the `most` parties with the most records; each record of its own where a party has no more than `bars`.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn lanes(
        &self,
        visible: &Visible,
        filter: &Filter,
        most: usize,
        bars: usize,
    ) -> Result<Lanes, Error> {
        let (mut tx, matched) = filter.matched(self, visible, Use::See).await?;
        let columns = &matched.columns;
        let shown = matched.marks();
        let values = columns.values(&mut tx, Facet::Party).await?;
        let parties = commonest(&values, &shown, usize::MAX, &|_| true);
        let edges = frame(&matched, filter).map(|(from, to)| steps(from, to)).unwrap_or_default();
        let mut out = Lanes { edges, lanes: Vec::new(), more: 0 };
        out.more = parties.len().saturating_sub(most) as u64;
        for (records, party, posting) in parties.into_iter().take(most) {
            let of_lane = shown_of(posting, columns, &shown);
            let mut lane =
                Lane { party: party.to_owned(), records, bars: Vec::new(), running: out.running(&of_lane) };
            if records <= bars as u64 {
                let ids: Vec<Uuid> = of_lane.iter().map(|record| record.id).collect();
                lane.bars = tx.lines(&ids, visible).await?;
                lane.bars.sort_by_key(|line| (line.first_day.or(line.end_day), line.end_day, line.id));
            }
            out.lanes.push(lane);
        }
        Ok(out)
    }
}

impl Lanes {
    fn running(&self, records: &[&Slot]) -> Vec<u64> {
        let steps = self.edges.len().saturating_sub(1);
        // what begins and what has ended, by step: their sums are what runs
        let mut changes = vec![0i64; steps + 1];
        for record in records.iter().filter(|record| stated(record).next().is_some()) {
            let from = self.edges.partition_point(|edge| edge.0 <= record.first_day).saturating_sub(1);
            let to = self.edges.partition_point(|edge| edge.0 < record.end_day);
            if to == 0 || from >= steps {
                continue;
            }
            for (at, change) in [(from, 1), (to.min(steps), -1)] {
                if let Some(step) = changes.get_mut(at) {
                    *step += change;
                }
            }
        }
        let mut running = 0;
        changes
            .into_iter()
            .take(steps)
            .map(|change| {
                running += change;
                running.unsigned_abs()
            })
            .collect()
    }
}

/// Records of a posting that are shown.
fn shown_of<'c>(posting: &Posting, columns: &'c Columns, shown: &[bool]) -> Vec<&'c Slot> {
    let slots = posting.iter().map(|(slot, _)| *slot as usize);
    slots
        .filter(|slot| shown.get(*slot).copied().unwrap_or(false))
        .filter_map(|slot| columns.slots.get(slot))
        .collect()
}

/// From when to when the lanes go: as the filter says, else where most of the stated days lie.
fn frame(matched: &Matched, filter: &Filter) -> Option<(Day, Day)> {
    let asked = filter.period.unwrap_or_default();
    let (mut starts, mut ends): (Vec<i32>, Vec<i32>) =
        matched.records().filter_map(|record| Some((stated(record).next()?, stated(record).last()?))).unzip();
    let place = starts.len() / SPARED;
    let last = ends.len().checked_sub(1 + place)?;
    let (_, start, _) = starts.select_nth_unstable(place);
    let (_, end, _) = ends.select_nth_unstable(last);
    let from = asked.start.unwrap_or(Day((*start).max(NO_START.0)));
    let to = asked.end.unwrap_or(Day((*end + 1).min(NO_END.0)));
    Some((from, Day(to.0.max(from.0 + 1))))
}

/// Steps of one length from before `from` to after `to`, on first days of months.
fn steps(from: Day, to: Day) -> Vec<Day> {
    let month_of = |day: Day| {
        let (year, month, _) = day.ymd();
        i32::from(year) * 12 + i32::from(month) - 1
    };
    let (first, last) = (month_of(from), month_of(to.plus(-1)) + 1);
    let step = STEPS.into_iter().find(|step| (last - first) / step < MOST_STEPS).unwrap_or(STEPS[4]);
    let first = first.div_euclid(step) * step;
    let day = |month: i32| {
        let (year, month) =
            (i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12)).ok()?);
        Day::from_ymd(year, month + 1, 1)
    };
    (0..=(last - first + step - 1) / step).map_while(|n| day(first + n * step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn steps_hold_the_whole_and_are_not_many(from in -30_000i32..40_000, long in 1i32..60_000) {
            let edges = steps(Day(from), Day(from + long));
            prop_assert!(edges.len() >= 2 && edges.len() <= MOST_STEPS as usize + 2, "{}", edges.len());
            prop_assert!(edges[0].0 <= from && edges[edges.len() - 1].0 >= from + long);
            prop_assert!(edges.is_sorted());
        }
    }
}
