//! From Arrow batches to columns of value ids.

use std::collections::hash_map::Entry;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowDictionaryKeyType, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{DataType, SchemaRef};
use rustc_hash::FxHashMap;

use crate::error::LinkError;
use crate::table::whole::WholeIndex;
use crate::table::{Column, MISSING, Strings, Table, Values};

/// Takes batches one after the other; only the columns stay.
#[derive(Debug, Default)]
pub struct TableBuilder {
    schema: Option<SchemaRef>,
    table: Table,
    batches: usize,
    /// Where each column of the schema went.
    place: Vec<Option<usize>>,
    /// What is known of each column's values beside the values themselves.
    known: Vec<Known>,
}

/// Which value has which id, for one column.
#[derive(Debug)]
enum Known {
    /// Texts have an index of their own; here the dictionary of the batch before, with the id of each entry.
    Texts(Option<(ArrayRef, Vec<u32>)>),
    /// By the bits of the number.
    Floats(FxHashMap<u64, u32>),
    Whole(WholeIndex),
}

impl TableBuilder {
    /// Adds the records of a batch.
    pub fn push(&mut self, batch: &RecordBatch) -> Result<(), LinkError> {
        let number = self.batches;
        self.batches += 1;
        match &self.schema {
            None => self.lay_columns(batch),
            Some(schema) if !same_columns(schema, batch) => return Err(LinkError::Schema { batch: number }),
            Some(_) => {}
        }
        if u32::try_from(self.table.records + batch.num_rows()).is_err() {
            return Err(LinkError::TooMany { what: "the table".into(), limit: u32::MAX });
        }
        self.table.records += batch.num_rows();
        for (array, place) in batch.columns().iter().zip(&self.place) {
            let Some(place) = *place else { continue };
            if let (Some(column), Some(known)) =
                (self.table.columns.get_mut(place), self.known.get_mut(place))
            {
                push_array(column, known, array)?;
            }
        }
        Ok(())
    }

    fn lay_columns(&mut self, batch: &RecordBatch) {
        let schema = batch.schema();
        for field in schema.fields() {
            let (values, known) = match held(field.data_type()) {
                None => {
                    self.place.push(None);
                    self.table.unread.push(field.name().clone());
                    continue;
                }
                Some(Held::Texts) => (Values::Texts(Strings::default()), Known::Texts(None)),
                Some(Held::Floats) => (Values::Numbers(vec![0.0]), Known::Floats(FxHashMap::default())),
                Some(Held::Whole) => (Values::Whole(vec![0]), Known::Whole(WholeIndex::default())),
            };
            self.place.push(Some(self.table.columns.len()));
            self.table.columns.push(Column { name: field.name().clone(), ids: Vec::new(), values });
            self.known.push(known);
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

/// As what the values of a column are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Texts,
    Floats,
    Whole,
}

/// None for types that say nothing comparable.
fn held(of: &DataType) -> Option<Held> {
    match of {
        DataType::Dictionary(_, values) => held(values).map(|_| Held::Texts),
        DataType::List(item) | DataType::LargeList(item) => held(item.data_type()).map(|_| Held::Texts),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Boolean => Some(Held::Texts),
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _) | DataType::Null => Some(Held::Texts),
        DataType::UInt64 => Some(Held::Texts), // half of them are no i64
        of if of.is_floating() => Some(Held::Floats),
        of if of.is_integer() => Some(Held::Whole),
        of => of.is_numeric().then_some(Held::Texts),
    }
}

fn same_columns(schema: &SchemaRef, batch: &RecordBatch) -> bool {
    let (a, b) = (schema.fields(), batch.schema_ref().fields());
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| a.name() == b.name() && held(a.data_type()) == held(b.data_type()))
}

fn full(column: &str) -> LinkError {
    LinkError::TooMany { what: column.to_owned(), limit: u32::MAX }
}

fn push_array(column: &mut Column, known: &mut Known, array: &ArrayRef) -> Result<(), LinkError> {
    let Column { name, ids, values } = column;
    ids.reserve(array.len());
    let as_type = |of: &DataType| cast(array, of).map_err(|_| full(name));
    match (values, known) {
        (Values::Numbers(values), Known::Floats(known)) => {
            let wide = as_type(&DataType::Float64)?;
            push_floats(ids, values, known, wide.as_primitive::<Float64Type>().iter(), name)
        }
        (Values::Whole(values), Known::Whole(known)) => {
            let wide = as_type(&DataType::Int64)?;
            push_whole(ids, values, known, wide.as_primitive::<Int64Type>().iter(), name)
        }
        (Values::Texts(texts), Known::Texts(before)) => Texts { ids, texts, before, name }.push(array),
        // a column is laid out with the index of its kind
        _ => Err(full(name)),
    }
}

/// Numbers are told apart by their bits; what is not finite is missing.
fn push_floats(
    ids: &mut Vec<u32>,
    values: &mut Vec<f64>,
    known: &mut FxHashMap<u64, u32>,
    numbers: impl Iterator<Item = Option<f64>>,
    column: &str,
) -> Result<(), LinkError> {
    for number in numbers {
        let id = match number.filter(|n| n.is_finite()) {
            None => MISSING,
            Some(n) => match known.entry(n.to_bits()) {
                Entry::Occupied(id) => *id.get(),
                Entry::Vacant(new) => {
                    let id = u32::try_from(values.len()).map_err(|_| full(column))?;
                    values.push(n);
                    *new.insert(id)
                }
            },
        };
        ids.push(id);
    }
    Ok(())
}

