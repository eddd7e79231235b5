//! The whole way on tables made here: found, told apart, explained, the same on any number of threads.
// a failure to build the tables is a failure of the test
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use comity_link::block::Rule;
use comity_link::block::atoms::atoms;
use comity_link::block::pairs::{BlockBudget, RuleKeys, blocks, pairs_of_block};
use comity_link::link::{Linkage, Options, Scorer, link};
use comity_link::model::infer;
use comity_link::prepare::prepare;
use comity_link::table::Table;
use comity_link::{LinkError, charts, cluster};

/// A small generator, so that every run makes the same table.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

const FIRST: [&str; 12] = [
    "Central",
    "Northern",
    "Federal",
    "Regional",
    "Municipal",
    "State",
    "National",
    "Joint",
    "Free",
    "Royal",
    "United",
    "General",
];
const WORDS: [&str; 24] = [
    "water", "roads", "measles", "border", "customs", "railway", "solar", "school", "clinic", "census",
    "locust", "glacier", "wheat", "harbour", "airport", "bridge", "seeds", "police", "court", "tax", "mine",
    "forest", "dam", "grid",
];

/// Offices: each stands in the table once or twice; the second time with a typo, another date or a missing value.
fn offices(n: usize) -> (Table, Vec<u32>) {
    let mut dice = Dice(7);
    let (mut rows, mut truth): (Vec<[String; 5]>, Vec<u32>) = (Vec::new(), Vec::new());
    for thing in 0..n {
        let name =
            format!("{} {} office {}", FIRST[dice.roll(12)], WORDS[dice.roll(24)], WORDS[dice.roll(24)]);
        let town: String =
            (0..3).map(|_| ["ka", "ro", "mi", "tu", "be", "sha", "lo", "dun"][dice.roll(8)]).collect();
        let day = format!("{}-{:02}-{:02}", 1990 + dice.roll(30), 1 + dice.roll(12), 1 + dice.roll(28));
        let code = format!("{:03}-{:04}", dice.roll(1000), dice.roll(10_000));
        rows.push([name.clone(), town.clone(), day.clone(), code.clone(), "x".into()]);
        truth.push(thing as u32);
        if dice.roll(2) == 0 {
            let mut again = [name, town, day, code, "x".into()];
            match dice.roll(4) {
                0 => again[1].truncate(again[1].len() - 1),
                1 => again[2].clear(),
                2 => again[3].clear(),
                _ => again[0] = again[0].replace("office", "ofice"),
            }
            rows.push(again);
            truth.push(thing as u32);
        }
    }
    let column = |at: usize| Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &r[at]))) as ArrayRef;
    let ids = Arc::new(StringArray::from_iter_values((0..rows.len()).map(|i| format!("r{i}")))) as ArrayRef;
    let batch = RecordBatch::try_from_iter_with_nullable(
        [
            ("unique_id", ids),
            ("name", column(0)),
            ("town", column(1)),
            ("founded", column(2)),
            ("code", column(3)),
            ("same", column(4)),
        ]
        .map(|(n, a)| (n, a, true)),
    )
    .unwrap();
    (Table::from_batches([&batch]).unwrap(), truth)
}

fn linked(table: &Table) -> Linkage {
    link(table, &infer(table), &Options::default()).unwrap()
}

#[test]
fn duplicates_are_found_and_others_left_apart() {
    let (table, truth) = offices(1_500);
    let done = linked(&table);
    let right = done.pairs.iter().filter(|e| truth[e.left as usize] == truth[e.right as usize]).count();
    let all = table.records - 1_500;
    assert!(right * 100 >= all * 95, "found {right} of {all}");
    assert!(right * 100 >= done.pairs.len() * 98, "{right} of {} are right", done.pairs.len());
}

#[test]
fn the_same_on_one_thread_or_many() {
    let (table, _) = offices(400);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| linked(&table))
    };
    let (one, three) = (on(1), on(3));
    assert_eq!(one.pairs, three.pairs);
    assert_eq!(one.clusters.of, three.clusters.of);
    assert_eq!(one.histogram, three.histogram);
}

