//! Stated needs against what is done about them: parties by themes, and need by need.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{FindingKind, Need, PartyId, Period};
use comity_store::read::{Filter, FindingSeen, Queue};
use comity_store::{Account, Facet, Thing, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::network::{Network, Stated};

/// A need and what answers it.
#[derive(Clone, Debug)]
pub struct NeedSeen {
    /// What is stated, and where that was read.
    pub need: Stated<Need>,
    /// Its themes, by their codes.
    pub themes: Vec<String>,
    /// Its places, by their codes.
    pub places: Vec<String>,
    /// Activities on one of its themes, at one of its places, in its period.
    pub activities: u64,
    /// The finding that it isn't met, where there is one.
    pub gap: Option<Uuid>,
}

/// Needs, and parties by the themes of the needs.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    /// The needs, those that aren't met in front.
    pub needs: Vec<NeedSeen>,
    /// Themes of the needs: the columns.
    pub themes: Vec<String>,
    /// Each party with its activities by theme, in the order of the columns.
    pub parties: Vec<(String, Vec<u64>)>,
    /// Parties and themes of stated needs, and whether one of them isn't met.
    pub stated: BTreeMap<(String, String), bool>,
    /// Parties that are left out.
    pub more: u64,
    /// Names of parties.
    pub network: Network,
}

/// Rows and columns that are shown.
const ROWS: usize = 30;
const COLUMNS: usize = 24;
/// Needs whose activities are counted.
const NEEDS: usize = 200;
/// Findings of gaps that are looked at.
const FINDINGS: u32 = 500;

impl Desk<'_> {
    /// Needs and what is done about them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn gaps(&self) -> Result<Gaps, Error> {
        let mut out = Gaps { network: self.network().await?, ..Gaps::default() };
        let unmet = self.unmet_needs().await?;
        let mut more = false;
        for stated in self.stated(Thing::Need, &[], &mut more).await?.into_iter().take(NEEDS) {
            if let Account::Need(what) = stated.what {
                let need = Stated { record: stated.record, source: stated.source, what };
                let gap = unmet.get(need.what.id.as_str()).copied();
                out.needs.push(self.need_seen(need, gap).await?);
            }
        }
        out.needs.sort_by_key(|need| (need.gap.is_none(), need.activities));
        let mut by_theme: BTreeMap<&str, usize> = BTreeMap::new();
        for seen in &out.needs {
            seen.themes.iter().for_each(|theme| *by_theme.entry(theme).or_default() += 1);
            for party in &seen.need.what.stated_by {
                for theme in &seen.themes {
                    let key = (party.to_string(), theme.clone());
                    *out.stated.entry(key).or_default() |= seen.gap.is_some();
                }
            }
        }
        let mut themes: Vec<(&str, usize)> = by_theme.into_iter().collect();
        themes.sort_by_key(|(theme, needs)| (std::cmp::Reverse(*needs), *theme));
        out.themes = themes.into_iter().take(COLUMNS).map(|(theme, _)| theme.to_owned()).collect();
        self.fill_rows(&mut out).await?;
        Ok(out)
    }

    /// Parties that state a need first, then those that do most on the themes.
    async fn fill_rows(&self, out: &mut Gaps) -> Result<(), Error> {
        let columns: BTreeSet<&str> = out.themes.iter().map(String::as_str).collect();
        let crossed = self
            .node
            .store
            .crossed(
                &self.visible,
                &Filter::default(),
                Facet::Theme,
                &|theme| columns.contains(theme),
                (usize::MAX, COLUMNS),
            )
            .await?;
        // the matrix has its columns by what is done, the page by what is needed
        let place: BTreeMap<&str, usize> =
            crossed.columns.iter().zip(0..).map(|((theme, _), at)| (theme.as_str(), at)).collect();
        let mut counted: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for ((party, _), cells) in crossed.rows.iter().zip(&crossed.cells) {
            let cell = |theme: &String| {
                place.get(theme.as_str()).and_then(|at| cells.get(*at)).copied().unwrap_or(0)
            };
            counted.insert(party.clone(), out.themes.iter().map(cell).collect());
        }
        let states: BTreeSet<&String> = out.stated.keys().map(|(party, _)| party).collect();
        for party in &states {
            counted.entry((*party).clone()).or_insert_with(|| vec![0; out.themes.len()]);
        }
        let mut rows: Vec<(String, Vec<u64>)> = counted
            .into_iter()
            .filter(|(party, cells)| states.contains(party) || cells.iter().any(|cell| *cell > 0))
            .collect();
        rows.sort_by_key(|(party, cells)| {
            (!states.contains(party), std::cmp::Reverse(cells.iter().sum::<u64>()), party.clone())
        });
        out.more = rows.len().saturating_sub(ROWS) as u64;
        rows.truncate(ROWS);
        out.parties = rows;
        Ok(())
    }

    async fn need_seen(&self, need: Stated<Need>, gap: Option<Uuid>) -> Result<NeedSeen, Error> {
        let reference = self.node.reference();
        let resolved = need.what.themes.iter().flat_map(|theme| reference.themes.resolve(theme));
        let mut themes: Vec<String> = resolved.map(|theme| reference.themes.code(theme).to_owned()).collect();
        themes.sort();
        themes.dedup();
        let resolved = need.what.places.iter().flat_map(|place| reference.gazetteer.resolve(place, &[]));
        let mut places: Vec<String> =
            resolved.map(|found| reference.gazetteer.code(found.place).to_owned()).collect();
        places.sort();
        places.dedup();
        let mut facets = vec![(Facet::Theme, themes.clone())];
        if !places.is_empty() {
            facets.push((Facet::Place, places.clone()));
        }
        let Need { period, .. } = need.what;
        let period = Some(Period { start: period.start, end: period.end, ..Period::default() })
            .filter(|period| !period.is_unknown());
        let filter = Filter { facets, period, ..Filter::default() };
        let activities = self.node.store.overview(&self.visible, &filter, &[], 0).await?.records;
        Ok(NeedSeen { need, themes, places, activities, gap })
    }

    /// Needs that aren't met by what was found, with the finding.
    async fn unmet_needs(&self) -> Result<BTreeMap<String, Uuid>, Error> {
        let queue = Queue { kinds: vec![FindingKind::Gap], ..Queue::default() };
        let mut out = BTreeMap::new();
        for seen in self.node.store.findings(&self.visible, &queue, FINDINGS).await? {
            let FindingSeen::Whole(whole) = seen else { continue };
            let needs = whole.content.get("needs").and_then(|needs| needs.as_array());
            for need in needs.into_iter().flatten().filter_map(|need| need.as_str()) {
                out.entry(need.to_owned()).or_insert(whole.id);
            }
        }
        Ok(out)
    }
}

impl Gaps {
    /// The name of a party in a language.
    pub fn name(&self, party: &str, language: &str) -> String {
        self.network.name(&PartyId::from(party), language).to_owned()
    }
}
