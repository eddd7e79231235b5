//! Access classes: all records that every policy treats alike. A store has thousands of records and few classes, so
//! Cedar is asked once for a class and SQL filters by the ids of the permitted ones: Cedar stays the only authority.

use std::collections::BTreeSet;

use comity_core::{Day, Group, GroupId, Label, Purpose, Seat};
use serde::{Deserialize, Serialize};

/// The number of a class in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClassId(pub i64);

/// Everything about a record that decides who may do what to it. Two records with equal classes are treated alike.
///
/// Expiry needs no state of its own: the label has the day, and the day of asking is an argument.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccessClass {
    /// Whose it is: its originator.
    pub owner: Seat,
    /// Its label.
    pub label: Label,
    /// Taken back by its owner.
    #[serde(default)]
    pub withdrawn: bool,
}

/// To whom a record would go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Recipient {
    /// Which party or organ.
    pub seat: Seat,
    /// The groups that the asker may know it to belong to.
    #[serde(default)]
    pub groups: BTreeSet<GroupId>,
}

impl Recipient {
    /// A recipient as the asker may know it. A hidden membership doesn't count, or one could ask party after party and
    /// learn from yes and no who belongs to the group; what is meant for a hidden group is sent to the group.
    pub fn known_to<'g>(
        asker: Option<&Seat>,
        seat: Seat,
        groups: impl IntoIterator<Item = &'g Group>,
    ) -> Recipient {
        let known = |group: &&Group| {
            let members = group.members_known_to(asker);
            members.contains(&seat.party) || seat.organ.as_ref().is_some_and(|organ| members.contains(organ))
        };
        let groups = groups.into_iter().filter(known).map(|group| group.id.clone()).collect();
        Recipient { seat, groups }
    }
}

/// What beside viewer and record a decision depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Circumstances {
    /// The day of asking.
    pub today: Day,
    /// What the viewer wants the record for, where they said so.
    pub purpose: Option<Purpose>,
    /// To whom it would go, for disclosures.
    pub recipient: Option<Recipient>,
    /// The originator agreed to this very disclosure.
    pub consent: bool,
    /// A legal officer of the owner agreed to this very export or disclosure.
    pub reviewed: bool,
}

impl Circumstances {
    /// A day, and nothing else said.
    pub fn on(today: Day) -> Circumstances {
        Circumstances { today, purpose: None, recipient: None, consent: false, reviewed: false }
    }
}
