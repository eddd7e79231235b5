//! Undo: a publish backwards. Nothing is deleted: what the import made is marked, what it changed is followed by what was said before.

use comity_core::reference::Reference;
use uuid::Uuid;

use super::publish::Moves;
use super::stage::{Next, Rows, Work};
use super::{Begin, Incoming, Options, Report, SourceNames};
use comity_core::Label;
use comity_policy::{ClassId, RecordAction};

use crate::access::{AccessClass, Asker, State, class_of};
use crate::account::{Account, Key, Thing};
use crate::error::Error;
use crate::found_by::FoundBy;
use crate::ids::Ids;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// What an undo did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Undone {
    /// The undo is written down like an import.
    pub import: Uuid,
    /// Records that the import had made, now marked undone.
    pub made: u64,
    /// Records that it had changed, which now say again what they said before.
    pub changed: u64,
    /// Records that had vanished, returned or got another label by it, and are as before.
    pub restored: u64,
    /// Records that were changed since: left alone.
    pub left_alone: Vec<Uuid>,
}

/// A record that the import touched.
struct Touched {
    record: Uuid,
    class: i64,
    version: i64,
    /// The version that the import made.
    made: i64,
    change: String,
    key: Key,
}

impl Store {
    /// Takes an import of the asker's party back.
    ///
    /// # Errors
    /// When there is no such import, it isn't the party's, or it was undone already; [`Error::Denied`] when the asker may not edit
    /// a record that it touched.
    pub async fn undo(
        &self,
        asker: &Asker<'_>,
        import: Uuid,
        reference: &Reference,
        now: Time,
    ) -> Result<Undone, Error> {
        self.abandon(asker.party()?, reference).await?;
        let ids = Ids::at(now);
        let undo = ids.next();
        let label = Label::own();
        let options = Options { label: &label, relabel: false, source: None, now, progress: &|_, _| {} };
        let sources = SourceNames { read: Vec::new(), names: Vec::new(), records: Vec::new() };
        let begin = Begin { import: undo, asker, sources: &sources, problems: &[], options: &options };
        let touched = self
            .run_tx("undo: begin", async |tx| {
                tx.may_undo(import, asker).await?;
                tx.begin_import(&begin).await?;
                tx.run(sql!("update import set undoes = $2 where id = $1"), args![undo, import]).await?;
                tx.touched(import).await
            })
            .await?;
        let classes = self.read().await?.classes().await?;
        let class_by =
            |id: i64| classes.iter().find(|(class, _)| class.0 == id).map(|(_, class)| class.clone());
        let mut permits = std::collections::BTreeMap::new();
        for class in touched.iter().map(|one| one.class) {
            if let Some(known) = class_by(class).filter(|_| !permits.contains_key(&class)) {
                permits.insert(class, asker.may(RecordAction::Edit, &known)?);
            }
        }

        let mut done = Undone { import: undo, ..Undone::default() };
        let mut moves = Moves::default();
        let mut back = Vec::new();
        for one in touched {
            if one.version != one.made {
                done.left_alone.push(one.record);
            } else if one.change == "created" {
                if let Some(class) = class_by(one.class) {
                    moves.add(
                        one.record,
                        one.version,
                        one.class,
                        AccessClass { state: State::Undone, ..class },
                    );
                    done.made += 1;
                }
            } else {
                back.push(one);
            }
        }
        let replaced = back.iter().map(|one| (one.record, one.version)).collect::<Vec<_>>();
        for part in back.chunks(super::AT_ONCE) {
            self.run_tx("undo: stage", async |tx| {
                tx.still_running(undo).await?;
                let mut rows = Rows::default();
                for one in part {
                    let Some((incoming, source)) = tx.said_before(one).await? else { continue };
                    let found = FoundBy::of(&incoming.account, reference);
                    let work = Work {
                        import: undo,
                        asker,
                        reference,
                        options: &options,
                        ids: &ids,
                        sources: &[source],
                        came_source: &[],
                    };
                    let next = Next {
                        record: one.record,
                        version: tx.last_version(one.record).await? + 1,
                        class: ClassId(one.class),
                        created: None,
                        change: "undone",
                        incoming: &incoming,
                    };
                    rows.add(&work, &next, &found, &incoming.account.pack()?)?;
                }
                rows.insert(tx).await
            })
            .await?;
        }
        done.changed = back.len() as u64;
        done.restored = self
            .run_tx("undo: publish", async |tx| {
                tx.still_running(undo).await?;
                tx.publish_staged(undo, now).await?;
                tx.move_records(&moves, undo, asker, now).await?;
                let restored = tx.restore_classes(import, undo, asker, now).await?;
                tx.run(sql!("update import set state = 'undone' where id = $1"), args![import]).await?;
                let report = Report { import: undo, changed: back.len() as u64, ..Report::default() };
                tx.finish_import(&report, "applied", now).await?;
                self.log_import(tx, &report, asker, now).await?;
                Ok(restored)
            })
            .await?;
        self.clear_found_by(&replaced, reference).await?;
        Ok(done)
    }
}

