//! Files read as both the command line and the desk read them: by content, with points checked against the countries that are known.

use std::collections::BTreeMap;
use std::io::Read;

use comity_core::reference::Reference;
use comity_formats::open::{self, Collected, Options};
use comity_formats::table::{Choices, Mapping};
use comity_formats::{central_asia, coordinates};
use comity_store::ColumnChoice;

/// Tables read by a mapping file, and else as a party remembers what the columns of each shape mean.
pub fn options(mapping: Mapping, chosen: &BTreeMap<String, ColumnChoice>) -> Options {
    let said = chosen.iter().map(|(shape, choice)| (shape.clone(), choice.columns.clone()));
    Options { mapping: mapping.with_choices(Choices::new(said)), ..Options::default() }
}

/// Reads inputs one after the other; what can't be read is among the problems of the snapshot.
pub fn read<N: AsRef<str>, R: Read>(
    inputs: impl IntoIterator<Item = (N, R)>,
    options: &Options,
    reference: &Reference,
) -> Collected {
    let mut collected = open::read_all(inputs, options);
    collected.snapshot.problems.extend(central_asia::unknown_references(&collected.snapshot));
    coordinates::exchange_swapped(&mut collected.snapshot, &reference.gazetteer);
    collected
}