/// The oracle: blocks with room for everything give every pair that shares the keys, and no other.
#[test]
fn a_rule_finds_every_pair_that_shares_its_keys() {
    let (table, _) = offices(120);
    let comparison = prepare(&table, &infer(&table)).unwrap();
    let atoms = atoms(&comparison);
    let room = BlockBudget { whole: usize::MAX, neighbours: 0 };
    for first in 0..atoms.len() {
        let rule = Rule(vec![first]);
        let mut got = Vec::new();
        let mut entries = vec![7]; // what stands in it before is gone
        blocks(&RuleKeys::new(&rule, &atoms, &comparison), &mut entries);
        for block in entries.chunk_by(|a, b| a >> 32 == b >> 32) {
            let block: Vec<u32> = block.iter().map(|e| *e as u32).collect();
            pairs_of_block(&block, &[], &comparison, &room, &mut |a, b| got.push((a.min(b), a.max(b))));
        }
        got.sort_unstable();
        got.dedup();
        let n = table.records as u32;
        let naive: Vec<(u32, u32)> = (0..n)
            .flat_map(|a| (a + 1..n).map(move |b| (a, b)))
            .filter(|(a, b)| atoms[first].shared(&comparison, *a, *b))
            .collect();
        assert_eq!(got, naive, "{} of field {}", atoms[first].part, atoms[first].field);
    }
}

#[test]
fn a_block_over_its_budget_says_what_it_left_out() {
    let (table, _) = offices(120);
    let comparison = prepare(&table, &infer(&table)).unwrap();
    let block: Vec<u32> = (0..100).collect();
    let atoms = atoms(&comparison);
    let mut made = 0_u64;
    let left = pairs_of_block(
        &block,
        &[&atoms[0]],
        &comparison,
        &BlockBudget { whole: 10, neighbours: 2 },
        &mut |_, _| made += 1,
    );
    assert_eq!(made + left, 100 * 99 / 2);
    assert!(made < 1_000);
}

/// Exact agreement by chance in closed form against counting all pairs.
#[test]
fn chance_agreement_is_that_of_all_pairs() {
    let (table, _) = offices(150);
    let comparison = prepare(&table, &infer(&table)).unwrap();
    for field in comparison.fields.iter().filter(|f| !f.share.is_empty()) {
        let words: Vec<u32> = (0..table.records as u32)
            .map(|r| comparison.rows.get(r)[field.offset])
            .filter(|w| *w != 0)
            .collect();
        let mut same = 0_u64;
        for (i, a) in words.iter().enumerate() {
            same += words[i + 1..].iter().filter(|b| *b == a).count() as u64;
        }
        let all = words.len() as f64 * (words.len() as f64 - 1.0) / 2.0;
        assert!((same as f64 / all - field.same_by_chance).abs() < 1e-9, "{}", field.field.name);
    }
}

#[test]
fn a_pair_is_explained() {
    let (table, truth) = offices(600);
    let done = linked(&table);
    let pair = done.pairs.iter().find(|e| truth[e.left as usize] == truth[e.right as usize]).unwrap();
    let falls = Scorer { comparison: &done.comparison, weights: &done.trained.weights }
        .explain(pair.left, pair.right);
    let said: Vec<String> = falls.steps.iter().map(|s| format!("{}: {}", s.field, s.level)).collect();
    insta::assert_snapshot!(said.join("\n"));
    let sum: f64 = falls.steps.iter().map(|s| s.weight + s.rarity).sum();
    assert!((falls.weight() - (falls.prior + falls.kin + sum)).abs() < 1e-9);
}

#[test]
fn two_tables_are_linked_across_only() {
    let (mut table, truth) = offices(500);
    let mut source = table.columns[5].clone();
    source.name = "source_dataset".into();
    let mut texts = comity_link::table::Strings::default();
    let (a, b) = (texts.intern("a").unwrap(), texts.intern("b").unwrap());
    source.ids = (0..truth.len()).map(|r| if r > 0 && truth[r] == truth[r - 1] { b } else { a }).collect();
    source.values = comity_link::table::Values::Texts(texts);
    table.columns.push(source.clone());
    let done = linked(&table);
    assert!(done.pairs.len() * 10 >= (truth.len() - 500) * 9);
    for group in cluster::members(&done.clusters.of).iter() {
        assert_eq!(group.len(), 2);
        assert_ne!(source.ids[group[0] as usize], source.ids[group[1] as usize]);
    }
}

#[test]
fn a_model_file_says_what_is_compared_and_blocked() {
    let (table, _) = offices(500);
    let text = "[compare]\nname = \"name\"\nfounded = \"date\"\ncode = \"code\"\n[block]\nrules = [\"name:begin + founded:year\", \"code\"]\n";
    let done =
        link(&table, &comity_link::model::read_model(text, &table).unwrap(), &Options::default()).unwrap();
    let rules: Vec<&str> = done.rules.iter().map(|r| r.rule.as_str()).collect();
    assert_eq!(rules, ["name:begin + founded:year", "code"]);
    assert!(done.rules.iter().all(|r| r.pairs > 0));
    let wrong = text.replace("founded:year", "founded:sound");
    let said = link(&table, &comity_link::model::read_model(&wrong, &table).unwrap(), &Options::default())
        .unwrap_err();
    assert_eq!(
        said.to_string(),
        "`founded` can't be blocked by `sound`; its parts are `exact`, `month`, `day`, `year`"
    );
}

