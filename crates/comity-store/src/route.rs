//! Routes: which findings come to a desk by themselves. Values of one sort are alternatives, sorts are conditions, as in a filter. Of the open desks
//! whose route fits, the one with the most conditions gets a finding, then the one with the narrowest values, then the oldest.

mod open;

use std::collections::{BTreeMap, BTreeSet};

use comity_ledger::Event;
use comity_ledger::event::{Change, Kept};
use comity_policy::NodeAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::account::short;
use crate::error::Error;
use crate::log::{self, Entries};
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteBy {
    /// The kind of finding.
    Kind,
    /// A theme of the party's own records, or a wider one; without any, of the need.
    Theme,
    /// The same for places.
    Place,
    /// A stated need, by its own identifier.
    Need,
}

impl RouteBy {
    /// All of them.
    pub const ALL: [RouteBy; 4] = [RouteBy::Kind, RouteBy::Theme, RouteBy::Place, RouteBy::Need];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            RouteBy::Kind => "kind",
            RouteBy::Theme => "theme",
            RouteBy::Place => "place",
            RouteBy::Need => "need",
        }
    }

    fn parse(word: &str) -> Result<RouteBy, Error> {
        let known = RouteBy::ALL.into_iter().find(|by| by.as_str() == word);
        known.ok_or_else(|| Error::Damaged {
            what: "a desk's route".to_owned(),
            reason: format!("`{word}` is nothing that findings have"),
        })
    }
}

/// A desk's route: values with how many wider ones hold them.
pub type Route = BTreeMap<(RouteBy, String), u32>;

/// What a route would do to the open findings of a party.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Routed {
    /// Findings that the route fits.
    pub fits: u64,
    /// Of those, the ones that no desk has, and that would come to this one.
    pub comes: u64,
    /// Of those, the ones that a desk has already, where they stay.
    pub stays: u64,
}

/// A desk with its route.
struct Desk {
    id: Uuid,
    party: String,
    organ: String,
    name: String,
    made_at: Time,
    open: bool,
    route: Route,
}

/// An open finding of a party.
struct About {
    id: Uuid,
    /// Whether a desk has it, or a person dealt with it.
    held: bool,
    values: BTreeSet<(RouteBy, String)>,
}

/// How well a route fits: conditions, then narrowness.
type Fit = (usize, u32);

fn fit(route: &Route, about: &About) -> Option<Fit> {
    let asked: BTreeSet<RouteBy> = route.keys().map(|(by, _)| *by).collect();
    let mut narrow = 0;
    for by in &asked {
        let hits =
            route.iter().filter(|((of, _), _)| of == by).filter(|(value, _)| about.values.contains(*value));
        narrow += hits.map(|(_, narrow)| *narrow).max()?;
    }
    // a route that asks for nothing brings nothing
    (!asked.is_empty()).then_some((asked.len(), narrow))
}

/// The desk that a finding comes to.
fn chosen<'d>(desks: &'d [Desk], about: &About) -> Option<&'d Desk> {
    let fits =
        desks.iter().filter(|desk| desk.open).filter_map(|desk| Some((fit(&desk.route, about)?, desk)));
    fits.min_by_key(|(fit, desk)| (std::cmp::Reverse(*fit), desk.made_at, desk.id)).map(|(_, desk)| desk)
}

