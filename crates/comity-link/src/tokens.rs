//! Token sets with rarity: every text becomes a sorted list of token ids, the rarest token first.

use rustc_hash::FxHashMap;

use crate::text::{fold, raw_words};

/// Token sets of many texts. A smaller token id is a rarer token, so a set's first ids are its best keys and
/// two sets are intersected by a merge.
#[derive(Debug, Clone, Default)]
pub struct TokenSets {
    starts: Vec<u32>,
    ids: Vec<u32>,
    words: Vec<Box<str>>,
    frequency: Vec<u32>,
    texts: u64,
}

/// Collects texts one after the other; [`TokenSetsBuilder::finish`] numbers the tokens by rarity.
#[derive(Debug, Default)]
pub struct TokenSetsBuilder {
    raw: FxHashMap<Box<str>, u32>,
    folded: FxHashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
    frequency: Vec<u32>,
    starts: Vec<u32>,
    ids: Vec<u32>,
    texts: u64,
    set: Vec<u32>,
}

impl TokenSetsBuilder {
    /// Adds a free text that stands in `records` records.
    pub fn push(&mut self, text: &str, records: u32) {
        self.set.clear();
        raw_words(text, |word| {
            let id = match self.raw.get(&*word) {
                Some(id) => *id,
                None => {
                    let id = intern(&mut self.folded, &mut self.words, &mut self.frequency, &fold(&word));
                    self.raw.insert(word.into(), id);
                    id
                }
            };
            self.set.push(id);
        });
        self.close(records);
    }

    /// Adds a list of whole items (`a;b;c` with the delimiter `;`): each item is one token, folded.
    pub fn push_items<'t>(&mut self, items: impl Iterator<Item = &'t str>, records: u32) {
        self.set.clear();
        for item in items.map(str::trim).filter(|i| !i.is_empty()) {
            let id = match self.raw.get(item) {
                Some(id) => *id,
                None => {
                    let id = intern(&mut self.folded, &mut self.words, &mut self.frequency, &fold(item));
                    self.raw.insert(item.into(), id);
                    id
                }
            };
            self.set.push(id);
        }
        self.close(records);
    }

    fn close(&mut self, records: u32) {
        self.set.sort_unstable();
        self.set.dedup();
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        for id in &self.set {
            if let Some(f) = self.frequency.get_mut(*id as usize) {
                *f = f.saturating_add(records);
            }
        }
        self.ids.extend_from_slice(&self.set);
        self.starts.push(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
        self.texts += u64::from(records);
    }

    /// Renumbers the tokens, rarest first (ties by spelling), and sorts every set.
    pub fn finish(self) -> TokenSets {
        let Self { words, frequency, mut starts, mut ids, texts, .. } = self;
        if starts.is_empty() {
            starts.push(0);
        }
        let mut order: Vec<u32> = (0..u32::try_from(words.len()).unwrap_or(u32::MAX)).collect();
        order.sort_unstable_by(|a, b| {
            let (a, b) = (*a as usize, *b as usize);
            frequency[a].cmp(&frequency[b]).then_with(|| words[a].cmp(&words[b]))
        });
        let mut rank = vec![0_u32; words.len()];
        for (new, old) in (0_u32..).zip(&order) {
            rank[*old as usize] = new;
        }
        for id in &mut ids {
            *id = rank[*id as usize];
        }
        for span in starts.windows(2) {
            ids[span[0] as usize..span[1] as usize].sort_unstable();
        }
        let frequency = order.iter().map(|o| frequency[*o as usize]).collect();
        let mut words: Vec<Option<Box<str>>> = words.into_iter().map(Some).collect();
        let words = order.iter().filter_map(|o| words[*o as usize].take()).collect();
        TokenSets { starts, ids, words, frequency, texts }
    }
}

fn intern(
    ids: &mut FxHashMap<Box<str>, u32>,
    words: &mut Vec<Box<str>>,
    frequency: &mut Vec<u32>,
    word: &str,
) -> u32 {
    if let Some(id) = ids.get(word) {
        return *id;
    }
    let id = u32::try_from(words.len()).unwrap_or(u32::MAX);
    ids.insert(word.into(), id);
    words.push(word.into());
    frequency.push(0);
    id
}

