//! What a viewer sees of a council, taken out of it once: pages and papers get nothing else.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Rule, Tlp};
use comity_council::proceedings::{
    By, Capacity, Council, Counted, Decision, Draft, Item, Matter, Meeting, Notice, Paper, Sight, Stage,
    Taken, Task, Topic, Votes, Wording,
};
use comity_policy::NodeAction;
use comity_store::{ActsKept, Uuid};
use serde::Serialize;

use crate::desk::Desk;

/// A council as a viewer sees it.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CouncilSeen {
    pub id: Uuid,
    pub title: String,
    /// The party whose secretariat keeps it.
    pub keeper: PartyId,
    pub rule: Rule,
    pub quorum: usize,
    pub seats: BTreeMap<PartyId, Capacity>,
    /// Whether the viewer keeps it.
    pub keeps: bool,
    /// The party for which the viewer may speak.
    pub speaks: Option<PartyId>,
    /// Whether the viewer's party is a member.
    pub member: bool,
    /// Whose drafts are seen: none for who keeps the council, who sees everything else.
    pub reader: Option<PartyId>,
    pub matters: BTreeMap<CompactString, MatterSeen>,
    /// Pairs that rule each other out, both seen.
    pub exclusions: Vec<(CompactString, CompactString)>,
    pub meetings: BTreeMap<CompactString, MeetingSeen>,
    /// The meeting that is held now, if the viewer sees it.
    pub open: Option<CompactString>,
    /// In order.
    pub decisions: Vec<DecisionSeen>,
    /// In order.
    pub tasks: Vec<TaskSeen>,
}

/// A proposal.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MatterSeen {
    pub id: CompactString,
    pub sight: Sight,
    pub title: String,
    pub text: String,
    pub draft: Draft,
    pub rule: Rule,
    /// Its texts, in the order of time.
    pub wordings: Vec<Wording>,
    /// The position of each party that holds; nothing for who sees the text alone.
    pub held: BTreeMap<PartyId, Taken>,
    /// Every position, in the order of time.
    pub history: Vec<Taken>,
    pub silence: Option<Day>,
    pub withdrawn: Option<Day>,
    pub decision: Option<usize>,
}

/// A meeting.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MeetingSeen {
    pub id: CompactString,
    pub notice: Notice,
    /// How often it was changed.
    pub moved: u32,
    /// When it was called or last changed.
    pub changed: Day,
    pub stage: Stage,
    /// Why it was called off.
    pub words: String,
    pub invited: BTreeMap<PartyId, Capacity>,
    pub present: BTreeMap<PartyId, Capacity>,
    pub attended: BTreeMap<PartyId, Capacity>,
    /// In what capacity the viewer sits.
    pub capacity: Option<Capacity>,
    pub members_present: usize,
    pub items: Vec<ItemSeen>,
    pub began: Option<Day>,
    pub ended: Option<Day>,
}

/// An item of an agenda.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ItemSeen {
    pub number: u32,
    pub topic: Topic,
    pub title: String,
    pub label: Tlp,
    pub guests: BTreeSet<PartyId>,
    pub papers: Vec<Paper>,
    pub minutes: Vec<String>,
    /// Votes cast and not yet counted; for members and who keeps the council.
    pub votes: Votes,
    /// Counts on it in this meeting.
    pub counts: Vec<Counted>,
}

/// A decision.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct DecisionSeen {
    pub decision: Decision,
    pub title: String,
    pub text: String,
    pub label: Tlp,
    /// Whether what it changes at this node waits to be done.
    pub waits: bool,
}

/// A task.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TaskSeen {
    pub task: Task,
    pub late: bool,
    /// Whether the viewer may report on it.
    pub mine: bool,
}

impl CouncilSeen {
    /// What the viewer of a desk sees; nothing where they have nothing to do with it.
    pub(super) fn of(desk: &Desk<'_>, kept: &ActsKept, council: &Council) -> Option<CouncilSeen> {
        let party = desk.viewer.party().cloned();
        let keeps = party.as_ref().is_some_and(|party| party.as_str() == kept.party)
            && desk.may(NodeAction::KeepAgenda);
        let reader = if keeps { None } else { Some(party.clone()?) };
        if reader.as_ref().is_some_and(|party| !council.takes_part(party)) {
            return None;
        }
        let reader = reader.as_ref();
        let sight = |id: &CompactString| council.sight(reader, id);
        let matters: BTreeMap<CompactString, MatterSeen> = council
            .matters()
            .iter()
            .filter(|(id, _)| sight(id) > Sight::Nothing)
            .map(|(id, matter)| (id.clone(), MatterSeen::of(id, matter, sight(id), reader)))
            .collect();
        let exclusions = council.exclusions().iter();
        let exclusions = exclusions.filter(|(a, b)| matters.contains_key(a) && matters.contains_key(b));
        let seen_meetings: BTreeMap<CompactString, MeetingSeen> = council
            .meetings()
            .iter()
            .filter(|(_, meeting)| council.sees_meeting(reader, meeting))
            .map(|(id, meeting)| (id.clone(), MeetingSeen::of(council, id, meeting, reader)))
            .collect();
        let open = council.open_meeting().map(|(id, _)| id.clone());
        let today = desk.node.today();
        let decisions = council.decisions().iter().filter(|one| council.sees_decision(reader, one));
        let tasks = council.tasks().iter().filter(|task| council.sees_task(reader, task));
        Some(CouncilSeen {
            id: kept.id,
            title: council.title().to_owned(),
            keeper: kept.party.as_str().into(),
            rule: council.rule(),
            quorum: council.quorum(),
            seats: council.seats().clone(),
            keeps,
            speaks: party.clone().filter(|_| desk.may(NodeAction::SpeakInCouncil)),
            member: party.as_ref().is_some_and(|party| council.is_member(party)),
            reader: reader.cloned(),
            exclusions: exclusions.cloned().collect(),
            decisions: decisions.filter_map(|one| DecisionSeen::of(council, one)).collect(),
            tasks: tasks
                .map(|task| TaskSeen {
                    late: task.done.is_none() && task.due < today,
                    mine: task.done.is_none() && (keeps || party.as_ref() == Some(&task.owner)),
                    task: task.clone(),
                })
                .collect(),
            open: open.filter(|id| seen_meetings.contains_key(id)),
            meetings: seen_meetings,
            matters,
        })
    }
}

