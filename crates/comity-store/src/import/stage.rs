//! Staging: versions and what they are found by, written before anyone sees them.

use comity_core::reference::Reference;
use uuid::Uuid;

use super::{AT_ONCE, Incoming, Known, Options, Plan};
use comity_policy::{ClassId, RecordAction};

use crate::access::{AccessClass, Asker, State};
use crate::error::Error;
use crate::found_by::FoundBy;
use crate::ids::Ids;
use crate::schema::table;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{NO_END, NO_START, Value};

/// One import at work.
pub(super) struct Work<'a> {
    pub import: Uuid,
    pub asker: &'a Asker<'a>,
    pub reference: &'a Reference,
    pub options: &'a Options<'a>,
    pub ids: &'a Ids,
    /// Ids of its sources, by index in the snapshot.
    pub sources: &'a [Uuid],
    /// The source of each account that came.
    pub came_source: &'a [Uuid],
}

/// A version to be written.
pub(super) struct Next<'a> {
    pub record: Uuid,
    pub version: i64,
    pub class: ClassId,
    /// The number among records of its key, for one that is new.
    pub created: Option<i64>,
    /// `created`, `changed` or `undone`.
    pub change: &'static str,
    pub incoming: &'a Incoming,
}

impl Store {
    /// Writes the versions of all new and changed records.
    pub(super) async fn stage(
        &self,
        work: &Work<'_>,
        plan: &Plan,
        known: &[Known],
        accounts: &[Incoming],
    ) -> Result<(), Error> {
        let of = plan.created.len() + plan.changed.len();
        let mut done = 0;
        (work.options.progress)(done, of);
        let changed: Vec<(Option<usize>, usize, i64)> = plan
            .created
            .iter()
            .map(|(came, nth)| (None, *came, *nth))
            .chain(plan.changed.iter().map(|(known, came)| (Some(*known), *came, 0)))
            .collect();
        for part in changed.chunks(AT_ONCE) {
            // computed before the transaction, so that others wait for writing only
            let found: Vec<Option<FoundBy>> = part
                .iter()
                .map(|(_, came, _)| accounts.get(*came).map(|one| FoundBy::of(&one.account, work.reference)))
                .collect();
            let packed: Vec<Option<Vec<u8>>> = part
                .iter()
                .map(|(_, came, _)| accounts.get(*came).map(|one| one.account.pack()).transpose())
                .collect::<Result<_, _>>()?;
            self.run_tx("import: stage", async |tx| {
                tx.still_running(work.import).await?;
                let mut rows = Rows::default();
                for (((before, came, nth), found), packed) in part.iter().zip(&found).zip(&packed) {
                    let (Some(incoming), Some(found), Some(packed)) = (accounts.get(*came), found, packed)
                    else {
                        continue;
                    };
                    let before = before.and_then(|index| known.get(index));
                    let next = Next {
                        record: before.map_or_else(|| work.ids.next(), |before| before.id),
                        version: match before {
                            Some(before) => tx.last_version(before.id).await? + 1,
                            None => 1,
                        },
                        class: tx.next_class(work, before).await?,
                        created: before.is_none().then_some(*nth),
                        change: if before.is_none() { "created" } else { "changed" },
                        incoming,
                    };
                    rows.add(work, &next, found, packed)?;
                }
                rows.insert(tx).await
            })
            .await?;
            done += part.len();
            (work.options.progress)(done, of);
        }
        Ok(())
    }
}

/// Rows for one staging transaction.
#[derive(Default)]
pub(super) struct Rows {
    records: Vec<Vec<Value>>,
    versions: Vec<Vec<Value>>,
    staged: Vec<Vec<Value>>,
    terms: Vec<Vec<Value>>,
    facets: Vec<Vec<Value>>,
    points: Vec<Vec<Value>>,
}

