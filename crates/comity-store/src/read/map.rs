//! The map and the facets: counts over the same filter as the list.

use super::filter::{Area, Filter};
use crate::access::{Use, Visible};
use crate::error::Error;
use crate::found_by::{Facet, GRID};
use crate::sql::Query;
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
        let mut tx = self.read().await?;
        let filter = Filter { area: None, ..filter.clone() };
        let ready = filter.ready(&mut tx, visible, Use::Count).await?;
        if ready.empty {
            return Ok(Vec::new());
        }
        // cells of the grid that become one, on a side
        let side = GRID >> zoom.min(12);
        let mut query = Query::default();
        query.push("select cast(sum(p.lat) as bigint), cast(sum(p.lon) as bigint), count(*)");
        ready.write(
            &mut query,
            ready.few(),
            " join record_point p on p.record_id = r.id and p.version = r.version",
        );
        query.push(" and ");
        area.write(&mut query);
        query.push(" group by p.cell / ").bind(GRID * side);
        query.push(", (p.cell % ").bind(GRID).push(") / ").bind(side);
        let rows = tx.rows_of("map", query).await?;
        let bins = rows.iter().map(|row| {
            let points: i64 = row.get(2)?;
            let middle = |sum: i64| sum / points.max(1);
            Ok(Bin { lat: middle(row.get(0)?), lon: middle(row.get(1)?), points: points.unsigned_abs() })
        });
        bins.collect()
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
        let mut tx = self.read().await?;
        let ready = filter.ready(&mut tx, visible, Use::Count).await?;
        if ready.empty {
            return Ok(Vec::new());
        }
        let mut query = Query::default();
        query.push("select x.value, count(*) as n");
        ready.write(
            &mut query,
            ready.few(),
            " join record_facet x on x.record_id = r.id and x.version = r.version",
        );
        query.push(" and x.facet = ").bind(facet.as_str());
        query.push(" group by x.value order by n desc, x.value limit ").bind(i64::from(most));
        let rows = tx.rows_of("facets", query).await?;
        let counts = rows.iter().map(|row| {
            Ok(FacetCount { facet, value: row.get(0)?, records: row.get::<i64>(1)?.unsigned_abs() })
        });
        counts.collect()
    }
}
