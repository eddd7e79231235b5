//! What the parties do about a finding. What one party can do by itself holds as soon as it is written down; what needs the others is
//! proposed, and holds when all of them have agreed.

use comity_ledger::Event;
use comity_ledger::event::{Act, OutcomeWord};
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// What the parties do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Outcome {
    Proceed,
    Jointly,
    Divide,
    Delay,
    Cancel,
    Merge,
    NoAction,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 7] = [
        Outcome::Proceed,
        Outcome::Jointly,
        Outcome::Divide,
        Outcome::Delay,
        Outcome::Cancel,
        Outcome::Merge,
        Outcome::NoAction,
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Proceed => "proceed",
            Outcome::Jointly => "jointly",
            Outcome::Divide => "divide",
            Outcome::Delay => "delay",
            Outcome::Cancel => "cancel",
            Outcome::Merge => "merge",
            Outcome::NoAction => "no-action",
        }
    }

    /// The outcome of a word.
    pub fn parse(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }

    /// Whether it binds the others, so that it needs their agreement.
    pub fn is_shared(self) -> bool {
        matches!(self, Outcome::Jointly | Outcome::Divide | Outcome::Merge)
    }

    fn logged(self) -> OutcomeWord {
        match self {
            Outcome::Proceed => OutcomeWord::Proceed,
            Outcome::Jointly => OutcomeWord::Jointly,
            Outcome::Divide => OutcomeWord::DivideWork,
            Outcome::Delay => OutcomeWord::Delay,
            Outcome::Cancel => OutcomeWord::Cancel,
            Outcome::Merge => OutcomeWord::MergeRecords,
            Outcome::NoAction => OutcomeWord::NoAction,
        }
    }
}

/// A proposal or outcome of the database.
struct Kept {
    finding: Uuid,
    what: Outcome,
    person: String,
    party: String,
    note: String,
}

