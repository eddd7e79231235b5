//! Money counted once: totals by country, theme or party, with what was left out of them and why.

use std::collections::BTreeMap;

use comity_core::{AmountKind, CompactString, Decimal, FindingKind, LinkKind};

use crate::{engine::Engine, evidence, kinds::Decided, pairs::Pair};

/// What a total is broken down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Countries; a record's stated shares are used, else it is split evenly.
    Country,
    /// Narrowest themes, in the same way.
    Theme,
    /// The institution that reports.
    Party,
}

/// Why money of a record is not in the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The funder's record counts it already.
    Chain,
    /// Another record of the same activity counts it already.
    Same,
    /// The reporter's own parent record counts it already.
    Parent,
    /// From the reporter to itself.
    Internal,
    /// No currency, or none that the rates know.
    NoCurrency,
}

impl Reason {
    /// The reason in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Chain => "the funder's record counts it",
            Reason::Same => "another record of the same activity counts it",
            Reason::Parent => "the reporter's own parent record counts it",
            Reason::Internal => "moved inside one organisation",
            Reason::NoCurrency => "no currency or no rate",
        }
    }
}

/// One line of the totals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Id of the country, theme or party; empty for money without one.
    pub id: CompactString,
    /// The words to show.
    pub name: CompactString,
    /// Euros, counted once.
    pub counted: Decimal,
    /// Records with money in it.
    pub records: usize,
    /// Euros left out and how many records they stand in, by reason. For sums without a currency the figure is 0.
    pub left_out: BTreeMap<Reason, (Decimal, usize)>,
}

/// The totals of a snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// The largest first.
    pub lines: Vec<Line>,
    /// Over everything, each euro once, whatever the breakdown.
    pub all: Line,
}

/// What one record adds: euros counted, and euros left out by reason.
#[derive(Clone, Debug, Default)]
struct Share {
    counted: f64,
    left_out: Vec<(Reason, f64)>,
}

impl Engine<'_> {
    /// Totals, with what was left out.
    pub fn totals(&self, by: By) -> Totals {
        let shares = shares(self, &self.decided());
        let mut sums: BTreeMap<(CompactString, CompactString), Sum> = BTreeMap::new();
        let mut all = Sum::default();
        for (record, share) in (0_u32..).zip(&shares) {
            all.add(share, 1.0);
            for (id, name, part) in split(self, by, record) {
                sums.entry((id, name)).or_default().add(share, part);
            }
        }
        let mut lines: Vec<Line> = sums.into_iter().map(|((id, name), sum)| sum.line(id, name)).collect();
        lines.retain(|line| line.records > 0 || !line.left_out.is_empty());
        lines.sort_by(|a, b| b.counted.cmp(&a.counted).then_with(|| a.id.cmp(&b.id)));
        Totals { lines, all: all.line(CompactString::default(), "all".into()) }
    }
}

#[derive(Default)]
struct Sum {
    counted: f64,
    records: usize,
    left_out: BTreeMap<Reason, (f64, usize)>,
}

impl Sum {
    fn add(&mut self, share: &Share, part: f64) {
        self.counted += share.counted * part;
        self.records += usize::from(share.counted > 0.0);
        for (reason, euros) in &share.left_out {
            let entry = self.left_out.entry(*reason).or_insert((0.0, 0));
            *entry = (entry.0 + euros * part, entry.1 + 1);
        }
    }

    fn line(self, id: CompactString, name: CompactString) -> Line {
        let left_out = self
            .left_out
            .into_iter()
            .map(|(reason, (sum, records))| (reason, (euros(sum), records)))
            .collect();
        Line { id, name, counted: euros(self.counted), records: self.records, left_out }
    }
}

fn euros(sum: f64) -> Decimal {
    Decimal::from_f64_retain(sum).map(|sum| sum.round_dp(2)).unwrap_or_default()
}

