//! Dates: exact, a slip of the pen, to the coarser precision, near, the same day of another year.

use crate::date::Written;
use crate::measure::{DIFFERS, EXACT, LevelNames};

/// What the levels of a date say.
pub const LEVEL_NAMES: LevelNames = [
    "nothing to compare",
    "differs",
    "same day of another year, at most nine years apart",
    "within 45 days",
    "within 10 days",
    "same to the coarser precision",
    "day and month swapped, or one digit differs",
    "exact",
];

/// The level that tells yearly editions apart.
pub const OTHER_YEAR: u8 = 2;

/// The two words of a date: its digits, and its day number moved into u32 (0 for an impossible date).
pub fn words(date: Option<Written>) -> [u32; 2] {
    date.map_or([0, 0], |d| [d.digits(), d.days().map_or(0, |n| n.wrapping_add(4_000_000).cast_unsigned())])
}

/// The level of two dates given as [`words`], neither missing.
#[inline]
pub fn level(a: &[u32], b: &[u32]) -> u8 {
    if a[0] == b[0] {
        return EXACT;
    }
    let (x, y) = (Written::from_digits(a[0]), Written::from_digits(b[0]));
    let apart = if a[1] == 0 || b[1] == 0 { u32::MAX } else { a[1].abs_diff(b[1]) };
    if apart > 45 && x.year.abs_diff(y.year) <= 9 && same_season(x, y) {
        return OTHER_YEAR;
    }
    // a slip of the pen that lands near is told as near: chance does that too
    if apart > 45 && slip(x, y) {
        return 6;
    }
    if x.year == y.year && coarse(x, y) {
        return 5;
    }
    match apart {
        0..=10 => 4,
        11..=45 => 3,
        _ => DIFFERS,
    }
}

fn slip(a: Written, b: Written) -> bool {
    if a.year == b.year && a.month == b.day && a.day == b.month {
        return true;
    }
    let (mut p, mut q) = (a.digits(), b.digits());
    let mut differing = 0;
    while p != q {
        differing += u32::from(p % 10 != q % 10);
        p /= 10;
        q /= 10;
    }
    differing == 1 && (a.day > 0) == (b.day > 0) && (a.month > 0) == (b.month > 0)
}

/// One of the two says no more than the month, or the year (unknown parts, or the first day that stands for them).
fn coarse(a: Written, b: Written) -> bool {
    let month_only = |d: Written| d.day <= 1;
    let year_only = |d: Written| d.month == 0 || (d.month == 1 && d.day <= 1);
    (a.month == b.month && (month_only(a) || month_only(b))) || year_only(a) || year_only(b)
}

fn same_season(a: Written, b: Written) -> bool {
    let day = |d: Written| i32::from(d.month) * 31 + i32::from(d.day);
    a.month > 0 && b.month > 0 && a.day > 0 && b.day > 0 && (day(a) - day(b)).abs() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{Order, read};

    fn of(a: &str, b: &str) -> u8 {
        let w = |t| words(read(t, Order::DayFirst));
        level(&w(a), &w(b))
    }

    #[test]
    fn levels_say_how_two_dates_agree() {
        assert_eq!(of("2006-03-12", "2006-03-12"), 7);
        assert_eq!(of("2006-03-12", "2006-12-03"), 6);
        assert_eq!(of("1777-09-09", "1777-89-09"), 6);
        assert_eq!(of("1857-05-16", "1827-05-16"), 6);
        assert_eq!(of("2006-03-01", "2006-03-12"), 5);
        assert_eq!(of("2006", "2006-03-12"), 5);
        assert_eq!(of("2006-03", "2006-03-12"), 5);
        assert_eq!(of("2006-03-12", "2006-03-18"), 4);
        assert_eq!(of("2006-03-12", "2006-04-12"), 3);
        assert_eq!(of("2006-03-12", "2009-03-13"), 2);
        assert_eq!(of("2006-03-12", "2006-09-25"), 1);
        assert_eq!(of("2005-12-30", "2006-01-02"), 4);
    }

    #[test]
    fn the_order_of_a_pair_does_not_matter() {
        let dates = ["2006-03-12", "2006-03-01", "2006", "2007-03-12", "2006-12-03", "2006-02-30"];
        for a in dates {
            for b in dates {
                assert_eq!(of(a, b), of(b, a), "{a} {b}");
            }
        }
    }
}