impl Store {
    /// Writes down what is done about a finding, or proposes it to the other owners of its records where it binds them. What the party
    /// had decided alone before is replaced.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] where policies let the asker decide for none
    /// of its records, [`Error::Refused`] without a reason, where a proposal waits, or to merge what isn't held to be the same.
    pub async fn conclude(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        what: Outcome,
        note: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        if note.is_empty() {
            return Err(Error::Refused { reason: "what is done about a finding needs a reason".to_owned() });
        }
        self.run_tx("outcome", async |tx| {
            tx.concerns(finding, RecordAction::Decide, asker).await?;
            tx.can_be(finding, what).await?;
            let party = asker.party()?;
            let others = if what.is_shared() { tx.other_owners(finding, party).await? } else { Vec::new() };
            let state = if others.is_empty() { "holds" } else { "proposed" };
            if others.is_empty() {
                tx.run(
                    sql!(
                        "update outcome set state = 'replaced', changed_at = $3 where finding_id = $1 and party = $2 \
                         and state = 'holds' and what not in ('jointly', 'divide', 'merge')"
                    ),
                    args![finding, party, now],
                )
                .await?;
            }
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                finding.into(),
                what.as_str().into(),
                asker.person().into(),
                party.into(),
                note.into(),
                now.into(),
                state.into(),
                now.into(),
            ];
            tx.insert(table::outcome, vec![row]).await?;
            let asked = others.into_iter().map(|other| {
                vec![id.into(), other.into(), "awaited".into(), "".into(), "".into(), now.into()]
            });
            tx.insert(table::outcome_answer, asked.collect()).await?;
            if state == "holds" {
                return self.now_holds(tx, asker, id, now).await.map(|()| id);
            }
            self.log_act(tx, asker, (finding, Act::Proposed, id), note, now).await?;
            Ok(id)
        })
        .await
    }

    /// Agrees to a proposal, or declines it, for the asker's party. With the last agreement it holds, with the first refusal it is void.
    ///
    /// # Errors
    /// [`Error::Missing`] where the party's agreement isn't waited for, [`Error::Denied`] where policies let the asker decide for none of the
    /// finding's records, [`Error::Refused`] for a refusal without a reason.
    pub async fn answer_outcome(
        &self,
        asker: &Asker<'_>,
        outcome: Uuid,
        agree: bool,
        note: &str,
        now: Time,
    ) -> Result<(), Error> {
        if !agree && note.is_empty() {
            return Err(Error::Refused { reason: "to decline a proposal needs a reason".to_owned() });
        }
        self.run_tx("outcome: answer", async |tx| {
            let missing = Error::Missing { what: "proposal", id: outcome };
            let kept = tx.outcome(outcome, &["proposed"]).await?.ok_or(missing)?;
            tx.concerns(kept.finding, RecordAction::Decide, asker).await?;
            let answered = tx
                .run(
                    sql!(
                        "update outcome_answer set answer = $3, person = $4, note = $5, made_at = $6 where outcome_id = $1 \
                         and party = $2 and answer = 'awaited'"
                    ),
                    args![
                        outcome,
                        asker.party()?,
                        if agree { "agreed" } else { "declined" },
                        asker.person(),
                        note,
                        now
                    ],
                )
                .await?;
            if answered == 0 {
                return Err(Error::Missing { what: "proposal", id: outcome });
            }
            let act = if agree { Act::Agreed } else { Act::Declined };
            self.log_act(tx, asker, (kept.finding, act, outcome), note, now).await?;
            if !agree {
                return tx.set_outcome(outcome, "declined", now).await;
            }
            let waits = tx
                .row(
                    sql!("select party from outcome_answer where outcome_id = $1 and answer = 'awaited' limit 1"),
                    args![outcome],
                )
                .await?;
            if waits.is_some() { Ok(()) } else { self.now_holds(tx, asker, outcome, now).await }
        })
        .await
    }

    /// Takes an outcome or a proposal of the asker's own back. It stays and holds no more.
    ///
    /// # Errors
    /// [`Error::Missing`] where it isn't the asker's or holds no more, [`Error::Denied`] by policies.
    pub async fn retract_outcome(
        &self,
        asker: &Asker<'_>,
        outcome: Uuid,
        note: &str,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("outcome: retract", async |tx| {
            let kept = tx.outcome(outcome, &["proposed", "holds"]).await?;
            let party = asker.party()?;
            let own = kept.filter(|kept| kept.person == asker.person() && kept.party == party);
            let kept = own.ok_or(Error::Missing { what: "outcome", id: outcome })?;
            tx.concerns(kept.finding, RecordAction::Decide, asker).await?;
            tx.set_outcome(outcome, "retracted", now).await?;
            tx.run(
                sql!(
                    "update link set ended_at = $2, ended_by = $3 where outcome_id = $1 and ended_at is null"
                ),
                args![outcome, now, asker.person()],
            )
            .await?;
            tx.settle(kept.finding).await?;
            self.log_act(tx, asker, (kept.finding, Act::Retracted, outcome), note, now).await
        })
        .await
    }

    /// Proposals that wait for the agreement of the asker's party, with their findings, the oldest first.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn proposed(&self, asker: &Asker<'_>) -> Result<Vec<(Uuid, Uuid)>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select o.id, o.finding_id from outcome_answer a join outcome o on o.id = a.outcome_id \
                     where a.party = $1 and a.answer = 'awaited' and o.state = 'proposed' order by o.id"
                ),
                args![asker.party()?],
            )
            .await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    /// An outcome begins to hold: the finding is settled, records that it merges are linked, and the log says so.
    async fn now_holds(&self, tx: &mut Tx, asker: &Asker<'_>, outcome: Uuid, now: Time) -> Result<(), Error> {
        let missing = Error::Missing { what: "outcome", id: outcome };
        let kept = tx.outcome(outcome, &["proposed", "holds"]).await?.ok_or(missing)?;
        tx.set_outcome(outcome, "holds", now).await?;
        if kept.what == Outcome::Merge {
            tx.merge(outcome, &kept, now).await?;
        }
        tx.settle(kept.finding).await?;
        let mut entries = Entries::default();
        let reason = entries.reason(&kept.note)?;
        entries.add(Event::Outcome { finding: log::text(kept.finding), outcome: kept.what.logged(), reason });
        self.log(tx, asker, entries, now).await
    }

    /// Logs an act about an outcome, an offer or a question.
    pub(crate) async fn log_act(
        &self,
        tx: &mut Tx,
        asker: &Asker<'_>,
        (finding, act, about): (Uuid, Act, Uuid),
        note: &str,
        now: Time,
    ) -> Result<(), Error> {
        let mut entries = Entries::default();
        let reason = entries.reason(note)?;
        let (finding, about) = (log::text(finding), Some(log::text(about)));
        entries.add(Event::FindingWorked { finding, act, about, due: None, reason });
        self.log(tx, asker, entries, now).await
    }
}