impl Store {
    /// The routes of desks that have one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn routes(&self) -> Result<BTreeMap<Uuid, Route>, Error> {
        let desks = self.read().await?.routed_desks("", None).await?;
        Ok(desks
            .into_iter()
            .map(|desk| (desk.id, desk.route))
            .filter(|(_, route)| !route.is_empty())
            .collect())
    }

    /// What a route would do.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Missing`] where there is no such desk; when the database can't be read.
    pub async fn preview_route(&self, asker: &Asker<'_>, desk: Uuid, route: &Route) -> Result<Routed, Error> {
        let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
        let mut tx = self.read().await?;
        let party = tx.party_of_desk(desk).await?;
        let desks = tx.routed_desks(&party, Some((desk, route))).await?;
        let mut routed = Routed::default();
        for about in tx.open_findings(&party, &desks).await? {
            if fit(route, &about).is_none() {
                continue;
            }
            routed.fits += 1;
            routed.stays += u64::from(about.held);
            let comes = !about.held && chosen(&desks, &about).is_some_and(|chosen| chosen.id == desk);
            routed.comes += u64::from(comes);
        }
        Ok(routed)
    }

    /// Gives a desk a route in place of the one that it has, and the open findings that it fits and that no desk has. What is at a desk stays there.
    /// Says how many came.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Missing`] where there is no such desk; when the database fails.
    pub async fn keep_route(
        &self,
        asker: &Asker<'_>,
        desk: Uuid,
        route: &Route,
        now: Time,
    ) -> Result<u64, Error> {
        self.run_tx("desk: route", async |tx| {
            let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
            tx.party_of_desk(desk).await?;
            tx.run(sql!("delete from desk_route where desk_id = $1"), args![desk]).await?;
            let rows = route.iter().map(|((by, value), narrow)| {
                vec![desk.into(), by.as_str().into(), short(value).into(), i64::from(*narrow).into()]
            });
            tx.insert(table::desk_route, rows.collect()).await?;
            let mut entries = Entries::default();
            let words: Vec<String> =
                route.keys().map(|(by, value)| format!("{}:{value}", by.as_str())).collect();
            let content = Some(entries.content(serde_json::json!({ "route": words }).to_string())?);
            let id = log::text(desk);
            entries.add(Event::HouseholdChanged { what: Kept::Desk, id, change: Change::Altered, content });
            self.log(tx, asker, entries, now).await?;
            tx.route_findings(now).await
        })
        .await
    }
}

impl Tx {
    /// Gives open findings that no desk of a party has to the desk whose route fits, and says how many.
    pub(crate) async fn route_findings(&mut self, now: Time) -> Result<u64, Error> {
        let desks = self.routed_desks("", None).await?;
        let parties: BTreeSet<String> = desks.iter().map(|desk| desk.party.clone()).collect();
        let mut moved = 0;
        for party in parties {
            let desks = self.routed_desks(&party, None).await?;
            for about in self.open_findings(&party, &desks).await? {
                let Some(desk) = chosen(&desks, &about).filter(|_| !about.held) else { continue };
                moved += self
                    .run(
                        sql!(
                            "insert into finding_desk (finding_id, party, organ, desk, state, due_at, person, changed_at, due_by) \
                             values ($1, $2, $3, $4, 'open', $5, '', $6, 'rule') on conflict (finding_id, party) do update \
                             set organ = excluded.organ, desk = excluded.desk, changed_at = excluded.changed_at \
                             where finding_desk.desk = '' and finding_desk.state = 'open' and finding_desk.person = ''"
                        ),
                        args![about.id, &party, &desk.organ, &desk.name, None::<Time>, now],
                    )
                    .await?;
            }
        }
        Ok(moved)
    }

    async fn party_of_desk(&mut self, desk: Uuid) -> Result<String, Error> {
        let row = self.row(sql!("select party from desk where id = $1"), args![desk]).await?;
        row.ok_or(Error::Missing { what: "desk", id: desk })?.get(0)
    }

