//! What must hold for every record, viewer and day under the shipped policies.

#![allow(clippy::unwrap_used)] // a failure is the finding

use std::{collections::BTreeSet, sync::LazyLock};

use comity_core::{
    Audience, DataProtection, Day, DeskId, Group, GroupId, Label, Membership, Onward, Purpose, Seat, Terms,
    Tlp, UserHandle, UserRole, Viewer,
};
use comity_policy::*;
use proptest::{collection::btree_set, option, prelude::*, sample::select};

static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::shipped().unwrap());

const TODAY: Day = Day(20_605);

/// What an expired or withdrawn record leaves at once.
const VIEWS: [RecordAction; 9] = [
    RecordAction::See,
    RecordAction::Count,
    RecordAction::Search,
    RecordAction::Pointer,
    RecordAction::Export,
    RecordAction::Disclose,
    RecordAction::Edit,
    RecordAction::Verdict,
    RecordAction::Decide,
];

fn seat() -> impl Strategy<Value = Seat> {
    let places = [
        ("a", None),
        ("a", Some("a1")),
        ("a", Some("a2")),
        ("b", None),
        ("b", Some("b1")),
        ("c", Some("c1")),
    ];
    (select(places.to_vec()), option::of(select(vec!["x", "y"]))).prop_map(|((party, organ), desk)| Seat {
        party: party.into(),
        organ: organ.map(Into::into),
        desk: desk.map(|desk| DeskId::new(desk).unwrap()),
    })
}

fn groups() -> impl Strategy<Value = BTreeSet<GroupId>> {
    btree_set(select(vec!["g", "h"]), 0..=2)
        .prop_map(|ids| ids.into_iter().map(|id| GroupId::new(id).unwrap()).collect())
}

fn roles() -> impl Strategy<Value = BTreeSet<UserRole>> {
    btree_set(select(UserRole::WORDS.map(|(role, _)| role).to_vec()), 0..=3)
}

prop_compose! {
    fn viewer()(roles in roles(), seat in option::weighted(0.9, seat()), groups in groups()) -> Viewer {
        Viewer { user: UserHandle::new("someone").unwrap(), roles, seat, groups }
    }
}

prop_compose! {
    fn audience()(
        parties in btree_set(select(vec!["a", "b"]), 0..2),
        organs in btree_set(select(vec!["a1", "b1", "c1"]), 0..2),
        groups in groups(),
    ) -> Audience {
        Audience {
            parties: parties.into_iter().map(Into::into).collect(),
            organs: organs.into_iter().map(Into::into).collect(),
            groups,
        }
    }
}

prop_compose! {
    /// A label of any shape: what a level doesn't allow is left out rather than refused, so that no case is lost.
    fn label()(
        tlp in select(Tlp::ALL.to_vec()), audience in audience(), named in any::<bool>(), purposes in any::<bool>(),
        onward in select(vec![Onward::None, Onward::Consent, Onward::Group(GroupId::new("g").unwrap())]),
        expires in option::weighted(0.4, -2i32..3), pointers in any::<bool>(),
        data_protection in select(vec![DataProtection::None, DataProtection::None, DataProtection::Review, DataProtection::InPlace]),
    ) -> Label {
        let mut terms = Terms::of(tlp);
        (terms.expires, terms.pointers) = (expires.map(|days| TODAY.plus(days)), pointers);
        if tlp != Tlp::Clear {
            terms.data_protection = data_protection;
            if purposes { terms.purposes.insert(Purpose::Planning); }
            if named { terms.audience = audience; }
            if tlp == Tlp::Red && terms.audience.is_empty() { terms.audience.parties.insert("b".into()); }
        }
        let plain = terms.clone();
        if tlp != Tlp::Clear { terms.onward = onward; }
        Label::new(terms).or_else(|_| Label::new(plain)).unwrap()
    }
}

prop_compose! {
    fn class()(owner in seat(), label in label(), withdrawn in proptest::bool::weighted(0.1)) -> AccessClass {
        AccessClass { owner, label, withdrawn }
    }
}

prop_compose! {
    fn circumstances()(
        purpose in option::of(select(vec![Purpose::Planning, Purpose::Statistics])),
        recipient in option::of((seat(), groups())), consent in any::<bool>(), reviewed in any::<bool>(),
    ) -> Circumstances {
        let recipient = recipient.map(|(seat, groups)| Recipient { seat, groups });
        Circumstances { today: TODAY, purpose, recipient, consent, reviewed }
    }
}

fn action() -> impl Strategy<Value = RecordAction> {
    select(RecordAction::all().collect::<Vec<_>>())
}

/// The seat to which a record belongs, down to its desk where it names one.
fn at_own_desk(viewer: &Viewer, owner: &Seat) -> bool {
    let Some(seat) = &viewer.seat else { return false };
    match (&owner.organ, &owner.desk) {
        (_, Some(_)) => seat == owner,
        (Some(_), None) => seat.organ == owner.organ,
        (None, None) => seat.party == owner.party,
    }
}

