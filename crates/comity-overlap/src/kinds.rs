//! What a pair of records is to each other: explicit rules over the one comparison, all of them here, in this order.
//!
//! 1. One publisher's own records are editions of a series, or use one asset twice, or overlap where their titles say so;
//!    the parts of one of its programmes raise no alert.
//! 2. A link that a record declares is believed.
//! 3. One asset on shared days, in records that are not one activity: conflict.
//! 4. One begins where the other ends, with the same name and people: part (a phase).
//! 5. One reporter's money is the other's income, and enough else agrees: chain.
//! 6. Enough agrees for one activity, and nothing that one activity can't differ in differs: same.
//! 7. The same name but for a number: part (an edition).
//! 8. Kinds that exclude each other, too near in place and time: conflict.
//! 9. Neighbouring stretches of one line, training beside an operation, money beside delivery, with one theme: complement.
//! 10. One aim, one place, shared days: overlap.

use comity_core::{ActivityKind, CompactString, FindingKind, LinkKind, PlaceLevel, Record, Says};

use crate::{
    columns::{View, part},
    compare::{Comparison, Edition, Nearness, Themes, Timing},
    engine::Engine,
    evidence::funds,
    pairs::Pair,
    weigh::{Question, field},
};

/// Bits of identity from which records are called the same.
const SAME: f32 = 1.0;
/// Bits of identity from which one spot and the same days alone make one activity, and from which nothing collides.
const SURELY: f32 = 6.0;
/// Bits of identity from which two records of one place and time are rather one activity than two with one aim.
const UNDECIDED: f32 = 3.0;
/// Bits of identity from which editions are told as parts.
const KIN: f32 = 3.0;
/// Bits of identity, the asset left out, from which two users of one asset may well be one activity.
const ONE_ACTIVITY: f32 = -1.0;
/// Bits of identity from which money is followed from one record into another.
const CHAIN: f32 = 0.0;
/// Bits of aim from which an overlap is worth a person's time: even odds.
const OVERLAP: f32 = 0.0;
/// Containment of titles from which two records aim at one thing though they are filed under different themes.
const NAMED_ALIKE: f32 = 0.6;
/// Bits of their titles from which two programmes of one publisher overlap: its style and partners recur everywhere.
const OWN_TITLES: f32 = 3.0;
/// Days that one may begin before or after the other ends to be its next phase.
const TAKES_OVER: i32 = 31;
/// Rule evidence: what a rule that fires adds to a finding, in bits.
const RULE_BITS: f32 = 5.0;

/// What a pair is.
#[derive(Clone, Debug)]
pub struct Decided {
    /// Which kind.
    pub kind: FindingKind,
    /// Which weights explain it.
    pub question: Question,
    /// What the rule itself says, and its bits.
    pub rule: Option<(Says, f32)>,
}

impl Decided {
    fn plain(kind: FindingKind, question: Question) -> Option<Decided> {
        Some(Decided { kind, question, rule: None })
    }
}

/// The two records of a pair, as the rules read them.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub left: View<'a>,
    pub right: View<'a>,
    pub left_record: Option<&'a Record>,
    pub right_record: Option<&'a Record>,
}

/// Decides on one pair of the snapshot.
pub(crate) fn decide(engine: &Engine, pair: &Pair) -> Option<Decided> {
    let record = |number: u32| engine.snapshot.records.get(number as usize);
    let sides = Sides {
        left: engine.columns.view(pair.left),
        right: engine.columns.view(pair.right),
        left_record: record(pair.left),
        right_record: record(pair.right),
    };
    decide_sides(engine, pair, &sides)
}

