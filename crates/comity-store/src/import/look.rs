//! Looking back at imports: what a party put in, and what could not be read.

use comity_core::Problem;
use uuid::Uuid;

use crate::access::Asker;
use crate::error::Error;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::value::Time;

/// An import as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Made {
    pub id: Uuid,
    pub made_by: String,
    pub started_at: Time,
    pub finished_at: Option<Time>,
    /// `running`, `applied`, `undone`, `abandoned`.
    pub state: String,
    /// The import that this one undid.
    pub undoes: Option<Uuid>,
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub vanished: i64,
    pub returned: i64,
    pub problems: i64,
    /// Files, by path.
    pub files: Vec<String>,
}

impl Store {
    /// Imports of the asker's party, the newest first, those before `before`.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn imports(
        &self,
        asker: &Asker<'_>,
        before: Option<Uuid>,
        size: u32,
    ) -> Result<Vec<Made>, Error> {
        let mut tx = self.read().await?;
        let rows = tx
            .rows(
                sql!(
                    "select id, made_by, started_at, finished_at, state, undoes, created, changed, unchanged, vanished, returned, \
                     problems from import where owner = $1 and id < $2 order by id desc limit $3"
                ),
                args![asker.party()?, before.unwrap_or(Uuid::max()), size],
            )
            .await?;
        let mut made = rows.iter().map(made_of).collect::<Result<Vec<Made>, Error>>()?;
        let ids: Vec<Uuid> = made.iter().map(|import| import.id).collect();
        let files = tx
            .rows(
                sql!(
                    "select import_id, path from import_file where import_id in @ids($1) order by import_id, path"
                ),
                args![ids],
            )
            .await?;
        for row in &files {
            let of: Uuid = row.get(0)?;
            if let Some(import) = made.iter_mut().find(|import| import.id == of) {
                import.files.push(row.get(1)?);
            }
        }
        Ok(made)
    }

    /// What an import of the asker's party could not read, in the order of the files.
    ///
    /// # Errors
    /// [`Error::Missing`] where the party has no such import.
    pub async fn import_problems(&self, asker: &Asker<'_>, import: Uuid) -> Result<Vec<Problem>, Error> {
        let mut tx = self.read().await?;
        let own = tx
            .row(sql!("select id from import where id = $1 and owner = $2"), args![import, asker.party()?])
            .await?;
        own.ok_or(Error::Missing { what: "import", id: import })?;
        let rows = tx
            .rows(sql!("select content from import_problem where import_id = $1 order by n"), args![import])
            .await?;
        rows.iter()
            .map(|row| {
                serde_json::from_str(&row.get::<String>(0)?).map_err(|error| Error::Damaged {
                    what: "a problem of an import".to_owned(),
                    reason: error.to_string(),
                })
            })
            .collect()
    }
}

fn made_of(row: &Row) -> Result<Made, Error> {
    Ok(Made {
        id: row.get(0)?,
        made_by: row.get(1)?,
        started_at: row.get(2)?,
        finished_at: row.get(3)?,
        state: row.get(4)?,
        undoes: row.get(5)?,
        created: row.get(6)?,
        changed: row.get(7)?,
        unchanged: row.get(8)?,
        vanished: row.get(9)?,
        returned: row.get(10)?,
        problems: row.get(11)?,
        files: Vec::new(),
    })
}
