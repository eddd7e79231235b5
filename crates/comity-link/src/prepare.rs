//! From table and model to what the pair loop reads: measures, rows of words, and how frequent each value is.

mod known;

use rustc_hash::FxHashMap;

use crate::date;
use crate::error::LinkError;
use crate::kind::{self, Kind};
use crate::measure::{self, EXACT, Measure, Rows, code::Codes, name::Names, place::Places, tokens::Tokens};
use crate::model::{Compare, Field, Model};
use crate::pattern::{LEVELS, MAX_FIELDS, Pattern};
use crate::table::{Column, MISSING, Table};
use crate::tokens::TokenSetsBuilder;

use known::Known;

/// A field ready to be compared.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What is compared.
    pub field: Field,
    /// How.
    pub measure: Measure,
    /// Where its words stand in a row.
    pub offset: usize,
    /// Share of the records with a value that have this value, by the first word of the row. Empty where a value's
    /// frequency says little (numbers, free texts, points).
    pub share: Vec<f32>,
    /// What the rarity of an equal value adds, in bits, by the first word of the row: how much rarer it is than equal values
    /// are on average. Empty where `share` is.
    pub rarity: Vec<f32>,
    /// Probability that two records with values have the same one: the sum of squared shares.
    pub same_by_chance: f64,
    /// Share of the records that have a value.
    pub filled: f64,
}

/// Everything that two records are compared by.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The fields, in the order of the pattern.
    pub fields: Vec<Prepared>,
    /// The words of every record.
    pub rows: Rows,
    /// Source of each record, when pairs are made across sources only.
    pub sources: Option<Vec<u32>>,
    /// `(a, b)`: where field a agrees exactly, agreement in b says nothing more.
    pub implies: Vec<(usize, usize)>,
    /// Pairs of name fields whose values may change places.
    pub swaps: Vec<(usize, usize)>,
    /// What texts say that other fields say already.
    known: Known,
}

/// Prepares the comparison of a table's records.
pub fn prepare(table: &Table, model: &Model) -> Result<Comparison, LinkError> {
    if model.fields.is_empty() {
        let why = model.left_out.iter().map(|(c, w)| format!("`{c}`: {w}")).collect::<Vec<_>>().join("; ");
        return Err(LinkError::NothingToCompare {
            why: if why.is_empty() { "the table has no columns".into() } else { why },
        });
    }
    if model.fields.len() > MAX_FIELDS {
        return Err(LinkError::TooManyComparisons { got: model.fields.len(), limit: MAX_FIELDS });
    }
    let mut fields = Vec::with_capacity(model.fields.len());
    let mut words: Vec<Vec<u32>> = Vec::new();
    // one vocabulary of names for all columns: a name is the same wherever it stands
    let mut names = Names::default();
    for field in &model.fields {
        let offset = words.len();
        let (measure, columns) = measure_of(table, field, &mut names);
        words.extend(columns);
        let id_like = matches!(
            measure,
            Measure::Name(_) | Measure::Code(_) | Measure::Category | Measure::Place(_) | Measure::Tokens(_)
        );
        let (share, same_by_chance, filled) =
            shares(&words[offset], id_like && !free_text(&measure), table.records);
        let rarity = rarities(&share, same_by_chance);
        fields.push(Prepared {
            field: field.clone(),
            measure,
            offset,
            share,
            rarity,
            same_by_chance,
            filled,
        });
    }
    let names = std::sync::Arc::new(names);
    for field in &mut fields {
        match &mut field.measure {
            Measure::Name(n) => *n = names.clone(),
            Measure::Place(p) => p.names = names.clone(),
            _ => {}
        }
    }
    let rows = Rows::new(table.records, &words);
    drop(words);
    let mut out = Comparison {
        swaps: swaps(&fields),
        known: Known::new(&fields, &names),
        sources: model.source.map(|s| table.columns[s].ids.clone()),
        implies: Vec::new(),
        fields,
        rows,
    };
    out.implies = crate::depend::implied(&out);
    Ok(out)
}

fn free_text(measure: &Measure) -> bool {
    matches!(measure, Measure::Tokens(t) if !t.items)
}

fn spread(column: &Column, of_value: &[u32]) -> Vec<u32> {
    column.ids.iter().map(|id| of_value[*id as usize]).collect()
}

