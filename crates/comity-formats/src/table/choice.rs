//! What a person said that the columns of tables of one shape mean, in place of what the reader would decide, and what of it can't be.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::TableRead;
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use super::{
    cells::fold,
    field::{Field, Side},
};

/// Words of fields by the names of columns.
pub type Columns = BTreeMap<String, String>;

/// What was said of tables, by their shape. Columns of which nothing was said are decided by the reader.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices(BTreeMap<String, Columns>);

impl Choices {
    /// Of words of fields by the names of columns, by shape.
    pub fn new(said: impl IntoIterator<Item = (String, Columns)>) -> Choices {
        let folded =
            |columns: Columns| columns.into_iter().map(|(name, word)| (fold(name.trim()), word)).collect();
        Choices(said.into_iter().map(|(shape, columns)| (shape, folded(columns))).collect())
    }

    pub(crate) fn of(&self, shape: &str) -> Option<&Columns> {
        self.0.get(shape)
    }
}

/// A column of which something was said that can't be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column `{column}`: {wrong}")]
pub struct WrongColumn {
    /// Its name in the table; where there is none, as it was written.
    pub column: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can't be, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The table has no such column.
    #[error("the table has no such column")]
    Absent,
    /// No field has this word; which words would do.
    #[error("{reason}")]
    Unknown {
        /// The word, and those that would do.
        reason: String,
    },
    /// A record has it once, and another column means it, too.
    #[error("a record has one {word}, and the column `{other}` means it, too")]
    Twice {
        /// The word of the field.
        word: String,
        /// The other column.
        other: String,
    },
    /// It says nothing without another column.
    #[error("it says nothing without a column that means {needs}")]
    Alone {
        /// The word of what that column would have to mean.
        needs: String,
    },
}

/// What of this can't be: every column that is wrong, in the order of their names. Nothing where the table can be read so.
pub fn contradictions(said: &Columns, table: &TableRead) -> Vec<WrongColumn> {
    let known: BTreeMap<String, &str> =
        table.columns.iter().map(|column| (fold(&column.name), column.name.as_str())).collect();
    let mut wrong: Vec<(&str, Wrong)> = Vec::new();
    let mut meant: BTreeMap<&str, Field> = BTreeMap::new();
    for (column, word) in said {
        match (known.get(&fold(column.trim())), Field::named(word)) {
            (None, _) => wrong.push((column, Wrong::Absent)),
            (Some(column), Err(reason)) => wrong.push((column, Wrong::Unknown { reason })),
            (Some(column), Ok(field)) => {
                meant.insert(column, field);
            }
        }
    }
    let mut same: BTreeMap<Field, Vec<&str>> = BTreeMap::new();
    for (column, field) in meant.iter().filter(|(_, field)| field.is_single()) {
        same.entry(*field).or_default().push(column);
    }
    for (field, columns) in same.iter().filter(|(_, columns)| columns.len() > 1) {
        for column in columns {
            let other = columns.iter().find(|other| *other != column).copied().unwrap_or_default();
            wrong.push((*column, Wrong::Twice { word: field.word(), other: other.to_owned() }));
        }
    }
    let left = table.columns.iter().filter(|column| !meant.contains_key(column.name.as_str()));
    let left = left.filter_map(|column| Field::parse(&column.field));
    let all: BTreeSet<Field> = meant.values().copied().chain(left).collect();
    for (column, field) in &meant {
        if let Some(needs) = lacking(*field, &all) {
            wrong.push((column, Wrong::Alone { needs: needs.word() }));
        }
    }
    wrong.sort_by_key(|(column, _)| *column);
    wrong.into_iter().map(|(column, wrong)| WrongColumn { column: column.to_owned(), wrong }).collect()
}

