//! What two titles share, word by word: a word is met by itself or by what stands for it in the learned lexicon.

use comity_link::{lexicon::Lexicon, tokens::Shared};

/// How two titles lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wording {
    /// Words in bits of rarity: met on both sides, and met by nothing. A word and its counterpart count as the commoner.
    pub shared: Shared,
    /// What the words that nothing meets say against one thing, in bits: much where they are nearly always repeated.
    pub missed: f32,
    /// The share of those words whose reliability is known from the records, 0 to 1.
    pub known: f32,
}

/// A word seen so often among texts about one thing is known.
const KNOWN: u32 = 8;
/// A single word says no more than this, however reliable it is.
const MOST_MISSED: f32 = 5.0;

/// Compares the sorted tokens of two titles. `rarity` is by token, in bits.
pub fn compare(a: &[u32], b: &[u32], rarity: &[f32], lexicon: &Lexicon) -> Wording {
    let (left, right) = (side(a, b, rarity, lexicon), side(b, a, rarity, lexicon));
    // one title often says less than the other: what the fuller one adds counts less
    let missed = 0.7 * left.missed.min(right.missed) + 0.3 * left.missed.max(right.missed);
    let open = left.alone + right.alone;
    Wording {
        shared: Shared { both: 0.5 * (left.met + right.met), left: left.alone, right: right.alone },
        missed,
        known: if open > 0.0 { (left.known + right.known) / open } else { 1.0 },
    }
}

#[derive(Default)]
struct Side {
    met: f32,
    alone: f32,
    missed: f32,
    known: f32,
}

fn side(words: &[u32], other: &[u32], rarity: &[f32], lexicon: &Lexicon) -> Side {
    let bits = |word: u32| rarity.get(word as usize).copied().unwrap_or(0.0);
    let mut out = Side::default();
    for word in words {
        let own = bits(*word);
        match lexicon.counterpart(*word, other) {
            Some(counterpart) => out.met += own.min(bits(counterpart)),
            None => {
                out.alone += own;
                out.missed += -(1.0 - lexicon.reliability(*word)).log2().max(-MOST_MISSED);
                if lexicon.seen(*word) >= KNOWN {
                    out.known += own;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_link::lexicon::Said;
    use comity_link::tokens::{TokenSets, shared};

    #[test]
    fn without_a_lexicon_it_is_the_plain_comparison() {
        let sets = TokenSets::of_texts(["rural roads in Osh", "rural roads in Naryn", "measles"]);
        let rarity = sets.rarities();
        for (a, b) in [(0, 1), (0, 2), (1, 1)] {
            let (a, b) = (sets.get(a), sets.get(b));
            let found = compare(a, b, &rarity, &Lexicon::default());
            let plain = shared(a, b, &rarity);
            assert!((found.shared.both - plain.both).abs() < 1e-5);
            assert!((found.shared.left - plain.left).abs() < 1e-5);
            assert_eq!(found.known, if a == b { 1.0 } else { 0.0 });
        }
    }

    #[test]
    fn words_that_stand_for_each_other_are_met_and_reliable_ones_are_missed() {
        let titles = ["measles campaign", "rougeole campagne", "malaria campaign", "paludisme campagne"];
        let sets = TokenSets::of_texts(titles.into_iter().cycle().take(48));
        let said = |at, language| Said { words: sets.get(at), language };
        let pairs: Vec<(Said, Said)> = (0..24).map(|at| (said(2 * at, 1), said(2 * at + 1, 2))).collect();
        let lexicon = Lexicon::learn(sets.vocabulary(), &pairs);
        let rarity = sets.rarities();
        let same = compare(sets.get(0), sets.get(1), &rarity, &lexicon);
        let other = compare(sets.get(0), sets.get(3), &rarity, &lexicon);
        assert!(same.shared.jaccard() > 0.99 && same.missed == 0.0, "{same:?}");
        assert!(other.missed > 2.0 && other.known > 0.9, "{other:?}");
    }
}
