//! Words of a text that say nothing new: another field of both records says them too.

use rustc_hash::FxHashMap;

use crate::measure::{Measure, name::Names};
use crate::prepare::Prepared;

/// What the texts of a table repeat of other fields.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Tokens of a text field that a name field says already.
    said: Vec<Said>,
    /// Text fields that use the words of an earlier one.
    repeats: Vec<Repeats>,
}

/// Tokens of the text by name id.
#[derive(Debug, Clone)]
struct Said {
    text: usize,
    name: usize,
    starts: Vec<u32>,
    tokens: Vec<u32>,
}

impl Said {
    fn of(&self, name: u32) -> &[u32] {
        match (self.starts.get(name as usize), self.starts.get(name as usize + 1)) {
            (Some(a), Some(b)) => &self.tokens[*a as usize..*b as usize],
            _ => &[],
        }
    }
}

/// What two texts of an earlier field share is no new evidence where a later field shares it again.
#[derive(Debug, Clone)]
struct Repeats {
    text: usize,
    earlier: usize,
    /// Token of the later field by token of the earlier one; `u32::MAX` for none.
    same: Vec<u32>,
}

impl Known {
    /// What the texts repeat.
    pub(super) fn new(fields: &[Prepared], names: &Names) -> Self {
        Self { said: said(fields, names), repeats: repeats(fields) }
    }

    /// Tokens of a text that the pair shares in other fields: in names that are equal, and in earlier texts.
    pub(super) fn of(
        &self,
        fields: &[Prepared],
        text: usize,
        x: &[u32],
        y: &[u32],
        agrees: impl Fn(usize) -> bool,
    ) -> FewTokens {
        let mut known = FewTokens::default();
        for said in self.said.iter().filter(|s| s.text == text && agrees(s.name)) {
            for token in said.of(x[fields[said.name].offset]) {
                known.push(*token);
            }
        }
        for repeats in self.repeats.iter().filter(|r| r.text == text) {
            let earlier = &fields[repeats.earlier];
            let Measure::Tokens(tokens) = &earlier.measure else { continue };
            tokens.shared(x[earlier.offset], y[earlier.offset], |token| {
                match repeats.same.get(token as usize) {
                    Some(same) if *same != u32::MAX => known.push(*same),
                    _ => {}
                }
            });
        }
        known
    }
}

/// For each text field and each field of names: the text's tokens that a name consists of.
fn said(fields: &[Prepared], names: &Names) -> Vec<Said> {
    let mut out = Vec::new();
    for (text, t) in fields.iter().enumerate() {
        let Measure::Tokens(tokens) = &t.measure else { continue };
        if tokens.items {
            continue;
        }
        let id_of: FxHashMap<&str, u32> = (0..u32::try_from(tokens.sets.vocabulary()).unwrap_or(u32::MAX))
            .map(|id| (tokens.sets.word(id), id))
            .collect();
        for (name, n) in fields.iter().enumerate() {
            let names = match &n.measure {
                Measure::Name(_) | Measure::Place(_) => names,
                _ => continue,
            };
            let (mut starts, mut all) = (vec![0_u32], Vec::new());
            for id in 0..u32::try_from(n.share.len()).unwrap_or(0) {
                if n.share[id as usize] > 0.0 {
                    all.extend(names.folded.get(id).split(' ').filter_map(|w| id_of.get(w)));
                }
                starts.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
            }
            out.push(Said { text, name, starts, tokens: all });
        }
    }
    out
}

/// Text fields that take a third of their words, by records, from an earlier text field.
fn repeats(fields: &[Prepared]) -> Vec<Repeats> {
    let mut out = Vec::new();
    for (text, later) in fields.iter().enumerate() {
        let Measure::Tokens(of_later) = &later.measure else { continue };
        for (earlier, e) in fields[..text].iter().enumerate() {
            let Measure::Tokens(of_earlier) = &e.measure else { continue };
            if of_later.items || of_earlier.items {
                continue;
            }
            let (later, earlier_sets) = (&of_later.sets, &of_earlier.sets);
            let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let id_of: FxHashMap<&str, u32> =
                (0..size(later.vocabulary())).map(|id| (later.word(id), id)).collect();
            let same: Vec<u32> = (0..size(earlier_sets.vocabulary()))
                .map(|token| id_of.get(earlier_sets.word(token)).copied().unwrap_or(u32::MAX))
                .collect();
            let uses = |tokens: &mut dyn Iterator<Item = u32>| {
                tokens.map(|t| u64::from(later.frequency(t))).sum::<u64>()
            };
            let taken = uses(&mut same.iter().copied().filter(|t| *t != u32::MAX));
            if taken * 3 >= uses(&mut (0..size(later.vocabulary()))) {
                out.push(Repeats { text, earlier, same });
            }
        }
    }
    out
}

/// A few tokens without an allocation; more than fit are not needed.
#[derive(Debug, Default)]
pub(super) struct FewTokens {
    tokens: [u32; 24],
    length: usize,
}

impl FewTokens {
    fn push(&mut self, token: u32) {
        if let Some(slot) = self.tokens.get_mut(self.length) {
            *slot = token;
            self.length += 1;
        }
    }

    pub(super) fn as_slice(&self) -> &[u32] {
        &self.tokens[..self.length]
    }
}
