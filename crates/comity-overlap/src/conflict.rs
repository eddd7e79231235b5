//! Conflicts that one record alone, or many together, run into: instruments, and a counterpart asked too much at
//! once; and the table of kinds that exclude each other.

use comity_core::{
    ActivityKind, CompactString, Day, Evidence, Field, FindingKind, InstrumentKind, Period, Says,
};
use comity_link::text::tokens;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    columns::part,
    compare::{Comparison, Nearness},
    engine::Engine,
    evidence::{self, push},
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

/// Words by which an instrument forbids or asks for an end.
const FORBIDS: [&str; 14] = [
    "no",
    "not",
    "forbid",
    "forbids",
    "prohibit",
    "prohibits",
    "withdraw",
    "withdrawal",
    "withdrawing",
    "ban",
    "cease",
    "refrain",
    "запрещает",
    "interdit",
];
/// Words by which it sets a condition.
const CONDITIONS: [&str; 9] =
    ["unless", "only", "whose", "inadequate", "provided", "condition", "conditions", "subject", "consent"];
/// Rarity of a word among activities from which it tells something, as a share of them.
const COMMON_SHARE: f64 = 0.4;

/// The first letters of a word: enough to match `terrorism` with `terrorist`.
fn stem(word: &str) -> String {
    word.chars().take(if word.chars().count() > 7 { 6 } else { 7 }).collect()
}

fn stems(text: &str) -> FxHashSet<String> {
    words_by_stem(text).into_keys().collect()
}

/// The words of a text that say something, by their stem; of several forms the shortest.
fn words_by_stem(text: &str) -> FxHashMap<String, String> {
    let mut out: FxHashMap<String, String> = FxHashMap::default();
    for word in tokens(text).into_iter().filter(|word| word.chars().count() > 3) {
        let shown = out.entry(stem(&word)).or_insert_with(|| word.clone());
        if word.len() < shown.len() {
            *shown = word;
        }
    }
    out
}

/// What an activity of a kind deals in, though its text need not say so.
fn deals_in(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::InformationExchange => "information intelligence data sharing",
        ActivityKind::Funding => "funding money",
        ActivityKind::Force => "troops forces base deployment",
        ActivityKind::Exercise => "troops forces manoeuvres",
        _ => "",
    }
}

/// Activities that an instrument in force forbids or conditions: its words are those of the activity, and it names
/// someone in it, or binds or concerns those who take part.
pub(crate) fn instruments(engine: &Engine) -> Vec<Draft> {
    let snapshot = engine.snapshot;
    let speaking =
        snapshot.instruments.iter().filter(|instrument| instrument.kind != InstrumentKind::Proposal);
    let speaking: Vec<_> = speaking.collect();
    if speaking.is_empty() {
        return Vec::new();
    }
    let texts: Vec<FxHashSet<String>> = snapshot.records.iter().map(record_stems).collect();
    let mut uses: FxHashMap<&str, u32> = FxHashMap::default();
    for word in texts.iter().flatten() {
        *uses.entry(word).or_insert(0) += 1;
    }
    let places: FxHashSet<String> = place_stems(engine);
    let mut out = Vec::new();
    for instrument in speaking {
        let words: FxHashSet<String> = tokens(&instrument.obligation.value).into_iter().collect();
        let forbids = FORBIDS.iter().any(|word| words.contains(*word));
        let conditions = CONDITIONS.iter().any(|word| words.contains(*word));
        if !forbids && !conditions {
            continue;
        }
        let mut about = stems(&instrument.obligation.value);
        about.extend(stems(&instrument.title.value));
        about.retain(|word| !places.contains(word));
        for (record, text) in (0_u32..).zip(&texts) {
            let view = engine.columns.view(record);
            let period = Period { start: day(view.start), end: day(view.end), ..Period::default() };
            if !instrument.period.meets(&period) {
                continue;
            }
            let mut shared: Vec<(f64, &String)> = about
                .intersection(text)
                .map(|word| (f64::from(*uses.get(word.as_str()).unwrap_or(&1)), word))
                .filter(|(uses, _)| *uses <= (COMMON_SHARE * texts.len() as f64).max(1.0))
                .collect();
            shared.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
            let bits: f64 = shared.iter().map(|(uses, _)| (texts.len() as f64 / uses).log2()).sum();
            let named = names_a_party(engine, instrument, &view);
            let bound = binds_a_party(engine, instrument, &view);
            let weight = bits + if named { 4.0 } else { 0.0 } + if bound { 2.0 } else { 0.0 };
            let prior = -(texts.len() as f64).log2();
            // what is forbidden is forbidden to those bound or addressed; a condition meets whoever wants to share
            let addressed = named || bound || conditions;
            if shared.len() < 2 || weight + prior <= 0.0 || !addressed {
                continue;
            }
            out.push(instrument_draft(
                engine,
                instrument,
                record,
                &shared,
                (named, bound),
                bits,
                prior,
                forbids && !conditions,
            ));
        }
    }
    out
}

