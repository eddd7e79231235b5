//! The English sentence of each statement, for terminals and files.

use compact_str::CompactString;

use super::Says;
use crate::{finding::FindingKind, period::Period};

/// Items one after the other, the last with "and"; "nothing" for none.
pub fn list(items: &[CompactString]) -> String {
    match items {
        [] => "nothing".to_owned(),
        [one] => one.to_string(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

fn plural(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn within(period: &Option<Period>) -> String {
    match period {
        Some(Period { start: Some(start), end: Some(end), .. }) => format!(", {start} to {}", end.plus(-1)),
        Some(Period { start: Some(start), end: None, .. }) => format!(", from {start}"),
        Some(Period { start: None, end: Some(end), .. }) => format!(", until {}", end.plus(-1)),
        _ => String::new(),
    }
}

fn somewhere(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(" in {place}") }
}

impl std::fmt::Display for Says {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use Says::*;
        match self {
            SharedCode { code } => write!(f, "both name the code {code}"),
            NamesIdentifier { code } => write!(f, "one names the identifier of the other, {code}"),
            SameLocalId { code } => write!(f, "same identifier {code} after the publisher's prefix"),
            DeclaresLink { relation } => write!(f, "the record itself declares the link ({relation})"),
            SameTitle => f.write_str("same title"),
            SameTitleButNumber { left, right } => write!(f, "same title but for {left} and {right}"),
            SharedWords { words } => write!(f, "titles share the rare words {}", list(words)),
            SimilarTitle { percent } => write!(f, "titles are {percent} % alike"),
            SameMeaning { left, right } => write!(f, "title means the same, {left} and {right}"),
            AlikeMeaning { deviations } => {
                write!(f, "titles mean the same ({deviations:.1} deviations nearer than unrelated ones)")
            }
            DifferentTitle => f.write_str("titles differ"),
            SharedDescription { words } => write!(f, "descriptions share the rare words {}", list(words)),
            SameReporter => f.write_str("same reporter"),
            SharedParties { parties } => write!(f, "both name {}", list(parties)),
            FundsTheOther { funder, implementer } => {
                write!(f, "{funder} funds, {implementer} reports the money as received")
            }
            SharedCounterpart { party } => write!(f, "both work with {party}"),
            NoSharedParty => f.write_str("no party in common"),
            SamePlace { place } => write!(f, "same place, {place}"),
            InsidePlace { inner, outer } => write!(f, "{inner} lies in {outer}"),
            Distance { km } => write!(f, "{km:.0} km apart"),
            SharedCountries { countries } => write!(f, "both in {}", list(countries)),
            DifferentPlace { left, right } => write!(f, "different places, {left} and {right}"),
            SameDates => f.write_str("same dates"),
            SharedDays { shared, of } => write!(f, "{shared} of {of} days shared"),
            StartsApart { days } => write!(f, "starts {} apart", plural(i64::from(*days), "day", "days")),
            Apart { days } => write!(
                f,
                "{} between the end of one and the start of the other",
                plural(i64::from(*days), "day", "days")
            ),
            OpenPeriod => f.write_str("both go on without a stated end"),
            SameTheme { themes } => write!(f, "same theme, {}", list(themes)),
            DifferentTheme => f.write_str("different themes"),
            SameKind { kind } => write!(f, "both are of the kind {kind}"),
            KindsDiffer { left, right } => write!(f, "different kinds, {left} and {right}"),
            SameAmount { amount } => write!(f, "same amount, {amount}"),
            AmountsDiffer { percent } => write!(f, "amounts differ by {percent} %"),
            SharedAsset { asset } => write!(f, "both use {asset}"),
            ExclusiveKinds { left, right, km, days } => {
                write!(
                    f,
                    "{left} and {right} exclude each other within {km:.0} km and {}",
                    plural(i64::from(*days), "day", "days")
                )
            }
            AskedTooMuch { party, count, days } => {
                write!(
                    f,
                    "{party} is asked by {count} activities within {}",
                    plural(i64::from(*days), "day", "days")
                )
            }
            ForbiddenBy { instrument, obligation } => write!(f, "{instrument} forbids it: {obligation}"),
            ConditionedBy { instrument, obligation } => {
                write!(f, "{instrument} sets a condition: {obligation}")
            }
            MoneyMeetsDelivery { money, delivery } => write!(
                f,
                "{money} has money and names no one who delivers, {delivery} delivers and names no money"
            ),
            TrainingBesideOperation { training, operation } => {
                write!(f, "{training} trains those whom {operation} works with")
            }
            NeighbouringStretch { left, right } => {
                write!(f, "{left} and {right} are neighbouring stretches of one line")
            }
            SharedNeed { need } => write!(f, "both answer the need \u{201c}{need}\u{201d}"),
            Coverage { activities, wanted } => write!(
                f,
                "{} where the other needs here have {wanted}",
                plural(i64::from(*activities), "activity", "activities")
            ),
            Uncovered { themes } => write!(f, "nothing is reported on {}", list(themes)),
            NoTie { left, right, on } => write!(f, "no tie between {left} and {right} on {on}"),
            CoPresent { place, activities } => write!(
                f,
                "both are present in {place} with {}",
                plural(i64::from(*activities), "activity", "activities")
            ),
            BridgeMember { name, left_tie, right_tie, .. } => {
                write!(f, "{name} could bridge ({left_tie}; {right_tie})")
            }
            BridgeRule { instrument, title } => write!(f, "a rule could bridge: {title} ({instrument})"),
            BridgeProposal { proposal, title } => write!(f, "proposed already: {title} ({proposal})"),
            ObjectedBy { parties, proposal } => write!(f, "{} objected to {proposal}", list(parties)),
            NamesReporter { party } => write!(f, "one names {party}, who reports the other"),
            FollowsOn { days: 0 } => f.write_str("one begins on the day the other ends"),
            FollowsOn { days } => {
                write!(f, "one begins {} after the other ends", plural(i64::from(*days), "day", "days"))
            }
            Series { name, editions } => write!(f, "{name} is a series of {editions}"),
            PartOf { part, whole } => write!(f, "{part} is a part of {whole}"),
            LearnedWords { words } => write!(f, "titles say the same: {}", words.join(", ")),
            PerhapsAnEdition => {
                write!(f, "another edition or phase of one programme would look much the same")
            }
            Prior { one_in } => write!(f, "before looking: one pair in {one_in}"),
            PairGist { kind, left, left_by, right, right_by, place, period } => {
                let (l, r) = (
                    format!("\u{201c}{left}\u{201d} ({left_by})"),
                    format!("\u{201c}{right}\u{201d} ({right_by})"),
                );
                match kind {
                    FindingKind::Same => write!(f, "{l} and {r} describe one activity")?,
                    FindingKind::Chain => {
                        let (place, period) = (somewhere(place), within(period));
                        return write!(f, "{l} and {r} report the same money{place}{period}: count it once");
                    }
                    FindingKind::Part => write!(f, "{l} is a part, phase or edition of {r}")?,
                    FindingKind::Overlap => write!(f, "{l} and {r} aim at the same thing")?,
                    FindingKind::Conflict => write!(f, "{l} and {r} can't both go ahead as planned")?,
                    FindingKind::Complement => write!(f, "{l} and {r} have what the other lacks")?,
                    FindingKind::Gap | FindingKind::Untied => write!(f, "{l} and {r}")?,
                }
                write!(f, "{}{}", somewhere(place), within(period))
            }
            GroupGist { kind, name, count, parties, place, period } => {
                write!(
                    f,
                    "{count} records of \u{201c}{name}\u{201d} by {} ({kind}){}{}",
                    list(parties),
                    somewhere(place),
                    within(period)
                )
            }
            InstrumentGist { activity, by, instrument, forbids } => {
                let does = if *forbids { "stands against" } else { "sets a condition for" };
                write!(f, "\u{201c}{instrument}\u{201d} {does} \u{201c}{activity}\u{201d} ({by})")
            }
            AskedGist { party, count, period } => {
                write!(f, "{party} is asked by {count} activities at once{}", within(period))
            }
            GapGist { need, place, by } => {
                write!(
                    f,
                    "too little is done about \u{201c}{need}\u{201d}{}, which {} stated",
                    somewhere(place),
                    list(by)
                )
            }
            UntiedGist { left, right, needs, on } => {
                write!(
                    f,
                    "{left} and {right} work on the same {} ({}) and have no tie on {on}",
                    if needs.len() == 1 { "need" } else { "needs" },
                    list(needs)
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_read_as_english() {
        assert_eq!(Says::SharedDays { shared: 90, of: 120 }.to_string(), "90 of 120 days shared");
        assert_eq!(
            Says::SharedParties { parties: vec!["A".into(), "B".into(), "C".into()] }.to_string(),
            "both name A, B and C"
        );
        assert_eq!(Says::Distance { km: 12.4 }.to_string(), "12 km apart");
    }
}
