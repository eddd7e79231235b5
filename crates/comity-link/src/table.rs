//! A table as columns of value ids: every distinct value is kept once, a record is a row of small numbers.

mod strings;

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, PrimitiveArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, DataType, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, SchemaRef,
};

pub use strings::Strings;

use rustc_hash::FxHashMap;

use crate::error::LinkError;

/// The id of a missing value (null or empty).
pub const MISSING: u32 = 0;

/// One column: a value id per record, and what the ids stand for.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name in the table.
    pub name: String,
    /// Value id per record; [`MISSING`] where there is none.
    pub ids: Vec<u32>,
    /// The distinct values.
    pub values: Values,
}

/// The distinct values of a column by id; id 0 is the missing value.
#[derive(Debug, Clone)]
pub enum Values {
    /// Texts, as they are in the table.
    Texts(Strings),
    /// Floating-point numbers; they become text only where somebody reads them.
    Numbers(Vec<f64>),
}

impl Values {
    /// How many values there are, the missing one included.
    pub fn len(&self) -> usize {
        match self {
            Self::Texts(t) => t.len(),
            Self::Numbers(n) => n.len(),
        }
    }

    /// Never: the missing value is always there. Present because `len` is.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// A value as text; empty for the missing one.
    pub fn text(&self, id: u32) -> Cow<'_, str> {
        match self {
            Self::Texts(t) => Cow::Borrowed(t.get(id)),
            Self::Numbers(n) if id != MISSING => {
                n.get(id as usize).map_or(Cow::Borrowed(""), |n| Cow::Owned(n.to_string()))
            }
            Self::Numbers(_) => Cow::Borrowed(""),
        }
    }

    /// A value as a number; None where it is none.
    pub fn number(&self, id: u32) -> Option<f64> {
        match self {
            Self::Texts(t) => crate::kind::number(t.get(id)),
            Self::Numbers(n) if id != MISSING => n.get(id as usize).copied(),
            Self::Numbers(_) => None,
        }
    }

    /// All values as texts by id.
    pub fn texts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|id| self.text(id))
    }

    /// All values as numbers by id.
    pub fn numbers(&self) -> impl Iterator<Item = Option<f64>> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|id| self.number(id))
    }
}

impl Column {
    /// The value of a record, empty when missing.
    pub fn value(&self, record: usize) -> Cow<'_, str> {
        self.ids.get(record).map_or(Cow::Borrowed(""), |id| self.values.text(*id))
    }

    /// How many records have each value; index = id.
    pub fn counts(&self) -> Vec<u32> {
        let mut out = vec![0_u32; self.values.len()];
        for id in &self.ids {
            out[*id as usize] += 1;
        }
        out
    }
}

/// A table of records. Built by [`TableBuilder`].
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The columns, in the order of the input.
    pub columns: Vec<Column>,
    /// How many records there are.
    pub records: usize,
    /// Columns of a type that says nothing comparable (binary, structs), by name.
    pub unread: Vec<String>,
}

impl Table {
    /// The table of some batches of one schema.
    pub fn from_batches<'b>(batches: impl IntoIterator<Item = &'b RecordBatch>) -> Result<Self, LinkError> {
        let mut builder = TableBuilder::default();
        for batch in batches {
            builder.push(batch)?;
        }
        Ok(builder.finish())
    }

    /// Where a column stands.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// A column by its name, or an error that lists the names there are.
    pub fn column(&self, name: &str) -> Result<usize, LinkError> {
        self.position(name).ok_or_else(|| LinkError::NoColumn {
            column: name.to_owned(),
            have: self.columns.iter().map(|c| format!("`{}`", c.name)).collect::<Vec<_>>().join(", "),
        })
    }
}

/// Takes batches one after the other; only the columns stay.
#[derive(Debug, Default)]
pub struct TableBuilder {
    schema: Option<SchemaRef>,
    table: Table,
    batches: usize,
    /// Where each column of the schema went.
    place: Vec<Option<usize>>,
    /// For columns of numbers: the id of each number by its bits.
    numbers: Vec<FxHashMap<u64, u32>>,
}

impl TableBuilder {
    /// Adds the records of a batch.
    pub fn push(&mut self, batch: &RecordBatch) -> Result<(), LinkError> {
        let number = self.batches;
        self.batches += 1;
        match &self.schema {
            None => self.lay_columns(batch),
            Some(schema)
                if schema.fields().len() != batch.num_columns()
                    || schema
                        .fields()
                        .iter()
                        .zip(batch.schema_ref().fields())
                        .any(|(a, b)| a.name() != b.name()) =>
            {
                return Err(LinkError::Schema { batch: number });
            }
            Some(_) => {}
        }
        if u32::try_from(self.table.records + batch.num_rows()).is_err() {
            return Err(LinkError::TooMany { what: "the table".into(), limit: u32::MAX });
        }
        self.table.records += batch.num_rows();
        for (array, place) in batch.columns().iter().zip(&self.place) {
            let Some(place) = *place else { continue };
            if let (Some(column), Some(known)) =
                (self.table.columns.get_mut(place), self.numbers.get_mut(place))
            {
                match &mut column.values {
                    Values::Numbers(values) => {
                        push_floats(&mut column.ids, values, known, array, &column.name)?
                    }
                    Values::Texts(_) => push_array(column, array)?,
                }
            }
        }
        Ok(())
    }

