//! A series out of a finding that says so: its records become editions, with their days, places and who took part.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{CompactString, Day, Participant, PartyId, Role, Tlp};
use comity_council::joint::series::{Act, Held, Part, Sort};
use comity_store::{Account, Uuid};

use crate::desk::Desk;
use crate::error::Error;

/// A series as a finding lets it begin.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// What it would be called.
    pub title: String,
    /// What it would be.
    pub sort: Sort,
    /// Its editions.
    pub editions: Vec<(CompactString, Held, BTreeMap<PartyId, Part>)>,
}

impl Desk<'_> {
    /// Begins a series out of a finding: each of its records that the viewer may see becomes an edition, named by its year.
    ///
    /// # Errors
    /// Where there is no such finding for the viewer, none of its records has days, or policies say no.
    pub async fn series_of_finding(&self, finding: Uuid, label: Tlp) -> Result<Uuid, Error> {
        let drawn = self.draw_series(finding).await?;
        let keeper = self.viewer.party().cloned().ok_or(Error::Absent { what: "party" })?;
        let (title, sort) = (drawn.title, drawn.sort);
        let id = self.begin_series(&Act::Begin { keeper, title, text: String::new(), sort, label }).await?;
        for (edition, held, parts) in drawn.editions {
            self.act_in_series(id, &Act::Edition { edition, held, parts }).await?;
        }
        Ok(id)
    }

    async fn draw_series(&self, finding: Uuid) -> Result<Drawn, Error> {
        let opened = self.finding(finding).await?;
        let mut editions: Vec<(CompactString, Held, BTreeMap<PartyId, Part>)> = Vec::new();
        let mut names: BTreeSet<CompactString> = BTreeSet::new();
        let mut titles: Vec<String> = Vec::new();
        let mut sort = Sort::Exercise;
        let mut sides: Vec<_> = opened.sides.iter().collect();
        sides.sort_by_key(|side| side.summary.first_day);
        for side in sides {
            let (Some(start), title) = (side.summary.first_day, side.summary.title.clone()) else { continue };
            let end = side.summary.end_day.map_or(start, |after| Day(after.0 - 1)).max(start);
            let (year, ..) = start.ymd();
            let mut name: CompactString = year.to_string().into();
            let mut nth = 2;
            while !names.insert(name.clone()) {
                name = format!("{year}-{nth}").into();
                nth += 1;
            }
            sort = match side.summary.kind.as_str() {
                "operation" => Sort::Operation,
                "training" => Sort::Training,
                _ => sort,
            };
            let Account::Activity(said) = &side.version.account else { continue };
            let place = said
                .places
                .first()
                .map(|place| {
                    place.names.first().map_or_else(|| place.code.to_string(), |name| name.value.to_string())
                })
                .unwrap_or_default();
            let record = Some(side.summary.id.to_string().into());
            let held = Held { start, end, place, words: title.clone(), record };
            editions.push((name, held, parts(&side.summary.reporter, &said.participants)));
            titles.push(title);
        }
        if editions.is_empty() {
            let reason = "none of its records has days that you may see".to_owned();
            return Err(Error::Input { field: "finding", reason });
        }
        Ok(Drawn { title: shared(&titles), sort, editions })
    }
}

/// Who took part, as the record names them.
fn parts(reporter: &str, participants: &[Participant]) -> BTreeMap<PartyId, Part> {
    let mut parts = BTreeMap::from([(PartyId::from(reporter), Part::Host)]);
    for one in participants {
        // a party without a reference is a name, and names are no parties here
        if one.party.reference.is_empty() {
            continue;
        }
        let party = PartyId(one.party.reference.clone());
        let part = if one.role == Role::Observer { Part::Observer } else { Part::Participant };
        parts.entry(party).or_insert(part);
    }
    parts
}

/// What the titles share at their beginning, without a number or year; the first where they share nothing.
fn shared(titles: &[String]) -> String {
    let Some((first, others)) = titles.split_first() else { return String::new() };
    let words: Vec<&str> = first.split_whitespace().collect();
    let alike = |other: &String| {
        other.split_whitespace().zip(&words).take_while(|(theirs, ours)| theirs == *ours).count()
    };
    let length = others.iter().map(alike).min().unwrap_or(words.len());
    let kept = words.get(..length).unwrap_or_default().join(" ");
    let kept = kept.trim_end_matches(|c: char| !c.is_alphabetic() && c != ')');
    if kept.is_empty() { first.clone() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn a_series_is_called_what_its_editions_share() {
        let titles = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        assert_eq!(shared(&titles(&["Rubezh 2004", "Rubezh 2005"])), "Rubezh");
        assert_eq!(shared(&titles(&["Канал-2003", "Канал-2004"])), "Канал-2003");
        assert_eq!(
            shared(&titles(&["Joint drill, 2004 edition", "Joint drill, 2006 edition"])),
            "Joint drill"
        );
        assert_eq!(shared(&titles(&["One", "Another"])), "One");
    }
}
