//! The table of kinds of activity that exclude each other, and counterparts that many ask too much of at once.

use comity_core::{ActivityKind, Day, Field, FindingKind, Period, Says};
use rustc_hash::FxHashMap;

use crate::{
    columns::part,
    compare::{Comparison, Nearness},
    engine::Engine,
    evidence::push,
    finding::{Draft, draft},
};

/// Two kinds of activity that exclude each other near each other at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exclusion {
    /// One kind.
    pub left: ActivityKind,
    /// The other.
    pub right: ActivityKind,
    /// Within this distance, in km.
    pub km: f64,
    /// When so many days or fewer lie between them; 0: only on shared days.
    pub days: i32,
}

/// What goes on for longer than this is no event that others must keep away from.
const LIVE_DAYS: i32 = 45;

impl Exclusion {
    /// Live manoeuvres and force keep their distance from people at work or at a table. Distances and days are starting
    /// points for a council to change, not findings of fact.
    pub fn usual() -> Vec<Exclusion> {
        use ActivityKind::{Event, Exercise, Meeting, Mission, Negotiation, Operation};
        let rule = |left, right, km, days| Exclusion { left, right, km, days };
        vec![
            rule(Exercise, Meeting, 50.0, 0),
            rule(Exercise, Negotiation, 100.0, 7),
            rule(Exercise, Mission, 50.0, 0),
            rule(Exercise, Event, 50.0, 0),
            rule(Exercise, Exercise, 100.0, 3),
            rule(Exercise, Operation, 30.0, 0),
            rule(Operation, Negotiation, 50.0, 7),
        ]
    }

    /// Whether a pair of these kinds, compared so, comes too near. Nothing is excluded on a guess: without points near
    /// enough or one named place there is no conflict.
    pub fn fits(&self, left: ActivityKind, right: ActivityKind, compared: &Comparison) -> bool {
        let kinds = (self.left, self.right) == (left, right) || (self.left, self.right) == (right, left);
        let near = if compared.km >= 0.0 {
            f64::from(compared.km) <= self.km
        } else {
            compared.nearness == Nearness::Same
        };
        let dated = compared.of_days > 0 && compared.of_days <= LIVE_DAYS;
        kinds
            && near
            && dated
            && (compared.shared_days > 0 || compared.gap_days <= self.days && self.days > 0)
    }
}

/// Events longer than this are no single demand on a counterpart's time.
const EVENT_DAYS: i32 = 60;
/// Fewer events at once are nobody's overload.
const LEAST_AT_ONCE: usize = 4;

/// Parties that more events ask for at once than is usual for them: more than four standard deviations (Poisson) above
/// their own mean.
pub(crate) fn asked_too_much(engine: &Engine) -> Vec<Draft> {
    let columns = &engine.columns;
    let mut events: FxHashMap<u32, Vec<(i32, i32, u32)>> = FxHashMap::default();
    for record in 0..columns.len() as u32 {
        let view = columns.view(record);
        let (start, end) = (view.start, view.end);
        if start == i32::MIN || end == i32::MAX || end - start > EVENT_DAYS {
            continue;
        }
        for (party, does) in view.parties {
            if does & (part::HELPED | part::NAMED) != 0 && does & part::REPORTS == 0 {
                events.entry(*party).or_default().push((start, end, record));
            }
        }
    }
    let mut parties: Vec<_> = events.into_iter().filter(|(_, list)| list.len() >= LEAST_AT_ONCE).collect();
    parties.sort_unstable_by_key(|(party, _)| *party);
    parties.into_iter().filter_map(|(party, list)| overload(engine, party, list)).collect()
}

fn overload(engine: &Engine, party: u32, mut list: Vec<(i32, i32, u32)>) -> Option<Draft> {
    list.sort_unstable();
    let first = list.first()?.0;
    let last = list.iter().map(|(_, end, _)| *end).max()?;
    let busy: i64 = list.iter().map(|(start, end, _)| i64::from(end - start)).sum();
    let usual = busy as f64 / f64::from((last - first).max(365));
    let mut peak: Vec<u32> = Vec::new();
    let mut running: Vec<(i32, u32)> = Vec::new();
    let mut when = 0;
    for (start, end, record) in &list {
        running.retain(|(end, _)| end > start);
        running.push((*end, *record));
        if running.len() > peak.len() {
            peak = running.iter().map(|(_, record)| *record).collect();
            when = *start;
        }
    }
    let mut houses: Vec<u32> = peak.iter().map(|record| engine.columns.view(*record).house).collect();
    houses.sort_unstable();
    houses.dedup();
    let surprise = (peak.len() as f64 - usual) / (usual + 1.0).sqrt();
    if peak.len() < LEAST_AT_ONCE || houses.len() < 2 || surprise < 4.0 {
        return None;
    }
    let name = engine.parties.name(party);
    let count = peak.len() as u32;
    let mut out = Vec::new();
    push(
        &mut out,
        Field::Counterpart,
        Says::AskedTooMuch { party: name.clone(), count, days: 1 },
        surprise as f32,
    );
    let period = Some(Period::inclusive(Day(when), Day(when)));
    let mut draft = draft(FindingKind::Conflict, Says::AskedGist { party: name, count, period }, peak, out);
    draft.period = period;
    draft.parties = vec![engine.parties.id(party)];
    Some(draft)
}
