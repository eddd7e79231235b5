//! What a party holds ready: a force, experts, equipment. To whom it is promised and when, what is promised twice, and how it goes from one
//! party to another. Counted, never named: nothing here is about persons.

use comity_core::{Day, PartyId, Tlp};
use serde::{Deserialize, Serialize};

use super::{Machine, Refused, given, numbered};

mod act;
mod clash;
mod view;

pub use act::{Act, Sort};
pub use clash::Clash;
pub use view::{PromiseSeen, View};

/// How much there is, how fast, from when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// How many.
    pub quantity: u32,
    /// Within how many days it can leave.
    pub readiness: u16,
    /// First day.
    pub start: Day,
    /// Last day; open without one.
    #[serde(default)]
    pub end: Option<Day>,
    /// Where it stands.
    #[serde(default)]
    pub place: String,
}

impl Terms {
    fn checked(self) -> Result<Terms, Refused> {
        if self.quantity == 0 {
            return Err(Refused::NothingHeld);
        }
        if self.end.is_some_and(|end| end < self.start) {
            return Err(Refused::Backwards);
        }
        Ok(self)
    }
}

/// What is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// To whom.
    pub to: PartyId,
    /// What for.
    pub what: String,
    /// How many.
    pub quantity: u32,
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// How far it travels that it is promised.
    pub label: Tlp,
    /// When it was made.
    pub on: Day,
    /// When it was released, and why.
    pub released: Option<(Day, String)>,
}

/// Something held ready.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holding {
    title: String,
    sort: Sort,
    unit: String,
    label: Option<Tlp>,
    /// The institution that it is earmarked for.
    earmarked: Option<PartyId>,
    terms: Vec<(Day, Terms, String)>,
    /// Who held it since when; the last holds it.
    holders: Vec<(PartyId, Day)>,
    offered: Option<(PartyId, Day, String)>,
    /// Offers that were not taken: to whom, when, why.
    declined: Vec<(PartyId, Day, String)>,
    promises: Vec<Promise>,
    ended: Option<(Day, String)>,
}

impl Machine for Holding {
    type Act = Act;

    fn act(&mut self, act: &Act, today: Day) -> Result<(), Refused> {
        match act {
            Act::Hold { .. } if self.holder().is_some() => return Err(Refused::Begun),
            Act::Hold { .. } => {}
            _ if self.holder().is_none() => return Err(Refused::NotBegun),
            _ if self.ended.is_some() => return Err(Refused::Ended),
            _ => {}
        }
        match act.clone() {
            Act::Hold { holder, title, sort, unit, label, earmarked, terms } => {
                given(&title, "title")?;
                let terms = terms.checked()?;
                *self = Holding {
                    title,
                    sort,
                    unit,
                    label: Some(label),
                    earmarked,
                    terms: vec![(today, terms, String::new())],
                    holders: vec![(holder, today)],
                    ..Holding::default()
                };
                Ok(())
            }
            Act::Change { terms, words } => {
                self.terms.push((today, terms.checked()?, words));
                Ok(())
            }
            Act::Promise { to, what, quantity, start, end, label } => {
                given(&what, "what")?;
                if end < start {
                    return Err(Refused::Backwards);
                }
                if quantity == 0 {
                    return Err(Refused::NothingHeld);
                }
                let released = None;
                self.promises.push(Promise { to, what, quantity, start, end, label, on: today, released });
                Ok(())
            }
            Act::Release { promise, words } => {
                let known = numbered(&mut self.promises, promise)?;
                if known.released.is_some() {
                    return Err(Refused::TakenBack(promise));
                }
                known.released = Some((today, words));
                Ok(())
            }
            Act::Offer { to, words } => self.offer(to, words, today),
            Act::Retract => self.offered.take().map(drop).ok_or(Refused::NotBegun),
            Act::Answer { party, takes, words } => self.answer(party, takes, words, today),
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
            Act::Hold { holder, .. } => Some(holder.clone()),
            Act::Answer { party, .. } => Some(party.clone()),
            _ => self.holder().cloned(),
        }
    }

    fn keeper(&self) -> Option<&PartyId> {
        self.holder()
    }
}

impl Holding {
    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Who holds it.
    pub fn holder(&self) -> Option<&PartyId> {
        self.holders.last().map(|(party, _)| party)
    }

    /// Whether it is still held.
    pub fn is_held(&self) -> bool {
        self.ended.is_none()
    }

    /// The terms that hold.
    fn held(&self) -> Option<&Terms> {
        self.terms.last().map(|(_, terms, _)| terms)
    }

    fn offer(&mut self, to: PartyId, words: String, today: Day) -> Result<(), Refused> {
        if self.offered.is_some() {
            return Err(Refused::Offered);
        }
        if self.holder() == Some(&to) {
            return Err(Refused::Holds(to));
        }
        self.offered = Some((to, today, words));
        Ok(())
    }

    /// Promises go with it: who takes it keeps them.
    fn answer(&mut self, party: PartyId, takes: bool, words: String, today: Day) -> Result<(), Refused> {
        match self.offered.take() {
            Some((to, ..)) if to == party => {
                if takes {
                    self.holders.push((party, today));
                } else {
                    self.declined.push((party, today, words));
                }
                Ok(())
            }
            other => {
                self.offered = other;
                Err(Refused::NotOffered(party))
            }
        }
    }
}