fn measure_of(table: &Table, field: &Field, names: &mut Names) -> (Measure, Vec<Vec<u32>>) {
    match &field.compare {
        Compare::Place { name, point } => {
            let ids = name.map_or_else(|| vec![MISSING; table.records], |n| names.add(&table.columns[n]));
            let degrees = |column: &Column| -> Vec<Option<f64>> { column.values.numbers().collect() };
            let (lat, lon) = (&table.columns[point.0], &table.columns[point.1]);
            let (lat_of, lon_of) = (degrees(lat), degrees(lon));
            let (mut y, mut x) = (Vec::with_capacity(table.records), Vec::with_capacity(table.records));
            for (a, b) in lat.ids.iter().zip(&lon.ids) {
                let [p, q] = measure::place::words(lat_of[*a as usize], lon_of[*b as usize]);
                y.push(p);
                x.push(q);
            }
            (Measure::Place(Places::default()), vec![ids, y, x])
        }
        Compare::Column { column, kind } => {
            let column = &table.columns[*column];
            match kind {
                Kind::Name => (Measure::Name(std::sync::Arc::default()), vec![names.add(column)]),
                Kind::Code => {
                    let mut codes = Codes::default();
                    let ids = codes.add(column);
                    (Measure::Code(codes), vec![ids])
                }
                Kind::Category => (Measure::Category, vec![column.ids.clone()]),
                Kind::Number | Kind::Latitude | Kind::Longitude => {
                    let of: Vec<u32> = column.values.numbers().map(measure::number::word).collect();
                    (Measure::Number, vec![spread(column, &of)])
                }
                Kind::Date => {
                    let order = date::order(column.values.texts().take(2_000));
                    let of: Vec<[u32; 2]> =
                        column.values.texts().map(|v| measure::date::words(date::read(&v, order))).collect();
                    let part = |w: usize| column.ids.iter().map(|id| of[*id as usize][w]).collect();
                    (Measure::Date, vec![part(0), part(1)])
                }
                Kind::Set | Kind::Text => {
                    let counts = column.counts();
                    let mut builder = TokenSetsBuilder::default();
                    let mark = kind::delimiter(column).filter(|_| *kind == Kind::Set);
                    for (value, n) in column.values.texts().zip(counts) {
                        match (kind, mark) {
                            (Kind::Set, Some(mark)) => builder.push_items(value.split(mark), n),
                            (Kind::Set, None) => builder.push_items(value.split([';', '|', ',', '\n']), n),
                            _ => builder.push(&value, n),
                        }
                    }
                    (
                        Measure::Tokens(Tokens::new(builder.finish(), *kind == Kind::Set)),
                        vec![column.ids.clone()],
                    )
                }
            }
        }
    }
}

/// Shares by first word where words are ids, the probability of equal words, and the share of records with a value.
fn shares(words: &[u32], ids: bool, records: usize) -> (Vec<f32>, f64, f64) {
    let filled = words.iter().filter(|w| **w != 0).count().max(1) as f64;
    let squares = |counts: &mut dyn Iterator<Item = u32>| {
        counts.map(|n| f64::from(n) * (f64::from(n) - 1.0).max(0.0)).sum::<f64>()
            / (filled * (filled - 1.0).max(1.0))
    };
    let most = words.iter().copied().max().unwrap_or(0) as usize;
    if most <= 4 * records + 1024 {
        let mut counts = vec![0_u32; most + 1];
        for w in words {
            counts[*w as usize] += 1;
        }
        counts[0] = 0;
        let same = squares(&mut counts.iter().copied());
        let share =
            if ids { counts.iter().map(|n| (f64::from(*n) / filled) as f32).collect() } else { Vec::new() };
        return (share, same, filled / records.max(1) as f64);
    }
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for w in words.iter().filter(|w| **w != 0) {
        *counts.entry(*w).or_insert(0) += 1;
    }
    // a sum of integers below 2^53 is the same in any order
    (Vec::new(), squares(&mut counts.values().copied()), filled / records.max(1) as f64)
}

/// log2 of equal values on average by this value's share, for every share; 0 for a value that no record has.
fn rarities(share: &[f32], same_by_chance: f64) -> Vec<f32> {
    let bits = |share: &f32| {
        if *share > 0.0 && same_by_chance > 0.0 {
            (same_by_chance / f64::from(*share)).log2().clamp(-8.0, 8.0) as f32
        } else {
            0.0
        }
    };
    share.iter().map(bits).collect()
}

