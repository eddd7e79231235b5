//! Days, their precision, and half-open intervals of days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::origin::At;

/// A civil day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(pub i32);

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// The day of a calendar date; `None` where the calendar has no such day (2021-02-30).
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day::from)
    }

    /// Reads `YYYY-MM-DD` exactly.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        let number = |from: usize, to: usize| -> Option<i16> {
            bytes
                .get(from..to)?
                .iter()
                .try_fold(0i16, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i16::from(b - b'0')))
        };
        Day::from_ymd(number(0, 4)?, i8::try_from(number(5, 7)?).ok()?, i8::try_from(number(8, 10)?).ok()?)
    }

    /// The calendar date. Days outside the calendar of years -9999 to 9999 are cut to its ends.
    pub fn date(self) -> Date {
        EPOCH.saturating_add(jiff::Span::new().days(self.0.clamp(-4_371_587, 2_932_896)))
    }

    /// Year, month 1 to 12, day 1 to 31.
    pub fn ymd(self) -> (i16, i8, i8) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// The day `days` later (earlier when negative).
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day(date.since(EPOCH).map_or(0, |span| span.get_days()))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.date().fmt(f)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Day, String> {
        Day::parse(&text).ok_or_else(|| format!("`{text}` is no day: write it as 2006-03-12"))
    }
}

/// How far to trust a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The day is meant.
    #[default]
    Day,
    /// Somewhere in the month.
    Month,
    /// Somewhere in the year.
    Year,
    /// About then; the source itself is not sure.
    Approximate,
}

impl Precision {
    /// Half the width in days of what the statement may mean.
    pub fn slack(self) -> i32 {
        match self {
            Precision::Day => 0,
            Precision::Month => 15,
            Precision::Year => 183,
            Precision::Approximate => 366,
        }
    }
}

/// What a stated date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateKind {
    /// When it should begin.
    PlannedStart,
    /// When it began.
    ActualStart,
    /// The last day, as planned.
    PlannedEnd,
    /// The last day, as it was.
    ActualEnd,
    /// When the record itself was made or changed.
    Reported,
}

/// A date that a record states, with its precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedDate {
    /// What it is the date of.
    pub kind: DateKind,
    /// The day; for coarser precision the first day of the month or year.
    pub day: Day,
    /// How far to trust it.
    pub precision: Precision,
    /// Where it was read.
    pub at: At,
}

/// A half-open interval of days: `start` belongs to it, `end` doesn't. A missing end is open or unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day; `None` when not stated.
    pub start: Option<Day>,
    /// First day after; `None` when open or not stated.
    pub end: Option<Day>,
    /// Trust in `start`.
    #[serde(default)]
    pub start_precision: Precision,
    /// Trust in `end`.
    #[serde(default)]
    pub end_precision: Precision,
}

impl Period {
    /// From the first day to the last day, both inside.
    pub fn inclusive(first: Day, last: Day) -> Period {
        Period { start: Some(first), end: Some(last.plus(1)), ..Period::default() }
    }

    /// Nothing is stated.
    pub fn is_unknown(&self) -> bool {
        self.start.is_none() && self.end.is_none()
    }

    /// Length in days, where both ends are stated and in order.
    pub fn days(&self) -> Option<i32> {
        let days = self.end?.0.checked_sub(self.start?.0)?;
        (days > 0).then_some(days)
    }

    /// Days that both hold, open ends taken as unbounded; `None` where neither start is stated.
    pub fn shared_days(&self, other: &Period) -> Option<i32> {
        let start = match (self.start, other.start) {
            (Some(a), Some(b)) => a.max(b),
            (Some(a), None) | (None, Some(a)) => a,
            (None, None) => return None,
        };
        let end = match (self.end, other.end) {
            (Some(a), Some(b)) => a.min(b),
            (Some(a), None) | (None, Some(a)) => a,
            (None, None) => return Some(i32::MAX),
        };
        Some(end.0.saturating_sub(start.0).max(0))
    }

    /// Whether the two share a day (an unstated start or end bounds nothing).
    pub fn meets(&self, other: &Period) -> bool {
        self.shared_days(other).is_none_or(|days| days > 0)
    }

    /// Whether the day lies inside (an unstated start or end bounds nothing).
    pub fn holds(&self, day: Day) -> bool {
        self.start.is_none_or(|start| start <= day) && self.end.is_none_or(|end| day < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect(text)
    }

    #[test]
    fn days_that_no_calendar_has_are_refused() {
        for text in ["2021-02-30", "2021-13-01", "2021-2-3", "21-02-03", "2021/02/03", "+021-02-03", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(day("1970-01-01"), Day(0));
        assert_eq!(day("2000-02-29").to_string(), "2000-02-29");
    }

    #[test]
    fn touching_periods_do_not_meet() {
        let first =
            Period { start: Some(day("2006-01-01")), end: Some(day("2006-02-01")), ..Period::default() };
        let second = Period { start: Some(day("2006-02-01")), end: None, ..Period::default() };
        assert!(!first.meets(&second));
        assert_eq!(first.days(), Some(31));
        assert_eq!(second.shared_days(&second), Some(i32::MAX));
    }

    proptest! {
        #[test]
        fn a_day_comes_back_from_its_text(n in -700_000i32..2_900_000) {
            let text = Day(n).to_string();
            if n > -719_000 { prop_assert_eq!(Day::parse(&text), Some(Day(n)).filter(|_| text.len() == 10)); }
        }

        #[test]
        fn shared_days_is_symmetric(a in 0i32..100, b in 0i32..100, c in 0i32..100, d in 0i32..100) {
            let one = Period { start: Some(Day(a)), end: Some(Day(b)), ..Period::default() };
            let two = Period { start: Some(Day(c)), end: Some(Day(d)), ..Period::default() };
            prop_assert_eq!(one.shared_days(&two), two.shared_days(&one));
            let brute = (0..100).filter(|day| one.holds(Day(*day)) && two.holds(Day(*day))).count();
            prop_assert_eq!(one.shared_days(&two), Some(brute as i32));
        }
    }
}
