//! Disclosures: one release of one record to one party, written down in the transaction in which its contents are given out.

use comity_core::{GroupId, PartyId, Tlp};
use comity_ledger::Event;
use comity_ledger::event::Extent;
use comity_policy::{NodeAction, Permit, RecordAction};
use uuid::Uuid;

use crate::access::{AccessClass, Asker, Visible};
use crate::account::Account;
use crate::error::Error;
use crate::ids::Ids;
use crate::log::{self, Entries};
use crate::read::Handle;
use crate::schema::table;
use crate::sql::{Query, Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{Time, Value};

/// A disclosure as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Disclosed {
    pub id: Uuid,
    pub of: Handle,
    pub to: PartyId,
    pub to_organ: Option<PartyId>,
    pub to_group: Option<GroupId>,
    /// `record` or `pointer`.
    pub extent: String,
    pub tlp: String,
    pub purpose: String,
    /// Ids of the policies that allowed it.
    pub policy: String,
    /// Who gave it out, in whose name.
    pub person: String,
    pub party: String,
    pub at: Time,
}

/// Which disclosures.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Of this record.
    pub of: Option<Uuid>,
    /// To this party.
    pub to: Option<PartyId>,
    /// Before this one, by its id.
    pub before: Option<Uuid>,
}

/// A release about to be written down.
struct Release<'a> {
    of: Handle,
    class: &'a AccessClass,
    permit: Permit,
    extent: Extent,
    account: Account,
}

impl Store {
    /// Gives records to the party that the asker's circumstances name as the recipient, each as it stands now, and writes each release down.
    /// All of them go, or none.
    ///
    /// # Errors
    /// [`Error::Missing`] for a record that the asker doesn't see, [`Error::Denied`] for one that policies don't let go there,
    /// [`Error::Refused`] where no recipient is named.
    pub async fn disclose(
        &self,
        asker: &Asker<'_>,
        visible: &Visible,
        records: &[Uuid],
        group: Option<&GroupId>,
        now: Time,
    ) -> Result<Vec<(Handle, Account)>, Error> {
        let to = asker.circumstances().recipient.as_ref().ok_or_else(|| Error::Refused {
            reason: "nobody is named to whom the records would go".to_owned(),
        })?;
        self.run_tx("disclose", async |tx| {
            let mut releases = Vec::new();
            for id in records {
                let missing = Error::Missing { what: "record", id: *id };
                let class = tx.class_of_record(*id).await?.and_then(|class| visible.seen(class));
                let Some(class) = class else { return Err(missing) };
                let permit = asker.may(RecordAction::Disclose, class)?;
                let Some((of, account)) = tx.current(*id).await? else { return Err(missing) };
                releases.push(Release { of, class, permit, extent: Extent::Record, account });
            }
            let seat = (&to.seat.party, to.seat.organ.as_ref());
            self.write_releases(tx, asker, &releases, seat, group, now).await?;
            Ok(releases.into_iter().map(|release| (release.of, release.account)).collect())
        })
        .await
    }

