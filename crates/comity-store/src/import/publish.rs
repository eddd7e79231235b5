//! Publishing: one transaction after which every reader sees the whole import.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::stage::{Work, next_class};
use super::{Known, Options, Plan, Report};
use comity_core::PartyId;
use comity_ledger::Event;
use comity_policy::ClassId;
use sha2::{Digest as _, Sha256};

use crate::access::{AccessClass, Asker, State};
use crate::account::Account;
use crate::error::Error;
use crate::found_by::FoundBy;
use crate::log::{self, Entries};
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{Time, Value};
use comity_core::reference::Reference;

/// Records whose class changes while what they say stays.
#[derive(Default)]
pub(super) struct Moves {
    by_classes: BTreeMap<(i64, AccessClass), Vec<(Uuid, i64)>>,
    /// Records that now stand in another source.
    by_source: BTreeMap<Uuid, Vec<Uuid>>,
}

impl Moves {
    /// Of what came again: records that return or get another label, and how many of each those are.
    pub(super) fn of(
        asker: &Asker<'_>,
        options: &Options<'_>,
        plan: &Plan,
        known: &[Known],
    ) -> Result<(Moves, u64, u64), Error> {
        let mut moves = Moves::default();
        let (mut returned, mut relabelled) = (0, 0);
        for (index, _) in plan.unchanged.iter().chain(&plan.changed) {
            let Some(before) = known.get(*index) else { continue };
            let after = next_class(asker, options, Some(before))?;
            returned += u64::from(before.class.state != after.state);
            relabelled += u64::from(before.class.label != after.label);
            if after != before.class {
                moves.add(before.id, before.version, before.class_id, after);
            }
        }
        Ok((moves, returned, relabelled))
    }

    pub(super) fn add(&mut self, record: Uuid, version: i64, old: i64, new: AccessClass) {
        self.by_classes.entry((old, new)).or_default().push((record, version));
    }
}

impl Store {
    /// Publishes what was staged, and says how many records returned and how many got another label.
    pub(super) async fn publish(
        &self,
        work: &Work<'_>,
        plan: &Plan,
        known: &[Known],
        report: &Report,
    ) -> Result<(u64, u64), Error> {
        let (mut moves, returned, relabelled) = Moves::of(work.asker, work.options, plan, known)?;
        for index in &plan.vanished {
            if let Some(before) = known.get(*index) {
                let class = AccessClass { state: State::Vanished, ..before.class.clone() };
                moves.add(before.id, before.version, before.class_id, class);
            }
        }
        for (index, came) in &plan.unchanged {
            let source = plan_source(work, *came);
            if let (Some(before), Some(source)) = (known.get(*index), source)
                && before.source != source
            {
                moves.by_source.entry(source).or_default().push(before.id);
            }
        }
        let report = Report { returned, relabelled, ..report.clone() };
        self.run_tx("import: publish", async |tx| {
            tx.still_running(work.import).await?;
            tx.publish_staged(work.import, work.options.now).await?;
            tx.move_records(&moves, work.import, work.asker, work.options.now).await?;
            tx.finish_import(&report, "applied", work.options.now).await?;
            self.log_import(tx, &report, work.asker, work.options.now).await
        })
        .await?;
        Ok((returned, relabelled))
    }

    /// One entry for all records: it commits to the ids, versions and hashes of what was written.
    pub(super) async fn log_import(
        &self,
        tx: &mut Tx,
        report: &Report,
        asker: &Asker<'_>,
        now: Time,
    ) -> Result<(), Error> {
        let mut entries = Entries::default();
        let content = entries.content(tx.digest_of_import(report.import).await?)?;
        entries.add(Event::Imported {
            import: log::text(report.import),
            party: PartyId::from(asker.party()?),
            content,
            created: report.created,
            changed: report.changed,
            unchanged: report.unchanged,
            vanished: report.vanished,
            problems: report.problems,
        });
        self.log(tx, asker, entries, now).await
    }

    /// Removes what replaced versions were found by. It counts no longer, so it may go piece by piece.
    pub(super) async fn clear_replaced(
        &self,
        work: &Work<'_>,
        plan: &Plan,
        known: &[Known],
    ) -> Result<(), Error> {
        let replaced: Vec<(Uuid, i64)> = plan
            .changed
            .iter()
            .filter_map(|(index, _)| known.get(*index))
            .map(|known| (known.id, known.version))
            .collect();
        self.clear_found_by(&replaced, work.reference).await
    }

