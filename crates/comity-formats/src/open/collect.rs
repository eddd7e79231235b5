//! Many inputs into one snapshot, with identifiers that come twice told from copies.

use std::io::Read;

use comity_core::{CompactString, Item, Loss, Problem, Record, Snapshot, Source, SourceId};
use rustc_hash::FxHashMap;

use super::{Counts, Options, Sink, read};

/// What was read, and what came twice.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// Everything read.
    pub snapshot: Snapshot,
    /// Records read (copies included), and lost.
    pub counts: Counts,
    /// Exact copies of a record that was there already; dropped.
    pub copies: u64,
    /// Records that say something else under an identifier of the same reporter that was there already; kept.
    pub duplicates: u64,
}

/// Reads inputs one after the other into a snapshot. Identical records of one reporter under one identifier are dropped
/// as copies, with a problem for each file that holds some; differing ones are kept, each with a problem.
pub fn read_all<N: AsRef<str>, R: Read>(
    inputs: impl IntoIterator<Item = (N, R)>,
    options: &Options,
) -> Collected {
    let mut collector = Collector::default();
    let mut counts = Counts::default();
    for (name, input) in inputs {
        let read = read(name.as_ref(), input, options, &mut collector);
        counts.records += read.records;
        counts.skipped += read.skipped;
    }
    Collected { counts, ..collector.collected }
}

#[derive(Default)]
struct Collector {
    collected: Collected,
    /// Records by reporter and identifier.
    seen: FxHashMap<(CompactString, CompactString), Vec<usize>>,
    copies: FxHashMap<SourceId, (u64, Problem)>,
}

impl Sink for Collector {
    fn begin(&mut self, name: &str) -> SourceId {
        self.collected.snapshot.begin(name)
    }

    fn item(&mut self, item: Item) {
        match item {
            Item::Record(record) => self.record(*record),
            other => self.collected.snapshot.add(other),
        }
    }

    fn end(&mut self, id: SourceId, source: Source) {
        self.collected.snapshot.end(id, source);
        if let Some((count, mut problem)) = self.copies.remove(&id) {
            if count > 1 {
                problem.reason = format!("{}; {count} copies in all were dropped", problem.reason);
            }
            self.collected.snapshot.problems.push(problem);
        }
    }
}

impl Collector {
    fn record(&mut self, record: Record) {
        let reporter = &record.reporter;
        let who =
            if reporter.reference.is_empty() { reporter.label().into() } else { reporter.reference.clone() };
        let records = &mut self.collected.snapshot.records;
        let same = self.seen.entry((who, record.id.clone())).or_default();
        let earlier =
            same.first().and_then(|index| records.get(*index)).map(|first| (first.source, first.at));
        let Some((source, at)) = earlier else {
            same.push(records.len());
            return records.push(record);
        };
        let copy =
            same.iter().filter_map(|index| records.get(*index)).any(|other| same_content(other, &record));
        let name = |id: SourceId| {
            let source = self.collected.snapshot.sources.get(id.0 as usize);
            source.map_or_else(String::new, |source| source.name.clone())
        };
        let place =
            if source == record.source { "this file".to_owned() } else { format!("`{}`", name(source)) };
        let mut problem = Problem {
            file: name(record.source),
            line: (record.at.line > 0).then_some(record.at.line),
            column: (record.at.column > 0).then_some(record.at.column),
            element: CompactString::default(),
            identifier: record.id.clone(),
            reason: format!("the same record is in line {} of {place}", at.line),
            way_out: "nothing to do: the copy is dropped".to_owned(),
            loss: Loss::Mended,
        };
        if copy {
            self.collected.copies += 1;
            self.copies.entry(record.source).or_insert((0, problem)).0 += 1;
            return;
        }
        problem.reason =
            format!("the reporter has another record of this identifier in line {} of {place}", at.line);
        problem.way_out = "give each activity its own identifier; both are kept".to_owned();
        self.collected.duplicates += 1;
        same.push(records.len());
        records.push(record);
        self.collected.snapshot.problems.push(problem);
    }
}

/// Whether two records say the same, wherever they stand.
fn same_content(one: &Record, other: &Record) -> bool {
    let cheap = one.titles.len() == other.titles.len()
        && one.amounts.len() == other.amounts.len()
        && one.kept.len() == other.kept.len();
    cheap && one.without_places() == other.without_places()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(id: &str, title: &str) -> String {
        format!(
            "<iati-activity><iati-identifier>{id}</iati-identifier><reporting-org ref='R'/><title>\
             <narrative>{title}</narrative></title></iati-activity>\n"
        )
    }

    #[test]
    fn copies_are_dropped_and_differing_records_kept() {
        let first = [activity("A", "one"), activity("A", "one"), activity("A", "one")].concat();
        let second = [activity("A", "one"), activity("A", "two"), activity("B", "x")].concat();
        let inputs = [("first.xml", first.as_bytes()), ("second.xml", second.as_bytes())];
        let read = read_all(inputs, &Options::default());
        let ids: Vec<_> =
            read.snapshot.records.iter().map(|r| (r.id.as_str(), r.label(), r.at.line)).collect();
        assert_eq!(ids, [("A", "one", 1), ("A", "two", 2), ("B", "x", 3)]);
        assert_eq!((read.copies, read.duplicates, read.counts.records), (3, 1, 6));
        let said: Vec<_> = read
            .snapshot
            .problems
            .iter()
            .map(|p| format!("{}:{} {}: {}", p.file, p.line.unwrap_or(0), p.identifier, p.reason))
            .collect();
        assert_eq!(
            said,
            [
                "first.xml:2 A: the same record is in line 1 of this file; 2 copies in all were dropped",
                "second.xml:2 A: the reporter has another record of this identifier in line 1 of `first.xml`",
                "second.xml:1 A: the same record is in line 1 of `first.xml`",
            ]
        );
    }
}
