//! The map: points of records gathered in cells, over the same filter as the list.

use std::collections::BTreeMap;

use super::filter::{Area, Filter, Matched};
use crate::access::{Use, Visible};
use crate::error::Error;
use crate::found_by::GRID;
use crate::store::Store;

/// Records drawn as one circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// Middle of their points, millionths of a degree.
    pub lat: i64,
    /// The same.
    pub lon: i64,
    /// Records with a point in the cell.
    pub records: u64,
    /// The cell: a filter with this area finds these records.
    pub cell: Area,
}

/// Where the records of a filter lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Where most of them lie: without the outermost of 25 on each side. `None` where none has a point.
    pub area: Option<Area>,
    /// Records without a point.
    pub unplaced: u64,
}

/// One of so many is left out on each side of a frame.
const SPARED: usize = 25;
/// A frame is found over no more points.
const SAMPLE: usize = 20_000;

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
        Ok(matched.gathered(area, zoom))
    }

    /// Where the records of a filter lie, and how many lie nowhere.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn extent(&self, visible: &Visible, filter: &Filter) -> Result<Extent, Error> {
        let (_, matched) = filter.matched(self, visible, Use::Count).await?;
        Ok(matched.extent())
    }
}

impl Matched {
    fn gathered(&self, area: Area, zoom: u32) -> Vec<Bin> {
        let shown = self.marks();
        // cells of the grid that become one, on a side
        let side = GRID >> zoom.min(12);
        let mut bins: BTreeMap<i64, Gathered> = BTreeMap::new();
        for point in self.columns.points.iter().filter(|point| area.holds(point)) {
            if shown.get(point.slot as usize).copied().unwrap_or(false) {
                let cell = i64::from(point.cell);
                let cell = (cell / GRID / side) * GRID + (cell % GRID) / side;
                bins.entry(cell).or_default().add(point.lat, point.lon, point.slot);
            }
        }
        bins.into_iter().map(|(cell, gathered)| gathered.bin(cell, side)).collect()
    }

    fn extent(&self) -> Extent {
        let mut unplaced = self.marks();
        let (mut lats, mut lons) = (Vec::new(), Vec::new());
        for point in &self.columns.points {
            let Some(mark) = unplaced.get_mut(point.slot as usize) else { continue };
            // the first point of a record stands for it
            if std::mem::take(mark) {
                lats.push(i64::from(point.lat));
                lons.push(i64::from(point.lon));
            }
        }
        let area = most_of(lats).zip(most_of(lons));
        let area = area.map(|((south, north), (west, east))| Area { south, west, north, east });
        Extent { area, unplaced: unplaced.iter().filter(|mark| **mark).count() as u64 }
    }
}

/// From where to where most of these lie.
fn most_of(mut values: Vec<i64>) -> Option<(i64, i64)> {
    if values.len() > SAMPLE {
        let step = values.len().div_ceil(SAMPLE);
        values = values.into_iter().step_by(step).collect();
    }
    values.sort_unstable();
    let spared = values.len() / SPARED;
    let last = values.len().checked_sub(1 + spared)?;
    Some((*values.get(spared)?, *values.get(last)?))
}

/// Points of one cell.
#[derive(Default)]
struct Gathered {
    lat: i64,
    lon: i64,
    points: i64,
    records: u64,
    latest: Option<u32>,
}

impl Gathered {
    fn add(&mut self, lat: i32, lon: i32, slot: u32) {
        self.lat += i64::from(lat);
        self.lon += i64::from(lon);
        self.points += 1;
        // points stand by record
        if self.latest.replace(slot) != Some(slot) {
            self.records += 1;
        }
    }

    fn bin(self, cell: i64, side: i64) -> Bin {
        let (y, x) = (cell / GRID * side, cell % GRID * side);
        let south = |row: i64| (row * 180_000_000 + GRID - 1) / GRID - 90_000_000;
        let west = |column: i64| (column * 360_000_000 + GRID - 1) / GRID - 180_000_000;
        // the last row and column hold the pole and the meridian themselves
        let edge = |next: i64, at: i64| if at >= GRID { next } else { next - 1 };
        Bin {
            lat: self.lat / self.points.max(1),
            lon: self.lon / self.points.max(1),
            records: self.records,
            cell: Area {
                south: south(y),
                west: west(x),
                north: edge(south(y + side), y + side),
                east: edge(west(x + side), x + side),
            },
        }
    }
}
