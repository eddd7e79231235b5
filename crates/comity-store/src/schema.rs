//! The tables and their columns, in the order of their references: what a dump writes, and how many rows go in at once.

use sqlx::AssertSqlSafe;

use crate::error::Error;
use crate::sql::{Dialect, postgres_arguments, sqlite_arguments};
use crate::tx::Tx;
use crate::value::{Kind, Value};

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    /// How many of its first columns make the primary key.
    pub key: usize,
    pub columns: &'static [(&'static str, Kind)],
}

macro_rules! tables {
    ($($name:ident $key:literal: $($column:ident $kind:ident),*;)*) => {
        /// All tables; one comes after those that it refers to.
        pub(crate) const TABLES: &[Table] = &[
            $(Table {
                name: stringify!($name),
                key: $key,
                columns: &[$((stringify!($column), Kind::$kind)),*],
            }),*
        ];
        /// Each by its name.
        #[allow(non_upper_case_globals, dead_code)]
        pub(crate) mod table {
            use super::{Kind, Table};
            $(pub(crate) const $name: &Table = &Table {
                name: stringify!($name),
                key: $key,
                columns: &[$((stringify!($column), Kind::$kind)),*],
            };)*
        }
    };
}

tables! {
    access_class 1: id Int, owner Text, seat Text, label Text, state Text;
    source 1: id Id, owner Text, name Text, format Text, dataset Text, mapping Text;
    import 1: id Id, owner Text, made_by Text, started_at Time, finished_at Time, state Text, undoes Id, created Int, changed Int, unchanged Int, vanished Int, returned Int, problems Int;
    import_file 2: import_id Id, source_id Id, path Text, records Int;
    import_problem 2: import_id Id, n Int, loss Text, content Text;
    record 1: id Id, owner Text, thing Text, source_id Id, reporter Text, own_id Text, nth Int, version Int, class_id Int, label_by Text, import_id Id, line Int, hash Bytes, kind Text, status Text, title Text, title_key Text, first_day Day, end_day Day, changed_at Time, touched Int, resolved Int;
    record_version 2: record_id Id, version Int, import_id Id, source_id Id, line Int, change Text, said_at Time, hash Bytes, content Bytes;
    staged 2: import_id Id, record_id Id, version Int, class_id Int, change Text, source_id Id, line Int, hash Bytes, kind Text, status Text, title Text, title_key Text, first_day Day, end_day Day;
    record_event 3: record_id Id, at Time, id Id, what Text, version Int, old_class Int, new_class Int, import_id Id, made_by Text, reason Text;
    record_term 4: term Text, place Int, record_id Id, version Int;
    record_facet 4: facet Text, value Text, record_id Id, version Int;
    record_point 3: record_id Id, version Int, n Int, lat Int, lon Int, cell Int;
    finding 1: id Id, key Bytes, kind Text, status Text, weight Int, urgency Int, content Bytes, first_found Time, last_found Time, pattern Text, about Bytes;
    finding_record 2: finding_id Id, n Int, record_id Id, version Int;
    finding_party 2: finding_id Id, n Int, party Text;
    finding_need 2: finding_id Id, n Int, need Text;
    verdict 1: id Id, finding_id Id, person Text, party Text, answer Text, reason Text, made_at Time, batch Id, retracted_at Time;
    verdict_record 2: verdict_id Id, n Int, record_id Id, version Int;
    link 1: id Id, from_record Id, to_record Id, kind Text, person Text, party Text, reason Text, made_at Time, ended_at Time, ended_by Text, outcome_id Id;
    outcome 1: id Id, finding_id Id, what Text, person Text, party Text, note Text, made_at Time, state Text, changed_at Time;
    outcome_answer 2: outcome_id Id, party Text, answer Text, person Text, note Text, made_at Time;
    job 1: id Id, queue Text, payload Text, state Text, due_at Time, attempts Int, lease Id, lease_until Time, last_error Text, made_at Time;
    ledger_entry 1: seq Int, kind Text, line Text, leaf Bytes, made_at Time;
    ledger_subject 3: seq Int, what Text, value Text;
    ledger_node 2: level Int, n Int, hash Bytes;
    ledger_frontier 1: id Int, size Int, frontier Bytes, public_key Text;
    ledger_opening 1: commitment Bytes, of_what Text, salt Bytes, value Bytes;
    checkpoint 1: size Int, note Text, made_at Time;
    node_user 1: id Id, handle Text, handle_key Text, name Text, party Text, organ Text, desk Text, roles Text, language Text, state Text, password Text, failed Int, wait_until Time, made_at Time, changed_at Time, logged_in_at Time;
    passkey 1: id Id, user_id Id, credential Bytes, name Text, content Text, made_at Time, used_at Time;
    outside_login 2: issuer Text, subject Text, user_id Id, made_at Time;
    session 1: id Id, user_id Id, token_hash Bytes, csrf Text, method Text, made_at Time, seen_at Time, expires_at Time;
    api_token 1: id Id, user_id Id, name Text, token_hash Bytes, scope Text, made_at Time, expires_at Time, seen_at Time, ended_at Time;
    one_time_link 1: id Id, token_hash Bytes, user_id Id, made_at Time, expires_at Time, used_at Time;
    desk 1: id Id, party Text, organ Text, name Text, call Text, state Text, made_at Time, changed_at Time;
    audience_group 1: id Text, keeper Text, names Text, membership Text, made_at Time, changed_at Time;
    audience_group_member 2: group_id Text, member Text;
    saved_view 1: id Id, user_id Id, party Text, name Text, content Text, shared Int, made_at Time, changed_at Time;
    scenario 1: id Id, user_id Id, party Text, name Text, content Text, made_at Time, changed_at Time;
    idempotency 2: user_id Id, key Text, request Bytes, state Text, status Int, answer Bytes, made_at Time, expires_at Time, location Text;
    disclosure 1: id Id, record_id Id, version Int, to_party Text, to_organ Text, to_group Text, extent Text, tlp Text, purpose Text, policy Text, person Text, party Text, made_at Time;
    finding_desk 2: finding_id Id, party Text, organ Text, desk Text, state Text, due_at Time, person Text, changed_at Time, due_by Text;
    offer 1: id Id, finding_id Id, from_party Text, from_organ Text, from_desk Text, party Text, organ Text, desk Text, state Text, person Text, note Text, made_at Time;
    question 1: id Id, finding_id Id, from_party Text, party Text, person Text, text Text, made_at Time, answer Text, answered_by Text, answered_at Time;
    handing 1: id Id, finding_id Id, party Text, organ Text, desk Text, what Text, person Text, from_party Text, note Text, made_at Time;
    filing 1: id Id, record_id Id, version Int, late Int, superior Text, reason Text, person Text, party Text, made_at Time, lead_days Int, withdrawn_at Time, withdrawn_by Text, withdrawn_for Text;
    policy_set 1: id Id, version Text, files Text, person Text, made_at Time, reason Text;
    delivery 1: id Id, owner Text, person Text, state Text, stage Text, done Int, of_all Int, label Text, straight Int, outcome Bytes, error Text, import_id Id, made_at Time, changed_at Time;
    delivery_file 2: delivery_id Id, n Int, name Text, size Int;
    delivery_piece 3: delivery_id Id, n Int, part Int, content Bytes;
    column_choice 2: owner Text, shape Text, columns Text, person Text, changed_at Time;
    desk_route 3: desk_id Id, facet Text, value Text, narrow Int;
    reference_version 1: id Id, name Text, part Text, source Text, licence Text, content Bytes, size Int, hash Bytes, person Text, made_at Time, reason Text;
    reference_draft 1: id Id, name Text, part Text, source Text, licence Text, content Bytes, outcome Bytes, versions Int, person Text, made_at Time;
    council 1: id Id, party Text, made_at Time, kind Text;
    council_act 2: council_id Id, n Int, on_day Day, act Text, person Text, party Text, made_at Time;
    generation 1: id Int, n Int;
    search_basis 1: id Int, basis Text;
    setting 1: name Text, value Text, person Text, changed_at Time;
}