impl TokenSets {
    /// The sets of free texts, one a record.
    pub fn of_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut builder = TokenSetsBuilder::default();
        for text in texts {
            builder.push(text, 1);
        }
        builder.finish()
    }

    /// How many sets there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// True when there is no set.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tokens of one set, rarest first; empty for a set that does not exist.
    pub fn get(&self, set: usize) -> &[u32] {
        match (self.starts.get(set), self.starts.get(set + 1)) {
            (Some(a), Some(b)) => &self.ids[*a as usize..*b as usize],
            _ => &[],
        }
    }

    /// How many distinct tokens there are.
    pub fn vocabulary(&self) -> usize {
        self.words.len()
    }

    /// The folded spelling of a token.
    pub fn word(&self, token: u32) -> &str {
        self.words.get(token as usize).map_or("", |w| w)
    }

    /// In how many records a token stands.
    pub fn frequency(&self, token: u32) -> u32 {
        self.frequency.get(token as usize).copied().unwrap_or(0)
    }

    /// How many texts there are, each as often as records have it.
    pub fn texts(&self) -> u64 {
        self.texts
    }

    /// Rarity in bits: log2 of texts per text with the token. 0 for a token that stands everywhere.
    pub fn rarity(&self, token: u32) -> f32 {
        let f = f64::from(self.frequency(token).max(1));
        ((self.texts.max(1) as f64) / f).log2().max(0.0) as f32
    }

    /// Rarity of every token, by id: what the pair loop reads.
    pub fn rarities(&self) -> Vec<f32> {
        (0..u32::try_from(self.words.len()).unwrap_or(u32::MAX)).map(|t| self.rarity(t)).collect()
    }
}

/// The rarity that two sorted sets share, and that of each alone, in bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    /// Sum over the tokens in both.
    pub both: f32,
    /// Sum over the tokens of the first only.
    pub left: f32,
    /// Sum over the tokens of the second only.
    pub right: f32,
}

impl Shared {
    /// Weighted Jaccard: shared rarity by all rarity, 0 to 1.
    pub fn jaccard(&self) -> f32 {
        let all = self.both + self.left + self.right;
        if all > 0.0 { self.both / all } else { 0.0 }
    }

    /// Containment: shared rarity by that of the smaller set, 0 to 1.
    pub fn containment(&self) -> f32 {
        let least = self.both + self.left.min(self.right);
        if least > 0.0 { self.both / least } else { 0.0 }
    }
}

/// Merges two sorted sets and sums rarity by where each token stands.
pub fn shared(a: &[u32], b: &[u32], rarity: &[f32]) -> Shared {
    let weigh = |t: u32| rarity.get(t as usize).copied().unwrap_or(0.0);
    let (mut i, mut j) = (0, 0);
    let mut out = Shared { both: 0.0, left: 0.0, right: 0.0 };
    while let (Some(&x), Some(&y)) = (a.get(i), b.get(j)) {
        if x == y {
            out.both += weigh(x);
            i += 1;
            j += 1;
        } else if x < y {
            out.left += weigh(x);
            i += 1;
        } else {
            out.right += weigh(y);
            j += 1;
        }
    }
    out.left += a[i..].iter().map(|t| weigh(*t)).sum::<f32>();
    out.right += b[j..].iter().map(|t| weigh(*t)).sum::<f32>();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_rarest_token_comes_first() {
        let sets = TokenSets::of_texts(["measles campaign osh", "campaign naryn", "campaign osh"]);
        let words: Vec<&str> = sets.get(0).iter().map(|t| sets.word(*t)).collect();
        assert_eq!(words, ["measles", "osh", "campaign"]);
        assert_eq!(sets.rarity(sets.get(0)[2]), 0.0);
        assert_eq!(sets.frequency(sets.get(0)[1]), 2);
    }

    #[test]
    fn a_text_that_stands_in_many_records_counts_for_each() {
        let mut b = TokenSetsBuilder::default();
        b.push("common word", 9);
        b.push("rare word", 1);
        let sets = b.finish();
        assert_eq!(sets.word(sets.get(1)[0]), "rare");
        assert_eq!(sets.frequency(sets.get(0)[0]), 9);
    }

    proptest! {
        #[test]
        fn merging_agrees_with_set_arithmetic(a in prop::collection::btree_set(0u32..40, 0..12), b in prop::collection::btree_set(0u32..40, 0..12)) {
            let rarity: Vec<f32> = (0..40u8).map(|t| f32::from(t) + 1.0).collect();
            let sum = |s: BTreeSet<&u32>| s.into_iter().map(|t| rarity[*t as usize]).sum::<f32>();
            let (x, y): (Vec<u32>, Vec<u32>) = (a.iter().copied().collect(), b.iter().copied().collect());
            let got = shared(&x, &y, &rarity);
            prop_assert_eq!(got.both, sum(a.intersection(&b).collect()));
            prop_assert_eq!(got.left, sum(a.difference(&b).collect()));
            prop_assert_eq!(got.right, sum(b.difference(&a).collect()));
        }
    }
}
