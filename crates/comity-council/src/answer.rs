//! The answer: the packages, what is blocked and by whom, and the smallest changes that would unlock more.

use std::collections::{BTreeMap, BinaryHeap};

use comity_core::{CompactString, PartyId, Rule, Stance};
use serde::Serialize;

use crate::{
    blocked,
    encode::{Encoding, Movable},
    error::Error,
    maximal::{self, Maximal},
    parts::{cone, parts},
    question::Question,
    unlock::Unlocking,
};

/// How much is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// At most so many packages, the largest first; also of each part of the question that stands alone.
    pub packages: usize,
    /// At most so many ways to unlock one proposal, or to enlarge one package.
    pub ways: usize,
    /// At most so many packages that are looked at for what would enlarge them.
    pub enlarged: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { packages: 1_000, ways: 5, enlarged: 20 }
    }
}

/// What can pass, what can't, and what would change it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Packages {
    /// Maximal sets of proposals that pass together, the largest first.
    pub packages: Vec<Package>,
    /// Proposals that stand in no package.
    pub blocked: Vec<Blocked>,
    /// The smallest changes of position that would unlock more.
    pub unlocks: Vec<Unlock>,
    /// How many packages there are, where they are not all listed.
    #[serde(skip_serializing_if = "Listed::is_whole")]
    pub listed: Listed,
}

/// How many of the packages are listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "are", rename_all = "kebab-case")]
pub enum Listed {
    /// All.
    All,
    /// Some of so many: the product of what each independent part can choose; a number too long for JSON is text.
    Some {
        /// How many there are.
        of: String,
    },
    /// Some of more than so many: not all sets of some part were looked for.
    SomeOfMore {
        /// At least so many there are.
        than: String,
    },
}

impl Listed {
    /// Whether all are.
    pub fn is_whole(&self) -> bool {
        *self == Listed::All
    }
}

/// A maximal set of proposals that pass together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Package {
    /// The proposals, in the order of the source.
    pub proposals: Vec<CompactString>,
    /// Undecided parties whose answer could still stop one of them.
    pub depends_on: Vec<PartyId>,
    /// By party, the proposals of the package that it accepts or made.
    pub gains: BTreeMap<PartyId, Vec<CompactString>>,
}

/// A proposal that can't pass.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blocked {
    /// Which.
    pub proposal: CompactString,
    /// Who stands in its way.
    pub by: Vec<PartyId>,
    /// Why, in English sentences.
    pub why: String,
    /// The same in parts, for translation.
    #[serde(skip)]
    pub reasons: Vec<Why>,
}

/// Why a proposal can't pass. Parties by the names to show.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "key", rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Why {
    /// These oppose it, and the rule lets one refusal stop it.
    Opposed { parties: Vec<CompactString>, rule: Rule },
    /// These abstain, which the rule takes for a refusal.
    Abstained { parties: Vec<CompactString>, rule: Rule },
    /// A condition holds of no set that could pass with it; `blocked` are the proposals in it that can't pass at all.
    Unmet { party: CompactString, condition: String, blocked: Vec<CompactString> },
    /// Each condition could be met, but not these together.
    Clash { parties: Vec<CompactString> },
    /// Votes are counted and too few accept: at best so many, of those who accept or refuse.
    TooFew { accepting: usize, refusing: usize, rule: Rule },
    /// Votes are counted and nobody accepts.
    NobodyAccepts { refusing: usize },
}

/// Changes of position that would let more pass.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unlock {
    /// What would pass that doesn't now.
    pub proposals: Vec<CompactString>,
    /// The package that it would come on top of, as far as it bears on it; empty for what stands in no package.
    pub with: Vec<CompactString>,
    /// Who would have to move, and how.
    pub changes: Vec<Change>,
    /// The same as an English sentence.
    pub says: String,
}

/// One party's change of position.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Whose.
    pub party: PartyId,
    /// On which proposal.
    pub proposal: CompactString,
    /// The position now.
    pub from: Stance,
    /// The least that is enough.
    pub to: Stance,
}