/// Decides on one pair, of which one side may be only planned.
pub(crate) fn decide_sides(engine: &Engine, pair: &Pair, sides: &Sides) -> Option<Decided> {
    use FindingKind::{Chain, Part, Same};
    let compared = &pair.comparison;
    if compared.one_house {
        return own_records(engine, pair);
    }
    match pair.declared {
        Some(LinkKind::Parent | LinkKind::Child | LinkKind::Sibling) => {
            return Decided::plain(Part, Question::Identity);
        }
        Some(LinkKind::ProviderActivity | LinkKind::ReceiverActivity) => {
            return Decided::plain(Chain, Question::Identity);
        }
        Some(LinkKind::ParticipantActivity | LinkKind::OtherIdentifier) => {
            let kind = if funds(compared).is_some() { Chain } else { Same };
            return Decided::plain(kind, Question::Identity);
        }
        _ => {}
    }
    if let Some(conflict) = asset_twice(engine, pair) {
        return Some(conflict);
    }
    let apart = compared.nearness == Nearness::Apart || compared.timing == Timing::Apart;
    if phase(compared, sides) {
        return Decided::plain(Part, Question::Identity);
    }
    if !apart && pair.identity >= CHAIN && funds(compared).is_some() {
        return Decided::plain(Chain, Question::Identity);
    }
    if !apart && pair.same >= SAME && names_one_activity(engine, pair) {
        return Decided::plain(Same, Question::Identity);
    }
    if compared.edition == Edition::Differs && !apart && pair.identity >= KIN {
        // editions of two institutions that run at once are two activities with one aim
        let at_once = if compared.shared_days > 0 { overlap(pair) } else { None };
        return at_once.or_else(|| Decided::plain(Part, Question::Identity));
    }
    exclusive(engine, pair, sides).or_else(|| complement(engine, pair, sides)).or_else(|| overlap(pair))
}

fn own_records(engine: &Engine, pair: &Pair) -> Option<Decided> {
    let compared = &pair.comparison;
    if compared.edition == Edition::Differs && compared.nearness != Nearness::Apart {
        return Decided::plain(FindingKind::Part, Question::Identity);
    }
    if engine.families.one(pair.left, pair.right)
        || pair.declared.is_some()
        || compared.edition == Edition::Same
    {
        return None;
    }
    asset_twice(engine, pair).or_else(|| {
        let bits = engine.weights.bits(compared, Question::Aim);
        let titled = bits[field::TITLE] + bits[field::MEANING] >= OWN_TITLES;
        // written down twice, which is no second activity
        let twice = pair.same >= SAME && names_one_activity(engine, pair);
        if titled && !twice { overlap(pair) } else { None }
    })
}

fn asset_twice(engine: &Engine, pair: &Pair) -> Option<Decided> {
    let compared = &pair.comparison;
    let asset = compared.asset?;
    if compared.shared_days <= 0 {
        return None;
    }
    let bits = engine.weights.bits(compared, Question::Identity);
    let without = pair.same - bits[field::ASSET];
    // one place and the same days speak for one activity only where words do too, or where such pairs taught it
    let worded = bits[field::TITLE] + bits[field::MEANING] + bits[field::TEXT] + bits[field::CODE] > 0.0;
    if without >= ONE_ACTIVITY && (worded || engine.weights.taught()) {
        return None;
    }
    let asset = engine.columns.asset_names.word(asset).to_uppercase().into();
    let rule = Some((Says::SharedAsset { asset }, 0.0));
    Some(Decided { kind: FindingKind::Conflict, question: Question::Use, rule })
}

/// A shared title word is not enough for one activity, nor are shared partners: the title must say it, or a code, or
/// the same money and days. Where the records themselves taught what titles weigh, their weight is enough.
fn names_one_activity(engine: &Engine, pair: &Pair) -> bool {
    let compared = &pair.comparison;
    if engine.weights.taught() {
        return compared.edition != Edition::Differs;
    }
    let bits = engine.weights.bits(compared, Question::Identity);
    let title = compared.title.shared.jaccard() >= 0.5 || bits[field::TITLE] >= 5.0;
    let code = bits[field::CODE] >= 4.0;
    let money = compared.money == crate::compare::Money::Same && compared.timing >= Timing::Started;
    let grounded = compared.nearness >= Nearness::Country
        || compared.shared_count > 0
        || compared.left_in_right | compared.right_in_left != 0;
    // dates of one activity differ by weeks; by more only where the title leaves no doubt
    let timed = compared.timing != Timing::Shared
        || compared.title.shared.jaccard() >= 0.8 && compared.shared_count > 0;
    let means = bits[field::MEANING] >= 4.0;
    let spot = compared.nearness == Nearness::Same
        && compared.timing >= Timing::Close
        && compared.themes == Themes::Same
        && pair.same >= SURELY;
    compared.edition != Edition::Differs && ((title || means) && grounded && timed || code || money || spot)
}

fn phase(compared: &Comparison, sides: &Sides) -> bool {
    let (earlier, later) = if sides.left.start <= sides.right.start {
        (sides.left, sides.right)
    } else {
        (sides.right, sides.left)
    };
    let follows =
        earlier.end != i32::MAX && later.start != i32::MIN && (later.start - earlier.end).abs() <= TAKES_OVER;
    follows
        && compared.starts_apart > 3 * TAKES_OVER
        && sides.left.kind == sides.right.kind
        && compared.title.shared.containment() >= 0.5
        && (compared.shared_count >= 2 || compared.edition == Edition::Differs)
}

