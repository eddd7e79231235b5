//! What a column holds, judged by its values and never by its name.

use std::borrow::Cow;

use crate::date;
use crate::table::{Column, Table, Values};

/// What a column holds, and so how it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Names of persons, places, organisations: a few words, spelt in several ways.
    Name,
    /// Dates, whole or partial.
    Date,
    /// Identifiers, post codes, addresses of mail: exact or nearly so.
    Code,
    /// Amounts and measures: near by relative difference.
    Number,
    /// A few values that are equal or not.
    Category,
    /// Delimited lists of items.
    Set,
    /// Free text of several words.
    Text,
    /// Degrees of latitude; its partner column holds the longitude.
    Latitude,
    /// Degrees of longitude.
    Longitude,
}

/// Why a column is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Useless {
    /// No value at all.
    Empty,
    /// The same value everywhere.
    Constant,
    /// A number of its own for every record.
    RowNumber,
}

/// How many values are looked at: enough to judge, the same on every run.
const LOOKED_AT: usize = 2_000;

/// Distinct values spread evenly over the column.
fn sample(column: &Column) -> Vec<Cow<'_, str>> {
    let n = column.values.len().saturating_sub(1);
    let step = n.div_ceil(LOOKED_AT).max(1);
    (1..=n).step_by(step).map(|id| column.values.text(u32::try_from(id).unwrap_or(0))).collect()
}

/// The delimiter of a column of lists: more than a tenth of the values have it, and the items recur in other lists.
pub fn delimiter(column: &Column) -> Option<char> {
    let values = sample(column);
    for mark in [';', '|', '\n'] {
        let lists = values.iter().filter(|v| v.contains(mark)).count();
        if lists * 10 < values.len() || lists == 0 {
            continue;
        }
        let mut items: Vec<&str> = values.iter().flat_map(|v| v.split(mark)).map(str::trim).collect();
        let all = items.len();
        items.sort_unstable();
        items.dedup();
        if items.len() * 4 < all * 3 {
            return Some(mark);
        }
    }
    None
}

/// Judges one column. Latitude and longitude are found by [`points`].
pub fn kind(column: &Column, records: usize) -> Result<Kind, Useless> {
    let distinct = column.values.len() - 1;
    if distinct == 0 {
        return Err(Useless::Empty);
    }
    if distinct == 1 {
        return Err(Useless::Constant);
    }
    let values = sample(column);
    let share = |holds: &dyn Fn(&str) -> bool| {
        values.iter().filter(|v| holds(v)).count() as f64 / values.len().max(1) as f64
    };
    let numeric = share(&|v| number(v).is_some());
    let whole = share(&|v| v.bytes().all(|b| b.is_ascii_digit()));
    let filled = column.ids.iter().filter(|id| **id != 0).count();
    if whole > 0.99 && distinct == records && filled == records {
        return Err(Useless::RowNumber);
    }
    let year =
        |v: &str| date::read(v, date::Order::DayFirst).is_some_and(|w| (1500..=2200).contains(&w.year));
    let spelt = |v: &str| v.len() >= 8 || v.contains(['-', '/']);
    if share(&|v| spelt(v) && year(v)) > 0.7 || (share(&year) > 0.95 && distinct <= 700) {
        return Ok(Kind::Date);
    }
    if matches!(column.values, Values::Numbers(_)) {
        return Ok(Kind::Number);
    }
    if numeric > 0.9 {
        let lengths: Vec<usize> = values.iter().map(|v| v.len()).collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let same_length = lengths.iter().filter(|l| **l == longest).count() * 10 >= lengths.len() * 8;
        return Ok(if whole > 0.9 && same_length && longest >= 4 { Kind::Code } else { Kind::Number });
    }
    if delimiter(column).is_some() {
        return Ok(Kind::Set);
    }
    let words =
        values.iter().map(|v| v.split_whitespace().count()).sum::<usize>() as f64 / values.len() as f64;
    let length = values.iter().map(|v| v.chars().count()).sum::<usize>() as f64 / values.len() as f64;
    let digits = share(&|v| v.bytes().any(|b| b.is_ascii_digit()));
    let mail = share(&|v| v.contains('@') && !v.contains(' '));
    if mail > 0.8 || (digits > 0.6 && words < 2.5 && length < 40.0) {
        return Ok(Kind::Code);
    }
    if words >= 3.0 || length >= 24.0 {
        return Ok(Kind::Text);
    }
    let typical = filled as f64 / distinct as f64;
    if distinct <= 60 && typical >= 8.0 && filled * 20 >= records {
        return Ok(Kind::Category);
    }
    Ok(Kind::Name)
}

