//! Sums of a joint activity, in words: money of its plan, and figures that are counted once.

use comity_core::Decimal;
use comity_node::joint_work::work::{Counted, Funds};

use super::figure;
use crate::page::councils::Names;
use crate::tongue::Tongue;

/// Money in words; empty where there is none.
#[allow(missing_docs)] // what its template shows, by the names of the page
pub struct Money {
    pub cost: String,
    pub pledged: String,
    pub delivered: String,
    pub open: String,
    pub beyond: String,
    /// Shares of the cost in percent, for the bar.
    pub bar: (u8, u8),
}

/// A period that is reported on.
#[allow(missing_docs)] // what its template shows, by the names of the page
pub struct Period {
    pub name: String,
    pub words: String,
    pub on: String,
    pub reopened: bool,
    pub figures: Vec<FigureLine>,
}

/// A figure with who said what.
#[allow(missing_docs)] // what its template shows, by the names of the page
pub struct FigureLine {
    pub name: String,
    pub total: String,
    /// What was counted once less; empty where nothing was.
    pub twice: String,
    pub rows: Vec<(String, String, String)>,
}

impl Money {
    /// The funds of a line, or of all.
    pub fn of(t: &Tongue, funds: &Funds) -> Money {
        let some = |value: Decimal| if value.is_zero() { String::new() } else { figure(t, value) };
        let full = funds.cost.max(funds.pledged);
        let part = |value: Decimal| {
            let share = if full.is_zero() { Decimal::ZERO } else { value * Decimal::ONE_HUNDRED / full };
            u8::try_from(share.trunc()).unwrap_or(100)
        };
        Money {
            cost: some(funds.cost),
            pledged: some(funds.pledged),
            delivered: some(funds.delivered),
            open: some(funds.open),
            beyond: some(funds.beyond),
            bar: (part(funds.delivered), part(funds.pledged - funds.delivered)),
        }
    }
}

impl FigureLine {
    /// A figure that was added up.
    pub fn of(t: &Tongue, names: &Names<'_>, counted: &Counted) -> FigureLine {
        let rows = counted.rows.iter().map(|(one, counts)| {
            let within = one.within.as_ref().map(|within| names.name(within));
            let says = match within {
                Some(within) if !counts => t.w("joint-within", &within),
                Some(within) => t.w("joint-within-nothing", &within),
                None => String::new(),
            };
            (names.name(&one.party), figure(t, one.value), says)
        });
        let twice = counted.said - counted.total;
        FigureLine {
            name: counted.figure.to_string(),
            total: figure(t, counted.total),
            twice: if twice.is_zero() { String::new() } else { figure(t, twice) },
            rows: rows.collect(),
        }
    }
}
