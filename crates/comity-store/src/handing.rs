//! Who works on a finding: for each party that it concerns one desk, with a clock. A desk can offer it to another, which accepts or refuses.

use comity_core::{DeskId, Seat};
use comity_ledger::Event;
use comity_ledger::event::Handing;
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// How one party stands to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hands {
    /// The finding.
    pub finding: Uuid,
    /// The desk that works on it, or that it was offered to.
    pub seat: Seat,
    /// `taken`, `offered`, `refused`, `acknowledged` (read and noted, which is no approval), or `handed` on to another party.
    pub state: String,
    /// Until when.
    pub due_at: Option<Time>,
    /// Who changed that last.
    pub person: String,
    /// When.
    pub changed_at: Time,
}

/// One change of hands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Handed {
    pub seat: Seat,
    /// `taken`, `offered`, `accepted`, `refused`, `acknowledged`.
    pub what: String,
    pub person: String,
    pub from_party: String,
    pub note: String,
    pub made_at: Time,
}

/// A change about to be written down.
struct Change<'a> {
    finding: Uuid,
    seat: &'a Seat,
    what: &'static str,
    state: &'static str,
    due_at: Option<Time>,
    note: &'a str,
}

impl Store {
    /// The asker's desk takes a finding, until a day.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies.
    pub async fn take_finding(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        due_at: Option<Time>,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("finding: take", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let seat = asker.seat()?;
            let change = Change { finding, seat, what: "taken", state: "taken", due_at, note: "" };
            self.change_hands(tx, asker, &change, Handing::Accepted, now).await
        })
        .await
    }

    /// Offers a finding to another desk: of the asker's own party, or of another that the finding concerns.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies, [`Error::Refused`] where it doesn't
    /// concern the other party either: its desk couldn't see it.
    pub async fn offer_finding(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        to: &Seat,
        (note, due_at): (&str, Option<Time>),
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("finding: offer", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let own = asker.seat()?;
            if to.party != own.party {
                if !tx.concerns_party(finding, to.party.as_str()).await? {
                    return Err(Error::Refused {
                        reason: format!(
                            "the finding doesn't concern `{}`: its desks couldn't see it",
                            to.party
                        ),
                    });
                }
                tx.set_hands(asker, finding, own, "handed", None, now).await?;
            }
            let change = Change { finding, seat: to, what: "offered", state: "offered", due_at, note };
            self.change_hands(tx, asker, &change, Handing::Offered, now).await
        })
        .await
    }

    /// Accepts or refuses a finding that was offered to the asker's party.
    ///
    /// # Errors
    /// [`Error::Missing`] where none was offered, [`Error::Denied`] by policies.
    pub async fn answer_offer(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        accept: bool,
        note: &str,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("finding: answer offer", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let offered = tx.hands(finding, asker.party()?).await?.filter(|hands| hands.state == "offered");
            let offered = offered.ok_or(Error::Missing { what: "offer of finding", id: finding })?;
            let (what, state, handing) = match accept {
                true => ("accepted", "taken", Handing::Accepted),
                false => ("refused", "refused", Handing::Refused),
            };
            let seat = if accept { &offered.seat } else { asker.seat()? };
            let change = Change { finding, seat, what, state, due_at: offered.due_at, note };
            self.change_hands(tx, asker, &change, handing, now).await
        })
        .await
    }

    /// Writes down that the asker's desk read a finding. This is no approval and takes nothing on.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies.
    pub async fn acknowledge_finding(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        note: &str,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("finding: acknowledge", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let held = tx.hands(finding, asker.party()?).await?;
            let seat = asker.seat()?;
            // whoever works on it or was offered it goes on to
            let (state, due_at) = match &held {
                Some(hands) if hands.state == "taken" => ("taken", hands.due_at),
                Some(hands) if hands.state == "offered" => ("offered", hands.due_at),
                _ => ("acknowledged", None),
            };
            let seat = held.as_ref().filter(|_| state != "acknowledged").map_or(seat, |hands| &hands.seat);
            let change = Change { finding, seat, what: "acknowledged", state, due_at, note };
            self.change_hands(tx, asker, &change, Handing::Acknowledged, now).await
        })
        .await
    }

    /// What the asker's party has in hand in these states, the most pressing first: by the day until when, then those without.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn in_hand(&self, asker: &Asker<'_>, states: &[&str]) -> Result<Vec<Hands>, Error> {
        let states: Vec<String> = states.iter().map(|state| (*state).to_owned()).collect();
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select finding_id, party, organ, desk, state, due_at, person, changed_at from finding_desk \
                     where party = $1 and state in @texts($2) order by due_at is null, due_at, finding_id"
                ),
                args![asker.party()?, states],
            )
            .await?;
        rows.iter().map(hands_of).collect()
    }

    /// How a finding changed hands, the newest first, for a party that it concerns.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies.
    pub async fn hands(&self, asker: &Asker<'_>, finding: Uuid) -> Result<Vec<Handed>, Error> {
        let mut tx = self.read().await?;
        tx.concerns(finding, RecordAction::See, asker).await?;
        let rows = tx
            .rows(
                sql!(
                    "select party, organ, desk, what, person, from_party, note, made_at from handing where finding_id = $1 \
                     order by id desc"
                ),
                args![finding],
            )
            .await?;
        let handed = |row: &Row| {
            Ok(Handed {
                seat: seat_of(row, 0)?,
                what: row.get(3)?,
                person: row.get(4)?,
                from_party: row.get(5)?,
                note: row.get(6)?,
                made_at: row.get(7)?,
            })
        };
        rows.iter().map(handed).collect()
    }

    async fn change_hands(
        &self,
        tx: &mut Tx,
        asker: &Asker<'_>,
        change: &Change<'_>,
        handing: Handing,
        now: Time,
    ) -> Result<(), Error> {
        let (seat, finding) = (change.seat, change.finding);
        tx.set_hands(asker, finding, seat, change.state, change.due_at, now).await?;
        let (organ, desk) = words(seat);
        let row = vec![
            Ids::at(now).next().into(),
            finding.into(),
            seat.party.as_str().into(),
            organ.into(),
            desk.into(),
            change.what.into(),
            asker.person().into(),
            asker.party()?.into(),
            change.note.into(),
            now.into(),
        ];
        tx.insert(table::handing, vec![row]).await?;
        let mut entries = Entries::default();
        entries.add(Event::Handed {
            finding: log::text(finding),
            party: seat.party.clone(),
            desk: seat.desk.clone(),
            handing,
        });
        self.log(tx, asker, entries, now).await
    }
}