/// A number as tables write it: spaces, thousands separators and a currency sign aside.
pub fn number(text: &str) -> Option<f64> {
    if let Ok(n) = text.parse::<f64>() {
        return n.is_finite().then_some(n);
    }
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "$€£¥₽".contains(c));
    if !bare.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-' || b == b'.') {
        return None;
    }
    let plain: String =
        bare.chars().filter(|c| !matches!(c, ',' | '\u{a0}' | '\u{202f}' | ' ' | '\'')).collect();
    plain.parse::<f64>().ok().filter(|n| n.is_finite())
}

/// Neighbouring columns of fractional degrees that are missing in the same records: latitude, then longitude.
pub fn points(table: &Table) -> Vec<(usize, usize)> {
    let degrees = |column: &Column, most: f64| {
        let values = sample(column);
        let fractions =
            values.iter().filter(|v| v.split_once('.').is_some_and(|(_, f)| f.len() >= 2)).count();
        values.len() > 10
            && fractions * 10 >= values.len() * 7
            && values.iter().all(|v| v.parse::<f64>().is_ok_and(|n| n.abs() <= most))
            && values.iter().any(|v| v.parse::<f64>().is_ok_and(|n| n.fract() != 0.0))
    };
    let mut out = Vec::new();
    let mut at = 0;
    while at + 1 < table.columns.len() {
        let (a, b) = (&table.columns[at], &table.columns[at + 1]);
        if degrees(a, 90.0)
            && degrees(b, 180.0)
            && a.ids.iter().zip(&b.ids).all(|(x, y)| (*x == 0) == (*y == 0))
        {
            out.push((at, at + 1));
            at += 1;
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::column;

    fn of(values: &[&str]) -> Result<Kind, Useless> {
        let values: Vec<&str> = values.iter().copied().cycle().take(values.len() * 3).collect();
        kind(&column(&values), values.len())
    }

    #[test]
    fn kinds_follow_the_values() {
        assert_eq!(of(&["1956-04-09", "1908-19-02", "1999-01-01"]), Ok(Kind::Date));
        assert_eq!(of(&["19560409", "19080402", "19990101"]), Ok(Kind::Date));
        assert_eq!(of(&["1999.0", "2001", "2003"]), Ok(Kind::Date));
        assert_eq!(of(&["7", "177", "54"]), Ok(Kind::Number));
        assert_eq!(of(&["$1,200", "399.0", "12.50"]), Ok(Kind::Number));
        assert_eq!(of(&["2119", "3165", "4881"]), Ok(Kind::Code));
        assert_eq!(of(&["tq13 8df", "ne66 5nj", "cm23 5de"]), Ok(Kind::Code));
        assert_eq!(of(&["a.b@mail.org", "c@post.net"]), Ok(Kind::Code));
        assert_eq!(of(&["mitchell", "harley", "o'brien"]), Ok(Kind::Name));
        assert_eq!(of(&["Measles campaign in Osh", "Rural roads, phase 2 of the programme"]), Ok(Kind::Text));
        assert_eq!(of(&["WHO;UNDP", "UNDP;WFP", "WHO"]), Ok(Kind::Set));
        assert_eq!(of(&["x"]), Err(Useless::Constant));
        assert_eq!(kind(&column(&["", ""]), 2), Err(Useless::Empty));
        assert_eq!(kind(&column(&["1", "2", "3"]), 3), Err(Useless::RowNumber));
    }

    #[test]
    fn few_values_in_many_records_are_a_category() {
        let values: Vec<&str> = ["health", "energy", "water"].into_iter().cycle().take(300).collect();
        assert_eq!(kind(&column(&values), 300), Ok(Kind::Category));
    }
}
