//! Checking a database: what the database says of itself, and whether the records can be read and are what their hashes say.

use uuid::Uuid;

use crate::account::Account;
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::{Pool, Store};
use crate::tx::Tx;

impl Store {
    /// Everything that is wrong, one sentence each; nothing when all is well.
    ///
    /// # Errors
    /// When the database can't be read at all.
    pub async fn check(&self) -> Result<Vec<String>, Error> {
        let mut wrong = Vec::new();
        if let Pool::Sqlite { writer, .. } = self.pool() {
            let failed = |source| Error::database("check", source);
            let said: Vec<(String,)> =
                sqlx::query_as("pragma integrity_check(20)").fetch_all(writer).await.map_err(failed)?;
            wrong.extend(said.into_iter().map(|(line,)| line).filter(|line| line != "ok"));
            let broken = sqlx::query("pragma foreign_key_check").fetch_all(writer).await.map_err(failed)?;
            if !broken.is_empty() {
                wrong.push(format!("{} rows refer to rows that aren't there", broken.len()));
            }
        }
        let mut tx = self.read().await?;
        tx.check_current(&mut wrong).await?;
        tx.check_contents(&mut wrong).await?;
        Ok(wrong)
    }
}

impl Tx {
    async fn check_current(&mut self, wrong: &mut Vec<String>) -> Result<(), Error> {
        let rows = self
            .rows(
                sql!(
                    "select r.id from record r where r.class_id is not null and not exists \
                     (select 1 from record_version v where v.record_id = r.id and v.version = r.version and v.hash = r.hash) \
                     order by r.id limit 20"
                ),
                args![],
            )
            .await?;
        for row in &rows {
            wrong.push(format!(
                "record {} has no version that it says is its current one",
                row.get::<Uuid>(0)?
            ));
        }
        Ok(())
    }

    pub(crate) async fn check_contents(&mut self, wrong: &mut Vec<String>) -> Result<(), Error> {
        let (mut after, mut version) = (Uuid::nil(), 0i64);
        loop {
            let rows = self
                .rows(
                    sql!(
                        "select record_id, version, content, hash from record_version \
                         where (record_id, version) > ($1, $2) order by record_id, version limit 1000"
                    ),
                    args![after, version],
                )
                .await?;
            for row in &rows {
                (after, version) = (row.get(0)?, row.get(1)?);
                match Account::unpack(&row.get::<Vec<u8>>(2)?) {
                    Err(error) => wrong.push(format!("version {version} of record {after}: {error}")),
                    Ok(account) if !account.has_hash(&row.get::<Vec<u8>>(3)?)? => {
                        wrong.push(format!("version {version} of record {after} isn't what was written"));
                    }
                    Ok(_) => {}
                }
            }
            if rows.len() < 1000 {
                return Ok(());
            }
        }
    }
}
