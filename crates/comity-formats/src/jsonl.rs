//! Our own JSON Lines of records, read back: one record a line, as [`crate::write`] writes them.
//!
//! The record then stands where it is read: its source is this file and its line the line here. The places of its single
//! values stay those of the source that they were first read from.

use std::io::BufRead;

use comity_core::{At, Loss, Record};
use serde::Deserialize;

use crate::{Error, Out, open::Options};

/// Enough of a line to name it, when the whole can't be read.
#[derive(Deserialize)]
struct Named {
    id: Option<String>,
}

/// Reads records. A line that is none is a problem, and the next one is tried; blank lines are passed over.
///
/// # Errors
/// When the input breaks off, or one line is beyond the limit of a value.
pub fn read(input: &mut dyn BufRead, options: &Options, out: &mut Out<'_>) -> Result<(), Error> {
    out.format = "JSON Lines".to_owned();
    let mut line = Vec::new();
    let mut number = 0u32;
    loop {
        line.clear();
        number = number.saturating_add(1);
        let limit = u64::try_from(options.limits.value).unwrap_or(u64::MAX).saturating_add(1);
        let mut bounded = std::io::Read::take(&mut *input, limit);
        let read = bounded.read_until(b'\n', &mut line).map_err(|error| Error::io(out.name(), error))?;
        if read == 0 {
            return Ok(());
        }
        if line.len() > options.limits.value && line.last() != Some(&b'\n') {
            let reason = format!("one line is longer than {} bytes", options.limits.value);
            return Err(Error::Limit { file: out.name().to_owned(), at: At::new(number, 0), reason });
        }
        if !line.iter().all(u8::is_ascii_whitespace) {
            record(&line, number, out);
        }
    }
}

fn record(line: &[u8], number: u32, out: &mut Out<'_>) {
    match serde_json::from_slice::<Record>(line) {
        Ok(mut record) => {
            record.source = out.source();
            record.at = At::new(number, 1);
            out.record(record);
        }
        Err(error) => {
            let id =
                serde_json::from_slice::<Named>(line).ok().and_then(|named| named.id).unwrap_or_default();
            let words = error.to_string();
            let reason = words.split(" at line ").next().unwrap_or_default().to_lowercase();
            let column = u32::try_from(error.column()).unwrap_or(0);
            let way = "write records with `--format jsonl`, one a line";
            out.problem(Loss::Record, At::new(number, column), "", &id, format!("no record: {reason}"), way);
        }
    }
}

#[cfg(test)]
mod tests {
    use comity_core::{Item, Snapshot, SourceId};

    use super::*;

    fn load(text: &[u8]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        let mut sink = |item: Item| snapshot.add(item);
        read(&mut &text[..], &Options::default(), &mut Out::new(SourceId(4), "r.jsonl", &mut sink)).unwrap();
        snapshot
    }

    #[test]
    fn a_wrong_line_is_located_and_the_next_is_read() {
        let good = serde_json::to_string(&Record { id: "a".into(), ..Record::default() }).unwrap();
        let text = format!("{good}\n\n{{\"id\":\"b\"}}\nnonsense\n{good}");
        let snapshot = load(text.as_bytes());
        assert_eq!(snapshot.records.len(), 2);
        assert_eq!((snapshot.records[1].at, snapshot.records[1].source), (At::new(5, 1), SourceId(4)));
        let places: Vec<_> =
            snapshot.problems.iter().map(|p| (p.line, p.column, p.identifier.as_str())).collect();
        assert_eq!(places, [(Some(3), Some(10), "b"), (Some(4), Some(2), "")]);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            load(&bytes);
        }
    }
}
