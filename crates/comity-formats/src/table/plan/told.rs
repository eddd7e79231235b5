//! What a plan tells people: a line a column for terminals, and the table as it can be corrected.

use std::fmt::Write as _;

use comity_core::{ColumnRead, Currency, Decimal, Grounds, TableRead};

use super::{Column, Plan};
use crate::table::{cells::short, dates::Order, field::Field, mapping::letter, row::Row};

/// Different values of a column that are shown.
const VALUES: usize = 3;

/// The first different values of a column.
pub(super) fn values(rows: &[Row], index: usize) -> Vec<String> {
    let mut values = Vec::new();
    for cell in rows.iter().map(|row| row.get(index)).filter(|cell| !cell.is_empty()) {
        let value = short(cell);
        if !values.contains(&value) {
            values.push(value);
        }
        if values.len() == VALUES {
            break;
        }
    }
    values
}

impl Plan {
    /// The table, with those of its columns that fit.
    pub(crate) fn table(&self, fits: impl Fn(&Column) -> bool) -> TableRead {
        let read = |column: &Column| ColumnRead {
            name: column.key.clone(),
            field: column.field.word(),
            grounds: column.why,
            tag: column.tag.clone(),
            filled: column.filled,
            // persons are shown to nobody
            samples: if matches!(column.field, Field::Contact | Field::Skip) {
                Vec::new()
            } else {
                column.values.clone()
            },
        };
        TableRead {
            shape: self.shape.clone(),
            columns: self.columns.iter().filter(|column| fits(column)).map(read).collect(),
        }
    }

    /// The mapping for people, a line a column: `C Date de début -> start date (header, French), 5339 cells`.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::with_capacity(self.columns.len());
        for (index, column) in self.columns.iter().enumerate() {
            let mut line = format!("{} {} -> {}", letter(index), column.name, column.field.told());
            let why = match (column.why, column.language) {
                (Grounds::Mapping, _) => "mapping file".to_owned(),
                (Grounds::Choice, _) => "as said before".to_owned(),
                (Grounds::Tag, _) => format!("tag {}", column.tag),
                (Grounds::Header, Some(language)) => format!("header, {language}"),
                (Grounds::Header, None) => "header".to_owned(),
                (Grounds::Contents, _) => "contents".to_owned(),
                (Grounds::Nothing, _) => String::new(),
            };
            if !why.is_empty() {
                let _ = write!(line, " ({why})");
            }
            if column.field.is_date() && column.order == Order::MonthFirst {
                line.push_str(", month first");
            }
            if self.month == Some(index) {
                line.push_str(", when it was under way if a row has no other date");
            }
            if column.field == Field::Amount && column.currency != Currency::NONE {
                let _ = write!(line, ", in {}", column.currency.as_str());
            }
            if column.field == Field::Amount && column.scale != Decimal::ONE {
                let _ = write!(line, ", times {}", column.scale);
            }
            let _ = write!(line, ", {} {}", column.filled, if column.filled == 1 { "cell" } else { "cells" });
            lines.push(line);
        }
        lines
    }
}
