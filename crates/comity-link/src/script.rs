//! Scripts: which one a text is written in, and its letters in Latin for character 3-grams.
//!
//! The rules are CLDR's, by ICU4X. ICU4X transliterates about 6 MB/s, too slow for millions of titles, so each letter is
//! put through its rules once and kept in a table: what a rule says about a letter's neighbours is lost, and 3-grams do
//! not miss it. Han stays as it is: ICU4X has pinyin, but a Chinese title shares no 3-gram with its translation, and the
//! [word table](crate::words) reads it.

use std::borrow::Cow;
use std::sync::LazyLock;

use icu_experimental::transliterate::Transliterator;

use crate::text::fold;

/// The scripts that the word table keeps apart; [`Script::Other`] is everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Script {
    /// Latin letters.
    Latin = 0,
    /// Cyrillic letters.
    Cyrillic = 1,
    /// Han characters.
    Han = 2,
    /// Arabic letters.
    Arabic = 3,
    /// Any other script, or no letter at all.
    Other = 4,
}

impl Script {
    /// How many scripts are told apart.
    pub const COUNT: usize = 5;

    /// The script of one character; [`Script::Other`] for digits and marks too.
    #[must_use]
    pub fn of_char(c: char) -> Script {
        match u32::from(c) {
            0x41..=0x5A | 0x61..=0x7A => Script::Latin,
            0xC0..=0x24F | 0x1E00..=0x1EFF => Script::Latin,
            0x400..=0x52F => Script::Cyrillic,
            0x620..=0x64A | 0x66E..=0x6D3 | 0x750..=0x77F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => {
                Script::Arabic
            }
            0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF => Script::Han,
            _ => Script::Other,
        }
    }

    /// The script that most letters of a text are in. A Han character counts three times, for it is a syllable and
    /// more; equal counts go to the script named first in the enum.
    #[must_use]
    pub fn of(text: &str) -> Script {
        if text.is_ascii() {
            let latin = text.bytes().any(|b| b.is_ascii_alphabetic());
            return if latin { Script::Latin } else { Script::Other };
        }
        let (mut best, mut most) = (Script::Other, 0_usize);
        let mut counts = [0_usize; Script::COUNT];
        for c in text.chars() {
            let script = Script::of_char(c);
            let weight = match script {
                Script::Han => 3,
                Script::Other if !c.is_alphabetic() => 0,
                _ => 1,
            };
            if let Some(count) = counts.get_mut(script as usize) {
                *count += weight;
            }
        }
        for script in [Script::Latin, Script::Cyrillic, Script::Han, Script::Arabic, Script::Other] {
            let count = counts.get(script as usize).copied().unwrap_or_default();
            if count > most {
                (best, most) = (script, count);
            }
        }
        best
    }
}

