//! Whom a record is for: parties, organs, groups of them. A group may hide who belongs to it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{party::PartyId, text::Text, viewer::Seat, viewer::name};

name!(
    /// The id of a group.
    GroupId,
    "group"
);

/// Whom a record is given to beside the party that it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Audience {
    /// Parties, each with all of its organs.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub parties: BTreeSet<PartyId>,
    /// Organs, each alone: the rest of its institution isn't meant.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub organs: BTreeSet<PartyId>,
    /// Groups, each with whoever belongs to it on the day of reading.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupId>,
}

impl Audience {
    /// Nobody is named.
    pub fn is_empty(&self) -> bool {
        self.parties.is_empty() && self.organs.is_empty() && self.groups.is_empty()
    }

    /// Whether the seat is meant, `groups` being those that it belongs to.
    pub fn holds(&self, seat: &Seat, groups: &BTreeSet<GroupId>) -> bool {
        self.parties.contains(&seat.party)
            || seat.organ.as_ref().is_some_and(|organ| self.organs.contains(organ))
            || !self.groups.is_disjoint(groups)
    }
}

/// Who may know who belongs to a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Membership {
    /// Everyone who sees the group sees its members.
    #[default]
    Open,
    /// The party that keeps the group knows its members; a member knows of itself alone.
    Hidden,
}

/// A named set of parties and organs, kept by one party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Names in the languages of its keeper; the first is the one to show.
    pub names: Vec<Text>,
    /// The party that keeps it.
    pub keeper: PartyId,
    /// Parties (with their organs) and organs that belong to it.
    pub members: BTreeSet<PartyId>,
    /// Who may know them.
    #[serde(default)]
    pub membership: Membership,
}

impl Group {
    /// Whether the seat belongs to the group, by its party or by its organ.
    pub fn holds(&self, seat: &Seat) -> bool {
        self.members.contains(&seat.party)
            || seat.organ.as_ref().is_some_and(|organ| self.members.contains(organ))
    }

    /// The members that a seat may know: all of an open group, and of a hidden one all for its keeper, else only itself.
    pub fn members_known_to(&self, seat: Option<&Seat>) -> BTreeSet<&PartyId> {
        let keeps = seat.is_some_and(|seat| seat.party == self.keeper);
        match self.membership {
            Membership::Open => self.members.iter().collect(),
            Membership::Hidden if keeps => self.members.iter().collect(),
            Membership::Hidden => self
                .members
                .iter()
                .filter(|member| {
                    seat.is_some_and(|seat| seat.party == **member || seat.organ.as_ref() == Some(*member))
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(membership: Membership) -> Group {
        Group {
            id: GroupId::new("contact-group").unwrap(),
            names: Vec::new(),
            keeper: "osce".into(),
            members: ["nato".into(), "sco-rats".into()].into(),
            membership,
        }
    }

    #[test]
    fn an_organ_named_alone_is_not_its_institution() {
        let audience = Audience { organs: ["sco-rats".into()].into(), ..Audience::default() };
        let sco = Seat::of_party("sco".into());
        assert!(!audience.holds(&sco, &BTreeSet::new()));
        assert!(audience.holds(&sco.clone().in_organ("sco-rats".into()), &BTreeSet::new()));
        let whole = Audience { parties: ["sco".into()].into(), ..Audience::default() };
        assert!(whole.holds(&sco.in_organ("sco-rats".into()), &BTreeSet::new()));
    }

    #[test]
    fn hidden_members_are_known_to_the_keeper_and_each_to_itself() {
        let hidden = group(Membership::Hidden);
        let known =
            |seat: Seat| hidden.members_known_to(Some(&seat)).into_iter().cloned().collect::<Vec<_>>();
        assert_eq!(known(Seat::of_party("osce".into())).len(), 2);
        assert_eq!(known(Seat::of_party("nato".into())), ["nato".into()]);
        assert_eq!(known(Seat::of_party("sco".into()).in_organ("sco-rats".into())), ["sco-rats".into()]);
        assert!(known(Seat::of_party("csto".into())).is_empty());
        assert!(hidden.members_known_to(None).is_empty());
        assert_eq!(group(Membership::Open).members_known_to(None).len(), 2);
    }
}
