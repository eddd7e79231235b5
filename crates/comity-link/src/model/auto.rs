//! A model from the columns alone: kinds by content, and columns that repeat another left out.

use crate::kind::{self, Kind, Useless};
use crate::model::{Compare, Field, Model};
use crate::table::{Column, MISSING, Table};

/// The column of record ids where the caller names none.
pub const ID: &str = "unique_id";
/// The column of sources where the caller names none.
pub const SOURCE: &str = "source_dataset";
/// A column of known answers, as benchmark tables have it: never evidence.
pub const TRUTH: &str = "cluster";

/// How many records are looked at when columns are compared with each other.
const LOOKED_AT: usize = 4_000;

/// Infers a model. A column named `unique_id` holds ids, `source_dataset` names the table, `cluster` is left out;
/// every other column is judged by its values.
pub fn infer(table: &Table) -> Model {
    let mut model = Model { id: table.position(ID), source: table.position(SOURCE), ..Model::default() };
    let mut left_out =
        |at: usize, why: &str| model.left_out.push((table.columns[at].name.clone(), why.to_owned()));
    let points = kind::points(table);
    let mut kinds: Vec<Option<Kind>> = Vec::with_capacity(table.columns.len());
    for (at, column) in table.columns.iter().enumerate() {
        let found = if Some(at) == model.id || Some(at) == model.source {
            None
        } else if column.name == TRUTH {
            left_out(at, "holds known answers, which are never evidence");
            None
        } else if points.iter().any(|p| p.0 == at) {
            Some(Kind::Latitude)
        } else if points.iter().any(|p| p.1 == at) {
            Some(Kind::Longitude)
        } else {
            match kind::kind(column, table.records) {
                Ok(kind) => Some(kind),
                Err(why) => {
                    left_out(at, useless(why));
                    None
                }
            }
        };
        kinds.push(found);
    }
    for (at, other, why) in repeated(table, &kinds) {
        kinds[at] = None;
        model
            .left_out
            .push((table.columns[at].name.clone(), format!("{why} `{}`", table.columns[other].name)));
    }
    let mut named: Vec<usize> = Vec::new();
    for (lat, lon) in points {
        let name = (0..kinds.len())
            .filter(|at| kinds[*at] == Some(Kind::Name) && !named.contains(at))
            .find(|at| stands_at(table, *at, lat, lon));
        named.extend(name);
        let label = name.map_or_else(
            || format!("{}, {}", table.columns[lat].name, table.columns[lon].name),
            |n| table.columns[n].name.clone(),
        );
        model.fields.push(Field { name: label, compare: Compare::Place { name, point: (lat, lon) } });
    }
    for (column, kind) in kinds.iter().enumerate() {
        match kind {
            None | Some(Kind::Latitude | Kind::Longitude) => {}
            Some(_) if named.contains(&column) => {}
            Some(kind) => model.fields.push(Field {
                name: table.columns[column].name.clone(),
                compare: Compare::Column { column, kind: *kind },
            }),
        }
    }
    model.fields.sort_by_key(|f| f.compare.column());
    model
}

fn useless(why: Useless) -> &'static str {
    match why {
        Useless::Empty => "no value at all",
        Useless::Constant => "the same value everywhere",
        Useless::RowNumber => "a number of its own for every record",
    }
}

/// Evenly spread records.
fn spread(table: &Table) -> impl Iterator<Item = usize> + use<> {
    let step = table.records.div_ceil(LOOKED_AT).max(1);
    (0..table.records).step_by(step)
}

