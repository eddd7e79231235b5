//! The open findings of a party, with what routes ask about them.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{About, Desk, RouteBy};
use crate::error::Error;
use crate::sql::{Row, args, sql};
use crate::tx::Tx;

/// What routes ask about, finding by finding.
type Values = BTreeMap<Uuid, BTreeSet<(RouteBy, String)>>;

impl Tx {
    /// The open findings of a party, each with what the desks' routes ask about.
    pub(super) async fn open_findings(&mut self, party: &str, desks: &[Desk]) -> Result<Vec<About>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select f.id, f.kind, d.desk, d.state, d.person from finding f \
                     left join finding_desk d on d.finding_id = f.id and d.party = $1 where f.status = 'open' \
                     and (exists (select 1 from finding_record fr join record r on r.id = fr.record_id \
                     where fr.finding_id = f.id and r.owner = $1) \
                     or exists (select 1 from finding_party p where p.finding_id = f.id and p.party = $1)) order by f.id"
                ),
                args![party],
            )
            .await?;
        let about = |row: &Row| {
            let (desk, state, person): (Option<String>, Option<String>, Option<String>) =
                (row.get(2)?, row.get(3)?, row.get(4)?);
            let held = desk.is_some_and(|desk| !desk.is_empty())
                || state.is_some_and(|state| state != "open")
                || person.is_some_and(|person| !person.is_empty());
            Ok(About { id: row.get(0)?, held, values: [(RouteBy::Kind, row.get(1)?)].into() })
        };
        let mut findings: Vec<About> = rows.iter().map(about).collect::<Result<_, Error>>()?;
        let mut values = self.values_by_record(party, desks).await?;
        for (finding, more) in self.values_by_need(desks).await? {
            values.entry(finding).or_default().extend(more);
        }
        for about in &mut findings {
            about.values.extend(values.remove(&about.id).unwrap_or_default());
        }
        Ok(findings)
    }

    /// Themes and places that routes ask for, of the party's own records in open findings.
    async fn values_by_record(&mut self, party: &str, desks: &[Desk]) -> Result<Values, Error> {
        let mut out = Values::new();
        for by in [RouteBy::Theme, RouteBy::Place] {
            let rows = self
                .rows(
                    sql!(
                        "select distinct fr.finding_id, rf.value from record_facet rf join record r on r.id = rf.record_id \
                         join finding_record fr on fr.record_id = rf.record_id and fr.version = rf.version \
                         join finding f on f.id = fr.finding_id where rf.facet = $1 and rf.value in @texts($2) \
                         and r.owner = $3 and f.status = 'open'"
                    ),
                    args![by.as_str(), asked(desks, by), party],
                )
                .await?;
            for row in &rows {
                out.entry(row.get(0)?).or_default().insert((by, row.get(1)?));
            }
        }
        Ok(out)
    }

    /// Needs that routes ask for, and the themes and places of needs, of open findings.
    async fn values_by_need(&mut self, desks: &[Desk]) -> Result<Values, Error> {
        let mut of_needs: BTreeMap<String, BTreeSet<(RouteBy, String)>> = BTreeMap::new();
        for need in asked(desks, RouteBy::Need) {
            of_needs.entry(need.clone()).or_default().insert((RouteBy::Need, need));
        }
        for by in [RouteBy::Theme, RouteBy::Place] {
            let rows = self
                .rows(
                    sql!(
                        "select distinct r.own_id, rf.value from record_facet rf join record r on r.id = rf.record_id \
                         and r.version = rf.version join access_class c on c.id = r.class_id \
                         where rf.facet = $1 and rf.value in @texts($2) and r.thing = 'need' and c.state = 'current'"
                    ),
                    args![by.as_str(), asked(desks, by)],
                )
                .await?;
            for row in &rows {
                of_needs.entry(row.get(0)?).or_default().insert((by, row.get(1)?));
            }
        }
        let needs: Vec<String> = of_needs.keys().cloned().collect();
        let rows = self
            .rows(
                sql!(
                    "select n.finding_id, n.need from finding_need n join finding f on f.id = n.finding_id \
                     where f.status = 'open' and n.need in @texts($1)"
                ),
                args![needs],
            )
            .await?;
        let mut out = Values::new();
        for row in &rows {
            let values = of_needs.get(&row.get::<String>(1)?).cloned().unwrap_or_default();
            out.entry(row.get(0)?).or_default().extend(values);
        }
        Ok(out)
    }
}

/// Values of one sort that some route asks for.
fn asked(desks: &[Desk], by: RouteBy) -> Vec<String> {
    let values: BTreeSet<&String> = desks
        .iter()
        .flat_map(|desk| desk.route.keys().filter(|(of, _)| *of == by).map(|(_, value)| value))
        .collect();
    values.into_iter().cloned().collect()
}
