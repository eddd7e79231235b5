//! Import: what was read becomes records with versions. Plan (pure), stage (some thousand rows a transaction), publish (at once).
//! docs/store.md tells why.

mod incoming;
mod look;
mod match_up;
mod preview;
mod publish;
mod stage;
mod undo;

use std::collections::BTreeMap;

use comity_core::{Label, Problem, Snapshot, reference::Reference};
use uuid::Uuid;

pub use look::Made;
pub use match_up::{Came, Known, Plan, match_up};
pub use preview::{Change, Preview};
pub use undo::Undone;

use incoming::{Incoming, SourceNames};
use preview::{Read, may_create};

use crate::access::{Asker, class_of};
use crate::account::{Key, Thing};
use crate::error::Error;
use crate::ids::Ids;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// Its id, for undo.
    pub import: Uuid,
    /// Records that were not there before.
    pub created: u64,
    /// Records of which the source now says something else: a new version each.
    pub changed: u64,
    /// Records of which it says the same.
    pub unchanged: u64,
    /// Records that it no longer says; marked, not deleted.
    pub vanished: u64,
    /// Records that had vanished and are said again.
    pub returned: u64,
    /// Records that got the label of this import instead of an earlier one's.
    pub relabelled: u64,
    /// What could not be read, or looks wrong.
    pub problems: u64,
    /// Records that said something else or nothing, and were left as they are because policies forbid the change.
    pub refused: Vec<Refused>,
    /// Sources that were not read to their end: what they no longer say is not known, so nothing of them vanished.
    pub broken_off: Vec<String>,
}

/// Records of one class that an import left alone.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refused {
    /// How many.
    pub records: u64,
    /// Why.
    pub reason: String,
}

/// How an import is to be made.
#[derive(Clone)]
pub struct Options<'a> {
    /// The label of its records. A label that a person gave to a record stays.
    pub label: &'a Label,
    /// Whether the label was asked for; if not, known records keep theirs.
    pub relabel: bool,
    /// Name of the source, where the file's own name changes from time to time and the file holds only one.
    pub source: Option<&'a str>,
    /// When.
    pub now: Time,
    /// Told how many records of how many are staged.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// Records in one staging transaction.
const AT_ONCE: usize = 1000;

impl Store {
    /// Imports what was read in the name of the asker's party. Records that policies don't let the asker edit (withdrawn, expired, another
    /// desk's) are left as they are and reported.
    ///
    /// # Errors
    /// [`Error::Denied`] when the asker may put in no records of this label; when the database fails or another import of the party
    /// began meanwhile. Readers then see nothing of it.
    pub async fn import(
        &self,
        asker: &Asker<'_>,
        read: Snapshot,
        reference: &Reference,
        options: &Options<'_>,
    ) -> Result<Report, Error> {
        self.import_as(Ids::at(options.now).next(), asker, read, reference, options).await
    }

    /// The same under an id that was chosen before: so whoever was cut off while it ran can look whether it came to its end.
    ///
    /// # Errors
    /// Those of [`Store::import`].
    pub async fn import_as(
        &self,
        import: Uuid,
        asker: &Asker<'_>,
        read: Snapshot,
        reference: &Reference,
        options: &Options<'_>,
    ) -> Result<Report, Error> {
        let ids = Ids::at(options.now);
        let read = Read::of(read, options)?;
        may_create(asker, options)?;
        let begun = Begin { import, asker, sources: &read.sources, problems: &read.problems, options };
        let (source_ids, known) = self.begin(&begun, reference).await?;
        let (plan, came, refused) = read.plan(&source_ids, &known, asker);
        let report = read.report(import, &plan, refused);
        let came_source: Vec<Uuid> = came.iter().map(|one| one.source).collect();
        let work = stage::Work {
            import,
            asker,
            reference,
            options,
            ids: &ids,
            sources: &source_ids.of_this,
            came_source: &came_source,
        };
        self.stage(&work, &plan, &known, &read.accounts).await?;
        let (returned, relabelled) = self.publish(&work, &plan, &known, &report).await?;
        self.clear_replaced(&work, &plan, &known).await?;
        Ok(Report { returned, relabelled, ..report })
    }

    /// Makes the import's rows, sets aside what an import that died left behind, and reads what is known.
    async fn begin(&self, begin: &Begin<'_>, reference: &Reference) -> Result<(Sources, Vec<Known>), Error> {
        self.abandon(begin.asker.party()?, reference).await?;
        self.run_tx("import: begin", async |tx| {
            tx.begin_import(begin).await?;
            let sources = tx.sources(begin).await?;
            let known = tx.known(begin.asker.party()?).await?;
            Ok((sources, known))
        })
        .await
    }
}

