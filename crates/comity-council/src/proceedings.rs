//! The council at work: proposals and positions, meetings and who sits in them, votes, silence, decisions.
//!
//! A state machine without clock or store: every act comes with its day and is done whole or refused with a reason.
//! Positions and decisions are only ever added. What somebody may see is asked of [`Council::agenda`] alone.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Rule, Stance, Tlp};

mod act;

pub use act::{Act, Capacity, Form, Refused};

/// A proposal with all positions ever taken on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// How it is decided.
    pub rule: Rule,
    /// How far it travels.
    pub label: Tlp,
    /// Every position, in the order of time; the last of a party holds.
    pub positions: Vec<(Day, PartyId, Stance)>,
    /// The last day of a silence that runs.
    pub silence: Option<Day>,
    /// The number of the decision on it.
    pub decision: Option<usize>,
}

/// A meeting that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// How it is held.
    pub form: Form,
    /// Who is there.
    pub present: BTreeMap<PartyId, Capacity>,
    /// The agenda: proposals with the guests that each is opened to.
    pub agenda: BTreeMap<CompactString, BTreeSet<PartyId>>,
    /// Votes cast and not yet counted.
    pub votes: BTreeMap<CompactString, BTreeMap<PartyId, Stance>>,
}

/// How something was decided.
#[derive(Clone, Debug, PartialEq)]
pub enum By {
    /// By votes, with those who were there as members.
    Votes {
        /// Each member's vote.
        votes: BTreeMap<PartyId, Stance>,
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
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its number.
    pub number: usize,
    /// What was decided.
    pub proposal: CompactString,
    /// When.
    pub on: Day,
    /// How.
    pub by: By,
    /// Reservations and explanations.
    pub reservations: Vec<(PartyId, String)>,
}

/// A council.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Council {
    members: BTreeSet<PartyId>,
    quorum: usize,
    matters: BTreeMap<CompactString, Matter>,
    meeting: Option<Meeting>,
    decisions: Vec<Decision>,
}

impl Council {
    /// A council of these members, which decides when so many of them are there (at least one).
    pub fn new(members: BTreeSet<PartyId>, quorum: usize) -> Council {
        Council { members, quorum: quorum.max(1), ..Council::default() }
    }

    /// The proposals, by id.
    pub fn matters(&self) -> &BTreeMap<CompactString, Matter> {
        &self.matters
    }

    /// The meeting that is open.
    pub fn meeting(&self) -> Option<&Meeting> {
        self.meeting.as_ref()
    }

    /// All decisions, in order.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// What a party that is there may see of the agenda.
    pub fn agenda(&self, party: &PartyId) -> Vec<&CompactString> {
        let Some(meeting) = &self.meeting else { return Vec::new() };
        let Some(capacity) = meeting.present.get(party) else { return Vec::new() };
        let sees = |(proposal, guests): &(&CompactString, &BTreeSet<PartyId>)| {
            let label = self.matters.get(*proposal).map(|matter| matter.label);
            guests.contains(party)
                || match capacity {
                    Capacity::Member => true,
                    Capacity::Observer | Capacity::Partner => matches!(label, Some(Tlp::Clear | Tlp::Green)),
                    Capacity::Guest => false,
                }
        };
        meeting.agenda.iter().filter(sees).map(|(proposal, _)| proposal).collect()
    }

    /// Does an act on a day, whole or not at all. Decisions that it brings about are returned by number.
    ///
    /// # Errors
    /// Why it can't be done; nothing has changed then.
    pub fn act(&mut self, act: Act, today: Day) -> Result<Vec<usize>, Refused> {
        match act {
            Act::Propose { proposal, rule, label } => {
                if self.matters.contains_key(&proposal) {
                    return Err(Refused::KnownProposal(proposal));
                }
                let matter = Matter { rule, label, positions: Vec::new(), silence: None, decision: None };
                self.matters.insert(proposal, matter);
            }
            Act::Position { party, proposal, stance } => {
                self.undecided(&proposal)?.positions.push((today, party, stance));
            }
            Act::Open { form, mut present } => {
                if self.meeting.is_some() {
                    return Err(Refused::MeetingOpen);
                }
                // whoever isn't a member of the council sits as an observer, whatever the list says
                for (party, capacity) in &mut present {
                    if *capacity == Capacity::Member && !self.members.contains(party) {
                        *capacity = Capacity::Observer;
                    }
                }
                let (agenda, votes) = (BTreeMap::new(), BTreeMap::new());
                self.meeting = Some(Meeting { form, present, agenda, votes });
            }
            Act::Table { proposal, guests } => {
                self.undecided(&proposal)?;
                self.open()?.agenda.entry(proposal).or_default().extend(guests);
            }
            Act::Vote { party, proposal, stance } => self.vote(party, proposal, stance)?,
            Act::Count { proposal } => return self.count(proposal, today),
            Act::Close => {
                let tabled: Vec<CompactString> = self.open()?.votes.keys().cloned().collect();
                for proposal in tabled {
                    self.taken(&proposal, today);
                }
                self.meeting = None;
            }
            Act::Silence { proposal, last } => {
                let matter = self.undecided(&proposal)?;
                if matter.silence.is_some() {
                    return Err(Refused::UnderSilence(proposal));
                }
                if last < today {
                    return Err(Refused::NotLater);
                }
                matter.silence = Some(last);
            }
            Act::Extend { proposal, last } => {
                let silence = self.silence(&proposal, today)?;
                if last <= *silence {
                    return Err(Refused::NotLater);
                }
                *silence = last;
            }
            Act::Break { party, proposal } => {
                if !self.members.contains(&party) {
                    return Err(Refused::NoVote(party));
                }
                self.silence(&proposal, today)?;
                let matter = self.undecided(&proposal)?;
                matter.silence = None;
                matter.positions.push((today, party, Stance::Oppose));
            }
            Act::Lapse => return Ok(self.lapse(today)),
            Act::Reserve { party, decision, words } => {
                if !self.members.contains(&party) {
                    return Err(Refused::NoVote(party));
                }
                let place = decision.checked_sub(1).and_then(|at| self.decisions.get_mut(at));
                place.ok_or(Refused::NoDecision(decision))?.reservations.push((party, words));
            }
        }
        Ok(Vec::new())
    }