    fn lay_columns(&mut self, batch: &RecordBatch) {
        let schema = batch.schema();
        for field in schema.fields() {
            if readable(field.data_type()) {
                self.place.push(Some(self.table.columns.len()));
                self.table.columns.push(Column {
                    name: field.name().clone(),
                    ids: Vec::new(),
                    values: if field.data_type().is_floating() {
                        Values::Numbers(vec![0.0])
                    } else {
                        Values::Texts(Strings::default())
                    },
                });
                self.numbers.push(FxHashMap::default());
            } else {
                self.place.push(None);
                self.table.unread.push(field.name().clone());
            }
        }
        self.schema = Some(schema);
    }

    /// The finished table.
    pub fn finish(mut self) -> Table {
        for column in &mut self.table.columns {
            if let Values::Texts(texts) = &mut column.values {
                texts.forget_index();
            }
        }
        self.table
    }
}

fn readable(of: &DataType) -> bool {
    match of {
        DataType::Dictionary(_, values) => readable(values),
        DataType::List(item) | DataType::LargeList(item) => readable(item.data_type()),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Boolean => true,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _) | DataType::Null => true,
        other => other.is_numeric(),
    }
}

fn push_array(column: &mut Column, array: &ArrayRef) -> Result<(), LinkError> {
    let full = || LinkError::TooMany { what: column.name.clone(), limit: u32::MAX };
    match array.data_type() {
        DataType::Utf8 => push_texts(column, array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => push_texts(column, array.as_string::<i64>().iter()),
        DataType::Utf8View => push_texts(column, array.as_string_view().iter()),
        DataType::Dictionary(key, _) => match key.as_ref() {
            DataType::Int8 => push_dictionary(column, array.as_dictionary::<Int8Type>()),
            DataType::Int16 => push_dictionary(column, array.as_dictionary::<Int16Type>()),
            DataType::Int32 => push_dictionary(column, array.as_dictionary::<Int32Type>()),
            _ => {
                let plain = cast(array, &DataType::Utf8).map_err(|_| full())?;
                push_array(column, &plain)
            }
        },
        DataType::Boolean => push_booleans(column, array.as_boolean()),
        DataType::List(_) => push_lists(column, array.len(), |row| {
            let list = array.as_list::<i32>();
            list.is_valid(row).then(|| list.value(row))
        }),
        DataType::LargeList(_) => push_lists(column, array.len(), |row| {
            let list = array.as_list::<i64>();
            list.is_valid(row).then(|| list.value(row))
        }),
        of if of.is_integer() => {
            let wide = cast(array, &DataType::Int64).map_err(|_| full())?;
            push_numbers(column, wide.as_primitive::<Int64Type>(), |n, text| {
                use std::fmt::Write as _;
                let _ = write!(text, "{n}");
            })
        }
        _ => {
            // dates, timestamps and decimals: Arrow writes them as ISO text
            let text = cast(array, &DataType::Utf8).map_err(|_| full())?;
            push_texts(column, text.as_string::<i32>().iter())
        }
    }
}

fn push_texts<'t>(
    column: &mut Column,
    texts: impl Iterator<Item = Option<&'t str>>,
) -> Result<(), LinkError> {
    for text in texts {
        let id = match text.map(str::trim) {
            None | Some("") => MISSING,
            Some(text) => intern(column, text)?,
        };
        column.ids.push(id);
    }
    Ok(())
}

fn intern(column: &mut Column, text: &str) -> Result<u32, LinkError> {
    let id = match &mut column.values {
        Values::Texts(texts) => texts.intern(text),
        Values::Numbers(_) => None,
    };
    id.ok_or_else(|| LinkError::TooMany { what: column.name.clone(), limit: u32::MAX })
}

/// Numbers are told apart by their bits; what is not finite is missing.
fn push_floats(
    ids: &mut Vec<u32>,
    values: &mut Vec<f64>,
    known: &mut FxHashMap<u64, u32>,
    array: &ArrayRef,
    column: &str,
) -> Result<(), LinkError> {
    let full = || LinkError::TooMany { what: column.to_owned(), limit: u32::MAX };
    let wide = cast(array, &DataType::Float64).map_err(|_| full())?;
    for number in wide.as_primitive::<Float64Type>() {
        let id = match number.filter(|n| n.is_finite()) {
            None => MISSING,
            Some(n) => match known.entry(n.to_bits()) {
                Entry::Occupied(id) => *id.get(),
                Entry::Vacant(new) => {
                    let id = u32::try_from(values.len()).map_err(|_| full())?;
                    values.push(n);
                    *new.insert(id)
                }
            },
        };
        ids.push(id);
    }
    Ok(())
}

