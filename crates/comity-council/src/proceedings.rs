//! The council at work: proposals and positions, meetings and who sits in them, votes, silence, decisions and what comes of them.
//!
//! A state machine without clock or store: every act comes with its day and is done whole or refused with a reason. The acts
//! in their order are all that there is to keep: [`Council::replay`] makes the council of them. Positions and decisions are
//! only ever added. What somebody may see is asked of [`Council::sight`] and [`Council::agenda`] alone.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Rule};
use serde::Serialize;

mod act;
mod ask;
mod deciding;
mod matter;
mod sight;
mod sitting;
mod standing;

pub use act::{Act, Refused};
pub use matter::{Change, Draft, Errand, Matter, Origin, Taken, Wording};
pub use sight::Sight;
pub use sitting::{Capacity, Counted, Form, Item, Meeting, Notice, Paper, Stage, Topic, Vote, Votes};

/// How something was decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// By votes, with those who were there as members.
    Votes {
        /// In which meeting.
        meeting: CompactString,
        /// Each member's vote.
        votes: Votes,
        /// Members present.
        present: usize,
    },
    /// By silence that nobody broke until this day.
    Silence {
        /// The last day.
        last: Day,
    },
}

/// A decision, numbered from 1 in the order of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// Its number.
    pub number: usize,
    /// What was decided.
    pub proposal: CompactString,
    /// Which of its texts, from 1.
    pub wording: usize,
    /// When.
    pub on: Day,
    /// How.
    pub by: By,
    /// Reservations and explanations.
    pub reservations: Vec<(PartyId, String)>,
    /// What came of it: a record or an outcome.
    pub made: Option<CompactString>,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Task {
    /// Its number, from 1.
    pub number: usize,
    /// By which decision, where it was one.
    pub decision: Option<usize>,
    /// What.
    pub what: String,
    /// Who does it.
    pub owner: PartyId,
    /// Until when.
    pub due: Day,
    /// What was reported, in the order of time.
    pub reports: Vec<(Day, String)>,
    /// When it was done.
    pub done: Option<Day>,
}

/// A council.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Council {
    title: String,
    seats: BTreeMap<PartyId, Capacity>,
    quorum: usize,
    rule: Rule,
    matters: BTreeMap<CompactString, Matter>,
    exclusions: BTreeSet<(CompactString, CompactString)>,
    meetings: BTreeMap<CompactString, Meeting>,
    open: Option<CompactString>,
    decisions: Vec<Decision>,
    tasks: Vec<Task>,
}

