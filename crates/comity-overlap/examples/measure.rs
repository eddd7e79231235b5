//! Measures the engine: `measure pool|fts|act SNAPSHOT.json TRUTH`. A program for people who tune; prints figures.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]
use std::collections::{BTreeMap, HashMap, HashSet};

use comity_core::{FindingKind, Snapshot};
use comity_overlap::{Engine, Options, Stated, silent};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let snapshot: Snapshot = serde_json::from_slice(&std::fs::read(&args[2]).unwrap()).unwrap();
    let truth = std::fs::read_to_string(&args[3]).unwrap();
    let options = Options { ignore_declared_links: true, own_overlaps: args.len() > 4, ..Options::default() };
    let started = std::time::Instant::now();
    let engine = Engine::prepare(&snapshot, &Stated, &options, &silent);
    println!("{} pairs in {:?}", engine.pairs().len(), started.elapsed());
    match args[1].as_str() {
        "pool" => pool(&engine, &snapshot, &truth),
        "fts" => fts(&engine, &snapshot, &truth),
        _ => act(&engine, &truth),
    }
}

fn numbers(snapshot: &Snapshot) -> HashMap<&str, u32> {
    snapshot.records.iter().zip(0..).map(|(record, at)| (record.id.as_str(), at)).collect()
}

fn pool(engine: &Engine, snapshot: &Snapshot, truth: &str) {
    let ids = numbers(snapshot);
    let related = engine.related(10);
    let called: HashMap<(u32, u32), FindingKind> =
        engine.decided().iter().map(|(pair, decided)| ((pair.left, pair.right), decided.kind)).collect();
    let mut sets: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    for line in truth.lines().skip(1) {
        let field: Vec<&str> = line.split('\t').collect();
        let (Some(a), Some(b)) = (ids.get(field[2]), ids.get(field[4])) else { continue };
        let same = called.get(&(*a.min(b), *a.max(b))) == Some(&FindingKind::Same);
        let mut names: Vec<String> = field[1].split('+').map(str::to_owned).collect();
        names.push(field[0].to_owned());
        for (x, y) in [(*a, *b), (*b, *a)] {
            let rank = related[x as usize].iter().position(|found| found.record == y);
            for name in &names {
                // odd lines are looked at when choosing settings, even ones only here
                let half =
                    if line.bytes().map(usize::from).sum::<usize>() % 2 == 0 { " held out" } else { " seen" };
                for name in [name.clone(), format!("{name}{half}")] {
                    let counts = sets.entry(name).or_default();
                    counts[0] += 1;
                    counts[1] += usize::from(rank == Some(0));
                    counts[2] += usize::from(rank.is_some());
                    counts[3] += usize::from(same);
                }
            }
        }
    }
    for (name, [all, first, ten, same, _]) in sets {
        let share = |n: usize| n as f64 / all as f64;
        println!(
            "{name}: {all} first {:.3} ten {:.3} called same {:.3}",
            share(first),
            share(ten),
            share(same)
        );
    }
}

fn fts(engine: &Engine, snapshot: &Snapshot, truth: &str) {
    let ids = numbers(snapshot);
    let related = engine.related(20);
    let (mut all, mut first, mut ten) = (0, 0, 0);
    let mut want: BTreeMap<u32, HashSet<u32>> = BTreeMap::new();
    for line in truth.lines().skip(1) {
        let field: Vec<&str> = line.split('\t').collect();
        if let (Some(a), Some(b)) = (ids.get(format!("fts:{}", field[0]).as_str()), ids.get(field[2])) {
            want.entry(*a).or_default().insert(*b);
        }
    }
    for (flow, activities) in want {
        let rank = related[flow as usize].iter().position(|found| activities.contains(&found.record));
        all += 1;
        first += usize::from(rank == Some(0));
        ten += usize::from(rank.is_some());
        if rank != Some(0) {
            let got = related[flow as usize]
                .first()
                .map(|found| snapshot.records[found.record as usize].id.clone());
            println!(
                "{} {:?} got {got:?} wants {:?} at {rank:?}",
                snapshot.records[flow as usize].id,
                snapshot.records[flow as usize].label(),
                activities
                    .iter()
                    .map(|a| (&snapshot.records[*a as usize].id, snapshot.records[*a as usize].label()))
                    .collect::<Vec<_>>()
            );
        }
    }
    println!("{all} flows, first {:.3}, in 20 {:.3}", first as f64 / all as f64, ten as f64 / all as f64);
}

fn act(engine: &Engine, truth: &str) {
    let mut want: HashMap<&str, HashSet<(u32, u32)>> = HashMap::new();
    for line in truth.lines() {
        let field: Vec<&str> = line.split(',').collect();
        if let (Ok(a), Ok(b)) = (field[0].parse::<u32>(), field[1].parse::<u32>()) {
            want.entry(field[2]).or_default().insert((a.min(b), a.max(b)));
        }
    }
    let decided = engine.decided();
    for (word, kind) in [("collide", FindingKind::Conflict), ("overlap", FindingKind::Overlap)] {
        let want = &want[word];
        let candidates = engine.pairs().iter().filter(|pair| want.contains(&(pair.left, pair.right))).count();
        let mut found: Vec<(f32, bool)> = decided
            .iter()
            .filter(|(_, decided)| decided.kind == kind)
            .map(|(pair, _)| {
                (
                    if kind == FindingKind::Conflict { pair.usage } else { pair.aim },
                    want.contains(&(pair.left, pair.right)),
                )
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut wrong: Vec<_> = decided
            .iter()
            .filter(|(pair, d)| d.kind == kind && !want.contains(&(pair.left, pair.right)))
            .collect();
        wrong.sort_by(|a, b| b.0.aim.total_cmp(&a.0.aim));
        for (pair, _) in wrong.iter().step_by(wrong.len().max(12) / 12) {
            let c = &pair.comparison;
            println!(
                "  {:.1} {} {}: {:?} {:.0} km {:?} {:?} meaning {:.1}",
                pair.aim, pair.left, pair.right, c.nearness, c.km, c.timing, c.themes, c.meaning
            );
        }
        let (mut right, mut best, mut at) = (0, 0.0_f64, 0.0);
        for (n, (weight, hit)) in found.iter().enumerate() {
            right += usize::from(*hit);
            if right as f64 / (n + 1) as f64 >= 0.9 {
                best = right as f64 / want.len() as f64;
                at = *weight;
            }
        }
        let mut as_kind: BTreeMap<&str, usize> = BTreeMap::new();
        for (pair, decided) in &decided {
            if want.contains(&(pair.left, pair.right)) {
                *as_kind.entry(decided.kind.as_str()).or_default() += 1;
            }
        }
        println!(
            "{word}: {} wanted, {candidates} candidates, {} found, {right} right, recall at precision 0.9 {best:.3} (from {at:.1} bits); called {as_kind:?}",
            want.len(),
            found.len()
        );
    }
}
