//! Meetings before and while they are held: called, moved, begun, attended, ended; and their agendas.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Stance};

use super::{
    Council, Refused, given,
    matter::Taken,
    sitting::{Capacity, Item, Meeting, Notice, Paper, Stage, Topic, Votes},
};

impl Council {
    pub(super) fn call(
        &mut self,
        id: CompactString,
        (notice, invited): (Notice, BTreeMap<PartyId, Capacity>),
        today: Day,
    ) -> Result<(), Refused> {
        self.holdable(&notice, &invited)?;
        if self.meetings.contains_key(&id) {
            return Err(Refused::KnownMeeting(id));
        }
        self.meetings.insert(id, Meeting::new(notice, invited, today));
        Ok(())
    }

    pub(super) fn move_to(
        &mut self,
        id: &CompactString,
        (notice, invited): (Notice, BTreeMap<PartyId, Capacity>),
        today: Day,
    ) -> Result<(), Refused> {
        self.holdable(&notice, &invited)?;
        let meeting = self.ahead(id)?;
        (meeting.notice, meeting.invited) = (notice, invited);
        (meeting.moved, meeting.changed) = (meeting.moved + 1, today);
        Ok(())
    }

    pub(super) fn call_off(&mut self, id: &CompactString, words: String, today: Day) -> Result<(), Refused> {
        given(&words, "reason")?;
        let meeting = self.ahead(id)?;
        (meeting.stage, meeting.words) = (Stage::CalledOff, words);
        (meeting.moved, meeting.changed) = (meeting.moved + 1, today);
        Ok(())
    }

    pub(super) fn table(
        &mut self,
        id: &CompactString,
        topic: Topic,
        guests: BTreeSet<PartyId>,
    ) -> Result<(), Refused> {
        match &topic {
            Topic::Proposal(proposal) => {
                self.undecided(proposal)?;
            }
            Topic::Task(number) => {
                self.task(*number)?;
            }
            Topic::Finding { title, .. } | Topic::Words { title, .. } => given(title, "title")?,
        }
        let meeting = self.unended(id)?;
        // the same thing again opens it to more guests
        if let Some(item) = meeting.items.iter_mut().find(|item| item.topic == topic) {
            if guests.iter().all(|guest| item.guests.contains(guest)) {
                return Err(Refused::Tabled);
            }
            item.guests.extend(guests);
            return Ok(());
        }
        let number = meeting.items.iter().map(|item| item.number).max().unwrap_or(0) + 1;
        let (papers, minutes) = (Vec::new(), Vec::new());
        meeting.items.push(Item { number, topic, guests, papers, minutes });
        Ok(())
    }

    pub(super) fn strike(&mut self, id: &CompactString, number: u32) -> Result<(), Refused> {
        let meeting = self.ahead(id)?;
        let at = meeting.items.iter().position(|item| item.number == number);
        meeting.items.remove(at.ok_or(Refused::NoItem(number))?);
        Ok(())
    }

    pub(super) fn place(&mut self, id: &CompactString, number: u32, at: usize) -> Result<(), Refused> {
        let meeting = self.unended(id)?;
        let from = meeting.items.iter().position(|item| item.number == number);
        let item = meeting.items.remove(from.ok_or(Refused::NoItem(number))?);
        meeting.items.insert(at.saturating_sub(1).min(meeting.items.len()), item);
        Ok(())
    }

    pub(super) fn lay(&mut self, id: &CompactString, number: u32, mut paper: Paper) -> Result<(), Refused> {
        given(&paper.title, "title")?;
        let label = self.meetings.get(id).and_then(|meeting| {
            meeting.items.iter().find(|item| item.number == number).map(|item| self.label_of(&item.topic))
        });
        let item = self.unended(id)?.item_mut(number).ok_or(Refused::NoItem(number))?;
        paper.label = paper.label.max(label.unwrap_or(paper.label));
        item.papers.push(paper);
        Ok(())
    }

    pub(super) fn begin(
        &mut self,
        id: CompactString,
        present: BTreeMap<PartyId, Capacity>,
        today: Day,
    ) -> Result<(), Refused> {
        if self.open.is_some() {
            return Err(Refused::MeetingOpen);
        }
        self.seated(&present)?;
        let meeting = self.ahead(&id)?;
        (meeting.stage, meeting.began) = (Stage::Open, Some(today));
        meeting.attended.clone_from(&present);
        meeting.present = present;
        self.open = Some(id);
        Ok(())
    }

