//! What a desk sees and changes of the house: the groups that records can be given to, and the desks that are called.

use comity_core::{Group, PartyId, Seat};
use comity_policy::{NodeAction, shipped_reason};
use comity_store::Uuid;

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

impl Desk<'_> {
    /// Groups by id, each with the members that the viewer may know; a hidden one of others isn't among them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn groups(&self) -> Result<Vec<Group>, Error> {
        Ok(self.node.store.groups(&self.asker()).await?)
    }

    /// Whether the viewer may make groups, and change those of their own party.
    pub fn may_keep_groups(&self) -> bool {
        self.viewer.seat.is_some() && self.may(NodeAction::ManageGroups)
    }

    /// Makes a group, or changes the one of its id. What is given to it is seen by its members from now on.
    ///
    /// # Errors
    /// By policies; where another party keeps the group.
    pub async fn keep_group(&self, group: &Group) -> Result<(), Error> {
        Ok(done(self.node.store.keep_group(&self.asker(), group, self.node.now()))?)
    }

    /// All desks, or those of a party.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn desks(&self, party: Option<&PartyId>) -> Result<Vec<comity_store::Desk>, Error> {
        Ok(self.node.store.desks(party).await?)
    }

    /// Makes a desk, or changes how it is reached and whether it works.
    ///
    /// # Errors
    /// By policies; where the seat names no desk.
    pub async fn keep_desk(&self, seat: &Seat, call: &str, open: bool) -> Result<Uuid, Error> {
        Ok(done(self.node.store.keep_desk(&self.asker(), seat, call.trim(), open, self.node.now()))?)
    }

    /// The sentence of a policy that holds, as its file has it.
    pub fn reason_of(&self, policy: &str) -> Option<String> {
        self.in_force.policies.reason(policy).map(str::to_owned)
    }

    /// Whether a policy says what it said when it was shipped: pages have those sentences in all their languages.
    pub fn says_as_shipped(&self, policy: &str) -> bool {
        self.reason_of(policy).is_some_and(|says| shipped_reason(policy).as_deref() == Some(says.as_str()))
    }
}
