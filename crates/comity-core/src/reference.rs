//! Reference data in one bundle: what the engine is given beside the records.

use crate::{directory::Directory, gazetteer::Gazetteer, rates::Rates, themes::Themes};

/// Gazetteer, themes, directory and rates. Made by comity-formats from the packed files and the user's own.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Places.
    pub gazetteer: Gazetteer,
    /// Themes.
    pub themes: Themes,
    /// Organisations.
    pub directory: Directory,
    /// Exchange rates.
    pub rates: Rates,
}
