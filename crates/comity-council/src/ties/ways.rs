//! The ways to make a tie between two houses, under what is in force.

use std::collections::BTreeSet;

use comity_core::{CompactString, Finding, Instrument, InstrumentKind, PartyKind, Proposal, Says, Stance};
use comity_overlap::{
    Network,
    parties::{Parties, PartyNo, Resolved},
};

use super::standing::{Holders, Standing};
use super::{Agrees, Called, Closed, Means, Missing, Ties, Told, Way, WaySays};

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
    let members = both.map(|member| called(parties, *member)).collect();
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

/// A party with what it is called.
fn called(parties: &Parties, party: PartyNo) -> Called {
    Called { id: parties.id(party), short: parties.short(party) }
}

/// Parties as they are told: the first of them, the rest counted.
pub(super) fn told(parties: &Parties, mut who: Vec<PartyNo>) -> Told {
    let more = who.len().saturating_sub(NAMED) as u32;
    who.truncate(NAMED);
    Told { parties: who.into_iter().map(|party| called(parties, party)).collect(), more }
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
    fn called(&self, party: PartyNo) -> Called {
        called(self.ties.engine.parties(), party)
    }

    fn agrees(&self, party: PartyNo) -> Agrees {
        Agrees::Party(self.called(party))
    }

    fn party(&self, party: PartyNo) -> Option<&Resolved> {
        self.ties.engine.parties().get(party)
    }

    fn both_ways(&self) -> [(PartyNo, PartyNo); 2] {
        [(self.a, self.b), (self.b, self.a)]
    }

    /// Both work on a need: an activity of both needs no status.
    fn joint_activity(&self, finding: &Finding) -> Option<Way> {
        let works = |house| self.ties.grounds.stakes.of(house).is_some_and(|stake| !stake.works.is_empty());
        if !works(self.a) || !works(self.b) {
            return None;
        }
        let needs = match &finding.gist {
            Says::UntiedGist { needs, .. } => needs.clone(),
            _ => finding.needs.clone(),
        };
        let place = finding.place.as_deref().unwrap_or_default().into();
        Some(Way {
            by: Means::JointActivity,
            says: WaySays::Jointly { place, needs },
            consent: vec![self.agrees(self.a), self.agrees(self.b)],
            objected: Vec::new(),
            closed: None,
        })
    }

    /// Organs that work on a need which the other side works on or states.
    fn organs(&self) -> Vec<Way> {
        let mut out = Vec::new();
        for (house, other) in self.both_ways() {
            let (Some(own), Some(theirs)) =
                (self.ties.grounds.organs.get(&house), self.ties.grounds.stakes.of(other))
            else {
                continue;
            };
            let shared = own
                .iter()
                .filter(|(need, _)| theirs.states.contains(need) || theirs.works.contains_key(need));
            let organs: BTreeSet<PartyNo> = shared.flat_map(|(_, organs)| organs).copied().collect();
            for organ in organs {
                out.push(Way {
                    by: Means::Organ,
                    says: WaySays::Through { organ: self.called(organ), house: self.called(house) },
                    consent: vec![self.agrees(organ), self.agrees(house), self.agrees(other)],
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
        let invites = !inviting.is_empty();
        let (host, guest) = (self.called(host), self.called(guest));
        let rule = instrument.title.value.clone();
        let adopted = instrument.kind != InstrumentKind::Proposal;
        let consent = match inviting.is_empty() {
            true => vec![Agrees::Party(host.clone()), Agrees::Party(guest.clone())],
            false => inviting.into_iter().map(|words| Agrees::Whom { words }).collect(),
        };
        let closed = (!adopted).then(|| Closed::NotTakenUp { guest: guest.clone() });
        let (by, says) = match (adopted, invites) {
            (true, true) => (Means::Guest, WaySays::Invites { host, guest, rule }),
            _ => (Means::Status, WaySays::SpokenOf { host, rule }),
        };
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
                says: WaySays::BroughtTogether { host: self.called(*host) },
                consent: vec![self.agrees(*host)],
                objected: Vec::new(),
                closed: None,
            })
            .collect();
        if !states.is_empty() {
            let states = told(self.ties.engine.parties(), states);
            let mut consent: Vec<Agrees> = states.parties.iter().cloned().map(Agrees::Party).collect();
            consent.extend((states.more > 0).then_some(Agrees::More { parties: states.more }));
            out.push(Way {
                by: Means::Host,
                says: WaySays::HostedBy { states },
                consent,
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
            for (kind, Holders { told, had }) in self.standing.statuses(host) {
                let proposed = self.proposed().into_iter().find(|proposal| {
                    proposal.tie_kind == *kind
                        && proposal.would_tie_to.as_ref().and_then(|to| parties.find_word(to.as_str()))
                            == Some(host)
                });
                let members = self.standing.members(host);
                let mut consent: Vec<Agrees> = members.iter().map(|party| self.agrees(*party)).collect();
                if consent.is_empty() {
                    consent.push(self.agrees(host));
                }
                out.push(Way {
                    by: Means::Status,
                    says: WaySays::AsOthers {
                        guest: self.called(guest),
                        host: self.called(host),
                        status: kind.clone(),
                        holders: told.clone(),
                        had: *had,
                    },
                    consent,
                    objected: proposed.map(|proposal| self.objected(proposal)).unwrap_or_default(),
                    closed: proposed
                        .and_then(|proposal| self.ties.grounds.blocked.get(&proposal.id).cloned()),
                });
            }
        }
        out
    }

    /// What was proposed for the two.
    fn proposals(&self) -> Vec<Way> {
        let way = |proposal: &Proposal| {
            let positions =
                self.network.relations.positions.iter().filter(|held| held.proposal == proposal.id);
            let asked = positions.filter_map(|held| match held.stance {
                Stance::Conditional => {
                    Some(Agrees::If { party: by_id(&held.party.0), condition: held.condition.clone() })
                }
                Stance::Undecided => Some(Agrees::Undecided(by_id(&held.party.0))),
                _ => None,
            });
            Way {
                by: Means::Proposal,
                says: WaySays::Proposed {
                    title: proposal.title.value.clone(),
                    proposal: proposal.id.clone(),
                },
                consent: asked.collect(),
                objected: self.objected(proposal),
                closed: self.ties.grounds.blocked.get(&proposal.id).cloned(),
            }
        };
        self.proposed().into_iter().map(way).collect()
    }

    fn proposed(&self) -> Vec<&Proposal> {
        self.network.proposed(self.a, self.b).to_vec()
    }

    fn objected(&self, proposal: &Proposal) -> Vec<Called> {
        let against = self.network.relations.positions.iter();
        let against = against.filter(|held| held.proposal == proposal.id && held.stance == Stance::Oppose);
        against.map(|held| by_id(&held.party.0)).collect()
    }
}

/// A party as a position names it.
fn by_id(id: &CompactString) -> Called {
    Called { id: id.clone(), short: id.clone() }
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
