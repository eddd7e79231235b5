//! The matrix: parties by themes or places, each cell the records that both have.

use super::filter::Filter;
use super::overview::commonest;
use super::postings::Posting;
use crate::access::{Use, Visible};
use crate::error::Error;
use crate::found_by::Facet;
use crate::store::Store;

/// Counts of records by two facets. Values come with all their records of the filter, the commonest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crossed {
    /// Parties.
    pub rows: Vec<(String, u64)>,
    /// Values of the other facet.
    pub columns: Vec<(String, u64)>,
    /// For each row the counts of all columns.
    pub cells: Vec<Vec<u64>>,
    /// Parties that are left out.
    pub more_rows: u64,
    /// Values that are left out.
    pub more_columns: u64,
}

/// Columns that can be told apart.
const MOST_COLUMNS: usize = 64;

impl Store {
    /// Parties by the values of a facet that fit: the commonest, no more than so many rows and columns (64 at most).
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn crossed(
        &self,
        visible: &Visible,
        filter: &Filter,
        by: Facet,
        fits: &(dyn Fn(&str) -> bool + Sync),
        (rows, columns): (usize, usize),
    ) -> Result<Crossed, Error> {
        let (mut tx, matched) = filter.matched(self, visible, Use::Count).await?;
        let shown = matched.marks();
        let values = matched.columns.values(&mut tx, by).await?;
        let parties = matched.columns.values(&mut tx, Facet::Party).await?;
        let across = commonest(&values, &shown, usize::MAX, fits);
        let down = commonest(&parties, &shown, usize::MAX, &|_| true);
        Ok(Crossed::counted(&down, &across, &shown, (rows, columns)))
    }
}

/// A value with how many records of the filter have it, and all that do.
type Counted<'v> = (u64, &'v str, &'v Posting);

impl Crossed {
    fn counted(
        down: &[Counted<'_>],
        across: &[Counted<'_>],
        shown: &[bool],
        (rows, columns): (usize, usize),
    ) -> Crossed {
        let columns = columns.min(MOST_COLUMNS);
        // by slot, the columns that it stands in
        let mut stands = vec![0u64; shown.len()];
        for (at, (_, _, posting)) in across.iter().take(columns).enumerate() {
            for (slot, _) in posting.iter() {
                if let Some(stands) = stands.get_mut(*slot as usize) {
                    *stands |= 1 << at;
                }
            }
        }
        let named = |(records, value, _): &Counted<'_>| ((*value).to_owned(), *records);
        let mut out = Crossed {
            rows: down.iter().take(rows).map(named).collect(),
            columns: across.iter().take(columns).map(named).collect(),
            cells: Vec::new(),
            more_rows: down.len().saturating_sub(rows) as u64,
            more_columns: across.len().saturating_sub(columns) as u64,
        };
        for (_, _, posting) in down.iter().take(rows) {
            let mut cells = vec![0u64; out.columns.len()];
            for (slot, _) in posting.iter() {
                let slot = *slot as usize;
                if !shown.get(slot).copied().unwrap_or(false) {
                    continue;
                }
                let mut stands = stands.get(slot).copied().unwrap_or(0);
                while stands != 0 {
                    if let Some(cell) = cells.get_mut(stands.trailing_zeros() as usize) {
                        *cell += 1;
                    }
                    stands &= stands - 1;
                }
            }
            out.cells.push(cells);
        }
        out
    }
}
