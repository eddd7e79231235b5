//! What a party may see of a council: one place, asked by every page, list, paper and feed.

use comity_core::{CompactString, PartyId, Tlp};
use serde::Serialize;

use super::{
    Council, Decision, Task,
    matter::Matter,
    sitting::{Capacity, Item, Meeting, Paper, Stage, Topic},
};

/// How much of a proposal is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// Not that it is there.
    Nothing,
    /// Its text and what became of it; not who stands where.
    Text,
    /// All of it but the drafts of others.
    Whole,
}

impl Council {
    /// How much of a proposal a party sees. `None` is the secretariat, which keeps the papers.
    pub fn sight(&self, party: Option<&PartyId>, proposal: &str) -> Sight {
        let Some(matter) = self.matters.get(proposal) else { return Sight::Nothing };
        let Some(party) = party else { return Sight::Whole };
        let made = matter.draft.by.as_ref() == Some(party);
        let seated = self.seats.get(party).is_some_and(|capacity| capacity.sees(matter.draft.label));
        if made || seated {
            return Sight::Whole;
        }
        let opened = self.meetings.values().any(|meeting| {
            meeting.stage != Stage::CalledOff
                && meeting
                    .item_of(proposal)
                    .is_some_and(|item| sees(meeting, item, matter.draft.label, party))
        });
        if opened || matter.draft.label == Tlp::Clear { Sight::Text } else { Sight::Nothing }
    }

    /// Whether a party has anything to do with the council.
    pub fn takes_part(&self, party: &PartyId) -> bool {
        self.seats.contains_key(party)
            || self.meetings.values().any(|meeting| meeting.capacity(party).is_some())
            || self.matters.values().any(|matter| matter.draft.by.as_ref() == Some(party))
            || self.tasks.iter().any(|task| task.owner == *party)
    }

    /// Whether a party sees that there is a meeting: members, and who is asked or was there.
    pub fn sees_meeting(&self, party: Option<&PartyId>, meeting: &Meeting) -> bool {
        party.is_none_or(|party| self.is_member(party) || meeting.capacity(party).is_some())
    }

    /// What a party sees of the agenda of a meeting, in its order.
    pub fn agenda<'c>(&self, party: Option<&PartyId>, meeting: &'c Meeting) -> Vec<&'c Item> {
        let seen = |item: &&Item| {
            party.is_none_or(|party| {
                self.sees_meeting(Some(party), meeting)
                    && (self.is_member(party) || sees(meeting, item, self.label_of(&item.topic), party))
            })
        };
        meeting.items.iter().filter(seen).collect()
    }

    /// The papers of an item that a party sees. What is opened to a guest is the item with its papers, those under a narrower label excepted.
    pub fn papers<'c>(&self, party: Option<&PartyId>, meeting: &Meeting, item: &'c Item) -> Vec<&'c Paper> {
        let label = self.label_of(&item.topic);
        let seen = |paper: &&Paper| {
            party.is_none_or(|party| {
                self.is_member(party)
                    || paper.by.as_ref() == Some(party)
                    || (paper.label == label && sees(meeting, item, label, party))
                    || meeting.capacity(party).is_some_and(|capacity| capacity.sees(paper.label))
            })
        };
        item.papers.iter().filter(seen).collect()
    }

    /// How far what an item is about travels.
    pub fn label_of(&self, topic: &Topic) -> Tlp {
        match topic {
            Topic::Proposal(proposal) => self.label_of_matter(proposal),
            Topic::Finding { label, .. } | Topic::Words { label, .. } => *label,
            Topic::Task(number) => self.label_of_task(*number),
        }
    }

    /// Whether a party sees a decision: who sees the proposal.
    pub fn sees_decision(&self, party: Option<&PartyId>, decision: &Decision) -> bool {
        self.sight(party, &decision.proposal) > Sight::Nothing
    }

    /// Whether a party sees a task: who does it, members, and who sees the decision behind it.
    pub fn sees_task(&self, party: Option<&PartyId>, task: &Task) -> bool {
        party.is_none_or(|party| {
            let decision = task.decision.and_then(|number| self.decisions.get(number.saturating_sub(1)));
            task.owner == *party
                || self.is_member(party)
                || decision.is_some_and(|decision| self.sees_decision(Some(party), decision))
        })
    }

    fn label_of_matter(&self, proposal: &CompactString) -> Tlp {
        self.matters.get(proposal).map_or(Tlp::Red, |matter: &Matter| matter.draft.label)
    }

    fn label_of_task(&self, number: usize) -> Tlp {
        let task = number.checked_sub(1).and_then(|at| self.tasks.get(at));
        let decision = task.and_then(|task| task.decision);
        let decision = decision.and_then(|number| self.decisions.get(number.saturating_sub(1)));
        // a task of no decision is the council's own
        decision.map_or(Tlp::Amber, |decision| self.label_of_matter(&decision.proposal))
    }
}

/// Whether who isn't a member of the council sees an item by their capacity in the meeting.
fn sees(meeting: &Meeting, item: &Item, label: Tlp, party: &PartyId) -> bool {
    let Some(capacity) = meeting.capacity(party) else { return false };
    item.guests.contains(party) || (capacity != Capacity::Member && capacity.sees(label))
}
