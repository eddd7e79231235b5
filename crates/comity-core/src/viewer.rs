//! Who looks: a user with roles, at a desk of a party. Plain data; what a viewer may do is for policies to say.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{audience::GroupId, party::PartyId};

/// A name that can't stand for a user, desk or group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{name}` can't be the name of a {of}: write 1 to 200 characters, none of them a control character, no blank at the ends"
)]
pub struct NameError {
    /// The name as given.
    pub name: String,
    /// What it should name: user, desk, group.
    pub of: &'static str,
}

/// Defines an id that is never empty, never padded, never longer than 200 characters.
macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $of:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $type(compact_str::CompactString);

        impl $type {
            /// Takes a name of 1 to 200 characters without control characters and without blanks at the ends.
            pub fn new(name: impl AsRef<str>) -> Result<$type, $crate::viewer::NameError> {
                let name = name.as_ref();
                if $crate::viewer::is_name(name) {
                    Ok($type(name.into()))
                } else {
                    Err($crate::viewer::NameError { name: name.to_owned(), of: $of })
                }
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> String {
                name.0.into()
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::viewer::NameError;
            fn try_from(name: String) -> Result<$type, $crate::viewer::NameError> {
                $type::new(name)
            }
        }
    };
}
pub(crate) use name;

pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.trim() == name
        && name.chars().count() <= 200
        && !name.chars().any(char::is_control)
}

name!(
    /// The name under which a user works here. Personal data: it stands on no ledger, only a commitment to it does.
    UserHandle,
    "user"
);
name!(
    /// A desk of a party: who is called about a record.
    DeskId,
    "desk"
);

/// What a user is here for. One user may have several roles.
///
/// Not to be confused with [`crate::Role`], which says what a party does in an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserRole {
    /// Keeps a party's records and works the findings that concern it.
    DeskOfficer,
    /// Serves the council: who does what where, agenda, follow-up.
    Secretariat,
    /// Sets labels and release rules, reads the ledger, enforces expiry, withdrawal and redress.
    LegalOfficer,
    /// Runs the engine over what the party may see.
    Analyst,
    /// Installs, backs up, upgrades, makes users. Reads no contents by this role.
    Operator,
    /// Reads the ledger. Reads no contents by this role.
    Auditor,
    /// Was let in to look.
    Guest,
}

impl UserRole {
    /// Every role with its word, in the order of the enum.
    pub const WORDS: [(UserRole, &'static str); 7] = [
        (UserRole::DeskOfficer, "desk-officer"),
        (UserRole::Secretariat, "secretariat"),
        (UserRole::LegalOfficer, "legal-officer"),
        (UserRole::Analyst, "analyst"),
        (UserRole::Operator, "operator"),
        (UserRole::Auditor, "auditor"),
        (UserRole::Guest, "guest"),
    ];

    /// The word: `desk-officer`.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(role, _)| *role == self).map_or("guest", |(_, word)| word)
    }

    /// The role of a word; `None` when it is none of ours.
    pub fn parse(word: &str) -> Option<UserRole> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(role, _)| *role)
    }
}

impl std::fmt::Display for UserRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Display for Seat {
    /// Party, organ and desk in one line: `nato/ims/partnerships`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.party.as_str())?;
        let organ = self.organ.as_ref().map(PartyId::as_str);
        organ
            .into_iter()
            .chain(self.desk.as_ref().map(DeskId::as_str))
            .try_for_each(|part| write!(f, "/{part}"))
    }
}

/// A place at the table: where a user sits, and whose a record is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seat {
    /// The institution, state or coalition.
    pub party: PartyId,
    /// The organ of it, where the seat is an organ's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organ: Option<PartyId>,
    /// The desk, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskId>,
}

impl Seat {
    /// The seat of a party as a whole.
    pub fn of_party(party: PartyId) -> Seat {
        Seat { party, organ: None, desk: None }
    }

    /// The same seat at a desk.
    pub fn at(self, desk: DeskId) -> Seat {
        Seat { desk: Some(desk), ..self }
    }

    /// Whether who sits here works at a place: at its desk, or at no desk of its party or organ.
    pub fn works_at(&self, place: &Seat) -> bool {
        fn within<T: PartialEq>(own: &Option<T>, place: &Option<T>) -> bool {
            own.is_none() || place.is_none() || own == place
        }
        self.party == place.party && within(&self.organ, &place.organ) && within(&self.desk, &place.desk)
    }

    /// The same seat in an organ.
    pub fn in_organ(self, organ: PartyId) -> Seat {
        Seat { organ: Some(organ), ..self }
    }
}

/// Everything about a user that decides what they may do. Nothing leaves the store without one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Viewer {
    /// Who.
    pub user: UserHandle,
    /// What they are here for; without a role they may do nothing.
    pub roles: BTreeSet<UserRole>,
    /// Where they sit; `None` for users of the node itself, such as its operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    /// Groups that their party or organ belongs to, by [`crate::audience::Group::holds`]. Hidden memberships are
    /// here too: this is the viewer's own knowledge, never shown to others.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupId>,
}

impl Viewer {
    /// The party of the seat.
    pub fn party(&self) -> Option<&PartyId> {
        self.seat.as_ref().map(|seat| &seat.party)
    }

    /// The organ of the seat.
    pub fn organ(&self) -> Option<&PartyId> {
        self.seat.as_ref().and_then(|seat| seat.organ.as_ref())
    }

    /// The desk of the seat.
    pub fn desk(&self) -> Option<&DeskId> {
        self.seat.as_ref().and_then(|seat| seat.desk.as_ref())
    }

    /// Their seat in one line, for messages; nothing where they have none.
    pub fn seat_line(&self) -> String {
        self.seat.as_ref().map(Seat::to_string).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_the_word_that_serde_writes() {
        for (role, word) in UserRole::WORDS {
            assert_eq!(UserRole::parse(word), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), word);
        }
        assert_eq!(UserRole::parse("owner"), None);
    }

    #[test]
    fn names_are_never_empty_padded_or_endless() {
        for bad in ["", " a", "a ", "a\nb", "\u{0}", &"x".repeat(201)] {
            assert!(UserHandle::new(bad).is_err(), "{bad:?}");
            assert!(serde_json::from_value::<DeskId>(bad.into()).is_err(), "{bad:?}");
        }
        assert_eq!(DeskId::new("Отдел 3").unwrap().as_str(), "Отдел 3");
    }

    #[test]
    fn a_viewer_reads_back() {
        let viewer = Viewer {
            user: UserHandle::new("amir").unwrap(),
            roles: [UserRole::Analyst, UserRole::DeskOfficer].into(),
            seat: Some(
                Seat::of_party("nato".into()).in_organ("ims".into()).at(DeskId::new("partnerships").unwrap()),
            ),
            groups: [GroupId::new("contact-group").unwrap()].into(),
        };
        assert_eq!(viewer.seat_line(), "nato/ims/partnerships");
        let text = serde_json::to_string(&viewer).unwrap();
        assert_eq!(serde_json::from_str::<Viewer>(&text).unwrap(), viewer);
    }
}
