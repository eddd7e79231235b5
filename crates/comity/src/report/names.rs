//! Names that the records don't carry, out of the reference data: themes, regions and borders in the page's languages,
//! organisations with their abbreviations, and the places that sentences name.

use std::collections::BTreeSet;

use comity_core::{
    CompactString, Finding, Lang, PartyRef, Place, PlaceLevel, Says, Text,
    directory::{Directory, OrgId},
    gazetteer::{Gazetteer, How, PlaceId},
    reference::Reference,
    themes::Themes,
};

use super::dictionary::{Dictionary, PartyEntry, PlaceEntry, PlaceSaid, ThemeEntry, Worded};

/// The languages of the page, English first.
const LANGUAGES: [&str; 3] = ["en", "ru", "zh"];

/// Fills in what the reference data knows of the dictionary's entries and of the places in the findings' sentences.
pub fn fill(dictionary: &mut Dictionary, findings: &[&Finding], reference: &Reference) {
    for entry in &mut dictionary.themes {
        theme(entry, &reference.themes);
    }
    for entry in &mut dictionary.places {
        place(entry, &reference.gazetteer);
    }
    for entry in &mut dictionary.parties {
        party(entry, &reference.directory);
    }
    dictionary.said =
        places_said(findings).into_iter().filter_map(|words| said(words, &reference.gazetteer)).collect();
}

/// A name in each of the page's languages, those that repeat the English one left out.
fn names<'a>(name: impl Fn(Lang) -> &'a str) -> Vec<Worded> {
    let in_language = |lang: &'static str| (name(Lang::parse(lang)), lang);
    let (english, _) = in_language("en");
    let kept =
        LANGUAGES.map(in_language).into_iter().filter(|(words, lang)| *lang == "en" || *words != english);
    kept.map(|(words, lang)| (words.into(), lang.into())).collect()
}

fn theme(entry: &mut ThemeEntry, themes: &Themes) {
    let (vocabulary, code) = entry.id.split_once(':').unwrap_or(("security", &entry.id));
    if let Some(theme) = themes.by_code(vocabulary, code) {
        entry.names = names(|lang| themes.name(theme, lang));
    }
}

/// Regions, borders, routes, and names of which the record doesn't say what they are: what countries are called the
/// page knows, and towns are called as the record says.
fn place(entry: &mut PlaceEntry, gazetteer: &Gazetteer) {
    if !matches!(entry.level, PlaceLevel::World | PlaceLevel::Region | PlaceLevel::Line | PlaceLevel::Unknown)
    {
        return;
    }
    let stated = Place {
        level: entry.level,
        vocabulary: entry.vocabulary.clone(),
        code: entry.code.clone(),
        names: entry.names.iter().map(|(name, _)| Text::plain(name, Default::default())).collect(),
        ..Place::default()
    };
    let Some(found) = gazetteer.resolve(&stated, &[]) else { return };
    if found.ambiguous || !matches!(found.how, How::Code | How::Name | How::PartOfName) {
        return;
    }
    if gazetteer.level(found.place) == PlaceLevel::Line {
        let rounded = |degrees: f64| (degrees * 100.0).round() / 100.0;
        entry.along = gazetteer
            .points(found.place)
            .iter()
            .map(|point| (rounded(point.lat), rounded(point.lon)))
            .collect();
    }
    if let [one, other] = gazetteer.countries(found.place)
        && !entry.along.is_empty()
    {
        let code = |place: &PlaceId| gazetteer.code(*place).trim_start_matches("iso2:").into();
        entry.between = Some([code(one), code(other)]);
    }
    if found.how == How::PartOfName {
        return;
    }
    let known = names(|lang| gazetteer.name(found.place, lang));
    entry.names.extend(known.into_iter().skip(usize::from(!entry.names.is_empty())));
}

/// A party that no list of parties names: its names in other languages, and its abbreviation.
fn party(entry: &mut PartyEntry, directory: &Directory) {
    if entry.kind.is_some() {
        return;
    }
    let stated = PartyRef {
        reference: entry.id.clone(),
        names: entry.names.iter().map(|(name, _)| Text::plain(name, Default::default())).collect(),
        ..PartyRef::default()
    };
    let Some(org) = directory.resolve(&stated) else { return };
    let mut known = names(|lang| directory.name(org, lang)).into_iter();
    if let Some(english) = known.next() {
        let short = abbreviation(&english.0, org, directory);
        entry.aliases.extend(short.map(|words| (words, "en".into())));
        // sentences call it by the usual name, whatever the record calls it
        match entry.names.is_empty() {
            true => entry.names.push(english),
            false => entry.aliases.push(english),
        }
    }
    entry.names.extend(known);
}

