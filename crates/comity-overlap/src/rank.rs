//! What a desk should look at first: what collides before what coincides, what runs now before what is over, more
//! money, more parties, more certainty.

use comity_core::{Field, Finding, FindingKind};

use rustc_hash::FxHashSet;

use crate::{engine::Engine, finding::Draft};

/// What a kind asks of a desk, before anything is known of the finding.
fn kind(kind: FindingKind) -> f64 {
    match kind {
        FindingKind::Conflict => 6.0,
        FindingKind::Untied => 4.5,
        FindingKind::Gap => 4.0,
        FindingKind::Complement => 3.5,
        FindingKind::Overlap | FindingKind::Chain => 3.0,
        FindingKind::Same => 2.5,
        FindingKind::Part => 0.0,
    }
}

/// What a link that a record declares takes from a finding's urgency.
const DECLARED: f64 = 3.0;
/// What an overlap within one institution takes: nobody else has to be called, and its desks know their own.
const OWN: f64 = 3.0;
/// Days ahead that a desk can still change.
const AHEAD: i32 = 365;

/// How much a desk should look at a draft of this weight first.
pub(crate) fn urgency(engine: &Engine, draft: &Draft, weight: f64) -> f64 {
    let on = engine.on;
    let when = match draft.period {
        None => 0.0,
        Some(period) if period.holds(on) => 2.0,
        Some(period) => match (period.start, period.end) {
            (Some(start), _) if start > on => {
                if start.0 - on.0 <= AHEAD {
                    2.5
                } else {
                    1.0
                }
            }
            (_, Some(end)) => -(f64::from(on.0 - end.0) / 365.0).min(4.0),
            _ => 0.0,
        },
    };
    let euros: f64 =
        draft.records.iter().map(|r| f64::from(engine.columns.view(*r).total)).fold(0.0, f64::max);
    let money = (euros.max(1.0).log10() / 4.0).min(2.0);
    let parties = 0.4 * (draft.parties.len() as f64 - 1.0).clamp(0.0, 5.0);
    let sure = 2.0 * Finding::probability_of(weight) + (weight / 20.0).clamp(-1.0, 2.0);
    // what the record says itself is no news to the desk that wrote it
    let known = draft.evidence.iter().any(|line| line.field == Field::DeclaredLink);
    let known = if known { DECLARED } else { 0.0 };
    let houses = draft.records.iter().map(|record| engine.columns.view(*record).house);
    let own = draft.kind == FindingKind::Overlap && houses.collect::<FxHashSet<_>>().len() == 1;
    let own = if own { OWN } else { 0.0 };
    let many = (draft.records.len().max(1) as f64).log2() * 0.2;
    ((kind(draft.kind) + when + money + parties + sure + many - known - own) * 100.0).round() / 100.0
}
