//! What is known of each house under a network, read once for all pairs: who makes it up, and who has or had which status with it.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Tie, TieKind};
use comity_overlap::{
    Network, in_force,
    parties::{Parties, PartyNo},
};

use super::{way::Told, ways::told};

/// Statuses that are given to others.
pub(super) const STATUSES: [TieKind; 3] = [TieKind::Observer, TieKind::Partner, TieKind::Associate];

/// Each house, its members and the statuses with it.
pub(super) struct Standing {
    members: BTreeMap<PartyNo, BTreeSet<PartyNo>>,
    /// By house, in the order of [`STATUSES`]: who has it, or had it.
    holders: BTreeMap<PartyNo, [Option<Holders>; STATUSES.len()]>,
}

/// Who has a status, or had it where nobody has it any more.
pub(super) struct Holders {
    pub told: Told,
    pub had: bool,
}

impl Standing {
    /// Reads it.
    pub(super) fn of(parties: &Parties, network: &Network<'_>) -> Standing {
        let mut members: BTreeMap<PartyNo, BTreeSet<PartyNo>> = BTreeMap::new();
        let mut ties: BTreeMap<PartyNo, [Vec<&Tie>; STATUSES.len()]> = BTreeMap::new();
        let begun = |tie: &&Tie| tie.period.start.is_none_or(|start| start <= network.on);
        for tie in network.relations.ties.iter().filter(begun) {
            let Some(to) = parties.find_word(tie.to.as_str()) else { continue };
            let house = parties.house(to);
            if let Some(at) = STATUSES.iter().position(|kind| *kind == tie.kind)
                && let Some(with) = ties.entry(house).or_default().get_mut(at)
            {
                with.push(tie);
            }
            if belongs(&tie.kind)
                && in_force(tie, network.on)
                && let Some(from) = parties.find_word(tie.from.as_str())
                && from == parties.house(from)
                && from != house
            {
                members.entry(house).or_default().insert(from);
            }
        }
        let said = |with: Vec<&Tie>| holders(parties, network, with);
        let holders = ties.into_iter().map(|(house, with)| (house, with.map(said))).collect();
        Standing { members, holders }
    }

    /// Who makes up a house, by the ties in force.
    pub(super) fn members(&self, house: PartyNo) -> &BTreeSet<PartyNo> {
        static NONE: BTreeSet<PartyNo> = BTreeSet::new();
        self.members.get(&house).unwrap_or(&NONE)
    }

    /// Statuses that somebody has or had with a house, with who.
    pub(super) fn statuses(&self, house: PartyNo) -> impl Iterator<Item = (&TieKind, &Holders)> {
        let held = self.holders.get(&house);
        let held = held.into_iter().flat_map(|all| STATUSES.iter().zip(all));
        held.filter_map(|(kind, held)| held.as_ref().map(|held| (kind, held)))
    }
}

/// Whether a tie makes its holder a part of the other.
fn belongs(kind: &TieKind) -> bool {
    match kind {
        TieKind::Member | TieKind::Associate | TieKind::Contributor => true,
        TieKind::Other(word) => matches!(word.as_str(), "lead" | "participant" | "participating-state"),
        _ => false,
    }
}

fn holders(parties: &Parties, network: &Network<'_>, ties: Vec<&Tie>) -> Option<Holders> {
    let (now, before): (Vec<&Tie>, Vec<&Tie>) = ties.into_iter().partition(|tie| in_force(tie, network.on));
    let had = now.is_empty();
    let from = if had { before } else { now };
    let mut who: Vec<PartyNo> = from.iter().filter_map(|tie| parties.find_word(tie.from.as_str())).collect();
    who.sort_by_cached_key(|party| (parties.short(*party), *party));
    who.dedup();
    (!who.is_empty()).then(|| Holders { told: told(parties, who), had })
}
