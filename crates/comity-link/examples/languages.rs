//! How often the translation of a title stands first among all: by the shipped word table, by transliterated 3-grams, and by
//! both, each in standard deviations. `cargo run --release -p comity-link --example languages -- TITLES.tsv`, where the first
//! line names the languages and the first column is English.
#![allow(clippy::print_stdout, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use comity_link::script::latin;
use comity_link::text::fold;
use comity_link::words::{Embedding, SHIPPED, WordTable, cosine};

fn main() {
    let path = std::env::args().nth(1).expect("usage: languages TITLES.tsv");
    let file = std::fs::read_to_string(&path).expect("a UTF-8 file");
    let rows: Vec<Vec<&str>> = file.lines().map(|line| line.split('\t').collect()).collect();
    let (languages, rows) = rows.split_first().expect("a line of languages");
    let column = |at: usize| -> Vec<&str> { rows.iter().map(|row| row[at]).collect() };
    let table = WordTable::from_bytes(SHIPPED).expect("the shipped table is whole");
    let english = column(0);
    for (at, language) in languages.iter().enumerate().skip(1) {
        let other = column(at);
        let meant = meanings(&table, &other, &english);
        let spelt = spellings(&other, &english);
        let both: Vec<f32> =
            standardised(&meant).iter().zip(standardised(&spelt)).map(|(x, y)| x + y).collect();
        println!(
            "{language}: table {:.2}, 3-grams {:.2}, both {:.2}, of {} titles",
            first(&meant, english.len()),
            first(&spelt, english.len()),
            first(&both, english.len()),
            english.len()
        );
    }
}

/// Cosines of meanings, a row a title.
fn meanings(table: &WordTable, left: &[&str], right: &[&str]) -> Vec<f32> {
    let of =
        |texts: &[&str]| -> Vec<Option<Embedding>> { texts.iter().map(|text| table.embed(text)).collect() };
    let (left, right) = (of(left), of(right));
    let alike = |a: &Option<Embedding>, b: &Option<Embedding>| match (a, b) {
        (Some(a), Some(b)) => cosine(a, b),
        _ => 0.0,
    };
    left.iter().flat_map(|a| right.iter().map(move |b| alike(a, b))).collect()
}

/// Cosines of TF-IDF over the 3-grams of words, in Latin letters.
fn spellings(left: &[&str], right: &[&str]) -> Vec<f32> {
    let grams = |text: &&str| -> BTreeSet<[char; 3]> {
        let text = latin(&fold(text)).to_string();
        let padded: Vec<char> = format!(" {text} ").chars().collect();
        padded.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
    };
    let (left, right): (Vec<_>, Vec<_>) =
        (left.iter().map(grams).collect(), right.iter().map(grams).collect());
    let mut uses: BTreeMap<[char; 3], f32> = BTreeMap::new();
    for gram in left.iter().chain(&right).flatten() {
        *uses.entry(*gram).or_insert(0.0) += 1.0;
    }
    let all = (left.len() + right.len()) as f32;
    let idf = |gram: &[char; 3]| (all / uses.get(gram).copied().unwrap_or(1.0)).ln() + 1.0;
    let length = |set: &BTreeSet<[char; 3]>| set.iter().map(|gram| idf(gram).powi(2)).sum::<f32>().sqrt();
    let alike = |a: &BTreeSet<[char; 3]>, b: &BTreeSet<[char; 3]>| {
        let shared: f32 = a.intersection(b).map(|gram| idf(gram).powi(2)).sum();
        shared / (length(a) * length(b)).max(f32::MIN_POSITIVE)
    };
    left.iter().flat_map(|a| right.iter().map(move |b| alike(a, b))).collect()
}

fn standardised(values: &[f32]) -> Vec<f32> {
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let deviation = (values.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / values.len() as f32).sqrt();
    values.iter().map(|x| (x - mean) / deviation.max(f32::MIN_POSITIVE)).collect()
}

/// The share of rows whose greatest value stands on the diagonal.
fn first(values: &[f32], titles: usize) -> f64 {
    let rows = values.chunks(titles).enumerate();
    let right = rows.filter(|(at, row)| {
        let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.is_some_and(|(found, _)| found == *at)
    });
    right.count() as f64 / titles as f64
}
