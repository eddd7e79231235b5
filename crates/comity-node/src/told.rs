//! What a kept finding says, read back: the statement and its evidence as keys with arguments, which pages put into words.

use comity_core::{CompactString, Field, Finding, Money, Period, RecordRef, Says};
use serde::Deserialize;

/// A finding as it was kept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Told {
    /// Bits.
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// In English.
    pub sentence: String,
    /// The sentence in parts.
    pub gist: Says,
    /// The records, as they are named in their files.
    #[serde(default)]
    pub records: Vec<RecordRef>,
    /// The parties.
    #[serde(default)]
    pub parties: Vec<CompactString>,
    /// Where, in words.
    pub place: Option<String>,
    /// When.
    pub period: Option<Period>,
    /// For chains.
    pub money: Option<Money>,
    /// Ways on.
    #[serde(default)]
    pub ways: Vec<Says>,
    /// The waterfall.
    #[serde(default)]
    pub evidence: Vec<ToldEvidence>,
    /// Which records meet, by their places.
    #[serde(default)]
    pub pairs: Vec<(usize, usize)>,
}

/// One line of the waterfall.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ToldEvidence {
    /// Which field.
    pub field: Field,
    /// Bits.
    pub weight: f64,
    /// What it shows.
    #[serde(rename = "detail")]
    pub says: Says,
}

impl From<&Finding> for Told {
    fn from(finding: &Finding) -> Told {
        let place = |place: u32| usize::try_from(place).unwrap_or_default();
        Told {
            weight: finding.weight,
            probability: finding.probability,
            sentence: finding.sentence.clone(),
            gist: finding.gist.clone(),
            records: finding.records.clone(),
            parties: finding.parties.iter().map(|party| party.0.clone()).collect(),
            place: finding.place.clone(),
            period: finding.period,
            money: finding.money.clone(),
            ways: finding.ways.clone(),
            evidence: finding
                .evidence
                .iter()
                .map(|one| ToldEvidence { field: one.field, weight: one.weight, says: one.says.clone() })
                .collect(),
            pairs: finding.pairs.iter().map(|(left, right)| (place(*left), place(*right))).collect(),
        }
    }
}