impl Council {
    /// The council of acts in their order.
    ///
    /// # Errors
    /// The first act, counted from 0, that can't have been done.
    pub fn replay(acts: impl IntoIterator<Item = (Act, Day)>) -> Result<Council, (usize, Refused)> {
        let mut council = Council::default();
        for (at, (act, day)) in acts.into_iter().enumerate() {
            council.act(act, day).map_err(|refused| (at, refused))?;
        }
        Ok(council)
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Who belongs to it, and as what.
    pub fn seats(&self) -> &BTreeMap<PartyId, Capacity> {
        &self.seats
    }

    /// How many members must be there to decide.
    pub fn quorum(&self) -> usize {
        self.quorum
    }

    /// How it decides where a proposal has no rule of its own.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The proposals, by id.
    pub fn matters(&self) -> &BTreeMap<CompactString, Matter> {
        &self.matters
    }

    /// Pairs of proposals that rule each other out.
    pub fn exclusions(&self) -> &BTreeSet<(CompactString, CompactString)> {
        &self.exclusions
    }

    /// The meetings, by id.
    pub fn meetings(&self) -> &BTreeMap<CompactString, Meeting> {
        &self.meetings
    }

    /// The meeting that is open, with its id.
    pub fn open_meeting(&self) -> Option<(&CompactString, &Meeting)> {
        self.open.as_ref().and_then(|id| self.meetings.get_key_value(id))
    }

    /// All decisions, in order.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// All tasks, in order.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// Whether a party is a member.
    pub fn is_member(&self, party: &PartyId) -> bool {
        self.seats.get(party) == Some(&Capacity::Member)
    }

    /// How many members it has.
    pub fn members(&self) -> usize {
        self.seats.values().filter(|capacity| **capacity == Capacity::Member).count()
    }

    /// Does an act on a day, whole or not at all. Decisions that it brings about are returned by number.
    ///
    /// # Errors
    /// Why it can't be done; nothing has changed then.
    pub fn act(&mut self, act: Act, today: Day) -> Result<Vec<usize>, Refused> {
        if self.seats.is_empty() != matches!(act, Act::Found { .. }) {
            return Err(if self.seats.is_empty() { Refused::NotFounded } else { Refused::Founded });
        }
        match act {
            Act::Found { title, quorum, rule, seats } => self.found(title, quorum, rule, seats)?,
            Act::Seat { party, capacity } => self.seat(party, capacity)?,
            Act::Rules { quorum, rule } => self.rules(quorum, rule)?,
            Act::Propose { proposal, draft } => self.propose(proposal, draft, today)?,
            Act::Amend { proposal, title, text } => self.amend(&proposal, title, text, today)?,
            Act::Withdraw { proposal } => self.withdraw(&proposal, today)?,
            Act::Exclude { a, b } => self.exclude(a, b)?,
            Act::Position { party, proposal, stance, condition, words, draft } => {
                let taken = Taken { on: today, party, stance, condition, words, draft, wording: 0 };
                self.position(&proposal, taken)?;
            }
            Act::Call { meeting, notice, invited } => self.call(meeting, (notice, invited), today)?,
            Act::Move { meeting, notice, invited } => self.move_to(&meeting, (notice, invited), today)?,
            Act::CallOff { meeting, words } => self.call_off(&meeting, words, today)?,
            Act::Table { meeting, topic, guests } => self.table(&meeting, topic, guests)?,
            Act::Strike { meeting, item } => self.strike(&meeting, item)?,
            Act::Place { meeting, item, at } => self.place(&meeting, item, at)?,
            Act::Lay { meeting, item, paper } => self.lay(&meeting, item, paper)?,
            Act::Open { meeting, present } => self.begin(meeting, present, today)?,
            Act::Attend { party, capacity } => self.attend(party, capacity)?,
            Act::Minute { item, words } => self.minute(item, words)?,
            Act::Vote { party, proposal, stance, words } => {
                self.vote(party, proposal, Vote { stance, words })?;
            }
            Act::Count { proposal } => return self.count(proposal, today),
            Act::Close => self.close(today)?,
            Act::Silence { proposal, last } => self.put_under_silence(&proposal, last, today)?,
            Act::Extend { proposal, last } => self.extend(&proposal, last, today)?,
            Act::Break { party, proposal, words } => self.break_silence(party, &proposal, words, today)?,
            Act::Lapse => return Ok(self.lapse(today)),
            Act::Reserve { party, decision, words } => self.reserve(party, decision, words)?,
            Act::Enact { decision, made } => self.enact(decision, made)?,
            Act::Assign { decision, what, owner, due } => self.assign(decision, what, owner, due)?,
            Act::Report { task, done, words } => self.report(task, done, words, today)?,
            Act::Postpone { task, due, words } => self.postpone(task, due, words, today)?,
        }
        Ok(Vec::new())
    }

    fn found(
        &mut self,
        title: String,
        quorum: usize,
        rule: Rule,
        seats: BTreeMap<PartyId, Capacity>,
    ) -> Result<(), Refused> {
        given(&title, "title")?;
        if seats.values().any(|capacity| *capacity == Capacity::Guest) {
            return Err(Refused::GuestSeat);
        }
        let members = seats.values().filter(|capacity| **capacity == Capacity::Member).count();
        if quorum == 0 || quorum > members {
            return Err(Refused::BadCharter);
        }
        *self = Council { title, seats, quorum, rule, ..Council::default() };
        Ok(())
    }

    fn seat(&mut self, party: PartyId, capacity: Option<Capacity>) -> Result<(), Refused> {
        if capacity == Some(Capacity::Guest) {
            return Err(Refused::GuestSeat);
        }
        let leaves = self.is_member(&party) && capacity != Some(Capacity::Member);
        if leaves && self.members() <= self.quorum {
            return Err(Refused::BadCharter);
        }
        match capacity {
            Some(capacity) => self.seats.insert(party, capacity),
            None => self.seats.remove(&party),
        };
        Ok(())
    }

    fn rules(&mut self, quorum: usize, rule: Rule) -> Result<(), Refused> {
        if quorum == 0 || quorum > self.members() {
            return Err(Refused::BadCharter);
        }
        (self.quorum, self.rule) = (quorum, rule);
        Ok(())
    }

    fn propose(&mut self, proposal: CompactString, draft: Draft, today: Day) -> Result<(), Refused> {
        given(&draft.title, "title")?;
        if draft.errands.iter().any(|errand| errand.what.trim().is_empty()) {
            return Err(Refused::Missing("task"));
        }
        if self.matters.contains_key(&proposal) {
            return Err(Refused::KnownProposal(proposal));
        }
        let rule = draft.rule.unwrap_or(self.rule);
        self.matters.insert(proposal, Matter::new(draft, rule, today));
        Ok(())
    }

    fn amend(
        &mut self,
        proposal: &CompactString,
        title: String,
        text: String,
        today: Day,
    ) -> Result<(), Refused> {
        given(&title, "title")?;
        // what lies under silence or is voted on is this very text
        if self.votes_on(proposal) {
            return Err(Refused::MeetingOpen);
        }
        let matter = self.undecided(proposal)?;
        if matter.silence.is_some() {
            return Err(Refused::UnderSilence(proposal.clone()));
        }
        matter.wordings.push(Wording { on: today, title, text });
        Ok(())
    }

    fn withdraw(&mut self, proposal: &CompactString, today: Day) -> Result<(), Refused> {
        if self.votes_on(proposal) {
            return Err(Refused::MeetingOpen);
        }
        let matter = self.undecided(proposal)?;
        (matter.withdrawn, matter.silence) = (Some(today), None);
        Ok(())
    }

    fn exclude(&mut self, a: CompactString, b: CompactString) -> Result<(), Refused> {
        if a == b {
            return Err(Refused::ExcludesItself);
        }
        self.undecided(&a)?;
        self.undecided(&b)?;
        self.exclusions.insert(if a < b { (a, b) } else { (b, a) });
        Ok(())
    }

    fn position(&mut self, proposal: &CompactString, mut taken: Taken) -> Result<(), Refused> {
        let is_conditional = taken.stance == comity_core::Stance::Conditional;
        let says = !taken.condition.trim().is_empty();
        if (says && !is_conditional) || (is_conditional && !says && taken.words.trim().is_empty()) {
            return Err(Refused::NoCondition);
        }
        if says {
            self.readable(&taken.condition)?;
        }
        let party = taken.party.clone();
        let matter = self.undecided(proposal)?;
        taken.wording = matter.wordings.len();
        matter.positions.push(taken);
        let chained = says && self.matters.values().any(Matter::names_acceptances);
        let followable = if chained { self.followable(&party) } else { Ok(()) };
        if followable.is_err() {
            self.undecided(proposal)?.positions.pop();
        }
        followable
    }

    fn undecided(&mut self, proposal: &CompactString) -> Result<&mut Matter, Refused> {
        match self.matters.get_mut(proposal) {
            None => Err(Refused::NoProposal(proposal.clone())),
            Some(matter) if matter.decision.is_some() => Err(Refused::Decided(proposal.clone())),
            Some(matter) if matter.withdrawn.is_some() => Err(Refused::Withdrawn(proposal.clone())),
            Some(matter) => Ok(matter),
        }
    }

    /// Whether the open meeting has votes on a proposal that aren't counted.
    fn votes_on(&self, proposal: &CompactString) -> bool {
        self.open_meeting().is_some_and(|(_, meeting)| meeting.votes.contains_key(proposal))
    }
}

/// Refuses what was left empty.
fn given(text: &str, what: &'static str) -> Result<(), Refused> {
    if text.trim().is_empty() { Err(Refused::Missing(what)) } else { Ok(()) }
}