/// Columns that only repeat others: (column, the other, why).
fn repeated(table: &Table, kinds: &[Option<Kind>]) -> Vec<(usize, usize, &'static str)> {
    let mut out: Vec<(usize, usize, &'static str)> = Vec::new();
    let gone = |out: &[(usize, usize, &'static str)], at: usize| out.iter().any(|o| o.0 == at);
    for later in 0..kinds.len() {
        for earlier in 0..kinds.len() {
            let (Some(a), Some(b)) = (kinds[earlier], kinds[later]) else { continue };
            if earlier == later
                || gone(&out, earlier)
                || gone(&out, later)
                || matches!(a, Kind::Latitude | Kind::Longitude)
            {
                continue;
            }
            // of two columns that determine each other the one that says more stays
            let rank = |k: Kind, at: usize| (k == Kind::Date, std::cmp::Reverse(at));
            if rank(a, earlier) > rank(b, later)
                && one_to_one(&table.columns[earlier], &table.columns[later], table)
            {
                out.push((later, earlier, "says the same as"));
            }
        }
        if gone(&out, later) || !matches!(kinds[later], Some(Kind::Name | Kind::Text)) {
            continue;
        }
        if let Some(part) = joined(table, kinds, later) {
            out.push((later, part, "only joins other columns, such as"));
        }
    }
    out
}

/// True when the two columns determine each other in 99 of 100 records, and are more than a few values.
fn one_to_one(a: &Column, b: &Column, table: &Table) -> bool {
    if a.values.len() < 20 || b.values.len() < 20 {
        return false;
    }
    let (few, many) = (a.values.len().min(b.values.len()), a.values.len().max(b.values.len()));
    if many > few * 101 / 100 + 2 {
        return false;
    }
    let mut to = vec![MISSING; a.values.len()];
    let mut back = vec![MISSING; b.values.len()];
    let (mut both, mut same) = (0_u32, 0_u32);
    for record in 0..table.records {
        let (x, y) = (a.ids[record], b.ids[record]);
        if (x == MISSING) != (y == MISSING) {
            both += 1;
        }
        if x == MISSING || y == MISSING {
            continue;
        }
        both += 1;
        if to[x as usize] == MISSING && back[y as usize] == MISSING {
            to[x as usize] = y;
            back[y as usize] = x;
        }
        same += u32::from(to[x as usize] == y && back[y as usize] == x);
    }
    both > 0 && f64::from(same) >= 0.99 * f64::from(both)
}

/// The first part of a column whose values are nearly always two other columns' values put together.
fn joined(table: &Table, kinds: &[Option<Kind>], whole: usize) -> Option<usize> {
    let names: Vec<usize> = (0..kinds.len())
        .filter(|at| *at != whole && matches!(kinds[*at], Some(Kind::Name | Kind::Category)))
        .collect();
    for first in &names {
        for second in names.iter().filter(|s| *s != first) {
            let (mut seen, mut same) = (0_u32, 0_u32);
            for record in spread(table) {
                let value = table.columns[whole].value(record);
                let (a, b) = (table.columns[*first].value(record), table.columns[*second].value(record));
                if value.is_empty() || a.is_empty() || b.is_empty() {
                    continue;
                }
                seen += 1;
                same += u32::from(
                    value.len() == a.len() + b.len() + 1 && value.starts_with(&*a) && value.ends_with(&*b),
                );
            }
            if seen >= 5 && same * 10 >= seen * 9 {
                return Some(*first);
            }
        }
    }
    None
}

/// True when records of one name stand at one point, mostly: the name names the place.
fn stands_at(table: &Table, name: usize, lat: usize, lon: usize) -> bool {
    let mut first: rustc_hash::FxHashMap<u32, (f64, f64)> = rustc_hash::FxHashMap::default();
    let (mut again, mut near, mut filled) = (0_u32, 0_u32, 0_u32);
    for record in (0..table.records).take(50_000) {
        let at = |c: usize| table.columns[c].values.number(table.columns[c].ids[record]);
        let (Some(y), Some(x)) = (at(lat), at(lon)) else { continue };
        filled += 1;
        let id = table.columns[name].ids[record];
        if id == MISSING {
            continue;
        }
        match first.get(&id) {
            None => {
                first.insert(id, (y, x));
            }
            Some((y0, x0)) => {
                again += 1;
                near += u32::from((y - y0).abs() < 0.5 && (x - x0).abs() < 0.5);
            }
        }
    }
    // a few names in all are a country or a region, not a place
    again >= 10 && near * 10 >= again * 7 && first.len() * 40 >= (filled as usize).min(4_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use std::sync::Arc;

    fn table(columns: &[(&str, Vec<String>)]) -> Table {
        let batch = RecordBatch::try_from_iter_with_nullable(
            columns.iter().map(|(n, v)| (*n, Arc::new(StringArray::from_iter_values(v)) as ArrayRef, true)),
        )
        .unwrap();
        Table::from_batches([&batch]).unwrap()
    }

    #[test]
    fn a_model_is_made_of_what_the_columns_hold() {
        let n = 300;
        let pick = |of: &[&str], i: usize| of[i % of.len()].to_owned();
        let first = ["anna", "boris", "chen", "dana", "emil", "farid", "gita"];
        let last =
            ["ivanov", "smith", "li", "kurt", "mora", "nazarov", "okafor", "petrov", "quist", "rao", "sato"];
        let made = table(&[
            ("unique_id", (0..n).map(|i| i.to_string()).collect()),
            ("cluster", (0..n).map(|i| (i / 2).to_string()).collect()),
            ("given", (0..n).map(|i| pick(&first, i)).collect()),
            ("family", (0..n).map(|i| pick(&last, i)).collect()),
            ("both", (0..n).map(|i| format!("{} {}", pick(&first, i), pick(&last, i))).collect()),
            (
                "since",
                (0..n).map(|i| format!("20{:02}-{:02}-{:02}", i % 20, i % 12 + 1, i % 28 + 1)).collect(),
            ),
            ("lat", (0..n).map(|i| format!("{:.4}", 40.0 + (i % 50) as f64 * 0.31)).collect()),
            ("lon", (0..n).map(|i| format!("{:.4}", 70.0 + (i % 50) as f64 * 0.77)).collect()),
            (
                "town",
                (0..n)
                    .map(|i| {
                        format!(
                            "{}{}",
                            pick(&["osh", "tala", "kara", "jala", "nary"], i % 50 / 10),
                            pick(
                                &["abad", "kol", "bulak", "su", "tash", "tau", "dara", "gul", "say", "kent"],
                                i
                            )
                        )
                    })
                    .collect(),
            ),
            ("empty", vec![String::new(); n]),
        ]);
        let model = infer(&made);
        let said: Vec<String> = model.fields.iter().map(|f| format!("{}: {:?}", f.name, f.compare)).collect();
        insta::assert_snapshot!(said.join("\n"));
        insta::assert_snapshot!(
            model.left_out.iter().map(|(c, w)| format!("{c}: {w}")).collect::<Vec<_>>().join("\n")
        );
    }
}
