//! Every row of every table, read typed and written typed: from database to database, and to and from a file of our own.
//!
//! The file is JSON Lines packed with zstd: a head, for each table a line that names it and its columns, a line for each row, and at the end the
//! number of rows and the SHA-256 of all lines before. Ids and bytes are base64, days and instants are numbers (days and microseconds
//! since 1970).

use std::io::Write;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use comity_core::Day;
use futures_util::TryStreamExt as _;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::error::Error;
use crate::off_thread::{PackedLines, Sink};
use crate::schema::{TABLES, Table};
use crate::sql::Row;
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{Kind, Time, Value};

/// Rows written at once.
const AT_ONCE: usize = 1000;
const FORMAT: &str = "comity-dump-1";

impl Store {
    /// Fills this empty database with everything that another one holds, in one transaction, and says how many rows that were.
    ///
    /// # Errors
    /// When this one isn't empty, or either fails; then this one stays empty.
    pub async fn fill_from(&self, source: &Store) -> Result<u64, Error> {
        self.run_tx("move", async |target| {
            target.must_be_empty().await?;
            let mut source = source.read().await?;
            let mut total = 0;
            for table in TABLES {
                let mut rows = Vec::new();
                let mut sink = source.stream(table);
                while let Some(row) =
                    sink.try_next().await.map_err(|error| Error::database(table.name, error))?
                {
                    rows.push(values(table, &row)?);
                    if rows.len() == AT_ONCE {
                        total += rows.len() as u64;
                        target.insert(table, std::mem::take(&mut rows)).await?;
                    }
                }
                total += rows.len() as u64;
                target.insert(table, rows).await?;
            }
            Ok(total)
        })
        .await
    }

    /// Writes everything as of one moment, and says how many rows that were.
    ///
    /// # Errors
    /// When the database or the writer fails.
    pub async fn dump<W: Write + Send + 'static>(&self, out: W) -> Result<(W, u64), Error> {
        let mut tx = self.read().await?;
        let mut out = Lines { out: Sink::packed(out), piece: Vec::new(), hash: Sha256::new() };
        out.line(&serde_json::json!({ "format": FORMAT, "migrations": crate::migrate::STEPS.len() })).await?;
        let mut total = 0u64;
        for table in TABLES {
            let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
            out.line(&serde_json::json!({ "table": table.name, "columns": columns })).await?;
            let mut rows = tx.stream(table);
            while let Some(row) = rows.try_next().await.map_err(|error| Error::database(table.name, error))? {
                out.line(&Json::Array(values(table, &row)?.iter().map(json).collect())).await?;
                total += 1;
            }
        }
        let hash: String = out.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        out.line(&serde_json::json!({ "rows": total, "sha256": hash })).await?;
        out.out.write(out.piece).await?;
        Ok((out.out.finish().await?, total))
    }

    /// Fills this empty database with what [`Store::dump`] wrote, in one transaction.
    ///
    /// # Errors
    /// When this one isn't empty, the file is of another version or damaged, or the database fails; then this one stays empty.
    pub async fn load(&self, path: &Path) -> Result<u64, Error> {
        self.run_tx("restore", async |tx| {
            tx.must_be_empty().await?;
            let mut input = Reader::new(path);
            input.head().await?;
            let mut total = 0u64;
            let mut table: Option<&'static Table> = None;
            let mut rows = Vec::new();
            loop {
                let line = input.line().await?;
                if let Json::Array(cells) = line {
                    let table = table.ok_or_else(|| input.wrong("a row before any table"))?;
                    rows.push(
                        read_row(table, cells)
                            .ok_or_else(|| input.wrong("a row that doesn't fit its table"))?,
                    );
                    total += 1;
                    if rows.len() == AT_ONCE {
                        tx.insert(table, std::mem::take(&mut rows)).await?;
                    }
                    continue;
                }
                if let Some(table) = table {
                    tx.insert(table, std::mem::take(&mut rows)).await?;
                }
                if let Some(name) = line.get("table").and_then(Json::as_str) {
                    table = Some(input.table(name, &line)?);
                } else {
                    input.end(&line, total)?;
                    return Ok(total);
                }
            }
        })
        .await
    }

    /// Rows of each table, by name.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn row_counts(&self) -> Result<Vec<(&'static str, u64)>, Error> {
        let mut tx = self.read().await?;
        let mut counts = Vec::new();
        for table in TABLES {
            counts.push((table.name, tx.count_rows(table).await?));
        }
        Ok(counts)
    }
}

impl Tx {
    fn stream(
        &mut self,
        table: &'static Table,
    ) -> futures_util::stream::BoxStream<'_, Result<Row, sqlx::Error>> {
        use futures_util::StreamExt as _;
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let key = names.iter().take(table.key).copied().collect::<Vec<_>>().join(", ");
        let text = AssertSqlSafe(format!("select {} from {} order by {key}", names.join(", "), table.name));
        match self {
            Tx::Sqlite(tx) => sqlx::query(text).fetch(&mut **tx).map_ok(Row::Sqlite).boxed(),
            Tx::Postgres(tx) => sqlx::query(text).fetch(&mut **tx).map_ok(Row::Postgres).boxed(),
        }
    }

    async fn must_be_empty(&mut self) -> Result<(), Error> {
        for table in TABLES {
            if self.count_rows(table).await? > 0 {
                return Err(Error::Refused {
                    reason: format!("the database isn't empty: `{}` has rows; name a new one", table.name),
                });
            }
        }
        Ok(())
    }

    async fn count_rows(&mut self, table: &'static Table) -> Result<u64, Error> {
        let mut query = crate::sql::Query::default();
        query.push("select count(*) from ").push(table.name);
        let rows = self.rows_of("count rows", query).await?;
        rows.first().map_or(Ok(0), |row| row.get::<i64>(0).map(i64::unsigned_abs))
    }
}

