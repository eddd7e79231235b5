//! A label: how far a record may travel, to whom, what for, until when.
//!
//! [`Terms`] are what a person fills in; a [`Label`] is terms that don't contradict each other and TLP 2.0
//! (<https://www.first.org/tlp/>). What a label lets a viewer do is for policies to say, not for this file.

use std::collections::BTreeSet;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{
    audience::{Audience, GroupId},
    period::Day,
    tlp::Tlp,
};

/// What a recipient may use a record for. Words that the list lacks are kept as they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Purpose {
    /// To keep activities out of each other's way.
    Deconfliction,
    /// To work together, divide or join the work.
    Coordination,
    /// To plan one's own activities.
    Planning,
    /// To count and to report, without showing the record.
    Statistics,
    /// Any other purpose, in the owner's words.
    Other(CompactString),
}

impl Purpose {
    /// The word.
    pub fn as_str(&self) -> &str {
        match self {
            Purpose::Deconfliction => "deconfliction",
            Purpose::Coordination => "coordination",
            Purpose::Planning => "planning",
            Purpose::Statistics => "statistics",
            Purpose::Other(word) => word,
        }
    }
}

impl From<String> for Purpose {
    fn from(word: String) -> Purpose {
        let word = word.trim();
        match word.to_lowercase().as_str() {
            "deconfliction" => Purpose::Deconfliction,
            "coordination" => Purpose::Coordination,
            "planning" => Purpose::Planning,
            "statistics" => Purpose::Statistics,
            _ => Purpose::Other(word.into()),
        }
    }
}

impl From<Purpose> for String {
    fn from(purpose: Purpose) -> String {
        purpose.as_str().to_owned()
    }
}

/// Whether a recipient may pass a record on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Onward {
    /// Never.
    #[default]
    None,
    /// When the originator agrees, each time anew.
    Consent,
    /// To the members of this group, to others never.
    Group(GroupId),
    /// To anyone: what TLP:CLEAR means, and nothing else does.
    Unlimited,
}

/// What data protection asks for beside the rest of the label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataProtection {
    /// Nothing: the record is about institutions alone.
    #[default]
    None,
    /// A legal officer of the owner agrees to each export and disclosure.
    Review,
    /// The record is read here and leaves the node neither by export nor by disclosure.
    InPlace,
}

/// What a label says. Every field may be written; only terms that agree with each other become a [`Label`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// How far the record may travel.
    pub tlp: Tlp,
    /// Whom it is given to. Nobody named means: everyone under TLP:CLEAR, the community under TLP:GREEN, the owner alone
    /// under both levels of AMBER.
    #[serde(default, skip_serializing_if = "Audience::is_empty")]
    pub audience: Audience,
    /// What for; none named means any purpose.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub purposes: BTreeSet<Purpose>,
    /// Whether recipients may pass it on.
    #[serde(default)]
    pub onward: Onward,
    /// The day on which the owner looks at the label again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Day>,
    /// The first day on which nobody sees the record any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Day>,
    /// Data-protection condition.
    #[serde(default)]
    pub data_protection: DataProtection,
    /// Whether those who may not see the record may learn from a finding that there is one, and whom to call.
    #[serde(default)]
    pub pointers: bool,
}

impl Terms {
    /// The terms of a level with nothing else said. Those of TLP:RED still lack an audience.
    pub fn of(tlp: Tlp) -> Terms {
        Terms {
            tlp,
            audience: Audience::default(),
            purposes: BTreeSet::new(),
            onward: if tlp == Tlp::Clear { Onward::Unlimited } else { Onward::None },
            review: None,
            expires: None,
            data_protection: DataProtection::None,
            pointers: tlp <= Tlp::Green,
        }
    }
}