impl MatterSeen {
    fn of(id: &CompactString, matter: &Matter, sight: Sight, reader: Option<&PartyId>) -> MatterSeen {
        let whole = sight == Sight::Whole;
        let own = |taken: &&Taken| !taken.draft || reader == Some(&taken.party);
        let held = matter.held(reader).into_iter().map(|(party, taken)| (party.clone(), taken.clone()));
        MatterSeen {
            id: id.clone(),
            sight,
            title: matter.title().to_owned(),
            text: matter.text().to_owned(),
            draft: matter.draft.clone(),
            rule: matter.rule,
            wordings: matter.wordings.clone(),
            held: if whole { held.collect() } else { BTreeMap::new() },
            history: matter.positions.iter().filter(|_| whole).filter(own).cloned().collect(),
            silence: matter.silence,
            withdrawn: matter.withdrawn,
            decision: matter.decision,
        }
    }

    /// Whether it can still be decided.
    pub fn is_open(&self) -> bool {
        self.decision.is_none() && self.withdrawn.is_none()
    }
}

impl MeetingSeen {
    fn of(council: &Council, id: &CompactString, meeting: &Meeting, reader: Option<&PartyId>) -> MeetingSeen {
        let items = council.agenda(reader, meeting).into_iter();
        MeetingSeen {
            id: id.clone(),
            notice: meeting.notice.clone(),
            moved: meeting.moved,
            changed: meeting.changed,
            stage: meeting.stage,
            words: meeting.words.clone(),
            invited: meeting.invited.clone(),
            present: meeting.present.clone(),
            attended: meeting.attended.clone(),
            capacity: reader.and_then(|party| meeting.capacity(party)),
            members_present: meeting.members_present(),
            items: items.map(|item| ItemSeen::of(council, meeting, item, reader)).collect(),
            began: meeting.began,
            ended: meeting.ended,
        }
    }
}

impl ItemSeen {
    fn of(council: &Council, meeting: &Meeting, item: &Item, reader: Option<&PartyId>) -> ItemSeen {
        let votes_seen = reader.is_none_or(|party| council.is_member(party));
        let (title, proposal) = match &item.topic {
            Topic::Proposal(id) => {
                let matter = council.matters().get(id);
                (matter.map(|matter| matter.title().to_owned()).unwrap_or_default(), Some(id))
            }
            Topic::Task(number) => {
                let task = number.checked_sub(1).and_then(|at| council.tasks().get(at));
                (task.map(|task| task.what.clone()).unwrap_or_default(), None)
            }
            Topic::Finding { title, .. } | Topic::Words { title, .. } => (title.clone(), None),
        };
        let votes = proposal.and_then(|id| meeting.votes.get(id)).filter(|_| votes_seen);
        let counts = meeting.counts.iter().filter(|count| Some(&count.proposal) == proposal);
        ItemSeen {
            number: item.number,
            topic: item.topic.clone(),
            title,
            label: council.label_of(&item.topic),
            guests: item.guests.clone(),
            papers: council.papers(reader, meeting, item).into_iter().cloned().collect(),
            minutes: item.minutes.clone(),
            votes: votes.cloned().unwrap_or_default(),
            counts: counts.cloned().collect(),
        }
    }
}

impl DecisionSeen {
    fn of(council: &Council, decision: &Decision) -> Option<DecisionSeen> {
        let matter = council.matters().get(&decision.proposal)?;
        let wording = decision.wording.checked_sub(1).and_then(|at| matter.wordings.get(at))?;
        Some(DecisionSeen {
            title: wording.title.clone(),
            text: wording.text.clone(),
            label: matter.draft.label,
            waits: decision.made.is_none() && super::enact::is_done_here(matter),
            decision: decision.clone(),
        })
    }

    /// How each voted; nobody where it passed by silence.
    pub fn votes(&self) -> Option<&Votes> {
        match &self.decision.by {
            By::Votes { votes, .. } => Some(votes),
            By::Silence { .. } => None,
        }
    }
}