impl Tx {
    /// Refuses an outcome that doesn't fit the finding as it stands.
    async fn can_be(&mut self, finding: Uuid, what: Outcome) -> Result<(), Error> {
        let kind = self.row(sql!("select kind from finding where id = $1"), args![finding]).await?;
        let kind = kind.map(|row| row.get::<String>(0)).transpose()?.unwrap_or_default();
        if what == Outcome::Merge && kind != "same" {
            return Err(Error::Refused {
                reason: format!("records are merged where they are the same; this finding is `{kind}`"),
            });
        }
        let waits = self
            .row(
                sql!("select id from outcome where finding_id = $1 and state = 'proposed' limit 1"),
                args![finding],
            )
            .await?;
        if waits.is_some() {
            return Err(Error::Refused {
                reason: "a proposal waits for an answer: answer it, or have it taken back".to_owned(),
            });
        }
        Ok(())
    }

    /// The parties that own records of a finding, without one of them.
    async fn other_owners(&mut self, finding: Uuid, party: &str) -> Result<Vec<String>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select distinct r.owner from finding_record fr join record r on r.id = fr.record_id \
                     where fr.finding_id = $1 and r.owner <> $2 order by r.owner"
                ),
                args![finding, party],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn outcome(&mut self, outcome: Uuid, states: &[&str]) -> Result<Option<Kept>, Error> {
        let states: Vec<String> = states.iter().map(|state| (*state).to_owned()).collect();
        let row = self
            .row(
                sql!(
                    "select finding_id, what, person, party, note from outcome where id = $1 and state in @texts($2)"
                ),
                args![outcome, states],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let word: String = row.get(1)?;
        let what = Outcome::parse(&word).ok_or_else(|| Error::Damaged {
            what: format!("the outcome `{outcome}`"),
            reason: format!("`{word}` is no outcome"),
        })?;
        Ok(Some(Kept {
            finding: row.get(0)?,
            what,
            person: row.get(2)?,
            party: row.get(3)?,
            note: row.get(4)?,
        }))
    }

    async fn set_outcome(&mut self, outcome: Uuid, state: &'static str, now: Time) -> Result<(), Error> {
        self.run(
            sql!("update outcome set state = $2, changed_at = $3 where id = $1"),
            args![outcome, state, now],
        )
        .await?;
        Ok(())
    }

    /// Links the records of a finding to its first one.
    async fn merge(&mut self, outcome: Uuid, kept: &Kept, now: Time) -> Result<(), Error> {
        let rows = self
            .rows(
                sql!("select record_id from finding_record where finding_id = $1 order by n"),
                args![kept.finding],
            )
            .await?;
        let records = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<Uuid>, _>>()?;
        let Some((first, others)) = records.split_first() else { return Ok(()) };
        let ids = Ids::at(now);
        let links = others.iter().map(|other| {
            vec![
                ids.next().into(),
                (*first).into(),
                (*other).into(),
                "same".into(),
                kept.person.as_str().into(),
                kept.party.as_str().into(),
                kept.note.as_str().into(),
                now.into(),
                None::<Time>.into(),
                None::<String>.into(),
                outcome.into(),
            ]
        });
        self.insert(table::link, links.collect()).await
    }
}
