//! What instruments would say of the activities if other parties were bound by them: only the activities of parties for which that changes are
//! looked at again.

use comity_core::{CompactString, Day, Finding, Instrument, Tie};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Instruments, Speaking, binding, day, record_stems, speaking};
use crate::{engine::Engine, finding, parties::PartyNo};

/// Who is bound and tied, as of a day.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Ruling<'s> {
    pub instruments: &'s [Instrument],
    pub ties: &'s [Tie],
    pub on: Day,
}

/// Activities on which an instrument bears.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ruled {
    /// How many there are, an activity once for each instrument.
    pub count: usize,
    /// The weightiest of them.
    pub first: Vec<Finding>,
}

/// An instrument as it is and as it would be, and the parties for which that is not the same.
struct Turned<'s> {
    now: Option<Speaking<'s>>,
    then: Option<Speaking<'s>>,
    touched: FxHashSet<PartyNo>,
}

/// Where an instrument bears on an activity at one time alone.
struct Turn {
    weight: f64,
    record: u32,
    instrument: usize,
    newly: bool,
}

impl Instruments<'_> {
    /// The activities on which instruments would newly bear, and those on which they would bear no more; of each the weightiest `most` are told.
    /// Both have the same instruments in the same order.
    pub fn changed(
        &self,
        engine: &Engine<'_>,
        now: Ruling<'_>,
        then: Ruling<'_>,
        most: usize,
    ) -> (Ruled, Ruled) {
        let pairs = now.instruments.iter().zip(then.instruments);
        let turned: Vec<Turned<'_>> = pairs
            .filter(|(was, _)| binding(was))
            .filter_map(|(was, is)| {
                let now = speaking(engine, was, (now.ties, now.on), &self.places);
                let then = speaking(engine, is, (then.ties, then.on), &self.places);
                let touched = touched(engine, now.as_ref()?, then.as_ref()?);
                (!touched.is_empty()).then_some(Turned { now, then, touched })
            })
            .collect();
        if turned.is_empty() {
            return Default::default();
        }
        let records = (0..engine.snapshot.records.len() as u32).into_par_iter();
        let mut turns: Vec<Turn> =
            records.flat_map_iter(|record| self.turns(engine, &turned, record)).collect();
        turns.sort_by(|one, other| {
            let key = |turn: &Turn| (turn.record, turn.instrument);
            other.weight.total_cmp(&one.weight).then_with(|| key(one).cmp(&key(other)))
        });
        let (newly, gone): (Vec<Turn>, Vec<Turn>) = turns.into_iter().partition(|turn| turn.newly);
        let told = |turns: Vec<Turn>| Ruled {
            count: turns.len(),
            first: turns.iter().take(most).filter_map(|turn| self.told(engine, &turned, turn)).collect(),
        };
        (told(newly), told(gone))
    }

    fn turns(&self, engine: &Engine<'_>, turned: &[Turned<'_>], record: u32) -> Vec<Turn> {
        let view = engine.columns.view(record);
        let touches =
            |turned: &Turned<'_>| view.parties.iter().any(|(party, _)| turned.touched.contains(party));
        let mut touched = turned.iter().enumerate().filter(|(_, turned)| touches(turned)).peekable();
        let Some(activity) =
            engine.snapshot.records.get(record as usize).filter(|_| touched.peek().is_some())
        else {
            return Vec::new();
        };
        let said = record_stems(activity);
        let period = comity_core::Period { start: day(view.start), end: day(view.end), ..Default::default() };
        let weight = |speaking: &Option<Speaking<'_>>| {
            let speaking = speaking.as_ref().filter(|speaking| speaking.instrument.period.meets(&period))?;
            self.bearing(engine, speaking, &said, &view).map(|bearing| bearing.weight)
        };
        let turn =
            |(instrument, turned): (usize, &Turned<'_>)| match (weight(&turned.now), weight(&turned.then)) {
                (None, Some(weight)) => Some(Turn { weight, record, instrument, newly: true }),
                (Some(weight), None) => Some(Turn { weight, record, instrument, newly: false }),
                _ => None,
            };
        touched.filter_map(turn).collect()
    }

    /// A turn as the finding that there would be, or is.
    fn told(&self, engine: &Engine<'_>, turned: &[Turned<'_>], turn: &Turn) -> Option<Finding> {
        let turned = turned.get(turn.instrument)?;
        let speaking = if turn.newly { turned.then.as_ref() } else { turned.now.as_ref() }?;
        let activity = engine.snapshot.records.get(turn.record as usize)?;
        let (view, said) = (engine.columns.view(turn.record), record_stems(activity));
        let bearing = self.bearing(engine, speaking, &said, &view)?;
        Some(finding::finish(engine, self.draft(engine, &bearing, activity, &view, vec![turn.record])))
    }
}

/// The parties for which it isn't the same who is bound.
fn touched(engine: &Engine<'_>, now: &Speaking<'_>, then: &Speaking<'_>) -> FxHashSet<PartyNo> {
    let houses = |speaking: &Speaking<'_>| speaking.binds.iter().copied().collect::<FxHashSet<PartyNo>>();
    let houses: FxHashSet<PartyNo> = houses(now).symmetric_difference(&houses(then)).copied().collect();
    let bound = |speaking: &Speaking<'_>| {
        speaking.instrument.parties.iter().map(|party| party.0.clone()).collect::<FxHashSet<CompactString>>()
    };
    let mut ids: FxHashSet<CompactString> = bound(now).symmetric_difference(&bound(then)).cloned().collect();
    ids.extend(now.members.symmetric_difference(&then.members).cloned());
    if houses.is_empty() && ids.is_empty() {
        return FxHashSet::default();
    }
    let parties = (0..engine.parties.len()).filter_map(|party| PartyNo::try_from(party).ok());
    parties
        .filter(|party| {
            houses.contains(&engine.parties.house(*party)) || ids.contains(&engine.parties.id(*party))
        })
        .collect()
}
