//! Groups with open and hidden members, and desks.

use comity_core::{DeskId, Group, GroupId, Membership, Seat, Text, UserRole};
use comity_store::Error;

use crate::both;
use crate::stage::{NOON, person};

fn group(id: &str, keeper: &str, members: &[&str], membership: Membership) -> Group {
    Group {
        id: GroupId::new(id).unwrap(),
        names: vec![Text::plain("Контактная группа", comity_core::At::default())],
        keeper: keeper.into(),
        members: members.iter().map(|member| (*member).into()).collect(),
        membership,
    }
}

both! {
    async fn hidden_members_are_shown_to_the_keeper_alone(store: &Store) {
        let legal = |party: &str| person(party, &[UserRole::LegalOfficer]);
        let hidden = group("contact", "osce", &["nato", "sco"], Membership::Hidden);
        let open = group("donors", "osce", &["eu"], Membership::Open);
        store.keep_group(&legal("osce"), &hidden, NOON).await.unwrap();
        store.keep_group(&legal("osce"), &open, NOON).await.unwrap();
        assert_eq!(store.groups(&legal("osce")).await.unwrap(), [hidden.clone(), open.clone()]);
        let own = Group { members: ["nato".into()].into(), ..hidden.clone() };
        assert_eq!(store.groups(&legal("nato")).await.unwrap(), [own, open.clone()]);
        assert_eq!(store.groups(&legal("csto")).await.unwrap(), std::slice::from_ref(&open));

        let taken = group("contact", "csto", &["csto"], Membership::Open);
        let refused = store.keep_group(&legal("csto"), &taken, NOON).await.unwrap_err();
        assert!(matches!(refused, Error::Refused { .. }) && !refused.to_string().contains("osce"), "{refused}");
        let desk = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.keep_group(&desk, &open, NOON).await, Err(Error::Denied { .. })));
        // who is taken out knows of it no more
        let smaller = Group { members: ["sco".into()].into(), ..hidden };
        store.keep_group(&legal("osce"), &smaller, NOON).await.unwrap();
        assert_eq!(store.groups(&legal("nato")).await.unwrap(), [open]);
    }

    async fn a_desk_is_made_changed_and_closed(store: &Store) {
        let operator = person("osce", &[UserRole::Operator]);
        let seat = Seat::of_party("osce".into()).at(DeskId::new("Borders").unwrap());
        let id = store.keep_desk(&operator, &seat, "ext. 12", true, NOON).await.unwrap();
        let organ = seat.clone().in_organ("odihr".into());
        store.keep_desk(&operator, &organ, "", true, NOON).await.unwrap();
        assert_eq!(store.keep_desk(&operator, &seat, "ext. 13", false, NOON).await.unwrap(), id);
        let desks = store.desks(Some(&"osce".into())).await.unwrap();
        assert_eq!(desks.iter().map(|desk| (&desk.seat, desk.call.as_str(), desk.open)).collect::<Vec<_>>(), [
            (&seat, "ext. 13", false),
            (&organ, "", true),
        ]);
        assert_eq!(store.desks(None).await.unwrap().len(), 2);
        assert!(store.desks(Some(&"nato".into())).await.unwrap().is_empty());
        let nameless = store.keep_desk(&operator, &Seat::of_party("osce".into()), "", true, NOON).await;
        assert!(matches!(nameless, Err(Error::Refused { .. })));
        let guest = person("osce", &[UserRole::Guest]);
        assert!(matches!(store.keep_desk(&guest, &seat, "", true, NOON).await, Err(Error::Denied { .. })));
    }
}
