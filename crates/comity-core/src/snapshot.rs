//! What readers produce, and what the engine is given.

use serde::{Deserialize, Serialize};

use crate::{
    activity::Record,
    origin::Source,
    party::{Instrument, Need, Party, Tie},
    problem::Problem,
    proposal::{Exclusion, Position, Proposal},
};

/// One thing that a reader found.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Item {
    Record(Box<Record>),
    Party(Party),
    Tie(Tie),
    Instrument(Instrument),
    Need(Need),
    Proposal(Proposal),
    Position(Position),
    Exclusion(Exclusion),
    Problem(Problem),
}

/// Everything that one viewer may see at one moment: the only input of the engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Snapshot {
    pub sources: Vec<Source>,
    pub records: Vec<Record>,
    pub parties: Vec<Party>,
    pub ties: Vec<Tie>,
    pub instruments: Vec<Instrument>,
    pub needs: Vec<Need>,
    pub proposals: Vec<Proposal>,
    pub positions: Vec<Position>,
    pub exclusions: Vec<Exclusion>,
    pub problems: Vec<Problem>,
}

impl Snapshot {
    /// Puts an item where it belongs.
    pub fn add(&mut self, item: Item) {
        match item {
            Item::Record(record) => self.records.push(*record),
            Item::Party(party) => self.parties.push(party),
            Item::Tie(tie) => self.ties.push(tie),
            Item::Instrument(instrument) => self.instruments.push(instrument),
            Item::Need(need) => self.needs.push(need),
            Item::Proposal(proposal) => self.proposals.push(proposal),
            Item::Position(position) => self.positions.push(position),
            Item::Exclusion(exclusion) => self.exclusions.push(exclusion),
            Item::Problem(problem) => self.problems.push(problem),
        }
    }
}