/// A row as typed values.
fn values(table: &Table, row: &Row) -> Result<Vec<Value>, Error> {
    let cell = |(index, (_, kind)): (usize, &(&str, Kind))| -> Result<Value, Error> {
        Ok(match kind {
            Kind::Int => row.get::<Option<i64>>(index)?.into(),
            Kind::Text => row.get::<Option<String>>(index)?.into(),
            Kind::Bytes => row.get::<Option<Vec<u8>>>(index)?.into(),
            Kind::Id => row.get::<Option<Uuid>>(index)?.into(),
            Kind::Day => row.get::<Option<Day>>(index)?.into(),
            Kind::Time => row.get::<Option<Time>>(index)?.into(),
        })
    };
    table.columns.iter().enumerate().map(cell).collect()
}

fn json(value: &Value) -> Json {
    match value {
        Value::Int(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes(bytes) => BASE64.encode(bytes).into(),
        Value::Id(id) => BASE64.encode(id.as_bytes()).into(),
        Value::Day(day) => day.0.into(),
        Value::Time(time) => time.0.into(),
        Value::Null(_) | Value::Ints(_) | Value::Texts(_) | Value::Ids(_) => Json::Null,
    }
}

/// A row out of a file; `None` where it doesn't fit the table.
fn read_row(table: &Table, cells: Vec<Json>) -> Option<Vec<Value>> {
    if cells.len() != table.columns.len() {
        return None;
    }
    let cell = |((_, kind), cell): (&(&str, Kind), Json)| {
        if cell.is_null() {
            return Some(Value::Null(*kind));
        }
        Some(match kind {
            Kind::Int => Value::Int(cell.as_i64()?),
            Kind::Text => Value::Text(cell.as_str()?.to_owned()),
            Kind::Bytes => Value::Bytes(BASE64.decode(cell.as_str()?).ok()?),
            Kind::Id => Value::Id(Uuid::from_slice(&BASE64.decode(cell.as_str()?).ok()?).ok()?),
            Kind::Day => Value::Day(Day(i32::try_from(cell.as_i64()?).ok()?)),
            Kind::Time => Value::Time(Time(cell.as_i64()?)),
        })
    };
    table.columns.iter().zip(cells).map(cell).collect()
}

/// Lines handed over to the disk at once, in bytes.
const PIECE: usize = 1 << 16;

struct Lines<W> {
    out: Sink<W>,
    piece: Vec<u8>,
    hash: Sha256,
}

impl<W: Write + Send + 'static> Lines<W> {
    async fn line(&mut self, line: &Json) -> Result<(), Error> {
        let mut text = line.to_string();
        text.push('\n');
        self.hash.update(&text);
        self.piece.extend_from_slice(text.as_bytes());
        if self.piece.len() < PIECE {
            return Ok(());
        }
        self.out.write(std::mem::take(&mut self.piece)).await
    }
}

struct Reader {
    input: PackedLines,
    /// Of all lines before the present one.
    before: Sha256,
    line: String,
    number: u64,
}

impl Reader {
    fn new(path: &Path) -> Reader {
        Reader { input: PackedLines::open(path), before: Sha256::new(), line: String::new(), number: 0 }
    }

    fn wrong(&self, reason: &str) -> Error {
        Error::Damaged { what: format!("line {} of the dump", self.number), reason: reason.to_owned() }
    }

    async fn line(&mut self) -> Result<Json, Error> {
        self.before.update(&self.line);
        self.number += 1;
        let read = self.input.next().await.map_err(|error| self.wrong(&error.to_string()))?;
        self.line = read.ok_or_else(|| self.wrong("it ends in the middle"))?;
        serde_json::from_str(&self.line).map_err(|_| self.wrong("it is no JSON"))
    }

    async fn head(&mut self) -> Result<(), Error> {
        let head = self.line().await?;
        let migrations = crate::migrate::STEPS.len() as u64;
        match (head.get("format").and_then(Json::as_str), head.get("migrations").and_then(Json::as_u64)) {
            // migrations only add: what an older version wrote goes into its tables as it is
            (Some(FORMAT), Some(made)) if made <= migrations => Ok(()),
            (Some(FORMAT), Some(made)) => Err(Error::Foreign {
                reason: format!("the dump was made with {made} migrations, this version has {migrations}"),
            }),
            _ => Err(self.wrong("this is no dump of ours")),
        }
    }

    fn table(&self, name: &str, line: &Json) -> Result<&'static Table, Error> {
        let table = TABLES.iter().find(|table| table.name == name);
        let table = table.ok_or_else(|| self.wrong("there is no such table"))?;
        let columns = line.get("columns").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let same = columns.len() == table.columns.len()
            && columns.iter().zip(table.columns).all(|(found, (name, _))| found.as_str() == Some(name));
        if same { Ok(table) } else { Err(self.wrong("the table has other columns")) }
    }

    fn end(&self, line: &Json, total: u64) -> Result<(), Error> {
        let hash: String = self.before.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if line.get("rows").and_then(Json::as_u64) != Some(total)
            || line.get("sha256").and_then(Json::as_str) != Some(hash.as_str())
        {
            return Err(self.wrong("rows are missing or were changed"));
        }
        Ok(())
    }
}
