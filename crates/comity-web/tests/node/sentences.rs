//! The engine's statements in words: one sentence for each, kept, so that the report's own words (`web/src/messages`) are compared with them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use comity_core::Says;
use comity_web::tongue::{Language, Tongue};

/// A statement of every key, several where numbers or names change the words.
const SAYS: &str = include_str!("says.json");

#[test]
fn every_statement_is_the_sentence_that_the_report_says() {
    let all: Vec<Says> = serde_json::from_str(SAYS).expect("statements");
    let mut said = String::new();
    for language in Language::ALL {
        for says in &all {
            let words = Tongue::of(language).evidence(says);
            writeln!(said, "{} {words}", language.tag()).expect("written");
        }
    }
    insta::assert_snapshot!("sentences", said);
}

#[test]
fn no_key_is_left_out() {
    let all: Vec<serde_json::Value> = serde_json::from_str(SAYS).expect("statements");
    let known: BTreeSet<&str> = all.iter().filter_map(|says| says["key"].as_str()).collect();
    // each variant that the engine may send is one of the messages, or one of the pairs
    let source = include_str!("../../messages/en/says.ftl");
    let keys = source.lines().filter_map(|line| line.strip_prefix("says-")?.split(' ').next());
    let missing: Vec<&str> = keys.filter(|key| !known.contains(key)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
