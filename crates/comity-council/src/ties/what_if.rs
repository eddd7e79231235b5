//! What a scenario changes for missing ties and the ways to make them. Only pairs with a house that it touches are looked at again: whatever
//! stands between two houses, and every way to tie them, is read from ties and instruments of one of the two.

use std::collections::BTreeSet;

use comity_core::{CompactString, Day, says::list};
use comity_overlap::{Relations, parties::PartyNo};
use serde::Serialize;

use super::{Missing, Ties};
use crate::changes::{Supposed, What, supposed};

/// What a scenario changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scenario {
    /// Pairs whose tie would be missing no more.
    pub no_longer_missing: Vec<String>,
    /// Pairs whose tie would newly be missing.
    pub newly_missing: Vec<String>,
    /// Ways that would open, each with its pair.
    pub ways_opened: Vec<String>,
    /// Ways that would be gone or closed, each with its pair.
    pub ways_gone: Vec<String>,
}

impl Ties<'_> {
    /// What some changes would change, given what is missing now under the same relations on the same day.
    ///
    /// # Errors
    /// The number of the change (from 0) that meets nothing, and why.
    pub fn what_if(
        &self,
        now: &[Missing],
        relations: Relations<'_>,
        changes: &[Supposed],
        on: Day,
    ) -> Result<Scenario, (usize, String)> {
        let (ties, instruments) = supposed(relations.ties, relations.instruments, changes, on)?;
        let then = Relations { ties: &ties, instruments: &instruments, ..relations };
        // where no tie is told of nothing is missing: the first one and the end of the last change that for every pair
        let touched =
            (relations.ties.is_empty() == ties.is_empty()).then(|| self.touched(relations, changes));
        let is_touched = |one: &&Missing| {
            touched.as_ref().is_none_or(|houses| {
                let mut parties = one.finding.parties.iter();
                parties.any(|party| self.house(party.as_str()).is_some_and(|house| houses.contains(&house)))
            })
        };
        let now: Vec<&Missing> = now.iter().filter(is_touched).collect();
        let then = self.missing_of(then, on, touched.as_ref());
        Ok(Scenario::between(&now, &then.iter().collect::<Vec<_>>()))
    }

    /// The houses between whose ends something changes.
    fn touched(&self, relations: Relations<'_>, changes: &[Supposed]) -> BTreeSet<PartyNo> {
        let mut houses = BTreeSet::new();
        for change in changes {
            houses.extend(self.house(change.from.as_str()));
            match change.what {
                What::AddTie | What::Admit | What::EndTie => houses.extend(self.house(&change.to)),
                What::Sign | What::Denounce => {
                    let instrument = relations.instruments.iter().find(|one| one.id == change.to);
                    let bound = instrument.into_iter().flat_map(|instrument| &instrument.parties);
                    houses.extend(bound.filter_map(|party| self.house(party.as_str())));
                }
            }
        }
        houses
    }

    fn house(&self, word: &str) -> Option<PartyNo> {
        let parties = self.engine.parties();
        parties.find_word(word).map(|party| parties.house(party))
    }
}

impl Scenario {
    /// What is in one and not in the other, in the order of weight; ways by their words.
    fn between(before: &[&Missing], after: &[&Missing]) -> Scenario {
        let pair = |one: &&Missing| {
            let parties: Vec<CompactString> =
                one.finding.parties.iter().map(|party| party.0.clone()).collect();
            list(&parties)
        };
        let only = |these: &[&Missing], those: &[&Missing]| -> Vec<String> {
            let others: BTreeSet<String> = those.iter().map(pair).collect();
            these.iter().map(pair).filter(|pair| !others.contains(pair)).collect()
        };
        let open = |all: &[&Missing]| -> BTreeSet<String> {
            let ways = all.iter().flat_map(|one| one.ways.iter().map(move |way| (pair(one), way)));
            let open = ways.filter(|(_, way)| way.closed.is_none());
            open.map(|(pair, way)| format!("{pair}: {}", way.says)).collect()
        };
        let (was, is) = (open(before), open(after));
        Scenario {
            no_longer_missing: only(before, after),
            newly_missing: only(after, before),
            ways_opened: is.difference(&was).cloned().collect(),
            ways_gone: was.difference(&is).cloned().collect(),
        }
    }
}
