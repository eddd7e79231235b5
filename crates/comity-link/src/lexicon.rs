//! A lexicon learned from the records themselves: words that say the same, and how reliably a word is repeated.
//!
//! Texts that are about one thing (told by other fields) are a parallel corpus, whatever their languages: where one
//! says `measles` the other says `rougeole`, `кори` or `measles` again. IBM Model 1 (Brown et al., "The Mathematics of
//! Statistical Machine Translation", 1993) finds which words stand for which; the share of a word's appearances that
//! the other text repeats is its reliability: the object of an activity is nearly always named, its city often not.

use rustc_hash::FxHashMap;

/// Rounds of Model 1: it has settled by then.
const ROUNDS: usize = 5;
/// Probability mass that a word stands for nothing in the other text.
const NOTHING: f32 = 1e-3;
/// A word seen in fewer texts of the corpus has no entry.
const LEAST_TEXTS: u32 = 3;
/// Two words stand for each other when each is so probable, in geometric mean, given the other. A particle that goes with
/// many words is probable given one of them; no one of them is probable given it.
const LEAST_PROBABILITY: f32 = 0.2;
/// Appearances that the common reliability counts as.
const FAITH: f32 = 4.0;
/// Reliability of a word of which nothing is known, and the appearances that it counts as.
const UNKNOWN: (f32, f32) = (0.5, 200.0);

/// Words of one vocabulary that stand for each other, and the reliability of each.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
    reliability: Vec<f32>,
    seen: Vec<u32>,
}

/// One text: the sorted ids of its tokens (see [`crate::tokens::TokenSets`]), and the number of its language, 0 where it isn't
/// known or where it is in several.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Its words.
    pub words: &'a [u32],
    /// Its language.
    pub language: u8,
}

impl Lexicon {
    /// Learns from pairs of texts that are about one thing. Ids of words are below `vocabulary`. The order of the pairs
    /// changes nothing but the last digits.
    pub fn learn(vocabulary: usize, pairs: &[(Said, Said)]) -> Lexicon {
        let mut texts = vec![0_u32; vocabulary];
        for (left, right) in pairs {
            for word in left.words.iter().chain(right.words) {
                if let Some(n) = texts.get_mut(*word as usize) {
                    *n += 1;
                }
            }
        }
        let open = |from: &[u32], to: &[u32]| -> Vec<u32> {
            let known = |word: &u32| texts.get(*word as usize).is_some_and(|n| *n >= LEAST_TEXTS);
            from.iter().copied().filter(|word| known(word) && to.binary_search(word).is_err()).collect()
        };
        let mut corpus: Vec<Sentence> = Vec::new();
        for (left, right) in pairs {
            let (a, b) = (open(left.words, right.words), open(right.words, left.words));
            if !a.is_empty() && !b.is_empty() {
                corpus.push(Sentence { from: b.clone(), to: a.clone(), language: left.language });
                corpus.push(Sentence { from: a, to: b, language: right.language });
            }
        }
        let mut lexicon = Lexicon::of_model(vocabulary, &Model::fit(&corpus));
        lexicon.judge(vocabulary, pairs);
        lexicon
    }

