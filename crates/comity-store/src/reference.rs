//! Reference files of the node's own: places, themes and boundaries, each version with its source, its licence, who put it in and why. One comes in as
//! a draft, whose effect is looked at before it is put in force.

mod draft;
mod resolve;

use comity_ledger::Event;
use comity_ledger::event::{Change, Kept};
use comity_policy::NodeAction;
use sha2::Digest as _;
use uuid::Uuid;

pub use draft::Draft;
pub use resolve::{QUEUE as RESOLVING, Resolution, Resolved};

use crate::access::Asker;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::Entries;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// A file of places, themes or boundaries of the node's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFile {
    /// Its name; another of the same name replaces it.
    pub name: String,
    /// What it is about: `places`, `themes`, `boundaries`.
    pub part: String,
    /// Where it comes from, as shown beside what is drawn or named by it.
    pub source: String,
    /// Under which terms it may be used.
    pub licence: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// A version of a reference file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ReferenceVersion {
    pub id: Uuid,
    pub name: String,
    pub part: String,
    pub source: String,
    pub licence: String,
    /// Bytes; 0 of one that says that the file was removed.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub hash: Vec<u8>,
    pub person: String,
    pub made_at: Time,
    /// Why it was put in force or removed; empty where nobody said.
    pub reason: String,
    /// Whether it is in force: the newest of its name, and not removed.
    pub in_force: bool,
}

impl Store {
    /// Takes a reference file out of use; `false` where there is none of this name. Its versions stay in the history, and what records resolve to is
    /// looked at again.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies, [`Error::Refused`] without a reason; when the database fails.
    pub async fn remove_reference(
        &self,
        asker: &Asker<'_>,
        name: &str,
        reason: &str,
        now: Time,
    ) -> Result<bool, Error> {
        if reason.trim().is_empty() {
            return Err(Error::Refused {
                reason: "a reference file isn't removed without a reason".to_owned(),
            });
        }
        self.run_tx("reference: remove", async |tx| {
            let _permit = asker.may_at_node(NodeAction::LoadReference)?;
            let Some((_, part)) = tx.reference_in_force(name).await? else { return Ok(false) };
            let before = tx.references_in_force().await?;
            let gone = ReferenceFile {
                name: name.to_owned(),
                part,
                source: String::new(),
                licence: String::new(),
                content: Vec::new(),
            };
            tx.add_reference(asker, &gone, None, reason, now).await?;
            tx.resolve_later(&gone.part, &before, now).await?;
            let mut entries = Entries::default();
            let change = Change::Erased;
            let what = kept(&gone.part)?;
            let content = Some(entries.content(reason)?);
            entries.add(Event::HouseholdChanged { what, id: name.into(), change, content });
            self.log(tx, asker, entries, now).await?;
            Ok(true)
        })
        .await
    }

    /// How many versions of reference files there ever were, removals counted: as long as it is the same, so is what is in force.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reference_count(&self) -> Result<i64, Error> {
        self.read().await?.reference_count().await
    }

    /// The reference files in force by name, and the count of versions at the same moment. They hold nothing that anybody may not see.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reference_files(&self) -> Result<(Vec<(Uuid, ReferenceFile)>, i64), Error> {
        let mut tx = self.read().await?;
        let in_force = tx.references_in_force().await?;
        Ok((tx.references(in_force).await?, tx.reference_count().await?))
    }

    /// Some versions of reference files, by name: what was in force at another time.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn references(&self, ids: Vec<Uuid>) -> Result<Vec<(Uuid, ReferenceFile)>, Error> {
        self.read().await?.references(ids).await
    }

    /// The bytes of one version, in force or not; none where it says that the file was removed.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reference_version(&self, id: Uuid) -> Result<Option<ReferenceFile>, Error> {
        let row = self
            .read()
            .await?
            .row(
                sql!(
                    "select name, part, source, licence, content from reference_version where id = $1 and content is not null"
                ),
                args![id],
            )
            .await?;
        row.as_ref().map(|row| file_of(row, 0)).transpose()
    }

    /// The versions of all reference files, the newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reference_versions(&self, size: u32) -> Result<Vec<ReferenceVersion>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select v.id, v.name, v.part, v.source, v.licence, v.size, v.hash, v.person, v.made_at, v.reason, \
                     cast(case when v.content is not null and not exists (select 1 from reference_version n where n.name = v.name \
                     and n.id > v.id) then 1 else 0 end as bigint) as in_force from reference_version v order by v.id desc limit $1"
                ),
                args![size],
            )
            .await?;
        let version = |row: &Row| {
            Ok(ReferenceVersion {
                id: row.get(0)?,
                name: row.get(1)?,
                part: row.get(2)?,
                source: row.get(3)?,
                licence: row.get(4)?,
                size: row.get::<i64>(5)?.unsigned_abs(),
                hash: row.get(6)?,
                person: row.get(7)?,
                made_at: row.get(8)?,
                reason: row.get(9)?,
                in_force: row.get::<i64>(10)? == 1,
            })
        };
        rows.iter().map(version).collect()
    }
}

