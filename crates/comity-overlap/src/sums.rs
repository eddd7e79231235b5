//! The sums of money of a record: which stand in it, and what the whole costs.

use comity_core::{Amount, AmountKind, Currency, Record};
use rust_decimal::prelude::ToPrimitive;

use crate::reference::Reference;

/// So many sums of a record are compared, the largest ones.
pub const KEPT: usize = 12;

/// Sums below this say nothing (in the currency that they are stated in).
const SMALL: f64 = 500.0;

/// One sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sum {
    /// Hundredths, as stated, with the currency mixed in: equal for equal statements.
    pub exact: u64,
    /// In euros, 0 when no rate is known.
    pub euros: f32,
    /// Significant digits: a sum of one digit says little.
    pub digits: u8,
}

/// What the whole of a record costs; 0 when not stated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Whole {
    /// In euros.
    pub euros: f32,
    /// In a currency that isn't stated: to be compared with others of that sort only.
    pub unstated: f32,
}

/// Different sums of a record, the largest first, and the whole.
pub fn of(record: &Record, reference: &dyn Reference) -> (Vec<Sum>, Whole) {
    let mut sums: Vec<Sum> = Vec::new();
    let (mut by_kind, mut unstated) = ([0.0_f64; 6], [0.0_f64; 6]);
    for amount in &record.amounts {
        let Some(value) = amount.value.to_f64().filter(|value| value.abs() >= SMALL) else { continue };
        let euros = reference.euros(amount.value, amount.currency, amount.day).unwrap_or(0.0);
        if let Some(sum) = by_kind.get_mut(slot(amount)) {
            *sum += euros;
        }
        if let Some(sum) = unstated.get_mut(slot(amount)).filter(|_| amount.currency == Currency::NONE) {
            *sum += value;
        }
        let hundredths = (value.abs() * 100.0).round() as u64;
        let currency = amount.currency.as_str().bytes().fold(0_u64, |sum, byte| sum * 31 + u64::from(byte));
        let mut short = hundredths;
        while short > 0 && short.is_multiple_of(10) {
            short /= 10;
        }
        let digits = short.checked_ilog10().map_or(0, |log| log + 1).min(20) as u8;
        sums.push(Sum {
            exact: hundredths.wrapping_mul(40_009).wrapping_add(currency),
            euros: euros.abs() as f32,
            digits,
        });
    }
    sums.sort_unstable_by(|a, b| b.euros.total_cmp(&a.euros).then(b.exact.cmp(&a.exact)));
    sums.dedup_by_key(|sum| sum.exact);
    let most = |sums: [f64; 6]| sums.into_iter().fold(0.0, f64::max) as f32;
    (sums, Whole { euros: most(by_kind), unstated: most(unstated) })
}

/// Sums of one slot add up; of several slots the largest is the whole.
fn slot(amount: &Amount) -> usize {
    match amount.kind {
        AmountKind::Budget => 0,
        AmountKind::OutgoingCommitment | AmountKind::Pledge => 1,
        AmountKind::IncomingCommitment | AmountKind::IncomingFunds => 2,
        AmountKind::Disbursement | AmountKind::Expenditure => 3,
        AmountKind::Total => 4,
        AmountKind::PlannedDisbursement | AmountKind::Other => 5,
    }
}