fn push_whole(
    ids: &mut Vec<u32>,
    values: &mut Vec<i64>,
    known: &mut WholeIndex,
    numbers: impl Iterator<Item = Option<i64>>,
    column: &str,
) -> Result<(), LinkError> {
    for number in numbers {
        let id = match number {
            None => MISSING,
            Some(n) => {
                let place = known.id(n, values.len());
                if *place == MISSING {
                    *place = u32::try_from(values.len()).map_err(|_| full(column))?;
                    values.push(n);
                }
                *place
            }
        };
        ids.push(id);
    }
    Ok(())
}

/// A column of texts that takes arrays in.
struct Texts<'c> {
    ids: &'c mut Vec<u32>,
    texts: &'c mut Strings,
    before: &'c mut Option<(ArrayRef, Vec<u32>)>,
    name: &'c str,
}

impl Texts<'_> {
    fn push(&mut self, array: &ArrayRef) -> Result<(), LinkError> {
        match array.data_type() {
            DataType::Utf8 => self.all(array.as_string::<i32>().iter()),
            DataType::LargeUtf8 => self.all(array.as_string::<i64>().iter()),
            DataType::Utf8View => self.all(array.as_string_view().iter()),
            DataType::Dictionary(key, _) => match key.as_ref() {
                DataType::Int8 => self.dictionary(array.as_dictionary::<Int8Type>()),
                DataType::Int16 => self.dictionary(array.as_dictionary::<Int16Type>()),
                DataType::Int32 => self.dictionary(array.as_dictionary::<Int32Type>()),
                _ => {
                    let plain = cast(array, &DataType::Utf8).map_err(|_| full(self.name))?;
                    self.push(&plain)
                }
            },
            DataType::Boolean => self.booleans(array.as_boolean()),
            DataType::List(_) => self.lists(array.len(), |row| {
                let list = array.as_list::<i32>();
                list.is_valid(row).then(|| list.value(row))
            }),
            DataType::LargeList(_) => self.lists(array.len(), |row| {
                let list = array.as_list::<i64>();
                list.is_valid(row).then(|| list.value(row))
            }),
            _ => {
                // dates, timestamps and decimals: Arrow writes them as ISO text
                let text = cast(array, &DataType::Utf8).map_err(|_| full(self.name))?;
                self.all(text.as_string::<i32>().iter())
            }
        }
    }

    fn id(&mut self, text: &str) -> Result<u32, LinkError> {
        match trim(text) {
            "" => Ok(MISSING),
            text => self.texts.intern(text).ok_or_else(|| full(self.name)),
        }
    }

    fn all<'t>(&mut self, texts: impl Iterator<Item = Option<&'t str>>) -> Result<(), LinkError> {
        for text in texts {
            let id = self.id(text.unwrap_or_default())?;
            self.ids.push(id);
        }
        Ok(())
    }

    /// The dictionary's own values are looked up once, also when the next batches share it, as those of a Parquet
    /// file do; the records only copy ids.
    fn dictionary<K: ArrowDictionaryKeyType>(&mut self, array: &DictionaryArray<K>) -> Result<(), LinkError> {
        let mut known = match self.before.take() {
            Some((values, known)) if values.to_data().ptr_eq(&array.values().to_data()) => known,
            _ => vec![u32::MAX; array.values().len()],
        };
        let values = cast(array.values(), &DataType::Utf8).map_err(|_| full(self.name))?;
        let texts = values.as_string::<i32>();
        for key in array.keys_iter() {
            let id = match key {
                Some(key) if texts.is_valid(key) => {
                    // only values that a record uses become values of the column
                    if known[key] == u32::MAX {
                        known[key] = self.id(texts.value(key))?;
                    }
                    known[key]
                }
                _ => MISSING,
            };
            self.ids.push(id);
        }
        *self.before = Some((array.values().clone(), known));
        Ok(())
    }

    fn booleans(&mut self, array: &BooleanArray) -> Result<(), LinkError> {
        self.all(array.iter().map(|b| b.map(|b| if b { "true" } else { "false" })))
    }

    /// A list becomes its items joined by `;`, which the set comparison takes apart again.
    fn lists(&mut self, rows: usize, list: impl Fn(usize) -> Option<ArrayRef>) -> Result<(), LinkError> {
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
            let id = self.id(&joined)?;
            self.ids.push(id);
        }
        Ok(())
    }
}

/// [`str::trim`], which looks at nothing but the ends where they are plain.
fn trim(text: &str) -> &str {
    match (text.as_bytes().first(), text.as_bytes().last()) {
        (Some(a), Some(b)) if a.is_ascii_graphic() && b.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::builder::StringDictionaryBuilder;
    use arrow_array::{Float64Array, Int64Array, ListArray, StringArray, UInt64Array};
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
            ("u", Arc::new(UInt64Array::from(vec![u64::MAX, 1]))),
            ("l", Arc::new(lists)),
        ])])
        .unwrap();
        assert_eq!(table.columns[0].ids, [1, 1]);
        assert_eq!((&*table.columns[1].value(0), &*table.columns[1].value(1)), ("0.5", ""));
        assert_eq!(table.columns[1].values.number(1), Some(0.5));
        assert_eq!(&*table.columns[2].value(0), "18446744073709551615");
        assert_eq!(table.columns[3].value(0), "1;2");
        assert_eq!((&*table.columns[0].value(1), table.columns[0].values.number(1)), ("7", Some(7.0)));
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
        let text = builder.push(&batch(vec![("a", Arc::new(StringArray::from(vec!["seven"])))]));
        assert!(matches!(text, Err(LinkError::Schema { batch: 2 })), "a text is no whole number");
    }
}
