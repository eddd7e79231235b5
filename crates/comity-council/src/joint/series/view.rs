//! What a party may see of a series: one place, asked by every page and program.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, PartyId, Tlp};
use serde::Serialize;

use super::{Edition, Lesson, Series, Sort};

/// A series as somebody sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct View {
    pub title: String,
    pub text: String,
    pub sort: Sort,
    pub label: Tlp,
    pub keeper: PartyId,
    /// In the order of time.
    pub editions: Vec<(CompactString, Edition)>,
    /// All that ever took part.
    pub parties: BTreeSet<PartyId>,
    /// With their numbers.
    pub lessons: Vec<(usize, Lesson)>,
    /// Each figure, by the names of the editions that have it.
    pub figures: BTreeMap<CompactString, Vec<CompactString>>,
    pub ended: Option<(Day, String)>,
}

impl Series {
    /// It as a party sees it: the keeper and who ever took part all of it; everybody what travels, lessons excepted, which are for those who
    /// took part.
    pub fn view(&self, party: Option<&PartyId>) -> Option<View> {
        let (keeper, label) = (self.keeper.as_ref()?, self.label.unwrap_or(Tlp::Red));
        let took_part = party.is_some_and(|party| {
            party == keeper || self.editions.values().any(|edition| edition.parts.contains_key(party))
        });
        if !took_part && label > Tlp::Green {
            return None;
        }
        let mut editions: Vec<(CompactString, Edition)> =
            self.editions.iter().map(|(name, edition)| (name.clone(), edition.clone())).collect();
        editions.sort_by(|(one, a), (other, b)| (a.start, one).cmp(&(b.start, other)));
        let mut figures: BTreeMap<CompactString, Vec<CompactString>> = BTreeMap::new();
        for (name, edition) in &editions {
            for figure in edition.results.keys() {
                figures.entry(figure.clone()).or_default().push(name.clone());
            }
        }
        let lessons = self.lessons.iter().enumerate().filter(|_| took_part);
        Some(View {
            title: self.title.clone(),
            text: self.text.clone(),
            sort: self.sort,
            label,
            keeper: keeper.clone(),
            parties: editions.iter().flat_map(|(_, edition)| edition.parts.keys().cloned()).collect(),
            lessons: lessons.map(|(at, lesson)| (at + 1, lesson.clone())).collect(),
            figures,
            editions,
            ended: self.ended.clone(),
        })
    }
}
