//! How fast texts become Latin letters and embeddings, and embeddings cosines:
//! `cargo run --release -p comity-link --example words -- TEXTS` (one text a line).
#![allow(clippy::print_stdout, clippy::expect_used)]

use std::hint::black_box;
use std::time::Instant;

use comity_link::script::latin;
use comity_link::text::fold;
use comity_link::words::{Embedding, SHIPPED, WordTable, cosine};

fn main() {
    let path = std::env::args().nth(1).expect("usage: words TEXTS");
    let file = std::fs::read_to_string(&path).expect("a UTF-8 file with a text a line");
    let texts: Vec<&str> = file.lines().collect();
    let table = WordTable::from_bytes(SHIPPED).expect("the shipped table is whole");

    let start = Instant::now();
    for text in &texts {
        black_box(latin(&fold(text)));
    }
    println!("fold and latin: {:.0} MB/s", file.len() as f64 / 1e6 / start.elapsed().as_secs_f64());

    let start = Instant::now();
    let all: Vec<Embedding> = texts.iter().filter_map(|text| table.embed(text)).collect();
    println!(
        "embed: {:.0} texts/s, {} of {}",
        texts.len() as f64 / start.elapsed().as_secs_f64(),
        all.len(),
        texts.len()
    );

    let start = Instant::now();
    let sum: f32 = all.iter().take(200).flat_map(|a| all.iter().map(move |b| cosine(a, b))).sum();
    let pairs = 200.min(all.len()) * all.len();
    println!("cosine: {:.1} M/s (sum {sum:.1})", pairs as f64 / 1e6 / start.elapsed().as_secs_f64());
}
