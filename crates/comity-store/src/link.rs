//! Links that persons make between records: to be one activity, or to be kept apart. No import and no run changes them.

use comity_ledger::Event;
use comity_policy::RecordAction;
use uuid::Uuid;

use crate::access::{Asker, Visible};
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::value::Time;

/// A link of a record as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSeen {
    /// Its id.
    pub id: Uuid,
    /// `same`, `apart`, or another word of the findings.
    pub kind: String,
    /// The record at its other end.
    pub other: Uuid,
    /// Its title.
    pub title: String,
    /// Who made it.
    pub person: String,
    /// For which party.
    pub party: String,
    /// Why.
    pub reason: String,
    /// When.
    pub made_at: Time,
    /// Whether it came with a merger that was agreed on, and ends with that alone.
    pub of_outcome: bool,
}

impl Store {
    /// The links of a record that hold, to records that may be seen, too; the newest first.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such record that may be seen.
    pub async fn links(&self, visible: &Visible, record: Uuid) -> Result<Vec<LinkSeen>, Error> {
        let mut tx = self.read().await?;
        let seen = tx.class_of_record(record).await?.and_then(|class| visible.seen(class));
        seen.ok_or(Error::Missing { what: "record", id: record })?;
        let rows = tx
            .rows(
                sql!(
                    "select l.id, l.kind, r.id, r.title, l.person, l.party, l.reason, l.made_at, l.outcome_id, r.class_id \
                     from link l join record r on r.id = case when l.from_record = $1 then l.to_record else l.from_record end \
                     where (l.from_record = $1 or l.to_record = $1) and l.ended_at is null order by l.id desc"
                ),
                args![record],
            )
            .await?;
        let mut links = Vec::new();
        for row in &rows {
            if row.get::<Option<i64>>(9)?.is_some_and(|class| visible.seen(class).is_some()) {
                links.push(link_of(row)?);
            }
        }
        Ok(links)
    }

    /// The one record of this identifier that may be seen; nothing where there is none, or several.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn named(&self, visible: &Visible, own_id: &str) -> Result<Option<Uuid>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!("select id from record where own_id = $1 and class_id in @ints($2) order by id limit 2"),
                args![own_id, visible.current()],
            )
            .await?;
        match rows.as_slice() {
            [one] => one.get(0).map(Some),
            _ => Ok(None),
        }
    }

    /// Links two records that the maker sees and may answer findings about; one must be the own party's. `kind` is a word of the findings
    /// (`same`, `part`..), or `apart`: they are two, whatever is found. What the party held of the two before ends.
    ///
    /// # Errors
    /// [`Error::Missing`] where a record isn't seen, [`Error::Denied`] by policies, [`Error::Refused`] where both are others'.
    pub async fn link(
        &self,
        asker: &Asker<'_>,
        visible: &Visible,
        (from, to): (Uuid, Uuid),
        kind: &str,
        reason: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        if from == to {
            return Err(Error::Refused { reason: "a record can't be linked with itself".to_owned() });
        }
        self.run_tx("link", async |tx| {
            let mut own = false;
            for id in [from, to] {
                let class = tx.class_of_record(id).await?.and_then(|class| visible.seen(class));
                let class = class.ok_or(Error::Missing { what: "record", id })?;
                let _permit = asker.may(RecordAction::Verdict, class)?;
                own |= class.party() == asker.party()?;
            }
            if !own {
                return Err(Error::Refused {
                    reason: "both records are others'; link one of your own".to_owned(),
                });
            }
            tx.run(
                sql!(
                    "update link set ended_at = $3, ended_by = $4 where ((from_record = $1 and to_record = $2) \
                     or (from_record = $2 and to_record = $1)) and party = $5 and ended_at is null and outcome_id is null"
                ),
                args![from, to, now, asker.person(), asker.party()?],
            )
            .await?;
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                from.into(),
                to.into(),
                kind.into(),
                asker.person().into(),
                asker.party()?.into(),
                reason.into(),
                now.into(),
                None::<Time>.into(),
                None::<String>.into(),
                None::<Uuid>.into(),
            ];
            tx.insert(table::link, vec![row]).await?;
            let records = tx.handles(vec![from, to]).await?.into_iter().map(log::version).collect();
            let mut entries = Entries::default();
            let reason = entries.reason(reason)?;
            entries.add(Event::DossierChanged { dossier: log::text(id), records, reason });
            self.log(tx, asker, entries, now).await?;
            Ok(id)
        })
        .await
    }

    /// Ends a link that the asker's party made; one that came with a merger ends with it.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none.
    pub async fn end_link(&self, asker: &Asker<'_>, link: Uuid, now: Time) -> Result<(), Error> {
        self.run_tx("link: end", async |tx| {
            let ended = tx
                .run(
                    sql!(
                        "update link set ended_at = $2, ended_by = $3 where id = $1 and party = $4 \
                         and ended_at is null and outcome_id is null"
                    ),
                    args![link, now, asker.person(), asker.party()?],
                )
                .await?;
            if ended == 0 {
                return Err(Error::Missing { what: "link", id: link });
            }
            let mut entries = Entries::default();
            entries.add(Event::DossierChanged {
                dossier: log::text(link),
                records: Vec::new(),
                reason: None,
            });
            self.log(tx, asker, entries, now).await
        })
        .await
    }
}

fn link_of(row: &Row) -> Result<LinkSeen, Error> {
    Ok(LinkSeen {
        id: row.get(0)?,
        kind: row.get(1)?,
        other: row.get(2)?,
        title: row.get(3)?,
        person: row.get(4)?,
        party: row.get(5)?,
        reason: row.get(6)?,
        made_at: row.get(7)?,
        of_outcome: row.get::<Option<Uuid>>(8)?.is_some(),
    })
}