/// Why terms are no label. Each message ends with the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// TLP:RED is for the named alone.
    #[error("TLP:RED names no audience: name the parties, organs or groups that it is for")]
    RedForNobody,
    /// TLP:CLEAR has no limit, so it has no audience, purpose or condition.
    #[error("TLP:CLEAR has no limit, but the label sets {0}: leave it out, or choose TLP:GREEN or stricter")]
    ClearWithLimit(&'static str),
    /// Onward release that the level doesn't allow.
    #[error("{tlp} doesn't allow onward release `{onward}`: {way_out}")]
    Onward {
        /// The level.
        tlp: Tlp,
        /// What was asked for.
        onward: &'static str,
        /// What the level allows.
        way_out: &'static str,
    },
    /// A review that comes too late.
    #[error("review on {review} comes when the record has expired on {expires}: review before it")]
    ReviewTooLate {
        /// Day of review.
        review: Day,
        /// Day of expiry.
        expires: Day,
    },
    /// A day that can't be written as YYYY-MM-DD.
    #[error("{what} is on no day of the years 0000 to 9999: write it as 2027-03-12")]
    NoDay {
        /// Review or expiry.
        what: &'static str,
    },
    /// A purpose without words.
    #[error("a purpose is empty: leave it out, or say what the record may be used for")]
    EmptyPurpose,
}

/// Terms that agree with each other and with TLP 2.0. There is no other way to make one than [`Label::new`].
///
/// Its JSON is canonical: equal labels are equal bytes, so that the text can key an access class.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Terms", try_from = "Terms")]
pub struct Label(Terms);

impl Label {
    /// Checks the terms.
    ///
    /// # Errors
    /// The first contradiction, with the way out.
    pub fn new(terms: Terms) -> Result<Label, LabelError> {
        if terms.tlp == Tlp::Red && terms.audience.is_empty() {
            return Err(LabelError::RedForNobody);
        }
        if terms.tlp == Tlp::Clear {
            let limits = [
                (!terms.audience.is_empty(), "an audience"),
                (!terms.purposes.is_empty(), "a purpose"),
                (terms.data_protection != DataProtection::None, "a data-protection condition"),
            ];
            if let Some((_, limit)) = limits.iter().find(|(set, _)| *set) {
                return Err(LabelError::ClearWithLimit(limit));
            }
        }
        onward_fits(&terms)?;
        // an `Other` that is spelled like a known purpose would not read back as itself
        let purposes: BTreeSet<Purpose> =
            terms.purposes.into_iter().map(|purpose| Purpose::from(String::from(purpose))).collect();
        if purposes.iter().any(|purpose| purpose.as_str().is_empty()) {
            return Err(LabelError::EmptyPurpose);
        }
        for (day, what) in [(terms.review, "review"), (terms.expires, "expiry")] {
            if day.is_some_and(|day| Day::parse(&day.to_string()) != Some(day)) {
                return Err(LabelError::NoDay { what });
            }
        }
        if let (Some(review), Some(expires)) = (terms.review, terms.expires)
            && review >= expires
        {
            return Err(LabelError::ReviewTooLate { review, expires });
        }
        Ok(Label(Terms { purposes, ..terms }))
    }

    /// What a record has when nothing is said: TLP:AMBER+STRICT, for its owner alone.
    pub fn own() -> Label {
        Label(Terms::of(Tlp::AmberStrict))
    }

    /// The terms, for reading.
    pub fn terms(&self) -> &Terms {
        &self.0
    }

    /// The terms, to be changed and checked anew.
    pub fn into_terms(self) -> Terms {
        self.0
    }

    /// How far the record may travel.
    pub fn tlp(&self) -> Tlp {
        self.0.tlp
    }

    /// Whether nobody sees the record any more on `today`.
    pub fn expired(&self, today: Day) -> bool {
        self.0.expires.is_some_and(|expires| expires <= today)
    }

    /// Whether the owner should look at the label again on `today`.
    pub fn review_due(&self, today: Day) -> bool {
        self.0.review.is_some_and(|review| review <= today)
    }
}

impl Default for Label {
    fn default() -> Label {
        Label::own()
    }
}

