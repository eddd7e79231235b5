//! Ties that are missing: what the two sides share, and the ways to make one under what is in force.
//!
//! The engine finds which houses work on the same needs without a tie; here stands what can be done about it. A way is
//! open, or closed with the reason. Nothing is said of what parties will answer.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, Finding, Snapshot};
use comity_overlap::{Engine, Network, Relations, Stake, Stakes, parties::PartyNo};
use serde::Serialize;

use self::standing::Standing;
use crate::{answer::Limits, question::Question};

mod standing;
mod ways;
mod what_if;

pub use what_if::Scenario;

/// Ties over the records of an engine, asked for one day or many, as they are or as they might be.
pub struct Ties<'e> {
    engine: &'e Engine<'e>,
    stakes: Stakes,
    /// Organs of each house by the needs that they themselves work on.
    organs: BTreeMap<PartyNo, BTreeMap<u32, BTreeSet<PartyNo>>>,
    /// Proposals that can't pass, and why.
    blocked: BTreeMap<CompactString, String>,
}

/// Two houses that share a need and have no tie.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Missing {
    /// The finding: who, why, how heavy.
    pub finding: Finding,
    /// Members, or those who give forces, of both.
    pub members: Vec<CompactString>,
    /// Ways to make the tie, the open ones first.
    pub ways: Vec<Way>,
}

/// A way to make a tie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// By what.
    pub by: Means,
    /// The way, in a sentence.
    pub says: String,
    /// Who must agree.
    pub consent: Vec<CompactString>,
    /// Who objected to it when it was proposed.
    pub objected: Vec<CompactString>,
    /// Why it is closed; `None` where it is open.
    pub closed: Option<String>,
}

/// What makes the tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// A joint activity, without any status.
    JointActivity,
    /// An organ instead of the whole.
    Organ,
    /// An invitation as a guest, under a rule in force.
    Guest,
    /// Somebody tied to both invites both.
    Host,
    /// A status that others hold already.
    Status,
    /// Something proposed.
    Proposal,
}

impl<'e> Ties<'e> {
    /// Reads what each house does about the needs, and which proposals can't pass.
    pub fn over(engine: &'e Engine<'e>, snapshot: &Snapshot) -> Ties<'e> {
        let limits = Limits { packages: 1, ways: 1, enlarged: 0 };
        // positions that make no question are told by `comity packages`; the objections in them count here all the same
        let packages = Question::of(snapshot, None).ok().and_then(|question| question.packages(limits).ok());
        let blocked = packages.map(|packages| packages.blocked).unwrap_or_default();
        let blocked = blocked.into_iter().map(|one| (one.proposal, one.why)).collect();
        let stakes = engine.stakes();
        let organs = stakes.houses().map(|(house, stake)| (house, organs(engine, house, stake))).collect();
        Ties { engine, stakes, organs, blocked }
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
        let findings = self.engine.untied(&self.stakes, &network, touching);
        let missing = |finding| ways::missing(self, &network, &standing, finding);
        findings.into_iter().filter_map(missing).collect()
    }
}

/// Who reports what a house does about each need, where that isn't the house itself.
fn organs(engine: &Engine, house: PartyNo, stake: &Stake) -> BTreeMap<u32, BTreeSet<PartyNo>> {
    let reporters = |records: &[u32]| {
        let reporters = records.iter().map(|record| engine.columns().view(*record).reporter);
        reporters.filter(|reporter| *reporter != house).collect()
    };
    stake.works.iter().map(|(need, records)| (*need, reporters(records))).collect()
}
