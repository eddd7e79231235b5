//! What is kept as acts in their order: councils, joint activities, what is held ready, series. What such a thing is stands in its acts alone; who
//! replays them knows.

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

/// What acts make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActsOf {
    /// A council.
    Council,
    /// A joint activity.
    Work,
    /// Something held ready.
    Ready,
    /// A series.
    Series,
}

impl ActsOf {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            ActsOf::Council => "council",
            ActsOf::Work => "work",
            ActsOf::Ready => "ready",
            ActsOf::Series => "series",
        }
    }
}

/// Something that is kept as acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActsKept {
    /// Which.
    pub id: Uuid,
    /// The party that keeps it: a council's by its secretariat, joint work by its desks.
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
    /// Who keeps it afterwards, where that changes.
    pub keeper: Option<PartyId>,
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
    /// Makes something that is kept as acts, by its first.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Seatless`], [`Error::Refused`] where joint work would be another party's than the asker's; when
    /// the database fails.
    pub async fn begin_acts(
        &self,
        asker: &Asker<'_>,
        of: ActsOf,
        act: &Doing,
        now: Time,
    ) -> Result<Uuid, Error> {
        let party = asker.party()?.to_owned();
        if of == ActsOf::Council {
            let _permit = asker.may_at_node(NodeAction::KeepAgenda)?;
        } else {
            if act.party.as_ref().is_none_or(|led| led.as_str() != party) {
                let reason = format!("joint work is begun for one's own party, `{party}`");
                return Err(Error::Refused { reason });
            }
            act.may_be_done(asker, &party)?;
        }
        self.run_tx("acts: begin", async |tx| {
            let id = Ids::at(now).next();
            let row = vec![id.into(), party.as_str().into(), now.into(), of.as_str().into()];
            tx.insert(table::council, vec![row]).await?;
            self.write_acts(tx, By::from(asker), (of, id, 0), std::slice::from_ref(act), now).await?;
            Ok(id)
        })
        .await
    }

    /// Does something. `decide` gets the acts after the first `known` ones and says what is done now, or why not; it may be asked again, after
    /// other acts.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such thing, [`Error::Denied`] by policies, [`Error::Refused`] where an act is another party's
    /// than the asker's, and what `decide` returns.
    pub async fn act(
        &self,
        asker: &Asker<'_>,
        (of, id, known): (ActsOf, Uuid, u64),
        mut decide: impl FnMut(&[Done]) -> Result<Vec<Doing>, Error>,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("acts: act", async |tx| {
            let keeper = tx.keeper_of(of, id).await?;
            let before = tx.acts_after(id, known).await?;
            let doing = decide(&before)?;
            for one in &doing {
                one.may_be_done(asker, &keeper)?;
            }
            let last = before.last().map_or(known, |act| act.number);
            self.write_acts(tx, By::from(asker), (of, id, last), &doing, now).await
        })
        .await
    }

    /// Does what the node does by itself, as when a silence is over.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such thing; what `decide` returns.
    pub async fn act_alone(
        &self,
        (of, id, known): (ActsOf, Uuid, u64),
        mut decide: impl FnMut(&[Done]) -> Result<Vec<Doing>, Error>,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("acts: act alone", async |tx| {
            tx.keeper_of(of, id).await?;
            let before = tx.acts_after(id, known).await?;
            let doing = decide(&before)?;
            let last = before.last().map_or(known, |act| act.number);
            self.write_acts(tx, By::Node, (of, id, last), &doing, now).await
        })
        .await
    }

    /// All of a sort, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn kept_as_acts(&self, of: ActsOf) -> Result<Vec<ActsKept>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select c.id, c.party, (select max(a.n) from council_act a where a.council_id = c.id) \
                     from council c where c.kind = $1 order by c.id"
                ),
                args![of.as_str()],
            )
            .await?;
        let kept = |row: &Row| {
            let acts: Option<i64> = row.get(2)?;
            Ok(ActsKept {
                id: row.get(0)?,
                party: row.get(1)?,
                acts: acts.unwrap_or_default().unsigned_abs(),
            })
        };
        rows.iter().map(kept).collect()
    }

    /// The acts after the first `known` ones, in their order.
    ///
    /// # Errors
    /// [`Error::Missing`]; when the database can't be read.
    pub async fn acts_of(&self, of: ActsOf, id: Uuid, known: u64) -> Result<Vec<Done>, Error> {
        let mut tx = self.read().await?;
        tx.keeper_of(of, id).await?;
        tx.acts_after(id, known).await
    }

    async fn write_acts(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        (of, id, last): (ActsOf, Uuid, u64),
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
                id.into(),
                number.into(),
                now.day().into(),
                one.act.as_str().into(),
                person.into(),
                party.into(),
                now.into(),
            ]);
            let content = entries.content(one.act.as_bytes())?;
            let (acted_on, act, party) = (log::text(id), one.word.into(), one.party.clone());
            entries.add(match of {
                ActsOf::Council => Event::CouncilActed { council: acted_on, number, act, party, content },
                _ => {
                    Event::JointActed { of: of.as_str().into(), joint: acted_on, number, act, party, content }
                }
            });
            for decree in &one.decrees {
                let content = entries.content(decree.text.as_bytes())?;
                entries.add(Event::Decided {
                    council: log::text(id),
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
        if let Some(keeper) = doing.iter().rev().find_map(|one| one.keeper.as_ref()) {
            let keeper = keeper.as_str();
            tx.run(sql!("update council set party = $2 where id = $1"), args![id, keeper]).await?;
        }
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
                    "for `{party}` its own desks speak, or the secretariat of `{keeper}`, which keeps it"
                ),
            }),
            None => Err(Error::Refused { reason: format!("the secretariat of `{keeper}` keeps it") }),
        }
    }
}

impl Tx {
    async fn keeper_of(&mut self, of: ActsOf, id: Uuid) -> Result<String, Error> {
        let text = sql!("select party from council where id = $1 and kind = $2");
        let row = self.row(text, args![id, of.as_str()]).await?;
        row.ok_or(Error::Missing { what: of.as_str(), id })?.get(0)
    }

    async fn acts_after(&mut self, id: Uuid, known: u64) -> Result<Vec<Done>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select n, on_day, act, person, party, made_at from council_act \
                     where council_id = $1 and n > $2 order by n"
                ),
                args![id, known],
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
