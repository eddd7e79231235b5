//! A record: one party's own account of one activity, as it was read.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{
    money::Amount,
    origin::{At, SourceId},
    party::PartyRef,
    period::{DateKind, Day, Period, StatedDate},
    place::Place,
    text::Text,
    theme::Theme,
};

/// What sort of thing the activity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum ActivityKind {
    #[default]
    Unknown,
    Project,
    Programme,
    Operation,
    Exercise,
    Training,
    Study,
    InformationExchange,
    WorkingGroup,
    Meeting,
    Funding,
    Force,
    Negotiation,
    Advice,
    Assistance,
    Agreement,
    Liaison,
    List,
    Standard,
    Event,
    Mission,
}

impl ActivityKind {
    /// Every kind with its word, in the order of the enum.
    pub const WORDS: [(ActivityKind, &'static str); 21] = [
        (ActivityKind::Unknown, "unknown"),
        (ActivityKind::Project, "project"),
        (ActivityKind::Programme, "programme"),
        (ActivityKind::Operation, "operation"),
        (ActivityKind::Exercise, "exercise"),
        (ActivityKind::Training, "training"),
        (ActivityKind::Study, "study"),
        (ActivityKind::InformationExchange, "information-exchange"),
        (ActivityKind::WorkingGroup, "working-group"),
        (ActivityKind::Meeting, "meeting"),
        (ActivityKind::Funding, "funding"),
        (ActivityKind::Force, "force"),
        (ActivityKind::Negotiation, "negotiation"),
        (ActivityKind::Advice, "advice"),
        (ActivityKind::Assistance, "assistance"),
        (ActivityKind::Agreement, "agreement"),
        (ActivityKind::Liaison, "liaison"),
        (ActivityKind::List, "list"),
        (ActivityKind::Standard, "standard"),
        (ActivityKind::Event, "event"),
        (ActivityKind::Mission, "mission"),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("unknown", |(_, word)| word)
    }

    /// The kind of a word, in any case and with `_` or blanks for `-`; `Unknown` when it is none of ours.
    pub fn parse(word: &str) -> ActivityKind {
        let word = word.trim().to_lowercase().replace(['_', ' '], "-");
        match word.as_str() {
            "loan" | "grant" => ActivityKind::Funding,
            "program" => ActivityKind::Programme,
            "conference" | "summit" => ActivityKind::Meeting,
            "workshop" | "seminar" | "course" => ActivityKind::Training,
            _ => Self::WORDS
                .iter()
                .find(|(_, known)| *known == word)
                .map_or(ActivityKind::Unknown, |(kind, _)| *kind),
        }
    }
}

/// What a participant does in the activity. IATI organisation roles map onto it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Gives the money.
    Funder,
    /// Answers for it (government or lead agency).
    Accountable,
    /// Passes the money on or manages it.
    Extending,
    /// Does the work.
    Implementer,
    /// Leads a joint activity.
    Lead,
    /// Takes part.
    Participant,
    /// Watches.
    Observer,
    /// Receives the help (counterpart, beneficiary institution).
    Counterpart,
    /// Named without a role.
    Unstated,
}

/// A party in the activity, as the record names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// What it does.
    pub role: Role,
    /// Who.
    pub party: PartyRef,
    /// The identifier that this party gives to its own record of the activity, where the reporter says so.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub activity_id: CompactString,
}

/// What a declared link says of the other record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// The other is the whole of which this is a part.
    Parent,
    /// The other is a part of this.
    Child,
    /// Both are parts of one whole.
    Sibling,
    /// Funded together.
    CoFunded,
    /// Reported by somebody else too.
    ThirdParty,
    /// The provider's record of the money that came in.
    ProviderActivity,
    /// The receiver's record of the money that went out.
    ReceiverActivity,
    /// The participant's own record of the same activity.
    ParticipantActivity,
    /// Another identifier of this very activity.
    OtherIdentifier,
    /// Named without saying how.
    Related,
}

/// A link that the record itself states.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeclaredLink {
    /// How they are linked.
    pub kind: LinkKind,
    /// The other's identifier, as written.
    pub to: CompactString,
    /// Where it was read.
    pub at: At,
}

/// How far the activity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not stated.
    #[default]
    Unknown,
    /// Planned or in the pipeline.
    Planned,
    /// Under way.
    Active,
    /// Work is done, accounts may be open.
    Finished,
    /// Closed.
    Closed,
    /// Given up.
    Cancelled,
    /// Interrupted.
    Suspended,
}

/// Something that the reader didn't understand but didn't throw away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The element, attribute or column: `document-link/title`, `@humanitarian`, `Kebele/IDP site name`.
    pub name: CompactString,
    /// Its text.
    pub value: CompactString,
    /// Where it was read.
    pub at: At,
}

