//! What a scenario changes for missing ties and the ways to make them. Only pairs with a house that it touches are looked at again: whatever
//! stands between two houses, and every way to tie them, is read from ties and instruments of one of the two.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use comity_core::{CompactString, Day, PartyId, says::list};
use comity_overlap::{Relations, Ruled, Ruling, parties::PartyNo};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use super::{Missing, Ties, way::WaySays};
use crate::changes::{Nothing, Supposed, What, supposed};

/// What a scenario changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scenario {
    /// Pairs whose tie would be missing no more.
    pub no_longer_missing: Vec<Between>,
    /// Pairs whose tie would newly be missing.
    pub newly_missing: Vec<Between>,
    /// Ways that would open, each with its pair.
    pub ways_opened: Vec<WayBetween>,
    /// Ways that would be gone or closed, each with its pair.
    pub ways_gone: Vec<WayBetween>,
    /// Activities that an instrument would newly forbid or set a condition for.
    #[serde(serialize_with = "told")]
    pub ruled: Ruled,
    /// Activities that an instrument would forbid no more, or set no condition for.
    #[serde(serialize_with = "told")]
    pub freed: Ruled,
}

/// Activities that are told of those which a scenario frees or rules out.
const TOLD: usize = 5;

/// A pair of parties; as text `csto and nato`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Between(pub Vec<PartyId>);

/// A way with its pair; as text `csto and nato: a joint activity ..`.
#[derive(Clone, Debug, PartialEq)]
pub struct WayBetween {
    /// For whom.
    pub between: Between,
    /// The way.
    pub says: WaySays,
}

fn told<S: Serializer>(ruled: &Ruled, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_struct("Ruled", 2)?;
    out.serialize_field("count", &ruled.count)?;
    out.serialize_field("first", &ruled.first)?;
    out.end()
}

impl fmt::Display for Between {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<CompactString> = self.0.iter().map(|party| party.0.clone()).collect();
        f.write_str(&list(&ids))
    }
}

impl fmt::Display for WayBetween {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.between, self.says)
    }
}

impl Serialize for Between {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for WayBetween {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
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
    ) -> Result<Scenario, (usize, Nothing)> {
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
        let mut scenario = Scenario::between(&now, &then.iter().collect::<Vec<_>>());
        let was = Ruling { instruments: relations.instruments, ties: relations.ties, on };
        let is = Ruling { instruments: &instruments, ties: &ties, on };
        if !relations.instruments.is_empty() {
            (scenario.ruled, scenario.freed) = self.instruments().changed(self.engine, was, is, TOLD);
        }
        Ok(scenario)
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
        let pair = |one: &Missing| Between(one.finding.parties.clone());
        let only = |these: &[&Missing], those: &[&Missing]| -> Vec<Between> {
            let others: BTreeSet<Between> = those.iter().map(|one| pair(one)).collect();
            these.iter().map(|one| pair(one)).filter(|pair| !others.contains(pair)).collect()
        };
        let open = |all: &[&Missing]| -> BTreeMap<String, WayBetween> {
            let ways = all.iter().flat_map(|one| one.ways.iter().map(move |way| (pair(one), way)));
            let open = ways.filter(|(_, way)| way.closed.is_none());
            let open = open.map(|(between, way)| WayBetween { between, says: way.says.clone() });
            open.map(|way| (way.to_string(), way)).collect()
        };
        let (was, is) = (open(before), open(after));
        let without = |these: &BTreeMap<String, WayBetween>, those: &BTreeMap<String, WayBetween>| {
            let only = these.iter().filter(|(words, _)| !those.contains_key(*words));
            only.map(|(_, way)| way.clone()).collect()
        };
        Scenario {
            no_longer_missing: only(before, after),
            newly_missing: only(after, before),
            ways_opened: without(&is, &was),
            ways_gone: without(&was, &is),
            ..Scenario::default()
        }
    }
}
