//! Findings: what the engine infers, with the evidence that it infers it from.

use compact_str::CompactString;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{money::Currency, party::PartyId, period::Period, says::Says};

/// What a finding says. The order is that of the domain's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// The records describe one activity.
    Same,
    /// One record funds, or reports the money of, the other: count it once.
    Chain,
    /// One is a part, phase or yearly edition of the other.
    Part,
    /// Different activities aim at the same thing in the same place and period.
    Overlap,
    /// They can't both go ahead as planned.
    Conflict,
    /// One has what the other lacks.
    Complement,
    /// A stated need with too little activity.
    Gap,
    /// Two parties work on the same needs with no tie.
    Untied,
}

impl FindingKind {
    /// All kinds, in order.
    pub const ALL: [FindingKind; 8] = [
        FindingKind::Same,
        FindingKind::Chain,
        FindingKind::Part,
        FindingKind::Overlap,
        FindingKind::Conflict,
        FindingKind::Complement,
        FindingKind::Gap,
        FindingKind::Untied,
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            FindingKind::Same => "same",
            FindingKind::Chain => "chain",
            FindingKind::Part => "part",
            FindingKind::Overlap => "overlap",
            FindingKind::Conflict => "conflict",
            FindingKind::Complement => "complement",
            FindingKind::Gap => "gap",
            FindingKind::Untied => "untied",
        }
    }
}

impl std::fmt::Display for FindingKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for FindingKind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        let all = || FindingKind::ALL.map(FindingKind::as_str).join(", ");
        FindingKind::ALL
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(word.trim()))
            .ok_or_else(|| format!("`{word}` is no kind of finding: use {}", all()))
    }
}

/// The side of the comparison that a piece of evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Field {
    Title,
    Description,
    Code,
    DeclaredLink,
    Party,
    Counterpart,
    Place,
    Period,
    Theme,
    Amount,
    Asset,
    Kind,
    Instrument,
    Need,
    Tie,
    Series,
    Prior,
}

/// One line of the waterfall: what was compared, what it shows in words, and what it weighs.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Which field.
    pub field: Field,
    /// What it shows; [`std::fmt::Display`] gives English, pages translate by its key.
    pub says: Says,
    /// Bits (log2 odds); negative speaks against. The sum over a finding, the prior included, is its weight.
    pub weight: f64,
}

impl Serialize for Evidence {
    /// `says` is the English sentence, `detail` the same in parts, for translation.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Evidence", 4)?;
        out.serialize_field("field", &self.field)?;
        out.serialize_field("says", &self.says.to_string())?;
        out.serialize_field("weight", &self.weight)?;
        out.serialize_field("detail", &self.says)?;
        out.end()
    }
}

/// A record, named so that a person finds it again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    /// Identifier in the reporter's scheme.
    pub id: CompactString,
    /// Who reports it: a party's id where one is known, else the reference or the name.
    pub reporter: CompactString,
    /// `file:line`.
    pub source: String,
}

/// Money that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Counted once, this much.
    pub counted: Decimal,
    /// Reported again, and left out of totals.
    pub counted_again: Decimal,
    /// Currency of both.
    pub currency: Currency,
}

/// What the engine infers about some records or parties.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What it says.
    pub kind: FindingKind,
    /// Sum of the evidence in bits (log2 odds).
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// How much a desk should look at it first; ranks findings of all kinds against each other.
    pub urgency: f64,
    /// The finding in one sentence, in English; pages make their own from `gist`.
    pub sentence: String,
    /// The sentence in parts, for translation.
    pub gist: Says,
    /// The records it is about; for a series all of them, the ones to open first in front.
    pub records: Vec<RecordRef>,
    /// Index of each in the snapshot's records. Not for files: it changes with the input.
    #[serde(skip)]
    pub indices: Vec<u32>,
    /// Between two activities that several records report: which records meet, by their places in `records`, the pair
    /// that tells the finding first. Empty where the finding is about its records as one.
    #[serde(skip)]
    pub pairs: Vec<(u32, u32)>,
    /// The parties it is about.
    pub parties: Vec<PartyId>,
    /// The need it is about, for gaps and missing ties.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<CompactString>,
    /// Where, in the words to show.
    pub place: Option<String>,
    /// When.
    pub period: Option<Period>,
    /// Theme ids shared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<CompactString>,
    /// Money, for chains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
    /// Who and what could bridge a missing tie, or how a conflict could be solved; one sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Says>,
    /// The waterfall, strongest first, the prior last.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// The finding pair by pair, for tables that are read by machines: each names two records. One that isn't about
    /// pairs comes as it is.
    pub fn by_pair(&self) -> impl Iterator<Item = Finding> + '_ {
        let whole = self.pairs.is_empty().then(|| self.clone());
        let pairs = self.pairs.iter().filter_map(|(left, right)| {
            let (left, right) = (*left as usize, *right as usize);
            let records = vec![self.records.get(left)?.clone(), self.records.get(right)?.clone()];
            let named = |party: &&PartyId| records.iter().any(|record| record.reporter == party.0);
            Some(Finding {
                parties: self.parties.iter().filter(named).cloned().collect(),
                indices: vec![*self.indices.get(left)?, *self.indices.get(right)?],
                records,
                pairs: Vec::new(),
                ..self.clone()
            })
        });
        whole.into_iter().chain(pairs)
    }

    /// Probability of log2 odds.
    pub fn probability_of(weight: f64) -> f64 {
        1.0 / (1.0 + (-weight).exp2())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back_and_a_wrong_one_names_the_way_out() {
        for kind in FindingKind::ALL {
            assert_eq!(kind.as_str().parse::<FindingKind>(), Ok(kind));
        }
        let refused = "dupe".parse::<FindingKind>().expect_err("no such kind");
        assert!(refused.contains("`dupe`") && refused.contains("untied"), "{refused}");
    }

    #[test]
    fn zero_bits_are_even_odds() {
        assert_eq!(Finding::probability_of(0.0), 0.5);
        assert!(Finding::probability_of(10.0) > 0.999);
    }
}
