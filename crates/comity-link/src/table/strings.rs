//! Distinct strings in one buffer, numbered in the order of their first use.

use std::hash::{BuildHasher, Hasher as _};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;

/// Distinct strings with ids; id 0 is the empty string.
#[derive(Debug, Clone)]
pub struct Strings {
    text: String,
    ends: Vec<u64>,
    index: HashTable<Known>,
}

impl Default for Strings {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0], index: HashTable::new() }
    }
}

/// A string in the index. Strings of up to [`WHOLE`] bytes stand here whole, so that most look-ups touch one place in
/// memory and growing the index reads no string again.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// The first and the last eight bytes, which may overlap; of a longer string the hash, and 0.
    parts: (u64, u64),
    length: u32,
    id: u32,
}

/// The longest string that [`Known`] holds whole, in bytes.
const WHOLE: usize = 16;

impl Known {
    /// A string without its id.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let parts = match bytes {
            [] => (0, 0),
            _ if bytes.len() > WHOLE => {
                let mut hasher = FxBuildHasher.build_hasher();
                hasher.write(bytes);
                (hasher.finish(), 0)
            }
            _ => match (bytes.first_chunk(), bytes.last_chunk()) {
                (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
                _ => match (bytes.first_chunk(), bytes.last_chunk()) {
                    (Some(first), Some(last)) => {
                        (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
                    }
                    // one to three bytes: first, middle and last
                    _ => {
                        let (middle, last) = (bytes[bytes.len() / 2], bytes[bytes.len() - 1]);
                        (u64::from(bytes[0]), u64::from(middle) << 8 | u64::from(last))
                    }
                },
            },
        };
        Self { parts, length, id: 0 }
    }

    fn hash(&self) -> u64 {
        if self.length as usize > WHOLE {
            return self.parts.0;
        }
        let a = self.parts.0 ^ 0x9E37_79B9_7F4A_7C15;
        let b = self.parts.1 ^ u64::from(self.length) ^ 0xBF58_476D_1CE4_E5B9;
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    }

    fn like(&self, other: &Self) -> bool {
        self.parts == other.parts && self.length == other.length
    }
}

impl Strings {
    /// How many strings there are, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: the empty string is always there. Present because `len` is.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The string of an id; empty for an id that does not exist.
    pub fn get(&self, id: u32) -> &str {
        get(&self.text, &self.ends, id)
    }

    /// The id of a string, new or known. None when 32 bits are used up.
    pub fn intern(&mut self, text: &str) -> Option<u32> {
        if text.is_empty() {
            return Some(0);
        }
        let Self { text: all, ends, index } = self;
        let new = Known::of(text);
        let long = new.length as usize > WHOLE;
        let same = |known: &Known| new.like(known) && (!long || get(all, ends, known.id) == text);
        match index.entry(new.hash(), same, Known::hash) {
            Entry::Occupied(known) => Some(known.get().id),
            Entry::Vacant(place) => {
                let id = u32::try_from(ends.len()).ok()?;
                place.insert(Known { id, ..new });
                all.push_str(text);
                ends.push(all.len() as u64);
                Some(id)
            }
        }
    }

    /// Frees what is needed only while strings are added.
    pub fn forget_index(&mut self) {
        self.index = HashTable::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// All strings by id, the empty one first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX)).map(|id| self.get(id))
    }
}

fn get<'t>(text: &'t str, ends: &[u64], id: u32) -> &'t str {
    let id = id as usize;
    match ends.get(id) {
        Some(end) if id > 0 => &text[ends[id - 1] as usize..*end as usize],
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_string_keeps_its_id() {
        let mut s = Strings::default();
        assert_eq!(
            (s.intern("a"), s.intern("бб"), s.intern("a"), s.intern("")),
            (Some(1), Some(2), Some(1), Some(0))
        );
        assert_eq!((s.get(1), s.get(2), s.get(0), s.get(9)), ("a", "бб", "", ""));
        assert_eq!(s.iter().collect::<Vec<_>>(), ["", "a", "бб"]);
    }
    proptest! {
        /// The oracle: a map from string to the order of first use. Lengths around the border between strings that
        /// stand in the index whole and those that don't.
        #[test]
        fn ids_are_those_of_a_map(texts in prop::collection::vec("[ab]{0,3}|[ab]{7,9}|[ab]{15,18}|я{1,9}", 0..200)) {
            let mut strings = Strings::default();
            let mut map = BTreeMap::from([(String::new(), 0)]);
            for text in &texts {
                let next = map.len() as u32;
                let id = *map.entry(text.clone()).or_insert(next);
                prop_assert_eq!(strings.intern(text), Some(id));
                prop_assert_eq!(strings.get(id), text.as_str());
            }
        }
    }
}
