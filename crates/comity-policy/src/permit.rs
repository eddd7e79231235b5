//! A yes that can't be forged: only this crate makes one, out of Cedar's answer, and writes into the store take nothing less.

use comity_core::{Day, UserHandle};
use compact_str::CompactString;

use crate::{
    action::{NodeAction, RecordAction},
    class::{AccessClass, Circumstances, ClassId},
};

/// Leave for one viewer to do one thing to records of one class, under the circumstances that were asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Permit {
    pub(crate) user: UserHandle,
    pub(crate) action: RecordAction,
    pub(crate) class: AccessClass,
    pub(crate) circumstances: Circumstances,
    pub(crate) policies: Vec<CompactString>,
    pub(crate) version: CompactString,
}

impl Permit {
    /// For whom.
    pub fn user(&self) -> &UserHandle {
        &self.user
    }

    /// For what.
    pub fn action(&self) -> RecordAction {
        self.action
    }

    /// On which records.
    pub fn class(&self) -> &AccessClass {
        &self.class
    }

    /// When, to whom, what for.
    pub fn circumstances(&self) -> &Circumstances {
        &self.circumstances
    }

    /// The ids of the policies that said yes, in order: the basis that a ledger entry names.
    pub fn policies(&self) -> &[CompactString] {
        &self.policies
    }

    /// Version of the policies.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether this is leave to do that to a record of that class. The store asks it of every permit before it writes.
    pub fn covers(&self, action: RecordAction, class: &AccessClass) -> bool {
        self.action == action && self.class == *class
    }
}

/// Leave for one viewer to do one thing at the node on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct NodePermit {
    pub(crate) user: UserHandle,
    pub(crate) action: NodeAction,
    pub(crate) today: Day,
    pub(crate) policies: Vec<CompactString>,
    pub(crate) version: CompactString,
}

impl NodePermit {
    /// For whom.
    pub fn user(&self) -> &UserHandle {
        &self.user
    }

    /// For what.
    pub fn action(&self) -> NodeAction {
        self.action
    }

    /// On which day.
    pub fn today(&self) -> Day {
        self.today
    }

    /// The ids of the policies that said yes, in order.
    pub fn policies(&self) -> &[CompactString] {
        &self.policies
    }

    /// Version of the policies.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// The classes in which one viewer may do one thing: what SQL filters by. Only policies make one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ClassFilter {
    pub(crate) user: UserHandle,
    pub(crate) action: RecordAction,
    pub(crate) today: Day,
    pub(crate) ids: Vec<ClassId>,
    pub(crate) version: CompactString,
}

impl ClassFilter {
    /// For whom.
    pub fn user(&self) -> &UserHandle {
        &self.user
    }

    /// For what.
    pub fn action(&self) -> RecordAction {
        self.action
    }

    /// On which day.
    pub fn today(&self) -> Day {
        self.today
    }

    /// The permitted classes, in rising order; none where nothing is permitted.
    pub fn ids(&self) -> &[ClassId] {
        &self.ids
    }

    /// Version of the policies.
    pub fn version(&self) -> &str {
        &self.version
    }
}