impl Tx {
    /// Adds rows, many at once: PostgreSQL takes columns as arrays, SQLite rows as lists of values.
    pub(crate) async fn insert(&mut self, table: &'static Table, rows: Vec<Vec<Value>>) -> Result<(), Error> {
        match self.dialect() {
            Dialect::Sqlite => self.insert_values(table, &rows).await,
            Dialect::Postgres => self.insert_arrays(table, rows).await,
        }
    }

    async fn insert_values(&mut self, table: &'static Table, rows: &[Vec<Value>]) -> Result<(), Error> {
        let mut rest = rows;
        while !rest.is_empty() {
            // few lengths, so that the statements stay prepared: 128 rows, or what is left by halves
            let at_once = if rest.len() >= 128 { 128 } else { 1 << rest.len().ilog2() };
            let (now, later) = rest.split_at(at_once.min(rest.len()));
            let text = values_text(table, now.len());
            let values: Vec<Value> = now.iter().flatten().cloned().collect();
            if let Tx::Sqlite(tx) = self {
                sqlx::query_with(AssertSqlSafe(text), sqlite_arguments(&values)?)
                    .execute(&mut **tx)
                    .await
                    .map_err(|source| Error::database(table.name, source))?;
            }
            rest = later;
        }
        Ok(())
    }

