//! The ways to make a tie between two houses, under what is in force.

use std::collections::BTreeSet;

use comity_core::{
    CompactString, Finding, Instrument, InstrumentKind, PartyKind, Proposal, Says, Stance, says::list,
};
use comity_overlap::{
    Network,
    parties::{PartyNo, Resolved},
};

use super::{Means, Missing, Ties, Way, standing::Standing};

/// Parties told by name; the rest is counted.
const NAMED: usize = 6;

/// A finding with all that could be done about it.
pub(super) fn missing(
    ties: &Ties<'_>,
    network: &Network<'_>,
    standing: &Standing,
    finding: Finding,
) -> Option<Missing> {
    let parties = ties.engine.parties();
    let [a, b] = finding.parties.as_slice() else { return None };
    let (a, b) = (parties.find_word(a.as_str())?, parties.find_word(b.as_str())?);
    let both = standing.members(a).intersection(standing.members(b));
    let members = both.map(|member| parties.short(*member)).collect();
    let pair = Pair { ties, network, standing, a, b };
    let mut ways = Vec::new();
    ways.extend(pair.joint_activity(&finding));
    ways.extend(pair.organs());
    ways.extend(pair.rules());
    ways.extend(pair.hosts());
    ways.extend(pair.statuses());
    ways.extend(pair.proposals());
    ways.sort_by_key(|way| (way.closed.is_some(), way.by));
    Some(Missing { finding, members, ways })
}

/// Names as they are told: the first of them, the rest counted.
pub(super) fn told(mut names: Vec<CompactString>) -> Vec<CompactString> {
    if let Some(more @ 1..) = names.len().checked_sub(NAMED) {
        names.truncate(NAMED);
        names.push(format!("{more} more").into());
    }
    names
}

/// Two houses and everything known of what stands between them.
struct Pair<'p, 'e, 's> {
    ties: &'p Ties<'e>,
    network: &'p Network<'s>,
    standing: &'p Standing,
    a: PartyNo,
    b: PartyNo,
}

