//! What proposals are called by who doesn't see all of them: a name that is refused, or taken up otherwise than it was asked, would tell of a
//! proposal that isn't theirs to know.

use comity_core::{CompactString, PartyId};
use comity_council::Condition;
use comity_council::proceedings::{Act, Council, Refused};

use super::seen::CouncilSeen;
use crate::error::Error;

impl CouncilSeen {
    /// The party whose name its proposals bear: none where the viewer sees all that there are.
    pub fn names_after(&self) -> Option<&PartyId> {
        self.speaks.as_ref().filter(|_| !self.member && !self.keeps)
    }

    /// The act with the name that it is done under.
    pub(super) fn named(&self, act: &Act) -> Act {
        match (act, self.names_after()) {
            (Act::Propose { proposal, draft }, Some(party)) => {
                let own = format!("{party}-");
                let proposal = match proposal.starts_with(&own) {
                    true => proposal.clone(),
                    false => format!("{own}{proposal}").into(),
                };
                Act::Propose { proposal, draft: draft.clone() }
            }
            _ => act.clone(),
        }
    }

    /// The same with a number behind it where a proposal that the viewer doesn't see has the name.
    pub(super) fn free(&self, act: Act, council: &Council) -> Act {
        match act {
            Act::Propose { proposal, draft }
                if council.matters().contains_key(&proposal) && !self.matters.contains_key(&proposal) =>
            {
                let mut others = (2u32..).map(|number| CompactString::from(format!("{proposal}-{number}")));
                let free = others.find(|other| !council.matters().contains_key(other));
                Act::Propose { proposal: free.unwrap_or(proposal), draft }
            }
            _ => act,
        }
    }

    /// Refuses a condition that names what the viewer doesn't see as if it weren't there.
    pub(super) fn may_name(&self, act: &Act) -> Result<(), Error> {
        let Act::Position { condition, .. } = act else { return Ok(()) };
        // what can't be read is refused by the council itself
        let Ok(read) = Condition::parse(condition) else { return Ok(()) };
        let known = read.named(&mut |named| {
            let proposal = named.id.rsplit('@').next().unwrap_or_default();
            self.matters.contains_key(proposal).then_some(0).ok_or_else(|| CompactString::from(proposal))
        });
        known.map(|_| ()).map_err(|hidden| Error::Council { refused: Refused::NoProposal(hidden) })
    }
}
