//! What a party may see of something held ready: one place, asked by every page and program.

use std::collections::BTreeSet;

use comity_core::{Day, PartyId, Tlp};
use serde::Serialize;

use super::{Clash, Holding, Promise, Sort, Terms};

/// A promise as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromiseSeen {
    /// Its number.
    pub number: usize,
    /// The promise; nothing where only that something is promised may be known, to whoever it is promised as well.
    pub whole: Option<Promise>,
}

/// Something held ready as somebody sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct View {
    pub title: String,
    pub sort: Sort,
    pub unit: String,
    pub label: Tlp,
    pub earmarked: Option<PartyId>,
    pub holder: PartyId,
    pub terms: Terms,
    /// All terms, in the order of time: since when, what, why; for the holder.
    pub history: Vec<(Day, Terms, String)>,
    /// Who held it since when.
    pub holders: Vec<(PartyId, Day)>,
    /// To whom it is offered; for the two.
    pub offered: Option<(PartyId, Day, String)>,
    /// Offers that were not taken; for the holder.
    pub declined: Vec<(PartyId, Day, String)>,
    pub promises: Vec<PromiseSeen>,
    /// What is promised twice, as far as a promise that is seen is touched.
    pub clashes: Vec<Clash>,
    pub ended: Option<(Day, String)>,
    /// Whether the viewer's party holds it.
    pub holds: bool,
}

impl Holding {
    /// It as a party sees it; nothing where not even that it is there.
    ///
    /// The holder sees all. Whoever it is promised or earmarked to, or offered to, sees what is held; of promises to others whom, what for and
    /// when only where these travel (`TLP:CLEAR`, `TLP:GREEN`), else only in a clash with what they see: that more is promised, not to whom.
    /// Who is offered it sees how much is promised when, because the promises would be theirs to keep.
    pub fn view(&self, party: Option<&PartyId>) -> Option<View> {
        let (holder, terms, label) = (self.holder()?, self.held()?, self.label.unwrap_or(Tlp::Red));
        let is = |other: Option<&PartyId>| party.is_some() && other == party;
        let holds = is(Some(holder));
        let is_offered = is(self.offered.as_ref().map(|(to, ..)| to));
        let was_promised = self.promises.iter().any(|promise| is(Some(&promise.to)));
        let held_before = self.holders.iter().any(|(before, _)| is(Some(before)));
        let concerned = holds || is_offered || was_promised || held_before || is(self.earmarked.as_ref());
        if !concerned && label > Tlp::Green {
            return None;
        }
        let named = |promise: &Promise| {
            holds
                || is_offered
                || is(Some(&promise.to))
                || (promise.label <= Tlp::Green && label <= Tlp::Green)
        };
        let seen: BTreeSet<usize> = self
            .promises
            .iter()
            .enumerate()
            .filter(|(_, promise)| named(promise))
            .map(|(at, _)| at + 1)
            .collect();
        let clashes: Vec<Clash> =
            self.clashes().into_iter().filter(|clash| !clash.promises.is_disjoint(&seen)).collect();
        let met: BTreeSet<usize> = clashes.iter().flat_map(|clash| clash.promises.iter().copied()).collect();
        let promises = self.promises.iter().enumerate().filter_map(|(at, promise)| {
            let number = at + 1;
            let whole = seen.contains(&number).then(|| promise.clone());
            (whole.is_some() || met.contains(&number)).then_some(PromiseSeen { number, whole })
        });
        Some(View {
            title: self.title.clone(),
            sort: self.sort,
            unit: self.unit.clone(),
            label,
            earmarked: self.earmarked.clone(),
            holder: holder.clone(),
            terms: terms.clone(),
            history: if holds { self.terms.clone() } else { Vec::new() },
            holders: self.holders.clone(),
            offered: self.offered.clone().filter(|_| holds || is_offered),
            declined: if holds { self.declined.clone() } else { Vec::new() },
            promises: promises.collect(),
            clashes,
            ended: self.ended.clone(),
            holds,
        })
    }
}
