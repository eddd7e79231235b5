//! What the node itself keeps: the policies that hold, and reference files of its own.

use comity_ledger::Event;
use comity_ledger::event::{Change, Kept};
use comity_policy::{NodeAction, Policies, PolicyFile};

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::Entries;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::value::Time;

/// Policies as they were put in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySet {
    /// Their version, as comity-policy computes it.
    pub version: String,
    /// Their files.
    pub files: Vec<PolicyFile>,
    /// Who put them in force.
    pub person: String,
    /// When.
    pub made_at: Time,
}

/// A file of places, themes or boundaries of the node's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFile {
    /// Its name; another of the same name replaces it.
    pub name: String,
    /// What it is about: `places`, `themes`, `boundaries`.
    pub part: String,
    /// Where it comes from, as shown beside what is drawn or named by it.
    pub source: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

impl Store {
    /// The policies that were put in force here, the newest first; where there are none, the shipped ones hold.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn policy_sets(&self, most: u32) -> Result<Vec<PolicySet>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!("select version, files, person, made_at from policy_set order by id desc limit $1"),
                args![most],
            )
            .await?;
        let mut sets = Vec::new();
        for row in &rows {
            let files = serde_json::from_str::<Vec<(String, String)>>(&row.get::<String>(1)?)
                .map_err(|error| Error::Damaged { what: "policies".to_owned(), reason: error.to_string() })?;
            sets.push(PolicySet {
                version: row.get(0)?,
                files: files.into_iter().map(|(name, text)| PolicyFile { name, text }).collect(),
                person: row.get(2)?,
                made_at: row.get(3)?,
            });
        }
        Ok(sets)
    }

    /// Puts other policies in force. They were checked when they were loaded.
    ///
    /// # Errors
    /// [`Error::Denied`] by the policies that hold now; when the database fails.
    pub async fn change_policies(
        &self,
        asker: &Asker<'_>,
        before: &Policies,
        after: &Policies,
        now: Time,
    ) -> Result<(), Error> {
        let files: Vec<(&str, &str)> =
            after.files().iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
        let text = serde_json::to_string(&files)
            .map_err(|error| Error::Refused { reason: format!("policies have no form in JSON: {error}") })?;
        self.run_tx("policies: change", async |tx| {
            let _permit = asker.may_at_node(NodeAction::AdministerPolicy)?;
            let row = vec![
                Ids::at(now).next().into(),
                after.version().into(),
                text.as_str().into(),
                asker.person().into(),
                now.into(),
            ];
            tx.insert(table::policy_set, vec![row]).await?;
            let mut entries = Entries::default();
            let content = entries.content(text.as_str())?;
            entries.add(Event::PolicyChanged {
                before: before.version().into(),
                after: after.version().into(),
                content,
            });
            self.log(tx, asker, entries, now).await
        })
        .await
    }

    /// Keeps a reference file, in place of the one of its name.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Refused`] where it is about nothing that is known; when the database fails.
    pub async fn keep_reference(
        &self,
        asker: &Asker<'_>,
        file: &ReferenceFile,
        now: Time,
    ) -> Result<(), Error> {
        let what = kept(&file.part)?;
        self.run_tx("reference: keep", async |tx| {
            let _permit = asker.may_at_node(NodeAction::LoadReference)?;
            let known = tx
                .row(sql!("select name from reference_file where name = $1"), args![&file.name])
                .await?
                .is_some();
            tx.run(
                sql!(
                    "insert into reference_file (name, part, source, content, person, made_at) values ($1, $2, $3, $4, $5, $6) \
                     on conflict (name) do update set part = excluded.part, source = excluded.source, content = excluded.content, \
                     person = excluded.person, made_at = excluded.made_at"
                ),
                args![
                    &file.name,
                    &file.part,
                    &file.source,
                    file.content.as_slice(),
                    asker.person(),
                    now
                ],
            )
            .await?;
            let mut entries = Entries::default();
            let content = Some(entries.content(hash(&file.content))?);
            let change = if known { Change::Altered } else { Change::Created };
            entries.add(Event::HouseholdChanged { what, id: file.name.as_str().into(), change, content });
            self.log(tx, asker, entries, now).await
        })
        .await
    }

    /// Removes a reference file; `false` where there is none of this name.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; when the database fails.
    pub async fn remove_reference(&self, asker: &Asker<'_>, name: &str, now: Time) -> Result<bool, Error> {
        self.run_tx("reference: remove", async |tx| {
            let _permit = asker.may_at_node(NodeAction::LoadReference)?;
            let row = tx
                .row(sql!("delete from reference_file where name = $1 returning part"), args![name])
                .await?;
            let Some(row) = row else { return Ok(false) };
            let what = kept(&row.get::<String>(0)?)?;
            let mut entries = Entries::default();
            let change = Change::Erased;
            entries.add(Event::HouseholdChanged { what, id: name.into(), change, content: None });
            self.log(tx, asker, entries, now).await?;
            Ok(true)
        })
        .await
    }

    /// All reference files of the node's own, by name. They hold nothing that anybody may not see.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reference_files(&self) -> Result<Vec<ReferenceFile>, Error> {
        let rows = self
            .read()
            .await?
            .rows(sql!("select name, part, source, content from reference_file order by name"), args![])
            .await?;
        rows.iter()
            .map(|row| {
                Ok(ReferenceFile {
                    name: row.get(0)?,
                    part: row.get(1)?,
                    source: row.get(2)?,
                    content: row.get(3)?,
                })
            })
            .collect()
    }
}

fn kept(part: &str) -> Result<Kept, Error> {
    match part {
        "places" => Ok(Kept::Places),
        "themes" => Ok(Kept::Themes),
        "boundaries" => Ok(Kept::Boundaries),
        other => Err(Error::Refused {
            reason: format!(
                "`{other}` is no part of the reference data that can be kept: places, themes, boundaries are"
            ),
        }),
    }
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}
