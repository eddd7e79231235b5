//! Texts to search terms, one way for records and for questions, in any script.
//!
//! Folding and words are comity-link's (ICU4X: case, accents, compatibility forms; codes once more without their marks). Words are cut to
//! their stems by Snowball's rules, English for Latin letters and Russian for Cyrillic, so that "границы" finds "граница" and "schools"
//! finds "school". Chinese is kept as overlapping pairs of characters: they find whatever a segmenter would find and don't depend on where it
//! cuts ("北京大学生" is cut in two ways). The last character of a run stands alone too, so that a question of one character,
//! asked as a beginning, finds every place where it stands.

use std::sync::LazyLock;

use comity_link::script::Script;
use comity_link::text::{fold, raw_words};
use rust_stemmers::{Algorithm, Stemmer};

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
static RUSSIAN: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Russian));

/// Longer words are cut; no one types them, and an index row has its limits.
const LONGEST: usize = 40;

/// Calls `each` with every term of a text, repeats included.
pub fn terms(text: &str, mut each: impl FnMut(String)) {
    let mut han: Option<char> = None;
    raw_words(text, |word| {
        // pairs of one run overlap; where they don't, a run has ended
        if let Some(last) = han.take()
            && !word.starts_with(last)
        {
            each(last.into());
        }
        han = word.chars().last().filter(|c| Script::of_char(*c) == Script::Han);
        // folding may make a word longer
        let term: String = stem(&word).chars().take(LONGEST).collect();
        if !term.is_empty() {
            each(term);
        }
    });
    if let Some(last) = han {
        each(last.into());
    }
}

/// The stem of one word, folded. A word with a digit is a code and stays whole.
fn stem(word: &str) -> String {
    let cut: String = word.chars().take(LONGEST).collect();
    if cut.chars().any(char::is_numeric) {
        return fold(&cut).into_owned();
    }
    if Script::of(&cut) == Script::Cyrillic {
        // folding takes й for и, and Russian endings would not be known any more: cut first
        let lower = cut.to_lowercase().replace("и\u{306}", "й").replace("е\u{308}", "е").replace('ё', "е");
        return fold(&RUSSIAN.stem(&lower)).into_owned();
    }
    let folded = fold(&cut);
    if folded.is_ascii() { ENGLISH.stem(&folded).into_owned() } else { folded.into_owned() }
}

/// What a question asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Terms that must all stand in a record.
    pub all: Vec<String>,
    /// A term that may go on: the last word while it is typed.
    pub beginning: Option<String>,
}

/// Reads a question. A blank at its end says that the last word is complete.
pub fn question(text: &str) -> Question {
    let mut all = Vec::new();
    terms(text, |term| all.push(term));
    all.dedup();
    let one_han = |term: &String| {
        let mut chars = term.chars();
        chars.next().is_some_and(|c| Script::of_char(c) == Script::Han) && chars.next().is_none()
    };
    // a character alone is asked as a beginning; one that ends a run of pairs says nothing more
    let alone = all.len() == 1 && all.first().is_some_and(one_han);
    if !alone {
        all.retain(|term| !one_han(term) || text.split_whitespace().any(|word| word == term));
    }
    let open = !text.ends_with(char::is_whitespace);
    let beginning =
        if alone || (open && !all.last().is_some_and(|term| is_han(term))) { all.pop() } else { None };
    all.sort();
    all.dedup();
    Question { all, beginning }
}

fn is_han(term: &str) -> bool {
    term.chars().next().is_some_and(|c| Script::of_char(c) == Script::Han)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        terms(text, |term| out.push(term));
        out
    }

    #[test]
    fn words_of_three_languages_meet_their_other_forms() {
        assert_eq!(of("Schools and Roads"), of("school and road"));
        assert_eq!(of("на границах"), of("на границе"));
        assert_eq!(of("Учения"), of("учений"));
        assert_eq!(of("北京大学"), ["北京", "京大", "大学", "学"]);
        assert_eq!(of("AFG-20/3481"), ["afg", "20", "3481", "afg203481"]);
    }

    #[test]
    fn the_last_word_may_go_on() {
        let asked = question("border scho");
        assert_eq!((asked.all, asked.beginning), (vec!["border".to_owned()], Some("scho".to_owned())));
        let asked = question("border schools ");
        assert_eq!((asked.all.len(), asked.beginning), (2, None));
        let asked = question("大学");
        assert_eq!((asked.all, asked.beginning), (vec!["大学".to_owned()], None));
        let asked = question("水");
        assert_eq!((asked.all, asked.beginning), (vec![], Some("水".to_owned())));
        assert_eq!(question("  "), Question::default());
    }

    proptest! {
        #[test]
        fn a_text_answers_to_itself(text in "[a-zа-я一-龠 ]{1,30}") {
            let have = of(&text);
            let asked = question(&format!("{text} "));
            for term in &asked.all {
                prop_assert!(have.contains(term), "{term} in {have:?}");
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
            let _ = question(&text);
            for term in of(&text) {
                prop_assert!(term.chars().count() <= LONGEST);
            }
        }
    }
}
