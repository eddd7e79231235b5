//! Councils: the acts of a council are replayed by its machine, asked for what the viewer may see, and done in the transaction that writes them.

mod enact;
mod naming;
mod papers;
mod seen;
mod take_up;

use comity_core::{CompactString, Day, PartyId};
use comity_council::proceedings::{Act, By, Council, Decision, Refused, Sight};
use comity_council::{Limits, Packages};
use comity_ledger::event::DecidedBy;
use comity_policy::NodeAction;
use comity_store::{ActsOf, Decree, Doing, Done, Error as StoreError, Uuid};

pub use papers::GivenPaper;
pub use seen::{CouncilSeen, DecisionSeen, ItemSeen, MatterSeen, MeetingSeen, TaskSeen};
pub use take_up::{StatedProposal, TakenUp};

use crate::desk::Desk;
use crate::error::Error;
use crate::node::Node;
use crate::replay::{Replay, Replayed, Replays};
use crate::wait::done;

/// Packages that are worked out for a page.
const LISTED: usize = 20;

impl Replay for Council {
    const OF: ActsOf = ActsOf::Council;

    fn replays(node: &Node) -> &Replays<Council> {
        &node.councils
    }

    fn redo(&mut self, act: &str, on: Day) -> Result<(), String> {
        let act = serde_json::from_str(act).map_err(|error| error.to_string())?;
        self.act(act, on).map(drop).map_err(|refused| refused.to_string())
    }
}

impl Node {
    /// Lets silences lapse whose last day is over, in all councils.
    pub(crate) async fn lapse_silences(&self) -> Result<(), Error> {
        let today = self.today();
        for kept in self.store.kept_as_acts(ActsOf::Council).await? {
            let held = self.replay_to::<Council>(kept.id, kept.acts).await?;
            if held.what.lapsed(today).next().is_none() {
                continue;
            }
            let lapse = |before: &[Done]| {
                let mut now = Replayed::clone(&held);
                now.take_up(before)?;
                if now.what.lapsed(today).next().is_none() {
                    return Ok(Vec::new());
                }
                Ok(vec![doing(&mut now.what, &Act::Lapse, None, today)?.0])
            };
            done(self.store.act_alone((ActsOf::Council, kept.id, held.acts), lapse, self.now()))?;
        }
        Ok(())
    }
}

impl Desk<'_> {
    /// Councils that the viewer has to do with, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn councils(&self) -> Result<Vec<CouncilSeen>, Error> {
        let mut out = Vec::new();
        for kept in self.node.store.kept_as_acts(ActsOf::Council).await? {
            let held = self.node.replay_to::<Council>(kept.id, kept.acts).await?;
            out.extend(CouncilSeen::of(self, &kept, &held.what));
        }
        Ok(out)
    }

    /// A council as the viewer sees it.
    ///
    /// # Errors
    /// Where there is none that the viewer has to do with; when the database can't be read.
    pub async fn council(&self, id: Uuid) -> Result<CouncilSeen, Error> {
        let kept =
            self.node.store.kept_as_acts(ActsOf::Council).await?.into_iter().find(|kept| kept.id == id);
        let kept = kept.ok_or(Error::Absent { what: "council" })?;
        let held = self.node.replay_to::<Council>(id, kept.acts).await?;
        CouncilSeen::of(self, &kept, &held.what).ok_or(Error::Absent { what: "council" })
    }

    /// Makes a council, kept by the secretariat of the viewer's party. `act` founds it.
    ///
    /// # Errors
    /// Where policies say no, or the act can't found one.
    pub async fn found_council(&self, act: &Act) -> Result<Uuid, Error> {
        let mut refused = None;
        let first = doing(&mut Council::default(), act, None, self.node.today());
        let first = first.map_err(|error| error.noted(&mut refused)).map_err(|error| told(error, refused))?.0;
        Ok(done(self.node.store.begin_acts(&self.asker(), ActsOf::Council, &first, self.node.now()))?)
    }

    /// Does something in a council, for the viewer's party or as its secretariat, and says which decisions came of it. What a decision
    /// changes at this node is done at once, where the viewer may do it.
    ///
    /// # Errors
    /// [`Error::Absent`] for what the viewer doesn't see, where policies say no, and where the council's rules do: nothing has changed then.
    pub async fn act_in_council(&self, id: Uuid, act: &Act) -> Result<Vec<usize>, Error> {
        Ok(self.act_as(id, act).await?.0)
    }

    /// The same; says also which act was done: a proposal may have got another name than it was asked for.
    ///
    /// # Errors
    /// Those of [`Desk::act_in_council`].
    pub async fn act_as(&self, id: Uuid, act: &Act) -> Result<(Vec<usize>, Act), Error> {
        let seen = self.council(id).await?;
        seen.may_act_on(act)?;
        seen.may_name(act)?;
        let mut act = seen.named(act);
        let (held, today) = (self.node.replay::<Council>(id).await?, self.node.today());
        let mut decided = Vec::new();
        let mut refused = None;
        let decide = |before: &[Done]| {
            let mut now = Replayed::clone(&held);
            now.take_up(before)?;
            let mut doings = Vec::new();
            // what passed by silence passed before this
            if now.what.lapsed(today).next().is_some() && seen.keeps {
                doings.push(doing(&mut now.what, &Act::Lapse, None, today)?.0);
            }
            act = seen.free(act.clone(), &now.what);
            let (last, numbers) = doing(&mut now.what, &act, speaker(&act), today)
                .map_err(|error| error.noted(&mut refused))?;
            decided = numbers;
            doings.push(last);
            Ok(doings)
        };
        let ended = done(self.node.store.act(
            &self.asker(),
            (ActsOf::Council, id, held.acts),
            decide,
            self.node.now(),
        ));
        ended.map_err(|error| told(error, refused))?;
        for number in &decided {
            // decided it is; what can't be done here now waits to be carried out
            if let Err(error) = self.carry_out(id, *number).await {
                tracing::warn!(%error, council = %id, number, "a decision waits to be carried out");
            }
        }
        Ok((decided, act))
    }

    /// Which proposals can pass together, as the positions stand that the viewer may know; nothing for who isn't a member.
    ///
    /// # Errors
    /// Where there is no such council for the viewer; where the question is too large.
    pub async fn packages(
        &self,
        id: Uuid,
        name: impl Fn(&PartyId) -> CompactString,
    ) -> Result<Option<Packages>, Error> {
        let seen = self.council(id).await?;
        if !seen.member && !seen.keeps {
            return Ok(None);
        }
        let held = self.node.replay::<Council>(id).await?;
        let reader = seen.reader.clone();
        let question = held.what.question(reader.as_ref(), name);
        let limits = Limits { packages: LISTED, ..Limits::default() };
        let solved = tokio::task::spawn_blocking(move || question.packages(limits)).await;
        let broke = |reason: String| Error::BrokeOff { doing: "working out packages", reason };
        let packages = solved.map_err(|error| broke(error.to_string()))?;
        Ok(Some(packages.map_err(|error| broke(error.to_string()))?))
    }

    /// Whether the viewer may make a council.
    pub fn may_found_council(&self) -> bool {
        self.viewer.seat.is_some() && self.may(NodeAction::KeepAgenda)
    }
}

