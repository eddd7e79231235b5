//! One cell on its way into a record, and what is said when it can't go there.

use comity_core::{At, Kept, Loss, Record};

use crate::{
    Out,
    contact::{has_address, is_telephone},
    table::{
        cells::{self, short},
        tally::Tally,
    },
};

/// A cell on its way into a record.
pub(super) struct Cell<'c, 's> {
    pub(super) text: &'c str,
    pub(super) at: At,
    pub(super) name: &'c str,
    pub(super) tally: &'c mut Tally,
    pub(super) out: &'c mut Out<'s>,
}

impl Cell<'_, '_> {
    pub(super) fn keep(&mut self, record: &mut Record) {
        keep(record, self.name, self.text, self.at, self.tally);
    }

    pub(super) fn refuse(&mut self, what: &str, way_out: &str, record: &mut Record) {
        let reason = format!("`{}` is {what}", short(self.text));
        self.tally.refuse(self.out, Loss::Value, self.at, self.name, &record.id, reason, way_out);
        self.keep(record);
    }

    pub(super) fn doubt(&mut self, what: &str, way_out: &str) {
        self.tally.doubt(self.out, self.at, self.name, format!("`{}`: {what}", short(self.text)), way_out);
    }

    pub(super) fn degrees(&mut self, record: &mut Record) -> Option<(f64, At)> {
        let found = cells::degrees(self.text).filter(|found| found.abs() <= 360.0);
        if found.is_none() {
            self.refuse("no coordinate", "write degrees as 38.54", record);
        }
        found.map(|found| (found, self.at))
    }
}

/// Keeps what was not understood, but never an address or a telephone.
pub(super) fn keep(record: &mut Record, name: &str, cell: &str, at: At, tally: &mut Tally) {
    if has_address(cell) || is_telephone(cell) {
        tally.contacts += 1;
        return;
    }
    tally.kept += 1;
    record.kept.push(Kept { name: name.into(), value: cell.into(), at });
}
