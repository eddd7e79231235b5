//! What those who may come in would see of the records that are here if other policies held. Asked for classes of records, not for each, and once
//! for all users whom policies treat alike.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Day, Group, GroupId, PartyId, Seat, UserHandle, UserRole, Viewer};
use comity_policy::{AccessClass, Circumstances, ClassId, Policies, Recipient, RecordAction};

/// Users who would see the same more and the same less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SightChange {
    /// Their roles.
    pub roles: Vec<UserRole>,
    /// Where they sit: each seat as party, organ and desk. None for users of the node itself.
    pub seats: Vec<Seat>,
    /// Whether they may be named by their party. Not where only the hidden membership of a group explains what changes.
    pub named: bool,
    /// How many they are.
    pub users: u64,
    /// Records that they would see newly.
    pub gains: u64,
    /// Records that they would see no more.
    pub loses: u64,
}

/// The policies now, and the others.
pub(super) struct Sets<'a> {
    pub before: &'a Policies,
    pub after: &'a Policies,
    pub today: Day,
}

/// What the viewer knows of groups, who may not know all.
pub(super) struct Known<'a> {
    pub groups: &'a [Group],
    pub own: Option<&'a Seat>,
}

/// Users whom policies treat alike.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    roles: BTreeSet<UserRole>,
    seat: Option<Seat>,
    groups: BTreeSet<GroupId>,
    /// Only where a policy speaks of single users.
    user: Option<UserHandle>,
}

/// The classes that are seen newly, and those that are seen no more.
type Moved = (BTreeSet<ClassId>, BTreeSet<ClassId>);

/// What brings users into one line.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    named: bool,
    party: Option<PartyId>,
    roles: BTreeSet<UserRole>,
    moved: Moved,
}

/// What changes for whom; who would see the same isn't in it.
pub(super) fn changes(
    sets: &Sets<'_>,
    viewers: &[Viewer],
    known: Option<&Known<'_>>,
    records: &[(comity_store::AccessClass, u64)],
) -> Vec<SightChange> {
    // what differs in the state alone is one class to policies
    let mut counts: BTreeMap<AccessClass, u64> = BTreeMap::new();
    for (class, records) in records {
        *counts.entry(class.policy()).or_default() += records;
    }
    let classes: Vec<(ClassId, &AccessClass, u64)> =
        (0..).map(ClassId).zip(counts.iter()).map(|(id, (class, records))| (id, class, *records)).collect();
    let of_users = [sets.before, sets.after]
        .into_iter()
        .flat_map(Policies::files)
        .any(|file| file.text.contains("User::"));
    let mut users: BTreeMap<Alike, u64> = BTreeMap::new();
    for viewer in viewers {
        let alike = Alike {
            roles: viewer.roles.clone(),
            seat: viewer.seat.clone(),
            groups: viewer.groups.clone(),
            user: of_users.then(|| viewer.user.clone()),
        };
        *users.entry(alike).or_default() += 1;
    }
    let mut lines: BTreeMap<Line, (BTreeSet<Seat>, u64)> = BTreeMap::new();
    for (alike, count) in users {
        let moved = moved(sets, &alike, &classes);
        if moved.0.is_empty() && moved.1.is_empty() {
            continue;
        }
        let named = known.is_none_or(|known| {
            let groups = known.of(alike.seat.as_ref());
            groups == alike.groups || self::moved(sets, &Alike { groups, ..alike.clone() }, &classes) == moved
        });
        let party = alike.seat.as_ref().filter(|_| named).map(|seat| seat.party.clone());
        let line = Line { named, party, roles: alike.roles, moved };
        let (seats, users) = lines.entry(line).or_default();
        seats.extend(alike.seat.filter(|_| named));
        *users += count;
    }
    let sum =
        |of: &BTreeSet<ClassId>| classes.iter().filter(|(id, ..)| of.contains(id)).map(|(.., n)| n).sum();
    lines
        .into_iter()
        .map(|(line, (seats, users))| SightChange {
            roles: line.roles.into_iter().collect(),
            seats: seats.into_iter().collect(),
            named: line.named,
            users,
            gains: sum(&line.moved.0),
            loses: sum(&line.moved.1),
        })
        .collect()
}

fn moved(sets: &Sets<'_>, alike: &Alike, classes: &[(ClassId, &AccessClass, u64)]) -> Moved {
    let Some(user) = alike.user.clone().or_else(|| UserHandle::new("someone").ok()) else {
        return Moved::default();
    };
    let viewer =
        Viewer { user, roles: alike.roles.clone(), seat: alike.seat.clone(), groups: alike.groups.clone() };
    let seen = |policies: &Policies| -> BTreeSet<ClassId> {
        let classes = classes.iter().map(|(id, class, _)| (*id, *class));
        let circumstances = Circumstances::on(sets.today);
        let permitted = policies.permitted_classes(&viewer, RecordAction::See, &circumstances, classes);
        permitted.ids().iter().copied().collect()
    };
    let (before, after) = (seen(sets.before), seen(sets.after));
    (after.difference(&before).copied().collect(), before.difference(&after).copied().collect())
}