impl Pair<'_, '_, '_> {
    fn short(&self, party: PartyNo) -> CompactString {
        self.ties.engine.parties().short(party)
    }

    fn party(&self, party: PartyNo) -> Option<&Resolved> {
        self.ties.engine.parties().get(party)
    }

    fn both_ways(&self) -> [(PartyNo, PartyNo); 2] {
        [(self.a, self.b), (self.b, self.a)]
    }

    /// Both work on a need: an activity of both needs no status.
    fn joint_activity(&self, finding: &Finding) -> Option<Way> {
        let works = |house| self.ties.stakes.of(house).is_some_and(|stake| !stake.works.is_empty());
        if !works(self.a) || !works(self.b) {
            return None;
        }
        let needs = match &finding.gist {
            Says::UntiedGist { needs, .. } => list(needs),
            _ => list(&finding.needs),
        };
        let place = finding.place.as_deref().map(|place| format!(" in {place}")).unwrap_or_default();
        Some(Way {
            by: Means::JointActivity,
            says: format!("a joint activity{place} on {needs}, without any status"),
            consent: vec![self.short(self.a), self.short(self.b)],
            objected: Vec::new(),
            closed: None,
        })
    }

    /// Organs that work on a need which the other side works on or states.
    fn organs(&self) -> Vec<Way> {
        let mut out = Vec::new();
        for (house, other) in self.both_ways() {
            let (Some(own), Some(theirs)) = (self.ties.organs.get(&house), self.ties.stakes.of(other)) else {
                continue;
            };
            let shared = own
                .iter()
                .filter(|(need, _)| theirs.states.contains(need) || theirs.works.contains_key(need));
            let organs: BTreeSet<PartyNo> = shared.flat_map(|(_, organs)| organs).copied().collect();
            for organ in organs {
                let (organ, house) = (self.short(organ), self.short(house));
                out.push(Way {
                    by: Means::Organ,
                    says: format!("{organ}, which works on the need itself, instead of {house} as a whole"),
                    consent: vec![organ, house, self.short(other)],
                    objected: Vec::new(),
                    closed: None,
                });
            }
        }
        out
    }

    /// Rules in force that open a door, with who may invite.
    fn rules(&self) -> Vec<Way> {
        let parties = self.ties.engine.parties();
        let mut out = Vec::new();
        for instrument in self.network.doors(self.a, self.b) {
            let binds = |house: PartyNo| {
                instrument.parties.iter().any(|party| {
                    parties.find_word(party.as_str()).is_some_and(|party| parties.house(party) == house)
                })
            };
            for (host, guest) in self.both_ways().into_iter().filter(|(host, _)| binds(*host)) {
                out.push(self.rule(instrument, host, guest));
            }
        }
        out
    }

    fn rule(&self, instrument: &Instrument, host: PartyNo, guest: PartyNo) -> Way {
        let inviting = inviting(&instrument.obligation.value);
        let (host, guest) = (self.short(host), self.short(guest));
        let adopted = instrument.kind != InstrumentKind::Proposal;
        let (by, says) = match (adopted, inviting.is_empty()) {
            (true, false) => (
                Means::Guest,
                format!("{host} invites {guest} under \u{201c}{}\u{201d}", instrument.title.value),
            ),
            _ => {
                (Means::Status, format!("\u{201c}{}\u{201d} of {host} speaks of it", instrument.title.value))
            }
        };
        let closed = (!adopted).then(|| format!("it was proposed, and {guest} has not taken it up"));
        let consent = if inviting.is_empty() { vec![host, guest] } else { inviting };
        Way { by, says, consent, objected: Vec::new(), closed }
    }

    /// Institutions tied to both, and states in both.
    fn hosts(&self) -> Vec<Way> {
        let beside = self.network.around(self.a).map(|(party, _)| party);
        let both = |party: &PartyNo| {
            *party != self.a && *party != self.b && !self.network.between(*party, self.b).is_empty()
        };
        let is_state =
            |party: &PartyNo| self.party(*party).is_some_and(|known| known.kind == PartyKind::State);
        let (states, others): (Vec<PartyNo>, Vec<PartyNo>) = beside.filter(both).partition(is_state);
        let mut out: Vec<Way> = others
            .iter()
            .map(|host| Way {
                by: Means::Host,
                says: format!("{}, which is tied to both, brings them together", self.short(*host)),
                consent: vec![self.short(*host)],
                objected: Vec::new(),
                closed: None,
            })
            .collect();
        if !states.is_empty() {
            let names = told(states.iter().map(|state| self.short(*state)).collect());
            let (are, hosts) = if states.len() == 1 { ("is", "hosts") } else { ("are", "one of them hosts") };
            out.push(Way {
                by: Means::Host,
                says: format!("{} {are} tied to both: {hosts} both", list(&names)),
                consent: names,
                objected: Vec::new(),
                closed: None,
            });
        }
        out
    }

    /// A status that others hold or held with one of the two; its members decide.
    fn statuses(&self) -> Vec<Way> {
        let parties = self.ties.engine.parties();
        let mut out = Vec::new();
        for (host, guest) in self.both_ways() {
            for (kind, held) in self.standing.statuses(host) {
                let proposed = self.proposed().into_iter().find(|proposal| {
                    proposal.tie_kind == *kind
                        && proposal.would_tie_to.as_ref().and_then(|to| parties.find_word(to.as_str()))
                            == Some(host)
                });
                let members = self.standing.members(host);
                let mut consent: Vec<CompactString> =
                    members.iter().map(|party| self.short(*party)).collect();
                if consent.is_empty() {
                    consent.push(self.short(host));
                }
                out.push(Way {
                    by: Means::Status,
                    says: format!(
                        "{} as {} of {}, as {held}",
                        self.short(guest),
                        kind.as_str(),
                        self.short(host)
                    ),
                    consent,
                    objected: proposed.map(|proposal| self.objected(proposal)).unwrap_or_default(),
                    closed: proposed.and_then(|proposal| self.ties.blocked.get(&proposal.id).cloned()),
                });
            }
        }
        out
    }

    /// What was proposed for the two.
    fn proposals(&self) -> Vec<Way> {
        let way = |proposal: &Proposal| {
            let title = &proposal.title.value;
            let positions =
                self.network.relations.positions.iter().filter(|held| held.proposal == proposal.id);
            let asked: Vec<CompactString> = positions
                .filter(|held| matches!(held.stance, Stance::Conditional | Stance::Undecided))
                .map(|held| match held.stance {
                    Stance::Conditional => format!("{} (if {})", held.party, held.condition).into(),
                    _ => CompactString::from(format!("{} (undecided)", held.party)),
                })
                .collect();
            Way {
                by: Means::Proposal,
                says: format!("proposed: {title} ({})", proposal.id),
                consent: asked,
                objected: self.objected(proposal),
                closed: self.ties.blocked.get(&proposal.id).cloned(),
            }
        };
        self.proposed().into_iter().map(way).collect()
    }

    fn proposed(&self) -> Vec<&Proposal> {
        self.network.proposed(self.a, self.b).to_vec()
    }

    fn objected(&self, proposal: &Proposal) -> Vec<CompactString> {
        let against = self.network.relations.positions.iter();
        let against = against.filter(|held| held.proposal == proposal.id && held.stance == Stance::Oppose);
        against.map(|held| held.party.0.clone()).collect()
    }
}

/// Who may invite, as a rule says it: what stands before `may invite` in each of its clauses.
fn inviting(obligation: &str) -> Vec<CompactString> {
    let clauses = obligation.split([';', '.']);
    let who = |clause: &str| {
        let at = ["may invite", "can invite", "shall invite", "invites"]
            .iter()
            .find_map(|verb| clause.find(verb))?;
        let who = clause.get(..at)?.trim();
        (!who.is_empty()).then(|| CompactString::from(who))
    };
    clauses.filter_map(who).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_invite_stands_before_the_verb() {
        let rule = "the Council of Foreign Ministers may invite guests to attend its meetings; the chairman may invite \
                    guests of the chairman";
        assert_eq!(inviting(rule), ["the Council of Foreign Ministers", "the chairman"]);
        assert_eq!(inviting("may invite"), [] as [CompactString; 0]);
        assert_eq!(inviting("formal contacts, especially against narcotics"), [] as [CompactString; 0]);
    }
}
