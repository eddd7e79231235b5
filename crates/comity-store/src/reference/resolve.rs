//! What records resolve to when reference files change: how many would by other files, and the work of finding out anew for those that are there.

use std::collections::BTreeSet;

use comity_core::reference::Reference;
use comity_core::{Place, Theme};
use uuid::Uuid;

use crate::access::Visible;
use crate::account::Account;
use crate::error::Error;
use crate::found_by::FoundBy;
use crate::job::NewJob;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// The queue of this work. A job's payload is a list of the versions that were in force before.
pub const QUEUE: &str = "reference";

/// Records looked at in one piece.
const AT_ONCE: i64 = 500;

/// How many records name something that other reference files resolve otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Resolved {
    /// It is nothing that is known, and would be.
    pub now: u64,
    /// It is known, and would not be any more.
    pub lost: u64,
    /// It is known, and would be something else.
    pub other: u64,
}

/// The same for places and themes, over the newest records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Resolution {
    /// Records that were looked at.
    pub looked_at: u64,
    /// Records that there are.
    pub of: u64,
    /// Records by the places that they name.
    pub places: Resolved,
    /// Records by the themes that they name.
    pub themes: Resolved,
}

impl Resolution {
    fn add(&mut self, account: &Account, before: &Reference, after: &Reference) {
        let (places, themes): (&[Place], &[Theme]) = match account {
            Account::Activity(record) => (&record.places, &record.themes),
            Account::Need(need) => (&need.places, &need.themes),
            _ => return,
        };
        let place = |reference: &Reference, place: &Place| {
            let found = reference.gazetteer.resolve(place, &[])?;
            Some(vec![reference.gazetteer.code(found.place).to_owned()])
        };
        let theme = |reference: &Reference, theme: &Theme| {
            let found = reference.themes.resolve(theme);
            let codes = found.into_iter().map(|theme| reference.themes.code(theme).to_owned()).collect();
            Some(codes).filter(|codes: &Vec<String>| !codes.is_empty())
        };
        self.places.add(places.iter().map(|one| (place(before, one), place(after, one))));
        self.themes.add(themes.iter().map(|one| (theme(before, one), theme(after, one))));
    }
}

/// What something resolves to before and after; nothing where it is unknown.
type Twice = (Option<Vec<String>>, Option<Vec<String>>);

impl Resolved {
    /// Counts one record.
    fn add(&mut self, each: impl Iterator<Item = Twice>) {
        let (mut now, mut lost, mut other) = (false, false, false);
        for (before, after) in each {
            match (before, after) {
                (None, Some(_)) => now = true,
                (Some(_), None) => lost = true,
                (before, after) => other |= before != after,
            }
        }
        self.now += u64::from(now);
        self.lost += u64::from(lost);
        self.other += u64::from(other);
    }
}

impl Store {
    /// How many records would resolve otherwise, among the newest `most` of those that may be seen.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn resolution(
        &self,
        visible: &Visible,
        (before, after): (&Reference, &Reference),
        most: u32,
    ) -> Result<Resolution, Error> {
        let mut tx = self.read().await?;
        let classes = visible.current();
        let row = tx
            .row(sql!("select count(*) from record where class_id in @ints($1)"), args![classes.clone()])
            .await?;
        let of = row.map_or(Ok(0), |row| row.get::<i64>(0))?.unsigned_abs();
        let mut found = Resolution { of, ..Resolution::default() };
        let mut until = Uuid::max();
        while found.looked_at < u64::from(most) {
            let piece = AT_ONCE.min(i64::from(most) - found.looked_at as i64);
            let rows = tx
                .rows(
                    sql!(
                        "select r.id, v.content from record r join record_version v on v.record_id = r.id \
                         and v.version = r.version where r.id < $1 and r.class_id in @ints($2) order by r.id desc limit $3"
                    ),
                    args![until, classes.clone(), piece],
                )
                .await?;
            for row in &rows {
                until = row.get(0)?;
                found.add(&Account::unpack(&row.get::<Vec<u8>>(1)?)?, before, after);
                found.looked_at += 1;
            }
            if (rows.len() as i64) < piece {
                break;
            }
        }
        Ok(found)
    }

    /// Computes anew what the next records behind `from` are found by, where that differs between the two: what a record says stays, what its
    /// places and themes are becomes another. Says where to go on, nothing at the end. To do a piece twice does no harm.
    ///
    /// # Errors
    /// When the database fails; nothing of the piece is written then.
    pub async fn resolve_anew(
        &self,
        (before, after): (&Reference, &Reference),
        from: Uuid,
    ) -> Result<Option<Uuid>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select r.id, r.version, v.content from record r join record_version v on v.record_id = r.id \
                     and v.version = r.version where r.id > $1 and r.class_id is not null order by r.id limit $2"
                ),
                args![from, AT_ONCE],
            )
            .await?;
        let mut changed = Vec::new();
        let mut last = None;
        for row in &rows {
            let (record, version): (Uuid, i64) = (row.get(0)?, row.get(1)?);
            let account = Account::unpack(&row.get::<Vec<u8>>(2)?)?;
            let (was, is) = (FoundBy::of(&account, before), FoundBy::of(&account, after));
            if was != is {
                changed.push((record, version, was, is));
            }
            last = Some(record);
        }
        if !changed.is_empty() {
            self.run_tx("reference: resolve", async |tx| tx.replace_found_by(&changed).await).await?;
        }
        Ok(last.filter(|_| rows.len() as i64 == AT_ONCE))
    }

    /// Has records looked at again: an import that ran while reference files changed used the earlier ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resolve_later(&self, before: &[Uuid], now: Time) -> Result<(), Error> {
        self.run_tx("reference: resolve later", async |tx| {
            tx.enqueue(&job(before, now), now).await.map(|_| ())
        })
        .await
    }
}

