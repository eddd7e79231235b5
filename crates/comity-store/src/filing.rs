//! Filing a planned activity: whether it came in time, and if not, why, or by whose word the check was waived.

use comity_ledger::Event;
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::{Asker, Visible};
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::read::Handle;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::value::Time;

/// How a plan was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// After its lead time.
    pub late: bool,
    /// Who waived the check, where somebody did: the office, or the superior by name.
    pub superior: String,
    /// Why it came late or was waived.
    pub reason: String,
}

/// A filing as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Filed {
    pub of: Handle,
    pub filing: Filing,
    pub person: String,
    pub party: String,
    pub made_at: Time,
}

impl Store {
    /// Files a plan that is a record of the asker's party.
    ///
    /// # Errors
    /// [`Error::Missing`] where the party has no such record, [`Error::Denied`] by policies, [`Error::Refused`] where it is late or waived
    /// and no reason is given.
    pub async fn file_plan(
        &self,
        asker: &Asker<'_>,
        record: Uuid,
        filing: &Filing,
        now: Time,
    ) -> Result<(), Error> {
        let waived = !filing.superior.is_empty();
        if (filing.late || waived) && filing.reason.trim().is_empty() {
            return Err(Error::Refused {
                reason: "a plan that is late, or whose check is waived, needs a reason".to_owned(),
            });
        }
        self.run_tx("plan: file", async |tx| {
            let (_, class) = tx.own_class(record, asker).await?;
            let _permit = asker.may(RecordAction::Edit, &class)?;
            for of in tx.handles(vec![record]).await? {
                let row = vec![
                    Ids::at(now).next().into(),
                    of.record.into(),
                    of.version.into(),
                    i64::from(filing.late).into(),
                    filing.superior.as_str().into(),
                    filing.reason.as_str().into(),
                    asker.person().into(),
                    asker.party()?.into(),
                    now.into(),
                ];
                tx.insert(table::filing, vec![row]).await?;
                let mut entries = Entries::default();
                let reason = match waived {
                    true => format!("{} (waived by {})", filing.reason, filing.superior),
                    false => filing.reason.clone(),
                };
                let reason = entries.reason(&reason)?;
                entries.add(Event::Filed { of: log::version(of), late: filing.late, waived, reason });
                self.log(tx, asker, entries, now).await?;
            }
            Ok(())
        })
        .await
    }

    /// How a plan that may be seen was filed, the newest first.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such record that may be seen.
    pub async fn filings(&self, visible: &Visible, record: Uuid) -> Result<Vec<Filed>, Error> {
        let mut tx = self.read().await?;
        let seen = tx.class_of_record(record).await?.and_then(|class| visible.seen(class));
        seen.ok_or(Error::Missing { what: "record", id: record })?;
        let rows = tx
            .rows(
                sql!(
                    "select record_id, version, late, superior, reason, person, party, made_at from filing \
                     where record_id = $1 order by id desc"
                ),
                args![record],
            )
            .await?;
        let filed = |row: &Row| {
            Ok(Filed {
                of: Handle { record: row.get(0)?, version: row.get(1)? },
                filing: Filing { late: row.get::<i64>(2)? == 1, superior: row.get(3)?, reason: row.get(4)? },
                person: row.get(5)?,
                party: row.get(6)?,
                made_at: row.get(7)?,
            })
        };
        rows.iter().map(filed).collect()
    }
}
