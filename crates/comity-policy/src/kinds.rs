//! Every kind of record that policies treat in a way of its own, and every way of standing to its originator: what the golden table asks about.

use std::collections::BTreeSet;

use comity_core::{
    Audience, DataProtection, Day, DeskId, GroupId, Label, NameError, Onward, PartyId, Purpose, Seat, Terms,
    Tlp, UserHandle, UserRole, Viewer,
};
use serde::Serialize;

use crate::class::{AccessClass, Circumstances, Recipient};
use crate::difference::Named;

/// Why a table can't be drawn: never, or a name in this file is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A label.
    #[error(transparent)]
    Label(#[from] comity_core::LabelError),
}

/// How a viewer stands to the originator of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// At the desk that the record belongs to.
    OwnDesk,
    /// At another desk of the same organ.
    OwnOrgan,
    /// In another organ of the same party.
    OwnParty,
    /// In the organ, or the party, that an audience names.
    Audience,
    /// In another organ of that party.
    AudienceParty,
    /// A party that belongs to the group that an audience names, and nothing else.
    Group,
    /// Anyone else at a party.
    Other,
}

impl Relation {
    /// Every relation with its words.
    pub const WORDS: [(Relation, &'static str); 7] = [
        (Relation::OwnDesk, "own desk"),
        (Relation::OwnOrgan, "own organ"),
        (Relation::OwnParty, "own party"),
        (Relation::Audience, "audience"),
        (Relation::AudienceParty, "its party"),
        (Relation::Group, "group"),
        (Relation::Other, "other"),
    ];

    /// The word: `own-desk`.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::OwnDesk => "own-desk",
            Relation::OwnOrgan => "own-organ",
            Relation::OwnParty => "own-party",
            Relation::Audience => "audience",
            Relation::AudienceParty => "audience-party",
            Relation::Group => "group",
            Relation::Other => "other",
        }
    }

    fn seat(self) -> Result<Seat, NameError> {
        let at = |party: &str, organ: &str, desk: &str| -> Result<Seat, NameError> {
            Ok(Seat::of_party(party.into()).in_organ(organ.into()).at(DeskId::new(desk)?))
        };
        match self {
            Relation::OwnDesk => at("alpha", "alpha-north", "plans"),
            Relation::OwnOrgan => at("alpha", "alpha-north", "training"),
            Relation::OwnParty => at("alpha", "alpha-south", "plans"),
            Relation::Audience => at("beta", "beta-east", "plans"),
            Relation::AudienceParty => at("beta", "beta-west", "plans"),
            Relation::Group => at("gamma", "gamma-north", "plans"),
            Relation::Other => at("delta", "delta-north", "plans"),
        }
    }

    /// A viewer of one role who stands so.
    ///
    /// # Errors
    /// When a name in this file is no name.
    pub fn viewer(self, role: UserRole) -> Result<Viewer, NameError> {
        let groups = if self == Relation::Group { [GroupId::new("circle")?].into() } else { BTreeSet::new() };
        Ok(Viewer {
            user: UserHandle::new("someone")?,
            roles: [role].into(),
            seat: Some(self.seat()?),
            groups,
        })
    }
}

/// To whom a column of the table discloses. The "others" are one party of the group `outside`, to which onward release may go.
pub(crate) fn recipient(to: Relation) -> Result<Recipient, NameError> {
    let groups = match to {
        Relation::Group => [GroupId::new("circle")?].into(),
        Relation::Other => [GroupId::new("outside")?].into(),
        _ => BTreeSet::new(),
    };
    let seat = match to {
        Relation::Other => Seat::of_party(PartyId::from("epsilon")),
        other => other.seat()?,
    };
    Ok(Recipient { seat, groups })
}

/// A kind of record, under circumstances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// By which pages say it in other languages.
    pub key: &'static str,
    /// In words.
    pub name: &'static str,
    /// The class.
    pub class: AccessClass,
    /// The circumstances.
    pub circumstances: Circumstances,
}

