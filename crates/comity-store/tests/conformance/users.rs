//! Users: made, let in, changed, kept out, erased.

use comity_core::{DeskId, Group, GroupId, Membership, Seat, UserHandle, UserRole};
use comity_ledger::{KeyKind, KeyName, SignerKey, Trust};
use comity_store::user::{
    Credential, Link, LoginMethod, NewSession, NewToken, NewUser, User, UserState, Who,
};
use comity_store::{Answer, Asker, Error, Opener, Store, Time};

use crate::both;
use crate::stage::{NOON, all, asker, file, import_at, keep_one, officer, person, record};

const HASH: [u8; 32] = [1; 32];
const PASSWORD: Credential<'static> =
    Credential::Password("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA");
const PASSKEY: Credential<'static> =
    Credential::Passkey { credential: b"id-1", name: "blue key", content: "{\"counter\":1}" };

fn operator() -> Asker<'static> {
    person("osce", &[UserRole::Operator])
}

fn new(handle: &str, roles: &[UserRole]) -> NewUser {
    NewUser {
        handle: UserHandle::new(handle).unwrap(),
        name: format!("{handle} of the desk"),
        roles: roles.iter().copied().collect(),
        seat: Some(Seat::of_party("osce".into()).at(DeskId::new("Borders").unwrap())),
        language: "ru".into(),
    }
}

/// An operator of the node, by the link of the first start.
pub async fn first(store: &Store) -> User {
    assert!(store.first_link(&HASH, NOON.plus_seconds(60), NOON).await.unwrap());
    let new = NewUser { seat: None, ..new("Root", &[UserRole::Operator]) };
    store.use_first_link(&HASH, &new, PASSWORD, NOON).await.unwrap()
}

fn session(token: &[u8], until: Time) -> NewSession<'_> {
    NewSession {
        token_hash: token,
        csrf: "form",
        method: LoginMethod::Password,
        expires_at: until,
        passkey: None,
    }
}

fn as_user(user: &User) -> Asker<'static> {
    asker(user.viewer([].into()))
}

/// Something in every table of users.
pub async fn fill(store: &Store) {
    let root = first(store).await;
    let me = as_user(&root);
    store.add_credential(&me, PASSKEY, None, NOON).await.unwrap();
    store.user_from_outside(("https://id.example", "Зоя"), &new("zoe", &[]), NOON).await.unwrap();
    store.log_in(root.id, &session(b"t", NOON.plus_seconds(9)), NOON).await.unwrap();
    let token = NewToken { name: "feed", token_hash: &HASH, scope: "read", expires_at: NOON };
    store.make_token(&me, None, &token, NOON).await.unwrap();
    let seat = Seat::of_party("osce".into()).at(DeskId::new("Borders").unwrap());
    store.keep_desk(&operator(), &seat, "ext. 12", true, NOON).await.unwrap();
    let group = Group {
        id: GroupId::new("contact").unwrap(),
        names: Vec::new(),
        keeper: "osce".into(),
        members: ["nato".into(), "osce".into()].into(),
        membership: Membership::Hidden,
    };
    store.keep_group(&officer("osce"), &group, NOON).await.unwrap();
}