    fn undecided(&mut self, proposal: &CompactString) -> Result<&mut Matter, Refused> {
        match self.matters.get_mut(proposal) {
            None => Err(Refused::NoProposal(proposal.clone())),
            Some(matter) if matter.decision.is_some() => Err(Refused::Decided(proposal.clone())),
            Some(matter) => Ok(matter),
        }
    }

    fn open(&mut self) -> Result<&mut Meeting, Refused> {
        self.meeting.as_mut().ok_or(Refused::NoMeeting)
    }

    /// The last day of a silence that can still be broken.
    fn silence(&mut self, proposal: &CompactString, today: Day) -> Result<&mut Day, Refused> {
        match &mut self.undecided(proposal)?.silence {
            None => Err(Refused::NotUnderSilence(proposal.clone())),
            Some(last) if *last < today => Err(Refused::Lapsed(proposal.clone())),
            Some(last) => Ok(last),
        }
    }

    /// The meeting, where it decides and the proposal is on its agenda and not under silence.
    fn deciding(&mut self, proposal: &CompactString) -> Result<&mut Meeting, Refused> {
        if self.undecided(proposal)?.silence.is_some() {
            return Err(Refused::UnderSilence(proposal.clone()));
        }
        let meeting = self.open()?;
        match (meeting.form, meeting.agenda.contains_key(proposal)) {
            (Form::Informal, _) => Err(Refused::Informal),
            (_, false) => Err(Refused::NotTabled(proposal.clone())),
            _ => Ok(meeting),
        }
    }

    fn vote(&mut self, party: PartyId, proposal: CompactString, stance: Stance) -> Result<(), Refused> {
        let meeting = self.deciding(&proposal)?;
        if meeting.present.get(&party) != Some(&Capacity::Member) {
            return Err(Refused::NoVote(party));
        }
        if matches!(stance, Stance::Undecided | Stance::Conditional) {
            return Err(Refused::NoSuchVote);
        }
        meeting.votes.entry(proposal).or_default().insert(party, stance);
        Ok(())
    }

    fn count(&mut self, proposal: CompactString, today: Day) -> Result<Vec<usize>, Refused> {
        let meeting = self.deciding(&proposal)?;
        let present = meeting.present.values().filter(|capacity| **capacity == Capacity::Member).count();
        let (members, quorum) = (self.members.len(), self.quorum);
        if present < quorum {
            return Err(Refused::NoQuorum { present, members, quorum });
        }
        let votes = self.taken(&proposal, today);
        let rule = self.undecided(&proposal)?.rule;
        let with = |wanted: Stance| votes.values().filter(|stance| **stance == wanted).count();
        let silent = if rule == Rule::Unanimity { present - votes.len() } else { 0 };
        let abstaining = if rule.abstaining_refuses() { with(Stance::Abstain) + silent } else { 0 };
        if with(Stance::Support) == 0
            || !rule.passes(with(Stance::Support), with(Stance::Oppose) + abstaining)
        {
            return Ok(Vec::new());
        }
        Ok(vec![self.decided(proposal, today, By::Votes { votes, present })])
    }

    /// The votes cast on a proposal, which are positions from now on, whatever comes of them.
    fn taken(&mut self, proposal: &CompactString, today: Day) -> BTreeMap<PartyId, Stance> {
        let votes =
            self.meeting.as_mut().and_then(|meeting| meeting.votes.remove(proposal)).unwrap_or_default();
        if let Some(matter) = self.matters.get_mut(proposal) {
            matter.positions.extend(votes.iter().map(|(party, stance)| (today, party.clone(), *stance)));
        }
        votes
    }

    fn lapse(&mut self, today: Day) -> Vec<usize> {
        let lapsed = self.matters.iter().filter_map(|(proposal, matter)| {
            matter.silence.filter(|last| *last < today).map(|last| (proposal.clone(), last))
        });
        let lapsed: Vec<_> = lapsed.collect();
        lapsed
            .into_iter()
            .map(|(proposal, last)| self.decided(proposal, today, By::Silence { last }))
            .collect()
    }

    fn decided(&mut self, proposal: CompactString, on: Day, by: By) -> usize {
        let number = self.decisions.len() + 1;
        self.taken(&proposal, on);
        if let Some(matter) = self.matters.get_mut(&proposal) {
            (matter.decision, matter.silence) = (Some(number), None);
        }
        self.decisions.push(Decision { number, proposal, on, by, reservations: Vec::new() });
        number
    }
}
