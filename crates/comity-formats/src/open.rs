//! From bytes of unknown kind to items: unpacks, decodes, tells the format by its content and hands over to its reader.
//!
//! Readers have the shape `read(input: &mut dyn BufRead, options: &Options, out: &mut Out) -> Result<(), Error>`, where
//! `input` is UTF-8 without a byte-order mark. XLSX and Parquet are given the whole bytes instead. An [`Error`] ends one source;
//! it becomes a problem and the other sources go on.

use comity_core::{Item, Loss, Snapshot, Source, SourceId};

use crate::{Error, Limits, Out};

/// What the caller may choose. Everything has a default.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is refused.
    pub limits: Limits,
}

/// A format that Comity reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// IATI activities, 1.01 to 2.03.
    Iati,
    /// A workbook; each sheet is a source.
    Xlsx,
    /// CSV, TSV or another delimited table, with or without an HXL tag row.
    Table,
    /// A Parquet file of records.
    Parquet,
    /// Flows as the FTS API gives them, one or a list.
    FtsFlows,
    /// A feature or a collection of them.
    GeoJson,
    /// One record of ours a line.
    JsonLines,
    /// iCalendar.
    ICalendar,
    /// One of the tables of the set central-asia-2006, by its header.
    CentralAsia,
}

/// Where items go, and who numbers the sources.
pub trait Sink {
    /// A source begins; its id goes into the items that follow.
    fn begin(&mut self, name: &str) -> SourceId;
    /// Something was found.
    fn item(&mut self, item: Item);
    /// The source has ended, and this is what is known about it.
    fn end(&mut self, id: SourceId, source: Source);
}

impl Sink for Snapshot {
    fn begin(&mut self, name: &str) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(Source { name: name.to_owned(), ..Source::default() });
        id
    }

    fn item(&mut self, item: Item) {
        self.add(item);
    }

    fn end(&mut self, id: SourceId, source: Source) {
        if let Some(place) = self.sources.get_mut(id.0 as usize) {
            *place = source;
        }
    }
}

/// How many records came out, and how many were lost whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records given to the sink.
    pub records: u64,
    /// Records lost, each with a problem that says where and why.
    pub skipped: u64,
}

/// The sources inside one file: itself, or its sheets, or its archive members.
pub struct Sources<'a> {
    sink: &'a mut dyn Sink,
    counts: Counts,
}

impl<'a> Sources<'a> {
    /// Sources that go to `sink`.
    pub fn new(sink: &'a mut dyn Sink) -> Self {
        Sources { sink, counts: Counts::default() }
    }

    /// Reads one source; an error becomes a problem with [`Loss::File`]. A member's name is `outer!member`.
    pub fn read(&mut self, name: &str, format: &str, read: impl FnOnce(&mut Out) -> Result<(), Error>) {
        let id = self.sink.begin(name);
        let mut pass = |item: Item| self.sink.item(item);
        let mut out = Out::new(id, name, &mut pass);
        out.format = format.to_owned();
        if let Err(error) = read(&mut out) {
            out.problem(Loss::File, error.at(), "", "", error.reason(), error.way_out());
        }
        let source = Source {
            name: name.to_owned(),
            format: std::mem::take(&mut out.format),
            dataset: out.dataset.take(),
            mapping: std::mem::take(&mut out.mapping),
        };
        self.counts.records += out.records;
        self.counts.skipped += out.skipped;
        self.sink.end(id, source);
    }

    /// What came out so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }
}
