//! The policies that hold, and all that held before.

use std::collections::BTreeSet;

use comity_core::{Group, GroupId, Seat, Viewer};
use comity_ledger::Event;
use comity_policy::{NodeAction, Policies, PolicyFile};
use uuid::Uuid;

use crate::access::{AccessClass, Asker, class_of};
use crate::error::Error;
use crate::ids::Ids;
use crate::log::Entries;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::user::{user_columns, user_of};
use crate::value::Time;

/// Policies as they were put in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySet {
    /// Which.
    pub id: Uuid,
    /// Their version, as comity-policy computed it then.
    pub version: String,
    /// Their files.
    pub files: Vec<PolicyFile>,
    /// Who put them in force.
    pub person: String,
    /// When.
    pub made_at: Time,
    /// Why.
    pub reason: String,
}

/// The policies that hold in a database.
#[derive(Debug)]
pub struct InForce {
    /// Which of those that were put in force; none as long as nobody put any: then the shipped ones hold.
    pub set: Option<Uuid>,
    /// They themselves.
    pub policies: Policies,
}

impl Store {
    /// The policies in force: what everything that works on a database asks. The shipped ones as long as nobody put others in force.
    ///
    /// # Errors
    /// [`Error::Policies`] where this version of the program can't use them; when the database can't be read.
    pub async fn policies_in_force(&self) -> Result<InForce, Error> {
        let newest = self.policy_sets(None, 1).await?.into_iter().next();
        let unusable = |error| Error::Policies { source: Box::new(error) };
        match newest {
            Some(PolicySet { id, files, .. }) => {
                Ok(InForce { set: Some(id), policies: Policies::load(files).map_err(unusable)? })
            }
            None => Ok(InForce { set: None, policies: Policies::shipped().map_err(unusable)? }),
        }
    }