impl Known<'_> {
    /// The groups that a seat is known to belong to.
    fn of(&self, seat: Option<&Seat>) -> BTreeSet<GroupId> {
        seat.map(|seat| Recipient::known_to(self.own, seat.clone(), self.groups).groups).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_core::{Audience, Label, Membership, Terms, Tlp};
    use comity_policy::{PolicyFile, shipped};
    use comity_store::State;

    fn class(owner: &str, tlp: Tlp, audience: Audience, state: State) -> comity_store::AccessClass {
        let terms = Terms { audience, ..Terms::of(tlp) };
        comity_store::AccessClass {
            owner: Seat::of_party(owner.into()),
            label: Label::new(terms).expect("a label"),
            state,
        }
    }

    fn viewer(user: &str, role: UserRole, party: Option<&str>, groups: &[&str]) -> Viewer {
        Viewer {
            user: UserHandle::new(user).expect("a name"),
            roles: [role].into(),
            seat: party.map(|party| Seat::of_party(party.into())),
            groups: groups.iter().map(|group| GroupId::new(group).expect("a group")).collect(),
        }
    }

    fn without(policy: &str) -> Policies {
        let files = shipped().into_iter().map(|file| {
            let text =
                file.text.replace(&format!("@id(\"{policy}\")"), &format!("@id(\"{policy}\") @off(\"\")"));
            let parts = text.split_inclusive(";\n").filter(|part| !part.contains("@off"));
            PolicyFile { text: parts.collect(), ..file }
        });
        Policies::load(files.collect()).expect("they hold")
    }

    fn told(found: &[SightChange]) -> Vec<String> {
        let line = |one: &SightChange| {
            let seats: Vec<String> = one.seats.iter().map(ToString::to_string).collect();
            let roles: Vec<&str> = one.roles.iter().map(|role| role.as_str()).collect();
            let named = if one.named { "" } else { " (hidden)" };
            format!(
                "{} at {:?}{named}: {} users, +{} -{}",
                roles.join("+"),
                seats,
                one.users,
                one.gains,
                one.loses
            )
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn who_sees_less_is_told_by_role_and_party_and_others_are_left_out() {
        let (before, after) = (Policies::shipped().expect("they load"), without("see-community"));
        let sets = Sets { before: &before, after: &after, today: Day(20_605) };
        let open = |owner| class(owner, Tlp::Green, Audience::default(), State::Current);
        let gone = class("osce", Tlp::Green, Audience::default(), State::Vanished);
        let records = [
            (open("osce"), 7),
            (gone, 2),
            (open("nato"), 10),
            (class("osce", Tlp::Clear, Audience::default(), State::Current), 5),
        ];
        let viewers = [
            viewer("amir", UserRole::DeskOfficer, Some("osce"), &[]),
            viewer("zoe", UserRole::DeskOfficer, Some("osce"), &[]),
            viewer("jan", UserRole::Analyst, Some("eu"), &[]),
            viewer("root", UserRole::Operator, None, &[]),
        ];
        assert_eq!(
            told(&changes(&sets, &viewers, None, &records)),
            ["analyst at [\"eu\"]: 1 users, +0 -19", "desk-officer at [\"osce\"]: 2 users, +0 -10"]
        );
        let back = Sets { before: &after, after: &before, ..sets };
        assert_eq!(
            told(&changes(&back, &viewers[2..3], None, &records)),
            ["analyst at [\"eu\"]: 1 users, +19 -0"]
        );
        assert_eq!(changes(&Sets { before: &before, after: &before, ..back }, &viewers, None, &records), []);
    }

    #[test]
    fn whom_a_hidden_group_alone_explains_is_not_named_to_who_may_not_know_it() {
        let (before, after) = (Policies::shipped().expect("they load"), without("see-audience"));
        let sets = Sets { before: &before, after: &after, today: Day(20_605) };
        let circle = GroupId::new("circle").expect("a group");
        let audience = Audience { groups: [circle.clone()].into(), ..Audience::default() };
        let records = [(class("osce", Tlp::Amber, audience, State::Current), 3)];
        let viewers = [viewer("jan", UserRole::DeskOfficer, Some("zeta"), &["circle"])];
        let group = |membership| Group {
            id: circle.clone(),
            names: Vec::new(),
            keeper: "osce".into(),
            members: ["zeta".into()].into(),
            membership,
        };
        let as_seen = |membership, own: &str| {
            let (groups, own) = ([group(membership)], Seat::of_party(own.into()));
            told(&changes(&sets, &viewers, Some(&Known { groups: &groups, own: Some(&own) }), &records))
        };
        let named = ["desk-officer at [\"zeta\"]: 1 users, +0 -3"];
        assert_eq!(told(&changes(&sets, &viewers, None, &records)), named);
        assert_eq!(as_seen(Membership::Open, "eu"), named);
        assert_eq!(as_seen(Membership::Hidden, "osce"), named, "its keeper knows");
        assert_eq!(as_seen(Membership::Hidden, "eu"), ["desk-officer at [] (hidden): 1 users, +0 -3"]);
    }

    #[test]
    fn a_policy_of_one_user_is_asked_for_each_user() {
        let mut files = shipped();
        files.push(PolicyFile {
            name: "6-one.cedar".into(),
            text: "@id(\"one\") @reason(\"he is away\") forbid (principal == User::\"amir\", action == Action::\"see\", resource);".into(),
        });
        let (before, after) =
            (Policies::shipped().expect("they load"), Policies::load(files).expect("they hold"));
        let sets = Sets { before: &before, after: &after, today: Day(20_605) };
        let records = [(class("osce", Tlp::Green, Audience::default(), State::Current), 4)];
        let viewers = ["amir", "zoe"].map(|user| viewer(user, UserRole::DeskOfficer, Some("osce"), &[]));
        assert_eq!(
            told(&changes(&sets, &viewers, None, &records)),
            ["desk-officer at [\"osce\"]: 1 users, +0 -4"]
        );
    }
}
