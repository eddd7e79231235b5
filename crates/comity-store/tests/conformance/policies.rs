//! Policies that are put in force: what holds, what held before, who could change them.

use comity_core::{Tlp, UserRole};
use comity_policy::{NodeAction, Policies, PolicyFile, shipped};
use comity_store::{Error, State};

use crate::both;
use crate::log::behind;
use crate::stage::{NOON, file, import, import_as, label, lines, officer, person, record};
use crate::work::user;

/// The shipped policies with another one.
fn with(text: &str) -> Policies {
    let mut files = shipped();
    files.push(PolicyFile { name: "6-ours.cedar".into(), text: text.into() });
    Policies::load(files).unwrap()
}

/// Nobody changes the policies.
const NOBODY: &str = "@id(\"nobody\") @reason(\"nobody\") forbid (principal, action == Action::\"administer-policy\", resource);";

both! {
    async fn policies_in_force_are_kept_with_all_before(store: &Store) {
        let ours = Policies::shipped().unwrap();
        assert_eq!(store.policy_sets(None, 9).await.unwrap(), []);
        let first = store.policies_in_force().await.unwrap();
        assert_eq!((first.set, first.policies.version()), (None, ours.version()));
        let mut files: Vec<PolicyFile> = ours.files().to_vec();
        files[0].text.push_str("\n// changed\n");
        let changed = Policies::load(files.clone()).unwrap();
        let desk = person("osce", &[UserRole::DeskOfficer]);
        let denied = store.change_policies(&desk, &first, &changed, "mine", NOON).await;
        assert!(matches!(denied, Err(Error::Denied { .. })));
        let id = store.change_policies(&officer("osce"), &first, &changed, "узкий круг", NOON).await.unwrap();
        // whoever looked before others decided decides nothing
        let late = store.change_policies(&officer("osce"), &first, &ours, "late", NOON).await.unwrap_err();
        assert!(matches!(late, Error::Changed { .. }), "{late}");
        let second = store.policies_in_force().await.unwrap();
        assert_eq!((second.set, second.policies.files()), (Some(id), &files[..]));
        assert_eq!(store.newest_policies().await.unwrap(), Some(id));
        store.change_policies(&officer("osce"), &second, &ours, "back", NOON.plus_seconds(1)).await.unwrap();
        let sets = store.policy_sets(None, 9).await.unwrap();
        let told: Vec<_> = sets.iter().map(|set| (set.version.as_str(), set.reason.as_str())).collect();
        assert_eq!(told, [(ours.version(), "back"), (changed.version(), "узкий круг")]);
        assert_eq!(store.policy_sets(Some(sets[0].id), 9).await.unwrap(), sets[1..]);
        assert_eq!(store.policy_set(id).await.unwrap(), sets[1]);
        assert_eq!((sets[1].files.clone(), sets[1].person.as_str(), sets[1].made_at), (files, "officer-7", NOON));
        let never = comity_store::Uuid::from_u128(7);
        assert!(matches!(store.policy_set(never).await, Err(Error::Missing { .. })));
    }

    async fn policies_that_nobody_could_change_again_are_refused_and_the_shipped_never(store: &Store) {
        let held = store.policies_in_force().await.unwrap();
        user(store, "amir", "osce").await;
        let locked = store.change_policies(&officer("osce"), &held, &with(NOBODY), "closed", NOON).await.unwrap_err();
        assert!(locked.to_string().contains("put the shipped policies back"), "{locked}");
        assert_eq!(store.newest_policies().await.unwrap(), None, "nothing was written");
        // one who may come in keeps the right, though the asker loses it
        let desks = "@id(\"desks\") @reason(\"desk officers write the policies\") \
            permit (principal in Role::\"desk-officer\", action == Action::\"administer-policy\", resource);\n\
            @id(\"not-7\") @reason(\"not them\") forbid (principal == User::\"officer-7\", action == Action::\"administer-policy\", resource);";
        store.change_policies(&officer("osce"), &held, &with(desks), "theirs now", NOON).await.unwrap();
        let held = store.policies_in_force().await.unwrap();
        assert!(held.policies.may_at_node(&crate::stage::viewer("osce", &[UserRole::LegalOfficer]), NodeAction::AdministerPolicy, NOON.day()).is_err());
        store.change_policies(&officer("osce"), &held, &Policies::shipped().unwrap(), "back", NOON).await.unwrap();
    }

    async fn policies_that_this_program_can_not_use_permit_nothing_and_are_named(store: &Store) {
        let held = store.policies_in_force().await.unwrap();
        store.change_policies(&officer("osce"), &held, &with(&NOBODY.replace("administer-policy", "watch")), "x", NOON).await.unwrap();
        behind(store, "update policy_set set files = '[[\"old.cedar\",\"permit (principal, action, resource);\"]]'").await;
        let unusable = store.policies_in_force().await.unwrap_err();
        assert!(matches!(unusable, Error::Policies { .. }) && unusable.to_string().contains("old.cedar:1:1"), "{unusable}");
        assert!(unusable.way_out().contains("comity policy reset"));
        assert!(store.newest_policies().await.unwrap().is_some());
    }

    async fn who_may_come_in_and_how_many_records_there_are_is_told_to_who_changes_policies(store: &Store) {
        let root = crate::users::first(store).await;
        let (amir, _) = user(store, "amir", "osce").await;
        let (zoe, _) = user(store, "zoe", "nato").await;
        let group = comity_core::Group {
            id: comity_core::GroupId::new("circle").unwrap(),
            names: Vec::new(),
            keeper: "osce".into(),
            members: ["nato".into(), "eu".into()].into(),
            membership: comity_core::Membership::Hidden,
        };
        store.keep_group(&officer("osce"), &group, NOON).await.unwrap();
        store.enable_user(&person("osce", &[UserRole::Operator]), amir.id, false, NOON).await.unwrap();
        let viewers = store.viewers(&officer("osce")).await.unwrap();
        let expected = [root.viewer([].into()), zoe.viewer([group.id].into())];
        assert_eq!(viewers, expected, "who is locked out isn't among them");
        import(store, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)])).await;
        import_as(store, &officer("nato"), file("own.csv", vec![record("C", "three", 2)]), &label(Tlp::Amber, false), NOON).await;
        let gone = lines(store).await.iter().find(|line| line.own_id == "B").unwrap().id;
        store.withdraw(&officer("osce"), gone, "", NOON).await.unwrap();
        let counts = store.records_by_class(&officer("osce")).await.unwrap();
        let told: Vec<_> = counts.iter().map(|(class, n)| (class.party().to_owned(), class.state, *n)).collect();
        let line = |party: &str, state| (party.to_owned(), state, 1);
        assert_eq!(told, [line("osce", State::Current), line("nato", State::Current), line("osce", State::Withdrawn)]);
        let desk = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.viewers(&desk).await, Err(Error::Denied { .. })));
        assert!(matches!(store.records_by_class(&desk).await, Err(Error::Denied { .. })));
    }
}
