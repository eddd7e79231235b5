//! Measures the engine against the truth files.
use comity_core::Snapshot;
use comity_overlap::{Engine, Options, Stated};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let snapshot: Snapshot = serde_json::from_slice(&std::fs::read(&args[1]).unwrap()).unwrap();
    let t = std::time::Instant::now();
    let options = Options { ignore_declared_links: true, ..Options::default() };
    let engine = Engine::prepare(&snapshot, &Stated, &options, &|step, n, m| eprintln!("{step:?} {n}/{m} {:?}", t.elapsed()));
    println!("pairs {} in {:?}", engine.pairs().len(), t.elapsed());
    let related = engine.related(10);
    let by_id: std::collections::HashMap<&str, usize> = snapshot.records.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
    let mut groups: std::collections::BTreeMap<String, (usize, usize, usize)> = Default::default();
    for line in std::fs::read_to_string("/work/shared/data/truth/iati_crosspublisher_pairs.tsv").unwrap().lines().skip(1) {
        let f: Vec<&str> = line.split('\t').collect();
        let (Some(a), Some(b)) = (by_id.get(f[2]), by_id.get(f[4])) else { continue };
        let rank = |x: usize, y: usize| related[x].iter().position(|r| r.record as usize == y);
        for (x, y) in [(*a, *b), (*b, *a)] {
            let e = groups.entry(format!("{} {}", f[1], f[0])).or_default();
            e.0 += 1;
            e.1 += usize::from(rank(x, y) == Some(0));
            e.2 += usize::from(rank(x, y).is_some());
        }
        if f[1].contains("HARD") && args.len() > 2 {
            let p = engine.pairs().iter().find(|p| (p.left as usize, p.right as usize) == (*a.min(b), *a.max(b)));
            println!("{} {}\n  {:?} {:?}\n  ranks {:?} {:?} {:?}", f[2], f[4], snapshot.records[*a].label(), snapshot.records[*b].label(), rank(*a, *b), rank(*b, *a), p.map(|p| (p.identity, p.comparison.title.both, p.comparison.left_in_right, p.comparison.right_in_left, p.comparison.nearness, p.comparison.timing, p.comparison.themes, p.comparison.money)));
        }
    }
    for (g, (n, first, ten)) in groups { println!("{g}: {n} first {:.3} ten {:.3}", first as f64 / n as f64, ten as f64 / n as f64); }
}
