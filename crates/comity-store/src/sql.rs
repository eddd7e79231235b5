//! One SQL text for both databases. Both take `$1`; the words that differ are rewritten once:
//!
//! | written | SQLite | PostgreSQL |
//! |---|---|---|
//! | `x in @ints($1)` | `x in (select value from json_each($1))` | `x = any($1::bigint[])` |
//! | `x in @texts($1)` | the same | `x = any($1::text[])` |
//! | `@packed(x)` of ids | `group_concat(hex(x), '')` | `encode(string_agg(uuid_send(x), ''::bytea), 'hex')` |
//! | `@listed(n)` of numbers | `group_concat(n)` | `string_agg((n)::text, ',')` |
//! | `x in @ids($1)` | `x in (select unhex(value) from json_each($1))` | `x = any($1::uuid[])` |

use std::sync::OnceLock;

use comity_core::Day;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, Row as _};
use uuid::Uuid;

use crate::error::Error;
use crate::value::{Kind, SqlDay, Time, Value};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A statement of the source text; made by `sql!`.
pub struct Statement {
    text: &'static str,
    /// File and line, for errors and for the test that runs them all.
    pub(crate) at: &'static str,
    rewritten: [OnceLock<String>; 2],
}

impl Statement {
    pub(crate) const fn new(text: &'static str, at: &'static str) -> Statement {
        Statement { text, at, rewritten: [OnceLock::new(), OnceLock::new()] }
    }

    pub(crate) fn text(&'static self, dialect: Dialect) -> &'static str {
        let [sqlite, postgres] = &self.rewritten;
        let cell = if dialect == Dialect::Sqlite { sqlite } else { postgres };
        cell.get_or_init(|| rewrite(self.text, dialect))
    }
}

/// A [`Statement`] with its place in the source.
macro_rules! sql {
    ($text:expr) => {{
        static STATEMENT: $crate::sql::Statement =
            $crate::sql::Statement::new($text, concat!(file!(), ":", line!()));
        &STATEMENT
    }};
}
/// Parameters of a statement, in order.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::value::Value::from($value)),*] };
}
pub(crate) use {args, sql};

