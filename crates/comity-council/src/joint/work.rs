//! A joint activity: partners who were asked and joined, what is planned and who takes which share, a dossier of their records, a calendar,
//! figures that are reported once, and how a partner leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use comity_core::{CompactString, Currency, Day, Decimal, PartyId, Tlp};
use serde::Serialize;

use super::{Machine, Refused, given, numbered};
use crate::proceedings::Origin;

mod act;
mod money;
mod partners;
mod report;
mod view;

pub use act::{Act, Begin, Role};
pub use money::Funds;
pub use report::{Counted, Figure, Published};
pub use view::{Sight, View};

/// A party in a joint activity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Partner {
    /// As what it was asked.
    pub role: Role,
    /// Since when it is asked.
    pub asked: Day,
    /// When it joined.
    pub joined: Option<Day>,
    /// Since when it is asked to become a partner; an observer.
    pub raised: Option<Day>,
    /// When it declined, and why.
    pub declined: Option<(Day, String)>,
    /// When it left, and why.
    pub left: Option<(Day, String)>,
}

impl Partner {
    fn asked(role: Role, on: Day) -> Partner {
        Partner { role, asked: on, joined: None, raised: None, declined: None, left: None }
    }

    /// Whether it belongs to the joint activity.
    pub fn is_in(&self) -> bool {
        self.joined.is_some() && self.left.is_none()
    }

    /// Whether an answer is waited for.
    pub fn is_asked(&self) -> bool {
        let open = self.joined.is_none() || self.raised.is_some();
        open && self.declined.is_none() && self.left.is_none()
    }
}

/// A part of the work that somebody has to take.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// What.
    pub what: String,
    /// What it costs, in the currency of the joint activity.
    pub cost: Option<Decimal>,
    /// When it was dropped.
    pub dropped: Option<Day>,
}

/// A share that a party takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Whose.
    pub party: PartyId,
    /// Of which line, from 1.
    pub line: usize,
    /// What it does.
    pub words: String,
    /// What it pays.
    pub money: Decimal,
    /// The partner who spends it, where another does. The money is counted with who gives it, once.
    pub through: Option<PartyId>,
    /// When it was pledged.
    pub on: Day,
    /// What was delivered: day, money, words.
    pub delivered: Vec<(Day, Decimal, String)>,
    /// When what was not delivered was taken back.
    pub lapsed: Option<Day>,
}

/// A record in the common dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Laid {
    /// Whose.
    pub party: PartyId,
    /// Which, by its id at the node.
    pub record: CompactString,
    /// Since when.
    pub on: Day,
    /// Until when.
    pub taken_out: Option<Day>,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Whose.
    pub party: PartyId,
    /// When.
    pub on: Day,
    /// What it is called.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The partners who see it; all where nobody is named.
    pub only: BTreeSet<PartyId>,
}

/// Something in the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Date {
    /// What.
    pub what: String,
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// Where.
    pub place: String,
    /// How often it was moved.
    pub moved: u32,
    /// When it was called off.
    pub off: Option<Day>,
}

/// A joint activity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    title: String,
    text: String,
    label: Option<Tlp>,
    currency: Currency,
    start: Option<Day>,
    end: Option<Day>,
    from: Option<Origin>,
    lead: Option<PartyId>,
    partners: BTreeMap<PartyId, Partner>,
    lines: Vec<Line>,
    shares: Vec<Share>,
    laid: Vec<Laid>,
    notes: Vec<Note>,
    dates: Vec<Date>,
    figures: Vec<Figure>,
    published: Vec<Published>,
    ended: Option<(Day, String)>,
    /// For who left: how it stood then.
    gone: BTreeMap<PartyId, Arc<Workspace>>,
}

impl Machine for Workspace {
    type Act = Act;