struct Begin<'a> {
    import: Uuid,
    asker: &'a Asker<'a>,
    sources: &'a SourceNames,
    problems: &'a [Problem],
    options: &'a Options<'a>,
}

/// Ids of sources by name.
struct Sources {
    /// Those of this import, by index in the snapshot.
    of_this: Vec<Uuid>,
    /// All of the owner.
    all: BTreeMap<String, Uuid>,
}

impl Tx {
    async fn begin_import(&mut self, begin: &Begin<'_>) -> Result<(), Error> {
        self.run(
            sql!(
                "insert into import (id, owner, made_by, started_at, finished_at, state, undoes, created, changed, \
                 unchanged, vanished, returned, problems) values ($1, $2, $3, $4, $5, 'running', $6, 0, 0, 0, 0, 0, $7)"
            ),
            args![
                begin.import,
                begin.asker.party()?,
                begin.asker.person(),
                begin.options.now,
                None::<Time>,
                None::<Uuid>,
                begin.problems.len()
            ],
        )
        .await?;
        let rows = (0i64..).zip(begin.problems).map(|(n, problem)| {
            let content = serde_json::to_string(problem).unwrap_or_else(|_| problem.reason.clone());
            vec![
                begin.import.into(),
                n.into(),
                format!("{:?}", problem.loss).to_lowercase().into(),
                content.into(),
            ]
        });
        self.insert(crate::schema::table::import_problem, rows.collect()).await
    }

    async fn sources(&mut self, begin: &Begin<'_>) -> Result<Sources, Error> {
        let owner = begin.asker.party()?;
        let mut all = self.known_sources(owner).await?;
        let ids = Ids::at(begin.options.now);
        let mut of_this = Vec::new();
        let mut files = BTreeMap::new();
        for ((source, name), records) in
            begin.sources.read.iter().zip(&begin.sources.names).zip(&begin.sources.records)
        {
            let id = *all.entry(name.clone()).or_insert_with(|| ids.next());
            let mapping = serde_json::to_string(&source.mapping).unwrap_or_default();
            let dataset = source.dataset.as_ref().map(|dataset| crate::account::cleaned(dataset));
            self.run(
                sql!(
                    "insert into source (id, owner, name, format, dataset, mapping) values ($1, $2, $3, $4, $5, $6) \
                     on conflict (id) do update set format = excluded.format, dataset = excluded.dataset, \
                     mapping = excluded.mapping"
                ),
                args![id, owner, name, crate::account::cleaned(&source.format), dataset, mapping],
            )
            .await?;
            of_this.push(id);
            let file = files.entry(id).or_insert_with(|| (crate::account::cleaned(&source.name), 0));
            file.1 += *records;
        }
        let rows = files
            .into_iter()
            .map(|(id, (path, records))| vec![begin.import.into(), id.into(), path.into(), records.into()]);
        self.insert(crate::schema::table::import_file, rows.collect()).await?;
        Ok(Sources { of_this, all })
    }

    /// Ids of an owner's sources by name.
    async fn known_sources(&mut self, owner: &str) -> Result<BTreeMap<String, Uuid>, Error> {
        let rows = self.rows(sql!("select name, id from source where owner = $1"), args![owner]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    /// All records of an owner, as the plan needs them.
    async fn known(&mut self, owner: &str) -> Result<Vec<Known>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select r.id, r.thing, r.reporter, r.own_id, r.nth, r.version, r.class_id, c.seat, c.label, c.state, \
                     r.label_by, r.source_id, r.line, r.hash \
                     from record r join access_class c on c.id = r.class_id where r.owner = $1 order by r.id"
                ),
                args![owner],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let thing = Thing::parse(&row.get::<String>(1)?)?;
                Ok(Known {
                    id: row.get(0)?,
                    key: Key { thing, reporter: row.get(2)?, own_id: row.get(3)? },
                    nth: row.get(4)?,
                    version: row.get(5)?,
                    class_id: row.get(6)?,
                    class: class_of(row, 7)?,
                    labelled_by_person: row.get::<Option<String>>(10)?.is_some(),
                    source: row.get(11)?,
                    line: row.get(12)?,
                    hash: row.get(13)?,
                })
            })
            .collect()
    }
}
