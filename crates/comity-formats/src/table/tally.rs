//! Problems of one table: the first of each sort with its cell, the rest as a number, so that one wrong column of a
//! million rows is no million messages.

use std::collections::BTreeMap;

use comity_core::{At, Loss};

use crate::Out;

/// Problems of one sort in one column that are reported cell by cell.
const EACH: u64 = 20;

#[derive(Debug, Default)]
struct Sort {
    count: u64,
    last: At,
    way_out: String,
}

/// What went wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    sorts: BTreeMap<(String, Loss), Sort>,
    /// Cells with contact data that were not read.
    pub(crate) contacts: u64,
    /// Cells that a person had left out.
    pub(crate) left_out: u64,
    /// Cells that were kept as they are.
    pub(crate) kept: u64,
}

impl Tally {
    /// A value can't be read.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn refuse(
        &mut self,
        out: &mut Out<'_>,
        loss: Loss,
        at: At,
        element: &str,
        identifier: &str,
        reason: String,
        way_out: &str,
    ) {
        let sort = self.sorts.entry((element.to_owned(), loss)).or_default();
        sort.count += 1;
        if sort.count <= EACH {
            out.problem(loss, at, element, identifier, reason, way_out);
        } else {
            sort.last = at;
            way_out.clone_into(&mut sort.way_out);
        }
    }

    /// A value was read but looks wrong.
    pub(crate) fn doubt(&mut self, out: &mut Out<'_>, at: At, element: &str, reason: String, way_out: &str) {
        self.refuse(out, Loss::Nothing, at, element, "", reason, way_out);
    }

    /// Reports the numbers of what was not reported one by one.
    pub(crate) fn finish(self, out: &mut Out<'_>) {
        for ((element, loss), sort) in self.sorts {
            if let Some(more) = sort.count.checked_sub(EACH).filter(|more| *more > 0) {
                let what = if loss < Loss::Value { "look wrong" } else { "can't be read" };
                let reason = format!("{more} more cells of this column {what}, the last of them here");
                out.problem(loss, sort.last, &element, "", reason, sort.way_out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use comity_core::{Item, SourceId};

    use super::*;

    #[test]
    fn the_first_are_located_and_the_rest_counted() {
        let mut items = Vec::new();
        let mut sink = |item: Item| items.push(item);
        let mut out = Out::new(SourceId(0), "a.csv", &mut sink);
        let mut tally = Tally::default();
        for row in 1..=100 {
            tally.refuse(
                &mut out,
                Loss::Value,
                At::new(row, 3),
                "Start",
                "",
                "`x` is no date".into(),
                "write it",
            );
        }
        tally.finish(&mut out);
        assert_eq!(items.len(), 21);
        let Some(Item::Problem(last)) = items.last() else { panic!("a problem") };
        assert_eq!((last.line, last.column), (Some(100), Some(3)));
        assert!(last.reason.starts_with("80 more"), "{}", last.reason);
    }
}
