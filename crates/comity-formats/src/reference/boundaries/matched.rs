//! Which place an outline is of: by one of our own codes, else by what the files of OCHA, geoBoundaries and Natural Earth call their codes.

use comity_core::{
    CompactString,
    gazetteer::{Gazetteer, PlaceId},
};

use crate::json::Part;

/// What to do about an outline that belongs to no known place.
pub(super) const WAY: &str =
    "give the feature a property `place` with a code that the node knows, such as `iso2:TJ` or `pcode:TJ01`";

/// Properties with the vocabulary of their codes, the narrowest level of places first: a district's file names its province, too.
const PROPERTIES: [&[(&str, &str)]; 4] = [
    &[("adm2_pcode", "pcode"), ("admin2pcode", "pcode")],
    &[("adm1_pcode", "pcode"), ("admin1pcode", "pcode"), ("pcode", "pcode"), ("iso_3166_2", "iso3166-2")],
    &[("shapeiso", "")],
    &[
        ("iso_a2_eh", "iso2"),
        ("iso_a2", "iso2"),
        ("iso2", "iso2"),
        ("iso_3166_1_alpha_2", "iso2"),
        ("adm0_pcode", "pcode"),
        ("iso_a3", "iso3"),
        ("iso3", "iso3"),
        ("adm0_a3", "iso3"),
        ("shapegroup", "iso3"),
    ],
];

/// Properties that hold a name, the narrowest level first.
const NAMES: [&str; 9] =
    ["name", "adm2_en", "adm2_name", "adm1_en", "adm1_name", "shapename", "name_en", "adm0_en", "admin"];

/// What a feature says of itself.
pub(super) struct Stated {
    /// A code of ours.
    own: CompactString,
    /// The codes of its narrowest level that has any, with property and vocabulary.
    codes: Vec<(&'static str, &'static str, CompactString)>,
    pub name: CompactString,
    pub disputed: bool,
}

impl Stated {
    pub fn of(feature: &Part<'_>) -> Stated {
        let properties: Vec<(CompactString, CompactString)> = feature
            .member("properties")
            .map(|all| all.members())
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| (name.to_lowercase(), value.text()))
            // what Natural Earth writes where it has no code
            .filter(|(_, value)| !value.is_empty() && value != "-99" && value != "-1")
            .collect();
        let get = |wanted: &str| properties.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        let id = feature.member("id").map(|id| id.text()).filter(|id| id.contains(':'));
        let own = get("place").cloned().or(id).unwrap_or_default();
        let level = |level: &[(&'static str, &'static str)]| -> Vec<_> {
            let stated = |(property, vocabulary): &(&'static str, &'static str)| {
                get(property).map(|code| (*property, *vocabulary, code.clone()))
            };
            level.iter().filter_map(stated).collect()
        };
        let codes = PROPERTIES.into_iter().map(level).find(|codes| !codes.is_empty()).unwrap_or_default();
        let says_so = |word: &str| matches!(word.to_lowercase().as_str(), "true" | "yes" | "1" | "disputed");
        let told = ["featurecla", "status", "type"].into_iter().filter_map(get);
        Stated {
            own,
            codes,
            name: NAMES.into_iter().find_map(get).cloned().unwrap_or_default(),
            disputed: get("disputed").is_some_and(|word| says_so(word))
                || told.into_iter().any(|word| word.to_lowercase().contains("disputed")),
        }
    }

    /// The code that it is known by in its own file, with the property's name.
    pub fn code(&self) -> Option<(&'static str, &str)> {
        if !self.own.is_empty() {
            return Some(("place", &self.own));
        }
        self.codes.first().map(|(property, _, code)| (*property, code.as_str()))
    }

    /// What to call it in a complaint.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { self.code().map_or("", |(_, code)| code) } else { &self.name }
    }

    /// The place. A code of ours that isn't known is none, and so are codes of the narrowest level: the province isn't its district.
    pub fn place(&self, gazetteer: &Gazetteer) -> Option<PlaceId> {
        if !self.own.is_empty() {
            let (vocabulary, code) = self.own.split_once(':')?;
            return gazetteer.by_code(vocabulary, code);
        }
        self.codes.iter().find_map(|(_, vocabulary, code)| {
            let known = match (*vocabulary, code.contains('-')) {
                // geoBoundaries: of a country three letters, of what lies in it a code with a dash
                ("", true) => "iso3166-2",
                ("", false) => "iso3",
                (known, _) => known,
            };
            gazetteer.by_code(known, code)
        })
    }
}
