//! Ties that are missing: what the two sides share, and the ways to make one under what is in force.
//!
//! The engine finds which houses work on the same needs without a tie; here stands what can be done about it. A way is
//! open, or closed with the reason. Nothing is said of what parties will answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use comity_core::{CompactString, Day, Finding, Snapshot};
use comity_overlap::{Checker, Engine, Instruments, Network, Relations, Stake, Stakes, parties::PartyNo};
use serde::Serialize;

use self::standing::Standing;
use crate::{
    answer::{Limits, Why},
    question::Question,
};

mod standing;
mod way;
mod ways;
mod what_if;

pub use way::{Agrees, Called, Closed, Means, Told, Way, WaySays};
pub use what_if::{Between, Scenario, WayBetween};

/// Ties over the records of an engine, asked for one day or many, as they are or as they might be.
pub struct Ties<'e> {
    engine: &'e Engine<'e>,
    grounds: Arc<Grounds>,
    /// What instruments say of activities, where somebody has prepared it; else it is prepared when it is first asked for.
    instruments: Option<&'e Instruments<'e>>,
    prepared: OnceLock<Instruments<'e>>,
}

/// What ties are weighed by, whatever the day: what each house does about the needs, and which proposals can't pass.
pub struct Grounds {
    stakes: Stakes,
    /// Organs of each house by the needs that they themselves work on.
    organs: BTreeMap<PartyNo, BTreeMap<u32, BTreeSet<PartyNo>>>,
    /// Proposals that can't pass, and why.
    blocked: BTreeMap<CompactString, Closed>,
}

/// Two houses that share a need and have no tie.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Missing {
    /// The finding: who, why, how heavy.
    pub finding: Finding,
    /// Members, or those who give forces, of both; as programs read it by what they are called for short.
    #[serde(serialize_with = "way::shorts")]
    pub members: Vec<Called>,
    /// Ways to make the tie, the open ones first.
    pub ways: Vec<Way>,
}

impl Grounds {
    /// Reads them.
    pub fn of(engine: &Engine<'_>, snapshot: &Snapshot) -> Grounds {
        let limits = Limits { packages: 1, ways: 1, enlarged: 0 };
        // positions that make no question are told by `comity packages`; the objections in them count here all the same
        let question = Question::of(snapshot, None).ok();
        let packages = question.and_then(|question| question.by_id().packages(limits).ok());
        let blocked = packages.map(|packages| packages.blocked).unwrap_or_default();
        let parties = engine.parties();
        let short = |id: &str| parties.find_word(id).map_or_else(|| id.into(), |party| parties.short(party));
        let blocked = blocked.into_iter().map(|one| (one.proposal, closed(one.reasons, &short))).collect();
        let stakes = engine.stakes();
        let organs = stakes.houses().map(|(house, stake)| (house, organs(engine, house, stake))).collect();
        Grounds { stakes, organs, blocked }
    }
}

impl<'e> Ties<'e> {
    /// Reads what each house does about the needs, and which proposals can't pass.
    pub fn over(engine: &'e Engine<'e>, snapshot: &Snapshot) -> Ties<'e> {
        let grounds = Arc::new(Grounds::of(engine, snapshot));
        Ties { engine, grounds, instruments: None, prepared: OnceLock::new() }
    }

    /// The same over what was prepared for checks, and over grounds that were read before.
    pub fn beside(checker: &'e Checker<'e>, grounds: Arc<Grounds>) -> Ties<'e> {
        let (engine, instruments) = (checker.engine(), Some(checker.instruments()));
        Ties { engine, grounds, instruments, prepared: OnceLock::new() }
    }

    fn instruments(&self) -> &Instruments<'e> {
        self.instruments.unwrap_or_else(|| self.prepared.get_or_init(|| Instruments::prepare(self.engine)))
    }

    /// The missing ties under some relations on a day, the heaviest first.
    pub fn missing(&self, relations: Relations<'_>, on: Day) -> Vec<Missing> {
        self.missing_of(relations, on, None)
    }

    /// The same, where `touching` is given only of pairs with one of these houses.
    fn missing_of(
        &self,
        relations: Relations<'_>,
        on: Day,
        touching: Option<&BTreeSet<PartyNo>>,
    ) -> Vec<Missing> {
        let parties = self.engine.parties();
        let network = Network::of(parties, relations, on);
        let standing = Standing::of(parties, &network);
        let findings = self.engine.untied(&self.grounds.stakes, &network, touching);
        let missing = |finding| ways::missing(self, &network, &standing, finding);
        findings.into_iter().filter_map(missing).collect()
    }
}

/// Why a proposal can't pass, in parts with ids and in English with names.
fn closed(reasons: Vec<Why>, short: &dyn Fn(&str) -> CompactString) -> Closed {
    let english: Vec<String> = reasons.iter().map(|why| why.calling(short).to_string()).collect();
    Closed::Blocked { reasons, english: english.join(" ") }
}

/// Who reports what a house does about each need, where that isn't the house itself.
fn organs(engine: &Engine, house: PartyNo, stake: &Stake) -> BTreeMap<u32, BTreeSet<PartyNo>> {
    let reporters = |records: &[u32]| {
        let reporters = records.iter().map(|record| engine.columns().view(*record).reporter);
        reporters.filter(|reporter| *reporter != house).collect()
    };
    stake.works.iter().map(|(need, records)| (*need, reporters(records))).collect()
}
