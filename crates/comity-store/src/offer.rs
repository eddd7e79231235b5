//! A finding offered to another desk: "not ours". Until the offer is accepted whoever made it goes on to work on the finding, and the clock
//! goes on in any case.

use comity_core::Seat;
use comity_ledger::Event;
use comity_ledger::event::{Act, Handing};
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::handing::{Change, seat_of, words};
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// An offer that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Offer {
    pub id: Uuid,
    pub finding: Uuid,
    pub from: Seat,
    pub to: Seat,
    pub person: String,
    pub note: String,
    pub made_at: Time,
}

impl Store {
    /// Offers a finding to another desk: of the asker's own party, or of another that the finding concerns.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies, [`Error::Refused`] without a reason,
    /// where an offer waits already, or where the finding doesn't concern the other party: its desk couldn't see it.
    pub async fn offer_finding(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        to: &Seat,
        note: &str,
        now: Time,
    ) -> Result<(), Error> {
        if note.is_empty() {
            return Err(Error::Refused { reason: "an offer needs a reason".to_owned() });
        }
        self.run_tx("finding: offer", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let held = tx.hands(finding, asker.party()?).await?;
            let own = held.as_ref().map_or(asker.seat()?, |hands| &hands.seat);
            if own == to {
                return Err(Error::Refused { reason: "the finding is with that desk already".to_owned() });
            }
            if to.party != own.party && !tx.concerns_party(finding, to.party.as_str()).await? {
                return Err(Error::Refused {
                    reason: format!("the finding doesn't concern `{}`: its desks couldn't see it", to.party),
                });
            }
            let waiting = tx.offers_of(finding).await?;
            if waiting.iter().any(|offer| offer.from.party == own.party) {
                return Err(Error::Refused {
                    reason: "it is offered already: wait for the answer, or take the offer back".to_owned(),
                });
            }
            if held.is_none() {
                tx.set_hands(asker, finding, own, "taken", None, now).await?;
            }
            let ((from_organ, from_desk), (organ, desk)) = (words(own), words(to));
            let row = vec![
                Ids::at(now).next().into(),
                finding.into(),
                own.party.as_str().into(),
                from_organ.into(),
                from_desk.into(),
                to.party.as_str().into(),
                organ.into(),
                desk.into(),
                "offered".into(),
                asker.person().into(),
                note.into(),
                now.into(),
            ];
            tx.insert(table::offer, vec![row]).await?;
            let change = Change { finding, seat: to, what: "offered", note };
            self.write_hands(tx, asker, &change, Handing::Offered, now).await
        })
        .await
    }

    /// Accepts or refuses what was offered to the asker's desk. Who accepts works on it from now on, until the day that it had.
    ///
    /// # Errors
    /// [`Error::Missing`] where none was offered to the asker's desk, [`Error::Denied`] by policies, [`Error::Refused`] for a refusal without a
    /// reason.
    pub async fn answer_offer(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        accept: bool,
        note: &str,
        now: Time,
    ) -> Result<(), Error> {
        if !accept && note.is_empty() {
            return Err(Error::Refused { reason: "to refuse an offer needs a reason".to_owned() });
        }
        self.run_tx("finding: answer offer", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let seat = asker.seat()?;
            let waiting = tx.offers_of(finding).await?;
            let offer = waiting.into_iter().find(|offer| seat.works_at(&offer.to));
            let offer = offer.ok_or(Error::Missing { what: "offer of finding", id: finding })?;
            let (state, handing) =
                if accept { ("accepted", Handing::Accepted) } else { ("refused", Handing::Refused) };
            tx.end_offer(offer.id, state).await?;
            if accept {
                let before = tx.hands(finding, offer.from.party.as_str()).await?;
                let own = tx.hands(finding, offer.to.party.as_str()).await?;
                let days = [&before, &own].into_iter().flatten().filter_map(|hands| hands.due_at);
                let known = own.as_ref().and_then(|hands| hands.due_at);
                let due = days.min().filter(|due| known != Some(*due));
                tx.set_hands(asker, finding, &offer.to, "taken", due, now).await?;
                if offer.from.party != offer.to.party {
                    tx.set_hands(asker, finding, &offer.from, "handed", None, now).await?;
                }
            }
            let change = Change { finding, seat: &offer.to, what: state, note };
            self.write_hands(tx, asker, &change, handing, now).await
        })
        .await
    }

    /// Takes back an offer of the asker's party that nobody has answered.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, [`Error::Denied`] by policies.
    pub async fn take_offer_back(&self, asker: &Asker<'_>, finding: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("finding: take offer back", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let party = asker.party()?;
            let waiting = tx.offers_of(finding).await?;
            let offer = waiting.into_iter().find(|offer| offer.from.party.as_str() == party);
            let offer = offer.ok_or(Error::Missing { what: "offer of finding", id: finding })?;
            tx.end_offer(offer.id, "withdrawn").await?;
            let change = Change { finding, seat: &offer.to, what: "withdrawn", note: "" };
            tx.note_hands(asker, &change, now).await?;
            let mut entries = Entries::default();
            let (finding, about) = (log::text(finding), Some(log::text(offer.id)));
            let act = Act::OfferWithdrawn;
            entries.add(Event::FindingWorked { finding, act, about, due: None, reason: None });
            self.log(tx, asker, entries, now).await
        })
        .await
    }

    /// Offers that wait for an answer of the asker's desk, the oldest first.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn offered(&self, asker: &Asker<'_>) -> Result<Vec<Offer>, Error> {
        let seat = asker.seat()?;
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select id, finding_id, from_party, from_organ, from_desk, party, organ, desk, person, note, made_at \
                     from offer where party = $1 and state = 'offered' order by id"
                ),
                args![seat.party.as_str()],
            )
            .await?;
        let mut offers = rows.iter().map(offer_of).collect::<Result<Vec<_>, _>>()?;
        offers.retain(|offer| seat.works_at(&offer.to));
        Ok(offers)
    }

    /// Offers of a finding that wait for an answer, for a party that it concerns.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies.
    pub async fn offers(&self, asker: &Asker<'_>, finding: Uuid) -> Result<Vec<Offer>, Error> {
        let mut tx = self.read().await?;
        tx.concerns(finding, RecordAction::See, asker).await?;
        tx.offers_of(finding).await
    }
}

fn offer_of(row: &Row) -> Result<Offer, Error> {
    Ok(Offer {
        id: row.get(0)?,
        finding: row.get(1)?,
        from: seat_of(row, 2)?,
        to: seat_of(row, 5)?,
        person: row.get(8)?,
        note: row.get(9)?,
        made_at: row.get(10)?,
    })
}

impl Tx {
    async fn offers_of(&mut self, finding: Uuid) -> Result<Vec<Offer>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select id, finding_id, from_party, from_organ, from_desk, party, organ, desk, person, note, made_at \
                     from offer where finding_id = $1 and state = 'offered' order by id"
                ),
                args![finding],
            )
            .await?;
        rows.iter().map(offer_of).collect()
    }

    async fn end_offer(&mut self, offer: Uuid, state: &'static str) -> Result<(), Error> {
        self.run(sql!("update offer set state = $2 where id = $1"), args![offer, state]).await?;
        Ok(())
    }
}