fn exclusive(engine: &Engine, pair: &Pair, sides: &Sides) -> Option<Decided> {
    let compared = &pair.comparison;
    if pair.identity >= SURELY || compared.asset.is_some() {
        return None; // it may be one activity: nothing collides with itself
    }
    let (left, right) = (sides.left, sides.right);
    let rule = engine.options.exclusions.iter().find(|rule| rule.fits(left.kind, right.kind, compared))?;
    let says = Says::ExclusiveKinds {
        left: left.kind.as_str().into(),
        right: right.kind.as_str().into(),
        km: rule.km,
        days: rule.days,
    };
    Some(Decided { kind: FindingKind::Conflict, question: Question::Use, rule: Some((says, RULE_BITS)) })
}

fn complement(engine: &Engine, pair: &Pair, sides: &Sides) -> Option<Decided> {
    use ActivityKind::{Assistance, Exercise, Force, Funding, Mission, Operation, Training};
    let compared = &pair.comparison;
    if compared.themes != Themes::Same || compared.timing == Timing::Apart {
        return None;
    }
    if compared.nearness < Nearness::Same
        && let Some(says) = stretches(engine, sides)
    {
        let rule = Some((says, RULE_BITS));
        return Some(Decided { kind: FindingKind::Complement, question: Question::Aim, rule });
    }
    if compared.nearness < Nearness::Region {
        return None;
    }
    let label = |record: Option<&Record>| CompactString::from(record.map_or("", Record::label));
    let teaches = |kind| matches!(kind, Training | Assistance | Exercise);
    let acts = |kind| matches!(kind, Operation | Mission | Force);
    let (left, right) = ((sides.left, sides.left_record), (sides.right, sides.right_record));
    for ((one, x), (other, y)) in [(left, right), (right, left)] {
        if teaches(one.kind) && acts(other.kind) {
            let says = Says::TrainingBesideOperation { training: label(x), operation: label(y) };
            return Some(Decided {
                kind: FindingKind::Complement,
                question: Question::Aim,
                rule: Some((says, RULE_BITS)),
            });
        }
        let does = |view: &View| view.parties.iter().any(|(_, does)| does & part::DOES != 0);
        let money = one.total > 0.0 && !does(&one) && one.kind == Funding;
        if money && other.total <= 0.0 && does(&other) && other.kind != Funding {
            let says = Says::MoneyMeetsDelivery { money: label(x), delivery: label(y) };
            return Some(Decided {
                kind: FindingKind::Complement,
                question: Question::Aim,
                rule: Some((says, RULE_BITS)),
            });
        }
    }
    None
}

/// Neighbouring stretches of one line that the two work on.
fn stretches(engine: &Engine, sides: &Sides) -> Option<Says> {
    let lines = |view: &View| {
        let spots = view.places.iter().filter_map(|at| engine.columns.spots.get(*at as usize));
        spots.filter(|spot| spot.level == PlaceLevel::Line).collect::<Vec<_>>()
    };
    let (left, right) = (lines(&sides.left), lines(&sides.right));
    let met = left.iter().flat_map(|one| right.iter().map(move |other| (one, other)));
    let found = met
        .filter(|(one, other)| engine.reference.neighbouring(&one.id, &other.id))
        .min_by_key(|(one, other)| (&one.id, &other.id))?;
    Some(Says::NeighbouringStretch { left: found.0.name.clone(), right: found.1.name.clone() })
}

fn overlap(pair: &Pair) -> Option<Decided> {
    let compared = &pair.comparison;
    let place = compared.nearness >= Nearness::Region;
    let worded = compared.title.shared.both > 0.0 || compared.meaning >= 3.0;
    let aim = match compared.themes {
        Themes::Same => true,
        Themes::Wide => worded,
        // filed under other themes, but named alike
        Themes::Differ | Themes::Unknown => compared.title.shared.containment() >= NAMED_ALIKE,
    };
    let time = compared.timing >= Timing::Shared;
    // one place and nearly the same days: rather two accounts of one activity, not told surely enough
    let undecided =
        compared.timing >= Timing::Close && compared.nearness == Nearness::Same && pair.same >= UNDECIDED;
    if undecided {
        return None;
    }
    if place && aim && time && pair.aim >= OVERLAP {
        return Decided::plain(FindingKind::Overlap, Question::Aim);
    }
    None
}
