//! Activities of one filter as counts, map, timeline and matrix.

use comity_core::PlaceLevel;
use comity_core::Point;
use comity_core::gazetteer::PlaceId;
use comity_store::Facet;
use comity_store::read::{Area, Bin, Crossed, Filter, Lanes, Overview};

use crate::desk::Desk;
use crate::error::Error;
use crate::outlines::OutlinesDrawn;

/// A map of the activities of a filter.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The part of the world that is shown.
    pub frame: Area,
    /// Activities gathered in circles.
    pub bins: Vec<Bin>,
    /// Countries, borders and routes that the activities name, the commonest first.
    pub places: Vec<PlaceDrawn>,
    /// Activities that can't be drawn.
    pub unplaced: u64,
    /// Boundaries of the node's own files, source by source.
    pub outlines: Vec<OutlinesDrawn>,
    /// Whether those are countries', so that no other borders of countries are to be drawn.
    pub own_countries: bool,
}

/// A country, border or route that activities name.
#[derive(Clone, Debug)]
pub struct PlaceDrawn {
    /// Its code with the vocabulary.
    pub code: String,
    /// Activities there.
    pub records: u64,
    /// Where its name stands; for a border or route the points along it.
    pub points: Vec<Point>,
    /// Whether it is drawn as a line.
    pub line: bool,
}

/// Values of a facet that stand beside a list.
const VALUES: usize = 8;
/// Places that are drawn and listed beside the map.
const PLACES: usize = 40;
/// Lanes of the timeline, and bars of a lane.
const LANES: (usize, usize) = (20, 12);
/// Rows and columns of the matrix.
const MATRIX: (usize, usize) = (30, 16);
/// The whole world without the ice at its poles, millionths of a degree.
const WORLD: Area = Area { south: -58_000_000, west: -180_000_000, north: 80_000_000, east: 180_000_000 };
/// Nothing smaller is shown, millionths of a degree: height and width.
const LEAST: (i64, i64) = (2_400_000, 4_000_000);
/// Circles that stand above each other on a map.
const HIGH: i64 = 14;

