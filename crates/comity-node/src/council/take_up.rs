//! Proposals and positions that records state, taken up by a council: its secretariat enters them as they stand.

use std::collections::BTreeMap;

use comity_core::{CompactString, Position, Proposal, Tlp};
use comity_council::proceedings::{Act, Change, Draft, Origin};
use comity_store::{Account, Thing, Uuid};

use crate::desk::Desk;
use crate::error::Error;

/// A proposal that a record states and that the council doesn't have.
#[derive(Clone, Debug)]
pub struct StatedProposal {
    /// The record.
    pub record: Uuid,
    /// As it is stated.
    pub what: Proposal,
    /// How many positions on it are stated.
    pub positions: usize,
}

/// What came of taking up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenUp {
    /// Proposals that the council has now.
    pub proposals: usize,
    /// Positions that were entered.
    pub positions: usize,
    /// What couldn't be entered, and why.
    pub left: Vec<String>,
}

impl Desk<'_> {
    /// Proposals that records of the viewer state and that a council doesn't have yet.
    ///
    /// # Errors
    /// Where there is no such council for the viewer; when the database can't be read.
    pub async fn stated_proposals(&self, council: Uuid) -> Result<Vec<StatedProposal>, Error> {
        let seen = self.council(council).await?;
        let positions = self.stated_positions().await?;
        let mut more = false;
        let mut out: BTreeMap<CompactString, StatedProposal> = BTreeMap::new();
        for stated in self.stated(Thing::Proposal, &[], &mut more).await? {
            let Account::Proposal(what) = stated.what else { continue };
            if seen.matters.contains_key(&what.id) {
                continue;
            }
            let positions = positions.iter().filter(|position| position.proposal == what.id).count();
            // of several accounts of one proposal the newest counts
            out.insert(what.id.clone(), StatedProposal { record: stated.record, what, positions });
        }
        Ok(out.into_values().collect())
    }

    async fn stated_positions(&self) -> Result<Vec<Position>, Error> {
        let mut more = false;
        let stated = self.stated(Thing::Position, &[], &mut more).await?;
        let position = |account| match account {
            Account::Position(position) => Some(position),
            _ => None,
        };
        Ok(stated.into_iter().filter_map(|stated| position(stated.what)).collect())
    }

    /// Enters proposals that records state, and the positions on them, as the council's secretariat.
    ///
    /// # Errors
    /// Where policies say no, or there is no such council.
    pub async fn take_up(&self, council: Uuid, records: &[Uuid], label: Tlp) -> Result<TakenUp, Error> {
        let stated = self.stated_proposals(council).await?;
        let mut out = TakenUp::default();
        let mut ids = Vec::new();
        for one in stated.iter().filter(|one| records.contains(&one.record)) {
            let proposal = one.what.id.clone();
            let draft = draft_of(one, label);
            if self
                .entered(council, &Act::Propose { proposal: proposal.clone(), draft }, &mut out.left)
                .await?
            {
                out.proposals += 1;
                ids.push(proposal);
            }
        }
        for position in self.stated_positions().await? {
            if !ids.contains(&position.proposal) {
                continue;
            }
            let act = Act::Position {
                party: position.party,
                proposal: position.proposal,
                stance: position.stance,
                condition: position.condition,
                words: String::new(),
                draft: false,
            };
            out.positions += usize::from(self.entered(council, &act, &mut out.left).await?);
        }
        Ok(out)
    }

    /// Does an act; what the council's rules refuse is told and left.
    async fn entered(&self, council: Uuid, act: &Act, left: &mut Vec<String>) -> Result<bool, Error> {
        match self.act_in_council(council, act).await {
            Ok(_) => Ok(true),
            Err(Error::Council { refused }) => {
                left.push(refused.to_string());
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }
}

fn draft_of(stated: &StatedProposal, label: Tlp) -> Draft {
    let what = &stated.what;
    let change = match (&what.would_tie_from, &what.would_tie_to) {
        (Some(from), Some(to)) => {
            Change::Tie { from: from.clone(), to: to.clone(), kind: what.tie_kind.clone() }
        }
        _ => Change::Nothing,
    };
    Draft {
        title: what.title.value.to_string(),
        text: String::new(),
        by: what.proposed_by.clone(),
        rule: what.rule.parse().ok(),
        label,
        from: Some(Origin::Record(stated.record.to_string().into())),
        change,
        errands: Vec::new(),
    }
}