    async fn insert_arrays(&mut self, table: &'static Table, mut rows: Vec<Vec<Value>>) -> Result<(), Error> {
        while !rows.is_empty() {
            let now: Vec<Vec<Value>> = rows.drain(..rows.len().min(4096)).collect();
            let text = arrays_text(table);
            let arguments = postgres_arguments(&[])?;
            let arguments = crate::columnar::arrays(arguments, table, now)?;
            if let Tx::Postgres(tx) = self {
                sqlx::query_with(AssertSqlSafe(text), arguments)
                    .execute(&mut **tx)
                    .await
                    .map_err(|source| Error::database(table.name, source))?;
            }
        }
        Ok(())
    }
}

fn names(table: &Table) -> String {
    table.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn values_text(table: &Table, rows: usize) -> String {
    let mut text = format!("insert into {} ({}) values ", table.name, names(table));
    let mut number = 0;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..table.columns.len() {
            number += 1;
            text.push_str(&format!("{}${number}", if column == 0 { "" } else { ", " }));
        }
        text.push(')');
    }
    text
}

fn arrays_text(table: &Table) -> String {
    let arrays: Vec<String> = (1..)
        .zip(table.columns)
        .map(|(number, (_, kind))| format!("${number}::{}[]", postgres_type(*kind)))
        .collect();
    format!("insert into {} ({}) select * from unnest({})", table.name, names(table), arrays.join(", "))
}

/// The column type in PostgreSQL.
pub(crate) fn postgres_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Int => "bigint",
        Kind::Text => "text",
        Kind::Bytes => "bytea",
        Kind::Id => "uuid",
        Kind::Day => "date",
        Kind::Time => "timestamptz",
    }
}

/// The column type in SQLite.
#[cfg(test)]
pub(crate) fn sqlite_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Int | Kind::Day | Kind::Time => "INTEGER",
        Kind::Text => "TEXT",
        Kind::Bytes | Kind::Id => "BLOB",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{Dialect, Query};
    use crate::{Opener, Store, Url};

    /// Tables with their columns and types as the database tells them.
    async fn told(store: &Store) -> Vec<(String, Vec<(String, String)>)> {
        let mut tx = store.read().await.unwrap();
        let mut query = Query::default();
        query.push(match store.dialect() {
            Dialect::Sqlite => {
                "select m.name, c.name, lower(c.type) from sqlite_schema m, pragma_table_info(m.name) c \
                 where m.type = 'table' and m.name not like '\\_sqlx%' escape '\\' order by m.name, c.cid"
            }
            Dialect::Postgres => {
                "select cast(table_name as text), cast(column_name as text), case cast(data_type as text) \
                 when 'timestamp with time zone' then 'timestamptz' else cast(data_type as text) end \
                 from information_schema.columns where table_schema = 'public' \
                 and table_name not like '\\_sqlx%' order by cast(table_name as text) collate \"C\", ordinal_position"
            }
        });
        let mut tables: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for row in tx.rows_of("columns", query).await.unwrap() {
            let (table, column): (String, (String, String)) =
                (row.get(0).unwrap(), (row.get(1).unwrap(), row.get(2).unwrap()));
            match tables.last_mut() {
                Some((name, columns)) if *name == table => columns.push(column),
                _ => tables.push((table, vec![column])),
            }
        }
        tables
    }

    fn expected(of: fn(Kind) -> &'static str) -> Vec<(String, Vec<(String, String)>)> {
        let mut tables: Vec<_> = TABLES
            .iter()
            .map(|table| {
                let column = |(name, kind): &(&str, Kind)| ((*name).to_owned(), of(*kind).to_lowercase());
                (table.name.to_owned(), table.columns.iter().map(column).collect::<Vec<_>>())
            })
            .collect();
        tables.sort();
        tables
    }

    #[test]
    fn both_folders_make_the_same_columns_in_the_same_order() {
        let folder = tempfile::tempdir().unwrap();
        let database = comity_testkit::database();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let url = Url::Sqlite(folder.path().join("comity.db"));
            let sqlite = Store::open(&url, Opener::Command).await.unwrap();
            assert_eq!(told(&sqlite).await, expected(sqlite_type));
            let postgres = Store::connect(&database.url.parse().unwrap(), Opener::Command).await.unwrap();
            postgres.migrate().await.unwrap();
            assert_eq!(told(&postgres).await, expected(postgres_type));
            postgres.close().await;
        });
    }
}
