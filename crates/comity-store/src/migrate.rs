//! Migrations: two folders with the same tables, only ever added to.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};

use crate::error::Error;
use crate::store::Pool;

/// One file of each folder.
pub(crate) struct Step {
    pub version: i64,
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

macro_rules! steps {
    ($($version:literal $name:literal,)*) => {
        &[$(Step {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

pub(crate) const STEPS: &[Step] = steps! {
    1 "0001_records",
    2 "0002_findings",
    3 "0003_jobs_and_ledger",
    4 "0004_users",
    5 "0005_work",
    6 "0006_columns",
    8 "0008_desks",
    10 "0010_house",
    11 "0011_kinds",
    12 "0012_policies_and_ledger",
    13 "0013_reference",
    14 "0014_council",
    15 "0015_answers",
    16 "0016_joint_work",
    17 "0017_scenarios",
    18 "0018_searches",
};

const TABLE: &str = "_sqlx_migrations";

fn migrator(text: fn(&Step) -> &'static str) -> Migrator {
    migrator_of(STEPS, text)
}

fn migrator_of(steps: &[Step], text: fn(&Step) -> &'static str) -> Migrator {
    let migrations = steps.iter().map(|step| {
        let sql = text(step).into_sql_str();
        Migration::new(step.version, step.name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Runs what is missing and says how many that were.
pub(crate) async fn run(pool: &Pool) -> Result<usize, Error> {
    let missing = missing(pool).await?;
    match pool {
        Pool::Sqlite { writer, .. } => migrator(|step| step.sqlite).run(writer).await,
        Pool::Postgres(pool) => migrator(|step| step.postgres).run(pool).await,
    }
    .map_err(explained)?;
    Ok(missing)
}

/// How many migrations the database lacks.
pub(crate) async fn missing(pool: &Pool) -> Result<usize, Error> {
    let opened = |source| Error::database("look at the tables' version", source);
    match pool {
        Pool::Sqlite { writer, .. } => {
            compare(&mut *writer.acquire().await.map_err(opened)?, &migrator(|step| step.sqlite)).await
        }
        Pool::Postgres(pool) => {
            compare(&mut *pool.acquire().await.map_err(opened)?, &migrator(|step| step.postgres)).await
        }
    }
}

async fn compare<C: Migrate>(connection: &mut C, migrator: &Migrator) -> Result<usize, Error> {
    connection.ensure_migrations_table(TABLE).await.map_err(explained)?;
    if let Some(version) = connection.dirty_version(TABLE).await.map_err(explained)? {
        return Err(Error::Foreign { reason: format!("migration {version} stopped half-way") });
    }
    let applied = connection.list_applied_migrations(TABLE).await.map_err(explained)?;
    for one in &applied {
        match migrator.iter().find(|migration| migration.version == one.version) {
            None => {
                return Err(Error::Foreign {
                    reason: format!("it has migration {}, which is newer", one.version),
                });
            }
            Some(migration) if migration.checksum != one.checksum => {
                return Err(Error::Foreign {
                    reason: format!("its migration {} had another text", one.version),
                });
            }
            Some(_) => {}
        }
    }
    Ok(migrator.iter().count().saturating_sub(applied.len()))
}

fn explained(error: MigrateError) -> Error {
    match error {
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => {
            Error::database("migrate", source)
        }
        other => Error::Foreign { reason: other.to_string() },
    }
}

/// Makes a database as an earlier version left it.
#[cfg(test)]
pub(crate) async fn run_the_first(pool: &Pool, steps: usize) {
    match pool {
        Pool::Sqlite { writer, .. } => migrator_of(&STEPS[..steps], |step| step.sqlite).run(writer).await,
        Pool::Postgres(pool) => migrator_of(&STEPS[..steps], |step| step.postgres).run(pool).await,
    }
    .expect("migrated");
}
