//! What a party's verdicts teach its queue. Findings of one pattern (their kind, and which fields speak for and against them) are alike; where
//! many of them were rejected, the others of that pattern stand lower, where many were confirmed, higher. Nothing is hidden by it, and
//! what a person said of a finding stays as it is.

use std::collections::BTreeMap;

use comity_store::read::Lesson;

/// Answers that are assumed beside the given ones, half of them each way: few answers move little.
const ASSUMED: f64 = 4.0;
/// A pattern with fewer answers of its own teaches nothing.
const FEWEST: u32 = 3;
/// Points of urgency that a bit of log-odds is worth.
const POINTS: f64 = 0.5;
/// No pattern is moved further: less than what parts a conflict from a gap with all else alike.
const MOST: f64 = 2.5;
/// Patterns that are moved; those with the most answers.
pub(crate) const PATTERNS: usize = 12;

/// What was learned of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learned {
    /// Thousandths of urgency, added.
    pub shift: i64,
    /// Findings like it that the party confirmed.
    pub confirmed: u32,
    /// And rejected.
    pub rejected: u32,
}

/// The shifts of the patterns that were answered often enough.
///
/// A pattern's share of confirmations is a Beta-binomial estimate that begins at the share of its kind, which begins at one half (the same
/// number of assumed answers each); the shift is its log-odds, scaled and bounded.
pub(crate) fn learn(lessons: &[Lesson]) -> BTreeMap<String, Learned> {
    let mut kinds: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for lesson in lessons {
        let (confirmed, rejected) = kinds.entry(kind(&lesson.pattern)).or_default();
        *confirmed += lesson.confirmed;
        *rejected += lesson.rejected;
    }
    let mut enough: Vec<&Lesson> =
        lessons.iter().filter(|lesson| lesson.confirmed + lesson.rejected >= FEWEST).collect();
    enough.sort_by(|one, other| {
        let answers = |lesson: &Lesson| lesson.confirmed + lesson.rejected;
        answers(other).cmp(&answers(one)).then_with(|| one.pattern.cmp(&other.pattern))
    });
    let of = |lesson: &Lesson| {
        let (confirmed, rejected) = kinds.get(kind(&lesson.pattern)).copied().unwrap_or_default();
        let of_kind = share(confirmed, rejected, 0.5);
        let odds = log_odds(share(lesson.confirmed, lesson.rejected, of_kind));
        let shift = (odds * POINTS).clamp(-MOST, MOST);
        Learned {
            shift: (shift * 1000.0).round() as i64,
            confirmed: lesson.confirmed,
            rejected: lesson.rejected,
        }
    };
    enough.into_iter().take(PATTERNS).map(|lesson| (lesson.pattern.clone(), of(lesson))).collect()
}

/// The kind of a pattern: its first word.
fn kind(pattern: &str) -> &str {
    pattern.split(' ').next().unwrap_or_default()
}

fn share(confirmed: u32, rejected: u32, before: f64) -> f64 {
    let (confirmed, rejected) = (f64::from(confirmed), f64::from(rejected));
    (confirmed + ASSUMED * before) / (confirmed + rejected + ASSUMED)
}

/// Bits.
fn log_odds(share: f64) -> f64 {
    (share / (1.0 - share)).log2()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lesson(pattern: &str, confirmed: u32, rejected: u32) -> Lesson {
        Lesson { pattern: pattern.to_owned(), confirmed, rejected }
    }

    fn shift(lessons: &[Lesson]) -> i64 {
        learn(lessons).get("overlap +place").map_or(0, |learned| learned.shift)
    }

    #[test]
    fn fourteen_rejections_lower_a_pattern_and_one_teaches_nothing() {
        assert_eq!(shift(&[lesson("overlap +place", 0, 14)]), -2500);
        assert_eq!(shift(&[lesson("overlap +place", 0, 3)]), -1179);
        assert_eq!(shift(&[lesson("overlap +place", 3, 0)]), 1179);
        assert_eq!(shift(&[lesson("overlap +place", 1, 1)]), 0, "too few");
        assert_eq!(shift(&[lesson("overlap +place", 5, 5)]), 0);
        // what its kind shows counts a little
        assert!(shift(&[lesson("overlap +place", 5, 5), lesson("overlap +theme", 0, 20)]) < 0);
        assert_eq!(shift(&[lesson("overlap +place", 5, 5), lesson("same +title", 0, 20)]), 0);
    }

    proptest! {
        #[test]
        fn more_rejections_never_raise_and_nothing_is_moved_further_than_it_may(
            confirmed in 0u32..200, rejected in 0u32..200, others in 0u32..50
        ) {
            let with = |rejected| shift(&[lesson("overlap +place", confirmed, rejected), lesson("overlap +theme", others, others)]);
            prop_assert!(with(rejected).abs() <= 2500);
            if confirmed + rejected >= FEWEST {
                prop_assert!(with(rejected + 1) <= with(rejected));
                let mirrored = shift(&[lesson("overlap +place", rejected, confirmed), lesson("overlap +theme", others, others)]);
                prop_assert_eq!(with(rejected), -mirrored);
            }
        }

        #[test]
        fn the_order_of_lessons_says_nothing(mut answers in proptest::collection::vec((0u32..9, 0u32..9), 0..60), turn in 0usize..60) {
            let lessons = |answers: &[(u32, u32)]| answers.iter().enumerate().map(|(n, (c, r))| lesson(&format!("same +{}", (n * 7) % 97), *c, *r)).collect::<Vec<_>>();
            let one = lessons(&answers);
            let mut other = one.clone();
            if !answers.is_empty() {
                let by = turn % answers.len();
                other.rotate_left(by);
                answers.rotate_left(by);
            }
            prop_assert_eq!(learn(&one), learn(&other));
            prop_assert!(learn(&one).len() <= PATTERNS);
        }
    }
}