    fn act(&mut self, act: &Act, today: Day) -> Result<(), Refused> {
        match act {
            Act::Begin { .. } if self.lead.is_some() => return Err(Refused::Begun),
            Act::Begin { .. } => {}
            _ if self.lead.is_none() => return Err(Refused::NotBegun),
            _ if self.ended.is_some() => return Err(Refused::Ended),
            _ => {}
        }
        match act.clone() {
            Act::Begin(begin) => self.begin(begin, today),
            Act::Describe { title, text, start, end } => self.describe(title, text, (start, end)),
            Act::Ask { party, role } => self.ask(party, role, today),
            Act::Answer { party, joins, words } => self.answer(&party, joins, words, today),
            Act::Leave { party, words } => self.leave(&party, words, today),
            Act::Lead { party } => self.hand_lead(party),
            Act::Plan { what, cost } => self.plan(what, cost),
            Act::Drop { line } => self.drop_line(line, today),
            Act::Pledge { party, line, words, money, through } => {
                let money = money.unwrap_or_default();
                let (delivered, lapsed) = (Vec::new(), None);
                self.pledge(Share { party, line, words, money, through, on: today, delivered, lapsed })
            }
            Act::TakeBack { party, share } => self.take_back(&party, share, today),
            Act::Deliver { party, share, money, words } => {
                self.deliver(&party, share, (today, money.unwrap_or_default(), words))
            }
            Act::Lay { party, record } => self.lay(party, record, today),
            Act::TakeOut { party, record } => self.take_out(&party, &record, today),
            Act::Note { party, title, text, only } => self.note(Note { party, on: today, title, text, only }),
            Act::Date { what, start, end, place } => self.date(what, (start, end), place),
            Act::Move { date, start, end, place } => self.move_date(date, (start, end), place),
            Act::CallOff { date } => self.call_off(date, today),
            Act::Report { party, period, figure, value, within } => {
                self.report(Figure { party, period, figure, value, within, on: today })
            }
            Act::Publish { period, words } => self.publish(period, words, today),
            Act::Reopen { period } => self.reopen(&period, today),
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
        act.party().cloned().or_else(|| self.lead.clone())
    }

    fn keeper(&self) -> Option<&PartyId> {
        self.lead.as_ref()
    }
}

impl Workspace {
    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How far it travels.
    pub fn label(&self) -> Tlp {
        self.label.unwrap_or(Tlp::Red)
    }

    /// Records that lie in the common dossier now.
    pub fn dossier(&self) -> impl Iterator<Item = &Laid> {
        self.laid.iter().filter(|laid| laid.taken_out.is_none())
    }

    fn describe(
        &mut self,
        title: String,
        text: String,
        (start, end): (Option<Day>, Option<Day>),
    ) -> Result<(), Refused> {
        given(&title, "title")?;
        if matches!((start, end), (Some(start), Some(end)) if end < start) {
            return Err(Refused::Backwards);
        }
        (self.title, self.text, self.start, self.end) = (title, text, start, end);
        Ok(())
    }

    fn lay(&mut self, party: PartyId, record: CompactString, on: Day) -> Result<(), Refused> {
        self.partner(&party)?;
        given(&record, "record")?;
        if self.dossier().any(|laid| laid.record == record) {
            return Err(Refused::Laid);
        }
        self.laid.push(Laid { party, record, on, taken_out: None });
        Ok(())
    }

    fn take_out(&mut self, party: &PartyId, record: &CompactString, on: Day) -> Result<(), Refused> {
        let mut lying = self.laid.iter_mut().filter(|laid| laid.taken_out.is_none());
        let laid = lying.find(|laid| laid.record == *record && laid.party == *party);
        laid.ok_or(Refused::NotLaid)?.taken_out = Some(on);
        Ok(())
    }

    fn note(&mut self, note: Note) -> Result<(), Refused> {
        self.partner(&note.party)?;
        given(&note.title, "title")?;
        for party in &note.only {
            self.partner(party)?;
        }
        self.notes.push(note);
        Ok(())
    }

    fn date(&mut self, what: String, (start, end): (Day, Day), place: String) -> Result<(), Refused> {
        given(&what, "what")?;
        if end < start {
            return Err(Refused::Backwards);
        }
        self.dates.push(Date { what, start, end, place, moved: 0, off: None });
        Ok(())
    }

    fn move_date(&mut self, date: usize, (start, end): (Day, Day), place: String) -> Result<(), Refused> {
        let known = self.standing_date(date)?;
        if end < start {
            return Err(Refused::Backwards);
        }
        (known.start, known.end, known.place, known.moved) = (start, end, place, known.moved + 1);
        Ok(())
    }

    fn call_off(&mut self, date: usize, on: Day) -> Result<(), Refused> {
        let known = self.standing_date(date)?;
        (known.off, known.moved) = (Some(on), known.moved + 1);
        Ok(())
    }

    fn standing_date(&mut self, date: usize) -> Result<&mut Date, Refused> {
        let known = numbered(&mut self.dates, date)?;
        if known.off.is_some() { Err(Refused::TakenBack(date)) } else { Ok(known) }
    }
}
