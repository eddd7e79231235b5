//! What the node decides for all its desks: how early plans are filed, how early conflicts are decided.

use comity_ledger::Event;
use comity_ledger::event::{Change, Kept};
use comity_policy::NodeAction;

use crate::access::Asker;
use crate::error::Error;
use crate::log::Entries;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// Settings in days: the name, what holds where nothing was set, and the most that makes sense.
const DAYS: [(&str, i32, i32); 2] = [("lead-days", 30, 365), ("clock-days", 14, 365)];

impl Store {
    /// The days of a setting: `lead-days`, how long before it begins a plan is filed; `clock-days`, how long before the earlier activity begins
    /// a conflict is decided.
    ///
    /// # Errors
    /// [`Error::Refused`] for another name; when the database can't be read.
    pub async fn days(&self, name: &str) -> Result<i32, Error> {
        self.read().await?.days(name).await
    }

    /// Sets the days of a setting.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; [`Error::Refused`] for another name or more days than make sense.
    pub async fn set_days(&self, asker: &Asker<'_>, name: &str, days: i32, now: Time) -> Result<(), Error> {
        let (_, _, most) = known(name)?;
        if !(0..=most).contains(&days) {
            return Err(Error::Refused { reason: format!("`{name}` takes 0 to {most} days, not {days}") });
        }
        self.run_tx("setting", async |tx| {
            let _permit = asker.may_at_node(NodeAction::AdministerPolicy)?;
            tx.run(
                sql!(
                    "insert into setting (name, value, person, changed_at) values ($1, $2, $3, $4) on conflict (name) do \
                     update set value = excluded.value, person = excluded.person, changed_at = excluded.changed_at"
                ),
                args![name, days.to_string(), asker.person(), now],
            )
            .await?;
            let mut entries = Entries::default();
            let content = Some(entries.content(days.to_string())?);
            let change = Change::Altered;
            entries.add(Event::HouseholdChanged { what: Kept::Setting, id: name.into(), change, content });
            self.log(tx, asker, entries, now).await
        })
        .await
    }
}

impl Tx {
    pub(crate) async fn days(&mut self, name: &str) -> Result<i32, Error> {
        let (_, shipped, most) = known(name)?;
        let row = self.row(sql!("select value from setting where name = $1"), args![name]).await?;
        let set = row.map(|row| row.get::<String>(0)).transpose()?.and_then(|text| text.parse().ok());
        Ok(set.unwrap_or(shipped).clamp(0, most))
    }
}

fn known(name: &str) -> Result<(&'static str, i32, i32), Error> {
    let found = DAYS.into_iter().find(|(known, ..)| *known == name);
    found.ok_or_else(|| Error::Refused { reason: format!("`{name}` is no setting in days") })
}
