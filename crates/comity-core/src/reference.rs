//! Reference data in one bundle: what the engine is given beside the records.

use std::sync::Arc;

use crate::{
    directory::{Directory, OrgId},
    gazetteer::Gazetteer,
    party::PartyRef,
    place::PlaceLevel,
    rates::Rates,
    themes::Themes,
};

/// Gazetteer, themes, directory and rates. Made by comity-formats from the packed files and the user's own; each is shared with the bundles
/// in which it is the same.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Places.
    pub gazetteer: Arc<Gazetteer>,
    /// Themes.
    pub themes: Arc<Themes>,
    /// Organisations.
    pub directory: Arc<Directory>,
    /// Exchange rates.
    pub rates: Arc<Rates>,
}

impl Reference {
    /// The organisation of a party as a record names it. States are named by their codes, which registers give to others as short names, too
    /// (`am` is Armenia, and an association in Myanmar): such a code means an organisation only where its name stands beside it.
    pub fn organisation(&self, party: &PartyRef) -> Option<OrgId> {
        let found = self.directory.resolve(party)?;
        let by_code = self.directory.by_reference(&party.reference) == Some(found);
        let named =
            || party.names.iter().any(|name| self.directory.by_name(&name.value).any(|one| one == found));
        (!(by_code && self.is_state(&party.reference)) || named()).then_some(found)
    }

    /// Whether a party's reference is a state's code.
    pub fn is_state(&self, reference: &str) -> bool {
        let place = self.gazetteer.by_code("iso2", reference).filter(|_| reference.trim().len() == 2);
        place.is_some_and(|place| self.gazetteer.level(place) == PlaceLevel::Country)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{DirectoryBuilder, NewOrganisation};
    use crate::gazetteer::{GazetteerBuilder, NewPlace};
    use crate::{At, Text};

    #[test]
    fn a_code_of_two_letters_is_a_state_unless_the_name_says_otherwise() {
        let mut places = GazetteerBuilder::default();
        places.add(NewPlace {
            id: "iso2:AM".into(),
            level: PlaceLevel::Country,
            name: "Armenia".into(),
            ..NewPlace::default()
        });
        let mut directory = DirectoryBuilder::default();
        directory.add(NewOrganisation {
            id: "MM-MHA-0072".into(),
            references: vec!["am".into(), "amx".into()],
            name: "AGE Myanmar".into(),
            ..NewOrganisation::default()
        });
        let reference = Reference {
            gazetteer: places.build().0.into(),
            directory: directory.build().0.into(),
            ..Reference::default()
        };
        let found = |code: &str, names: &[&str]| {
            let names = names.iter().map(|name| Text::plain(*name, At::default())).collect();
            let party = PartyRef { reference: code.into(), names, ..PartyRef::default() };
            reference.organisation(&party).is_some()
        };
        assert!(!found("am", &[]) && !found("AM", &["Armenia"]));
        assert!(found("am", &["AGE Myanmar"]) && found("amx", &[]) && found("MM-MHA-0072", &[]));
    }
}