/// A text with the words of one database.
pub(crate) fn rewrite(text: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(found) = rest.find('@') {
        let (before, list) = rest.split_at(found);
        let list = list.get(1..).unwrap_or_default();
        let (kind, after) = list.split_once('(').unwrap_or((list, ""));
        let (parameter, after) = after.split_once(')').unwrap_or((after, ""));
        if let "packed" | "listed" = kind {
            out.push_str(before);
            out.push_str(&match (kind, dialect) {
                ("packed", Dialect::Sqlite) => format!("group_concat(hex({parameter}), '')"),
                ("packed", Dialect::Postgres) => {
                    format!("encode(string_agg(uuid_send({parameter}), ''::bytea), 'hex')")
                }
                (_, Dialect::Sqlite) => format!("group_concat({parameter})"),
                (_, Dialect::Postgres) => format!("string_agg(({parameter})::text, ',')"),
            });
            rest = after;
            continue;
        }
        out.push_str(before.strip_suffix("in ").unwrap_or(before));
        let (one, array) = match kind {
            "ids" => ("unhex(value)", "uuid"),
            "ints" => ("value", "bigint"),
            _ => ("value", "text"),
        };
        out.push_str(&match dialect {
            Dialect::Sqlite => format!("in (select {one} from json_each({parameter}))"),
            Dialect::Postgres => format!("= any({parameter}::{array}[])"),
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A statement put together at run time out of fixed pieces; values are always parameters.
#[derive(Debug, Default)]
pub(crate) struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    /// Adds a piece of SQL.
    pub fn push(&mut self, piece: &'static str) -> &mut Query {
        self.text.push_str(piece);
        self
    }

    /// Adds a parameter and says its number.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Query {
        self.values.push(value.into());
        let number = self.values.len();
        self.text.push_str(&format!("${number}"));
        self
    }

    /// Adds `@kind($n)` for a list.
    pub fn list(&mut self, kind: &'static str, values: impl Into<Value>) -> &mut Query {
        self.values.push(values.into());
        let number = self.values.len();
        self.text.push_str(&format!("@{kind}(${number})"));
        self
    }

    pub(crate) fn finish(self, dialect: Dialect) -> (String, Vec<Value>) {
        (rewrite(&self.text, dialect), self.values)
    }
}

fn checked(text: &str) -> Result<&str, Error> {
    if text.contains('\0') {
        return Err(Error::Nul { start: text.chars().take(20).collect() });
    }
    Ok(text)
}

fn encoding(error: sqlx::error::BoxDynError) -> Error {
    Error::database("a parameter", sqlx::Error::Encode(error))
}

pub(crate) fn sqlite_arguments(values: &[Value]) -> Result<SqliteArguments, Error> {
    let mut out = SqliteArguments::default();
    for value in values {
        match value {
            Value::Null(_) => out.add(None::<i64>),
            Value::Int(number) => out.add(*number),
            Value::Text(text) => out.add(checked(text)?.to_owned()),
            Value::Bytes(bytes) => out.add(bytes.clone()),
            Value::Id(id) => out.add(*id),
            Value::Day(day) => out.add(SqlDay(*day)),
            Value::Time(time) => out.add(*time),
            Value::Ints(list) => out.add(json(list.iter())),
            Value::Texts(list) => {
                for text in list {
                    checked(text)?;
                }
                out.add(json(list.iter()))
            }
            Value::Ids(list) => out.add(json(list.iter().map(|id| id.simple().to_string()))),
        }
        .map_err(encoding)?;
    }
    Ok(out)
}

fn json<T: serde::Serialize>(list: impl Iterator<Item = T>) -> String {
    // numbers and texts always have a form in JSON
    serde_json::to_string(&list.collect::<Vec<T>>()).unwrap_or_else(|_| "[]".to_owned())
}

pub(crate) fn postgres_arguments(values: &[Value]) -> Result<PgArguments, Error> {
    let mut out = PgArguments::default();
    for value in values {
        match value {
            Value::Null(Kind::Int) => out.add(None::<i64>),
            Value::Null(Kind::Text) => out.add(None::<String>),
            Value::Null(Kind::Bytes) => out.add(None::<Vec<u8>>),
            Value::Null(Kind::Id) => out.add(None::<Uuid>),
            Value::Null(Kind::Day) => out.add(None::<SqlDay>),
            Value::Null(Kind::Time) => out.add(None::<Time>),
            Value::Int(number) => out.add(*number),
            Value::Text(text) => out.add(checked(text)?),
            Value::Bytes(bytes) => out.add(bytes.as_slice()),
            Value::Id(id) => out.add(*id),
            Value::Day(day) => out.add(SqlDay(*day)),
            Value::Time(time) => out.add(*time),
            Value::Ints(list) => out.add(list.as_slice()),
            Value::Texts(list) => {
                for text in list {
                    checked(text)?;
                }
                out.add(list.as_slice())
            }
            Value::Ids(list) => out.add(list.as_slice()),
        }
        .map_err(encoding)?;
    }
    Ok(out)
}

/// A row of either database.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What a column can be read as.
pub(crate) trait Column: Sized {
    fn of(row: &Row, index: usize) -> Result<Self, sqlx::Error>;
}

macro_rules! columns {
    ($($type:ty),*) => {$(
        impl Column for $type {
            fn of(row: &Row, index: usize) -> Result<Self, sqlx::Error> {
                match row {
                    Row::Sqlite(row) => row.try_get(index),
                    Row::Postgres(row) => row.try_get(index),
                }
            }
        }
        impl Column for Option<$type> {
            fn of(row: &Row, index: usize) -> Result<Self, sqlx::Error> {
                match row {
                    Row::Sqlite(row) => row.try_get(index),
                    Row::Postgres(row) => row.try_get(index),
                }
            }
        }
    )*};
}
columns!(i64, String, Vec<u8>, Uuid, Time, SqlDay);

impl Column for Day {
    fn of(row: &Row, index: usize) -> Result<Self, sqlx::Error> {
        SqlDay::of(row, index).map(|day| day.0)
    }
}
impl Column for Option<Day> {
    fn of(row: &Row, index: usize) -> Result<Self, sqlx::Error> {
        Option::<SqlDay>::of(row, index).map(|day| day.map(|day| day.0))
    }
}

impl Row {
    /// The column at `index`, from 0.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Error> {
        T::of(self, index).map_err(|source| Error::database("a column", source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_become_what_each_database_knows() {
        let text = "select 1 where a in @ints($1) and b in @ids($2) or c in @texts($3)";
        assert_eq!(
            rewrite(text, Dialect::Postgres),
            "select 1 where a = any($1::bigint[]) and b = any($2::uuid[]) or c = any($3::text[])"
        );
        assert_eq!(
            rewrite(text, Dialect::Sqlite),
            "select 1 where a in (select value from json_each($1)) and b in (select unhex(value) from json_each($2)) \
             or c in (select value from json_each($3))"
        );
    }

    #[test]
    fn pieces_number_their_parameters() {
        let mut query = Query::default();
        query.push("select ").bind(1i64).push(" where x in ").list("texts", vec!["a".to_owned()]);
        let (text, values) = query.finish(Dialect::Postgres);
        assert_eq!(text, "select $1 where x = any($2::text[])");
        assert_eq!(values.len(), 2);
    }
}