    /// Desks with their routes, of a party or all, oldest first; one of them as if it had another route.
    async fn routed_desks(
        &mut self,
        party: &str,
        instead: Option<(Uuid, &Route)>,
    ) -> Result<Vec<Desk>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select d.id, d.party, d.organ, d.name, d.made_at, d.state, r.facet, r.value, r.narrow from desk d \
                     left join desk_route r on r.desk_id = d.id where $1 = '' or d.party = $1 order by d.made_at, d.id"
                ),
                args![party],
            )
            .await?;
        let mut desks: Vec<Desk> = Vec::new();
        for row in &rows {
            let id: Uuid = row.get(0)?;
            if desks.last().is_none_or(|last| last.id != id) {
                desks.push(Desk {
                    id,
                    party: row.get(1)?,
                    organ: row.get(2)?,
                    name: row.get(3)?,
                    made_at: row.get(4)?,
                    open: row.get::<String>(5)? == "open",
                    route: Route::new(),
                });
            }
            if let (Some(by), Some(desk)) = (row.get::<Option<String>>(6)?, desks.last_mut()) {
                let narrow = u32::try_from(row.get::<i64>(8)?).unwrap_or(0);
                desk.route.insert((RouteBy::parse(&by)?, row.get(7)?), narrow);
            }
        }
        if let Some((id, route)) = instead
            && let Some(desk) = desks.iter_mut().find(|desk| desk.id == id)
        {
            desk.route = route.clone();
        }
        desks.retain(|desk| !desk.route.is_empty());
        Ok(desks)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn route(values: &[(RouteBy, &str, u32)]) -> Route {
        values.iter().map(|(by, value, narrow)| ((*by, (*value).to_owned()), *narrow)).collect()
    }

    fn about(values: &[(RouteBy, &str)]) -> About {
        let values = values.iter().map(|(by, value)| (*by, (*value).to_owned())).collect();
        About { id: Uuid::nil(), held: false, values }
    }

    fn desk(n: u128, made_at: i64, route: Route) -> Desk {
        let (party, organ, name) = ("osce".to_owned(), String::new(), n.to_string());
        Desk { id: Uuid::from_u128(n), party, organ, name, made_at: Time(made_at), open: true, route }
    }

    #[test]
    fn values_are_alternatives_and_sorts_are_conditions() {
        let finding =
            about(&[(RouteBy::Kind, "same"), (RouteBy::Place, "iso2:TJ"), (RouteBy::Place, "m49:143")]);
        let fits = |values: &[(RouteBy, &str, u32)]| fit(&route(values), &finding);
        assert_eq!(fits(&[]), None, "an empty route brings nothing");
        assert_eq!(fits(&[(RouteBy::Place, "iso2:TJ", 3), (RouteBy::Place, "iso2:KG", 3)]), Some((1, 3)));
        assert_eq!(fits(&[(RouteBy::Place, "iso2:TJ", 3), (RouteBy::Kind, "conflict", 0)]), None);
        assert_eq!(fits(&[(RouteBy::Place, "m49:143", 2), (RouteBy::Kind, "same", 0)]), Some((2, 2)));
    }

    #[test]
    fn the_most_specific_open_desk_gets_it_then_the_oldest() {
        let finding =
            about(&[(RouteBy::Kind, "same"), (RouteBy::Place, "iso2:TJ"), (RouteBy::Place, "m49:143")]);
        let wide = desk(1, 1, route(&[(RouteBy::Place, "m49:143", 2)]));
        let narrow = desk(2, 2, route(&[(RouteBy::Place, "iso2:TJ", 3)]));
        let narrow_too = desk(3, 1, route(&[(RouteBy::Place, "iso2:TJ", 3)]));
        let both = desk(4, 9, route(&[(RouteBy::Place, "m49:143", 2), (RouteBy::Kind, "same", 0)]));
        let mut desks = vec![wide, narrow, narrow_too, both];
        let mut order = Vec::new();
        while let Some(next) = chosen(&desks, &finding).map(|desk| desk.id.as_u128()) {
            order.push(next);
            desks.iter_mut().filter(|desk| desk.id.as_u128() == next).for_each(|desk| desk.open = false);
        }
        assert_eq!(order, [4, 3, 2, 1]);
    }

    proptest! {
        #[test]
        fn whom_a_finding_comes_to_does_not_depend_on_the_order_of_desks(
            routes in prop::collection::vec(prop::collection::btree_map((0usize..2, 0u8..3), 0u32..3, 0..4), 1..6),
            values in prop::collection::btree_set((0usize..2, 0u8..3), 0..5)
        ) {
            let by = |n: usize| [RouteBy::Theme, RouteBy::Place][n];
            let mut desks: Vec<Desk> = routes.into_iter().zip(0u128..).map(|(route, n)| {
                let route = route.into_iter().map(|((of, value), narrow)| ((by(of), value.to_string()), narrow)).collect();
                desk(n, (n % 2) as i64, route)
            }).collect();
            let about = About { id: Uuid::nil(), held: false, values: values.into_iter().map(|(of, value)| (by(of), value.to_string())).collect() };
            let first = chosen(&desks, &about).map(|desk| desk.id);
            desks.reverse();
            prop_assert_eq!(chosen(&desks, &about).map(|desk| desk.id), first);
        }
    }
}