impl Rows {
    pub fn add(
        &mut self,
        work: &Work<'_>,
        next: &Next<'_>,
        found: &FoundBy,
        packed: &[u8],
    ) -> Result<(), Error> {
        let Next { record, version, incoming, .. } = *next;
        let source = work.sources.get(incoming.source).copied().unwrap_or_default();
        let hash = Value::Bytes(incoming.hash.clone());
        let columns = [
            Value::from(&found.kind),
            Value::from(&found.status),
            Value::from(&found.title),
            Value::from(&found.title_key),
            Value::from(found.first_day.unwrap_or(NO_START)),
            Value::from(found.end_day.unwrap_or(NO_END)),
        ];
        if let Some(nth) = next.created {
            let key = &incoming.key;
            let mut row: Vec<Value> = vec![
                record.into(),
                work.asker.party()?.into(),
                key.thing.as_str().into(),
                source.into(),
                (&key.reporter).into(),
                (&key.own_id).into(),
                nth.into(),
                0i64.into(),
                None::<i64>.into(),
                None::<String>.into(),
                work.import.into(),
                incoming.line.into(),
                hash.clone(),
            ];
            row.extend(columns.clone());
            row.push(work.options.now.into());
            row.push(0i64.into());
            row.push(0i64.into());
            self.records.push(row);
        }
        let change = next.change;
        self.versions.push(vec![
            record.into(),
            version.into(),
            work.import.into(),
            source.into(),
            incoming.line.into(),
            change.into(),
            work.options.now.into(),
            hash.clone(),
            packed.into(),
        ]);
        let mut row: Vec<Value> = vec![
            work.import.into(),
            record.into(),
            version.into(),
            next.class.0.into(),
            change.into(),
            source.into(),
            incoming.line.into(),
            hash,
        ];
        row.extend(columns);
        self.staged.push(row);
        self.terms.extend(found.term_rows(record, version));
        self.facets.extend(found.facet_rows(record, version));
        self.points.extend(found.point_rows(record, version));
        Ok(())
    }

    pub async fn insert(self, tx: &mut Tx) -> Result<(), Error> {
        tx.insert(table::record, self.records).await?;
        tx.insert(table::record_version, self.versions).await?;
        tx.insert(table::staged, self.staged).await?;
        let mut terms = self.terms;
        // in the order of the index, so that its pages are visited once
        terms.sort_unstable_by(|one, other| match (one.first(), other.first()) {
            (Some(Value::Text(one)), Some(Value::Text(other))) => one.cmp(other),
            _ => std::cmp::Ordering::Equal,
        });
        tx.insert(table::record_term, terms).await?;
        tx.insert(table::record_facet, self.facets).await?;
        tx.insert(table::record_point, self.points).await
    }
}

impl Tx {
    /// An import that another one of the same party set aside must not go on.
    pub(super) async fn still_running(&mut self, import: Uuid) -> Result<(), Error> {
        let row = self
            .row(sql!("select id from import where id = $1 and state = 'running'"), args![import])
            .await?;
        row.map(|_| ()).ok_or_else(|| Error::Refused {
            reason: "another import of this party has begun meanwhile; this one was set aside".to_owned(),
        })
    }

    pub(super) async fn last_version(&mut self, record: Uuid) -> Result<i64, Error> {
        let row = self
            .row(
                sql!("select coalesce(max(version), 0) from record_version where record_id = $1"),
                args![record],
            )
            .await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// The class that a record has after the import: what a person set stays, and so does a withdrawal.
    pub(super) async fn next_class(
        &mut self,
        work: &Work<'_>,
        before: Option<&Known>,
    ) -> Result<ClassId, Error> {
        let class = next_class(work.asker, work.options, before)?;
        match before {
            Some(before) if before.class == class => Ok(ClassId(before.class_id)),
            _ => self.class(&class).await,
        }
    }
}

/// See [`Tx::next_class`]. Another label than the present one needs leave to label.
pub(super) fn next_class(
    asker: &Asker<'_>,
    options: &Options<'_>,
    before: Option<&Known>,
) -> Result<AccessClass, Error> {
    let label = options.label.clone();
    let Some(before) = before else {
        return Ok(AccessClass { owner: asker.seat()?.clone(), label, state: State::Current });
    };
    let keeps = before.labelled_by_person || !options.relabel || before.class.label == label;
    if !keeps {
        let _permit = asker.may(RecordAction::Label, &before.class)?;
    }
    Ok(AccessClass {
        owner: before.class.owner.clone(),
        label: if keeps { before.class.label.clone() } else { label },
        state: if before.class.state == State::Withdrawn { State::Withdrawn } else { State::Current },
    })
}
