//! The map and the facets: counts over the same filter as the list.

use std::collections::BTreeMap;

use super::filter::{Area, Filter};
use crate::access::{Use, Visible};
use crate::error::Error;
use crate::found_by::{Facet, GRID};
use crate::store::Store;

/// Points drawn as one circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// Middle of its points, millionths of a degree.
    pub lat: i64,
    /// The same.
    pub lon: i64,
    /// Points in it; a record with several places counts at each.
    pub points: u64,
}

/// How many records have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct FacetCount {
    pub facet: Facet,
    pub value: String,
    pub records: u64,
}

impl Store {
    /// The points of an area, gathered in cells: the world is `2^zoom` of them high and wide, `zoom` 0 to 12.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn map(
        &self,
        visible: &Visible,
        filter: &Filter,
        area: Area,
        zoom: u32,
    ) -> Result<Vec<Bin>, Error> {
        let filter = Filter { area: None, ..filter.clone() };
        let (_, matched) = filter.matched(self, visible, Use::Count).await?;
        let columns = &matched.columns;
        let mut shown = vec![false; columns.slots.len()];
        for (slot, _) in &matched.slots {
            if let Some(mark) = shown.get_mut(*slot as usize) {
                *mark = true;
            }
        }
        // cells of the grid that become one, on a side
        let side = GRID >> zoom.min(12);
        let mut bins: BTreeMap<i64, (i64, i64, i64)> = BTreeMap::new();
        for point in columns.points.iter().filter(|point| area.holds(point)) {
            if shown.get(point.slot as usize).copied().unwrap_or(false) {
                let cell = i64::from(point.cell);
                let cell = (cell / GRID / side) * GRID + (cell % GRID) / side;
                let (lat, lon, points) = bins.entry(cell).or_default();
                (*lat, *lon, *points) =
                    (*lat + i64::from(point.lat), *lon + i64::from(point.lon), *points + 1);
            }
        }
        let bin = |(lat, lon, points): (i64, i64, i64)| Bin {
            lat: lat / points.max(1),
            lon: lon / points.max(1),
            points: points.unsigned_abs(),
        };
        Ok(bins.into_values().map(bin).collect())
    }

    /// The `most` commonest values of a facet over a filter.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn facet(
        &self,
        visible: &Visible,
        filter: &Filter,
        facet: Facet,
        most: u32,
    ) -> Result<Vec<FacetCount>, Error> {
        let (mut tx, matched) = filter.matched(self, visible, Use::Count).await?;
        let values = matched.columns.values(&mut tx, facet).await?;
        let mut shown = vec![false; matched.columns.slots.len()];
        for (slot, _) in &matched.slots {
            if let Some(mark) = shown.get_mut(*slot as usize) {
                *mark = true;
            }
        }
        let counted = values.iter().map(|(value, posting)| {
            let is_shown = |(slot, _): &&(u32, u8)| shown.get(*slot as usize).copied().unwrap_or(false);
            (posting.iter().filter(is_shown).count() as u64, value)
        });
        let mut counted: Vec<(u64, &String)> = counted.filter(|(records, _)| *records > 0).collect();
        counted.sort_by(|(one, value), (other, beside)| other.cmp(one).then_with(|| value.cmp(beside)));
        counted.truncate(most as usize);
        let counts =
            counted.into_iter().map(|(records, value)| FacetCount { facet, value: value.clone(), records });
        Ok(counts.collect())
    }
}