fn in_audience(viewer: &Viewer, audience: &Audience) -> bool {
    !audience.groups.is_disjoint(&viewer.groups)
        || viewer.seat.as_ref().is_some_and(|seat| audience.holds(seat, &viewer.groups))
}

/// Who sees a record, in plain words: the oracle beside Cedar.
fn sees(viewer: &Viewer, class: &AccessClass, today: Day) -> bool {
    let terms = class.label.terms();
    if class.withdrawn || class.label.expired(today) {
        return false;
    }
    let has = |roles: &[UserRole]| roles.iter().any(|role| viewer.roles.contains(role));
    let officer = has(&[UserRole::DeskOfficer, UserRole::LegalOfficer]);
    let staff = officer || has(&[UserRole::Secretariat, UserRole::Analyst]);
    let named = in_audience(viewer, &terms.audience);
    let own = viewer.party() == Some(&class.owner.party);
    match terms.tlp {
        Tlp::Clear => staff || has(&[UserRole::Guest]),
        Tlp::Green if terms.audience.is_empty() => staff,
        Tlp::Green | Tlp::Amber | Tlp::AmberStrict => staff && (own || named),
        Tlp::Red => officer && (named || at_own_desk(viewer, &class.owner)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn to_see_count_and_search_is_one_thing_and_what_the_oracle_says(viewer in viewer(), class in class(), circumstances in circumstances()) {
        for action in [RecordAction::See, RecordAction::Count, RecordAction::Search] {
            prop_assert_eq!(POLICIES.allows(&viewer, action, &class, &circumstances), sees(&viewer, &class, TODAY));
        }
    }

    #[test]
    fn sql_and_cedar_agree(
        viewer in viewer(), action in action(), circumstances in circumstances(),
        records in prop::collection::vec(class(), 1..30),
    ) {
        // as a store does it: records into classes, a filter over classes, records by the ids of their classes
        let mut classes: Vec<AccessClass> = records.clone();
        classes.sort();
        classes.dedup();
        let of = |record: &AccessClass| ClassId(classes.binary_search(record).unwrap() as i64);
        let numbered = || classes.iter().enumerate().map(|(n, class)| (ClassId(n as i64), class));
        let fresh = Policies::shipped().unwrap();
        for _ in 0..2 {
            let filter = fresh.permitted_classes(&viewer, action, &circumstances, numbered());
            prop_assert!(filter.ids().is_sorted());
            for record in &records {
                let alone = POLICIES.may(&viewer, action, record, &circumstances);
                prop_assert_eq!(filter.ids().contains(&of(record)), alone.is_ok());
                if let Ok(permit) = alone {
                    prop_assert!(permit.covers(action, record));
                    prop_assert!(!permit.policies().is_empty());
                }
            }
        }
        prop_assert!(fresh.permitted_classes(&viewer, action, &circumstances, []).ids().is_empty());
    }

    #[test]
    fn nobody_sees_an_expired_or_withdrawn_record(viewer in viewer(), class in class(), circumstances in circumstances(), days in 0i32..1000) {
        let Some(expires) = class.label.terms().expires else { return Ok(()) };
        let late = Circumstances { today: expires.plus(days), ..circumstances.clone() };
        let withdrawn = AccessClass { withdrawn: true, ..class.clone() };
        for action in VIEWS {
            prop_assert!(!POLICIES.allows(&viewer, action, &class, &late));
            prop_assert!(!POLICIES.allows(&viewer, action, &withdrawn, &circumstances));
        }
        // the day before, the label is what counts
        let early = expires.plus(-1);
        prop_assert_eq!(
            POLICIES.allows(&viewer, RecordAction::See, &class, &Circumstances::on(early)),
            sees(&viewer, &class, early)
        );
    }

    #[test]
    fn red_never_leaves_its_desk_and_audience(viewer in viewer(), class in class(), audience in audience(), circumstances in circumstances()) {
        prop_assume!(!audience.is_empty());
        let red = AccessClass { label: Label::new(Terms { audience, ..Terms::of(Tlp::Red) }).unwrap(), ..class };
        let audience = &red.label.terms().audience;
        let inside = in_audience(&viewer, audience) || at_own_desk(&viewer, &red.owner);
        for action in [RecordAction::See, RecordAction::Count, RecordAction::Search, RecordAction::Export, RecordAction::Verdict] {
            prop_assert!(inside || !POLICIES.allows(&viewer, action, &red, &circumstances));
        }
        if POLICIES.allows(&viewer, RecordAction::Disclose, &red, &circumstances) {
            let to = circumstances.recipient.unwrap();
            prop_assert!(at_own_desk(&viewer, &red.owner));
            prop_assert!(audience.holds(&to.seat, &to.groups));
        }
    }

    #[test]
    fn nothing_leaves_but_to_whom_the_label_says(viewer in viewer(), class in class(), circumstances in circumstances()) {
        if !POLICIES.allows(&viewer, RecordAction::Disclose, &class, &circumstances) { return Ok(()) }
        let terms = class.label.terms();
        let to = circumstances.recipient.as_ref().unwrap();
        let meant = terms.audience.holds(&to.seat, &to.groups)
            || terms.tlp == Tlp::Clear
            || (terms.tlp == Tlp::Green && terms.audience.is_empty());
        let onward = match &terms.onward {
            Onward::None => false,
            Onward::Consent => circumstances.consent,
            Onward::Group(group) => to.groups.contains(group),
            Onward::Unlimited => true,
        };
        prop_assert!(meant || onward);
        prop_assert!(terms.data_protection != DataProtection::InPlace);
        prop_assert!(terms.data_protection != DataProtection::Review || circumstances.reviewed);
    }

    #[test]
    fn operators_and_auditors_see_no_contents_by_role_alone(
        which in select(vec![vec![UserRole::Operator], vec![UserRole::Auditor], vec![UserRole::Operator, UserRole::Auditor], vec![]]),
        viewer in viewer(), class in class(), circumstances in circumstances(),
    ) {
        let viewer = Viewer { roles: which.into_iter().collect(), ..viewer };
        for action in RecordAction::all() {
            prop_assert!(!POLICIES.allows(&viewer, action, &class, &circumstances));
        }
    }

    #[test]
    fn another_role_only_adds(viewer in viewer(), role in roles(), class in class(), circumstances in circumstances()) {
        let mut more = viewer.clone();
        more.roles.extend(role);
        for action in RecordAction::all() {
            let before = POLICIES.allows(&viewer, action, &class, &circumstances);
            prop_assert!(!before || POLICIES.allows(&more, action, &class, &circumstances));
        }
        for action in NodeAction::all() {
            let before = POLICIES.may_at_node(&viewer, action, TODAY).is_ok();
            prop_assert!(!before || POLICIES.may_at_node(&more, action, TODAY).is_ok());
        }
    }

    #[test]
    fn what_is_acted_on_is_seen(viewer in viewer(), class in class(), circumstances in circumstances()) {
        // a label is set, and a record removed, by who need not read it; a record is put in before anyone sees it
        for action in [RecordAction::Export, RecordAction::Disclose, RecordAction::Edit, RecordAction::Verdict, RecordAction::Decide] {
            if POLICIES.allows(&viewer, action, &class, &circumstances) {
                prop_assert!(POLICIES.allows(&viewer, RecordAction::See, &class, &circumstances), "{}", action.as_str());
            }
        }
    }

    #[test]
    fn a_denial_tells_nothing_of_a_record_that_the_viewer_does_not_know(
        viewer in viewer(), one in class(), other in class(), action in action(), circumstances in circumstances(),
    ) {
        let unseen = |class: &AccessClass| !POLICIES.allows(&viewer, RecordAction::See, class, &circumstances);
        prop_assume!(action != RecordAction::Create && unseen(&one) && unseen(&other));
        let shown = |class: &AccessClass| POLICIES.may(&viewer, action, class, &circumstances).map_err(|denial| denial.shown());
        if let (Err(one), Err(other)) = (shown(&one), shown(&other)) {
            prop_assert_eq!(&one, &other);
            prop_assert_eq!(one, absent(action));
        }
    }

    #[test]
    fn hidden_membership_can_not_be_asked_out_of_policies(
        viewer in viewer(), class in class(), to in seat(), action in action(), circumstances in circumstances(),
        members in btree_set(select(vec!["a", "a1", "b", "b1", "c", "c1"]), 0..4),
    ) {
        // the viewer neither keeps the group nor sits where the record goes
        prop_assume!(viewer.party() != Some(&to.party));
        let asked = |members: BTreeSet<&str>| {
            let group = |id: &str| Group {
                id: GroupId::new(id).unwrap(),
                names: Vec::new(),
                keeper: "keeper".into(),
                members: members.iter().map(|id| (*id).into()).collect(),
                membership: Membership::Hidden,
            };
            let groups = [group("g"), group("h")];
            let recipient = Recipient::known_to(viewer.seat.as_ref(), to.clone(), &groups);
            let circumstances = Circumstances { recipient: Some(recipient), ..circumstances.clone() };
            let answer = POLICIES.may(&viewer, action, &class, &circumstances);
            (answer.is_ok(), answer.err().map(|denial| (denial.shown(), denial)))
        };
        // the same yes or no, in the same words, whoever the members are
        prop_assert_eq!(asked(members), asked(BTreeSet::new()));
    }
}
