//! Atoms: the parts of a field that two records can have in common. Rules are conjunctions of atoms.

use std::hash::{BuildHasher, Hasher as _};

use rustc_hash::FxBuildHasher;

use crate::date::Written;
use crate::measure::{Measure, name::skeleton, number};
use crate::prepare::{Comparison, Prepared};

/// At most so many keys of one atom per record (its rarest tokens).
pub const KEYS: usize = 5;

/// A word is rare that stands in one of so many texts at most, or in [`FEW`] more than that in a small table.
const RARE_PART: u64 = 100;
const FEW: u32 = 20;

/// One part of one field, as keys per first word of the row.
#[derive(Debug, Clone)]
pub struct Atom {
    /// Which field.
    pub field: usize,
    /// Which part: `exact`, `begin`, `sound`, `year`, ...
    pub part: &'static str,
    keys: Keys,
    /// Probability that two records at random share a key.
    pub chance: f64,
    /// Share of the records that have a key.
    pub filled: f64,
}

#[derive(Debug, Clone)]
enum Keys {
    /// The word itself.
    Word,
    /// A function of a date's digits.
    Digits(fn(Written) -> u32),
    /// The rounded logarithm of a number, moved by a fraction of a step.
    Logarithm(f32),
    /// A key per id, 0 for none.
    Table(Vec<u32>),
    /// Several keys per id.
    Lists { starts: Vec<u32>, keys: Vec<u32> },
    /// The cell of a grid, in words of a point; the shift moves the grid.
    Cell { shift: u32, size: u32 },
}

impl Atom {
    /// True when a record may have several keys.
    pub fn many(&self) -> bool {
        matches!(self.keys, Keys::Lists { .. })
    }

    /// Calls `each` with every key (not 0) of a record.
    #[inline]
    pub fn keys(&self, comparison: &Comparison, record: u32, mut each: impl FnMut(u32)) {
        let row = comparison.rows.get(record);
        let at = comparison.fields[self.field].offset;
        let word = row[at];
        match &self.keys {
            Keys::Cell { shift, size } => {
                let (y, x) = (row[at + 1], row[at + 2]);
                if y != 0 && x != 0 {
                    each(mix((y + shift) / size, (x + shift) / size).max(1));
                }
            }
            _ if word == 0 => {}
            Keys::Word => each(word),
            Keys::Digits(part) => {
                let key = part(Written::from_digits(word));
                if key != 0 {
                    each(key);
                }
            }
            Keys::Logarithm(shift) => {
                let n = number::value(word).abs();
                if n > 0.0 {
                    each(
                        ((n.log2() * 8.0 + shift).floor() as i32)
                            .wrapping_add(100_000)
                            .cast_unsigned()
                            .max(1),
                    );
                }
            }
            Keys::Table(keys) => {
                let key = keys[word as usize];
                if key != 0 {
                    each(key);
                }
            }
            Keys::Lists { starts, keys } => {
                for key in &keys[starts[word as usize] as usize..starts[word as usize + 1] as usize] {
                    each(*key);
                }
            }
        }
    }

    /// True when two records share a key.
    pub fn shared(&self, comparison: &Comparison, a: u32, b: u32) -> bool {
        let mut of_a = [0_u32; KEYS];
        let mut n = 0;
        self.keys(comparison, a, |k| {
            if n < KEYS {
                of_a[n] = k;
                n += 1;
            }
        });
        let mut found = false;
        self.keys(comparison, b, |k| found |= of_a[..n].contains(&k));
        found
    }
}

/// Mixes two words into one.
#[inline]
pub fn mix(a: u32, b: u32) -> u32 {
    let x = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u32
}

fn hash(text: &str) -> u32 {
    if text.is_empty() {
        return 0;
    }
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    let h = hasher.finish();
    ((h ^ (h >> 32)) as u32).max(1)
}

/// The parts that records can be blocked by, for every field.
pub fn atoms(comparison: &Comparison) -> Vec<Atom> {
    let mut out = Vec::new();
    for (at, field) in comparison.fields.iter().enumerate() {
        for (part, keys) in parts(field) {
            let mut atom = Atom { field: at, part, keys, chance: 0.0, filled: 0.0 };
            (atom.chance, atom.filled) = measured(&atom, comparison);
            if matches!(atom.keys, Keys::Word) {
                atom.chance = field.same_by_chance * field.filled * field.filled;
            }
            if atom.chance < 0.5 && atom.filled > 0.0 {
                out.push(atom);
            }
        }
    }
    out
}

