//! Names folded to keys, and an index from keys to entries: what the gazetteer, the themes and the directory look up by.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// A name as a key: case, accents, apostrophes and compatibility forms folded, everything else that is neither
/// letter nor digit squeezed to single spaces. `"Kalémie "` and `KALEMIE` become `kalemie`, `Ош` becomes `ош`.
/// Folding a key gives the same key.
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    let mut push = |c: char| {
        if is_dropped(c) {
            return;
        }
        if !(c.is_alphanumeric() || is_vowel_sign(c)) {
            gap = true;
            return;
        }
        if std::mem::take(&mut gap) && !out.is_empty() {
            out.push(' ');
        }
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
    };
    if name.is_ascii() {
        name.chars().map(|c| c.to_ascii_lowercase()).for_each(&mut push);
    } else {
        let nfkd = const { DecomposingNormalizerBorrowed::new_nfkd() };
        // decomposed again after the change of case: `İ` has a lower case of two characters
        nfkd.normalize_iter(nfkd.normalize_iter(name.chars()).flat_map(char::to_lowercase))
            .for_each(&mut push);
    }
    out
}

/// Accents, Arabic vowel points, and apostrophes, which transliterations set at will (`O'sh`, `Oʻsh`, `Osh`).
fn is_dropped(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670
        | 0x06D6..=0x06ED | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F
        | 0x27 | 0x60 | 0xB4 | 0x02B0..=0x02FF | 0x2018..=0x201B | 0x2032)
}

/// The signs that carry vowels in the scripts of South and South-East Asia; without them names collide.
fn is_vowel_sign(c: char) -> bool {
    matches!(u32::from(c), 0x0900..=0x109F | 0x1700..=0x18AF | 0xA800..=0xABFF)
        && !c.is_whitespace()
        && !matches!(c, '।' | '॥')
}

/// FNV-1a over the bytes with a final mix: the same on every machine, and names are short.
fn hash(key: &str) -> u64 {
    let sum = key.bytes().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (sum ^ (sum >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// Keys to entry numbers, many to many. Keys are held as 64-bit hashes: a million names collide with a chance
/// of one in 36 million, and a lookup answers with candidates anyway.
#[derive(Clone, Debug, Default)]
pub struct NameIndex {
    entries: Vec<(u64, u32)>,
    sorted: bool,
}

impl NameIndex {
    /// Adds a name for an entry; it is folded here. An empty key is not kept.
    pub fn add(&mut self, name: &str, entry: u32) {
        self.add_key(&fold(name), entry);
    }

    /// Adds a key that [`fold`] has made already.
    pub fn add_key(&mut self, key: &str, entry: u32) {
        if !key.is_empty() {
            self.entries.push((hash(key), entry));
            self.sorted = false;
        }
    }

    /// Sorts the index; lookups before that find nothing.
    pub fn finish(&mut self) {
        self.entries.sort_unstable();
        self.entries.dedup();
        self.sorted = true;
    }

    /// Entries of a name, in ascending order.
    pub fn find(&self, name: &str) -> impl Iterator<Item = u32> + use<'_> {
        self.find_key(&fold(name))
    }

    /// Entries of a key, in ascending order.
    pub fn find_key(&self, key: &str) -> impl Iterator<Item = u32> + use<'_> {
        let wanted = hash(key);
        let entries: &[(u64, u32)] =
            if self.sorted && !key.is_empty() { &self.entries } else { Default::default() };
        let start = entries.partition_point(|(hash, _)| *hash < wanted);
        entries.iter().skip(start).take_while(move |(hash, _)| *hash == wanted).map(|(_, entry)| *entry)
    }

    /// How many pairs of key and entry it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_meet_in_one_key() {
        for (name, key) in [
            ("Kalémie ", "kalemie"),
            ("O'sh", "osh"),
            ("Oʻsh", "osh"),
            ("Côte d’Ivoire", "cote divoire"),
            ("  Tajik–Afghan   border ", "tajik afghan border"),
            ("Здравоохранение", "здравоохранение"),
            ("撒马尔罕", "撒马尔罕"),
            ("(N/A)", "n a"),
            ("...", ""),
        ] {
            assert_eq!(fold(name), key, "{name}");
        }
    }

    #[test]
    fn an_index_finds_all_entries_of_a_name() {
        let mut index = NameIndex::default();
        index.add("Osh", 7);
        index.add("OSH", 3);
        index.add("Naryn", 4);
        index.finish();
        assert_eq!(index.find("osh").collect::<Vec<_>>(), [3, 7]);
        assert_eq!(index.find("").count(), 0);
        assert_eq!(index.find("Batken").count(), 0);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(name in "\\PC{0,24}") {
            let once = fold(&name);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn every_added_name_is_found(names in proptest::collection::vec("[a-zA-Zа-я ]{1,8}", 1..40)) {
            let mut index = NameIndex::default();
            for (entry, name) in (0..).zip(&names) {
                index.add(name, entry);
            }
            index.finish();
            for (entry, name) in (0..).zip(&names) {
                prop_assert!(fold(name).is_empty() || index.find(name).any(|found| found == entry));
            }
        }
    }
}
