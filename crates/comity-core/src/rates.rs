//! Exchange rates by day, to bring sums to one currency and compare them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::{money::Currency, period::Day};

/// A sum in another currency, and the day of the rate that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The sum, unrounded.
    pub value: Decimal,
    /// The day of the rate: the asked day, or the nearest earlier one with a rate. For two currencies without the
    /// euro, the earlier of both.
    pub day: Day,
}

/// Units of each currency for one euro, by day.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    /// For each currency, ascending by day once [`Rates::finish`] ran.
    by_currency: BTreeMap<Currency, Vec<(Day, Decimal)>>,
}

impl Rates {
    /// Adds one rate: so many units of the currency for one euro. Rates that aren't above zero are not kept.
    pub fn add(&mut self, currency: Currency, day: Day, per_euro: Decimal) {
        if per_euro > Decimal::ZERO {
            self.by_currency.entry(currency).or_default().push((day, per_euro));
        }
    }

    /// Sorts by day; of two rates of one day the one added last stays. Call it after the last [`Rates::add`].
    pub fn finish(&mut self) {
        for rates in self.by_currency.values_mut() {
            rates.reverse();
            rates.sort_by_key(|(day, _)| *day);
            rates.dedup_by_key(|(day, _)| *day);
        }
    }

    /// How many rates it holds.
    pub fn len(&self) -> usize {
        self.by_currency.values().map(Vec::len).sum()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.by_currency.is_empty()
    }

    /// The currencies with a rate, the euro left out.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> + '_ {
        self.by_currency.keys().copied()
    }

    /// First and last day with a rate.
    pub fn span(&self) -> Option<(Day, Day)> {
        let first = self.by_currency.values().filter_map(|rates| rates.first()).map(|(day, _)| *day).min()?;
        let last = self.by_currency.values().filter_map(|rates| rates.last()).map(|(day, _)| *day).max()?;
        Some((first, last))
    }

    fn per_euro(&self, currency: Currency, day: Day) -> Option<(Day, Decimal)> {
        if currency.as_str() == "EUR" {
            return Some((day, Decimal::ONE));
        }
        let rates = self.by_currency.get(&currency)?;
        let after = rates.partition_point(|(there, _)| *there <= day);
        rates.get(after.checked_sub(1)?).copied()
    }

    /// A sum of one day in another currency, at the rate of that day or the nearest earlier one. `None` for a
    /// currency without rates, and for a day before the first. The caller decides how old a rate may be.
    pub fn convert(&self, value: Decimal, from: Currency, to: Currency, day: Day) -> Option<Converted> {
        if from == to && from != Currency::NONE {
            return Some(Converted { value, day });
        }
        let (from_day, from_rate) = self.per_euro(from, day)?;
        let (to_day, to_rate) = self.per_euro(to, day)?;
        let value = value.checked_mul(to_rate)?.checked_div(from_rate)?;
        Some(Converted { value, day: from_day.min(to_day) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates() -> Rates {
        let mut rates = Rates::default();
        let usd = Currency::parse("USD");
        rates.add(usd, Day(20), Decimal::new(12, 1));
        rates.add(usd, Day(10), Decimal::new(10, 1));
        rates.add(usd, Day(20), Decimal::new(125, 2));
        rates.add(Currency::parse("KZT"), Day(15), Decimal::from(500));
        rates.finish();
        rates
    }

    #[test]
    fn the_nearest_earlier_day_counts() {
        let rates = rates();
        let (usd, eur) = (Currency::parse("USD"), Currency::parse("EUR"));
        let euros = |day| {
            rates.convert(Decimal::from(100), usd, eur, Day(day)).map(|c| (c.value.to_string(), c.day.0))
        };
        assert_eq!(euros(9), None);
        assert_eq!(euros(10), Some(("100".into(), 10)));
        assert_eq!(euros(19), Some(("100".into(), 10)));
        assert_eq!(euros(400), Some(("80".into(), 20)));
    }

    #[test]
    fn two_currencies_meet_over_the_euro() {
        let rates = rates();
        let (usd, kzt) = (Currency::parse("USD"), Currency::parse("KZT"));
        let got = rates.convert(Decimal::from(1000), kzt, usd, Day(20)).unwrap();
        assert_eq!((got.value, got.day), (Decimal::new(25, 1), Day(15)));
        assert_eq!(rates.convert(Decimal::ONE, Currency::parse("AFN"), usd, Day(20)), None);
        assert_eq!(rates.convert(Decimal::ONE, Currency::NONE, Currency::NONE, Day(20)), None);
    }
}
