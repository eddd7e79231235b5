//! Distinct strings in one buffer, numbered in the order of their first use.

use std::hash::{BuildHasher, Hasher as _};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Distinct strings with ids; id 0 is the empty string.
#[derive(Debug, Clone)]
pub struct Strings {
    text: String,
    ends: Vec<u64>,
    index: HashTable<(u32, u32)>,
}

impl Default for Strings {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0], index: HashTable::new() }
    }
}

fn hash(text: &str) -> u32 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    let h = hasher.finish();
    (h ^ (h >> 32)) as u32
}

/// A hash of 64 bits, as the index wants it.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
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
        // the hash stays beside the id: growing the index must not read every string again
        let hashed = hash(text);
        if let Some((_, id)) =
            index.find(spread(hashed), |(h, id)| *h == hashed && get(all, ends, *id) == text)
        {
            return Some(*id);
        }
        let id = u32::try_from(ends.len()).ok()?;
        all.push_str(text);
        ends.push(all.len() as u64);
        index.insert_unique(spread(hashed), (hashed, id), |(h, _)| spread(*h));
        Some(id)
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
}
