//! Shares of work and money. Money is counted with who gives it, once, whoever spends it.

use comity_core::{Day, Decimal, PartyId};
use serde::Serialize;

use super::{Line, Share, Workspace};
use crate::joint::{Refused, given, not_negative, numbered};

/// Money of a line, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Funds {
    /// What it costs.
    pub cost: Decimal,
    /// What stands pledged, what was delivered of it included.
    pub pledged: Decimal,
    /// What was delivered.
    pub delivered: Decimal,
    /// What nobody pledged.
    pub open: Decimal,
    /// What was pledged beyond the cost, where a cost is known.
    pub beyond: Decimal,
}

impl Share {
    /// What was delivered.
    pub fn paid(&self) -> Decimal {
        self.delivered.iter().map(|(_, money, _)| money).sum()
    }

    /// What it still counts for: all of it, or what was delivered before the rest was taken back.
    pub fn counts(&self) -> Decimal {
        if self.lapsed.is_some() { self.paid() } else { self.money.max(self.paid()) }
    }
}

impl Workspace {
    pub(super) fn plan(&mut self, what: String, cost: Option<Decimal>) -> Result<(), Refused> {
        given(&what, "what")?;
        not_negative(cost.unwrap_or_default())?;
        self.lines.push(Line { what, cost, dropped: None });
        Ok(())
    }

    pub(super) fn drop_line(&mut self, line: usize, today: Day) -> Result<(), Refused> {
        let known = standing(&mut self.lines, line)?;
        let mut shares = self.shares.iter().filter(|share| share.line == line);
        if shares.any(|share| !share.delivered.is_empty()) {
            return Err(Refused::Delivered);
        }
        known.dropped = Some(today);
        for share in self.shares.iter_mut().filter(|share| share.line == line) {
            share.lapsed.get_or_insert(today);
        }
        Ok(())
    }

    pub(super) fn pledge(&mut self, share: Share) -> Result<(), Refused> {
        self.partner(&share.party)?;
        standing(&mut self.lines, share.line)?;
        not_negative(share.money)?;
        if share.words.trim().is_empty() && share.money.is_zero() {
            return Err(Refused::Missing("words"));
        }
        if let Some(through) = &share.through {
            self.partner(through)?;
            if *through == share.party {
                return Err(Refused::ThroughItself);
            }
        }
        self.shares.push(share);
        Ok(())
    }

    pub(super) fn take_back(&mut self, party: &PartyId, share: usize, today: Day) -> Result<(), Refused> {
        self.own_share(party, share)?.lapsed = Some(today);
        Ok(())
    }

    pub(super) fn deliver(
        &mut self,
        party: &PartyId,
        share: usize,
        delivered: (Day, Decimal, String),
    ) -> Result<(), Refused> {
        not_negative(delivered.1)?;
        let share = self.own_share(party, share)?;
        if delivered.1.is_zero() {
            given(&delivered.2, "words")?;
        }
        if share.paid() + delivered.1 > share.money {
            return Err(Refused::OverDelivered);
        }
        share.delivered.push(delivered);
        Ok(())
    }

    /// A share that stands, of a party that is still a partner.
    fn own_share(&mut self, party: &PartyId, share: usize) -> Result<&mut Share, Refused> {
        self.partner(party)?;
        let known = numbered(&mut self.shares, share)?;
        match known {
            known if known.party != *party => Err(Refused::NoNumber(share)),
            known if known.lapsed.is_some() => Err(Refused::TakenBack(share)),
            known => Ok(known),
        }
    }

    /// The money of a line, from 1.
    pub fn funds(&self, line: usize) -> Funds {
        let known = line.checked_sub(1).and_then(|at| self.lines.get(at));
        let known = known.filter(|known| known.dropped.is_none());
        let cost = known.and_then(|known| known.cost);
        let mut funds = Funds { cost: cost.unwrap_or_default(), ..Funds::default() };
        for share in self.shares.iter().filter(|share| share.line == line) {
            funds.pledged += share.counts();
            funds.delivered += share.paid();
        }
        if let Some(cost) = cost {
            funds.open = (cost - funds.pledged).max(Decimal::ZERO);
            funds.beyond = (funds.pledged - cost).max(Decimal::ZERO);
        }
        funds
    }

    /// All money.
    pub fn all_funds(&self) -> Funds {
        (1..=self.lines.len()).map(|line| self.funds(line)).fold(Funds::default(), |all, one| Funds {
            cost: all.cost + one.cost,
            pledged: all.pledged + one.pledged,
            delivered: all.delivered + one.delivered,
            open: all.open + one.open,
            beyond: all.beyond + one.beyond,
        })
    }
}

fn standing(lines: &mut [Line], line: usize) -> Result<&mut Line, Refused> {
    let known = numbered(lines, line)?;
    if known.dropped.is_some() { Err(Refused::TakenBack(line)) } else { Ok(known) }
}