both! {
    async fn work_is_done_in_the_name_of_who_is_active(store: &Store) {
        let root = first(store).await;
        let viewer = store.viewer("Root").await.unwrap().unwrap();
        assert_eq!(viewer, root.viewer([].into()));
        assert_eq!(store.viewer("nobody").await.unwrap(), None);
    }

    async fn the_first_operator_is_made_by_a_link_once(store: &Store) {
        assert!(store.first_link(&[9; 32], NOON.plus_seconds(60), NOON).await.unwrap());
        assert!(store.first_link(&HASH, NOON.plus_seconds(60), NOON).await.unwrap());
        assert_eq!(store.see_link(&[9; 32], NOON).await.unwrap(), None, "a newer link voids the one before");
        assert_eq!(store.see_link(&HASH, NOON).await.unwrap(), Some(Link::FirstOperator));
        assert_eq!(store.see_link(&HASH, NOON.plus_seconds(60)).await.unwrap(), None, "it is too old then");
        let root = new("root", &[UserRole::Operator]);
        let late = store.use_first_link(&HASH, &root, PASSWORD, NOON.plus_seconds(61)).await;
        assert!(matches!(late, Err(Error::Refused { .. })));
        let plain = Credential::Password("secret");
        assert!(store.use_first_link(&HASH, &root, plain, NOON).await.is_err(), "no password is kept as it is typed");
        let clerk = new("root", &[UserRole::DeskOfficer]);
        assert!(store.use_first_link(&HASH, &clerk, PASSWORD, NOON).await.is_err(), "the first one must be an operator");
        let made = store.use_first_link(&HASH, &root, PASSWORD, NOON).await.unwrap();
        assert!(made.has_password);
        assert!(store.use_first_link(&HASH, &root, PASSWORD, NOON).await.is_err(), "once");
        assert!(!store.first_link(&[8; 32], NOON.plus_seconds(60), NOON).await.unwrap(), "there is one already");
    }

    async fn a_user_is_made_given_a_link_and_logs_in(store: &Store) {
        let made = store.make_user(&operator(), &new("Amir", &[UserRole::DeskOfficer]), NOON).await.unwrap();
        assert_eq!((made.state, made.has_password, made.logged_in_at), (UserState::Active, false, None));
        let again = store.make_user(&operator(), &new("AMIR", &[]), NOON).await.unwrap_err();
        assert!(again.to_string().contains("`AMIR`"), "{again}");
        let clerk = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.make_user(&clerk, &new("x", &[]), NOON).await, Err(Error::Denied { .. })));
        assert!(matches!(store.users(&clerk).await, Err(Error::Denied { .. })));
        assert_eq!(store.users(&operator()).await.unwrap(), std::slice::from_ref(&made));

        store.make_link(&operator(), made.id, &[3; 32], NOON.plus_seconds(60), NOON).await.unwrap();
        assert!(matches!(store.see_link(&[3; 32], NOON).await.unwrap(), Some(Link::Credential(user)) if user.id == made.id));
        assert!(store.use_link(&[3; 32], PASSWORD, NOON).await.unwrap().has_password);
        assert!(store.use_link(&[3; 32], PASSWORD, NOON).await.is_err());
        let known = store.credentials(Who::Handle("amir")).await.unwrap().unwrap();
        assert_eq!((known.user, known.wait_until), (made.id, None));
        assert!(known.password.unwrap().starts_with("$argon2id$"));
        assert_eq!(store.credentials(Who::Handle("nobody")).await.unwrap(), None);

        let group = Group {
            id: GroupId::new("contact").unwrap(),
            names: Vec::new(),
            keeper: "osce".into(),
            members: ["osce".into()].into(),
            membership: Membership::Hidden,
        };
        store.keep_group(&officer("osce"), &group, NOON).await.unwrap();
        let until = NOON.plus_seconds(1000);
        let id = store.log_in(made.id, &session(b"token", until), NOON).await.unwrap();
        let seen = store.session(b"token", 300, NOON.plus_seconds(299)).await.unwrap().unwrap();
        assert_eq!((seen.id, seen.csrf.as_str(), seen.method.as_str()), (id, "form", "password"));
        assert_eq!(seen.viewer.seat_line(), "osce/Borders");
        assert!(seen.viewer.groups.contains(&group.id), "one's own hidden membership counts");
        assert_eq!(seen.user.logged_in_at, Some(NOON));
        assert_eq!(store.session(b"other", 300, NOON).await.unwrap(), None);
        assert_eq!(store.session(b"token", 300, NOON.plus_seconds(300)).await.unwrap(), None, "it was idle too long");
        store.see_session(id, NOON.plus_seconds(900)).await.unwrap();
        assert!(store.session(b"token", 300, NOON.plus_seconds(999)).await.unwrap().is_some());
        assert_eq!(store.session(b"token", 300, until).await.unwrap(), None, "it has ended");
        let me = asker(seen.viewer);
        assert_eq!(store.me(&me).await.unwrap().unwrap().id, made.id);
        assert!(!store.end_session(&as_user(&first(store).await), id).await.unwrap(), "not another's");
        assert!(store.end_session(&me, id).await.unwrap());
        assert!(!store.end_session(&me, id).await.unwrap());
    }

    async fn a_stranger_from_outside_waits_for_an_operator(store: &Store) {
        first(store).await;
        let stranger = NewUser { seat: None, ..new("root", &[UserRole::Operator]) };
        let zoe = ("https://id.example", "Зоя");
        let made = store.user_from_outside(zoe, &stranger, NOON).await.unwrap();
        assert_eq!((made.handle.as_str(), made.state, made.roles.len()), ("root-2", UserState::Disabled, 0), "no role by another's word");
        assert_eq!(store.user_from_outside(zoe, &stranger, NOON).await.unwrap().id, made.id, "the same one again");
        assert_eq!(store.credentials(Who::Outside(zoe.0, zoe.1)).await.unwrap(), None, "they can't come in");
        store.enable_user(&operator(), made.id, true, NOON).await.unwrap();
        assert!(store.credentials(Who::Outside(zoe.0, zoe.1)).await.unwrap().is_some());
        assert_eq!(store.user_from_outside(zoe, &stranger, NOON).await.unwrap().state, UserState::Active);
        store.erase_user(&operator(), made.id, NOON).await.unwrap();
        assert_ne!(store.user_from_outside(zoe, &stranger, NOON).await.unwrap().id, made.id, "who was erased is a stranger again");
    }

    async fn failed_logins_make_one_wait(store: &Store) {
        let made = store.make_user(&operator(), &new("amir", &[]), NOON).await.unwrap();
        for _ in 0..4 {
            assert_eq!(store.refuse_login(Some(made.id), LoginMethod::Password, NOON).await.unwrap(), None);
        }
        let waits = [1, 2, 4];
        for wait in waits {
            let until = store.refuse_login(Some(made.id), LoginMethod::Password, NOON).await.unwrap();
            assert_eq!(until, Some(NOON.plus_seconds(wait)));
        }
        for _ in 0..20 {
            store.refuse_login(Some(made.id), LoginMethod::Password, NOON).await.unwrap();
        }
        let known = store.credentials(Who::Id(made.id)).await.unwrap().unwrap();
        assert_eq!(known.wait_until, Some(NOON.plus_seconds(900)), "no wait is longer than a quarter of an hour");
        assert_eq!(store.refuse_login(None, LoginMethod::Password, NOON).await.unwrap(), None);
        store.log_in(made.id, &session(b"t", NOON.plus_seconds(9)), NOON).await.unwrap();
        assert_eq!(store.credentials(Who::Id(made.id)).await.unwrap().unwrap().wait_until, None);
    }

    async fn passkeys_are_added_used_and_removed(store: &Store) {
        let made = store.make_user(&operator(), &new("amir", &[]), NOON).await.unwrap();
        let me = as_user(&made);
        store.add_credential(&me, PASSKEY, None, NOON).await.unwrap();
        let twice = store.add_credential(&me, PASSKEY, None, NOON).await.unwrap_err();
        assert!(twice.to_string().contains("known already"), "{twice}");
        let passkey = store.my_passkeys(&me).await.unwrap().remove(0);
        assert_eq!((passkey.name.as_str(), passkey.used_at), ("blue key", None));
        let only = store.remove_passkey(&me, passkey.id, NOON).await.unwrap_err();
        assert!(only.to_string().contains("only way"), "{only}");
        let used = NewSession {
            method: LoginMethod::Passkey,
            passkey: Some((b"id-1", "{\"counter\":2}")),
            ..session(b"a", NOON.plus_seconds(99))
        };
        let one = store.log_in(made.id, &used, NOON).await.unwrap();
        store.log_in(made.id, &session(b"b", NOON.plus_seconds(99)), NOON).await.unwrap();
        let passkey = store.my_passkeys(&me).await.unwrap().remove(0);
        assert_eq!((passkey.content.as_str(), passkey.used_at), ("{\"counter\":2}", Some(NOON)));
        store.add_credential(&me, PASSWORD, Some(one), NOON).await.unwrap();
        assert!(store.session(b"a", 60, NOON).await.unwrap().is_some(), "the session that changed the password goes on");
        assert!(store.session(b"b", 60, NOON).await.unwrap().is_none(), "the others end");
        store.remove_passkey(&me, passkey.id, NOON).await.unwrap();
        assert!(matches!(store.remove_passkey(&me, passkey.id, NOON).await, Err(Error::Missing { .. })));
        let stranger = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(store.add_credential(&stranger, PASSWORD, None, NOON).await, Err(Error::Refused { .. })));
    }

    async fn who_is_disabled_is_out_at_once(store: &Store) {
        let root = first(store).await;
        let made = store.make_user(&operator(), &new("amir", &[]), NOON).await.unwrap();
        store.log_in(made.id, &session(b"t", NOON.plus_seconds(99)), NOON).await.unwrap();
        let token = NewToken { name: "feed", token_hash: &[5; 32], scope: "read", expires_at: NOON.plus_seconds(99) };
        store.make_token(&as_user(&made), None, &token, NOON).await.unwrap();
        store.enable_user(&operator(), made.id, false, NOON).await.unwrap();
        assert!(store.session(b"t", 60, NOON).await.unwrap().is_none());
        assert!(store.token(&[5; 32], NOON).await.unwrap().is_none());
        assert_eq!(store.credentials(Who::Id(made.id)).await.unwrap(), None);
        assert!(store.log_in(made.id, &session(b"u", NOON.plus_seconds(99)), NOON).await.is_err());
        store.enable_user(&operator(), made.id, true, NOON).await.unwrap();
        assert!(store.token(&[5; 32], NOON).await.unwrap().is_some());
        // nobody can lock everybody out
        let alone = store.enable_user(&operator(), root.id, false, NOON).await.unwrap_err();
        assert!(alone.to_string().contains("no operator"), "{alone}");
        let less = NewUser { seat: None, ..new("Root", &[UserRole::Guest]) };
        assert!(store.change_user(&operator(), root.id, &less, NOON).await.is_err());
        assert!(store.erase_user(&operator(), root.id, NOON).await.is_err());
        let more = NewUser { name: "R".into(), seat: None, ..new("Root", &[UserRole::Operator, UserRole::Auditor]) };
        assert_eq!(store.change_user(&operator(), root.id, &more, NOON).await.unwrap().roles.len(), 2);
        let renamed = NewUser { handle: UserHandle::new("boss").unwrap(), ..more };
        assert!(store.change_user(&operator(), root.id, &renamed, NOON).await.is_err());
        assert_eq!(store.change_me(&as_user(&made), "Amir A.", "zh", NOON).await.unwrap().language, "zh");
    }

    async fn a_token_is_good_until_it_ends(store: &Store) {
        let made = store.make_user(&operator(), &new("amir", &[UserRole::Analyst]), NOON).await.unwrap();
        let me = as_user(&made);
        let token = NewToken { name: "notebook", token_hash: &HASH, scope: "read export", expires_at: NOON.plus_seconds(99) };
        let id = store.make_token(&me, None, &token, NOON).await.unwrap();
        let seen = store.token(&HASH, NOON).await.unwrap().unwrap();
        assert_eq!((seen.id, seen.scope.as_str(), seen.viewer.user.as_str()), (id, "read export", "amir"));
        assert!(store.token(&HASH, NOON.plus_seconds(99)).await.unwrap().is_none());
        store.see_token(&seen, NOON.plus_seconds(5)).await.unwrap();
        assert_eq!(store.tokens(&me, None).await.unwrap()[0].seen_at, Some(NOON.plus_seconds(5)));
        let other = store.make_user(&operator(), &new("zoe", &[]), NOON).await.unwrap();
        assert!(matches!(store.tokens(&as_user(&other), Some(made.id)).await, Err(Error::Denied { .. })));
        assert!(matches!(store.end_token(&as_user(&other), id, NOON).await, Err(Error::Missing { .. })));
        assert!(store.token(&HASH, NOON).await.unwrap().is_some(), "what was refused changed nothing");
        assert_eq!(store.tokens(&operator(), Some(made.id)).await.unwrap().len(), 1);
        store.end_token(&me, id, NOON).await.unwrap();
        assert!(store.token(&HASH, NOON).await.unwrap().is_none());
        assert!(store.end_token(&me, id, NOON).await.is_err());
    }

    async fn what_is_past_its_end_is_swept_away(store: &Store) {
        let made = store.make_user(&operator(), &new("amir", &[]), NOON).await.unwrap();
        store.log_in(made.id, &session(b"t", NOON.plus_seconds(9)), NOON).await.unwrap();
        store.make_link(&operator(), made.id, &HASH, NOON.plus_seconds(9), NOON).await.unwrap();
        let token = NewToken { name: "", token_hash: &HASH, scope: "", expires_at: NOON.plus_seconds(9) };
        store.make_token(&as_user(&made), None, &token, NOON).await.unwrap();
        assert_eq!(store.sweep(NOON).await.unwrap(), 0);
        assert_eq!(store.sweep(NOON.plus_seconds(10)).await.unwrap(), 1, "the session");
        assert_eq!(store.sweep(NOON.plus_seconds(40 * 86_400)).await.unwrap(), 2, "link and token, a month later");
    }

    async fn an_erased_user_leaves_acts_without_a_name_and_a_log_that_holds(store: &Store) {
        let key = SignerKey::from_seed(KeyName::new("node.example/log").unwrap(), KeyKind::Note, &[7; 32]);
        let logged = Store::open(store.url(), Opener::Command).await.unwrap().with_log(key).await.unwrap();
        first(&logged).await;
        let made = logged
            .make_user(&operator(), &new("amir", &[UserRole::DeskOfficer, UserRole::LegalOfficer]), NOON)
            .await
            .unwrap();
        let me = as_user(&made);
        import_at(&logged, "osce", file("plan.csv", vec![record("A", "one", 2), record("B", "two", 3)]), NOON).await;
        let finding = keep_one(&logged, NOON).await;
        logged.verdict(&me, finding, Answer::Confirm, "we asked", NOON).await.unwrap();
        logged.add_credential(&me, PASSKEY, None, NOON).await.unwrap();
        let clerk = person("osce", &[UserRole::DeskOfficer]);
        assert!(matches!(logged.erase_user(&clerk, made.id, NOON).await, Err(Error::Denied { .. })));
        let nobody = logged.erase_user(&operator(), made.id, NOON).await.unwrap();
        assert!(nobody.starts_with("erased-"));
        let (dump, _) = logged.dump(Vec::new()).await.unwrap();
        let text = String::from_utf8(zstd::decode_all(&dump[..]).unwrap()).unwrap();
        assert!(!text.contains("amir") && !text.contains("YW1pcg"), "neither as text nor as bytes");
        assert!(text.contains(&nobody), "the verdict stands");
        assert!(logged.users(&operator()).await.unwrap().iter().all(|user| user.id != made.id));
        assert!(matches!(logged.erase_user(&operator(), made.id, NOON).await, Err(Error::Missing { .. })));
        logged.audit_log(Trust::default()).await.unwrap();
        // who comes back under the handle is somebody new
        let again = logged.make_user(&operator(), &new("amir", &[]), NOON).await.unwrap();
        assert_ne!(again.id, made.id);
        assert_eq!(logged.snapshot(&all(&logged).await).await.unwrap().snapshot.records.len(), 2);
        logged.close().await;
    }
}
