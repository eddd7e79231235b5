//! Text to tokens, in any script: folded case and accents, Han characters as pairs, codes kept whole.

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// True for the marks that folding drops: accents, vowel points, cantillation; never the vowel signs of Indic scripts.
fn is_accent(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF..=0x05C7 | 0x0610..=0x061A
        | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF
        | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// Folds case, compatibility forms (NFKD) and accents: `Émile` and `EMILE` become `emile`. Plain lower-case ASCII
/// is returned as it is.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    let nfkd = const { DecomposingNormalizerBorrowed::new_nfkd() };
    let mut out = String::with_capacity(text.len());
    // decomposed first: letters such as 𝕬 have a lower case only then
    for c in nfkd.normalize_iter(text.chars()).flat_map(char::to_lowercase).filter(|c| !is_accent(*c)) {
        match c {
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Folds a text and squeezes everything that is neither letter nor digit to single spaces:
/// `"St.-Denis "` becomes `st denis`.
pub fn normalise(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Calls `each` with every raw word of a text, not yet folded: runs of letters and digits; Han characters as
/// overlapping pairs, because Chinese has no spaces; and codes written with inner marks (`PS-LX350H`,
/// `AFG-20/3481`) once more without them, so that one spelling finds the other.
pub fn raw_words<'t>(text: &'t str, mut each: impl FnMut(Cow<'t, str>)) {
    for chunk in text.split_whitespace() {
        let mut words = 0_u32;
        for word in chunk.split(|c: char| !(c.is_alphanumeric() || is_accent(c))).filter(|w| !w.is_empty()) {
            words += 1;
            if word.is_ascii() || !word.chars().any(is_han) {
                each(Cow::Borrowed(word));
            } else {
                han_pairs(word, &mut each);
            }
        }
        if words > 1 && chunk.bytes().any(|b| b.is_ascii_digit()) {
            let joined: String = chunk.chars().filter(|c| c.is_alphanumeric()).collect();
            if joined.len() >= 5 {
                each(Cow::Owned(joined));
            }
        }
    }
}

fn han_pairs<'t>(word: &'t str, each: &mut impl FnMut(Cow<'t, str>)) {
    let mut start = 0;
    let mut last: Option<usize> = None; // where the previous Han character of this run began
    let mut in_run = false;
    for (at, c) in word.char_indices() {
        let end = at + c.len_utf8();
        if is_han(c) {
            if !in_run && at > start {
                each(Cow::Borrowed(&word[start..at]));
            }
            if let Some(before) = last {
                each(Cow::Borrowed(&word[before..end]));
            } else if !word[end..].chars().next().is_some_and(is_han) {
                each(Cow::Borrowed(&word[at..end])); // a character alone
            }
            last = Some(at);
            in_run = true;
            start = end;
        } else {
            last = None;
            if in_run {
                start = at;
                in_run = false;
            }
        }
    }
    if !in_run && start < word.len() {
        each(Cow::Borrowed(&word[start..]));
    }
}

/// The folded tokens of a text in their order, repeats kept.
pub fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    raw_words(text, |w| out.push(fold(&w).into_owned()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_case_fold_in_several_scripts() {
        assert_eq!(fold("Évaluation"), "evaluation");
        assert_eq!(fold("Йод Ёлка"), "иод елка");
        assert_eq!(fold("Straße Łódź"), "strasse lodz");
        assert_eq!(fold("plain"), "plain");
    }

    #[test]
    fn tokens_keep_codes_whole_and_pair_han() {
        assert_eq!(tokens("Sony PS-LX350H"), ["sony", "ps", "lx350h", "pslx350h"]);
        assert_eq!(tokens("d'électricité"), ["d", "electricite"]);
        assert_eq!(tokens("铁路走廊"), ["铁路", "路走", "走廊"]);
        assert_eq!(tokens("abc铁路2x 水"), ["abc", "铁路", "2x", "水"]);
        assert_eq!(normalise("  St.-Denis (93) "), "st denis 93");
    }

    proptest! {
        #[test]
        fn any_text_is_folded_without_panic_and_only_once(text in "\\PC{0,40}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
            let _ = tokens(&text);
        }
    }
}
