//! What evidence says, in parts: a key and its arguments. `Display` is the English sentence; the pages hold the
//! same keys in other languages, and a test there fails on a missing one.

mod english;

pub use english::list;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{
    finding::FindingKind,
    period::{Day, Period},
};

/// A statement with its arguments. Lower case, no period at the end: it is read inside a list or a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "key", rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Says {
    // -- codes and links
    /// Both name one code.
    SharedCode {
        code: CompactString,
    },
    /// One names the other's identifier.
    NamesIdentifier {
        code: CompactString,
    },
    /// The same identifier after the publisher's prefix.
    SameLocalId {
        code: CompactString,
    },
    /// The record itself declares the link.
    DeclaresLink {
        relation: CompactString,
    },
    // -- words
    SameTitle,
    SameTitleButNumber {
        left: CompactString,
        right: CompactString,
    },
    SharedWords {
        words: Vec<CompactString>,
    },
    SimilarTitle {
        percent: u8,
    },
    SameMeaning {
        left: CompactString,
        right: CompactString,
    },
    /// Titles mean the same, whatever their languages: so many standard deviations nearer than unrelated ones.
    AlikeMeaning {
        deviations: f32,
    },
    /// Words that the records themselves show to stand for each other, as `measles = rougeole`.
    LearnedWords {
        words: Vec<CompactString>,
    },
    DifferentTitle,
    /// Another edition or phase of one programme would look much the same.
    PerhapsAnEdition,
    SharedDescription {
        words: Vec<CompactString>,
    },
    // -- parties
    SameReporter,
    SharedParties {
        parties: Vec<CompactString>,
    },
    FundsTheOther {
        funder: CompactString,
        implementer: CompactString,
    },
    SharedCounterpart {
        party: CompactString,
    },
    NoSharedParty,
    // -- place
    SamePlace {
        place: CompactString,
    },
    InsidePlace {
        inner: CompactString,
        outer: CompactString,
    },
    Distance {
        km: f64,
    },
    SharedCountries {
        countries: Vec<CompactString>,
    },
    DifferentPlace {
        left: CompactString,
        right: CompactString,
    },
    // -- time
    SameDates,
    SharedDays {
        shared: i32,
        of: i32,
    },
    StartsApart {
        days: i32,
    },
    Apart {
        days: i32,
    },
    OpenPeriod,
    // -- theme, kind, money, asset
    SameTheme {
        themes: Vec<CompactString>,
    },
    DifferentTheme,
    SameKind {
        kind: CompactString,
    },
    KindsDiffer {
        left: CompactString,
        right: CompactString,
    },
    SameAmount {
        amount: CompactString,
    },
    AmountsDiffer {
        percent: u32,
    },
    SharedAsset {
        asset: CompactString,
    },
    // -- rules
    ExclusiveKinds {
        left: CompactString,
        right: CompactString,
        km: f64,
        days: i32,
    },
    AskedTooMuch {
        party: CompactString,
        count: u32,
        days: i32,
    },
    ForbiddenBy {
        instrument: CompactString,
        obligation: CompactString,
    },
    ConditionedBy {
        instrument: CompactString,
        obligation: CompactString,
    },
    /// One has money and no delivery, the other delivery and no money.
    MoneyMeetsDelivery {
        money: CompactString,
        delivery: CompactString,
    },
    TrainingBesideOperation {
        training: CompactString,
        operation: CompactString,
    },
    NeighbouringStretch {
        left: CompactString,
        right: CompactString,
    },
    // -- needs, ties
    SharedNeed {
        need: CompactString,
    },
    Coverage {
        activities: u32,
        wanted: u32,
    },
    Uncovered {
        themes: Vec<CompactString>,
    },
    NoTie {
        left: CompactString,
        right: CompactString,
        on: Day,
    },
    CoPresent {
        place: CompactString,
        activities: u32,
    },
    BridgeMember {
        party: CompactString,
        name: CompactString,
        left_tie: CompactString,
        right_tie: CompactString,
    },
    BridgeRule {
        instrument: CompactString,
        title: CompactString,
    },
    BridgeProposal {
        proposal: CompactString,
        title: CompactString,
    },
    ObjectedBy {
        parties: Vec<CompactString>,
        proposal: CompactString,
    },
    /// One record names the reporter of the other.
    NamesReporter {
        party: CompactString,
    },
    /// One begins where the other ends.
    FollowsOn {
        days: i32,
    },
    // -- series and prior
    Series {
        name: CompactString,
        editions: u32,
    },
    PartOf {
        part: CompactString,
        whole: CompactString,
    },
    Prior {
        one_in: u64,
    },
    // -- the finding itself
    PairGist {
        kind: FindingKind,
        left: CompactString,
        left_by: CompactString,
        right: CompactString,
        right_by: CompactString,
        place: CompactString,
        period: Option<Period>,
    },
    GroupGist {
        kind: FindingKind,
        name: CompactString,
        count: u32,
        parties: Vec<CompactString>,
        place: CompactString,
        period: Option<Period>,
    },
    InstrumentGist {
        activity: CompactString,
        by: CompactString,
        instrument: CompactString,
        forbids: bool,
    },
    AskedGist {
        party: CompactString,
        count: u32,
        period: Option<Period>,
    },
    GapGist {
        need: CompactString,
        place: CompactString,
        by: Vec<CompactString>,
    },
    UntiedGist {
        left: CompactString,
        right: CompactString,
        needs: Vec<CompactString>,
        on: Day,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_travels_with_the_arguments() {
        let json =
            serde_json::to_string(&Says::SharedCode { code: "AFG-20/3481".into() }).expect("serialises");
        assert_eq!(json, r#"{"key":"shared-code","code":"AFG-20/3481"}"#);
    }
}