/// What a column needs beside it, where that isn't there: the other half of a point, the organisation that is of a type.
fn lacking(field: Field, all: &BTreeSet<Field>) -> Option<Field> {
    let named = [Side::Name, Side::Acronym, Side::Code];
    match field {
        Field::Lat => (!all.contains(&Field::Lon)).then_some(Field::Lon),
        Field::Lon => (!all.contains(&Field::Lat)).then_some(Field::Lat),
        Field::Org(role, Side::Type) => {
            let is_there = named.iter().any(|side| all.contains(&Field::Org(role, *side)));
            (!is_there).then_some(Field::Org(role, Side::Name))
        }
        Field::Reporter(Side::Type) => {
            let is_there = named.iter().any(|side| all.contains(&Field::Reporter(*side)));
            (!is_there).then_some(Field::Reporter(Side::Name))
        }
        _ => None,
    }
}

/// Names by which the columns of one table are told apart: of several that are named alike the later ones carry a number.
pub(crate) fn apart(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut times: FxHashMap<String, usize> = FxHashMap::default();
    let mut taken = BTreeSet::new();
    let mut apart = Vec::new();
    for name in names {
        let n = times.entry(fold(&name)).or_default();
        let found = loop {
            *n += 1;
            let numbered = if *n == 1 { name.clone() } else { format!("{name} ({n})") };
            if taken.insert(fold(&numbered)) {
                break numbered;
            }
        };
        apart.push(found);
    }
    apart
}

/// What all tables have in common that have columns of these names, in whatever order.
pub(crate) fn shape<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<String> = names.map(fold).collect();
    names.sort_unstable();
    let mut hash = Sha256::new();
    for name in names {
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use comity_core::ColumnRead;

    use super::*;

    fn table(columns: &[(&str, &str)]) -> TableRead {
        let column = |(name, field): &(&str, &str)| ColumnRead {
            name: (*name).to_owned(),
            field: (*field).to_owned(),
            ..ColumnRead::default()
        };
        TableRead { shape: String::new(), columns: columns.iter().map(column).collect() }
    }

    fn wrong(said: &[(&str, &str)]) -> Vec<String> {
        let table = table(&[("A", "kept"), ("B", "kept"), ("C", "implementer"), ("Größe", "longitude")]);
        let said = said.iter().map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect();
        contradictions(&said, &table).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_cannot_be_is_said_of_each_column() {
        assert_eq!(
            wrong(&[("A", "title"), ("B", "title"), ("grösse", "kept")]),
            ["column `grösse`: the table has no such column"]
        );
        assert_eq!(
            wrong(&[("A", "start date"), ("B", "Start_Date")]),
            [
                "column `A`: a record has one start date, and the column `B` means it, too",
                "column `B`: a record has one start date, and the column `A` means it, too"
            ]
        );
        let unknown = wrong(&[("A", "colour")]);
        assert!(
            unknown[0].starts_with("column `A`: `colour` is no field; write one of title,"),
            "{unknown:?}"
        );
    }

    #[test]
    fn half_a_point_and_a_type_of_nobody_say_nothing() {
        assert!(wrong(&[("A", "latitude")]).is_empty(), "the reader found the other half");
        assert_eq!(
            wrong(&[("A", "latitude"), ("größe", "kept")]),
            ["column `A`: it says nothing without a column that means longitude"]
        );
        assert!(wrong(&[("A", "implementer type")]).is_empty());
        assert_eq!(
            wrong(&[("A", "funder type"), ("C", "implementer")]),
            ["column `A`: it says nothing without a column that means funder"]
        );
    }

    #[test]
    fn columns_of_one_name_are_told_apart_and_order_is_no_shape() {
        let names = ["Name", "name", "Name (2)", "Name"].map(str::to_owned);
        let told = apart(names.into_iter());
        assert_eq!(told, ["Name", "name (2)", "Name (2) (2)", "Name (3)"]);
        let of = |names: &[&str]| shape(names.iter().copied());
        assert_eq!(of(&["Début", "Fin"]), of(&["fin", "debut"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["a"]).len(), 32);
    }
}
