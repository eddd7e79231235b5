//! Files read as both the command line and the desk read them: by content, with points checked against the countries that are known.

use std::io::Read;

use comity_core::reference::Reference;
use comity_formats::open::{self, Collected, Options};
use comity_formats::{central_asia, coordinates};

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
