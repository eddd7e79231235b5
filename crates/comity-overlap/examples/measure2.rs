use comity_core::Snapshot;
use comity_overlap::{Options, Stated, find, silent};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let snapshot: Snapshot = serde_json::from_slice(&std::fs::read(&args[1]).unwrap()).unwrap();
    let n: usize = args[2].parse().unwrap();
    let t = std::time::Instant::now();
    let found = find(&snapshot, &Stated, &Options::default(), &silent);
    println!("{} findings in {:?} on {} capped {:?}", found.findings.len(), t.elapsed(), found.on, found.capped);
    let mut kinds = std::collections::BTreeMap::new();
    for f in &found.findings { *kinds.entry(f.kind).or_insert(0) += 1; }
    println!("{kinds:?}");
    for f in found.findings.iter().filter(|f| args.get(3).is_none_or(|k| f.kind.as_str() == k)).take(n) {
        println!("{:.1} {:.1} {} {}", f.urgency, f.weight, f.kind, f.sentence);
        for e in &f.evidence { println!("      {:+.2} {:?} {}", e.weight, e.field, e.says); }
        for w in &f.ways { println!("      > {w}"); }
    }
}
