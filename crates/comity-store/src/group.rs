//! Groups that records can be given to, and desks that are called about records.

use std::collections::BTreeSet;

use comity_core::{Group, GroupId, Membership, PartyId, Text};
use comity_ledger::Event;
use comity_ledger::event::{Change, Kept};
use comity_policy::NodeAction;

use crate::access::Asker;
use crate::error::Error;
use crate::log::Entries;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

impl Store {
    /// Makes a group, or changes the one of its id. Who belongs to it sees from now on what is given to it, who belongs to it no more sees it no more.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; [`Error::Refused`] where another party keeps it, or it would change hands.
    pub async fn keep_group(&self, asker: &Asker<'_>, group: &Group, now: Time) -> Result<(), Error> {
        self.run_tx("group: keep", async |tx| {
            let _permit = asker.may_at_node(NodeAction::ManageGroups)?;
            let known = tx.group(&group.id).await?;
            let keeper = known.as_ref().map_or(&group.keeper, |known| &known.keeper);
            if keeper.as_str() != asker.party()? || group.keeper != *keeper {
                // who keeps it may be hidden, too
                return Err(Error::Refused {
                    reason: format!("the group `{}` is another party's; choose another id", group.id),
                });
            }
            let names = json(&group.names)?;
            let membership = word(group.membership);
            tx.run(
                sql!(
                    "insert into audience_group (id, keeper, names, membership, made_at, changed_at) values ($1, $2, $3, $4, $5, $5) \
                     on conflict (id) do update set names = excluded.names, membership = excluded.membership, \
                     changed_at = excluded.changed_at"
                ),
                args![group.id.as_str(), group.keeper.as_str(), names, membership, now],
            )
            .await?;
            tx.run(sql!("delete from audience_group_member where group_id = $1"), args![group.id.as_str()])
                .await?;
            let members = group
                .members
                .iter()
                .map(|member| vec![group.id.as_str().into(), member.as_str().into()])
                .collect();
            tx.insert(table::audience_group_member, members).await?;
            let mut entries = Entries::default();
            // who belongs to it stands in the commitment alone
            let content = Some(entries.content(json(group)?)?);
            let change = if known.is_some() { Change::Altered } else { Change::Created };
            let id = group.id.as_str().into();
            entries.add(Event::HouseholdChanged { what: Kept::Group, id, change, content });
            self.log(tx, asker, entries, now).await
        })
        .await
    }

    /// All groups by id, each with the members that the asker may know: all of an open one; of a hidden one all for its keeper, else only
    /// the asker's own party and organ. A hidden group of which the asker is neither member nor keeper isn't shown at all.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn groups(&self, asker: &Asker<'_>) -> Result<Vec<Group>, Error> {
        let seat = asker.seat().ok();
        let groups = self.read().await?.groups().await?;
        let known = groups.into_iter().filter_map(|mut group| {
            let members: BTreeSet<PartyId> = group.members_known_to(seat).into_iter().cloned().collect();
            let keeps = seat.is_some_and(|seat| seat.party == group.keeper);
            if group.membership == Membership::Hidden && !keeps && members.is_empty() {
                return None;
            }
            group.members = members;
            Some(group)
        });
        Ok(known.collect())
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value)
        .map_err(|error| Error::Refused { reason: format!("a group has no form in JSON: {error}") })
}

fn word(membership: Membership) -> &'static str {
    match membership {
        Membership::Open => "open",
        Membership::Hidden => "hidden",
    }
}

fn damaged(error: &dyn std::fmt::Display) -> Error {
    Error::Damaged { what: "a group".to_owned(), reason: error.to_string() }
}

/// A group out of its columns, without members.
fn group_of(row: &Row) -> Result<Group, Error> {
    let names: Vec<Text> = serde_json::from_str(&row.get::<String>(2)?).map_err(|error| damaged(&error))?;
    let membership = match row.get::<String>(3)?.as_str() {
        "open" => Membership::Open,
        // what isn't understood stays hidden
        _ => Membership::Hidden,
    };
    Ok(Group {
        id: GroupId::new(row.get::<String>(0)?).map_err(|error| damaged(&error))?,
        names,
        keeper: row.get::<String>(1)?.as_str().into(),
        members: BTreeSet::new(),
        membership,
    })
}

impl Tx {
    async fn group(&mut self, id: &GroupId) -> Result<Option<Group>, Error> {
        let row = self
            .row(
                sql!("select id, keeper, names, membership from audience_group where id = $1"),
                args![id.as_str()],
            )
            .await?;
        row.as_ref().map(group_of).transpose()
    }

    /// All groups with all members: for the store's own use, and for disclosures to groups.
    pub(crate) async fn groups(&mut self) -> Result<Vec<Group>, Error> {
        let rows = self
            .rows(sql!("select id, keeper, names, membership from audience_group order by id"), args![])
            .await?;
        let mut groups = rows.iter().map(group_of).collect::<Result<Vec<Group>, Error>>()?;
        let members = self
            .rows(
                sql!("select group_id, member from audience_group_member order by group_id, member"),
                args![],
            )
            .await?;
        for row in &members {
            let (id, member): (String, String) = (row.get(0)?, row.get(1)?);
            if let Ok(at) = groups.binary_search_by(|group| group.id.as_str().cmp(id.as_str()))
                && let Some(group) = groups.get_mut(at)
            {
                group.members.insert(member.as_str().into());
            }
        }
        Ok(groups)
    }
}