/// Name fields that share a third of their values, by records: one may have been written into the other.
fn swaps(fields: &[Prepared]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for a in 0..fields.len() {
        for b in a + 1..fields.len() {
            let (x, y) = (&fields[a], &fields[b]);
            if !matches!((&x.measure, &y.measure), (Measure::Name(_), Measure::Name(_))) {
                continue;
            }
            let known = |p: &[f32], q: &[f32]| -> f32 {
                p.iter().zip(q).filter(|(_, q)| **q > 0.0).map(|(p, _)| *p).sum()
            };
            if known(&x.share, &y.share) > 0.33 && known(&y.share, &x.share) > 0.15
                || known(&y.share, &x.share) > 0.33 && known(&x.share, &y.share) > 0.15
            {
                out.push((a, b));
            }
        }
    }
    out
}

impl Comparison {
    /// How two records agree in every field.
    pub fn pattern(&self, a: u32, b: u32) -> Pattern {
        let (x, y) = (self.rows.get(a), self.rows.get(b));
        let mut levels = [0_u8; MAX_FIELDS];
        for (level, field) in levels.iter_mut().zip(&self.fields) {
            if !free_text(&field.measure) {
                *level = field.measure.level(&x[field.offset..], &y[field.offset..]);
            }
        }
        self.texts(x, y, &mut levels);
        for (first, second) in &self.swaps {
            self.swap(x, y, *first, *second, &mut levels);
        }
        for (a, b) in &self.implies {
            if levels[*a] == EXACT && levels[*b] > 1 {
                levels[*b] = 0;
            }
        }
        levels.iter().take(self.fields.len()).enumerate().fold(Pattern::default(), |p, (f, l)| p.with(f, *l))
    }

    fn texts(&self, x: &[u32], y: &[u32], levels: &mut [u8; MAX_FIELDS]) {
        for (at, field) in self.fields.iter().enumerate() {
            let Measure::Tokens(tokens) = &field.measure else { continue };
            let (a, b) = (x[field.offset], y[field.offset]);
            if tokens.items || a == MISSING || b == MISSING {
                continue;
            }
            let known = self.known.of(&self.fields, at, x, y, |name| levels[name] == EXACT);
            levels[at] = tokens.level(a, b, known.as_slice());
        }
    }

    /// What a pair's agreement in a field is worth where `of_level` gives the worth of each level: for texts between two
    /// levels, as their likeness is.
    pub fn worth(&self, field: usize, pattern: Pattern, a: u32, b: u32, of_level: &[f64; LEVELS]) -> f64 {
        let level = pattern.get(field);
        match &self.fields[field].measure {
            Measure::Tokens(tokens) if !tokens.items && (2..=5).contains(&level) => {
                let (x, y) = (self.rows.get(a), self.rows.get(b));
                let known =
                    self.known.of(&self.fields, field, x, y, |name| pattern.get(name) == usize::from(EXACT));
                let offset = self.fields[field].offset;
                tokens.between(x[offset], y[offset], known.as_slice(), of_level)
            }
            _ => of_level[level],
        }
    }

    /// Names that changed columns are one piece of evidence, told at the first of the two fields.
    fn swap(&self, x: &[u32], y: &[u32], first: usize, second: usize, levels: &mut [u8; MAX_FIELDS]) {
        let (p, q) = (self.fields[first].offset, self.fields[second].offset);
        if x[p] != MISSING && x[p] == y[q] && x[q] == y[p] && x[q] != MISSING && levels[first] != EXACT {
            levels[first] = measure::name::SWAPPED;
            levels[second] = 0;
        }
    }

    /// True when a pair may be made at all.
    pub fn allowed(&self, a: u32, b: u32) -> bool {
        a != b && self.sources.as_ref().is_none_or(|s| s[a as usize] != s[b as usize])
    }

    /// What the rarity of an exactly equal value adds, in bits: how much rarer it is than equal values are on
    /// average. 0 for fields where frequency says little.
    pub fn rarity(&self, field: usize, a: u32) -> f64 {
        let f = &self.fields[field];
        let word = self.rows.get(a)[f.offset];
        f.rarity.get(word as usize).map_or(0.0, |bits| f64::from(*bits))
    }
}
