//! Parts of a question that have nothing to do with each other.
//!
//! Two proposals bear on each other where they exclude each other, or where a position on one is conditional on the
//! other. Parts without any such link pass or fail independently, so the packages of the whole are all the ways to
//! choose one package of each part.

use crate::question::Question;

/// The parts, each with its proposals in order; parts in the order of their first proposals.
pub(crate) fn parts(question: &Question) -> Vec<Vec<u32>> {
    let mut above: Vec<u32> = (0..).take(question.asks.len()).collect();
    for (a, b) in &question.exclusions {
        join(&mut above, *a, *b);
    }
    for (number, ask) in (0..).zip(&question.asks) {
        for condition in ask.held.iter().filter_map(|held| held.condition.as_ref()) {
            condition.each(&mut |other| join(&mut above, number, *other));
        }
    }
    let mut out: Vec<Vec<u32>> = vec![Vec::new(); question.asks.len()];
    for number in (0..).take(question.asks.len()) {
        if let Some(part) = out.get_mut(top(&mut above, number) as usize) {
            part.push(number);
        }
    }
    out.retain(|part| !part.is_empty());
    out
}

/// A proposal and all that its conditions name, and theirs, in order. Whether it can pass is decided there: what nothing
/// in it names can be left out of any set, and the rest still passes.
pub(crate) fn cone(question: &Question, number: u32) -> Vec<u32> {
    let mut out = std::collections::BTreeSet::from([number]);
    let mut open = vec![number];
    while let Some(ask) = open.pop().and_then(|number| question.asks.get(number as usize)) {
        for condition in ask.held.iter().filter_map(|held| held.condition.as_ref()) {
            condition.each(&mut |other| {
                if out.insert(*other) {
                    open.push(*other);
                }
            });
        }
    }
    out.into_iter().collect()
}

/// The first proposal of a part, with the way there shortened.
fn top(above: &mut [u32], mut number: u32) -> u32 {
    loop {
        let next = above.get(number as usize).copied().unwrap_or(number);
        if next == number {
            return number;
        }
        let further = above.get(next as usize).copied().unwrap_or(next);
        if let Some(place) = above.get_mut(number as usize) {
            *place = further;
        }
        number = further;
    }
}

fn join(above: &mut [u32], a: u32, b: u32) {
    let (a, b) = (top(above, a), top(above, b));
    if let Some(place) = above.get_mut(a.max(b) as usize) {
        *place = a.min(b);
    }
}
