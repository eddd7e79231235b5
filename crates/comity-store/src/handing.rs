//! Who works on a finding: for each party that it concerns one desk, with a clock; and how that changed.

use comity_core::{Day, DeskId, Seat};
use comity_ledger::Event;
use comity_ledger::event::{Act, Handing};
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::read::{InHands, in_hands};
use crate::schema::table;
use crate::sql::{Query, Row, args, sql};
use crate::standing::{decided, newest_says};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// How one party stands to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hands {
    /// The finding.
    pub finding: Uuid,
    /// The desk that works on it.
    pub seat: Seat,
    /// `open` (by the rule, nobody took it yet), `taken`, `acknowledged` (read and noted, which is no approval), or `handed` on to another party.
    pub state: String,
    /// Until when.
    pub due_at: Option<Time>,
    /// Whether the rule set that day and no person.
    pub by_rule: bool,
    /// Who changed that last; nobody where the rule did.
    pub person: String,
    /// When.
    pub changed_at: Time,
}

/// One change of hands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Handed {
    pub seat: Seat,
    /// `taken`, `offered`, `accepted`, `refused`, `withdrawn` (an offer), `acknowledged`, `due` (another day).
    pub what: String,
    pub person: String,
    pub from_party: String,
    pub note: String,
    pub made_at: Time,
}

/// A change about to be written down.
pub(crate) struct Change<'a> {
    pub finding: Uuid,
    pub seat: &'a Seat,
    pub what: &'static str,
    pub note: &'a str,
}

impl Store {
    /// The asker's desk takes a finding, until a day; without one the day that it has stays.
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
            tx.set_hands(asker, finding, seat, "taken", due_at, now).await?;
            let change = Change { finding, seat, what: "taken", note: "" };
            self.write_hands(tx, asker, &change, Handing::Accepted, now).await
        })
        .await
    }

    /// Sets another day until which the asker's party works on a finding, and says why.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies, [`Error::Refused`] without a reason.
    pub async fn set_due(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        (due, reason): (Day, &str),
        now: Time,
    ) -> Result<(), Error> {
        if reason.is_empty() {
            return Err(Error::Refused { reason: "another day needs a reason".to_owned() });
        }
        self.run_tx("finding: due", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            let held = tx.hands(finding, asker.party()?).await?;
            let seat = held.as_ref().map_or(asker.seat()?, |hands| &hands.seat);
            let state = held.as_ref().map_or("taken", |hands| hands.word());
            tx.set_hands(asker, finding, seat, state, Some(Time::noon_of(due)), now).await?;
            tx.note_hands(asker, &Change { finding, seat, what: "due", note: reason }, now).await?;
            let mut entries = Entries::default();
            let (reason, about) = (entries.reason(reason)?, None);
            let finding = log::text(finding);
            entries.add(Event::FindingWorked { finding, act: Act::Due, about, due: Some(due), reason });
            self.log(tx, asker, entries, now).await
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
            let seat = held.as_ref().map_or(asker.seat()?, |hands| &hands.seat);
            // whoever works on it goes on to
            if held.as_ref().is_none_or(|hands| hands.state == "open") {
                tx.set_hands(asker, finding, seat, "acknowledged", None, now).await?;
            }
            let change = Change { finding, seat, what: "acknowledged", note };
            self.write_hands(tx, asker, &change, Handing::Acknowledged, now).await
        })
        .await
    }

    /// What the asker's desk works on, with what no desk of its party has, and is not decided: the most pressing first, by the day until when,
    /// then those without.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn in_hand(&self, asker: &Asker<'_>, most: u32) -> Result<Vec<Hands>, Error> {
        let mut query = Query::default();
        query.push(
            "select d.finding_id, d.party, d.organ, d.desk, d.state, d.due_at, d.due_by, d.person, d.changed_at \
             from finding_desk d join finding on finding.id = d.finding_id where ",
        );
        in_hands(&mut query, &InHands::Of(asker.seat()?.clone()), None);
        query.push(concat!(
            " and finding.status <> 'gone' and not ",
            decided!(),
            " and not exists (select 1 from outcome o where o.finding_id = finding.id and o.state = 'holds' \
             and o.what = 'proceed' and o.party = d.party) and not ",
            newest_says!("'reject'"),
            // that it is a conflict is no decision on what to do about it
            " and (finding.status = 'open' or finding.kind = 'conflict') \
             order by d.due_at is null, d.due_at, d.finding_id limit ",
        ));
        query.bind(i64::from(most));
        self.read().await?.rows_of("in hand", query).await?.iter().map(hands_of).collect()
    }

    /// Who works on a finding, party by party, for a party that it concerns.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies.
    pub async fn hands(&self, asker: &Asker<'_>, finding: Uuid) -> Result<Vec<Hands>, Error> {
        let mut tx = self.read().await?;
        tx.concerns(finding, RecordAction::See, asker).await?;
        let rows = tx
            .rows(
                sql!(
                    "select finding_id, party, organ, desk, state, due_at, due_by, person, changed_at from finding_desk \
                     where finding_id = $1 order by party"
                ),
                args![finding],
            )
            .await?;
        rows.iter().map(hands_of).collect()
    }

    /// How a finding changed hands, the newest first, for a party that it concerns.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies.
    pub async fn handed(&self, asker: &Asker<'_>, finding: Uuid) -> Result<Vec<Handed>, Error> {
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

    /// Writes a change of hands into its history and into the log.
    pub(crate) async fn write_hands(
        &self,
        tx: &mut Tx,
        asker: &Asker<'_>,
        change: &Change<'_>,
        handing: Handing,
        now: Time,
    ) -> Result<(), Error> {
        tx.note_hands(asker, change, now).await?;
        let mut entries = Entries::default();
        entries.add(Event::Handed {
            finding: log::text(change.finding),
            party: change.seat.party.clone(),
            desk: change.seat.desk.clone(),
            handing,
        });
        self.log(tx, asker, entries, now).await
    }
}

