//! Exercises and joint operations that come again: their editions, who took part as what, what came of them in figures, what was learned
//! and whether it was taken up. Figures are sums, never about persons.

use std::collections::BTreeMap;

use comity_core::{CompactString, Day, Decimal, PartyId, Tlp};
use serde::{Deserialize, Serialize};

use super::{Machine, Refused, can_be_added, given, numbered};

mod act;
mod view;

pub use act::{Act, Part, Sort};
pub use view::View;

/// An edition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edition {
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// Where.
    pub place: String,
    /// What was done.
    pub words: String,
    /// The record that it is, by its id at the node.
    pub record: Option<CompactString>,
    /// Who took part, and as what.
    pub parts: BTreeMap<PartyId, Part>,
    /// What came of it: a figure, how much, in what.
    pub results: BTreeMap<CompactString, (Decimal, String)>,
    /// When it was called off, and why.
    pub off: Option<(Day, String)>,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lesson {
    /// Who says it.
    pub party: PartyId,
    /// In which edition.
    pub edition: CompactString,
    /// What.
    pub words: String,
    /// When it was said.
    pub on: Day,
    /// In which edition it was taken up, and how.
    pub taken_up: Vec<(CompactString, String)>,
}

/// Something that comes again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    title: String,
    text: String,
    sort: Sort,
    label: Option<Tlp>,
    keeper: Option<PartyId>,
    editions: BTreeMap<CompactString, Edition>,
    lessons: Vec<Lesson>,
    ended: Option<(Day, String)>,
}

/// When and where an edition is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// Where.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// What is done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The record that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<CompactString>,
}

impl Machine for Series {
    type Act = Act;

    fn act(&mut self, act: &Act, today: Day) -> Result<(), Refused> {
        match act {
            Act::Begin { .. } if self.keeper.is_some() => return Err(Refused::Begun),
            Act::Begin { .. } => {}
            _ if self.keeper.is_none() => return Err(Refused::NotBegun),
            _ if self.ended.is_some() => return Err(Refused::Ended),
            _ => {}
        }
        match act.clone() {
            Act::Begin { keeper, title, text, sort, label } => {
                given(&title, "title")?;
                let (keeper, label) = (Some(keeper), Some(label));
                *self = Series { title, text, sort, label, keeper, ..Series::default() };
                Ok(())
            }
            Act::Edition { edition, held, parts } => self.edition(edition, held, parts),
            Act::Change { edition, held } => self.change(&edition, held),
            Act::CallOff { edition, words } => {
                self.standing(&edition)?.off = Some((today, words));
                Ok(())
            }
            Act::TakePart { party, edition, part } => {
                let parts = &mut self.standing(&edition)?.parts;
                match part {
                    Some(part) => parts.insert(party, part),
                    None => parts.remove(&party),
                };
                Ok(())
            }
            Act::Result { edition, figure, value, unit } => self.result(&edition, figure, value, unit),
            Act::Learn { party, edition, words } => self.learn(party, edition, words, today),
            Act::TakeUp { lesson, edition, words } => self.take_up(lesson, edition, words),
            Act::End { words } => {
                self.ended = Some((today, words));
                Ok(())
            }
        }
    }

    fn word(act: &Act) -> &'static str {
        act.word()
    }

    fn speaker(&self, act: &Act) -> Option<PartyId> {
        match act {
            Act::Begin { keeper, .. } => Some(keeper.clone()),
            Act::Learn { party, .. } => Some(party.clone()),
            _ => self.keeper.clone(),
        }
    }

    fn keeper(&self) -> Option<&PartyId> {
        self.keeper.as_ref()
    }
}

impl Series {
    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    fn edition(
        &mut self,
        edition: CompactString,
        held: Held,
        parts: BTreeMap<PartyId, Part>,
    ) -> Result<(), Refused> {
        given(&edition, "edition")?;
        if self.editions.contains_key(&edition) {
            return Err(Refused::KnownEdition(edition));
        }
        let Held { start, end, place, words, record } = held;
        if end < start {
            return Err(Refused::Backwards);
        }
        let results = BTreeMap::new();
        self.editions
            .insert(edition, Edition { start, end, place, words, record, parts, results, off: None });
        Ok(())
    }

    fn change(&mut self, edition: &CompactString, held: Held) -> Result<(), Refused> {
        if held.end < held.start {
            return Err(Refused::Backwards);
        }
        let known = self.standing(edition)?;
        let Held { start, end, place, words, record } = held;
        (known.start, known.end, known.place, known.words, known.record) = (start, end, place, words, record);
        Ok(())
    }

    fn result(
        &mut self,
        edition: &CompactString,
        figure: CompactString,
        value: Decimal,
        unit: String,
    ) -> Result<(), Refused> {
        given(&figure, "figure")?;
        can_be_added(value)?;
        self.standing(edition)?.results.insert(figure, (value, unit));
        Ok(())
    }

    fn learn(
        &mut self,
        party: PartyId,
        edition: CompactString,
        words: String,
        on: Day,
    ) -> Result<(), Refused> {
        given(&words, "words")?;
        let known = self.standing(&edition)?;
        if !known.parts.contains_key(&party) && self.keeper.as_ref() != Some(&party) {
            return Err(Refused::NoPartner(party));
        }
        self.lessons.push(Lesson { party, edition, words, on, taken_up: Vec::new() });
        Ok(())
    }

    fn take_up(&mut self, lesson: usize, edition: CompactString, words: String) -> Result<(), Refused> {
        let later = self.standing(&edition)?.start;
        let known = numbered(&mut self.lessons, lesson)?;
        let own = self.editions.get(&known.edition).map(|own| own.start);
        if own.is_none_or(|own| later <= own) {
            return Err(Refused::NotLater);
        }
        known.taken_up.push((edition, words));
        Ok(())
    }

    fn standing(&mut self, edition: &CompactString) -> Result<&mut Edition, Refused> {
        match self.editions.get_mut(edition) {
            None => Err(Refused::NoEdition(edition.clone())),
            Some(known) if known.off.is_some() => Err(Refused::CalledOff(edition.clone())),
            Some(known) => Ok(known),
        }
    }
}
