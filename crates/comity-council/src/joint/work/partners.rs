//! Who takes part in a joint activity, who leads it, and how one leaves.

use std::sync::Arc;

use comity_core::{Day, PartyId};

use super::act::{Begin, Role};
use super::{Partner, Workspace};
use crate::joint::{Refused, given};

impl Workspace {
    pub(super) fn begin(&mut self, begin: Begin, today: Day) -> Result<(), Refused> {
        given(&begin.title, "title")?;
        if matches!((begin.start, begin.end), (Some(start), Some(end)) if end < start) {
            return Err(Refused::Backwards);
        }
        let mut partners: std::collections::BTreeMap<PartyId, Partner> =
            begin.partners.into_iter().map(|party| (party, Partner::asked(Role::Partner, today))).collect();
        let lead = Partner { joined: Some(today), ..Partner::asked(Role::Partner, today) };
        partners.insert(begin.lead.clone(), lead);
        *self = Workspace {
            title: begin.title,
            text: begin.text,
            label: Some(begin.label),
            currency: begin.currency,
            start: begin.start,
            end: begin.end,
            from: begin.from,
            lead: Some(begin.lead),
            partners,
            ..Workspace::default()
        };
        Ok(())
    }

    /// An observer that is asked to become a partner stays one until it answers.
    pub(super) fn ask(&mut self, party: PartyId, role: Role, today: Day) -> Result<(), Refused> {
        match self.partners.get_mut(&party) {
            Some(known) if known.is_in() && (known.role, role) == (Role::Observer, Role::Partner) => {
                if known.raised.is_some() {
                    return Err(Refused::Asked(party));
                }
                known.raised = Some(today);
            }
            Some(known) if known.is_in() => return Err(Refused::Partner(party)),
            Some(known) if known.is_asked() && known.role == role => return Err(Refused::Asked(party)),
            _ => {
                self.partners.insert(party, Partner::asked(role, today));
            }
        }
        Ok(())
    }

    pub(super) fn answer(
        &mut self,
        party: &PartyId,
        joins: bool,
        words: String,
        today: Day,
    ) -> Result<(), Refused> {
        let known = self.partners.get_mut(party).filter(|known| known.is_asked());
        let known = known.ok_or_else(|| Refused::NotAsked(party.clone()))?;
        if joins {
            if known.raised.take().is_some() {
                known.role = Role::Partner;
            }
            known.joined = Some(today);
            self.gone.remove(party);
        } else if known.raised.take().is_none() {
            known.declined = Some((today, words));
        }
        Ok(())
    }

    /// What was pledged and not delivered is open again; what was delivered and reported stays. The party goes on seeing how it stood then,
    /// and nothing that comes after.
    pub(super) fn leave(&mut self, party: &PartyId, words: String, today: Day) -> Result<(), Refused> {
        if self.lead.as_ref() == Some(party) {
            return Err(Refused::Leads(party.clone()));
        }
        let known = self.partners.get_mut(party).filter(|known| known.is_in());
        let known = known.ok_or_else(|| Refused::NoPartner(party.clone()))?;
        (known.left, known.raised) = (Some((today, words)), None);
        for share in self.shares.iter_mut().filter(|share| share.lapsed.is_none()) {
            if share.party == *party {
                share.lapsed = Some(today);
            } else if share.through.as_ref() == Some(party) {
                // the giver says anew who spends it
                share.through = None;
            }
        }
        for laid in self.laid.iter_mut().filter(|laid| laid.party == *party) {
            laid.taken_out.get_or_insert(today);
        }
        let stood = Workspace { gone: std::collections::BTreeMap::new(), ..self.clone() };
        self.gone.insert(party.clone(), Arc::new(stood));
        Ok(())
    }

    pub(super) fn hand_lead(&mut self, party: PartyId) -> Result<(), Refused> {
        self.partner(&party)?;
        self.lead = Some(party);
        Ok(())
    }

    /// Refuses who is no partner.
    pub(super) fn partner(&self, party: &PartyId) -> Result<(), Refused> {
        let known = self.partners.get(party);
        let is_partner = known.is_some_and(|known| known.is_in() && known.role == Role::Partner);
        if is_partner { Ok(()) } else { Err(Refused::NoPartner(party.clone())) }
    }
}
