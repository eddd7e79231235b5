//! The way of every table: head, plan, then row by row to records, copies counted, nothing dropped in silence.

use comity_core::{At, Loss};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    cells::fold,
    choice::contradictions,
    layout::layout,
    mapping::Mapping,
    plan::Plan,
    record::Builder,
    row::{Row, Rows},
    tally::Tally,
};
use crate::{Error, Out};

/// Rows looked at before the first is read: they decide what the columns mean.
const HEAD: usize = 2_000;
/// Rows held back so that a record can say how many copies of it there are. The published sheets are smaller.
const HELD: usize = 32_768;
/// Rows remembered for telling copies, 8 bytes each.
const REMEMBERED: usize = 8 << 20;

/// What became of the rows of a table: `rows = records + copies + totals`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of data that were not blank.
    pub rows: u64,
    /// Records made of them.
    pub records: u64,
    /// Exact copies of earlier rows.
    pub copies: u64,
    /// Rows of totals at the foot.
    pub totals: u64,
}

/// Reads a table to records.
pub(crate) fn read(rows: &mut dyn Rows, mapping: &Mapping, out: &mut Out<'_>) -> Result<Counts, Error> {
    let mut head = Vec::new();
    let mut row = Row::default();
    while head.len() < HEAD && rows.next(&mut row, out)? {
        head.push(row.clone());
    }
    if head.is_empty() {
        return Err(Error::Empty { file: out.name().to_owned() });
    }
    let layout = layout(&head);
    let plan = Plan::new(&layout, head.get(layout.first..).unwrap_or_default(), mapping, out.name());
    for column in mapping.unused(&layout.headers) {
        let reason = format!("the mapping file names the column `{column}`, which the table lacks");
        out.problem(
            Loss::Nothing,
            At::default(),
            column,
            "",
            reason,
            "write the header as it stands in the table",
        );
    }
    for wrong in mapping
        .choices
        .of(&plan.shape)
        .map(|said| contradictions(said, &plan.table(|_| true)))
        .unwrap_or_default()
    {
        let reason = format!("what was said of the columns of this table can't be: {}", wrong.wrong);
        out.problem(
            Loss::Nothing,
            At::default(),
            &wrong.column,
            "",
            reason,
            "say again what the columns mean",
        );
    }
    let mut reading = Reading::new(Builder::new(plan, mapping, out.name()), layout.width);
    for row in head.into_iter().skip(layout.first) {
        reading.take(row, out);
    }
    // what was read before the input broke off is given out before the break is reported
    let mut ended = Ok(true);
    while matches!(ended, Ok(true)) {
        let mut row = Row::default();
        ended = rows.next(&mut row, out);
        if matches!(ended, Ok(true)) {
            reading.take(row, out);
        }
    }
    let title_lines = layout.titles;
    let (header_row, tag_row) = (layout.header_row, layout.tag_row);
    if tag_row > 0 {
        "HXL table".clone_into(&mut out.format);
    }
    let counts = reading.finish(out, |lines| {
        let mut head: Vec<String> =
            title_lines.iter().map(|title| format!("line above the header: {title}")).collect();
        match (header_row, tag_row) {
            (0, 0) => head.push("no header: columns are named by letter".to_owned()),
            (header, 0) => head.push(format!("header in row {header}")),
            (0, tags) => head.push(format!("HXL tags in row {tags}, no header")),
            (header, tags) => head.push(format!("header in row {header}, HXL tags in row {tags}")),
        }
        head.append(lines);
        *lines = head;
    });
    ended.map(|_| counts)
}

struct Reading<'a> {
    builder: Builder<'a>,
    width: usize,
    held: Vec<(Row, u64)>,
    holding: bool,
    by_hash: FxHashMap<u64, usize>,
    seen: FxHashSet<u64>,
    ragged: (u64, u64),
    tally: Tally,
    counts: Counts,
}

impl<'a> Reading<'a> {
    fn new(builder: Builder<'a>, width: usize) -> Self {
        Reading {
            builder,
            width,
            held: Vec::new(),
            holding: true,
            by_hash: FxHashMap::default(),
            seen: FxHashSet::default(),
            ragged: (0, 0),
            tally: Tally::default(),
            counts: Counts::default(),
        }
    }

    fn take(&mut self, row: Row, out: &mut Out<'_>) {
        self.counts.rows += 1;
        let hash = row.hash();
        if self.holding {
            if let Some(place) = self.by_hash.get(&hash).and_then(|index| self.held.get_mut(*index))
                && place.0.same_as(&row)
            {
                place.1 += 1;
                self.counts.copies += 1;
                return;
            }
            self.by_hash.insert(hash, self.held.len());
            self.held.push((row, 0));
            if self.held.len() >= HELD {
                self.seen = self.by_hash.drain().map(|(hash, _)| hash).collect();
                self.holding = false;
                self.release(out, false);
            }
            return;
        }
        if self.seen.len() < REMEMBERED && !self.seen.insert(hash) {
            self.counts.copies += 1;
            return;
        }
        // one row waits, because the last one may be a row of totals
        self.held.push((row, 0));
        self.release(out, false);
    }

