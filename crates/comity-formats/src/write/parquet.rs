//! Rows as Parquet: texts as UTF-8, numbers as doubles, days as DATE, zstd, one row group per 64 k rows.

use std::{io::Write, sync::Arc};

use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel},
    data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type},
    errors::ParquetError,
    file::{properties::WriterProperties, writer::SerializedFileWriter, writer::SerializedRowGroupWriter},
    schema::types::{Type, TypePtr},
};

use super::{
    WriteError,
    rows::{Cell, Kind, Rows},
};

const GROUP: usize = 1 << 16;

pub(super) fn write(table: &Rows, sink: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by("comity".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(sink, schema(table)?, Arc::new(properties))?;
    for rows in table.rows.chunks(GROUP) {
        let mut group = file.next_row_group()?;
        for (index, (_, kind)) in table.columns.iter().enumerate() {
            column(&mut group, rows, index, *kind)?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

fn schema(table: &Rows) -> Result<TypePtr, ParquetError> {
    let fields = table.columns.iter().map(|(name, kind)| {
        let (physical, logical) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        };
        let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        field.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
    });
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Type::group_type_builder("comity").with_fields(fields).build()?))
}

/// Values that are there, and for each row whether one is.
fn split<T>(rows: &[Vec<Cell>], index: usize, value: impl Fn(&Cell) -> Option<T>) -> (Vec<T>, Vec<i16>) {
    let cells: Vec<Option<T>> = rows.iter().map(|row| row.get(index).and_then(&value)).collect();
    let levels = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    (cells.into_iter().flatten().collect(), levels)
}

fn column<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[Vec<Cell>],
    index: usize,
    kind: Kind,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    match kind {
        Kind::Text => {
            let text = |cell: &Cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            };
            let (values, levels) = split(rows, index, text);
            column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
        }
        Kind::Number => {
            let number = |cell: &Cell| match cell {
                Cell::Number(number) => Some(*number),
                _ => None,
            };
            let (values, levels) = split(rows, index, number);
            column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
        }
        Kind::Day => {
            // DATE counts days from 1970-01-01, as Day does
            let day = |cell: &Cell| match cell {
                Cell::Day(day) => Some(day.0),
                _ => None,
            };
            let (values, levels) = split(rows, index, day);
            column.typed::<Int32Type>().write_batch(&values, Some(&levels), None)?;
        }
    }
    column.close()
}