impl Question {
    /// All packages, what is blocked, and what would unlock more: exact, as far as `limits` list it.
    ///
    /// # Errors
    /// Only when the solver breaks off.
    pub fn packages(&self, limits: Limits) -> Result<Packages, Error> {
        let parts = parts(self);
        let mut found = Vec::with_capacity(parts.len());
        let (mut blocked, mut unlocks) = (Vec::new(), Vec::new());
        for part in &parts {
            let maximal = maximal::maximal(self, part, limits.packages)?;
            let stuck = blocked::stuck(self, part, &maximal)?;
            let mut unlocking = Unlocking::new(self, part, limits);
            for number in &stuck {
                let Some(ask) = self.asks.get(*number as usize) else { continue };
                let cone = cone(self, *number);
                let mut encoding = Encoding::new(self, &cone, Movable::On(*number))?;
                let explained = blocked::explained(self, &mut encoding, *number, ask, &stuck)?;
                blocked.push((*number, explained));
                unlocking.for_blocked(encoding, *number, ask)?;
            }
            let whole = |set: &&Vec<u32>| set.len() == part.len();
            for set in maximal.sets.iter().take(limits.enlarged).filter(|set| !whole(set)) {
                unlocking.for_larger(set)?;
            }
            unlocks.extend(unlocking.found);
            found.push(maximal);
        }
        blocked.sort_by_key(|(number, _)| *number);
        let listed = listed(&found, limits.packages);
        let sets = products(&found, limits.packages);
        Ok(Packages {
            packages: sets.iter().map(|set| self.package(set)).collect(),
            blocked: blocked.into_iter().map(|(_, blocked)| blocked).collect(),
            unlocks,
            listed,
        })
    }

    fn package(&self, set: &[u32]) -> Package {
        let in_set = |ask: &u32| set.binary_search(ask).is_ok();
        let mut gains: BTreeMap<PartyId, Vec<CompactString>> = BTreeMap::new();
        let mut depends_on = Vec::new();
        for party in &self.parties {
            gains.insert(party.clone(), Vec::new());
        }
        for ask in set.iter().filter_map(|ask| self.asks.get(*ask as usize)) {
            let accepting = ask.held.iter().filter(|held| held.accepts(ask.rule, &in_set) == Some(true));
            let mut gaining: Vec<u32> = accepting.map(|held| held.party).chain(ask.by).collect();
            gaining.sort_unstable();
            gaining.dedup();
            for party in gaining.into_iter().filter_map(|party| self.parties.get(party as usize)) {
                gains.entry(party.clone()).or_default().push(ask.id.clone());
            }
            let undecided = ask.held.iter().filter(|held| held.stance == Stance::Undecided);
            let undecided: Vec<u32> = undecided.map(|held| held.party).collect();
            let (accepting, refusing) = ask.votes(&in_set);
            if !ask.rule.passes(accepting, refusing + undecided.len()) {
                depends_on.extend(undecided);
            }
        }
        depends_on.sort_unstable();
        depends_on.dedup();
        Package {
            proposals: set
                .iter()
                .filter_map(|ask| self.asks.get(*ask as usize))
                .map(|ask| ask.id.clone())
                .collect(),
            depends_on: depends_on
                .into_iter()
                .filter_map(|party| self.parties.get(party as usize).cloned())
                .collect(),
            gains,
        }
    }

    pub(crate) fn id(&self, ask: u32) -> CompactString {
        self.asks.get(ask as usize).map(|ask| ask.id.clone()).unwrap_or_default()
    }

    pub(crate) fn name(&self, party: u32) -> CompactString {
        self.names.get(party as usize).cloned().unwrap_or_default()
    }
}

/// How many of all packages can be listed.
fn listed(found: &[Maximal], most: usize) -> Listed {
    let choices = found.iter().map(|part| part.sets.len().max(1) as u128);
    let count = choices.fold(1_u128, u128::saturating_mul);
    if found.iter().any(|part| !part.whole) || count == u128::MAX {
        Listed::SomeOfMore { than: count.to_string() }
    } else if count > most as u128 {
        Listed::Some { of: count.to_string() }
    } else {
        Listed::All
    }
}

/// One set of each part, put together in all ways, the largest first; at most `most`, and none that is empty.
fn products(found: &[Maximal], most: usize) -> Vec<Vec<u32>> {
    let choices: Vec<&Maximal> = found.iter().filter(|part| !part.sets.is_empty()).collect();
    if choices.is_empty() {
        return Vec::new();
    }
    let size = |chosen: &[usize]| -> usize {
        choices.iter().zip(chosen).filter_map(|(part, at)| part.sets.get(*at)).map(Vec::len).sum()
    };
    let first = vec![0; choices.len()];
    // from each choice one goes on by taking a later set of the last part touched or of a part behind it, so that every
    // choice is reached once; sets shrink on the way, so the heap gives the largest first
    let mut heap = BinaryHeap::from([(size(&first), std::cmp::Reverse(first), 0)]);
    let mut out = Vec::new();
    while let Some((_, std::cmp::Reverse(chosen), touched)) = heap.pop() {
        let sets = choices.iter().zip(&chosen).filter_map(|(part, at)| part.sets.get(*at));
        let mut set: Vec<u32> = sets.flatten().copied().collect();
        set.sort_unstable();
        out.push(set);
        if out.len() == most {
            break;
        }
        for at in touched..choices.len() {
            let mut next = chosen.clone();
            if let (Some(place), Some(part)) = (next.get_mut(at), choices.get(at)) {
                *place += 1;
                if *place < part.sets.len() {
                    heap.push((size(&next), std::cmp::Reverse(next), at));
                }
            }
        }
    }
    out
}
