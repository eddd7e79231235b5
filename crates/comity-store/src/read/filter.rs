//! What a person asks of the records, and the SQL for it.

use comity_core::Period;

use crate::access::{AccessClass, State, Use, Visible};
use crate::account::Thing;
use crate::error::Error;
use crate::found_by::Facet;
use crate::sql::{Query, args, sql};
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
}

/// As many rows are joined and sorted in memory without being felt.
const FEW: i64 = 2000;
/// Words that a beginning is taken to mean.
const MEANINGS: usize = 16;

/// One condition that an index answers.
#[derive(Clone, Debug)]
enum Leads {
    /// One of these terms.
    Terms(Vec<String>),
    /// One of these values of a facet.
    Facet(Facet, Vec<String>),
}

/// A filter made ready: the condition with the fewest records in front.
pub(super) struct Ready {
    classes: Vec<i64>,
    thing: Thing,
    leads: Vec<Leads>,
    /// Records of the first, up to [`FEW`] and one.
    first: i64,
    period: Option<Period>,
    area: Option<Area>,
    /// Nothing can match.
    pub empty: bool,
}

impl Filter {
    pub(super) async fn ready(&self, tx: &mut Tx, visible: &Visible, of: Use) -> Result<Ready, Error> {
        let fits = |class: &AccessClass| {
            let state = if self.states.is_empty() {
                class.state == State::Current
            } else {
                self.states.contains(&class.state)
            };
            state && (self.owners.is_empty() || self.owners.iter().any(|owner| owner == class.party()))
        };
        // whoever asks by words searches, whatever the answer is for
        let searched = if self.text.trim().is_empty() { of } else { Use::Search };
        let mut classes = visible.classes(of, fits);
        if searched != of {
            let found = visible.classes(searched, fits);
            classes.retain(|class| found.binary_search(class).is_ok());
        }
        let asked = question(&self.text);
        let mut leads: Vec<Leads> = asked.all.into_iter().map(|term| Leads::Terms(vec![term])).collect();
        let mut empty = classes.is_empty();
        if let Some(beginning) = asked.beginning {
            let meant = tx.terms_beginning(&beginning).await?;
            empty |= meant.is_empty();
            leads.push(Leads::Terms(meant));
        }
        leads.extend(self.facets.iter().map(|(facet, values)| Leads::Facet(*facet, values.clone())));
        let mut counted = Vec::new();
        for lead in leads {
            counted.push((tx.records_of(&lead).await?, lead));
        }
        counted.sort_by_key(|(count, _)| *count);
        let first = counted.first().map_or(i64::MAX, |(count, _)| *count);
        Ok(Ready {
            classes,
            thing: self.thing.unwrap_or(Thing::Activity),
            leads: counted.into_iter().map(|(_, lead)| lead).collect(),
            first,
            period: self.period,
            area: self.area,
            empty: empty || first == 0,
        })
    }
}

impl Ready {
    /// Whether so few records meet the first condition that they may all be looked at.
    pub fn few(&self) -> bool {
        self.first <= FEW
    }

    /// Whether the first condition is a single term, so that its index gives records by place.
    pub fn by_place(&self) -> bool {
        matches!(self.leads.first(), Some(Leads::Terms(terms)) if terms.len() == 1)
    }

    /// Writes ` from .. where ..`; the record is `r`. With `led`, records come by way of the first condition, `d`, which
    /// has a column `place`. `join` adds what hangs on the record.
    pub fn write(&self, query: &mut Query, led: bool, join: &'static str) {
        let mut leads = self.leads.iter();
        let first = if led { leads.next() } else { None };
        match first {
            Some(Leads::Terms(terms)) if terms.len() == 1 => {
                query.push(
                    " from record_term d join record r on r.id = d.record_id and r.version = d.version",
                );
                query.push(join).push(" where d.term = ").bind(terms.concat());
            }
            Some(Leads::Terms(terms)) => {
                query.push(
                    " from (select record_id, version, min(place) as place from record_term where term in ",
                );
                query.list("texts", terms.clone());
                query.push(" group by record_id, version) d join record r on r.id = d.record_id and r.version = d.version");
                query.push(join).push(" where true");
            }
            Some(Leads::Facet(facet, values)) => {
                query.push(
                    " from (select distinct record_id, version, 0 as place from record_facet where facet = ",
                );
                query.bind(facet.as_str()).push(" and value in ").list("texts", values.clone());
                query.push(") d join record r on r.id = d.record_id and r.version = d.version");
                query.push(join).push(" where true");
            }
            None => {
                query.push(" from record r").push(join).push(" where true");
            }
        }
        query.push(" and r.class_id in ").list("ints", self.classes.clone());
        query.push(" and r.thing = ").bind(self.thing.as_str());
        for lead in leads {
            match lead {
                Leads::Terms(terms) => {
                    query.push(" and exists (select 1 from record_term t where t.term in ");
                    query.list("texts", terms.clone());
                    query.push(" and t.place in (0, 1, 2) and t.record_id = r.id and t.version = r.version)");
                }
                Leads::Facet(facet, values) => {
                    query
                        .push(" and exists (select 1 from record_facet f where f.facet = ")
                        .bind(facet.as_str());
                    query.push(" and f.value in ").list("texts", values.clone());
                    query.push(" and f.record_id = r.id and f.version = r.version)");
                }
            }
        }
        if let Some(period) = self.period {
            query.push(" and r.first_day < ").bind(period.end.unwrap_or(NO_END));
            query.push(" and r.end_day > ").bind(period.start.unwrap_or(NO_START));
        }
        if let Some(area) = self.area {
            query.push(" and exists (select 1 from record_point p where p.record_id = r.id and p.version = r.version and ");
            area.write(query);
            query.push(")");
        }
    }
}

impl Area {
    /// Writes the condition on a point `p`.
    pub(super) fn write(self, query: &mut Query) {
        query.push("p.lat between ").bind(self.south).push(" and ").bind(self.north);
        query.push(" and (p.lon >= ").bind(self.west);
        query.push(if self.west <= self.east { " and p.lon <= " } else { " or p.lon <= " });
        query.bind(self.east).push(")");
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

    async fn records_of(&mut self, lead: &Leads) -> Result<i64, Error> {
        let rows = match lead {
            Leads::Terms(terms) => {
                self.rows(
                    sql!("select count(*) from (select 1 from record_term where term in @texts($1) limit $2) x"),
                    args![terms.clone(), FEW + 1],
                )
                .await?
            }
            Leads::Facet(facet, values) => {
                self.rows(
                    sql!(
                        "select count(*) from (select 1 from record_facet where facet = $1 and value in @texts($2) \
                         limit $3) x"
                    ),
                    args![facet.as_str(), values.clone(), FEW + 1],
                )
                .await?
            }
        };
        rows.first().map_or(Ok(0), |row| row.get(0))
    }
}
