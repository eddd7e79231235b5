//! Questions about a finding from one party's desks to another's, and their answers.

use comity_ledger::event::Act;
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::value::Time;

/// A question about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Question {
    pub id: Uuid,
    pub finding: Uuid,
    pub from_party: String,
    /// Who is asked.
    pub party: String,
    pub person: String,
    pub text: String,
    pub made_at: Time,
    /// Empty until it is answered.
    pub answer: String,
    pub answered_by: String,
    pub answered_at: Option<Time>,
}

impl Store {
    /// Asks another party that a finding concerns.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies, [`Error::Refused`] without words,
    /// where it is the own party, or doesn't concern that one.
    pub async fn ask(
        &self,
        asker: &Asker<'_>,
        finding: Uuid,
        (party, text): (&str, &str),
        now: Time,
    ) -> Result<Uuid, Error> {
        if text.is_empty() {
            return Err(Error::Refused { reason: "a question needs words".to_owned() });
        }
        self.run_tx("question: ask", async |tx| {
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            if party == asker.party()? {
                return Err(Error::Refused { reason: "ask another party than your own".to_owned() });
            }
            if !tx.concerns_party(finding, party).await? {
                return Err(Error::Refused {
                    reason: format!("the finding doesn't concern `{party}`: its desks couldn't see it"),
                });
            }
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                finding.into(),
                asker.party()?.into(),
                party.into(),
                asker.person().into(),
                text.into(),
                now.into(),
                "".into(),
                "".into(),
                None::<Time>.into(),
            ];
            tx.insert(table::question, vec![row]).await?;
            self.log_act(tx, asker, (finding, Act::Asked, id), text, now).await?;
            Ok(id)
        })
        .await
    }

    /// Answers a question to the asker's party.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none that waits, [`Error::Denied`] by policies, [`Error::Refused`] without words.
    pub async fn answer_question(
        &self,
        asker: &Asker<'_>,
        question: Uuid,
        text: &str,
        now: Time,
    ) -> Result<(), Error> {
        if text.is_empty() {
            return Err(Error::Refused { reason: "an answer needs words".to_owned() });
        }
        self.run_tx("question: answer", async |tx| {
            let row = tx
                .row(
                    sql!(
                        "select finding_id from question where id = $1 and party = $2 and answered_at is null"
                    ),
                    args![question, asker.party()?],
                )
                .await?;
            let finding = row.ok_or(Error::Missing { what: "question", id: question })?.get(0)?;
            tx.concerns(finding, RecordAction::Verdict, asker).await?;
            tx.run(
                sql!("update question set answer = $2, answered_by = $3, answered_at = $4 where id = $1"),
                args![question, text, asker.person(), now],
            )
            .await?;
            self.log_act(tx, asker, (finding, Act::Answered, question), text, now).await
        })
        .await
    }

    /// Questions about a finding, the oldest first, for a party that it concerns.
    ///
    /// # Errors
    /// [`Error::Missing`] where the finding doesn't concern the asker's party, [`Error::Denied`] by policies.
    pub async fn questions(&self, asker: &Asker<'_>, finding: Uuid) -> Result<Vec<Question>, Error> {
        let mut tx = self.read().await?;
        tx.concerns(finding, RecordAction::See, asker).await?;
        let rows = tx
            .rows(
                sql!(
                    "select id, finding_id, from_party, party, person, text, made_at, answer, answered_by, answered_at \
                     from question where finding_id = $1 order by id"
                ),
                args![finding],
            )
            .await?;
        rows.iter().map(question_of).collect()
    }

    /// Questions that wait for an answer of the asker's party, the oldest first.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn asked(&self, asker: &Asker<'_>) -> Result<Vec<Question>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select id, finding_id, from_party, party, person, text, made_at, answer, answered_by, answered_at \
                     from question where party = $1 and answered_at is null order by id"
                ),
                args![asker.party()?],
            )
            .await?;
        rows.iter().map(question_of).collect()
    }
}

fn question_of(row: &Row) -> Result<Question, Error> {
    Ok(Question {
        id: row.get(0)?,
        finding: row.get(1)?,
        from_party: row.get(2)?,
        party: row.get(3)?,
        person: row.get(4)?,
        text: row.get(5)?,
        made_at: row.get(6)?,
        answer: row.get(7)?,
        answered_by: row.get(8)?,
        answered_at: row.get(9)?,
    })
}
