//! Instruments in force that forbid or condition an activity: their words are those of the activity, and they name someone
//! in it, or bind or concern those who take part.

use comity_core::{
    ActivityKind, CompactString, Day, Evidence, Field, FindingKind, Instrument, InstrumentKind, Period,
    Record, Says, Tie,
};
use comity_link::text::tokens;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    columns::View,
    engine::Engine,
    evidence::{self, push},
    finding::{Draft, draft},
    parties::PartyNo,
};

mod changed;

pub use changed::{Ruled, Ruling};

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
/// Words by which it says to whom it speaks, whatever it speaks of.
const SPOKEN_TO: [&str; 11] = [
    "member", "members", "party", "parties", "state", "states", "person", "persons", "that", "they", "their",
];
/// Words of a description that still say what the activity is; further on comes how it is done, and a long text holds every word of lawyers
/// by chance.
const BEGINNING: usize = 40;
/// Rarity of a word among activities from which it tells something, as a share of them.
const COMMON_SHARE: f64 = 0.4;

/// The instruments of a snapshot that forbid or condition something, ready to be held against activities.
pub struct Instruments<'a> {
    speaking: Vec<Speaking<'a>>,
    /// How many activities say each word.
    uses: FxHashMap<String, u32>,
    activities: f64,
    /// Words of places.
    places: FxHashSet<String>,
}

struct Speaking<'a> {
    instrument: &'a Instrument,
    /// What it is about: the stems of its words, those of places left out.
    about: FxHashSet<String>,
    /// It sets a condition, and so does not simply forbid.
    conditions: bool,
    /// Its title and text as names are looked for in them, a space around.
    text: String,
    /// The houses that it binds.
    binds: Vec<PartyNo>,
    /// Ids of those who have a tie to one that it binds.
    members: FxHashSet<CompactString>,
}

/// How an instrument bears on an activity.
struct Bearing<'i> {
    speaking: &'i Speaking<'i>,
    /// The words in both, the rarest first.
    shared: Vec<&'i String>,
    /// Their rarity.
    bits: f64,
    /// All that speaks for it, before the prior.
    weight: f64,
    /// It names someone in the activity.
    named: bool,
    /// It binds someone in the activity.
    bound: bool,
}

/// All that instruments have to say about the activities of a snapshot.
pub(crate) fn instruments(engine: &Engine) -> Vec<Draft> {
    let (speaking, places) = all_speaking(engine);
    if speaking.is_empty() {
        return Vec::new();
    }
    let said: Vec<FxHashSet<String>> = engine.snapshot.records.iter().map(record_stems).collect();
    let instruments = Instruments::over((speaking, places), said.iter().flatten(), said.len());
    let records = (0_u32..).zip(&engine.snapshot.records).zip(&said);
    let each = records.flat_map(|((number, record), said)| {
        instruments.against(engine, record, said, &engine.columns.view(number), &[number])
    });
    each.collect()
}

impl<'a> Instruments<'a> {
    /// Reads the instruments, and which words are common among the activities.
    pub fn prepare(engine: &Engine<'a>) -> Instruments<'a> {
        let (speaking, places) = all_speaking(engine);
        let records = if speaking.is_empty() { &[] } else { engine.snapshot.records.as_slice() };
        let said: Vec<FxHashSet<String>> = records.par_iter().map(record_stems).collect();
        Instruments::over((speaking, places), said.iter().flatten(), engine.snapshot.records.len())
    }

    fn over<'s>(
        (speaking, places): (Vec<Speaking<'a>>, FxHashSet<String>),
        said: impl Iterator<Item = &'s String>,
        activities: usize,
    ) -> Instruments<'a> {
        let mut uses: FxHashMap<String, u32> = FxHashMap::default();
        for word in said {
            match uses.get_mut(word) {
                Some(count) => *count += 1,
                None => _ = uses.insert(word.clone(), 1),
            }
        }
        Instruments { speaking, uses, activities: activities.max(1) as f64, places }
    }

    /// What they say about a planned activity.
    pub(crate) fn against_plan(&self, engine: &Engine, planned: &Record, view: &View) -> Vec<Draft> {
        if self.speaking.is_empty() {
            return Vec::new();
        }
        self.against(engine, planned, &record_stems(planned), view, &[])
    }

