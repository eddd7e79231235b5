//! Series: yearly editions, phases and numbered parts, told by a title that is the same but for its numbers.

use std::hash::{Hash, Hasher};

use comity_link::text::fold;
use rustc_hash::FxHasher;

/// Words that count editions, in the languages of the data; they go with the number.
const COUNTERS: [&str; 22] = [
    "phase",
    "part",
    "year",
    "annual",
    "round",
    "stage",
    "lot",
    "no",
    "nr",
    "edition",
    "fase",
    "etapa",
    "tranche",
    "annee",
    "этап",
    "фаза",
    "год",
    "г",
    "часть",
    "q",
    "fy",
    "component",
];

/// Roman numerals as titles use them.
const ROMAN: [&str; 11] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi"];

/// The title without numbers, counters and brackets, hashed, and the numbers, a bit for each. 0 says that there is
/// nothing.
pub fn key(title: &str) -> (u64, u64) {
    let (name, numbers) = parts(title);
    if name.iter().map(|word| word.chars().count()).sum::<usize>() < 4 {
        return (0, 0);
    }
    let hash = |words: &[String]| {
        let mut hasher = FxHasher::default();
        words.hash(&mut hasher);
        hasher.finish() | 1
    };
    let edition =
        numbers.iter().fold(0, |mask, number| mask | 1 << (hash(std::slice::from_ref(number)) >> 58));
    (hash(&name), edition)
}

/// The name of the series, to show: the title up to its first number or bracket.
pub fn name(title: &str) -> &str {
    let end = title.find(|c: char| c.is_ascii_digit() || c == '(').unwrap_or(title.len());
    let head = title[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
    if head.len() >= 3 { head } else { title }
}

/// Words of the name and numbers, both in their order.
pub fn parts(title: &str) -> (Vec<String>, Vec<String>) {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for c in title.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    if plain.trim().len() < 4 {
        plain = title.to_owned();
    }
    let (mut name, mut numbers) = (Vec::new(), Vec::new());
    let bracketed = title.chars().filter(char::is_ascii_digit).collect::<String>();
    for word in fold(&plain).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.chars().any(|c| c.is_ascii_digit()) || ROMAN.contains(&word) {
            numbers.push(word.to_owned());
        } else if !COUNTERS.contains(&word) {
            name.push(word.to_owned());
        }
    }
    if numbers.is_empty() && !bracketed.is_empty() {
        numbers.push(bracketed);
    }
    (name, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_of_one_series_share_the_key_and_differ_in_the_number() {
        for (left, right) in [
            ("Kanal-2003 (Channel 2003)", "Kanal-2005 (Channel 2005)"),
            ("Rubezh-2004 (Frontier 2004)", "Rubezh-2005"),
            ("Rural roads, phase II", "Rural roads, phase III"),
            ("Rural roads in Osh (phase 2)", "Rural roads in Osh (phase 3)"),
        ] {
            let (a, b) = (key(left), key(right));
            assert!(a.0 == b.0 && a.1 != b.1, "{left} / {right}: {a:?} {b:?}");
        }
        assert_ne!(key("Rubezh-2005").0, key("Kanal-2005").0);
        assert_eq!(key("2021"), (0, 0));
    }

    #[test]
    fn the_name_is_what_stands_before_the_number() {
        assert_eq!(name("Kanal-2005 (Channel 2005)"), "Kanal");
        assert_eq!(name("2020 appeal"), "2020 appeal");
    }
}
