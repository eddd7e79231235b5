//! What is promised twice: spans of days in which more is promised than is held.

use std::collections::BTreeSet;

use comity_core::Day;
use serde::Serialize;

use super::{Holding, Promise};

/// Days on which more is promised than is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clash {
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// How much is promised.
    pub promised: u64,
    /// How much is held; nought before it is ready and after it ends.
    pub held: u32,
    /// The promises that meet, by number.
    pub promises: BTreeSet<usize>,
}

impl Holding {
    /// Promises that stand, with their numbers.
    pub(super) fn standing(&self) -> impl Iterator<Item = (usize, &Promise)> {
        let all = self.promises.iter().enumerate().map(|(at, promise)| (at + 1, promise));
        all.filter(|(_, promise)| promise.released.is_none() && self.ended.is_none())
    }

    /// Where more is promised than is held, in the order of time; neighbouring days with the same promises are one.
    pub fn clashes(&self) -> Vec<Clash> {
        let Some(terms) = self.held() else { return Vec::new() };
        // what is promised and what is held change on these days alone
        let mut turns: BTreeSet<Day> = self
            .standing()
            .flat_map(|(_, promise)| [Some(promise.start), day_after(promise.end)])
            .flatten()
            .collect();
        turns.insert(terms.start);
        turns.extend(terms.end.and_then(day_after));
        let turns: Vec<Day> = turns.into_iter().collect();
        let mut out: Vec<Clash> = Vec::new();
        for (at, start) in turns.iter().enumerate() {
            // nothing is promised after the last turn
            let Some(end) = turns.get(at + 1).map(|next| Day(next.0 - 1)) else { break };
            let there = *start >= terms.start && terms.end.is_none_or(|last| *start <= last);
            let held = if there { terms.quantity } else { 0 };
            let covering = self.standing().filter(|(_, one)| one.start <= *start && *start <= one.end);
            let (mut promised, mut promises) = (0_u64, BTreeSet::new());
            for (number, promise) in covering {
                promised += u64::from(promise.quantity);
                promises.insert(number);
            }
            if promised <= u64::from(held) {
                continue;
            }
            match out.last_mut() {
                Some(last) if last.end.0 + 1 == start.0 && last.promises == promises && last.held == held => {
                    last.end = end;
                }
                _ => out.push(Clash { start: *start, end, promised, held, promises }),
            }
        }
        out
    }
}

fn day_after(day: Day) -> Option<Day> {
    day.0.checked_add(1).map(Day)
}