    /// What they say about an activity with these words; `records` is what the findings refer to.
    fn against(
        &self,
        engine: &Engine,
        activity: &Record,
        said: &FxHashSet<String>,
        view: &View,
        records: &[u32],
    ) -> Vec<Draft> {
        let period = Period { start: day(view.start), end: day(view.end), ..Period::default() };
        self.speaking
            .iter()
            .filter(|speaking| speaking.instrument.period.meets(&period))
            .filter_map(|speaking| self.bearing(engine, speaking, said, view))
            .map(|bearing| self.draft(engine, &bearing, activity, view, records.to_vec()))
            .collect()
    }

    fn bearing<'i>(
        &self,
        engine: &Engine,
        speaking: &'i Speaking<'i>,
        said: &'i FxHashSet<String>,
        view: &View,
    ) -> Option<Bearing<'i>> {
        let shared = speaking.about.intersection(said);
        let mut shared: Vec<(f64, &String)> = shared
            .map(|word| (f64::from(*self.uses.get(word.as_str()).unwrap_or(&1)), word))
            .filter(|(uses, _)| *uses <= (COMMON_SHARE * self.activities).max(1.0))
            .collect();
        if shared.len() < 2 {
            return None;
        }
        shared.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        let bits: f64 = shared.iter().map(|(uses, _)| (self.activities / uses).log2()).sum();
        let named = names_a_party(engine, speaking, view);
        let bound = binds_a_party(engine, speaking, view);
        let weight = bits + if named { 4.0 } else { 0.0 } + if bound { 2.0 } else { 0.0 };
        // what is forbidden is forbidden to those bound or addressed; a condition meets whoever wants to share, if it is clear that it is this
        let least = match (named || bound, speaking.conditions) {
            (true, _) => 2,
            (false, true) => 3,
            (false, false) => return None,
        };
        let bears = shared.len() >= least && weight + self.prior() > 0.0;
        let shared = shared.into_iter().map(|(_, word)| word).collect();
        bears.then_some(Bearing { speaking, shared, bits, weight, named, bound })
    }

    /// Log2 odds before anything is read that an activity is the one of which an instrument speaks.
    fn prior(&self) -> f64 {
        -self.activities.log2()
    }

    fn draft(
        &self,
        engine: &Engine,
        bearing: &Bearing,
        activity: &Record,
        view: &View,
        records: Vec<u32>,
    ) -> Draft {
        let Bearing { speaking, shared, bits, named, bound, .. } = bearing;
        let instrument = speaking.instrument;
        let (title, obligation) = (instrument.title.value.clone(), instrument.obligation.value.clone());
        let forbids = !speaking.conditions;
        let says = if forbids {
            Says::ForbiddenBy { instrument: title.clone(), obligation }
        } else {
            Says::ConditionedBy { instrument: title.clone(), obligation }
        };
        let mut out: Vec<Evidence> = Vec::new();
        push(&mut out, Field::Instrument, says, if *named { 4.0 } else { 0.5 });
        let spoken = words_by_stem(&format!("{} {}", instrument.title.value, instrument.obligation.value));
        let word = |stem: &&String| spoken.get(*stem).map_or(stem.as_str(), String::as_str).into();
        let words: Vec<CompactString> = shared.iter().take(5).map(word).collect();
        push(
            &mut out,
            Field::Title,
            Says::SharedWords { words },
            *bits as f32 - if *named { 0.0 } else { 0.5 },
        );
        if *bound {
            let parties = instrument.parties.iter().map(|party| party.0.clone()).collect();
            push(&mut out, Field::Party, Says::SharedParties { parties }, 2.0);
        }
        let prior = self.prior() as f32;
        push(&mut out, Field::Prior, evidence::prior(prior), prior);
        let by = if records.is_empty() {
            activity.reporter.label().into()
        } else {
            engine.parties.short(view.reporter)
        };
        let gist = Says::InstrumentGist { activity: activity.label().into(), by, instrument: title, forbids };
        let mut draft = draft(FindingKind::Conflict, gist, records, evidence::finish(out));
        draft.parties = instrument.parties.iter().map(|party| party.0.clone()).collect();
        draft
    }
}

