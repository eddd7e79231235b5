//! Decisions: by votes, by silence; what is reserved to them, and what there is to do for them.

use comity_core::{CompactString, Day, PartyId, Rule, Stance};

use super::{
    By, Council, Decision, Refused, Task, given,
    matter::Taken,
    sitting::{Counted, Form, Meeting, Votes},
};

impl Council {
    /// The meeting, where it decides and the proposal is on its agenda and not under silence.
    pub(super) fn deciding(&mut self, proposal: &CompactString) -> Result<&mut Meeting, Refused> {
        if self.undecided(proposal)?.silence.is_some() {
            return Err(Refused::UnderSilence(proposal.clone()));
        }
        let meeting = self.sitting()?;
        match (meeting.notice.form, meeting.item_of(proposal)) {
            (Form::Informal, _) => Err(Refused::Informal),
            (_, None) => Err(Refused::NotTabled(proposal.clone())),
            _ => Ok(meeting),
        }
    }

    pub(super) fn count(&mut self, proposal: CompactString, today: Day) -> Result<Vec<usize>, Refused> {
        let present = self.deciding(&proposal)?.members_present();
        let (members, quorum) = (self.members(), self.quorum);
        if present < quorum {
            return Err(Refused::NoQuorum { present, members, quorum });
        }
        let rule = self.undecided(&proposal)?.rule;
        let votes = self.taken(&proposal, today);
        let passed = passes(rule, &votes, present);
        let decision = passed.then(|| self.decisions.len() + 1);
        let meeting = self.open.clone().unwrap_or_default();
        let counted = Counted { proposal: proposal.clone(), votes: votes.clone(), present, decision };
        self.sitting()?.counts.push(counted);
        if !passed {
            return Ok(Vec::new());
        }
        Ok(vec![self.decided(proposal, today, By::Votes { meeting, votes, present })])
    }

    pub(super) fn put_under_silence(
        &mut self,
        proposal: &CompactString,
        last: Day,
        today: Day,
    ) -> Result<(), Refused> {
        if self.votes_on(proposal) {
            return Err(Refused::MeetingOpen);
        }
        let matter = self.undecided(proposal)?;
        if matter.silence.is_some() {
            return Err(Refused::UnderSilence(proposal.clone()));
        }
        if last < today {
            return Err(Refused::NotLater);
        }
        matter.silence = Some(last);
        Ok(())
    }

    pub(super) fn extend(&mut self, proposal: &CompactString, last: Day, today: Day) -> Result<(), Refused> {
        let silence = self.silence(proposal, today)?;
        if last <= *silence {
            return Err(Refused::NotLater);
        }
        *silence = last;
        Ok(())
    }

    pub(super) fn break_silence(
        &mut self,
        party: PartyId,
        proposal: &CompactString,
        words: String,
        today: Day,
    ) -> Result<(), Refused> {
        if !self.is_member(&party) {
            return Err(Refused::NoVote(party));
        }
        self.silence(proposal, today)?;
        let matter = self.undecided(proposal)?;
        matter.silence = None;
        matter.positions.push(Taken {
            on: today,
            party,
            stance: Stance::Oppose,
            condition: CompactString::default(),
            words,
            draft: false,
            wording: matter.wordings.len(),
        });
        Ok(())
    }

    /// The last day of a silence that can still be broken.
    fn silence(&mut self, proposal: &CompactString, today: Day) -> Result<&mut Day, Refused> {
        match &mut self.undecided(proposal)?.silence {
            None => Err(Refused::NotUnderSilence(proposal.clone())),
            Some(last) if *last < today => Err(Refused::Lapsed(proposal.clone())),
            Some(last) => Ok(last),
        }
    }

    /// Proposals whose silence nobody broke and whose last day has gone by.
    pub fn lapsed(&self, today: Day) -> impl Iterator<Item = (&CompactString, Day)> {
        self.matters.iter().filter_map(move |(proposal, matter)| {
            matter.silence.filter(|last| *last < today).map(|last| (proposal, last))
        })
    }