    /// Removes what these versions are found by.
    pub(super) async fn clear_found_by(
        &self,
        versions: &[(Uuid, i64)],
        reference: &Reference,
    ) -> Result<(), Error> {
        for part in versions.chunks(200) {
            self.run_tx("import: clear", async |tx| {
                for (record, version) in part {
                    tx.clear_version(*record, *version, reference).await?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    /// Sets aside what an import of this party that died left behind.
    pub(super) async fn abandon(&self, owner: &str, reference: &Reference) -> Result<(), Error> {
        let left = self
            .run_tx("import: set aside", async |tx| {
                tx.run(
                    sql!("update import set state = 'abandoned' where owner = $1 and state = 'running'"),
                    args![owner],
                )
                .await?;
                let rows = tx
                    .rows(
                        sql!(
                            "select s.record_id, s.version from staged s join import i on i.id = s.import_id \
                             where i.owner = $1 and i.state = 'abandoned'"
                        ),
                        args![owner],
                    )
                    .await?;
                rows.iter()
                    .map(|row| Ok((row.get(0)?, row.get(1)?)))
                    .collect::<Result<Vec<(Uuid, i64)>, Error>>()
            })
            .await?;
        if left.is_empty() {
            return Ok(());
        }
        self.clear_found_by(&left, reference).await?;
        self.run_tx("import: clear staged", async |tx| {
            for part in left.chunks(1000) {
                let records: Vec<Uuid> = part.iter().map(|(record, _)| *record).collect();
                tx.run(
                    sql!(
                        "delete from record_version where record_id in @ids($1) and import_id in \
                         (select id from import where owner = $2 and state = 'abandoned')"
                    ),
                    args![records.clone(), owner],
                )
                .await?;
                tx.run(
                    sql!(
                        "delete from staged where record_id in @ids($1) and import_id in \
                         (select id from import where owner = $2 and state = 'abandoned')"
                    ),
                    args![records.clone(), owner],
                )
                .await?;
                tx.run(
                    sql!("delete from record where id in @ids($1) and version = 0 and class_id is null"),
                    args![records],
                )
                .await?;
            }
            Ok(())
        })
        .await
    }
}

fn plan_source(work: &Work<'_>, came: usize) -> Option<Uuid> {
    work.came_source.get(came).copied()
}

impl Tx {
    pub(super) async fn publish_staged(&mut self, import: Uuid, now: Time) -> Result<(), Error> {
        let generation = self.next_generation().await?;
        self.run(
            sql!(
                "update record set version = s.version, class_id = s.class_id, import_id = s.import_id, \
                 source_id = s.source_id, line = s.line, hash = s.hash, kind = s.kind, status = s.status, \
                 title = s.title, title_key = s.title_key, first_day = s.first_day, end_day = s.end_day, \
                 changed_at = $2, touched = $3 from staged s where s.import_id = $1 and s.record_id = record.id"
            ),
            args![import, now, generation],
        )
        .await?;
        self.run(sql!("delete from staged where import_id = $1"), args![import]).await?;
        Ok(())
    }

    /// SHA-256 of record, version and hash of everything that an import wrote, in the order of the records.
    pub(crate) async fn digest_of_import(&mut self, import: Uuid) -> Result<Vec<u8>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select record_id, version, hash from record_version where import_id = $1 order by record_id, version"
                ),
                args![import],
            )
            .await?;
        let mut digest = Sha256::new();
        for row in &rows {
            digest.update(row.get::<Uuid>(0)?.as_bytes());
            digest.update(row.get::<i64>(1)?.to_be_bytes());
            digest.update(row.get::<Vec<u8>>(2)?);
        }
        Ok(digest.finalize().to_vec())
    }

    /// Gives records their new classes and writes down that they changed.
    pub(super) async fn move_records(
        &mut self,
        moves: &Moves,
        import: Uuid,
        asker: &Asker<'_>,
        now: Time,
    ) -> Result<(), Error> {
        let ids = crate::ids::Ids::at(now);
        for ((old, class), records) in &moves.by_classes {
            let new = self.class(class).await?;
            let what = match class.state {
                State::Current => "returned or relabelled",
                other => other.as_str(),
            };
            for part in records.chunks(5000) {
                let (now_ids, events) = part
                    .iter()
                    .map(|(record, version)| {
                        let row: Vec<Value> = vec![
                            (*record).into(),
                            now.into(),
                            ids.next().into(),
                            what.into(),
                            (*version).into(),
                            (*old).into(),
                            new.0.into(),
                            import.into(),
                            asker.person().into(),
                            "".into(),
                        ];
                        (*record, row)
                    })
                    .unzip::<Uuid, Vec<Value>, Vec<Uuid>, Vec<Vec<Value>>>();
                self.set_class(now_ids, new, now).await?;
                self.insert(table::record_event, events).await?;
            }
        }
        for (source, records) in &moves.by_source {
            for part in records.chunks(5000) {
                self.run(
                    sql!("update record set source_id = $1 where id in @ids($2)"),
                    args![*source, part.to_vec()],
                )
                .await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn set_class(
        &mut self,
        records: Vec<Uuid>,
        class: ClassId,
        now: Time,
    ) -> Result<(), Error> {
        let generation = self.next_generation().await?;
        self.run(
            sql!("update record set class_id = $1, changed_at = $2, touched = $3 where id in @ids($4)"),
            args![class.0, now, generation, records],
        )
        .await?;
        Ok(())
    }

    pub(super) async fn finish_import(
        &mut self,
        report: &Report,
        state: &'static str,
        now: Time,
    ) -> Result<(), Error> {
        self.run(
            sql!(
                "update import set state = $2, finished_at = $3, created = $4, changed = $5, unchanged = $6, \
                 vanished = $7, returned = $8 where id = $1"
            ),
            args![
                report.import,
                state,
                now,
                report.created,
                report.changed,
                report.unchanged,
                report.vanished,
                report.returned
            ],
        )
        .await?;
        Ok(())
    }

    /// Removes what one version is found by; its terms are computed again, for no index leads from a record to its terms.
    async fn clear_version(
        &mut self,
        record: Uuid,
        version: i64,
        reference: &Reference,
    ) -> Result<(), Error> {
        let row = self
            .row(
                sql!("select content from record_version where record_id = $1 and version = $2"),
                args![record, version],
            )
            .await?;
        let terms = match row {
            Some(row) => {
                let account = Account::unpack(&row.get::<Vec<u8>>(0)?)?;
                FoundBy::of(&account, reference).terms.into_keys().collect()
            }
            None => Vec::new(),
        };
        self.clear_found_by(record, version, terms).await
    }
}
