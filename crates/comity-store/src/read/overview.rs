//! What stands around a list of records: how many, of when, and what they can be narrowed by, each with its count.

use comity_core::{Day, Tlp};

use super::columns::{Columns, Slot};
use super::filter::{Filter, Matched};
use super::postings::Posting;
use crate::access::{Use, Visible};
use crate::error::Error;
use crate::found_by::Facet;
use crate::store::Store;
use crate::value::{NO_END, NO_START};

/// How many records have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct FacetCount {
    pub facet: Facet,
    pub value: String,
    pub records: u64,
}

/// Counts over the records of one filter, as far as the viewer may count them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// How many records.
    pub records: u64,
    /// The commonest values of each facet that was asked for, the commonest first.
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
    /// Years, rising, with the records that run in each. An unstated start or end bounds nothing, as in a filter.
    pub years: Vec<(i16, u64)>,
    /// Labels, the widest first.
    pub labels: Vec<(Tlp, u64)>,
    /// The earliest day that one of them states, start or last day.
    pub first: Option<Day>,
    /// The latest such day.
    pub last: Option<Day>,
    /// Records that state neither start nor end.
    pub undated: u64,
}

/// Years that are told apart; what lies outside counts for the nearest.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2099;

impl Store {
    /// Counts over a filter, with the `most` commonest values of each of these facets.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn overview(
        &self,
        visible: &Visible,
        filter: &Filter,
        facets: &[Facet],
        most: usize,
    ) -> Result<Overview, Error> {
        let (mut tx, matched) = filter.matched(self, visible, Use::Count).await?;
        let shown = matched.marks();
        let mut out = Overview { records: matched.slots.len() as u64, ..Overview::default() };
        for facet in facets {
            let values = matched.columns.values(&mut tx, *facet).await?;
            let counts = commonest(&values, &shown, most, &|_| true).into_iter();
            let counts = counts.map(|(records, value, _)| FacetCount {
                facet: *facet,
                value: value.to_owned(),
                records,
            });
            out.facets.push((*facet, counts.collect()));
        }
        out.dated(&matched);
        out.labelled(&matched, visible);
        Ok(out)
    }
}

impl Overview {
    fn dated(&mut self, matched: &Matched) {
        let starts: Vec<i32> =
            YEARS.map(|year| Day::from_ymd(year, 1, 1).map_or(i32::MAX, |day| day.0)).collect();
        let year_of = |day: i32| starts.partition_point(|start| *start <= day).saturating_sub(1);
        let (mut first, mut last) = (i32::MAX, i32::MIN);
        // what begins and what has ended, by year: their sums are what runs
        let mut changes = vec![0i64; starts.len() + 1];
        for record in matched.records() {
            if record.first_day == NO_START.0 && record.end_day == NO_END.0 {
                self.undated += 1;
            }
            for day in stated(record) {
                (first, last) = (first.min(day), last.max(day));
            }
            let to = year_of(record.end_day.saturating_sub(1)) + 1;
            if let Some(begun) = changes.get_mut(year_of(record.first_day)) {
                *begun += 1;
            }
            if let Some(ended) = changes.get_mut(to) {
                *ended -= 1;
            }
        }
        if first > last {
            return;
        }
        (self.first, self.last) = (Some(Day(first)), Some(Day(last)));
        let (from, to) = (year_of(first), year_of(last));
        let mut running = 0;
        for (at, (year, change)) in YEARS.zip(changes).enumerate() {
            running += change;
            if (from..=to).contains(&at) && running > 0 {
                self.years.push((year, running.unsigned_abs()));
            }
        }
    }

    fn labelled(&mut self, matched: &Matched, visible: &Visible) {
        let mut by_class: rustc_hash::FxHashMap<i64, u64> = rustc_hash::FxHashMap::default();
        matched.records().for_each(|record| *by_class.entry(record.class).or_default() += 1);
        for tlp in Tlp::ALL {
            let of = |class: &i64| visible.seen(*class).is_some_and(|class| class.label.tlp() == tlp);
            let records = by_class.iter().filter(|(class, _)| of(class)).map(|(_, records)| records).sum();
            if records > 0 {
                self.labels.push((tlp, records));
            }
        }
    }
}

/// The days that a record states: its first, and its last.
pub(super) fn stated(record: &Slot) -> impl Iterator<Item = i32> {
    let start = Some(record.first_day).filter(|day| *day != NO_START.0);
    let end = Some(record.end_day).filter(|day| *day != NO_END.0);
    start.into_iter().chain(end.map(|end| end - 1))
}

/// The `most` values with the most records that are shown, the commonest first, each with its count and all its records.
pub(super) fn commonest<'v>(
    values: &'v [(String, Posting)],
    shown: &[bool],
    most: usize,
    fits: &dyn Fn(&str) -> bool,
) -> Vec<(u64, &'v str, &'v Posting)> {
    let is_shown = |(slot, _): &&(u32, u8)| shown.get(*slot as usize).copied().unwrap_or(false);
    let mut counted: Vec<(u64, &str, &Posting)> = values
        .iter()
        .filter(|(value, _)| fits(value))
        .map(|(value, posting)| (posting.iter().filter(is_shown).count() as u64, value.as_str(), posting))
        .filter(|(records, ..)| *records > 0)
        .collect();
    counted.sort_by(|(one, value, _), (other, beside, _)| other.cmp(one).then_with(|| value.cmp(beside)));
    counted.truncate(most);
    counted
}

impl Matched {
    /// By slot, whether a record is among them.
    pub fn marks(&self) -> Vec<bool> {
        let mut marks = vec![false; self.columns.slots.len()];
        for (slot, _) in &self.slots {
            if let Some(mark) = marks.get_mut(*slot as usize) {
                *mark = true;
            }
        }
        marks
    }

    /// Their columns.
    pub fn records(&self) -> impl Iterator<Item = &Slot> {
        let columns: &Columns = &self.columns;
        self.slots.iter().filter_map(|(slot, _)| columns.slots.get(*slot as usize))
    }
}