    pub(super) fn attend(&mut self, party: PartyId, capacity: Option<Capacity>) -> Result<(), Refused> {
        if let Some(capacity) = capacity {
            self.seated(&BTreeMap::from([(party.clone(), capacity)]))?;
        }
        let meeting = self.sitting()?;
        let Some(capacity) = capacity else {
            meeting.present.remove(&party);
            return Ok(());
        };
        meeting.present.insert(party.clone(), capacity);
        // whoever voted was there as a member, as whatever they stay
        if !meeting.votes.values().any(|votes| votes.contains_key(&party)) {
            meeting.attended.insert(party, capacity);
        }
        Ok(())
    }

    pub(super) fn minute(&mut self, number: u32, words: String) -> Result<(), Refused> {
        given(&words, "text")?;
        let item = self.sitting()?.item_mut(number).ok_or(Refused::NoItem(number))?;
        item.minutes.push(words);
        Ok(())
    }

    pub(super) fn close(&mut self, today: Day) -> Result<(), Refused> {
        let uncounted: Vec<CompactString> = self.sitting()?.votes.keys().cloned().collect();
        for proposal in uncounted {
            self.taken(&proposal, today);
        }
        let meeting = self.sitting()?;
        (meeting.stage, meeting.ended) = (Stage::Over, Some(today));
        self.open = None;
        Ok(())
    }

    /// The votes cast on a proposal, which are positions from now on, whatever comes of them.
    pub(super) fn taken(&mut self, proposal: &CompactString, today: Day) -> Votes {
        let votes = self.sitting().ok().and_then(|meeting| meeting.votes.remove(proposal));
        let votes = votes.unwrap_or_default();
        if let Some(matter) = self.matters.get_mut(proposal) {
            let wording = matter.wordings.len();
            matter.positions.extend(votes.iter().map(|(party, vote)| Taken {
                on: today,
                party: party.clone(),
                stance: vote.stance,
                condition: CompactString::default(),
                words: vote.words.clone(),
                draft: false,
                wording,
            }));
        }
        votes
    }

    pub(super) fn vote(
        &mut self,
        party: PartyId,
        proposal: CompactString,
        vote: super::Vote,
    ) -> Result<(), Refused> {
        let meeting = self.deciding(&proposal)?;
        if meeting.present.get(&party) != Some(&Capacity::Member) {
            return Err(Refused::NoVote(party));
        }
        if matches!(vote.stance, Stance::Undecided | Stance::Conditional) {
            return Err(Refused::NoSuchVote);
        }
        meeting.votes.entry(proposal).or_default().insert(party, vote);
        Ok(())
    }

    /// The meeting that is open.
    pub(super) fn sitting(&mut self) -> Result<&mut Meeting, Refused> {
        let open = self.open.as_ref().and_then(|id| self.meetings.get_mut(id));
        open.ok_or(Refused::NoMeeting)
    }

    fn ahead(&mut self, id: &CompactString) -> Result<&mut Meeting, Refused> {
        match self.meetings.get_mut(id) {
            None => Err(Refused::NoSuchMeeting(id.clone())),
            Some(meeting) if meeting.stage != Stage::Ahead => Err(Refused::NotAhead(id.clone())),
            Some(meeting) => Ok(meeting),
        }
    }

    fn unended(&mut self, id: &CompactString) -> Result<&mut Meeting, Refused> {
        match self.meetings.get_mut(id) {
            None => Err(Refused::NoSuchMeeting(id.clone())),
            Some(meeting) if !matches!(meeting.stage, Stage::Ahead | Stage::Open) => Err(Refused::Over),
            Some(meeting) => Ok(meeting),
        }
    }

    fn holdable(&self, notice: &Notice, invited: &BTreeMap<PartyId, Capacity>) -> Result<(), Refused> {
        given(&notice.title, "title")?;
        if notice.until < notice.on {
            return Err(Refused::NotLater);
        }
        self.seated(invited)
    }

    /// Whether nobody sits as a member who is none.
    fn seated(&self, parties: &BTreeMap<PartyId, Capacity>) -> Result<(), Refused> {
        let stranger =
            parties.iter().find(|(party, capacity)| **capacity == Capacity::Member && !self.is_member(party));
        stranger.map_or(Ok(()), |(party, _)| Err(Refused::NotMember(party.clone())))
    }
}
