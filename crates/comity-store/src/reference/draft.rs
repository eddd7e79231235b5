//! Drafts: a reference file that was sent in, with what it would change, until somebody decides on it.

use comity_ledger::Event;
use comity_ledger::event::Change;
use comity_policy::NodeAction;
use uuid::Uuid;

use super::{ReferenceFile, file_of, hash, kept};
use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::Entries;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::value::Time;

/// A file that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: Uuid,
    /// What was sent.
    pub file: ReferenceFile,
    /// What it would change, as whoever looked at it wrote it down.
    pub outcome: Vec<u8>,
    /// How many versions of reference files there were then.
    pub versions: i64,
    /// Who sent it.
    pub person: String,
    /// When.
    pub made_at: Time,
}

/// Seconds after which a draft that nobody decides on is forgotten.
const FORGOTTEN: i64 = 2 * 86_400;

impl Store {
    /// Keeps a file to be decided on, with what it would change as of so many versions. Drafts that waited for two days are forgotten.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Refused`] where it is about nothing that is known, or names no source or no licence; when the database
    /// fails.
    pub async fn draft_reference(
        &self,
        asker: &Asker<'_>,
        file: &ReferenceFile,
        (outcome, versions): (&[u8], i64),
        now: Time,
    ) -> Result<Uuid, Error> {
        kept(&file.part)?;
        for (text, what) in [(&file.name, "name"), (&file.source, "source"), (&file.licence, "licence")] {
            if text.trim().is_empty() {
                let reason = format!("a reference file needs a {what}: what is shown by it must be named");
                return Err(Error::Refused { reason });
            }
        }
        self.run_tx("reference: draft", async |tx| {
            let _permit = asker.may_at_node(NodeAction::LoadReference)?;
            if let Some((_, part)) =
                tx.reference_in_force(&file.name).await?.filter(|(_, part)| *part != file.part)
            {
                let reason = format!("`{}` is a file of {part}; choose another name", file.name);
                return Err(Error::Refused { reason });
            }
            tx.run(
                sql!("delete from reference_draft where made_at < $1"),
                args![now.plus_seconds(-FORGOTTEN)],
            )
            .await?;
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                (&file.name).into(),
                (&file.part).into(),
                file.source.trim().into(),
                file.licence.trim().into(),
                file.content.clone().into(),
                outcome.to_vec().into(),
                versions.into(),
                asker.person().into(),
                now.into(),
            ];
            tx.insert(table::reference_draft, vec![row]).await?;
            Ok(id)
        })
        .await
    }

    /// A draft, for whoever may put it in force.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Missing`] where there is none of this id.
    pub async fn reference_draft(&self, asker: &Asker<'_>, id: Uuid) -> Result<Draft, Error> {
        let _permit = asker.may_at_node(NodeAction::LoadReference)?;
        let row = self
            .read()
            .await?
            .row(
                sql!(
                    "select name, part, source, licence, content, outcome, versions, person, made_at from reference_draft \
                     where id = $1"
                ),
                args![id],
            )
            .await?;
        let row = row.ok_or(Error::Missing { what: "draft of a reference file", id })?;
        Ok(Draft {
            id,
            file: file_of(&row, 0)?,
            outcome: row.get(5)?,
            versions: row.get(6)?,
            person: row.get(7)?,
            made_at: row.get(8)?,
        })
    }

    /// Writes down anew what a draft would change.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; when the database fails.
    pub async fn look_at_draft_again(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        (outcome, versions): (&[u8], i64),
    ) -> Result<(), Error> {
        self.run_tx("reference: look again", async |tx| {
            let _permit = asker.may_at_node(NodeAction::LoadReference)?;
            tx.run(
                sql!("update reference_draft set outcome = $2, versions = $3 where id = $1"),
                args![id, outcome.to_vec(), versions],
            )
            .await?;
            Ok(())
        })
        .await
    }

    /// Puts a draft in force, in place of the file of its name, whose version stays in the history; what records resolve to is looked at again.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Missing`] where there is none of this id, [`Error::Refused`] where other files were put in force since it
    /// was looked at; when the database fails.
    pub async fn keep_draft(
        &self,
        asker: &Asker<'_>,
        id: Uuid,
        reason: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        let draft = self.reference_draft(asker, id).await?;
        let file = &draft.file;
        let what = kept(&file.part)?;
        self.run_tx("reference: keep", async |tx| {
            let _permit = asker.may_at_node(NodeAction::LoadReference)?;
            if tx.reference_count().await? != draft.versions {
                let reason =
                    "other reference files were put in force or removed since this one was looked at"
                        .to_owned();
                return Err(Error::Refused { reason });
            }
            // whoever presses twice puts it in force once
            if tx.run(sql!("delete from reference_draft where id = $1"), args![id]).await? == 0 {
                return Err(Error::Missing { what: "draft of a reference file", id });
            }
            let before = tx.references_in_force().await?;
            let known = tx.reference_in_force(&file.name).await?;
            let kept = tx.add_reference(asker, file, Some(&file.content), reason, now).await?;
            tx.resolve_later(&file.part, &before, now).await?;
            let mut entries = Entries::default();
            let content = Some(entries.content(hash(&file.content))?);
            let change = if known.is_some() { Change::Altered } else { Change::Created };
            entries.add(Event::HouseholdChanged { what, id: file.name.as_str().into(), change, content });
            self.log(tx, asker, entries, now).await?;
            Ok(kept)
        })
        .await
    }

    /// Forgets a draft; `false` where there is none of this id.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; when the database fails.
    pub async fn drop_draft(&self, asker: &Asker<'_>, id: Uuid) -> Result<bool, Error> {
        self.run_tx("reference: drop", async |tx| {
            let _permit = asker.may_at_node(NodeAction::LoadReference)?;
            Ok(tx.run(sql!("delete from reference_draft where id = $1"), args![id]).await? == 1)
        })
        .await
    }
}
