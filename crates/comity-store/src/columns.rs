//! What a party's desk officers said that the columns of tables mean, by the shape of the table: the next file of the shape is read so.

use std::collections::BTreeMap;

use comity_core::Label;
use comity_ledger::Event;
use comity_ledger::event::{Change, Kept};
use comity_policy::RecordAction;
use serde::{Deserialize, Serialize};

use crate::access::{AccessClass, Asker, State};
use crate::error::Error;
use crate::log::Entries;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::value::Time;

/// Words of fields by the names of columns.
pub type Columns = BTreeMap<String, String>;

/// What was said of the columns of one shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnChoice {
    /// What they mean.
    pub columns: Columns,
    /// Who said so last.
    pub person: String,
    /// When.
    pub at: Time,
}

impl Store {
    /// Keeps what the columns of a shape mean, in place of what was said before; nothing said lets the reader decide again.
    ///
    /// # Errors
    /// [`Error::Denied`] to whom policies let put in no records.
    pub async fn choose_columns(
        &self,
        asker: &Asker<'_>,
        shape: &str,
        columns: &Columns,
        now: Time,
    ) -> Result<(), Error> {
        let class = AccessClass { owner: asker.seat()?.clone(), label: Label::own(), state: State::Current };
        let text = serde_json::to_string(columns)
            .map_err(|error| Error::Refused { reason: format!("columns have no form in JSON: {error}") })?;
        self.run_tx("columns: choose", async |tx| {
            let _permit = asker.may(RecordAction::Create, &class)?;
            let owner = asker.party()?;
            let known = tx
                .run(sql!("delete from column_choice where owner = $1 and shape = $2"), args![owner, shape])
                .await?;
            let change = match (known, columns.is_empty()) {
                (0, true) => return Ok(()),
                (0, false) => Change::Created,
                (_, false) => Change::Altered,
                (_, true) => Change::Erased,
            };
            let mut entries = Entries::default();
            let mut content = None;
            if !columns.is_empty() {
                let person = asker.person();
                let row = vec![owner.into(), shape.into(), text.as_str().into(), person.into(), now.into()];
                tx.insert(table::column_choice, vec![row]).await?;
                content = Some(entries.content(text.as_str())?);
            }
            let id = shape.into();
            entries.add(Event::HouseholdChanged { what: Kept::Columns, id, change, content });
            self.log(tx, asker, entries, now).await
        })
        .await
    }

    /// What was said in the asker's party, by shape.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn chosen_columns(&self, asker: &Asker<'_>) -> Result<BTreeMap<String, ColumnChoice>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!("select shape, columns, person, changed_at from column_choice where owner = $1"),
                args![asker.party()?],
            )
            .await?;
        let choice = |row: &Row| {
            let columns = serde_json::from_str(&row.get::<String>(1)?).map_err(|error| Error::Damaged {
                what: "what columns mean".to_owned(),
                reason: error.to_string(),
            })?;
            Ok((row.get(0)?, ColumnChoice { columns, person: row.get(2)?, at: row.get(3)? }))
        };
        rows.iter().map(choice).collect()
    }
}
