//! Rows turned into one array a column, as PostgreSQL takes them fastest.

use comity_core::Day;
use sqlx::Arguments as _;
use sqlx::postgres::PgArguments;
use uuid::Uuid;

use crate::error::Error;
use crate::schema::Table;
use crate::value::{Kind, SqlDay, Time, Value};

/// Adds one array for each column of the table.
pub(crate) fn arrays(
    mut arguments: PgArguments,
    table: &Table,
    rows: Vec<Vec<Value>>,
) -> Result<PgArguments, Error> {
    let mut columns: Vec<Vec<Value>> = table.columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    for ((name, kind), values) in table.columns.iter().zip(columns) {
        let wrong = || Error::Damaged {
            what: format!("{}.{name}", table.name),
            reason: "a value of another kind was given".to_owned(),
        };
        macro_rules! array {
            ($type:ty, $variant:ident, $value:ident => $make:expr) => {{
                let mut array: Vec<Option<$type>> = Vec::with_capacity(values.len());
                for value in values {
                    array.push(match value {
                        Value::Null(_) => None,
                        Value::$variant($value) => Some($make),
                        _ => return Err(wrong()),
                    });
                }
                arguments.add(array)
            }};
        }
        match kind {
            Kind::Int => array!(i64, Int, value => value),
            Kind::Text => array!(String, Text, value => without_nul(value)?),
            Kind::Bytes => array!(Vec<u8>, Bytes, value => value),
            Kind::Id => array!(Uuid, Id, value => value),
            Kind::Day => array!(SqlDay, Day, value => day(value)),
            Kind::Time => array!(Time, Time, value => value),
        }
        .map_err(|source| Error::database(table.name, sqlx::Error::Encode(source)))?;
    }
    Ok(arguments)
}

fn day(day: Day) -> SqlDay {
    SqlDay(day)
}

fn without_nul(text: String) -> Result<String, Error> {
    if text.contains('\0') {
        return Err(Error::Nul { start: text.chars().take(20).collect() });
    }
    Ok(text)
}