/// The day on which the table is asked for: 2026-06-01.
pub const TODAY: Day = Day(20_605);

/// Every kind of record that policies treat in a way of its own.
///
/// # Errors
/// When a name or label in this file is none.
pub fn kinds() -> Result<Vec<Kind>, TableError> {
    let group = |id: &str| GroupId::new(id);
    let party = Audience { parties: ["beta".into()].into(), ..Audience::default() };
    let organ = Audience { organs: ["beta-east".into()].into(), ..Audience::default() };
    let circle = Audience { groups: [group("circle")?].into(), ..Audience::default() };
    let of = |tlp: Tlp, audience: &Audience| Terms {
        audience: audience.clone(),
        pointers: false,
        ..Terms::of(tlp)
    };
    let nobody = Audience::default();
    let amber = || of(Tlp::Amber, &party);
    let plain = Circumstances::on(TODAY);
    let given = Circumstances { consent: true, ..plain.clone() };
    let said = Circumstances { purpose: Some(Purpose::Deconfliction), ..plain.clone() };
    let agreed = Circumstances { reviewed: true, ..plain.clone() };
    let consent = Terms { onward: Onward::Consent, ..amber() };
    let purpose = Terms { purposes: [Purpose::Deconfliction].into(), ..amber() };
    let review = Terms { data_protection: DataProtection::Review, ..amber() };
    let pointers = |terms: Terms| Terms { pointers: true, ..terms };
    let red = |audience: &Audience| of(Tlp::Red, audience);
    let rows: Vec<(&'static str, &'static str, Terms, &Circumstances)> = vec![
        ("clear", "TLP:CLEAR", of(Tlp::Clear, &nobody), &plain),
        ("green", "TLP:GREEN for the community", of(Tlp::Green, &nobody), &plain),
        ("green-party", "TLP:GREEN for a party", of(Tlp::Green, &party), &plain),
        ("amber-owner", "TLP:AMBER for the owner alone", of(Tlp::Amber, &nobody), &plain),
        (
            "amber-owner-pointers",
            "TLP:AMBER for the owner alone, pointers allowed",
            pointers(of(Tlp::Amber, &nobody)),
            &plain,
        ),
        ("amber-party", "TLP:AMBER for a party", amber(), &plain),
        ("amber-organ", "TLP:AMBER for an organ", of(Tlp::Amber, &organ), &plain),
        ("amber-group", "TLP:AMBER for a group", of(Tlp::Amber, &circle), &plain),
        (
            "amber-onward-group",
            "TLP:AMBER for a party, onward release to a group",
            Terms { onward: Onward::Group(group("outside")?), ..amber() },
            &plain,
        ),
        (
            "amber-consent-none",
            "TLP:AMBER for a party, onward release by consent, none given",
            consent.clone(),
            &plain,
        ),
        ("amber-consent-given", "TLP:AMBER for a party, onward release by consent, given", consent, &given),
        (
            "amber-purpose-unsaid",
            "TLP:AMBER for a party, for deconfliction, purpose not said",
            purpose.clone(),
            &plain,
        ),
        ("amber-purpose-said", "TLP:AMBER for a party, for deconfliction, purpose said", purpose, &said),
        (
            "amber-review-open",
            "TLP:AMBER for a party, data protection review, not agreed",
            review.clone(),
            &plain,
        ),
        ("amber-review-agreed", "TLP:AMBER for a party, data protection review, agreed", review, &agreed),
        (
            "amber-in-place",
            "TLP:AMBER for a party, data protection in place",
            Terms { data_protection: DataProtection::InPlace, ..amber() },
            &plain,
        ),
        ("strict-owner", "TLP:AMBER+STRICT for the owner alone", of(Tlp::AmberStrict, &nobody), &plain),
        ("strict-party", "TLP:AMBER+STRICT for a party", of(Tlp::AmberStrict, &party), &plain),
        ("red-party", "TLP:RED for a party", red(&party), &plain),
        ("red-organ", "TLP:RED for an organ", red(&organ), &plain),
        ("red-group", "TLP:RED for a group, pointers allowed", pointers(red(&circle)), &plain),
        (
            "expired",
            "expired today, else TLP:GREEN for the community, pointers allowed",
            Terms { expires: Some(TODAY), ..pointers(of(Tlp::Green, &nobody)) },
            &plain,
        ),
        (
            "expires-tomorrow",
            "expires tomorrow, else TLP:GREEN for the community, pointers allowed",
            Terms { expires: Some(TODAY.plus(1)), ..pointers(of(Tlp::Green, &nobody)) },
            &plain,
        ),
        (
            "withdrawn",
            "withdrawn, else TLP:GREEN for the community, pointers allowed",
            pointers(of(Tlp::Green, &nobody)),
            &plain,
        ),
    ];
    rows.into_iter()
        .map(|(key, name, terms, circumstances)| {
            Ok(Kind {
                key,
                name,
                class: AccessClass {
                    owner: Relation::OwnDesk.seat()?,
                    label: Label::new(terms)?,
                    withdrawn: key == "withdrawn",
                },
                circumstances: circumstances.clone(),
            })
        })
        .collect()
}

