//! What a decision changes at this node: a tie becomes a record, what is to be done jointly a joint activity, a
//! finding gets its outcome. Written back into the council, so that it is done once.

use std::collections::BTreeSet;

use comity_core::{At, Audience, Label, PartyId, Period, Snapshot, Source, SourceId, Terms, Tie, Tlp};
use comity_council::joint::work::{self, Begin};
use comity_council::proceedings::{Act, Change, Council, Matter, Origin};
use comity_store::import::Options;
use comity_store::{Outcome, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::wait::done;

/// Whether a decision on it changes something at the node.
pub(super) fn is_done_here(matter: &Matter) -> bool {
    matches!(matter.draft.change, Change::Tie { .. } | Change::Joint { .. })
        || (matches!(matter.draft.from, Some(Origin::Finding(_)))
            && outcome_of(&matter.draft.change).is_some())
}

/// What is done about the finding that a proposal came of.
fn outcome_of(change: &Change) -> Option<Outcome> {
    match change {
        Change::Joint { .. } => Some(Outcome::Jointly),
        Change::Divide { .. } => Some(Outcome::Divide),
        _ => None,
    }
}

/// The label of a record that comes of a proposal: as far as it travelled, for who belongs to the council.
fn label_of<'p>(tlp: Tlp, seats: impl Iterator<Item = &'p PartyId>) -> Result<Label, Error> {
    let parties = if tlp > Tlp::Green { seats.cloned().collect() } else { BTreeSet::new() };
    let audience = Audience { parties, ..Audience::default() };
    let label = Label::new(Terms { audience, ..Terms::of(tlp) });
    label.map_err(|error| Error::Input { field: "label", reason: error.to_string() })
}

impl Desk<'_> {
    /// Does what a decision changes at this node, and says what came of it; nothing where it changes nothing here or was done already.
    ///
    /// # Errors
    /// Where policies say no, or there is no such decision.
    pub async fn carry_out(&self, council: Uuid, number: usize) -> Result<Option<String>, Error> {
        let held = self.node.replay::<Council>(council).await?;
        let decision = number.checked_sub(1).and_then(|at| held.what.decisions().get(at));
        let decision = decision.ok_or(Error::Absent { what: "decision" })?;
        let matter = held.what.matters().get(&decision.proposal);
        let Some(matter) = matter.filter(|matter| decision.made.is_none() && is_done_here(matter)) else {
            return Ok(None);
        };
        let note = format!("{}, {number}", held.what.title());
        let made = match (&matter.draft.change, &matter.draft.from) {
            (Change::Tie { from, to, kind }, _) => {
                let tie = Tie {
                    from: from.clone(),
                    to: to.clone(),
                    kind: kind.clone(),
                    period: Period { start: Some(decision.on), ..Period::default() },
                    note: matter.title().into(),
                    source: SourceId(0),
                    at: At::new(u32::try_from(number).unwrap_or(u32::MAX), 1),
                };
                let label = label_of(matter.draft.label, held.what.seats().keys())?;
                self.put_in_tie(council, number, tie, &label).await?
            }
            (Change::Joint { with }, from) => {
                self.conclude_its_finding(matter, &note).await?;
                let lead = self.viewer.party().cloned().ok_or(Error::Absent { what: "party" })?;
                let partners = with.iter().filter(|party| **party != lead).cloned().collect();
                let begin = Begin {
                    title: matter.title().to_owned(),
                    text: matter.text().to_owned(),
                    label: matter.draft.label,
                    from: from.clone(),
                    ..Begin::of(lead, partners)
                };
                format!("work:{}", self.begin_work(&work::Act::Begin(begin)).await?)
            }
            _ => match self.conclude_its_finding(matter, &note).await? {
                Some(id) => format!("outcome:{id}"),
                None => return Ok(None),
            },
        };
        let act = Act::Enact { decision: number, made: made.as_str().into() };
        Box::pin(self.act_in_council(council, &act)).await?;
        Ok(Some(made))
    }

    /// Concludes the finding that a proposal came of, where it came of one and its change is an outcome.
    async fn conclude_its_finding(&self, matter: &Matter, note: &str) -> Result<Option<Uuid>, Error> {
        let (Some(Origin::Finding(finding)), Some(outcome)) =
            (&matter.draft.from, outcome_of(&matter.draft.change))
        else {
            return Ok(None);
        };
        let Ok(finding) = Uuid::parse_str(finding) else { return Ok(None) };
        let (asker, now) = (self.asker(), self.node.now());
        Ok(Some(done(self.node.store.conclude(&asker, finding, outcome, note, now))?))
    }

    /// Puts a tie in as a record of the viewer's party; the same decision again makes no second one.
    async fn put_in_tie(
        &self,
        council: Uuid,
        number: usize,
        tie: Tie,
        label: &Label,
    ) -> Result<String, Error> {
        let name = format!("council-{}-{number}", council.simple());
        let source = Source { name: name.clone(), format: "council".into(), ..Source::default() };
        let snapshot = Snapshot { sources: vec![source], ties: vec![tie], ..Snapshot::default() };
        let (store, now) = (&self.node.store, self.node.now());
        let options = Options { label, relabel: false, source: None, now, progress: &|_, _| {} };
        let in_force = self.node.up_to_date().await?;
        done(store.import(&self.asker(), snapshot, &in_force.reference, &options))?;
        self.node.look_for_findings().await?;
        Ok(format!("tie:{name}"))
    }
}