#[test]
fn ids_must_be_there_and_differ() {
    let (mut table, _) = offices(20);
    table.columns[0].ids[3] = table.columns[0].ids[1];
    let model = infer(&table);
    let said = link(&table, &model, &Options::default()).unwrap_err().to_string();
    assert_eq!(said, "id `r1` stands in rows 2 and 4; make `unique_id` unique within its source");
    table.columns[0].ids[3] = 0;
    assert!(matches!(link(&table, &model, &Options::default()), Err(LinkError::MissingId { row: 4, .. })));
}

#[test]
fn the_charts_are_one_page_that_asks_for_nothing() {
    let (table, _) = offices(300);
    let page = charts::page(&linked(&table), "offices <1>", &|r| format!("r{r}"));
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(page.contains("offices &lt;1&gt;") && page.contains("<details>"));
    assert!(!page.contains("http") && !page.contains("<script") && !page.contains("src="));
}

#[test]
fn tiny_tables_do_no_harm() {
    for n in [0, 1, 2, 5] {
        let (table, _) = offices(n);
        match link(&table, &infer(&table), &Options::default()) {
            Ok(done) => assert!(done.pairs.len() <= table.records),
            Err(e) => assert!(matches!(e, LinkError::NothingToCompare { .. }), "{e}"),
        }
    }
}

/// Two shops' lists of products: other words, a model number that one of the two may write with a dash or leave out, prices
/// and descriptions that are often missing.
fn products(n: usize) -> (Table, Vec<usize>) {
    const BRANDS: [&str; 6] = ["Kavor", "Telmax", "Orbis", "Sunlite", "Pravda", "Nordix"];
    const KINDS: [&str; 8] = [
        "wireless headphones",
        "flat panel television",
        "digital camera",
        "canister vacuum",
        "front load washer",
        "car stereo receiver",
        "gas range",
        "home theater speaker",
    ];
    const COLOURS: [&str; 4] = ["black", "white", "silver", "navy blue"];
    let mut dice = Dice(3);
    let (mut rows, mut truth): (Vec<[String; 4]>, Vec<usize>) = (Vec::new(), Vec::new());
    for product in 0..n {
        let (brand, kind, colour) = (BRANDS[dice.roll(6)], KINDS[dice.roll(8)], COLOURS[dice.roll(4)]);
        let letters = ["KV", "TX", "RBS", "DSC"][dice.roll(4)];
        let number = 1000 + dice.roll(9000);
        let price = 20 + dice.roll(900);
        let common = dice.roll(5) > 0;
        let (in_a, in_b) = if common { (true, true) } else { (product % 2 == 0, product % 2 == 1) };
        if in_a {
            rows.push([
                format!("{brand} {colour} {kind} - {letters}{number}"),
                format!("{brand} {kind} {letters}{number}/ {colour} finish/ one year of warranty"),
                if dice.roll(2) == 0 { String::new() } else { format!("{price}.0") },
                "a".into(),
            ]);
            truth.push(product);
        }
        if in_b {
            let code = match dice.roll(8) {
                0 => String::new(),
                1..=3 => format!(" {letters}-{number}"),
                _ => format!(" {letters}{number}"),
            };
            rows.push([
                format!("{brand}{code} {kind}"),
                if dice.roll(2) == 0 { String::new() } else { format!("{kind}, {colour}") },
                if dice.roll(2) == 0 { String::new() } else { format!("{}.0", price + dice.roll(30)) },
                "b".into(),
            ]);
            truth.push(product);
        }
    }
    let column = |at: usize| Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &r[at]))) as ArrayRef;
    let ids = Arc::new(StringArray::from_iter_values((0..rows.len()).map(|i| format!("r{i}")))) as ArrayRef;
    let columns = [
        ("unique_id", ids),
        ("name", column(0)),
        ("description", column(1)),
        ("price", column(2)),
        ("source_dataset", column(3)),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns.map(|(n, a)| (n, a, true))).unwrap();
    (Table::from_batches([&batch]).unwrap(), truth)
}

#[test]
fn two_lists_with_little_to_compare_are_linked() {
    let (table, truth) = products(600);
    let done = linked(&table);
    let right = done.pairs.iter().filter(|e| truth[e.left as usize] == truth[e.right as usize]).count();
    let all = truth.len() - 600;
    assert!(right * 100 >= done.pairs.len() * 95, "{right} of {} are right", done.pairs.len());
    assert!(right * 100 >= all * 60, "found {right} of {all}");
    assert!(done.trained.matches <= 600.0);
}
