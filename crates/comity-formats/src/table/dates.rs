//! Dates as tables write them: days in any order, months, years, month names in five languages, Excel's serial days.

use comity_core::{Day, Precision};

use super::cells::fold;

/// Which of two small numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// What a date cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateCell {
    pub(crate) day: Day,
    pub(crate) precision: Precision,
    /// The order of day and month that this cell alone proves; `None` where it proves none.
    pub(crate) proves: Option<Order>,
    /// Both orders give a day, and not the same one.
    pub(crate) ambiguous: bool,
}

impl DateCell {
    /// Whether it is a month, or the day by which spreadsheets stand for one.
    pub(crate) fn stands_for_month(&self) -> bool {
        self.precision == Precision::Month || self.precision == Precision::Day && self.day.ymd().2 == 1
    }
}

fn exact(day: Day, precision: Precision) -> Option<DateCell> {
    Some(DateCell { day, precision, proves: None, ambiguous: false })
}

/// Reads a date. `order` decides `03/04/2021`; `year` completes a month that stands alone.
pub(crate) fn date(cell: &str, order: Order, year: Option<i16>) -> Option<DateCell> {
    // the usual case first: an ISO day, perhaps with a time behind it
    if let Some(day) = cell.get(..10).and_then(Day::parse) {
        return matches!(cell.as_bytes().get(10), None | Some(b'T' | b' '))
            .then(|| exact(day, Precision::Day))?;
    }
    let cell = cell.trim();
    // no spreadsheet writes a longer date; what is longer is a text
    if cell.is_empty() || cell.len() > 48 {
        return None;
    }
    // `01/03/2021 00:00:00`: a time of day says nothing to us
    let dated = match cell.split_once([' ', 'T']) {
        Some((date, time)) if time.contains(':') && date.contains(|c: char| c.is_ascii_digit()) => date,
        _ => cell,
    };
    if dated.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && dated.matches('.').count() <= 1
        && let Some(found) = digits_only(dated)
    {
        return Some(found);
    }
    let mut parts = dated.split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ','));
    let mut found: [&str; 3] = [""; 3];
    let mut count = 0;
    for part in parts.by_ref().filter(|part| !part.is_empty()) {
        if matches!(fold(part).as_str(), "de" | "del" | "г" | "года" | "of") {
            continue;
        }
        *found.get_mut(count)? = part;
        count += 1;
    }
    let number = |part: &str| part.trim_end_matches(['s', 't', 'h', 'n', 'd', 'r']).parse::<i16>().ok();
    match count {
        1 => {
            let month = month_name(found[0])?;
            exact(Day::from_ymd(year?, month, 1)?, Precision::Month)
        }
        2 => match (number(found[0]), number(found[1])) {
            (Some(a), Some(b)) if a >= 1000 => exact(Day::from_ymd(a, small(b)?, 1)?, Precision::Month),
            (Some(a), Some(b)) if b >= 1000 => exact(Day::from_ymd(b, small(a)?, 1)?, Precision::Month),
            (None, Some(y)) => {
                exact(Day::from_ymd(full_year(y), month_name(found[0])?, 1)?, Precision::Month)
            }
            (Some(y), None) => {
                exact(Day::from_ymd(full_year(y), month_name(found[1])?, 1)?, Precision::Month)
            }
            _ => None,
        },
        3 => match (number(found[0]), number(found[1]), number(found[2])) {
            (Some(y), Some(m), Some(d)) if y >= 1000 => {
                exact(Day::from_ymd(y, small(m)?, small(d)?)?, Precision::Day)
            }
            (Some(a), Some(b), Some(y)) => numeric(a, b, full_year(y), order),
            (Some(d), None, Some(y)) => {
                exact(Day::from_ymd(full_year(y), month_name(found[1])?, small(d)?)?, Precision::Day)
            }
            (None, Some(d), Some(y)) => {
                exact(Day::from_ymd(full_year(y), month_name(found[0])?, small(d)?)?, Precision::Day)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Two days of one month in one cell: `15-21 June`, `7 - 14 June 2019`, `15-21/06/2019`. `year` completes a month that
/// stands alone.
pub(crate) fn span(cell: &str, year: Option<i16>) -> Option<(DateCell, DateCell)> {
    let (first, rest) = cell.trim().split_once(['-', '\u{2013}'])?;
    let rest = rest.trim_start();
    let (last, month) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
    let (first, last): (i8, i8) = (first.trim().parse().ok()?, last.parse().ok()?);
    let month = month.trim_start_matches([' ', '/', '.', '-']);
    let found = date(month, Order::DayFirst, year).filter(|found| found.precision == Precision::Month)?;
    let (year, month, _) = found.day.ymd();
    let at = |day| exact(Day::from_ymd(year, month, day)?, Precision::Day);
    Some((at(first)?, at(last).filter(|_| first < last)?))
}

/// `2021`, `20210301`, and days since 1899-12-30 as Excel counts them (1954 to 2119).
fn digits_only(cell: &str) -> Option<DateCell> {
    let whole: i32 = cell.split('.').next()?.parse().ok()?;
    match whole {
        1900..=2100 if cell.len() == 4 || cell.ends_with(".0") => {
            exact(Day::from_ymd(i16::try_from(whole).ok()?, 1, 1)?, Precision::Year)
        }
        20_000..=80_000 => exact(Day(whole - 25_569), Precision::Day),
        19_000_101..=21_001_231 if cell.len() == 8 => {
            let (y, m, d) = (whole / 10_000, whole / 100 % 100, whole % 100);
            let day = Day::from_ymd(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?)?;
            exact(day, Precision::Day)
        }
        _ => None,
    }
}

fn numeric(a: i16, b: i16, year: i16, order: Order) -> Option<DateCell> {
    let by = |month: i16, day: i16| Day::from_ymd(year, small(month)?, small(day)?);
    let (day_first, month_first) = (by(b, a), by(a, b));
    match (day_first, month_first) {
        (Some(day), None) => {
            Some(DateCell { day, precision: Precision::Day, proves: Some(Order::DayFirst), ambiguous: false })
        }
        (None, Some(day)) => Some(DateCell {
            day,
            precision: Precision::Day,
            proves: Some(Order::MonthFirst),
            ambiguous: false,
        }),
        (Some(one), Some(two)) => Some(DateCell {
            day: if order == Order::DayFirst { one } else { two },
            precision: Precision::Day,
            proves: None,
            ambiguous: one != two,
        }),
        (None, None) => None,
    }
}

fn small(n: i16) -> Option<i8> {
    i8::try_from(n).ok().filter(|n| *n > 0)
}

/// Two digits mean 1970 to 2069, as spreadsheets take them.
fn full_year(year: i16) -> i16 {
    match year {
        0..=69 => 2000 + year,
        70..=99 => 1900 + year,
        _ => year,
    }
}

/// Stems that begin the names of the months in English, French, Spanish, Portuguese and Russian, folded; the
/// stems of a month are looked at in the order of the year, so `mar` must not stand before `mai` or `may`.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "янв"],
    &["feb", "fev", "фев"],
    &["mar", "март", "мар"],
    &["apr", "avr", "abr", "апр"],
    &["may", "mai", "май", "маи", "мая"],
    &["jun", "juin", "июн"],
    &["jul", "juil", "июл"],
    &["aug", "aou", "ago", "авг"],
    &["sep", "set", "сен"],
    &["oct", "out", "окт"],
    &["nov", "ноя"],
    &["dec", "dic", "dez", "дек"],
];

fn month_name(word: &str) -> Option<i8> {
    let word = fold(word);
    // the longest month name has eleven letters in these languages
    if word.chars().count() > 11 || word.chars().any(|c| !c.is_alphabetic()) {
        return None;
    }
    let month = MONTHS.iter().position(|stems| stems.iter().any(|stem| word.starts_with(stem)))?;
    i8::try_from(month + 1).ok()
}

/// The year that a text names, such as a file name or a title line: `eth_4w_2022-02`, `Situation 2021`.
pub(crate) fn year_in(text: &str) -> Option<i16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4 || digits.len() == 6 || digits.len() == 8)
        .find_map(|digits| digits.get(..4)?.parse().ok().filter(|year| (1990..=2060).contains(year)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, want: &str, precision: Precision) {
        let found = date(cell, Order::DayFirst, Some(2022)).map(|found| (found.day, found.precision));
        assert_eq!(found, Day::parse(want).map(|day| (day, precision)), "{cell}");
    }

    #[test]
    fn days_in_many_shapes() {
        for cell in [
            "2021-03-01",
            "2021-03-01T00:00:00+00:00",
            "2021-03-01 00:00:00",
            "01/03/2021",
            "1.3.2021",
            "01-03-21",
            "01/03/2021 00:00",
            "2021/3/1",
            "20210301",
            "44256",
            "44256.0",
            "1 March 2021",
            "March 1, 2021",
            "1st Mar 2021",
            "1 марта 2021 г.",
            "1 de março de 2021",
            "1 mars 2021",
        ] {
            check(cell, "2021-03-01", Precision::Day);
        }
    }

    #[test]
    fn months_and_years_keep_their_precision() {
        for cell in
            ["2022-02", "02/2022", "February", "février", "Feb-22", "febrero 2022", "фев. 2022", "Fevereiro"]
        {
            check(cell, "2022-02-01", Precision::Month);
        }
        check("май", "2022-05-01", Precision::Month);
        check("2019", "2019-01-01", Precision::Year);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for cell in
            ["", "2021-02-30", "31/02/2021", "ongoing", "13/13/2021", "150", "1 2 3 4", "tbd", "2021-02-29"]
        {
            assert_eq!(date(cell, Order::DayFirst, Some(2022)), None, "{cell}");
        }
    }

    #[test]
    fn a_cell_proves_the_order_or_stays_ambiguous() {
        let read = |cell| date(cell, Order::DayFirst, None).expect(cell);
        assert_eq!(read("6/22/2004").proves, Some(Order::MonthFirst));
        assert_eq!(read("22/6/2004").proves, Some(Order::DayFirst));
        assert!(read("6/7/2004").ambiguous);
        assert!(!read("7/7/2004").ambiguous);
    }

    #[test]
    fn a_span_of_days_has_two_ends() {
        let ends = |cell| span(cell, Some(2019)).map(|(a, b)| format!("{} {}", a.day, b.day));
        for (cell, want) in [
            ("15-21 June", "2019-06-15 2019-06-21"),
            ("7 \u{2013} 14 juin 2018", "2018-06-07 2018-06-14"),
            ("15-21/06/2018", "2018-06-15 2018-06-21"),
        ] {
            assert_eq!(ends(cell).as_deref(), Some(want), "{cell}");
        }
        for cell in ["21-15 June", "15-31 June", "2021-02-30", "15-21", "a-b June", "15-21 kits", ""] {
            assert_eq!(ends(cell), None, "{cell}");
        }
    }

    #[test]
    fn the_year_of_a_file_name() {
        assert_eq!(year_in("eth_4w_2022-02.csv.zst"), Some(2022));
        assert_eq!(year_in("3w_20210630.xlsx"), Some(2021));
        assert_eq!(year_in("list of 1200 items"), None);
    }
}