/// Why an act can't be done or written down.
enum Undone {
    Refused(Refused),
    Unwritten(serde_json::Error),
}

impl Undone {
    /// The store's error; the council's own reason is noted beside it.
    fn noted(self, refused: &mut Option<Refused>) -> StoreError {
        if let Undone::Refused(why) = &self {
            *refused = Some(why.clone());
        }
        self.into()
    }
}

impl From<Undone> for StoreError {
    fn from(undone: Undone) -> StoreError {
        let reason = match undone {
            Undone::Refused(refused) => refused.to_string(),
            Undone::Unwritten(error) => error.to_string(),
        };
        StoreError::Refused { reason }
    }
}

/// An error of the store, or the council's own reason behind it.
fn told(error: StoreError, refused: Option<Refused>) -> Error {
    match (error, refused) {
        (StoreError::Refused { .. }, Some(refused)) => Error::Council { refused },
        (error, _) => error.into(),
    }
}

/// Does an act, and says how it is written down and which decisions came of it.
fn doing(
    council: &mut Council,
    act: &Act,
    party: Option<PartyId>,
    today: Day,
) -> Result<(Doing, Vec<usize>), Undone> {
    let numbers = council.act(act.clone(), today).map_err(Undone::Refused)?;
    let json = serde_json::to_string(act).map_err(Undone::Unwritten)?;
    let decision = |number: &usize| number.checked_sub(1).and_then(|at| council.decisions().get(at));
    let decrees = numbers.iter().filter_map(decision).map(|decision| decree(council, decision)).collect();
    Ok((Doing { act: json, word: act.word(), party, decrees, keeper: None }, numbers))
}

fn decree(council: &Council, decision: &Decision) -> Decree {
    let matter = council.matters().get(&decision.proposal);
    let text = matter.map(|matter| format!("{}\n\n{}", matter.title(), matter.text()));
    Decree {
        number: decision.number as u64,
        proposal: decision.proposal.to_string(),
        by: match decision.by {
            By::Votes { .. } => DecidedBy::Votes,
            By::Silence { .. } => DecidedBy::Silence,
        },
        text: text.unwrap_or_default(),
    }
}

/// For which party an act is done; none where the secretariat does it.
fn speaker(act: &Act) -> Option<PartyId> {
    match act {
        Act::Position { party, .. }
        | Act::Vote { party, .. }
        | Act::Break { party, .. }
        | Act::Reserve { party, .. } => Some(party.clone()),
        Act::Propose { draft, .. } => draft.by.clone(),
        _ => None,
    }
}

impl CouncilSeen {
    /// Refuses an act on what the viewer doesn't see.
    fn may_act_on(&self, act: &Act) -> Result<(), Error> {
        let proposal = match act {
            Act::Position { proposal, .. } | Act::Vote { proposal, .. } | Act::Break { proposal, .. } => {
                proposal
            }
            _ => return Ok(()),
        };
        let seen = self.matters.get(proposal).is_some_and(|matter| matter.sight > Sight::Nothing);
        if seen { Ok(()) } else { Err(Error::Absent { what: "proposal" }) }
    }
}
