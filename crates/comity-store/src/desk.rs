//! Desks: who is called about a record. They are offices of institutions, never persons.

use comity_core::{DeskId, PartyId, Seat};
use comity_ledger::Event;
use comity_ledger::event::{Change, Kept};
use comity_policy::NodeAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::value::Time;

/// A desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Its id.
    pub id: Uuid,
    /// Where it is: party, organ where it is an organ's, and its name.
    pub seat: Seat,
    /// How it is reached: the office's line, as it wants to be shown.
    pub call: String,
    /// Whether it works.
    pub open: bool,
}

impl Store {
    /// Makes a desk, or changes how it is reached and whether it works.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; [`Error::Refused`] where the seat names no desk; when the database fails.
    pub async fn keep_desk(
        &self,
        asker: &Asker<'_>,
        seat: &Seat,
        call: &str,
        open: bool,
        now: Time,
    ) -> Result<Uuid, Error> {
        self.run_tx("desk: keep", async |tx| {
            let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
            let name = seat.desk.as_ref().ok_or_else(|| Error::Refused {
                reason: "a desk needs a name".to_owned(),
            })?;
            let organ = seat.organ.as_ref().map_or("", PartyId::as_str);
            let state = if open { "open" } else { "closed" };
            let new = Ids::at(now).next();
            let row = tx
                .row(
                    sql!(
                        "insert into desk (id, party, organ, name, call, state, made_at, changed_at) \
                         values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict (party, organ, name) do update set \
                         call = excluded.call, state = excluded.state, changed_at = excluded.changed_at returning id"
                    ),
                    args![new, seat.party.as_str(), organ, name.as_str(), call, state, now],
                )
                .await?;
            let id: Uuid = row.map_or(Ok(new), |row| row.get(0))?;
            let mut entries = Entries::default();
            let content = serde_json::json!({ "seat": seat, "call": call }).to_string();
            let content = Some(entries.content(content)?);
            let change = match (id == new, open) {
                (true, _) => Change::Created,
                (false, true) => Change::Altered,
                (false, false) => Change::Disabled,
            };
            entries.add(Event::HouseholdChanged { what: Kept::Desk, id: log::text(id), change, content });
            self.log(tx, asker, entries, now).await?;
            Ok(id)
        })
        .await
    }

    /// All desks, or those of a party, by party, organ and name. Everyone who works here may know them: they are there to be called.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn desks(&self, party: Option<&PartyId>) -> Result<Vec<Desk>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select id, party, organ, name, call, state from desk where $1 = '' or party = $1 \
                     order by party, organ, name"
                ),
                args![party.map_or("", PartyId::as_str)],
            )
            .await?;
        let desk = |row: &Row| {
            let (party, organ): (String, String) = (row.get(1)?, row.get(2)?);
            let name = DeskId::new(row.get::<String>(3)?)
                .map_err(|error| Error::Damaged { what: "a desk".to_owned(), reason: error.to_string() })?;
            Ok(Desk {
                id: row.get(0)?,
                seat: Seat {
                    party: party.as_str().into(),
                    organ: Some(organ).filter(|organ| !organ.is_empty()).map(|organ| organ.as_str().into()),
                    desk: Some(name),
                },
                call: row.get(4)?,
                open: row.get::<String>(5)? == "open",
            })
        };
        rows.iter().map(desk).collect()
    }
}
