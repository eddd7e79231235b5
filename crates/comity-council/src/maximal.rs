//! All maximal sets of a part.
//!
//! Conditions may ask that something does not pass, so what passes is no ladder: a set can pass where none of its
//! subsets one smaller does, and adding proposal by proposal can end below a larger set. So each set that the solver
//! finds is grown by asking it for any strictly larger one, until it proves that there is none; then all subsets of it
//! are ruled out and the search goes on until nothing is left.

use crate::{
    encode::{Encoding, Movable},
    error::Error,
    question::Question,
    sat::Lit,
};

/// The maximal sets of one part.
pub(crate) struct Maximal {
    /// Each in the order of the proposals; the largest first. None is empty.
    pub sets: Vec<Vec<u32>>,
    /// Whether these are all.
    pub whole: bool,
}

/// Finds them, at most `most`.
pub(crate) fn maximal(question: &Question, part: &[u32], most: usize) -> Result<Maximal, Error> {
    let mut encoding = Encoding::new(question, part, Movable::Nowhere)?;
    let mut out = Maximal { sets: Vec::new(), whole: true };
    while encoding.sat.solve(&[])? {
        if out.sets.len() == most {
            out.whole = false;
            break;
        }
        let set = grown(&mut encoding)?;
        if set.is_empty() {
            break; // nothing passes; the empty set is no package
        }
        // from here on, something outside this set
        let outside: Vec<u32> = part.iter().filter(|ask| !set.contains(ask)).copied().collect();
        let clause = encoding.all_pass(&outside)?;
        out.sets.push(set);
        if clause.is_empty() {
            break; // everything passes
        }
        encoding.sat.clause(&clause)?;
    }
    out.sets.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    Ok(out)
}

/// The last solution's set, made larger until the solver proves that nothing larger passes.
fn grown(encoding: &mut Encoding<'_>) -> Result<Vec<u32>, Error> {
    let mut set = encoding.set();
    while let Some(more) = encoding.more_than(&set)? {
        let mut assumed: Vec<Lit> = encoding.all_pass(&set)?;
        assumed.push(more);
        let larger = encoding.sat.solve(&assumed)?.then(|| encoding.set());
        encoding.sat.clause(&[!more])?; // answered: the clause sleeps from now on
        match larger {
            Some(larger) => set = larger,
            None => break,
        }
    }
    Ok(set)
}
