//! Dates and numbers as publishers write them, with what to say about those that aren't as IATI asks.

use comity_core::{Day, Decimal, Precision};

/// A value that was read, and what is odd about how it is written.
pub(super) type Odd<T> = (T, Option<String>);

/// A date by `xsd:date` or `xsd:dateTime`; other spellings are read where they have one meaning only.
pub(super) fn date(text: &str) -> Result<Odd<(Day, Precision)>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("the date is empty".to_owned());
    }
    let exact = text.get(..10).and_then(Day::parse);
    let tail = text.get(10..).unwrap_or_default();
    if let Some(day) = exact
        && (tail.is_empty() || tail.starts_with(['T', 'Z', '+', '-', ' ']))
    {
        return Ok(((day, Precision::Day), None));
    }
    let numbers: Option<Vec<i16>> =
        text.split(['-', '/', '.']).map(|part| part.trim().parse().ok()).collect();
    let odd =
        |precision| Some(format!("the date `{text}` is not written as 2021-03-31; read with {precision}"));
    let no_day = || format!("`{text}` is no day of the calendar");
    match numbers.as_deref() {
        Some([year @ 1900..=2199]) => {
            let day = Day::from_ymd(*year, 1, 1).ok_or_else(no_day)?;
            Ok(((day, Precision::Year), odd("the precision of a year")))
        }
        Some([year @ 1900..=2199, month]) | Some([month, year @ 1900..=2199]) => {
            let day = ymd(*year, *month, 1).ok_or_else(no_day)?;
            Ok(((day, Precision::Month), odd("the precision of a month")))
        }
        Some([year @ 1900..=2199, month, day]) => {
            let day = ymd(*year, *month, *day).ok_or_else(no_day)?;
            Ok(((day, Precision::Day), odd("year, month and day in this order")))
        }
        Some([a, b, year @ 1900..=2199]) => match (ymd(*year, *b, *a), ymd(*year, *a, *b)) {
            (Some(one), Some(other)) if one != other => {
                Err(format!("`{text}` may be {one} or {other}: day and month can't be told apart"))
            }
            (Some(day), _) => Ok(((day, Precision::Day), odd("the day first"))),
            (None, Some(day)) => Ok(((day, Precision::Day), odd("the month first"))),
            (None, None) => Err(no_day()),
        },
        _ => Err(format!("`{text}` is no date")),
    }
}

fn ymd(year: i16, month: i16, day: i16) -> Option<Day> {
    Day::from_ymd(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// A decimal number; thousands separators and a decimal comma are read where they have one meaning only.
pub(super) fn number(text: &str) -> Result<Odd<Decimal>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("the number is empty".to_owned());
    }
    let plain = |text: &str| text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(text)).ok();
    // rust_decimal takes 1_000 for a number; publishers don't mean it
    if let Some(value) = plain(text).filter(|_| !text.contains('_')) {
        return Ok((value, None));
    }
    let odd = |value: Decimal| (value, Some(format!("the number `{text}` is read as {value}")));
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let read = if in_thousands(&squeezed, ',', '.') {
        plain(&squeezed.replace(',', ""))
    } else if in_thousands(&squeezed, '.', ',') {
        plain(&squeezed.replace('.', "").replace(',', "."))
    } else if squeezed.matches(',').count() == 1 && !squeezed.contains('.') {
        plain(&squeezed.replace(',', "."))
    } else if !squeezed.contains([',', '_']) {
        plain(&squeezed)
    } else {
        None
    };
    read.map(odd).ok_or_else(|| format!("`{text}` is no number"))
}

/// Whether every group after the first `separator` has three digits and `point` comes at most once, last.
fn in_thousands(text: &str, separator: char, point: char) -> bool {
    let mut halves = text.trim_start_matches(['-', '+']).splitn(2, point);
    let (whole, fraction) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
    let mut groups = whole.split(separator);
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && digits(group));
    let rest: Vec<&str> = groups.collect();
    first
        && !rest.is_empty()
        && digits(fraction)
        && rest.iter().all(|group| group.len() == 3 && digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> String {
        match date(text) {
            Ok(((day, precision), odd)) => format!("{day} {precision:?} {}", odd.is_some()),
            Err(reason) => reason,
        }
    }

    #[test]
    fn dates_are_read_where_they_have_one_meaning() {
        for (text, want) in [
            ("2021-03-31", "2021-03-31 Day false"),
            ("2021-03-31T10:00:00Z", "2021-03-31 Day false"),
            ("2021-03-31Z", "2021-03-31 Day false"),
            ("2021-02-30", "`2021-02-30` is no day of the calendar"),
            ("01/02/2020", "`01/02/2020` may be 2020-02-01 or 2020-01-02: day and month can't be told apart"),
            ("31/01/2020", "2020-01-31 Day true"),
            ("01/31/2020", "2020-01-31 Day true"),
            ("2/2/2020", "2020-02-02 Day true"),
            ("2020/02/01", "2020-02-01 Day true"),
            ("2020-2", "2020-02-01 Month true"),
            ("2020", "2020-01-01 Year true"),
            ("soon", "`soon` is no date"),
            ("2021-03-31x", "`2021-03-31x` is no date"),
            ("", "the date is empty"),
        ] {
            assert_eq!(said(text), want, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_where_they_have_one_meaning() {
        for (text, want) in [
            ("1234.50", Some("1234.50 false")),
            ("-5", Some("-5 false")),
            ("1e6", Some("1000000 false")),
            ("1,234,567.5", Some("1234567.5 true")),
            ("1.234.567,5", Some("1234567.5 true")),
            ("1,234", Some("1234 true")),
            ("12,5", Some("12.5 true")),
            ("1 234 567", Some("1234567 true")),
            ("1'234", Some("1234 true")),
            ("12,34,5", None),
            ("1_000", None),
            ("USD 5", None),
            ("", None),
        ] {
            let got = number(text).ok().map(|(value, odd)| format!("{value} {}", odd.is_some()));
            assert_eq!(got.as_deref(), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "\\PC*") {
            let _ = date(&text);
            let _ = number(&text);
        }
    }
}
