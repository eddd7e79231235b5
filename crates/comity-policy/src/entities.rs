//! Viewers and classes in Cedar's terms, as comity.cedarschema declares them.

use std::collections::{HashMap, HashSet};

use cedar_policy::{Context, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression as Value};
use comity_core::{DataProtection, Onward, PartyId, Seat, Viewer};

use crate::{
    action::Action,
    class::{AccessClass, Circumstances, Recipient},
    load::PolicyError,
};

/// Names of the entity types, parsed once.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    action: EntityTypeName,
    user: EntityTypeName,
    role: EntityTypeName,
    party: EntityTypeName,
    organ: EntityTypeName,
    desk: EntityTypeName,
    group: EntityTypeName,
    recipient: EntityTypeName,
    record: EntityTypeName,
    node: EntityTypeName,
}

fn uid(of: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id))
}

fn link(of: &EntityTypeName, id: &str) -> Value {
    Value::new_entity_uid(uid(of, id))
}

fn word(text: &str) -> Value {
    Value::new_string(text.to_owned())
}

/// The id of a desk: `party/organ/desk`, since two parties may name their desks alike. A `/` or `%` inside a part is
/// written as in a URL.
pub fn desk_entity(seat: &Seat) -> Option<String> {
    let part = |text: &str| text.replace('%', "%25").replace('/', "%2F");
    let organ = seat.organ.as_ref().map(PartyId::as_str).unwrap_or_default();
    let desk = seat.desk.as_ref()?;
    Some(format!("{}/{}/{}", part(seat.party.as_str()), part(organ), part(desk.as_str())))
}

impl Vocabulary {
    pub(crate) fn new() -> Result<Vocabulary, PolicyError> {
        let name = |text: &str| text.parse().map_err(|error| PolicyError::Schema(format!("{error}")));
        Ok(Vocabulary {
            action: name("Action")?,
            user: name("User")?,
            role: name("Role")?,
            party: name("Party")?,
            organ: name("Organ")?,
            desk: name("Desk")?,
            group: name("Group")?,
            recipient: name("Recipient")?,
            record: name("Record")?,
            node: name("Node")?,
        })
    }

    pub(crate) fn action(&self, action: Action) -> EntityUid {
        uid(&self.action, action.as_str())
    }

    /// The user with everything that they belong to.
    pub(crate) fn viewer(&self, viewer: &Viewer) -> Entity {
        let mut parents: HashSet<EntityUid> =
            viewer.roles.iter().map(|role| uid(&self.role, role.as_str())).collect();
        if let Some(seat) = &viewer.seat {
            parents.extend(self.seat(seat));
        }
        parents.extend(viewer.groups.iter().map(|group| uid(&self.group, group.as_str())));
        Entity::new_no_attrs(uid(&self.user, viewer.user.as_str()), parents)
    }

    pub(crate) fn recipient(&self, recipient: &Recipient) -> Entity {
        let mut parents: HashSet<EntityUid> =
            recipient.groups.iter().map(|group| uid(&self.group, group.as_str())).collect();
        let without_desk = Seat { desk: None, ..recipient.seat.clone() };
        parents.extend(self.seat(&without_desk));
        Entity::new_no_attrs(uid(&self.recipient, "recipient"), parents)
    }

    fn seat(&self, seat: &Seat) -> Vec<EntityUid> {
        let mut of = vec![uid(&self.party, seat.party.as_str())];
        of.extend(seat.organ.as_ref().map(|organ| uid(&self.organ, organ.as_str())));
        of.extend(desk_entity(seat).map(|desk| uid(&self.desk, &desk)));
        of
    }

    pub(crate) fn node(&self) -> Entity {
        Entity::new_no_attrs(uid(&self.node, "node"), HashSet::new())
    }

    pub(crate) fn record_uid(&self, number: usize) -> EntityUid {
        uid(&self.record, &number.to_string())
    }

    /// A class as the record number `number` of a request.
    pub(crate) fn record(&self, class: &AccessClass, number: usize) -> Result<Entity, PolicyError> {
        let terms = class.label.terms();
        let set = |values: Vec<Value>| Value::new_set(values);
        let audience = &terms.audience;
        let mut attributes: HashMap<String, Value> = HashMap::new();
        let mut is = |name: &str, value: Value| {
            attributes.insert(name.to_owned(), value);
        };
        is("owner", link(&self.party, class.owner.party.as_str()));
        if let Some(organ) = &class.owner.organ {
            is("organ", link(&self.organ, organ.as_str()));
        }
        if let Some(desk) = desk_entity(&class.owner) {
            is("desk", link(&self.desk, &desk));
        }
        is("tlp", word(terms.tlp.word()));
        is("parties", set(audience.parties.iter().map(|id| link(&self.party, id.as_str())).collect()));
        is("organs", set(audience.organs.iter().map(|id| link(&self.organ, id.as_str())).collect()));
        is("groups", set(audience.groups.iter().map(|id| link(&self.group, id.as_str())).collect()));
        is("hasAudience", Value::new_bool(!audience.is_empty()));
        is("purposes", set(terms.purposes.iter().map(|purpose| word(purpose.as_str())).collect()));
        is("anyPurpose", Value::new_bool(terms.purposes.is_empty()));
        let onward = match &terms.onward {
            Onward::None => "none",
            Onward::Consent => "consent",
            Onward::Group(group) => {
                is("onwardGroup", link(&self.group, group.as_str()));
                "group"
            }
            Onward::Unlimited => "unlimited",
        };
        is("onward", word(onward));
        if let Some(expires) = terms.expires {
            is("expires", Value::new_long(expires.0.into()));
        }
        let condition = match terms.data_protection {
            DataProtection::None => "none",
            DataProtection::Review => "review",
            DataProtection::InPlace => "in-place",
        };
        is("dataProtection", word(condition));
        is("pointers", Value::new_bool(terms.pointers));
        is("withdrawn", Value::new_bool(class.withdrawn));
        Entity::new(self.record_uid(number), attributes, HashSet::new())
            .map_err(|error| PolicyError::Schema(error.to_string()))
    }

    pub(crate) fn context(&self, circumstances: &Circumstances) -> Result<Context, PolicyError> {
        let mut pairs = vec![
            ("today".to_owned(), Value::new_long(circumstances.today.0.into())),
            ("consent".to_owned(), Value::new_bool(circumstances.consent)),
            ("reviewed".to_owned(), Value::new_bool(circumstances.reviewed)),
        ];
        if let Some(purpose) = &circumstances.purpose {
            pairs.push(("purpose".to_owned(), word(purpose.as_str())));
        }
        if circumstances.recipient.is_some() {
            pairs.push(("recipient".to_owned(), link(&self.recipient, "recipient")));
        }
        Context::from_pairs(pairs).map_err(|error| PolicyError::Schema(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_core::DeskId;

    #[test]
    fn desks_of_different_seats_never_share_an_entity() {
        let desk = |party: &str, organ: Option<&str>, desk: &str| {
            let mut seat = Seat::of_party(party.into()).at(DeskId::new(desk).unwrap());
            seat.organ = organ.map(Into::into);
            desk_entity(&seat).unwrap()
        };
        assert_eq!(desk("nato", Some("ims"), "partnerships"), "nato/ims/partnerships");
        assert_ne!(desk("a/b", None, "c"), desk("a", Some("b"), "c"));
        assert_ne!(desk("a", None, "b/c"), desk("a", Some("b"), "c"));
        assert_ne!(desk("a%2F", None, "b"), desk("a/", None, "b"));
        assert_eq!(desk_entity(&Seat::of_party("nato".into())), None);
    }
}