/// The dictionary's own values are looked up once; the records only copy ids.
fn push_dictionary<K: ArrowDictionaryKeyType>(
    column: &mut Column,
    array: &DictionaryArray<K>,
) -> Result<(), LinkError> {
    let values = cast(array.values(), &DataType::Utf8)
        .map_err(|_| LinkError::TooMany { what: column.name.clone(), limit: u32::MAX })?;
    let texts = values.as_string::<i32>();
    // only values that a record uses become values of the column
    let mut known = vec![u32::MAX; texts.len()];
    for key in array.keys_iter() {
        let id = match key {
            Some(key) if texts.is_valid(key) => {
                if known[key] == u32::MAX {
                    let text = texts.value(key).trim();
                    known[key] = if text.is_empty() { MISSING } else { intern(column, text)? };
                }
                known[key]
            }
            _ => MISSING,
        };
        column.ids.push(id);
    }
    Ok(())
}

fn push_booleans(column: &mut Column, array: &BooleanArray) -> Result<(), LinkError> {
    push_texts(column, array.iter().map(|b| b.map(|b| if b { "true" } else { "false" })))
}

fn push_numbers<T: ArrowPrimitiveType>(
    column: &mut Column,
    array: &PrimitiveArray<T>,
    write: impl Fn(T::Native, &mut String),
) -> Result<(), LinkError> {
    let mut text = String::new();
    for number in array {
        text.clear();
        if let Some(n) = number {
            write(n, &mut text);
        }
        let id = if text.is_empty() { MISSING } else { intern(column, &text)? };
        column.ids.push(id);
    }
    Ok(())
}

/// A list becomes its items joined by `;`, which the set comparison takes apart again.
fn push_lists(
    column: &mut Column,
    rows: usize,
    list: impl Fn(usize) -> Option<ArrayRef>,
) -> Result<(), LinkError> {
    for row in 0..rows {
        let mut joined = String::new();
        if let Some(items) = list(row).and_then(|items| cast(&items, &DataType::Utf8).ok()) {
            for item in items.as_string::<i32>().iter().flatten() {
                if !joined.is_empty() {
                    joined.push(';');
                }
                joined.push_str(item);
            }
        }
        let id = if joined.is_empty() { MISSING } else { intern(column, &joined)? };
        column.ids.push(id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Float64Array, Int64Array, ListArray, StringArray, StringDictionaryBuilder};
    use std::sync::Arc;

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true))).unwrap()
    }

    #[test]
    fn equal_values_share_an_id_across_batches_and_encodings() {
        let plain = batch(vec![("place", Arc::new(StringArray::from(vec![Some("Osh"), None, Some(" ")])))]);
        let mut dictionary = StringDictionaryBuilder::<Int32Type>::new();
        dictionary.append_value("Naryn");
        dictionary.append_value("Osh");
        let coded = batch(vec![("place", Arc::new(dictionary.finish()))]);
        let table = Table::from_batches([&plain, &coded]).unwrap();
        assert_eq!(table.columns[0].ids, [1, MISSING, MISSING, 2, 1]);
        assert_eq!(table.columns[0].value(3), "Naryn");
        assert_eq!(table.columns[0].counts(), [2, 2, 1]);
    }

    #[test]
    fn numbers_and_lists_become_text_values() {
        let lists = ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), Some(2)]), None]);
        let table = Table::from_batches([&batch(vec![
            ("n", Arc::new(Int64Array::from(vec![7, 7]))),
            ("x", Arc::new(Float64Array::from(vec![0.5, f64::NAN]))),
            ("l", Arc::new(lists)),
        ])])
        .unwrap();
        assert_eq!(table.columns[0].ids, [1, 1]);
        assert_eq!((&*table.columns[1].value(0), &*table.columns[1].value(1)), ("0.5", ""));
        assert_eq!(table.columns[1].values.number(1), Some(0.5));
        assert_eq!(table.columns[2].value(0), "1;2");
    }

    #[test]
    fn a_missing_column_is_named_with_those_that_exist() {
        let table = Table::from_batches([&batch(vec![("a", Arc::new(Int64Array::from(vec![7])))])]).unwrap();
        let said = table.column("b").unwrap_err().to_string();
        assert_eq!(said, "no column `b` in the table; it has `a`");
        let mut builder = TableBuilder::default();
        builder.push(&batch(vec![("a", Arc::new(Int64Array::from(vec![7])))])).unwrap();
        let other = builder.push(&batch(vec![("b", Arc::new(Int64Array::from(vec![7])))]));
        assert!(matches!(other, Err(LinkError::Schema { batch: 1 })));
    }
}