fn words(seat: &Seat) -> (&str, &str) {
    let organ = seat.organ.as_ref().map_or("", |organ| organ.as_str());
    (organ, seat.desk.as_ref().map_or("", DeskId::as_str))
}

/// A seat out of three columns, of which organ and desk may be empty.
fn seat_of(row: &Row, first: usize) -> Result<Seat, Error> {
    let (organ, desk): (String, String) = (row.get(first + 1)?, row.get(first + 2)?);
    Ok(Seat {
        party: row.get::<String>(first)?.as_str().into(),
        organ: Some(organ).filter(|organ| !organ.is_empty()).map(|organ| organ.as_str().into()),
        desk: DeskId::new(desk).ok(),
    })
}

fn hands_of(row: &Row) -> Result<Hands, Error> {
    Ok(Hands {
        finding: row.get(0)?,
        seat: seat_of(row, 1)?,
        state: row.get(4)?,
        due_at: row.get(5)?,
        person: row.get(6)?,
        changed_at: row.get(7)?,
    })
}

impl Tx {
    async fn hands(&mut self, finding: Uuid, party: &str) -> Result<Option<Hands>, Error> {
        let row = self
            .row(
                sql!(
                    "select finding_id, party, organ, desk, state, due_at, person, changed_at from finding_desk \
                     where finding_id = $1 and party = $2"
                ),
                args![finding, party],
            )
            .await?;
        row.as_ref().map(hands_of).transpose()
    }

    async fn set_hands(
        &mut self,
        asker: &Asker<'_>,
        finding: Uuid,
        seat: &Seat,
        state: &'static str,
        due_at: Option<Time>,
        now: Time,
    ) -> Result<(), Error> {
        let (organ, desk) = words(seat);
        self.run(
            sql!(
                "insert into finding_desk (finding_id, party, organ, desk, state, due_at, person, changed_at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (finding_id, party) do update set organ = excluded.organ, \
                 desk = excluded.desk, state = excluded.state, due_at = excluded.due_at, person = excluded.person, \
                 changed_at = excluded.changed_at"
            ),
            args![finding, seat.party.as_str(), organ, desk, state, due_at, asker.person(), now],
        )
        .await?;
        Ok(())
    }
}
