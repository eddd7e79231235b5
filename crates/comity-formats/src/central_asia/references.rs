//! References between the tables: every party that is named must be in the table of parties, every proposal of a
//! position or an exclusion in that of proposals. Only possible once all tables are read; nothing is taken away, each bad one is a problem.

use std::collections::BTreeSet;

use comity_core::{At, Loss, Problem, Snapshot, SourceId};

use super::FORMAT;

/// Problems for references that lead nowhere, in the order of the snapshot; none where no parties were read.
///
/// Records of other formats name parties by schemes of their own and are not looked at.
pub fn unknown_references(snapshot: &Snapshot) -> Vec<Problem> {
    let parties: BTreeSet<&str> = snapshot.parties.iter().map(|party| party.id.as_str()).collect();
    let proposals: BTreeSet<&str> = snapshot.proposals.iter().map(|proposal| proposal.id.as_str()).collect();
    let mut check = Check { snapshot, problems: Vec::new() };
    if !parties.is_empty() {
        check.named_parties(&parties);
    }
    if !proposals.is_empty() {
        for position in &snapshot.positions {
            let place = (position.source, position.at);
            check.known(&proposals, &position.proposal, "proposal", position.party.as_str(), place);
        }
        for exclusion in &snapshot.exclusions {
            let place = (exclusion.source, exclusion.at);
            check.known(&proposals, &exclusion.a, "a", "", place);
            check.known(&proposals, &exclusion.b, "b", "", place);
        }
    }
    check.problems
}

struct Check<'a> {
    snapshot: &'a Snapshot,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn named_parties(&mut self, parties: &BTreeSet<&str>) {
        let snapshot = self.snapshot;
        for party in &snapshot.parties {
            if let Some(of) = &party.organ_of {
                self.known(parties, of.as_str(), "organ_of", party.id.as_str(), (party.source, party.at));
            }
        }
        for tie in &snapshot.ties {
            let name = format!("{} - {}", tie.from, tie.to);
            self.known(parties, tie.from.as_str(), "from", &name, (tie.source, tie.at));
            self.known(parties, tie.to.as_str(), "to", &name, (tie.source, tie.at));
        }
        for instrument in &snapshot.instruments {
            for party in &instrument.parties {
                let place = (instrument.source, instrument.at);
                self.known(parties, party.as_str(), "parties", &instrument.id, place);
            }
        }
        for need in &snapshot.needs {
            for party in &need.stated_by {
                self.known(parties, party.as_str(), "stated_by", &need.id, (need.source, need.at));
            }
        }
        for proposal in &snapshot.proposals {
            let named = [
                ("proposed_by", &proposal.proposed_by),
                ("would_tie_from", &proposal.would_tie_from),
                ("would_tie_to", &proposal.would_tie_to),
            ];
            for (column, party) in named {
                if let Some(party) = party {
                    self.known(parties, party.as_str(), column, &proposal.id, (proposal.source, proposal.at));
                }
            }
        }
        for position in &snapshot.positions {
            let place = (position.source, position.at);
            self.known(parties, position.party.as_str(), "party", &position.proposal, place);
        }
        for record in &snapshot.records {
            let source = usize::try_from(record.source.0).ok().and_then(|index| snapshot.sources.get(index));
            if source.is_none_or(|source| source.format != FORMAT) {
                continue;
            }
            let place = (record.source, record.reporter.at);
            self.known(parties, &record.reporter.reference, "reporter", &record.id, place);
            for participant in &record.participants {
                let place = (record.source, participant.party.at);
                self.known(parties, &participant.party.reference, "participants", &record.id, place);
            }
        }
    }

    fn known(
        &mut self,
        ids: &BTreeSet<&str>,
        id: &str,
        column: &str,
        row: &str,
        (source, at): (SourceId, At),
    ) {
        if id.is_empty() || ids.contains(id) {
            return;
        }
        let file = usize::try_from(source.0).ok().and_then(|index| self.snapshot.sources.get(index));
        let is_proposal = matches!(column, "proposal" | "a" | "b");
        let (what, table) = if is_proposal { ("proposal", "proposals") } else { ("party", "parties") };
        self.problems.push(Problem {
            file: file.map(|source| source.name.clone()).unwrap_or_default(),
            line: (at.line > 0).then_some(at.line),
            column: (at.column > 0).then_some(at.column),
            element: column.into(),
            identifier: row.into(),
            reason: format!("no {what} has the id `{id}`"),
            way_out: format!("add it to the table of {table}, or correct the id"),
            loss: Loss::Nothing,
        });
    }
}
