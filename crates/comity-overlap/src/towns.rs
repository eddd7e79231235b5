//! Names of towns, prepared so that two are told apart in a few instructions: most pairs of names differ in more letters
//! than slips of the pen explain, and that is seen from a set of their letters.

use rapidfuzz::distance::osa;

/// Letters from which one word of a name tells the town: "al basrah al qadimah" and "basrah".
const TELLING: usize = 5;

/// The name of a town, folded.
#[derive(Clone, Debug)]
pub struct Town {
    whole: Word,
    telling: Vec<Word>,
}

#[derive(Clone, Debug)]
struct Word {
    letters: Box<[char]>,
    set: u64,
}

impl Town {
    /// Prepares a folded name; `None` for an empty one.
    pub fn new(name: &str) -> Option<Town> {
        let telling = name.split(' ').map(Word::new).filter(|word| word.letters.len() >= TELLING);
        let telling: Vec<Word> = telling.collect();
        (!name.is_empty()).then(|| Town { whole: Word::new(name), telling })
    }

    /// Whether both are names of one town: the whole, or one of their telling words, slips of the pen aside.
    pub fn is(&self, other: &Town) -> bool {
        let words = || self.telling.iter().any(|x| other.telling.iter().any(|y| x.alike(y)));
        self.whole.alike(&other.whole) || words()
    }
}

impl Word {
    fn new(text: &str) -> Word {
        let letters: Box<[char]> = text.chars().collect();
        let set = letters.iter().fold(0, |set, letter| set | 1 << (*letter as u32 % 64));
        Word { letters, set }
    }

    /// Same letters; in longer words with one slip of the pen in five letters, two at most.
    fn alike(&self, other: &Word) -> bool {
        let letters = self.letters.len().min(other.letters.len());
        let slips = if letters >= TELLING { (letters / 5).min(2) } else { 0 };
        // a slip brings one letter and takes one away
        let far = (self.set ^ other.set).count_ones() as usize > 2 * slips
            || self.letters.len().abs_diff(other.letters.len()) > slips;
        let distance = || {
            osa::distance_with_args(
                self.letters.iter().copied(),
                other.letters.iter().copied(),
                &osa::Args::default().score_cutoff(slips),
            )
        };
        !far && (self.letters == other.letters || slips > 0 && distance().is_some())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(a: &str, b: &str) -> bool {
        Town::new(a).zip(Town::new(b)).is_some_and(|(a, b)| a.is(&b))
    }

    #[test]
    fn a_town_is_known_by_a_telling_word_and_with_a_slip() {
        assert!(one("al basrah al qadimah", "basrah") && one("mazar e sharif", "mazari sharif"));
        assert!(one("kunduz", "kundoz") && one("osh", "osh"));
        assert!(!one("osh", "ost") && !one("kunduz", "konduuz") && !one("", ""));
    }

    /// What [`Word::alike`] says, without a short cut.
    fn plainly(a: &str, b: &str) -> bool {
        let letters = a.chars().count().min(b.chars().count());
        a == b || letters >= TELLING && osa::distance(a.chars(), b.chars()) <= (letters / 5).min(2)
    }

    proptest! {
        #[test]
        fn the_set_of_letters_never_tells_one_name_apart(a in "[a-cж-и]{0,12}", b in "[a-cж-и]{0,12}") {
            prop_assert_eq!(Word::new(&a).alike(&Word::new(&b)), plainly(&a, &b));
        }
    }
}