impl Hands {
    /// The state as a column keeps it.
    fn word(&self) -> &'static str {
        ["open", "acknowledged", "handed"].into_iter().find(|word| *word == self.state).unwrap_or("taken")
    }
}

/// Organ and desk as columns keep them.
pub(crate) fn words(seat: &Seat) -> (&str, &str) {
    let organ = seat.organ.as_ref().map_or("", |organ| organ.as_str());
    (organ, seat.desk.as_ref().map_or("", DeskId::as_str))
}

/// A seat out of three columns, of which organ and desk may be empty.
pub(crate) fn seat_of(row: &Row, first: usize) -> Result<Seat, Error> {
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
        by_rule: row.get::<String>(6)? == "rule",
        person: row.get(7)?,
        changed_at: row.get(8)?,
    })
}

impl Tx {
    pub(crate) async fn hands(&mut self, finding: Uuid, party: &str) -> Result<Option<Hands>, Error> {
        let row = self
            .row(
                sql!(
                    "select finding_id, party, organ, desk, state, due_at, due_by, person, changed_at from finding_desk \
                     where finding_id = $1 and party = $2"
                ),
                args![finding, party],
            )
            .await?;
        row.as_ref().map(hands_of).transpose()
    }

    /// Says whose hands a finding is in. Without a day the one that it has stays.
    pub(crate) async fn set_hands(
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
                "insert into finding_desk (finding_id, party, organ, desk, state, due_at, person, changed_at, due_by) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, 'person') on conflict (finding_id, party) do update \
                 set organ = excluded.organ, desk = excluded.desk, state = excluded.state, \
                 due_at = coalesce(excluded.due_at, finding_desk.due_at), person = excluded.person, \
                 changed_at = excluded.changed_at, \
                 due_by = case when excluded.due_at is null then finding_desk.due_by else 'person' end"
            ),
            args![finding, seat.party.as_str(), organ, desk, state, due_at, asker.person(), now],
        )
        .await?;
        Ok(())
    }

    /// Writes a change of hands into its history.
    pub(crate) async fn note_hands(
        &mut self,
        asker: &Asker<'_>,
        change: &Change<'_>,
        now: Time,
    ) -> Result<(), Error> {
        let (organ, desk) = words(change.seat);
        let row = vec![
            Ids::at(now).next().into(),
            change.finding.into(),
            change.seat.party.as_str().into(),
            organ.into(),
            desk.into(),
            change.what.into(),
            asker.person().into(),
            asker.party()?.into(),
            change.note.into(),
            now.into(),
        ];
        self.insert(table::handing, vec![row]).await
    }
}