impl Tx {
    async fn may_undo(&mut self, import: Uuid, asker: &Asker<'_>) -> Result<(), Error> {
        let row =
            self.row(sql!("select owner, state, undoes from import where id = $1"), args![import]).await?;
        let missing = || Error::Missing { what: "import", id: import };
        let row = row.ok_or_else(missing)?;
        if row.get::<String>(0)? != asker.party()? {
            return Err(missing());
        }
        match row.get::<String>(1)?.as_str() {
            "applied" if row.get::<Option<Uuid>>(2)?.is_none() => Ok(()),
            "applied" => Err(Error::Refused {
                reason: "this import is itself an undo; import the file again".to_owned(),
            }),
            state => Err(Error::Refused { reason: format!("this import is {state} and can't be undone") }),
        }
    }

    async fn touched(&mut self, import: Uuid) -> Result<Vec<Touched>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select r.id, r.class_id, r.version, v.version, v.change, r.thing, r.reporter, r.own_id \
                     from record_version v join record r on r.id = v.record_id where v.import_id = $1 order by r.id"
                ),
                args![import],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let thing = Thing::parse(&row.get::<String>(5)?)?;
                Ok(Touched {
                    record: row.get(0)?,
                    class: row.get(1)?,
                    version: row.get(2)?,
                    made: row.get(3)?,
                    change: row.get(4)?,
                    key: Key { thing, reporter: row.get(6)?, own_id: row.get(7)? },
                })
            })
            .collect()
    }

    /// What a record said before, and the source that it stood in.
    async fn said_before(&mut self, one: &Touched) -> Result<Option<(Incoming, Uuid)>, Error> {
        let row = self
            .row(
                sql!(
                    "select v.content, v.hash, v.source_id, v.line from record_version v join import i on i.id = v.import_id \
                     where v.record_id = $1 and v.version < $2 and i.state in ('applied', 'undone') \
                     order by v.version desc limit 1"
                ),
                args![one.record, one.made],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let incoming = Incoming {
            account: Account::unpack(&row.get::<Vec<u8>>(0)?)?,
            key: one.key.clone(),
            hash: row.get(1)?,
            source: 0,
            line: row.get(3)?,
        };
        Ok(Some((incoming, row.get(2)?)))
    }

    /// Gives records whose class the import changed their former class again, unless somebody changed it since.
    async fn restore_classes(
        &mut self,
        import: Uuid,
        undo: Uuid,
        asker: &Asker<'_>,
        now: Time,
    ) -> Result<u64, Error> {
        let rows = self
            .rows(
                sql!(
                    "select r.id, r.version, e.new_class, c.seat, c.label, c.state from record_event e \
                     join record r on r.id = e.record_id and r.class_id = e.new_class \
                     join access_class c on c.id = e.old_class where e.import_id = $1"
                ),
                args![import],
            )
            .await?;
        let mut moves = Moves::default();
        for row in &rows {
            moves.add(row.get(0)?, row.get(1)?, row.get(2)?, class_of(row, 3)?);
        }
        self.move_records(&moves, undo, asker, now).await?;
        Ok(rows.len() as u64)
    }
}
