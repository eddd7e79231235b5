//! Names of what records are filtered by and of what statements speak of, in the reader's language.

use comity_core::reference::Reference;
use comity_core::{Lang, Says};
use comity_store::Facet;

use serde_json::Value;

use crate::node::Node;
use crate::told::Told;

impl Node {
    /// The name of a facet's value in a language (`en`, `ru`, `zh`); the value itself where it has none.
    pub fn named(&self, facet: Facet, value: &str, language: &str) -> String {
        let (reference, lang) = (self.reference(), Lang::parse(language));
        // places and themes are written with their vocabulary: `iso2:TJ`, `dac5:12220`
        let (vocabulary, code) = value.split_once(':').unwrap_or(("", value));
        let name = match facet {
            Facet::Place => {
                let place = reference.gazetteer.by_code(vocabulary, code);
                place.map(|place| reference.gazetteer.name(place, lang))
            }
            Facet::Theme => {
                reference.themes.by_code(vocabulary, code).map(|theme| reference.themes.name(theme, lang))
            }
            Facet::Party => {
                let party = || reference.directory.by_reference(value);
                state(&reference, value, lang)
                    .or_else(|| party().map(|party| reference.directory.name(party, lang)))
            }
            Facet::Kind | Facet::Scope => None,
        };
        name.filter(|name| !name.is_empty()).unwrap_or(value).to_owned()
    }

    /// A finding with the names of places, themes and parties in a language. The engine writes them in English, countries often by code; what
    /// has no name in the language stays as it is.
    pub fn told_in(&self, told: Told, language: &str) -> Told {
        let lang = Lang::parse(language);
        let mut told = told;
        told.gist = self.said_in(&told.gist, lang);
        told.ways.iter_mut().for_each(|way| *way = self.said_in(way, lang));
        told.evidence.iter_mut().for_each(|one| one.says = self.said_in(&one.says, lang));
        told
    }

    /// What a party is called in a language: a state's name, the name that the directory has, else what it is called for short.
    pub fn called_in(&self, id: &str, short: &str, language: &str) -> String {
        let lang = Lang::parse(language);
        let state = state(&self.reference(), id, lang).map(str::to_owned);
        let named = state.or_else(|| self.party_in(id, lang)).or_else(|| self.party_in(short, lang));
        named.unwrap_or_else(|| short.to_owned())
    }

    /// A place, as a sentence names it, in a language.
    pub fn place_called_in(&self, words: &str, language: &str) -> String {
        self.place_in(words, Lang::parse(language)).unwrap_or_else(|| words.to_owned())
    }

    fn said_in(&self, says: &Says, lang: Lang) -> Says {
        let sides_are_places = matches!(says, Says::DifferentPlace { .. } | Says::NeighbouringStretch { .. });
        let sides_are_parties = matches!(says, Says::NoTie { .. } | Says::UntiedGist { .. });
        let is_bridge = matches!(says, Says::BridgeMember { .. });
        let Ok(mut value) = serde_json::to_value(says) else { return says.clone() };
        for (member, value) in value.as_object_mut().into_iter().flatten() {
            let side = matches!(member.as_str(), "left" | "right");
            match member.as_str() {
                "place" | "inner" | "outer" | "countries" => each(value, |words| self.place_in(words, lang)),
                _ if side && sides_are_places => each(value, |words| self.place_in(words, lang)),
                "left_tie" | "right_tie" => each(value, |words| Some(self.tie_in(words, lang))),
                "party" if is_bridge => each(value, |words| Some(self.end_in(words, lang))),
                "themes" => each(value, |words| self.theme_in(words, lang)),
                "party" | "parties" | "by" | "left_by" | "right_by" | "funder" | "implementer" | "money"
                | "delivery" => each(value, |words| self.party_in(words, lang)),
                _ if side && sides_are_parties => each(value, |words| self.party_in(words, lang)),
                _ => {}
            }
        }
        serde_json::from_value(value).unwrap_or_else(|_| says.clone())
    }

    /// A place as a sentence names it; several stand with commas.
    fn place_in(&self, words: &str, lang: Lang) -> Option<String> {
        let gazetteer = self.reference().gazetteer;
        let code = words.len() == 2 && words.bytes().all(|byte| byte.is_ascii_uppercase());
        let found = if code {
            gazetteer.by_code("iso2", words)
        } else {
            let named = gazetteer.find(words);
            named.into_iter().find(|place| gazetteer.name(*place, Lang::parse("en")) == words)
        };
        match found {
            Some(place) => Some(gazetteer.name(place, lang).to_owned()),
            None if words.contains(", ") => {
                let parts: Vec<String> = words
                    .split(", ")
                    .map(|part| self.place_in(part, lang).unwrap_or_else(|| part.to_owned()))
                    .collect();
                Some(parts.join(", "))
            }
            None => None,
        }
    }

    fn theme_in(&self, words: &str, lang: Lang) -> Option<String> {
        let themes = self.reference().themes;
        let found =
            themes.find(words).into_iter().find(|theme| themes.name(*theme, Lang::parse("en")) == words);
        found.map(|theme| themes.name(theme, lang).to_owned())
    }

    /// A tie as the engine writes it, `kz member osce`, with names for its ends. Their spaces don't break, so that three parts are left.
    fn tie_in(&self, words: &str, lang: Lang) -> String {
        let end = |id: &str| self.end_in(id, lang).replace(' ', "\u{a0}");
        match words.split(' ').collect::<Vec<_>>().as_slice() {
            [from, kind, to] => format!("{} {kind} {}", end(from), end(to)),
            _ => words.to_owned(),
        }
    }

    /// A party by its id alone: a state's name; the name in the language; else the id, which for institutions is what they are called for short.
    fn end_in(&self, id: &str, lang: Lang) -> String {
        let state = state(&self.reference(), id, lang).map(str::to_owned);
        state.or_else(|| self.party_in(id, lang)).unwrap_or_else(|| id.to_uppercase())
    }

    /// A party by its reference or only name, where it has a name in the language; the short name that the engine chose is kept otherwise.
    fn party_in(&self, words: &str, lang: Lang) -> Option<String> {
        let directory = self.reference().directory;
        let mut named = directory.by_name(words);
        let only = named.next().filter(|_| named.next().is_none());
        let party = directory.by_reference(words).or(only)?;
        let (own, english) = (directory.name(party, lang), directory.name(party, Lang::parse("en")));
        (own != english).then(|| own.to_owned())
    }
}

/// The name of a state. States are named by their codes, which are short names of others, too.
fn state<'r>(reference: &'r Reference, code: &str, lang: Lang) -> Option<&'r str> {
    let state = reference.gazetteer.by_code("iso2", code).filter(|_| reference.is_state(code));
    state.map(|state| reference.gazetteer.name(state, lang))
}

/// Changes a text, or each text of a list.
fn each(value: &mut Value, change: impl Fn(&str) -> Option<String>) {
    match value {
        Value::String(words) => {
            if let Some(changed) = change(words) {
                *words = changed;
            }
        }
        Value::Array(items) => {
            for item in items {
                if let Some(changed) = item.as_str().and_then(&change) {
                    *item = changed.into();
                }
            }
        }
        _ => {}
    }
}