    /// Writes down that the asker's party saw records of other parties on this node: each version once. What was written down before costs one
    /// reading statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen_by(
        &self,
        asker: &Asker<'_>,
        visible: &Visible,
        records: &[Uuid],
        now: Time,
    ) -> Result<(), Error> {
        // users of the node itself see no contents by their roles
        let Ok(seat) = asker.seat() else { return Ok(()) };
        let unseen = self.read().await?.unseen(records, seat.party.as_str()).await?;
        if unseen.is_empty() {
            return Ok(());
        }
        self.run_tx("disclose: seen", async |tx| {
            let mut releases = Vec::new();
            for id in tx.unseen(&unseen, seat.party.as_str()).await? {
                let class = tx.class_of_record(id).await?.and_then(|class| visible.seen(class));
                let Some(class) = class else { continue };
                let permit = asker.may(RecordAction::See, class)?;
                let Some((of, account)) = tx.current(id).await? else { continue };
                releases.push(Release { of, class, permit, extent: Extent::Record, account });
            }
            let to = (&seat.party, seat.organ.as_ref());
            self.write_releases(tx, asker, &releases, to, None, now).await
        })
        .await
    }

    /// Writes down that a file was made out of what the asker may see. `content` says what it was made of and what it is; the log commits to it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exported(
        &self,
        asker: &Asker<'_>,
        format: &str,
        records: u64,
        content: &str,
        now: Time,
    ) -> Result<(), Error> {
        self.run_tx("exported", async |tx| {
            let mut entries = Entries::default();
            let content = entries.content(content)?;
            entries.add(Event::Exported { format: format.into(), records, content });
            self.log(tx, asker, entries, now).await
        })
        .await
    }

    /// Disclosures, the newest first: all for whom policies let read the log, else those of the asker's own party's records.
    ///
    /// # Errors
    /// [`Error::Seatless`] for who may read neither; when the database can't be read.
    pub async fn disclosures(
        &self,
        asker: &Asker<'_>,
        given: &Given,
        size: u32,
    ) -> Result<Vec<Disclosed>, Error> {
        let mut query = Query::default();
        query.push(
            "select d.id, d.record_id, d.version, d.to_party, d.to_organ, d.to_group, d.extent, d.tlp, d.purpose, d.policy, \
             d.person, d.party, d.made_at from disclosure d where 1 = 1",
        );
        if asker.may_at_node(NodeAction::ReadLedger).is_err() {
            query.push(" and exists (select 1 from record r where r.id = d.record_id and r.owner = ");
            query.bind(asker.party()?).push(")");
        }
        if let Some(of) = given.of {
            query.push(" and d.record_id = ").bind(of);
        }
        if let Some(to) = &given.to {
            query.push(" and d.to_party = ").bind(to.as_str());
        }
        if let Some(before) = given.before {
            query.push(" and d.id < ").bind(before);
        }
        query.push(" order by d.id desc limit ").bind(size);
        let rows = self.read().await?.rows_of("disclosures", query).await?;
        rows.iter().map(disclosed_of).collect()
    }

    async fn write_releases(
        &self,
        tx: &mut Tx,
        asker: &Asker<'_>,
        releases: &[Release<'_>],
        (party, organ): (&PartyId, Option<&PartyId>),
        group: Option<&GroupId>,
        now: Time,
    ) -> Result<(), Error> {
        let ids = Ids::at(now);
        let purpose = asker.circumstances().purpose.as_ref();
        let (mut rows, mut entries) = (Vec::new(), Entries::default());
        for release in releases {
            let tlp: Tlp = release.class.label.tlp();
            let policies = release.permit.policies().join(" ");
            let extent = match release.extent {
                Extent::Record => "record",
                Extent::Pointer => "pointer",
            };
            let row: Vec<Value> = vec![
                ids.next().into(),
                release.of.record.into(),
                release.of.version.into(),
                party.as_str().into(),
                organ.map_or("", PartyId::as_str).into(),
                group.map_or("", GroupId::as_str).into(),
                extent.into(),
                tlp.to_string().into(),
                purpose.map_or("", |purpose| purpose.as_str()).into(),
                policies.as_str().into(),
                asker.person().into(),
                asker.seat().map_or("", |seat| seat.party.as_str()).into(),
                now.into(),
            ];
            rows.push(row);
            let content = entries.content(release.account.json()?)?;
            entries.add(Event::Disclosed {
                of: log::version(release.of),
                to: organ.unwrap_or(party).clone(),
                group: group.cloned(),
                extent: release.extent,
                tlp,
                purpose: purpose.cloned(),
                policy: policies.into(),
                content,
            });
        }
        tx.insert(table::disclosure, rows).await?;
        self.log(tx, asker, entries, now).await
    }
}

fn disclosed_of(row: &Row) -> Result<Disclosed, Error> {
    let organ: String = row.get(4)?;
    let group: String = row.get(5)?;
    Ok(Disclosed {
        id: row.get(0)?,
        of: Handle { record: row.get(1)?, version: row.get(2)? },
        to: row.get::<String>(3)?.as_str().into(),
        to_organ: Some(organ).filter(|organ| !organ.is_empty()).map(|organ| organ.as_str().into()),
        to_group: GroupId::new(group).ok(),
        extent: row.get(6)?,
        tlp: row.get(7)?,
        purpose: row.get(8)?,
        policy: row.get(9)?,
        person: row.get(10)?,
        party: row.get(11)?,
        at: row.get(12)?,
    })
}

impl Tx {
    /// What a record says now.
    async fn current(&mut self, id: Uuid) -> Result<Option<(Handle, Account)>, Error> {
        let row = self
            .row(
                sql!(
                    "select r.version, v.content from record r join record_version v on v.record_id = r.id \
                     and v.version = r.version where r.id = $1"
                ),
                args![id],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let account = Account::unpack(&row.get::<Vec<u8>>(1)?)?;
        Ok(Some((Handle { record: id, version: row.get(0)? }, account)))
    }

    /// Of these records those of other parties whose present version this party hasn't seen by what is written down.
    async fn unseen(&mut self, records: &[Uuid], party: &str) -> Result<Vec<Uuid>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select r.id from record r where r.id in @ids($1) and r.owner <> $2 and not exists (select 1 from disclosure d \
                     where d.record_id = r.id and d.version = r.version and d.to_party = $2 and d.extent = 'record') order by r.id"
                ),
                args![records.to_vec(), party],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }
}