impl Desk<'_> {
    /// How many, of when, and what the filter can be narrowed by.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn overview(&self, filter: &Filter) -> Result<Overview, Error> {
        let facets = [Facet::Kind, Facet::Theme, Facet::Place, Facet::Party];
        Ok(self.node.store.overview(&self.visible, filter, &facets, VALUES).await?)
    }

    /// The map. Without an area in the filter it shows where most of the activities lie.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn map(&self, filter: &Filter) -> Result<Drawn, Error> {
        let store = &self.node.store;
        let extent = store.extent(&self.visible, filter).await?;
        let frame = filter.area.unwrap_or_else(|| extent.area.map_or(WORLD, with_margin));
        let bins = store.map(&self.visible, filter, frame, zoom(frame)).await?;
        let named = store.overview(&self.visible, filter, &[Facet::Place], usize::MAX).await?;
        let gazetteer = self.node.reference().gazetteer;
        let drawn = named.facets.into_iter().flat_map(|(_, counts)| counts).filter_map(|count| {
            let place = self.place(&count.value)?;
            let line = gazetteer.level(place) == PlaceLevel::Line;
            let shown = line || gazetteer.level(place) == PlaceLevel::Country;
            let points = if line {
                gazetteer.points(place).to_vec()
            } else {
                gazetteer.point(place).into_iter().collect()
            };
            shown.then_some(PlaceDrawn { code: count.value, records: count.records, points, line })
        });
        let in_force = self.node.in_force();
        let of_country = |place: &String| {
            self.place(place).is_some_and(|place| gazetteer.level(place) == PlaceLevel::Country)
        };
        Ok(Drawn {
            frame,
            bins,
            places: drawn.take(PLACES).collect(),
            unplaced: extent.unplaced,
            outlines: in_force.outlines.iter().filter_map(|outlines| outlines.drawn(frame)).collect(),
            own_countries: in_force.outlines.iter().any(|one| one.places.iter().any(of_country)),
        })
    }

    /// The timeline.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn lanes(&self, filter: &Filter) -> Result<Lanes, Error> {
        Ok(self.node.store.lanes(&self.visible, filter, LANES.0, LANES.1).await?)
    }

    /// Parties by themes or places: by the widest, or where the filter has one, by those directly inside it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn crossed(&self, filter: &Filter, by: Facet) -> Result<Crossed, Error> {
        let chosen = filter.facets.iter().find(|(facet, _)| *facet == by);
        let chosen = chosen.and_then(|(_, values)| values.first()).map(String::as_str);
        let fits = |value: &str| match by {
            Facet::Place => self.is_column_of_places(value, chosen),
            Facet::Theme => self.is_column_of_themes(value, chosen),
            _ => true,
        };
        Ok(self.node.store.crossed(&self.visible, filter, by, &fits, MATRIX).await?)
    }

    fn place(&self, value: &str) -> Option<PlaceId> {
        let (vocabulary, code) = value.split_once(':')?;
        self.node.reference().gazetteer.by_code(vocabulary, code)
    }

    fn is_column_of_places(&self, value: &str, chosen: Option<&str>) -> bool {
        let gazetteer = self.node.reference().gazetteer;
        let Some(place) = self.place(value) else { return false };
        match chosen.and_then(|chosen| self.place(chosen)) {
            Some(chosen) if gazetteer.level(chosen) >= PlaceLevel::Country => {
                place == chosen || gazetteer.parent(place) == Some(chosen)
            }
            _ => matches!(gazetteer.level(place), PlaceLevel::Country | PlaceLevel::Line),
        }
    }

    fn is_column_of_themes(&self, value: &str, chosen: Option<&str>) -> bool {
        let themes = self.node.reference().themes;
        let of = |value: &str| {
            let (vocabulary, code) = value.split_once(':')?;
            themes.by_code(vocabulary, code)
        };
        let Some(theme) = of(value) else { return false };
        let above = themes.ancestors(theme).next();
        match chosen.and_then(of) {
            Some(chosen) => theme == chosen || above == Some(chosen),
            None => above.is_none(),
        }
    }
}

/// A little more than an area, and never too little to tell where it is.
fn with_margin(area: Area) -> Area {
    let widened = |low: i64, high: i64, least: i64, (lowest, highest): (i64, i64)| {
        let margin = ((high - low) / 12).max((least - (high - low)) / 2).max(200_000);
        ((low - margin).max(lowest), (high + margin).min(highest))
    };
    let (south, north) = widened(area.south, area.north, LEAST.0, (-90_000_000, 90_000_000));
    let (west, east) = widened(area.west, area.east, LEAST.1, (-180_000_000, 180_000_000));
    Area { south, west, north, east }
}

/// The zoom at which so many circles stand above each other.
fn zoom(frame: Area) -> u32 {
    let high = (frame.north - frame.south).max(1);
    (0..12).take_while(|zoom| (180_000_000 >> zoom) > high / HIGH).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_of_every_frame_have_room() {
        assert_eq!(zoom(WORLD), 5);
        for high in [2_400_000i64, 10_000_000, 138_000_000] {
            let cell = 180_000_000i64 >> zoom(Area { south: 0, west: 0, north: high, east: high });
            assert!((5..=HIGH + 14).contains(&(high / cell)), "{high}: {}", high / cell);
        }
    }

    #[test]
    fn a_single_point_is_shown_with_what_lies_around_it() {
        let spot = Area { south: 40_500_000, west: 72_800_000, north: 40_500_000, east: 72_800_000 };
        let frame = with_margin(spot);
        assert!(frame.north - frame.south >= LEAST.0 && frame.east - frame.west >= LEAST.1);
    }
}
