//! How much of an IATI file the reference data knows, and how long it takes to load: `reference_shares FILE.xml`.
#![allow(clippy::print_stdout)]

use std::{error::Error, fs::File, io::BufReader, time::Instant};

use comity_core::{Item, SourceId};
use comity_formats::{Out, iati, open::Options, reference::Library};

fn main() -> Result<(), Box<dyn Error>> {
    let library = Library::packed();
    let begun = Instant::now();
    let gazetteer = library.gazetteer();
    let after_gazetteer = Instant::now();
    let (themes, after_themes) = (library.themes(), Instant::now());
    let (directory, after_directory) = (library.directory(), Instant::now());
    let after_rates = (library.rates().len(), Instant::now()).1;
    println!(
        "gazetteer {} places {:?}; themes {} {:?}; organisations {} {:?}; rates {:?}",
        gazetteer.len(),
        after_gazetteer - begun,
        themes.len(),
        after_themes - after_gazetteer,
        directory.len(),
        after_directory - after_themes,
        after_rates - after_directory
    );
    let path = std::env::args().nth(1).ok_or("name a plain IATI XML file")?;
    let mut items: Vec<Item> = Vec::new();
    let mut keep = |item| items.push(item);
    let mut out = Out::new(SourceId(0), path.as_str(), &mut keep);
    iati::read(&mut BufReader::new(File::open(&path)?), &Options::default(), &mut out)?;
    let [mut places, mut found_themes, mut parties, mut referenced] = [Share::default(); 4];
    for item in &items {
        let Item::Record(record) = item else { continue };
        let mut context = Vec::new();
        for place in &record.places {
            let found = gazetteer.resolve(place, &context);
            places.count(found.is_some());
            context.extend(found.and_then(|found| gazetteer.country_of(found.place)));
        }
        for theme in &record.themes {
            found_themes.count(!themes.resolve(theme).is_empty());
        }
        for participant in &record.participants {
            let found = directory.resolve(&participant.party).is_some();
            parties.count(found);
            if !directory.is_placeholder(&participant.party.reference) {
                referenced.count(found);
            }
        }
    }
    println!(
        "places {places}\nthemes {found_themes}\nparties {parties}\nparties with a reference {referenced}"
    );
    Ok(())
}

#[derive(Clone, Copy, Default)]
struct Share {
    found: usize,
    all: usize,
}

impl Share {
    fn count(&mut self, found: bool) {
        self.all += 1;
        self.found += usize::from(found);
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} of {}, {:.1} %",
            self.found,
            self.all,
            100.0 * self.found as f64 / self.all.max(1) as f64
        )
    }
}
