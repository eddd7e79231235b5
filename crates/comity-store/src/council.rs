//! Councils: everything that was ever done in one, in its order. What a council is stands in these acts alone; who replays them knows.

use comity_core::{Day, PartyId};
use comity_ledger::Event;
use comity_ledger::event::DecidedBy;
use comity_policy::NodeAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, By, Entries};
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// A council.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouncilKept {
    /// Which.
    pub id: Uuid,
    /// The party of its secretariat.
    pub party: String,
    /// How many acts it has.
    pub acts: u64,
}

/// An act that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Which, from 1.
    pub number: u64,
    /// Its day.
    pub on: Day,
    /// What was done, in JSON.
    pub act: String,
    /// Who did it; empty where the node did.
    pub person: String,
    /// For which party; empty where the secretariat or the node did it.
    pub party: String,
    /// When.
    pub made_at: Time,
}

/// An act to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doing {
    /// What, in JSON.
    pub act: String,
    /// The word for it.
    pub word: &'static str,
    /// For which party; none where the secretariat or the node does it.
    pub party: Option<PartyId>,
    /// What is decided by it.
    pub decrees: Vec<Decree>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decree {
    /// Its number.
    pub number: u64,
    /// Of which proposal.
    pub proposal: String,
    /// How.
    pub by: DecidedBy,
    /// Title and text.
    pub text: String,
}

impl Store {
    /// Makes a council. `act` founds it.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Seatless`]; when the database fails.
    pub async fn found_council(&self, asker: &Asker<'_>, act: &Doing, now: Time) -> Result<Uuid, Error> {
        let _permit = asker.may_at_node(NodeAction::KeepAgenda)?;
        let party = asker.party()?.to_owned();
        self.run_tx("council: found", async |tx| {
            let id = Ids::at(now).next();
            tx.insert(table::council, vec![vec![id.into(), party.as_str().into(), now.into()]]).await?;
            self.write_acts(tx, By::from(asker), (id, 0), std::slice::from_ref(act), now).await?;
            Ok(id)
        })
        .await
    }

    /// Does something in a council. `decide` gets the acts after the first `known` ones and says what is done now, or why not; it may be asked
    /// again, after other acts.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such council, [`Error::Denied`] by policies, [`Error::Refused`] where an act is another party's
    /// than the asker's, and what `decide` returns.
    pub async fn council_act(
        &self,
        asker: &Asker<'_>,
        (council, known): (Uuid, u64),
        mut decide: impl FnMut(&[Done]) -> Result<Vec<Doing>, Error>,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("council: act", async |tx| {
            let keeper = tx.keeper_of(council).await?;
            let before = tx.acts_after(council, known).await?;
            let doing = decide(&before)?;
            for one in &doing {
                one.may_be_done(asker, &keeper)?;
            }
            let last = before.last().map_or(known, |act| act.number);
            self.write_acts(tx, By::from(asker), (council, last), &doing, now).await
        })
        .await
    }

    /// Does what the node does in a council by itself, as when a silence is over.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such council; what `decide` returns.
    pub async fn council_lapse(
        &self,
        (council, known): (Uuid, u64),
        mut decide: impl FnMut(&[Done]) -> Result<Vec<Doing>, Error>,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("council: lapse", async |tx| {
            tx.keeper_of(council).await?;
            let before = tx.acts_after(council, known).await?;
            let doing = decide(&before)?;
            let last = before.last().map_or(known, |act| act.number);
            self.write_acts(tx, By::Node, (council, last), &doing, now).await
        })
        .await
    }

    /// All councils, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn councils(&self) -> Result<Vec<CouncilKept>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select c.id, c.party, (select max(a.n) from council_act a where a.council_id = c.id) \
                     from council c order by c.id"
                ),
                args![],
            )
            .await?;
        let kept = |row: &Row| {
            let acts: Option<i64> = row.get(2)?;
            Ok(CouncilKept {
                id: row.get(0)?,
                party: row.get(1)?,
                acts: acts.unwrap_or_default().unsigned_abs(),
            })
        };
        rows.iter().map(kept).collect()
    }

    /// The acts of a council after the first `known` ones, in their order.
    ///
    /// # Errors
    /// [`Error::Missing`]; when the database can't be read.
    pub async fn council_acts(&self, council: Uuid, known: u64) -> Result<Vec<Done>, Error> {
        let mut tx = self.read().await?;
        tx.keeper_of(council).await?;
        tx.acts_after(council, known).await
    }

    async fn write_acts(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        (council, last): (Uuid, u64),
        doing: &[Doing],
        now: Time,
    ) -> Result<(), Error> {
        let person = match by {
            By::Person(person) => person,
            By::Node => "",
        };
        let mut entries = Entries::default();
        let mut rows = Vec::new();
        for (number, one) in (last + 1..).zip(doing) {
            let party = one.party.as_ref().map_or("", PartyId::as_str);
            rows.push(vec![
                council.into(),
                number.into(),
                now.day().into(),
                one.act.as_str().into(),
                person.into(),
                party.into(),
                now.into(),
            ]);
            let content = entries.content(one.act.as_bytes())?;
            entries.add(Event::CouncilActed {
                council: log::text(council),
                number,
                act: one.word.into(),
                party: one.party.clone(),
                content,
            });
            for decree in &one.decrees {
                let content = entries.content(decree.text.as_bytes())?;
                entries.add(Event::Decided {
                    council: log::text(council),
                    number: decree.number,
                    proposal: decree.proposal.as_str().into(),
                    by: decree.by,
                    content,
                });
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        tx.insert(table::council_act, rows).await?;
        self.log(tx, by, entries, now).await
    }
}

impl Doing {
    /// Whether policies let the asker do it: for the own party, or as the secretariat that keeps the council.
    fn may_be_done(&self, asker: &Asker<'_>, keeper: &str) -> Result<(), Error> {
        let own = asker.party()?;
        let keeps = || asker.may_at_node(NodeAction::KeepAgenda).map(drop);
        match &self.party {
            Some(party) if party.as_str() == own => {
                let speaks = asker.may_at_node(NodeAction::SpeakInCouncil).map(drop);
                if own == keeper { speaks.or_else(|_| keeps()) } else { speaks }
            }
            // what a party that has nobody here sent by letter is entered by the secretariat
            _ if own == keeper => keeps(),
            Some(party) => Err(Error::Refused {
                reason: format!(
                    "for `{party}` its own desks speak, or the secretariat that keeps the council"
                ),
            }),
            None => {
                Err(Error::Refused { reason: format!("the secretariat of `{keeper}` keeps this council") })
            }
        }
    }
}

impl Tx {
    async fn keeper_of(&mut self, council: Uuid) -> Result<String, Error> {
        let row = self.row(sql!("select party from council where id = $1"), args![council]).await?;
        row.ok_or(Error::Missing { what: "council", id: council })?.get(0)
    }

    async fn acts_after(&mut self, council: Uuid, known: u64) -> Result<Vec<Done>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select n, on_day, act, person, party, made_at from council_act \
                     where council_id = $1 and n > $2 order by n"
                ),
                args![council, known],
            )
            .await?;
        let done = |row: &Row| {
            let number: i64 = row.get(0)?;
            Ok(Done {
                number: number.unsigned_abs(),
                on: row.get(1)?,
                act: row.get(2)?,
                person: row.get(3)?,
                party: row.get(4)?,
                made_at: row.get(5)?,
            })
        };
        rows.iter().map(done).collect()
    }
}