    pub(super) fn lapse(&mut self, today: Day) -> Vec<usize> {
        let lapsed: Vec<_> = self.lapsed(today).map(|(proposal, last)| (proposal.clone(), last)).collect();
        let decided = lapsed.into_iter().map(|(proposal, last)| {
            // noticed today, decided when the last day was over
            self.decided(proposal, last.plus(1), By::Silence { last })
        });
        decided.collect()
    }

    fn decided(&mut self, proposal: CompactString, on: Day, by: By) -> usize {
        let number = self.decisions.len() + 1;
        let mut wording = 0;
        let mut errands = Vec::new();
        if let Some(matter) = self.matters.get_mut(&proposal) {
            (matter.decision, matter.silence) = (Some(number), None);
            wording = matter.wordings.len();
            errands.clone_from(&matter.draft.errands);
        }
        self.decisions.push(Decision {
            number,
            proposal,
            wording,
            on,
            by,
            reservations: Vec::new(),
            made: None,
        });
        for errand in errands {
            self.give(Some(number), errand.what, errand.owner, on.plus(i32::from(errand.days)));
        }
        number
    }

    pub(super) fn reserve(&mut self, party: PartyId, decision: usize, words: String) -> Result<(), Refused> {
        given(&words, "text")?;
        if !self.is_member(&party) {
            return Err(Refused::NoVote(party));
        }
        self.decision(decision)?.reservations.push((party, words));
        Ok(())
    }

    pub(super) fn enact(&mut self, decision: usize, made: CompactString) -> Result<(), Refused> {
        let decided = self.decision(decision)?;
        if decided.made.is_some() {
            return Err(Refused::Enacted(decision));
        }
        decided.made = Some(made);
        Ok(())
    }

    pub(super) fn assign(
        &mut self,
        decision: Option<usize>,
        what: String,
        owner: PartyId,
        due: Day,
    ) -> Result<(), Refused> {
        given(&what, "task")?;
        if let Some(number) = decision {
            self.decision(number)?;
        }
        self.give(decision, what, owner, due);
        Ok(())
    }

    fn give(&mut self, decision: Option<usize>, what: String, owner: PartyId, due: Day) {
        let number = self.tasks.len() + 1;
        self.tasks.push(Task { number, decision, what, owner, due, reports: Vec::new(), done: None });
    }

    pub(super) fn report(
        &mut self,
        task: usize,
        done: bool,
        words: String,
        today: Day,
    ) -> Result<(), Refused> {
        if !done {
            given(&words, "text")?;
        }
        let task = self.undone(task)?;
        if !words.trim().is_empty() {
            task.reports.push((today, words));
        }
        if done {
            task.done = Some(today);
        }
        Ok(())
    }

    pub(super) fn postpone(
        &mut self,
        task: usize,
        due: Day,
        words: String,
        today: Day,
    ) -> Result<(), Refused> {
        given(&words, "reason")?;
        let task = self.undone(task)?;
        task.due = due;
        task.reports.push((today, words));
        Ok(())
    }

    /// A task, by its number.
    pub(super) fn task(&mut self, number: usize) -> Result<&mut Task, Refused> {
        let at = number.checked_sub(1).and_then(|at| self.tasks.get_mut(at));
        at.ok_or(Refused::NoTask(number))
    }

    fn undone(&mut self, number: usize) -> Result<&mut Task, Refused> {
        match self.task(number)? {
            task if task.done.is_some() => Err(Refused::TaskDone(number)),
            task => Ok(task),
        }
    }

    fn decision(&mut self, number: usize) -> Result<&mut Decision, Refused> {
        let at = number.checked_sub(1).and_then(|at| self.decisions.get_mut(at));
        at.ok_or(Refused::NoDecision(number))
    }
}

/// Whether votes of so many members who are there carry a proposal. Nothing passes that nobody supports.
fn passes(rule: Rule, votes: &Votes, present: usize) -> bool {
    let with = |wanted: Stance| votes.values().filter(|vote| vote.stance == wanted).count();
    let (yes, no) = (with(Stance::Support), with(Stance::Oppose));
    // under unanimity who is there and says nothing abstains, and who abstains refuses
    let unwilling = if rule.abstaining_refuses() { present.saturating_sub(yes + no) } else { 0 };
    yes > 0 && rule.passes(yes, no + unwilling)
}
