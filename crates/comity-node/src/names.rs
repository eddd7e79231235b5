//! Names of what records are filtered by, in the reader's language.

use comity_core::Lang;
use comity_store::Facet;

use crate::node::Node;

impl Node {
    /// The name of a facet's value in a language (`en`, `ru`, `zh`); the value itself where it has none.
    pub fn named(&self, facet: Facet, value: &str, language: &str) -> String {
        let (reference, lang) = (&self.reference, Lang::parse(language));
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
                reference.directory.by_reference(value).map(|party| reference.directory.name(party, lang))
            }
            Facet::Kind | Facet::Scope => None,
        };
        name.filter(|name| !name.is_empty()).unwrap_or(value).to_owned()
    }
}
