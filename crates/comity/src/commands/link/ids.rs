//! The ids of records as they are written: whole numbers stay whole numbers in Parquet, so that a pair joins its table.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, StringArray};
use comity_link::table::{Column, MISSING, Values};

/// The ids of a table's records: the values of its column of ids, or the numbers of the records from 1.
#[derive(Clone, Copy)]
pub(super) struct Ids<'t>(pub(super) Option<&'t Column>);

impl Ids<'_> {
    /// The id of a record as text.
    pub(super) fn text(&self, record: u32) -> Cow<'_, str> {
        match self.0 {
            Some(column) => column.value(record as usize),
            None => (u64::from(record) + 1).to_string().into(),
        }
    }

    /// A column of ids: whole numbers where all ids of the table are, texts otherwise.
    pub(super) fn column(&self, records: impl Iterator<Item = u32>) -> ArrayRef {
        let of = |column: &Column, record: u32| column.ids.get(record as usize).copied().unwrap_or(MISSING);
        match self.0 {
            None => Arc::new(records.map(|record| i64::from(record) + 1).collect::<Int64Array>()),
            Some(column) => match &column.values {
                Values::Whole(numbers) => {
                    let number = |id: u32| numbers.get(id as usize).copied().filter(|_| id != MISSING);
                    Arc::new(records.map(|record| number(of(column, record))).collect::<Int64Array>())
                }
                _ => Arc::new(StringArray::from_iter_values(records.map(|record| self.text(record)))),
            },
        }
    }
}
