//! The matrix: parties by themes or places, each cell with its count, which opens the records.

use comity_node::{Crossed, Facet, Node};

use super::ask::{Address, By, View};
use super::timeline::shade;
use super::{named, told_apart};
use crate::page::grid::{Cell, Column, Grid};
use crate::tongue::Tongue;

/// A matrix ready to be written.
pub struct Matrix {
    /// Themes or places: address, word, whether it is the one.
    pub by: Vec<(String, &'static str, bool)>,
    /// Parties by them.
    pub grid: Grid,
    /// Parties and columns that are left out.
    pub more: (u64, u64),
}

/// Lays out what the desk found.
pub fn of(t: &Tongue, node: &Node, address: &Address, crossed: &Crossed) -> Matrix {
    let (word, facet) = address.look.by.facet();
    let with = |column: Option<&str>, party: Option<&str>| {
        address.with(|to| {
            if let (Some(field), Some(column)) = (to.ask.field(word), column) {
                *field = column.to_owned();
            }
            if let Some(party) = party {
                to.ask.party = party.to_owned();
            }
            if column.is_some() && party.is_some() {
                to.look.view = View::Table;
            }
        })
    };
    let highest = crossed.cells.iter().flatten().max().copied().unwrap_or(0);
    let all = |values: &'_ [(String, u64)], facet| {
        told_apart(values.iter().map(|(value, _)| (value.as_str(), named(t, node, facet, value))).collect())
    };
    let values = crossed.columns.iter().map(|(value, _)| value.as_str());
    let columns: Vec<(&str, String)> = values.zip(all(&crossed.columns, facet)).collect();
    let parties = crossed.rows.iter().zip(all(&crossed.rows, Facet::Party));
    let rows = parties.zip(&crossed.cells).map(|(((party, _), name), counts)| {
        let cells = columns.iter().zip(counts).map(|((value, column), count)| {
            (*count > 0).then(|| Cell {
                shade: shade(*count, highest),
                need: "",
                count: t.number(*count),
                says: [name.as_str(), column, &t.n("n-activities", *count)].join(&t.say("list-comma")),
                address: with(Some(value), Some(party)),
            })
        });
        (with(None, Some(party)), name.clone(), cells.collect())
    });
    Matrix {
        by: [By::Theme, By::Place]
            .map(|by| (address.with(|to| to.look.by = by), by.facet().0, by == address.look.by))
            .into(),
        grid: Grid {
            rows: rows.collect(),
            columns: columns
                .iter()
                .map(|(value, name)| Column { address: with(Some(value), None), name: name.clone() })
                .collect(),
        },
        more: (crossed.more_rows, crossed.more_columns),
    }
}