    /// Gives out what is held; the very last rows wait for the end, where totals stand.
    fn release(&mut self, out: &mut Out<'_>, end: bool) {
        let ready = if end { self.held.len() } else { self.held.len().saturating_sub(2) };
        let total_from = if end { self.totals() } else { usize::MAX };
        let rows: Vec<(Row, u64)> = self.held.drain(..ready).collect();
        for (index, (row, copies)) in rows.into_iter().enumerate() {
            if index >= total_from {
                self.counts.totals += 1 + copies;
                self.counts.copies -= copies;
                let at = At::new(row.number, 1);
                let reason = "a row of totals, no record of its own";
                out.problem(
                    Loss::Nothing,
                    at,
                    "",
                    "",
                    reason,
                    "nothing to do; take the row out to be rid of this line",
                );
                continue;
            }
            self.give(&row, copies, out);
        }
    }

    fn give(&mut self, row: &Row, copies: u64, out: &mut Out<'_>) {
        if row.width() > self.width {
            self.ragged.0 += 1;
            let at = At::new(row.number, u32::try_from(self.width + 1).unwrap_or(u32::MAX));
            let reason = format!(
                "the row has {} cells, the header {}; the rest is kept as it is",
                row.width(),
                self.width
            );
            self.tally.refuse(
                out,
                Loss::Mended,
                at,
                "row",
                "",
                reason,
                "check for a quote or a separator too many",
            );
        } else if row.len() < self.width && self.width > 1 {
            self.ragged.1 += 1;
            let at = At::new(row.number, u32::try_from(row.len() + 1).unwrap_or(u32::MAX));
            let reason = format!(
                "the row has {} cells, the header {}; the missing ones are taken as empty",
                row.len(),
                self.width
            );
            let way_out = "check for a line break inside a cell; the last row may be cut off";
            self.tally.refuse(out, Loss::Mended, at, "row", "", reason, way_out);
        }
        let record = self.builder.record(row, copies, &mut self.tally, out);
        self.counts.records += 1;
        out.record(record);
    }

    /// From which of the held rows on there are only totals: the first cell that says something says "total", and
    /// most other cells are empty.
    fn totals(&self) -> usize {
        let is_total = |row: &Row| {
            let first = row.cells().find(|cell| !cell.is_empty()).map(fold).unwrap_or_default();
            let word = first.trim_end_matches([':', ' ']);
            let says = [
                "total",
                "totals",
                "grand total",
                "sub total",
                "subtotal",
                "totaux",
                "total general",
                "totales",
                "total geral",
                "totais",
                "итого",
                "всего",
                "sum",
                "somme",
                "suma",
                "soma",
            ];
            says.contains(&word) && row.filled() * 2 <= self.width.max(2)
        };
        let last = self.held.iter().rposition(|(row, _)| !is_total(row));
        last.map_or(0, |last| last + 1)
    }

    fn finish(mut self, out: &mut Out<'_>, head: impl FnOnce(&mut Vec<String>)) -> Counts {
        self.release(out, true);
        let Counts { rows, copies, .. } = self.counts;
        let note = |out: &mut Out<'_>, reason: String, way_out: &str| {
            out.problem(Loss::Nothing, At::default(), "", "", reason, way_out);
        };
        if copies > 0 {
            let percent = copies * 100 / rows.max(1);
            let reason = format!(
                "{copies} of {rows} rows ({percent} %) are exact copies of another row and were read once"
            );
            note(
                out,
                reason,
                "nothing to do; publish the sheet with a column of identifiers to keep them apart",
            );
        }
        if self.tally.contacts > 0 {
            let reason = format!("{} cells with contact data of persons were not read", self.tally.contacts);
            note(out, reason, "nothing to do; Comity keeps no persons");
        }
        let nobody = self.builder.plan.orgs.is_empty() && !self.builder.has_reporter();
        if nobody {
            note(out, "no column says who reports".to_owned(), "give `reporter = \"..\"` in a mapping file");
        }
        if let Some(at) = self.builder.plan.swapped {
            let reason = "latitudes and longitudes stand in each other's column and were exchanged";
            out.problem(Loss::Mended, at, "latitude", "", reason, "exchange the headers of the two columns");
        }
        let mut lines = self.builder.plan.lines();
        head(&mut lines);
        if let Some(year) = self.builder.plan.year {
            lines.push(format!("months without a year are of {year}"));
        }
        let left_out = match self.tally.left_out {
            0 => String::new(),
            cells => format!(", {cells} cells left out as said"),
        };
        lines.push(format!(
            "{rows} rows: {} records, {copies} copies, {} totals; {} cells kept as they are, {} cells of contact data not read{left_out}",
            self.counts.records, self.counts.totals, self.tally.kept, self.tally.contacts
        ));
        out.mapping = lines;
        // a column that nobody named and that holds nothing is none
        out.table = Some(self.builder.plan.table(|column| column.named || column.filled > 0));
        self.tally.finish(out);
        self.counts
    }
}
