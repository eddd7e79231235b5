//! Dates as tables write them: whole, partial, impossible; day first or month first.

/// A date as it was written. Month and day are 0 where the text doesn't give them; an impossible date (2021-02-30,
/// 1777-89-09) keeps its digits, because one wrong digit is evidence too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Written {
    /// Year, 1 to 9999.
    pub year: u16,
    /// Month as written, 0 when unknown.
    pub month: u8,
    /// Day as written, 0 when unknown.
    pub day: u8,
}

/// Which number comes first in `03/04/2021`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// 3 April.
    #[default]
    DayFirst,
    /// 4 March.
    MonthFirst,
}

impl Written {
    /// Year, month and day as one number, 20210403; never 0.
    pub fn digits(self) -> u32 {
        u32::from(self.year) * 10_000 + u32::from(self.month) * 100 + u32::from(self.day)
    }

    /// The date of [`Written::digits`].
    pub fn from_digits(digits: u32) -> Self {
        Self {
            year: u16::try_from(digits / 10_000).unwrap_or(0),
            month: u8::try_from(digits / 100 % 100).unwrap_or(0),
            day: u8::try_from(digits % 100).unwrap_or(0),
        }
    }

    /// Days since 1970-01-01, unknown month and day taken as the first. None for an impossible date.
    pub fn days(self) -> Option<i32> {
        let date = jiff::civil::Date::new(
            i16::try_from(self.year).ok()?,
            i8::try_from(self.month.max(1)).ok()?,
            i8::try_from(self.day.max(1)).ok()?,
        )
        .ok()?;
        let since = date.since((jiff::Unit::Day, jiff::civil::Date::constant(1970, 1, 1))).ok()?;
        Some(since.get_days())
    }
}

/// Reads a date: `2021-04-03` (a time may follow), `20210403`, `2021-04`, `2021`, `2021.0` (a year that went through a
/// spreadsheet), `03/04/2021` with any of `/.-`. None for anything else.
pub fn read(text: &str, order: Order) -> Option<Written> {
    let text = text.trim();
    if text.len() < 4 || text.len() > 40 || !text.is_ascii() {
        return None;
    }
    let day_part = text.split(['T', ' ']).next().unwrap_or(text);
    let mut parts = [(0_u32, 0_usize); 3];
    let mut n = 0;
    for part in day_part.split(['-', '/', '.']) {
        if n == 3 || part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        parts[n] = (part.parse().ok()?, part.len());
        n += 1;
    }
    let (year, month, day) = match (n, parts[0], parts[1], parts[2]) {
        (1, (all, 8), _, _) => (all / 10_000, all / 100 % 100, all % 100),
        (1, (year, 4), _, _) => (year, 0, 0),
        (2, (year, 4), (0, 1), _) if day_part.contains('.') => (year, 0, 0),
        (2, (year, 4), (month, 1..=2), _) => (year, month, 0),
        (3, (year, 4), (month, 1..=2), (day, 1..=2)) => (year, month, day),
        (3, (first, 1..=2), (second, 1..=2), (year, 4)) => match order {
            Order::DayFirst => (year, second, first),
            Order::MonthFirst => (year, first, second),
        },
        _ => return None,
    };
    let written = Written {
        year: u16::try_from(year).ok()?,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
    };
    (written.year > 0 && written.month < 100 && written.day < 100).then_some(written)
}

/// Day first or month first, by which reading gives fewer impossible dates; day first when neither tells.
pub fn order(texts: impl Iterator<Item = impl AsRef<str>>) -> Order {
    let (mut day, mut month) = (0_u32, 0_u32);
    for text in texts {
        if let Some(w) = read(text.as_ref(), Order::DayFirst) {
            day += u32::from(w.days().is_none());
        }
        if let Some(w) = read(text.as_ref(), Order::MonthFirst) {
            month += u32::from(w.days().is_none());
        }
    }
    if month < day { Order::MonthFirst } else { Order::DayFirst }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn digits(text: &str) -> Option<u32> {
        read(text, Order::DayFirst).map(Written::digits)
    }

    #[test]
    fn dates_are_read_as_tables_write_them() {
        assert_eq!(digits("2021-04-03"), Some(20_210_403));
        assert_eq!(digits("2021-04-03T10:00:00Z"), Some(20_210_403));
        assert_eq!(digits("19560409"), Some(19_560_409));
        assert_eq!(digits("3.4.2021"), Some(20_210_403));
        assert_eq!(digits("2021-04"), Some(20_210_400));
        assert_eq!(digits("1999.0"), Some(19_990_000));
        assert_eq!(digits("1777-89-09"), Some(17_778_909));
        assert_eq!(digits("about 1900"), None);
        assert_eq!(digits("12"), None);
    }

    #[test]
    fn impossible_dates_have_no_day() {
        assert_eq!(read("2021-02-30", Order::DayFirst).and_then(Written::days), None);
        assert_eq!(read("1970-01-02", Order::DayFirst).and_then(Written::days), Some(1));
        assert_eq!(read("1969", Order::DayFirst).and_then(Written::days), Some(-365));
    }

    #[test]
    fn the_order_is_that_with_fewer_impossible_dates() {
        assert_eq!(order(["03/14/2021", "04/05/2021"].into_iter()), Order::MonthFirst);
        assert_eq!(order(["03/04/2021"].into_iter()), Order::DayFirst);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,20}") { let _ = read(&text, Order::MonthFirst); }

        #[test]
        fn digits_round_trip(y in 1u16..9999, m in 0u8..13, d in 0u8..32) {
            let w = Written { year: y, month: m, day: d };
            prop_assert_eq!(Written::from_digits(w.digits()), w);
        }
    }
}