/// The first letters of a name's words ("International Organization for Migration": IOM), where the directory has
/// them among its names.
fn abbreviation(name: &str, org: OrgId, directory: &Directory) -> Option<CompactString> {
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    let short: CompactString =
        words.filter_map(|word| word.chars().next()).filter(|first| first.is_uppercase()).collect();
    (short.chars().count() > 2 && directory.by_name(&short).any(|known| known == org)).then_some(short)
}

/// The words by which sentences and evidence name places; lists are taken apart.
fn places_said<'a>(findings: &[&'a Finding]) -> BTreeSet<&'a str> {
    let mut out = BTreeSet::new();
    for finding in findings {
        let evidence = finding.evidence.iter().map(|one| &one.says);
        for says in evidence.chain([&finding.gist]).chain(&finding.ways) {
            let words: [&str; 2] = match says {
                Says::SamePlace { place }
                | Says::CoPresent { place, .. }
                | Says::PairGist { place, .. }
                | Says::GroupGist { place, .. }
                | Says::GapGist { place, .. } => [place, ""],
                Says::InsidePlace { inner: left, outer: right }
                | Says::DifferentPlace { left, right }
                | Says::NeighbouringStretch { left, right } => [left, right],
                Says::SharedCountries { countries } => {
                    out.extend(countries.iter().map(CompactString::as_str));
                    continue;
                }
                _ => continue,
            };
            out.extend(words);
            out.extend(words.iter().flat_map(|words| words.split(", ")));
        }
    }
    out.remove("");
    out
}

fn said(words: &str, gazetteer: &Gazetteer) -> Option<PlaceSaid> {
    let place: PlaceId = gazetteer.find(words).into_iter().next()?;
    let country = match gazetteer.level(place) {
        PlaceLevel::Country => gazetteer.code(place).strip_prefix("iso2:").unwrap_or_default().into(),
        PlaceLevel::World | PlaceLevel::Region | PlaceLevel::Line => CompactString::default(),
        _ => return None,
    };
    let names = match country.is_empty() {
        true => names(|lang| gazetteer.name(place, lang)),
        false => Vec::new(),
    };
    Some(PlaceSaid { words: words.into(), names, country })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::reference;

    fn words(names: &[Worded]) -> Vec<&str> {
        names.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn an_organisation_gets_its_abbreviation_and_its_names() {
        let mut entry = PartyEntry {
            names: vec![("IOM (UN Migration)".into(), "en".into())],
            ..PartyEntry::of("XM-DAC-47066")
        };
        party(&mut entry, &reference().directory);
        assert_eq!(words(&entry.aliases), ["IOM", "International Organization for Migration"]);
        assert_eq!(
            words(&entry.names),
            ["IOM (UN Migration)", "Международная организация по миграции", "国际移民组织"]
        );
        let mut unknown = PartyEntry::of("nobody knows this");
        party(&mut unknown, &reference().directory);
        assert!(unknown.names.is_empty() && unknown.aliases.is_empty());
    }

    #[test]
    fn a_border_is_named_and_drawn_and_a_town_stays_as_the_record_says() {
        let mut border = PlaceEntry {
            level: PlaceLevel::Line,
            names: vec![("Tajik-Afghan border".into(), "".into())],
            ..PlaceEntry::default()
        };
        place(&mut border, &reference().gazetteer);
        assert!(words(&border.names).contains(&"Таджикско-афганская граница"), "{:?}", border.names);
        assert!(border.along.len() > 3);
        assert_eq!(border.between, Some(["AF".into(), "TJ".into()]));
        let mut town = PlaceEntry {
            level: PlaceLevel::Named,
            names: vec![("Kabul".into(), "".into())],
            ..PlaceEntry::default()
        };
        place(&mut town, &reference().gazetteer);
        assert_eq!(words(&town.names), ["Kabul"]);
        let mut region = PlaceEntry {
            level: PlaceLevel::Region,
            vocabulary: "dac-region".into(),
            code: "619".into(),
            ..PlaceEntry::default()
        };
        place(&mut region, &reference().gazetteer);
        assert_eq!(words(&region.names), ["Central Asia", "Центральная Азия", "中亚"]);
    }

    #[test]
    fn places_of_sentences_are_countries_or_have_names() {
        let gazetteer = &reference().gazetteer;
        assert_eq!(
            said("Democratic Republic of the Congo", gazetteer).map(|one| one.country),
            Some("CD".into())
        );
        assert_eq!(
            said("Central Asia", gazetteer).map(|one| words(&one.names)[2].to_owned()),
            Some("中亚".to_owned())
        );
        assert!(said("nowhere that is known", gazetteer).is_none());
    }
}
