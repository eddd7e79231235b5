//! What a party may see of a joint activity: one place, asked by every page, paper and program.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Currency, Day, PartyId, Tlp};
use serde::Serialize;

use super::act::Role;
use super::{Counted, Date, Funds, Laid, Line, Note, Partner, Published, Share, Workspace};
use crate::proceedings::Origin;

/// How much somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// An observer, and everybody where the label lets it travel: who takes part, the calendar, reports that were given.
    Outline,
    /// Who was asked: the outline and the plan with its cost, to decide on.
    Plan,
    /// A partner that left: all of it as it stood on that day.
    Past,
    /// A partner: all but papers that are for others alone.
    Whole,
}

/// A joint activity as somebody sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct View {
    pub sight: Sight,
    pub title: String,
    pub text: String,
    pub label: Tlp,
    pub currency: Currency,
    pub start: Option<Day>,
    pub end: Option<Day>,
    /// What it came of; for partners.
    pub from: Option<Origin>,
    pub lead: PartyId,
    pub partners: BTreeMap<PartyId, Partner>,
    /// The plan, each line with its money; who only sees the plan sees its cost alone.
    pub lines: Vec<(Line, Funds)>,
    pub funds: Funds,
    /// Shares with their numbers; for partners.
    pub shares: Vec<(usize, Share)>,
    /// The common dossier; for partners.
    pub laid: Vec<Laid>,
    pub notes: Vec<Note>,
    /// The calendar, with numbers, in the order of time.
    pub dates: Vec<(usize, Date)>,
    /// What was reported for each period and isn't published; for partners.
    pub reporting: BTreeMap<CompactString, Vec<Counted>>,
    pub published: Vec<Published>,
    pub ended: Option<(Day, String)>,
}

impl Workspace {
    /// How much a party sees; nothing where not even that it is there.
    pub fn sight(&self, party: Option<&PartyId>) -> Option<Sight> {
        let known = party.and_then(|party| self.partners.get(party));
        let was_in = party.is_some_and(|party| self.gone.contains_key(party));
        match known {
            Some(known) if known.is_in() && known.role == Role::Partner => Some(Sight::Whole),
            Some(known) if known.is_asked() && (known.role == Role::Partner || known.raised.is_some()) => {
                Some(Sight::Plan)
            }
            Some(known) if known.is_in() => Some(Sight::Outline),
            _ if was_in => Some(Sight::Past),
            Some(known) if known.is_asked() => Some(Sight::Outline),
            _ => (self.label() <= Tlp::Green && self.lead.is_some()).then_some(Sight::Outline),
        }
    }

    /// The joint activity as a party sees it.
    pub fn view(&self, party: Option<&PartyId>) -> Option<View> {
        let sight = self.sight(party)?;
        if sight == Sight::Past
            && let Some(stood) = party.and_then(|party| self.gone.get(party))
        {
            return stood.drawn(party, Sight::Past);
        }
        self.drawn(party, sight)
    }

    fn drawn(&self, party: Option<&PartyId>, sight: Sight) -> Option<View> {
        let whole = sight >= Sight::Past;
        let planned = sight >= Sight::Plan;
        let line = |(at, line): (usize, &Line)| {
            let funds = self.funds(at + 1);
            let shown = if whole { funds } else { Funds { cost: funds.cost, ..Funds::default() } };
            (line.clone(), shown)
        };
        let reads = |note: &&Note| {
            party.is_some_and(|party| {
                whole && (note.only.is_empty() || note.party == *party || note.only.contains(party))
            })
        };
        let mut dates: Vec<(usize, Date)> =
            self.dates.iter().enumerate().map(|(at, date)| (at + 1, date.clone())).collect();
        dates.sort_by_key(|(number, date)| (date.start, *number));
        let open = self.periods().into_iter().filter(|period| {
            whole && !self.published.iter().any(|one| one.period == **period && one.reopened.is_none())
        });
        // reports that were given are outline, but what each partner said is the partners'
        let published = self.published.iter().cloned().map(|mut one| {
            if !whole {
                one.figures.iter_mut().for_each(|counted| {
                    counted.rows.clear();
                    counted.said = counted.total;
                });
            }
            one
        });
        let published = published.filter(|one| whole || one.reopened.is_none());
        let funds = self.all_funds();
        let partners =
            self.partners.iter().filter(|(one, known)| whole || known.is_in() || Some(*one) == party);
        // whom else the lead asks is the partners' matter
        let partners = partners.map(|(one, known)| {
            let raised = known.raised.filter(|_| whole || Some(one) == party);
            (one.clone(), Partner { raised, ..known.clone() })
        });
        Some(View {
            sight,
            title: self.title.clone(),
            text: self.text.clone(),
            label: self.label(),
            currency: self.currency,
            start: self.start,
            end: self.end,
            from: self.from.clone().filter(|_| whole),
            lead: self.lead.clone()?,
            // why somebody declined or left is for the partners
            partners: partners.collect(),
            lines: if planned { self.lines.iter().enumerate().map(line).collect() } else { Vec::new() },
            funds: match sight {
                Sight::Outline => Funds::default(),
                Sight::Plan => Funds { cost: funds.cost, ..Funds::default() },
                _ => funds,
            },
            shares: self
                .shares
                .iter()
                .enumerate()
                .filter(|_| whole)
                .map(|(at, share)| (at + 1, share.clone()))
                .collect(),
            laid: self.laid.iter().filter(|_| whole).cloned().collect(),
            notes: self.notes.iter().filter(reads).cloned().collect(),
            dates,
            reporting: open.map(|period| (period.clone(), self.counted(period))).collect(),
            published: published.collect(),
            ended: self.ended.clone().map(|(day, words)| (day, if whole { words } else { String::new() })),
        })
    }
}

impl View {
    /// Partners that belong to it.
    pub fn together(&self) -> BTreeSet<&PartyId> {
        let partners = self.partners.iter().filter(|(_, known)| known.is_in() && known.role == Role::Partner);
        partners.map(|(party, _)| party).collect()
    }
}
