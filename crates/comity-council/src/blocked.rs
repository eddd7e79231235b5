//! Proposals that stand in no package: who stands in their way, and why.

use comity_core::Stance;

use crate::{
    answer::{Blocked, Why},
    encode::{Encoding, Movable, Move, Who},
    error::Error,
    maximal::Maximal,
    question::{Ask, Question},
    sat::Lit,
};

/// The proposals of a part that are in no set that passes.
pub(crate) fn stuck(question: &Question, part: &[u32], maximal: &Maximal) -> Result<Vec<u32>, Error> {
    let missing = part.iter().filter(|ask| !maximal.sets.iter().any(|set| set.contains(ask)));
    let missing: Vec<u32> = missing.copied().collect();
    if maximal.whole || missing.is_empty() {
        return Ok(missing);
    }
    let mut encoding = Encoding::new(question, part, Movable::Nowhere)?;
    let mut out = Vec::new();
    for ask in missing {
        let passes = encoding.passes(ask)?;
        if !encoding.sat.solve(&[passes])? {
            out.push(ask);
        }
    }
    Ok(out)
}

/// Who blocks one of them, and why. `encoding` is of what bears on it, and lets the positions on it change.
pub(crate) fn explained(
    question: &Question,
    encoding: &mut Encoding<'_>,
    number: u32,
    ask: &Ask,
    stuck: &[u32],
) -> Result<Blocked, Error> {
    let (by, reasons) = explain(question, encoding, number, ask, stuck)?;
    let by = by.into_iter().filter_map(|party| question.parties.get(party as usize).cloned()).collect();
    let why = reasons.iter().map(Why::to_string).collect::<Vec<_>>().join(" ");
    Ok(Blocked { proposal: ask.id.clone(), by, why, reasons })
}

fn explain(
    question: &Question,
    encoding: &mut Encoding<'_>,
    number: u32,
    ask: &Ask,
    stuck: &[u32],
) -> Result<(Vec<u32>, Vec<Why>), Error> {
    let with = |stance: Stance| -> Vec<u32> {
        ask.held.iter().filter(|held| held.stance == stance).map(|held| held.party).collect()
    };
    let names = |parties: &[u32]| parties.iter().map(|party| question.name(*party)).collect();
    let rule = ask.rule;
    let mut by = with(Stance::Oppose);
    let mut reasons = Vec::new();
    if !rule.has_veto() {
        let unmet = unmet(encoding, number, ask)?;
        by.extend(unmet.iter().filter_map(|at| ask.held.get(*at)).map(|held| held.party));
        let conditional = with(Stance::Conditional);
        let accepting = with(Stance::Support).len() + conditional.len() - unmet.len();
        if rule.passes(accepting, by.len()) {
            // each condition could be met, not enough of them at once
            by.extend(conditional);
            by.sort_unstable();
            by.dedup();
            reasons.push(Why::Clash { parties: names(&by) });
        } else if accepting == 0 {
            reasons.push(Why::NobodyAccepts { refusing: by.len() });
        } else {
            reasons.push(Why::TooFew { accepting, refusing: by.len(), rule });
        }
        reasons.extend(unmet.into_iter().filter_map(|at| unmet_reason(question, ask, at, stuck)));
        by.sort_unstable();
        return Ok((by, reasons));
    }
    if !by.is_empty() {
        reasons.push(Why::Opposed { parties: names(&by), rule });
    }
    if rule.abstaining_refuses() {
        let abstaining = with(Stance::Abstain);
        if !abstaining.is_empty() {
            reasons.push(Why::Abstained { parties: names(&abstaining), rule });
        }
        by.extend(abstaining);
    }
    let unmet = unmet(encoding, number, ask)?;
    by.extend(unmet.iter().filter_map(|at| ask.held.get(*at)).map(|held| held.party));
    reasons.extend(unmet.into_iter().filter_map(|at| unmet_reason(question, ask, at, stuck)));
    if by.is_empty() {
        by = clash(encoding, number, ask)?;
        reasons.push(Why::Clash { parties: names(&by) });
    }
    by.sort_unstable();
    Ok((by, reasons))
}

fn unmet_reason(question: &Question, ask: &Ask, at: usize, stuck: &[u32]) -> Option<Why> {
    let held = ask.held.get(at)?;
    let condition = held.condition.as_ref()?;
    let mut blocked = Vec::new();
    condition.each(&mut |named| {
        if stuck.contains(named) && !blocked.contains(&question.id(*named)) {
            blocked.push(question.id(*named));
        }
    });
    let named: Result<_, std::convert::Infallible> = condition.named(&mut |ask| Ok(question.id(*ask)));
    let Ok(named) = named;
    let condition = held.says.as_ref().map_or_else(|| named.to_string(), ToString::to_string);
    Some(Why::Unmet { party: question.name(held.party), condition, blocked })
}

/// Conditional positions on a proposal that no set meets, whatever the other positions on it.
fn unmet(encoding: &mut Encoding<'_>, number: u32, ask: &Ask) -> Result<Vec<usize>, Error> {
    let pass = encoding.passes(number)?;
    let mut out = Vec::new();
    for (at, held) in ask.held.iter().enumerate() {
        let Some(condition) = &held.condition else { continue };
        let holds = encoding.holds(condition, true)?;
        // the other positions on it give way
        let mut assumed: Vec<Lit> = encoding.moves.iter().map(|one| one.lit).collect();
        assumed.extend([pass, holds]);
        if !encoding.sat.solve(&assumed)? {
            out.push(at);
        }
    }
    Ok(out)
}

/// The fewest conditional positions on a proposal that can't be met at once (none can be left out).
fn clash(encoding: &mut Encoding<'_>, number: u32, ask: &Ask) -> Result<Vec<u32>, Error> {
    let pass = encoding.passes(number)?;
    let moves = encoding.moves.clone();
    let fails = |encoding: &mut Encoding<'_>, kept: &[Move]| {
        let kept = kept.iter().map(|one| !one.lit);
        encoding.sat.solve(&kept.chain([pass]).collect::<Vec<Lit>>()).map(|passes| !passes)
    };
    let mut kept = moves.clone();
    for one in &moves {
        let without: Vec<Move> = kept.iter().filter(|other| other.lit != one.lit).copied().collect();
        if fails(encoding, &without)? {
            kept = without;
        }
    }
    let held = kept.iter().filter_map(|one| match one.who {
        Who::Held(at) => ask.held.get(at),
        Who::Refusing | Who::Uncounted => None,
    });
    Ok(held.map(|held| held.party).collect())
}
