//! From text to rows of the table: words, their keys, the stems of words that are not there, Han text by longest match.
//!
//! `scripts/distill/tokens.py` does the same in Python when a table is made; the tests hold both to one list of examples.

use crate::script::Script;
use crate::text::fold;
use crate::words::embedding::Embedding;
use crate::words::format::{DIMS, WordTable};

/// What a stem counts against the word itself.
const STEM: f32 = 0.8;

/// FNV-1a over bytes, extended byte by byte so that all prefixes of a word cost one pass.
#[derive(Clone, Copy)]
pub(super) struct WordHash(u64);

impl WordHash {
    pub(super) fn new() -> Self {
        WordHash(0xCBF2_9CE4_8422_2325)
    }

    pub(super) fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
    }

    /// MurmurHash3's finalizer: FNV's top bits alone are too regular for buckets.
    pub(super) fn finish(self) -> u64 {
        let mut h = self.0;
        h = (h ^ (h >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        h = (h ^ (h >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        h ^ (h >> 33)
    }

    pub(super) fn of(word: &str) -> u64 {
        let mut hash = WordHash::new();
        word.bytes().for_each(|b| hash.push(b));
        hash.finish()
    }
}

/// A level in steps, odd and around zero: -15 to 15.
fn level(level: u8) -> f32 {
    f32::from(level) * 2.0 - 15.0
}

impl WordTable<'_> {
    /// The meaning of a text: the mean of its words' vectors, rare words weighing more. `None` when the table knows
    /// none of its words.
    #[must_use]
    pub fn embed(&self, text: &str) -> Option<Embedding> {
        let mut sum = [0.0_f32; DIMS];
        let mut words = 0_u16;
        each_key(text, |key| {
            self.each_row(key, |row, share| {
                let Some((gain, packed)) = self.vector(row) else { return };
                let factor = gain * share;
                for (to, pair) in sum.as_chunks_mut().0.iter_mut().zip(packed) {
                    let [even, odd]: &mut [f32; 2] = to;
                    *even += factor * level(pair & 15);
                    *odd += factor * level(pair >> 4);
                }
                words = words.saturating_add(1);
            });
        });
        sum.iter_mut().zip(self.steps()).for_each(|(to, step)| *to *= step);
        Embedding::from_sum(&sum, Script::of(text), words)
    }

    /// Rows and shares of one key.
    fn each_row(&self, key: &str, mut each: impl FnMut(usize, f32)) {
        if key.chars().next().map(Script::of_char) == Some(Script::Han) {
            self.each_han_word(key, each);
        } else if let Some(row) = self.row(WordHash::of(key)) {
            each(row, 1.0);
        } else if let Some(row) = self.without_article(key) {
            each(row, 1.0);
        } else if let Some(row) = self.stem(key) {
            each(row, STEM);
        }
    }

    /// An Arabic word without its article or one-letter preposition.
    fn without_article(&self, key: &str) -> Option<usize> {
        const ARTICLE: &str = "ال";
        let row = |rest: &str| (rest.chars().count() > 2).then(|| self.row(WordHash::of(rest))).flatten();
        if let Some(rest) = key.strip_prefix(ARTICLE) {
            return row(rest);
        }
        let rest = key.strip_prefix(['و', 'ب', 'ل', 'ف', 'ك'])?;
        row(rest).or_else(|| row(rest.strip_prefix(ARTICLE)?))
    }

    /// The longest known beginning of a word, at least four characters and more than half of it: Kazakh and Russian
    /// endings come off so.
    fn stem(&self, key: &str) -> Option<usize> {
        let shortest = (key.chars().count() / 2).max(3) + 1;
        let mut best = None;
        let mut hash = WordHash::new();
        let mut done = 0;
        for (length, (at, _)) in key.char_indices().enumerate() {
            key.as_bytes().get(done..at).unwrap_or_default().iter().for_each(|b| hash.push(*b));
            done = at;
            if length >= shortest {
                best = self.row(hash.finish()).or(best);
            }
        }
        best
    }

    /// Cuts Han text into the longest words known, from the left; an unknown character is passed over.
    fn each_han_word(&self, text: &str, mut each: impl FnMut(usize, f32)) {
        let mut rest = text;
        while !rest.is_empty() {
            let mut hash = WordHash::new();
            let mut found = None;
            let mut first = 1;
            for (length, (at, c)) in rest.char_indices().take(self.longest_han()).enumerate() {
                let end = at + c.len_utf8();
                rest.as_bytes().get(at..end).unwrap_or_default().iter().for_each(|b| hash.push(*b));
                if let Some(row) = self.row(hash.finish()) {
                    found = Some((row, end));
                }
                if length == 0 {
                    first = end;
                }
            }
            if let Some((row, _)) = found {
                each(row, 1.0);
            }
            rest = rest.get(found.map_or(first, |(_, end)| end)..).unwrap_or_default();
        }
    }
}

/// Calls `each` with the key of every word of a text: runs of letters, folded; runs of Han characters as they are;
/// numbers are left to other evidence. The apostrophe of Uzbek `o'` and `g'` belongs to the letter and is dropped.
pub(super) fn each_key(text: &str, mut each: impl FnMut(&str)) {
    if text.is_ascii() {
        each_ascii_key(text.as_bytes(), each);
        return;
    }
    let mut word = String::new();
    let mut han = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_han = Script::of_char(c) == Script::Han;
        if is_han != han && !word.is_empty() && (is_han || c.is_alphabetic()) {
            each(&key(&word));
            word.clear();
        }
        if is_han || c.is_alphabetic() && !matches!(c, 'ʻ' | 'ʼ') {
            han = is_han;
            word.push(c);
        } else if !joins(c, &word, rest.peek().copied()) && !word.is_empty() {
            each(&key(&word));
            word.clear();
        }
    }
    if !word.is_empty() {
        each(&key(&word));
    }
}

fn each_ascii_key(text: &[u8], mut each: impl FnMut(&str)) {
    let mut word: Vec<u8> = Vec::with_capacity(24);
    for (at, byte) in text.iter().enumerate() {
        if byte.is_ascii_alphabetic() {
            word.push(byte.to_ascii_lowercase());
            continue;
        }
        let next = text.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
        if matches!(byte, b'\'' | b'`') && next && matches!(word.last(), Some(b'o' | b'g')) {
            continue;
        }
        if !word.is_empty() {
            each(str::from_utf8(&word).unwrap_or_default());
            word.clear();
        }
    }
    if !word.is_empty() {
        each(str::from_utf8(&word).unwrap_or_default());
    }
}

/// Whether a character that is no letter stands inside a word: marks, the Persian half-space, Uzbek apostrophes.
fn joins(c: char, word: &str, next: Option<char>) -> bool {
    match c {
        'ʻ' | 'ʼ' | '\u{200C}' | '\u{0640}' => true,
        '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{065F}' | '\u{0670}' => true,
        '\'' | '‘' | '’' | '`' => {
            word.ends_with(['o', 'g', 'O', 'G']) && next.is_some_and(char::is_alphabetic)
        }
        _ => false,
    }
}

/// The form a word is looked up by: folded, with the Arabic letters that Persian and Arabic keyboards type
/// differently made one.
pub(super) fn key(word: &str) -> String {
    let folded = fold(word);
    if folded.is_ascii() {
        return folded.into_owned();
    }
    let one = |c| match c {
        'ى' | 'ی' => Some('ي'),
        'ک' => Some('ك'),
        'ة' => Some('ه'),
        'ـ' => None,
        c => Some(c),
    };
    folded.chars().filter_map(one).collect()
}