/// The instruments of the snapshot that forbid or condition something, and the words of places.
fn all_speaking<'a>(engine: &Engine<'a>) -> (Vec<Speaking<'a>>, FxHashSet<String>) {
    let mut said = engine.snapshot.instruments.iter().filter(|said| binding(said)).peekable();
    if said.peek().is_none() {
        return Default::default(); // the words of all places need not be read
    }
    let places = place_stems(engine);
    let tied = (engine.snapshot.ties.as_slice(), engine.on);
    (said.filter_map(|instrument| speaking(engine, instrument, tied, &places)).collect(), places)
}

/// What was only proposed binds nobody.
fn binding(instrument: &Instrument) -> bool {
    instrument.kind != InstrumentKind::Proposal
}

/// An instrument that forbids or conditions something, with those that it binds by the ties of a day.
fn speaking<'a>(
    engine: &Engine<'_>,
    instrument: &'a Instrument,
    (ties, on): (&[Tie], Day),
    places: &FxHashSet<String>,
) -> Option<Speaking<'a>> {
    let words: FxHashSet<String> = tokens(&instrument.obligation.value).into_iter().collect();
    let forbids = FORBIDS.iter().any(|word| words.contains(*word));
    let conditions = CONDITIONS.iter().any(|word| words.contains(*word));
    if !forbids && !conditions {
        return None;
    }
    let mut about = stems(&instrument.obligation.value);
    about.extend(stems(&instrument.title.value));
    // by these it forbids and to these it speaks, they aren't what it forbids
    let means: FxHashSet<String> =
        FORBIDS.iter().chain(&CONDITIONS).chain(&SPOKEN_TO).map(|word| stem(word)).collect();
    about.retain(|word| !places.contains(word) && !means.contains(word));
    let said = format!("{} {}", instrument.title.value, instrument.obligation.value);
    let tied = ties.iter().filter(|tie| instrument.parties.contains(&tie.to) && tie.period.holds(on));
    Some(Speaking {
        instrument,
        about,
        conditions,
        text: format!(" {} ", comity_link::text::normalise(&said)),
        binds: instrument.parties.iter().filter_map(|id| engine.parties.find_word(id.as_str())).collect(),
        members: tied.map(|tie| tie.from.0.clone()).collect(),
    })
}

fn record_stems(record: &Record) -> FxHashSet<String> {
    let mut out = FxHashSet::default();
    for title in &record.titles {
        out.extend(stems(&title.value));
    }
    for description in &record.descriptions {
        out.extend(
            tokens(&description.value)
                .iter()
                .take(BEGINNING)
                .filter(|word| tells(word))
                .map(|word| stem(word)),
        );
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
fn names_a_party(engine: &Engine, speaking: &Speaking, view: &View) -> bool {
    view.parties.iter().any(|(party, _)| {
        let bound = speaking.instrument.parties.iter().any(|bound| bound.0 == engine.parties.id(*party));
        let name = comity_link::text::normalise(&engine.parties.name(*party));
        !bound && name.contains(' ') && speaking.text.contains(&format!(" {name} "))
    })
}

/// A party that the instrument binds takes part, itself or through an organ or a member state.
fn binds_a_party(engine: &Engine, speaking: &Speaking, view: &View) -> bool {
    view.parties.iter().any(|(party, _)| {
        speaking.binds.contains(&engine.parties.house(*party))
            || speaking.members.contains(&engine.parties.id(*party))
    })
}

/// The first letters of a word: enough to match `terrorism` with `terrorist`.
fn stem(word: &str) -> String {
    word.chars().take(if word.chars().count() > 7 { 6 } else { 7 }).collect()
}

fn stems(text: &str) -> FxHashSet<String> {
    words_by_stem(text).into_keys().collect()
}

/// Whether a word is long enough to say something.
fn tells(word: &str) -> bool {
    word.chars().count() > 3
}

/// The words of a text that say something, by their stem; of several forms the shortest.
fn words_by_stem(text: &str) -> FxHashMap<String, String> {
    let mut out: FxHashMap<String, String> = FxHashMap::default();
    for word in tokens(text).into_iter().filter(|word| tells(word)) {
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