/// Each record's money: its own whole, less what other records count.
fn shares(engine: &Engine, decided: &[(Pair, Decided)]) -> Vec<Share> {
    let total = |record: u32| f64::from(engine.columns.view(record).total);
    let mut out: Vec<Share> = (0..engine.columns.len() as u32).map(|record| own(engine, record)).collect();
    let mut again: Vec<(Reason, u32, f64)> = Vec::new();
    for (pair, decided) in decided {
        let (left, right) = (pair.left, pair.right);
        match decided.kind {
            FindingKind::Chain => {
                let receiver = if evidence::funds(&pair.comparison) == Some(false) { left } else { right };
                again.push((Reason::Chain, receiver, total(left).min(total(right))));
            }
            FindingKind::Same => {
                let less = if total(left) < total(right) { left } else { right };
                again.push((Reason::Same, less, total(less)));
            }
            _ => {}
        }
    }
    for (left, right) in engine.links.pairs() {
        let own = engine.columns.view(left).house == engine.columns.view(right).house;
        let child = match engine.links.between(left, right) {
            Some(LinkKind::Parent) => left,
            Some(LinkKind::Child) => right,
            _ => continue,
        };
        if own {
            again.push((Reason::Parent, child, total(left).min(total(right))));
        }
    }
    // in one order, and never more than the record has
    again.sort_by(|a, b| (a.1, a.0).cmp(&(b.1, b.0)).then(b.2.total_cmp(&a.2)));
    for (reason, record, sum) in again {
        if let Some(share) = out.get_mut(record as usize) {
            let taken = sum.min(share.counted);
            if taken > 0.0 {
                share.counted -= taken;
                share.left_out.push((reason, taken));
            }
        }
    }
    out
}

fn own(engine: &Engine, record: u32) -> Share {
    let mut share = Share { counted: f64::from(engine.columns.view(record).total), ..Share::default() };
    let Some(read) = engine.snapshot.records.get(record as usize) else { return share };
    let (mut internal, mut unknown) = (0.0, false);
    for amount in &read.amounts {
        let euros = engine.reference.euros(amount.value, amount.currency, amount.day);
        unknown |= euros.is_none();
        let ends = (amount.provider.as_ref(), amount.receiver.as_ref());
        let outgoing = matches!(amount.kind, AmountKind::Disbursement | AmountKind::OutgoingCommitment);
        if let (Some(from), Some(to)) = ends
            && outgoing
            && let (Some(from), Some(to)) = (engine.parties.find(from), engine.parties.find(to))
            && engine.parties.house(from) == engine.parties.house(to)
        {
            internal += euros.unwrap_or(0.0);
        }
    }
    let internal = internal.min(share.counted);
    if internal > 0.0 {
        share.counted -= internal;
        share.left_out.push((Reason::Internal, internal));
    }
    if unknown {
        share.left_out.push((Reason::NoCurrency, 0.0));
    }
    share
}

/// The parts of a record's money: id, words and share, which add up to 1.
fn split(engine: &Engine, by: By, record: u32) -> Vec<(CompactString, CompactString, f64)> {
    let view = engine.columns.view(record);
    let even = |list: Vec<(CompactString, CompactString)>| {
        let each = 1.0 / list.len().max(1) as f64;
        list.into_iter().map(|(id, name)| (id, name, each)).collect::<Vec<_>>()
    };
    let mut parts = match by {
        By::Party => vec![(engine.parties.id(view.house), engine.parties.name(view.house), 1.0)],
        By::Country => stated_shares(engine, record).unwrap_or_else(|| {
            let columns = &engine.columns;
            let name = |at: u32| columns.country_names.get(at as usize).cloned().unwrap_or_default();
            even(
                view.countries.iter().map(|at| (columns.country_codes.word(*at).into(), name(*at))).collect(),
            )
        }),
        By::Theme => {
            let id = |at: &u32| CompactString::from(engine.columns.theme_ids.word(*at));
            even(view.themes.iter().map(|at| (id(at), engine.reference.theme_name(&id(at)))).collect())
        }
    };
    if parts.is_empty() {
        parts.push((CompactString::default(), "not stated".into(), 1.0));
    }
    parts
}

/// Shares of countries as the record states them, scaled to 1; `None` where it states none.
fn stated_shares(engine: &Engine, record: u32) -> Option<Vec<(CompactString, CompactString, f64)>> {
    let read = engine.snapshot.records.get(record as usize)?;
    let mut by_country: BTreeMap<u32, f64> = BTreeMap::new();
    for place in read.places.iter().filter(|place| place.percent.is_some_and(|percent| percent > 0.0)) {
        let spot = engine.reference.place(place)?;
        let percent = f64::from(place.percent.unwrap_or(0.0)) / spot.countries.len().max(1) as f64;
        for code in &spot.countries {
            *by_country.entry(engine.columns.country_codes.find(code)?).or_insert(0.0) += percent;
        }
    }
    let all: f64 = by_country.values().sum();
    let columns = &engine.columns;
    let line = |(at, percent): (u32, f64)| {
        let name = columns.country_names.get(at as usize).cloned().unwrap_or_default();
        (CompactString::from(columns.country_codes.word(at)), name, percent / all)
    };
    (all > 0.0).then(|| by_country.into_iter().map(line).collect())
}
