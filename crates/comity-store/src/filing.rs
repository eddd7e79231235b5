//! Filing a planned activity: whether it came in time, and if not, why, or by whose word the lead time was waived.

use comity_core::Day;
use comity_ledger::Event;
use comity_ledger::event::RecordChange;
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::{AccessClass, Asker, State, Visible};
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::read::Handle;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{NO_START, Time};

/// How a plan is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    /// Why it comes late, or why the lead time is waived.
    pub reason: String,
    /// Whose word waives it, where somebody's does: the handle of another user of the party.
    pub superior: String,
}

/// A filing as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Filed {
    pub id: Uuid,
    pub of: Handle,
    /// The title of the plan; nothing where it may not be seen, as when it was withdrawn.
    pub title: Option<String>,
    pub first_day: Option<Day>,
    /// How many days before it begins it had to be filed then.
    pub lead_days: i64,
    pub late: bool,
    pub filing: Filing,
    pub person: String,
    pub party: String,
    pub made_at: Time,
    /// When, by whom and why it was withdrawn.
    pub withdrawn: Option<(Time, String, String)>,
}

/// A plan that nobody has filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfiled {
    /// The record.
    pub record: Uuid,
    /// Its title.
    pub title: String,
    /// When it begins.
    pub first_day: Day,
    /// The last day on which it is filed in time.
    pub due: Day,
}

/// Whether a plan that begins on a day is late on another.
pub fn is_late(first_day: Day, lead_days: i32, today: Day) -> bool {
    first_day.plus(-lead_days) < today
}

impl Store {
    /// Files a plan that is a record of the asker's party, and says whether it is late.
    ///
    /// # Errors
    /// [`Error::Missing`] where the party has no such record, [`Error::Denied`] by policies, [`Error::Refused`] where it states no first day, is
    /// filed already, is late or waived without a reason, or waived by the word of nobody who could.
    pub async fn file_plan(
        &self,
        asker: &Asker<'_>,
        record: Uuid,
        filing: &Filing,
        now: Time,
    ) -> Result<bool, Error> {
        let waived = !filing.superior.is_empty();
        self.run_tx("plan: file", async |tx| {
            let (_, class) = tx.own_class(record, asker).await?;
            let _permit = asker.may(RecordAction::Edit, &class)?;
            let lead = tx.days("lead-days").await?;
            let (of, first_day) = tx.plan(record).await?;
            let late = is_late(first_day, lead, now.day());
            if (late || waived) && filing.reason.is_empty() {
                let due = first_day.plus(-lead);
                return Err(Error::Refused {
                    reason: format!("it had to be filed by {due}: a late plan, or a waiver, needs a reason"),
                });
            }
            if waived {
                tx.is_superior(asker, &filing.superior).await?;
            }
            let row = vec![
                Ids::at(now).next().into(),
                of.record.into(),
                of.version.into(),
                i64::from(late).into(),
                filing.superior.as_str().into(),
                filing.reason.as_str().into(),
                asker.person().into(),
                asker.party()?.into(),
                now.into(),
                i64::from(lead).into(),
                None::<Time>.into(),
                "".into(),
                "".into(),
            ];
            tx.insert(table::filing, vec![row]).await?;
            let mut entries = Entries::default();
            let reason = match waived {
                true => format!("{} (waived by {})", filing.reason, filing.superior),
                false => filing.reason.clone(),
            };
            let reason = entries.reason(&reason)?;
            entries.add(Event::Filed { of: log::version(of), late, waived, reason });
            self.log(tx, asker, entries, now).await?;
            Ok(late)
        })
        .await
    }

    /// Withdraws a filing of the asker's party, and the plan with it.
    ///
    /// # Errors
    /// [`Error::Missing`] where the party has no such filing that stands, [`Error::Denied`] by policies, [`Error::Refused`] without a reason.
    pub async fn withdraw_filing(
        &self,
        asker: &Asker<'_>,
        filing: Uuid,
        reason: &str,
        now: Time,
    ) -> Result<(), Error> {
        if reason.is_empty() {
            return Err(Error::Refused { reason: "to withdraw a filing needs a reason".to_owned() });
        }
        self.run_tx("plan: withdraw", async |tx| {
            let row = tx
                .row(
                    sql!(
                        "select record_id from filing where id = $1 and party = $2 and withdrawn_at is null"
                    ),
                    args![filing, asker.party()?],
                )
                .await?;
            let record: Uuid = row.ok_or(Error::Missing { what: "filing", id: filing })?.get(0)?;
            let (old, class) = tx.own_class(record, asker).await?;
            let mut entries = Entries::default();
            if class.state != State::Withdrawn {
                let _permit = asker.may(RecordAction::Withdraw, &class)?;
                let new = AccessClass { state: State::Withdrawn, ..class };
                tx.reclass(asker, record, old, &new, "withdrawn", reason, now).await?;
                for handle in tx.handles(vec![record]).await? {
                    entries.record(handle, &new, RecordChange::Withdrawn);
                }
            }
            tx.run(
                sql!(
                    "update filing set withdrawn_at = $2, withdrawn_by = $3, withdrawn_for = $4 where id = $1"
                ),
                args![filing, now, asker.person(), reason],
            )
            .await?;
            let reason = entries.reason(reason)?;
            for of in tx.handles(vec![record]).await? {
                entries.add(Event::FilingWithdrawn { of: log::version(of), reason });
            }
            self.log(tx, asker, entries, now).await
        })
        .await
    }

