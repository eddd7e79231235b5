//! Numbers: by relative difference.

use crate::measure::{DIFFERS, LevelNames};

/// What the levels of a number say.
pub const LEVEL_NAMES: LevelNames = [
    "nothing to compare",
    "differs",
    "within half",
    "within a quarter",
    "within 10 %",
    "within 3 %",
    "within 0.5 %",
    "exact",
];

/// The word of a number: its bits, kept off 0, which says missing.
pub fn word(number: Option<f64>) -> u32 {
    number.map_or(0, |n| {
        let bits = (n as f32).to_bits();
        if bits == 0 { 0x8000_0000 } else { bits } // zero is written as minus zero
    })
}

/// The number of a word.
pub fn value(word: u32) -> f32 {
    f32::from_bits(word)
}

/// The level of two words that differ, neither missing.
#[inline]
pub fn level(a: u32, b: u32) -> u8 {
    let (x, y) = (value(a), value(b));
    let most = x.abs().max(y.abs());
    let apart = (x - y).abs() / most.max(f32::MIN_POSITIVE);
    match apart {
        d if d <= 0.005 => 6,
        d if d <= 0.03 => 5,
        d if d <= 0.1 => 4,
        d if d <= 0.25 => 3,
        d if d <= 0.5 => 2,
        _ => DIFFERS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_say_how_far_two_numbers_are_apart() {
        let of = |a: f64, b: f64| level(word(Some(a)), word(Some(b)));
        assert_eq!(of(1000.0, 1001.0), 6);
        assert_eq!(of(1000.0, 1020.0), 5);
        assert_eq!(of(1000.0, 1100.0), 4);
        assert_eq!(of(1000.0, 800.0), 3);
        assert_eq!(of(1000.0, 500.0), 2);
        assert_eq!(of(1000.0, -1000.0), 1);
        assert_eq!(of(0.0, 3.0), 1);
        assert_ne!(word(Some(0.0)), 0);
        assert_eq!(word(None), 0);
    }
}