    fn of_model(vocabulary: usize, model: &Model) -> Lexicon {
        let back = |from: u32, to: u32| model.given.get(&(to, from)).copied().unwrap_or(0.0);
        let mut entries: Vec<(u32, u32, f32)> = model
            .given
            .iter()
            .map(|((from, to), probability)| (*from, *to, (probability * back(*from, *to)).sqrt()))
            .filter(|(_, _, probability)| *probability >= LEAST_PROBABILITY)
            .collect();
        entries.sort_unstable_by_key(|(from, to, _)| (*from, *to));
        let mut starts = vec![0_u32; vocabulary + 1];
        for (from, _, _) in &entries {
            if let Some(n) = starts.get_mut(*from as usize + 1) {
                *n += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let entries = entries.into_iter().map(|(_, to, probability)| (to, probability)).collect();
        Lexicon { starts, entries, ..Lexicon::default() }
    }

    /// How often each word is repeated, or said otherwise, in the other text.
    fn judge(&mut self, vocabulary: usize, pairs: &[(Said, Said)]) {
        let (mut seen, mut repeated) = (vec![0_u32; vocabulary], vec![0_u32; vocabulary]);
        for (left, right) in pairs {
            for (from, to) in [(left.words, right.words), (right.words, left.words)] {
                for word in from.iter().filter(|word| (**word as usize) < vocabulary) {
                    seen[*word as usize] += 1;
                    repeated[*word as usize] += u32::from(self.counterpart(*word, to).is_some());
                }
            }
        }
        let sum = |of: &[u32]| of.iter().map(|n| f64::from(*n)).sum::<f64>() as f32;
        let (prior, weight) = UNKNOWN;
        let common = (sum(&repeated) + prior * weight) / (sum(&seen) + weight);
        self.reliability = seen
            .iter()
            .zip(&repeated)
            .map(|(seen, repeated)| (*repeated as f32 + FAITH * common) / (*seen as f32 + FAITH))
            .collect();
        self.seen = seen;
    }

    /// The word of a sorted text that is, or stands for, a word.
    pub fn counterpart(&self, word: u32, text: &[u32]) -> Option<u32> {
        if text.binary_search(&word).is_ok() {
            return Some(word);
        }
        let mut best: Option<(u32, f32)> = None;
        for (to, probability) in self.entries(word) {
            if text.binary_search(to).is_ok() && best.is_none_or(|(_, most)| *probability > most) {
                best = Some((*to, *probability));
            }
        }
        best.map(|(to, _)| to)
    }

    /// The words that stand for a word, with the probability of each.
    pub fn entries(&self, word: u32) -> &[(u32, f32)] {
        let at = word as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => self.entries.get(*from as usize..*to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Probability that a text about the same thing repeats a word or says it otherwise.
    pub fn reliability(&self, word: u32) -> f32 {
        self.reliability.get(word as usize).copied().unwrap_or(UNKNOWN.0)
    }

    /// In how many texts of the corpus a word stood: how well it is known.
    pub fn seen(&self, word: u32) -> u32 {
        self.seen.get(word as usize).copied().unwrap_or(0)
    }
}

/// The words of two texts that the other doesn't have, in one direction, and the language of the second.
struct Sentence {
    from: Vec<u32>,
    to: Vec<u32>,
    language: u8,
}

/// How probable one word is in a text of its language, given another in the text that says the same.
struct Model {
    given: FxHashMap<(u32, u32), f32>,
}

impl Model {
    fn fit(corpus: &[Sentence]) -> Model {
        // every (word, language of the other text), and every word there, gets a number
        let mut froms: FxHashMap<(u32, u8), u32> = FxHashMap::default();
        let mut numbers: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut from_of: Vec<u32> = Vec::new();
        let mut met: Vec<u32> = Vec::new(); // of every sentence: for each word of the right, its pairs with the left
        for sentence in corpus {
            for to in &sentence.to {
                for from in &sentence.from {
                    let next = froms.len() as u32;
                    let from = *froms.entry((*from, sentence.language)).or_insert(next);
                    let next = from_of.len() as u32;
                    let at = *numbers.entry((from, *to)).or_insert(next);
                    if at == next {
                        from_of.push(from);
                    }
                    met.push(at);
                }
            }
        }
        let mut partners = vec![0_u32; froms.len()];
        for from in &from_of {
            partners[*from as usize] += 1;
        }
        let mut probability: Vec<f32> =
            from_of.iter().map(|from| 1.0 / partners[*from as usize] as f32).collect();
        for _ in 0..ROUNDS {
            let mut count = vec![0.0_f32; probability.len()];
            let mut rest: &[u32] = &met;
            for sentence in corpus {
                for _ in &sentence.to {
                    let (these, others) = rest.split_at(sentence.from.len());
                    rest = others;
                    let all: f32 = these.iter().map(|at| probability[*at as usize]).sum::<f32>() + NOTHING;
                    for at in these {
                        count[*at as usize] += probability[*at as usize] / all;
                    }
                }
            }
            let mut sum = vec![1.0_f32; froms.len()]; // one appearance in which the word stood for nothing
            for (from, n) in from_of.iter().zip(&count) {
                sum[*from as usize] += n;
            }
            for ((p, from), n) in probability.iter_mut().zip(&from_of).zip(&count) {
                *p = n / sum[*from as usize];
            }
        }
        let mut words = vec![0_u32; froms.len()];
        for ((word, _), from) in &froms {
            words[*from as usize] = *word;
        }
        let mut given: FxHashMap<(u32, u32), f32> = FxHashMap::default();
        for ((from, to), at) in &numbers {
            let best = given.entry((words[*from as usize], *to)).or_insert(0.0);
            *best = best.max(probability[*at as usize]);
        }
        Model { given }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::TokenSets;

    const TITLES: [[&str; 2]; 8] = [
        ["measles campaign in Osh", "campagne contre la rougeole"],
        ["rural roads", "routes rurales à Naryn"],
        ["measles survey", "enquête sur la rougeole à Osh"],
        ["rural schools", "écoles rurales"],
        ["roads survey", "enquête sur les routes"],
        ["schools campaign", "campagne des écoles"],
        ["measles schools", "écoles et rougeole"],
        ["survey of rural measles", "enquête: rougeole rurales"],
    ];

    fn learned() -> (TokenSets, Lexicon) {
        let mut texts: Vec<&str> = Vec::new();
        for _ in 0..3 {
            texts.extend(TITLES.iter().flatten());
        }
        let sets = TokenSets::of_texts(texts);
        let said = |at, language| Said { words: sets.get(at), language };
        let pairs: Vec<(Said, Said)> =
            (0..sets.len() / 2).map(|at| (said(2 * at, 1), said(2 * at + 1, 2))).collect();
        let lexicon = Lexicon::learn(sets.vocabulary(), &pairs);
        (sets, lexicon)
    }

    fn token(sets: &TokenSets, word: &str) -> u32 {
        (0..sets.vocabulary() as u32).find(|token| sets.word(*token) == word).unwrap()
    }

    #[test]
    fn words_that_say_the_same_find_each_other() {
        let (sets, lexicon) = learned();
        for (word, other) in [("measles", "rougeole"), ("roads", "routes"), ("ecoles", "schools")] {
            let best = lexicon.entries(token(&sets, word)).iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
            assert_eq!(sets.word(best.0), other, "{word}");
        }
    }

    #[test]
    fn what_is_always_said_is_reliable_and_what_is_not_is_not() {
        let (sets, lexicon) = learned();
        let of = |word| lexicon.reliability(token(&sets, word));
        assert!(of("measles") > of("osh") + 0.1, "{} {}", of("measles"), of("osh"));
        assert_eq!(lexicon.reliability(9_999), 0.5);
    }

    #[test]
    fn a_counterpart_is_the_word_itself_or_what_stands_for_it() {
        let (sets, lexicon) = learned();
        let mut text = vec![token(&sets, "rougeole"), token(&sets, "osh")];
        text.sort_unstable();
        assert_eq!(lexicon.counterpart(token(&sets, "osh"), &text), Some(token(&sets, "osh")));
        assert_eq!(lexicon.counterpart(token(&sets, "measles"), &text), Some(token(&sets, "rougeole")));
        assert_eq!(lexicon.counterpart(token(&sets, "roads"), &text), None);
    }

    #[test]
    fn nothing_is_learned_from_nothing() {
        let lexicon = Lexicon::learn(3, &[]);
        assert_eq!((lexicon.counterpart(1, &[0, 1]), lexicon.counterpart(2, &[0, 1])), (Some(1), None));
    }
}