/// Kinds in fewer words: where all kinds of a level are among them, whatever else their labels say, the level stands for them.
pub fn by_level(kinds: &[Named]) -> Vec<Named> {
    let Ok(all) = self::kinds() else { return kinds.to_vec() };
    let of_level = |tlp: Tlp| {
        let lives = |kind: &&Kind| !kind.class.withdrawn && kind.class.label.terms().expires != Some(TODAY);
        all.iter().filter(lives).filter(move |kind| kind.class.label.tlp() == tlp).map(|kind| kind.key)
    };
    let whole: Vec<(Named, Vec<&str>)> = LEVELS
        .into_iter()
        .map(|(tlp, named)| (named, of_level(tlp).collect::<Vec<&str>>()))
        .filter(|(_, keys)| keys.iter().all(|key| kinds.iter().any(|kind| kind.key == *key)))
        .collect();
    let mut shorter: Vec<Named> = Vec::new();
    for kind in kinds {
        let level = whole.iter().find(|(_, keys)| keys.contains(&kind.key)).map(|(named, _)| *named);
        let named = level.unwrap_or(*kind);
        if !shorter.contains(&named) {
            shorter.push(named);
        }
    }
    shorter
}

/// The levels of which there are several kinds.
const LEVELS: [(Tlp, Named); 4] = [
    (Tlp::Green, Named { key: "all-green", english: "TLP:GREEN, whatever else the label says" }),
    (Tlp::Amber, Named { key: "all-amber", english: "TLP:AMBER, whatever else the label says" }),
    (
        Tlp::AmberStrict,
        Named { key: "all-strict", english: "TLP:AMBER+STRICT, whatever else the label says" },
    ),
    (Tlp::Red, Named { key: "all-red", english: "TLP:RED, whatever else the label says" }),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_level_stands_for_its_kinds_and_a_part_of_one_does_not() {
        let named = |kind: &Kind| Named { key: kind.key, english: kind.name };
        let all: Vec<Named> = kinds().unwrap().iter().map(named).collect();
        let keys = |kinds: &[Named]| by_level(kinds).iter().map(|kind| kind.key).collect::<Vec<_>>();
        assert_eq!(
            keys(&all),
            ["clear", "all-green", "all-amber", "all-strict", "all-red", "expired", "withdrawn"]
        );
        let but_one: Vec<Named> = all.into_iter().filter(|kind| kind.key != "strict-owner").collect();
        assert!(keys(&but_one).contains(&"strict-party") && !keys(&but_one).contains(&"all-strict"));
        assert_eq!(keys(&[]), [""; 0]);
    }
}