    /// Filings of the asker's party, the newest first, those before `before`. The title of a plan that may not be seen stays away.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn filings(
        &self,
        asker: &Asker<'_>,
        visible: &Visible,
        before: Option<Uuid>,
        size: u32,
    ) -> Result<Vec<Filed>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select f.id, f.record_id, f.version, f.lead_days, f.late, f.reason, f.superior, f.person, f.party, f.made_at, \
                     f.withdrawn_at, f.withdrawn_by, f.withdrawn_for, r.class_id, r.title, r.first_day \
                     from filing f join record r on r.id = f.record_id \
                     where f.party = $1 and f.id < $2 order by f.id desc limit $3"
                ),
                args![asker.party()?, before.unwrap_or(Uuid::max()), size],
            )
            .await?;
        rows.iter().map(|row| filed_of(row, visible)).collect()
    }

    /// Plans of the asker's party that begin within so many days beyond the lead time and that nobody has filed, the earliest first.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn unfiled(
        &self,
        asker: &Asker<'_>,
        visible: &Visible,
        (today, ahead): (Day, i32),
        most: u32,
    ) -> Result<Vec<Unfiled>, Error> {
        let mut tx = self.read().await?;
        let lead = tx.days("lead-days").await?;
        let rows = tx
            .rows(
                sql!(
                    "select r.id, r.title, r.first_day from record r where r.owner = $1 and r.status = 'planned' \
                     and r.first_day >= $2 and r.first_day <= $3 and r.thing = 'activity' and r.class_id in @ints($4) \
                     and not exists (select 1 from filing f where f.record_id = r.id and f.withdrawn_at is null) \
                     order by r.first_day, r.id limit $5"
                ),
                args![asker.party()?, today, today.plus(lead + ahead), visible.current(), most],
            )
            .await?;
        let unfiled = |row: &Row| {
            let first_day: Day = row.get(2)?;
            let (record, title) = (row.get(0)?, row.get(1)?);
            Ok(Unfiled { record, title, first_day, due: first_day.plus(-lead) })
        };
        rows.iter().map(unfiled).collect()
    }

    /// Refuses a superior who is no other active user of the asker's party.
    ///
    /// # Errors
    /// [`Error::Refused`]; when the database can't be read.
    pub async fn is_superior(&self, asker: &Asker<'_>, superior: &str) -> Result<(), Error> {
        self.read().await?.is_superior(asker, superior).await
    }

    /// The record of the asker's party that has this identifier of its own.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn own_record(&self, asker: &Asker<'_>, own_id: &str) -> Result<Option<Uuid>, Error> {
        let row = self
            .read()
            .await?
            .row(
                sql!("select id from record where own_id = $1 and owner = $2 order by id desc limit 1"),
                args![own_id, asker.party()?],
            )
            .await?;
        row.map(|row| row.get(0)).transpose()
    }
}

fn filed_of(row: &Row, visible: &Visible) -> Result<Filed, Error> {
    let seen = row.get::<Option<i64>>(13)?.is_some_and(|class| visible.seen(class).is_some());
    let withdrawn: Option<Time> = row.get(10)?;
    Ok(Filed {
        id: row.get(0)?,
        of: Handle { record: row.get(1)?, version: row.get(2)? },
        title: if seen { Some(row.get(14)?) } else { None },
        first_day: if seen { Some(row.get(15)?).filter(|day| *day != NO_START) } else { None },
        lead_days: row.get(3)?,
        late: row.get::<i64>(4)? == 1,
        filing: Filing { reason: row.get(5)?, superior: row.get(6)? },
        person: row.get(7)?,
        party: row.get(8)?,
        made_at: row.get(9)?,
        withdrawn: match withdrawn {
            Some(at) => Some((at, row.get(11)?, row.get(12)?)),
            None => None,
        },
    })
}

impl Tx {
    /// A plan that isn't filed yet, and the day on which it begins.
    async fn plan(&mut self, record: Uuid) -> Result<(Handle, Day), Error> {
        let row = self
            .row(
                sql!(
                    "select r.version, r.first_day, f.id from record r left join filing f on f.record_id = r.id \
                     and f.withdrawn_at is null where r.id = $1"
                ),
                args![record],
            )
            .await?
            .ok_or(Error::Missing { what: "record", id: record })?;
        let first_day: Day = row.get(1)?;
        if first_day == NO_START {
            return Err(Error::Refused { reason: "a plan that is filed needs a first day".to_owned() });
        }
        if row.get::<Option<Uuid>>(2)?.is_some() {
            return Err(Error::Refused { reason: "the plan is filed already".to_owned() });
        }
        Ok((Handle { record, version: row.get(0)? }, first_day))
    }

    /// Refuses a superior who is no other active user of the asker's party.
    async fn is_superior(&mut self, asker: &Asker<'_>, superior: &str) -> Result<(), Error> {
        let row = self
            .row(
                sql!("select id from node_user where handle = $1 and party = $2 and state = 'active'"),
                args![superior, asker.party()?],
            )
            .await?;
        if row.is_some() && superior != asker.person() {
            return Ok(());
        }
        Err(Error::Refused {
            reason: format!("`{superior}` can't waive it: name another user of your own party by handle"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_the_lead_time_is_in_time() {
        let (first, lead) = (Day(100), 30);
        assert!(!is_late(first, lead, Day(70)));
        assert!(is_late(first, lead, Day(71)));
    }
}