/// One party's own account of one activity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Identifier in the reporter's scheme, as written. Made of source and line where the source gives none.
    pub id: CompactString,
    /// Who says this.
    pub reporter: PartyRef,
    /// Which file.
    pub source: SourceId,
    /// Where the record begins in it.
    pub at: At,
    /// What sort of thing.
    pub kind: ActivityKind,
    /// The source's own word for the kind.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub kind_as_written: CompactString,
    /// How far it is.
    pub status: Status,
    /// Titles, the reporter's first language first.
    pub titles: Vec<Text>,
    /// Descriptions, objectives, target groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Text>,
    /// Who takes part, the reporter not repeated unless the source says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
    /// Dates as stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<StatedDate>,
    /// Places, those of transactions included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Themes, those of transactions included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Theme>,
    /// Money.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// Units, ships, sites, venues: what can't be in two places at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Text>,
    /// Links that the record states.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<DeclaredLink>,
    /// Level inside the publisher's own hierarchy, 1 at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hierarchy: Option<u8>,
    /// Part of a humanitarian response.
    #[serde(default)]
    pub humanitarian: bool,
    /// Humanitarian emergencies and appeals by code (`glide:EP-2020-000012-001`, `hrp:HAFG20`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<CompactString>,
    /// What was read and not understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
}

impl Record {
    /// The first title, else the id.
    pub fn label(&self) -> &str {
        self.titles.first().map_or(self.id.as_str(), |title| title.value.as_str())
    }

    /// The stated day of one kind, if any.
    pub fn date(&self, kind: DateKind) -> Option<&StatedDate> {
        self.dates.iter().find(|date| date.kind == kind)
    }

    /// From when to when: what happened before what was planned. An end before its start is left open.
    pub fn period(&self) -> Period {
        let start = self.date(DateKind::ActualStart).or_else(|| self.date(DateKind::PlannedStart));
        let end = self.date(DateKind::ActualEnd).or_else(|| self.date(DateKind::PlannedEnd));
        let end = end.filter(|end| start.is_none_or(|start| start.day <= end.day));
        Period {
            start: start.map(|date| date.day),
            end: end.map(first_day_after),
            start_precision: start.map(|date| date.precision).unwrap_or_default(),
            end_precision: end.map(|date| date.precision).unwrap_or_default(),
        }
    }

    /// The record without its places in the file: two records that say the same are then equal, wherever they stand.
    pub fn without_places(&self) -> Record {
        let mut bare = self.clone();
        let none = At::default();
        (bare.source, bare.at, bare.reporter.at) = (SourceId::default(), none, none);
        let texts = |texts: &mut Vec<Text>| texts.iter_mut().for_each(|text| text.at = none);
        let party = |party: &mut PartyRef| {
            party.at = none;
            texts(&mut party.names);
        };
        party(&mut bare.reporter);
        [&mut bare.titles, &mut bare.descriptions, &mut bare.assets].into_iter().for_each(texts);
        bare.participants.iter_mut().for_each(|participant| party(&mut participant.party));
        bare.dates.iter_mut().for_each(|date| date.at = none);
        for place in &mut bare.places {
            place.at = none;
            texts(&mut place.names);
        }
        for theme in &mut bare.themes {
            theme.at = none;
            texts(&mut theme.names);
        }
        for amount in &mut bare.amounts {
            amount.at = none;
            amount.provider.iter_mut().chain(&mut amount.receiver).for_each(|side| party(side));
        }
        bare.links.iter_mut().for_each(|link| link.at = none);
        bare.kept.iter_mut().for_each(|kept| kept.at = none);
        bare
    }
}

/// A stated last day is inside the period; a stated last month or year is wholly inside.
fn first_day_after(last: &StatedDate) -> Day {
    use crate::period::Precision;
    let (year, month, day) = last.day.ymd();
    let next_month =
        if month == 12 { Day::from_ymd(year + 1, 1, 1) } else { Day::from_ymd(year, month + 1, 1) };
    match last.precision {
        // a source that writes the first of the month for "in March" means all of March
        Precision::Month if day == 1 => next_month.unwrap_or(last.day.plus(1)),
        Precision::Year if day == 1 && month == 1 => {
            Day::from_ymd(year + 1, 1, 1).unwrap_or(last.day.plus(1))
        }
        _ => last.day.plus(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Precision;

    fn stated(kind: DateKind, day: &str, precision: Precision) -> StatedDate {
        StatedDate { kind, day: Day::parse(day).expect(day), precision, at: At::default() }
    }

    #[test]
    fn what_happened_goes_before_what_was_planned() {
        let record = Record {
            dates: vec![
                stated(DateKind::PlannedStart, "2020-01-01", Precision::Day),
                stated(DateKind::ActualStart, "2020-02-01", Precision::Day),
                stated(DateKind::PlannedEnd, "2020-03-01", Precision::Month),
            ],
            ..Record::default()
        };
        let period = record.period();
        assert_eq!(period.start, Day::parse("2020-02-01"));
        assert_eq!(period.end, Day::parse("2020-04-01"));
    }

    #[test]
    fn an_end_before_the_start_is_left_open() {
        let record = Record {
            dates: vec![
                stated(DateKind::ActualStart, "2020-02-01", Precision::Day),
                stated(DateKind::ActualEnd, "2019-02-01", Precision::Day),
            ],
            ..Record::default()
        };
        assert_eq!(record.period().end, None);
    }

    #[test]
    fn every_kind_has_a_word_that_reads_back() {
        for (kind, word) in ActivityKind::WORDS {
            assert_eq!(ActivityKind::parse(word), kind);
            assert_eq!(kind.as_str(), word);
        }
        assert_eq!(ActivityKind::parse("Working Group"), ActivityKind::WorkingGroup);
    }
}