fn file_of(row: &Row, first: usize) -> Result<ReferenceFile, Error> {
    Ok(ReferenceFile {
        name: row.get(first)?,
        part: row.get(first + 1)?,
        source: row.get(first + 2)?,
        licence: row.get(first + 3)?,
        content: row.get(first + 4)?,
    })
}

impl Tx {
    async fn reference_count(&mut self) -> Result<i64, Error> {
        let row = self.row(sql!("select count(*) from reference_version"), args![]).await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// Ids of the versions in force, by name.
    pub(crate) async fn references_in_force(&mut self) -> Result<Vec<Uuid>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select v.id from reference_version v where v.content is not null and not exists \
                     (select 1 from reference_version n where n.name = v.name and n.id > v.id) order by v.name"
                ),
                args![],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn references(&mut self, ids: Vec<Uuid>) -> Result<Vec<(Uuid, ReferenceFile)>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select id, name, part, source, licence, content from reference_version \
                     where id in @ids($1) and content is not null order by name, id"
                ),
                args![ids],
            )
            .await?;
        rows.iter().map(|row| Ok((row.get(0)?, file_of(row, 1)?))).collect()
    }

    /// Id and part of the version of a name that is in force.
    async fn reference_in_force(&mut self, name: &str) -> Result<Option<(Uuid, String)>, Error> {
        let row = self
            .row(
                sql!(
                    "select id, part, cast(case when content is null then 0 else 1 end as bigint) as there from reference_version \
                     where name = $1 order by id desc limit 1"
                ),
                args![name],
            )
            .await?;
        match row {
            Some(row) if row.get::<i64>(2)? == 1 => Ok(Some((row.get(0)?, row.get(1)?))),
            _ => Ok(None),
        }
    }

    async fn add_reference(
        &mut self,
        asker: &Asker<'_>,
        file: &ReferenceFile,
        content: Option<&[u8]>,
        reason: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        // versions of one name follow each other, also within one microsecond
        let last = self
            .row(
                sql!("select id from reference_version where name = $1 order by id desc limit 1"),
                args![&file.name],
            )
            .await?;
        let last: Option<Uuid> = last.map(|row| row.get(0)).transpose()?;
        let ids = Ids::at(now);
        let mut id = ids.next();
        if let Some(last) = last.filter(|last| *last >= id) {
            id = Uuid::from_u128(last.as_u128().saturating_add(1));
        }
        let row = vec![
            id.into(),
            (&file.name).into(),
            (&file.part).into(),
            file.source.trim().into(),
            file.licence.trim().into(),
            content.map(<[u8]>::to_vec).into(),
            content.map_or(0, <[u8]>::len).into(),
            hash(content.unwrap_or_default()).into(),
            asker.person().into(),
            now.into(),
            reason.trim().into(),
        ];
        self.insert(table::reference_version, vec![row]).await?;
        Ok(id)
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
    sha2::Sha256::digest(bytes).to_vec()
}
