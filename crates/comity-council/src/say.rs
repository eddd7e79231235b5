//! The answer in English sentences.

use std::fmt;

use comity_core::{CompactString, Rule, Stance, says::list};

use crate::answer::Why;

impl Why {
    /// The same with other names for the parties.
    pub fn calling(&self, name: &dyn Fn(&str) -> CompactString) -> Why {
        let mut why = self.clone();
        match &mut why {
            Why::Opposed { parties, .. } | Why::Abstained { parties, .. } | Why::Clash { parties } => {
                parties.iter_mut().for_each(|party| *party = name(party));
            }
            Why::Unmet { party, .. } => *party = name(party),
            Why::TooFew { .. } | Why::NobodyAccepts { .. } => {}
        }
        why
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Opposed { parties, rule } => {
                let verb = if parties.len() == 1 { "opposes" } else { "oppose" };
                let rule = match rule {
                    Rule::Unanimity => "unanimity takes that everyone accepts",
                    Rule::Silence => "one objection breaks the silence",
                    _ => "consensus takes that nobody refuses",
                };
                write!(f, "{} {verb} it, and {rule}.", list(parties))
            }
            Why::Abstained { parties, .. } => {
                let verb = if parties.len() == 1 { "abstains" } else { "abstain" };
                write!(f, "{} {verb}, which under unanimity is to refuse.", list(parties))
            }
            Why::Unmet { party, condition, blocked } => {
                write!(f, "{party} accepts it only if {condition}")?;
                match blocked.as_slice() {
                    [] => f.write_str(", which is true of nothing that could pass with it."),
                    _ => write!(f, ", and {} can't pass.", list(blocked)),
                }
            }
            Why::Clash { parties } => {
                write!(f, "What {} ask for can't all be true of one set.", list(parties))
            }
            Why::TooFew { accepting, refusing, rule } => {
                let takes = match rule {
                    Rule::Qualified(share) => format!("a share of {share} is"),
                    _ => "more than half are".to_owned(),
                };
                let verb = if *accepting == 1 { "accepts" } else { "accept" };
                let refuse = if *refusing == 1 { "refuses" } else { "refuse" };
                write!(f, "At best {accepting} {verb} it and {refusing} {refuse}: {takes} needed.")
            }
            Why::NobodyAccepts { refusing: 0 } => {
                f.write_str("Nobody accepts it yet, and the rule counts those who do.")
            }
            Why::NobodyAccepts { refusing } => {
                let refuse = if *refusing == 1 { "refuses" } else { "refuse" };
                write!(f, "Nobody accepts it and {refusing} {refuse}.")
            }
        }
    }
}

/// What would let these pass, and beside what.
pub(crate) fn unlock(
    changes: &[(CompactString, CompactString, Stance)],
    proposals: &[CompactString],
    with: &[CompactString],
) -> String {
    let mut moves: Vec<(CompactString, Stance, Vec<CompactString>)> = Vec::new();
    for (party, proposal, to) in changes {
        match moves.iter_mut().find(|(other, stance, _)| other == proposal && stance == to) {
            Some((_, _, parties)) => parties.push(party.clone()),
            None => moves.push((proposal.clone(), *to, vec![party.clone()])),
        }
    }
    let itself = moves.iter().all(|(proposal, ..)| proposals == std::slice::from_ref(proposal));
    let what = if itself { "it".to_owned() } else { list(proposals) };
    let moves: Vec<CompactString> = moves
        .into_iter()
        .map(|(proposal, to, parties)| {
            let verb = if to == Stance::Abstain { "abstained on" } else { "supported" };
            CompactString::from(format!("{} {verb} {proposal}", list(&parties)))
        })
        .collect();
    let beside = if with.is_empty() { String::new() } else { format!(" beside {}", list(with)) };
    format!("If {}, {what} could pass{beside}.", list(&moves))
}