fn parts(field: &Prepared) -> Vec<(&'static str, Keys)> {
    match &field.measure {
        Measure::Name(names) => name_parts(names, &field.share),
        Measure::Category => vec![("exact", Keys::Word)],
        Measure::Date => vec![
            ("exact", Keys::Word),
            ("month", Keys::Digits(|d| if d.month == 0 { 0 } else { d.digits() / 100 })),
            ("day", Keys::Digits(|d| if d.month == 0 || d.day == 0 { 0 } else { d.digits() % 10_000 })),
            ("year", Keys::Digits(|d| u32::from(d.year))),
        ],
        Measure::Number => {
            vec![("exact", Keys::Word), ("size", Keys::Logarithm(0.0)), ("size", Keys::Logarithm(0.5))]
        }
        Measure::Code(codes) => {
            let table = |part: &dyn Fn(&str) -> String| {
                Keys::Table(
                    (0..u32::try_from(codes.folded.len()).unwrap_or(0))
                        .map(|id| hash(&part(codes.folded.get(id))))
                        .collect(),
                )
            };
            let half = |c: &str| c.chars().count().div_ceil(2);
            vec![
                ("exact", Keys::Word),
                (
                    "begin",
                    table(&|c| if c.len() < 4 { String::new() } else { c.chars().take(half(c)).collect() }),
                ),
                (
                    "end",
                    table(&|c| {
                        if c.len() < 4 { String::new() } else { c.chars().skip(half(c) - 1).collect() }
                    }),
                ),
            ]
        }
        Measure::Tokens(tokens) => {
            let (mut starts, mut keys) = (vec![0_u32], Vec::new());
            let most = u32::try_from(tokens.sets.texts() / RARE_PART).unwrap_or(u32::MAX).saturating_add(FEW);
            for set in 0..tokens.sets.len() {
                // the rarest word that is shared at all, and others while they are rare
                let shared = tokens.sets.get(set).iter().filter(|t| tokens.sets.frequency(**t) >= 2);
                let rare = shared.enumerate().filter(|(n, t)| *n == 0 || tokens.sets.frequency(**t) <= most);
                keys.extend(rare.take(KEYS).map(|(_, t)| t + 1));
                starts.push(u32::try_from(keys.len()).unwrap_or(u32::MAX));
            }
            let mut out = vec![("token", Keys::Lists { starts, keys })];
            out.push((
                "exact",
                Keys::Table(
                    (0..tokens.sets.len())
                        .map(|set| tokens.sets.get(set).iter().fold(0, |h, t| mix(h, t + 1)))
                        .collect(),
                ),
            ));
            out
        }
        Measure::Place(places) => {
            let mut out = if places.names.folded.is_empty() || field.share.len() <= 1 {
                Vec::new()
            } else {
                name_parts(&places.names, &field.share)
            };
            // two grids of about 30 km, moved by half a cell: near points share a cell of one of them
            out.push(("cell", Keys::Cell { shift: 0, size: 30_000 }));
            out.push(("cell", Keys::Cell { shift: 15_000, size: 30_000 }));
            out
        }
    }
}

fn name_parts(names: &crate::measure::name::Names, share: &[f32]) -> Vec<(&'static str, Keys)> {
    let table = |part: &dyn Fn(&str) -> String| {
        Keys::Table(
            (0_u32..)
                .zip(share)
                .map(|(id, s)| if *s > 0.0 { hash(&part(names.folded.get(id))) } else { 0 })
                .collect(),
        )
    };
    vec![
        ("exact", Keys::Word),
        ("sound", table(&|n| skeleton(n))),
        ("begin", table(&|n| n.chars().take(3).collect())),
    ]
}

/// Chance and fill of an atom, from at most 30,000 records evenly spread.
fn measured(atom: &Atom, comparison: &Comparison) -> (f64, f64) {
    let records = u32::try_from(comparison.rows.len()).unwrap_or(u32::MAX);
    let step = records.div_ceil(30_000).max(1);
    let (mut keys, mut filled, mut seen) = (Vec::new(), 0_u32, 0_u32);
    for record in (0..records).step_by(step as usize) {
        let before = keys.len();
        atom.keys(comparison, record, |k| keys.push(k));
        filled += u32::from(keys.len() > before);
        seen += 1;
    }
    keys.sort_unstable();
    let pairs: f64 = keys.chunk_by(|a, b| a == b).map(|c| c.len() as f64 * (c.len() as f64 - 1.0)).sum();
    let seen = f64::from(seen);
    (pairs / (seen * (seen - 1.0)).max(1.0), f64::from(filled) / seen.max(1.0))
}