impl From<Label> for Terms {
    fn from(label: Label) -> Terms {
        label.0
    }
}

impl TryFrom<Terms> for Label {
    type Error = LabelError;
    fn try_from(terms: Terms) -> Result<Label, LabelError> {
        Label::new(terms)
    }
}

fn onward_fits(terms: &Terms) -> Result<(), LabelError> {
    let (fits, way_out) = match terms.tlp {
        Tlp::Clear => (terms.onward == Onward::Unlimited, "anyone may pass it on, write `unlimited`"),
        Tlp::Green | Tlp::Amber => {
            (terms.onward != Onward::Unlimited, "write `none`, `consent` or a group, or choose TLP:CLEAR")
        }
        Tlp::AmberStrict => (
            matches!(terms.onward, Onward::None | Onward::Consent),
            "write `none` or `consent`, or choose TLP:AMBER",
        ),
        Tlp::Red => (terms.onward == Onward::None, "write `none`, or choose TLP:AMBER+STRICT"),
    };
    let onward = match terms.onward {
        Onward::None => "none",
        Onward::Consent => "consent",
        Onward::Group(_) => "group",
        Onward::Unlimited => "unlimited",
    };
    if fits { Ok(()) } else { Err(LabelError::Onward { tlp: terms.tlp, onward, way_out }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::btree_set, option, prelude::*};

    fn group(id: &str) -> GroupId {
        GroupId::new(id).unwrap()
    }

    fn refused(terms: Terms) -> String {
        Label::new(terms).unwrap_err().to_string()
    }

    #[test]
    fn contradictions_are_refused_with_the_way_out() {
        let day = |text| Day::parse(text);
        let nato = Audience { parties: ["nato".into()].into(), ..Audience::default() };
        let red = Terms { audience: nato.clone(), ..Terms::of(Tlp::Red) };
        let said = [
            refused(Terms::of(Tlp::Red)),
            refused(Terms { onward: Onward::Consent, ..red }),
            refused(Terms { audience: nato, ..Terms::of(Tlp::Clear) }),
            refused(Terms { onward: Onward::None, ..Terms::of(Tlp::Clear) }),
            refused(Terms { data_protection: DataProtection::InPlace, ..Terms::of(Tlp::Clear) }),
            refused(Terms { onward: Onward::Unlimited, ..Terms::of(Tlp::Green) }),
            refused(Terms { onward: Onward::Group(group("friends")), ..Terms::of(Tlp::AmberStrict) }),
            refused(Terms { review: day("2027-01-01"), expires: day("2027-01-01"), ..Terms::of(Tlp::Amber) }),
            refused(Terms { expires: Some(Day(i32::MAX)), ..Terms::of(Tlp::Amber) }),
            refused(Terms { purposes: [Purpose::Other(" ".into())].into(), ..Terms::of(Tlp::Amber) }),
        ];
        assert_eq!(
            said.join("\n"),
            "TLP:RED names no audience: name the parties, organs or groups that it is for\n\
             TLP:RED doesn't allow onward release `consent`: write `none`, or choose TLP:AMBER+STRICT\n\
             TLP:CLEAR has no limit, but the label sets an audience: leave it out, or choose TLP:GREEN or stricter\n\
             TLP:CLEAR doesn't allow onward release `none`: anyone may pass it on, write `unlimited`\n\
             TLP:CLEAR has no limit, but the label sets a data-protection condition: leave it out, or choose TLP:GREEN or stricter\n\
             TLP:GREEN doesn't allow onward release `unlimited`: write `none`, `consent` or a group, or choose TLP:CLEAR\n\
             TLP:AMBER+STRICT doesn't allow onward release `group`: write `none` or `consent`, or choose TLP:AMBER\n\
             review on 2027-01-01 comes when the record has expired on 2027-01-01: review before it\n\
             expiry is on no day of the years 0000 to 9999: write it as 2027-03-12\n\
             a purpose is empty: leave it out, or say what the record may be used for"
        );
    }

    #[test]
    fn a_record_is_gone_on_the_day_of_its_expiry() {
        let expires = Day::parse("2027-03-12");
        let label = Label::new(Terms { expires, ..Terms::of(Tlp::Green) }).unwrap();
        assert!(!label.expired(Day::parse("2027-03-11").unwrap()));
        assert!(label.expired(Day::parse("2027-03-12").unwrap()));
        assert!(!Label::own().expired(Day(i32::MAX)));
    }

    #[test]
    fn a_label_reads_as_people_write_it() {
        let text = r#"{"tlp":"amber","audience":{"organs":["sco-rats"]},"purposes":["Deconfliction"],
            "onward":{"group":"contact-group"},"expires":"2027-03-12","data_protection":"review","pointers":true}"#;
        let label: Label = serde_json::from_str(text).unwrap();
        assert_eq!(
            serde_json::to_string(&label).unwrap(),
            r#"{"tlp":"TLP:AMBER","audience":{"organs":["sco-rats"]},"purposes":["deconfliction"],"onward":{"group":"contact-group"},"expires":"2027-03-12","data_protection":"review","pointers":true}"#
        );
        for bad in [
            r#"{"tlp":"TLP:RED"}"#,
            r#"{"tlp":"TLP:AMBER","audiense":{}}"#,
            r#"{"tlp":"TLP:AMBER","expires":"2027-02-30"}"#,
        ] {
            assert!(serde_json::from_str::<Label>(bad).is_err(), "{bad}");
        }
    }

    prop_compose! {
        fn audience()(
            parties in btree_set("[a-c]", 0..3),
            organs in btree_set("[d-f]", 0..3),
            groups in btree_set("[g-i]", 0..3),
        ) -> Audience {
            Audience {
                parties: parties.iter().map(|id| id.as_str().into()).collect(),
                organs: organs.iter().map(|id| id.as_str().into()).collect(),
                groups: groups.iter().map(|id| group(id)).collect(),
            }
        }
    }

    prop_compose! {
        fn terms()(
            tlp in prop::sample::select(&Tlp::ALL[..]),
            audience in audience(),
            purposes in btree_set(prop_oneof!["[a-zA-Z ]{0,4}", Just("Planning".to_owned())], 0..3),
            raw in any::<bool>(),
            onward in prop_oneof![
                Just(Onward::None), Just(Onward::Consent), Just(Onward::Unlimited),
                Just(Onward::Group(group("friends")))
            ],
            review in option::of(-800_000i32..3_000_000),
            expires in option::of(-800_000i32..3_000_000),
            data_protection in prop_oneof![
                Just(DataProtection::None), Just(DataProtection::Review), Just(DataProtection::InPlace)
            ],
            pointers in any::<bool>(),
        ) -> Terms {
            let purpose = |word: String| if raw { Purpose::Other(word.into()) } else { word.into() };
            Terms {
                tlp, audience, onward, data_protection, pointers,
                purposes: purposes.into_iter().map(purpose).collect(),
                review: review.map(Day), expires: expires.map(Day),
            }
        }
    }

    proptest! {
        #[test]
        fn a_label_keeps_its_invariants_and_reads_back(terms in terms()) {
            let Ok(label) = Label::new(terms.clone()) else { return Ok(()) };
            let text = serde_json::to_string(&label).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Label>(&text).unwrap(), &label);
            let kept = label.terms();
            prop_assert!(kept.tlp != Tlp::Red || (!kept.audience.is_empty() && kept.onward == Onward::None));
            prop_assert_eq!(kept.tlp == Tlp::Clear, kept.onward == Onward::Unlimited);
            prop_assert!(kept.review.zip(kept.expires).is_none_or(|(review, expires)| review < expires));
            prop_assert_eq!((kept.tlp, &kept.audience), (terms.tlp, &terms.audience));
        }
    }
}