    /// Which policies hold now, as [`InForce::set`] says it: one row, asked by every request.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn newest_policies(&self) -> Result<Option<Uuid>, Error> {
        self.read().await?.newest_policies().await
    }

    /// The policies that were put in force here, the newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn policy_sets(&self, before: Option<Uuid>, most: u32) -> Result<Vec<PolicySet>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select id, version, files, person, made_at, reason from policy_set where id < $1 \
                     order by id desc limit $2"
                ),
                args![before.unwrap_or(Uuid::max()), most],
            )
            .await?;
        rows.iter().map(policy_set_of).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::Missing`]; when the database can't be read.
    pub async fn policy_set(&self, id: Uuid) -> Result<PolicySet, Error> {
        let row = self
            .read()
            .await?
            .row(
                sql!("select id, version, files, person, made_at, reason from policy_set where id = $1"),
                args![id],
            )
            .await?;
        row.as_ref().map_or(Err(Error::Missing { what: "version of the policies", id }), policy_set_of)
    }

    /// Puts other policies in force. They were checked when they were loaded.
    ///
    /// # Errors
    /// [`Error::Denied`] by the asker's policies; [`Error::Changed`] where others were put in force meanwhile; [`Error::Refused`] where nobody who may
    /// come in could change them any more; when the database fails.
    pub async fn change_policies(
        &self,
        asker: &Asker<'_>,
        before: &InForce,
        after: &Policies,
        reason: &str,
        now: Time,
    ) -> Result<Uuid, Error> {
        let files: Vec<(&str, &str)> =
            after.files().iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
        let text = serde_json::to_string(&files)
            .map_err(|error| Error::Refused { reason: format!("policies have no form in JSON: {error}") })?;
        self.run_tx("policies: change", async |tx| {
            let _permit = asker.may_at_node(NodeAction::AdministerPolicy)?;
            if tx.newest_policies().await? != before.set {
                return Err(Error::Changed { what: "the policies" });
            }
            tx.must_have_legislator(asker, after).await?;
            let id = Ids::at(now).next();
            let row = vec![
                id.into(),
                after.version().into(),
                text.as_str().into(),
                asker.person().into(),
                now.into(),
                reason.into(),
            ];
            tx.insert(table::policy_set, vec![row]).await?;
            let mut entries = Entries::default();
            let content = entries.content(text.as_str())?;
            let (reason, version) = (entries.reason(reason)?, before.policies.version());
            entries.add(Event::PolicyDecided {
                before: version.into(),
                after: after.version().into(),
                reason,
                content,
            });
            self.log(tx, asker, entries, now).await?;
            Ok(id)
        })
        .await
    }

    /// All who may come in, as policies know them: for who looks whose access other policies would change.
    ///
    /// # Errors
    /// [`Error::Denied`] to whom policies don't let change them; when the database can't be read.
    pub async fn viewers(&self, asker: &Asker<'_>) -> Result<Vec<Viewer>, Error> {
        let _permit = asker.may_at_node(NodeAction::AdministerPolicy)?;
        self.read().await?.viewers().await
    }

    /// How many records there are of each class: for who looks whose access other policies would change. What an import brought that was undone
    /// counts no more.
    ///
    /// # Errors
    /// [`Error::Denied`] to whom policies don't let change them; when the database can't be read.
    pub async fn records_by_class(&self, asker: &Asker<'_>) -> Result<Vec<(AccessClass, u64)>, Error> {
        let _permit = asker.may_at_node(NodeAction::AdministerPolicy)?;
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select c.seat, c.label, c.state, r.records from access_class c join \
                     (select class_id, count(*) as records from record where class_id is not null group by class_id) r \
                     on r.class_id = c.id where c.state <> 'undone' order by c.id"
                ),
                args![],
            )
            .await?;
        rows.iter().map(|row| Ok((class_of(row, 0)?, row.get::<i64>(3)?.unsigned_abs()))).collect()
    }
}

fn policy_set_of(row: &Row) -> Result<PolicySet, Error> {
    let files = serde_json::from_str::<Vec<(String, String)>>(&row.get::<String>(2)?)
        .map_err(|error| Error::Damaged { what: "policies".to_owned(), reason: error.to_string() })?;
    Ok(PolicySet {
        id: row.get(0)?,
        version: row.get(1)?,
        files: files.into_iter().map(|(name, text)| PolicyFile { name, text }).collect(),
        person: row.get(3)?,
        made_at: row.get(4)?,
        reason: row.get(5)?,
    })
}

impl Tx {
    async fn newest_policies(&mut self) -> Result<Option<Uuid>, Error> {
        let row = self.row(sql!("select id from policy_set order by id desc limit 1"), args![]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    /// Refuses policies under which nobody could change them again: neither the asker nor anyone who may come in. Those that were shipped are
    /// always the way back.
    async fn must_have_legislator(&mut self, asker: &Asker<'_>, after: &Policies) -> Result<(), Error> {
        let today = asker.circumstances().today;
        let may = |viewer: &Viewer| after.may_at_node(viewer, NodeAction::AdministerPolicy, today).is_ok();
        let shipped = Policies::shipped().is_ok_and(|shipped| shipped.version() == after.version());
        if shipped || may(asker.viewer()) || self.viewers().await?.iter().any(may) {
            return Ok(());
        }
        Err(Error::Refused {
            reason: "nobody who works here could change the policies any more: leave it to somebody \
                     (`administer-policy` in 5-node.cedar), or put the shipped policies back"
                .to_owned(),
        })
    }

    async fn viewers(&mut self) -> Result<Vec<Viewer>, Error> {
        let rows = self
            .rows(
                sql!(concat!(
                    "select ",
                    user_columns!(),
                    " from node_user u where u.state = 'active' order by u.id"
                )),
                args![],
            )
            .await?;
        let groups = self.groups().await?;
        let of = |seat: &Seat| -> BTreeSet<GroupId> {
            let belongs = |group: &&Group| {
                let members = &group.members;
                members.contains(&seat.party)
                    || seat.organ.as_ref().is_some_and(|organ| members.contains(organ))
            };
            groups.iter().filter(belongs).map(|group| group.id.clone()).collect()
        };
        rows.iter()
            .map(|row| {
                let user = user_of(row)?;
                let groups = user.seat.as_ref().map(of).unwrap_or_default();
                Ok(user.viewer(groups))
            })
            .collect()
    }
}
