//! Columns that follow from others (a city from its post code): counted once.

use crate::measure::{EXACT, Measure};
use crate::prepare::Comparison;

/// How many pairs are looked at for each field.
const LOOKED_AT: usize = 4_000;
/// From this share on, agreement in one field makes agreement in another a matter of course.
const OF_COURSE: f64 = 0.8;

/// `(a, b)`: fields where pairs that agree exactly in `a` agree in `b` as well, four times in five, though pairs at large
/// seldom do. Pairs that agree in much else are left out, because matches agree everywhere.
pub(crate) fn implied(comparison: &Comparison) -> Vec<(usize, usize)> {
    let n = comparison.fields.len();
    let mut out = Vec::new();
    for a in 0..n {
        if !keyed(&comparison.fields[a].measure) {
            continue;
        }
        let pairs = equal_pairs(comparison, a);
        let mut levels: Vec<Vec<u8>> = Vec::with_capacity(pairs.len());
        for (x, y) in pairs {
            let (p, q) = (comparison.rows.get(x), comparison.rows.get(y));
            levels.push(
                comparison.fields.iter().map(|f| f.measure.level(&p[f.offset..], &q[f.offset..])).collect(),
            );
        }
        for b in (0..n).filter(|b| *b != a) {
            if comparison.fields[b].same_by_chance > 0.5 {
                continue;
            }
            let (mut seen, mut agree) = (0_u32, 0_u32);
            for l in &levels {
                let others = (0..n).filter(|c| *c != a && *c != b && l[*c] == EXACT).count();
                let compared = (0..n).filter(|c| *c != a && *c != b && l[*c] != 0).count();
                if l[b] == 0 || others * 3 > compared {
                    continue;
                }
                seen += 1;
                agree += u32::from(l[b] == EXACT);
            }
            if seen >= 50 && f64::from(agree) >= OF_COURSE * f64::from(seen) {
                out.push((a, b));
            }
        }
    }
    // two fields that imply each other: the one that says more (agrees more seldom) stays the first
    let both: Vec<(usize, usize)> = out
        .iter()
        .filter(|(a, b)| {
            out.contains(&(*b, *a))
                && (comparison.fields[*a].same_by_chance, *a) > (comparison.fields[*b].same_by_chance, *b)
        })
        .copied()
        .collect();
    out.retain(|p| !both.contains(p));
    out
}

fn keyed(measure: &Measure) -> bool {
    matches!(
        measure,
        Measure::Name(_) | Measure::Code(_) | Measure::Place(_) | Measure::Date | Measure::Category
    )
}

/// Pairs of neighbouring records with the same first word, from evenly spread values.
fn equal_pairs(comparison: &Comparison, field: usize) -> Vec<(u32, u32)> {
    let offset = comparison.fields[field].offset;
    let records = u32::try_from(comparison.rows.len()).unwrap_or(u32::MAX);
    // a hashed share of the values, so that about 40,000 records are looked at however large the table
    let share = (comparison.rows.len() / 40_000).max(1) as u64;
    let mut keyed: Vec<(u32, u32)> = (0..records)
        .map(|r| (comparison.rows.get(r)[offset], r))
        .filter(|(w, _)| {
            *w != 0 && (u64::from(*w).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33).is_multiple_of(share)
        })
        .collect();
    keyed.sort_unstable();
    let pairs: Vec<(u32, u32)> = keyed
        .windows(2)
        .filter(|w| w[0].0 == w[1].0 && comparison.allowed(w[0].1, w[1].1))
        .map(|w| (w[0].1, w[1].1))
        .collect();
    let step = pairs.len().div_ceil(LOOKED_AT).max(1);
    pairs.into_iter().step_by(step).collect()
}