/// A block of letters: first, last, a consonant to put before each, and the CLDR transforms that read it, best first: a
/// letter takes the first that knows it. For Cyrillic the BGN/PCGN rules of Russian and Kazakh come first, because they
/// spell names as English does (`sh`, `zh`); the consonant keeps them from reading `е` as at the start of a word (`ye`).
type Block = (u32, u32, &'static str, &'static [&'static str]);

const BLOCKS: [Block; 6] = [
    (0x370, 0x3FF, "", &["und-latn-t-und-grek"]),
    (
        0x400,
        0x52F,
        "б",
        &["ru-latn-t-ru-m0-bgn", "kk-latn-t-kk-m0-bgn", "uz-latn-t-uz-cyrl", "und-latn-t-und-cyrl"],
    ),
    (0x531, 0x587, "", &["und-latn-t-und-armn"]),
    (0x5D0, 0x5EA, "", &["und-latn-t-und-hebr"]),
    (0x620, 0x6D3, "", &["und-latn-t-und-arab"]),
    (0x10D0, 0x10FF, "", &["und-latn-t-und-geor"]),
];

/// The one letter of our languages that no transform of ICU4X 2.4 reads: Tajik che with descender, as BGN/PCGN has it.
const TAJIK_J: (char, &str) = ('ҷ', "j");

/// Latin spellings of the letters of [`BLOCKS`], folded to ASCII.
struct Letters {
    first: u32,
    /// Start and end of each letter's spelling in `spellings`.
    spans: Vec<(u32, u32)>,
    spellings: String,
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let (first, last) =
        BLOCKS.iter().fold((u32::MAX, 0), |(lo, hi), block| (lo.min(block.0), hi.max(block.1)));
    let mut spans = vec![(0, 0); (last - first + 1) as usize];
    let mut spellings = String::new();
    for (from, to, before, ids) in BLOCKS {
        let rules: Vec<Transliterator> =
            ids.iter().filter_map(|id| Transliterator::try_new(&id.parse().ok()?).ok()).collect();
        for code in from..=to {
            let Some(letter) = char::from_u32(code).filter(|c| c.is_alphabetic()) else { continue };
            let spelt = rules.iter().find_map(|rule| {
                let spelt = rule.transliterate(format!("{before}{letter}"));
                let spelt = spelt.strip_prefix(&rule.transliterate(before.to_owned()))?;
                let known = !spelt.contains(letter);
                // signs such as ʻ and ʹ stand for letters that English leaves out
                known.then(|| fold(spelt).chars().filter(char::is_ascii_alphanumeric).collect::<String>())
            });
            let spelt = if letter == TAJIK_J.0 { Some(TAJIK_J.1.to_owned()) } else { spelt };
            if let (Some(spelt), Some(span)) = (spelt, spans.get_mut((code - first) as usize)) {
                let start = spellings.len() as u32;
                spellings.push_str(&spelt);
                *span = (start, spellings.len() as u32);
            }
        }
    }
    Letters { first, spans, spellings }
});

/// A text folded as by [`fold`] in Latin letters: `тажикистан` becomes `tazhikistan`. Vowels that Arabic script does not
/// write stay unwritten; signs without a sound are dropped; Han, and scripts that are not listed, stay as they are.
#[must_use]
pub fn latin(folded: &str) -> Cow<'_, str> {
    if folded.is_ascii() {
        return Cow::Borrowed(folded);
    }
    let letters = &*LETTERS;
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        let span = u32::from(c).checked_sub(letters.first).and_then(|at| letters.spans.get(at as usize));
        match span {
            Some(&(start, end)) if c.is_alphabetic() && known(c) => {
                out.push_str(letters.spellings.get(start as usize..end as usize).unwrap_or_default());
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether a letter stands in one of [`BLOCKS`].
fn known(c: char) -> bool {
    let code = u32::from(c);
    BLOCKS.iter().any(|(from, to, ..)| (*from..=*to).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spelt(text: &str) -> String {
        latin(&fold(text)).into_owned()
    }

    #[test]
    fn names_come_near_to_their_english_spelling() {
        let got: Vec<String> = [
            "Душанбе",
            "Шымкент",
            "Жаңаөзен",
            "Ҳисор",
            "Ўзбекистон",
            "Αθήνα",
            "თბილისი",
            "Երևան",
            "كابول",
            "חיפה",
            "Київ",
            "北京 2021",
            "plain",
        ]
        .into_iter()
        .map(spelt)
        .collect();
        insta::assert_snapshot!(got.join("\n"));
    }

    #[test]
    fn every_cyrillic_letter_of_our_languages_has_a_spelling() {
        for c in "абвгдежзийклмнопрстуфхцчшщыэюяәғқңөұүһіӯӣҳҷўґєї".chars()
        {
            let text = spelt(&c.to_string());
            assert!(!text.is_empty() && text.is_ascii(), "`{c}` became `{text}`");
        }
    }

    #[test]
    fn the_script_is_that_of_most_letters() {
        assert_eq!(Script::of("Школа (school)"), Script::Latin);
        assert_eq!(Script::of("Проект WASH"), Script::Cyrillic);
        assert_eq!(Script::of("WHO 乍得北部难民"), Script::Han);
        assert_eq!(Script::of("تدريب 2021"), Script::Arabic);
        assert_eq!(Script::of("2021-05"), Script::Other);
        assert_eq!(Script::of("साक्षरता"), Script::Other);
    }

    proptest! {
        #[test]
        fn latin_text_stays_latin_and_nothing_panics(text in "\\PC{0,40}") {
            let once = spelt(&text);
            prop_assert_eq!(latin(&once).into_owned(), once.clone());
        }
    }
}
