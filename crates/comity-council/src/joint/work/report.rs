//! Joint reporting: each partner says its figures once, and which of them another partner's figure holds already. What is counted is what no
//! other partner's figure holds.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, Decimal, PartyId};
use serde::Serialize;

use super::Workspace;
use crate::joint::{Refused, can_be_added, given};

/// A figure as a partner reported it: an aggregate, never about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Whose.
    pub party: PartyId,
    /// Of which period: `2006`, `2006-Q1`.
    pub period: CompactString,
    /// What is counted: `border posts built`.
    pub figure: CompactString,
    /// How many or how much.
    pub value: Decimal,
    /// The partner whose figure holds it already.
    pub within: Option<PartyId>,
    /// When it was reported.
    pub on: Day,
}

/// A figure of a period, added up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// What is counted.
    pub figure: CompactString,
    /// The sum of what is counted.
    pub total: Decimal,
    /// What all partners said, added up blindly: the difference is what would have been counted twice.
    pub said: Decimal,
    /// Each partner's figure, and whether it is counted.
    pub rows: Vec<(Figure, bool)>,
}

/// A report that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Published {
    /// Of which period.
    pub period: CompactString,
    /// When.
    pub on: Day,
    /// What it says beside its figures.
    pub words: String,
    /// Its figures.
    pub figures: Vec<Counted>,
    /// When it was reopened: another report of the period takes its place.
    pub reopened: Option<Day>,
}

impl Workspace {
    pub(super) fn report(&mut self, figure: Figure) -> Result<(), Refused> {
        self.partner(&figure.party)?;
        given(&figure.period, "period")?;
        given(&figure.figure, "figure")?;
        can_be_added(figure.value)?;
        if self.standing_report(&figure.period).is_some() {
            return Err(Refused::Closed(figure.period));
        }
        if let Some(within) = &figure.within {
            self.partners.get(within).ok_or_else(|| Refused::NoPartner(within.clone()))?;
            if self.leads_back(&figure, within) {
                return Err(Refused::Circle);
            }
        }
        self.figures.push(figure);
        Ok(())
    }

    pub(super) fn publish(
        &mut self,
        period: CompactString,
        words: String,
        today: Day,
    ) -> Result<(), Refused> {
        if self.standing_report(&period).is_some() {
            return Err(Refused::Closed(period));
        }
        let figures = self.counted(&period);
        if figures.is_empty() {
            return Err(Refused::NothingReported(period));
        }
        self.published.push(Published { period, on: today, words, figures, reopened: None });
        Ok(())
    }

    pub(super) fn reopen(&mut self, period: &CompactString, today: Day) -> Result<(), Refused> {
        let mut given = self.published.iter_mut();
        let standing = given.find(|one| one.period == *period && one.reopened.is_none());
        standing.ok_or_else(|| Refused::NotClosed(period.clone()))?.reopened = Some(today);
        Ok(())
    }

    fn standing_report(&self, period: &str) -> Option<&Published> {
        self.published.iter().find(|one| one.period == period && one.reopened.is_none())
    }

    /// The figures of a period as they hold: the last of each partner.
    fn held(&self, period: &str) -> BTreeMap<(&str, &PartyId), &Figure> {
        let of_period = self.figures.iter().filter(|one| one.period == period);
        of_period.map(|one| ((one.figure.as_str(), &one.party), one)).collect()
    }

    /// Whether what `within` says is in the end part of the new figure itself.
    fn leads_back(&self, new: &Figure, within: &PartyId) -> bool {
        let held = self.held(&new.period);
        let mut at = Some(within);
        // figures held lead into no circle, so this ends
        while let Some(party) = at {
            if *party == new.party {
                return true;
            }
            at = held.get(&(new.figure.as_str(), party)).and_then(|one| one.within.as_ref());
        }
        false
    }

    /// What was reported for a period, added up. A figure that another partner's holds is counted there; where that partner reported none, it
    /// is counted itself, so that nothing is lost.
    pub fn counted(&self, period: &str) -> Vec<Counted> {
        let held = self.held(period);
        let mut by_figure: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
        for ((figure, _), one) in &held {
            by_figure.entry(figure).or_default().push(one);
        }
        let counted = |(figure, rows): (&str, Vec<&Figure>)| {
            let reporters: BTreeSet<&PartyId> = rows.iter().map(|one| &one.party).collect();
            let counts = |one: &Figure| one.within.as_ref().is_none_or(|within| !reporters.contains(within));
            Counted {
                figure: figure.into(),
                total: rows.iter().filter(|one| counts(one)).map(|one| one.value).sum(),
                said: rows.iter().map(|one| one.value).sum(),
                rows: rows.into_iter().map(|one| (one.clone(), counts(one))).collect(),
            }
        };
        by_figure.into_iter().map(counted).collect()
    }

    /// Periods with figures, in the order of their names.
    pub fn periods(&self) -> BTreeSet<&CompactString> {
        self.figures.iter().map(|one| &one.period).collect()
    }
}
