//! From bytes of unknown kind to items: unpacks, decodes, tells the format by its content and hands over to its reader.
//!
//! Readers have the shape `read(input: &mut dyn BufRead, options: &Options, out: &mut Out) -> Result<(), Error>`, where
//! `input` is UTF-8 without a byte-order mark. XLSX and Parquet are given the whole bytes instead. An [`Error`] ends one source;
//! it becomes a problem and the other sources go on.

mod collect;
mod encoding;
mod format;
mod unpack;

use std::io::{BufRead, Read};

use comity_core::{At, Item, Loss, Snapshot, Source, SourceId};

use crate::{
    Error, Limits, Out, central_asia, fts, geojson, iati, ical, jsonl,
    table::{self, Mapping},
};
pub use collect::{Collected, read_all};
pub use format::Format;

/// What the caller may choose. Everything has a default.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is refused.
    pub limits: Limits,
    /// How the columns of tables are to be understood, where the user says it.
    pub mapping: Mapping,
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
            table: out.table.take(),
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

/// As much as is looked at to tell the encoding and the format.
const HEAD: u64 = 1 << 16;

/// Workbooks and Parquet files are read from memory: larger ones are refused.
const WHOLE: u64 = 1 << 30;

/// Archives inside archives, at most so deep.
const DEEPEST: u8 = 3;

/// Reads one input of any format into `sink`: unpacks, decodes, and reads each sheet or archive member as a source of its own.
/// What can't be read becomes a problem; nothing is an error.
pub fn read(name: &str, input: impl Read, options: &Options, sink: &mut dyn Sink) -> Counts {
    let mut sources = Sources::new(sink);
    one(name, Box::new(input), options, &mut sources, 0);
    sources.counts()
}

fn one(name: &str, input: Box<dyn Read + '_>, options: &Options, sources: &mut Sources<'_>, depth: u8) {
    if let Err(error) = try_one(name, input, options, sources, depth) {
        sources.read(name, "", |_| Err(error));
    }
}

/// An error is one that came before any source began.
fn try_one(
    name: &str,
    input: Box<dyn Read + '_>,
    options: &Options,
    sources: &mut Sources<'_>,
    depth: u8,
) -> Result<(), Error> {
    let io = |error| Error::io(name, error);
    let input = unpack::unpack(input, &options.limits).map_err(io)?;
    let (head, input) = unpack::peek(input, HEAD).map_err(io)?;
    if head.is_empty() {
        return Err(Error::Empty { file: name.to_owned() });
    }
    if head.get(257..262) == Some(b"ustar") {
        return archive(name, input, options, sources, depth);
    }
    if head.starts_with(b"PAR1") {
        let bytes = whole(name, input)?;
        sources.read(name, Format::Parquet.as_str(), |out| {
            table::read_parquet(bytes, &options.mapping, out).map(|_| ())
        });
        return Ok(());
    }
    if head.starts_with(b"PK\x03\x04") {
        return workbook(name, &whole(name, input)?, options, sources);
    }
    text(name, &head, input, options, sources)
}

fn text(
    name: &str,
    head: &[u8],
    input: Box<dyn Read + '_>,
    options: &Options,
    sources: &mut Sources<'_>,
) -> Result<(), Error> {
    let mut choice = encoding::choose(head);
    let said = choice.problem.take();
    let mut input = encoding::Utf8::new(input, choice);
    let start = input.fill_buf().map_err(|error| Error::io(name, error))?;
    let start = String::from_utf8_lossy(start.get(..start.len().min(HEAD as usize)).unwrap_or_default());
    let format =
        format::of_text(&start).map_err(|looks| Error::UnknownFormat { file: name.to_owned(), looks })?;
    sources.read(name, format.as_str(), |out| {
        const WAY_OUT: &str = "save the file as UTF-8 and declare it so";
        if let Some((at, reason)) = said {
            out.problem(Loss::Mended, at, "", "", reason, WAY_OUT);
        }
        let read = match format {
            Format::Iati => iati::read(&mut input, options, out),
            Format::FtsFlows => fts::read(&mut input, options, out),
            Format::FtsFlow => bounded(&mut input, options, |input| fts::read_one(input, options, out)),
            Format::GeoJson => geojson::read(&mut input, options, out),
            Format::GeoJsonLines => {
                bounded(&mut input, options, |input| geojson::read_lines(input, options, out))
            }
            Format::JsonLines => jsonl::read(&mut input, options, out),
            Format::ICalendar => ical::read(&mut input, options, out),
            Format::CentralAsia => {
                bounded(&mut input, options, |input| central_asia::read(input, options, out))
            }
            Format::Table | Format::Xlsx | Format::Parquet => {
                table::read_csv(&mut input, &options.mapping, &options.limits, out).map(|_| ())
            }
        };
        if let Some((at, reason)) = input.complaint() {
            out.problem(Loss::Mended, at, "", "", reason, WAY_OUT);
        }
        read
    });
    Ok(())
}

/// For readers that take the whole of a small file into memory.
fn bounded(
    input: &mut dyn BufRead,
    options: &Options,
    read: impl FnOnce(&mut dyn BufRead) -> Result<(), Error>,
) -> Result<(), Error> {
    let limit = unpack::Limited::new(input, (options.limits.value as u64).saturating_mul(4));
    read(&mut std::io::BufReader::with_capacity(1 << 16, limit))
}

fn whole(name: &str, input: Box<dyn Read + '_>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    unpack::Limited::new(input, WHOLE).read_to_end(&mut bytes).map_err(|error| Error::io(name, error))?;
    Ok(bytes)
}

fn workbook(name: &str, bytes: &[u8], options: &Options, sources: &mut Sources<'_>) -> Result<(), Error> {
    unpack::check_zip(name, bytes, &options.limits)?;
    let mut book = table::Workbook::open(bytes, name)?;
    for sheet in book.sheets() {
        sources.read(&format!("{name}!{sheet}"), Format::Xlsx.as_str(), |out| {
            table::read_sheet(&mut book, &sheet, &options.mapping, out).map(|_| ())
        });
    }
    Ok(())
}

fn archive(
    name: &str,
    input: Box<dyn Read + '_>,
    options: &Options,
    sources: &mut Sources<'_>,
    depth: u8,
) -> Result<(), Error> {
    if depth >= DEEPEST {
        let reason = format!("archives are nested more than {DEEPEST} deep");
        return Err(Error::Limit { file: name.to_owned(), at: At::default(), reason });
    }
    let io = |error| Error::io(name, error);
    let mut archive = tar::Archive::new(input);
    for entry in archive.entries().map_err(io)? {
        let entry = entry.map_err(io)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let declared = entry.size();
        let member = format!("{name}!{path}");
        one(&member, Box::new(unpack::Declared::new(entry, declared)), options, sources, depth + 1);
    }
    Ok(())
}
