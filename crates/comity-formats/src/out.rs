//! Where readers put what they find: items, problems with their place, and counts.

use comity_core::{At, CompactString, Item, Loss, Problem, Record, SourceId, TableRead};

/// What a reader refuses to swallow. The defaults let every honest file pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes after decompression, per file.
    pub unpacked: u64,
    /// How many times larger than the compressed bytes the unpacked ones may be, once past 64 MB.
    pub ratio: u64,
    /// Bytes of one line, element or cell.
    pub value: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { unpacked: 8 << 30, ratio: 400, value: 16 << 20 }
    }
}

/// One source being read: readers write into it, the caller decides what becomes of the items.
pub struct Out<'a> {
    source: SourceId,
    name: String,
    sink: &'a mut dyn FnMut(Item),
    /// Records given out so far.
    pub records: u64,
    /// Records lost so far, whole.
    pub skipped: u64,
    /// The format as people call it ("IATI 2.03", "HXL table"); readers may say it more exactly than the opener did.
    pub format: String,
    /// Dataset, where the file names one.
    pub dataset: Option<CompactString>,
    /// How the columns of a table were understood, one line each.
    pub mapping: Vec<String>,
    /// What the columns of a table were taken for, where that is open to doubt.
    pub table: Option<TableRead>,
}

impl<'a> Out<'a> {
    /// A source of the given name, whose items go to `sink`.
    pub fn new(source: SourceId, name: impl Into<String>, sink: &'a mut dyn FnMut(Item)) -> Self {
        Out {
            source,
            name: name.into(),
            sink,
            records: 0,
            skipped: 0,
            format: String::new(),
            dataset: None,
            mapping: Vec::new(),
            table: None,
        }
    }

    /// The source's id, for the items.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// The source's name as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A record was read.
    pub fn record(&mut self, record: Record) {
        self.records += 1;
        (self.sink)(Item::Record(Box::new(record)));
    }

    /// Anything but a record or a problem was read.
    pub fn item(&mut self, item: Item) {
        (self.sink)(item);
    }

    /// Something could not be read. `reason` and `way_out` are lower case without a period, user input in backticks.
    pub fn problem(
        &mut self,
        loss: Loss,
        at: At,
        element: &str,
        identifier: &str,
        reason: impl Into<String>,
        way_out: impl Into<String>,
    ) {
        if loss == Loss::Record {
            self.skipped += 1;
        }
        let known = |n: u32| (n > 0).then_some(n);
        (self.sink)(Item::Problem(Problem {
            file: self.name.clone(),
            line: known(at.line),
            column: known(at.column),
            element: CompactString::from(element),
            identifier: CompactString::from(identifier),
            reason: reason.into(),
            way_out: way_out.into(),
            loss,
        }));
    }
}
