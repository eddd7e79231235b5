//! How many pairs are compared and weighed a second on one core, over a table made here:
//! `cargo run --release -p comity-link --example pairs -- [RECORDS]`.
#![allow(clippy::print_stdout, clippy::expect_used)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use comity_link::link::{Options, Scorer, link};
use comity_link::model::infer;
use comity_link::table::Table;

/// A small generator, so that every run makes the same table.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn word(&mut self, syllables: usize) -> String {
        const SYLLABLES: [&str; 16] = [
            "ka", "ro", "mi", "tu", "be", "sha", "lo", "dun", "ve", "zor", "pi", "nek", "al", "sur", "gan",
            "ty",
        ];
        (0..syllables).map(|_| SYLLABLES[self.roll(SYLLABLES.len())]).collect()
    }
}

/// Offices with two names, a town, a day and a code; every second one stands twice, the second time with a slip.
fn offices(records: usize) -> Table {
    let mut dice = Dice(11);
    let mut rows: Vec<[String; 5]> = Vec::with_capacity(records);
    while rows.len() < records {
        let row = [
            dice.word(2),
            dice.word(3),
            dice.word(2),
            format!("{}-{:02}-{:02}", 1940 + dice.roll(70), 1 + dice.roll(12), 1 + dice.roll(28)),
            format!("{}{:02}@{}.org", dice.word(3), dice.roll(100), dice.word(1)),
        ];
        if dice.roll(2) == 0 {
            let mut again = row.clone();
            again[dice.roll(5)].pop();
            rows.push(again);
        }
        rows.push(row);
    }
    rows.truncate(records);
    let ids = Arc::new(StringArray::from_iter_values((0..rows.len()).map(|i| i.to_string()))) as ArrayRef;
    let column = |at: usize| Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &r[at]))) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("unique_id", ids),
        ("first", column(0)),
        ("second", column(1)),
        ("town", column(2)),
        ("founded", column(3)),
        ("address", column(4)),
    ])
    .expect("columns of one length");
    Table::from_batches([&batch]).expect("a table of texts")
}

fn main() {
    let records = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let table = offices(records);
    let done = link(&table, &infer(&table), &Options::default()).expect("a table that can be linked");
    let scorer = Scorer { comparison: &done.comparison, weights: &done.trained.weights };
    let timed = |what: &str, pairs: &[(u32, u32)]| {
        let start = Instant::now();
        let sum: f32 = pairs.iter().map(|(a, b)| black_box(scorer.weight(*a, *b))).sum();
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{what}: {:.2} million pairs/s on one core (sum {sum:.0})",
            pairs.len() as f64 / 1e6 / seconds
        );
    };
    let found: Vec<(u32, u32)> = done.pairs.iter().map(|e| (e.left, e.right)).collect();
    timed("pairs that match", &found);
    let mut dice = Dice(5);
    let random: Vec<(u32, u32)> = (0..2_000_000)
        .map(|_| (dice.roll(records) as u32, dice.roll(records) as u32))
        .filter(|(a, b)| a != b)
        .collect();
    timed("random pairs", &random);
}