fn job(before: &[Uuid], now: Time) -> NewJob {
    let ids: Vec<String> = before.iter().map(Uuid::to_string).collect();
    NewJob { queue: QUEUE.to_owned(), payload: serde_json::json!({ "before": ids }).to_string(), due_at: now }
}

impl Tx {
    /// Has what records resolve to looked at again, in the transaction that changes what is in force. Boundaries are only drawn.
    pub(super) async fn resolve_later(
        &mut self,
        part: &str,
        before: &[Uuid],
        now: Time,
    ) -> Result<(), Error> {
        if part != "boundaries" {
            self.enqueue(&job(before, now), now).await?;
        }
        Ok(())
    }

    async fn replace_found_by(&mut self, changed: &[(Uuid, i64, FoundBy, FoundBy)]) -> Result<(), Error> {
        // one that an import changed meanwhile was computed by what holds now
        let records: Vec<Uuid> = changed.iter().map(|(record, ..)| *record).collect();
        let rows =
            self.rows(sql!("select id, version from record where id in @ids($1)"), args![records]).await?;
        let still: BTreeSet<(Uuid, i64)> =
            rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_, Error>>()?;
        let changed: Vec<_> =
            changed.iter().filter(|(record, version, ..)| still.contains(&(*record, *version))).collect();
        let (mut terms, mut facets, mut points) = (Vec::new(), Vec::new(), Vec::new());
        for (record, version, was, is) in &changed {
            // no index leads from a record to its terms, so both sets are taken out
            let both: BTreeSet<&String> = was.terms.keys().chain(is.terms.keys()).collect();
            let both: Vec<String> = both.into_iter().cloned().collect();
            self.clear_found_by(*record, *version, both).await?;
            terms.extend(is.term_rows(*record, *version));
            facets.extend(is.facet_rows(*record, *version));
            points.extend(is.point_rows(*record, *version));
        }
        self.insert(table::record_term, terms).await?;
        self.insert(table::record_facet, facets).await?;
        self.insert(table::record_point, points).await?;
        let generation = self.next_generation().await?;
        let records: Vec<Uuid> = changed.iter().map(|(record, ..)| *record).collect();
        self.run(
            sql!("update record set touched = $1, resolved = $1 where id in @ids($2)"),
            args![generation, records],
        )
        .await?;
        Ok(())
    }

    /// Removes what one version is found by: these terms, and all facets and points.
    pub(crate) async fn clear_found_by(
        &mut self,
        record: Uuid,
        version: i64,
        terms: Vec<String>,
    ) -> Result<(), Error> {
        self.run(
            sql!(
                "delete from record_term where term in @texts($1) and place in (0, 1, 2) and record_id = $2 \
                 and version = $3"
            ),
            args![terms, record, version],
        )
        .await?;
        for statement in [
            sql!("delete from record_facet where record_id = $1 and version = $2"),
            sql!("delete from record_point where record_id = $1 and version = $2"),
        ] {
            self.run(statement, args![record, version]).await?;
        }
        Ok(())
    }
}