fn record_stems(record: &comity_core::Record) -> FxHashSet<String> {
    let mut out = FxHashSet::default();
    for text in record.titles.iter().chain(&record.descriptions) {
        out.extend(stems(&text.value));
    }
    for theme in &record.themes {
        out.extend(stems(&theme.code.replace('-', " ")));
    }
    out.extend(stems(&record.kind.as_str().replace('-', " ")));
    out.extend(stems(deals_in(record.kind)));
    out
}

/// Words of places: that two things are in Central Asia makes neither forbid the other.
fn place_stems(engine: &Engine) -> FxHashSet<String> {
    let spots = engine.columns.spots.iter().map(|spot| &spot.name);
    spots.chain(&engine.columns.country_names).flat_map(|name| stems(name)).collect()
}

fn day(days: i32) -> Option<Day> {
    (days != i32::MIN && days != i32::MAX).then_some(Day(days))
}

/// The instrument's title or text names the reporter or a participant.
fn names_a_party(engine: &Engine, instrument: &comity_core::Instrument, view: &crate::columns::View) -> bool {
    let text = format!(
        " {} ",
        comity_link::text::normalise(&format!("{} {}", instrument.title.value, instrument.obligation.value))
    );
    view.parties.iter().any(|(party, _)| {
        let bound = instrument.parties.iter().any(|bound| bound.0 == engine.parties.id(*party));
        let name = comity_link::text::normalise(&engine.parties.name(*party));
        !bound && name.contains(' ') && text.contains(&format!(" {name} "))
    })
}

/// A party that the instrument binds takes part, itself or through an organ or a member state.
fn binds_a_party(engine: &Engine, instrument: &comity_core::Instrument, view: &crate::columns::View) -> bool {
    let bound: Vec<u32> =
        instrument.parties.iter().filter_map(|id| engine.parties.find_word(id.as_str())).collect();
    let member = |party: u32| {
        let id = engine.parties.id(party);
        engine.snapshot.ties.iter().any(|tie| {
            tie.from.0 == id && instrument.parties.contains(&tie.to) && tie.period.holds(engine.on)
        })
    };
    view.parties.iter().any(|(party, _)| bound.contains(&engine.parties.house(*party)) || member(*party))
}

#[allow(clippy::too_many_arguments)]
fn instrument_draft(
    engine: &Engine,
    instrument: &comity_core::Instrument,
    record: u32,
    shared: &[(f64, &String)],
    (named, bound): (bool, bool),
    bits: f64,
    prior: f64,
    forbids: bool,
) -> Draft {
    let mut out: Vec<Evidence> = Vec::new();
    let title: CompactString = instrument.title.value.clone();
    let obligation = instrument.obligation.value.clone();
    let says = if forbids {
        Says::ForbiddenBy { instrument: title.clone(), obligation }
    } else {
        Says::ConditionedBy { instrument: title.clone(), obligation }
    };
    push(&mut out, Field::Instrument, says, if named { 4.0 } else { 0.5 });
    let spoken = words_by_stem(&format!("{} {}", instrument.title.value, instrument.obligation.value));
    let word = |stem: &String| spoken.get(stem).map_or(stem.as_str(), String::as_str).into();
    let words: Vec<CompactString> = shared.iter().take(5).map(|(_, stem)| word(stem)).collect();
    push(&mut out, Field::Title, Says::SharedWords { words }, bits as f32 - if named { 0.0 } else { 0.5 });
    let view = engine.columns.view(record);
    if bound {
        let parties = instrument.parties.iter().map(|party| party.0.clone()).collect();
        push(&mut out, Field::Party, Says::SharedParties { parties }, 2.0);
    }
    push(&mut out, Field::Prior, evidence::prior(prior as f32), prior as f32);
    let label = engine.snapshot.records.get(record as usize).map_or("", |r| r.label()).into();
    let gist = Says::InstrumentGist {
        activity: label,
        by: engine.parties.short(view.reporter),
        instrument: title,
        forbids,
    };
    let mut draft = draft(FindingKind::Conflict, gist, vec![record], evidence::finish(out));
    draft.parties = instrument.parties.iter().map(|party| party.0.clone()).collect();
    draft
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
