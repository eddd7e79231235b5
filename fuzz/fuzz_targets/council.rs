#![no_main]

use std::io::BufReader;

use comity_core::{Snapshot, SourceId};
use comity_council::{Limits, Question};
use comity_formats::{Out, central_asia, central_asia::Table};

// tables of a question, one behind the other: what can be read is answered, what can't is a problem
libfuzzer_sys::fuzz_target!(|tables: [&str; 3]| {
    let mut snapshot = Snapshot::default();
    for (table, text) in [Table::Proposals, Table::Positions, Table::Exclusions].into_iter().zip(tables) {
        let mut sink = |item| snapshot.add(item);
        let mut out = Out::new(SourceId(0), "fuzz", &mut sink);
        // an error is an answer
        let _ = central_asia::read_as(table, &mut BufReader::new(text.as_bytes()), &mut out);
    }
    if snapshot.proposals.len() <= 12
        && let Ok(question) = Question::of(&snapshot, None)
    {
        question.packages(Limits { packages: 50, ways: 3, enlarged: 3 }).expect("the solver ends");
    }
});
