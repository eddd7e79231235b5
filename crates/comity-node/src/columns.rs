//! What the columns of the tables in a delivery mean: what their reader took them for, what a person says instead, and that the party
//! remembers it.

use std::collections::BTreeMap;

use comity_core::{Snapshot, TableRead};
use comity_formats::table::{WrongColumn, contradictions};
use comity_store::{ColumnChoice, Columns, DeliveryState, Uuid};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// Columns of one table that can be corrected; a wider one is better served by a mapping file.
const COLUMNS: usize = 150;
/// Columns of all tables together after which no more tables are told of, so that a page stays a page.
const ALL_COLUMNS: usize = 450;
/// Sources of one shape that are named.
const SOURCES: usize = 12;

/// The tables of one shape in a delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableSeen {
    /// The first sources that have it.
    pub sources: Vec<String>,
    /// How many more have it.
    pub more_sources: u64,
    /// The fullest of them, as its reader took it.
    pub read: TableRead,
    /// Columns that are not told of, because there are too many.
    pub more_columns: u64,
}

/// The tables of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tables {
    /// One for each shape, in the order of the files.
    pub seen: Vec<TableSeen>,
    /// Shapes that are not told of, because there are too many.
    pub more: u64,
    /// What the party remembered of these shapes when the files were read.
    pub chosen: BTreeMap<String, ColumnChoice>,
}

impl Tables {
    /// Of what was read, and what was remembered.
    pub(crate) fn of(snapshot: &Snapshot, chosen: &BTreeMap<String, ColumnChoice>) -> Tables {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut shapes: Vec<(Vec<&str>, &TableRead)> = Vec::new();
        for source in &snapshot.sources {
            let Some(table) = &source.table else { continue };
            let place = *places.entry(&table.shape).or_insert_with(|| {
                shapes.push((Vec::new(), table));
                shapes.len() - 1
            });
            if let Some((sources, fullest)) = shapes.get_mut(place) {
                sources.push(&source.name);
                if filled(table) > filled(fullest) {
                    *fullest = table;
                }
            }
        }
        let seen = |(sources, read): &(Vec<&str>, &TableRead)| TableSeen {
            sources: sources.iter().take(SOURCES).map(|name| (*name).to_owned()).collect(),
            more_sources: sources.len().saturating_sub(SOURCES) as u64,
            more_columns: read.columns.len().saturating_sub(COLUMNS) as u64,
            read: TableRead {
                shape: read.shape.clone(),
                columns: read.columns.iter().take(COLUMNS).cloned().collect(),
            },
        };
        let mut told = 0;
        let seen: Vec<TableSeen> = shapes
            .iter()
            .map(seen)
            .take_while(|table| {
                let before = told;
                told += table.read.columns.len();
                before < ALL_COLUMNS
            })
            .collect();
        let remembered = chosen.iter().filter(|(shape, _)| places.contains_key(shape.as_str()));
        Tables {
            more: shapes.len().saturating_sub(seen.len()) as u64,
            seen,
            chosen: remembered.map(|(shape, choice)| (shape.clone(), choice.clone())).collect(),
        }
    }

    fn table(&self, shape: &str) -> Result<&TableRead, Error> {
        let found = self.seen.iter().find(|table| table.read.shape == shape);
        found.map(|table| &table.read).ok_or_else(|| Error::Input {
            field: "shape",
            reason: format!(
                "no table of these files has the shape `{}`",
                shape.chars().take(40).collect::<String>()
            ),
        })
    }
}

fn filled(table: &TableRead) -> u64 {
    table.columns.iter().map(|column| column.filled).sum()
}

/// A column of a table of which something was said that can't be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongIn {
    /// The shape of the table.
    pub shape: String,
    /// The column, and what is wrong.
    pub column: WrongColumn,
}

impl Desk<'_> {
    /// Keeps for the viewer's party what columns mean, by the shapes of their tables, and has the delivery read again. Columns of a shape of
    /// which nothing is said are decided by the reader; where nothing is said of any, what was said before is forgotten.
    ///
    /// # Errors
    /// [`Error::Columns`] for what can't be: nothing is kept then. Where the delivery isn't read yet or not any more, or has no such table;
    /// where policies say no.
    pub async fn correct_columns(&self, id: Uuid, said: &BTreeMap<String, Columns>) -> Result<(), Error> {
        let (delivery, waits) = self.delivery(id).await?;
        let Some(waits) = waits.filter(|_| delivery.state == DeliveryState::Read) else {
            let reason = format!(
                "these files are {}: columns are corrected once they are read",
                delivery.state.as_str()
            );
            return Err(comity_store::Error::Refused { reason }.into());
        };
        if said.is_empty() {
            return Err(Error::Input {
                field: "tables",
                reason: "name a table and what its columns mean".to_owned(),
            });
        }
        let mut wrong = Vec::new();
        for (shape, columns) in said {
            let contradictions = contradictions(columns, waits.tables.table(shape)?);
            wrong.extend(contradictions.into_iter().map(|column| WrongIn { shape: shape.clone(), column }));
        }
        if !wrong.is_empty() {
            return Err(Error::Columns { wrong });
        }
        let (store, asker, now) = (&self.node.store, self.asker(), self.node.now());
        for (shape, columns) in said {
            done(store.choose_columns(&asker, shape, columns, now))?;
        }
        done(store.read_again(&asker, id, now))?;
        self.node.wake_imports.notify_one();
        Ok(())
    }

    /// Forgets what was said of a shape, and has the delivery read again.
    ///
    /// # Errors
    /// As [`Desk::correct_columns`].
    pub async fn forget_columns(&self, id: Uuid, shape: &str) -> Result<(), Error> {
        self.correct_columns(id, &BTreeMap::from([(shape.to_owned(), Columns::new())])).await
    }
}

#[cfg(test)]
mod tests {
    use comity_core::{ColumnRead, Source};
    use comity_store::Time;

    use super::*;

    #[test]
    fn tables_of_one_shape_are_one_and_what_is_too_much_is_counted() {
        let source = |name: &str, shape: &str, filled: u64| {
            let column = ColumnRead { name: "a".into(), filled, ..ColumnRead::default() };
            let table = TableRead { shape: shape.into(), columns: vec![column; 151] };
            Source { name: name.into(), table: Some(table), ..Source::default() }
        };
        let mut snapshot = Snapshot::default();
        snapshot.sources.push(Source { name: "x.xml".into(), ..Source::default() });
        snapshot.sources.extend([source("a.csv", "s", 1), source("b.csv", "t", 1), source("c.csv", "s", 2)]);
        snapshot.sources.extend((0..50).map(|n| source("more", &format!("u{n}"), 1)));
        let choice = ColumnChoice { columns: Columns::new(), person: "olga".into(), at: Time(0) };
        let chosen = [("t".to_owned(), choice.clone()), ("elsewhere".to_owned(), choice)].into();
        let tables = Tables::of(&snapshot, &chosen);
        let first = &tables.seen[0];
        assert_eq!(
            (first.sources.join(" "), first.more_columns, first.read.columns.len()),
            ("a.csv c.csv".into(), 1, 150)
        );
        assert_eq!(first.read.columns[0].filled, 2, "the fullest is told of");
        assert_eq!((tables.seen.len(), tables.more), (3, 49));
        assert_eq!(tables.chosen.keys().collect::<Vec<_>>(), ["t"]);
        assert!(tables.table("t").is_ok() && tables.table("u1").is_err());
    }
}
